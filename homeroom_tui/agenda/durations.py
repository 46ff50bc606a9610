"""Read durations as people write them, and write them in one canonical form.

`parse` is the one reader: of session files, settings, prompts on the screens and, through
`durations_in_words`, of published pages.
"""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from homeroom_tui.agenda.model import DAY, MINUTE, REST, TimeRange

EXAMPLES = "`15 min`, `15-20 min`, `1 h 15` or `rest`"

UNITS = {
    "hour": ("h", "hr", "hrs", "hour", "hours"),
    "minute": ("m", "min", "mins", "minute", "minutes"),
    "second": ("s", "sec", "secs", "second", "seconds"),
}
"""The names of units in every duration."""

_SIZES = {
    name: size for unit, size in zip(UNITS, (3600, 60, 1), strict=True) for name in UNITS[unit]
}
_NEXT_SMALLER = {3600: 60, 60: 1}
_LONGEST_TEXT = 60

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_HYPHENATED = re.compile(r"([0-9]) ?-(?=[a-z])")  # "5-min"
_TO = re.compile(r"(?<![a-z])to(?![a-z])")
_PART = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,6})?) ?(?:([a-z]+)\.?)? ?(?:,|and)? ?")
_REST = r"(?i)(?:(?:the|any|all) )?(?:rest|remain(?:ing|der)|(?:un)?till? the end)\b.*"
_CLOCK = re.compile(r"([0-9]{1,4}):([0-9]{2})(?::([0-9]{2}))?")


class DurationError(ValueError):
    """A duration that can't be read; its text says why, in the author's words, in one sentence."""


@lru_cache(maxsize=1024)
def parse(text: str, *, allow_zero: bool = False) -> TimeRange:
    """The range that `text` means, in whole seconds.

    A bare number is minutes; of `15:00` the parts are minutes and seconds, of `1:30:00` hours
    first. A range may leave out the unit on one side: `15-20 min`. Raises `DurationError` for
    what can't be read, is negative, longer than a day, upside down, or zero (unless `allow_zero`).
    """
    shown = _shown(text)
    if len(text) > _LONGEST_TEXT:
        raise DurationError(f"{shown} is too long for a duration")
    words = " ".join(text.lower().translate(DASHES).split())
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1].strip()
    if not words:
        raise DurationError("there is no duration in it")
    if words == "rest":
        return REST
    if words.startswith("-"):
        raise DurationError(f"{shown} is negative")
    words = _TO.sub("-", _HYPHENATED.sub(r"\1 ", words))
    sides = [side.strip() for side in words.split("-")]
    if len(sides) > 2 or not all(sides):
        raise DurationError(f"{shown} is not a duration")
    least, most = _seconds(sides, shown)
    if most > DAY:
        raise DurationError(f"{shown} is longer than a day")
    if least > most:
        raise DurationError(f"the first number of {shown} is more than the second")
    if most == 0 and not allow_zero:
        raise DurationError(f"{shown} is no time at all")
    return TimeRange(least, most)


def suggest(text: str) -> str | None:
    """Return the canonical text of what `parse` refuses, but people understand; None otherwise.

    So `about 15 min`, `half an hour`, `3 x 5 min`, `15 Minuten`, `15'` and `PT15M` have one to
    be pasted instead.
    """
    if len(text) > _LONGEST_TEXT:
        return None
    if re.fullmatch(_REST, text):
        return write(REST)
    bare = re.sub(r"\s*\([^()]*\)$|\+$", "", text)
    with suppress(DurationError):
        return write(parse(bare))
    from homeroom_tui.agenda.durations_in_words import reading_of  # its word list takes 20 ms

    found = reading_of(bare)
    return None if found is None else write(found)


def write(duration: TimeRange) -> str:
    """The canonical text of a range: `rest`, `15 min`, `15-20 min`, `1 min 30 s - 2 min`."""
    if duration.max is None:
        return "rest"
    if duration.fixed:
        return write_seconds(duration.max)
    if duration.min % MINUTE == 0 and duration.max % MINUTE == 0:
        return f"{duration.min // MINUTE}-{duration.max // MINUTE} min"
    return f"{write_seconds(duration.min)} - {write_seconds(duration.max)}"


def write_seconds(seconds: int) -> str:
    """The canonical text of one length in whole seconds, 0 or more: `90 min`, `1 min 30 s`."""
    minutes, rest = divmod(seconds, MINUTE)
    parts = [f"{minutes} min"] if minutes else []
    if rest or not minutes:
        parts.append(f"{rest} s")
    return " ".join(parts)


class _Side(Struct, frozen=True):
    """One side of a range: seconds, or a number whose unit the other side tells.

    `unit` is the seconds in its unit, when it has just one.
    """

    value: Fraction
    bare: bool = False
    unit: int | None = None


def _seconds(sides: list[str], shown: str) -> tuple[int, int]:
    left, right = _side(sides[0], shown), _side(sides[-1], shown)
    unit: int | None = MINUTE
    if left.bare != right.bare:
        unit = left.unit or right.unit
        if unit is None:
            raise DurationError(f"of {shown} only one side says whether it is hours or minutes")
    least, most = (side.value * (unit or 1) if side.bare else side.value for side in (left, right))
    return _whole(least, shown), _whole(most, shown)


def _side(side: str, shown: str) -> _Side:
    clock = _CLOCK.fullmatch(side)
    return _units(side, shown) if clock is None else _clock(clock, shown)


def _clock(found: re.Match[str], shown: str) -> _Side:
    total = 0
    for number, part in enumerate(part for part in found.groups() if part is not None):
        if number and int(part) > 59:
            raise DurationError(f"{shown} has a part after a colon that is more than 59")
        total = total * 60 + int(part)
    return _Side(Fraction(total))


def _units(side: str, shown: str) -> _Side:
    """Numbers with units, the larger first; the last may leave out the next smaller one."""
    wrong = DurationError(f"{shown} is not a duration")
    total, at = Fraction(0), 0
    unit: int | None = None
    only = True
    while at < len(side):
        part = _PART.match(side, at)
        if part is None:
            raise wrong
        at = part.end()
        number, name = Fraction(part[1].replace(",", ".")), part[2]
        size: int | None
        if name is None:
            if at < len(side) or (unit is not None and number > 59):
                raise wrong
            if unit is None:
                return _Side(number, bare=True)
            size = _NEXT_SMALLER.get(unit)
        else:
            size = _SIZES.get(name)
        if size is None or (unit is not None and size >= unit):
            raise wrong
        only = unit is None
        total, unit = total + number * size, size
    return _Side(total, unit=unit if only else None)


def _whole(seconds: Fraction, shown: str) -> int:
    if seconds.denominator != 1:
        raise DurationError(f"{shown} is not a whole number of seconds")
    return int(seconds)


def _shown(text: str) -> str:
    text = " ".join(text.split())
    mark = "`" if "'" in text else "'"
    return f"{mark}{text if len(text) <= 30 else text[:29] + '…'}{mark}"
