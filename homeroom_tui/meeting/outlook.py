"""All that follows from a state at an instant: ties, stretches, the plan, slack and phase. Pure.

A block that is tied begins at an instant of its own. The time to come is cut there: each stretch
is planned by itself, from its tie, or the end of the present block, to the next tie, or the hard
end. Without ties there is one stretch.
"""

from __future__ import annotations

import math
from enum import Enum
from functools import cached_property
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.model import TimeRange
from homeroom_tui.meeting import plan
from homeroom_tui.meeting.state import (
    Phase,
    State,
    elapsed,
    expected_end_of_present,
    hard_end,
    pausing,
)

# Ties


class TieStatus(Enum):
    """The effect of the tie of a block to come: it cuts the time, or why it does not."""

    CUTS = "cuts"
    FIRST = "nothing comes before it"
    PASSED_OVER = "it was jumped over"
    AFTER_THE_END = "the meeting is over by then"
    OUT_OF_ORDER = "a block before it is tied to a later time"
    NOT_TODAY = "that time does not come within twelve hours of the start"
    UNKNOWN = "the time of day is not known"


def tie_instant(state: State, place: int, now: float) -> float | None:
    """The instant at which a tied block is to begin; before the start as if that was now.

    None for a block without a tie, and where the time of day is not known or not to come.
    """
    tie = state.blocks[place].block.at
    started = now if state.started is None else state.started
    if tie is None:
        return None
    if tie.after is not None:
        return started + tie.after
    if state.wall is None or tie.clock is None:
        return None
    return state.wall.next(tie.clock, started)


class Stretch(Struct, frozen=True):
    """Blocks to come, by place in the order of their visits, and the instants between which.

    The first stretch is what follows the present block, and may be empty. It `begins` when the
    blocks before it could be over at their minimums, not before its tie. `ends` is None without a
    hard end. `minimum` is the least that its blocks can do with, `reserve` what the plan would
    keep back, in seconds.
    """

    places: tuple[int, ...]
    begins: float
    ends: float | None
    minimum: int
    reserve: int

    @property
    def slack(self) -> float | None:
        """Seconds that can still be lost before its end slips; negative is too much."""
        return None if self.ends is None else self.ends - self.begins - self.minimum


class ToFit(Struct, frozen=True):
    """The ranges that fit scales, by place, and the seconds left of the present block.

    It has `available` seconds for them, and does not scale the `pinned` ones. Without
    `from_here` it is a later stretch, to which the present block does not belong.
    """

    from_here: bool
    ranges: dict[int, TimeRange]
    present: int
    pinned: int
    available: int


