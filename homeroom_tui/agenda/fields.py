"""The fields that a file may have: what `model.py` and `config.py` declare, and how a record reads.

`fields_of` finds the kind of each from its type: `KINDS` for single values, `List`, `Choice`,
`Record` and `Line` for those made of others.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from msgspec import NODEFAULT, DecodeError, Struct, json
from msgspec.structs import fields as struct_fields
from msgspec.structs import replace

from homeroom_tui.agenda import advice, nodes
from homeroom_tui.agenda.advice import typed
from homeroom_tui.agenda.kinds import (
    KINDS,
    STEP,
    TEXT_SCHEMA,
    Choice,
    Kind,
    Range,
    Schema,
    T,
    Text,
    is_nothing,
)
from homeroom_tui.agenda.model import (
    Doc,
    Prompt,
)
from homeroom_tui.agenda.nodes import Mapping, Node, Scalar
from homeroom_tui.agenda.problems import Report
from homeroom_tui.escaping import shorten

M = TypeVar("M", bound=Struct)


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
