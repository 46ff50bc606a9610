"""Clocks, read in pairs: a steady one for arithmetic and the wall clock for people."""

from __future__ import annotations

import math
import sys
import time
from typing import NamedTuple, Protocol

GRID = 1024
"""Instants lie on a grid of 1/1024 s, so that sums and differences of floats are exact."""


def on_grid(seconds: float) -> float:
    """Return the latest instant of the grid that is not after `seconds`."""
    return math.floor(seconds * GRID) / GRID


class Moment(NamedTuple):
    """One reading of both clocks.

    `at` counts seconds steadily, sleep included, and is what arithmetic uses; `utc` is Unix time
    in seconds, for what people read and for the journal.
    """

    at: float
    utc: float

    def wall(self, at: float) -> float:
        """Return the Unix time of the instant `at`, as seen from this moment."""
        return self.utc + (at - self.at)


class Clock(Protocol):
    """A source of moments."""

    speed: float
    """Seconds that it counts in a real second: 1, except in a rehearsal."""

    def now(self) -> Moment: ...


def _steady() -> float:
    # A meeting goes on while the laptop sleeps, so the clock has to count sleep. Linux's
    # CLOCK_MONOTONIC stops in sleep and CLOCK_BOOTTIME does not; macOS's CLOCK_MONOTONIC goes on
    # (its CLOCK_UPTIME_RAW is the one that stops), as does Windows' time.monotonic.
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class SystemClock:
    """The clocks of the machine; `at` is zero when it is created."""

    speed = 1.0

    def __init__(self) -> None:
        self._origin = _steady()

    def now(self) -> Moment:
        return Moment(on_grid(_steady() - self._origin), time.time())


class ShiftedClock:
    """A clock whose instants are shifted by `by` seconds, for a meeting that is resumed."""

    def __init__(self, clock: Clock, by: float) -> None:
        self.speed = clock.speed
        self._clock = clock
        self._by = by

    def now(self) -> Moment:
        moment = self._clock.now()
        return Moment(moment.at + self._by, moment.utc)


class RehearsalClock:
    """Both clocks, running `speed` times as fast from the moment it is created."""

    def __init__(self, speed: float, clock: Clock | None = None) -> None:
        self.speed = speed
        self._clock = clock or SystemClock()
        self._origin = self._clock.now()

    def now(self) -> Moment:
        at, _ = self._clock.now()
        gone = (at - self._origin.at) * self.speed
        return Moment(on_grid(self._origin.at + gone), self._origin.utc + gone)
