"""A meeting to test with: its lobby is open, and its clock is moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Session
from homeroom_tui.config import Config
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.tui.app import FirstMeeting
from homeroom_tui.tui.screens.lobby import LobbyScreen
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.screens.meeting_base import MeetingBase
from homeroom_tui.wording import TimeOfDay
from tests.tui.driving import QuickPilot, settled, shown

if TYPE_CHECKING:
    from tests.conftest import FakeClock
    from tests.tui.conftest import Run

MINUTE = 60
TWELVE = Config(hours=12)


@dataclass
class Sitting:
    """One meeting on the screen."""

    pilot: QuickPilot
    clock: FakeClock

    @property
    def screen(self) -> MeetingBase:
        """The meeting's own screen, whatever question may stand above it."""
        return next(s for s in reversed(self.pilot.app.screen_stack) if isinstance(s, MeetingBase))

    @property
    def running(self) -> Controller:
        return self.screen.controller

    @property
    def text(self) -> str:
        return shown(self.pilot)

    async def open(self, session: Session) -> None:
        """Open the lobby of any session."""
        controller = Controller(session, self.clock, TimeOfDay(12), base_url="https://example.org")
        self.pilot.app.push_screen(LobbyScreen(controller))
        await settled(self.pilot)

    async def later(self, seconds: float) -> None:
        """Some seconds pass, seen by somebody, and the screen shows what is true then."""
        if isinstance(self.screen, MeetingScreen):
            now = self.clock.now()
            for second in range(int(seconds)):
                self.screen.controller.watch.tick(Moment(now.at + second, now.utc + second))
        await self.away(seconds)

    async def away(self, seconds: float) -> None:
        """Some seconds pass with the lid closed, and the screen shows what is true then."""
        self.clock.move(seconds)
        self.screen.tick()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)


@asynccontextmanager
async def in_lobby(
    run: Run,
    library: Library,
    clock: FakeClock,
    size: tuple[int, int] = (100, 30),
    week: str = "1",
    **more: object,
) -> AsyncIterator[Sitting]:
    """The lobby of a week of the library."""
    async with run(size, TWELVE, week=library.find(week), **more) as pilot:
        yield Sitting(pilot, clock)


@asynccontextmanager
async def in_meeting(
    run: Run, library: Library, clock: FakeClock, *where: Any, **more: Any
) -> AsyncIterator[Sitting]:
    """A week of the library that has just started, without its lobby."""
    started = {"first": FirstMeeting(Controller.start), **more}
    async with in_lobby(run, library, clock, *where, **started) as meeting:
        yield meeting


@asynccontextmanager
async def of_session(
    run: Run, clock: FakeClock, session: Session, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[Sitting]:
    """The lobby of any session."""
    async with run(size, TWELVE) as pilot:
        meeting = Sitting(pilot, clock)
        await meeting.open(session)
        yield meeting
