"""Blocks that begin at a time of their own cut the plan in stretches, each planned by itself."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from homeroom_tui.agenda.model import Reserve, Session, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting import plan
from homeroom_tui.meeting import state as st_
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.outlook import Outlook, TieStatus
from homeroom_tui.meeting.state import Phase, Playback, State
from homeroom_tui.meeting.view import Verdict
from tests.meeting.scenario import (
    TWO_PM,
    WALL,
    Press,
    Wednesday,
    after,
    begun,
    block,
    instants,
    press_once,
    rest,
    scripts,
    session,
    sessions,
    tied,
    tied_sessions,
)

MANY = settings(max_examples=100, deadline=None)
NONE = Reserve(share=0.0)

DAY = session(
    block("Opening", 5, 10),
    block("Talk", 20, 30),
    block("Lunch", 30, at=tied(15)),
    block("Study", 20, 40),
    block("Closing", 5, 10),
    minutes=150,
)
"""From 14:00 to 16:30, with lunch at 15:00."""


def day(what: Session = DAY, reserve: Reserve | None = NONE) -> Wednesday:
    return Wednesday(what, reserve, wall=WALL).do(ev.Start)


def stretches(week: Wednesday) -> list[tuple[tuple[int, ...], float, float | None]]:
    found = Outlook(week.state, week.now).stretches
    return [(s.places, s.begins, s.ends) for s in found]


def ties(week: Wednesday) -> list[TieStatus | None]:
    return [None if line.tie is None else line.tie.status for line in week.view.blocks]


def test_each_stretch_is_planned_by_itself() -> None:
    week = day()
    assert week.targets == [600, 1800, 1800, 2400, 600]
    assert stretches(week) == [((1,), 600, 3600), ((2, 3, 4), 3600, 9000)]
    week.wait(minutes=35).do(ev.Next)
    assert week.targets == [600, 1500, 1800, 2400, 600], "only what comes before lunch gives"
    assert week.slack == 0


def test_free_time_before_a_tie_stands_apart() -> None:
    lunch = day().view.blocks[2]
    assert lunch.tie is not None
    assert (lunch.tie.free, lunch.tie.late, lunch.tie.at) == (1200, 0, TWO_PM + 3600)
    assert lunch.begins == TWO_PM + 3600
    assert day().view.ending.expected == TWO_PM + 3600 + 4800
    bar = day().view.segments
    assert [s.kind for s in bar] == ["present", "to come", "in hand", *["to come"] * 3, "in hand"]
    assert sum(s.seconds for s in bar) == 9000


def test_the_reserve_is_one_share_for_the_whole_session() -> None:
    week = day(reserve=Reserve(share=0.1))
    assert week.view.kept_back == round(0.1 * (450 + 1500)) + round(0.1 * (1800 + 1800 + 450))


def test_a_passed_tie_stays_one_and_lunch_is_late() -> None:
    week = day().wait(minutes=45).do(ev.Next).wait(minutes=3)
    assert week.targets[1] == 1200, "what comes before it is at its minimum"
    lunch = week.view.blocks[2]
    assert lunch.tie is not None
    assert (lunch.tie.free, lunch.tie.late) == (0, 300)
    ending = week.view.ending
    assert (ending.verdict, ending.too_much) == (Verdict.TOO_MUCH, 300)
    assert ending.tie == lunch
    assert ending.later_end is None
    week.wait(minutes=30)
    assert week.view.blocks[2].tie.late == 13 * 60 + 300


def test_the_verdict_is_on_the_first_late_stretch_else_on_the_present_one() -> None:
    week = day()
    seen = week.view
    assert (seen.ending.slack, seen.present.move_on_by) == (1800, TWO_PM + 2400)
    assert seen.ending.tie.block.title == "Lunch"
    week.do(ev.Pin, "4", 3600)
    ending = week.view.ending
    assert (ending.too_much, ending.tie, ending.later_end) == (300, None, TWO_PM + 9300)
    assert ending.can_skip.block.title == "Closing"
    assert ending.can_shorten.block.title == "Study"
    assert week.view.present.move_on_by == TWO_PM + 9000 - 300 - 1200 - 1800 - 3600 - 300 + 300


def test_fit_acts_on_the_first_late_stretch() -> None:
    week = day(replace(DAY, duration=110 * 60))
    assert week.view.ending.tie is None
    assert week.view.ending.can_fit
    before = week.targets
    week.do(ev.Fit)
    assert week.targets[:2] == before[:2]
    assert sum(week.targets[2:]) <= 50 * 60
    assert week.slack >= 0
    week = day().wait(minutes=45).do(ev.Next).do(ev.Fit)
    assert week.targets[1] == 900
    assert week.targets[2:] == [1800, 2400, 600]
    with pytest.raises(CommandRejected, match="Nothing is too much"):
        week.do(ev.Fit)


def test_in_the_last_block_before_a_tie_one_waits_for_it() -> None:
    week = day().wait(minutes=10).do(ev.Next).wait(minutes=31)
    here = week.view.present
    assert (here.phase, here.waiting) == (Phase.ENOUGH, True)
    assert (here.tie.block.title, here.to_tie) == ("Lunch", 19 * 60)
    week.wait(minutes=19)
    assert week.view.present.phase is Phase.OVERTIME
    assert not week.view.present.waiting
    here = day().wait(minutes=11).view.present
    assert (here.phase, here.tie) == (Phase.OVERTIME, None), "another comes before lunch"


def test_a_tied_block_can_be_begun_before_its_time() -> None:
    week = day().wait(minutes=10).do(ev.Next).wait(minutes=30).do(ev.Next)
    assert (week.here.block.title, week.here.full_target) == ("Lunch", 1800)
    assert stretches(week) == [((3, 4), 70 * 60, 9000)]


def test_a_tie_holds_until_its_block_is_skipped_or_jumped_over() -> None:
    assert len(stretches(day().do(ev.Skip, "3"))) == 1
    assert len(stretches(day().do(ev.Skip, "3").do(ev.Unskip, "3"))) == 2
    week = day().do(ev.GoTo, "4")
    assert len(stretches(week)) == 1
    assert ties(week)[2] is TieStatus.PASSED_OVER
    assert [Outlook(week.state, week.now).order, week.do(ev.Next).here.id] == [[4, 0, 1, 2], "5"]


def test_an_automatic_block_before_a_tie_waits_for_it() -> None:
    breaks = session(
        block("Pom", 5, advance="auto"), block("Guest", 10, at=after(8)), block("Rest", 5)
    )
    week = begun(breaks).wait(479)
    assert week.here.id == "1"
    assert week.view.present.waiting
    assert week.wait(1).here.id == "2"
    assert week.state.entered == 480
    longer = begun(breaks).do(ev.AddTime, 300).wait(599)
    assert longer.here.id == "1"
    assert longer.wait(1).here.id == "2"


def test_rest_ends_with_its_stretch() -> None:
    talks = session(
        block("Talk", 10), rest("Open floor"), block("Guest", 10, at=after(30)), rest("More")
    )
    week = begun(talks, NONE)
    assert week.targets == [600, 1200, 600, 1200]
    week.wait(600).do(ev.Next).wait(1199)
    assert Outlook(week.state, week.now).phase is Phase.CLOSING
    assert Outlook(week.wait(1).state, week.now).phase is Phase.OVERTIME


def test_pauses_never_move_a_tie() -> None:
    week = day().do(ev.Pause).wait(minutes=30)
    assert week.targets == [600, 1200, 1800, 2400, 600]
    assert week.slack == 0
    week.wait(minutes=5)
    assert (week.view.ending.too_much, week.view.blocks[2].tie.late) == (300, 300)


def test_without_a_hard_end_only_the_last_stretch_takes_midpoints() -> None:
    week = day(replace(DAY, duration=None))
    assert week.targets == [600, 1800, 1800, 1800, 450]
    assert week.wait(minutes=40).do(ev.Next).targets[1:] == [1200, 1800, 1800, 450]
    assert (week.view.ending.verdict, week.view.ending.hard) == (Verdict.NO_TIME_IN_HAND, None)
    assert week.do(ev.Next).view.ending.verdict is Verdict.OPEN


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({2: {"at": tied(16, 30)}}, TieStatus.AFTER_THE_END),
        ({2: {"at": tied(17)}}, TieStatus.AFTER_THE_END),
        ({2: {"at": tied(13, 59)}}, TieStatus.NOT_TODAY),
        ({2: {"at": after(45)}, 1: {"at": after(50)}}, TieStatus.OUT_OF_ORDER),
        ({2: {"at": after(45)}, 1: {"at": after(45)}}, TieStatus.OUT_OF_ORDER),
        ({2: {"at": after(45)}}, TieStatus.CUTS),
    ],
)
def test_ties_that_do_not_cut_say_why(changes, status) -> None:
    blocks = list(DAY.blocks)
    for place, change in changes.items():
        blocks[place] = replace(blocks[place], **change)
    week = day(replace(DAY, blocks=tuple(blocks)))
    assert ties(week)[2] is status
    assert len(stretches(week)) == 1 + (status is TieStatus.CUTS) + (1 in changes)


def test_a_tie_on_the_first_block_does_not_cut() -> None:
    first = replace(DAY.blocks[0], at=tied(14, 10))
    what = replace(DAY, blocks=(first, *DAY.blocks[1:]))
    lobby = Wednesday(what, NONE, wall=WALL)
    assert ties(lobby)[0] is TieStatus.FIRST
    assert lobby.targets == day().targets
    assert ties(lobby.do(ev.Start))[0] is None


def test_before_the_start_it_is_as_if_the_first_block_began_now() -> None:
    lobby = Wednesday(DAY, NONE, wall=WALL).wait(minutes=25)
    assert lobby.targets == [500, 1600, 1800, 2400, 600]
    before = lobby.view
    after_start = lobby.do(ev.Start).view
    assert before.ending.slack == after_start.ending.slack
    assert [line.target for line in before.blocks] == [line.target for line in after_start.blocks]


def test_without_a_clock_on_the_wall_times_of_day_do_not_cut_and_that_is_said() -> None:
    week = begun(DAY, NONE)
    assert ties(week)[2] is TieStatus.UNKNOWN
    assert len(stretches(week)) == 1
    lengths = replace(DAY.blocks[2], at=after(60))
    week = begun(replace(DAY, blocks=(*DAY.blocks[:2], lengths, *DAY.blocks[3:])), NONE)
    assert len(stretches(week)) == 2


def test_a_move_that_puts_ties_out_of_order_is_rejected() -> None:
    two = session(
        block("A", 5), block("B", 5, at=after(10)), block("C", 5, at=after(20)), block("D", 5)
    )
    week = begun(two)
    with pytest.raises(CommandRejected, match="out of order"):
        week.do(ev.Move, "3", "2")
    with pytest.raises(CommandRejected, match="out of order"):
        week.do(ev.Move, "2", "4")
    assert week.do(ev.Move, "4", "3").targets == [300, 300, 300, 300]
    assert [s[0] for s in stretches(week)] == [(), (1, 2), (3,)]


def test_a_corrected_start_moves_a_tie_that_follows_from_it() -> None:
    what = replace(DAY, blocks=(*DAY.blocks[:2], replace(DAY.blocks[2], at=after(60))))
    week = day(what).wait(600).do(ev.Began, -300)
    assert stretches(week)[0][2] == 3300


def test_a_tie_from_a_saved_file_cuts_at_once_and_undo_takes_it_away() -> None:
    plain = session(*(replace(b, at=None) for b in DAY.blocks), minutes=150)
    week = day(plain).wait(60)
    assert len(stretches(week)) == 1
    assert len(stretches(week.do(ev.Edit, DAY))) == 2
    assert len(stretches(week.undo())) == 1


# Whatever happens


def played(what: Session, script: list[Press]) -> Wednesday:
    week = day(what, None)
    for press in script:
        press_once(week.wait(press.after), press)
    return week


@MANY
@given(tied_sessions(), scripts, instants)
def test_each_stretch_conserves_its_time(what, script, later) -> None:
    week = played(what, script).wait(later)
    if week.state.playback is Playback.FINISHED:
        return
    found = Outlook(week.state, week.now)
    assert sorted(p for s in found.stretches for p in s.places) == week.state.still_to_come()
    for number, stretch in enumerate(found.stretches):
        if stretch.ends is None:
            assert number == len(found.stretches) - 1
            continue
        given_out = sum(found.shares[place] or 0 for place in stretch.places)
        length = stretch.ends - stretch.begins
        assert stretch.minimum <= given_out
        assert given_out <= max(length, stretch.minimum)
        kept = min(stretch.reserve, max(length - given_out, 0))
        free = length - given_out - kept
        assert free >= 0 or given_out == stretch.minimum
        if given_out > stretch.minimum and free >= 1:
            tops = [week.state.blocks[place].unspent.max for place in stretch.places]
            assert None not in tops
            assert given_out == sum(tops), "free is only what no block can take"


@MANY
@given(tied_sessions(), scripts, instants)
def test_the_view_tells_the_same_of_ties_as_the_plan(what, script, later) -> None:
    week = played(what, script).wait(later)
    seen = week.view
    clock = None
    for place in Outlook(week.state, seen.at).order if seen.finished is None else []:
        line = seen.blocks[place]
        if clock is not None:
            free = line.tie.free if line.tie is not None else 0
            assert abs(line.begins - clock - free) <= 1
        clock = line.begins + max((line.target or 0) - line.elapsed, 0)
        if line.tie is not None and line.tie.status is TieStatus.CUTS:
            assert line.begins >= line.tie.at - 1e-6
    if seen.present is not None and seen.present.tie is not None:
        assert seen.present.tie.id == seen.next
    assert seen.ending.tie is None or seen.ending.tie in seen.blocks


@MANY
@given(tied_sessions(), scripts)
def test_fit_mends_the_stretch_it_acts_on(what, script) -> None:
    week = played(what, script)
    before = week.view.ending
    if before.verdict is not Verdict.TOO_MUCH:
        return
    number = Outlook(week.state, week.view.at).verdict_on
    try:
        week.do(ev.Fit)
    except CommandRejected:
        assert not before.can_fit
        return
    assert before.can_fit
    assert Outlook(week.state, week.view.at).stretches[number].slack >= 0


def plain_plan(state: State, now: float) -> dict[int, int | None]:
    """The plan of a session without ties, by the rule alone."""
    places = state.still_to_come()
    ranges = [state.blocks[place].unspent for place in places]
    end = st_.hard_end(state, now)
    if end is None:
        return {i: plan.open_target(r) for i, r in zip(places, ranges, strict=True)}
    middles = sum(map(plan.midpoint, ranges))
    present = 0.0
    if state.present is not None:
        target, gone = state.here.full_target, st_.elapsed(state, now)
        middles += state.weight if target is None or gone < target else 0
        present = 0.0 if target is None else max(target - gone, 0.0)
    left = end - now - present - round(state.share * middles)
    return dict(zip(places, plan.allocate(ranges, math.floor(left)), strict=True))


@MANY
@given(sessions, scripts, instants)
def test_a_session_without_ties_is_planned_by_the_rule_alone(what, script, later) -> None:
    week = played(what, script).wait(later)
    if week.state.playback is not Playback.FINISHED:
        found = Outlook(week.state, week.now)
        assert found.shares == plain_plan(week.state, week.now)
        assert len(found.stretches) == 1
        end, minimum = week.state.hard_end, sum(r.min for r in unspent(week.state))
        assert found.slack == (None if end is None else end - found.present_ends - minimum)


def unspent(state: State) -> list[TimeRange]:
    return [state.blocks[place].unspent for place in state.still_to_come()]


@MANY
@given(tied_sessions(), scripts, instants)
def test_a_meeting_with_ties_is_undone_and_redone_as_any_other(what, script, later) -> None:
    week = played(what, script).wait(later)
    if week.meeting.to_undo(week.now) is None:
        return
    before = week.state
    week.undo().redo()
    assert replace(week.state, holds=before.holds) == before
