"""Anything at all is sent to who follows a meeting: it is read or refused, and nobody goes back."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from typing import Any

from homeroom_tui import wording as words
from homeroom_tui.agenda.model import Block, Prompt, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.people import gathering
from homeroom_tui.room.document import Document, DocumentError, decode, document, encode, seen
from homeroom_tui.room.envelope import MessageKind, Received, RoomKeys
from homeroom_tui.room.follower import Connection, Follower
from homeroom_tui.room.link import Broker, Link
from tests.meeting.scenario import TWO_PM, WALL, Wednesday, block, session, tied
from tests.stress.runner import COUNTS, Case

MESSAGES = 500
DOCUMENTS = 500
"""How many of each make a case."""

KEYS = RoomKeys(bytes(range(32)), bytes(range(16)))
FORGER = RoomKeys(bytes(32), KEYS.key)
LINK = Link("", Broker("mqtt", "hr.example.org", 1883), KEYS.room, KEYS.key)
STRANGE: list[Any] = [
    *(None, True, -1, 0, 2**70, 1e308, -0.0, "", "x" * 3000, "\x1b[2J", "\ud800"),
    *([], {}, [[]], [None]),
]


@cache
def texts() -> list[bytes]:
    """Documents of one meeting, as they were sent."""
    sharing = Block("Share", TimeRange(600, 900), (Prompt("What?", (Prompt("Why?"),)),), turns=True)
    what = session(sharing, block("Talk", 5), block("Lunch", 30, at=tied(14, 40)))
    meeting = Wednesday(what, wall=WALL)
    meeting.meeting = Meeting(what, None, (), gathering(["Ana", "Ben", "Chidi"]), wall=WALL)
    steps: list[Callable[[], object]] = [
        lambda: meeting.do(ev.Start),
        lambda: meeting.do(ev.Round, tuple(meeting.state.people_here())),
        lambda: meeting.do(ev.Turn),
        lambda: meeting.do(ev.Timer, 60),
        lambda: meeting.do(ev.Pause),
        lambda: meeting.do(ev.Resume),
        lambda: meeting.do(ev.Next),
        lambda: meeting.wait(minutes=45),
        lambda: meeting.do(ev.Finish),
    ]
    made = []
    for step in [lambda: None, *steps]:
        meeting.wait(50)
        step()
        moment = Moment(meeting.now, TWO_PM + meeting.now)
        made.append(encode(document(meeting.view, moment, what, "https://example.org/")))
    return made


@contextmanager
def part() -> Iterator[Case]:
    yield case


def case(number: int) -> None:
    """A follower to whom a meeting is sent, and much else; and documents that are changed."""
    rng = random.Random(number)
    COUNTS["cases"] += 1
    for _ in range(DOCUMENTS):
        look(read(changed(rng, rng.choice(texts()))), rng)
    follow(rng)


def follow(rng: random.Random) -> None:
    """Send genuine messages, in and out of order, among others; it never shows anything else."""
    follower, signed, sent = Follower(LINK), set[Document](), [b""]
    epoch, count, at = 1, 0, TWO_PM
    for _ in range(MESSAGES):
        COUNTS["steps"] += 1
        at += rng.choice((0, 0.01, 1, 20, -60, 3600) if rng.random() < 0.1 else (0, 0.01))
        if rng.random() < 0.02:
            epoch, count = epoch + 1, 0
        count += 1
        kind = rng.choice((MessageKind.STATE, MessageKind.STATE, *MessageKind))
        text = rng.choice(texts())
        if rng.random() < 0.3:
            text = changed(rng, text)
        if kind is MessageKind.STATE and (found := read(text)) is not None:
            signed.add(found)
        sealed = KEYS.seal(kind, epoch, count, abs(at), text)
        sent.append(sealed)
        if rng.random() < 0.05:
            follower.connected(rng.choice(list(Connection)), at)
        before = follower.order
        deliver(follower, rng, disturbed(rng, sealed, sent, text), at)
        assert follower.order >= before, "it went back"
        assert follower.document is None or follower.document in signed, "nobody signed that"
        follower.condition(at)
        look(follower.document, rng)


def disturbed(rng: random.Random, sealed: bytes, sent: list[bytes], text: bytes) -> bytes:
    """The message, or what somebody made of it."""
    match rng.randrange(8):
        case 0:
            return rng.choice(sent)
        case 1:
            return sealed[: rng.randrange(len(sealed))]
        case 2:
            place = rng.randrange(len(sealed))
            return (
                sealed[:place]
                + bytes([sealed[place] ^ 1 << rng.randrange(8)])
                + sealed[place + 1 :]
            )
        case 3:
            return FORGER.seal(MessageKind.STATE, 2**32 - 1, 1, TWO_PM, text)
        case 4:
            return rng.randbytes(rng.choice((1, 141, 142, 143, 500, 70_000)))
    return sealed


def deliver(follower: Follower, rng: random.Random, data: bytes, at: float) -> None:
    match rng.randrange(6):
        case 0:
            received = Received("beat", data, False)
        case 1:
            received = Received("gone", data, False)
        case 2:
            received = Received("state", data, True, rng.choice((None, 0.0, 60.0, 1e12)))
        case _:
            received = Received("state", data, False)
    follower.take(received, at)


def changed(rng: random.Random, text: bytes) -> bytes:
    """The document with a byte, or any field of it, changed."""
    if rng.random() < 0.3:
        place = rng.randrange(len(text))
        return text[:place] + rng.randbytes(rng.randrange(3)) + text[place + 1 :]
    found = json.loads(text)
    for _ in range(rng.randrange(1, 3)):
        at = found
        while True:
            key = rng.choice(list(at) if isinstance(at, dict) else range(len(at)))
            if isinstance(at[key], (dict, list)) and at[key] and rng.random() < 0.7:
                at = at[key]
                continue
            at[key] = deepcopy(rng.choice(STRANGE))
            break
    return json.dumps(found).encode()


def read(text: bytes) -> Document | None:
    try:
        return decode(text)
    except DocumentError:
        return None


def look(found: Document | None, rng: random.Random) -> None:
    """Have it drawn, at any time: it has words, and none of them ends in an error."""
    if found is None:
        return
    COUNTS["shown"] += 1
    view = seen(found, rng.choice((TWO_PM, TWO_PM + 3000.5, 0.0, 2.0**34)))
    times = words.TimeOfDay(24)
    words.verdict(view.ending, times)
    if view.present is not None:
        words.phase(view.present)
    for line in view.blocks:
        words.tie(line, times)
