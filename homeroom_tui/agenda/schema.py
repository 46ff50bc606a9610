"""The JSON schemas of a session and of a group, by which editors complete and check."""

from __future__ import annotations

import json

from homeroom_tui.agenda.kinds import Schema
from homeroom_tui.agenda.reader import GROUP, SESSION


def session_schema() -> Schema:
    """The schema, made from the same fields by which the reader goes.

    It refuses nothing that the reader accepts. Only the reader sees what lies between fields
    (sums, repeated prompts, duplicate keys) and within texts (a minimum over its maximum).
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A homeroom session",
        **SESSION.schema(),
    }


def group_schema() -> Schema:
    """The same for a group's file."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A homeroom group",
        **GROUP.schema(),
    }


def schema_text() -> str:
    """The schema of a session file as the text of a file."""
    return _text(session_schema())


def group_schema_text() -> str:
    """The schema of a group's file as the text of a file."""
    return _text(group_schema())


def _text(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
