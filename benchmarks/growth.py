"""Measure how costs grow with the library, the blocks of a session and the events of a journal."""

from __future__ import annotations

import random
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import (
    HOMEROOM,
    MS,
    Goal,
    Program,
    Table,
    exponent,
    number,
    python,
    ratios,
    spread,
)
from benchmarks.screens import painted
from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.view import view
from homeroom_tui.storage.journal_format import EventLine, encoded, head, instant
from homeroom_tui.storage.replay import replay
from tests.terminal import private_home

FILES = (5, 100, 1_000)
BLOCKS = (5, 50, 500)
EVENTS = (10, 100, 1_000, 10_000)

MAX_EXPONENT = 1.1
"""As good as linear: a figure is measured, not counted."""

MAX_SHARE = 1.15
"""At most so many times as long may the menu take for the most files as for the fewest."""

MAX_CHECK = 2
"""At most so many times what the YAML library takes to load the same files."""

UTC = 1_795_615_200.0
WEEK = Session("Week", duration=3600, blocks=tuple(Block(t, TimeRange(600, 900)) for t in "abcd"))
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
    """Fill a folder with so many sessions, like those that people write."""
    folder.mkdir()
    for week in range(1, count + 1):
        text = SESSION.format(title=f"The {week}th of all weeks", number=week)
        (folder / f"week-{week}.yaml").write_text(text, encoding="utf-8")
    return folder


def of_files(table: Table, rounds: int) -> None:
    """Measure how long the menu takes to show its first titles."""
    with TemporaryDirectory() as parent, private_home() as settings:
        folders = {count: library(Path(parent, str(count)), count) for count in FILES}
        found: dict[int, list[float]] = {count: [] for count in FILES}
        for number_of_round in range(rounds + 1):
            for count, folder in folders.items():
                command = (HOMEROOM, "--sessions", str(folder))
                seconds = painted(Program("menu", command, ("The 3th of all weeks",)), settings)
                if number_of_round:
                    found[count].append(seconds)
    for count, took in found.items():
        table.rows.append([f"menu painted, {count} files", spread(took, MS), ""])
    medians = [statistics.median(took) for took in found.values()]
    share = Goal(f"menu, {FILES[-1]} files ÷ {FILES[0]}", medians[-1] / medians[0], MAX_SHARE)
    table.goals += [share, Goal("menu, exponent in files", exponent(FILES, medians), MAX_EXPONENT)]
    table.raw["menu"] = found


def of_blocks(table: Table) -> None:
    """Measure state and view together, halfway through a meeting of many blocks."""
    found = {}
    for count in BLOCKS:
        blocks = tuple(Block(f"Block {i}", TimeRange(60, 60 + i % 90)) for i in range(count))
        meeting = Meeting(Session("Many", duration=75 * count, blocks=blocks))
        meeting.do(ev.Start(0.0))
        for place in range(count // 2):
            meeting.do(ev.Next(62.0 * (place + 1)))
        took = []
        for look in range(30):
            moment = Moment(62.0 * (count // 2) + 100 + look, UTC + look)
            began = time.perf_counter()
            view(meeting.state(moment.at), moment)
            took.append(time.perf_counter() - began)
        found[count] = statistics.median(took)
    for count, cost in found.items():
        each = f"{number(cost / count * 1e6)} µs a block"
        table.rows.append([f"one view, {count} blocks", number(cost * MS), each])
    power = exponent(BLOCKS, list(found.values()))
    table.goals.append(Goal("view, exponent in blocks", power, MAX_EXPONENT))
    table.raw["view"] = found


def journal(count: int) -> bytes:
    """Return the journal of a meeting in which notes are typed, and now and then more is done."""
    dice = random.Random(1)
    events: list[ev.AnyEvent] = [ev.Start(0.0)]
    kinds: list[Callable[[float], ev.AnyEvent]] = [
        *[lambda at: ev.Note(at, str(dice.randrange(60)), "what was said " * 8, "1", 0)] * 6,
        *[lambda at: ev.Point(at, "1", dice.randrange(4))] * 2,
        lambda at: ev.AddTime(at, 60),
        lambda at: ev.Pin(at, "3", 900),
    ]
    while len(events) < count:
        events.append(dice.choice(kinds)(len(events) / 4))
    lines = [EventLine(instant(UTC + event.at), event) for event in events]
    return encoded(head(Moment(0.0, UTC), "week", WEEK)) + b"".join(map(encoded, lines))


def of_events(table: Table) -> None:
    """Measure how long it takes to read back a journal of many events, the best of five."""
    found = {}
    with TemporaryDirectory() as folder:
        path = Path(folder, "meeting.jsonl")
        for count in EVENTS:
            path.write_bytes(journal(count))
            took = []
            for _ in range(5):
                began = time.perf_counter()
                record = replay(path)
                took.append(time.perf_counter() - began)
                assert len(record.meeting.events) == count
            found[count] = min(took)
    for count, cost in found.items():
        each = f"{number(cost / count * 1e6)} µs an event"
        table.rows.append([f"journal read back, {count} events", number(cost * MS), each])
    power = exponent(list(found)[1:], list(found.values())[1:])
    table.goals.append(Goal("journal, exponent in events (from 100 on)", power, MAX_EXPONENT))
    table.raw["replay"] = found


def growth(*, quick: bool = False) -> Table:
    """Measure each as a curve, and the power of its size with which it grows."""
    table = Table("Growth", ["", "ms", "each"])
    of_files(table, 2 if quick else 12)
    of_blocks(table)
    of_events(table)
    return table


# `check` beside the YAML library that it reads with

LOAD = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
"""


def took(command: Sequence[str], settings: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=settings, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def check(*, quick: bool = False) -> Table:
    """Measure `homeroom check`, `yaml.load` in C and in Python, in turn, each in a process."""
    rounds, files = 2 if quick else 12, FILES[-1]
    table = Table(f"Check: {files} files", ["", "ms in all", "÷ yaml.load"])
    with TemporaryDirectory() as parent, private_home() as settings:
        folder = str(library(Path(parent, "sessions"), files))
        commands = {
            "homeroom check": (HOMEROOM, "check", folder),
            "yaml.load, CSafeLoader": python(LOAD, folder),
            "yaml.load, SafeLoader": python(LOAD.replace("CSafeLoader", "SafeLoader"), folder),
        }
        found: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                found[name].append(took(command, settings))
    theirs = found["yaml.load, CSafeLoader"]
    table.rows = [[n, spread(mine, MS), spread(ratios(mine, theirs))] for n, mine in found.items()]
    share = statistics.median(ratios(found["homeroom check"], theirs))
    table.goals.append(Goal("check ÷ yaml.load", share, MAX_CHECK))
    table.notes.append("`yaml.load` knows no lines, takes the last of two equal keys, checks none.")
    table.raw = found
    return table
