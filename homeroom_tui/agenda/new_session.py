"""New session files: from a template or another week, and own copies. Never overwrites."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from homeroom_tui.agenda.library import Entry, Library
from homeroom_tui.agenda.problems import visible
from homeroom_tui.agenda.reader import decode
from homeroom_tui.agenda.writer import MODELINE
from homeroom_tui.files import CannotWrite, Unreadable, read_bytes, write_new

_NAME = re.compile(r"[^\W_][\w .-]{0,80}")
_RESERVED = ("series", "group")


def new_session(
    library: Library, name: str, *, minutes: int = 60, like: Entry | None = None
) -> Path:
    """Write the file of a new session `name`, with the next free week, and give its path.

    It is a commented template of `minutes`, or a copy of the session `like`. Raises CannotWrite
    if the name can't be one, the file is there already, or the folder can't be written to.
    """
    stem = name.removesuffix(".yaml").removesuffix(".yml")
    if not _NAME.fullmatch(stem) or stem.lower() in _RESERVED or stem.endswith((".", " ")):
        raise CannotWrite(
            f"'{visible(name)}' can't be the name of a session. Write for example week-6."
        )
    week = next_week(library)
    text = template(stem, week, minutes) if like is None else _copy(like, week)
    return write_new(library.folders[0] / f"{stem}.yaml", text.encode())


def next_week(library: Library) -> int:
    """The first week number after all that the library has."""
    sessions = [library.load(entry).session for entry in library.entries()]
    return max((s.week for s in sessions if s is not None and s.week), default=0) + 1


def template(name: str, week: int, minutes: int) -> str:
    """A session of `minutes` that can be run as it stands, with a comment for each choice."""
    title = name.replace("-", " ").replace("_", " ").strip().capitalize()
    first = max(minutes // 6, 1)
    low, high = max(minutes // 4, 1), max(minutes // 3, 1)
    flex = f"{low} min" if low == high else f"{low}-{high} min"
    return f"""{MODELINE}
# Save, then `homeroom check` says whether homeroom can read it, and what to write instead.
title: {json.dumps(title, ensure_ascii=False)}
week: {week}
duration: {minutes} min

# Shown before the start. Links, **bold**, *italic* and `code` work in every text.
# intro: Bring the notes of last week.

blocks:
  - title: Check in
    duration: {first} min            # fixed
    prompts:
      - How did last week go?
      - What do you want from today?

  - title: Take turns sharing
    duration: {flex}         # a range: the plan gives what the hour allows
    turns: true                # the time is shared out among the people present
    # hints: Let somebody else begin than last week.

  # - title: Take a break
  #   duration: 5 min
  #   advance: auto            # goes on by itself

  - title: With any remaining time, plan the week
    duration: rest             # what is left when all others have theirs
"""


def own_copy(library: Library, entry: Entry) -> Path:
    """The path at which `entry` can be edited: itself, or its copy in the user's own folder.

    A session that came with homeroom is copied first. Raises CannotWrite if that can't be done.
    """
    own = library.folders[0]
    if entry.path.parent == own or entry.path.parent not in library.folders:
        return entry.path
    copy = own / entry.path.name
    if os.path.exists(copy):  # where nobody may look, writing says so
        return copy
    return write_new(copy, _bytes(entry))


def _bytes(entry: Entry) -> bytes:
    try:
        return read_bytes(entry.path)[0]
    except Unreadable as error:
        raise CannotWrite(f"{entry.name}: {error}") from None


def _copy(like: Entry, week: int) -> str:
    text, report = decode(_bytes(like), like.path.name)
    if report.failed:
        raise CannotWrite(f"{like.name} can't be read, so it can't be copied.")
    numbered, count = re.subn(r"(?m)^week:[^\n#]*", f"week: {week}", text, count=1)
    return numbered if count else re.sub(r"(?m)^(?=title:)", f"week: {week}\n", text, count=1)
