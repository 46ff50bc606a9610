"""Kills the real program in a terminal of its own, in the middle of a meeting, and goes on.

What is shown is on disk: the program waits for that, a tenth of a second at most. A machine that
is busy may need longer, so here it waits as long as it takes, and no instant is left out.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

from homeroom_tui.agenda.library import Entry
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.state import Playback
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.replay import Record, replay
from tests.stress.outcome import Case, Tally, must

PATIENCE = 30.0
"""Seconds for any answer, on a machine that is busy with other things."""

MOST_LIVES = 3
"""How often a meeting is killed and gone on with."""

KEYS = {
    "the next block": "\x1b[C",
    "back": "\x1b[D",
    "a minute more": "+",
    "a minute less": "-",
    "pause, or go on": " ",
    "undo": "u",
    "skip": "s",
    "a turn": "t",
    "the large digits": "z",
}
PANEL = "╭"
"""The corner of a question."""

UNDER_WAY = " · until "
"""What stands on the screen of a meeting, and on no other: then its start was acknowledged."""

PATIENT = """\
from homeroom_tui.cli import main
from homeroom_tui.storage import recorder
recorder.PATIENCE = 3600.0
main()
"""
"""The program, with all the patience in the world for its disk."""

ENDS = (signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def part() -> Iterator[Case]:
    """Needs a system that has terminals to give, as Unix does."""
    from benchmarks.programs import home, homeroom, python, started

    def case(number: int, dice: Random, tally: Tally) -> None:
        began = time.perf_counter()
        with home() as settings:
            noted: list[str] = []
            words, record = homeroom("run", str(dice.randint(1, 4)))[1:], None
            for _ in range(dice.randint(1, MOST_LIVES)):
                with started(python(PATIENT, *words), settings) as terminal:
                    _live(Life(terminal, dice, tally, noted), record)
                record = _kept(settings, noted, record)
        tally.timed("a meeting and its ends", time.perf_counter() - began)

    yield case


class Life:
    """One start of the program, until it is killed."""

    def __init__(self, terminal: object, dice: Random, tally: Tally, noted: list[str]) -> None:
        from benchmarks.terminal import Terminal

        assert isinstance(terminal, Terminal)
        self.terminal = terminal
        self.dice, self.tally, self.noted = dice, tally, noted

    def press(self, keys: str, what: str) -> None:
        """Type, and do not wait for what comes of it."""
        self.tally.log.append(what)
        self.tally.counts["steps"] += 1
        self.terminal.send(keys)

    def shows(self, *texts: str) -> None:
        """Wait until all of them stand on the screen."""
        self.until(lambda screen: all(text in screen for text in texts))

    def until(self, seen: Callable[[Any], bool]) -> None:
        """Wait until the screen is seen to be as wanted."""
        if not seen(self.terminal.screen):
            self.terminal.until(seen, PATIENCE)


def _live(life: Life, record: Record | None) -> None:
    """Begin or go on, press keys, write notes, and end in the middle of something."""
    dice = life.dice
    if record is None or not record.started:
        life.shows("Start")
        life.press(" ", "start")
    else:
        life.shows("Go on with")
        paused = record.state.playback is Playback.PAUSED
        life.press("g" if paused else dice.choice("cp"), "go on with it")
    life.shows(UNDER_WAY)
    for _ in range(dice.randint(0, 6)):
        what = dice.choice([*KEYS, "a note", "a note"])
        if what == "a note":
            _note(life)
        else:
            life.press(KEYS[what], what)
    _end(life, dice.choice(ENDS))


def _note(life: Life) -> None:
    """A note whose words have been seen on the screen must be there for ever."""
    text = f"said {len(life.noted)} {life.dice.randrange(10**6)}"
    life.terminal.quiet(0.2, PATIENCE)
    if any(PANEL in line for line in life.terminal.screen.lines):  # a key has asked something
        life.press("\x1b", "escape")
        life.until(lambda screen: PANEL not in screen)
    if UNDER_WAY not in life.terminal.screen:  # the start was undone, and a lobby shows no notes
        return
    life.press("n", "n")
    life.shows("Note on")
    life.press(text, f"type {text}")
    life.press("\x1b", "escape")
    life.until(lambda screen: text in screen and "Note on" not in screen)
    life.noted.append(text)


def _end(life: Life, number: signal.Signals) -> None:
    """Kill it some moment after the last key; with a signal that can be caught it says so."""
    with suppress(Exception):
        life.terminal.watch(life.dice.choice((0.0, 0.001, 0.01, 0.05, 0.2)))
    life.tally.log.append(number.name)
    life.tally.counts["kills"] += 1
    life.terminal.kill(number)
    if number is signal.SIGKILL:
        return
    from benchmarks.terminal import Ended

    end = time.perf_counter() + PATIENCE
    try:
        while time.perf_counter() < end:
            life.terminal.read(1.0)
        must(False, f"{number.name} does not end it")
    except Ended as ended:
        code = re.search(r"ended with (-?\d+)", str(ended))
        must(code and int(code[1]) == 128 + number, f"{number.name}: {str(ended)[:300]}")
    written = b"".join(chunk.data for chunk in life.terminal.chunks)
    must(b"\x1b[?1049l" in written, "the terminal is left on its other screen")
    must(b"Traceback" not in written, "it ended with a traceback")


def _kept(settings: dict[str, str], noted: list[str], before: Record | None) -> Record:
    """What is on disk after the end: one meeting, whole, with all that was seen of it.

    Nothing that was there `before` has gone or changed.
    """
    folder = Path(settings["XDG_STATE_HOME"]) / "homeroom" / "meetings"
    found = Archive(folder).meetings()
    must(not found.messages, f"it is told of {found.messages}")
    (path,) = folder.glob("*.jsonl")
    record = replay(path)
    if record.is_meeting:
        must([one.path for one in found.records] == [path], "it is not among the meetings")
    events, past = record.meeting.events, before.meeting.events if before else []
    must(events[: len(past)] == past, f"{past} became {events}")
    notes = [event.text for event in events if isinstance(event, ev.Note)]
    for text in noted:
        must(text in notes, f"{text!r} was on the screen, and is lost: {notes}")
    session = Entry(record.header.name, Path(), record.header.library)
    lobby = Archive(folder).prepared(session, time.time())
    must(record.under_way or lobby is not None, "it cannot be gone on with")
    left = [path.name for path in folder.iterdir() if path != record.path]
    must(not left, f"it left {left} behind")
    return record
