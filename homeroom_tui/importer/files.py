"""Write the sessions of a page as YAML, with a comment for each guess."""

from __future__ import annotations

import re
from collections.abc import Iterable

from homeroom_tui.agenda.documents import write
from homeroom_tui.agenda.model import Session
from homeroom_tui.escaping import shorten, visible
from homeroom_tui.importer.report import Guess

SERIES = "series.yaml"
_MAX_COMMENT = 60
_MAX_NAME = 60
_RESERVED = ("series", "group")


def names(sessions: Iterable[Session]) -> list[str]:
    """The file names of sessions, `week-3.yaml` or after their title, each different."""
    found: dict[str, None] = {}
    latest: dict[str, int] = {}
    for session in sessions:
        stem = f"week-{session.week}" if session.week else _slug(session.title)
        name = f"{stem}.yaml"
        while name in found:
            latest[stem] = latest.get(stem, 1) + 1
            name = f"{stem}-{latest[stem]}.yaml"
        found[name] = None
    return list(found)


def _slug(title: str) -> str:
    slug = re.sub(r"[\W_]+", "-", title.lower())[:_MAX_NAME].strip("-")
    return slug if slug and slug not in _RESERVED else "session"


def session_yaml(session: Session, guesses: Iterable[Guess], page: str) -> str:
    """The YAML of a session from the file `page`, with a comment above what was guessed."""
    comments: dict[tuple[int | None, str], list[str]] = {}
    for guess in guesses:
        comment = f"# Guess, line {guess.line}: {visible(guess.guess)}"
        if guess.field == "prompts":
            comment += f": {visible(shorten(guess.text, _MAX_COMMENT))}"
        comments.setdefault((guess.block, guess.field), []).append(comment)
    first, *lines = write(session).splitlines()
    written = [first, f"# From {visible(shorten(page, _MAX_COMMENT))}."]
    block: int | None = None
    in_blocks = False
    for line in lines:
        in_blocks = in_blocks or line == "blocks:"
        if in_blocks and line.startswith("  - title: "):
            block = 0 if block is None else block + 1
        margin = "    " if block is not None else ""
        field = re.match(rf"(?:{margin}|  - )([a-z]+):", line)
        for comment in comments.pop((block, field[1]), []) if field else []:
            written.append(f"{margin}{comment}")
        written.append(line)
    return "\n".join(written) + "\n"
