"""Every transition of a meeting: check an event against the state, and return the next state.

The rules:

- A transition takes a settled state and an event, and returns the next state. An event that cannot
  happen raises CommandRejected, and nothing has changed.
- Playback: ready → running (Start) ⇄ paused (Pause, Resume) → finished (Finish, or the automatic
  step out of the last block). Who moves while paused stays paused.
- A block is to come, present, done or skipped. While the meeting is under way exactly one is
  present. Next leaves it done, Skip skipped, Back to come; GoTo leaves it done if it goes forward
  from a block that had its minimum, else to come.
- Later leaves it to come, right behind the next. Move and Insert never go before the present one.
- Began moves the beginning of the present visit; the block before it, or the start, gives way.
- A target is fixed when its block begins. Only AddTime, Fit and an Edit of its range change it.
- Events of people, turns and the small timer, Point, Note, Norms, Tick and LetGo never change
  how much time a block has.
- Automatic steps are not recorded: settle() derives each at the instant when it was due.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import singledispatch

from msgspec.structs import replace

from homeroom_tui.agenda.model import MINUTE, Block, Session, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting import plan
from homeroom_tui.meeting.block_matching import match
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.outlook import Outlook, TieStatus, ToFit
from homeroom_tui.meeting.people import Person, next_person
from homeroom_tui.meeting.rounds import Round
from homeroom_tui.meeting.state import (
    Automatic,
    BlockState,
    Playback,
    Standing,
    State,
    Timer,
    blocks_of,
    elapsed,
    hard_end,
    prompt_texts,
    same_prompt,
    share_of,
    shown,
)

READY, RUNNING, PAUSED, FINISHED = Playback
UNDER_WAY = (RUNNING, PAUSED)


class NothingToCome(CommandRejected):
    """There is no block to go on to: what is meant may be to finish."""


# What each event does: a settled state to the next one, or CommandRejected. `register` is given the
# type, though the annotation has it: reading all annotations takes a millisecond of the start.


@singledispatch
def step(event: ev.Event, state: State, number: int) -> State:
    """The state after `event`, the meeting's event `number`."""
    raise TypeError(event)


def _need(state: State, *playbacks: Playback) -> None:
    if state.playback not in playbacks:
        ready = state.playback is READY
        is_now = "has not started yet" if ready else f"is {state.playback.value}"
        raise CommandRejected(f"The meeting {is_now}.")


def _place(state: State, block: str) -> int:
    place = state.index(block)
    if place is None:
        raise CommandRejected("That block is no longer in the agenda.")
    return place


def _place_to_come(state: State, block: str) -> int:
    _need(state, READY, RUNNING, PAUSED)
    place = _place(state, block)
    if state.blocks[place].standing is not Standing.TO_COME:
        raise CommandRejected(f"That block is {state.blocks[place].standing.value}.")
    return place


def _leave(state: State, now: float, standing: Standing) -> State:
    """The present visit is over; the block keeps what it spent."""
    assert state.present is not None
    stopped = now if state.paused_at is None else state.paused_at
    left = replace(state.here, spent=elapsed(state, now), standing=standing)
    if standing is Standing.TO_COME:
        left = left.again_to_come()
    if left.removed:
        left = _removed(left)
    return replace(
        state.with_block(state.present, replace(_stopped(left), timer=None)),
        present=None,
        visit_paused=0.0,
        paused=state.paused + (now - stopped),
        paused_at=None if state.paused_at is None else now,
    )


def _enter(state: State, place: int, now: float, visit: ev.Visit, plan_at: float) -> State:
    """A visit begins; its target is fixed from the plan at `plan_at`, unless the block was done."""
    block = state.blocks[place]
    if block.standing is not Standing.DONE:
        block = block.again_to_come()
        share = Outlook(state.with_block(place, block), plan_at, place).shares[place]
        target = None if share is None else int(block.spent) + share
        block = replace(block, target=target, range=block.bounds, pin=None)
    return replace(
        state.with_block(place, replace(block, standing=Standing.PRESENT, begun=True)),
        present=place,
        entered=now,
        visit=visit,
        weight=plan.midpoint(block.unspent),
    )


