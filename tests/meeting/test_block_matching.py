"""Blocks keep their place when a file is changed under a meeting."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui.meeting.block_matching import match

TITLES = st.lists(st.sampled_from("abcde"), max_size=7)


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("abcd", "abcd", [0, 1, 2, 3]),
        ("abcd", "abXcd", [0, 1, None, 2, 3]),  # inserted
        ("abcd", "abd", [0, 1, 3]),  # removed
        ("abcd", "abXd", [0, 1, 2, 3]),  # renamed
        ("abcd", "aXYd", [0, 1, 2, 3]),  # two renamed
        ("abcd", "acbd", [0, 2, None, 3]),  # moved: one of the two keeps its place
        ("abcd", "", []),
        ("", "ab", [None, None]),
        ("aab", "ab", [0, 2]),
        ("abcd", "wxyz", [0, 1, 2, 3]),  # all renamed
    ],
)
def test_blocks_are_matched_by_title_then_by_position(
    old: str, new: str, places: list[int | None]
) -> None:
    assert match(old, new) == places


@given(TITLES, TITLES)
def test_matches_are_in_order_and_as_many_titles_stay_as_can(
    old: list[str], new: list[str]
) -> None:
    places = match(old, new)
    taken = [place for place in places if place is not None]
    assert taken == sorted(set(taken))
    kept = sum(
        place is not None and old[place] == title for place, title in zip(places, new, strict=True)
    )
    longest = max(
        size
        for size in range(len(new) + 1)
        if any(_within(chosen, old) for chosen in itertools.combinations(new, size))
    )
    assert kept >= longest


def _within(chosen: tuple[str, ...], titles: list[str]) -> bool:
    rest = iter(titles)
    return all(title in rest for title in chosen)
