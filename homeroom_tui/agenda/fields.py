"""Read, write and describe the fields of a file, each by the kind of value that it holds.

What fields there are, `model.py` and `config.py` declare. `fields_of` finds the kind of each from
its type: `KINDS` for plain types, `List`, `Choice` and `Record` for those made of others. A new
type of value is a new class here and a line in `KINDS`.
"""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterator, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Annotated, Any, Generic, Literal, TypeAlias, TypeVar, Union, get_args, get_origin
from urllib.parse import urlsplit

from msgspec import NODEFAULT, DecodeError, Struct, json
from msgspec.structs import fields as struct_fields

from homeroom_tui.agenda import durations, nodes
from homeroom_tui.agenda.checks import minutes_between
from homeroom_tui.agenda.clock_times import UntilError, time_of_day
from homeroom_tui.agenda.model import (
    Doc,
    Length,
    Markdown,
    Prompt,
    Reserve,
    TimeRange,
    WebAddress,
    Word,
    ZoneName,
)
from homeroom_tui.agenda.nodes import Mapping, Node, Scalar
from homeroom_tui.agenda.problems import Place, Report, shorten
from homeroom_tui.agenda.syntax import in_quotes, quoted

Schema: TypeAlias = dict[str, Any]
"""JSON schema."""

T = TypeVar("T")
M = TypeVar("M", bound=Struct)

TEXT_SCHEMA: Schema = {"type": ["string", "number", "boolean", "null"]}
STEP = 2
"""Spaces by which a list stands in from its field, and a field from the dash of its item."""

_NOTHING = ("", "~", "null", "Null", "NULL")
_FLAGS = ("true", "false", "yes", "no", "on", "off")


class Kind(Struct, Generic[T], frozen=True):
    """How one kind of value is read, written and described; `doc` is that of its field.

    `read` returns the value, or None after it has told the report what is wrong. Its `what` names
    the value in the author's words ("Block 3, 'Share': `turns`") and begins every message. `write`
    returns YAML that reads back as the same value: what stands behind a key that is `indent`
    spaces in. `schema` refuses nothing that `read` accepts.
    """

    doc: Doc

    def read(self, node: Node, what: str, report: Report) -> T | None:
        raise NotImplementedError

    def write(self, value: T, indent: int) -> str:
        return str(value)

    def schema(self) -> Schema:
        raise NotImplementedError

    def name_item(self, owner: str, number: int, node: Node) -> str:
        """What a value is called that is one of a list: `owner` is what has the list."""
        return f"{owner}: {self.doc.item} {number}"


class Text(Kind[str], frozen=True):
    """Words as typed, without the white space around them."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        if not isinstance(node, Scalar):
            report.error(node, *_not_a_text(node, what, report))
            return None
        text = node.text.strip()
        if not text:
            report.error(node, f"{what} is empty.", _why_empty(node, report))
            return None
        _warn_of_lost_words(node, what, report)
        return text

    def write(self, value: str, indent: int) -> str:
        return write_text(value, indent)

    def schema(self) -> Schema:
        return dict(TEXT_SCHEMA)


class Flag(Kind[bool], frozen=True):
    """true or false; yes, no, on and off will do."""

    def read(self, node: Node, what: str, report: Report) -> bool | None:
        value = _as_flag(node)
        if value is None:
            report.error(node, f"{what} is neither true nor false.", "Write `true` or `false`.")
        return value

    def write(self, value: bool, indent: int) -> str:
        return "true" if value else "false"

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "boolean"}, _words_schema(*_FLAGS)]}


class Count(Kind[int], frozen=True):
    """A whole number, 1 or more, of at most four digits."""

    def read(self, node: Node, what: str, report: Report) -> int | None:
        text = typed(node)
        if re.fullmatch("[0-9]{1,4}", text) and int(text):
            return int(text)
        hint = f"Write for example `{self.doc.example}`."
        report.error(node, f"{what} must be a whole number from 1 on.", hint)
        return None

    def schema(self) -> Schema:
        return {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {"type": "string", "pattern": r"^\s*[0-9]{1,4}\s*$"},
            ]
        }


class Choice(Kind[str | int], frozen=True):
    """One of a few words in any case, or of a few numbers."""

    values: tuple[str | int, ...]

    @property
    def words(self) -> list[str]:
        return list(map(str, self.values))

    def read(self, node: Node, what: str, report: Report) -> str | int | None:
        text = typed(node)
        for value in self.values:
            if str(value).lower() == text.lower():
                return value
        choices = " or ".join(f"`{word}`" for word in self.words)
        near = nearest(text, self.words)
        said = f"'{shorten(text, 30)}'" if text else "this"
        report.error(
            node,
            f"{what} can't be {said}.",
            f"Did you mean `{near}`?"
            if near and len(self.words) > 1
            else f"Write {choices}, or leave it out.",
        )
        return None

    def schema(self) -> Schema:
        return {"anyOf": [{"enum": list(self.values)}, _words_schema(*self.words)]}


class Address(Kind[str], frozen=True):
    """The address of a web site."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        text = typed(node)
        try:
            parts = urlsplit(text)
            known = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            known = False
        if known and not re.search(r"[\s\x00-\x20\x7f]", text):
            return text
        hint = f"Write for example `{self.doc.example}`."
        report.error(node, f"{what} is not the address of a web site.", hint)
        return None

    def write(self, value: str, indent: int) -> str:
        return write_text(value, indent)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://"}


