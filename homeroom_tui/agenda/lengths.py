"""Numbers, lengths of time and dates as people read them: `15:00`, `15 min`, `15–20 min`."""

from __future__ import annotations

from datetime import date

from homeroom_tui.agenda.model import MINUTE, WEEKDAYS, TimeRange

HOUR = 60 * MINUTE

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def date_text(day: date) -> str:
    """`Wednesday 25 November`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def count(number: int, thing: str) -> str:
    """`1 block`, `3 blocks`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def span(seconds: float) -> str:
    """`15:00`, `1:02:03`; negative lengths with a minus sign."""
    sign, whole = ("−", -int(seconds)) if seconds < 0 else ("", int(seconds))
    minutes, rest = divmod(whole, MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{sign}{hours}:{minutes:02}:{rest:02}" if hours else f"{sign}{minutes}:{rest:02}"


def length(seconds: float) -> str:
    """`15 min`, `90 min`, `2 h 30 min`; where it is no whole minute `45 s`, `1:30 min`."""
    seconds = int(seconds)
    hours, rest = divmod(seconds, HOUR)
    minutes, odd = divmod(rest, MINUTE)
    if odd:
        return f"{seconds} s" if seconds < MINUTE else f"{span(seconds)} {'h' if hours else 'min'}"
    if hours and seconds > 90 * MINUTE:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{seconds // MINUTE} min"


def range_of(duration: TimeRange) -> str:
    """`15 min`, `15–20 min`, `12½–17 min`, `the rest`."""
    if duration.max is None:
        return "the rest"
    if duration.fixed:
        return length(duration.min)
    low, high = _side(duration.min), _side(duration.max)
    unit = " min"
    if low.endswith(unit) and high.endswith(unit) and " h" not in low + high:
        low = low.removesuffix(unit)
    return f"{low}–{high}"


def _side(seconds: int) -> str:
    """One side of a range: `12:30–17:00 min` would read like times of day."""
    whole, odd = divmod(seconds, MINUTE)
    return f"{whole}½ min" if odd == MINUTE // 2 and whole else length(seconds)
