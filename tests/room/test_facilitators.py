"""Two or three computers facilitate one meeting over a network that loses, doubles and delays.

The real Sharing, on a wire and a broker made of lists: whatever happened, once all hear each other
again one of them facilitates, followers see its meeting, and its journal is on the broker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec import Struct

from homeroom_tui.meeting.state import Playback
from homeroom_tui.meeting.view import Verdict
from homeroom_tui.room import handover, sharing
from homeroom_tui.room.document import Document, End
from homeroom_tui.room.envelope import MessageKind, Received, RoomKeys
from homeroom_tui.room.follower import Follower
from homeroom_tui.room.handover import Chunks, Gathered
from homeroom_tui.room.link import Link, Place, parse_broker, topic
from homeroom_tui.room.precedence import COUNT_BITS, later
from homeroom_tui.room.sharing import Sharing

KEYS = RoomKeys(bytes(range(32)), bytes(16))
PLACE = Place(parse_broker("mqtt://hr.example.org"))
HEAD = topic(KEYS.room, "head")


class OnTheWay(Struct):
    """A message on its way to the broker, or from it to the `wire`."""

    wire: FakeWire
    message: Received
    to_broker: bool


class FakeBroker:
    """Keeps what is retained, and passes on what is published, each with a delay."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.wires: list[FakeWire] = []
        self.way: list[OnTheWay] = []

    def flows(self) -> list[int]:
        """Where the next message is of each wire and topic: these alone keep their order."""
        found: dict[tuple[int, str, bool], int] = {}
        for at, one in enumerate(self.way):
            found.setdefault((id(one.wire), one.message.topic, one.to_broker), at)
        return list(found.values())

    def deliver(self, at: int, *, twice: bool = False) -> None:
        one = self.way[at] if twice else self.way.pop(at)
        if not one.to_broker:
            one.wire.on_message(one.message)
            return
        name, payload = one.message.topic, one.message.payload
        if one.message.retained:
            self.kept[name] = payload
        for wire in self.wires:
            if wire.listens(name):
                self.way.append(OnTheWay(wire, Received(name, payload, False), False))

    def deliver_all(self) -> None:
        while self.way:
            self.deliver(0)


class FakeWire:
    """What Sharing knows of a Wire."""

    net: FakeBroker
    is_old = False

    def __init__(self, broker: object, topics: Sequence[str], **calls: Any) -> None:
        self.topics = topics
        self.up = False
        self.on_message: Callable[[Received], None] = calls["on_message"]
        self.on_connect: Callable[[], None] = calls.get("on_connect", lambda: None)
        self.every_second: Callable[[], None] = calls.get("every_second", lambda: None)
        self.net.wires.append(self)

    def listens(self, name: str) -> bool:
        room = name.partition("/journal/")[0]
        return self.up and (name in self.topics or f"{room}/journal/+" in self.topics)

    def start(self) -> None:
        self.up = True
        for name, payload in self.net.kept.items():
            if self.listens(name) and payload:
                self.net.way.append(OnTheWay(self, Received(name, payload, True), False))
        self.on_connect()

    def cut(self) -> None:
        """What is on its way from here or to here is lost."""
        self.up = False
        self.net.way = [one for one in self.net.way if one.wire is not self]

    def publish(
        self, name: str, payload: bytes, *, retain: bool = False, expiry: int | None = None
    ) -> None:
        if self.up:
            self.net.way.append(OnTheWay(self, Received(name, payload, retain), True))


class Computer:
    """A computer that facilitates the meeting: its journal, and its clock."""

    def __init__(
        self, name: str, number: int, now: Callable[[], float], journal: bytes, taken: int | None
    ) -> None:
        self.name, self.number = name, number
        self.journal = journal
        self.done = 0
        self.sharing = Sharing(
            KEYS, PLACE, now=now, computer=number, by=name, taken=taken,
            journal=lambda: self.journal, begun=taken is not None,
        )  # fmt: skip
        self.wire: FakeWire = self.sharing._wire  # type: ignore[assignment]
        self.show()
        self.wire.start()

    def do(self, *, shown: bool = True) -> None:
        """Something happens in the meeting, is acknowledged, and shown at once or soon."""
        self.done += 1
        self.journal += f"{self.name} {self.done}\n".encode()
        if shown:
            self.show()

    def show(self, until: float = 2.0**33, playback: Playback = Playback.RUNNING) -> None:
        title = f"{self.name} {self.done}"
        self.sharing.show(Document(until, playback, title, End(Verdict.OPEN), ()))


