"""The clocks: steady for arithmetic, on a grid that keeps sums exact, and faster in a rehearsal."""

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui.meeting import clock as clock_module
from homeroom_tui.meeting.clock import (
    GRID,
    Moment,
    RehearsalClock,
    ShiftedClock,
    SystemClock,
    WallClock,
    on_grid,
)
from homeroom_tui.wording import TimeOfDay


class ByHand:
    speed = 1.0

    def __init__(self) -> None:
        self.moment = Moment(100.0, 5000.0)

    def now(self) -> Moment:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment = Moment(self.moment.at + seconds, self.moment.utc + seconds)


@given(st.floats(-1e9, 1e9))
def test_the_grid_rounds_down_by_less_than_a_step(seconds):
    assert seconds - 1 / GRID <= on_grid(seconds) <= seconds
    assert on_grid(seconds) * GRID == int(on_grid(seconds) * GRID)


@given(st.lists(st.integers(0, 10**10), min_size=3, max_size=3))
def test_sums_of_instants_on_the_grid_are_exact(steps):
    a, b, c = (n / GRID for n in steps)
    assert (a + b) + c == a + (b + c)
    assert (a + b) - b == a


def test_a_moment_knows_the_wall_time_of_any_instant():
    assert Moment(10.0, 5000.0).wall(25.0) == 5015.0
    assert Moment(10.0, 5000.0).wall(4.0) == 4994.0


def test_the_clock_begins_at_zero_or_where_a_meeting_resumes(
    monkeypatch: pytest.MonkeyPatch,
):
    reading = 1000.0
    monkeypatch.setattr(clock_module, "_steady", lambda: reading)
    monkeypatch.setattr(time, "time", lambda: 7.0)
    fresh = SystemClock()
    resumed = ShiftedClock(fresh, 1200.0)
    reading = 1002.5
    assert fresh.now() == Moment(2.5, 7.0)
    assert resumed.now() == Moment(1202.5, 7.0)


def test_setting_the_wall_clock_does_not_move_the_meeting(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock_module, "_steady", lambda: 1000.0)
    clock = SystemClock()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert clock.now().at == 0.0


@pytest.mark.parametrize(
    ("platform", "named"),
    [("linux", "CLOCK_BOOTTIME"), ("darwin", "CLOCK_MONOTONIC"), ("win32", None)],
)
def test_each_system_is_asked_for_the_clock_that_counts_sleep(
    monkeypatch: pytest.MonkeyPatch, platform, named
):
    monkeypatch.setattr(sys, "platform", platform)
    for number, name in enumerate(("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"), 1):
        monkeypatch.setattr(time, name, number, raising=False)
    monkeypatch.setattr(time, "clock_gettime", lambda number: float(number), raising=False)
    monkeypatch.setattr(time, "monotonic", lambda: 3.0)
    expected = {"CLOCK_BOOTTIME": 1.0, "CLOCK_MONOTONIC": 2.0, None: 3.0}[named]
    assert clock_module._steady() == expected


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system has no TZ")
@pytest.mark.parametrize("zone", ["XXX24", "XXX-25"])
def test_a_zone_of_a_day_or_more_is_read_as_utc(monkeypatch: pytest.MonkeyPatch, zone: str):
    with monkeypatch.context() as changed:
        changed.setenv("TZ", zone)
        time.tzset()
        assert WallClock.read(Moment(0, 0)).zone == "+00:00"
        assert TimeOfDay()(0) == "0:00"
    time.tzset()


def test_a_rehearsal_runs_both_clocks_faster_from_its_start():
    real = ByHand()
    rehearsal = RehearsalClock(60, real)
    assert rehearsal.now() == real.now()
    real.move(2.5)
    assert rehearsal.now() == Moment(250.0, 5150.0)
    assert rehearsal.speed == 60


@given(st.floats(0.01, 3600), st.lists(st.integers(1, 5000), max_size=5))
def test_a_rehearsal_stays_on_the_grid_and_never_goes_back(speed, steps):
    real = ByHand()
    rehearsal = RehearsalClock(speed, real)
    last = rehearsal.now()
    for step in steps:
        real.move(step / GRID)
        now = rehearsal.now()
        assert now.at == on_grid(now.at)
        assert now.at >= last.at
        assert now.utc >= last.utc
        last = now
