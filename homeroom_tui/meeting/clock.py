"""Clocks, read in pairs: a steady one for arithmetic and the wall clock for people.

A watch on both notices a closed lid, and a wall clock that is set.
"""

from __future__ import annotations

import math
import sys
import time as system_time
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple, Protocol

from msgspec import Struct

GRID = 1024
"""Instants lie on a grid of 1/1024 s, so that sums and differences of floats are exact."""


HALF_A_DAY = 12 * 3600
"""Seconds after a start within which a time of day is one of the meeting."""


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


class WallClock(Struct, frozen=True):
    """The clocks on the wall: at the instant `at` it was the Unix time `utc`.

    `zone` is an IANA time zone or an offset such as `+02:00`.
    """

    at: float
    utc: float
    zone: str

    @classmethod
    def read(cls, moment: Moment, zone: str | None = None) -> WallClock:
        """Return what they show at a moment, in the machine's own zone if none is given.

        Its Unix time is in whole microseconds, as a journal keeps it.
        """
        utc = datetime.fromtimestamp(moment.utc, UTC).timestamp()
        return cls(moment.at, utc, zone or machine_time(utc).isoformat()[-len("+00:00") :])

    def next(self, time_of_day: time, since: float) -> float | None:
        """Return the first instant from `since` on at which it is that time of day.

        None if there is none within twelve hours.
        """
        return _next(self, time_of_day, since)


@lru_cache(maxsize=256)
def _next(wall: WallClock, time_of_day: time, since: float) -> float | None:
    zone = time_zone(wall.zone)
    begins = wall.utc + since - wall.at
    day = datetime.fromtimestamp(begins, zone).date()
    for day_then in (day, day + timedelta(days=1)):
        then = datetime.combine(day_then, time_of_day, zone).timestamp()
        if 0 <= then - begins <= HALF_A_DAY:
            return on_grid(wall.at + then - wall.utc)
    return None


def machine_time(utc: float) -> datetime:
    """Return a Unix time in the machine's own zone; in UTC if that is no zone, as a TZ of a day."""
    try:
        return datetime.fromtimestamp(utc).astimezone()
    except ValueError:
        return datetime.fromtimestamp(utc, UTC)


def time_zone(name: str) -> tzinfo:
    """Return the time zone of an IANA name or an offset such as `+02:00`; UTC if it is neither."""
    try:
        if name[:1] in ("+", "-"):
            hours, minutes = (int(part) for part in name[1:].split(":"))
            ahead = timedelta(hours=hours, minutes=minutes)
            return timezone(-ahead if name[0] == "-" else ahead)
        from zoneinfo import ZoneInfo  # most starts need none

        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return UTC


class Clock(Protocol):
    """A source of moments."""

    speed: float
    """Seconds that it counts in a real second: 1, except in a rehearsal."""

    def now(self) -> Moment: ...


def _steady() -> float:
    # A meeting goes on while the laptop sleeps, so the clock has to count sleep. Linux's
    # CLOCK_MONOTONIC stops in sleep and CLOCK_BOOTTIME does not; macOS's CLOCK_MONOTONIC goes on
    # (its CLOCK_UPTIME_RAW is the one that stops), as does Windows' system_time.monotonic.
    if sys.platform == "linux":
        return system_time.clock_gettime(system_time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return system_time.clock_gettime(system_time.CLOCK_MONOTONIC)
    return system_time.monotonic()


class SystemClock:
    """The clocks of the machine; `at` is zero when it is created."""

    speed = 1.0

    def __init__(self) -> None:
        self._origin = _steady()

    def now(self) -> Moment:
        return Moment(on_grid(_steady() - self._origin), system_time.time())


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


GAP = 10.0
"""Seconds by which a tick must be late before it counts as time away: no machine is so slow."""

STEP = 3.0
"""Seconds by which the two clocks must part before the wall clock counts as set."""


class Gap(Struct, frozen=True):
    """A closed lid, or a suspended process: from the last tick before it to the first after."""

    since: float
    until: float


class ClockStep(Struct, frozen=True):
    """The wall clock was set by so many seconds, onward or (negative) back."""

    seconds: float


class ClockWatch:
    """Notices at a tick that nobody was there, or that the wall clock was set.

    On a fast clock, `speed` times as much counts as little.
    """

    def __init__(self, moment: Moment, speed: float = 1.0) -> None:
        self._speed = speed
        self._last = moment.at
        self._apart = moment.utc - moment.at

    def tick(self, moment: Moment, due: float | None = None) -> list[Gap | ClockStep]:
        """Return what is new at this tick, which was due at the instant `due`.

        None: it was due right after the one before.
        """
        found: list[Gap | ClockStep] = []
        last, self._last = self._last, moment.at
        if moment.at - max(last, last if due is None else due) > GAP * self._speed:
            found.append(Gap(last, moment.at))
        step = moment.utc - moment.at - self._apart
        if abs(step) > STEP * self._speed:
            self._apart += step
            found.append(ClockStep(step))
        return found
