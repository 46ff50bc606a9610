"""The present block as a bar: what is gone of it, with marks at minimum, target and maximum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.meeting.view import Present
from homeroom_tui.tui.themes import phase_colour
from homeroom_tui.tui.widgets.cached_widget import Drawn, cells


class Mark(NamedTuple):
    """A point of the bar, in seconds, and what begins there."""

    at: int
    sign: str
    word: str


def marks(present: Present) -> list[Mark]:
    """The points at which the phase changes, the most telling first, each instant once."""
    found = []
    if present.target is not None:
        word = "overtime" if present.target == present.bounds.max else "over"
        found.append(Mark(present.target, "┃", word))
    if present.bounds.max is not None:
        found.append(Mark(present.bounds.max, "┫", "overtime"))
    if present.bounds.min:
        found.append(Mark(present.bounds.min, "┇", "enough"))
    return [mark for i, mark in enumerate(found) if mark.at not in [m.at for m in found[:i]]]


class BlockBar(Drawn[Present]):
    """Two rows: the bar, and under each mark its time and word, as far as there is room."""

    def draw(self, value: Present, width: int, height: int) -> Content:
        found = marks(value)
        whole = max([value.elapsed, 1, *(mark.at for mark in found)])
        colour = phase_colour(value.phase)
        gone = min(value.elapsed * width // whole, width)
        places = {min(mark.at * width // whole, width - 1): mark.sign for mark in reversed(found)}
        bar = cells(tuple(
            (places[i], "$foreground") if i in places
            else ("━", colour) if i < gone
            else ("─", "$muted")
            for i in range(width)
        ))  # fmt: skip
        labels = "".join(_labels(found, whole, width))
        return bar + "\n" + Content.styled(labels, "$muted") if height > 1 else bar


def _labels(found: list[Mark], whole: int, width: int) -> Iterator[str]:
    """The labels from left to right; where two would touch, the one less telling is left out."""
    taken: list[tuple[int, str]] = []
    for mark in found:
        label = f"{mark.word} at {words.span(mark.at)}"
        end = min(mark.at * width // whole, width - 1) + 1
        start = max(end - cell_len(label), 0)
        if start + cell_len(label) <= width and all(
            start > other + cell_len(text) + 1 or start + cell_len(label) + 1 < other
            for other, text in taken
        ):
            taken.append((start, label))
    at = 0
    for start, label in sorted(taken):
        yield " " * (start - at) + label
        at = start + cell_len(label)