class Outlook:
    """All that follows from a state at an instant. Before the start it is as if that were now.

    The block at the place `entering` is about to begin.
    """

    def __init__(self, state: State, now: float, entering: int | None = None) -> None:
        self.state = state
        self.now = now
        self.entering = entering
        self.order = state.visits(entering)
        self.hard_end = hard_end(state, now)
        self.present_ends = expected_end_of_present(state, now)

    @cached_property
    def ties(self) -> dict[int, TieStatus]:
        """Return what becomes of the tie of each block to come that has one, by place."""
        state, found = self.state, dict[int, TieStatus]()
        first = self.entering
        if state.started is None:
            first = next(iter(self.order), None)
        here = state.present if self.entering is None else self.entering
        before = -math.inf
        for place in self.order:
            tie = state.blocks[place].block.at
            if tie is None:
                continue
            instant = tie_instant(state, place, self.now)
            if place == first:
                found[place] = TieStatus.FIRST
            elif here is not None and place < here:
                found[place] = TieStatus.PASSED_OVER
            elif instant is None:
                known = tie.clock is None or state.wall is not None
                found[place] = TieStatus.NOT_TODAY if known else TieStatus.UNKNOWN
            elif self.hard_end is not None and instant >= self.hard_end:
                found[place] = TieStatus.AFTER_THE_END
            elif instant <= before:
                found[place] = TieStatus.OUT_OF_ORDER
            else:
                found[place] = TieStatus.CUTS
                before = instant
        return found

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The time to come, cut at the ties; the first begins with the present block's end."""
        state, order, found = self.state, self.order, list[Stretch]()
        cuts = [place for place, tie in self.ties.items() if tie is TieStatus.CUTS]
        bounds = [0, *(order.index(place) for place in cuts), len(order)]
        begins = self.present_ends
        for start, stop in pairwise(bounds):
            at_tie = stop < len(order)
            ends = tie_instant(state, order[stop], self.now) if at_tie else self.hard_end
            places = tuple(order[start:stop])
            minimum = sum(state.blocks[place].unspent.min for place in places)
            stretch = Stretch(places, begins, ends, minimum, self._reserve(places, not found))
            if state.started is None and places and not found:
                # as if the first block began now, which fixes what it gets
                target = self._shares(stretch)[places[0]] or 0
                minimum += target - state.blocks[places[0]].unspent.min
                stretch = replace(stretch, minimum=minimum)
            found.append(stretch)
            begins += minimum
            begins = begins if ends is None else max(ends, begins)
        return found

    # The plan

    def _reserve(self, places: tuple[int, ...], first: bool) -> int:
        state = self.state
        middles = sum(plan.midpoint(state.blocks[place].unspent) for place in sorted(places))
        if first and state.present is not None:
            target = state.here.full_target
            if target is None or elapsed(state, self.now) < target:
                middles += state.weight
        return round(state.share * middles)

    def _shares(self, stretch: Stretch) -> dict[int, int | None]:
        places = sorted(stretch.places)
        ranges = [self.state.blocks[place].unspent for place in places]
        if stretch.ends is None:
            return {i: plan.open_target(r) for i, r in zip(places, ranges, strict=True)}
        left = math.floor(stretch.ends - stretch.begins - stretch.reserve)
        return dict(zip(places, plan.allocate(ranges, left), strict=True))

    @cached_property
    def shares(self) -> dict[int, int | None]:
        """Return what the plan gives each block to come, by place, besides what it has spent.

        None stands for a rest block without a hard end, which counts up.
        """
        found: dict[int, int | None] = {}
        for stretch in self.stretches:
            found |= self._shares(stretch)
        return found

    @property
    def kept_back(self) -> int:
        """Seconds of the reserve that the plan still keeps back; none without an end."""
        whole = 0
        for stretch in self.stretches:
            if stretch.ends is not None:
                given = sum(self.shares[place] or 0 for place in stretch.places)
                free = math.floor(stretch.ends - stretch.begins - given)
                whole += max(min(stretch.reserve, free), 0)
        return whole

    # What it comes to

    @cached_property
    def verdict_on(self) -> int:
        """The number of the stretch that counts: the first that will be late, else the first."""
        slacks = (stretch.slack for stretch in self.stretches)
        return next((n for n, slack in enumerate(slacks) if slack is not None and slack < 0), 0)

    @property
    def slack(self) -> float | None:
        """Return what can still be lost before the end that counts slips; negative is too much.

        None has no end.
        """
        return self.stretches[self.verdict_on].slack

    @property
    def move_on_by(self) -> float | None:
        """The instant at which that slack reaches zero in the present block; None has no end."""
        ends = self.stretches[self.verdict_on].ends
        minimums = sum(stretch.minimum for stretch in self.stretches[: self.verdict_on + 1])
        return None if ends is None else ends - minimums

    @property
    def next_tie(self) -> float | None:
        """The instant to which the next block is tied; None if it can begin at any."""
        if not self.order or self.ties.get(self.order[0]) is not TieStatus.CUTS:
            return None
        return tie_instant(self.state, self.order[0], self.now)

    @property
    def phase(self) -> Phase:
        """The phase of the present block; only where there is one."""
        state, here = self.state, self.state.here
        gone = elapsed(state, self.now)
        then = self.now - pausing(state, self.now)
        ends = self.stretches[0].ends
        return phase_of(gone, here.full_target, here.bounds, then, self.next_tie, ends)

    @property
    def to_fit(self) -> ToFit | None:
        """Return what there is to fit in the stretch of the verdict; None: it has no end."""
        stretch = self.stretches[self.verdict_on]
        if stretch.ends is None:
            return None
        from_here = not self.verdict_on
        coming = {place: self.state.blocks[place] for place in sorted(stretch.places)}
        return ToFit(
            from_here=from_here,
            ranges={i: b.unspent for i, b in coming.items() if b.pin is None},
            present=math.ceil(self.present_ends - self.now) if from_here else 0,
            pinned=sum(b.unspent.min for b in coming.values() if b.pin is not None),
            available=math.floor(stretch.ends - (self.now if from_here else stretch.begins)),
        )


def phase_of(
    gone: float,
    target: int | None,
    bounds: TimeRange,
    then: float,
    tie: float | None,
    ends: float | None,
) -> Phase:
    """The phase of a block that has had `gone` seconds, at the instant `then`.

    `tie` is the instant to which the next block is tied: until then a block past its target is
    not over. `ends` is the end of the block's stretch.
    """
    found = Phase.EARLY if gone < bounds.min else Phase.ENOUGH
    if target is not None and gone >= target and tie is not None and then < tie:
        return Phase.ENOUGH
    if target is not None:
        if gone >= target - min(60.0, target / 5 if target < 300 else 60.0):
            found = Phase.CLOSING
        if gone >= target:
            found = Phase.OVER
    if bounds.max is not None:
        return Phase.OVERTIME if gone >= bounds.max else found
    return Phase.OVERTIME if ends is not None and then >= ends else found
