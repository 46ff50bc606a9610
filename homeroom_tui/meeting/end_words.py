"""What is said of a meeting that is over: when it ended, and what it took against the plan."""

from __future__ import annotations

from homeroom_tui import wording as words
from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.meeting.view import BlockView, View


def ended(view: View, times: words.TimeOfDay) -> str:
    """`Ended 3:00 PM, on time`, or `9 minutes early`, or `4 minutes late`."""
    said = f"Ended {times(view.ending.expected)}"
    if view.ending.hard is None:
        return said
    late = view.ending.expected - view.ending.hard
    if late > words.NO_ONE_MINDS:
        return f"{said}, {words.minutes(int(late))} late"
    early = int(-late // MINUTE)
    return f"{said}, {words.minutes(early * MINUTE)} early" if early > 0 else f"{said}, on time"


def planned_and_actual(view: View) -> tuple[int, int]:
    """Seconds that the blocks were planned to take in all, and that they took."""
    planned = sum(line.planned or 0 for line in view.blocks)
    return planned, sum(line.elapsed for line in view.blocks)


def took(view: View) -> list[str]:
    """`planned 55:00`, `took 57:10, 2:10 behind`, `paused 1:00`."""
    planned, actual = planned_and_actual(view)
    parts = [f"planned {words.span(planned)}"]
    parts.append(f"took {words.span(actual)}, {offset(actual - planned)}")
    if view.paused:
        parts.append(f"paused {words.span(view.paused)}")
    return parts


def actual(line: BlockView) -> str:
    """Of a block that is done: `16:10, planned 15:00`."""
    planned = "" if line.planned is None else f", planned {words.span(line.planned)}"
    return f"{words.span(line.elapsed)}{planned}"


def offset(seconds: int | None) -> str:
    """How far from what was planned, in words: `1:10 behind`, `2:00 ahead`."""
    if seconds is None:
        return ""
    if not seconds:
        return "as planned"
    return f"{words.span(abs(seconds))} {'behind' if seconds > 0 else 'ahead'}"
