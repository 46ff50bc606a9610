"""Records: which fields a file or a part of it has, described once for reader, schema and docs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from msgspec import Struct

from homeroom_tui.agenda.kinds import Kind, Schema, is_nothing, list_items, nearest
from homeroom_tui.agenda.nodes import Mapping, Node, Scalar
from homeroom_tui.agenda.problems import Report, shorten

M = TypeVar("M")


class Field(Struct, frozen=True):
    """One field: its key in the file and in the model, its kind, and what to tell people of it.

    `help` is one sentence, `example` the YAML of a value, without its key.
    """

    key: str
    kind: Kind[Any]
    help: str
    example: str
    required: bool = False


class Record(Struct, Generic[M], frozen=True):
    """A mapping with known fields, made into a model by calling `build` with those that are set.

    `name` is what one is called ("block"). `look_over` may tell the report of what can be used,
    but was hardly meant.
    """

    name: str
    build: Callable[..., M]
    fields: tuple[Field, ...]
    look_over: Callable[[M, Mapping, Report], None] | None = None

    def read(self, node: Node, what: str, report: Report) -> M | None:
        """The model, or None after the report has been told of everything that is wrong in it.

        `what` names it in messages: "The session", or "Block 3, 'Share'".
        """
        if not isinstance(node, Mapping):
            first = self.fields[0]
            report.error(
                node,
                f"{what} must be made of fields such as `{first.key}`.",
                f"Write for example `{first.key}: {first.example}`.",
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
        model = self.build(**values)
        if self.look_over is not None and not report.failed:
            self.look_over(model, node, report)
        return model

    def schema(self) -> Schema:
        """JSON schema of the record."""
        properties: Schema = {}
        for field in self.fields:
            schema = field.kind.schema()
            if not field.required:
                schema = _or_nothing(schema)
            properties[field.key] = {
                "description": field.help,
                "examples": [_example(field.example)],
                **schema,
            }
        required = [field.key for field in self.fields if field.required]
        return {
            "type": "object",
            "additionalProperties": False,
            **({"required": required} if required else {}),
            "properties": properties,
        }

    def _given(
        self, node: Mapping, what: str, report: Report
    ) -> tuple[dict[str, Node], set[str | None]]:
        """The known fields that are there, by key, and the keys that misspelt ones were meant to
        be; tells of unknown and repeated ones."""
        known = [field.key for field in self.fields]
        given: dict[str, Node] = {}
        meant: set[str | None] = set()
        lines: dict[str, int] = {}
        free = [key for key in known if node.get(key) is None]
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
                near = nearest(name.text, free)
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
        extra = ", or `rest`" if field.key == "duration" else ""
        return (
            f"{what}{comma} has no {field.key}.",
            f"Write for example `{field.key}: {field.example}`{extra}.",
        )


class Records(Struct, Generic[M], frozen=True):
    """A list of records, each called by its number and its first field: "Block 3, 'Share'"."""

    record: Record[M]

    def read(self, node: Node, what: str, report: Report) -> tuple[M, ...] | None:
        items = list_items(node, what, report)
        if items is None:
            return None
        values = []
        for number, item in enumerate(items, 1):
            value = self.record.read(item, self._what(number, item), report)
            if value is not None:
                values.append(value)
        return tuple(values) if len(values) == len(items) else None

    def schema(self) -> Schema:
        return {"type": "array", "items": self.record.schema()}

    def _what(self, number: int, item: Node) -> str:
        name = f"{self.record.name.capitalize()} {number}"
        title = item.get(self.record.fields[0].key) if isinstance(item, Mapping) else None
        if isinstance(title, Scalar) and title.text.strip():
            return f"{name}, '{shorten(title.text, 40)}'"
        return name


def _or_nothing(schema: Schema) -> Schema:
    """A schema that allows a field without a value too, which is as good as none."""
    types = schema.get("type")
    if isinstance(types, list):
        return schema if "null" in types else {**schema, "type": [*types, "null"]}
    nothing: Schema = {"type": "null"}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], nothing]}
    return {"anyOf": [schema, nothing]}


def _example(example: str) -> Any:
    import json

    try:
        return json.loads(example)
    except ValueError:
        return example
