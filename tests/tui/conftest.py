"""What the tests of screens share: the App on a fake clock, and what it shows as text."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from driving import settled
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from homeroom_tui.agenda.library import Library
from homeroom_tui.tui.app import HomeroomApp, Settings

Run = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wall times are shown in UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


SOON = 1 / 100
"""Seconds within which Textual does by itself what it put off: a resize, an update, a tick."""


async def _idle(_least: float = 0, _most: float = 0) -> None:
    """Wait until there is nothing to do but wait: for a time that is not near, a thread, a key."""
    loop = asyncio.get_running_loop()
    while True:
        timers = (timer.when() for timer in loop._scheduled if not timer.cancelled())
        soon = min(timers, default=math.inf) - loop.time()
        if soon > SOON and not loop._ready:
            return
        await asyncio.sleep(0 if loop._ready else soon)


@pytest.fixture(autouse=True)
def no_naps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot waits for the event loop to be idle. Its own way sleeps, twice with each key."""
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 1 / 250)
    for module in ("app", "pilot"):
        monkeypatch.setattr(f"textual.{module}.wait_for_idle", _idle)


@pytest.fixture(autouse=True)
def styles_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apps share what they read from the same style sheets: a third of what a test would take."""
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parse_once)


_parse = Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}


def _parse_once(sheet: Stylesheet, css: str, *arguments: object, **more: object) -> list[RuleSet]:
    key = (css, arguments, *more.items(), *sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, *arguments, **more)
    return _parsed[key]


@pytest.fixture
def run(library: Library, clock: object) -> Run:
    """Runs the App at a size, all its files read; the arguments of the App may be given."""

    @asynccontextmanager
    async def running(
        size: tuple[int, int] = (100, 30), settings: Settings | None = None, **more: object
    ) -> AsyncIterator[Pilot[None]]:
        arguments = {"library": library, "clock": clock, "settings": settings, **more}
        app = HomeroomApp(**arguments)  # type: ignore[arg-type]
        async with app.run_test(size=size, notifications=True) as pilot:
            await settled(pilot)
            yield pilot

    return running
