"""A new group.yaml, in which everything is explained and nothing is set. Never overwrites."""

from __future__ import annotations

import os
from pathlib import Path

from homeroom_tui.agenda.reader import GROUP
from homeroom_tui.agenda.schema import group_schema_text
from homeroom_tui.files import write_new

SCHEMA = "group.schema.json"


def template() -> str:
    """The text of the file. It reads as a group of which nothing is known."""
    first, *others = GROUP.fields
    lines = [
        f"# yaml-language-server: $schema={SCHEMA}",
        "# Your group. All of it is optional: take away the # before what you want to say.",
        "",
        f"# {first.help}",
        f"{first.key}:   # {first.example}",
    ]
    for field in others:
        lines += ["", f"# {field.help}", f"# {field.key}: {field.example}"]
    return "\n".join(lines) + "\n"


def begin(path: Path) -> None:
    """Write it to `path`, with the schema beside it for editors. Raises CannotWrite."""
    schema = path.parent / SCHEMA
    write_new(path, template().encode())
    if not os.path.exists(schema):
        write_new(schema, group_schema_text().encode())
