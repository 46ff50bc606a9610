"""From the command to the first useful screen, beside bare Textual apps and other timers."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import programs
from benchmarks.figures import MS, Goal, Table, ratio, ratios, spread
from benchmarks.programs import Program, bare, homeroom, python
from tests.terminal import Ended, Late, private_home

GOAL = 1.15
"""At most so many times what the bare app of the same widgets takes."""

PAIRS = (
    (
        Program("homeroom: menu", homeroom(), programs.TITLES),
        Program("bare Textual app: menu", bare("Menu"), programs.TITLES),
    ),
    (
        Program("homeroom run: lobby", homeroom("run", "week-1"), programs.PLANNED),
        Program("bare Textual app: lobby", bare("Lobby"), programs.PLANNED),
    ),
    (
        Program("homeroom resume: meeting", homeroom("resume"), programs.OPEN),
        Program("bare Textual app: meeting", bare("Meeting"), programs.OPEN),
    ),
)
RESUMED = PAIRS[-1]
PRINTED = (
    Program("homeroom --help", homeroom("--help")),
    Program("homeroom list", homeroom("list")),
    Program("homeroom check", homeroom("check")),
)
NOTHING = Program("Python that does nothing", python("pass"))
COLUMNS = ["", "ms to first useful screen", "÷ the one beside it"]


def painted(program: Program, settings: dict[str, str]) -> float:
    """Seconds until the program shows on a terminal what it should. Raises Ended, Late."""
    with programs.started(program.command, settings) as terminal:
        if program.shows:
            chunk = terminal.shows(*program.shows)
        else:
            chunk = terminal.until(lambda screen: any(screen.lines))
        return chunk.at - terminal.started


def ended(program: Program, settings: dict[str, str]) -> float:
    """Seconds until the program has ended."""
    began = time.perf_counter()
    subprocess.run(program.command, env=settings, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def leave_a_meeting(settings: dict[str, str]) -> None:
    """Begin Week 1 and kill it, so that there is a meeting to resume."""
    with programs.started(homeroom("run", "week-1"), settings) as terminal:
        terminal.shows(*programs.PLANNED)
        terminal.quiet()
        terminal.send(" ")
        terminal.shows(*programs.OPEN)


def in_turn(
    takes: Callable[[Program, dict[str, str]], float], what: Sequence[Program], rounds: int
) -> dict[str, list[float]]:
    """Seconds of each, measured one after the other, round by round; a first round is not kept."""
    with private_home() as settings:
        if what is RESUMED:
            leave_a_meeting(settings)
        found: dict[str, list[float]] = {program.name: [] for program in what}
        for number in range(rounds + 1):
            for program in what:
                seconds = takes(program, settings)
                if number:
                    found[program.name].append(seconds)
    return found


def measure(*, quick: bool = False, others: Path | None = None) -> Table:
    """Start-up of screens and of commands that print."""
    rounds = 3 if quick else 25
    table = Table("Start", COLUMNS)
    for pair in PAIRS:
        ours, beside = pair
        found = in_turn(painted, pair, rounds)
        mine, theirs = found[ours.name], found[beside.name]
        table.rows.append([ours.name, spread(mine, MS), ratios(mine, theirs)])
        table.rows.append([beside.name, spread(theirs, MS), "1"])
        table.goals.append(Goal(f"{ours.name} ÷ bare", ratio(mine, theirs), GOAL))
        table.raw |= found
    rivals, missing = programs.rivals(others)
    for rival in rivals:
        try:
            found = in_turn(painted, (rival,), max(rounds // 3, 2))
        except (Ended, Late) as error:
            missing.append(f"{rival.name} could not be measured: {str(error).splitlines()[0]}")
            continue
        table.rows.append([rival.name, spread(found[rival.name], MS), ""])
        table.raw[rival.name] = found[rival.name]
    printed = in_turn(ended, (*PRINTED, NOTHING), rounds)
    for program in (*PRINTED, NOTHING):
        mine, theirs = printed[program.name], printed[NOTHING.name]
        table.rows.append([f"{program.name} (to its end)", spread(mine, MS), ratios(mine, theirs)])
    table.raw |= printed
    table.notes = missing
    return table
