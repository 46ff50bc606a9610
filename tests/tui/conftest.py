"""Fixtures of the tests of screens: the app on a fake clock, and its screen as text."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from homeroom_tui.agenda.library import Library
from homeroom_tui.config import Config
from homeroom_tui.tui.app import HomeroomApp
from tests.tui.driving import QuickPilot, settled

GROUP = """\
name: The Owls
people: [Ana, Ben, Chidi, Dee]
"""

Run = Callable[..., AbstractAsyncContextManager[QuickPilot]]


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wall times are shown in UTC; Windows must be set to it, it has no TZ."""
    reset = getattr(time, "tzset", lambda: None)
    monkeypatch.setenv("TZ", "UTC")
    reset()
    yield
    monkeypatch.undo()
    reset()


@pytest.fixture
def run(library: Library, clock: object) -> Run:
    """Runs the App at a size, all its files read; the arguments of the App may be given."""

    @asynccontextmanager
    async def running(
        size: tuple[int, int] = (100, 30), settings: Config | None = None, **more: object
    ) -> AsyncIterator[QuickPilot]:
        arguments = {"library": library, "clock": clock, "settings": settings, **more}
        app = HomeroomApp(**arguments)  # type: ignore[arg-type]
        async with app.run_test(size=size, notifications=True):
            pilot = QuickPilot(app)
            await settled(pilot)
            yield pilot

    return running


@pytest.fixture
def grouped(library: Library) -> Library:
    """The small library, of a group of four."""
    (library.folders[0] / "group.yaml").write_text(GROUP, encoding="utf-8")
    return library
