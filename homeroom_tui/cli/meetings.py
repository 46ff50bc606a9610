"""The command `run`."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom_tui import paths
from homeroom_tui.cli import common, streams
from homeroom_tui.escaping import visible

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Entry, Library
    from homeroom_tui.controller import Controller
    from homeroom_tui.meeting.clock import Clock
    from homeroom_tui.tui.app import Resumed


@click.command()
@click.argument("week", required=False, type=common.WEEK)
@click.option(
    "--until", metavar="TIME", help="Hard end: 15:00, 3:00 PM, or a length such as 45 min."
)
@click.option("--no-end", is_flag=True, help="Run without a hard end.")
@click.option(
    "--speed",
    type=click.FloatRange(1, 3600),
    metavar="NUMBER",
    default=1.0,
    help="Rehearse: run the clocks this many times as fast, and save nothing.",
)
@click.option(
    "--people", metavar="NAMES", help="Who is here, such as 'Ana, Ben' (default: your group)."
)
@click.option("--plain", is_flag=True, help="Run as lines of text, without a full screen.")
@click.option("--share", is_flag=True, help="Let others follow on their own screens, by a link.")
@click.option("--broker", default="", metavar="ADDRESS", help="The MQTT broker to share over.")
@click.option("--page", default="", metavar="URL", help="The page that browsers open to follow.")
@click.option("--cohort", default="", metavar="LINK", help="The cohort whose boards show it.")
@click.pass_obj
def run(
    sessions: Path | None,
    week: str | None,
    until: str | None,
    no_end: bool,
    speed: float,
    people: str | None,
    plain: bool,
    share: bool,
    broker: str,
    page: str,
    cohort: str,
) -> None:
    """Run WEEK, or open the menu. WEEK is 1, week-1 or the path of a file."""
    from homeroom_tui.meeting.clock import RehearsalClock, SystemClock

    if until is not None and no_end:
        raise click.UsageError("--until and --no-end exclude each other.")
    if math.isnan(speed):  # which is in every range, as click compares it
        raise click.BadParameter("Write a number from 1 to 3600.", param_hint="--speed")
    if (broker or page or cohort) and not share:
        raise click.UsageError("--broker, --page and --cohort go with --share.")
    if share and speed != 1:
        raise click.UsageError("A rehearsal can't be shared: its clock runs ahead.")
    if plain and week is None:
        raise click.UsageError("--plain needs a WEEK: homeroom list says which there are.")
    found, entry = (common.library(sessions), None) if week is None else common.find(sessions, week)
    clock = SystemClock()
    prepare = _with_end(clock, until, no_end)
    here = None if people is None else _named(people)
    told = (broker, page, cohort) if share else None
    if plain and entry is not None:
        from homeroom_tui.cli.plain import run_plain

        plain_clock = clock if speed == 1 else RehearsalClock(speed, clock)
        run_plain(found, entry, plain_clock, prepare, here, share=told)
    else:
        if told is not None:
            common.room_place(found, *told)  # what is missing is said before the screens open
        open_screens(found, entry, prepare=prepare, here=here, speed=speed, share=told)


def _named(people: str) -> tuple[str, ...]:
    from homeroom_tui.meeting.people import split_names

    found = split_names(people)
    if not found:
        raise click.UsageError("--people names nobody. Write for example --people 'Ana, Ben'.")
    return found


def _with_end(clock: Clock, until: str | None, no_end: bool) -> Callable[[Controller], None]:
    """Gives a meeting the hard end that was asked for on the command line."""
    if until is None:
        return lambda running: running.set_hard_end(None) if no_end else None
    from homeroom_tui.agenda import clock_times as hard_end

    try:
        instant = hard_end.until(until, clock.now().utc)
    except hard_end.UntilError as error:
        raise click.UsageError(f"--until {visible(until)}: {error}") from None
    return lambda running: running.set_hard_end(instant)


def open_screens(
    library: Library,
    week: Entry | None = None,
    *,
    prepare: Callable[[Controller], None] = lambda controller: None,
    here: Sequence[str] | None = None,
    speed: float = 1,
    resume: Resumed | None = None,
    share: tuple[str, str, str] | None = None,
) -> None:
    """The screens, until they are left. `resume` is a meeting to go on with at once.

    `prepare`, `here` and `speed` are for the first meeting that is held, as in `FirstMeeting`. With
    `share` meetings are shared from their lobby on, over this broker and page, as one of this
    cohort (empty: as set).
    """
    need_a_terminal()
    if "STY" in os.environ:
        os.environ.pop("COLORTERM", None)  # GNU screen 4 takes true colors for something else
    from homeroom_tui.config import read_config
    from homeroom_tui.meeting.clock import SystemClock
    from homeroom_tui.tui.app import FirstMeeting, HomeroomApp

    found = read_config()
    app = HomeroomApp(
        library,
        SystemClock(),
        found.config,
        warning=found.warning,
        theme_file=paths.theme_file(),
        week=week,
        first=FirstMeeting(prepare, here, speed),
        archive=paths.journals(),
        norms_file=paths.norms_file(),
        resume=resume,
        share=share,
        ready=common.collect_garbage,
    )
    try:
        app.run()
    finally:
        app.leave_meeting()
        said = app.store.last_words()
        if said:
            streams.tell(said)
    # Whatever ends the screens otherwise than by `exit` was a fault.
    raise SystemExit(1 if app.return_code is None else app.return_code)


def need_a_terminal() -> None:
    plain = "Without one, run or resume with --plain: a line when something changes."
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise common.WrongUse(
            f"homeroom draws on a full screen and needs a terminal for that.\n{plain}"
        )
    if os.environ.get("TERM", "") in ("dumb", "") and os.name != "nt":
        raise common.WrongUse(f"This terminal (TERM=dumb) can't show a full screen.\n{plain}")


COMMANDS = (run,)
