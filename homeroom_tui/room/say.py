"""Everything that is said to a cohort: sentences, and which of them were taken back.

Pure. Each message has all that its sender knows, and messages are merged: which were lost, came
twice, late or in another order makes no difference to what everybody knows in the end.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from homeroom_tui.room.cohort import Id
from homeroom_tui.room.document import DocumentError, Instant, read
from homeroom_tui.room.envelope import EnvelopeError, MessageKind, Received, RoomReader
from homeroom_tui.room.follower import Clocks
from homeroom_tui.room.link import Link, decode, encode

MAX_TEXT = 200
"""Characters of a sentence."""

MAX_SAYS = 20
"""Of more sentences the newest are known."""

AFTER = 120
"""Seconds for which a sentence stands after its instant."""

WITHOUT_INSTANT = 900
"""Seconds for which one stands that has none."""

KEPT = 24 * 3600
"""Seconds for which the broker keeps what was said."""


class Say(Struct, frozen=True, omit_defaults=True, order=True):
    """A sentence said at the instant `said`, perhaps about the instant `at`, to one group or all.

    Instants are by the clock of who said it.
    """

    said: Instant
    id: Id
    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
    at: Instant | None = None
    to: Annotated[str, Meta(max_length=32)] = ""
    taken_back: bool = False

    @property
    def ends(self) -> float:
        """When it no longer stands."""
        return self.said + WITHOUT_INSTANT if self.at is None else self.at + AFTER


Says = Annotated[tuple[Say, ...], Meta(max_length=MAX_SAYS)]

_decoder = msgspec.json.Decoder(Says)


def new_say(text: str, now: float, at: float | None = None, to: str = "") -> Say:
    """A sentence to be said now. `to` is the id of a group; empty: all of them."""
    return Say(now, encode(os.urandom(9)), " ".join(text.split())[:MAX_TEXT], at, to)


def merged(*known: Iterable[Say]) -> tuple[Say, ...]:
    """Return what somebody knows who has heard all of these, oldest first."""
    found: dict[str, Say] = {}
    for say in (one for says in known for one in says):
        before = found.get(say.id, say)
        taken_back = say.taken_back or before.taken_back
        first, other = replace(say, taken_back=False), replace(before, taken_back=False)
        found[say.id] = replace(max(first, other, key=msgspec.json.encode), taken_back=taken_back)
    return tuple(sorted(found.values(), key=lambda say: (say.said, say.id))[-MAX_SAYS:])


def standing(says: Iterable[Say], group: str | None, now: float) -> Say | None:
    """Return the newest sentence that stands at `now`, for a group or (None) for anybody."""
    found = [
        say
        for say in says
        if not say.taken_back and now < say.ends and (group is None or say.to in ("", group))
    ]
    return found[-1] if found else None


class Hearing:
    """Everything that one has heard of what is said to a cohort. It never goes back."""

    def __init__(self, link: Link) -> None:
        self._reader = RoomReader(decode(link.room), link.key)
        self.clocks = Clocks()
        self.says: tuple[Say, ...] = ()

    def take(self, received: Received, at: float) -> tuple[Say, ...] | None:
        """Take in a message that came `at` this own time; what was in it, None if it is none."""
        try:
            message = self._reader.open(received.payload, MessageKind.SAY)
            says = read(_decoder, message.text)
        except (EnvelopeError, DocumentError):
            return None
        if received.retained:
            self.clocks.kept(at, message.sent, KEPT, received.left)
        else:
            self.clocks.live(at, message.sent)
        self.says = merged(self.says, says)
        return says

    def standing(self, group: str | None, at: float) -> Say | None:
        """The sentence that stands at one's own time `at`, its instants by one's own clock."""
        found = standing(self.says, group, self.clocks.sender(at))
        if found is None or found.at is None:
            return found
        return replace(found, at=max(self.clocks.own(found.at), 0.0))