def _move(state: State, place: int, now: float, visit: ev.Visit, left_as: Standing) -> State:
    seen = shown(state, now)  # so that a block gets just what the agenda shows for it
    left = replace(_leave(state, now, left_as), previous=state.here.id)
    return _enter(left, place, now, visit, seen)


def _next(state: State, now: float, visit: ev.Visit, left_as: Standing) -> State:
    place = state.next_place()
    if place is None:
        raise NothingToCome("No block is left to go on to. {finish} finishes the meeting.")
    return _move(state, place, now, visit, left_as)


@step.register(ev.Start)
def _(event: ev.Start, state: State, number: int) -> State:
    if state.playback is not READY:
        raise CommandRejected("The meeting has started already.")
    place = state.next_place()
    if place is None:
        raise NothingToCome("Every block is skipped: bring one back first.")
    planned = Outlook(state, event.at).shares
    blocks = tuple(replace(b, planned=planned.get(i)) for i, b in enumerate(state.blocks))
    end = hard_end(state, event.at)
    begun = replace(
        state,
        playback=RUNNING,
        started=event.at,
        hard_end=end,
        planned_end=end,
        blocks=blocks,
        people=tuple(replace(p, came=p.here) for p in state.people),
    )
    return _enter(begun, place, event.at, ev.Visit(number), event.at)


@step.register(ev.Pause)
def _(event: ev.Pause, state: State, number: int) -> State:
    _need(state, RUNNING)
    return replace(state, playback=PAUSED, paused_at=event.at)


@step.register(ev.Resume)
def _(event: ev.Resume, state: State, number: int) -> State:
    _need(state, PAUSED)
    assert state.paused_at is not None
    lasted = event.at - state.paused_at
    return replace(
        state,
        playback=RUNNING,
        paused_at=None,
        paused=state.paused + lasted,
        visit_paused=state.visit_paused + lasted,
    )


