"""What the group said: notes in their order, edited and deleted, action items and questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.notes import Action, Kind, actions, new_note, norms, notes
from tests.meeting.scenario import WEEK_1, begun


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
        ("!? both", Kind.ACTION, "? both"),
        ("one\n  two", Kind.NOTE, "one\n  two"),
    ],
)
def test_the_first_character_says_what_it_is(written: str, kind: Kind, text: str) -> None:
    (note,) = notes(said(written))
    assert (note.kind, note.text) == (kind, text)


def test_a_note_that_is_written_again_stays_in_its_place() -> None:
    events = [*said("one", "two"), ev.Note(9.0, "1", "! one, better", "2", 3)]
    first, second = notes(events)
    assert (first.text, first.kind, first.at) == ("one, better", Kind.ACTION, 1.0)
    assert (first.block, first.prompt) == ("2", 3)
    assert second.text == "two"


@pytest.mark.parametrize("nothing", ["", "  \n", "!", " ? "])
def test_a_note_that_is_emptied_is_deleted(nothing: str) -> None:
    events = [*said("one", "two"), ev.Note(9.0, "1", nothing)]
    assert [note.text for note in notes(events)] == ["two"]
    assert [n.text for n in notes([*events, ev.Note(10.0, "1", "again")])] == ["two", "again"]


def test_undo_does_not_touch_notes_and_norms() -> None:
    meeting = begun(WEEK_1).do(ev.Note, "1", "kept").do(ev.Norms, "Be kind").undo()
    assert [note.text for note in notes(meeting.meeting.events)] == ["kept"]
    assert norms(meeting.meeting.events) == "Be kind"


def test_norms_are_what_they_were_changed_to_last() -> None:
    assert norms(said("no norms")) is None
    assert norms([ev.Norms(1.0, "a"), ev.Norms(2.0, "b")]) == "b"


def test_a_new_note_gets_an_id_that_none_had() -> None:
    assert new_note([]) == "1"
    assert new_note([*said("one", "two"), ev.Note(9.0, "1", "")]) == "3"


@given(st.lists(st.sampled_from(["1", "2", "3", "5", "x", "1\n"])))
def test_ids_are_never_used_twice(taken: list[str]) -> None:
    assert new_note([ev.Note(0.0, note, "x") for note in taken]) not in taken


def test_action_items_are_ticked_by_a_later_meeting() -> None:
    events = said("! one", "two", "! three")
    later = [
        ev.Tick(1.0, "m", "1", True),
        ev.Tick(2.0, "another", "3", True),
        ev.Tick(3.0, "m", "3", True),
        ev.Tick(4.0, "m", "3", False),
    ]
    assert actions("m", events, later) == [
        Action("m", "1", "one", done=True),
        Action("m", "3", "three", done=False),
    ]
