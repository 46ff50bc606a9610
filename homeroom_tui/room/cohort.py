"""A cohort: groups that meet at the same time. Its keys, and what its boards see of a group. Pure.

Who has the cohort's link can read how its groups are getting on, and what is said to them. Only
who has its seed can speak: the cohort's id is that of the seed's public key, as a room's is. A
group signs with the key of its own meeting, so no group can write in the row of another.
"""

from __future__ import annotations

import os
from typing import Annotated, Literal
from urllib.parse import urljoin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from homeroom_tui.meeting.state import Standing
from homeroom_tui.room.document import Document, DocumentError, Here, Row, TurnNow, read
from homeroom_tui.room.envelope import RoomKeys
from homeroom_tui.room.link import (
    BOARD_PAGE,
    KEY_BYTES,
    SEED_BYTES,
    Link,
    LinkError,
    Place,
    decode,
    followers_broker,
)

MAX_NAME = 80

Id = Annotated[str, Meta(min_length=1, max_length=32, pattern="^[A-Za-z0-9_-]+$")]
Answer = Literal["", "coming", "need 5 minutes"]
ANSWERS: tuple[Answer, ...] = ("", "coming", "need 5 minutes")
"""The answers that a facilitator has to what is said: none at first, then one after the other."""


class Answered(Struct, frozen=True, array_like=True):
    """The answer of a group to the sentence of that id."""

    say: Id
    answer: Answer


class Summary(Struct, frozen=True, omit_defaults=True):
    """The state of one group. `meeting` is a document whose agenda has the present block only.

    The present block is the one after `done` others of `blocks` in all.
    """

    name: Annotated[str, Meta(max_length=MAX_NAME)]
    meeting: Document
    blocks: Annotated[int, Meta(ge=0, le=500)]
    done: Annotated[int, Meta(ge=0, le=500)] = 0
    answered: Answered | None = None


def summary(found: Document, name: str, answered: Answered | None = None) -> Summary:
    """Return what the boards may see of a meeting: no title, no prompt, no agenda, one name."""
    here, turn = found.here, found.turn
    meeting = Document(
        until=found.until,
        playback=found.playback,
        title="",
        end=replace(found.end, tie=None),
        agenda=() if here is None else (Row("", Standing.PRESENT, here.target),),
        week=found.week,
        started=found.started,
        finished=found.finished,
        paused=found.paused,
        paused_since=found.paused_since,
        here=None if here is None else Here(
            number=0, min=here.min, max=here.max, target=here.target, zero=here.zero,
            elapsed=here.elapsed, phase=here.phase,
        ),
        turn=None if turn is None else TurnNow(turn.who[:MAX_NAME], turn.began, turn.share),
    )  # fmt: skip
    done = 0 if here is None else here.number
    return Summary(name[:MAX_NAME], meeting, len(found.agenda), done, answered)


_decoder = msgspec.json.Decoder(Summary)


def decode_summary(text: bytes) -> Summary:
    """Read a summary, every bound checked. Raises DocumentError."""
    found = read(_decoder, text)
    meeting, here = found.meeting, found.meeting.here
    if len(meeting.agenda) != (0 if here is None else 1) or (here is not None and here.number):
        raise DocumentError("the present block is not the one in the agenda")
    if meeting.end.tie is not None:
        raise DocumentError("the tied block is not in the agenda")
    return found


# Link and keys


def new_cohort(place: Place) -> tuple[Link, bytes]:
    """Return the link of a new cohort at this place, and the seed with which to speak to it."""
    seed, key = os.urandom(SEED_BYTES), os.urandom(KEY_BYTES)
    page = urljoin(place.page, BOARD_PAGE) if place.page else ""
    broker = followers_broker(place.broker, place.page)
    return Link(page, broker, RoomKeys(seed, key).room, key, cohort=True), seed


def speaking(link: Link, key: str) -> RoomKeys:
    """The keys to speak to the cohort of this link, from its key as text. Raises LinkError."""
    seed = decode(key.strip())
    if len(seed) != SEED_BYTES:
        raise LinkError("This is not a cohort's key to speak: it has 43 characters.")
    keys = RoomKeys(seed, link.key)
    if keys.room != link.room:
        raise LinkError("This key to speak is that of another cohort.")
    return keys
