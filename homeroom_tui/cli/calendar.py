"""The command `calendar`."""

from __future__ import annotations

import time
from pathlib import Path

import click

from homeroom_tui.cli import common
from homeroom_tui.escaping import visible


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file."
)
@click.pass_obj
def calendar(sessions: Path | None, out: Path | None) -> None:
    """Print the meetings of your group as a calendar (.ics).

    Days and times are those of `homeroom group`. A calendar that
    imports a later one updates the meetings that it has.
    """
    from homeroom_tui.output.calendar import MissingFacts, series_calendar

    library = common.library(sessions)
    common.group(library)
    file = library.group_file()
    try:
        content = series_calendar(library, time.time())
    except MissingFacts as error:
        where = "homeroom group --edit opens your group's file."
        if file is not None:
            where = f"in {visible(str(file))}, which homeroom group --edit opens."
        raise common.Stopped(f"{error}\n{where}") from None
    if out is None:
        click.echo(content, nl=False)
    else:
        common.write_out(out, content)


COMMANDS = (calendar,)
