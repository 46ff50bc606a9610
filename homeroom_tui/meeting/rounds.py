"""Rounds: the time that is left of a block, shared out among the people still to speak. Pure.

Lengths are whole seconds; `elapsed` and `target` are those of the block, in the same seconds.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace


class Turn(Struct, frozen=True):
    """Somebody speaks since the block's second `began`.

    `share` was fixed then; None where there was nothing to share.
    """

    person: str
    began: int
    share: int | None


class Spoke(Struct, frozen=True):
    """A turn that is over."""

    person: str
    seconds: int


class Round(Struct, frozen=True):
    """Everybody speaks once: who is still waiting, in order, who speaks, and who has spoken.

    `fixed` is the share of each, if it is not what is left of the block; without `timed` there
    is none. `earlier` are the turns of the block's rounds before this one.
    """

    waiting: tuple[str, ...]
    turn: Turn | None = None
    spoke: tuple[Spoke, ...] = ()
    fixed: int | None = None
    timed: bool = True
    earlier: tuple[Spoke, ...] = ()

    @property
    def open(self) -> bool:
        """Whether somebody speaks or waits."""
        return self.turn is not None or bool(self.waiting)

    @property
    def turns(self) -> tuple[Spoke, ...]:
        """All turns of the block that are over."""
        return self.earlier + self.spoke

    def next(self, elapsed: int, target: int | None, person: str | None = None) -> Round:
        """The turn of `person`, else of the next who waits, begins; with nobody left, none does."""
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
        """Who speaks will speak last, and the next one's turn begins."""
        if self.turn is None:
            return self
        last = replace(self.stopped(elapsed), waiting=(*self.waiting, self.turn.person))
        return last.next(elapsed, target)

    def stopped(self, elapsed: int) -> Round:
        """The turn under way is over, and no other has begun."""
        if self.turn is None:
            return self
        spoke = Spoke(self.turn.person, max(elapsed - self.turn.began, 0))
        return replace(self, turn=None, spoke=(*self.spoke, spoke))

    def ended(self, elapsed: int) -> Round:
        """Nobody speaks or waits any more."""
        return replace(self.stopped(elapsed), waiting=())

    def joined(self, person: str, elapsed: int, target: int | None) -> Round:
        """Somebody came: who has not spoken yet will be the last to."""
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
        """Somebody went: does not wait any more, and who spoke has spoken."""
        here = self.stopped(elapsed) if self.turn and self.turn.person == person else self
        return replace(here, waiting=tuple(p for p in here.waiting if p != person))

    # Shares

    def share(self, target: int | None) -> int | None:
        """The share of who speaks, never beyond the target; None: the turn counts up.

        The last speaker has all that is left, be it more or less than it was.
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
        """What the speaker has left; zero past the share, and where there is none."""
        share = self.share(target)
        if self.turn is None or share is None:
            return 0
        return max(share - max(elapsed - self.turn.began, 0), 0)

    def shares(self, elapsed: int, target: int | None) -> list[int] | None:
        """What each who waits would get, in order; None where nothing is shared out."""
        if self.fixed is not None:
            return [self.fixed] * len(self.waiting)
        if not self.timed or target is None:
            return None
        return split(max(target - elapsed - self.left(elapsed, target), 0), len(self.waiting))


def split(seconds: int, parts: int) -> list[int]:
    """Whole seconds in equal parts, the first of them a second longer where it must be."""
    if not parts:
        return []
    whole, odd = divmod(seconds, parts)
    return [whole + (place < odd) for place in range(parts)]


def rotated(people: Sequence[str], first: str | None) -> tuple[str, ...]:
    """The people in their order, beginning with `first` if it is one of them."""
    at = people.index(first) if first in people else 0
    return (*people[at:], *people[:at])


def shuffled(people: Sequence[str], seed: int) -> tuple[str, ...]:
    """The people in an order that anybody with the same seed gets again."""
    return tuple(random.Random(seed).sample(list(people), len(people)))


class ToSpeak(Struct, frozen=True):
    """Somebody who waits, and the share as things stand; None where nothing is shared out."""

    person: str
    name: str
    share: int | None


class RoundView(Struct, frozen=True):
    """A round at one second, with names for ids.

    `gone` is how long the speaker has spoken, `share` what is theirs (None: it counts up).
    `number` counts the block's turns, from zero. `spoke` has each who has spoken once, with the
    seconds of all their turns in this round.
    """

    speaker: str | None
    name: str
    gone: int
    share: int | None
    waiting: tuple[ToSpeak, ...]
    spoke: tuple[tuple[str, int], ...]
    timed: bool
    number: int

    @property
    def remaining(self) -> int | None:
        """Seconds left to the speaker; negative past the share, None without one."""
        return None if self.share is None else self.share - self.gone

    @property
    def done(self) -> bool:
        """Whether everybody has spoken."""
        return self.speaker is None and not self.waiting


def round_view(
    found: Round, names: Mapping[str, str], elapsed: int, target: int | None
) -> RoundView:
    """What there is to see of a round."""
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
    )


def air_time(turns: Sequence[Spoke]) -> list[tuple[str, int]]:
    """Each who spoke, in the order of their first turns, with the seconds of all their turns."""
    seconds: dict[str, int] = {}
    for turn in turns:
        seconds[turn.person] = seconds.get(turn.person, 0) + turn.seconds
    return list(seconds.items())
