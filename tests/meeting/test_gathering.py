"""Who gathers for a meeting: the group, those named on the spot, and whose turn it is to lead."""

from __future__ import annotations

import pytest

from homeroom_tui.meeting.people import Gathering, Led, following, gathering, named, same

GROUP = ("Ana", "Ben", "Chidi")


def test_without_a_group_nobody_is_expected():
    assert gathering(()) == Gathering()


def test_everybody_of_the_group_is_here_and_the_first_facilitates():
    assert gathering(GROUP) == Gathering(GROUP, facilitator="1")


def test_those_named_are_here_the_others_of_the_group_are_not():
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
    assert gathering(GROUP, last=Led(before)).facilitator == now


def test_who_is_not_here_does_not_facilitate():
    assert gathering(GROUP, ("Ana", "Chidi"), Led("Ana")).facilitator == "3"


def test_rounds_begin_with_who_would_have_begun_the_next():
    assert gathering(GROUP, last=Led(first="Ben")).first == "2"
    assert gathering(GROUP, last=Led(first="Eve")).first is None


def test_names_with_commas_between_them():
    assert named(" Ana,Ben ,, José, ana") == ("Ana", "Ben", "José")
    assert named(" , ") == ()


def test_a_name_is_known_in_any_case_and_spelling():
    assert same("JOSE\u0301", ("José",)) == "José"
    assert same("Jo", ("José",)) is None


def test_round_the_circle():
    assert following("abc", "b", "abc") == "c"
    assert following("abc", "c", "b") == "b"
    assert following("abc", "c", "c") == "c"
    assert following("abc", "x", "abc") == "a"
    assert following("abc", "a", "") is None
