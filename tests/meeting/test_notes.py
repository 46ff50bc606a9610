"""Notes in their order, edited and deleted, with action items and questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from homeroom_tui.agenda.model import Prompt, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.notes import Kind, Note, items, norms, notes
from homeroom_tui.meeting.transitions import advance
from tests.meeting.scenario import WEEK_1, Wednesday, begun, block, session


def said(*texts: str) -> list[ev.Event]:
    return [ev.Note(float(n), str(n), text, "1", 0) for n, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        ("plain", Kind.NOTE, "plain"),
        ("! Ben books a room", Kind.ACTION, "Ben books a room"),
        ("!Ben", Kind.ACTION, "Ben"),
        ("  ? Who knows Ada?\n", Kind.QUESTION, "Who knows Ada?"),
        ("really!", Kind.NOTE, "really!"),
        ("= We meet on Tuesdays", Kind.DECISION, "We meet on Tuesdays"),
        ("=> next\n===", Kind.NOTE, "=> next\n==="),
        ("!? both", Kind.ACTION, "? both"),
        ("one\n  two", Kind.NOTE, "one\n  two"),
        ("! Ben books\n  a room", Kind.ACTION, "Ben books\n  a room"),
        ("!\n\nBen", Kind.ACTION, "Ben"),
        ("one\n\ntwo\n??\n!", Kind.NOTE, "one\n\ntwo\n??"),
    ],
)
def test_the_first_character_says_what_it_is(written: str, kind: Kind, text: str) -> None:
    (note,) = notes(said(written))
    (item,) = note.items
    assert (item.id, item.kind, item.text) == ("1", kind, text)


def test_each_marked_line_of_a_note_counts() -> None:
    note = Note(
        "7", "We talked\n! Ana books\n  a room\n!Ben asks\n? Who?\n\nand so on", 0.0, "2", 1
    )
    assert [(item.id, item.kind, item.text) for item in note.items] == [
        ("7", Kind.NOTE, "We talked"),
        ("7/1", Kind.ACTION, "Ana books\n  a room"),
        ("7/3", Kind.ACTION, "Ben asks"),
        ("7/4", Kind.QUESTION, "Who?"),
        ("7/6", Kind.NOTE, "and so on"),
    ]
    assert {(item.block, item.prompt) for item in note.items} == {("2", 1)}
    assert [item.text for item in items([note], Kind.QUESTION)] == ["Who?"]


LINES = st.lists(
    st.sampled_from(["", "  ", "one", " two", "! act", "!", "? why", "??", "!?x", "=so", "="])
)


@given(LINES.map("\n".join))
def test_no_word_of_a_note_is_lost_in_its_parts(written: str) -> None:
    for note in notes(said(written)):
        words = " ".join(item.text for item in note.items)
        assert [*filter(str.isalpha, words)] == [*filter(str.isalpha, written)]
        assert len({item.id for item in note.items}) == len(note.items) >= 1


def test_a_note_that_is_written_again_stays_in_its_place() -> None:
    events = [*said("one", "two"), ev.Note(9.0, "1", "! one, better", "2", 3)]
    first, second = notes(events)
    assert (first.written, first.at) == ("! one, better", 1.0)
    assert (first.block, first.prompt) == ("2", 3)
    assert second.written == "two"


@pytest.mark.parametrize("nothing", ["", "  \n", "!", " ? ", "=", "!\n ?"])
def test_a_note_that_is_emptied_is_deleted(nothing: str) -> None:
    events = [*said("one", "two"), ev.Note(9.0, "1", nothing)]
    assert [note.written for note in notes(events)] == ["two"]
    assert [n.written for n in notes([*events, ev.Note(10.0, "1", "again")])] == ["two", "again"]


def test_undo_does_not_touch_notes_and_norms() -> None:
    meeting = begun(WEEK_1).do(ev.Note, "1", "kept").do(ev.Norms, "Be kind").undo()
    assert [note.written for note in meeting.meeting.notes] == ["kept"]
    assert norms(meeting.meeting.events) == "Be kind"


def test_norms_are_what_they_were_changed_to_last() -> None:
    assert norms(said("no norms")) is None
    assert norms([ev.Norms(1.0, "a"), ev.Norms(2.0, "b")]) == "b"


def test_a_new_note_gets_an_id_that_none_had() -> None:
    assert Meeting(WEEK_1).new_note() == "1"
    assert Meeting(WEEK_1, events=[*said("one", "two"), ev.Note(9.0, "1", "")]).new_note() == "3"


@given(st.lists(st.sampled_from(["1", "2", "3", "5", "x", "1\n"])))
def test_ids_are_never_used_twice(taken: list[str]) -> None:
    meeting = Meeting(WEEK_1, events=[ev.Note(0.0, note, "x") for note in taken])
    for _ in range(3):
        assert meeting.new_note() not in taken
        taken = [*taken, meeting.new_note()]
        meeting.do(ev.Note(0.0, taken[-1], "x"))


# Notes in a meeting


def test_a_note_stays_with_a_moved_prompt() -> None:
    def asking(*prompts: str) -> Session:
        return session(replace(block("Talk", 5), prompts=tuple(map(Prompt, prompts))))

    week = begun(asking("One?", "Two?", "Three?")).do(ev.Note, "a", "on two", "1", 1)
    week.do(ev.Note, "b", "on three", "1", 2).do(ev.Note, "c", "on all", "1")
    week.do(ev.Edit, asking("Two?", "New?", "One?"))
    assert [note.prompt for note in week.meeting.notes] == [0, None, None]
    week.do(ev.Note, "d", "on new", "1", 1)
    assert [note.prompt for note in week.meeting.notes] == [0, None, None, 1]
    assert [n.prompt for n in Meeting(week.session, events=week.meeting.events).notes] == [
        *(0, None, None, 1)
    ]
    assert [note.prompt for note in week.undo().meeting.notes][:3] == [1, 2, None]


def test_a_note_costs_one_step_however_many_there_are(monkeypatch) -> None:
    meeting = begun(WEEK_1).meeting
    steps = []

    def counted(*what):
        steps.append(what)
        return advance(*what)

    monkeypatch.setattr("homeroom_tui.meeting.meeting.advance", counted)
    for number in range(500):
        meeting.do(ev.Note(float(number), meeting.new_note(), f"note {number}"))
        assert len(meeting.notes) == number + 1
    assert len(steps) == 500


@pytest.mark.parametrize(
    ("events", "seconds", "stray"),
    [
        ([], 42, True),
        ([], 60, False),
        ([ev.Note(1.0, "a", "said")], 42, False),
        ([ev.Note(1.0, "a", "said"), ev.Note(2.0, "a", "")], 42, True),
        ([ev.Norms(1.0, "Be kind")], 42, False),
        ([ev.Tick(1.0, "m", "1")], 42, False),
        ([ev.LetGo(1.0, "m", "1")], 42, False),
        ([ev.Next(1.0), ev.Pause(2.0)], 42, True),
        ([ev.Finish(42.0)], 3600, True),
        ([ev.Finish(60.0)], 3600, False),
    ],
)
def test_a_meeting_left_at_once_without_notes_is_stray(events, seconds, stray):
    assert Meeting(WEEK_1, events=[ev.Start(0.0), *events]).is_stray(seconds) is stray
    assert not Wednesday(WEEK_1).meeting.is_stray(seconds), "a lobby is not"
