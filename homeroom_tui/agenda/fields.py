"""Read, write and describe the fields of a file, each by the kind of value that it holds.

What fields there are, `model.py` and `config.py` declare. `fields_of` finds the kind of each from
its type: `KINDS` for plain types, `List`, `Choice` and `Record` for those made of others. A new
type of value is a new class here and a line in `KINDS`.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Annotated, Any, Generic, Literal, TypeAlias, TypeVar, Union, get_args, get_origin
from urllib.parse import urlsplit

from msgspec import NODEFAULT, DecodeError, Struct, json
from msgspec.structs import fields as struct_fields
from msgspec.structs import replace

from homeroom_tui.agenda import advice, durations, nodes
from homeroom_tui.agenda.advice import nearest, typed
from homeroom_tui.agenda.checks import minutes_between
from homeroom_tui.agenda.clock_times import UntilError, time_of_day
from homeroom_tui.agenda.model import (
    Doc,
    Length,
    Markdown,
    Prompt,
    Reserve,
    Tie,
    TimeRange,
    WebAddress,
    Word,
    ZoneName,
)
from homeroom_tui.agenda.nodes import Mapping, Node, Scalar
from homeroom_tui.agenda.problems import Report
from homeroom_tui.escaping import shorten

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
    """A kind of value: it reads, writes and describes one. `doc` is that of its field.

    `read` returns the value, or None after it has told the report what is wrong. Its `what` names
    the value in the author's words ("Block 3, 'Share': `turns`") and begins every message. `write`
    returns YAML that reads back as the same value: what stands behind a key that is `indent`
    spaces in. `schema` refuses nothing that `read` accepts.
    """

    doc: Doc

    def read(self, node: Node, what: str, report: Report) -> T | None:
        raise NotImplementedError

    def write(self, value: T, indent: int) -> str:
        if isinstance(value, str):
            return write_text(value, indent)
        return str(value).lower() if isinstance(value, bool) else str(value)

    def schema(self) -> Schema:
        raise NotImplementedError

    def name_item(self, what: str, number: int, node: Node) -> str:
        """Return what a value is called that is one of the list `what`."""
        return what


class Text(Kind[str], frozen=True):
    """Words as typed, without the white space around them."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        if not isinstance(node, Scalar):
            report.error(node, *advice.not_a_text(node, what, report))
            return None
        text = node.text.strip()
        if not text:
            usual = ("is empty", "Write its words, or take the line out.")
            message, hint = advice.why_empty(node, report) or usual
            report.error(node, f"{what} {message}.", hint)
            return None
        if node.plain:
            advice.warn_of_lost_signs(node, what, report)
        return text

    def schema(self) -> Schema:
        return dict(TEXT_SCHEMA)

    def name_item(self, what: str, number: int, node: Node) -> str:
        return f"{what.rpartition(': ')[0]}: {self.doc.item} {number}"


