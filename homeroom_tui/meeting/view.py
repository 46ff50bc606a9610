"""Compute the view of a state at an instant: everything that a screen may show, without words."""

from __future__ import annotations

import math
from enum import Enum
from operator import itemgetter

from msgspec import Struct

from homeroom_tui.agenda.model import MINUTE, Block, TimeRange
from homeroom_tui.meeting import plan
from homeroom_tui.meeting import state as st
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.people import Person, next_person
from homeroom_tui.meeting.rounds import RoundView, air_time, rotated, round_view
from homeroom_tui.meeting.state import BlockState, Phase, Playback, Standing, State

NOTICEABLE = 30
"""Seconds: a target that differs by less from the plan made at the start is not marked."""


class BlockView(Struct, frozen=True):
    """One line of the agenda. Lengths are whole seconds, `begins` is Unix time.

    `target` is what the present plan gives it in all, None where it counts up. `planned` is what
    the plan made at the start gave it, `change` how far the target is from that. `begun` is
    whether it took any time. `offset` (blocks done) is how far it was past the maximum of its
    range, or negative short of the minimum; zero is within its range, with what was given or taken
    away. `begins` is None for blocks that are done or skipped, and for all of a meeting that is
    over.
    """

    id: str
    number: int
    block: Block
    standing: Standing
    range: TimeRange
    target: int | None
    elapsed: int
    begins: float | None = None
    begun: bool = False
    pinned: bool = False
    inserted: bool = False
    offset: int | None = None
    planned: int | None = None
    change: int = 0

    @property
    def changed(self) -> bool:
        """Return whether the target differs noticeably from the plan made at the start."""
        return abs(self.change) >= NOTICEABLE

    @property
    def takes(self) -> int | None:
        """Seconds that it takes in all as things stand: an overrun counts. None: it counts up."""
        if self.standing in (Standing.DONE, Standing.SKIPPED):
            return self.elapsed
        return None if self.target is None else max(self.target, self.elapsed)


class Verdict(Enum):
    """The verdict on the end of the meeting."""

    OPEN = "open"
    IN_HAND = "in hand"
    NO_TIME_IN_HAND = "no time in hand"
    TOO_MUCH = "too much"
    PAST_THE_END = "past the end"


class Ending(Struct, frozen=True):
    """The expected end of the meeting. Instants are Unix time, lengths whole seconds.

    `slack` is None without a hard end. `can_skip` and `can_shorten` are lines of the agenda of
    which one alone would mend what is too much; `later_end` is the hard end that would.
    """

    verdict: Verdict
    slack: int | None
    expected: float
    hard: float | None
    later_end: float | None = None
    past: int = 0
    can_skip: BlockView | None = None
    can_shorten: BlockView | None = None
    can_fit: bool = False

    @property
    def too_much(self) -> int:
        return max(-(self.slack or 0), 0)


class TimerView(Struct, frozen=True):
    """The small timer of the present block, at one second; past its end `remaining` is negative.

    `number` tells it from the one before it.
    """

    number: int
    seconds: int
    remaining: int
    prompt: int


class Present(Struct, frozen=True):
    """The present block at one second. Past the target `remaining` is negative."""

    line: BlockView
    phase: Phase
    elapsed: int
    target: int | None
    bounds: TimeRange
    remaining: int | None
    added: int
    prompt: int
    move_on_by: float | None
    timer: TimerView | None = None

    @property
    def to_maximum(self) -> int | None:
        """Seconds until the maximum; negative past it, None without one."""
        return None if self.bounds.max is None else self.bounds.max - self.elapsed


class Segment(Struct, frozen=True):
    """A stretch of the meeting bar: `kind` is gone, paused, present, to come or in hand."""

    kind: str
    seconds: float
    block: str | None = None


class View(Struct, frozen=True):
    """Everything a screen may show at one instant.

    `now` is Unix time; `at`, `due`, `hard_end` and `moved_on` are instants on the meeting's clock:
    what is drawn, when the next second is shown (None: nothing will change), when it must be
    over, when a block last went on by itself.
    `gone`, `left`, `paused` and `pausing` are whole seconds; `left` is None without a hard end
    and negative past it. `planned` is how long the meeting was to be when it started, None where
    nobody knew; `took` is the time of all blocks, and is `gone` less `paused` when the meeting is
    over. `kept_back` is the part of the reserve that the plan still has. `facilitator` is the id
    of one of the people; `order` has the ids of those who are here, as a round would take them
    now; `round` is the present block's. `spoke` has each who had a turn that is over, with the
    seconds of all of them.
    """

    now: float
    at: float
    due: float | None
    hard_end: float | None
    moved_on: float | None
    playback: Playback
    blocks: tuple[BlockView, ...]
    present: Present | None
    ending: Ending
    segments: tuple[Segment, ...]
    gone: int
    left: int | None
    paused: int
    pausing: int
    planned: int | None
    took: int
    kept_back: int
    started: float | None
    finished: float | None
    next: str | None
    people: tuple[Person, ...] = ()
    facilitator: str | None = None
    order: tuple[str, ...] = ()
    round: RoundView | None = None
    spoke: tuple[tuple[str, int], ...] = ()

    @property
    def on_break(self) -> bool:
        """Return whether the present block is a break: it moves on by itself and has no prompts."""
        if self.present is None or self.playback is not Playback.RUNNING or self.round is not None:
            return False
        block = self.present.line.block
        return block.advance == "auto" and not block.prompts

    def line(self, block: str) -> BlockView | None:
        """The agenda's line for the block of that id."""
        return next((line for line in self.blocks if line.id == block), None)


