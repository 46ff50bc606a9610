"""Signals: calm, once each, for the block and for the hard end."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.signals import Signal, Signaller
from tests.meeting.scenario import (
    WEEK_1,
    WEEK_4,
    Wednesday,
    begun,
    block,
    play,
    rest,
    scripts,
    session,
    sessions,
)


class Listening:
    """A meeting in which somebody looks at the screen each second."""

    def __init__(self, week: Wednesday, warn: tuple[int, ...] | None = None) -> None:
        self.week = week
        self.warn = warn
        self.signaller = Signaller()
        self.heard: list[tuple[float, Signal]] = []

    def look(self) -> None:
        self.heard += [(self.week.now, s) for s in self.signaller.due(self.week.view, self.warn)]

    def wait(self, seconds: int) -> "Listening":
        self.look()
        for _ in range(seconds):
            self.week.wait(1)
            self.look()
        return self

    def what(self) -> list[Signal]:
        return [signal for _, signal in self.heard]


def test_a_block_with_a_range_signals_closing_over_and_overtime():
    week = begun(WEEK_1).wait(900).do(ev.Next)
    target = week.here.full_target
    heard = Listening(week).wait(1300).heard
    assert heard == [
        (900 + target - 60, Signal.CLOSING),
        (900 + target, Signal.OVER),
        (900 + 1200, Signal.OVERTIME),
    ]


def test_for_a_fixed_block_over_and_overtime_are_one():
    assert Listening(begun(WEEK_4)).wait(700).heard == [(540, Signal.CLOSING), (600, Signal.OVER)]


def test_the_hard_end_is_signalled_early_and_when_reached():
    heard = Listening(begun(session(rest(), minutes=20))).wait(1300).heard
    assert [row for row in heard if row[1] in (Signal.END_SOON, Signal.END)] == [
        (900, Signal.END_SOON),
        (1200, Signal.END),
    ]


def test_warnings_come_when_the_session_wants_them():
    week = begun(session(block("Talk", 20), rest(), minutes=60))
    heard = Listening(week, warn=(300, 60)).wait(1200).heard
    assert heard == [(900, Signal.CLOSING), (1140, Signal.CLOSING), (1200, Signal.OVER)]


def test_a_block_has_warnings_of_its_own():
    quiet = replace(block("Talk", 20), warn=())
    heard = Listening(begun(session(quiet, minutes=60)), warn=(300,)).wait(1200).heard
    assert heard == [(1200, Signal.OVER)]
    early = replace(block("Talk", 20), warn=(600,))
    heard = Listening(begun(session(early, minutes=60))).wait(1200).heard
    assert heard == [(600, Signal.CLOSING), (1200, Signal.OVER)]


def test_a_warning_that_is_longer_than_the_block_is_none():
    week = begun(session(block("Talk", 4), rest(), minutes=60))
    assert Listening(week, warn=(300, 240, 60)).wait(239).heard == [(180, Signal.CLOSING)]


def test_the_hard_end_is_announced_when_the_session_wants_it():
    week = begun(session(rest(), minutes=20))
    heard = Listening(week, warn=(600, 120)).wait(1200).heard
    ends = [row for row in heard if row[1] in (Signal.END_SOON, Signal.END)]
    assert ends == [(600, Signal.END_SOON), (1080, Signal.END_SOON), (1200, Signal.END)]
    assert Listening(begun(session(rest(), minutes=20)), warn=()).wait(1199).what() == []


def test_a_short_meeting_has_its_end_signalled_halfway():
    heard = Listening(begun(session(rest(), minutes=10))).wait(400).heard
    assert heard == [(300, Signal.END_SOON)]


def test_a_meeting_of_six_minutes_is_told_after_one():
    assert Listening(begun(session(rest(), minutes=6))).wait(100).heard == [(60, Signal.END_SOON)]


def test_a_meeting_of_five_minutes_has_no_early_signal():
    assert Listening(begun(session(rest(), minutes=5))).wait(100).heard == []


def test_undo_pause_and_resume_signal_nothing_again():
    listening = Listening(begun(WEEK_4)).wait(560)
    week = listening.week
    for command in (ev.Pause, ev.Resume, ev.Next):
        week.do(command)
        listening.wait(5)
    week.undo()
    listening.wait(5)
    week.undo()
    listening.wait(5)
    assert listening.what() == [Signal.CLOSING]


def test_a_minute_more_rearms_and_taking_it_back_does_not():
    listening = Listening(begun(WEEK_4)).wait(545)
    listening.week.do(ev.AddTime, 60)
    listening.wait(60)
    listening.week.undo()
    listening.wait(5)
    assert listening.heard == [
        (540, Signal.CLOSING),
        (600, Signal.CLOSING),
        (605, Signal.OVER),
    ]


def test_a_block_that_gets_a_target_anew_signals_anew():
    week = begun(session(block("One", 1), block("Two", 5, 40), block("Three", 5, 40))).do(ev.Next)
    listening = Listening(week).wait(week.here.full_target)
    assert listening.what() == [Signal.CLOSING, Signal.OVER]
    week.do(ev.Back).do(ev.Next)
    listening.wait(int(week.here.full_target - week.here.spent))
    assert listening.what()[2:] == [Signal.CLOSING, Signal.OVER]


def test_a_later_hard_end_is_announced_anew():
    listening = Listening(begun(session(rest(), minutes=10))).wait(301)
    listening.week.hard_end(1200.0)
    listening.wait(700)
    ends = [row for row in listening.heard if row[1] is Signal.END_SOON]
    assert [at for at, _ in ends] == [300, 900]


def test_a_lid_opened_late_gives_the_strongest_signal_only():
    listening = Listening(begun(WEEK_4))
    listening.look()
    listening.week.wait(minutes=31)
    listening.look()
    assert listening.what() == [Signal.OVER, Signal.END]


def test_the_end_of_a_small_timer_is_signalled_each_time():
    listening = Listening(begun(WEEK_4)).wait(10)
    listening.week.do(ev.Timer, 60)
    listening.wait(70)
    listening.week.do(ev.Timer, 60)
    listening.wait(70)
    assert listening.heard == [(70, Signal.TIMER), (140, Signal.TIMER)]


BREAK = session(
    block("Break", 5, advance="auto"), block("Stretch", 2, advance="auto"), block("Share", 10)
)


def test_the_end_of_a_break_is_signalled_once():
    heard = Listening(begun(BREAK)).wait(900).heard
    assert [row for row in heard if row[1] is Signal.COME_BACK] == [(420, Signal.COME_BACK)]


def test_who_moves_on_from_a_break_by_hand_calls_nobody():
    listening = Listening(begun(BREAK)).wait(60)
    listening.week.do(ev.Next).do(ev.Next)
    assert Signal.COME_BACK not in listening.wait(120).what()


def test_a_break_that_ended_long_ago_is_not_signalled():
    listening = Listening(begun(BREAK))
    listening.week.wait(479)
    listening.look()
    assert listening.what() == [Signal.COME_BACK]
    late = Listening(begun(BREAK))
    late.week.wait(480)
    late.look()
    assert late.what() == []


def test_a_break_that_ends_the_meeting_calls_nobody():
    assert Signal.COME_BACK not in Listening(begun(session(BREAK.blocks[0]))).wait(400).what()


def test_nothing_is_signalled_in_the_lobby_or_after_the_end():
    listening = Listening(Wednesday(WEEK_4).hard_end(100.0)).wait(200)
    listening.week.do(ev.Start).do(ev.Finish)
    assert listening.wait(10).heard == []


@settings(max_examples=60, deadline=None)
@given(sessions, scripts)
def test_the_same_view_never_signals_twice(what, script):
    week = play(what, script)
    signaller = Signaller()
    signaller.due(week.view)
    assert signaller.due(week.view) == []


@settings(max_examples=60, deadline=None)
@given(sessions, scripts, st.integers(1, 600))
def test_undo_and_redo_never_signal(what, script, later):
    week = play(what, script)
    if week.meeting.to_undo(week.now) is None:
        return
    signaller = Signaller()
    for command in (week.undo, week.redo):
        signaller.due(week.view)
        command()
    assert signaller.due(week.view) == []
