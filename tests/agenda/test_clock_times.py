"""A hard end as typed: the next such instant, within twelve hours, whatever the clocks do."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from homeroom_tui.agenda.clock_times import UntilError, until

BERLIN = ZoneInfo("Europe/Berlin")
DENVER = ZoneInfo("America/Denver")


def at(text: str, zone: ZoneInfo = DENVER) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


@pytest.mark.parametrize("text", ["15:00", "3:00 PM", "3pm", "3 p.m.", "15.00", " 3:00pm "])
def test_a_time_of_day_is_the_next_such_instant(text: str) -> None:
    assert until(text, at("2026-11-25 14:04"), DENVER) == at("2026-11-25 15:00")


def test_it_crosses_midnight() -> None:
    assert until("0:30", at("2026-11-25 23:30"), DENVER) == at("2026-11-26 00:30")


def test_noon_and_midnight_in_twelve_hours() -> None:
    assert until("12 AM", at("2026-11-25 23:30"), DENVER) == at("2026-11-26 00:00")
    assert until("12 PM", at("2026-11-25 11:30"), DENVER) == at("2026-11-25 12:00")


def test_the_same_minute_is_tomorrow_and_so_refused() -> None:
    with pytest.raises(UntilError, match="twelve hours"):
        until("15:00", at("2026-11-25 15:00"), DENVER)


def test_three_without_pm_in_the_afternoon_is_refused_with_what_to_write() -> None:
    with pytest.raises(UntilError, match="AM or PM, or in 24 hours"):
        until("3:00", at("2026-11-25 14:00"), DENVER)


@pytest.mark.parametrize("text", ["", "soon", "25:00", "13 PM", "3", "3:61", "-3:00", "3:00\n4:00"])
def test_what_is_no_time_of_day_says_what_to_write(text: str) -> None:
    with pytest.raises(UntilError, match=r"3:00 PM"):
        until(text, at("2026-11-25 14:00"), DENVER)


def test_over_a_change_to_summer_time_the_hour_is_short() -> None:
    now = at("2026-03-29 01:30", BERLIN)
    assert until("3:30", now, BERLIN) - now == 3600


def test_over_a_change_to_winter_time_the_hour_is_long() -> None:
    now = at("2026-10-25 01:30", BERLIN)
    assert until("3:30", now, BERLIN) - now == 3 * 3600


def test_a_time_that_comes_twice_is_the_one_still_to_come() -> None:
    second = datetime(2026, 10, 25, 0, 45, tzinfo=UTC).timestamp()  # 2:45 for the first time
    assert until("2:30", second, BERLIN) - second == 45 * 60
