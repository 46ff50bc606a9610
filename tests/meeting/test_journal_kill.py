"""A meeting whose process is killed at any moment comes back with all that anybody saw of it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from homeroom_tui.meeting.journal.replay import NothingYet, replay

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")

NURSERY = Path(__file__).parent / "journal_nursery.py"


class Nursery:
    """Makes meetings, and tells what each has shown once it is dead."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def meeting(self, folder: Path, seed: int, call: int = 0) -> int:
        """The process id of a new meeting."""
        assert self.process.stdin is not None
        print(folder, seed, call, file=self.process.stdin, flush=True)
        return int(self.line())

    def shown(self, at_most: int | None = None) -> list[str]:
        """What the meeting has shown: the next few, or all that come until it is dead."""
        found: list[str] = []
        while (at_most is None or len(found) < at_most) and (line := self.line()) != "gone":
            found.append(line)
        return found


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with subprocess.Popen(
        [sys.executable, str(NURSERY)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Nursery(process)


def kept(folder: Path) -> list[str]:
    """The events that replay finds, as they were shown."""
    for path in folder.glob("*.jsonl"):
        try:
            record = replay(path)
        except NothingYet:
            continue
        assert not record.left_out
        return [msgspec.json.encode(event).decode() for event in record.meeting.events]
    return []


def nothing_is_lost(folder: Path, shown: list[str]) -> bool:
    """All that was shown is kept, in order, and at most one event more."""
    events = kept(folder)
    return events[: len(shown)] == shown and len(events) <= len(shown) + 1


def test_killed_from_outside_while_events_are_made(nursery: Nursery, tmp_path: Path) -> None:
    dice = random.Random(41)
    for number in range(150):
        folder = tmp_path / str(number)
        process = nursery.meeting(folder, number)
        shown = nursery.shown(dice.randint(0, 12))
        os.kill(process, signal.SIGKILL)
        assert nothing_is_lost(folder, shown + nursery.shown())


def test_killed_in_the_middle_of_any_call_to_the_system(nursery: Nursery, tmp_path: Path) -> None:
    for number in range(150):
        folder, call = tmp_path / str(number), 1 + number // 2
        nursery.meeting(folder, number, call)
        assert nothing_is_lost(folder, nursery.shown())
