"""Kills the real program in a terminal of its own, in the middle of a meeting, and goes on.

What is shown is on disk: the program waits for that, a tenth of a second at most. A machine that
is busy may need longer, so here it waits as long as it takes, and no instant is left out.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from homeroom_tui.agenda.library import Entry
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.state import Playback
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.replay import Recording, replay
from tests.stress.runner import COUNTS, Case
from tests.terminal import HOMEROOM, PYTHON, Terminal, private_home

MAX_LIVES = 3
"""The number of times a meeting is killed and gone on with."""

RIGHT, LEFT, ESCAPE = "\x1b[C", "\x1b[D", "\x1b"
KEYS = (RIGHT, LEFT, "+", "-", " ", "u", "s", "t", "z", "n", "n")
PANEL = "╭"
"""The corner of a question."""

UNDER_WAY = "← Back"
"""The words on the screen of a meeting, and on no other: then its start was acknowledged."""

PATIENT = """\
from homeroom_tui.cli import main
from homeroom_tui.storage import recorder
recorder.PATIENCE = 3600.0
main()
"""
ENDS = (signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def part() -> Iterator[Case]:
    """Needs a system that has terminals to give, as Unix does."""

    def case(number: int) -> None:
        COUNTS["cases"] += 1
        dice, noted, record = Random(number), list[str](), None
        command = (PYTHON, "-c", PATIENT, *HOMEROOM[3:], "run", str(dice.randint(1, 4)))
        with private_home() as settings:
            for _ in range(dice.randint(1, MAX_LIVES)):
                with Terminal(command, settings) as terminal:
                    _Life(terminal, dice, noted).live(record)
                record = _kept(Path(settings["XDG_STATE_HOME"]), noted, record)

    yield case


@dataclass
class _Life:
    """One start of the program, until it is killed; `noted` are the notes that were on a screen."""

    terminal: Terminal
    dice: Random
    noted: list[str]

    def live(self, record: Recording | None) -> None:
        """Begin or go on, press keys, write notes, and end in the middle of something."""
        if record is None or not record.started:
            self.terminal.shows("Start")
            self.terminal.send(" ")
        else:
            self.terminal.shows("Go on with")
            paused = record.state.playback is Playback.PAUSED
            self.terminal.send("g" if paused else self.dice.choice("cp"))
        self.terminal.shows(UNDER_WAY)
        for _ in range(self.dice.randint(0, 6)):
            COUNTS["steps"] += 1
            key = self.dice.choice(KEYS)
            if key == "n":
                self.note()
            else:
                self.terminal.send(key)
        self.end(self.dice.choice(ENDS))

    def note(self) -> None:
        """Write a note: once its words have been seen on the screen, it must be there for ever."""
        terminal, text = self.terminal, f"said {len(self.noted)} {self.dice.randrange(10**6)}"
        terminal.quiet(0.2)
        for _ in range(2):  # a key has asked something, perhaps in a panel above another
            if PANEL in terminal.screen:
                terminal.send(ESCAPE)
                terminal.quiet(0.2)
        if UNDER_WAY not in terminal.screen:  # the start was undone, and a lobby shows no notes
            return
        terminal.send("n")
        terminal.shows("Note on")
        terminal.send(text + ESCAPE)
        terminal.until(lambda screen: text in screen and "Note on" not in screen)
        self.noted.append(text)

    def end(self, number: signal.Signals) -> None:
        """Kill it some moment after the last key; after a signal that it can catch all is well."""
        self.terminal.watch(self.dice.choice((0.0, 0.001, 0.01, 0.05, 0.2)))
        COUNTS["kills"] += 1
        self.terminal.kill(number)
        code = self.terminal.ended()
        if number is not signal.SIGKILL:
            assert code == 128 + number, f"{number.name}: it ended with {code}"
            assert b"\x1b[?1049l" in self.terminal.written, "the terminal is not given back"
            assert b"Traceback" not in self.terminal.written


def _kept(state: Path, noted: list[str], before: Recording | None) -> Recording:
    """The disk after the end: one meeting, whole, with everything that was seen of it.

    Nothing that was there `before` has gone or changed.
    """
    archive = Archive(state / "homeroom" / "meetings")
    found = archive.meetings()
    assert not found.messages, found.messages
    (path,) = archive.folder.glob("*.jsonl")
    record = replay(path)
    assert [one.path for one in found.records] == ([path] if record.is_meeting else [])
    events, past = record.meeting.events, before.meeting.events if before else []
    assert events[: len(past)] == past, "what was there has changed"
    notes = [event.text for event in events if isinstance(event, ev.Note)]
    assert set(noted) <= set(notes), f"{noted} was on the screen, and there is {notes}"
    entry = Entry(record.header.name, Path(), record.header.library)
    assert record.under_way or archive.prepared(entry, time.time()), "it cannot be gone on with"
    left = [path.name for path in archive.folder.iterdir() if path != record.path]
    assert not left, f"it left {left} behind"
    return record
