"""The whole meeting as a bar: its blocks as segments, now as a mark, the hard end as its edge."""

from __future__ import annotations

from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.meeting.view import Segment, View
from homeroom_tui.tui.widgets.cached_widget import Drawn, cells
from homeroom_tui.tui.widgets.facts import Told

FILLS = {"gone": "▓", "paused": "╱", "present": "▒", "to come": "░", "in hand": "·"}
COLOURS = {
    "gone": "$muted",
    "paused": "$muted",
    "present": "$accent",
    "to come": "$accent",
    "in hand": "$phase-enough",
}
GAP = "  "


class MeetingBar(Drawn[Told]):
    """One row: the bar, and in figures what of the meeting is gone and what is left."""

    def draw(self, value: Told, width: int, height: int) -> Content:
        if not value.counting:
            return bar(value.view, width)
        figures = gone_and_left(value.view)
        room = width - len(figures) - len(GAP)
        if room < width // 3:
            return Content.styled(figures[:width], "$muted")
        return bar(value.view, room) + GAP + Content.styled(figures, "$muted")


def gone_and_left(view: View) -> str:
    """`0:36:51 gone · 0:23:09 left`, in a width that does not change from second to second."""
    gone = f"{_hours(view.gone)} gone"
    if view.left is None:
        return gone
    if view.left < 0:
        return f"{gone} · {_hours(-view.left)} past the end"
    return f"{gone} · {_hours(view.left)} left"


def _hours(seconds: int) -> str:
    short = words.span(seconds)
    return short if seconds >= words.HOUR else f"0:{short:0>5}"


def bar(view: View, width: int) -> Content:
    """The meeting from its start to its end or its hard end, whichever is later."""
    whole = sum(segment.seconds for segment in view.segments)
    drawn: list[tuple[str, str]] = []
    seconds = 0.0
    before: Segment | None = None
    for segment in view.segments:
        seconds += segment.seconds
        count = round(seconds / whole * width) - len(drawn)
        stretch = [(FILLS[segment.kind], COLOURS[segment.kind])] * count
        if stretch and before is not None:
            stretch[0] = _border(before, segment)
        drawn += stretch
        before = segment if stretch else before
    if view.left is not None and view.started is not None:
        hard = round((view.gone + view.left) / whole * width) if whole else 0
        if 0 < hard < len(drawn) - 1:
            drawn[hard] = ("║", "bold $phase-overtime")
    return cells(tuple(drawn))


def _border(before: Segment, after: Segment) -> tuple[str, str]:
    gone = ("gone", "paused")
    if before.kind in gone and after.kind not in gone:
        return ("┃", "bold $foreground")
    return ("│", "$background")
