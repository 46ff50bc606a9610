"""The command `group`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom_tui import paths
from homeroom_tui.cli import common
from homeroom_tui.escaping import visible

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Library


@click.command()
@click.option("--edit", is_flag=True, help="Open the group's file in your editor.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: an object.")
@click.pass_obj
def group(sessions: Path | None, edit: bool, as_json: bool) -> None:
    """Show your group: who is in it, and when it meets for which week.

    Ends with 1 if something is wrong in the group's file.
    """
    if edit and as_json:
        raise click.UsageError("--edit and --json exclude each other.")
    library = common.library(sessions)
    if edit:
        _edit(library)
    else:
        _show(library, as_json)


def _show(library: Library, as_json: bool) -> None:
    from homeroom_tui.meeting.clock import SystemClock
    from homeroom_tui.output import group as printed

    group, file = common.group(library), library.group_file()
    times, now = common.time_of_day(common.config()), SystemClock().now().utc
    found = printed.meetings(library, now, times)
    if as_json:
        common.print_json(printed.group_object(group, file, found, times.at(now)))
        return
    from homeroom_tui.output.tables import on_a_terminal

    if file is None and on_a_terminal():
        click.echo("Nothing is known of your group yet. homeroom group --edit creates its file.")
        return
    common.print_rows(printed.facts(group), printed.FACTS)
    if found:
        if on_a_terminal():
            click.echo()
        common.print_rows(found, printed.MEETINGS)
    if on_a_terminal():
        click.echo(f"\nFrom {visible(str(file))}. homeroom group --edit opens it.")


def _edit(library: Library) -> None:
    from homeroom_tui.agenda.model import Group
    from homeroom_tui.agenda.new_files import begin_group, keep_schema

    path = library.group_file()
    if path is None:
        path = paths.group_file()
        begin_group(path)
    keep_schema(path, Group)
    common.edit(path)


COMMANDS = (group,)