class LongText(Text, frozen=True):
    """Words that may stand on several lines."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        if isinstance(node, nodes.Sequence) and not node.flow:
            hint = f"Write `{self.doc.key}: |` and its lines under it, two spaces further in."
            report.error(node, f"{what} must be a text, not a list.", hint)
            return None
        return Text.read(self, node, what, report)


class Flag(Kind[bool], frozen=True):
    """true or false; yes, no, on and off will do."""

    def read(self, node: Node, what: str, report: Report) -> bool | None:
        value = _as_flag(node)
        if value is None:
            report.error(node, f"{what} is neither true nor false.", "Write `true` or `false`.")
        return value

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "boolean"}, _words_schema(*_FLAGS)]}


class Count(Kind[int], frozen=True):
    """A whole number, 1 or more, of at most four digits."""

    def read(self, node: Node, what: str, report: Report) -> int | None:
        text = typed(node)
        if re.fullmatch("[0-9]{1,4}", text) and int(text):
            return int(text)
        number = re.search("[1-9][0-9]{0,3}", text)
        hint = f"Write `{number[0]}`." if number else f"Write for example `{self.doc.example}`."
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
        begun = [w for w in self.words if len(text) > 1 and w.lower().startswith(text.lower())]
        if (flag := _as_flag(node)) is not None and "on" in self.words:
            begun = ["on" if flag else "off"]
        near = begun[0] if begun else nearest(text, self.words)
        report.error(
            node,
            f"{what} can't be '{shorten(text, 30)}'." if text else f"{what} must be one word.",
            f"Did you mean `{near}`?"
            if near and len(self.words) > 1
            else f"Write {choices}, or leave it out.",
        )
        return None

    def write(self, value: str | int, indent: int) -> str:
        return str(value)

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
        whole = re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?", text)
        hint = f"Write `https://{text}`." if whole else f"Write for example `{self.doc.example}`."
        report.error(node, f"{what} is not the address of a web site.", hint)
        return None

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

    def schema(self) -> Schema:
        word: Schema = {"type": "string", "pattern": r"^\s*[\w-]{1,40}\s*$"}
        return {"anyOf": [word, {"type": ["number", "boolean"]}]}


class Range(Kind[TimeRange], frozen=True):
    """A duration: fixed, a range, or `rest`."""

    def read(self, node: Node, what: str, report: Report) -> TimeRange | None:
        hint = f"Write for example {durations.EXAMPLES}."
        each = typed(node).removesuffix(" each").removesuffix(" per person")
        if each != typed(node) and re.search("[0-9]", each):
            hint = f"Write how long all of it takes, and `turns: {each}` below it."
        return _read_duration(node, what, hint, report)

    def write(self, value: TimeRange, indent: int) -> str:
        return durations.write(value)

    def schema(self) -> Schema:
        return _length_schema("[0-9]|[Rr][Ee][Ss][Tt]")


class LengthField(Kind[int], frozen=True):
    """One length of time in whole seconds: no range, no `rest`."""

    def read(self, node: Node, what: str, report: Report) -> int | None:
        hint = f"Write for example `{self.doc.example}`."
        value = _read_duration(node, what, hint, report, fixed=True)
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
    """true or false for sharing a block out among the people present, or the seconds for each."""

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
        return LengthField(replace(self.doc, example="2 min")).read(node, what, report)

    def write(self, value: bool | int, indent: int) -> str:
        kind: Kind[Any] = Flag(self.doc) if isinstance(value, bool) else LengthField(self.doc)
        return kind.write(value, indent)

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
        if share := re.fullmatch(r"([0-9]{1,2}) (?:percent|per cent)", text):
            hint = f"Write `{share[1]}%`."
        value = _read_duration(node, what, hint, report, fixed=True, allow_zero=True)
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
        meant = advice.date_meant(text)
        hint = f"Write `{meant}`." if meant else "Write year, month and day, as in `2025-11-26`."
        if "," in text and self.doc.single:
            hint = f"Write `{self.doc.key}: [{', '.join(advice.dates_meant(text))}]`."
        report.error(node, f"{what}: '{shorten(text, 40)}' is not a date.", hint)
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
            if re.fullmatch("1?[0-9]|2[0-3]", typed(node)):
                hint = f"Write `{typed(node)}:00`."
            said = f"'{shorten(typed(node), 40)}' is not a time of day."
            report.error(node, f"{what}: {said}", hint)
            return None

    def write(self, value: time, indent: int) -> str:
        return f"{value:%H:%M}"

    def schema(self) -> Schema:
        return {"type": ["string", "number"]}


class TieField(Kind[Tie], frozen=True):
    """A time of day, or `+` and how long after the start."""

    def read(self, node: Node, what: str, report: Report) -> Tie | None:
        text = typed(node)
        try:
            if not text.startswith("+"):
                return Tie(clock=time_of_day(text))
            length = durations.parse(text[1:], allow_zero=True)
            if length.fixed:
                return Tie(after=length.min)
        except (UntilError, durations.DurationError):
            pass
        said = f"'{shorten(text, 40)}' is neither a time of day nor a length after the start."
        report.error(node, f"{what}: {said}", "Write for example `12:00` or `+45 min`.")
        return None

    def write(self, value: Tie, indent: int) -> str:
        if value.clock is not None:
            return f"{value.clock:%H:%M}"
        return f"+{durations.write_seconds(value.after or 0)}"

    def schema(self) -> Schema:
        return {"type": ["string", "number"]}


class Zone(Kind[str], frozen=True):
    """A time zone by its IANA name."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        from zoneinfo import ZoneInfo, available_timezones  # few files name a zone

        text = typed(node)
        try:
            # No name is so long, and one of thousands of parts ends in a RecursionError.
            ZoneInfo(text[:100])
        except (KeyError, ValueError, OSError):
            zones = sorted(available_timezones())
            city = f"/{text.lower().replace(' ', '_')}"
            at = (zone for zone in zones if zone.lower().endswith(city))
            near = next(at, None) or nearest(text, zones, alike=0.8)
            report.error(
                node,
                f"{what}: there is no time zone '{shorten(text, 40)}'.",
                f"Did you mean `{near}`?" if near else f"Write for example `{self.doc.example}`.",
            )
            return None
        return text

    def schema(self) -> Schema:
        return {"type": "string"}


