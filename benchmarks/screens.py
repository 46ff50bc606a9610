"""Measure what screens cost beside bare Textual apps and other timers: start, idle time, keys."""

from __future__ import annotations

import random
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.measuring import (
    MS,
    OPEN,
    PLANNED,
    TITLES,
    Goal,
    Program,
    Table,
    bare,
    before,
    homeroom,
    number,
    percentile,
    python,
    ratios,
    rivals,
    spread,
)
from tests.terminal import UPDATE_ENDS, Ended, Late, Terminal, private_home, updates

Settings = dict[str, str]


def start_meeting(terminal: Terminal) -> None:
    """Go from the lobby of Week 1, which is about to show, into the meeting."""
    terminal.shows(*PLANNED)
    terminal.quiet()
    terminal.send(" ")
    terminal.shows(*OPEN)


# Start

MAX_START = {"menu": 1.15, "lobby": 1.25, "meeting": 1.25}
"""At most so many times what the bare app of the same widgets takes."""

RUN = homeroom("run", "week-1")
PAIRS = (
    (
        Program("homeroom: menu", homeroom(), TITLES),
        Program("bare Textual app: menu", bare("Menu"), TITLES),
    ),
    (
        Program("homeroom run: lobby", RUN, PLANNED),
        Program("bare Textual app: lobby", bare("Lobby"), PLANNED),
    ),
    (
        Program("homeroom resume: meeting", homeroom("resume"), OPEN),
        Program("bare Textual app: meeting", bare("Meeting"), OPEN),
    ),
)
PRINTED = tuple(
    Program(f"homeroom {word} (to its end)", homeroom(word)) for word in ("--help", "list", "check")
)
NOTHING = Program("Python that does nothing (to its end)", python("pass"))


def painted(program: Program, settings: Settings) -> float:
    """Return the seconds until the program shows what it should. Raises Ended, Late."""
    with Terminal(program.command, {**settings, **program.environment}) as terminal:
        if program.shows:
            return terminal.shows(*program.shows).at - terminal.started
        return terminal.until(lambda screen: any(screen.lines)).at - terminal.started


