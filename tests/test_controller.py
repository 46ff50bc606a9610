"""Commands on a meeting, and how one comes about: who gathers for it, and who leads."""

from __future__ import annotations

from datetime import UTC, date, time
from pathlib import Path

import pytest

from homeroom_tui.agenda.model import Group, Series, Session, TimeRange
from homeroom_tui.controller import Controller, as_left, gather
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.carried import Carried
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.notes import Kind
from homeroom_tui.meeting.people import (
    Gathering,
    LastRoles,
    find_name,
    gathering,
    next_person,
    split_names,
)
from homeroom_tui.meeting.state import Standing
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.replay import replay
from homeroom_tui.wording import TimeOfDay
from tests.conftest import FakeClock
from tests.meeting.scenario import TWO_PM, WEEK_1
from tests.storage.kept_meetings import OWLS, Kept, entry

FIVE = TimeRange(300, 300)
GROUP = ("Ana", "Ben", "Chidi")


def test_without_a_group_nobody_is_expected():
    assert gathering(()) == Gathering()


def test_everybody_of_the_group_is_here_and_the_first_facilitates():
    assert gathering(GROUP) == Gathering(GROUP, facilitator="1")


def test_only_the_people_named_are_here():
    found = gathering(GROUP, ("ben", "Eve"))
    assert found.people == (*GROUP, "Eve")
    assert [(p.name, p.here) for p in found.persons()] == [
        ("Ana", False),
        ("Ben", True),
        ("Chidi", False),
        ("Eve", True),
    ]
    assert found.facilitator == "2"


@pytest.mark.parametrize(
    ("before", "now"), [("Ana", "2"), ("Ben", "3"), ("Chidi", "1"), ("Eve", "1"), ("", "1")]
)
def test_after_the_last_meeting_the_next_one_facilitates(before, now):
    assert gathering(GROUP, last=LastRoles(before)).facilitator == now


def test_who_is_not_here_does_not_facilitate():
    assert gathering(GROUP, ("Ana", "Chidi"), LastRoles("Ana")).facilitator == "3"


def test_rounds_begin_with_who_would_have_begun_the_next():
    assert gathering(GROUP, last=LastRoles(first="Ben")).first == "2"
    assert gathering(GROUP, last=LastRoles(first="Eve")).first is None


def test_names_with_commas_between_them():
    assert split_names(" Ana,Ben ,, José, ana") == ("Ana", "Ben", "José")
    assert split_names(" , ") == ()


def test_a_name_is_known_in_any_case_and_spelling():
    assert find_name("JOSE\u0301", ("José",)) == "José"
    assert find_name("Jo", ("José",)) is None


def test_round_the_circle():
    assert next_person("abc", "b", "abc") == "c"
    assert next_person("abc", "c", "b") == "b"
    assert next_person("abc", "c", "c") == "c"
    assert next_person("abc", "x", "abc") == "a"
    assert next_person("abc", "a", "") is None


def test_the_meeting_before_says_who_is_next(tmp_path: Path) -> None:
    before = Kept(tmp_path).do(ev.Facilitate, "1").do(ev.Start).do(ev.Round, ("1", "2"))
    before.wait(60).seen().ended()
    archive = Archive(tmp_path)
    assert archive.last_roles("", "Owls") == LastRoles("Ana", "Ben")
    assert archive.last_roles("", "Kestrels") is None
    found = gather(Series(), OWLS, Moment(7 * 86400.0, TWO_PM + 7 * 86400), archive=archive)
    assert found.facilitator == found.first == "2"
    assert replay(before.journal.path).header.gathering.people == OWLS.people


def test_a_lobby_that_was_left_again_was_no_meeting(tmp_path: Path) -> None:
    Kept(tmp_path).do(ev.Facilitate, "2").do(ev.Note, "1", "later").ended()
    assert Archive(tmp_path).last_roles("", "Owls") is None


def test_the_due_time_is_on_the_meetings_clock() -> None:
    group = Group(first_meeting=date(2026, 11, 25), time=time(14, 30), zone="UTC", air_time=True)
    found = gather(Series(), group, Moment(100.0, TWO_PM))
    assert found.due == 100 + 30 * 60
    assert found.air_time
    assert gather(Series(), group, Moment(100.0, TWO_PM + 86400)).due is None


def test_a_meeting_goes_on_with_the_people_it_had(tmp_path: Path) -> None:
    meeting = Kept(tmp_path).do(ev.Leave, "2").do(ev.Add, "x", "Eve").do(ev.Start).do(ev.Round)
    kept = meeting.wait(30).do(ev.Turn).seen().ended().record
    state = kept.meeting.state(meeting.now)
    assert state == meeting.state
    assert [p.name for p in state.people if p.here] == ["Ana", "Eve"]


def test_a_lobby_comes_back_with_the_people_named_now(tmp_path: Path) -> None:
    Kept(tmp_path).do(ev.Note, "1", "bring cake").do(ev.Leave, "1").ended()
    archive, clock = Archive(tmp_path), FakeClock(utc=TWO_PM + 60)
    said: list[str] = []
    found = as_left(
        archive, entry("week-1"), WEEK_1, clock, TimeOfDay(), said.append, ("ana", "Dee")
    )
    assert found is not None
    assert found.recorder is not None
    assert [(p.name, p.here) for p in found.state().people] == [
        ("Ana", True),
        ("Ben", False),
        ("Dee", True),
    ]
    assert [note.written for note in found.notes] == ["bring cake"]
    assert found.recorder.journal.close()


