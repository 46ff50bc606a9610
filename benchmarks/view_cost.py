"""Measure the cost of a view of a meeting, by the number of its blocks."""

from __future__ import annotations

import statistics
import time

from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.undo import Meeting
from homeroom_tui.meeting.view import view

ROUNDS = 30


def milliseconds(count: int) -> float:
    """The median cost of state and view together, halfway through a meeting of `count` blocks."""
    blocks = tuple(Block(f"Block {i}", TimeRange(60, 60 + i % 90)) for i in range(count))
    meeting = Meeting(Session("Many", duration=75 * count, blocks=blocks))
    meeting.do(ev.Start(0.0))
    for i in range(count // 2):
        meeting.do(ev.Next(62.0 * (i + 1)))
    took = []
    for i in range(ROUNDS):
        moment = Moment(62.0 * (count // 2) + 100 + i, 1_795_615_200.0 + i)
        began = time.perf_counter()
        view(meeting.state(moment.at), moment)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
