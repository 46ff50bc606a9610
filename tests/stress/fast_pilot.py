"""Textual's pilot without its naps, and style sheets that are read once: for tests and walks."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

SHORTLY = 1 / 250
"""Seconds for which it is made to put things off."""

SOON = 1 / 100
"""Seconds within which Textual does by itself what it put off: a resize, an update, a tick."""


async def idle(_least: float = 0, _most: float = 0) -> None:
    """Wait until there is nothing to do but wait: for a time that is not near, a thread, a key."""
    loop = asyncio.get_running_loop()
    while True:
        timers = (timer.when() for timer in loop._scheduled if not timer.cancelled())
        soon = min(timers, default=math.inf) - loop.time()
        if soon > SOON and not loop._ready:
            return
        await asyncio.sleep(0 if loop._ready else soon)


_delay = App.delay_update
_parse = Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}


def _parse_once(sheet: Stylesheet, css: str, *arguments: object, **more: object) -> list[RuleSet]:
    key = (css, arguments, *more.items(), *sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, *arguments, **more)
    return _parsed[key]


def without_naps(put: Callable[[str, object], None]) -> None:
    """Have the pilot wait for the event loop to be idle; its own way sleeps, twice with each key.

    `put` puts another object in the place of the one of that name.
    """
    put("textual.screen.UPDATE_PERIOD", SHORTLY)
    put("textual.app.App.delay_update", lambda app, delay=SHORTLY: _delay(app, SHORTLY))
    for module in ("app", "pilot"):
        put(f"textual.{module}.wait_for_idle", idle)


def styles_read_once(put: Callable[[str, object], None]) -> None:
    """Have Apps share what they read from the same sheets: a third of what a test would take."""
    put("textual.css.stylesheet.Stylesheet._parse_rules", _parse_once)
