"""A closed lid, a suspended process, a clock that is set: each noticed once."""

from __future__ import annotations

import pytest

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import ClockStep, ClockWatch, Gap, Moment
from tests.meeting.scenario import TWO_PM, WEEK_1, begun


class Clocks:
    """The two clocks of one machine, moved by hand."""

    def __init__(self) -> None:
        self.at, self.utc = 100.0, TWO_PM

    def both(self, seconds: float) -> Moment:
        self.at += seconds
        return self.wall(seconds)

    def wall(self, seconds: float) -> Moment:
        self.utc += seconds
        return Moment(self.at, self.utc)


def test_a_closed_lid_is_noticed_on_waking_once() -> None:
    clocks = Clocks()
    watch = ClockWatch(clocks.both(0))
    assert watch.tick(clocks.both(1), 101.0) == []
    (gap,) = watch.tick(clocks.both(482), 102.0)
    assert gap == Gap(101.0, 583.0)
    assert watch.tick(clocks.both(1), 584.0) == []


def test_it_is_given_back_in_one_event() -> None:
    meeting = begun(WEEK_1).wait(600)
    before = meeting.view.present
    meeting.wait(482)
    meeting.do(ev.Away, 600.0, 1082.0)
    assert before is not None
    assert meeting.view.present is not None
    assert meeting.view.present.remaining == before.remaining
    assert meeting.view.paused == 482
    meeting.undo()
    assert meeting.view.present.elapsed == 1082


def test_late_ticks_and_long_waits_are_no_absence() -> None:
    clocks = Clocks()
    watch = ClockWatch(clocks.both(0))
    assert watch.tick(clocks.both(9)) == []
    due = clocks.at + 2995
    assert watch.tick(clocks.both(3000), due) == []
    due = clocks.at + 2
    assert watch.tick(clocks.both(13), due) == [Gap(due - 2, due + 11)]


@pytest.mark.parametrize("by", [3600.0, -40.0])
def test_a_clock_that_is_set_is_noticed_once(by: float) -> None:
    clocks = Clocks()
    watch = ClockWatch(clocks.both(0))
    clocks.wall(by)
    (step,) = watch.tick(clocks.both(1))
    assert step == ClockStep(by)
    assert watch.tick(clocks.both(1)) == []


def test_a_clock_that_is_nudged_is_not_worth_a_word() -> None:
    clocks = Clocks()
    watch = ClockWatch(clocks.both(0))
    for _ in range(20):
        clocks.wall(0.1)
        assert watch.tick(clocks.both(1)) == []
    clocks.wall(1.5)
    (step,) = watch.tick(clocks.both(1))
    assert isinstance(step, ClockStep)
    assert step.seconds == pytest.approx(3.5)


def test_asleep_and_corrected_on_waking() -> None:
    clocks = Clocks()
    watch = ClockWatch(clocks.both(0))
    clocks.wall(-30)
    assert watch.tick(clocks.both(600)) == [Gap(100.0, 700.0), ClockStep(-30.0)]


def test_a_rehearsal_is_sixty_times_as_patient() -> None:
    clocks = Clocks()
    watch = ClockWatch(clocks.both(0), speed=60)
    assert watch.tick(clocks.both(500)) == []
    assert watch.tick(clocks.both(601)) == [Gap(600.0, 1201.0)]
