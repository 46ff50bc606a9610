"""How long it takes to read back a journal, by the number of its events: seconds, best of five."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.journal.lines import Happened, encoded, head, instant
from homeroom_tui.meeting.journal.replay import replay

UTC = 1_795_615_200.0
SESSION = Session(
    "Week", duration=3600, blocks=tuple(Block(t, TimeRange(600, 900)) for t in "abcd")
)


def lines(count: int) -> list[bytes]:
    """The journal of a meeting in which notes are typed, and now and then something is done."""
    dice, events = random.Random(1), [ev.Start(0.0)]
    kinds = [
        *[lambda at: ev.Note(at, str(dice.randrange(60)), "what was said " * 8, "1", 0)] * 6,
        *[lambda at: ev.Point(at, "1", dice.randrange(4))] * 2,
        lambda at: ev.AddTime(at, 60),
        lambda at: ev.Pin(at, "3", 900),
    ]
    while len(events) < count:
        events.append(dice.choice(kinds)(len(events) / 4))
    happened = [Happened(instant(UTC + event.at), event) for event in events]
    return [encoded(part) for part in (head(Moment(0.0, UTC), "week", SESSION), *happened)]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "meeting.jsonl"
        print(f"{'events':>8} {'bytes':>10} {'seconds':>9} {'µs an event':>12}")
        for count in (10, 100, 1_000, 10_000):
            path.write_bytes(b"".join(lines(count)))
            best = min(timed(path, count) for _ in range(5))
            size = path.stat().st_size
            print(f"{count:>8} {size:>10} {best:>9.4f} {best / count * 1e6:>12.1f}")


def timed(path: Path, count: int) -> float:
    begun = time.perf_counter()
    record = replay(path)
    took = time.perf_counter() - begun
    assert len(record.meeting.events) == count
    return took


if __name__ == "__main__":
    main()
