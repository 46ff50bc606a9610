"""The state of a meeting between two events, and what follows from it at an instant. Frozen."""

from __future__ import annotations

import math
from enum import Enum
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec.structs import replace

from homeroom_tui.agenda.model import (
    DEFAULT_RESERVE,
    MINUTE,
    REST,
    Block,
    Reserve,
    Session,
    TimeRange,
    counted,
)
from homeroom_tui.meeting import plan
from homeroom_tui.meeting.clock import WallClock
from homeroom_tui.meeting.events import Seconds, Visit
from homeroom_tui.meeting.people import Gathering, Person
from homeroom_tui.meeting.rounds import Round

MAX_LATE_START = 20 * MINUTE
"""Seconds after the time at which a meeting was due, up to which it still ends when it was to."""


class Playback(Enum):
    """The state that the facilitator put the meeting in."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


class Standing(Enum):
    """The standing of a block in the agenda."""

    TO_COME = "to come"
    PRESENT = "present"
    DONE = "done"
    SKIPPED = "skipped"


class Phase(Enum):
    """The phase of the present block, by its clock."""

    EARLY = "early"
    ENOUGH = "enough"
    CLOSING = "closing"
    OVER = "over"
    OVERTIME = "overtime"


class Timer(Struct, frozen=True, array_like=True):
    """A small timer within a block: it began at that second of the block.

    `number` is that of the event that began it.
    """

    number: Annotated[int, Meta(ge=0)]
    seconds: Seconds
    began: Seconds

    def left(self, elapsed: int) -> int:
        """Seconds that it has left at the block's second `elapsed`; negative past its end."""
        return self.seconds - max(elapsed - self.began, 0)


class BlockState(Struct, frozen=True):
    """One block: what it was given and what it spent, in seconds.

    `range` is the author's, or what fit, pin and ± made of it. `target` is fixed when the block
    begins: None in a block to come, and in a rest block without a hard end. `added` is apart
    from both. `spent` counts the visits that are over, `planned` is the target of the plan made
    at the start. `begun` is whether it was ever the present one. `inserted` was put in by hand,
    `removed` is in the file no more; `dropped` is skipped only for that. `origin` names what an
    earlier meeting left open (that meeting, the item) if the block was taken in for it. `round`
    is the last round of turns in it, `timer` a small timer of the present visit.
    """

    id: str
    block: Block
    range: TimeRange
    standing: Standing = Standing.TO_COME
    spent: float = 0.0
    target: int | None = None
    added: int = 0
    pin: int | None = None
    planned: int | None = None
    prompt: int = 0
    begun: bool = False
    inserted: bool = False
    removed: bool = False
    dropped: bool = False
    origin: tuple[str, str] | None = None
    round: Round | None = None
    timer: Timer | None = None

    @property
    def full_target(self) -> int | None:
        """The target with what was added."""
        return None if self.target is None else self.target + self.added

    @property
    def bounds(self) -> TimeRange:
        """The range with what was added: its maximum moves, its minimum where it must."""
        if self.pin is not None:
            return TimeRange(self.pin, self.pin)
        target = self.full_target
        if target is None:
            return self.range
        low, high = self.range.min, self.range.max
        return TimeRange(min(low, target), None if high is None else max(high + self.added, target))

    @property
    def unspent(self) -> TimeRange:
        """The bounds less what the block spent: what it may still take."""
        return plan.less(self.bounds, int(self.spent))

    def again_to_come(self) -> BlockState:
        """The block as it is left: its next target is fixed anew, within the bounds it had."""
        block = replace(self, standing=Standing.TO_COME, dropped=False)
        if self.pin is not None:
            return block
        return replace(block, range=self.bounds, target=None, added=0)


class Automatic(Struct, frozen=True):
    """An automatic step: the instant when it fell, the visit that it ended."""

    at: float
    left: Visit


class State(Struct, frozen=True):
    """A meeting between two events. Instants are seconds on the meeting's clock.

    `session` is as its file was read last; `share` is the reserve as a share of midpoints, and
    `default_reserve` is that of sessions without their own.

    `since` is when the last command or automatic step took effect; `automatic` is the last of
    these steps. `entered`, `visit_paused`, `weight` (the present block's share in the reserve) and
    `previous` (the block that was left for it, None after the start) belong to the present visit;
    `paused_at` is when the present pause began; `paused` sums the pauses that are over.

    `file_order` has the ids of the blocks in the file, in its order, which that of the agenda
    need not be. `gone` are blocks that were removed from the file and are in the agenda no more:
    they may come back. `planned_end` is the hard end that the plan of the start was made for.
    `due` is when the meeting was to begin, and `wall` what the clocks on the wall show, as far as
    that is known. `facilitator` and `first`, who begins the next round, are ids of `people`.
    """

    session: Session
    default_reserve: Reserve
    share: float
    blocks: tuple[BlockState, ...]
    file_order: tuple[str, ...] = ()
    gone: tuple[BlockState, ...] = ()
    holds: frozenset[Visit] = frozenset()
    playback: Playback = Playback.READY
    since: float = -math.inf
    present: int | None = None
    visit: Visit = Visit(-1)
    entered: float = 0.0
    visit_paused: float = 0.0
    weight: float = 0.0
    previous: str | None = None
    paused_at: float | None = None
    paused: float = 0.0
    started: float | None = None
    finished: float | None = None
    hard_end: float | None = None
    hard_end_by_hand: bool = False
    planned_end: float | None = None
    due: float | None = None
    wall: WallClock | None = None
    people: tuple[Person, ...] = ()
    facilitator: str | None = None
    first: str | None = None
    automatic: Automatic | None = None

    @property
    def duration(self) -> int | None:
        """The session's duration in seconds."""
        return self.session.duration

    @property
    def here(self) -> BlockState:
        """The present block; only where there is one."""
        assert self.present is not None
        return self.blocks[self.present]

    def index(self, block: str) -> int | None:
        """The place of the block with that id, or None."""
        return next((i for i, b in enumerate(self.blocks) if b.id == block), None)

    def person(self, person: str) -> Person | None:
        """The person with that id, or None."""
        return next((p for p in self.people if p.id == person), None)

    def people_here(self) -> list[str]:
        """The ids of those who are here, in their order."""
        return [p.id for p in self.people if p.here]

    def with_block(self, index: int, changed: BlockState) -> State:
        """This state with one block changed."""
        return replace(self, blocks=(*self.blocks[:index], changed, *self.blocks[index + 1 :]))

    def with_here(self, **changes: Any) -> State:
        """This state with the present block changed."""
        assert self.present is not None
        return self.with_block(self.present, replace(self.here, **changes))

    def still_to_come(self) -> list[int]:
        """The places of the blocks to come, in agenda order."""
        return [i for i, b in enumerate(self.blocks) if b.standing is Standing.TO_COME]

    def visits(self, entering: int | None = None) -> list[int]:
        """The places of the blocks to come in the order in which `next` takes them.

        The block at the place `entering` is about to begin, and the first of them.
        """
        here = self.present if entering is None else entering - 1
        return in_order(self.still_to_come(), here)

    def next_place(self) -> int | None:
        """Return where `next` goes: the first to come after the present block, else before it."""
        return next(iter(self.visits()), None)


