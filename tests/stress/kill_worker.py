"""Meetings in processes of their own, to be killed. For each line it is sent, it forks one.

A line is `FOLDER SEED CALL`. The meeting, or the one that was left in that folder, makes events
for ever, shows each on the pipe when the disk has it, and (CALL > 0) kills itself in the middle of
the CALLth call to the system.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from homeroom_tui.agenda.library import Entry
from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Clock, ShiftedClock, SystemClock
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.journal import Journal
from homeroom_tui.storage.journal_format import head
from homeroom_tui.storage.replay import EmptyJournal, replay

SESSION = Session(
    "Week", duration=3600, blocks=tuple(Block(t, TimeRange(60, 900)) for t in "abcdefgh")
)
ENTRY = Entry("week", Path("week.yaml"), "")
WITHOUT_ARGUMENTS = (ev.Start, ev.Next, ev.Back, ev.Pause, ev.Resume, ev.Fit)
CALLS = ("open", "write", "fsync", "utime", "fstat", "replace", "ftruncate")


def show(text: str) -> None:
    os.write(1, text.encode() + b"\n")


def command(meeting: Meeting, now: float, dice: Random, number: int) -> ev.Event:
    """Something that happens at `now`; half of it are notes. Raises CommandRejected."""
    block = str(dice.randint(1, 8))
    match dice.randrange(8):
        case 0:
            return meeting.undo(now)
        case 1:
            return meeting.redo(now)
        case 2:
            return meeting.do(dice.choice((ev.GoTo(now, block), ev.AddTime(now, 60))))
        case 3:
            return meeting.do(dice.choice(WITHOUT_ARGUMENTS)(now))
        case _:
            return meeting.do(ev.Note(now, str(number), "said \n" * dice.randint(1, 99), block))


def die_in_call(fatal: int) -> None:
    """Have this process kill itself in the middle of a call to the system."""
    calls = count(1)

    def deadly(name: str) -> None:
        real = getattr(os, name)

        def call(*args: Any, **more: Any) -> Any:
            if args[0] != 1 and next(calls) == fatal:
                if name == "write":
                    real(args[0], args[1][: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **more)

        setattr(os, name, call)

    for name in CALLS:
        deadly(name)


def begun(folder: Path, clock: Clock, dice: Random) -> tuple[Journal, Meeting, Clock]:
    """The meeting that was left in the folder, gone on with; else a new one."""
    for path in folder.glob("*.jsonl"):
        with suppress(EmptyJournal):
            record, utc = replay(path), clock.now().utc
            counting = dice.random() < 0.5
            journal, record = Archive(folder).resume(record, utc, show, counting=counting)
            shift = record.instant(utc) - clock.now().at
            return journal, record.meeting, ShiftedClock(clock, shift)
    journal = Journal.begin(folder, head(clock.now(), ENTRY.name, SESSION), show)
    return journal, Meeting(SESSION), clock


def run(folder: Path, seed: int, fatal: int) -> None:
    """Make events until somebody kills this process."""
    dice = Random(seed)
    if fatal:
        die_in_call(fatal)
    journal, meeting, clock = begun(folder, SystemClock(), dice)
    for number in count():
        moment = clock.now()
        journal.seen(moment)
        with suppress(CommandRejected):
            event = command(meeting, moment.at, dice, number)
            if journal.append(event, moment).result():
                show(msgspec.json.encode(event).decode())


if __name__ == "__main__":
    for line in sys.stdin:
        where, seed, fatal = line.split()
        if (child := os.fork()) == 0:
            show(str(os.getpid()))
            run(Path(where), int(seed), int(fatal))
        os.waitpid(child, 0)
        show("gone")
