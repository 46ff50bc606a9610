"""What a person types for a hard end, `15:00` or `3:00 PM`, as the next such instant."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo

MOST = timedelta(hours=12)
FORM = re.compile(r"\s*(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?\.?\s*(?:m\.?)?\s*", re.IGNORECASE)


class UntilError(ValueError):
    """The text is no time of day, or not one within the next twelve hours; says which."""


def time_of_day(text: str) -> time:
    """Read `15:00`, `15.00`, `3 PM`, `3:00 p.m.`. Raises UntilError."""
    found = FORM.fullmatch(text[:40])
    if found is None or (found[2] is None and found[3] is None):
        raise UntilError("That is no time of day. Write for example 15:00 or 3:00 PM.")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise UntilError("With AM or PM the hour is 1 to 12. Write for example 3:00 PM.")
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise UntilError("There is no such time of day. Write for example 15:00 or 3:00 PM.")
    return time(hour, minute)


def until(text: str, now: float, zone: tzinfo | None = None) -> float:
    """The Unix time of the next `text` after `now` (Unix time) in `zone` (None: the machine's).

    Raises UntilError unless it lies within the next twelve hours. Right across midnight and
    changes of daylight saving: a time that the clocks jump over counts as the instant after.
    """
    wanted = time_of_day(text)
    today = datetime.fromtimestamp(now, zone).date()
    for day in (today, today + timedelta(days=1)):
        instant = _instant(datetime.combine(day, wanted), now, zone)
        if instant > now:
            break
    if instant - now > MOST.total_seconds():
        raise UntilError(
            f"The next {wanted:%H:%M} is more than twelve hours away. "
            "Write the time with AM or PM, or in 24 hours."
        )
    return instant


def _instant(local: datetime, now: float, zone: tzinfo | None) -> float:
    """The Unix time of a local time; of the two when the clocks go back, the first to come."""
    both = [local.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1)]
    return next((instant for instant in sorted(both) if instant > now), both[0])
