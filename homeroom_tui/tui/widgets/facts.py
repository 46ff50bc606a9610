"""Beside the countdown: what it counts to, the phase in words, and when to move on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.meeting.state import Playback
from homeroom_tui.meeting.view import Present, View
from homeroom_tui.tui.text import stack
from homeroom_tui.tui.themes import phase_colour
from homeroom_tui.tui.widgets.cached_widget import Drawn

ROWS = 3
BETWEEN = " · "


class Told(NamedTuple):
    """A view, and whether it is told in figures that count."""

    view: View
    counting: bool = True


class Facts(Drawn[Told]):
    """Three rows, or one with as much of them as there is room for."""

    def __init__(self, times: words.TimeOfDay) -> None:
        super().__init__()
        self._times = times

    def draw(self, value: Told, width: int, height: int) -> Content:
        view, counting = value
        here = view.present
        if here is None:
            return Content("")
        first = Content("")
        if view.playback is Playback.PAUSED:
            first = pause(view, counting)
        now, by = phase(here, counting), move_on(view, self._times)
        one_row = height < ROWS
        beside = len(BETWEEN) + by.cell_length if one_row else 0
        if now.cell_length + beside > width:
            now = phase(here, counting=False)
        if one_row:
            return in_one_row([first or now, by, of_target(here, Content(""), width)], width)
        rows = [of_target(here, first, width), now, by]
        return stack(row.truncate(width, ellipsis=True) for row in rows)


def in_one_row(parts: Iterable[Content], width: int) -> Content:
    """The parts that there are beside each other, the first one whatever the width."""
    said = Content("")
    for part in filter(None, parts):
        longer = said + Content.styled(BETWEEN, "$muted") + part if said else part
        if not said or longer.cell_length <= width:
            said = longer
    return said.truncate(width, ellipsis=True)


def of_target(here: Present, first: Content, width: int) -> Content:
    """`of 15:00 · 15–20 min`, as much of it as has room after what comes first."""
    parts = ["counting up" if here.target is None else f"of {words.span(here.target)}"]
    if here.added:
        change = "more" if here.added > 0 else "less"
        parts.append(f"{words.length(abs(here.added))} {change}")
    if not here.line.range.fixed:
        parts.append(words.range_of(here.line.range))
    said = first
    for part in parts:
        longer = said + Content.styled(BETWEEN + part if said else part, "$muted")
        if longer.cell_length <= width:
            said = longer
    return said


def pause(view: View, counting: bool) -> Content:
    """`‖ paused 2:10`."""
    length = f" {words.span(view.pausing)}" if counting else ""
    return Content.styled(f"‖ paused{length}", "bold $foreground")


def phase(here: Present, counting: bool) -> Content:
    """The phase, in mark, words and colour."""
    said = words.phase(here) if counting else here.phase.value
    return Content.styled(
        f"{words.PHASE_MARKS[here.phase]} {said}", f"bold {phase_colour(here.phase)}"
    )


def move_on(view: View, times: words.TimeOfDay) -> Content:
    """`move on by 2:50 PM`; in the last block `end by`."""
    by = view.present.move_on_by if view.present else None
    if by is None:
        return Content("")
    do = "end" if view.next is None else "move on"
    said = f"{do} now" if by <= view.now else f"{do} by {times(by)}"
    return Content.styled(said, "$foreground")
