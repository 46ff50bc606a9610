"""Beside the countdown: what it counts to, the phase in words, and when to move on."""

from __future__ import annotations

from textual.content import Content

from homeroom_tui.meeting import words
from homeroom_tui.meeting.state import Playback
from homeroom_tui.meeting.view import Present, View
from homeroom_tui.tui.text import stack
from homeroom_tui.tui.widgets.drawn import Drawn, phase_colour

ROWS = 3


class Facts(Drawn[View]):
    """Three rows; where there is only one, the phase, or that the meeting is paused."""

    def __init__(self, times: words.TimeOfDay) -> None:
        super().__init__()
        self._times = times

    def draw(self, value: View, width: int, height: int) -> Content:
        here = value.present
        if here is None:
            return Content("")
        paused = value.playback is Playback.PAUSED
        if height >= ROWS:
            first = pause(value) if paused else Content("")
            rows = [of_target(here, first, width), phase(here), move_on(value, self._times)]
        else:
            rows = [pause(value) if paused else phase(here)]
        return stack(row.truncate(width, ellipsis=True) for row in rows)


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
        longer = said + Content.styled(f" · {part}" if said else part, "$muted")
        if longer.cell_length <= width:
            said = longer
    return said


def pause(view: View) -> Content:
    """`‖ paused 2:10`."""
    return Content.styled(f"‖ paused {words.span(view.pausing)}", "bold $foreground")


def phase(here: Present) -> Content:
    """The phase, in mark, words and colour."""
    said = f"{words.PHASE_MARKS[here.phase]} {words.phase(here)}"
    return Content.styled(said, f"bold {phase_colour(here.phase)}")


def move_on(view: View, times: words.TimeOfDay) -> Content:
    """`move on by 2:50 PM`; in the last block `end by`."""
    by = view.present.move_on_by if view.present else None
    if by is None:
        return Content("")
    do = "end" if view.next is None else "move on"
    said = f"{do} now" if by <= view.now else f"{do} by {times(by)}"
    return Content.styled(said, "$foreground")
