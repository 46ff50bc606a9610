"""Every transition of a meeting: commands are checked here, events are folded into a state here."""

from __future__ import annotations

import math
from functools import singledispatch

from msgspec.structs import replace

from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting import plan, turns
from homeroom_tui.meeting.agenda_changes import edited, fitted
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.state import (
    BlockState,
    Playback,
    Standing,
    State,
    allocation,
    elapsed,
    hard_end,
    shown,
    slack,
)

READY, RUNNING, PAUSED, FINISHED = Playback
UNDER_WAY = (RUNNING, PAUSED)


class NothingToCome(CommandRejected):
    """There is no block to go on to: what is meant may be to finish."""


# What each event does: a settled state to the next one, or CommandRejected.


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
    return replace(
        state.with_block(state.present, turns.stopped(left)),
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
        share = allocation(state.with_block(place, block), plan_at)[place]
        target = None if share is None else int(block.spent) + share
        block = replace(block, target=target, range=block.bounds, pin=None)
    return replace(
        state.with_block(place, replace(block, standing=Standing.PRESENT)),
        present=place,
        entered=now,
        visit=visit,
        weight=plan.midpoint(block.unspent),
    )


def _move(state: State, place: int, now: float, visit: ev.Visit, left_as: Standing) -> State:
    seen = shown(state, now)  # so that a block gets just what the agenda shows for it
    return _enter(_leave(state, now, left_as), place, now, visit, seen)


def _next(state: State, now: float, visit: ev.Visit, left_as: Standing) -> State:
    place = state.next_place()
    if place is None:
        raise NothingToCome("No block is left to go on to. F finishes the meeting.")
    return _move(state, place, now, visit, left_as)


@step.register
def _(event: ev.Start, state: State, number: int) -> State:
    if state.playback is not READY:
        raise CommandRejected("The meeting has started already.")
    place = state.next_place()
    if place is None:
        raise NothingToCome("Every block is skipped: bring one back first.")
    planned = allocation(state, event.at)
    blocks = tuple(replace(b, planned=planned.get(i)) for i, b in enumerate(state.blocks))
    begun = replace(
        turns.attended(state),
        playback=RUNNING,
        started=event.at,
        hard_end=hard_end(state, event.at),
        blocks=blocks,
    )
    return _enter(begun, place, event.at, ev.Visit(number), event.at)


@step.register
def _(event: ev.Pause, state: State, number: int) -> State:
    _need(state, RUNNING)
    return replace(state, playback=PAUSED, paused_at=event.at)


@step.register
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


@step.register
def _(event: ev.Next, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    return _next(state, event.at, ev.Visit(number), Standing.DONE)


@step.register
def _(event: ev.Back, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    assert state.present is not None
    before = [
        i for i, b in enumerate(state.blocks[: state.present]) if b.standing is not Standing.SKIPPED
    ]
    if not before:
        raise CommandRejected("This is the first block.")
    return _move(state, before[-1], event.at, ev.Visit(number), Standing.TO_COME)


@step.register
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


@step.register
def _(event: ev.AddTime, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    target = state.here.full_target
    if target is None:
        raise CommandRejected("This block has no target: it takes what is left.")
    seconds = max(event.seconds, -target)
    if not seconds:
        raise CommandRejected("There is nothing left to take away.")
    assert state.present is not None
    changed = replace(state.here, added=state.here.added + seconds)
    return state.with_block(state.present, changed)


@step.register
def _(event: ev.Pin, state: State, number: int) -> State:
    place = _place_to_come(state, event.block)
    if event.target < 0:
        raise CommandRejected("There is nothing left to take away.")
    block = state.blocks[place]
    return state.with_block(place, replace(block, pin=event.target))


@step.register
def _(event: ev.Unpin, state: State, number: int) -> State:
    place = _place_to_come(state, event.block)
    block = state.blocks[place]
    if block.pin is None:
        raise CommandRejected("That block is not pinned.")
    return state.with_block(place, replace(block, pin=None))


@step.register
def _(event: ev.Skip, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    place = _place(state, event.block)
    if place == state.present:
        return _next(state, event.at, ev.Visit(number), Standing.SKIPPED)
    place = _place_to_come(state, event.block)
    return state.with_block(place, replace(state.blocks[place], standing=Standing.SKIPPED))


@step.register
def _(event: ev.Unskip, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    place = _place(state, event.block)
    if state.blocks[place].standing is not Standing.SKIPPED:
        raise CommandRejected("That block is not skipped.")
    return state.with_block(place, state.blocks[place].again_to_come())


@step.register
def _(event: ev.Fit, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    now = shown(state, event.at)
    end, in_hand = hard_end(state, now), slack(state, now)
    if end is None or in_hand is None:
        raise CommandRejected("There is no hard end to fit to. E sets one.")
    if in_hand >= 0:
        raise CommandRejected("Nothing is too much: the plan ends on time as it is.")
    try:
        return fitted(state, now, end)
    except plan.CannotFit as error:
        minutes = math.ceil(error.too_much / MINUTE)
        some = "a minute" if minutes == 1 else f"{minutes} minutes"
        raise CommandRejected(
            f"Even at a minute a block it is {some} too much: skip a block, or move the end."
        ) from None


@step.register
def _(event: ev.HardEnd, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    return replace(state, hard_end=event.end, hard_end_by_hand=True)


@step.register
def _(event: ev.Insert, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    if state.index(event.block) is not None:
        raise CommandRejected("A block of that id is in the agenda already.")
    place = 0 if state.present is None else state.present + 1
    added = BlockState(event.block, event.what, event.what.duration, inserted=True)
    return replace(state, blocks=(*state.blocks[:place], added, *state.blocks[place:]))


@step.register
def _(event: ev.Edit, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    return edited(state, event.session, number)


@step.register
def _(event: ev.Finish, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    return _finish(state, event.at)


def _finish(state: State, now: float) -> State:
    state = _leave(state, now, Standing.DONE)
    return replace(state, playback=FINISHED, finished=now, paused_at=None)


@step.register
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


@step.register
def _(event: ev.AttendanceEvent, state: State, number: int) -> State:
    _need(state, READY, RUNNING, PAUSED)
    return turns.attendance(event, state)


@step.register
def _(event: ev.TurnEvent, state: State, number: int) -> State:
    _need(state, *UNDER_WAY)
    return turns.turns(event, state)


@step.register
def _(event: ev.Point, state: State, number: int) -> State:
    place = state.index(event.block)
    if place is None:  # the command that put the block in was undone
        return state
    return state.with_block(place, replace(state.blocks[place], prompt=max(event.prompt, 0)))


@step.register(ev.Note)
@step.register(ev.Norms)
@step.register(ev.Tick)
def _(event: ev.Event, state: State, number: int) -> State:
    return state  # kept in the record; time is not touched


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
        state = replace(state, since=due, automatic=(due, left))
    return state


def _due(state: State) -> float | None:
    if state.playback is not RUNNING or state.here.block.advance != "auto":
        return None
    target, spent = state.here.full_target, state.here.spent
    if target is None or 0 < spent >= target or state.visit in state.holds:
        return None  # who goes back to a break that is over wants to stay
    return max(state.entered + state.visit_paused + target - spent, state.since)


def advance(state: State, event: ev.Event, number: int) -> State:
    """Let the automatic steps fall that are due before `event`, then take the event in.

    Raises CommandRejected, and changes nothing, if the event cannot happen now.
    """
    at = takes_effect(event)
    state = settle(state, at)
    if not event.undoable:
        return step(event, state, number)
    if at < state.since:
        raise CommandRejected("That was before the step that came last.")
    after = step(event, state, number)
    return replace(after, since=max(at, after.since))


def takes_effect(event: ev.Event) -> float:
    """The instant from which `event` counts: time given back counts from when it began."""
    return event.since if isinstance(event, ev.Away) else event.at
