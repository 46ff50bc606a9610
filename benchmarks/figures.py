"""Figures with their spread, as tables in Markdown and as JSON; goals, met or not."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

MS = 1000


@dataclass(frozen=True)
class Goal:
    """A figure that should be no more than its limit."""

    what: str
    figure: float
    limit: float

    @property
    def met(self) -> bool:
        return self.figure <= self.limit

    def __str__(self) -> str:
        said = "met" if self.met else "NOT met"
        return f"{self.what}: {number(self.figure)} (goal: at most {number(self.limit)}; {said})"


@dataclass
class Table:
    """One measurement: rows for people, goals, and all that was measured, for machines."""

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

    def json(self) -> dict[str, Any]:
        goals = [{"what": g.what, "figure": g.figure, "limit": g.limit} for g in self.goals]
        return {"title": self.title, "goals": goals, "measured": self.raw}


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def number(value: float) -> str:
    """Three digits that count, and no more."""
    if not value or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(2 - math.floor(math.log10(abs(value))), 0)}f}"


def spread(values: Sequence[float], scale: float = 1) -> str:
    """The median, and between which values the middle half lies."""
    if len(values) < 2:
        return number(values[0] * scale)
    low, middle, high = (value * scale for value in statistics.quantiles(values, n=4))
    return f"{number(middle)} ({number(low)}–{number(high)})"


def ratio(values: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of values that were measured in turn, each beside its other."""
    return statistics.median(a / b for a, b in zip(values, others, strict=True))


def ratios(values: Sequence[float], others: Sequence[float]) -> str:
    return spread([a / b for a, b in zip(values, others, strict=True)])


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many per cent of all do not exceed."""
    return sorted(values)[max(math.ceil(percent / 100 * len(values)) - 1, 0)]


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Return how cost grows: as size to this power, by least squares of the logarithms."""
    return statistics.linear_regression(
        [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    ).slope