class List(Kind[tuple[T, ...]], Generic[T], frozen=True):
    """A list of one kind of value."""

    kind: Kind[T]

    def read(self, node: Node, what: str, report: Report) -> tuple[T, ...] | None:
        if self.doc.single and isinstance(node, Scalar):
            if node.plain and advice.tell_of_sign(nodes.lines_of(node), report):
                return None
            value = self.kind.read(node, what, report)
            return None if value is None else (value,)
        if not isinstance(node, nodes.Sequence):
            if not advice.tell_of_sign(nodes.lines_of(node), report):
                report.error(node, f"{what} must be a list.", self._meant(node))
            return None
        values: list[T] = []
        seen: dict[T, tuple[int, int]] = {}
        for number, item in enumerate(node.items, 1):
            name = self.kind.name_item(what, number, item)
            value = self.kind.read(item, name, report)
            if value is None:
                continue
            values.append(value)
            if self.doc.unique:
                first, line = seen.setdefault(value, (number, item.line))
                if first != number:
                    where = (
                        f"as {self.doc.item} {first}" if line == item.line else f"in line {line}"
                    )
                    report.warning(
                        item,
                        f"{name} is there twice: here and {where}.",
                        "Take one of them out.",
                    )
        return tuple(values) if len(values) == len(node.items) else None

    def _meant(self, node: Node) -> str:
        """Return how the list would be written, where there is something else."""
        if not isinstance(self.kind, Record):
            return advice.list_meant(node, self.doc)
        record = self.kind
        if not isinstance(node, Mapping) or not node.entries:
            first = record.fields[0]
            return f"Begin each {record.name} with `- `: `- {first.key}: {first.doc.example}`."
        name, value = node.entries[0]
        if typed(name) in {field.key for field in record.fields}:
            line = advice.as_first(name, f"{typed(name)}: {advice.in_one_line(typed(value))}")
            return f"Each {record.name} begins with a `-`: write {line}."
        length = value.get("duration") if isinstance(value, Mapping) else value
        return record.as_item(typed(name), advice.length_meant(typed(length)) if length else None)

    def write(self, value: tuple[T, ...], indent: int) -> str:
        inner = indent + STEP
        items = (self.kind.write(item, inner + STEP) for item in value)
        return "".join(f"\n{' ' * inner}- {item}" for item in items) or "[]"

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
    def names(self) -> tuple[str, ...]:
        """Its key and the other spellings of it."""
        return self.key, *self.doc.spelled

    @property
    def required(self) -> bool:
        return self.default is NODEFAULT