class Taker:
    """A computer that is about to take the meeting over."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.found = Gathered(KEYS)
        self.epoch = -1
        names = [HEAD, topic(KEYS.room, "state"), topic(KEYS.room, "journal/+")]
        self.wire = FakeWire(None, names, on_message=self._heard)
        self.wire.start()

    def _heard(self, message: Received) -> None:
        if message.topic.endswith("/state"):
            self.epoch = max(self.epoch, KEYS.reader.open(message.payload).epoch)
        else:
            found = self.found.take(message.payload)
            self.epoch = max(self.epoch, found.epoch if found else -1)

    def claim(self, now: float) -> int:
        epoch = later(self.epoch, now)
        sealed = KEYS.to_hand_over().seal(
            MessageKind.CLAIM, epoch, self.number << COUNT_BITS, now, b""
        )
        self.wire.publish(HEAD, sealed)
        return epoch


class Facilitators(RuleBasedStateMachine):
    """Everything that may happen to a meeting that is handed over."""

    computers: list[Computer]

    @initialize(numbers=st.permutations([3, 7, 11]), skews=st.tuples(*[st.integers(-30, 30)] * 3))
    def begin(self, numbers: list[int], skews: tuple[int, ...]) -> None:
        self.net = FakeWire.net = FakeBroker()
        self.now = 1000.0
        self.numbers, self.skews = numbers, skews
        self.takers: list[Taker] = []
        self.computers = []
        first = self.add(b"header\n", None)
        self.net.deliver_all()
        first.sharing.hand_over()
        self.follower = Follower(Link("", PLACE.broker, KEYS.room, KEYS.key))
        self.listener = FakeWire(None, [topic(KEYS.room, "state")], on_message=self.followed)
        self.listener.start()

    def followed(self, message: Received) -> None:
        order = self.follower.order
        self.follower.take(message, self.now)
        assert self.follower.order >= order  # a follower never goes back

    def add(self, journal: bytes, taken: int | None, number: int | None = None) -> Computer:
        at = len(self.computers)
        number = self.numbers[at % 3] if number is None else number
        skew = self.skews[self.numbers.index(number)]
        made = Computer(f"c{at}", number, lambda: self.now + skew, journal, taken)
        self.computers.append(made)
        return made

    # What may happen

    @rule(at=st.integers(0, 5))
    def step(self, at: int) -> None:
        self.computers[at % len(self.computers)].do()

    @rule(at=st.integers(0, 50), twice=st.booleans())
    def arrives_in_any_order(self, at: int, twice: bool) -> None:
        if flows := self.net.flows():
            self.net.deliver(flows[at % len(flows)], twice=twice)

    @rule(at=st.integers(0, 50))
    def is_lost_with_its_connection(self, at: int) -> None:
        if self.net.way:
            self.net.way[at % len(self.net.way)].wire.cut()

    @rule()
    def arrives_in_order(self) -> None:
        self.net.deliver_all()

    @rule(at=st.integers(0, 5))
    def is_cut_off(self, at: int) -> None:
        self.computers[at % len(self.computers)].wire.cut()

    @rule(at=st.integers(0, 5))
    def is_connected_again(self, at: int) -> None:
        wire = self.computers[at % len(self.computers)].wire
        if not wire.up:
            wire.start()

    @rule()
    def the_broker_comes_back_empty(self) -> None:
        self.net.kept.clear()
        for wire in self.net.wires:
            wire.cut()

    @rule(seconds=st.integers(1, 7))
    def time_passes(self, seconds: int) -> None:
        for _ in range(seconds):
            self.now += 1
            for one in self.computers:
                if one.wire.up:
                    one.wire.every_second()

    # Taking over

    @precondition(lambda self: len(self.takers) < 2 and len(self.computers) < 5)
    @rule()
    def somebody_fetches(self) -> None:
        number = self.numbers[(len(self.computers) + len(self.takers)) % 3]
        self.takers.append(Taker(number))

    @precondition(lambda self: self.takers)
    @rule(wait=st.booleans())
    def and_takes_it(self, wait: bool) -> None:
        taker = self.takers.pop(0)
        if not taker.found.content():
            return
        epoch = taker.claim(self.now + self.skews[self.numbers.index(taker.number)])
        if wait:
            self.net.deliver_all()
        self.take(taker, epoch)

    def take(self, taker: Taker, epoch: int) -> Computer:
        journal = taker.found.content()
        assert any(one.journal.startswith(journal) for one in self.computers)
        taker.wire.cut()
        self.net.wires.remove(taker.wire)
        return self.add(journal, epoch, taker.number)

    @rule()
    def all_is_well_and_somebody_takes_it(self) -> None:
        """With everybody connected the taker's meeting is the one that was, to the last event."""
        if len(self.computers) >= 5:
            return
        before = self.heal()
        before.do()
        taker = Taker(self.numbers[len(self.computers) % 3])
        self.net.deliver_all()
        assert taker.found.complete
        before.do(shown=False)  # after the fetching, before the claim
        epoch = taker.claim(self.now)
        self.net.deliver_all()
        assert before.sharing.replaced
        made = self.take(taker, epoch)
        assert made.journal == before.journal

    # In the end

    def heal(self) -> Computer:
        """All hear each other again; the one that facilitates."""
        for wire in self.net.wires:
            if not wire.up:
                wire.start()
        self.net.deliver_all()
        for _ in range(14):
            self.now += 1
            for one in self.computers:
                one.wire.every_second()
            self.net.deliver_all()
        left = [one for one in self.computers if not one.sharing.replaced]
        assert len(left) == 1
        (facilitator,) = left
        assert self.follower.document == facilitator.sharing.shown
        found = Gathered(KEYS)
        for name, payload in self.net.kept.items():
            if name == HEAD or "/journal/" in name:
                found.take(payload)
        assert found.complete
        assert found.content() == facilitator.journal
        for one in self.computers:  # what was acknowledged is where it was acknowledged
            for number in range(1, one.done + 1):
                assert f"{one.name} {number}\n".encode() in one.journal
        return facilitator

    def teardown(self) -> None:
        if hasattr(self, "net"):
            self.heal()


