"""Bars of the present block and of the whole meeting."""

from __future__ import annotations

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.meeting.view import Present, Segment, View
from homeroom_tui.tui.themes import phase_color
from homeroom_tui.tui.widgets.base import CachedWidget, styled_cells
from homeroom_tui.tui.widgets.status import ShownView


class Mark(Struct, frozen=True, order=True):
    """A point of the bar, in seconds, and what begins there."""

    at: int
    sign: str
    word: str


def marks(present: Present) -> list[Mark]:
    """The points at which the phase changes, the most telling first, each instant once."""
    found = []
    if present.target is not None:
        found.append(Mark(present.target, "┃", "target"))
    if present.bounds.max is not None:
        found.append(Mark(present.bounds.max, "┫", "maximum"))
    if present.bounds.min:
        found.append(Mark(present.bounds.min, "┇", "minimum"))
    return [mark for i, mark in enumerate(found) if mark.at not in [m.at for m in found[:i]]]


class BlockBar(CachedWidget[Present]):
    """Two rows: the bar, and its marks with their words and times, as far as there is room."""

    def draw(self, value: Present, width: int, height: int) -> Content:
        found = marks(value)
        whole = max([value.elapsed, 1, *(mark.at for mark in found)])
        color = phase_color(value.phase)
        gone = min(value.elapsed * width // whole, width)
        places = {min(mark.at * width // whole, width - 1): mark.sign for mark in reversed(found)}
        bar = styled_cells(tuple(
            (places[i], "$foreground") if i in places
            else ("━", color) if i < gone
            else ("─", "$muted")
            for i in range(width)
        ))  # fmt: skip
        return bar + "\n" + legend(found, width) if height > 1 else bar


def legend(found: list[Mark], width: int) -> Content:
    """`minimum 15 min · target 17 min · maximum 20 min`, as many as fit."""
    labels = {mark: f"{mark.word} {words.length(mark.at)}" for mark in found}
    while labels and cell_len(text := " · ".join(labels[m] for m in sorted(labels))) > width:
        labels.popitem()
    return Content.styled(text if labels else "", "$muted")


FILLS = {
    "gone": ("▓", "$muted"),
    "paused": ("╱", "$muted"),
    "present": ("▒", "$accent"),
    "to come": ("░", "$accent"),
    "in hand": ("·", "$phase-enough"),
}
NOW = "◆"
HARD_END = "║"
GAP = "  "

ROOM_FOR_FIGURES = len("38:48 elapsed · 21:12 left")
"""In less of it the bar would change its width when a figure does."""


class MeetingBar(CachedWidget[ShownView]):
    """One row: the bar, and in figures what of the meeting is gone and what is left."""

    def draw(self, value: ShownView, width: int, height: int) -> Content:
        if not value.counting:
            return bar(value.view, width)
        figures = elapsed_and_left(value.view).rjust(ROOM_FOR_FIGURES)
        room = width - len(figures) - len(GAP)
        if room < width // 3:
            return Content.styled(figures[:width], "$muted")
        return bar(value.view, room) + GAP + Content.styled(figures, "$muted")


def elapsed_and_left(view: View) -> str:
    """`38:48 elapsed · 21:12 left`; `21:12 to ║` where the bar goes on after the hard end."""
    elapsed = f"{words.span(view.gone)} elapsed"
    if view.left is None:
        return elapsed
    if view.left < 0:
        return f"{elapsed} · {words.span(-view.left)} past the end"
    goes_on = sum(segment.seconds for segment in view.segments) - view.gone - view.left
    left = words.span(view.left)
    return f"{elapsed} · {left} to {HARD_END}" if goes_on >= 1 else f"{elapsed} · {left} left"


def bar(view: View, width: int) -> Content:
    """The meeting from its start to its end or its hard end, whichever is later."""
    whole = sum(segment.seconds for segment in view.segments)
    drawn: list[tuple[str, str]] = []
    seconds = 0.0
    before: Segment | None = None
    for segment in view.segments:
        seconds += segment.seconds
        count = round(seconds / whole * width) - len(drawn)
        stretch = [FILLS[segment.kind]] * count
        if stretch and before is not None:
            stretch[0] = _border(before, segment)
        drawn += stretch
        before = segment if stretch else before
    if view.left is not None and view.started is not None:
        hard = round((view.gone + view.left) / whole * width) if whole else 0
        if 0 < hard < len(drawn) - 1:
            drawn[hard] = (HARD_END, "bold $phase-overtime")
    return styled_cells(tuple(drawn))


def _border(before: Segment, after: Segment) -> tuple[str, str]:
    gone = ("gone", "paused")
    if before.kind in gone and after.kind not in gone:
        return (NOW, "bold $foreground")
    return ("│", "$background")
