"""Undo takes back the latest step in force, as if it had never happened; redo puts it back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.state import Automatic, Playback, elapsed, new_state
from tests.meeting.scenario import (
    WEEK_1,
    WEEK_4,
    Wednesday,
    begun,
    block,
    forget,
    instants,
    look,
    play,
    press_once,
    presses,
    scripts,
    session,
    sessions,
)

MANY = settings(max_examples=100, deadline=None)


def test_undoing_next_gives_the_earlier_block_the_seconds_since():
    week = begun(WEEK_4).wait(300).do(ev.Next).wait(10).undo()
    assert week.here.id == "1"
    assert elapsed(week.state, week.now) == 310


def test_undoing_a_pause_lets_the_time_count():
    week = begun(WEEK_4).wait(60).do(ev.Pause).wait(60).undo()
    assert week.state.playback is Playback.RUNNING
    assert elapsed(week.state, week.now) == 120


def test_redo_puts_the_step_back_at_its_own_instant():
    week = begun(WEEK_4).wait(300).do(ev.Next).wait(10).undo().wait(5).redo()
    assert week.here.id == "2"
    assert elapsed(week.state, week.now) == 15


def test_a_new_command_ends_redo():
    week = begun(WEEK_4).do(ev.Next).undo().do(ev.Pause)
    with pytest.raises(CommandRejected, match="nothing to redo"):
        week.redo()


def test_an_automatic_step_that_fell_meanwhile_ends_redo():
    week = begun(session(block("Break", 5, advance="auto"), block("Share", 10)))
    week.do(ev.AddTime, 60).undo().wait(300)
    assert week.meeting.to_redo(week.now) is None
    with pytest.raises(CommandRejected, match="nothing to redo"):
        week.redo()


def test_a_note_does_not_end_redo_and_is_never_undone():
    week = begun(WEEK_4).do(ev.Next).undo().do(ev.Note, "n1", "well said").redo()
    assert week.here.id == "2"
    week.undo(2)
    with pytest.raises(CommandRejected, match="nothing to undo"):
        week.undo()
    assert [e.text for e in week.meeting.events if isinstance(e, ev.Note)] == ["well said"]


def test_undoing_the_finish_brings_the_meeting_back():
    week = begun(WEEK_4).wait(60).do(ev.Finish).wait(60).undo()
    assert week.state.playback is Playback.RUNNING
    assert elapsed(week.state, week.now) == 120


def test_undoing_the_start_leads_back_to_the_lobby():
    week = begun(WEEK_4).wait(60).undo()
    assert week.state == new_state(WEEK_4)


def test_undo_in_the_lobby():
    week = Wednesday(WEEK_4).do(ev.Pin, "2", 60).undo()
    assert week.state == new_state(WEEK_4)


def test_undoing_an_automatic_step_holds_the_block():
    week = begun(session(block("Break", 5, advance="auto"), block("Share", 10))).wait(310)
    assert isinstance(week.meeting.to_undo(week.now), Automatic)
    week.undo()
    assert week.here.id == "1"
    assert week.wait(300).here.id == "1"
    assert week.redo().here.id == "2"
    assert week.state.entered == 300


def test_undoing_an_automatic_finish_goes_on():
    week = begun(session(block("Share", 10, advance="auto"), minutes=10)).wait(700).undo()
    assert week.state.playback is Playback.RUNNING
    assert elapsed(week.state, week.now) == 700


def test_two_automatic_steps_are_undone_one_by_one():
    two = session(
        block("Break", 5, advance="auto"), block("Break", 5, advance="auto"), block("Share", 10)
    )
    week = begun(two).wait(700)
    assert week.undo().here.id == "2"
    assert week.undo().here.id == "1"
    assert week.undo().state.playback is Playback.READY


def test_undo_falls_due_again_what_was_due():
    two = session(block("Break", 5, advance="auto"), block("Share", 10), block("Wrap up", 5))
    week = begun(two).wait(200).do(ev.Next).wait(200).undo()
    assert week.here.id == "2", "without the next, the break was over 100 seconds ago"
    assert elapsed(week.state, week.now) == 100


def test_undoing_time_given_back_lets_the_automatic_step_fall_again():
    two = session(block("Break", 5, advance="auto"), block("Share", 10))
    week = begun(two).wait(600).do(ev.Away, 60, 600)
    assert week.here.id == "1"
    assert week.undo().here.id == "2"


def test_undo_covers_every_command():
    week = begun(WEEK_1).wait(60)
    for event, what in [
        (ev.AddTime, (60,)),
        (ev.Pin, ("3", 600)),
        (ev.Skip, ("3",)),
        (ev.Insert, ("x", block("More", 40))),
        (ev.Insert, ("y", block("More", 1), None, True)),
        (ev.Move, ("2", "x")),
        (ev.Fit, ()),
        (ev.HardEnd, (5400.0,)),
        (ev.Timer, (30,)),
        (ev.Began, (30.0,)),
        (ev.Later, ()),
        (ev.GoTo, ("4",)),
        (ev.Back, ()),
        (ev.Pause, ()),
        (ev.Next, ()),
        (ev.Finish, ()),
    ]:
        before = week.state
        week.do(event, *what)
        after = week.state
        assert week.undo().state == before, event
        assert week.redo().state == after, event


def test_a_prompt_of_an_undone_block_is_ignored():
    week = begun(WEEK_1).do(ev.Insert, "x", block("More", 5)).do(ev.Next).do(ev.Point, "x", 0)
    week.undo(2)
    assert [b.id for b in week.state.blocks] == ["1", "2", "3", "4"]
    assert week.redo().redo().here.id == "x"


def test_a_backdated_next_is_undone_whole():
    week = begun(WEEK_1).wait(minutes=18).do(ev.Next, ago=180).wait(30).undo()
    assert week.here.id == "1"
    assert elapsed(week.state, week.now) == 18 * 60 + 30


# Whatever happens


@MANY
@given(sessions, scripts, presses)
def test_undo_gives_the_state_before_and_redo_the_state_after(what, script, press):
    week = play(what, script).wait(press.after)
    before, seen = forget(week.state), week.view
    if not press_once(week, press) or not week.meeting.events[-1].undoable:
        return
    after = forget(week.state)
    week.undo()
    assert forget(week.state) == before
    assert week.view == seen
    assert forget(week.redo().state) == after


@MANY
@given(sessions, scripts)
def test_as_many_undos_lead_back_to_the_lobby(what, script):
    week = play(what, [p for p in script if p.command != "point"], start=False)
    for _ in range(len(script) + len(week.state.blocks) + 1):
        if week.meeting.to_undo(week.now) is None:
            break
        week.undo()
    assert forget(week.state) == new_state(what)


@MANY
@given(
    sessions, scripts, st.lists(st.sampled_from(["undo", "redo", "press"]), max_size=10), presses
)
def test_undo_and_redo_replay_to_the_same_state(what, script, steps, press):
    week = play(what, script)
    for step in steps:
        week.wait(press.after)
        if step == "press":
            press_once(week, press)
        elif step == "undo" and week.meeting.to_undo(week.now) is not None:
            week.undo()
        elif step == "redo" and week.meeting.to_redo(week.now) is not None:
            week.redo()
    replayed = Meeting(what, events=week.meeting.events)
    assert replayed.state(week.now) == week.state
    assert replayed.to_undo(week.now) == week.meeting.to_undo(week.now)
    assert replayed.to_redo(week.now) == week.meeting.to_redo(week.now)
    assert replayed.notes == week.meeting.notes


@MANY
@given(sessions, scripts, instants)
def test_undo_and_redo_at_once_change_nothing(what, script, later):
    week = play(what, script)
    if week.meeting.to_undo(week.now) is None:
        return
    there = week.meeting.state(week.now + later)
    week.undo().redo()
    assert forget(week.meeting.state(week.now + later)) == forget(there)
    assert look(there, week.now + later) == look(
        week.meeting.state(week.now + later), week.now + later
    )


# Opened again


def test_a_finished_meeting_goes_on_where_it_stopped():
    week = begun(WEEK_4).wait(60).do(ev.GoTo, "3").wait(60).do(ev.Finish).wait(3600)
    before = [(b.id, b.standing) for b in week.undo().state.blocks]
    week.redo().meeting.reopen(week.now)
    assert [(b.id, b.standing) for b in week.state.blocks] == before
    assert week.state.playback is Playback.RUNNING
    assert elapsed(week.state, week.now) == 60
    assert week.view.paused == 3600
    assert elapsed(week.undo().state, week.now) == 3660, "the time since then counts after all"


def test_any_finished_meeting_can_be_reopened():
    week = begun(session(block("Break", 5, advance="auto"))).wait(1000)
    week.meeting.reopen(week.now)
    assert (week.here.id, elapsed(week.state, week.now)) == ("1", 300)
    assert week.wait(60).here.id == "1"
    week = begun(WEEK_4).wait(60).do(ev.Pause).wait(60).do(ev.Finish).wait(600)
    assert len(week.meeting.reopen(week.now)) == 1
    assert week.state.playback is Playback.PAUSED
    assert (elapsed(week.state, week.now), week.view.paused) == (60, 660)
    week = begun(session(block("Break", 5, advance="auto"))).do(ev.Finish).wait(1000)
    week.meeting.reopen(week.now)
    assert (week.here.id, elapsed(week.state, week.now)) == ("1", 0), "it was not due by then"
    week = begun(session(block("Break", 5, advance="auto"))).do(ev.Finish).wait(1000)
    week.do(ev.Note, "1", "Written after the end").meeting.reopen(week.now)
    assert (week.here.id, elapsed(week.state, week.now)) == ("1", 0), "nor when that was written"
    week = begun(session(block("Empty", 0, advance="auto"), block("Last", 5))).do(ev.Finish)
    week.meeting.reopen(week.now)
    assert (week.here.id, week.state.playback) == ("2", Playback.RUNNING)


def test_only_a_finished_meeting_is_opened_again():
    for week in (Wednesday(WEEK_4), begun(WEEK_4)):
        events = list(week.meeting.events)
        with pytest.raises(CommandRejected, match="not finished"):
            week.meeting.reopen(week.now)
        assert week.meeting.events == events


@MANY
@given(sessions, scripts, instants)
def test_any_finished_meeting_opened_again_took_no_time_meanwhile(what, script, later):
    week = play(what, script)
    if week.state.playback is not Playback.FINISHED:
        week.do(ev.Finish)
    took, at = week.view.took, week.state.finished
    week.now = max(week.now, at) + later
    week.meeting.reopen(week.now)
    assert week.state.playback is not Playback.FINISHED
    assert abs(week.view.took - took) <= len(week.state.blocks)
    replayed = Meeting(what, events=week.meeting.events)
    assert forget(replayed.state(week.now)) == forget(week.state)
