"""The verdict: how the meeting will end as things stand, and what would mend it, in words."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from rich.cells import cell_len
from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.meeting.view import Ending, Verdict
from homeroom_tui.tui.text import visible
from homeroom_tui.tui.widgets.cached_widget import Drawn

MARKS = {
    Verdict.OPEN: ("○", "$muted"),
    Verdict.IN_HAND: ("✓", "$phase-enough"),
    Verdict.NO_TIME_IN_HAND: ("!", "$phase-over"),
    Verdict.TOO_MUCH: ("!", "$phase-overtime"),
    Verdict.PAST_THE_END: ("‼", "$phase-overtime"),
}
TITLES = range(40, 8, -2)
"""Characters left of the titles in a sentence, to be tried one after the other until it fits."""


class VerdictLine(Drawn[Ending]):
    """One or two rows, always in sight."""

    def __init__(self, times: words.TimeOfDay) -> None:
        super().__init__()
        self._times = times

    def draw(self, value: Ending, width: int, height: int) -> Content:
        mark, colour = MARKS[value.verdict]
        head = f"{mark} {words.verdict(value)}"
        if value.verdict is Verdict.TOO_MUCH:
            rows = mending(value, self._times, head, width, height)
        else:
            end = words.expected(value, self._times)
            rows = _rows([head, end], width, " · ")
            if cell_len(rows[-1]) > width:
                rows = _rows([head, *end.split(", ")], width, ", ")
        return Content("\n".join(rows)).stylize(f"bold {colour}", 0, len(head))


def mending(
    ending: Ending, times: words.TimeOfDay, head: str, width: int, height: int
) -> list[str]:
    """The verdict and what would mend the plan: titles cut, then ways left out, until it fits."""
    rows: list[str] = []
    all_ways = words.ways_to_mend(ending, times, TITLES[0])  # the last is to end later
    for first, most in product(range(len(all_ways) - 1), TITLES):
        *ways, last = map(visible, words.ways_to_mend(ending, times, most)[first:])
        rows = _rows([f"{head}:", *(f"{way}," for way in ways), last], width)
        if len(rows) <= height and all(cell_len(row) <= width for row in rows):
            break
    return rows


def _rows(parts: Iterable[str], width: int, between: str = " ") -> list[str]:
    """The parts in rows, each part whole on one of them."""
    rows = [""]
    for part in parts:
        longer = f"{rows[-1]}{between}{part}" if rows[-1] else part
        if cell_len(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(f"  {part}")
    return rows
