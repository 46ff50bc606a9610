"""A hard end as typed: the next such instant, within twelve hours, whatever the clocks do."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from homeroom_tui.agenda.clock_times import UntilError, time_of_day, until

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


@pytest.mark.parametrize(
    ("text", "now", "said"),
    [
        ("15:00", "15:00", "15:00 has passed."),
        ("23:30", "23:51", "23:30 has passed."),
        ("21:00", "22:07", "21:00 has passed."),
        ("9 PM", "22:07", "9 PM has passed."),
        ("24:00", "11:00", "24:00 is more than twelve hours away."),
        ("19:00", "06:00", "19:00 is more than twelve hours away."),
        ("3:00", "14:00", "3:00 has passed. Did you mean 3:00 PM? Write 15:00 or 3:00 PM."),
        ("10:30", "21:00", "10:30 has passed. Did you mean 10:30 PM? Write 22:30 or 10:30 PM."),
        ("12:15", "23:30", "12:15 has passed. Did you mean 12:15 AM? Write 00:15 or 12:15 AM."),
        ("14 h", "10:00", "That is more than twelve hours away."),
    ],
)
def test_what_is_not_within_twelve_hours_says_why(text: str, now: str, said: str) -> None:
    with pytest.raises(UntilError) as refused:
        until(text, at(f"2026-11-25 {now}"), DENVER)
    assert str(refused.value) == said


def test_twenty_four_hours_is_the_next_midnight() -> None:
    assert until("24:00", at("2026-11-25 23:30"), DENVER) == at("2026-11-26 00:00")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45", 45), ("45 min", 45), ("1 h", 60), ("1h30", 90), ("in 5", 5), ("+10 min", 10)],
)
def test_a_length_of_time_counts_from_now(text: str, minutes: int) -> None:
    now = at("2026-11-25 14:04")
    assert until(text, now, DENVER) - now == minutes * 60


def test_a_bare_hour_asks_which_of_two_is_meant() -> None:
    with pytest.raises(UntilError, match=r"Write 3:00 PM, or 3 min\."):
        until("3", at("2026-11-25 14:00"), DENVER)


@pytest.mark.parametrize(("text", "clock"), [("15h00", (15, 0)), ("24:00", (0, 0)), ("15 p", None)])
def test_more_ways_to_write_a_time_of_day(text: str, clock: tuple[int, int] | None) -> None:
    if clock is None:
        with pytest.raises(UntilError):
            time_of_day(text)
    else:
        assert time_of_day(text) == time(*clock)


@pytest.mark.parametrize("text", ["", "soon", "25:00", "13 PM", "3:61", "-3:00", "3:00\n4:00"])
def test_what_is_no_time_of_day_says_what_to_write(text: str) -> None:
    with pytest.raises(UntilError, match=r"3:00 PM"):
        until(text, at("2026-11-25 14:00"), DENVER)


def test_over_a_change_to_summer_time_the_hour_is_short() -> None:
    now = at("2026-03-29 01:30", BERLIN)
    assert until("3:30", now, BERLIN) - now == 3600


def test_over_a_change_to_winter_time_the_hour_is_long() -> None:
    now = at("2026-10-25 01:30", BERLIN)
    assert until("3:30", now, BERLIN) - now == 3 * 3600


def test_an_ambiguous_time_is_the_next_one() -> None:
    second = datetime(2026, 10, 25, 0, 45, tzinfo=UTC).timestamp()  # 2:45 for the first time
    assert until("2:30", second, BERLIN) - second == 45 * 60