def view(state: State, moment: Moment) -> View:
    """Return the view of a settled state at `moment`. Never raises, whatever the instant."""
    at = _drawn(state, moment)
    shares = st.allocation(state, at)
    gone = 0.0 if state.started is None else max(at - state.started, 0.0)
    *spent, paused = _whole_seconds(state, at, math.floor(gone))
    lines = _lines(state, shares, spent, moment, at)
    end = st.hard_end(state, at)
    coming = state.next_place() if state.finished is None else None
    return View(
        now=moment.wall(at) if state.finished is None else moment.utc,
        at=at,
        due=None if state.finished is not None else at + 1.0,
        hard_end=end,
        moved_on=None if state.automatic is None else state.automatic[0],
        playback=state.playback,
        blocks=lines,
        present=_present(state, lines, moment, at),
        ending=_ending(state, lines, shares, moment, at),
        segments=_segments(state, lines, end, at),
        gone=math.floor(gone),
        left=None if end is None else math.ceil(end - at),
        paused=paused,
        pausing=math.floor(st.pausing(state, at)),
        planned=_planned(state),
        took=sum(spent),
        kept_back=0 if state.finished is not None else st.kept_back(state, at),
        started=None if state.started is None else moment.wall(state.started),
        finished=None if state.finished is None else moment.wall(state.finished),
        next=None if coming is None else state.blocks[coming].id,
        people=state.people,
        facilitator=state.facilitator,
        order=_speaking_order(state),
        round=_round(state, at),
        spoke=_spoke(state),
    )


def _drawn(state: State, moment: Moment) -> float:
    """The instant to draw: on the present block's second, or on the wall clock's without one."""
    if state.finished is not None:
        return st.end_of(state, moment.at)
    if state.present is not None:
        return st.shown(state, moment.at)
    return moment.at - moment.utc % 1


def _whole_seconds(state: State, at: float, gone: int) -> list[int]:
    """Return what each block took, and last all pauses; once over, they add up to `gone`."""
    spent = [
        st.elapsed(state, at) if place == state.present else block.spent
        for place, block in enumerate(state.blocks)
    ]
    values = [*spent, st.paused(state, at)]
    if state.finished is None:  # each counts on its own second
        return [math.floor(value) for value in values]
    return plan.whole(values, gone)


def _planned(state: State) -> int | None:
    if state.started is None:
        return None
    if state.planned_end is not None:
        return round(state.planned_end - state.started)
    targets = [block.planned for block in state.blocks]
    return None if None in targets else sum(target or 0 for target in targets)


def _lines(
    state: State,
    shares: dict[int, int | None],
    spent: list[int],
    moment: Moment,
    at: float,
) -> tuple[BlockView, ...]:
    begins = {}
    clock = st.expected_end_of_present(state, at)
    for place in [] if state.finished is not None else _order(state):
        begins[place] = moment.wall(clock)
        clock += shares[place] or 0
    return tuple(
        _line(place, block, shares, spent[place], begins.get(place))
        for place, block in enumerate(state.blocks)
    )


def _order(state: State) -> list[int]:
    """The blocks to come in the order in which `next` takes them."""
    places = state.still_to_come()
    here = -1 if state.present is None else state.present
    return [i for i in places if i > here] + [i for i in places if i < here]


def _line(
    place: int,
    block: BlockState,
    shares: dict[int, int | None],
    spent: int,
    begins: float | None,
) -> BlockView:
    target = block.full_target
    if place in shares:
        share = shares[place]
        target = None if share is None else int(block.spent) + share
    planned = block.planned
    done = block.standing is Standing.DONE
    return BlockView(
        id=block.id,
        number=place + 1,
        block=block.block,
        standing=block.standing,
        range=block.bounds,
        target=target,
        elapsed=spent,
        begins=begins,
        begun=block.standing in (Standing.DONE, Standing.PRESENT) or spent > 0,
        pinned=block.pin is not None,
        inserted=block.inserted,
        offset=_outside(spent, block.bounds) if done and target is not None else None,
        planned=planned,
        change=0 if planned is None or target is None else target - planned,
    )


