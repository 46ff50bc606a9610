"""The commands about session files: list, show, check, new, edit, schema."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom_tui.cli import shared

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Checked


SCHEMAS = ("session", "series", "group", "config")
"""The files that have a schema."""


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a machine: an array of objects.")
@click.pass_obj
def list_(sessions: Path | None, as_json: bool) -> None:
    """List the weeks."""
    found = shared.library(sessions)
    files = [found.load(entry) for entry in found.entries()]
    if as_json:
        from homeroom_tui.output.sessions import listed

        shared.print_json([listed(file) for file in files])
        return
    from homeroom_tui.output import tables

    if sys.stdout.isatty():
        tables.console().print(tables.weeks(files))
    else:
        click.echo("\n".join(tables.weeks_plain(files)))


@click.command()
@click.argument("week", type=shared.WEEK)
@click.option("--at", metavar="TIME", help="Say when each block begins if the first does at TIME.")
@click.option("--json", "as_json", is_flag=True, help="For a machine: an object.")
@click.option("--yaml", "as_yaml", is_flag=True, help="The session file in its canonical form.")
@click.pass_obj
def show(sessions: Path | None, week: str, at: str | None, as_json: bool, as_yaml: bool) -> None:
    """Show the agenda of WEEK (1, week-1 or a file's path) as it is planned."""
    from homeroom_tui.output.sessions import planned, shown

    found = shared.library(sessions)
    file = found.load(shared.find(found, week))
    session = shared.session(file)
    if as_yaml:
        from homeroom_tui.agenda.documents import write

        click.echo(write(session), nl=False)
        return
    begins = 0.0 if at is None else _begin(at)
    plan = planned(session, shared.reserve(found), begins)
    if as_json:
        shared.print_json(shown(plan, found.series().base_url))
        return
    from homeroom_tui.output import tables

    clock = shared.time_of_day(shared.config())
    if sys.stdout.isatty():
        console = tables.console()
        console.print(tables.agenda(plan, clock, at=at is not None, width=console.width))
    else:
        click.echo("\n".join(tables.agenda_plain(plan, clock, at=at is not None)))


def _begin(text: str) -> float:
    from datetime import datetime

    from homeroom_tui.agenda.clock_times import UntilError, time_of_day
    from homeroom_tui.agenda.problems import visible

    try:
        wanted = time_of_day(text)
    except UntilError as error:
        raise click.UsageError(f"--at {visible(text)}: {error}") from None
    return datetime.combine(datetime.now().date(), wanted).timestamp()


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For a machine: an array of problems.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved.")
@click.pass_obj
def check(sessions: Path | None, paths: tuple[Path, ...], as_json: bool, watch: bool) -> None:
    """Say everything that is wrong in the session files: all, or those at PATH.

    Ends with 1 if there are errors; warnings alone end with 0.
    """
    from homeroom_tui.agenda.library import check as checked

    if as_json and watch:
        raise click.UsageError("--json and --watch exclude each other.")
    where = paths or shared.library(sessions).folders
    present = [path for path in where if paths or os.path.isdir(path)]
    found = list(checked(present))
    if as_json:
        import msgspec

        problems = [msgspec.to_builtins(p) for file in found for p in file.problems]
        for problem in problems:
            del problem["source"]
        shared.print_json(problems)
    else:
        _say_checked(found)
    while watch:  # until Ctrl+C
        found = _once_changed(present)
        click.echo()
        _say_checked(found)
    raise SystemExit(1 if any(file.errors for file in found) else 0)


def _say_checked(found: list[Checked]) -> None:
    from homeroom_tui.agenda.problems import render

    for file in found:
        for problem in file.problems:
            click.echo(render(problem))
    errors, warnings = sum(f.errors for f in found), sum(f.warnings for f in found)
    files = _count(len(found), "file")
    if errors or warnings:
        click.echo(f"{files}: {_count(errors, 'error')}, {_count(warnings, 'warning')}")
    else:
        click.echo(f"{files}: all fine")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _once_changed(paths: list[Path]) -> list[Checked]:
    """Wait until a file is saved, comes or goes, then check again."""
    import time

    from homeroom_tui.agenda.library import check as checked
    from homeroom_tui.agenda.library import files_at
    from homeroom_tui.files import stamp

    def stamps() -> list[object]:
        return [(file, stamp(file)) for path in paths for file in files_at(path)]

    before = stamps()
    try:
        while stamps() == before:
            time.sleep(POLL)
    except KeyboardInterrupt:
        raise SystemExit(0) from None
    return list(checked(paths))


POLL = 0.3
"""Seconds between two looks at the files."""


@click.command()
@click.argument("name")
@click.option(
    "--from",
    "like",
    type=shared.WEEK,
    metavar="WEEK",
    help="Copy this week instead of the template.",
)
@click.option("--minutes", type=click.IntRange(5, 24 * 60), default=60, help="How long it is.")
@click.pass_obj
def new(sessions: Path | None, name: str, like: str | None, minutes: int) -> None:
    """Write a new session file NAME, ready to run and full of comments, and offer to open it."""
    from homeroom_tui.agenda.new_files import new_session
    from homeroom_tui.files import CannotWrite

    library = shared.library(sessions)
    entry = None if like is None else shared.find(library, like)
    try:
        path = new_session(library, name, minutes=minutes, like=entry)
    except CannotWrite as error:
        raise shared.Stopped(str(error)) from None
    click.echo(path)
    if sys.stdin.isatty() and click.confirm("Open it in your editor?", default=True):
        _edit(path)


@click.command()
@click.argument("week", type=shared.WEEK)
@click.pass_obj
def edit(sessions: Path | None, week: str) -> None:
    """Open WEEK in your editor, then check it; a session of homeroom's own is copied first."""
    from homeroom_tui.agenda.new_files import own_copy
    from homeroom_tui.files import CannotWrite

    library = shared.library(sessions)
    entry = shared.find(library, week)
    try:
        path = own_copy(library, entry)
    except CannotWrite as error:
        raise shared.Stopped(str(error)) from None
    if path != entry.path:
        click.echo(f"Your own copy: {path}")
    _edit(path)


def _edit(path: Path) -> None:
    """The editor, then the problems, for as long as there are some and the user wants to."""
    from homeroom_tui import editor
    from homeroom_tui.agenda.library import check as checked

    while True:
        try:
            editor.edit(path)
        except editor.NoEditor as error:
            raise shared.WrongUse(f"{error}\nThe file is {path}") from None
        found = list(checked([path]))
        _say_checked(found)
        if not any(file.errors for file in found):
            return
        if not (sys.stdin.isatty() and click.confirm("Edit again?", default=True)):
            raise SystemExit(1)


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file."
)
@click.argument("what", type=click.Choice(SCHEMAS), default="session")
def schema(out: Path | None, what: str) -> None:
    """Print the JSON schema of a session, or of another file, for your editor."""
    from msgspec import Struct

    from homeroom_tui.agenda.documents import schema_text
    from homeroom_tui.agenda.model import Group, Series, Session
    from homeroom_tui.config import Config
    from homeroom_tui.files import CannotWrite, write_whole

    models: tuple[type[Struct], ...] = (Session, Series, Group, Config)
    text = schema_text(dict(zip(SCHEMAS, models, strict=True))[what])
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        write_whole(out, text.encode(), private=False)
    except CannotWrite as error:
        raise shared.Stopped(str(error)) from None


COMMANDS = (list_, show, check, new, edit, schema)
