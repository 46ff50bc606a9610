"""Drive the App in a test, and read what it shows."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from typing import Any

from textual import events
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.pilot import Pilot

from homeroom_tui.tui.app import HomeroomApp
from homeroom_tui.tui.widgets.carried import OpenItems

CALM = 2
"""Rounds in a row in which nobody had a message: then nothing more follows by itself."""

MAX_ROUNDS = 2_000
"""An App that still has messages after so many rounds goes round in circles."""

RESIZE_DELAY = 1 / 100
"""Seconds: Textual passes on a new size after 1/120 s."""


PARSED: dict[tuple[object, ...], list[RuleSet]] = {}
"""The rules of all style sheets so far, so that each is parsed once and not by each App."""


def _parse_once(sheet: Stylesheet, *source: Any, **more: Any) -> list[RuleSet]:
    key = (frozenset(sheet._variables.items()), source, *more.items())
    if key not in PARSED:
        PARSED[key] = _parse(sheet, *source, **more)
    return PARSED[key]


_parse = Stylesheet._parse_rules
Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign, assignment]


class QuickPilot(Pilot[None]):
    """Textual's pilot, which waits for empty message queues instead of sleeping twice a key."""

    @property
    def app(self) -> HomeroomApp:
        app = super().app
        assert isinstance(app, HomeroomApp)
        return app

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.app.post_message(key_event(key))
            await self.pause()

    async def pause(self, delay: float | None = None) -> None:
        if delay is not None:
            await super().pause(delay)
            return
        calm = 0
        for _ in range(MAX_ROUNDS):
            await super().pause(0)
            pumps = (self.app, *self.app.screen.walk_children(with_self=True))
            calm = 0 if any(pump.message_queue_size for pump in pumps) else calm + 1
            if calm == CALM:
                await self._drawn()
                past = [one for one in self.app.workers if isinstance(one.node, OpenItems)]
                if not past:
                    return
                await self.app.workers.wait_for_complete(past)  # what earlier meetings left open
                calm = 0
        raise AssertionError("The App never rests.")

    async def _drawn(self) -> None:
        """Wait for the layout, which Textual makes by a timer; an App that ends makes none."""
        drawn = asyncio.Event()
        if not self.app._exit and self.app.screen.call_after_refresh(drawn.set):
            await asyncio.wait_for(drawn.wait(), 2)

    async def resize_terminal(self, width: int, height: int) -> None:
        await super().resize_terminal(width, height)
        await self.pause(RESIZE_DELAY)
        await self.pause()


def key_event(key: str) -> events.Key:
    """The event of a key, given by its name or by the character that it types."""
    if len(key) == 1 and not key.isalnum():
        name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
        return events.Key(KEY_NAME_REPLACEMENTS.get(name, name), key)
    return events.Key(key, key_to_character(key))


async def settled(pilot: Pilot[None]) -> None:
    """Waits for what runs in threads, and for what follows from it."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def until(pilot: Pilot[None], happened: Callable[[], bool]) -> None:
    """Wait for what comes from another thread: ten seconds at most."""
    for _ in range(1_000):
        if happened():
            return
        await pilot.pause(1 / 100)
    raise AssertionError(f"it did not happen in time:\n{shown(pilot)}")


def shown(pilot: Pilot[None]) -> str:
    """The screen as text: its lines, without the spaces at their ends."""
    strips = pilot.app.screen._compositor.render_strips()
    return "".join(f"{strip.text.rstrip()}\n" for strip in strips)
