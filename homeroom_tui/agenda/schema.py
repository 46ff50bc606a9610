"""The JSON schema of a session file, by which editors complete and check as one types."""

from __future__ import annotations

import json

from homeroom_tui.agenda.kinds import Schema
from homeroom_tui.agenda.reader import SESSION


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


def schema_text() -> str:
    """The schema as the text of a file."""
    return json.dumps(session_schema(), indent=2, ensure_ascii=False) + "\n"
