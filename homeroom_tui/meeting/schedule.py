"""Which week is this Wednesday's, and when it begins: from a group's first meeting on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from enum import Enum

from msgspec import Struct

from homeroom_tui.agenda.model import Group
from homeroom_tui.wording import TimeOfDay

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

WEEK = timedelta(days=7)


class Part(Enum):
    """Where a day lies in a module."""

    BEFORE = "before"
    WITHIN = "within"
    AFTER = "after"


class ThisMeeting(Struct, frozen=True):
    """The meeting of today, else the next; after the module the last.

    `due` is the Unix time at which it begins, None where the group has not said.
    """

    week: int
    day: date
    part: Part
    due: float | None = None


def meeting_days(group: Group, meets: str | None) -> Iterator[date]:
    """The days on which the group meets, first to last, without end; none without a first meeting.

    After the first one they are on the weekday `meets` (None: on that of the first). What falls
    on a day in `no_meeting` moves with all that follows it.
    """
    day = group.first_meeting
    if day is None:
        return
    weekday = day.weekday() if meets is None else WEEKDAYS.index(meets)
    step = timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)
    off = set(group.no_meeting)
    while True:
        if day not in off:
            yield day
        try:
            day += step
        except OverflowError:  # the calendar ends with the year 9999
            return
        step = WEEK


def day_of(group: Group, meets: str | None, week: int) -> date | None:
    """The day of a week, counted from 1; None where it is not known."""
    for number, day in enumerate(meeting_days(group, meets), 1):
        if number == week:
            return day
    return None


def this_meeting(
    group: Group, meets: str | None, weeks: Iterable[int], now: float
) -> ThisMeeting | None:
    """The meeting that the Unix time `now` belongs to, of a module with these `weeks`.

    None without a first meeting, or without weeks. What day it is, the group's zone says.
    """
    wanted = sorted(set(weeks))
    today = datetime.fromtimestamp(now, zone_of(group)).date()
    found: ThisMeeting | None = None
    first = True
    for week, day in enumerate(meeting_days(group, meets), 1):
        if not wanted or week > wanted[-1]:
            break
        if week not in wanted:
            continue
        part = Part.AFTER if day < today else Part.BEFORE if first and day > today else Part.WITHIN
        found = ThisMeeting(week, day, part, begins(group, day))
        first = False
        if day >= today:
            break
    return found


def zone_of(group: Group) -> tzinfo | None:
    """The group's time zone; None is the machine's."""
    if group.zone is None:
        return None
    from zoneinfo import ZoneInfo

    return ZoneInfo(group.zone)


def begins(group: Group, day: date) -> float | None:
    """The Unix time at which a meeting on that day begins; None where the group has not said."""
    return None if group.time is None else _instant(day, group.time, zone_of(group))


def due_today(group: Group, meets: str | None, now: float) -> float | None:
    """The Unix time at which the meeting of today was to begin; None: there is none today."""
    today = datetime.fromtimestamp(now, zone_of(group)).date()
    for day in meeting_days(group, meets):
        if day >= today:
            return begins(group, day) if day == today else None
    return None


def _instant(day: date, at: time, zone: tzinfo | None) -> float:
    # A time that the clocks jump over counts as the instant after, one that they show twice as
    # the first of the two.
    return datetime.combine(day, at, zone).timestamp()


def date_text(day: date) -> str:
    """`Wednesday 25 November`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def when(found: ThisMeeting, now: float, times: TimeOfDay) -> str:
    """When the meeting is, as one reads it at `now`: `today 2:00 PM`, `in 2 days`, `3 days ago`.

    `times` is where the reader is: far from the group it may be another day.
    """
    day = found.day if found.due is None else times.at(found.due).date()
    days = (day - times.at(now).date()).days
    if days in (0, 1):
        at = "" if found.due is None else f" {times(found.due)}"
        return ("tomorrow" if days else "today") + at
    if days == -1:
        return "yesterday"
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def said(found: ThisMeeting, now: float, times: TimeOfDay) -> str:
    """This meeting in a few words: `Week 4 today 2:00 PM`, `Week 1 in 9 days`."""
    then = when(found, now, times)
    match found.part:
        case Part.BEFORE:
            return f"Week {found.week} starts {then}" if found.week > 1 else f"starts {then}"
        case Part.AFTER:
            return f"the last week was {then}"
    return f"Week {found.week} {then}"
