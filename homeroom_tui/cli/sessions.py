"""The commands that show sessions: list and show."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from homeroom_tui.cli import shared


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a machine: an array of objects.")
@click.pass_obj
def list_(sessions: Path | None, as_json: bool) -> None:
    """List the weeks."""
    from homeroom_tui.agenda.library import week_order

    found = shared.library(sessions)
    files = sorted(map(found.load, found.entries()), key=lambda file: week_order(file.entry, file))
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


COMMANDS = (list_, show)
