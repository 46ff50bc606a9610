"""The view at an instant: whole seconds, and a verdict that agrees with them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.model import Reserve, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting import state as st_
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.state import Phase, Playback, Standing
from homeroom_tui.meeting.view import Verdict, view
from tests.meeting.scenario import (
    TWO_PM,
    WEEK_1,
    WEEK_4,
    Wednesday,
    begun,
    block,
    instants,
    look,
    play,
    rest,
    scripts,
    session,
    sessions,
)

MANY = settings(max_examples=100, deadline=None)
THREE_PM = TWO_PM + 3600


# The present block


def test_a_block_shows_its_whole_target_for_its_first_second():
    week = begun(WEEK_1)
    assert look(week.state, 1023 / 1024).present.remaining == 900
    assert look(week.state, 1).present.remaining == 899
    assert look(week.state, 900).present.remaining == 0


def test_past_the_target_remaining_counts_up_from_zero():
    here = begun(WEEK_4).wait(630.5).view.present
    assert (here.remaining, here.phase) == (-30, Phase.OVERTIME)


def test_everything_is_drawn_on_the_present_blocks_second():
    week = begun(WEEK_1).wait(900.25).do(ev.Next)
    seen = look(week.state, 900.25 + 10.75)
    assert seen.at == 910.25
    assert seen.due == 911.25
    assert seen.present.elapsed == 10
    assert seen.now == TWO_PM + 910.25


def test_the_grid_of_seconds_goes_on_through_a_pause():
    week = begun(WEEK_1).wait(10.5).do(ev.Pause)
    seen = look(week.state, 15.25)
    assert (seen.at, seen.present.elapsed, seen.pausing) == (15.0, 10, 4)
    assert seen.left == 3600 - 15


def test_before_the_start_the_second_is_the_wall_clocks():
    state = Wednesday(WEEK_1).state
    seen = view(state, Moment(7.5, TWO_PM + 0.7))
    assert seen.now == pytest.approx(TWO_PM, abs=0.002)
    assert seen.due <= 7.5 + 1 - 0.7 + 0.002


@given(st.integers(0, 1 << 30), st.integers(1, 10**9).map(lambda n: n / (10**9 + 7)))
def test_the_plan_in_the_lobby_does_not_flicker(at, fraction):
    state = Wednesday(WEEK_1, Reserve(share=0.0)).state
    seen = view(state, Moment(at / 1024, TWO_PM + fraction))
    assert [line.target for line in seen.blocks] == [900, 1000, 1000, 700]
    assert (seen.ending.slack, seen.left) == (300, 3600)


def test_move_on_by_is_when_nothing_is_to_spare():
    week = begun(WEEK_1)
    assert week.view.present.move_on_by == TWO_PM + 20 * 60
    assert week.wait(minutes=20).slack == 0


def test_what_was_added_stands_apart():
    here = begun(WEEK_1).do(ev.AddTime, 60).view.present
    assert (here.target, here.added, here.remaining) == (960, 60, 960)


def test_a_block_that_counts_up_has_nothing_remaining():
    here = begun(Session("Open")).wait(90).view.present
    assert (here.remaining, here.elapsed) == (None, 90)


# The agenda


def test_blocks_to_come_say_when_they_begin():
    week = begun(WEEK_1).wait(minutes=5)
    begins = [line.begins for line in week.view.blocks]
    assert begins == [None, TWO_PM + 900, TWO_PM + 1800, TWO_PM + 2700]


def test_blocks_jumped_over_begin_last():
    week = begun(WEEK_4).do(ev.GoTo, "3")
    order = sorted((line.begins, line.id) for line in week.view.blocks if line.begins)
    assert [name for _, name in order] == ["4", "1", "2"]


def test_a_finished_block_has_its_offset():
    week = begun(WEEK_1).wait(900 - 70).do(ev.Next)
    assert week.view.blocks[0].offset == -70


def test_a_changed_target_is_marked_from_half_a_minute():
    week = begun(WEEK_1).wait(minutes=14).do(ev.Next)
    changes = [(line.change, line.changed) for line in week.view.blocks]
    assert changes[2:] == [(change, change >= 30) for change, _ in changes[2:]]
    assert any(changed for _, changed in changes[1:])


def test_an_inserted_block_was_never_planned_and_is_not_marked():
    week = begun(WEEK_1).do(ev.Insert, "x", block("More", 5))
    assert week.view.line("x").change == 0
    assert week.view.line("x").inserted
    assert week.view.line("nobody") is None


# The three cases: what an early, a late and a very late first block cost


def test_an_early_block_gives_the_later_ones_more():
    week = begun(WEEK_1).wait(minutes=10).do(ev.Next)
    for line, planned in zip(week.view.blocks[1:], [900, 900, 600], strict=True):
        assert planned < line.target <= line.range.max
    assert week.view.ending.verdict is Verdict.IN_HAND
    assert week.view.ending.expected <= THREE_PM


def test_an_overrun_takes_the_later_ones_to_their_minimums():
    week = begun(WEEK_1).wait(minutes=19).do(ev.Next)
    assert week.targets[1:] == [900, 900, 600]
    ending = week.view.ending
    assert (ending.verdict, ending.slack) == (Verdict.IN_HAND, 60)
    assert ending.expected == THREE_PM - 60


def test_a_larger_overrun_makes_the_meeting_late():
    week = begun(WEEK_1).wait(minutes=25).do(ev.Next)
    ending = week.view.ending
    assert (ending.verdict, ending.too_much) == (Verdict.TOO_MUCH, 300)
    assert ending.later_end == THREE_PM + 300
    assert ending.can_skip.block.title == "As a group discuss"
    assert ending.can_shorten is not None
    assert ending.can_fit


# The verdict


@pytest.mark.parametrize(
    ("slack", "verdict"),
    [
        (1, Verdict.IN_HAND),
        (0, Verdict.NO_TIME_IN_HAND),
        (-30, Verdict.NO_TIME_IN_HAND),
        (-31, Verdict.TOO_MUCH),
    ],
)
def test_up_to_half_a_minute_late_nothing_is_to_spare(slack, verdict):
    week = begun(WEEK_1).wait(minutes=15).wait(300 - slack).do(ev.Next)
    assert week.view.ending.verdict is verdict


def test_too_much_rounds_up_and_in_hand_rounds_down():
    assert begun(WEEK_1).hard_end(3600.5).wait(minutes=10).slack == 300
    assert begun(WEEK_1).hard_end(3200.5).view.ending.too_much == 100


def test_past_the_hard_end_the_verdict_counts_how_far_past():
    week = begun(WEEK_4).wait(minutes=34)
    ending = week.view.ending
    assert (ending.verdict, ending.past) == (Verdict.PAST_THE_END, 240)
    assert week.view.left == -240
    assert week.targets[1:] == [600, 300, 300]


def test_the_verdict_before_the_start_assumes_starting_now():
    lobby = Wednesday(session(block("One", 40), block("Two", 30)))
    assert lobby.view.ending.too_much == 600
    assert lobby.do(ev.Start).view.ending.too_much == 600


def test_the_last_block_can_only_be_shortened_itself():
    week = begun(session(block("One", 20), block("Two", 30), minutes=40)).wait(minutes=15)
    ending = week.do(ev.Next).view.ending
    assert ending.too_much == 300
    assert ending.can_skip is None
    assert ending.can_shorten.block.title == "Two"


def test_without_a_hard_end_there_is_only_an_expected_end():
    ending = begun(session(*WEEK_1.blocks, minutes=None)).view.ending
    assert (ending.verdict, ending.slack, ending.hard) == (Verdict.OPEN, None, None)
    assert ending.expected == TWO_PM + 900 + 1050 + 1050 + 750


# The end


def test_a_finished_meeting_shows_the_same_for_ever():
    week = begun(WEEK_4).wait(minutes=28).do(ev.Finish)
    first = week.view
    later = week.wait(minutes=50).view
    assert later.ending == first.ending
    assert (later.blocks, later.segments, later.left) == (
        first.blocks,
        first.segments,
        first.left,
    )
    assert later.due is None
    assert (later.ending.verdict, later.ending.slack) == (Verdict.IN_HAND, 120)


def test_unbegun_blocks_of_a_finished_meeting_have_no_start():
    week = begun(WEEK_1).wait(minutes=16).do(ev.Finish).wait(minutes=60)
    assert [line.begins for line in week.view.blocks] == [None] * 4


def test_a_meeting_that_finished_late_says_how_late():
    ending = begun(WEEK_4).wait(minutes=34).do(ev.Finish).wait(minutes=5).view.ending
    assert (ending.verdict, ending.past) == (Verdict.PAST_THE_END, 240)
    assert ending.expected == TWO_PM + 34 * 60


def test_a_block_left_halfway_counts_its_time():
    agenda = session(
        block("Opening", 5),
        block("Talk", 10, 20),
        block("Break", 5, advance="auto"),
        block("Study", 20, 30),
        block("Closing", 5),
    )
    week = begun(agenda).wait(300).do(ev.GoTo, "4").wait(minutes=22).do(ev.Pause).wait(60.5)
    week.do(ev.Resume).do(ev.GoTo, "2").wait(minutes=16).wait(0.75).do(ev.GoTo, "5").wait(90.25)
    seen = week.do(ev.Finish).view
    assert week.standings == ["done", "done", "to come", "done", "done"]
    assert [line.begun for line in seen.blocks] == [True, True, False, True, True]
    assert [line.elapsed for line in seen.blocks] == [300, 961, 0, 1320, 90]
    assert sum(line.elapsed for line in seen.blocks) == seen.took == seen.gone - seen.paused


def test_a_block_within_its_range_is_within_its_range():
    week = begun(WEEK_1).wait(minutes=14).do(ev.Next).wait(minutes=19).do(ev.Next)
    week.wait(minutes=21).do(ev.Next).do(ev.Finish)
    assert [line.offset for line in week.view.blocks] == [-60, 0, 60, -600]


def test_a_block_that_was_given_minutes_is_measured_with_them():
    week = begun(WEEK_4).do(ev.AddTime, 180).wait(minutes=13).do(ev.Next).do(ev.AddTime, -60)
    week.wait(minutes=9).wait(30).do(ev.Next).do(ev.Finish)
    assert [line.offset for line in week.view.blocks] == [0, 30, -300, None]
    assert [line.target for line in week.view.blocks[:2]] == [780, 540]


def test_a_meeting_is_planned_to_last_until_its_hard_end():
    week = begun(WEEK_1)
    assert week.view.planned == 3600
    assert week.wait(minutes=5).hard_end(3000).view.planned == 3600, "as it was at the start"
    assert Wednesday(WEEK_1).wait(60).hard_end(3000).wait(60).do(ev.Start).view.planned == 2880
    assert begun(session(*WEEK_1.blocks, minutes=None)).view.planned == 900 + 1050 + 1050 + 750
    assert begun(session(rest(), minutes=None)).view.planned is None
    assert Wednesday(WEEK_1).view.planned is None


def test_what_the_plan_keeps_back_can_be_said():
    week = Wednesday(WEEK_1)
    assert week.view.kept_back == 300
    assert week.do(ev.Start).view.kept_back == 300
    assert week.wait(minutes=15).do(ev.Next).wait(minutes=18).do(ev.Next).view.kept_back == 120
    assert week.hard_end(55 * 60).view.kept_back == 0, "at the minimums nothing can be"
    assert week.hard_end(None).view.kept_back == 0
    assert begun(WEEK_4).view.kept_back == 0


def test_a_row_says_what_its_block_takes():
    week = begun(WEEK_1).wait(minutes=17)
    assert [line.takes for line in week.view.blocks] == [1020, 900, 900, 600]
    week.do(ev.Skip, "1").wait(60)
    assert [line.takes for line in week.view.blocks][:2] == [1020, 900]
    assert begun(session(rest(), minutes=None)).wait(60).view.blocks[0].takes is None


# The meeting bar


def test_the_bar_shows_the_whole_hour():
    week = begun(WEEK_1).wait(minutes=16).do(ev.Next).wait(60).do(ev.Pause).wait(60)
    bar = [(s.kind, s.block) for s in week.view.segments]
    assert bar == [
        ("gone", "1"),
        ("gone", "2"),
        ("paused", None),
        ("present", "2"),
        ("to come", "3"),
        ("to come", "4"),
        ("in hand", None),
    ]
    assert sum(s.seconds for s in week.view.segments) == 3600


def test_the_bar_shows_what_goes_past_the_end():
    week = begun(WEEK_1).wait(minutes=25).do(ev.Next)
    assert sum(s.seconds for s in week.view.segments) == 65 * 60


# Whatever happens


@settings(max_examples=100, deadline=None)
@given(sessions, scripts, st.integers(-(10**10), 10**10), st.floats(0, 1))
def test_the_view_never_raises_at_any_instant(what, script, at, fraction):
    week = play(what, script)
    seen = view(week.meeting.state(at / 1024), Moment(at / 1024, TWO_PM + at / 1024 + fraction))
    assert len(seen.blocks) == len(week.state.blocks)


@MANY
@given(sessions, scripts, instants)
def test_the_verdicts_sign_agrees_with_the_arithmetic(what, script, later):
    week = play(what, script).wait(later)
    ending, state = week.view.ending, week.state
    if state.hard_end is None:
        assert ending.verdict is Verdict.OPEN
        return
    minimums = sum(b.unspent.min for b in state.blocks if b.standing is Standing.TO_COME)
    if state.playback is Playback.FINISHED:
        left = state.hard_end - state.finished
        assert (ending.verdict is Verdict.IN_HAND) == (left >= 0)
        return
    at = week.view.at
    present = max((state.here.full_target or 0) - st_.elapsed(state, at), 0)
    left = state.hard_end - at - present - minimums
    assert ending.slack == math.floor(left)
    if ending.verdict is Verdict.IN_HAND:
        assert left > 0
    elif ending.verdict is Verdict.TOO_MUCH:
        assert left < -29
    else:
        assert left < 1
    # who is on time by the verdict ends on time: the plan hands out no more than there is
    if left >= 0:
        assert ending.expected <= ending.hard


@MANY
@given(sessions, scripts, instants)
def test_lines_and_pauses_of_a_meeting_add_up(what, script, later):
    week = play(what, script).wait(later)
    if week.state.playback is not Playback.FINISHED:
        week.do(ev.Finish)
    seen = week.view
    assert sum(line.elapsed for line in seen.blocks) == seen.took
    assert seen.took + seen.paused == seen.gone
    for line, block_state in zip(seen.blocks, week.state.blocks, strict=True):
        assert abs(line.elapsed - block_state.spent) < 1
        assert line.begun or not line.elapsed
        if line.offset is not None:
            high = math.inf if line.range.max is None else line.range.max
            assert (line.offset == 0) == (line.range.min <= line.elapsed <= high)


@MANY
@given(sessions, scripts, instants)
def test_what_is_kept_back_is_never_handed_out(what, script, later):
    week = play(what, script).wait(later)
    seen, state = week.view, week.state
    if seen.finished is None and state.hard_end is not None:
        assert seen.kept_back >= 0
        assert not seen.kept_back or seen.ending.expected + seen.kept_back <= seen.ending.hard


@MANY
@given(sessions, scripts, instants)
def test_fit_is_offered_exactly_where_it_is_not_refused(what, script, later):
    week = play(what, script).wait(later)
    ending = week.view.ending
    if ending.verdict is not Verdict.TOO_MUCH:
        return
    try:
        week.do(ev.Fit)
    except CommandRejected:
        assert not ending.can_fit
    else:
        assert ending.can_fit
        assert week.slack >= 0


@MANY
@given(sessions, scripts, instants)
def test_one_skip_or_shortening_that_is_offered_mends_it(what, script, later):
    week = play(what, script).wait(later)
    ending = week.view.ending
    if ending.can_skip is not None:
        assert ending.can_skip.standing is Standing.TO_COME
        if week.state.started is not None:
            assert week.do(ev.Skip, ending.can_skip.id).slack >= 0


@MANY
@given(sessions, scripts, instants)
def test_the_shown_second_moves_on_once_a_second(what, script, later):
    week = play(what, script).wait(later)
    seen = week.view
    if seen.due is None:
        return
    assert week.now - 1 < seen.at <= week.now or week.now < week.state.entered
    assert look(week.state, seen.due - 1 / 1024).at == seen.at
    assert look(week.state, seen.due).at == seen.due


def test_a_reserve_of_nothing_hands_everything_out():
    week = begun(session(block("One", 5, 10), rest(), minutes=30), Reserve(share=0.0))
    assert sum(week.targets) == 1800
    assert week.slack == 20 * 60


def test_a_block_left_for_later_keeps_its_plan_at_the_end():
    week = begun(session(block("Talk", 2), block("Plan", 1, 2), minutes=10)).wait(27).do(ev.Later)
    line = week.wait(5).do(ev.Finish).view.line("1")
    assert line is not None
    assert (line.standing, line.elapsed, line.target, line.offset) == (Standing.DONE, 27, 120, -93)
