"""Rounds of turns: divide what is left of a block among the people who have still to speak.

Pure functions of whole seconds; `elapsed` and `target` are those of the block.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace


class Turn(Struct, frozen=True):
    """The turn of a person, from the block's second `began` on.

    `share` was fixed then; None if there was nothing to share.
    """

    person: str
    began: int
    share: int | None


class Spoke(Struct, frozen=True):
    """A turn that is over."""

    person: str
    seconds: int


class Round(Struct, frozen=True):
    """A round, in which everybody speaks once: who waits, in order, who speaks and who has spoken.

    `fixed` is a share that is the same for all; without it, shares follow from what is left of the
    block. A round that is not `timed` has no shares. `earlier` are the turns of the block's rounds
    before this one.
    """

    waiting: tuple[str, ...]
    turn: Turn | None = None
    spoke: tuple[Spoke, ...] = ()
    fixed: int | None = None
    timed: bool = True
    earlier: tuple[Spoke, ...] = ()

    @property
    def open(self) -> bool:
        """True while somebody speaks or waits."""
        return self.turn is not None or bool(self.waiting)

    @property
    def turns(self) -> tuple[Spoke, ...]:
        """All finished turns of the block."""
        return self.earlier + self.spoke

    def next(self, elapsed: int, target: int | None, person: str | None = None) -> Round:
        """Return the round with the turn of `person` begun, by default of the next who waits."""
        stopped = self.stopped(elapsed)
        if person is None:
            if not stopped.waiting:
                return stopped
            person = stopped.waiting[0]
        waiting = tuple(p for p in stopped.waiting if p != person)
        share = self.fixed
        if share is None and self.timed and target is not None and target > elapsed:
            share = split(target - elapsed, 1 + len(waiting))[0]
        return replace(stopped, waiting=waiting, turn=Turn(person, elapsed, share))

    def passed(self, elapsed: int, target: int | None) -> Round:
        """Return the round with the speaker moved to the end and the next turn begun."""
        if self.turn is None:
            return self
        last = replace(self.stopped(elapsed), waiting=(*self.waiting, self.turn.person))
        return last.next(elapsed, target)

    def stopped(self, elapsed: int) -> Round:
        """Return the round with the present turn finished and no other begun."""
        if self.turn is None:
            return self
        spoke = Spoke(self.turn.person, max(elapsed - self.turn.began, 0))
        return replace(self, turn=None, spoke=(*self.spoke, spoke))

    def ended(self, elapsed: int) -> Round:
        """Return the round with nobody speaking or waiting."""
        return replace(self.stopped(elapsed), waiting=())

    def joined(self, person: str, elapsed: int, target: int | None) -> Round:
        """Return the round with a person who arrived, who speaks last unless they have spoken."""
        known = {*self.waiting, *(spoke.person for spoke in self.spoke)}
        if self.turn is not None:
            known.add(self.turn.person)
        if not self.open or person in known:
            return self
        turn = self.turn
        if turn is not None and not self.waiting and (left := self.left(elapsed, target)):
            # The last speaker had all that was left; now it is for two.
            turn = replace(turn, share=elapsed - turn.began + split(left, 2)[0])
        return replace(self, waiting=(*self.waiting, person), turn=turn)

    def left_by(self, person: str, elapsed: int) -> Round:
        """Return the round without a person who left; if they were speaking, their turn is over."""
        here = self.stopped(elapsed) if self.turn and self.turn.person == person else self
        return replace(here, waiting=tuple(p for p in here.waiting if p != person))

    # Shares

    def share(self, target: int | None) -> int | None:
        """Return the speaker's share, at most up to the target; None if the turn counts up.

        The last speaker gets everything that is left.
        """
        if self.turn is None or self.fixed is not None:
            return self.fixed
        room = 0 if target is None or not self.timed else target - self.turn.began
        if room <= 0:
            return None
        if not self.waiting:
            return room
        return None if self.turn.share is None else min(self.turn.share, room)

    def left(self, elapsed: int, target: int | None) -> int:
        """Return the seconds that the speaker has left; zero past the share or without one."""
        share = self.share(target)
        if self.turn is None or share is None:
            return 0
        return max(share - max(elapsed - self.turn.began, 0), 0)

    def shares(self, elapsed: int, target: int | None) -> list[int] | None:
        """Return the share that each waiting person would get, in order; None without shares."""
        if self.fixed is not None:
            return [self.fixed] * len(self.waiting)
        if not self.timed or target is None:
            return None
        return split(max(target - elapsed - self.left(elapsed, target), 0), len(self.waiting))


def split(seconds: int, parts: int) -> list[int]:
    """Divide whole seconds into equal parts; the first ones get the odd seconds."""
    if not parts:
        return []
    whole, odd = divmod(seconds, parts)
    return [whole + (place < odd) for place in range(parts)]


def rotated(people: Sequence[str], first: str | None) -> tuple[str, ...]:
    """Return the people in their order, beginning with `first` if it is one of them."""
    at = people.index(first) if first in people else 0
    return (*people[at:], *people[:at])


def shuffled(people: Sequence[str], seed: int) -> tuple[str, ...]:
    """Return the people in a random order that depends only on the seed."""
    return tuple(random.Random(seed).sample(list(people), len(people)))


class ToSpeak(Struct, frozen=True):
    """A waiting person with the share they would get now; None without shares."""

    person: str
    name: str
    share: int | None


class RoundView(Struct, frozen=True):
    """A round at one second, with names instead of ids.

    `gone` is how long the speaker has spoken, `share` their share (None: the turn counts up),
    `fixed` one that is the same for all.
    `number` counts the block's turns from zero. `spoke` lists each person who has spoken once, with
    the seconds of all their turns in this round.
    """

    speaker: str | None
    name: str
    gone: int
    share: int | None
    waiting: tuple[ToSpeak, ...]
    spoke: tuple[tuple[str, int], ...]
    timed: bool
    number: int
    fixed: int | None = None

    @property
    def remaining(self) -> int | None:
        """Seconds that the speaker has left; negative past the share, None without one."""
        return None if self.share is None else self.share - self.gone

    @property
    def done(self) -> bool:
        """True when everybody has spoken."""
        return self.speaker is None and not self.waiting


def round_view(
    found: Round, names: Mapping[str, str], elapsed: int, target: int | None
) -> RoundView:
    """Return the view of a round."""
    turn = found.turn
    shares: Sequence[int | None] = found.shares(elapsed, target) or [None] * len(found.waiting)
    spoken = [p for p, _ in air_time(found.spoke) if p not in found.waiting]
    totals = dict(air_time(found.spoke))
    return RoundView(
        speaker=None if turn is None else turn.person,
        name="" if turn is None else names[turn.person],
        gone=0 if turn is None else max(elapsed - turn.began, 0),
        share=found.share(target),
        waiting=tuple(
            ToSpeak(person, names[person], share)
            for person, share in zip(found.waiting, shares, strict=True)
        ),
        spoke=tuple((names[p], totals[p]) for p in spoken if turn is None or p != turn.person),
        timed=found.timed,
        number=len(found.turns),
        fixed=found.fixed,
    )


def air_time(turns: Sequence[Spoke]) -> list[tuple[str, int]]:
    """Sum the turns of each person, in the order of their first turns."""
    seconds: dict[str, int] = {}
    for turn in turns:
        seconds[turn.person] = seconds.get(turn.person, 0) + turn.seconds
    return list(seconds.items())
