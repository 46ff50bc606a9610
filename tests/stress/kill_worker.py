"""Meetings in processes of their own, to be killed. For each line it is sent, it forks one.

A line is `FOLDER SEED CALL`. The meeting, or the one that was left in that folder, makes events
for ever, shows each on the pipe when the disk has it, and (CALL > 0) kills itself in the middle of
the CALLth call to the system.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Clock, ShiftedClock, SystemClock
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.undo import Meeting
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.journal import Journal
from homeroom_tui.storage.journal_format import head
from homeroom_tui.storage.replay import EmptyJournal, replay

SESSION = Session(
    "Week", duration=3600, blocks=tuple(Block(t, TimeRange(60, 900)) for t in "abcdefgh")
)


def show(text: str) -> None:
    os.write(1, text.encode() + b"\n")


def press(meeting: Meeting, now: float, dice: random.Random, number: int) -> ev.Event:
    """Something that happens at `now`. Raises CommandRejected."""
    block = str(dice.randint(1, 8))
    match dice.choice("snbgapukfrnnN"):
        case "s":
            return meeting.do(ev.Start(now))
        case "n":
            return meeting.do(ev.Next(now))
        case "b":
            return meeting.do(ev.Back(now))
        case "g":
            return meeting.do(ev.GoTo(now, block))
        case "a":
            return meeting.do(ev.AddTime(now, 60))
        case "p":
            return meeting.do(ev.Pause(now))
        case "r":
            return meeting.do(ev.Resume(now))
        case "u":
            return meeting.undo(now)
        case "k":
            return meeting.redo(now)
        case "f":
            return meeting.do(ev.Fit(now))
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

    for name in ("open", "write", "fsync", "utime", "fstat", "replace", "ftruncate"):
        deadly(name)


def begun(folder: Path, clock: Clock, dice: random.Random) -> tuple[Journal, Meeting, Clock]:
    """The meeting that was left in the folder, gone on with; else a new one."""
    for path in folder.glob("*.jsonl"):
        with suppress(EmptyJournal):
            record, utc = replay(path), clock.now().utc
            counting = dice.random() < 0.5
            journal, record = Archive(folder).resume(record, utc, show, counting=counting)
            shift = record.instant(utc) - clock.now().at
            return journal, record.meeting, ShiftedClock(clock, shift)
    journal = Journal.begin(folder, head(clock.now(), "week", SESSION), show)
    return journal, Meeting(SESSION), clock


def run(folder: str, seed: int, fatal: int) -> None:
    dice = random.Random(seed)
    if fatal:
        die_in_call(fatal)
    journal, meeting, clock = begun(Path(folder), SystemClock(), dice)
    for number in count():
        moment = clock.now()
        journal.seen(moment)
        try:
            event = press(meeting, moment.at, dice, number)
        except CommandRejected:
            continue
        if journal.append(event, moment).result():
            show(msgspec.json.encode(event).decode())


if __name__ == "__main__":
    for line in sys.stdin:
        where, seed, fatal = line.split()
        if (child := os.fork()) == 0:
            show(str(os.getpid()))
            run(where, int(seed), int(fatal))
        os.waitpid(child, 0)
        show("gone")
