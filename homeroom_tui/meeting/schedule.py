"""Dates of a group's meetings: which week is next, and when it begins. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum

from msgspec import Struct

from homeroom_tui.agenda.model import WEEKDAYS, Group
from homeroom_tui.meeting.clock import time_zone

WEEK = timedelta(days=7)


class Part(Enum):
    """The part of a module in which a day lies."""

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
    return _meeting_from(_date(group, now), group, meets, weeks)


def next_meeting(
    group: Group, meets: str | None, weeks: Iterable[int], now: float
) -> ThisMeeting | None:
    """The meeting that `this_meeting` gives tomorrow, where it is still to come; else None."""
    tomorrow = _date(group, now) + timedelta(days=1)
    found = _meeting_from(tomorrow, group, meets, weeks)
    return None if found is None or found.part is Part.AFTER else found


def _date(group: Group, now: float) -> date:
    return datetime.fromtimestamp(now, zone_of(group)).date()


def _meeting_from(
    today: date, group: Group, meets: str | None, weeks: Iterable[int]
) -> ThisMeeting | None:
    wanted = sorted(set(weeks))
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
    return None if group.zone is None else time_zone(group.zone)


def begins(group: Group, day: date) -> float | None:
    """The Unix time at which a meeting on that day begins; None where the group has not said."""
    if group.time is None:
        return None
    # A time that the clocks jump over counts as the instant after, one that they show twice as
    # the first of the two.
    return datetime.combine(day, group.time, zone_of(group)).timestamp()


def due_today(group: Group, meets: str | None, now: float) -> float | None:
    """The Unix time at which the meeting of today was to begin; None: there is none today."""
    today = _date(group, now)
    for day in meeting_days(group, meets):
        if day >= today:
            return begins(group, day) if day == today else None
    return None
