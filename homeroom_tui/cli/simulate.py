"""The command `simulate`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom_tui.cli import common
from homeroom_tui.escaping import visible

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Entry
    from homeroom_tui.agenda.model import Reserve, Session
    from homeroom_tui.simulation.model import Model


PATIENCE = 0.5
"""Seconds after which progress is shown."""

STEP = 0.1
"""Seconds between two changes of what is shown."""


@click.command()
@click.argument("week", type=common.WEEK)
@click.option("--runs", type=int, default=10_000, show_default=True, help="Number of meetings.")
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Seed; the same seed gives the same result.",
)
@click.option(
    "--mean",
    type=float,
    default=1.1,
    show_default=True,
    help="Mean need of a block ÷ its midpoint.",
)
@click.option(
    "--spread", type=float, default=0.25, show_default=True, help="Spread of the need's logarithm."
)
@click.option(
    "--cut",
    type=float,
    default=0.7,
    show_default=True,
    help="Share of the remaining need that a group cuts at its target.",
)
@click.option("--reserve", help="Reserve: 10%, 5 min, or 0 for none.")
@click.option("--from-history", is_flag=True, help="Take the needs from past meetings.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: an object.")
@click.pass_obj
def simulate(
    sessions: Path | None,
    week: str,
    runs: int,
    seed: int,
    mean: float,
    spread: float,
    cut: float,
    reserve: str | None,
    from_history: bool,
    as_json: bool,
) -> None:
    """Estimate how often WEEK would end on time. Compares the elastic plan with others."""
    from msgspec.structs import replace

    from homeroom_tui.simulation import run as simulation
    from homeroom_tui.simulation.model import Model, Need

    library, entry = common.find(sessions, week)
    session = common.session(library.load(entry))
    if reserve is not None:
        session = replace(session, reserve=_reserve(reserve))
    model = Model(Need(mean, spread), cut)
    if from_history:
        model = _learned(model, session, entry)
    with _progress() as progress:
        result = simulation.simulate(
            session, runs, seed, model, reserve=common.reserve(library), progress=progress
        )
    if as_json:
        common.print_json(simulation.as_json(result))
        return
    from homeroom_tui.output import simulation as printed

    common.print_rows(*printed.policies(result))
    click.echo()
    common.print_rows(*printed.blocks(simulation.figures_for_advice(result)))
    click.echo()
    click.echo(visible(simulation.advice(result)))


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Give what is to be told how much is done; on a terminal a bar shows it after a moment."""
    if not sys.stderr.isatty():
        yield lambda done, whole: None
        return

    from rich.console import Console
    from rich.progress import Progress

    due = time.monotonic() + PATIENCE
    with Progress(console=Console(stderr=True), transient=True, disable=False) as bars:
        task = bars.add_task("Simulating", visible=False)

        def told(done: int, whole: int) -> None:
            nonlocal due
            if (now := time.monotonic()) > due:
                due = now + STEP
                bars.update(task, completed=done, total=whole, visible=True)

        yield told


def _reserve(text: str) -> Reserve:
    """Read as in a session file."""
    from homeroom_tui.agenda.reader import read_session

    reading = read_session(f"title: A\nreserve: {text!r}\n", "--reserve")
    if reading.value is None or reading.value.reserve is None:
        reasons = " ".join(p.message for p in reading.problems) or "nothing is written there."
        raise click.UsageError(f"--reserve {visible(text)}: {reasons}")
    return reading.value.reserve


def _learned(model: Model, session: Session, entry: Entry) -> Model:
    """Return what the meetings of this week that are kept say of its blocks."""
    from homeroom_tui.agenda.lengths import count
    from homeroom_tui.simulation.model import PastBlock, learn
    from homeroom_tui.storage.history import of_session

    records = [one for one in common.archive().meetings().records if one.is_of(entry)]
    past = [
        [PastBlock(target, took) for target, took in zip(one.targets, one.took, strict=True)]
        for one in of_session(session, records)
    ]
    most = max(map(len, past), default=0)
    click.echo(f"Learned from {count(most, 'meeting')}.", err=True)
    return learn(model, session.blocks, past)


COMMANDS = (simulate,)