class Record(Kind[M], Generic[M], frozen=True):
    """Fields, made into a `model`, a struct whose fields have a `Doc`."""

    model: type[M]

    @property
    def name(self) -> str:
        """The word for one: "block"."""
        label: str = getattr(self.model, "LABEL", self.model.__name__.lower())
        return label

    @property
    def fields(self) -> tuple[Field, ...]:
        return fields_of(self.model)

    def read(self, node: Node, what: str, report: Report) -> M | None:
        if not isinstance(node, Mapping):
            if not advice.tell_of_missing_colons(node, names_of(self.model), report):
                fault = f"must be made of fields such as `{self.fields[0].key}`"
                nothing = isinstance(node, Scalar) and node.says_nothing()
                report.error(node, f"{what} {'is empty' if nothing else fault}.", self._meant(node))
            return None
        given, meant = self._given(node, what, report)
        for line, name in report.meant:
            if any(key.line == line for key, _ in node.entries):
                meant.add(name)
        values: dict[str, Any] = {}
        complete = not node.cut
        for field in self.fields:
            value = given.get(field.key)
            if value is None or is_nothing(value, field.kind):
                if field.required:
                    complete = False
                    if not node.cut and field.key not in meant:
                        report.error(value or node, *self._missing(field, value, what, report))
                continue
            read = self._value(field, value, f"{what}: `{field.key}`", report)
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
        """Yield the lines of the fields that are not as they are when a file leaves them out."""
        for field in self.fields:
            held = getattr(value, field.key)
            if not field.required and held == field.default:
                continue
            if isinstance(field.kind, Record):
                yield f"{field.key}:"
                yield from (f"  {line}" for line in field.kind.lines(held, indent + 2))
            else:
                text = field.kind.write(held, indent)
                yield f"{field.key}:{'' if text.startswith(chr(10)) else ' '}{text}"

    def schema(self) -> Schema:
        return _fields_schema(self.fields)

    def name_item(self, what: str, number: int, node: Node) -> str:
        """ "Block 3, 'Share'", by its first field."""
        name = f"{self.name.capitalize()} {number}"
        title = node.get(self.fields[0].key) if isinstance(node, Mapping) else None
        if isinstance(title, Scalar) and title.text.strip():
            return f"{name}, '{shorten(title.text, 40)}'"
        return name

    def _value(self, field: Field, node: Node, what: str, report: Report) -> Any:
        bare = None if isinstance(field.kind, Text) else advice.without_curly_quotes(node)
        if bare is not None and field.kind.read(bare, what, Report("")) is not None:
            hint = f"Leave them out: `{field.key}: {shorten(bare.text, 40)}`."
            report.error(node, f"{what} stands in curly quotes.", hint)
            return None
        return field.kind.read(node, what, report)

    def _given(self, node: Mapping, what: str, report: Report) -> tuple[dict[str, Node], set[str]]:
        """The fields that are there, by key, and the keys that unknown ones were meant to be.

        Tells of unknown and repeated ones; the value of an unknown one is read as it was meant.
        """
        keys = _keys_of(self.model)
        given: dict[str, Node] = {}
        meant: set[str] = set()
        lines: dict[str, int] = {}
        another = False
        for name, value in node.entries:
            if not isinstance(name, Scalar):
                report.error(name, f"{what}: the name of a field must be a word.")
                continue
            word = name.text
            key = keys.get(word, word)
            if key in lines:
                if not another:
                    another = self.doc.item != "" and key == self.fields[0].key
                    if another:
                        hint = self._if_another(name, value)
                    elif isinstance(value, nodes.Sequence):
                        hint = f"Put both lists under one `{word}:`."
                    else:
                        hint = "Keep one of them."
                    said = f"{what} has `{word}` twice: here and in line {lines[key]}."
                    report.error(name, said, hint)
            elif word in keys:
                given[key] = value
                lines[key] = name.line
            else:
                lines[key] = name.line
                free = {f.key: f.doc for f in self.fields if node.get(f.key) is None}
                fields = self._tell_of_unknown(name, value, free, what, report)
                meant |= fields
                if len(fields) == 1:
                    given = {**dict.fromkeys(fields, value), **given}
        return given, meant

    def _if_another(self, name: Scalar, value: Node) -> str:
        line = advice.as_first(name, f"{name.text}: {advice.in_one_line(typed(value))}")
        return f"If another {self.name} begins here, write {line}; else keep one of them."

    def _tell_of_unknown(
        self, name: Scalar, value: Node, free: dict[str, Doc], what: str, report: Report
    ) -> set[str]:
        """Tell of a field that is not known, and return those that it was meant to be."""
        if advice.tell_of_sign([name.line], report):
            return {*free}
        near, hint = advice.field_meant(name.text, value, free)
        length = self._length
        if near is None and length and {self.fields[0].key, length.key} <= {*free}:
            meant = advice.length_meant(typed(value))
            if meant is not None:
                message = f"`{self.fields[0].key}` and `{length.key}` are two fields."
                report.error(name, f"{what}: {message}", self.as_item(name.text, meant))
                return {self.fields[0].key, length.key}
        if report.lines[name.line - 1][: name.column - 1].strip() == "-":
            hint = hint.replace("Write `", "Write `- ")
        fields = ", ".join(field.key for field in self.fields)
        report.error(
            name,
            f"{what}: `{shorten(name.text, 40)}` is not a field.",
            hint or f"A {self.name} can have: {fields}.",
        )
        return {near} if near else set()

    def _missing(
        self, field: Field, value: Node | None, what: str, report: Report
    ) -> tuple[str, str]:
        if isinstance(value, Scalar) and (why := advice.why_empty(value, report)):
            return f"{what}: `{field.key}` {why[0]}.", why[1]
        comma = "," if what.endswith("'") else ""
        extra = ", or `rest`" if isinstance(field.kind, Range) else ""
        return (
            f"{what}{comma} has no {field.key}.",
            f"Write for example `{field.key}: {field.doc.example}`{extra}.",
        )

    def _meant(self, node: Node) -> str:
        """Return how these fields would be written, where there is a list or a text."""
        first = self.fields[0]
        begin = f"{first.key}: {first.doc.example}"
        within = next((field.key for field in self.fields if isinstance(field.kind, List)), None)
        if isinstance(node, nodes.Sequence) and within:
            return f"Write `{begin}` first, then `{within}:` with this list under it."
        if self.doc.item and typed(node):
            return self.as_item(*advice.title_and_length(typed(node)))
        if self.doc.item:
            return f"Write `{begin}` behind its `-`, or take the `-` out."
        if self.doc.key and typed(node):
            return f"Write `{first.key}: {advice.in_one_line(typed(node))}` below, indented."
        return f"Write for example `{begin}`."

    def as_item(self, title: str, length: str | None) -> str:
        """Return how one is written in a list, of which only title and length are known."""
        first, under, field = self.fields[0].key, "", self._length
        if field is not None:
            below = f"{field.key}: {length or field.doc.example}"
            under = f", and on the next line, under `{first}`, `{below}`"
        return f"Write `- {first}: {advice.in_one_line(title)}`{under}."

    @property
    def _length(self) -> Field | None:
        return next((field for field in self.fields if isinstance(field.kind, Range)), None)