class WordField(Kind[str], frozen=True):
    """One word: letters, digits, `-` and `_`, at most 40 of them."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        text = typed(node)
        if re.fullmatch(r"[\w-]{1,40}", text):
            return text
        hint = f"Use letters, digits, `-` and `_`: `{self.doc.example}`."
        report.error(node, f"{what} must be one word of at most 40 characters.", hint)
        return None

    def write(self, value: str, indent: int) -> str:
        return write_text(value, indent)

    def schema(self) -> Schema:
        word: Schema = {"type": "string", "pattern": r"^\s*[\w-]{1,40}\s*$"}
        return {"anyOf": [word, {"type": ["number", "boolean"]}]}


class Range(Kind[TimeRange], frozen=True):
    """A duration: fixed, a range, or `rest`."""

    def read(self, node: Node, what: str, report: Report) -> TimeRange | None:
        hint = f"Write for example {durations.EXAMPLES}."
        return _read_duration(node, what, hint, report)

    def write(self, value: TimeRange, indent: int) -> str:
        return durations.write(value)

    def schema(self) -> Schema:
        return _length_schema("[0-9]|[Rr][Ee][Ss][Tt]")


class LengthField(Kind[int], frozen=True):
    """One length of time in whole seconds: no range, no `rest`."""

    def read(self, node: Node, what: str, report: Report) -> int | None:
        return self.read_like(self.doc.example, node, what, report)

    def read_like(self, example: str, node: Node, what: str, report: Report) -> int | None:
        """The same with another example in the hint."""
        hint = f"Write for example `{example}`."
        value = _read_duration(node, what, hint, report)
        if value is not None and not value.fixed:
            kind = "`rest`" if value.is_rest else "a range"
            report.error(node, f"{what} must be one length of time, not {kind}.", hint)
            return None
        return None if value is None else value.max

    def write(self, value: int, indent: int) -> str:
        return durations.write_seconds(value)

    def schema(self) -> Schema:
        return _length_schema("[0-9]")


class Turns(Kind[bool | int], frozen=True):
    """Whether a block is shared out among the people present, or the seconds that each gets."""

    def read(self, node: Node, what: str, report: Report) -> bool | int | None:
        value = _as_flag(node)
        if value is not None:
            return value
        if not re.search("[0-9]", typed(node)):
            report.error(
                node,
                f"{what} must be true, false, or the time that each person gets.",
                "Write `true` to share out the block's time, or for example `2 min`.",
            )
            return None
        return LengthField(self.doc).read_like("2 min", node, what, report)

    def write(self, value: bool | int, indent: int) -> str:
        flag = isinstance(value, bool)
        return ("true" if value else "false") if flag else durations.write_seconds(value)

    def schema(self) -> Schema:
        flag, length = Flag(self.doc), LengthField(self.doc)
        return {"anyOf": [*flag.schema()["anyOf"], *length.schema()["anyOf"]]}


class ReserveField(Kind[Reserve], frozen=True):
    """A share such as `10%`, or a length of time for the whole session."""

    def read(self, node: Node, what: str, report: Report) -> Reserve | None:
        text = typed(node)
        hint = "Write for example `10%` or `5 min`."
        if share := re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?) ?%", text):
            if float(share[1]) <= 100:
                return Reserve(share=float(share[1]) / 100)
            report.error(node, f"{what} is more than 100 %.", hint)
            return None
        value = _read_duration(node, what, hint, report, allow_zero=True)
        if value is not None and not value.fixed:
            report.error(node, f"{what} must be a share or one length of time.", hint)
            return None
        return None if value is None else Reserve(seconds=value.max)

    def write(self, value: Reserve, indent: int) -> str:
        if value.share is not None:
            return f"{value.share * 100:g}%"
        return durations.write_seconds(value.seconds or 0)

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "[0-9]"}]}


class Day(Kind[date], frozen=True):
    """A date."""

    def read(self, node: Node, what: str, report: Report) -> date | None:
        text = typed(node)
        try:
            if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        hint = "Write year, month and day, as in `2025-11-26`."
        report.error(node, f"{what} is not a date.", hint)
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$"}


class TimeOfDay(Kind[time], frozen=True):
    """A time on the wall: `14:00`, `2:00 PM`, `15h00`."""

    def read(self, node: Node, what: str, report: Report) -> time | None:
        try:
            return time_of_day(typed(node))
        except UntilError:
            hint = "Write for example `14:00` or `2:00 PM`."
            report.error(node, f"{what} is not a time of day.", hint)
            return None

    def write(self, value: time, indent: int) -> str:
        return f"{value:%H:%M}"

    def schema(self) -> Schema:
        return {"type": ["string", "number"]}


class Zone(Kind[str], frozen=True):
    """A time zone by its IANA name."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        from zoneinfo import ZoneInfo, available_timezones  # few files name a zone

        text = typed(node)
        try:
            ZoneInfo(text)
        except (KeyError, ValueError, OSError):
            near = nearest(text, sorted(available_timezones()), alike=0.8)
            report.error(
                node,
                f"{what}: there is no time zone '{shorten(text, 40)}'.",
                f"Did you mean `{near}`?" if near else f"Write for example `{self.doc.example}`.",
            )
            return None
        return text

    def write(self, value: str, indent: int) -> str:
        return write_text(value, indent)

    def schema(self) -> Schema:
        return {"type": "string"}


