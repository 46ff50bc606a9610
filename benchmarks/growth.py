"""Measure how costs grow with the library, the blocks of a session and the events of a journal."""

from __future__ import annotations

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import replay, view_cost
from benchmarks.figures import MS, Goal, Table, exponent, number, spread
from benchmarks.programs import HOMEROOM, Program
from benchmarks.start import painted
from tests.terminal import private_home

FILES = (5, 100, 1_000)
BLOCKS = (5, 50, 500)
LINEAR = 1.1
"""An exponent up to this is as good as linear: a figure is measured, not counted."""

SHARE = 1.15
"""At most so many times as long may the menu take for the most files as for the fewest."""

SESSION = """\
title: {title}
week: {number}
duration: 60 min
blocks:
  - title: Revisit norms
    duration: 15 min
    prompts:
      - What was helpful last mod?
      - What do you want to keep doing?
  - title: Work on the [roadmap](/roadmap)
    duration: 15-20 min
  - title: Take turns sharing
    duration: 15-20 min
    turns: true
  - title: As a group discuss
    duration: 10-15 min
"""


def library(folder: Path, count: int) -> Path:
    """A folder of so many sessions, like those that people write."""
    folder.mkdir()
    for week in range(1, count + 1):
        text = SESSION.format(title=f"The {week}th of all weeks", number=week)
        (folder / f"week-{week}.yaml").write_text(text, encoding="utf-8")
    return folder


def menu(folder: Path) -> Program:
    return Program("menu", (HOMEROOM, "--sessions", str(folder)), ("The 3th of all weeks",))


def of_library(table: Table, rounds: int) -> None:
    """Measure how long the menu takes to show its first titles."""
    with TemporaryDirectory() as parent, private_home() as settings:
        folders = {count: library(Path(parent) / str(count), count) for count in FILES}
        found: dict[int, list[float]] = {count: [] for count in FILES}
        for round_number in range(rounds + 1):
            for count, folder in folders.items():
                seconds = painted(menu(folder), settings)
                if round_number:
                    found[count].append(seconds)
    for count, took in found.items():
        table.rows.append([f"menu painted, {count} files", spread(took, MS), ""])
    medians = [statistics.median(took) for took in found.values()]
    share = Goal(f"menu, {FILES[-1]} files ÷ {FILES[0]}", medians[-1] / medians[0], SHARE)
    table.goals += [share, Goal("menu, exponent in files", exponent(FILES, medians), LINEAR)]
    table.raw["menu"] = found


def of_blocks(table: Table) -> None:
    """Measure a view of a meeting of many blocks."""
    took = {count: view_cost.milliseconds(count) for count in BLOCKS}
    for count, cost in took.items():
        each = f"{number(cost / count * MS)} µs a block"
        table.rows.append([f"one view, {count} blocks", number(cost), each])
    power = exponent(BLOCKS, list(took.values()))
    table.goals.append(Goal("view, exponent in blocks", power, LINEAR))
    table.raw["view"] = took


def of_events(table: Table) -> None:
    """Measure how long it takes to read back a journal of many events."""
    took = replay.seconds()
    for count, cost in took.items():
        each = f"{number(cost / count * 1e6)} µs an event"
        table.rows.append([f"journal read back, {count} events", number(cost * MS), each])
    power = exponent(list(took)[1:], list(took.values())[1:])
    table.goals.append(Goal("journal, exponent in events (from 100 on)", power, LINEAR))
    table.raw["replay"] = took


def measure(*, quick: bool = False) -> Table:
    """Each a curve, and the power of its size with which it grows."""
    table = Table("Growth", ["", "ms", "each"])
    of_library(table, 2 if quick else 12)
    of_blocks(table)
    of_events(table)
    return table