def in_order(places: list[int], here: int | None) -> list[int]:
    """The places of blocks to come in the order in which `next` takes them from `here`."""
    if here is None:
        return places
    return [i for i in places if i > here] + [i for i in places if i <= here]


def new_state(
    session: Session,
    reserve: Reserve | None = None,
    gathering: Gathering | None = None,
    wall: WallClock | None = None,
) -> State:
    """Return the state of a meeting that has not begun, of those who gather for it.

    `reserve` is that of the series or the group, for a session without its own. Without a `wall`
    clock no block can begin at a time of day.
    """
    given = gathering or Gathering()
    blocks = [BlockState(str(i), b, b.duration) for i, b in enumerate(blocks_of(session), 1)]
    default_reserve = reserve or DEFAULT_RESERVE
    return State(
        session=session,
        default_reserve=default_reserve,
        share=share_of(session, default_reserve),
        blocks=tuple(blocks),
        file_order=tuple(block.id for block in blocks),
        due=given.due,
        wall=wall,
        people=given.persons(),
        facilitator=given.facilitator,
        first=given.first,
    )


def blocks_of(session: Session) -> tuple[Block, ...]:
    """The blocks of a session; a draft is one open block of the session's duration."""
    length = session.duration
    whole = REST if length is None else TimeRange(length, length)
    return session.blocks or (Block(session.title, whole),)


def share_of(session: Session, default_reserve: Reserve) -> float:
    """Return the reserve of a session as a share of midpoints."""
    durations = [block.duration for block in blocks_of(session)]
    return plan.reserve_share(session.reserve or default_reserve, durations)


def prompt_texts(block: Block) -> list[str]:
    """The prompts of a block as they are counted: each before those nested under it."""
    return [prompt.text for _, prompt in counted(block.prompts)]


def same_prompt(before: Block, after: Block, prompt: int) -> int | None:
    """Return the place of a prompt in the block as it is now written; None: it is gone."""
    old, new = prompt_texts(before), prompt_texts(after)
    if old == new:
        return prompt
    return new.index(old[prompt]) if 0 <= prompt < len(old) and old[prompt] in new else None


def end_of(state: State, now: float) -> float:
    """`now`, or when the meeting finished, if that is earlier."""
    return now if state.finished is None else min(now, state.finished)


def pausing(state: State, now: float) -> float:
    """Seconds that the present pause has lasted."""
    if state.paused_at is None:
        return 0.0
    return max(end_of(state, now) - state.paused_at, 0.0)


def paused(state: State, now: float) -> float:
    """Seconds that the whole meeting has been paused."""
    return state.paused + pausing(state, now)


def elapsed(state: State, now: float) -> float:
    """Seconds that the present block has had, all its visits together."""
    if state.present is None:
        return 0.0
    visit = end_of(state, now) - state.entered - state.visit_paused - pausing(state, now)
    return state.here.spent + max(visit, 0.0)


def shown(state: State, now: float) -> float:
    """The instant that the screen draws at `now`: the last whole second of the present block.

    The grid of seconds goes on through a pause, so that the hard end can be seen to come nearer.
    """
    if state.present is None or now < state.entered:
        return now
    grid = state.here.spent + now - state.entered - state.visit_paused
    return now - (grid - math.floor(grid))


def hard_end(state: State, now: float) -> float | None:
    """Return the hard end; before the start as if the first block began now."""
    if state.hard_end_by_hand or state.started is not None:
        return state.hard_end
    if state.duration is None:
        return None
    in_time = state.due is not None and 0 <= now - state.due <= MAX_LATE_START
    return (state.due if in_time and state.due is not None else now) + state.duration


def expected_end_of_present(state: State, now: float) -> float:
    """Return when the present block reaches its target, or `now` if it has."""
    if state.present is None or state.finished is not None:
        return now
    target = state.here.full_target
    return now if target is None else now + max(target - elapsed(state, now), 0.0)
