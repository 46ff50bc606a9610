"""A session's file is saved while its meeting runs."""

from __future__ import annotations

from msgspec.structs import replace

from homeroom_tui.agenda.model import Block, Prompt, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.state import Playback
from tests.meeting.scenario import WEEK_1, WEEK_4, Wednesday, begun, block, rest


def saved(meeting: Wednesday, *blocks: Block, **changes: object) -> Wednesday:
    """The file is saved with these blocks."""
    new = replace(meeting.meeting.session, **({"blocks": blocks} if blocks else {}), **changes)
    return meeting.do(ev.Edit, new)


def titles(meeting: Wednesday) -> list[str]:
    return [line.block.title for line in meeting.view.blocks]


def test_titles_prompts_and_durations_of_blocks_to_come_change_at_once() -> None:
    norms, _, turns, discuss = WEEK_1.blocks
    week = begun(WEEK_1).wait(minutes=3)
    asked = replace(discuss, prompts=(Prompt("What next?"),))
    saved(week, norms, block("The roadmap", 5, 10), turns, asked)
    assert titles(week) == ["Revisit norms", "The roadmap", "Take turns", "As a group discuss"]
    assert week.targets == [900, 516, 1116, 816]
    assert week.view.blocks[3].block.prompts == (Prompt("What next?"),)
    assert (week.view.present.elapsed, week.view.present.remaining) == (180, 720)


def test_the_present_block_keeps_its_target_unless_its_range_no_longer_allows_it() -> None:
    norms, *others = WEEK_1.blocks
    week = begun(WEEK_1).wait(minutes=3)
    saved(week, replace(norms, duration=block("", 10, 20).duration), *others)
    assert week.targets[0] == 900
    saved(week, replace(norms, duration=block("", 5, 8).duration), *others)
    assert week.targets[0] == 480
    assert week.view.present.remaining == 300


def test_a_block_put_in_before_the_present_one_keeps_the_place() -> None:
    week = begun(WEEK_1).wait(minutes=15).do(ev.Next).wait(minutes=2)
    before = week.view.present
    saved(week, block("New first", 5), *WEEK_1.blocks)
    assert week.view.present.line.block.title == "Career roadmap"
    assert (week.view.present.elapsed, week.view.present.target) == (120, before.target)
    assert week.standings == ["to come", "done", "present", "to come", "to come"]


def test_a_removed_block_that_was_done_stays_and_so_does_the_present_one() -> None:
    week = begun(WEEK_1).wait(minutes=15).do(ev.Next).wait(minutes=2)
    saved(week, *WEEK_1.blocks[2:])
    assert titles(week) == [b.title for b in WEEK_1.blocks]
    assert week.standings == ["done", "present", "to come", "to come"]
    week.do(ev.Next)
    assert week.standings == ["done", "done", "present", "to come"]


def test_a_removed_block_to_come_is_gone() -> None:
    week = begun(WEEK_1)
    saved(week, *WEEK_1.blocks[:2], WEEK_1.blocks[3])
    assert titles(week) == ["Revisit norms", "Career roadmap", "As a group discuss"]


def test_a_block_put_in_by_hand_stays_behind_the_one_before_it() -> None:
    week = begun(WEEK_1).do(ev.Insert, "break", block("Break", 5))
    saved(week, *WEEK_1.blocks[:3])
    assert titles(week)[:3] == ["Revisit norms", "Break", "Career roadmap"]


def test_pins_and_skips_stay_with_their_blocks() -> None:
    week = begun(WEEK_1).do(ev.Pin, "3", 600).do(ev.Skip, "4")
    saved(week, *WEEK_1.blocks[:2], block("New", 5), *WEEK_1.blocks[2:])
    assert week.targets[3] == 600
    assert week.standings[4] == "skipped"


def test_the_prompt_that_is_talked_about_is_found_again() -> None:
    one, two, three = Prompt("One"), Prompt("Two"), Prompt("Three")
    asking = replace(block("Ask", 10), prompts=(one, two, three))
    week = begun(Session("A week", 600, blocks=(asking,))).do(ev.Point, "1", 2)
    saved(week, replace(asking, prompts=(three, one)))
    assert week.view.present.prompt == 0
    saved(week, replace(asking, prompts=(one,)))
    assert week.view.present.prompt == 0


def test_the_hard_end_moves_with_the_duration_unless_somebody_set_it() -> None:
    week = begun(WEEK_1).wait(minutes=5)
    saved(week, duration=75 * 60)
    assert week.view.left == 70 * 60
    week.hard_end(50 * 60.0)
    saved(week, duration=60 * 60)
    assert week.view.left == 45 * 60
    saved(begun(WEEK_1), duration=None)


def test_a_session_that_lost_its_duration_has_no_hard_end() -> None:
    week = begun(WEEK_1)
    saved(week, duration=None)
    assert week.view.left is None
    assert week.targets == [900, 1050, 1050, 750]


def test_blocks_taken_out_of_the_file_leave_the_present_one_as_the_last() -> None:
    week = begun(WEEK_4).wait(minutes=1)
    week.do(ev.Edit, Session("Nothing left", duration=1800))
    assert week.view.blocks[0].block.title == "Nothing left"
    assert len(week.view.blocks) == 1
    assert week.view.present.elapsed == 60


def test_undo_brings_the_old_agenda_back_and_redo_the_new() -> None:
    week = begun(WEEK_1).wait(minutes=15).do(ev.Next).wait(minutes=2)
    before = week.state
    saved(week, block("Quite another", 10), rest())
    changed = week.state
    assert week.undo().state == before
    assert week.redo().state == changed


def test_before_the_start_an_edit_makes_another_plan() -> None:
    week = Wednesday(WEEK_1)
    saved(week, *WEEK_1.blocks[:2], duration=30 * 60)
    assert week.targets == [900, 900]
    assert week.view.playback is Playback.READY