class Line(Kind[M], Generic[M], frozen=True):
    """A text, or fields of which the first is that text: `text` with `prompts` under it.

    The `model` holds more of its own kind, which nest one level: an `inner` one has no lists.
    """

    model: type[M]
    inner: bool = False

    @property
    def record(self) -> Record[M]:
        return Record(self.doc, self.model)

    def read(self, node: Node, what: str, report: Report) -> M | None:
        if isinstance(node, Mapping):
            text, *others = self.record.fields
            lists = [field.key for field in others if isinstance(field.kind, List)]
            if self.inner and any(map(node.get, lists)):
                report.error(
                    node,
                    f"{what} has {self.doc.item}s of its own, and is one level too deep for that.",
                    f"Make it a {self.doc.item} of the block.",
                )
                return None
            written = {typed(name) for name, _ in node.entries}
            if any(written & {f.key, *f.doc.also} for f in self.record.fields):
                return self.record.read(node, what, report)
            name, under = node.entries[0] if len(node.entries) == 1 else (node, None)
            if isinstance(under, nodes.Sequence) and lists and not self.inner:
                line = f"- {text.key}: {advice.in_one_line(typed(name))}"
                hint = f"Write `{line}` and under it `{lists[0]}:`, then the list."
                report.error(node, f"{what} has a list under it.", hint)
                return None
        read = Text(self.doc).read(node, what, report)
        return None if read is None else self.model(read)

    def write(self, value: M, indent: int) -> str:
        first, *more = self.record.fields
        if all(getattr(value, field.key) == field.default for field in more):
            return first.kind.write(getattr(value, first.key), indent)
        return self.record.write(value, indent)

    def schema(self) -> Schema:
        fields = self.record.fields
        if self.inner:
            fields = tuple(field for field in fields if not isinstance(field.kind, List))
        return {"anyOf": [dict(TEXT_SCHEMA), _fields_schema(fields)]}

    def name_item(self, what: str, number: int, node: Node) -> str:
        inner = "inner " if self.inner else ""
        return f"{what.rpartition(': ')[0]}: {inner}{self.doc.item} {number}"


KINDS: dict[Any, Any] = {
    str: Text,
    Markdown: LongText,
    bool: Flag,
    int: Count,
    date: Day,
    time: TimeOfDay,
    Length: LengthField,
    bool | Length: Turns,
    Reserve: ReserveField,
    Tie: TieField,
    TimeRange: Range,
    WebAddress: Address,
    Word: WordField,
    ZoneName: Zone,
}
"""The kind of value that a field of each type holds."""


