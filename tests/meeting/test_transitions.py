"""The effect of each command, when it is rejected, and automatic steps."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.model import Reserve, Session
from homeroom_tui.commands import COMMANDS
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting import state as st_
from homeroom_tui.meeting import transitions
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.outlook import Outlook
from homeroom_tui.meeting.state import Phase, Playback, Standing
from homeroom_tui.meeting.transitions import NothingToCome, settle
from tests.meeting.scenario import (
    WEEK_1,
    WEEK_4,
    Wednesday,
    begun,
    block,
    instants,
    play,
    press_once,
    presses,
    rest,
    scripts,
    session,
    sessions,
)

MANY = settings(max_examples=100, deadline=None)
NONE_IN_RESERVE = Reserve(share=0.0)

# The lobby


def test_nothing_counts_before_the_start():
    lobby = Wednesday(WEEK_1).wait(minutes=90)
    assert lobby.state.playback is Playback.READY
    assert lobby.targets == [900, 900, 900, 600]
    assert lobby.slack == 300


def test_the_start_fixes_the_plan_and_the_hard_end():
    week = Wednesday(WEEK_1).wait(minutes=4).do(ev.Start)
    assert week.state.hard_end == 64 * 60
    assert [b.planned for b in week.state.blocks] == [900, 900, 900, 600]
    assert week.here.full_target == 900


def test_started_late_with_a_hard_end_the_plan_is_tighter_before_it_starts():
    week = Wednesday(WEEK_1).hard_end(3600).wait(minutes=3)
    assert week.slack == 120
    week.wait(minutes=4)
    assert week.slack == -120
    assert week.do(ev.Start).slack == -120


def test_an_early_start_gives_more_than_the_minimums():
    week = Wednesday(WEEK_1, NONE_IN_RESERVE).hard_end(3600)
    assert week.targets == [900, 1000, 1000, 700]


def test_a_block_inserted_in_the_lobby_comes_first():
    week = Wednesday(WEEK_1).do(ev.Insert, "warm up", block("Warm up", 5)).do(ev.Start)
    assert week.here.id == "warm up"
    assert week.here.inserted


def test_a_pinned_first_block_begins_with_its_pin():
    week = Wednesday(WEEK_1).do(ev.Pin, "1", 300).do(ev.Start)
    assert week.here.full_target == 300
    assert week.wait(300).state.present == 0


def test_with_all_blocks_skipped_there_is_nothing_to_start():
    week = Wednesday(WEEK_4)
    for name in "1234":
        week.do(ev.Skip, name)
    with pytest.raises(NothingToCome, match="bring one back"):
        week.do(ev.Start)


def test_a_skipped_first_block_is_passed_over_at_the_start():
    week = Wednesday(WEEK_4).do(ev.Skip, "1").do(ev.Start)
    assert week.here.id == "2"


# A draft


def test_a_draft_is_one_open_block_of_its_duration():
    week = begun(Session("Week 5", duration=3600))
    assert [b.block.title for b in week.state.blocks] == ["Week 5"]
    assert week.here.full_target == 3600


def test_a_draft_without_a_duration_counts_up():
    week = begun(Session("Open")).wait(minutes=300)
    assert week.here.full_target is None
    assert Outlook(week.state, week.now).phase is Phase.ENOUGH
    assert Outlook(week.state, week.now).slack is None


# Moving


def test_next_ends_a_block_and_begins_the_following():
    week = begun(WEEK_4).wait(minutes=9).do(ev.Next)
    assert week.standings == ["done", "present", "to come", "to come"]
    assert week.state.blocks[0].spent == 540


def test_next_on_the_last_block_finds_nothing_to_come():
    week = begun(WEEK_4).do(ev.GoTo, "4")
    for name in "123":
        week.do(ev.Skip, name)
    with pytest.raises(NothingToCome):
        week.do(ev.Next)


def test_blocks_jumped_over_stay_to_come_and_next_goes_to_them_last():
    week = begun(WEEK_4).do(ev.GoTo, "4")
    assert week.standings == ["to come", "to come", "to come", "present"]
    assert Outlook(week.state, week.now).stretches[0].minimum == 25 * 60
    assert week.do(ev.Next).here.id == "1"


def test_going_forward_from_a_block_that_had_its_minimum_counts_it_as_done():
    week = begun(WEEK_4).wait(minutes=10).do(ev.GoTo, "3")
    assert week.standings == ["done", "to come", "present", "to come"]


def test_going_back_never_counts_as_done():
    week = begun(WEEK_4).wait(minutes=10).do(ev.Next).wait(minutes=10).do(ev.GoTo, "1")
    assert week.standings == ["present", "to come", "to come", "to come"]


def test_a_block_that_was_done_keeps_its_target_and_goes_on_where_it_was():
    week = begun(WEEK_1).wait(minutes=16).do(ev.Next).wait(minutes=1).do(ev.Back)
    assert week.here.full_target == 900
    assert st_.elapsed(week.state, week.now) == 960
    assert Outlook(week.state, week.now).phase is Phase.OVERTIME


def test_a_block_that_was_left_is_again_to_come_less_what_it_spent():
    week = begun(WEEK_1).wait(minutes=15).do(ev.Next).wait(minutes=6).do(ev.Back)
    left = week.state.blocks[1]
    assert left.standing is Standing.TO_COME
    assert (left.unspent.min, left.unspent.max) == (9 * 60, 14 * 60)
    week.wait(minutes=1).do(ev.Next)
    assert week.here.spent == 360
    assert week.here.full_target >= 900
    assert st_.elapsed(week.state, week.now) == 360


def test_back_passes_over_what_is_skipped_and_is_refused_on_the_first():
    week = begun(WEEK_4).do(ev.Next).do(ev.Next).do(ev.Skip, "3").do(ev.Back)
    assert week.here.id == "2"
    week.do(ev.Back)
    with pytest.raises(CommandRejected, match="first block"):
        week.do(ev.Back)


def test_back_goes_to_a_skipped_block_that_ran_where_nothing_else_is_before():
    week = begun(WEEK_4).wait(113).do(ev.Skip, "1").wait(60).do(ev.Back)
    assert week.here.id == "1"
    assert st_.elapsed(week.state, week.now) == 113
    week = Wednesday(WEEK_4).do(ev.Skip, "1").do(ev.Start)
    with pytest.raises(CommandRejected, match="is skipped"):
        week.do(ev.Back)


def test_moves_while_paused_stay_paused():
    week = begun(WEEK_4).wait(60).do(ev.Pause).wait(60).do(ev.Next).wait(60)
    assert week.state.playback is Playback.PAUSED
    assert st_.elapsed(week.state, week.now) == 0
    week.do(ev.Resume).wait(30)
    assert st_.elapsed(week.state, week.now) == 30
    assert st_.paused(week.state, week.now) == 120


def test_a_pause_stops_the_block_but_not_the_world():
    week = begun(WEEK_1).wait(minutes=5).do(ev.Pause)
    before = week.slack
    week.wait(minutes=3)
    assert st_.elapsed(week.state, week.now) == 300
    assert week.slack == before - 180


# Skipping


def test_skip_of_the_present_block_moves_on():
    week = begun(WEEK_4).wait(60).do(ev.Skip, "1")
    assert week.standings == ["skipped", "present", "to come", "to come"]


def test_skip_of_a_block_to_come_gives_its_time_away_and_unskip_brings_it_back():
    week = begun(WEEK_1)
    before = week.targets
    week.do(ev.Skip, "3")
    assert week.targets[1] == 1200
    assert week.do(ev.Unskip, "3").targets == before


def test_a_pinned_block_is_still_pinned_when_it_is_brought_back():
    week = begun(WEEK_1).do(ev.Pin, "3", 600).do(ev.Skip, "3").do(ev.Unskip, "3")
    assert week.view.blocks[2].pinned
    assert week.targets[2] == 600
    assert week.do(ev.Unpin, "3").state.blocks[2].bounds == WEEK_1.blocks[2].duration


def test_a_skipped_block_can_be_gone_to():
    week = begun(WEEK_4).do(ev.Skip, "3").do(ev.GoTo, "3")
    assert week.here.full_target == 300


# More and less


def test_a_minute_more_moves_target_and_maximum_but_not_the_minimum():
    week = begun(WEEK_1, NONE_IN_RESERVE).wait(minutes=15).do(ev.Next).do(ev.AddTime, 60)
    assert week.here.full_target == 1060
    assert (week.here.bounds.min, week.here.bounds.max) == (900, 1260)
    assert (week.here.target, week.here.added) == (1000, 60)


def test_minutes_less_move_the_minimum_where_the_target_falls_below_it():
    week = begun(WEEK_1).do(ev.AddTime, -300)
    assert (week.here.bounds.min, week.here.bounds.max) == (600, 600)


def test_no_more_can_be_taken_away_than_there_is():
    week = begun(WEEK_4).do(ev.AddTime, -3000)
    assert week.here.full_target == 0
    with pytest.raises(CommandRejected, match="nothing left"):
        week.do(ev.AddTime, -60)


def test_a_block_that_counts_up_has_no_target_to_change():
    week = begun(session(rest(), minutes=None))
    with pytest.raises(CommandRejected, match="no target"):
        week.do(ev.AddTime, 60)


def test_a_pin_holds_and_the_others_flex():
    week = begun(WEEK_1, NONE_IN_RESERVE).do(ev.Pin, "2", 600)
    assert week.targets == [900, 600, 1200, 900]
    assert week.do(ev.Unpin, "2").targets == [900, 1000, 1000, 700]


def test_a_pin_is_the_blocks_own_minimum_in_every_sum():
    week = begun(WEEK_1)
    assert week.do(ev.Pin, "2", 1200).slack == 0
    assert week.wait(900).do(ev.Next).here.full_target == 1200


def test_a_block_that_does_not_flex_can_not_be_unpinned():
    with pytest.raises(CommandRejected, match="not pinned"):
        begun(WEEK_1).do(ev.Unpin, "2")


# Rest


def test_a_rest_block_gets_what_is_left_after_all_maximums():
    week = begun(session(block("Share", 10), block("Discuss", 10, 20), rest()), NONE_IN_RESERVE)
    assert week.targets == [600, 1200, 1800]
    week.wait(300).do(ev.Next)
    assert week.targets == [600, 1200, 2100]


def test_rest_as_the_present_block_ends_with_the_meeting():
    week = begun(session(block("Share", 10), rest())).wait(600).do(ev.Next)
    assert week.here.full_target == 50 * 60
    assert Outlook(week.state, 3599).phase is Phase.CLOSING
    assert Outlook(week.state, 3600).phase is Phase.OVERTIME


def test_rest_is_over_but_not_overtime_until_the_hard_end():
    week = begun(session(rest(), block("Wrap up", 10), rest(), minutes=30), NONE_IN_RESERVE)
    assert week.targets == [600, 600, 600]
    assert Outlook(week.state, 1799).phase is Phase.OVER
    assert Outlook(week.state, 1800).phase is Phase.OVERTIME


def test_the_phase_of_a_rest_block_stands_still_in_a_pause_too():
    week = begun(session(rest(), minutes=30)).wait(minutes=29).do(ev.Pause).wait(minutes=5)
    assert Outlook(week.state, week.now).phase is Phase.CLOSING
    assert Outlook(week.do(ev.Resume).state, week.now).phase is Phase.OVERTIME


# No hard end


def test_without_a_hard_end_targets_are_midpoints_and_nothing_flexes():
    week = begun(session(*WEEK_1.blocks, minutes=None))
    assert week.targets == [900, 1050, 1050, 750]
    assert week.wait(minutes=40).targets == [900, 1050, 1050, 750]
    with pytest.raises(CommandRejected, match="no hard end"):
        week.do(ev.Fit)


def test_a_hard_end_can_be_taken_away_and_set_again():
    week = begun(WEEK_1).hard_end(None)
    assert week.slack is None
    assert week.hard_end(70 * 60).slack == 900


# Phases


@pytest.mark.parametrize(
    ("seconds", "phase"),
    [
        (0, Phase.EARLY),
        (899, Phase.EARLY),
        (900, Phase.ENOUGH),
        (939, Phase.ENOUGH),
        (940, Phase.CLOSING),
        (999, Phase.CLOSING),
        (1000, Phase.OVER),
        (1199, Phase.OVER),
        (1200, Phase.OVERTIME),
    ],
)
def test_phases_of_a_block_of_15_to_20_minutes_with_a_target_of_16_40(seconds, phase):
    week = begun(WEEK_1, NONE_IN_RESERVE).wait(900).do(ev.Next)
    assert week.here.full_target == 1000
    assert Outlook(week.state, week.now + seconds).phase is phase


def test_a_fixed_block_goes_from_closing_to_overtime():
    week = begun(WEEK_4)
    assert Outlook(week.state, 539).phase is Phase.EARLY
    assert Outlook(week.state, 540).phase is Phase.CLOSING
    assert Outlook(week.state, 600).phase is Phase.OVERTIME


def test_a_short_block_is_closing_in_its_last_fifth():
    week = begun(session(block("Short", 2)))
    assert Outlook(week.state, 95).phase is Phase.EARLY
    assert Outlook(week.state, 96).phase is Phase.CLOSING


# Fit


def test_fit_ends_the_plan_at_the_hard_end_less_the_reserve():
    week = begun(WEEK_1).wait(minutes=25).do(ev.Next)
    assert week.slack == -300
    week.do(ev.Fit)
    ending = week.view.ending
    assert ending.slack > 0
    assert week.view.kept_back > 0
    assert ending.expected == pytest.approx(ending.hard - week.view.kept_back, abs=2)


def test_fit_leaves_pins_alone():
    week = begun(WEEK_1).do(ev.Pin, "3", 1200).wait(minutes=25).do(ev.Next).do(ev.Fit)
    assert week.targets[2] == 1200
    assert week.slack >= 0


def test_fit_is_refused_when_nothing_is_too_much():
    with pytest.raises(CommandRejected, match="Nothing is too much"):
        begun(WEEK_1).do(ev.Fit)


def test_fit_is_refused_when_even_a_minute_a_block_is_too_much():
    week = begun(WEEK_1).wait(minutes=58)
    with pytest.raises(CommandRejected, match="a minute too much"):
        week.do(ev.Fit)


def test_fit_before_the_start_mends_a_session_that_is_too_long():
    week = Wednesday(session(block("One", 40), block("Two", 40)))
    assert week.slack == -20 * 60
    assert week.do(ev.Fit).slack >= 0
    assert week.do(ev.Start).here.full_target < 40 * 60


def test_fit_shortens_what_is_left_of_the_present_block_only():
    week = begun(session(block("One", 40), block("Two", 40)), NONE_IN_RESERVE)
    week.wait(minutes=20).do(ev.Fit)
    assert week.targets == [2010, 1590]
    assert week.here.bounds.fixed
    assert week.slack == 0


def test_fit_in_a_pause_in_the_middle_of_a_second_ends_on_time_too():
    week = begun(session(block("One", 2)), NONE_IN_RESERVE).hard_end(91.0)
    week.wait(0.5).do(ev.Pause).wait(0.75).do(ev.Fit)
    assert (week.here.full_target, week.slack) == (90, 0)


# Finish


def test_finish_at_any_time():
    week = begun(WEEK_4).wait(minutes=3).do(ev.Pause).wait(60).do(ev.Finish).wait(minutes=9)
    assert week.state.playback is Playback.FINISHED
    assert week.standings == ["done", "to come", "to come", "to come"]
    assert (week.view.gone, week.view.paused) == (240, 60)


# Automatic steps


def test_a_break_moves_on_at_its_target():
    week = begun(session(block("Break", 5, advance="auto"), block("Share", 10)))
    assert week.wait(299).here.id == "1"
    assert week.wait(1).here.id == "2"


def test_an_automatic_last_block_finishes_the_meeting():
    week = begun(WEEK_4).do(ev.GoTo, "4")
    for name in "123":
        week.do(ev.Skip, name)
    week.wait(minutes=90)
    assert week.state.playback is Playback.FINISHED
    assert week.state.finished == 300


def test_a_lid_closed_across_two_breaks_comes_out_right():
    breaks = session(
        block("Break", 5, advance="auto"), block("Break", 5, advance="auto"), block("Share", 10)
    )
    week = begun(breaks).wait(minutes=12)
    assert week.here.id == "3"
    assert week.state.entered == 600
    week.do(ev.Away, 60, 720)
    assert week.here.id == "1"
    assert st_.elapsed(week.state, week.now) == 60
    assert week.wait(240).here.id == "2"


def test_a_break_taken_down_to_nothing_is_over_at_once():
    week = begun(session(block("Break", 5, advance="auto"), block("Share", 10)))
    week.wait(30).do(ev.AddTime, -300)
    assert week.here.id == "2"


def test_a_break_of_no_time_at_all_is_passed():
    nothing = session(block("Long", 60), rest("Break", advance="auto"), block("Share", 10))
    week = begun(nothing).wait(minutes=60).do(ev.Next)
    assert week.here.id == "3"


def test_a_break_that_is_over_can_be_gone_back_to():
    week = begun(session(block("Break", 5, advance="auto"), block("Share", 10)))
    week.wait(400).do(ev.Back)
    assert week.here.id == "1"
    assert week.wait(60).here.id == "1"


def test_a_break_does_not_move_on_while_paused():
    week = begun(session(block("Break", 5, advance="auto"), block("Share", 10)))
    week.wait(200).do(ev.Pause).wait(200)
    assert week.here.id == "1"
    week.do(ev.Resume).wait(100)
    assert week.here.id == "2"


# Backdating and time given back


def test_we_moved_on_three_minutes_ago():
    week = begun(WEEK_1).wait(minutes=18).do(ev.Next, ago=180)
    assert week.state.blocks[0].spent == 900
    assert st_.elapsed(week.state, week.now) == 180


def test_the_meeting_began_four_minutes_ago():
    week = Wednesday(WEEK_1).wait(minutes=6).do(ev.Start, ago=240)
    assert week.state.hard_end == 3720
    assert st_.elapsed(week.state, week.now) == 240


def test_the_meeting_began_before_what_was_set_in_the_lobby():
    week = Wednesday(WEEK_1).wait(minutes=6).do(ev.HardEnd, 3600).do(ev.Pin, "2", 900)
    week.wait(60).do(ev.Start, ago=240)
    assert (week.state.hard_end, week.state.blocks[1].pin) == (3600, 900)
    assert st_.elapsed(week.state, week.now) == 240


def test_backdating_is_bounded_by_the_event_before():
    week = begun(WEEK_1).wait(minutes=5).do(ev.Next).wait(minutes=5)
    with pytest.raises(CommandRejected, match="The last step was later"):
        week.do(ev.Next, ago=301)
    assert week.do(ev.Next, ago=300).state.blocks[1].spent == 0


def test_time_given_back_counts_as_a_pause():
    week = begun(WEEK_1).wait(minutes=13).do(ev.Away, 300, 720)
    assert st_.elapsed(week.state, week.now) == 360
    assert st_.paused(week.state, week.now) == 420


@pytest.mark.parametrize(("since", "until"), [(300, 300), (400, 300), (300, 2000)])
def test_only_time_that_is_gone_can_be_given_back(since, until):
    with pytest.raises(CommandRejected, match="no time to give back"):
        begun(WEEK_1).wait(minutes=13).do(ev.Away, since, until)


def test_time_in_which_somebody_pressed_a_key_can_not_be_given_back():
    week = begun(WEEK_1).wait(minutes=10).do(ev.Next).wait(minutes=1)
    with pytest.raises(CommandRejected):
        week.do(ev.Away, 300, 650)


# Beginnings are corrected


def test_we_began_this_block_three_minutes_ago_whatever_came_since():
    week = begun(WEEK_1).wait(minutes=18).do(ev.Next).wait(60)
    week.do(ev.Pause).wait(30).do(ev.Note, "1", "well said").do(ev.Resume).do(ev.AddTime, 60)
    before = week.here
    week.do(ev.Began, week.now - 210)
    assert week.state.blocks[0].spent == 16 * 60
    assert st_.elapsed(week.state, week.now) == 180
    assert st_.paused(week.state, week.now) == 30
    assert week.here == before
    assert st_.elapsed(week.undo().state, week.now) == 60


def test_a_corrected_beginning_takes_the_block_before_to_nothing_at_the_least():
    week = begun(WEEK_1).wait(minutes=5).do(ev.Next).wait(60).do(ev.AddTime, 60)
    with pytest.raises(CommandRejected, match="before the block before it began"):
        week.do(ev.Began, week.now - 361)
    assert week.do(ev.Began, week.now - 360).state.blocks[0].spent == 0
    assert st_.elapsed(week.state, week.now) == 360


def test_a_block_may_have_begun_later_too():
    week = begun(WEEK_1).wait(minutes=5).do(ev.Next).wait(minutes=5).do(ev.Began, 480)
    assert week.state.blocks[0].spent == 480
    assert st_.elapsed(week.state, week.now) == 120
    with pytest.raises(CommandRejected, match="still to come"):
        week.do(ev.Began, week.now + 1)


def test_the_first_block_began_earlier_and_so_did_the_meeting():
    week = Wednesday(WEEK_1).wait(minutes=6).do(ev.Start).wait(60).do(ev.Pause).do(ev.Began, 240)
    assert (week.state.started, week.state.hard_end) == (240, 3840)
    assert st_.elapsed(week.state, week.now) == 180
    week = Wednesday(WEEK_1).hard_end(3600).wait(minutes=6).do(ev.Start).do(ev.Began, 240)
    assert (week.state.started, week.state.hard_end) == (240, 3600)


def test_after_an_automatic_step_the_break_gets_so_much_less():
    week = begun(session(block("Break", 5, advance="auto"), block("Share", 10))).wait(400)
    week.do(ev.Began, 240)
    assert week.state.blocks[0].spent == 240
    assert st_.elapsed(week.state, week.now) == 160


def test_a_break_that_began_earlier_is_over_now_and_not_before():
    week = begun(session(block("Talk", 10), block("Break", 5, advance="auto"), block("Share", 9)))
    week.wait(600).do(ev.Next).wait(200).do(ev.Began, week.now - 400)
    assert week.here.id == "3"
    assert week.state.entered == week.now
    assert week.undo().here.id == "2"


def test_turns_are_as_long_as_they_were_when_a_beginning_is_corrected():
    week = begun(WEEK_1).wait(minutes=18).do(ev.Next).do(ev.Add, "a", "Ana").do(ev.Add, "b", "Ben")
    week.wait(60).do(ev.Round).wait(45).do(ev.Began, week.now - 240)
    assert (week.view.round.name, week.view.round.gone) == ("Ana", 45)
    week.do(ev.Turn)
    assert week.view.round.spoke == (("Ana", 45),)


# Inserting


def test_a_block_can_be_put_in_before_the_next_one():
    week = begun(WEEK_1).do(ev.Insert, "extra", block("Something came up", 5))
    assert [b.id for b in week.state.blocks] == ["1", "extra", "2", "3", "4"]
    assert week.slack == 0
    assert week.do(ev.Next).here.id == "extra"


def test_an_id_is_given_once():
    with pytest.raises(CommandRejected, match="already"):
        begun(WEEK_1).do(ev.Insert, "2", block("Again", 5))


def order(week):
    return [b.id for b in week.state.blocks]


def test_a_block_can_be_put_in_anywhere_behind_the_present_one():
    week = begun(WEEK_4).do(ev.Insert, "a", block("A", 5), "3")
    week.do(ev.Insert, "b", block("B", 5), "3").do(ev.Insert, "z", block("Z", 5), None, True)
    assert order(week) == ["1", "2", "a", "b", "3", "4", "z"]
    for before in ("1", "nobody"):
        with pytest.raises(CommandRejected):
            week.do(ev.Insert, "c", block("C", 5), before)
    lobby = Wednesday(WEEK_4).do(ev.Insert, "first", block("First", 5), "1")
    assert order(lobby)[0] == "first"


# A small timer


def timer(week):
    here = week.view.present
    return None if here.timer is None else here.timer.left(here.elapsed)


def test_a_small_timer_runs_within_the_block_and_leaves_its_time_alone():
    week = begun(WEEK_4).wait(60.5).do(ev.Point, "1", 2).do(ev.Timer, 120).wait(30)
    assert timer(week) == 90
    week.do(ev.Point, "1", 3).do(ev.Pause).wait(300)
    assert timer(week) == 90, "it stands still in a pause"
    assert timer(week.do(ev.Resume).wait(120)) == -30
    assert week.view.present.remaining == 600 - 210
    week.do(ev.Timer, 30)
    assert timer(week) == 30
    assert timer(week.do(ev.Timer, 0)) is None
    assert timer(week.undo()) == 30
    assert timer(week.undo()) == -30


def test_a_small_timer_ends_with_its_visit():
    week = begun(WEEK_4).do(ev.Timer, 120).do(ev.Next)
    assert timer(week) is None
    assert timer(week.do(ev.Back)) is None
    with pytest.raises(CommandRejected, match="no timer to stop"):
        week.do(ev.Timer, 0)


def test_a_small_timer_is_as_far_as_it_was_when_a_beginning_is_corrected():
    week = begun(WEEK_4).wait(300).do(ev.Next).wait(60).do(ev.Timer, 120).wait(30)
    assert timer(week.do(ev.Began, week.now - 200)) == 90


# Order


def test_a_block_to_come_is_moved_and_keeps_what_it_has():
    week = begun(WEEK_1).wait(900).do(ev.Next).do(ev.Back).do(ev.Pin, "4", 660).do(ev.Skip, "3")
    before = {b.id: b for b in week.state.blocks}
    week.do(ev.Move, "4", "2").do(ev.Move, "3", "4")
    assert order(week) == ["1", "3", "4", "2"]
    assert {b.id: b for b in week.state.blocks} == before
    assert week.do(ev.Next).here.id == "4"
    assert order(week.undo(3)) == ["1", "2", "3", "4"]


def test_a_block_jumped_over_can_be_moved_behind_the_present_one():
    week = begun(WEEK_4).do(ev.GoTo, "3").do(ev.Move, "1", "4")
    assert order(week) == ["2", "3", "1", "4"]
    assert week.here.id == "3"
    assert week.do(ev.Next).here.id == "1"


@pytest.mark.parametrize(
    ("block_id", "before", "why"),
    [
        ("1", "4", "That block is done"),
        ("2", "4", "That block is present"),
        ("4", "2", "before the present block"),
        ("4", "1", "before the present block"),
        ("3", "4", "there already"),
        ("3", "3", "there already"),
        ("4", None, "there already"),
        ("9", None, "no longer in the agenda"),
        ("3", "9", "no longer in the agenda"),
    ],
)
def test_no_block_is_moved_to_where_it_cannot_come(block_id, before, why):
    week = begun(WEEK_4).do(ev.Next)
    with pytest.raises(CommandRejected, match=why):
        week.do(ev.Move, block_id, before)


def test_later_leaves_a_block_and_comes_back_to_it_after_the_next():
    week = begun(WEEK_1).wait(900).do(ev.Next).wait(240).do(ev.Later).wait(60)
    assert order(week) == ["1", "3", "2", "4"]
    assert week.standings == ["done", "present", "to come", "to come"]
    assert (week.here.id, week.state.blocks[2].spent) == ("3", 240)
    assert week.state.blocks[2].unspent.min == 660
    assert week.do(ev.Next).here.id == "2"
    assert st_.elapsed(week.state, week.now) == 240
    assert order(week.undo(2)) == ["1", "2", "3", "4"]
    assert st_.elapsed(week.state, week.now) == 300


def test_later_while_paused_stays_paused_and_the_last_block_has_no_later():
    week = begun(WEEK_4).wait(60).do(ev.Pause).wait(60).do(ev.Later)
    assert week.state.playback is Playback.PAUSED
    assert week.state.blocks[1].spent == 60
    week.do(ev.GoTo, "4")
    for name in "123":
        week.do(ev.Skip, name)
    with pytest.raises(CommandRejected, match="could come before"):
        week.do(ev.Later)


def test_later_goes_to_a_block_jumped_over_where_none_follows():
    week = begun(WEEK_4).do(ev.GoTo, "4").do(ev.Later)
    assert order(week) == ["1", "4", "2", "3"]
    assert week.here.id == "1"


def test_a_block_that_was_removed_from_the_file_can_come_later():
    week = begun(WEEK_4).do(ev.Next).wait(60)
    week.do(ev.Edit, session(WEEK_4.blocks[0], *WEEK_4.blocks[2:])).do(ev.Later)
    assert week.standings == ["done", "present", "to come", "to come"]
    assert week.do(ev.Next).here.id == "2"


# Odd meetings


def test_a_hard_end_in_the_past():
    week = begun(WEEK_1).wait(minutes=10).hard_end(300)
    assert week.targets == [900, 900, 900, 600]
    with pytest.raises(CommandRejected, match="too much"):
        week.do(ev.Fit)


def test_a_hard_end_changed_while_paused_counts_at_once():
    week = begun(WEEK_1).wait(minutes=5).do(ev.Pause).wait(minutes=5)
    before = week.slack
    assert week.hard_end(65 * 60).slack == before + 300
    assert st_.elapsed(week.state, week.now) == 300


def test_blocks_of_no_time_at_all():
    week = begun(session(block("Nothing", 0), block("Nothing more", 0)))
    assert Outlook(week.state, 0).phase is Phase.OVERTIME
    assert week.do(ev.Next).targets == [0, 0]


# What is refused

REFUSED = [
    ("in the lobby", [], ev.Pause, ()),
    ("in the lobby", [], ev.Resume, ()),
    ("in the lobby", [], ev.Next, ()),
    ("in the lobby", [], ev.Back, ()),
    ("in the lobby", [], ev.GoTo, ("2",)),
    ("in the lobby", [], ev.AddTime, (60,)),
    ("in the lobby", [], ev.Finish, ()),
    ("in the lobby", [], ev.Later, ()),
    ("in the lobby", [], ev.Timer, (60,)),
    ("in the lobby", [], ev.Began, (-60.0,)),
    ("in the lobby", [], ev.Away, (0.0, 1.0)),
    ("running", [ev.Start], ev.Start, ()),
    ("running", [ev.Start], ev.Resume, ()),
    ("running", [ev.Start], ev.GoTo, ("1",)),
    ("running", [ev.Start], ev.GoTo, ("nobody",)),
    ("running", [ev.Start], ev.Pin, ("1", 60)),
    ("running", [ev.Start], ev.Pin, ("2", -1)),
    ("running", [ev.Start], ev.Unskip, ("2",)),
    ("paused", [ev.Start, ev.Pause], ev.Pause, ()),
    ("finished", [ev.Start, ev.Finish], ev.Next, ()),
    ("finished", [ev.Start, ev.Finish], ev.Finish, ()),
    ("finished", [ev.Start, ev.Finish], ev.Later, ()),
    ("finished", [ev.Start, ev.Finish], ev.Timer, (60,)),
    ("finished", [ev.Start, ev.Finish], ev.Move, ("2",)),
    ("finished", [ev.Start, ev.Finish], ev.Began, (-60.0,)),
    ("finished", [ev.Start, ev.Finish], ev.HardEnd, (9.0,)),
    ("finished", [ev.Start, ev.Finish], ev.Pin, ("2", 60)),
    ("finished", [ev.Start, ev.Finish], ev.Skip, ("2",)),
    ("finished", [ev.Start, ev.Finish], ev.Fit, ()),
    ("finished", [ev.Start, ev.Finish], ev.Insert, ("x", block("More", 5))),
]


@pytest.mark.parametrize(
    ("before", "event", "what"),
    [row[1:] for row in REFUSED],
    ids=[f"{row[2].__name__} {row[0]} {row[3] or ''}" for row in REFUSED],
)
def test_an_illegal_command_says_why_and_changes_nothing(before, event, what):
    week = Wednesday(WEEK_1)
    for earlier in before:
        week.do(earlier)
    state, events = week.state, list(week.meeting.events)
    with pytest.raises(CommandRejected, match=r"\.$"):
        week.do(event, *what)
    assert (week.state, week.meeting.events) == (state, events)


def test_the_cores_sentences_name_commands_that_there_are():
    ids = {command.id for command in COMMANDS}
    for file in Path(transitions.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert set(re.findall(r"\{(\w+)\}", node.value)) <= ids, node.value


def test_a_journal_of_impossible_events_is_refused():
    for events in ([ev.Pause(0.0)], [ev.Undo(0.0)], [ev.Redo(0.0)], [ev.Start(0.0), ev.Redo(1.0)]):
        with pytest.raises(CommandRejected):
            Meeting(WEEK_1, events=events)


# Whatever happens


@MANY
@given(sessions, scripts, presses)
def test_what_is_refused_changes_nothing(what, script, press):
    week = play(what, script).wait(press.after)
    before, events = week.state, list(week.meeting.events)
    if not press_once(week, press):
        assert (week.state, week.meeting.events) == (before, events)


@MANY
@given(sessions, scripts, instants)
def test_elapsed_and_paused_are_the_wall_time_since_the_start_exactly(what, script, later):
    week = play(what, script).wait(later)
    state = week.state
    here = 0.0 if state.present is None else st_.elapsed(state, week.now) - state.here.spent
    spent = sum(b.spent for b in state.blocks) + here
    assert spent + st_.paused(state, week.now) == st_.end_of(state, week.now) - state.started


@MANY
@given(sessions, scripts, st.lists(instants, max_size=4))
def test_automatic_steps_come_out_the_same_however_late_the_asking(what, script, asked):
    week = play(what, script)
    last = week.now + 7200
    often = week.meeting.state(week.now)
    for instant in sorted(asked):
        often = settle(often, week.now + instant)
    at_once = Meeting(what, events=week.meeting.events).state(last)
    assert settle(often, last) == at_once == week.meeting.state(last)


@MANY
@given(sessions, scripts, instants)
def test_past_the_target_next_gives_what_the_agenda_shows(what, script, later):
    week = play(what, script)
    if week.state.present is not None:
        left = (week.here.full_target or 0) - st_.elapsed(week.state, week.now)
        week.wait(max(left, 0) + later)
    view = week.view
    assume(view.next is not None and view.present is not None)
    assume(view.present.remaining is None or view.present.remaining <= 0)  # it may be paused
    shown = view.line(view.next).target
    week.do(ev.Next)
    begun_block = week.state.blocks[week.state.index(view.next)]  # a break may be over at once
    assert begun_block.full_target == shown


@MANY
@given(sessions, scripts)
def test_the_plan_stays_in_the_ranges_whatever_happens(what, script):
    week = play(what, script)
    for b, line in zip(week.state.blocks, week.view.blocks, strict=True):
        if b.standing is Standing.TO_COME and line.target is not None:
            left = line.target - int(b.spent)
            assert b.unspent.min <= left
            assert b.unspent.max is None or left <= b.unspent.max
            assert b.pin is None or line.target == max(b.pin, int(b.spent))


@MANY
@given(sessions, scripts)
def test_fit_ends_any_meeting_on_time_or_says_why_not(what, script):
    week = play(what, script)
    try:
        week.do(ev.Fit)
    except CommandRejected:
        return
    assert week.slack >= 0
    assert week.view.ending.expected <= week.view.ending.hard
