"""A meeting as a facilitator shares it, whose two clocks are never read at quite the same time."""

from __future__ import annotations

import random

import pytest

from homeroom_tui.controller import Controller
from homeroom_tui.meeting.clock import Moment, on_grid
from homeroom_tui.room.document import seen
from homeroom_tui.room.link import Place, parse_broker
from homeroom_tui.room.sharing import Sharing
from homeroom_tui.sharing import SharedMeeting
from homeroom_tui.wording import TimeOfDay
from tests.meeting.scenario import TWO_PM, WEEK_1


class Apart:
    """A clock whose time of day is read up to four milliseconds before or after the steady one."""

    speed = 1.0

    def __init__(self) -> None:
        self.at, self.step = 0.0, 0.0
        self._dice = random.Random(1)

    def now(self) -> Moment:
        utc = TWO_PM + self.at + self.step + self._dice.uniform(-0.004, 0.004)
        return Moment(on_grid(self.at), utc)


@pytest.fixture
def clock() -> Apart:
    return Apart()


@pytest.fixture
def shared(clock: Apart, monkeypatch: pytest.MonkeyPatch) -> SharedMeeting:
    monkeypatch.setattr(Sharing, "start", lambda self: None)
    controller = Controller(WEEK_1, clock, TimeOfDay(24))
    controller.start()
    place = Place(parse_broker("mqtt://hr.example.org"))
    return SharedMeeting(controller, lambda taken=None: place, lambda trouble: None)


def test_nothing_is_sent_again_while_nothing_changes(clock: Apart, shared: SharedMeeting) -> None:
    first = shared.sharing.shown
    for _ in range(300):
        clock.at += 1
        shared.show()
        assert shared.sharing.shown is first


def test_the_whole_meeting_counts_on_the_same_second(clock: Apart, shared: SharedMeeting) -> None:
    for _ in range(200):
        clock.at += 1
        shared.show()
        found = shared.sharing.shown
        assert found is not None
        assert found.started is not None
        here = seen(found, found.started + clock.at + 0.01)
        assert here.gone == clock.at
        assert here.present is not None
        assert here.present.elapsed == clock.at


def test_a_clock_that_was_set_is_sent_on(clock: Apart, shared: SharedMeeting) -> None:
    first = shared.sharing.shown
    clock.step = 60
    shared.show()
    again = shared.sharing.shown
    assert first is not None
    assert first.started is not None
    assert again is not None
    assert again.started == pytest.approx(first.started + 60, abs=0.01)