@pytest.fixture(autouse=True)
def without_a_network() -> Iterator[None]:
    with patch.object(sharing, "Wire", FakeWire), patch.object(handover, "CHUNK", 16):
        yield


@pytest.mark.parametrize("old", [False, True])
def test_whatever_happens_there_is_one_truth_in_the_end(
    monkeypatch: pytest.MonkeyPatch, old: bool
) -> None:
    monkeypatch.setattr(FakeWire, "is_old", old)
    run_state_machine_as_test(
        Facilitators,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


# What is kept, and for how long


@pytest.fixture
def net() -> FakeBroker:
    FakeWire.net = FakeBroker()
    return FakeWire.net


def names(net: FakeBroker) -> set[str]:
    """The topics on which the broker keeps something."""
    return {name.split("/", 3)[3] for name, payload in net.kept.items() if payload}


def handing_over(net: FakeBroker, journal: bytes = b"a journal of some chunks") -> Computer:
    made = Computer("c", 5, lambda: 1000.0, journal, None)
    made.sharing.hand_over()
    net.deliver_all()
    return made


def test_it_is_kept_from_handing_over_until_the_end_and_again_when_reopened(
    net: FakeBroker,
) -> None:
    one = Computer("c", 5, lambda: 1000.0, b"a journal of some chunks", None)
    net.deliver_all()
    assert names(net) == {"state"}
    one.sharing.hand_over()
    net.deliver_all()
    assert names(net) == {"state", "head", "journal/0", "journal/1"}
    one.show(playback=Playback.FINISHED)
    net.deliver_all()
    assert names(net) == {"state"}
    one.show()
    net.deliver_all()
    assert names(net) == {"state", "head", "journal/0", "journal/1"}


def test_a_meeting_that_ends_without_a_connection_is_cleared_with_the_next(
    net: FakeBroker,
) -> None:
    one = handing_over(net)
    one.wire.cut()
    one.show(playback=Playback.FINISHED)
    one.wire.start()
    net.deliver_all()
    one.wire.every_second()
    net.deliver_all()
    assert names(net) == {"state"}


def test_a_meeting_that_lasts_longer_keeps_its_journal_as_long(net: FakeBroker) -> None:
    one = handing_over(net)
    first = net.kept[topic(KEYS.room, "journal/0")]
    one.do()
    net.deliver_all()
    assert net.kept[topic(KEYS.room, "journal/0")] == first
    one.done += 1
    one.show(until=2.0**33 + 7200)
    net.deliver_all()
    assert net.kept[topic(KEYS.room, "journal/0")] != first


def test_after_a_restart_it_is_still_handed_over(net: FakeBroker) -> None:
    handing_over(net).wire.cut()
    again = Sharing(
        KEYS, PLACE, now=lambda: 2000.0, computer=5, journal=lambda: b"grown", begun=True
    )
    again.show(Document(2.0**33, Playback.RUNNING, "again", End(Verdict.OPEN), ()))
    wire: FakeWire = again._wire  # type: ignore[assignment]
    wire.start()
    net.deliver_all()
    assert again.handed_over
    found = Gathered(KEYS)
    wire.every_second()
    net.deliver_all()
    for payload in net.kept.values():
        found.take(payload)
    assert found.content() == b"grown"


def test_a_chunk_of_another_run_on_this_computer_is_put_right(net: FakeBroker) -> None:
    one = handing_over(net)
    other, chunks = FakeWire(None, [], on_message=lambda message: None), Chunks(one.sharing.epoch)
    other.start()
    for place in chunks.update(b"a journal of some chunks, and what another run wrote"):
        number = 5 << COUNT_BITS | 40 + place
        sealed = KEYS.to_hand_over().seal(
            MessageKind.CHUNK, one.sharing.epoch, number, 1000.0, chunks.text(place)
        )
        other.publish(topic(KEYS.room, f"journal/{place}"), sealed, retain=True)
    net.deliver_all()
    one.wire.every_second()
    net.deliver_all()
    found = Gathered(KEYS)
    for payload in net.kept.values():
        found.take(payload)
    assert found.content() == one.journal
