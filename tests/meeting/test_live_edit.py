"""A session's file is saved while its meeting runs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from homeroom_tui.agenda.model import Block, Prompt, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.state import BlockState, Playback, Standing, State
from tests.meeting.scenario import (
    WEEK_1,
    WEEK_4,
    Press,
    Wednesday,
    begun,
    block,
    play,
    presses,
    rest,
    session,
    titled_sessions,
)


def saved(meeting: Wednesday, *blocks: Block, **changes: object) -> Wednesday:
    """The file is saved with these blocks."""
    new = replace(meeting.meeting.session, **({"blocks": blocks} if blocks else {}), **changes)
    return meeting.do(ev.Edit, new)


def titles(meeting: Wednesday) -> list[str]:
    return [line.block.title for line in meeting.view.blocks]


def test_changes_of_blocks_to_come_apply_at_once() -> None:
    norms, _, turns, discuss = WEEK_1.blocks
    week = begun(WEEK_1).wait(minutes=3)
    asked = replace(discuss, prompts=(Prompt("What next?"),))
    saved(week, norms, block("The roadmap", 5, 10), turns, asked)
    assert titles(week) == ["Revisit norms", "The roadmap", "Take turns", "As a group discuss"]
    assert week.targets == [900, 516, 1116, 816]
    assert week.view.blocks[3].block.prompts == (Prompt("What next?"),)
    assert (week.view.present.elapsed, week.view.present.remaining) == (180, 720)


def test_the_present_block_keeps_its_target_within_its_range() -> None:
    norms, *others = WEEK_1.blocks
    week = begun(WEEK_1).wait(minutes=3)
    saved(week, replace(norms, duration=block("", 10, 20).duration), *others)
    assert week.targets[0] == 900
    saved(week, replace(norms, duration=block("", 5, 8).duration), *others)
    assert week.targets[0] == 480
    assert week.view.present.remaining == 300


def test_minutes_taken_off_leave_a_shorter_block_none() -> None:
    norms, *others = WEEK_1.blocks
    week = begun(WEEK_1).wait(minutes=1).do(ev.AddTime, -600)
    saved(week, replace(norms, duration=block("", 5).duration), *others)
    assert week.state.here.full_target == 0
    assert week.view.present.line.range.min == 0


def test_a_block_inserted_before_the_present_one_keeps_its_place() -> None:
    week = begun(WEEK_1).wait(minutes=15).do(ev.Next).wait(minutes=2)
    before = week.view.present
    saved(week, block("New first", 5), *WEEK_1.blocks)
    assert week.view.present.line.block.title == "Career roadmap"
    assert (week.view.present.elapsed, week.view.present.target) == (120, before.target)
    assert week.standings == ["to come", "done", "present", "to come", "to come"]


def test_removed_blocks_that_have_begun_stay() -> None:
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


def test_an_inserted_block_stays_behind_its_neighbor() -> None:
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


def test_the_hard_end_follows_the_duration_unless_set_by_hand() -> None:
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


def test_removing_the_later_blocks_makes_the_present_one_last() -> None:
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


# Order


BREAKS = session(
    block("Opening", 5),
    block("Talk", 10, 20, turns=True),
    block("Break", 5, advance="auto"),
    block("Study", 20, 30),
    block("Break", 5, advance="auto"),
    block("Closing", 5),
)


def moved(what: Session, *places: int) -> tuple[Block, ...]:
    return tuple(what.blocks[place] for place in places)


def test_the_present_block_is_moved_and_stands_once() -> None:
    week = begun(BREAKS).wait(300).do(ev.Next).wait(60).do(ev.AddTime, 60)
    before = week.here
    saved(week, *moved(BREAKS, 0, 3, 1, 2, 4, 5))
    assert titles(week) == ["Opening", "Study", "Talk", "Break", "Break", "Closing"]
    assert week.here == before
    assert week.standings == ["done", "to come", "present", "to come", "to come", "to come"]


def test_a_moved_block_keeps_skip_pin_and_round() -> None:
    week = begun(BREAKS).wait(300).do(ev.Next).do(ev.Add, "a", "Ana").do(ev.Round).wait(60)
    week.do(ev.Next).do(ev.Pin, "4", 1260).do(ev.Skip, "6")
    before = {b.id: b for b in week.state.blocks}
    saved(week, *moved(BREAKS, 5, 4, 3, 2, 1, 0))
    assert [b.id for b in week.state.blocks] == ["6", "5", "4", "3", "2", "1"]
    assert {b.id: b for b in week.state.blocks} == before


def test_next_goes_on_in_the_new_order() -> None:
    week = begun(BREAKS)
    saved(week, *moved(BREAKS, 3, 0, 5, 1, 2, 4))
    assert [week.do(ev.Next).here.block.title for _ in range(5)] == [
        *("Closing", "Talk", "Break", "Break", "Study")
    ]


def test_a_removed_present_block_stays_until_it_is_left() -> None:
    week = begun(BREAKS).wait(300).do(ev.Next).wait(60)
    saved(week, *moved(BREAKS, 0, 2, 3, 4, 5))
    assert week.here.block.title == "Talk"
    week.do(ev.Back)
    assert week.standings[1] == "skipped", "it does not come again"
    assert week.view.blocks[1].elapsed == 60
    assert week.do(ev.GoTo, "2").here.block.title == "Talk", "unless somebody goes there"


def test_a_block_cut_and_pasted_in_two_saves_is_unchanged() -> None:
    week = begun(BREAKS).do(ev.Pin, "4", 1260).do(ev.Skip, "6").wait(60)
    before = {b.id: b for b in week.state.blocks}
    saved(week, *moved(BREAKS, 1, 2))
    assert titles(week) == ["Opening", "Talk", "Break"]
    saved(week, *moved(BREAKS, 3, 1, 2, 4, 5, 0))
    assert [b.id for b in week.state.blocks] == ["4", "2", "3", "5", "6", "1"]
    assert {b.id: b for b in week.state.blocks} == before


def test_a_block_that_comes_back_is_again_to_come() -> None:
    week = begun(BREAKS).wait(60).do(ev.GoTo, "2").wait(60)
    saved(week, *moved(BREAKS, 1, 2, 3, 4, 5))
    assert week.standings[0] == "skipped"
    saved(week, *BREAKS.blocks)
    assert week.standings[0] == "to come"
    assert week.view.blocks[0].elapsed == 60


def test_a_skipped_block_that_ran_comes_back_skipped() -> None:
    week = begun(BREAKS).wait(60).do(ev.Skip, "1").wait(60)
    saved(week, *moved(BREAKS, 1, 2, 3, 4, 5))
    saved(week, *BREAKS.blocks)
    assert week.standings[0] == "skipped"


def test_a_new_block_never_replaces_a_removed_one() -> None:
    week = begun(BREAKS).wait(300).do(ev.Next)
    saved(week, *moved(BREAKS, 1, 2))
    saved(week, *moved(BREAKS, 1, 2), block("New", 5))
    assert titles(week) == ["Opening", "Talk", "Break", "New"]
    assert week.standings == ["done", "present", "to come", "to come"]


def test_an_inserted_block_moves_with_its_neighbor() -> None:
    week = begun(BREAKS).do(ev.Insert, "x", block("Extra", 5))
    saved(week, *moved(BREAKS, 1, 2, 0, 3, 4, 5))
    assert titles(week)[2:4] == ["Opening", "Extra"]


def test_blocks_moved_by_hand_stay_if_the_file_does() -> None:
    week = begun(BREAKS).do(ev.Move, "6", "2")
    changed = replace(BREAKS.blocks[3], title="Study more")
    saved(week, *moved(BREAKS, 0, 1, 2), changed, block("New", 5), *moved(BREAKS, 4, 5))
    assert titles(week) == [*("Opening", "Closing", "Talk", "Break", "Study more", "New", "Break")]
    saved(week, *moved(BREAKS, 0, 1), changed, *moved(BREAKS, 2, 4, 5))
    assert titles(week) == ["Opening", "Talk", "Study more", "Break", "Break", "Closing"]


# Whatever happens


def as_it_was(kept: BlockState) -> BlockState:
    """The block without what stands in the file."""
    return replace(kept, block=WEEK_1.blocks[0], removed=False)


def of_file(state: State) -> list[BlockState]:
    return [b for b in state.blocks if not b.inserted and not b.removed]


def follows(week: Wednesday, new: tuple[Block, ...], same: list[int]) -> None:
    """The file is saved with these blocks; the first of them are those of the places `same`."""
    before = week.state
    file = of_file(before)
    kept = [as_it_was(file[place]) for place in same]
    saved(week, *new)
    after = week.state
    assert [b.block for b in of_file(after)] == list(new), "the file's order is the agenda's"
    known = {b.id: as_it_was(b) for b in after.blocks}
    assert len(known) == len(after.blocks), "nothing stands twice"
    assert all(known[b.id] == b for b in kept)
    assert [b.id for b in of_file(after) if b.id in {k.id for k in kept}] == [k.id for k in kept]
    if before.present is not None:
        assert after.here.id == before.here.id
        assert sum(b.standing is Standing.PRESENT for b in after.blocks) == 1
    assert week.undo().state == before


scripts = st.lists(presses.filter(lambda press: press.command != "edit"), max_size=12)
in_order = st.lists(
    presses.filter(lambda press: press.command not in ("edit", "move", "later")), max_size=12
)
MANY = settings(max_examples=100, deadline=None)


def under_way(what: Session, script: list[Press]) -> Wednesday | None:
    week = play(what, script)
    return None if week.state.playback is Playback.FINISHED else week


@MANY
@given(titled_sessions(ids=True), in_order, st.data())
def test_with_ids_any_change_of_the_file_keeps_every_block(what, script, data) -> None:
    if (week := under_way(what, script)) is None:
        return
    count = len(what.blocks)
    same = data.draw(st.permutations(range(count)))[: data.draw(st.integers(1, count))]
    titles = data.draw(st.lists(st.sampled_from("abcdX"), min_size=count, max_size=count))
    renamed = [replace(what.blocks[place], title=titles[place]) for place in same]
    for number in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(renamed)))
        renamed.insert(at, block(data.draw(st.sampled_from("abX")), 5, id=f"new {number}"))
    follows(week, tuple(renamed), same)


@MANY
@given(titled_sessions(), in_order, st.data())
def test_without_ids_any_permutation_keeps_every_block(what, script, data) -> None:
    if (week := under_way(what, script)) is not None:
        same = data.draw(st.permutations(range(len(what.blocks))))
        follows(week, moved(what, *same), same)


@MANY
@given(titled_sessions(), in_order, st.data())
def test_without_ids_any_renaming_in_place_keeps_every_block(what, script, data) -> None:
    if (week := under_way(what, script)) is None:
        return
    new = [
        replace(b, title=f"new {place}") if data.draw(st.booleans()) else b
        for place, b in enumerate(what.blocks)
    ]
    follows(week, tuple(new), list(range(len(new))))


@MANY
@given(titled_sessions(), scripts, st.integers(0, 9))
def test_a_file_saved_as_it_was_changes_no_order(what, script, seconds) -> None:
    if (week := under_way(what, script)) is not None:
        before = week.state
        saved(week, *(replace(b, hints=(f"{seconds}",)) for b in what.blocks))
        assert [b.id for b in week.state.blocks] == [b.id for b in before.blocks]


@MANY
@given(titled_sessions(), in_order, st.data())
def test_a_file_cut_down_and_restored_brings_every_block_back(what, script, data) -> None:
    if (week := under_way(what, script)) is None:
        return
    before = week.state
    places = data.draw(st.lists(st.sampled_from(range(len(what.blocks))), unique=True, min_size=1))
    saved(week, *moved(what, *places)).do(ev.Edit, what)
    after = {b.id: as_it_was(b) for b in of_file(week.state)}
    assert [after[b.id] for b in of_file(before)] == [as_it_was(b) for b in of_file(before)]
