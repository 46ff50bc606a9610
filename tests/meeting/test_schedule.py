"""The week of a meeting: the day before, the day, the day after, and in other time zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.model import WEEKDAYS, Group
from homeroom_tui.meeting.schedule import (
    Part,
    day_of,
    due_today,
    meeting_days,
    next_meeting,
    this_meeting,
)
from homeroom_tui.wording import TimeOfDay, this_week

DENVER = ZoneInfo("America/Denver")
FIRST = date(2026, 10, 28)
"""A Wednesday; four days later the clocks in Denver go back."""

OWLS = Group("Owls", first_meeting=FIRST, time=time(14), zone="America/Denver")
WEEKS = range(1, 6)
TWELVE = TimeOfDay(12, DENVER)


def noon(day: date, zone: ZoneInfo = DENVER) -> float:
    return datetime.combine(day, time(12), zone).timestamp()


def at_noon(day: date, group: Group = OWLS) -> str:
    """Return what the menu says at noon of that day in Denver."""
    found = this_meeting(group, "Wednesday", WEEKS, noon(day))
    assert found is not None
    return this_week(found, noon(day), TWELVE)


@pytest.mark.parametrize("week", WEEKS)
def test_each_wednesday_and_the_days_around_it(week):
    day = FIRST + timedelta(weeks=week - 1)
    assert at_noon(day) == f"Week {week} today 2:00 PM"
    if week > 1:
        assert at_noon(day - timedelta(days=1)) == f"Week {week} tomorrow 2:00 PM"
    after = f"Week {week + 1} in 6 days" if week < 5 else "the last week was yesterday"
    assert at_noon(day + timedelta(days=1)) == after


def test_before_the_first_and_after_the_last():
    assert at_noon(FIRST - timedelta(days=9)) == "starts in 9 days"
    assert at_noon(FIRST - timedelta(days=1)) == "starts tomorrow 2:00 PM"
    assert at_noon(FIRST + timedelta(weeks=4, days=20)) == "the last week was 20 days ago"


@pytest.mark.parametrize(("days", "week", "part"), [(-1, 1, "before"), (29, 5, "after")])
def test_outside_the_module_it_opens_on_the_nearest_week(days, week, part):
    found = this_meeting(OWLS, None, WEEKS, noon(FIRST + timedelta(days=days)))
    assert (found.week, found.part) == (week, Part(part))


def test_after_the_last_meeting_none_is_next():
    last = FIRST + timedelta(weeks=4)
    found = next_meeting(OWLS, "Wednesday", WEEKS, noon(last - timedelta(days=1)))
    assert found.week == 5
    assert next_meeting(OWLS, "Wednesday", WEEKS, noon(last)) is None


def test_a_wednesday_without_a_meeting_moves_the_later_weeks():
    off = Group(first_meeting=FIRST, no_meeting=(date(2026, 11, 4), date(2026, 11, 11)))
    assert day_of(off, None, 2) == date(2026, 11, 18)
    assert at_noon(date(2026, 11, 4), off) == "Week 2 in 14 days"


def test_without_a_time_it_says_only_the_day():
    assert at_noon(FIRST, Group(first_meeting=FIRST)) == "Week 1 today"


def test_a_first_meeting_on_another_day_is_followed_by_wednesdays():
    found = meeting_days(Group(first_meeting=date(2026, 10, 26)), "Wednesday")
    assert list(islice(found, 3)) == [date(2026, 10, 26), date(2026, 10, 28), date(2026, 11, 4)]
    found = meeting_days(Group(first_meeting=date(2026, 10, 29)), "Wednesday")
    assert list(islice(found, 2)) == [date(2026, 10, 29), date(2026, 11, 4)]


def test_only_weeks_that_there_are():
    found = this_meeting(OWLS, None, (2, 4), noon(FIRST + timedelta(days=8)))
    assert found.week == 4
    assert this_meeting(OWLS, None, (), noon(FIRST)) is None
    assert this_meeting(Group(), "Wednesday", WEEKS, noon(FIRST)) is None


def test_daylight_saving_moves_no_meeting():
    before, after = (due_today(OWLS, None, noon(FIRST + timedelta(weeks=w))) for w in (0, 1))
    assert datetime.fromtimestamp(before, UTC).hour == 20
    assert datetime.fromtimestamp(after, UTC).hour == 21
    assert after - before == 7 * 86400 + 3600


def test_a_time_skipped_by_daylight_saving_is_an_instant():
    spring = Group(first_meeting=date(2027, 3, 14), time=time(2, 30), zone="America/Denver")
    due = due_today(spring, None, noon(date(2027, 3, 14)))
    assert datetime.fromtimestamp(due, DENVER).time() == time(3, 30)


def test_on_other_days_nothing_is_due():
    assert due_today(OWLS, None, noon(FIRST + timedelta(days=1))) is None
    assert due_today(Group(first_meeting=FIRST), None, noon(FIRST)) is None


def test_the_groups_zone_decides_the_day():
    tokyo = ZoneInfo("Asia/Tokyo")
    late = datetime(2026, 10, 29, 10, tzinfo=tokyo).timestamp()  # Wednesday 19:00 in Denver
    found = this_meeting(OWLS, None, WEEKS, late)
    assert found.week == 1
    assert this_week(found, late, TimeOfDay(24, tokyo)) == "Week 1 today 5:00"
    the_day_before = late - 86400
    found = this_meeting(OWLS, None, WEEKS, the_day_before)
    assert this_week(found, the_day_before, TimeOfDay(24, tokyo)) == "starts tomorrow 5:00"


def test_the_calendar_ends_without_a_crash():
    last = Group(first_meeting=date(9999, 12, 30))
    assert list(meeting_days(last, None)) == [date(9999, 12, 30)]


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from([None, *WEEKDAYS]),
    st.lists(st.integers(0, 80), max_size=8),
    st.integers(-30, 120),
)
def test_whatever_the_dates_weeks_follow_each_other(first, meets, off, today):
    group = Group(
        first_meeting=first,
        no_meeting=tuple(first + timedelta(days=days) for days in off),
        zone="UTC",
    )
    days = list(islice(meeting_days(group, meets), 8))
    assert days == sorted(set(days))
    assert not set(days) & set(group.no_meeting)
    assert all(meets is None or WEEKDAYS[day.weekday()] == meets for day in days if day != first)
    now = noon(first + timedelta(days=today), ZoneInfo("UTC"))
    found = this_meeting(group, meets, WEEKS, now)
    assert found.day == days[found.week - 1]
    ahead = [week for week in WEEKS if days[week - 1] >= first + timedelta(days=today)]
    assert found.week == (ahead[0] if ahead else 5)
