"""What changes a whole agenda at once makes of a state: a new one, a fit, an edited file. Pure."""

from __future__ import annotations

import math

from msgspec.structs import replace

from homeroom_tui.agenda.model import DEFAULT_RESERVE, REST, Block, Reserve, Session, TimeRange
from homeroom_tui.meeting import plan
from homeroom_tui.meeting.block_matching import match
from homeroom_tui.meeting.people import Gathering
from homeroom_tui.meeting.state import BlockState, Standing, State, elapsed, to_fit


def new_state(
    session: Session, reserve: Reserve | None = None, gathering: Gathering | None = None
) -> State:
    """A meeting that has not begun, of those who gather for it.

    `reserve` is that of the series or the group, for a session without its own.
    """
    given = gathering or Gathering()
    blocks = _blocks(session)
    lent = reserve or DEFAULT_RESERVE
    return State(
        session=session,
        lent=lent,
        share=_share(session, lent),
        blocks=tuple(BlockState(str(i), b, b.duration) for i, b in enumerate(blocks, 1)),
        due=given.due,
        people=given.persons(),
        facilitator=given.facilitator,
        first=given.first,
    )


def _blocks(session: Session) -> tuple[Block, ...]:
    """The blocks of a session; a draft is one open block of the session's duration."""
    length = session.duration
    whole = REST if length is None else TimeRange(length, length)
    return session.blocks or (Block(session.title, whole),)


def _share(session: Session, lent: Reserve) -> float:
    durations = [block.duration for block in _blocks(session)]
    return plan.reserve_share(session.reserve or lent, durations)


def fitted(state: State, now: float, end: float) -> State:
    """What is left scaled by one factor, to end at the instant `end` less the reserve.

    Raises plan.CannotFit where even a minute a block is too much.
    """
    ranges, remainder, pinned = to_fit(state, now)
    result = plan.fit(
        list(ranges.values()),
        math.floor(end - now),
        share=state.share,
        present=remainder,
        weight=state.weight if remainder else 0.0,
        pinned=pinned,
    )
    scaled = dict(zip(ranges, result.ranges, strict=True))
    blocks = tuple(
        replace(b, range=plan.more(scaled[i], int(b.spent))) if i in scaled else b
        for i, b in enumerate(state.blocks)
    )
    state = replace(state, blocks=blocks, weight=state.weight * result.factor)
    if state.present is None or result.present == remainder:
        return state
    gone = math.floor(elapsed(state, now))
    target = gone + result.present
    left = plan.less(state.here.bounds, gone).max
    high = None if left is None else max(gone + round(left * result.factor), target)
    scaled_range = TimeRange(min(state.here.bounds.min, target), high)
    here = replace(state.here, target=target, added=0, range=scaled_range)
    return state.with_block(state.present, here)


def edited(state: State, session: Session, number: int) -> State:
    """The state with the agenda of a session that was changed under the meeting, by event `number`.

    Blocks keep their ids, and with them what they spent; of those that are gone the present one
    stays, and so do those that time was spent in. A block put in by hand stays behind the one
    before it. A hard end that nobody set by hand moves with the session's duration.
    """
    old = [b for b in state.blocks if not b.inserted]
    new = _blocks(session)
    places = match([b.block.title for b in old], [b.title for b in new])
    merged = [
        BlockState(f"{number}.{at}", block, block.duration)
        if place is None
        else _taken(old[place], block)
        for at, (place, block) in enumerate(zip(places, new, strict=True))
    ]
    here = None if state.present is None else state.here.id
    changed = replace(
        state,
        session=session,
        share=_share(session, state.lent),
        blocks=tuple(_with_kept(state.blocks, merged)),
        hard_end=_moved_end(state, session),
    )
    present = None if here is None else changed.index(here)
    changed = replace(changed, present=present)
    if present is None:
        return changed
    return replace(changed, weight=plan.midpoint(changed.here.unspent))


def _taken(known: BlockState, block: Block) -> BlockState:
    """A block as it is now written; a target that was fixed stays, if its range still allows it."""
    taken = replace(known, block=block, prompt=_same_prompt(known, block))
    if block.duration == known.block.duration:
        return taken
    target = known.target
    if known.standing is Standing.PRESENT:
        low, high = block.duration.min, block.duration.max
        if target is None:
            target = plan.open_target(block.duration)
        else:
            target = max(low, target if high is None else min(target, high))
    return replace(taken, range=block.duration, target=target)


def _same_prompt(known: BlockState, block: Block) -> int:
    """Where the prompt that was talked about now stands; if it is gone, the one in its place."""
    before, now = texts(known.block), texts(block)
    if known.prompt < len(before) and before[known.prompt] in now:
        return now.index(before[known.prompt])
    return min(known.prompt, max(len(now) - 1, 0))


def texts(block: Block) -> list[str]:
    """The prompts of a block as they are counted: each before those nested under it."""
    return [text for p in block.prompts for text in (p.text, *(i.text for i in p.prompts))]


def _with_kept(before: tuple[BlockState, ...], merged: list[BlockState]) -> list[BlockState]:
    """The new agenda with what must not go, each behind the block that stood before it."""
    there = {b.id: b for b in merged}
    behind: dict[str | None, list[BlockState]] = {None: []}
    last: str | None = None
    for block in before:
        if block.id in there:
            last = block.id
        elif block.inserted or block.spent or block.standing is Standing.PRESENT:
            if block.standing is Standing.TO_COME and not block.inserted:
                block = replace(block, standing=Standing.SKIPPED)
            behind.setdefault(last, []).append(block)
    result = behind[None]
    for block in merged:
        result += [block, *behind.get(block.id, ())]
    return result


def _moved_end(state: State, session: Session) -> float | None:
    if state.started is None or state.hard_end_by_hand or state.duration == session.duration:
        return state.hard_end
    if session.duration is None:
        return None
    if state.hard_end is None or state.duration is None:
        return state.started + session.duration
    return state.hard_end - state.duration + session.duration
