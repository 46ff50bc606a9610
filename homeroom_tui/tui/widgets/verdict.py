"""The verdict: how the meeting will end as things stand, and what would mend it, in words."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from homeroom_tui.meeting import words
from homeroom_tui.meeting.view import Ending, Verdict
from homeroom_tui.tui.text import visible
from homeroom_tui.tui.widgets.drawn import Drawn

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
        head, tail = sentence(value, self._times, width * height - 2 * height)
        content = Content.styled(f"{mark} {head}", f"bold {colour}")
        return content + Content.styled(tail, "$foreground")


def sentence(ending: Ending, times: words.TimeOfDay, room: int) -> tuple[str, str]:
    """The verdict, and what follows from it, in about `room` cells."""
    head = words.verdict(ending)
    if ending.verdict is not Verdict.TOO_MUCH:
        return head, f" · {words.expected(ending, times)}"
    tails = [": " + visible(words.mends(ending, times, most)) for most in TITLES]
    fitting = (tail for tail in tails if cell_len(head + tail) <= room)
    return head, next(fitting, tails[-1])