@step.register(ev.Next)
def _(event: ev.Next, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    return _next(state, event.at, ev.Visit(number), Standing.DONE)


@step.register(ev.Back)
def _(event: ev.Back, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    assert state.present is not None
    before = list(enumerate(state.blocks[: state.present]))
    places = [i for i, b in before if b.standing is not Standing.SKIPPED]
    places = places or [i for i, b in before if b.begun]
    if not places:
        nothing = (
            "Every block before this one is skipped." if before else "This is the first block."
        )
        raise CommandRejected(nothing)
    return _move(state, places[-1], event.at, ev.Visit(number), Standing.TO_COME)


@step.register(ev.GoTo)
def _(event: ev.GoTo, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    place = _place(state, event.block)
    if place == state.present:
        raise CommandRejected("That is the present block.")
    assert state.present is not None
    # going forward from a block that had its minimum means that it is done; going back does not
    had_enough = place > state.present and elapsed(state, event.at) >= state.here.bounds.min
    left_as = Standing.DONE if had_enough else Standing.TO_COME
    return _move(state, place, event.at, ev.Visit(number), left_as)


@step.register(ev.Later)
def _(event: ev.Later, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    if (place := state.next_place()) is None:
        raise CommandRejected("No block is left that could come before this one.")
    here, after = state.here.id, state.blocks[place].id
    left = replace(_leave(state, event.at, Standing.TO_COME), previous=here)
    block = left.blocks[_place(left, here)].again_to_come()
    left = _without(left, here)
    place = _place(left, after)
    left = _put_at(left, block, place + 1)
    return _enter(left, place, event.at, ev.Visit(number), shown(state, event.at))


@step.register(ev.Began)
def _(event: ev.Began, state: State, number: int) -> State:
    """Move the beginning of the present visit; pauses, turns and minutes given in it stay."""
    _need(state, *UNDER_WAY)
    if event.began > event.at:
        raise CommandRejected("That is still to come.")
    before, found = elapsed(state, event.at), state.here.round
    spoken = 0 if found is None else sum(turn.seconds for turn in found.turns)
    # earlier, or later by no more than the visit has had, and than nobody spoke in
    more = max(state.entered - event.began, max(state.here.spent, spoken) - before)
    moved = _moved_start(state, more) if state.previous is None else _less_before(state, more)
    moved = replace(moved, entered=state.entered - more)
    shift = math.floor(elapsed(moved, event.at)) - math.floor(before)
    timer = moved.here.timer
    if found is not None and found.turn is not None:
        turn = replace(found.turn, began=max(found.turn.began + shift, spoken))
        found = replace(found, turn=turn)
    if timer is not None:
        timer = replace(timer, began=max(timer.began + shift, 0))
    return moved.with_here(round=found, timer=timer)


def _less_before(state: State, seconds: float) -> State:
    """The block before the present one took so much less, or (negative) more."""
    place = state.index(state.previous or "")
    spent = 0.0 if place is None else state.blocks[place].spent
    if place is None or spent < seconds:
        raise CommandRejected("That is before the block before it began.")
    return state.with_block(place, replace(state.blocks[place], spent=spent - seconds))


def _moved_start(state: State, seconds: float) -> State:
    """The meeting began so much earlier, and a hard end that follows from its start moves along."""
    assert state.started is not None
    unstarted = replace(state, started=None)
    began = state.started - seconds
    if hard_end(unstarted, state.started) != state.hard_end:  # it was set
        return replace(state, started=began)
    end = hard_end(unstarted, began)
    return replace(state, started=began, hard_end=end, planned_end=end)


@step.register(ev.AddTime)
def _(event: ev.AddTime, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    target = state.here.full_target
    if target is None:
        raise CommandRejected("This block has no target: it takes what is left.")
    seconds = max(event.seconds, -target)
    if not seconds:
        raise CommandRejected("There is nothing left to take away.")
    return state.with_here(added=state.here.added + seconds)


@step.register(ev.Timer)
def _(event: ev.Timer, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    here = state.here
    if event.seconds < 0 or (not event.seconds and here.timer is None):
        raise CommandRejected("There is no timer to stop.")
    began = math.floor(elapsed(state, event.at))
    timer = Timer(number, event.seconds, began) if event.seconds else None
    return state.with_here(timer=timer)


@step.register(ev.Pin)
def _(event: ev.Pin, state: State, number: int) -> State:
    place = _place_to_come(state, event.block)
    if event.target < 0:
        raise CommandRejected("There is nothing left to take away.")
    return state.with_block(place, replace(state.blocks[place], pin=event.target))


@step.register(ev.Unpin)
def _(event: ev.Unpin, state: State, number: int) -> State:
    place = _place_to_come(state, event.block)
    block = state.blocks[place]
    if block.pin is None:
        raise CommandRejected("That block is not pinned.")
    return state.with_block(place, replace(block, pin=None))


@step.register(ev.Skip)
def _(event: ev.Skip, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    place = _place(state, event.block)
    if place == state.present:
        return _next(state, event.at, ev.Visit(number), Standing.SKIPPED)
    place = _place_to_come(state, event.block)
    return state.with_block(place, replace(state.blocks[place], standing=Standing.SKIPPED))


@step.register(ev.Unskip)
def _(event: ev.Unskip, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    place = _place(state, event.block)
    if state.blocks[place].standing is not Standing.SKIPPED:
        raise CommandRejected("That block is not skipped.")
    return state.with_block(place, state.blocks[place].again_to_come())


@step.register(ev.Fit)
def _(event: ev.Fit, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    now = shown(state, event.at)
    outlook = Outlook(state, now)
    in_hand, to_scale = outlook.slack, outlook.to_fit
    if in_hand is None or to_scale is None:
        raise CommandRejected("There is no hard end to fit to. {hard_end} sets one.")
    if in_hand >= 0:
        raise CommandRejected("Nothing is too much: the plan ends on time as it is.")
    try:
        return _fitted(state, now, to_scale)
    except plan.CannotFit as error:
        minutes = math.ceil(error.too_much / MINUTE)
        some = "a minute" if minutes == 1 else f"{minutes} minutes"
        raise CommandRejected(
            f"Even at a minute a block it is {some} too much: skip a block, or move the end."
        ) from None


@step.register(ev.HardEnd)
def _(event: ev.HardEnd, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    return replace(state, hard_end=event.end, hard_end_by_hand=True)


@step.register(ev.Insert)
def _(event: ev.Insert, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    if state.index(event.block) is not None:
        raise CommandRejected("A block of that id is in the agenda already.")
    origin = (event.meeting, event.item) if isinstance(event, ev.TakeIn) else None
    if origin is not None and any(block.origin == origin for block in state.blocks):
        raise CommandRejected("That is in the agenda already.")
    added = BlockState(event.block, event.what, event.what.duration, inserted=True, origin=origin)
    if event.before is not None or event.last:
        return _put(state, added, None if event.last else event.before)
    return _put_at(state, added, 0 if state.present is None else state.present + 1)


@step.register(ev.Move)
def _(event: ev.Move, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    block = state.blocks[_place(state, event.block)]
    if block.standing not in (Standing.TO_COME, Standing.SKIPPED):
        raise CommandRejected(f"That block is {block.standing.value}.")
    if event.before == event.block:
        raise CommandRejected("That block stands there already.")
    moved = _put(_without(state, block.id), block, event.before)
    if moved.blocks == state.blocks:
        raise CommandRejected("That block stands there already.")
    if _out_of_order(moved, event.at) - _out_of_order(state, event.at):
        raise CommandRejected("Blocks that begin at a time of their own would be out of order.")
    return moved


def _out_of_order(state: State, now: float) -> set[str]:
    found = Outlook(state, now).ties.items()
    return {state.blocks[place].id for place, tie in found if tie is TieStatus.OUT_OF_ORDER}


def _put(state: State, block: BlockState, before: str | None) -> State:
    """A block is put in before that of the id `before`, or last, but behind the present one."""
    place = len(state.blocks) if before is None else _place(state, before)
    if state.present is not None and place <= state.present:
        raise CommandRejected("That is before the present block.")
    return _put_at(state, block, place)


def _put_at(state: State, block: BlockState, place: int) -> State:
    return replace(state, blocks=(*state.blocks[:place], block, *state.blocks[place:]))


def _without(state: State, block: str) -> State:
    """The state without a block that is not the present one."""
    here = None if state.present is None else state.here.id
    left = replace(state, blocks=tuple(b for b in state.blocks if b.id != block))
    return left if here is None else replace(left, present=left.index(here))


@step.register(ev.Edit)
def _(event: ev.Edit, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    return _edited(state, event.session, number)


@step.register(ev.Finish)
def _(event: ev.Finish, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    return _finish(state, event.at)


def _finish(state: State, now: float) -> State:
    state = _leave(state, now, Standing.DONE)
    blocks = tuple(  # what was left half-way is not taken up again
        replace(b, standing=Standing.DONE) if b.standing is Standing.TO_COME and b.spent >= 1 else b
        for b in state.blocks
    )
    return replace(state, blocks=blocks, playback=FINISHED, finished=now, paused_at=None)


@step.register(ev.Away)
def _(event: ev.Away, state: State, number: int) -> State:
    _need(state, RUNNING)
    lasted = event.until - event.since
    if not event.since < event.until <= event.at:
        raise CommandRejected("There is no time to give back.")
    return replace(
        state,
        paused=state.paused + lasted,
        visit_paused=state.visit_paused + lasted,
        since=event.until,
    )


@step.register(ev.AttendanceEvent)
def _(event: ev.AttendanceEvent, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    return _attendance(event, state)


@step.register(ev.TurnEvent)
def _(event: ev.TurnEvent, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    return _turns(event, state)


@step.register(ev.Point)
def _(event: ev.Point, state: State, number: int) -> State:
    place = state.index(event.block)
    if place is None:  # the command that put the block in was undone
        return state
    return state.with_block(place, replace(state.blocks[place], prompt=max(event.prompt, 0)))


@step.register(ev.Note)
@step.register(ev.Norms)
@step.register(ev.Tick)
@step.register(ev.LetGo)
def _(event: ev.Event, state: State, number: int) -> State:
    return state  # kept in the record; time is not touched


# A whole agenda at once: fit, and a file that was saved during the meeting.


def _fitted(state: State, now: float, to_scale: ToFit) -> State:
    """Scale what is left by one factor, to end in time less the reserve.

    Raises plan.CannotFit where even a minute a block is too much.
    """
    remainder = to_scale.present
    gone = math.floor(elapsed(state, now))
    result = plan.fit(
        list(to_scale.ranges.values()),
        to_scale.available,
        share=state.share,
        spent=[int(state.blocks[place].spent) for place in to_scale.ranges],
        present=remainder,
        gone=gone,
        weight=state.weight if remainder else 0.0,
        pinned=to_scale.pinned,
    )
    scaled = dict(zip(to_scale.ranges, result.ranges, strict=True))
    blocks = tuple(
        replace(b, range=plan.more(scaled[i], int(b.spent))) if i in scaled else b
        for i, b in enumerate(state.blocks)
    )
    state = replace(state, blocks=blocks)
    if to_scale.from_here:
        state = replace(state, weight=state.weight * result.factor)
    if state.present is None or result.present == remainder:
        return state
    target = gone + result.present
    left = plan.less(state.here.bounds, gone).max
    scaled_left = None if left is None else plan.half_below(left * result.factor, gone)
    high = None if scaled_left is None else max(gone + scaled_left, target)
    scaled_range = TimeRange(min(state.here.bounds.min, target), high)
    return state.with_here(target=target, added=0, range=scaled_range)


def _edited(state: State, session: Session, number: int) -> State:
    """The state with the agenda of a session that was changed under the meeting, by event `number`.

    Blocks keep their ids, and with them all that is true of them. The file's order becomes the
    agenda's, unless it is as it was: then blocks that were moved by hand stay. Of those that are
    gone the present one stays, and so do those that time was spent in. A block put in by hand
    stays behind the one before it. A hard end that nobody set by hand moves with the session's
    duration.
    """
    known = [*(b for b in state.blocks if not b.inserted), *state.gone]
    removed = frozenset(i for i, b in enumerate(known) if b.removed)
    new = blocks_of(session)
    places = match([b.block for b in known], new, removed)
    merged = [
        BlockState(f"{number}.{at}", block, block.duration)
        if place is None
        else _taken(known[place], block)
        for at, (place, block) in enumerate(zip(places, new, strict=True))
    ]
    end = _moved_end(state, session)
    file_order = tuple(b.id for b in merged)
    if [i for i in state.file_order if i in file_order] == [
        i for i in file_order if i in state.file_order
    ]:
        merged = _as_moved(state, merged)
    blocks, gone = _with_kept((*state.blocks, *state.gone), merged)
    here = None if state.present is None else state.here.id
    changed = replace(
        state,
        session=session,
        share=share_of(session, state.default_reserve),
        blocks=tuple(blocks),
        file_order=file_order,
        gone=tuple(gone),
        hard_end=end,
        planned_end=state.planned_end if end == state.hard_end else end,
    )
    present = None if here is None else changed.index(here)
    changed = replace(changed, present=present)
    if present is None:
        return changed
    return replace(changed, weight=plan.midpoint(changed.here.unspent))


def _taken(known: BlockState, block: Block) -> BlockState:
    """A block as it is now written; a target that was fixed stays, if its range still allows it."""
    prompt = same_prompt(known.block, block, known.prompt)
    if prompt is None:  # it is gone: the one in its place
        prompt = min(known.prompt, max(len(prompt_texts(block)) - 1, 0))
    taken = replace(known, block=block, prompt=prompt, removed=False)
    if known.dropped:
        taken = taken.again_to_come()
    if block.duration == known.block.duration:
        return taken
    target = known.target
    if known.standing is Standing.PRESENT:
        low, high = block.duration.min, block.duration.max
        if target is None:
            target = plan.open_target(block.duration)
        else:
            target = max(low, target if high is None else min(target, high))
    added = known.added if target is None else max(known.added, -target)
    return replace(taken, range=block.duration, target=target, added=added)


def _as_moved(state: State, merged: list[BlockState]) -> list[BlockState]:
    """The blocks of the file in the agenda's order, new ones behind the one before in the file."""
    known = {b.id: b for b in merged}
    found = [known[b.id] for b in state.blocks if b.id in known and not b.removed]
    there = {b.id for b in found}
    place = 0
    for block in merged:
        if block.id in there:
            place = found.index(block) + 1
        else:
            found.insert(place, block)
            place += 1
    return found


def _with_kept(
    before: tuple[BlockState, ...], merged: list[BlockState]
) -> tuple[list[BlockState], list[BlockState]]:
    """The new agenda with what must not go, each behind the block that stood before it; the rest.

    Of the blocks `before` those that are gone already come last.
    """
    there = {b.id: b for b in merged}
    behind: dict[str | None, list[BlockState]] = {None: []}
    gone: list[BlockState] = []
    last: str | None = None
    for block in before:
        if block.id in there:
            last = block.id
        elif block.inserted:
            behind.setdefault(last, []).append(block)
        elif block.spent or block.standing is Standing.PRESENT:
            behind.setdefault(last, []).append(_removed(block))
        else:
            gone.append(replace(block, removed=True))
    result = behind[None]
    for block in merged:
        result += [block, *behind.get(block.id, ())]
    return result, gone


def _removed(block: BlockState) -> BlockState:
    """A block that is in the file no more: what it spent stays, but it does not come again."""
    if block.standing is Standing.TO_COME:
        return replace(block, standing=Standing.SKIPPED, removed=True, dropped=True)
    return replace(block, removed=True)


def _moved_end(state: State, session: Session) -> float | None:
    if state.started is None or state.hard_end_by_hand or state.duration == session.duration:
        return state.hard_end
    if session.duration is None:
        return None
    if state.hard_end is None or state.duration is None:
        return state.started + session.duration
    return state.hard_end - state.duration + session.duration


# People who come and go, and turns: they never change how much time a block has.


def _attendance(event: ev.AttendanceEvent, state: State) -> State:
    """The state after somebody was added, came, went or took over. Raises CommandRejected."""
    match event:
        case ev.Add(person=person, name=name):
            if not name.strip():
                raise CommandRejected("Give them a name.")
            if state.person(person) is not None:
                raise CommandRejected("They are in the list already.")
            new = Person(person, name.strip(), here=False)
            return _came(replace(state, people=(*state.people, new)), person, event.at)
        case ev.Join(person=person):
            if _person(state, person).here:
                raise CommandRejected("They are here already.")
            return _came(state, person, event.at)
        case ev.Leave(person=person):
            if not _person(state, person).here:
                raise CommandRejected("They are not here.")
            return _went(state, person, event.at)
        case ev.Rename(person=person, name=name):
            if not name.strip():
                raise CommandRejected("Give them a name.")
            return _with_person(state, replace(_person(state, person), name=name.strip()))
        case ev.Remove(person=person):
            return _out_of_the_list(_person(state, person), state, event.at)
        case ev.Facilitate(person=person):
            return replace(state, facilitator=_person(state, person).id)
    raise TypeError(event)


def _turns(event: ev.TurnEvent, state: State) -> State:
    """The state after something in the round of the present block. Raises CommandRejected."""
    gone, target = _now(state, event.at)
    if isinstance(event, ev.Round):
        return _begun(event, state, gone, target)
    found = state.here.round
    if found is None:
        raise CommandRejected("No round has begun in this block. {turn} begins one.")
    match event:
        case ev.Turn(person=None) | ev.EndRound() if not found.open:
            raise CommandRejected("Everybody has spoken.")
        case ev.Turn(person=person):
            if person is not None and not _person(state, person).here:
                raise CommandRejected("They are not here.")
            if not found.open:  # it goes on, with whoever has not spoken yet
                spoke = {turn.person for turn in found.spoke}
                waiting = tuple(p for p in state.people_here() if p not in spoke)
                found = replace(found, waiting=waiting)
            found = found.next(gone, target, person)
        case ev.Pass():
            if found.turn is None:
                raise CommandRejected("Nobody speaks at the moment.")
            if not found.waiting:
                raise CommandRejected("Nobody else waits to speak. {turn} ends the round.")
            found = found.passed(gone, target)
        case ev.EndRound():
            found = found.ended(gone)
    return state.with_here(round=found)


def _stopped(block: BlockState) -> BlockState:
    """A block that is left: the turn in it is over, who waits may speak when it goes on."""
    if block.round is None:
        return block
    return replace(block, round=block.round.stopped(math.floor(block.spent)))


def _begun(event: ev.Round, state: State, gone: int, target: int | None) -> State:
    """A round with its first turn; the next round will begin with somebody else."""
    here = state.people_here()
    if not here:
        raise CommandRejected("Nobody is here to take turns. {people} says who is.")
    order = [p for p in dict.fromkeys(event.order) if p in here]
    order += [p for p in here if p not in order]
    earlier = () if state.here.round is None else state.here.round.stopped(gone).turns
    begun = Round(tuple(order), fixed=event.share, timed=event.timed, earlier=earlier)
    first = next_person([p.id for p in state.people], order[0], here)
    return replace(state, first=first).with_here(round=begun.next(gone, target))


def _person(state: State, person: str) -> Person:
    found = state.person(person)
    if found is None:
        raise CommandRejected("They are not in the list.")
    return found


def _with_person(state: State, changed: Person) -> State:
    people = tuple(changed if p.id == changed.id else p for p in state.people)
    return replace(state, people=people)


def _came(state: State, person: str, now: float) -> State:
    found = _person(state, person)
    came = found.came or state.playback is not READY
    gone, target = _now(state, now)

    def joined(found: Round, present: bool) -> Round:
        return found.joined(person, gone, target) if present else found.joined(person, 0, None)

    return _each_round(_with_person(state, replace(found, here=True, came=came)), joined)


def _went(state: State, person: str, now: float) -> State:
    gone, _ = _now(state, now)
    went = _with_person(state, replace(_person(state, person), here=False))
    if state.playback is READY and state.facilitator == person:
        next_one = next_person([p.id for p in went.people], person, went.people_here())
        went = replace(went, facilitator=next_one or person)
    return _each_round(went, lambda found, _: found.left_by(person, gone))


def _out_of_the_list(person: Person, state: State, now: float) -> State:
    """The state without somebody who has not spoken: what was said is told by name."""
    blocks = (*state.blocks, *state.gone)  # a saved file may bring these back
    rounds = [block.round for block in blocks if block.round is not None]
    speaking = [found.turn.person for found in rounds if found.turn is not None]
    if person.id in [*speaking, *(turn.person for found in rounds for turn in found.turns)]:
        raise CommandRejected(f"{person.name} has spoken: mark them as not here instead.")
    went = _went(state, person.id, now) if person.here else state
    return replace(
        went,
        people=tuple(p for p in went.people if p.id != person.id),
        facilitator=None if went.facilitator == person.id else went.facilitator,
        first=None if went.first == person.id else went.first,
    )


def _each_round(state: State, change: Callable[[Round, bool], Round]) -> State:
    """The state with each round changed; the second argument is whether it is the present one's."""
    blocks = tuple(
        b if b.round is None else replace(b, round=change(b.round, place == state.present))
        for place, b in enumerate(state.blocks)
    )
    return replace(state, blocks=blocks)


def _now(state: State, now: float) -> tuple[int, int | None]:
    """The whole seconds that the present block has had, as the screen shows them; its target."""
    if state.present is None:
        return 0, None
    return math.floor(elapsed(state, now)), state.here.full_target


# Automatic steps: never recorded, derived at the instant when each was due.


def settle(state: State, now: float) -> State:
    """The state at `now`, with the automatic steps that fell due until then."""
    while (due := _due(state)) is not None and due <= now:
        left = state.visit
        visit = ev.Visit(left.event, left.steps + 1)
        if state.next_place() is None:
            state = _finish(state, due)
        else:
            state = _next(state, due, visit, Standing.DONE)
        state = replace(state, since=due, automatic=Automatic(due, left))
    return state


def _due(state: State) -> float | None:
    if state.playback is not RUNNING or state.here.block.advance != "auto":
        return None
    target, spent = state.here.full_target, state.here.spent
    if target is None or 0 < spent >= target or state.visit in state.holds:
        return None  # who goes back to a break that is over wants to stay
    due = max(state.entered + state.visit_paused + target - spent, state.since)
    tie = Outlook(state, due).next_tie
    return due if tie is None else max(due, tie)


def advance(state: State, event: ev.Event, number: int) -> State:
    """Let the automatic steps fall that are due before `event`, then take the event in.

    Raises CommandRejected, and changes nothing, if the event cannot happen now.
    """
    at = takes_effect(event)
    state = settle(state, at)
    if not event.undoable:
        return step(event, state, number)
    if at < state.since:
        raise CommandRejected("The last step was later than that.")
    after = step(event, state, number)
    if after.started is None:  # the meeting may have begun before what was done in the lobby
        return after
    return replace(after, since=max(at, after.since))


def takes_effect(event: ev.Event) -> float:
    """The instant from which `event` counts: time given back counts from when it began."""
    return event.since if isinstance(event, ev.Away) else event.at
