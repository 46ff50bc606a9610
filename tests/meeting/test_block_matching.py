"""Blocks are known again when a file is changed under a meeting."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from homeroom_tui.agenda.model import Block, Prompt
from homeroom_tui.meeting import block_matching
from homeroom_tui.meeting.block_matching import match
from tests.meeting.scenario import block


def blocks(titles: str) -> list[Block]:
    return [block(title, 5) for title in titles]


def asking(title: str, *prompts: str, minutes: float = 5, **more: Any) -> Block:
    return block(title, minutes, prompts=tuple(map(Prompt, prompts)), **more)


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("abcd", "abcd", [0, 1, 2, 3]),
        ("abcd", "abXcd", [0, 1, None, 2, 3]),  # inserted
        ("abcd", "abd", [0, 1, 3]),  # removed
        ("abcd", "abXd", [0, 1, 2, 3]),  # renamed
        ("abcd", "aXYd", [0, 1, 2, 3]),  # two renamed
        ("abcd", "acbd", [0, 2, 1, 3]),  # moved
        ("abcd", "dcba", [3, 2, 1, 0]),
        ("abcd", "cdab", [2, 3, 0, 1]),
        ("abcd", "dabX", [3, 0, 1, 2]),  # moved, and another renamed
        ("abcd", "", []),
        ("", "ab", [None, None]),
        ("abcd", "wxyz", [0, 1, 2, 3]),  # all renamed
        ("aPbPc", "aPbPc", [0, 1, 2, 3, 4]),  # two breaks
        ("aPbPc", "abPPc", [0, 2, 1, 3, 4]),
        ("aPbPc", "bPcaP", [2, 3, 4, 0, 1]),  # each moved with what stood before it
        ("aPbPc", "abPc", [0, 2, 3, 4]),  # the first break is gone
        ("aPbPc", "aPbc", [0, 1, 2, 4]),
        ("aPb", "PaPb", [None, 0, 1, 2]),  # a break more
        ("PbP", "PaPbP", [None, None, 0, 1, 2]),
        ("aPbPc", "cPbPa", [4, 3, 2, 1, 0]),
    ],
)
def test_blocks_are_known_by_title_neighbours_and_place(
    old: str, new: str, places: list[int | None]
) -> None:
    assert match(blocks(old), blocks(new)) == places


def test_an_id_counts_more_than_a_title() -> None:
    old = [block("a", 5, id="x"), block("b", 5, id="y")]
    assert match(old, [block("a", 5, id="y"), block("b", 5, id="x")]) == [1, 0]
    assert match(old, [block("a", 5, id="z"), block("b", 5, id="x")]) == [None, 0]


def test_a_block_stays_the_same_when_its_id_changes() -> None:
    assert match([block("a", 5)], [block("a", 5, id="x")]) == [0]
    assert match([block("a", 5, id="x")], [block("a", 5)]) == [0]


def test_a_new_block_with_an_id_is_nobody_renamed() -> None:
    old = blocks("ab")
    assert match(old, [old[0], block("new", 5, id="n"), block("B", 5)]) == [0, None, 1]


def test_blocks_of_one_title_differ_by_their_content() -> None:
    short, long = block("Break", 5), block("Break", 10)
    assert match([short, long], [long, short]) == [1, 0]
    one, two = asking("Talk", "One?"), asking("Talk", "Two?")
    changed = replace(two, duration=block("", 7).duration)
    assert match([one, two], [changed, one]) == [1, 0]


def test_a_moved_and_renamed_block_is_matched_by_prompts() -> None:
    old = [asking("a", "A?"), asking("b", "B?"), asking("c", "C?")]
    assert match(old, [old[1], old[2], asking("first", "A?")]) == [1, 2, 0]


def test_a_removed_block_can_come_back_but_not_renamed() -> None:
    old = blocks("abc")
    assert match(old, blocks("abX"), frozenset({2})) == [0, 1, None]
    assert match(old, blocks("cab"), frozenset({2})) == [2, 0, 1]
    assert match(blocks("PP"), blocks("P"), frozenset({0})) == [1]


def test_very_many_blocks_of_one_title_are_matched_by_order(monkeypatch) -> None:
    monkeypatch.setattr(block_matching, "MAX_COMPARISONS", 3)
    assert match(blocks("PPP"), blocks("PP")) == [0, 1]


LETTERS = st.lists(st.sampled_from("abcde"), max_size=7).map("".join)


@given(LETTERS, LETTERS)
def test_blocks_are_matched_once_and_titles_completely(old: str, new: str) -> None:
    places = match(blocks(old), blocks(new))
    taken = [place for place in places if place is not None]
    assert len(taken) == len(set(taken))
    for title in set(old):
        same = [p for p, t in zip(places, new, strict=True) if t == title and p is not None]
        assert sum(old[p] == title for p in same) == min(old.count(title), new.count(title))


@given(st.permutations("abcdefg"))
def test_any_permutation_is_followed(titles: list[str]) -> None:
    new = "".join(titles)
    assert match(blocks("abcdefg"), blocks(new)) == ["abcdefg".index(title) for title in new]
