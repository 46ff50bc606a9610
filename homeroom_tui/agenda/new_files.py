"""Begin files for the user to edit: a course, sessions, own copies, a group. Never overwrites.

Beside each stands the JSON schema that its first line names.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from homeroom_tui.agenda import documents
from homeroom_tui.agenda.library import MODELS, Entry, Library
from homeroom_tui.agenda.model import (
    MINUTE,
    REST,
    Block,
    Group,
    Prompt,
    Series,
    Session,
    TimeRange,
)
from homeroom_tui.agenda.reader import decode
from homeroom_tui.escaping import visible
from homeroom_tui.files import (
    CannotWrite,
    Unreadable,
    read_bytes,
    write_files,
    write_new,
    write_whole,
)

_NAME = re.compile(r"[^\W_][\w .-]{0,80}")
_CHECKED = "`homeroom check` says whether this can be read, and what to write instead."

README = """\
# {title}

Sessions for homeroom, one file a week. In this folder:

- `homeroom` opens the menu, and `homeroom run 1` the first week.
- `homeroom run 1 --speed 60` rehearses it, and keeps nothing.
- `homeroom edit 1` opens its file; `homeroom new week-2` writes the next one.
- `homeroom check --watch` says what is wrong, and what to write instead, whenever you save.
- `series.yaml` holds what all weeks have in common; `homeroom group --edit` who is in your group
  and when it meets.

The `.schema.json` files let your editor complete and check as you type.
"""


def begin_course(folder: Path, title: str = "", minutes: int = 60) -> tuple[Path, ...]:
    """Write a library to go on with: a series, a first week, the schemas, a README.

    Returns the paths. Raises AlreadyThere, or CannotWrite, before anything is written.
    """
    title = title or _in_words(folder.resolve().name) or "Our course"
    title = title.encode(errors="replace").decode()  # names and arguments need not be UTF-8
    week = session_template("Week 1", 1, minutes)
    series = documents.draft(Series(title=title), "What all weeks have in common.")
    contents = {"series.yaml": series, "week-1.yaml": week}
    beside = {"README.md": README.format(title=title)}
    for model in (Session, Series, Group):
        beside[documents.schema_name(model)] = documents.schema_text(model)
    contents |= {name: text for name, text in beside.items() if not os.path.lexists(folder / name)}
    return write_files(folder, {name: text.encode() for name, text in contents.items()})


def begin(path: Path, model: type[Struct], text: str) -> Path:
    """Write a new file, and its schema if there is none beside it. Raises CannotWrite."""
    contents = {path.name: text.encode()}
    schema = documents.schema_name(model)
    if not os.path.lexists(path.parent / schema):
        contents[schema] = documents.schema_text(model).encode()
    return write_files(path.parent, contents)[0]


def keep_schema(path: Path, model: type[Struct]) -> None:
    """Write the schema that the first line of a file names, if it is missing or an older one.

    Where that can't be done, nothing is said: the file can be edited without it.
    """
    schema, text = path.parent / documents.schema_name(model), documents.schema_text(model).encode()
    with suppress(CannotWrite, Unreadable):
        if not read_bytes(path)[0].startswith(documents.modeline(model).encode()):
            return
        if os.path.lexists(schema):
            there = read_bytes(schema)[0]
            if there == text or documents.SCHEMA_TITLE.encode() not in there[:200]:
                return
        write_whole(schema, text, private=False)


def begin_group(path: Path) -> Path:
    """Write a group's file in which everything is explained and nothing is set."""
    return begin(path, Group, group_template())


def group_template() -> str:
    """The text of a group's file that reads as a group of which nothing is known."""
    return documents.draft(
        Group(), "Your group. All of it is optional: take away the # before what you want to say."
    )


def new_session(
    library: Library, name: str, *, minutes: int = 60, like: Entry | None = None
) -> Path:
    """Write the file of a new session and return its path.

    It is for the week whose number its name ends in, else for the next free week. It is a
    commented template of `minutes`, or a copy of the session `like`. Raises CannotWrite if the
    name can't be one, that session or week is there already, or the file can't be written.
    """
    stem = name.removesuffix(".yaml").removesuffix(".yml")
    if not _NAME.fullmatch(stem) or stem.lower() in MODELS or stem.endswith((".", " ")):
        raise CannotWrite(
            f"'{visible(name)}' can't be the name of a session. Begin with a letter or a digit, and"
            " use only letters, digits, spaces, `-`, `_` and `.`, as in week-6."
        )
    weeks = {}
    for entry in library.entries():
        if entry.name.lower() == stem.lower():
            raise CannotWrite(f"There is a session {entry.name} already: edit that one.")
        session = library.load(entry).session
        if session is not None and session.week is not None:
            weeks[session.week] = entry.name
    ending = re.search(r"(?<![0-9])[0-9]{1,3}$", stem)
    week = int(ending[0]) if ending else 0
    if week in weeks:
        raise CannotWrite(f"Week {week} is there already: it is {weeks[week]}.")
    week = week or max(weeks, default=0) + 1
    text = _copy(like, week) if like else session_template(_in_words(stem), week, minutes)
    return begin(library.folders[0] / f"{stem}.yaml", Session, text)


def session_template(title: str, week: int, minutes: int) -> str:
    """A session of `minutes` that can be run as it stands, with a comment for each choice."""

    def of(least: int, most: int) -> TimeRange:
        return TimeRange(max(least, 1) * MINUTE, max(most, 1) * MINUTE)

    blocks = (
        Block(
            "Check in",
            of(minutes // 6, minutes // 6),
            (Prompt("How did last week go?"), Prompt("What do you want from today?")),
        ),
        Block("Take turns sharing", of(minutes // 4, minutes // 3), turns=True),
        Block("With any remaining time, plan the week", REST),
    )
    return documents.draft(Session(title, minutes * MINUTE, week, blocks), _CHECKED)


def own_copy(library: Library, entry: Entry) -> Path:
    """The path at which `entry` can be edited: itself, or its copy in the user's own folder.

    A session that came with homeroom is copied first. Raises CannotWrite if that can't be done.
    """
    return _own(library, entry.path, Session)


def own_series(library: Library) -> Path:
    """The path at which the library's `series.yaml` can be edited, in the same way.

    Where there is none, one is begun.
    """
    there = library.series_file()
    if there is None:
        text = documents.draft(Series(), "What all weeks have in common.")
        return begin(library.folders[0] / "series.yaml", Series, text)
    return _own(library, there, Series)


def _own(library: Library, path: Path, model: type[Struct]) -> Path:
    own = library.folders[0] / path.name
    if path.parent not in library.folders[1:]:
        own = path
    elif not os.path.exists(own):  # where nobody may look, writing says so
        write_new(own, _bytes(path))
    keep_schema(own, model)
    return own


def _bytes(path: Path) -> bytes:
    try:
        return read_bytes(path)[0]
    except Unreadable as error:
        raise CannotWrite(f"{visible(path.stem)}: {error}") from None


def _copy(like: Entry, week: int) -> str:
    text, report = decode(_bytes(like.path), like.path.name)
    if report.failed:
        raise CannotWrite(f"{like.name} can't be read, so it can't be copied.")
    numbered, count = re.subn(r"(?m)^week:[^\n#]*", f"week: {week}", text, count=1)
    return numbered if count else re.sub(r"(?m)^(?=title:)", f"week: {week}\n", text, count=1)


def _in_words(name: str) -> str:
    """A title that a name stands for: `week-6` is "Week 6"."""
    return re.sub(r"[\s_-]+", " ", name).strip().capitalize()
