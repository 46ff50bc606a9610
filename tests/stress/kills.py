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
from homeroom_tui.storage.replay import EmptyJournal, Record, replay
from tests.stress.outcome import ROOT, Case, Tally, must

WORKER = Path(__file__).with_name("kill_worker.py")

MOST_CALLS = 120
"""A process that kills itself does so in one of its first calls to the system."""

MOST_LIVES = 4
"""How often the same meeting is gone on with, and killed again."""


class Nursery:
    """Makes meetings, and tells what each has shown once it is dead."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def meeting(self, folder: Path, seed: int, call: int = 0) -> int:
        """The process id of a meeting in that folder."""
        assert self.process.stdin is not None
        print(folder, seed, call, file=self.process.stdin, flush=True)
        return int(self.line())

    def shown(self, at_most: int | None = None) -> list[str]:
        """What the meeting has shown: the next few, or all that come until it is dead."""
        found: list[str] = []
        while (at_most is None or len(found) < at_most) and (line := self.line()) != "gone":
            found.append(line)
        return found


@contextmanager
def nursery() -> Iterator[Nursery]:
    """A process of its own that forks meetings."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    ) as process:
        yield Nursery(process)


@contextmanager
def part() -> Iterator[Case]:
    """Meetings in folders of their own."""
    with nursery() as meetings, TemporaryDirectory() as home:

        def case(number: int, dice: Random, tally: Tally) -> None:
            folder = Path(home) / str(number)
            began = time.perf_counter()
            live(meetings, folder, dice, tally)
            tally.timed("a meeting and its ends", time.perf_counter() - began)

        yield case


def live(meetings: Nursery, folder: Path, dice: Random, tally: Tally) -> None:
    """A meeting that is killed, gone on with, and killed again; in the end it goes on."""
    shown: list[str] = []
    lives = dice.randint(1, MOST_LIVES)
    for life in range(1, lives + 1):
        inside = dice.random() < 0.6
        call = dice.randint(1, MOST_CALLS) if inside else 0
        process = meetings.meeting(folder, dice.randrange(10**6), call)
        tally.log.append(f"life {life}: killed in call {call}" if call else f"life {life}: killed")
        if not inside:
            shown += meetings.shown(dice.randint(0, 12))
            os.kill(process, signal.SIGKILL)
        shown += meetings.shown()
        tally.counts["kills"] += 1
        tally.counts["steps"] += len(shown)
        # In each life one event, and time that was given back, may be there and not acknowledged.
        nothing_is_lost(folder, shown, more=2 * life)
    goes_on(folder)


def kept(folder: Path) -> Record | None:
    """What replay finds in the folder."""
    for path in folder.glob("*.jsonl"):
        try:
            return replay(path)
        except EmptyJournal:
            continue
    return None


def nothing_is_lost(folder: Path, shown: Sequence[str], more: int = 1) -> None:
    """All that was shown is kept, in its order, and at most so many events more."""
    record = kept(folder)
    events = record.meeting.events if record else []
    if record is not None:
        must(record.left_out == 0, f"{record.left_out} lines make no sense")
    found = iter([msgspec.json.encode(event).decode() for event in events])
    for number, event in enumerate(shown):
        must(
            event in found, f"event {number} of {len(shown)} was acknowledged, and is lost: {event}"
        )
    must(len(events) <= len(shown) + more, f"{len(events)} events, and {len(shown)} shown")


def goes_on(folder: Path) -> None:
    """The meeting takes one event more, and has it on disk."""
    record = kept(folder)
    if record is None:
        return
    before = record.meeting.events
    said: list[str] = []
    utc = time.time()
    journal, record = Archive(folder).resume(record, utc, said.append, counting=True)
    must(record.meeting.events == before, "going on with it changed it")
    now = Moment(record.instant(utc), utc)
    event = record.meeting.do(Note(now.at, "last", "It goes on."), now.at)
    must(journal.append(event, now).result(20), f"it does not go on: {said}")
    must(journal.close(), "the journal does not close")
    must(replay(record.path).meeting.events == [*before, event], "it goes on otherwise")