class List(Kind[tuple[T, ...]], Generic[T], frozen=True):
    """A list of one kind of value."""

    kind: Kind[T]

    def read(self, node: Node, what: str, report: Report) -> tuple[T, ...] | None:
        if self.doc.single and isinstance(node, Scalar):
            value = self.kind.read(node, what, report)
            return None if value is None else (value,)
        if not isinstance(node, nodes.Sequence):
            hint = "Begin each item on its own line with `- `."
            report.error(node, f"{what} must be a list.", hint)
            return None
        owner = what.rpartition(": ")[0]
        values: list[T] = []
        lines: dict[T, int] = {}
        for number, item in enumerate(node.items, 1):
            name = self.kind.name_item(owner, number, item)
            value = self.kind.read(item, name, report)
            if value is None:
                continue
            values.append(value)
            if self.doc.unique:
                if value in lines:
                    report.warning(
                        item,
                        f"{name} is there twice: here and in line {lines[value]}.",
                        "Take one of them out.",
                    )
                lines.setdefault(value, item.line)
        return tuple(values) if len(values) == len(node.items) else None

    def write(self, value: tuple[T, ...], indent: int) -> str:
        inner = indent + STEP
        items = (self.kind.write(item, inner + STEP) for item in value)
        return "".join(f"\n{' ' * inner}- {item}" for item in items)

    def schema(self) -> Schema:
        several: Schema = {"type": "array", "items": self.kind.schema()}
        return {"anyOf": [several, self.kind.schema()]} if self.doc.single else several


class Field(Struct, frozen=True):
    """A field of a record as it is declared: its key in file and model, its kind, its default."""

    key: str
    kind: Kind[Any]
    default: Any = NODEFAULT

    @property
    def doc(self) -> Doc:
        return self.kind.doc

    @property
    def required(self) -> bool:
        return self.default is NODEFAULT


