"""Measure a minute of counting: processor, screen updates, bytes and memory, beside others."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import programs
from benchmarks.figures import MS, Goal, Table, ratio, spread
from benchmarks.programs import Program, bare, homeroom
from tests.terminal import Ended, Late, Terminal, private_home, updates

GOAL = 1.2
"""At most so many times what the bare app takes, in processor time and in memory."""

HOMEROOM = Program("homeroom: meeting", homeroom("run", "week-1"), programs.PLANNED)
BARE = Program("bare Textual app, 3 widgets a second", bare("Meeting"), programs.OPEN)
COLUMNS = ["", "processor ms a minute", "updates a minute", "bytes a minute", "memory MiB"]


@dataclass
class Minutes:
    """Costs of stretches of counting, each value for a minute; memory at its end, in MiB."""

    cpu: list[float]
    updates: list[float]
    bytes: list[float]
    memory: list[float]

    def row(self, name: str) -> list[str]:
        cpu = spread(self.cpu, MS)
        return [name, cpu, *map(spread, (self.updates, self.bytes, self.memory))]


def counting(program: Program, stack: ExitStack) -> Terminal:
    """The program, on a terminal of its own, while it only counts. Raises Ended, Late."""
    settings = stack.enter_context(private_home())
    terminal = stack.enter_context(programs.started(program.command, settings))
    if program.shows:
        terminal.shows(*program.shows)
    else:
        terminal.until(lambda screen: any(screen.lines))
    if program is HOMEROOM:
        terminal.quiet()
        terminal.send(" ")
        terminal.shows(*programs.OPEN)
    terminal.watch(2)
    return terminal


def stretches(terminals: dict[str, Terminal], rounds: int, seconds: float) -> dict[str, Minutes]:
    """All count at the same time, so that whatever else the machine does meets them alike.

    What they write is read in turn, an instant each.
    """
    found = {name: Minutes([], [], [], []) for name in terminals}
    for _ in range(rounds):
        before = {name: (len(t.chunks), t.usage()) for name, t in terminals.items()}
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            for terminal in terminals.values():
                terminal.read(0.01)
        scale = 60 / (time.perf_counter() - began)
        for name, terminal in terminals.items():
            first, was = before[name]
            chunks, now, minutes = terminal.chunks[first:], terminal.usage(), found[name]
            minutes.cpu.append((now.cpu - was.cpu) * scale)
            minutes.updates.append(updates(chunks) * scale)
            minutes.bytes.append(sum(len(chunk.data) for chunk in chunks) * scale)
            minutes.memory.append(now.memory / 2**20)
    return found


def measure(*, quick: bool = False, others: Path | None = None) -> Table:
    """Meetings, bare apps and other timers that count side by side."""
    rounds, seconds = (2, 10) if quick else (8, 60)
    table = Table("Idle: what counting costs", COLUMNS)
    rivals, table.notes = programs.rivals(others)
    with ExitStack() as stack:
        terminals: dict[str, Terminal] = {}
        for program in (HOMEROOM, BARE, *(r for r in rivals if r.counts)):
            try:
                terminals[program.name] = counting(program, stack)
            except (Ended, Late) as error:
                if program in (HOMEROOM, BARE):
                    raise
                table.notes.append(f"{program.name}: {str(error).splitlines()[0]}")
        found = stretches(terminals, rounds, seconds)
    mine, theirs = found[HOMEROOM.name], found[BARE.name]
    table.rows = [minutes.row(name) for name, minutes in found.items()]
    table.goals = [
        Goal("processor ÷ bare", ratio(mine.cpu, theirs.cpu), GOAL),
        Goal("memory ÷ bare", ratio(mine.memory, theirs.memory), GOAL),
    ]
    table.notes.append(
        f"{rounds} stretches of {seconds} s, all programs at once. An update is what a terminal "
        "shows at once."
    )
    table.raw = {name: vars(minutes) for name, minutes in found.items()}
    return table
