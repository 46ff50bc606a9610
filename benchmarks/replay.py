"""Measure how long it takes to read back a journal, by the number of its events."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.storage.journal_format import EventLine, encoded, head, instant
from homeroom_tui.storage.replay import replay

SIZES = (10, 100, 1_000, 10_000)
UTC = 1_795_615_200.0
SESSION = Session(
    "Week", duration=3600, blocks=tuple(Block(t, TimeRange(600, 900)) for t in "abcd")
)


def lines(count: int) -> list[bytes]:
    """The journal of a meeting in which notes are typed, and now and then something is done."""
    dice = random.Random(1)
    events: list[ev.AnyEvent] = [ev.Start(0.0)]
    kinds: list[Callable[[float], ev.AnyEvent]] = [
        *[lambda at: ev.Note(at, str(dice.randrange(60)), "what was said " * 8, "1", 0)] * 6,
        *[lambda at: ev.Point(at, "1", dice.randrange(4))] * 2,
        lambda at: ev.AddTime(at, 60),
        lambda at: ev.Pin(at, "3", 900),
    ]
    while len(events) < count:
        events.append(dice.choice(kinds)(len(events) / 4))
    happened = [EventLine(instant(UTC + event.at), event) for event in events]
    return [encoded(head(Moment(0.0, UTC), "week", SESSION)), *map(encoded, happened)]


def seconds(sizes: Sequence[int] = SIZES) -> dict[int, float]:
    """Return how long each size takes, the best of five."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "meeting.jsonl"
        for count in sizes:
            path.write_bytes(b"".join(lines(count)))
            found[count] = min(timed(path, count) for _ in range(5))
    return found


def timed(path: Path, count: int) -> float:
    begun = time.perf_counter()
    record = replay(path)
    took = time.perf_counter() - begun
    assert len(record.meeting.events) == count
    return took
