"""The commands about meetings: run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom_tui.cli import shared

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Entry, Library


@click.command()
@click.argument("week", required=False)
@click.option("--until", metavar="TIME", help="When the meeting must be over: 15:00 or 3:00 PM.")
@click.option("--no-end", is_flag=True, help="No hard end: nothing has to fit.")
@click.option(
    "--speed",
    type=click.FloatRange(1, 3600),
    default=1.0,
    help="Rehearse: run both clocks so many times as fast, and keep nothing.",
)
@click.pass_obj
def run(
    sessions: Path | None, week: str | None, until: str | None, no_end: bool, speed: float
) -> None:
    """Run WEEK (1, week-1 or a file's path), or open the menu."""
    if until is not None and no_end:
        raise click.UsageError("--until and --no-end exclude each other.")
    found = shared.library(sessions)
    entry = None if week is None else shared.find(found, week)
    open_screens(found, entry, until=until, no_end=no_end, speed=speed)


def open_screens(
    library: Library,
    week: Entry | None = None,
    *,
    until: str | None = None,
    no_end: bool = False,
    speed: float = 1.0,
) -> None:
    _need_a_terminal()
    from homeroom_tui.meeting.clock import RehearsalClock, SystemClock
    from homeroom_tui.tui.app import HomeroomApp

    clock = SystemClock() if speed == 1 else RehearsalClock(speed)
    app = HomeroomApp(library, clock, week=week)
    app.run()
    raise SystemExit(app.return_code or 0)


def _need_a_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise shared.WrongUse("homeroom draws on a full screen and needs a terminal for that.")
    if os.environ.get("TERM", "") in ("dumb", "") and os.name != "nt":
        raise shared.WrongUse("This terminal (TERM=dumb) can't show a full screen.")


COMMANDS = (run,)
