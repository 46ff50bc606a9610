"""Read times of day: `15:00`, `3 PM`, `14h30`, `9:00 – 9:15`, and a hard end as the next instant.

`time_of_day` and `until` read what a person types, whole; `find_clock` what a page says, in place.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo

from msgspec import Struct

from homeroom_tui.agenda.durations import DurationError, parse

MAX_AHEAD = timedelta(hours=12)
"""A hard end may lie this far ahead."""

HALF_DAY = 12 * 60
"""Minutes."""

EXAMPLES = "15:00 or 3:00 PM"

_TIME = (
    r"(?P<hour{n}>[01]?[0-9]|2[0-4]|(?:noon|midday|midi)\b)"
    r"(?:(?P<mark{n}>[:.]|[hu]|時|"
    r" h(?: (?=[0-5][0-9])|{alone}))(?P<minute{n}>[0-5][0-9])?分?(?::[0-5][0-9])?)?"
    r"(?![0-9]|:[0-9]|%) ?(?P<half{n}>[ap]\.?m\b\.?|(?:noon|midday)\b)? ?"
    r"(?P<uhr{n}>Uhr\b|uur\b|(?<=[.:][0-9]{{2}} )u\b\.?|"
    r"heures?\b|(?<=[0-9]{{2}} )hrs\b|(?<=[0-9]{{2}}:[0-9]{{2}} )h\b)?"
)
LEADS = "um |at |from |von |de |à |a las |ab "
"""Words before a time of day, as a regular expression."""

# re compiles these when they are first used: no start-up has to wait for them.
_CLOCK = (
    rf"(?i)(?:~|{LEADS})?"
    + _TIME.format(n=1, alone="(?= (?:à|-))")
    + r"(?: {0,2}(?:->?|→|~|to|bis|tot|à|a|until|till|–|から) {0,2}(?:ca\.? |about )?"
    + _TIME.format(n=2, alone=r"(?![^\W\d])")
    + ")?"
)
_TYPED = (
    r"(?ia)(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?::00)?)? ?"
    r"(?P<half>[ap]\.?(?:m\.?)?)?(?: ?uhr)?"
)
_FROM_NOW = r"(?i)(?:in\s|\+)\s*"
_EARLIEST = 7 * 60
_AN_HOUR = r"[1-9]|1[0-2]"
_HOURS_FIRST = r"(?i)[0-5]?h"


class UntilError(ValueError):
    """The text is no time of day, or none that can be a hard end; its text says which."""


class Clock(Struct, frozen=True):
    """From when to when, in minutes since midnight; `until` is None where only a start stands.

    `start` and `end` are the characters that say so. `half` is True where the text leaves open
    which half of the day is meant, `weak` where it may be another number: `9.30`.
    """

    start: int
    end: int
    begins: int
    until: int | None
    half: bool
    weak: bool = False


def time_of_day(text: str) -> time:
    """Read `15:00`, `15.00`, `3 PM`, `3:00 p.m.`, `24:00`. Raises UntilError."""
    found = re.fullmatch(_TYPED, " ".join(text[:40].split()))
    if found is None or not (found["minute"] or found["half"]):
        raise UntilError(f"That isn't a time of day. Write for example {EXAMPLES}.")
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half:
        if not 1 <= hour <= 12:
            raise UntilError("With AM or PM the hour is 1 to 12. Write for example 3:00 PM.")
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59:
        raise UntilError(f"There is no such time of day. Write for example {EXAMPLES}.")
    return time(hour, minute)


def until(text: str, now: float, zone: tzinfo | None = None) -> float:
    """Return the Unix time of the next `text` after `now` (Unix time) in `zone`.

    A `zone` of None is the machine's. A length of time such as `45 min` or `45` counts from now.
    Raises UntilError unless the instant lies within the next twelve hours. Right across midnight
    and changes of daylight saving: a time that the clocks jump over counts as the instant after.
    """
    seconds = _from_now(text)
    if seconds is not None:
        if seconds > MAX_AHEAD.total_seconds():
            raise UntilError("That is more than twelve hours away.")
        return now + seconds
    wanted = time_of_day(text)
    today = datetime.fromtimestamp(now, zone).date()
    first = _instant(datetime.combine(today, wanted), now, zone)
    instant = first
    if instant <= now:
        instant = _instant(datetime.combine(today + timedelta(days=1), wanted), now, zone)
    if instant - now > MAX_AHEAD.total_seconds():
        raise UntilError(_too_far(text, wanted, first, now, zone))
    return instant


def _too_far(text: str, wanted: time, first: float, now: float, zone: tzinfo | None) -> str:
    """Return why a time is none for a hard end, with the other half of the day if that would do."""
    shown = " ".join(text.split())
    passed = first <= now and wanted != time(0)  # midnight is the end of the day
    why = f"{shown} has passed." if passed else f"{shown} is more than twelve hours away."
    if 1 <= wanted.hour <= 12 and not re.search("[apAP]", text):
        other = wanted.replace(hour=(wanted.hour + 12) % 24)
        day = datetime.fromtimestamp(now, zone).date()
        for ahead in range(2):
            instant = _instant(datetime.combine(day + timedelta(ahead), other), now, zone)
            if 0 < instant - now <= MAX_AHEAD.total_seconds():
                half = "PM" if other.hour >= 12 else "AM"
                typed = f"{other.hour % 12 or 12}:{other.minute:02} {half}"
                return f"{why} Did you mean {typed}? Write {other:%H:%M} or {typed}."
    return why


def _from_now(text: str) -> int | None:
    """Return the seconds of a length of time; None for a time of day, which goes first."""
    words = " ".join(text.split())
    prefix = re.match(_FROM_NOW, words)
    if prefix is None:
        if re.fullmatch(_AN_HOUR, words):
            raise UntilError(
                f"That can be {words} o'clock or {words} minutes."
                f" Write {words}:00 PM, or {words} min."
            )
        if (
            re.fullmatch(_TYPED, words)
            and not words.isdigit()
            and not re.match(_HOURS_FIRST, words)
        ):
            return None
    try:
        length = parse(words[prefix.end() if prefix else 0 :])
    except DurationError:
        return None
    return length.max if length.fixed else None


def _instant(local: datetime, now: float, zone: tzinfo | None) -> float:
    """Return the Unix time of a local time; of two when the clocks go back, the first to come."""
    both = [local.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1)]
    return next((instant for instant in sorted(both) if instant > now), both[0])


def find_clock(text: str, at: int) -> Clock | None:
    """Return the clock time that begins at a place of a text with plain signs; None if none does.

    A number alone is none, nor is `9-10`: something must make them clock times. `5.10` is `weak`.
    """
    found = re.compile(_CLOCK).match(text, at)
    if found is None:
        return None
    pair = found["hour2"] is not None
    first, second = _shape(found, 1), _shape(found, 2) if pair else ""
    if pair and not (first or second):
        return None
    if pair and "h" in (first, second) and _minutes(found, 1, None) < _EARLIEST:
        return None  # `2h-3h` is a length
    if not pair and (not first or (first == "h" and int(found["hour1"]) < 6)):
        return None
    begins = _minutes(found, 1, found["half1"] or (found["half2"] if pair else None))
    until = _minutes(found, 2, found["half2"]) if pair else None
    if until is not None and begins > until and found["half2"] and not found["half1"]:
        begins = _minutes(found, 1, None)
    half = not (found["half1"] or found["half2"])
    if until is not None and until < begins:
        until += HALF_DAY if half and until + HALF_DAY > begins else 2 * HALF_DAY
    dots = {first, second} <= {"", "."}
    weak = dots and first != second
    return Clock(at, at + len(found[0].rstrip()), begins, until, half, weak)


def _shape(found: re.Match[str], n: int) -> str:
    """Return what makes a number a clock time; empty for a bare one."""
    if found[f"half{n}"] or not found[f"hour{n}"].isdigit():
        return "half"
    if found[f"uhr{n}"]:
        return "uhr"
    if (found[f"mark{n}"] or " ").strip() in ("h", "H", "u", "U", "時"):
        return "h"
    return found[f"mark{n}"] or "" if found[f"minute{n}"] else ""


def _minutes(found: re.Match[str], n: int, half: str | None) -> int:
    if not found[f"hour{n}"].isdigit():
        return 12 * 60
    hour, minute = int(found[f"hour{n}"]), int(found[f"minute{n}"] or 0)
    if half and hour <= 12:
        hour = hour % 12 + (0 if half[0] in "aA" else 12)
    return hour * 60 + minute


def seconds_between(earlier: Clock, later: Clock) -> int | None:
    """Return the seconds from the beginning of one line to the next; None if it makes no sense."""
    minutes = later.begins - earlier.begins
    if earlier.half or later.half:
        minutes += HALF_DAY if minutes <= 0 else -HALF_DAY if minutes > HALF_DAY else 0
    return minutes * 60 if 0 < minutes <= 8 * 60 else None
