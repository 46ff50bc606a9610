"""Output of `simulate`: a table of the plans, and one of the blocks."""

from __future__ import annotations

from collections.abc import Sequence

from rich.bar import Bar

from homeroom_tui.output.tables import ACCENT, Column
from homeroom_tui.simulation.run import BlockFigures, Figures, Policy, Result
from homeroom_tui.wording import short, span

BAR = 20
"""Cells of the longest bar."""

NAMES = {
    Policy.ELASTIC: "elastic",
    Policy.ELASTIC_FIT: "elastic, with fit",
    Policy.FIXED: "fixed midpoints",
    Policy.FITTED: "fixed, made to fit",
}

PolicyRow = tuple[Policy, Figures]
BlockRow = tuple[int, BlockFigures]

POLICIES: tuple[Column[PolicyRow], ...] = (
    Column("Plan", lambda row: NAMES[row[0]], style=ACCENT, no_wrap=True),
    Column("", lambda row: "", draw=lambda row: _bar(row[1].on_time), only="table", max_width=BAR),
    Column("On time", lambda row: f"{100 * row[1].on_time:.0f} %", right=True),
    Column("Mean late", lambda row: span(round(row[1].mean_late)), right=True),
    Column("95 % late", lambda row: span(row[1].p95_late), right=True),
    Column("Not given", lambda row: span(round(row[1].unmet)), right=True),
)


def blocks(figures: Figures) -> tuple[Sequence[BlockRow], Sequence[Column[BlockRow]]]:
    """Return a row for each block under one policy, and the columns."""
    most = max((block.unmet for block in figures.blocks), default=0.0) or 1.0
    bar: Column[BlockRow] = Column(
        "", lambda row: "", draw=lambda row: _bar(row[1].unmet / most), only="table", max_width=BAR
    )
    return list(enumerate(figures.blocks, 1)), (BLOCKS[0], bar, *BLOCKS[1:])


BLOCKS: tuple[Column[BlockRow], ...] = (
    Column("Block", lambda row: f"{row[0]} {short(row[1].title)}"),
    Column("Not given", lambda row: span(round(row[1].unmet)), right=True),
    Column("Needs", lambda row: span(round(row[1].need)), right=True),
    Column("Target", lambda row: span(round(row[1].target)), right=True),
    Column("Takes", lambda row: span(round(row[1].took)), right=True),
)


def policies(result: Result) -> tuple[Sequence[PolicyRow], Sequence[Column[PolicyRow]]]:
    """Return a row for each plan, and the columns: one for each tie, too."""
    rows = list(result.policies.items())
    ties = [_tie(place, tie.title) for place, tie in enumerate(rows[0][1].ties)] if rows else []
    return rows, (*POLICIES, *ties)


def _tie(place: int, title: str) -> Column[PolicyRow]:
    def share(row: PolicyRow) -> str:
        return f"{100 * row[1].ties[place].on_time:.0f} %"

    return Column(f"On time for {short(title, 16)}", share, right=True)


def _bar(share: float) -> Bar:
    return Bar(1.0, 0.0, share)
