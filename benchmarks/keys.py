"""From a key to the screen that follows it."""

from __future__ import annotations

import random

from benchmarks import programs
from benchmarks.figures import MS, Goal, Table, number, percentile
from benchmarks.programs import Program, bare, homeroom
from tests.terminal import UPDATE_ENDS, Terminal, private_home

FRAME = 1000 / 60
"""Milliseconds."""

DOWN, UP = "\x1b[B", "\x1b[A"
MENU = Program("menu: ↓ ↑", homeroom(), programs.TITLES)
MEETING = Program("meeting: ↓ ↑ (a prompt)", homeroom("run", "week-1"))
MINUTE = Program("meeting: + − (a minute; on the disk before it shows)", MEETING.command)
BARE = Program("bare Textual app: ↓ (a prompt)", bare("Meeting"), programs.OPEN)
BARE_MENU = Program("bare Textual app: ↓ ↑ (a list)", bare("Menu"), programs.TITLES)
COLUMNS = ["", "keys", "p50 ms", "p99 ms", "latest ms"]


def pressed(terminal: Terminal, keys: list[str]) -> list[float]:
    """Seconds from each key to the end of the first update that follows it."""
    dice, found = random.Random(1), []
    for key in keys:
        terminal.quiet(0.06)
        terminal.watch(dice.random() / 20)
        sent = terminal.send(key)
        first = len(terminal.chunks)
        while UPDATE_ENDS not in b"".join(chunk.data for chunk in terminal.chunks[first:]):
            terminal.read(5)
        found.append(terminal.chunks[-1].at - sent)
    return found


def of(program: Program, count: int) -> list[float]:
    with private_home() as settings, programs.started(program.command, settings) as terminal:
        terminal.shows(*(program.shows or programs.PLANNED))
        terminal.quiet()
        if program in (MEETING, MINUTE):
            terminal.send(" ")
            terminal.shows(*programs.OPEN)
        terminal.quiet(0.2)
        keys = ["+", "-"] if program is MINUTE else [DOWN, UP] if "↑" in program.name else [DOWN]
        return pressed(terminal, (keys * count)[:count])


def measure(*, quick: bool = False) -> Table:
    """Keys in the menu and in a meeting, beside those of the bare apps; in turn."""
    table = Table("Keys: from the key to the end of the update that follows", COLUMNS)
    rounds, count = (1, 20) if quick else (4, 75)
    what = (MENU, BARE_MENU, MEETING, MINUTE, BARE)
    found: dict[str, list[float]] = {program.name: [] for program in what}
    for _ in range(rounds):
        for program in what:
            found[program.name] += of(program, count)
    for name, took in found.items():
        at = [number(percentile(took, percent) * MS) for percent in (50, 99, 100)]
        table.rows.append([name, str(len(took)), *at])
    for program in (MENU, MEETING, MINUTE):
        middle = percentile(found[program.name], 50) * MS
        table.goals.append(Goal(f"{program.name.split(' (')[0]}, p50 ms", middle, FRAME))
    table.raw = found
    return table
