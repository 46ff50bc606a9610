"""A journal in chunks: whatever of it is heard, and in whatever order, it is its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui.room import handover
from homeroom_tui.room.envelope import EnvelopeError, MessageKind, RoomKeys, facilitator
from homeroom_tui.room.handover import CHUNK, Chunks, Gathered, Head
from homeroom_tui.room.link import (
    Handover,
    Link,
    LinkError,
    encode,
    parse_broker,
    parse_handover,
    parse_link,
)
from homeroom_tui.room.precedence import COUNT_BITS, Heard, Precedence, later
from tests.room.test_link import brokers, keys

BROKER = parse_broker("mqtts://hr.example.org")
KEYS = RoomKeys(bytes(range(32)), bytes(16))
SMALL = 7
"""Bytes of a chunk in these tests, so that short journals have many."""

seeds = st.binary(min_size=32, max_size=32)


# The link


@given(brokers, seeds, keys)
def test_a_link_to_take_over_reads_back_as_written(broker, seed, key):
    link = Handover(broker, seed, key)
    assert parse_handover(str(link)) == link
    text = str(link)
    assert parse_handover(f" {text[:30]}\n{text[30:]}\r\n") == link


LINK = str(Handover(BROKER, bytes(32), bytes(16)))
READING = str(Link("https://hr.example.org/", BROKER, encode(bytes(16)), bytes(16)))
COHORT = str(Link("", BROKER, encode(bytes(16)), bytes(16), cohort=True))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (READING, "homeroom follow 'LINK'. To take the meeting over, ask its facilitator"),
        (COHORT, "homeroom board 'LINK'. To take the meeting over, ask its facilitator"),
        (LINK[:-1], "cut off or changed: copy it again"),
        (LINK[:60], "cut off or changed: copy it again"),
        (LINK.partition("#")[0], "Copy it with all behind `#`"),
        ("hello", "Copy it with all behind `#`"),
        ("", "Copy it with all behind `#`"),
        (LINK + "A" * 3000, "not a link"),
        ("https://hr.example.org/#t." + LINK.partition("#t.")[2], "Write the broker's address"),
    ],
)
def test_another_link_is_refused_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(LinkError, match=re.escape(said)) as refused:
        parse_handover(text)
    assert "A" * 20 not in str(refused.value)  # no secret


@pytest.mark.parametrize("cohort", [False, True])
def test_who_follows_or_watches_with_it_is_told_what_it_is_for(cohort: bool) -> None:
    with pytest.raises(LinkError, match="homeroom take 'LINK'"):
        parse_link(LINK, cohort=cohort)


# Keys


def test_the_reading_key_opens_no_chunk_and_the_journals_key_no_document() -> None:
    chunk = KEYS.to_hand_over().seal(MessageKind.CHUNK, 1, 1, 0, b"canary")
    with pytest.raises(EnvelopeError):
        KEYS.reader.open(chunk)
    state = KEYS.seal(MessageKind.STATE, 1, 1, 0, b"canary")
    with pytest.raises(EnvelopeError):
        KEYS.to_hand_over().reader.open(state)
    assert KEYS.to_hand_over().room == KEYS.room


def test_computers_are_told_apart_by_their_secrets() -> None:
    assert facilitator(bytes(32)) != facilitator(bytes(31) + b"1")
    assert 0 <= facilitator(bytes(32)) < 1 << COUNT_BITS


# Chunks


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "CHUNK", SMALL)


class Sender:
    """A computer that sends a journal, as its messages."""

    def __init__(self, epoch: int = 1, computer: int = 1) -> None:
        self.chunks = Chunks(epoch)
        self.order = Precedence(computer, epoch)

    def send(self, data: bytes) -> Iterator[bytes]:
        sealing = KEYS.to_hand_over()
        for place in self.chunks.update(data):
            if text := self.chunks.text(place):
                yield sealing.seal(MessageKind.CHUNK, *self.order.next(), 0, text)
        head = Head(self.chunks.generation, len(data), 9e9, "ana")
        yield sealing.seal(MessageKind.HEAD, *self.order.next(), 0, msgspec.json.encode(head))


growing = st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=8)


@given(growing, st.data())
def test_whatever_is_heard_in_whatever_order_is_the_beginning(pieces, data):
    sender, journal = Sender(), b""
    sent: list[bytes] = []
    for piece in pieces:
        journal += piece
        sent += sender.send(journal)
    heard = data.draw(st.lists(st.sampled_from(sent)))
    gathered = Gathered(KEYS)
    for payload in heard:
        assert gathered.take(payload) is not None
    assert journal.startswith(gathered.content())
    if gathered.complete:
        assert gathered.head is not None
        assert len(gathered.content()) >= gathered.head.size
    for payload in data.draw(st.permutations(sent)):
        gathered.take(payload)
    assert gathered.complete
    assert gathered.content() == journal


@given(growing, growing)
def test_a_journal_that_was_written_anew_is_the_new_one(before, after):
    sender, gathered = Sender(), Gathered(KEYS)
    for payload in (*sender.send(b"".join(before)), *sender.send(b"-" + b"".join(after))):
        gathered.take(payload)
    assert gathered.complete
    assert gathered.content() == b"-" + b"".join(after)


def test_only_the_last_chunk_is_sent_again() -> None:
    chunks = Chunks(1)
    assert list(chunks.update(b"x" * 3 * SMALL)) == [0, 1, 2]
    assert list(chunks.update(b"x" * 3 * SMALL)) == []
    assert list(chunks.update(b"x" * (3 * SMALL + 1))) == [3]
    assert list(chunks.update(b"x" * (3 * SMALL + 2))) == [3]
    assert list(chunks.update(b"y")) == [0, 1, 2, 3]  # the other three are to be taken away
    assert [len(chunks.text(place)) > 0 for place in range(4)] == [True, False, False, False]


def test_the_journal_of_who_took_it_over_counts() -> None:
    ana, ben, gathered = Sender(100, 9), Sender(150, 2), Gathered(KEYS)
    for payload in (*ben.send(b"of ben"), *ana.send(b"of ana, and longer")):
        gathered.take(payload)
    assert gathered.content() == b"of ben"
    assert gathered.complete


@given(st.binary(max_size=300))
def test_anything_else_is_ignored(payload):
    gathered = Gathered(KEYS)
    assert gathered.take(payload) is None
    for kind in (MessageKind.CHUNK, MessageKind.HEAD):
        gathered.take(KEYS.to_hand_over().seal(kind, 1, 1, 0, payload))
    gathered.content()
    assert not gathered.complete or gathered.head is not None


def test_no_message_with_a_chunk_is_larger_than_a_broker_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from homeroom_tui.room.broker import MAX_PACKET

    monkeypatch.setattr(handover, "CHUNK", CHUNK)
    assert max(map(len, Sender().send(bytes(3 * CHUNK)))) < MAX_PACKET / 2


# Who facilitates


def test_a_later_epoch_wins_and_in_the_same_the_greater_computer() -> None:
    mine = Precedence(5, 100)
    assert mine.hear(101, 1 << COUNT_BITS, left=False) is Heard.YIELD
    assert mine.hear(100, 6 << COUNT_BITS, left=False) is Heard.YIELD
    assert mine.hear(100, 4 << COUNT_BITS | 99, left=False) is Heard.RESTORE
    assert mine.hear(99, 6 << COUNT_BITS, left=False) is Heard.RESTORE


def test_what_an_earlier_run_left_is_gone_on_from() -> None:
    mine = Precedence(5, 100)
    assert mine.hear(170, 5 << COUNT_BITS | 9, left=True) is Heard.AGAIN  # its clock was ahead
    assert mine.next() == (171, 5 << COUNT_BITS | 1)


def test_of_two_who_began_at_once_what_the_lesser_left_is_not_gone_by() -> None:
    mine = Precedence(5, 100)
    assert mine.hear(100, 4 << COUNT_BITS, left=True, silent=False) is Heard.RESTORE
    assert mine.hear(100, 6 << COUNT_BITS, left=True, silent=False) is Heard.YIELD


def test_what_another_computer_left_is_its_meeting_unless_it_was_taken() -> None:
    assert Precedence(5, 100).hear(90, 6 << COUNT_BITS, left=True) is Heard.YIELD
    taker = Precedence(5, 100, taken=100)
    assert taker.hear(90, 6 << COUNT_BITS, left=True) is Heard.RESTORE
    assert taker.hear(101, 6 << COUNT_BITS, left=True) is Heard.YIELD


def test_after_very_many_messages_the_order_still_grows() -> None:
    mine = Precedence(5, 100)
    orders = [mine.next() for _ in range((1 << COUNT_BITS) + 10)]
    assert orders == sorted(set(orders))
    assert max(number for _, number in orders) < 1 << 32


@given(st.integers(0, 2**31), st.floats(0, 2**31))
def test_a_taker_begins_later_than_all_it_saw(epoch, now):
    assert later(epoch, now) > epoch
    assert later(epoch, now) >= int(now)
