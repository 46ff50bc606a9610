"""Functions that the commands share: open the library, find a week, settings, problems, JSON."""

from __future__ import annotations

import gc
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from homeroom_tui import paths
from homeroom_tui.escaping import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from homeroom_tui.agenda.library import Entry, Library, SessionFile
    from homeroom_tui.agenda.model import Group, Reserve, Session
    from homeroom_tui.agenda.problems import Problem
    from homeroom_tui.config import Config
    from homeroom_tui.output.tables import Column
    from homeroom_tui.room.link import Broker, Place
    from homeroom_tui.storage.archive import Archive
    from homeroom_tui.wording import TimeOfDay

Row = TypeVar("Row")


class Stopped(click.ClickException):
    """Ends a command with a sentence on standard error: something is wrong with the files."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo("\n".join(map(visible, self.message.splitlines())), err=True)


class WrongUse(Stopped):
    """The same where the command was used wrongly."""

    exit_code = 2


_PLAIN = re.compile(r"\w[\w .,+@-]*")
"""A name that is safe where bash puts it into the line as it stands: `$(…)` would be run."""


class Week(click.ParamType):  # type: ignore[type-arg]  # generic only in later versions
    """A week as people name it: its number, its file's name or a path."""

    name = "week"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from homeroom_tui.agenda.library import LibraryError, open_library

        if os.sep in incomplete:
            return [CompletionItem(incomplete, type="file")]
        try:
            entries = open_library(ctx.find_root().params.get("sessions")).entries()
        except LibraryError:
            return []
        plain = (e.name for e in entries if _PLAIN.fullmatch(e.name))
        return [CompletionItem(name) for name in plain if name.startswith(incomplete)]


WEEK = Week()


def collect_garbage() -> None:
    """From now on. What is there already is not looked through: it stays, or is freed by count."""
    gc.freeze()
    gc.enable()


def library(sessions: Path | None, *, may_be_empty: bool = False) -> Library:
    from homeroom_tui.agenda.library import open_library

    return open_library(sessions, may_be_empty=may_be_empty)


def find(sessions: Path | None, week: str, *, may_be_empty: bool = False) -> tuple[Library, Entry]:
    """The session meant by `week`, behind its library: a path may lead to any."""
    from homeroom_tui.agenda.library import LibraryError

    found = library(sessions, may_be_empty=may_be_empty)
    try:
        entry = found.find(week)
    except LibraryError as error:
        raise WrongUse(_folder_meant(week) or str(error)) from None
    return found.library_of(entry), entry


def _folder_meant(word: str) -> str:
    """Return how a session of a folder is named; empty if the word is no folder."""
    if not os.path.isdir(word):
        return ""
    from shlex import quote

    command = click.get_current_context().info_name
    line = f"homeroom --sessions {quote(word)} {'list' if command == 'new' else f'{command} 1'}"
    return f"{visible(word)} is a folder, not a session. To use its sessions: {visible(line)}"


def session(file: SessionFile) -> Session:
    """The session of a file; its problems go to standard error, and errors end the command."""
    say_problems(file.problems)
    if file.session is None:
        raise SystemExit(1)
    return file.session


def edit(path: Path, problems: Callable[[], Sequence[Problem]] | None = None) -> None:
    """Open a file in the user's editor, then say what is wrong with it: until there is no error
    left, or the user has enough of it. `problems` are those of a check, unless given."""
    from homeroom_tui import editor
    from homeroom_tui.agenda.library import check

    while True:
        try:
            editor.edit(path)
        except editor.NoEditor as error:
            raise WrongUse(f"{error}\nThe file is {path}") from None
        found = problems() if problems else next(check([path])).problems
        say_problems(found)
        if not any(problem.severity == "error" for problem in found):
            click.echo("The file can be used as it is." if found else "All fine.")
            return
        if not (sys.stdin.isatty() and click.confirm("Edit again?", default=True)):
            raise SystemExit(1)


def say_problems(problems: Sequence[Problem]) -> None:
    """Problems on standard error."""
    from homeroom_tui.agenda.problems import render

    for problem in problems:
        click.echo(render(problem), err=True)


def reserve(library: Library) -> Reserve | None:
    """The group's reserve, or that of the series, for sessions without their own."""
    return library.group().reserve or library.series().reserve


def group(library: Library) -> Group:
    """The group's facts; problems of its file go to standard error, and errors end the command."""
    reading = library.group_reading()
    say_problems(reading.problems)
    if reading.value is None:
        raise SystemExit(1)
    return reading.value


def archive() -> Archive:
    """The meetings that are kept."""
    from homeroom_tui.storage.archive import Archive

    return Archive(paths.journals())


def config() -> Config:
    from homeroom_tui.config import read_config

    found = read_config()
    say_problems(found.problems)
    return found.config


def time_of_day(config: Config) -> TimeOfDay:
    from homeroom_tui.wording import TimeOfDay, locale_hours

    return TimeOfDay(config.hours or locale_hours())


def print_rows(
    rows: Iterable[Row],
    columns: Sequence[Column[Row]],
    as_object: Callable[[Row], object] | None = None,
) -> None:
    """Print rows as a table, with tabs in a pipe, or as JSON: an array of objects."""
    if as_object is not None:
        print_json([as_object(row) for row in rows])
        return
    from homeroom_tui.output.tables import show

    show(rows, columns)


def write_out(path: Path, content: bytes) -> None:
    """Write the output of a command to a file, and print where; none is written over unasked."""
    from homeroom_tui.files import write_whole

    shown = visible(str(path))
    question = f"{shown} is there already. Write over it?"
    if os.path.lexists(path) and not (sys.stdin.isatty() and click.confirm(question)):
        raise Stopped(f"{path} is there already. Nothing was written.")
    write_whole(path, content)
    click.echo(shown if sys.stdout.isatty() else path)  # a program uses it as it is


def print_json(value: object) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=True, indent=2))


def to_set(variable: str, value: str) -> str:
    """The line of a shell that sets a variable of the environment."""
    if sys.platform == "win32":
        return f"set {variable}={value}"
    return f"export {variable}={shlex.quote(value)}"


NEEDS_ROOM = "Sharing needs more libraries. Install them with: pip install 'homeroom-tui[room]'"


def need_room() -> None:
    """End the command where the libraries of the extra `room` are missing."""
    from importlib.util import find_spec

    if not (find_spec("cryptography") and find_spec("paho") and find_spec("segno")):
        raise WrongUse(NEEDS_ROOM)


def room_place(library: Library, broker: str, page: str, cohort: str) -> Place:
    """Return where to share, or the end of the command with the ways to get a broker."""
    need_room()
    return find_place(library, broker, page, cohort)


def find_place(
    library: Library,
    broker: str = "",
    page: str = "",
    cohort: str = "",
    *,
    taken: Broker | None = None,
) -> Place:
    """Return where to share: as told, or as it is set; a meeting that was `taken` over, at its
    broker. Raises LinkError."""
    from homeroom_tui.config import read_config
    from homeroom_tui.room import link

    settings, group = read_config().config.room, library.group()
    return link.find_place(os.environ, settings, group, broker, page, cohort, taken)
