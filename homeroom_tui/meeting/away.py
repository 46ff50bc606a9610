"""Notices that nobody was looking, or that the wall clock was set, and says each once."""

from __future__ import annotations

from msgspec import Struct

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment

GAP = 10.0
"""Seconds by which a tick must be late before it counts as time away: no machine is so slow."""

STEP = 3.0
"""Seconds by which the two clocks must part before the wall clock counts as set."""


class Gap(Struct, frozen=True):
    """A closed lid, or a suspended process: from the last tick before it to the first after."""

    since: float
    until: float

    def given_back(self) -> ev.Away:
        """The event that counts it as a pause."""
        return ev.Away(self.until, self.since, self.until)


class ClockStep(Struct, frozen=True):
    """The wall clock was set by so many seconds, onward or (negative) back."""

    seconds: float


class Watch:
    """Looks at the moment of each tick. On a fast clock, `speed` times as much counts as little."""

    def __init__(self, moment: Moment, speed: float = 1.0) -> None:
        self._speed = speed
        self._last = moment.at
        self._apart = moment.utc - moment.at

    def tick(self, moment: Moment, due: float | None = None) -> list[Gap | ClockStep]:
        """What is new at this tick, which was due at the instant `due` (None: right after the
        one before).
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