@lru_cache(maxsize=64)
def fields_of(model: type[Struct]) -> tuple[Field, ...]:
    """Return the fields that a struct declares, in the order of a file: its own, lists last."""
    found = []
    for field in struct_fields(model):
        noted = get_origin(field.type) is Annotated
        form, *notes = get_args(field.type) if noted else (field.type,)
        said = next((note for note in notes if isinstance(note, Doc)), None)
        if said is None:
            raise TypeError(f"{model.__name__}.{field.name} has no Doc")
        doc = replace(said, key=field.name)
        own = next((note for note in notes if isinstance(note, type)), None)
        rest = [note for note in notes if note is not said]
        plain = Annotated[(form, *rest)] if rest else form
        kind = _kind_of(plain, doc, model) if own is None else own(doc)
        default = field.default
        if field.default_factory is not NODEFAULT:
            default = field.default_factory()
        found.append(Field(field.name, kind, default))
    return tuple(sorted(found, key=lambda field: isinstance(field.kind, List)))


@lru_cache(maxsize=16)
def _keys_of(model: type[Struct]) -> dict[str, str]:
    """The key that each spelling of the name of a field stands for."""
    names = ((name, field.key) for field in fields_of(model) for name in field.names)
    return dict(names)


@lru_cache(maxsize=16)
def names_of(model: type[Struct]) -> frozenset[str]:
    """Return the names of all fields in a file of that model, within lists too."""
    found = set()
    for field in fields_of(model):
        found |= {*field.names}
        kind = field.kind.kind if isinstance(field.kind, List) else field.kind
        inner = getattr(kind, "model", None)
        if inner not in (None, model):
            found |= names_of(inner)
    return frozenset(found)


def _kind_of(form: Any, doc: Doc, owner: type[Struct]) -> Kind[Any]:
    """Return the kind of the values of a type, which may leave out the value."""
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
    """Return whether a field has no value; for a text `null` and `~` are words like others."""
    nothing = ("",) if isinstance(kind, Text) else _NOTHING
    return isinstance(node, Scalar) and node.plain and node.text in nothing


def _as_flag(node: Node) -> bool | None:
    """Return the truth of a word such as `yes`, or None when it is another word."""
    word = typed(node).lower()
    return word in ("true", "yes", "on") if word in _FLAGS else None


def _read_duration(
    node: Node,
    what: str,
    hint: str,
    report: Report,
    *,
    fixed: bool = False,
    allow_zero: bool = False,
) -> TimeRange | None:
    text = typed(node)
    try:
        return durations.parse(text, allow_zero=allow_zero)
    except durations.DurationError as error:
        meant = durations.suggest(text)
        if length := minutes_between(text):
            hint = f"Write how long it takes, not from when to when: `{length} min`."
        elif meant is not None and (durations.parse(meant).fixed or not fixed):
            hint = f"Write `{meant}`."
        report.error(node, f"{what} can't be read: {error}.", hint)
        return None


# Writing a text. The patterns are compiled when one is written: that takes longer than to read.

_PLAIN = r"[^\W\d_](?:[ -~\xa1-\u1fff\u2010-\u2027\u2030-\ud7ff\U00010000-\U0010ffff])*"
_NOT_PLAIN = r"(?i): |:$| #|^(?:true|false|yes|no|on|off|y|n|null)$"
_UNSAFE = "[\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"


def write_text(text: str, indent: int = 0) -> str:
    """Return a text as YAML: the value of a field that is `indent` spaces in."""
    lines = text.split("\n")
    if len(lines) > 1 and all(line.isprintable() for line in lines):
        margin = " " * (indent + STEP)
        return "\n".join(["|-", *(f"{margin}{line}" if line else "" for line in lines)])
    if re.fullmatch(_PLAIN, text) and not re.search(_NOT_PLAIN, text):
        return text
    escaped = json.encode(text).decode()
    return re.sub(_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", escaped)


# Describing in a schema


def _fields_schema(fields: Sequence[Field]) -> Schema:
    properties: Schema = {}
    for field in fields:
        schema = field.kind.schema()
        described = {
            "description": field.doc.help,
            "examples": [_example(field.doc.example)],
            **(schema if field.required else _or_nothing(schema)),
        }
        properties |= dict.fromkeys(field.names, described)
    required = [field.key for field in fields if field.required]
    return {
        "type": "object",
        "additionalProperties": False,
        **({"required": required} if required else {}),
        "properties": properties,
    }


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
