"""Plain mode on a script: lines and waits instead of a keyboard, a clock that they move."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from homeroom_tui.agenda.durations import parse
from homeroom_tui.agenda.model import Session
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.plain.conversation import Conversation
from homeroom_tui.plain.loop import Ended, converse
from homeroom_tui.storage.norms import NormsFile
from homeroom_tui.wording import TimeOfDay


@dataclass
class HandClock:
    """A clock that is moved by hand, for tests that make many; it begins on 25 November 2026."""

    at: float = 0.0
    speed: float = 1.0

    def now(self) -> Moment:
        return Moment(self.at, 1_795_615_200.0 + self.at)

    def move(self, seconds: float) -> None:
        self.at += seconds


WAIT = re.compile(r"\.\.\. (.+)")


@dataclass
class Script:
    """Lines to type; `... 5 min` lets time pass. Each line that is typed is `echo`ed."""

    text: str
    clock: HandClock
    echo: list[str] = field(default_factory=list)
    _left: float = 0.0

    def __post_init__(self) -> None:
        self._lines: Iterator[str] = iter(self.text.splitlines())

    def wait(self, seconds: float | None) -> str | None:
        while self._left <= 0:
            line = next(self._lines, None)
            if line is None:
                raise Ended
            found = WAIT.fullmatch(line)
            if found is None:
                self.echo.append(f"> {line}")
                return f"{line}\n"
            self._left = float(parse(found[1]).min)
        assert seconds is not None, "nothing would ever be said again"
        step = min(self._left, seconds)
        self.clock.move(step)
        self._left -= step
        return None


def transcript(running: Controller, clock: HandClock, text: str) -> str:
    """Return the lines that were typed and the lines that were printed."""
    said: list[str] = []
    converse(Conversation(running, said.append), Script(text, clock, said))
    return "".join(f"{line}\n" for line in said)


def running_of(session: Session, clock: HandClock, **more: object) -> Controller:
    return Controller(session, clock, TimeOfDay(24, UTC), **more)  # type: ignore[arg-type]


def norms_of(text: str) -> NormsFile:
    """The group's norms, in a file that nobody has written."""
    norms = NormsFile(Path("nowhere/norms.md"), print)
    norms.text = text
    return norms
