"""The history of blocks beside the ranges that their author wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui.agenda.model import REST, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.history import of_session, past, suggestion
from tests.meeting.scenario import WEEK_1, WEEK_5, block, session
from tests.storage.kept_meetings import Kept

MINUTE, WEEK = 60, 7 * 24 * 3600


def ran(folder: Path, number: int, *minutes: float) -> Kept:
    """Week 1 in the `number`th week, each block so many minutes; finished if all four were."""
    meeting = Kept(folder, later=number * WEEK).do(ev.Start)
    for place, length in enumerate(minutes, 1):
        meeting.wait(minutes=length).do(ev.Finish if place == 4 else ev.Next)
    return meeting.seen().ended()


def test_past_meetings_newest_first(tmp_path: Path) -> None:
    ran(tmp_path, 0, 15, 17, 16, 12)
    ran(tmp_path, 1, 20, 20, 20, 10)
    ran(tmp_path, 2, 15)
    lines = past(Archive(tmp_path).meetings().records)
    kept = [line.kept for line in lines]
    assert [(k.began.day, k.lasted // MINUTE, k.late, k.finished) for k in kept] == [
        (9, 15, None, False),
        (2, 70, 600, True),
        (25, 60, 0, True),
    ]
    assert {
        (p.record.header.session.duration, len(p.kept.people), p.kept.notes, p.kept.name)
        for p in lines
    } == {(3600, 2, (), "week-1")}


def test_the_times_that_blocks_really_took(tmp_path: Path) -> None:
    ran(tmp_path, 0, 15, 17, 16, 12)
    ran(tmp_path, 1, 25, 21, 20, 4)
    ran(tmp_path, 2, 24, 18, 19, 5.5)
    ran(tmp_path, 3, 21, 19, 20, 6)
    ran(tmp_path, 4, 99)  # was left, and does not count
    records = Archive(tmp_path).meetings().records
    norms, roadmap, turns, discuss = of_session(WEEK_1, records)
    assert norms.took == (21 * 60, 24 * 60, 25 * 60, 15 * 60)
    assert norms.suggested == TimeRange(19 * 60, 25 * 60)
    assert norms.usual == 24 * 60
    assert roadmap.took == (19 * 60, 18 * 60, 21 * 60, 17 * 60)
    assert roadmap.suggested is None
    assert turns.suggested is None
    assert discuss.suggested == TimeRange(5 * 60, 8 * 60)


def test_blocks_are_known_again_by_their_titles(tmp_path: Path) -> None:
    ran(tmp_path, 0, 15, 17, 16, 12)
    records = Archive(tmp_path).meetings().records
    now = session(block("Brand new", 5), block("Take turns", 20), block("Revisit norms", 10))
    assert [one.took for one in of_session(now, records)] == [(), (16 * 60,), (15 * 60,)]
    twice = session(block("Revisit norms", 10), block("Revisit norms", 10))
    assert [one.took for one in of_session(twice, records)] == [(15 * 60,), ()]
    assert of_session(WEEK_5, records) == ()


def test_nothing_is_known_without_meetings() -> None:
    assert [(one.took, one.usual, one.suggested) for one in of_session(WEEK_1, ())] == [
        ((), None, None)
    ] * 4


@pytest.mark.parametrize(
    ("written", "took", "suggested"),
    [
        ((15, 20), [22, 25], None),
        ((15, 20), [21, 21, 21], None),
        ((15, 20), [22, 24, 26], (23, 25)),
        ((15, 15), [20, 20, 20], (20, 20)),
        ((15, 20), [2, 2.5, 30, 17, 17], (2, 17)),
        ((15, 20), [0, 0, 0], (1, 1)),
    ],
)
def test_a_range_is_suggested_when_three_or_more_disagree(
    written: tuple[int, int], took: list[float], suggested: tuple[int, int] | None
) -> None:
    found = suggestion(TimeRange(*(60 * m for m in written)), [int(60 * m) for m in took])
    assert found == (None if suggested is None else TimeRange(*(60 * m for m in suggested)))


def test_a_rest_is_never_in_the_wrong() -> None:
    assert suggestion(REST, [60, 60, 60, 9999]) is None


@given(st.integers(0, 3600), st.integers(0, 3600), st.lists(st.integers(0, 7200), max_size=12))
def test_a_suggestion_is_a_new_range_in_whole_minutes(low: int, more: int, took: list[int]) -> None:
    written = TimeRange(low, low + more)
    found = suggestion(written, took)
    if found is None:
        return
    assert found != written
    assert found.max is not None
    assert 60 <= found.min <= found.max
    assert found.min % 60 == found.max % 60 == 0
    assert len(took) >= 3
