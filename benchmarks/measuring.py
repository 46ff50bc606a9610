"""Measure programs side by side; figures with their spread; tables in Markdown and as JSON."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.terminal import PYTHON, ROOT

MS = 1000
HOMEROOM = str(Path(PYTHON).with_name("homeroom"))

# What is measured

FIRST_PROMPT = "What was helpful last mod?"
TITLES = ("Norms and your career roadmap", "Networking", "Career story and LinkedIn", FIRST_PROMPT)
"""The words of the whole menu: its first weeks, and what is in the first of them."""

PLANNED = ("Revisit norms for", "As a group")
"""The words of a lobby on Week 1: its first block and its last."""

OPEN = (FIRST_PROMPT,)
"""The words of a meeting on Week 1: its first prompt."""


@dataclass(frozen=True)
class Program:
    """A command, and the texts of its first useful screen; none: anything that can be read.

    `counts` is whether it does so from the start; `tree` the checkout that it runs from.
    """

    name: str
    command: Sequence[str]
    shows: Sequence[str] = ()
    counts: bool = True
    tree: Path = ROOT

    @property
    def environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(self.tree)}


def python(code: str, *arguments: str) -> Sequence[str]:
    return (PYTHON, "-c", code, *arguments)


def homeroom(*words: str) -> Sequence[str]:
    return (HOMEROOM, "--sessions", str(ROOT / "sessions"), *words)


def before(program: Program, tree: Path) -> Program:
    """Return the same of homeroom in another checkout, which has a virtual environment `.venv`."""
    script, sessions = tree / ".venv" / "bin" / "homeroom", tree / "sessions"
    command = (str(script), "--sessions", str(sessions), *program.command[3:])
    return replace(program, name=f"{program.name}, before", command=command, tree=tree)


def bare(name: str) -> Sequence[str]:
    """Return the bare app of that name in `benchmarks.bare`, garbage treated as in homeroom."""
    run = f"from benchmarks.bare import {name}; app = {name}(); gc.freeze(); app.run()"
    return python(f"import gc; gc.disable(); {run}")


def rivals(folder: Path | None) -> tuple[list[Program], list[str]]:
    """Return the other timers of the virtual environment `folder`, and a word on each missing."""
    known = [
        Program("termdown", ("termdown", "60m")),
        Program("countdown-cli", ("countdown", "60m")),
        Program("timer-cli", ("timer", "60m")),
        Program("pydoro", ("pydoro",), counts=False),
    ]
    found, missing = [], []
    for program in known:
        path = None if folder is None else folder / "bin" / program.command[0]
        if path is not None and path.exists():
            found.append(replace(program, command=(str(path), *program.command[1:])))
        else:
            missing.append(f"{program.name} is not installed in --others: left out.")
    return found, missing


# Figures and tables


@dataclass(frozen=True)
class Goal:
    """A figure that should be no more than its limit."""

    what: str
    figure: float
    limit: float

    def __str__(self) -> str:
        said = "met" if self.figure <= self.limit else "NOT met"
        return f"{self.what}: {number(self.figure)} (goal: at most {number(self.limit)}; {said})"


@dataclass
class Table:
    """One measurement: rows for people, goals, and everything that was measured, for machines."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The table in Markdown, numbers at the right."""
        lines = [f"### {self.title}", "", _row(self.columns)]
        lines.append(_row(["---", *["---:"] * (len(self.columns) - 1)]))
        lines += [_row(row) for row in self.rows]
        for kind in (self.goals, self.notes):
            lines += ["", *(f"- {line}" for line in kind)] if kind else []
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "goals": [vars(g) for g in self.goals], "measured": self.raw}


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def number(value: float) -> str:
    """Return three digits that count, and no more."""
    if not value or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(2 - math.floor(math.log10(abs(value))), 0)}f}"


def spread(values: Sequence[float], scale: float = 1) -> str:
    """Return the median, and between which values the middle half lies."""
    if len(values) < 2:
        return number(values[0] * scale)
    low, middle, high = (value * scale for value in statistics.quantiles(values, n=4))
    return f"{number(middle)} ({number(low)}–{number(high)})"


def ratios(values: Sequence[float], others: Sequence[float]) -> list[float]:
    """Return the ratios of values that were measured in turn, each beside its other."""
    return [value / other for value, other in zip(values, others, strict=True)]


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that so many per cent of all do not exceed."""
    return sorted(values)[max(math.ceil(percent / 100 * len(values)) - 1, 0)]


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Return how cost grows: as size to this power, by least squares of the logarithms."""
    return statistics.linear_regression(
        [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    ).slope