class Record(Kind[M], Generic[M], frozen=True):
    """Fields, made into a `model`, a struct whose fields have a `Doc`."""

    model: type[M]

    @property
    def name(self) -> str:
        """What one is called: "block"."""
        label: str = getattr(self.model, "LABEL", self.model.__name__.lower())
        return label

    @property
    def fields(self) -> tuple[Field, ...]:
        return fields_of(self.model)

    def read(self, node: Node, what: str, report: Report) -> M | None:
        if not isinstance(node, Mapping):
            first = self.fields[0]
            report.error(
                node,
                f"{what} must be made of fields such as `{first.key}`.",
                f"Write for example `{first.key}: {first.doc.example}`.",
            )
            return None
        given, meant = self._given(node, what, report)
        values: dict[str, Any] = {}
        complete = not node.cut
        for field in self.fields:
            value = given.get(field.key)
            if value is None or is_nothing(value, field.kind):
                if field.required:
                    complete = False
                    if not node.cut and field.key not in meant:
                        report.error(value or node, *self._missing(field, what))
                continue
            read = field.kind.read(value, f"{what}: `{field.key}`", report)
            if read is None:
                complete = False
            else:
                values[field.key] = read
        if not complete or len(given) < len(node.entries):
            return None
        return self.model(**values)

    def write(self, value: M, indent: int) -> str:
        return f"\n{' ' * indent}".join(self.lines(value, indent))

    def lines(self, value: M, indent: int) -> Iterator[str]:
        """The lines of the fields that are not as they are when a file leaves them out."""
        for field in self.fields:
            held = getattr(value, field.key)
            if field.required or held != field.default:
                text = field.kind.write(held, indent)
                yield f"{field.key}:{'' if text.startswith(chr(10)) else ' '}{text}"

    def schema(self) -> Schema:
        properties: Schema = {}
        for field in self.fields:
            schema = field.kind.schema()
            properties[field.key] = {
                "description": field.doc.help,
                "examples": [_example(field.doc.example)],
                **(schema if field.required else _or_nothing(schema)),
            }
        required = [field.key for field in self.fields if field.required]
        return {
            "type": "object",
            "additionalProperties": False,
            **({"required": required} if required else {}),
            "properties": properties,
        }

    def name_item(self, owner: str, number: int, node: Node) -> str:
        """ "Block 3, 'Share'", by its first field."""
        name = f"{self.name.capitalize()} {number}"
        title = node.get(self.fields[0].key) if isinstance(node, Mapping) else None
        if isinstance(title, Scalar) and title.text.strip():
            return f"{name}, '{shorten(title.text, 40)}'"
        return name

    def _given(
        self, node: Mapping, what: str, report: Report
    ) -> tuple[dict[str, Node], set[str | None]]:
        """The known fields that are there, by key, and the keys that misspelt ones were meant to
        be; tells of unknown and repeated ones."""
        known = [field.key for field in self.fields]
        given: dict[str, Node] = {}
        meant: set[str | None] = set()
        lines: dict[str, int] = {}
        for name, value in node.entries:
            if not isinstance(name, Scalar):
                report.error(name, f"{what}: the name of a field must be a word.")
            elif name.text in lines:
                report.error(
                    name,
                    f"{what} has `{name.text}` twice: here and in line {lines[name.text]}.",
                    "Keep one of them.",
                )
            elif name.text in known:
                given[name.text] = value
                lines[name.text] = name.line
            else:
                lines[name.text] = name.line
                near = nearest(name.text, [key for key in known if node.get(key) is None])
                meant.add(near)
                fields = ", ".join(known)
                report.error(
                    name,
                    f"{what} can't have `{shorten(name.text, 40)}`: a {self.name} has no such"
                    " field.",
                    f"Did you mean `{near}`?" if near else f"A {self.name} can have: {fields}.",
                )
        return given, meant

    def _missing(self, field: Field, what: str) -> tuple[str, str]:
        comma = "," if what.endswith("'") else ""
        extra = ", or `rest`" if isinstance(field.kind, Range) else ""
        return (
            f"{what}{comma} has no {field.key}.",
            f"Write for example `{field.key}: {field.doc.example}`{extra}.",
        )


