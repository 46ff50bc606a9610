"""Compute the view of a state at an instant: everything that a screen may show, without words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.model import MINUTE, Block, TimeRange
from homeroom_tui.meeting import plan
from homeroom_tui.meeting import state as st
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.outlook import Outlook, TieStatus, tie_instant
from homeroom_tui.meeting.people import Person, next_person
from homeroom_tui.meeting.rounds import RoundView, air_time, rotated, round_view
from homeroom_tui.meeting.state import BlockState, Phase, Playback, Standing, State, Timer

NOTICEABLE = 30
"""Seconds: a target that differs by less from the plan made at the start is not marked."""


class TieView(Struct, frozen=True):
    """The tie of a block to come: the Unix time `at` which it is to begin, if that is known.

    As things stand, `free` are the seconds before it that no block takes, `late` those after it
    at which the block begins.
    """

    status: TieStatus
    at: float | None
    free: int = 0
    late: int = 0


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
    tie: TieView | None = None

    @property
    def free_before(self) -> int:
        """Seconds before it that no block takes, since it waits for its time."""
        return 0 if self.tie is None else self.tie.free

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
    """The verdict on the end of the meeting; followers are sent its value."""

    OPEN = "open"
    IN_HAND = "spare"
    NO_TIME_IN_HAND = "tight"
    TOO_MUCH = "late"
    PAST_THE_END = "past"


class Ending(Struct, frozen=True):
    """The expected end of the meeting. Instants are Unix time, lengths whole seconds.

    `slack` is None without an end. It is until the block `tie` begins, if the verdict is on that,
    else until the hard end. `can_skip` and `can_shorten` are lines of the agenda of which one
    alone would mend what is too much; `later_end` is the hard end that would. Followers, who are
    not told of any of these, have no `ways`.
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
    tie: BlockView | None = None
    ways: bool = True

    @property
    def too_much(self) -> int:
        return max(-(self.slack or 0), 0)


class Present(Struct, frozen=True):
    """The present block at one second. Past the target `remaining` is negative.

    `tie` is the next block if it is tied to a time still to come, in `to_tie` seconds.
    """

    line: BlockView
    phase: Phase
    elapsed: int
    target: int | None
    bounds: TimeRange
    remaining: int | None
    added: int
    prompt: int
    move_on_by: float | None
    timer: Timer | None = None
    tie: BlockView | None = None
    to_tie: int = 0

    @property
    def waiting(self) -> bool:
        """Return whether the block had its time, and the next one's has not come."""
        return self.tie is not None and self.remaining is not None and self.remaining <= 0


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
    seconds of all of them. `to_start` is the seconds until the time at which it is to begin, None
    where that is not known or past.
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
    to_start: int | None = None

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
    outlook = Outlook(state, at)
    course = _course(outlook)
    gone = 0.0 if state.started is None else max(at - state.started, 0.0)
    *spent, paused = _whole_seconds(state, at, math.floor(gone))
    lines = _lines(outlook, course, spent, moment)
    end = outlook.hard_end
    coming = state.next_place() if state.finished is None else None
    return View(
        now=moment.wall(at) if state.finished is None else moment.utc,
        at=at,
        due=None if state.finished is not None else at + 1.0,
        hard_end=end,
        moved_on=None if state.automatic is None else state.automatic.at,
        playback=state.playback,
        blocks=lines,
        present=_present(outlook, lines, moment),
        ending=_ending(outlook, lines, course, moment),
        segments=_segments(state, lines, end, at),
        gone=math.floor(gone),
        left=None if end is None else math.ceil(end - at),
        paused=paused,
        pausing=math.floor(st.pausing(state, at)),
        planned=_planned(state),
        took=sum(spent),
        kept_back=0 if state.finished is not None else outlook.kept_back,
        started=None if state.started is None else moment.wall(state.started),
        finished=None if state.finished is None else moment.wall(state.finished),
        next=None if coming is None else state.blocks[coming].id,
        people=state.people,
        facilitator=state.facilitator,
        order=_speaking_order(state),
        round=_round(state, at),
        spoke=_spoke(state),
        to_start=_to_start(state, at),
    )


def _to_start(state: State, at: float) -> int | None:
    if state.playback is not Playback.READY or state.due is None or state.due <= at:
        return None
    return math.ceil(state.due - at)


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


class Course(Struct, frozen=True):
    """The beginning of each block to come as things stand, by place, and the end of the last."""

    begins: dict[int, float]
    ties: dict[int, TieView]
    end: float


def _course(outlook: Outlook) -> Course:
    state = outlook.state
    if state.finished is not None:
        return Course({}, {}, outlook.present_ends)
    ties = {
        place: TieView(status, tie_instant(state, place, outlook.now))
        for place, status in outlook.ties.items()
    }
    shares = {place: outlook.shares[place] or 0 for place in outlook.order}
    return course(outlook.present_ends, shares, ties)


def course(clock: float, shares: dict[int, int], ties: dict[int, TieView]) -> Course:
    """Return how blocks that get these seconds follow each other from `clock` on, by place."""
    begins, found = dict[int, float](), dict[int, TieView]()
    for place, seconds in shares.items():
        if (tie := ties.get(place)) is not None:
            late = 0.0
            if tie.status is TieStatus.CUTS and tie.at is not None:
                late, clock = clock - tie.at, max(clock, tie.at)
            free, late = math.floor(max(-late, 0)), math.ceil(max(late, 0))
            found[place] = replace(tie, free=free, late=late)
        begins[place] = clock
        clock += seconds
    return Course(begins, found, clock)


