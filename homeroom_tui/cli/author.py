"""The commands for authors: init, new, edit, check, schema."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom_tui.cli import common
from homeroom_tui.escaping import visible

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Checked

SCHEMAS = ("session", "series", "group", "config")
"""The files that have a schema."""

POLL = 0.3
"""Seconds between two looks at the files."""

MINUTES = click.option(
    "--minutes",
    type=click.IntRange(5, 24 * 60),
    metavar="NUMBER",
    default=60,
    show_default=True,
    help="Duration of the session.",
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="", help="Title of the course (default: the name of the folder).")
@MINUTES
def init(folder: Path, title: str, minutes: int) -> None:
    """Create a course in FOLDER, with a first week that you can run.

    Also writes series.yaml, for what all weeks have in common, and schemas for your editor.
    """
    from homeroom_tui.agenda.new_files import begin_course

    written = begin_course(folder, title, minutes)
    for path in written:
        click.echo(visible(str(path)))
    here = os.path.realpath(folder) == os.path.realpath(os.curdir)
    go = "" if here else f"cd {visible(str(folder))}, then "
    click.echo(f"\nTo see it: {go}homeroom. To write more: homeroom edit 1, homeroom new week-2.")


@click.command()
@click.argument("name")
@click.option("--from", "like", type=common.WEEK, metavar="WEEK", help="Copy this week.")
@MINUTES
@click.pass_obj
def new(sessions: Path | None, name: str, like: str | None, minutes: int) -> None:
    """Write a session file NAME, such as week-6, ready to run.

    It is for the week whose number NAME ends in, else for the next free one.
    """
    from homeroom_tui.agenda.new_files import new_session

    library = common.library(sessions, may_be_empty=True)
    entry = None if like is None else common.find(sessions, like, may_be_empty=True)[1]
    path = new_session(library, name, minutes=minutes, like=entry)
    click.echo(path)
    if sys.stdin.isatty() and click.confirm("Open it in your editor?", default=True):
        common.edit(path)


@click.command()
@click.argument("week", type=common.WEEK)
@click.pass_obj
def edit(sessions: Path | None, week: str) -> None:
    """Open WEEK, or `series`, in your editor, then check it.

    A file that came with homeroom is copied to your own folder first.
    """
    from homeroom_tui.agenda.new_files import own_copy, own_series

    if week.lower() in ("series", "series.yaml"):
        library = common.library(sessions)
        there = library.series_file()
        path = own_series(library)
    else:
        library, entry = common.find(sessions, week)
        there = entry.path
        path = own_copy(library, entry)
    if path != there:
        click.echo(f"Your own {'copy' if there else 'file'}: {path}")
    common.edit(path)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON: an array of problems.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved.")
@click.pass_obj
def check(sessions: Path | None, paths: tuple[Path, ...], as_json: bool, watch: bool) -> None:
    """Report all problems of the session files, or of those at PATH.

    Ends with 1 if there are errors; warnings alone end with 0.
    """
    from homeroom_tui.agenda.library import check as checked

    if as_json and watch:
        raise click.UsageError("--json and --watch exclude each other.")
    where = paths or common.library(sessions).folders
    present = [path for path in where if paths or os.path.isdir(path)]
    found = list(checked(present))
    if as_json:
        import msgspec

        problems = [msgspec.to_builtins(p) for file in found for p in file.problems]
        for problem in problems:
            del problem["source"]
        common.print_json(problems)
    else:
        _say_checked(found)
    while watch:  # until Ctrl+C
        found = _once_changed(present)
        clock = common.time_of_day(common.config())
        click.echo(f"\n──── {clock(time.time())} {'─' * 40}\n")
        _say_checked(found)
    raise SystemExit(1 if any(file.errors for file in found) else 0)


def _say_checked(found: list[Checked]) -> None:
    from homeroom_tui.agenda.lengths import count
    from homeroom_tui.agenda.problems import render

    for problem in (problem for file in found for problem in file.problems):
        click.echo(render(problem))
    errors, warnings = sum(f.errors for f in found), sum(f.warnings for f in found)
    what = f"{count(errors, 'error')}, {count(warnings, 'warning')}"
    click.echo(f"{count(len(found), 'file')}: {what if errors or warnings else 'all fine'}")


def _once_changed(paths: list[Path]) -> list[Checked]:
    """Wait until a file is saved, comes or goes, then check again."""

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


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file."
)
@click.argument("what", type=click.Choice(SCHEMAS), default="session")
def schema(out: Path | None, what: str) -> None:
    """Print the JSON schema of a session or another file. Editors use it to check as you type."""
    from msgspec import Struct

    from homeroom_tui.agenda.documents import schema_text
    from homeroom_tui.agenda.model import Group, Series, Session
    from homeroom_tui.config import Config
    from homeroom_tui.files import write_whole

    models: tuple[type[Struct], ...] = (Session, Series, Group, Config)
    text = schema_text(dict(zip(SCHEMAS, models, strict=True))[what])
    if out is None:
        click.echo(text, nl=False)
        return
    write_whole(out, text.encode(), private=False)


COMMANDS = (init, new, edit, check, schema)
