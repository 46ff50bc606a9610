"""Begin files for the user to edit: sessions, own copies, a group. Never overwrites.

Beside each stands the JSON schema that its first line names.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from msgspec import Struct

from homeroom_tui.agenda import documents
from homeroom_tui.agenda.fields import write_text
from homeroom_tui.agenda.library import MODELS, Entry, Library
from homeroom_tui.agenda.model import Group, Session
from homeroom_tui.agenda.problems import visible
from homeroom_tui.agenda.reader import decode
from homeroom_tui.files import CannotWrite, Unreadable, read_bytes, write_files, write_new

_NAME = re.compile(r"[^\W_][\w .-]{0,80}")


def begin(path: Path, model: type[Struct], text: str) -> Path:
    """Write a new file, and its schema if there is none beside it. Raises CannotWrite."""
    contents = {path.name: text.encode()}
    schema = documents.schema_name(model)
    if not os.path.lexists(path.parent / schema):
        contents[schema] = documents.schema_text(model).encode()
    return write_files(path.parent, contents)[0]


def begin_group(path: Path) -> Path:
    """Write a group's file in which everything is explained and nothing is set."""
    return begin(path, Group, group_template())


def group_template() -> str:
    """The text of a group's file that reads as a group of which nothing is known."""
    return documents.template(
        Group, "Your group. All of it is optional: take away the # before what you want to say."
    )


def new_session(
    library: Library, name: str, *, minutes: int = 60, like: Entry | None = None
) -> Path:
    """Write the file of a new session `name`, with the next free week, and return its path.

    It is a commented template of `minutes`, or a copy of the session `like`. Raises CannotWrite
    if the name can't be one, the file is there already, or the folder can't be written to.
    """
    stem = name.removesuffix(".yaml").removesuffix(".yml")
    if not _NAME.fullmatch(stem) or stem.lower() in MODELS or stem.endswith((".", " ")):
        raise CannotWrite(
            f"'{visible(name)}' can't be the name of a session. Write for example week-6."
        )
    week = next_week(library)
    text = session_template(stem, week, minutes) if like is None else _copy(like, week)
    return begin(library.folders[0] / f"{stem}.yaml", Session, text)


def next_week(library: Library) -> int:
    """The first week number after all that the library has."""
    sessions = [library.load(entry).session for entry in library.entries()]
    return max((s.week for s in sessions if s is not None and s.week), default=0) + 1


def session_template(name: str, week: int, minutes: int) -> str:
    """A session of `minutes` that can be run as it stands, with a comment for each choice."""
    title = name.replace("-", " ").replace("_", " ").strip().capitalize()
    first = max(minutes // 6, 1)
    low, high = max(minutes // 4, 1), max(minutes // 3, 1)
    flex = f"{low} min" if low == high else f"{low}-{high} min"
    return f"""{documents.modeline(Session)}
# Save, then `homeroom check` says whether homeroom can read it, and what to write instead.
title: {write_text(title)}
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
