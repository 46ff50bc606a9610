"""The commands that show sessions: list and show."""

from __future__ import annotations

from pathlib import Path

import click

from homeroom_tui.cli import common
from homeroom_tui.escaping import visible


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: an array of objects.")
@click.pass_obj
def list_(sessions: Path | None, as_json: bool) -> None:
    """List the weeks."""
    from homeroom_tui.agenda.library import week_order

    found = common.library(sessions)
    files = sorted(map(found.load, found.entries()), key=lambda file: week_order(file.entry, file))
    from homeroom_tui.output.sessions import WEEKS, week_object

    common.print_rows(files, WEEKS, week_object if as_json else None)


@click.command()
@click.argument("week", type=common.WEEK)
@click.option(
    "--at", metavar="TIME", help="Show the start of each block if the first begins at TIME."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: an object.")
@click.option(
    "--yaml", "as_yaml", is_flag=True, help="Print the session file in its canonical form."
)
@click.pass_obj
def show(sessions: Path | None, week: str, at: str | None, as_json: bool, as_yaml: bool) -> None:
    """Show the planned agenda of WEEK. WEEK is 1, week-1 or the path of a file."""
    from homeroom_tui.output import sessions as printed

    found, entry = common.find(sessions, week)
    file = found.load(entry)
    session = common.session(file)
    if as_yaml:
        from homeroom_tui.agenda.documents import write

        click.echo(write(session), nl=False)
        return
    plan = printed.planned(session, common.reserve(found), None if at is None else _begin(at))
    if as_json:
        common.print_json(printed.session_object(plan, found.series().base_url))
        return
    from dataclasses import replace

    from homeroom_tui.output.tables import console, on_a_terminal

    plan = replace(plan, clock=common.time_of_day(common.config()))
    if on_a_terminal():
        terminal = console()
        terminal.print(printed.agenda(plan, terminal.width))
    else:
        click.echo("\n".join(printed.agenda_lines(plan)))


def _begin(text: str) -> float:
    from datetime import datetime

    from homeroom_tui.agenda.clock_times import UntilError, time_of_day

    try:
        wanted = time_of_day(text)
    except UntilError as error:
        raise click.UsageError(f"--at {visible(text)}: {error}") from None
    return datetime.combine(datetime.now().date(), wanted).timestamp()


COMMANDS = (list_, show)
