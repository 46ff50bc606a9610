"""Show the results of a simulation as tables with bars, on a terminal or in a pipe."""

from __future__ import annotations

from rich.bar import Bar
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from homeroom_tui.agenda.problems import visible
from homeroom_tui.simulation.run import Policy, Result, figures_for_advice
from homeroom_tui.wording import short, span

BAR = 20
"""Width of the longest bar in cells; on a narrow terminal the bars shrink first."""
TITLE = 24

NAMES = {
    Policy.ELASTIC: "elastic",
    Policy.ELASTIC_FIT: "elastic, with fit",
    Policy.FIXED: "fixed midpoints",
    Policy.FITTED: "fixed, made to fit",
}


def table(result: Result) -> RenderableType:
    """Return a table of the policies, and below it one of the blocks, as the advice sees them.

    Lengths are shown as minutes and seconds. Titles are text, never markup.
    """
    return Group(_policies(result), Text(), _blocks(result))


def _policies(result: Result) -> Table:
    found = _empty("plan", "", "on time", "mean late", "95 % late", "not given")
    for policy, figures in result.policies.items():
        found.add_row(
            NAMES[policy],
            _bar(figures.on_time),
            f"{100 * figures.on_time:.0f} %",
            span(round(figures.mean_late)),
            span(figures.p95_late),
            span(round(figures.unmet)),
        )
    return found


def _blocks(result: Result) -> Table:
    blocks = figures_for_advice(result).blocks
    most = max((b.unmet for b in blocks), default=0.0)
    found = _empty("block", "", "not given", "needs", "target", "takes")
    for place, block in enumerate(blocks, 1):
        found.add_row(
            Text(f"{place} {visible(short(block.title, TITLE))}"),
            _bar(block.unmet / most if most else 0.0),
            *(span(round(s)) for s in (block.unmet, block.need, block.target, block.took)),
        )
    return found


def _empty(first: str, bars: str, *figures: str) -> Table:
    found = Table(box=None, pad_edge=False, header_style="bold")
    found.add_column(first, no_wrap=True, overflow="ellipsis")
    found.add_column(bars, max_width=BAR)
    for name in figures:
        found.add_column(name, justify="right", no_wrap=True)
    return found


def _bar(share: float) -> Bar:
    return Bar(1.0, 0.0, share)