def _lines(
    outlook: Outlook, course: Course, spent: list[int], moment: Moment
) -> tuple[BlockView, ...]:
    def tie(place: int) -> TieView | None:
        found = course.ties.get(place)
        if found is None or found.at is None:
            return found
        return replace(found, at=moment.wall(found.at))

    begins = {place: moment.wall(instant) for place, instant in course.begins.items()}
    return tuple(
        _line(place, block, outlook.shares, spent[place], begins.get(place), tie(place))
        for place, block in enumerate(outlook.state.blocks)
    )


def _line(
    place: int,
    block: BlockState,
    shares: dict[int, int | None],
    spent: int,
    begins: float | None,
    tie: TieView | None,
) -> BlockView:
    target = block.full_target
    if place in shares:
        share = shares[place]
        target = None if share is None else int(block.spent) + share
    planned = block.planned
    done = block.standing is Standing.DONE
    if done and target is None:  # left for later, and the meeting ended before that
        target = planned
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
        tie=tie,
    )


def _outside(seconds: int, bounds: TimeRange) -> int:
    """Return how far past the maximum, or negative short of the minimum; zero within them."""
    past = 0 if bounds.max is None else max(seconds - bounds.max, 0)
    return past or min(seconds - bounds.min, 0)


def _present(outlook: Outlook, lines: tuple[BlockView, ...], moment: Moment) -> Present | None:
    state, at = outlook.state, outlook.now
    if state.present is None:
        return None
    here = state.here
    gone = math.floor(st.elapsed(state, at))
    by = outlook.move_on_by
    target = here.full_target
    tie, coming = outlook.next_tie, state.next_place()
    tied = coming if tie is not None and tie > at else None
    return Present(
        line=lines[state.present],
        phase=outlook.phase,
        elapsed=gone,
        target=target,
        bounds=here.bounds,
        remaining=None if target is None else target - gone,
        added=here.added,
        prompt=here.prompt,
        move_on_by=None if by is None else moment.wall(by),
        timer=here.timer,
        tie=None if tied is None else lines[tied],
        to_tie=0 if tied is None or tie is None else math.ceil(tie - at),
    )


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
    outlook: Outlook, lines: tuple[BlockView, ...], course: Course, moment: Moment
) -> Ending:
    state, at, end = outlook.state, outlook.now, outlook.hard_end
    wall = moment.wall(course.end)
    hard = None if end is None else moment.wall(end)
    if state.finished is not None:
        return _ended(end, state.finished, wall, hard)
    number = outlook.verdict_on
    stretch, after = outlook.stretches[number], outlook.stretches[number + 1 :]
    if stretch.slack is None:
        return Ending(Verdict.OPEN, None, wall, None)
    whole = math.floor(stretch.slack)
    tie = lines[after[0].places[0]] if after else None
    if whole > 0:
        return Ending(Verdict.IN_HAND, whole, wall, hard, tie=tie)
    if end is not None and at >= end:
        return Ending(Verdict.PAST_THE_END, whole, wall, hard, past=math.floor(at - end))
    if whole >= -NOTICEABLE:
        return Ending(Verdict.NO_TIME_IN_HAND, whole, wall, hard, tie=tie)
    to_fit = outlook.to_fit
    assert to_fit is not None
    left = [(state.blocks[place].unspent.min, lines[place]) for place in sorted(stretch.places)]
    skip = [row for row in left if row[0] >= -whole]
    if state.present is not None and to_fit.from_here:
        left.append((to_fit.present, lines[state.present]))
    shorten = [row for row in left if row[0] + whole >= MINUTE]
    return Ending(
        Verdict.TOO_MUCH,
        whole,
        wall,
        hard,
        later_end=moment.wall(end - whole) if end is not None and tie is None else None,
        can_skip=min(skip, key=itemgetter(0))[1] if skip else None,
        can_shorten=max(shorten, key=itemgetter(0))[1] if shorten else None,
        can_fit=plan.least([*to_fit.ranges.values()], present=to_fit.present, pinned=to_fit.pinned)
        <= to_fit.available,
        tie=tie,
    )


def _ended(end: float | None, finished: float, wall: float, hard: float | None) -> Ending:
    """Return how a meeting that is over ended."""
    if end is None:
        return Ending(Verdict.OPEN, None, wall, None)
    whole = math.floor(end - finished)
    if whole >= 0:
        return Ending(Verdict.IN_HAND, whole, wall, hard)
    return Ending(Verdict.PAST_THE_END, whole, wall, hard, past=math.floor(finished - end))


def _segments(
    state: State, lines: tuple[BlockView, ...], end: float | None, at: float
) -> tuple[Segment, ...]:
    """The meeting from its start to its end, or to its hard end if that is later."""
    begun = at if state.started is None else state.started
    coming = state.visits() if state.finished is None else []
    rest = st.expected_end_of_present(state, at) - at
    whole = None if end is None else end - begun
    return segments(lines, coming, rest, st.paused(state, at), whole)


def segments(
    lines: tuple[BlockView, ...],
    coming: Sequence[int],
    rest: float,
    paused: float,
    whole: float | None,
) -> tuple[Segment, ...]:
    """The segments of a meeting whose blocks to come are visited in the order `coming`.

    The present block has `rest` seconds left, the meeting `whole` from its start to its hard end.
    """
    found = [Segment("gone", line.elapsed, line.id) for line in lines if line.elapsed]
    found.append(Segment("paused", paused))
    for line in lines:
        if line.standing is Standing.PRESENT:
            found.append(Segment("present", rest, line.id))
    for line in (lines[place] for place in coming):
        found.append(Segment("in hand", line.free_before))
        found.append(Segment("to come", max((line.target or 0) - line.elapsed, 0), line.id))
    if whole is not None:
        found.append(Segment("in hand", max(whole - sum(s.seconds for s in found), 0.0)))
    return tuple(s for s in found if s.seconds > 0)
