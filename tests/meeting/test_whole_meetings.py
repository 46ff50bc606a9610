"""Whole Wednesdays, from the lobby to the end, for the five weeks."""

import pytest

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.state import Phase, Playback
from homeroom_tui.meeting.view import Verdict
from tests.meeting.scenario import WEEK_1, WEEK_2, WEEK_3, WEEK_4, WEEK_5, Wednesday, block

WEEKS = {"1": WEEK_1, "2": WEEK_2, "3": WEEK_3, "4": WEEK_4, "5": WEEK_5}


@pytest.mark.parametrize(
    ("week", "targets", "in_hand"),
    [
        ("1", [900, 900, 900, 600], 300),
        ("2", [300, 1500], 0),
        ("3", [300, 600, 900, 900, 600], 300),
        ("4", [600, 600, 300, 300], 0),
        ("5", [3600], 0),
    ],
)
def test_what_is_planned(week, targets, in_hand):
    lobby = Wednesday(WEEKS[week])
    assert lobby.targets == targets
    assert lobby.slack == in_hand


@pytest.mark.parametrize("week", WEEKS)
def test_a_week_that_keeps_to_its_plan_ends_on_time(week):
    meeting = Wednesday(WEEKS[week]).wait(42.125).do(ev.Start)
    for _ in range(len(meeting.state.blocks) - 1):
        left = meeting.view.present.remaining
        here = meeting.here.id
        meeting.wait(left)
        if meeting.here.id == here:  # a break moves on by itself
            meeting.do(ev.Next)
    meeting.wait(meeting.view.present.remaining)
    if meeting.state.playback is not Playback.FINISHED:
        meeting.do(ev.Finish)
    seen = meeting.view
    assert seen.ending.verdict is Verdict.IN_HAND
    assert seen.gone + seen.left == WEEKS[week].duration
    assert {line.offset for line in seen.blocks} == {0}
    assert Meeting(WEEKS[week], events=meeting.meeting.events).state(meeting.now) == meeting.state


@pytest.mark.parametrize("week", WEEKS)
def test_a_week_can_be_undone_step_by_step(week):
    meeting = Wednesday(WEEKS[week]).do(ev.Start)
    count = len(meeting.state.blocks)
    for _ in range(count - 1):
        meeting.wait(1).do(ev.Next)
    meeting.do(ev.Finish).undo(count + 1)
    assert meeting.state.playback is Playback.READY
    assert meeting.meeting.to_undo(meeting.now) is None


def test_week_1_deep_in_a_good_conversation():
    week = Wednesday(WEEK_1).do(ev.Start)
    week.wait(minutes=16).wait(10).do(ev.Next)
    week.wait(minutes=18).wait(2).do(ev.Next)
    assert week.here.full_target == 900
    assert week.targets[3] == 600

    week.wait(minutes=6).wait(48)
    seen = week.view
    assert (seen.present.remaining, seen.present.phase) == (492, Phase.EARLY)
    assert seen.ending.slack == 48
    assert seen.present.move_on_by - seen.now == 492 + 48

    week.wait(seen.present.remaining + 108)
    assert week.view.ending.verdict is Verdict.TOO_MUCH
    assert week.view.present.phase is Phase.OVER
    week.do(ev.Fit).do(ev.Next)
    assert week.here.full_target == 492  # 540 less the reserve; what is left of it is half a minute
    week.wait(week.here.full_target).do(ev.Finish)
    assert week.view.ending.verdict is Verdict.IN_HAND


def test_week_2_with_a_late_start_and_a_hard_end():
    week = Wednesday(WEEK_2).hard_end(1800.0).wait(minutes=4)
    assert week.view.ending.too_much == 240
    week.do(ev.Fit).do(ev.Start)
    assert week.slack == 120, "the reserve, and what makes no half minute"
    assert week.targets[0] < 300
    week.wait(week.here.full_target).do(ev.Next).wait(week.here.full_target).do(ev.Finish)
    assert week.view.left >= 0


def test_week_3_with_many_steps_and_their_undos():
    week = Wednesday(WEEK_3).do(ev.Start).wait(minutes=5).do(ev.Next).wait(minutes=21).do(ev.Next)
    plan = week.targets
    assert week.view.ending.too_much == 360

    for command, what in [(ev.Pin, ("4", 540)), (ev.Skip, ("5",)), (ev.HardEnd, (66 * 60.0,))]:
        assert week.do(command, *what).slack >= 0, command
        assert week.undo().targets == plan

    assert week.do(ev.Fit).slack >= 0
    assert all(after < before for after, before in zip(week.targets[2:], plan[2:], strict=True))
    assert week.undo().targets == plan


def test_week_4_in_which_the_break_ends_the_meeting():
    week = Wednesday(WEEK_4).do(ev.Start)
    for minutes in (9, 11, 5):
        week.wait(minutes=minutes).do(ev.Next)
    assert week.here.block.advance == "auto"
    week.wait(minutes=4)
    assert week.state.playback is Playback.RUNNING
    week.wait(minutes=2)
    assert (week.state.playback, week.state.finished) == (Playback.FINISHED, 1800)
    assert [line.offset for line in week.view.blocks] == [-60, 60, 0, 0]


def test_week_5_a_draft_into_which_blocks_are_put():
    week = Wednesday(WEEK_5).do(ev.Insert, "x", block("Warm up", 5)).do(ev.Start)
    assert week.slack == -300
    assert week.wait(300).do(ev.Next).here.block.title == "Week 5"


def test_a_group_that_is_interrupted_all_the_time():
    week = Wednesday(WEEK_1).do(ev.Start)
    for _ in range(20):
        week.wait(40.5).do(ev.Pause).wait(20.25).do(ev.Resume)
    seen = week.view
    assert (seen.present.elapsed, seen.paused) == (810, 405)
    assert seen.gone == 1215
