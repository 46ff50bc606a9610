"""Kills processes that write a journal, from outside and in any call to the system, and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec

from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.events import Note
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.replay import EmptyJournal, Recording, replay
from tests.stress.fuzz import ROOT
from tests.stress.runner import COUNTS, Case

MAX_CALLS = 120
"""A process that kills itself does so in one of its first calls to the system."""

MAX_LIVES = 4
"""The number of times the same meeting is gone on with, and killed again."""


class Worker:
    """The process that forks meetings, and tells what each has shown once it is dead."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.sent, self.received = process.stdin, process.stdout

    def begin(self, folder: Path, seed: int, call: int) -> int:
        """Begin a meeting in that folder, or go on with it; its process id."""
        print(folder, seed, call, file=self.sent, flush=True)
        return int(self.received.readline())

    def shown(self, most: int | None = None) -> list[str]:
        """Return what the meeting has shown: the next few, or everything until it is dead."""
        found: list[str] = []
        while most is None or len(found) < most:
            if (line := self.received.readline().rstrip("\n")) == "gone":
                break
            found.append(line)
        return found


@contextmanager
def part() -> Iterator[Case]:
    """Meetings in folders of their own; needs a system that can fork processes."""
    with (
        subprocess.Popen(
            [sys.executable, "-m", "tests.stress.kill_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        ) as process,
        TemporaryDirectory() as home,
    ):
        worker = Worker(process)
        yield lambda number: _live(worker, Path(home, str(number)), Random(number))


def _live(worker: Worker, folder: Path, dice: Random) -> None:
    """A meeting that is killed, gone on with, and killed again; in the end it goes on."""
    COUNTS["cases"] += 1
    shown: list[str] = []
    for life in range(1, dice.randint(1, MAX_LIVES) + 1):
        call = dice.choice((0, dice.randint(1, MAX_CALLS)))
        process = worker.begin(folder, dice.randrange(10**6), call)
        if not call:
            shown += worker.shown(dice.randint(0, 12))
            os.kill(process, signal.SIGKILL)
        shown += worker.shown()
        COUNTS["kills"] += 1
        # In each life one event, and time that was given back, may be there and not acknowledged.
        _nothing_is_lost(folder, shown, more=2 * life)
    COUNTS["steps"] += len(shown)
    _goes_on(folder)


def _record(folder: Path) -> Recording | None:
    for path in folder.glob("*.jsonl"):
        try:
            return replay(path)
        except EmptyJournal:
            continue
    return None


def _nothing_is_lost(folder: Path, shown: Sequence[str], more: int) -> None:
    """Everything that was shown is kept, in its order, and at most so many events more."""
    record = _record(folder)
    events = record.meeting.events if record else []
    assert record is None or record.left_out == 0, "lines that make no sense"
    found = iter([msgspec.json.encode(event).decode() for event in events])
    for number, event in enumerate(shown):
        assert event in found, f"event {number} of {len(shown)} was acknowledged, and is lost"
    assert len(events) <= len(shown) + more, f"{len(events)} events, and {len(shown)} shown"


def _goes_on(folder: Path) -> None:
    """The meeting takes one event more, and has it on disk."""
    record = _record(folder)
    if record is None:
        return
    before = record.meeting.events
    said: list[str] = []
    utc = time.time()
    journal, record = Archive(folder).resume(record, utc, said.append, counting=True)
    assert record.meeting.events == before, "going on with it changed it"
    now = Moment(record.instant(utc), utc)
    event = record.meeting.do(Note(now.at, "last", "It goes on."), now.at)
    assert journal.append(event, now).result(20), f"it does not go on: {said}"
    assert journal.close(), "the journal does not close"
    assert replay(record.path).meeting.events == [*before, event], "it goes on otherwise"