def _outside(seconds: int, bounds: TimeRange) -> int:
    """Return how far past the maximum, or negative short of the minimum; zero within them."""
    past = 0 if bounds.max is None else max(seconds - bounds.max, 0)
    return past or min(seconds - bounds.min, 0)


def _present(
    state: State, lines: tuple[BlockView, ...], moment: Moment, at: float
) -> Present | None:
    if state.present is None:
        return None
    here = state.here
    gone = math.floor(st.elapsed(state, at))
    end = st.hard_end(state, at)
    by = None if end is None else moment.wall(end - st.minimums_to_come(state))
    target = here.full_target
    return Present(
        line=lines[state.present],
        phase=st.phase(state, at),
        elapsed=gone,
        target=target,
        bounds=here.bounds,
        remaining=None if target is None else target - gone,
        added=here.added,
        prompt=here.prompt,
        move_on_by=by,
        timer=None if here.timer is None else _timer(here.timer, gone),
    )


def _timer(timer: st.Timer, elapsed: int) -> TimerView:
    gone = max(elapsed - timer.began, 0)
    return TimerView(timer.number, timer.seconds, timer.seconds - gone, timer.prompt)


def _speaking_order(state: State) -> tuple[str, ...]:
    here = state.people_here()
    everybody = [p.id for p in state.people]
    first = state.first if state.first in here else next_person(everybody, state.first, here)
    return rotated(here, first)


def _round(state: State, at: float) -> RoundView | None:
    if state.present is None or state.here.round is None:
        return None
    names = {person.id: person.name for person in state.people}
    gone = math.floor(st.elapsed(state, at))
    return round_view(state.here.round, names, gone, state.here.full_target)


def _spoke(state: State) -> tuple[tuple[str, int], ...]:
    names = {person.id: person.name for person in state.people}
    turns = [turn for block in state.blocks if block.round for turn in block.round.turns]
    return tuple((names[person], seconds) for person, seconds in air_time(turns))


def _ending(
    state: State,
    lines: tuple[BlockView, ...],
    shares: dict[int, int | None],
    moment: Moment,
    at: float,
) -> Ending:
    end, slack = st.hard_end(state, at), st.slack(state, at)
    expected = st.expected_end_of_present(state, at)
    if state.finished is None:
        expected += sum(s or 0 for s in shares.values())
    elif end is not None:
        slack = end - state.finished
    wall = moment.wall(expected)
    if end is None or slack is None:
        return Ending(Verdict.OPEN, None, wall, None)
    whole, hard = math.floor(slack), moment.wall(end)
    if whole > 0 or (state.finished is not None and slack >= 0):
        return Ending(Verdict.IN_HAND, whole, wall, hard)
    if at >= end:
        return Ending(Verdict.PAST_THE_END, whole, wall, hard, past=math.floor(at - end))
    if whole >= -NOTICEABLE:
        return Ending(Verdict.NO_TIME_IN_HAND, whole, wall, hard)
    ranges, present, pinned = st.to_fit(state, at)
    left = [(state.blocks[place].unspent.min, lines[place]) for place in shares]
    skip = [row for row in left if row[0] >= -whole]
    if state.present is not None:
        left.append((present, lines[state.present]))
    shorten = [row for row in left if row[0] + whole >= MINUTE]
    return Ending(
        Verdict.TOO_MUCH,
        whole,
        wall,
        hard,
        later_end=moment.wall(end - whole),
        can_skip=min(skip, key=itemgetter(0))[1] if skip else None,
        can_shorten=max(shorten, key=itemgetter(0))[1] if shorten else None,
        can_fit=plan.least([*ranges.values()], present=present, pinned=pinned) <= end - at,
    )


def _segments(
    state: State, lines: tuple[BlockView, ...], end: float | None, at: float
) -> tuple[Segment, ...]:
    """The meeting from its start to its end, or to its hard end if that is later."""
    found = [Segment("gone", line.elapsed, line.id) for line in lines if line.elapsed]
    if paused := st.paused(state, at):
        found.append(Segment("paused", paused))
    if state.finished is None:
        if state.present is not None:
            rest = st.expected_end_of_present(state, at) - at
            found.append(Segment("present", rest, state.here.id))
        for place in _order(state):
            line = lines[place]
            seconds = max((line.target or 0) - line.elapsed, 0)
            found.append(Segment("to come", seconds, line.id))
    if end is not None:
        begun = at if state.started is None else state.started
        spare = end - begun - sum(s.seconds for s in found)
        found.append(Segment("in hand", max(spare, 0.0)))
    return tuple(s for s in found if s.seconds > 0)
