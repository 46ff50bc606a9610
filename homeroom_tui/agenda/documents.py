"""Write whole files, and what goes with them: templates, JSON schemas, tables for the docs.

All of it follows from the fields that the models declare.
"""

from __future__ import annotations

from msgspec import Struct, json

from homeroom_tui.agenda.fields import Field, Record, Schema, fields_of
from homeroom_tui.agenda.model import Doc

ROOT = Doc("", "")
"""The doc of a whole file, which is no field."""


def record_of(model: type[Struct]) -> Record[Struct]:
    """A whole file of that model as a kind of value."""
    return Record(ROOT, model)


def name_of(model: type[Struct]) -> str:
    """What a file of that model is called: "session"."""
    return record_of(model).name


def schema_name(model: type[Struct]) -> str:
    """The file's name of the schema, which editors look for beside the file: the first line says
    so."""
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
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"A homeroom {name_of(model)}",
        **record_of(model).schema(),
    }


def schema_text(model: type[Struct]) -> str:
    """The schema as the text of a file."""
    return json.format(json.encode(schema(model)), indent=2).decode() + "\n"


def template(model: type[Struct], about: str) -> str:
    """A file in which every field is explained and none is set, under a line that says what it is.

    It reads as a model of which nothing is known, as long as no field is required.
    """
    parts = [f"{modeline(model)}\n# {about}"]
    parts += [f"# {field.doc.help}\n# {example(field)}" for field in fields_of(model)]
    return "\n\n".join(parts) + "\n"


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