class Line(Kind[M], Generic[M], frozen=True):
    """A text, or fields of which the first is that text: `text` with `prompts` under it.

    The `model` holds more of its own kind, which nest one level: an `inner` one is only a text.
    """

    model: type[M]
    inner: bool = False

    def read(self, node: Node, what: str, report: Report) -> M | None:
        record = Record(self.doc, self.model)
        if isinstance(node, Mapping):
            key, *more = (field.key for field in record.fields)
            nested = next(filter(None, map(node.get, more)), None)
            if self.inner and nested is not None:
                report.error(
                    node,
                    f"{what} has {self.doc.item}s of its own, and is one level too deep for that.",
                    f"Make it a {self.doc.item} of the block.",
                )
                return None
            if not self.inner and (nested or node.get(key)):
                return record.read(node, what, report)
        text = Text(self.doc).read(node, what, report)
        return None if text is None else self.model(text)

    def write(self, value: M, indent: int) -> str:
        record = Record(self.doc, self.model)
        first, *more = record.fields
        if all(getattr(value, field.key) == field.default for field in more):
            return first.kind.write(getattr(value, first.key), indent)
        return record.write(value, indent)

    def schema(self) -> Schema:
        text = dict(TEXT_SCHEMA)
        return text if self.inner else {"anyOf": [text, Record(self.doc, self.model).schema()]}

    def name_item(self, owner: str, number: int, node: Node) -> str:
        return f"{owner}: {'inner ' if self.inner else ''}{self.doc.item} {number}"


KINDS: dict[Any, Any] = {
    str: Text,
    Markdown: Text,
    bool: Flag,
    int: Count,
    date: Day,
    time: TimeOfDay,
    Length: LengthField,
    bool | Length: Turns,
    Reserve: ReserveField,
    TimeRange: Range,
    WebAddress: Address,
    Word: WordField,
    ZoneName: Zone,
}
"""Which kind of value a field of a type holds."""


@lru_cache(maxsize=64)
def fields_of(model: type[Struct]) -> tuple[Field, ...]:
    """The fields that a struct declares, in the order of a file: its own, but lists last."""
    found = []
    for field in struct_fields(model):
        noted = get_origin(field.type) is Annotated
        form, *notes = get_args(field.type) if noted else (field.type,)
        doc = next((note for note in notes if isinstance(note, Doc)), None)
        if doc is None:
            raise TypeError(f"{model.__name__}.{field.name} has no Doc")
        own = next((note for note in notes if isinstance(note, type)), None)
        rest = [note for note in notes if note is not doc]
        plain = Annotated[(form, *rest)] if rest else form
        kind = _kind_of(plain, doc, model) if own is None else own(doc)
        default = field.default
        if field.default_factory is not NODEFAULT:
            default = field.default_factory()
        found.append(Field(field.name, kind, default))
    return tuple(sorted(found, key=lambda field: isinstance(field.kind, List)))


def _kind_of(form: Any, doc: Doc, owner: type[Struct]) -> Kind[Any]:
    """The kind of the values of a type, which may leave out the value."""
    if get_origin(form) in (Union, types.UnionType):
        given = [each for each in get_args(form) if each is not type(None)]
        form = given[0] if len(given) == 1 else Union[tuple(given)]  # noqa: UP007
    if form in KINDS:
        kind: Kind[Any] = KINDS[form](doc)
        return kind
    if get_origin(form) is Literal:
        return Choice(doc, get_args(form))
    if get_origin(form) is tuple:
        return List(doc, _kind_of(get_args(form)[0], doc, owner))
    if issubclass(form, Prompt):
        return Line(doc, form, inner=issubclass(owner, Prompt))
    if issubclass(form, Struct):
        return Record(doc, form)
    raise TypeError(f"{owner.__name__} has a field of an unknown type: {form}")


def is_nothing(node: Node, kind: Kind[Any]) -> bool:
    """Whether a field was left without a value; for a text `null` and `~` are words like others."""
    if not isinstance(node, Scalar) or not node.plain:
        return False
    return node.text in ((_NOTHING[0],) if isinstance(kind, Text) else _NOTHING)


def nearest(word: str, known: Sequence[str], alike: float = 0.6) -> str | None:
    """The one of `known` that `word` was probably meant to be; `alike` (0 to 1) is how surely."""
    by_lower = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.lower()[:60], by_lower, n=1, cutoff=alike)
    return by_lower[found[0]] if found else None


def typed(node: Node) -> str:
    """What was typed for a value that is one word or number; '' for a list or fields."""
    return node.text.strip() if isinstance(node, Scalar) else ""


def _as_flag(node: Node) -> bool | None:
    """The truth of a word such as `yes`, or None when it is another word."""
    word = typed(node).lower()
    return word in ("true", "yes", "on") if word in _FLAGS else None


