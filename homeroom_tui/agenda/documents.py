"""Write whole files, and what goes with them: templates, JSON schemas, tables for the docs.

All of it follows from the fields that the models declare.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TypeVar

from msgspec import Struct, json

from homeroom_tui.agenda.fields import Field, List, Record, fields_of
from homeroom_tui.agenda.kinds import Schema
from homeroom_tui.agenda.model import Doc

M = TypeVar("M", bound=Struct)

SCHEMA_TITLE = "A homeroom"
"""The beginning of the titles of our schemas."""

MAX_COMMENT = 90
"""Characters in a line."""

ROOT = Doc("", "")
"""The doc of a whole file, which is no field."""


def record_of(model: type[M]) -> Record[M]:
    """A whole file of that model as a kind of value."""
    return Record(ROOT, model)


def schema_name(model: type[Struct]) -> str:
    """The file's name of the schema, which the first line of a file beside it says."""
    return f"{model.__name__.lower()}.schema.json"


def modeline(model: type[Struct]) -> str:
    """The first line of a file, by which editors find the schema beside it."""
    return f"# yaml-language-server: $schema={schema_name(model)}"


def write(value: Struct) -> str:
    """The canonical YAML of a session, a series or a group, which reads back as the same."""
    record = record_of(type(value))
    return "\n".join([modeline(type(value)), *record.lines(value, 0)]) + "\n"


def schema(model: type[Struct]) -> Schema:
    """The JSON schema of a file, by which editors complete and check.

    It refuses nothing that the reader accepts. Only the reader sees what lies between fields
    (sums, repeated prompts, duplicate keys) and within texts (a minimum over its maximum).
    """
    record = record_of(model)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"{SCHEMA_TITLE} {record.name}",
        **record.schema(),
    }


def schema_text(model: type[Struct]) -> str:
    """The schema as the text of a file."""
    return json.format(json.encode(schema(model)), indent=2).decode() + "\n"


def draft(value: Struct, about: str) -> str:
    """The YAML of a value to be gone on with: what it leaves out is explained in comments.

    `about` is a comment at the top, of one line or more.
    """
    record = record_of(type(value))
    written = list(record.lines(value, 0))
    set_ = {line.partition(":")[0] for line in written}
    plain = [line for line in written if not line.partition(":")[2].startswith("\n")]
    head = [modeline(type(value)), *(f"# {line}" for line in about.splitlines()), *plain]
    parts = ["\n".join(head)]
    parts += [explained(field) for field in record.fields if field.key not in set_]
    parts += [line for line in written if line not in plain]
    for field in record.fields:
        kind = field.kind.kind if isinstance(field.kind, List) and field.key in set_ else None
        if isinstance(kind, Record):
            items = getattr(value, field.key)
            unset = (
                explained(inner, "    ")
                for inner in kind.fields
                if all(getattr(item, inner.key) == inner.default for item in items)
            )
            parts.append("\n#\n".join([f"# A {kind.name} can also have:", *unset]))
    return "\n\n".join(parts) + "\n"


def explained(field: Field, indent: str = "") -> str:
    """Comments that tell of a field and show how it is written, `indent` spaces in."""
    margin = f"{indent}# " if indent else ""
    lines = [margin + line for line in wrap(field.doc.help, MAX_COMMENT - len(margin))]
    return "\n".join(f"# {line}" for line in [*lines, indent + example(field)])


def example(field: Field) -> str:
    """A line of a file that sets the field."""
    return f"{field.key}: {field.doc.example}"


def field_table(model: type[Struct]) -> str:
    """The fields as a table in Markdown, with their defaults as they would stand in a file."""
    rows = ["| field | default | what it is |", "|---|---|---|"]
    for field in fields_of(model):
        default = "required" if field.required else ""
        if not field.required and field.default not in (None, "", (), {}):
            default = f"`{field.kind.write(field.default, 0)}`"
        rows.append(f"| `{field.key}` | {default} | {field.doc.help} |")
    return "\n".join(rows) + "\n"
