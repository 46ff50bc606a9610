"""Measure when each shown second really changes: on a terminal, and with late ticks."""

from __future__ import annotations

import math
import random
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from os import cpu_count
from pathlib import Path

import msgspec

from benchmarks.measuring import MS, Goal, Table, number, percentile, python
from benchmarks.screens import RUN, start_meeting
from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.clock import Moment, on_grid
from homeroom_tui.wording import TimeOfDay, span
from tests.terminal import NOTHING, ROOT, Ended, Late, Terminal, Usage, private_home, updates

MAX_LATE = 50
"""Milliseconds after which 99 of 100 seconds should be on the screen."""

TARGET = 15 * MINUTE
"""Seconds of the first block of Week 1."""

HOUR = 60 * MINUTE

PATIENCE = 0.95
"""Seconds after which a second that is not shown counts as missed."""

COLUMNS = ["", "seconds", "missed", "earliest ms", "p50 ms", "p99 ms", "latest ms"]


@dataclass
class Seconds:
    """The delay of each shown second, in seconds after it was true; how many never came."""

    late: list[float] = field(default_factory=list)
    missed: int = 0
    updates: int = 0
    bytes: int = 0
    before: Usage = NOTHING
    after: Usage = NOTHING
    ended: str = ""

    @property
    def drift(self) -> float:
        """The delay of the last tenth over that of the first, in seconds."""
        tenth = max(len(self.late) // 10, 1)
        return statistics.median(self.late[-tenth:]) - statistics.median(self.late[:tenth])

    def row(self, name: str) -> list[str]:
        at = [percentile(self.late, percent) * MS for percent in (50, 99, 100)]
        earliest = min(self.late) * MS
        return [name, str(len(self.late)), str(self.missed), number(earliest), *map(number, at)]


@contextmanager
def meeting() -> Iterator[tuple[Terminal, float]]:
    """Week 1 under way on a terminal, and the Unix time of its start, from its journal."""
    with private_home() as settings, Terminal(RUN, settings) as terminal:
        start_meeting(terminal)
        yield terminal, began(settings)


def began(settings: Mapping[str, str]) -> float:
    """Return the Unix time at which the only meeting of these settings began, by its journal."""
    (journal,) = Path(settings["XDG_STATE_HOME"]).glob("**/*.jsonl")
    lines = [msgspec.json.decode(line) for line in journal.read_bytes().splitlines()[1:]]
    start = next(line for line in lines if line["event"]["event"] == "start")
    return datetime.fromisoformat(start["utc"]).timestamp()


def elapsed(second: int) -> str:
    """Return what a meeting says of itself so many seconds after its start.

    All of a screen is drawn at once, so the countdown changes when this does.
    """
    return f" {span(second)} elapsed"


def observed(terminal: Terminal, start: float, count: int) -> Seconds:
    """Observe the next `count` seconds of a meeting that began at the Unix time `start`."""
    found = Seconds(before=terminal.usage())
    last = math.floor(time.time() - start) + 1
    terminal.shows(elapsed(last), timeout=5)
    terminal.quiet(0.2)
    first = len(terminal.chunks)
    for second in range(last + 1, last + 1 + count):
        due = start + second
        try:
            chunk = terminal.shows(elapsed(second), timeout=due + PATIENCE - time.time())
            found.late.append(chunk.utc - due)
        except Late:
            found.missed += 1
        except Ended as error:
            found.ended = str(error)
            return found
    with suppress(Ended):
        terminal.watch(0.2)  # the last update may still have its end to come
    found.updates = updates(terminal.chunks[first:])
    found.bytes = sum(len(chunk.data) for chunk in terminal.chunks[first:])
    found.after = terminal.usage()
    return found


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """So many processes that never rest."""
    with ExitStack() as stack:
        for _ in range(processes):
            process = subprocess.Popen(python("while True: pass"))
            stack.callback(process.wait)
            stack.callback(process.kill)
        yield


@dataclass
class ByHand:
    """A clock that is where it was put."""

    at: float = 0.0
    speed: float = 1.0

    def now(self) -> Moment:
        return Moment(self.at, 1_795_615_200.0 + self.at)


def simulated() -> tuple[int, int, float]:
    """Simulate an hour in which each tick comes up to 0.9 s late.

    Returns how many seconds were shown, how many of them wrong, and how far in seconds the last
    due instant is from the true one.
    """
    dice, clock = random.Random(1), ByHand()
    library = Library(ROOT / "sessions")
    session = library.load(library.find("1")).session
    assert session is not None
    controller = Controller(session, clock, TimeOfDay(24))
    controller.start()
    wrong, due = 0, 1.0
    for second in range(1, HOUR + 1):
        clock.at = on_grid(due + dice.random() * 0.9)
        view = controller.view()
        assert view.present is not None
        assert view.due is not None
        wrong += view.present.remaining != TARGET - second
        due = view.due
    return HOUR, wrong, abs(due - HOUR - 1)


def truth(*, quick: bool = False) -> Table:
    """Measure minutes on a terminal, on a machine at rest and on a busy one; an hour by hand."""
    count = 20 if quick else 180
    workers = 2 * (cpu_count() or 1)
    table = Table("Truth: how late each shown second comes", COLUMNS)
    for name, processes in (("at rest", 0), (f"{workers} busy processes beside", workers)):
        with busy(processes), meeting() as (terminal, start):
            found = observed(terminal, start, count)
        table.rows.append(found.row(name))
        table.raw[name] = {"late": found.late, "missed": found.missed}
        if not processes:
            table.goals.append(Goal("p99, ms", percentile(found.late, 99) * MS, MAX_LATE))
    seconds, wrong, drift = simulated()
    table.notes.append(
        f"Simulated, each tick up to 0.9 s late: {seconds} seconds, {wrong} of them shown wrong, "
        f"{number(drift)} s of drift."
    )
    return table


def hour(*, quick: bool = False) -> Table:
    """Measure a meeting of an hour (quick: of a minute): truth, drift, processor and memory."""
    seconds = MINUTE if quick else HOUR
    with meeting() as (terminal, start):
        found = observed(terminal, start, seconds)
    table = Table(f"A meeting of {seconds} real seconds", COLUMNS, [found.row("homeroom")])
    cpu = found.after.cpu - found.before.cpu
    table.notes = [
        f"Drift, the last tenth against the first: {number(found.drift * MS)} ms.",
        f"Processor: {number(cpu)} s, {number(cpu / seconds * 100)} % of one core.",
        f"Screen updates: {found.updates} in {seconds} seconds, {found.bytes} bytes.",
        f"Memory: {number(found.before.memory / 2**20)} MiB at first, "
        f"{number(found.after.memory / 2**20)} MiB in the end.",
    ]
    if found.ended:
        table.notes.append(f"It ended before its time: {found.ended}")
    table.raw = {"late": found.late, "missed": found.missed, "cpu": cpu, "drift": found.drift}
    return table
