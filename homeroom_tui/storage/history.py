"""History: the times that blocks took in past meetings, beside those planned for them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from statistics import quantiles
from typing import NamedTuple

from msgspec import Struct

from homeroom_tui.agenda.model import MINUTE, Block, Session, TimeRange
from homeroom_tui.storage.minutes import BlockMinutes, Minutes, of_record
from homeroom_tui.storage.replay import Recording

ENOUGH = 3
"""So many meetings must disagree with an author before another range is suggested."""


class Past(NamedTuple):
    """A past meeting with its minutes."""

    record: Recording
    kept: Minutes

    @property
    def began(self) -> datetime:
        """When it began, by the clock there; of one that never did, when it was left."""
        return self.kept.began or self.kept.ended


def past(records: Iterable[Recording]) -> tuple[Past, ...]:
    """Return the meetings with their minutes, in their order."""
    return tuple(Past(record, of_record(record)) for record in records)


class Decision(Struct, frozen=True):
    """Something that a group decided, and in which meeting."""

    meeting: str
    date: date
    week: int | None
    title: str
    text: str


def decisions(records: Iterable[Recording]) -> tuple[Decision, ...]:
    """Return what was decided in these meetings, in their order."""
    return tuple(
        Decision(kept.meeting, kept.date, kept.week, kept.title, text)
        for kept in map(of_record, records)
        for text in kept.decisions
    )


def mentions(record: Recording, text: str) -> bool:
    """Return whether each word of a text is in the title of a meeting, or in what was noted."""
    session = record.header.session
    week = "" if session.week is None else f"week {session.week}"
    said = (note.written for note in record.meeting.notes)
    there = "\n".join([week, session.title, *said]).casefold()
    return all(word in there for word in text.casefold().split())


class BlockHistory(Struct, frozen=True):
    """The times that a block took whenever it was done, in whole seconds, latest meeting first.

    `targets` are what it then had, zero where it counted up. `suggested` is the range that three
    or more of these times speak for, where they disagree with the author's.
    """

    block: Block
    took: tuple[int, ...]
    suggested: TimeRange | None
    targets: tuple[int, ...] = ()

    @property
    def usual(self) -> int | None:
        """The middle of the times it took."""
        return sorted(self.took)[len(self.took) // 2] if self.took else None


def of_session(session: Session, records: Iterable[Recording]) -> tuple[BlockHistory, ...]:
    """Return what the meetings of a session say of each of its blocks as they are written now.

    Only finished meetings count. A block is known again by its title.
    """
    finished = [kept for kept in map(of_record, records) if kept.finished]
    found = []
    for place, block in enumerate(session.blocks):
        nth = [b.title for b in session.blocks[:place]].count(block.title)
        times = [_again(kept.blocks, block.title, nth) for kept in finished]
        done = [t for t in times if t is not None and t.standing == "done"]
        took = tuple(t.actual for t in done)
        targets = tuple(t.target or 0 for t in done)
        found.append(BlockHistory(block, took, suggestion(block.duration, took), targets))
    return tuple(found)


def _again(blocks: Iterable[BlockMinutes], title: str, nth: int) -> BlockMinutes | None:
    same = [b for b in blocks if b.title == title and not b.inserted]
    return same[nth] if nth < len(same) else None


def suggestion(written: TimeRange, took: Iterable[int]) -> TimeRange | None:
    """The range, in whole minutes, in which the middle half of the times lies.

    None where fewer than three of them lie more than a minute outside the author's range, or
    where it would be the author's again. A `rest` takes what there is, and is never in the wrong.
    """
    times = sorted(took)
    if written.max is None:
        return None
    low, high = written.min - MINUTE, written.max + MINUTE
    if sum(not low <= time <= high for time in times) < ENOUGH:
        return None
    first, _, third = quantiles(times, n=4, method="inclusive")
    least = max(math.floor(first / MINUTE), 1) * MINUTE
    most = max(math.ceil(third / MINUTE) * MINUTE, least)
    found = TimeRange(least, most)
    return None if found == written else found
