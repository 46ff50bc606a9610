"""What people who come and go, and turns, make of a state: the transitions that move no time."""

from __future__ import annotations

import math
from collections.abc import Callable

from msgspec.structs import replace

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.people import Person, following
from homeroom_tui.meeting.rounds import Round
from homeroom_tui.meeting.state import BlockState, Playback, State, elapsed


def attendance(event: ev.AttendanceEvent, state: State) -> State:
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
        case ev.Facilitate(person=person):
            return replace(state, facilitator=_person(state, person).id)
    raise TypeError(event)


def turns(event: ev.TurnEvent, state: State) -> State:
    """The state after something in the round of the present block. Raises CommandRejected."""
    gone, target = _now(state, event.at)
    if isinstance(event, ev.Round):
        return _begun(event, state, gone, target)
    found = state.here.round
    if found is None:
        raise CommandRejected("No round has begun in this block. t begins one.")
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
                raise CommandRejected("Nobody else waits to speak. t ends the round.")
            found = found.passed(gone, target)
        case ev.EndRound():
            found = found.ended(gone)
    return _with_round(state, found)


def attended(state: State) -> State:
    """The meeting starts: who is here has come."""
    return replace(state, people=tuple(replace(p, came=p.here) for p in state.people))


def stopped(block: BlockState) -> BlockState:
    """A block that is left: the turn in it is over, who waits may speak when it goes on."""
    if block.round is None:
        return block
    return replace(block, round=block.round.stopped(math.floor(block.spent)))


def _begun(event: ev.Round, state: State, gone: int, target: int | None) -> State:
    """A round with its first turn; the next round will begin with somebody else."""
    here = state.people_here()
    if not here:
        raise CommandRejected("Nobody is here to take turns. w says who is.")
    order = [p for p in dict.fromkeys(event.order) if p in here]
    order += [p for p in here if p not in order]
    earlier = () if state.here.round is None else state.here.round.stopped(gone).turns
    begun = Round(tuple(order), fixed=event.share, timed=event.timed, earlier=earlier)
    first = following([p.id for p in state.people], order[0], here)
    return _with_round(replace(state, first=first), begun.next(gone, target))


def _person(state: State, person: str) -> Person:
    found = state.person(person)
    if found is None:
        raise CommandRejected("They are not in the list.")
    return found


def _came(state: State, person: str, now: float) -> State:
    under_way = state.playback is not Playback.READY
    people = tuple(
        replace(p, here=True, came=p.came or under_way) if p.id == person else p
        for p in state.people
    )
    gone, target = _now(state, now)

    def joined(found: Round, present: bool) -> Round:
        return found.joined(person, gone, target) if present else found.joined(person, 0, None)

    return _each_round(replace(state, people=people), joined)


def _went(state: State, person: str, now: float) -> State:
    people = tuple(replace(p, here=False) if p.id == person else p for p in state.people)
    gone, _ = _now(state, now)
    went = replace(state, people=people)
    if state.playback is Playback.READY and state.facilitator == person:
        next_one = following([p.id for p in people], person, went.people_here())
        went = replace(went, facilitator=next_one or person)
    return _each_round(went, lambda found, _: found.left_by(person, gone))


def _each_round(state: State, change: Callable[[Round, bool], Round]) -> State:
    """The state with each round changed; the second argument is whether it is the present one's."""
    blocks = tuple(
        b if b.round is None else replace(b, round=change(b.round, place == state.present))
        for place, b in enumerate(state.blocks)
    )
    return replace(state, blocks=blocks)


def _with_round(state: State, found: Round) -> State:
    assert state.present is not None
    return state.with_block(state.present, replace(state.here, round=found))


def _now(state: State, now: float) -> tuple[int, int | None]:
    """The whole seconds that the present block has had, as the screen shows them; its target."""
    if state.present is None:
        return 0, None
    return math.floor(elapsed(state, now)), state.here.full_target
