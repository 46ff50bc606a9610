"""Drive the App in a test, and read what it shows."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from textual import events
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.keys import KEY_NAME_REPLACEMENTS, key_to_character
from textual.pilot import Pilot
from textual.screen import Screen

from homeroom_tui.tui.app import HomeroomApp
from homeroom_tui.tui.widgets.carried import OpenItems

MAX_ROUNDS = 2_000
"""An App that still has messages after so many rounds goes round in circles."""

MAX_STEPS = 50
"""Turns of the event loop: a widget that still has messages then waits for something itself."""

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
        """Press one key after the other has had its effect; text is typed without a pause."""
        for key, following in zip_longest(keys, keys[1:], fillvalue=""):
            self.app.post_message(key_event(key))
            if not (self._types(key) and self._types(following)):
                await self.pause()

    def _types(self, key: str) -> bool:
        """Return whether a key is text for the field that has the focus."""
        field = self.app.focused
        return len(key) == 1 and field is not None and field.check_consume_key(key, key)

    async def pause(self, delay: float | None = None) -> None:
        if delay is not None:
            await super().pause(delay)
            return
        for _ in range(MAX_ROUNDS):
            for _ in range(MAX_STEPS):
                await asyncio.sleep(0)
                if not self._messages():
                    break
            if await self._drawn():
                continue
            await self._wait_for_screen()  # asks all widgets, which takes as long as many keys
            if self._messages() or await self._drawn():
                continue
            past = [one for one in self.app.workers if isinstance(one.node, OpenItems)]
            if not past:
                return
            await self.app.workers.wait_for_complete(past)  # what earlier meetings left open
        raise AssertionError("The App never rests.")

    @property
    def _seen(self) -> list[Screen[Any]]:
        """The screen, and below it those that it does not cover."""
        return [*self.app._background_screens, self.app.screen]

    def _messages(self) -> bool:
        nodes = (node for screen in self._seen for node in screen.walk_children(with_self=True))
        return any(pump.message_queue_size for pump in (self.app, *nodes))

    async def _drawn(self) -> bool:
        """Draw what is due now, not with the next frame, and say whether anything was."""
        due = [] if self.app._exit else [s for s in self._seen if s._update_timer._active.is_set()]
        for screen in due:
            drawn = asyncio.Event()
            if screen.call_later(screen._on_timer_update) and screen.call_later(drawn.set):
                await asyncio.wait_for(drawn.wait(), 2)
        return bool(due)

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