def _read_duration(
    node: Node, what: str, hint: str, report: Report, allow_zero: bool = False
) -> TimeRange | None:
    try:
        return durations.parse(typed(node), allow_zero=allow_zero)
    except durations.DurationError as error:
        if length := minutes_between(typed(node)):
            hint = f"Of times of day write how long it takes: `{length} min`."
        report.error(node, f"{what} can't be read: {error}.", hint)
        return None


# Writing a text. The patterns are compiled when one is written: that takes longer than to read.

_PLAIN = r"[^\W\d_](?:[ -~\xa1-\u1fff\u2010-\u2027\u2030-\ud7ff\U00010000-\U0010ffff])*"
_NOT_PLAIN = r"(?i): |:$| #|^(?:true|false|yes|no|on|off|y|n|null)$"
_UNSAFE = "[\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"


def write_text(text: str, indent: int = 0) -> str:
    """A text as YAML: the value of a field that is `indent` spaces in."""
    lines = text.split("\n")
    if len(lines) > 1 and all(line.isprintable() for line in lines):
        margin = " " * (indent + STEP)
        return "\n".join(["|-", *(f"{margin}{line}" if line else "" for line in lines)])
    if re.fullmatch(_PLAIN, text) and not re.search(_NOT_PLAIN, text):
        return text
    escaped = json.encode(text).decode()
    return re.sub(_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", escaped)


# Describing in a schema


def _length_schema(pattern: str) -> Schema:
    number: Schema = {"type": "number", "exclusiveMinimum": 0}
    return {"anyOf": [number, {"type": "string", "pattern": pattern}]}


def _words_schema(*words: str) -> Schema:
    either = "|".join(
        "".join(f"[{letter.upper()}{letter}]" for letter in word.lower()) for word in words
    )
    return {"type": "string", "pattern": rf"^\s*(?:{either})\s*$"}


def _or_nothing(schema: Schema) -> Schema:
    """A schema that allows a field without a value too, which is as good as none."""
    allowed = schema.get("type")
    if isinstance(allowed, list):
        return schema if "null" in allowed else {**schema, "type": [*allowed, "null"]}
    nothing: Schema = {"type": "null"}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], nothing]}
    return {"anyOf": [schema, nothing]}


def _example(example: str) -> Any:
    try:
        return json.decode(example)
    except DecodeError:
        return example


# What is wrong with a text


def _not_a_text(node: nodes.Sequence | Mapping, what: str, report: Report) -> tuple[str, str]:
    line = report.lines[node.line - 1]
    sign = line[node.column - 1 : node.column]
    if node.flow and sign in ("[", "{"):
        return f"{what} must be in quotes, because it begins with `{sign}`.", in_quotes(line)
    if isinstance(node, Mapping) and len(node.entries) == 1:
        key = node.entries[0][0]
        if key.line == node.line:
            rest = line[node.column - 1 :].rstrip()
            return (
                f"{what} has a colon and a space in it, and so must be in quotes.",
                f"Write `{line[: node.column - 1].strip()} {quoted(rest)}`.".replace("` ", "`"),
            )
    shape = "a list" if isinstance(node, nodes.Sequence) else "fields of its own"
    return f"{what} must be a text, not {shape}.", "Write its words on one line."


def _why_empty(node: Scalar, report: Report) -> str:
    line = report.lines[node.line - 1] if node.line <= len(report.lines) else ""
    if re.match(r"\s*#", line[node.column - 1 :]):
        return "What comes after `#` is a comment: put a text that begins with `#` in quotes."
    return "Write its words, or take the line out."


def _warn_of_lost_words(node: Scalar, what: str, report: Report) -> None:
    """Tell of words behind a `#` that was meant as such (`#general`), and of items of a list
    that were taken into the text above them."""
    if not node.plain or node.end is None:
        return
    last = report.lines[node.end.line - 1] if node.end.line <= len(report.lines) else ""
    if "#" in last and re.match(r"\s+#[^\s#]", last[node.end.column - 1 :]):
        report.warning(
            node.end, f"{what} ends before ` #`: what follows is a comment.", in_quotes(last)
        )
    for number in range(node.line + 1, node.end.line + 1):
        item = re.match(r"(\s*)- ", report.lines[number - 1])
        if item is not None:
            report.warning(
                Place(number, item.end(1) + 1),
                f"{what} goes on in this line, which looks like an item of a list.",
                "Begin it in the same column as the items above.",
            )