def ended(program: Program, settings: Settings) -> float:
    """Return the seconds until the program has ended."""
    began = time.perf_counter()
    subprocess.run(program.command, env=settings, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def in_turn(
    takes: Callable[[Program, Settings], float], what: Sequence[Program], rounds: int
) -> dict[str, list[float]]:
    """Return the seconds of each, measured round by round; a first round is not kept."""
    found: dict[str, list[float]] = {program.name: [] for program in what}
    with ExitStack() as stack:
        homes = {program.name: stack.enter_context(private_home()) for program in what}
        for program in what:
            if "resume" in program.command:
                run = replace(program, command=(*program.command[:3], "run", "week-1"))
                with Terminal(run.command, {**homes[run.name], **run.environment}) as terminal:
                    start_meeting(terminal)
        for number_of_round in range(rounds + 1):
            for program in what:
                seconds = takes(program, homes[program.name])
                if number_of_round:
                    found[program.name].append(seconds)
    return found


def start(*, quick: bool = False, others: Path | None = None, tree: Path | None = None) -> Table:
    """Measure the start of screens and of commands that print; also of homeroom in `tree`."""
    rounds = 3 if quick else 25
    table = Table("Start", ["", "ms to first useful screen", "÷ the one beside it"])
    for pair in PAIRS:
        ours, beside = pair
        found = in_turn(painted, pair if tree is None else (*pair, before(ours, tree)), rounds)
        shares = {name: ratios(took, found[beside.name]) for name, took in found.items()}
        for name, took in found.items():
            table.rows.append([name, spread(took, MS), spread(shares[name])])
        limit = MAX_START[ours.name.split()[-1]]
        table.goals.append(Goal(f"{ours.name} ÷ bare", statistics.median(shares[ours.name]), limit))
        table.raw |= found
    known, table.notes = rivals(others)
    for rival in known:
        try:
            found = in_turn(painted, (rival,), max(rounds // 3, 2))
        except (Ended, Late) as error:
            table.notes.append(f"{rival.name} cannot be measured: {str(error).splitlines()[0]}")
            continue
        table.rows.append([rival.name, spread(found[rival.name], MS), ""])
        table.raw |= found
    printed = in_turn(ended, (*PRINTED, NOTHING), rounds)
    for name, took in printed.items():
        table.rows.append([name, spread(took, MS), spread(ratios(took, printed[NOTHING.name]))])
    table.raw |= printed
    return table


# Idle

MAX_IDLE = 1.2
"""At most so many times what the bare app takes, in processor time and in memory."""

MEETING = Program("homeroom: meeting", RUN)
COUNTING = Program("bare Textual app, 3 widgets a second", bare("Meeting"), OPEN)


@dataclass
class Minutes:
    """The cost of stretches of counting, each value for a minute; memory at its end, in MiB."""

    cpu: list[float] = field(default_factory=list)
    updates: list[float] = field(default_factory=list)
    bytes: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def counting(program: Program, stack: ExitStack) -> Terminal:
    """Return the terminal of a program that does nothing but count. Raises Ended, Late."""
    settings = {**stack.enter_context(private_home()), **program.environment}
    terminal = stack.enter_context(Terminal(program.command, settings))
    if program.name.startswith(MEETING.name):
        start_meeting(terminal)
    elif program.shows:
        terminal.shows(*program.shows)
    else:
        terminal.until(lambda screen: any(screen.lines))
    terminal.watch(2)
    return terminal


def stretches(terminals: dict[str, Terminal], rounds: int, seconds: float) -> dict[str, Minutes]:
    """Measure all at the same time, so that whatever else the machine does meets them alike."""
    found = {name: Minutes() for name in terminals}
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


def idle(*, quick: bool = False, others: Path | None = None, tree: Path | None = None) -> Table:
    """Measure meetings, bare apps and other timers that count side by side; as in `start`."""
    rounds, seconds = (2, 10) if quick else (8, 60)
    columns = ["", "processor ms a minute", "updates a minute", "bytes a minute", "memory MiB"]
    table = Table("Idle: what counting costs", columns)
    known, table.notes = rivals(others)
    with ExitStack() as stack:
        terminals: dict[str, Terminal] = {}
        ours = (MEETING, COUNTING, *(() if tree is None else (before(MEETING, tree),)))
        for program in (*ours, *(rival for rival in known if rival.counts)):
            try:
                terminals[program.name] = counting(program, stack)
            except (Ended, Late) as error:
                if program in ours:
                    raise
                table.notes.append(f"{program.name}: {str(error).splitlines()[0]}")
        found = stretches(terminals, rounds, seconds)
    for name, took in found.items():
        others_of_it = map(spread, (took.updates, took.bytes, took.memory))
        table.rows.append([name, spread(took.cpu, MS), *others_of_it])
    mine, theirs = found[MEETING.name], found[COUNTING.name]
    for what, values, beside in (
        ("processor", mine.cpu, theirs.cpu),
        ("memory", mine.memory, theirs.memory),
    ):
        share = statistics.median(ratios(values, beside))
        table.goals.append(Goal(f"{what} ÷ bare", share, MAX_IDLE))
    table.notes.append(
        f"{rounds} stretches of {seconds} s, all programs at once. An update is what a terminal "
        "shows at once."
    )
    table.raw = {name: vars(minutes) for name, minutes in found.items()}
    return table


# Keys

FRAME = 1000 / 60
"""Milliseconds."""

DOWN, UP = "\x1b[B", "\x1b[A"
KEYS = {
    "menu: ↓ ↑": (Program("menu", homeroom(), TITLES), (DOWN, UP)),
    "bare Textual app: ↓ ↑ (a list)": (PAIRS[0][1], (DOWN, UP)),
    "meeting: ↓ ↑ (a prompt)": (MEETING, (DOWN, UP)),
    "meeting: + − (a minute; on the disk before it shows)": (MEETING, ("+", "-")),
    "bare Textual app: ↓ (a prompt)": (COUNTING, (DOWN,)),
}


def pressed(program: Program, keys: Sequence[str], count: int) -> list[float]:
    """Return the seconds from each of so many keys to the end of the update that follows it."""
    dice, found = random.Random(1), []
    with private_home() as settings, Terminal(program.command, settings) as terminal:
        if program is MEETING:
            start_meeting(terminal)
        else:
            terminal.shows(*program.shows)
        terminal.quiet()
        for place in range(count):
            terminal.quiet(0.06)
            terminal.watch(dice.random() / 20)
            sent = terminal.send(keys[place % len(keys)])
            first = len(terminal.chunks)
            while UPDATE_ENDS not in b"".join(chunk.data for chunk in terminal.chunks[first:]):
                terminal.read(5)
            found.append(terminal.chunks[-1].at - sent)
    return found


def keys(*, quick: bool = False) -> Table:
    """Measure keys in the menu and in a meeting, beside those of the bare apps; in turn."""
    title = "Keys: from the key to the end of the update that follows"
    table = Table(title, ["", "keys", "p50 ms", "p99 ms", "latest ms"])
    rounds, count = (1, 20) if quick else (4, 75)
    found: dict[str, list[float]] = {name: [] for name in KEYS}
    for _ in range(rounds):
        for name, (program, some) in KEYS.items():
            found[name] += pressed(program, some, count)
    for name, took in found.items():
        at = [number(percentile(took, percent) * MS) for percent in (50, 99, 100)]
        table.rows.append([name, str(len(took)), *at])
        if not name.startswith("bare"):
            slow = percentile(took, 99) * MS
            table.goals.append(Goal(f"{name.split(' (')[0]}, p99 ms", slow, FRAME))
    table.raw = found
    return table