# Commands


def controller_of(session: Session, clock: FakeClock, **more: object) -> Controller:
    return Controller(session, clock, TimeOfDay(24, UTC), **more)  # type: ignore[arg-type]


def test_when_a_block_began_is_corrected_after_a_pause(clock):
    meeting = controller_of(WEEK_1, clock)
    meeting.start()
    clock.move(900)
    meeting.next()
    clock.move(60)
    meeting.pause()
    clock.move(60)
    meeting.play()
    meeting.began(300)
    first, second, *_ = meeting.view().blocks
    assert (first.elapsed, second.elapsed) == (720, 240)
    assert meeting.undo() == "Undone: when this block began"
    assert [line.elapsed for line in meeting.view().blocks[:2]] == [900, 60]


def test_before_the_start_began_starts_the_meeting_then(clock):
    meeting = controller_of(WEEK_1, clock)
    clock.move(600)
    meeting.began(240)
    assert meeting.view().gone == 240


@pytest.mark.parametrize(
    ("write", "stays"),
    [
        (lambda meeting: meeting.write_norms("Listen."), "The norms stay as they are now"),
        (lambda meeting: meeting.write_note("1", "We agree"), "The note stays"),
        (
            lambda meeting: meeting.tick(Carried("m", "1", Kind.ACTION, "Call")),
            "was still open stays",
        ),
    ],
)
def test_undo_says_first_what_it_does_not_take_back(clock, write, stays):
    meeting = controller_of(WEEK_1, clock)
    meeting.start()
    write(meeting)
    meeting.point(1)
    for _ in range(2):
        with pytest.raises(CommandRejected, match=stays):
            meeting.undo()
        meeting.write_note("2", "And more")
        stays = "The note stays"
    with pytest.raises(CommandRejected):
        meeting.undo()
    assert meeting.undo() == "Undone: start"


def test_one_turn_too_many_begins_no_other_round(clock):
    meeting = controller_of(WEEK_1, clock, gathering=gathering(("Ana", "Ben")))
    meeting.start()
    for _ in range(3):
        meeting.turn()
    with pytest.raises(CommandRejected, match=r"Everybody has spoken\. \{turn\} again starts"):
        meeting.turn()
    assert meeting.view().round.done
    meeting.turn()
    assert meeting.view().round.name == "Ben"


def test_a_turn_by_name_begins_the_round_with_that_person(clock):
    meeting = controller_of(WEEK_1, clock, gathering=gathering(("Ana", "Ben", "Chidi")))
    meeting.start()
    clock.move(60)
    meeting.turn("3")
    found = meeting.view().round
    assert found.name == "Chidi"
    assert not found.spoke
    assert [one.name for one in found.waiting] == ["Ana", "Ben"]
    assert meeting.undo() == "Undone: round of turns"
    assert meeting.view().round is None
    meeting.toggle_person("3")
    with pytest.raises(CommandRejected, match="They are not here"):
        meeting.turn("3")


def test_time_is_pinned_or_added_depending_on_the_block(clock):
    meeting = controller_of(WEEK_1, clock)
    meeting.start()
    meeting.add_time("1", 60)
    meeting.add_time("3", -60)
    present, _, third, *_ = meeting.view().blocks
    assert (present.target, present.pinned) == (960, False)
    assert (third.target, third.pinned) == (840, True)


def test_a_block_is_skipped_and_restored(clock):
    meeting = controller_of(WEEK_1, clock)
    meeting.skip_or_restore("2")
    assert meeting.view().line("2").standing is Standing.SKIPPED
    meeting.skip_or_restore("2")
    assert meeting.view().line("2").standing is Standing.TO_COME
    with pytest.raises(CommandRejected):
        meeting.skip_or_restore("none")


def titles(meeting: Controller) -> list[str]:
    return [line.block.title for line in meeting.view().blocks]


def test_blocks_are_added_where_they_are_wanted_and_in_that_order(clock):
    meeting = controller_of(WEEK_1, clock)
    meeting.insert("First", FIVE)
    meeting.insert("Last", FIVE, "4")
    meeting.insert("After the norms", FIVE, "1")
    assert titles(meeting)[0] == "First"
    assert titles(meeting)[2] == "After the norms"
    assert titles(meeting)[-1] == "Last"


def test_a_block_to_come_is_moved_a_place_at_a_time(clock):
    meeting = controller_of(WEEK_1, clock)
    first, second, third, fourth = titles(meeting)
    meeting.move("4", -1)
    meeting.move("2", 1)
    assert titles(meeting) == [first, fourth, second, third]
    with pytest.raises(CommandRejected, match="can't go any further"):
        meeting.move("3", 1)
    assert meeting.undo() == "Undone: “Career roadmap” moved"


def test_a_block_is_taken_later(clock):
    meeting = controller_of(WEEK_1, clock)
    first, second, *others = titles(meeting)
    meeting.start()
    meeting.later()
    assert titles(meeting) == [second, first, *others]
    assert meeting.view().present.line.block.title == second


def test_a_meeting_finished_by_mistake_goes_on(clock):
    meeting = controller_of(WEEK_1, clock)
    heard: list[ev.Event] = []
    meeting.listeners.append(heard.append)
    meeting.start()
    clock.move(300)
    meeting.finish()
    clock.move(600)
    meeting.reopen()
    assert meeting.view().present.elapsed == 300
    assert heard == meeting.meeting.events
