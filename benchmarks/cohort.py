"""A cohort at its worst: every group publishes each second, with boards, and a sentence to all.

On one Mosquitto, then on three nodes of NATS, then on three of which one is killed.
"""

from __future__ import annotations

import json
import random
import selectors
import socket
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.measuring import MS, Table, number, percentile
from benchmarks.room import (
    FOLLOWERS,
    GROUPS,
    PASSWORD,
    broker,
    facilitator,
    go_on,
    hello,
    memory,
    processor,
)
from tests.room import nats

if TYPE_CHECKING:
    from homeroom_tui.room.link import Broker

BOARDS = 3
SENTENCE = "Back in the main room"
LIMIT = 60.0
"""Seconds after the last document for everybody to have it."""

RETAINED = 1
PUBLISH = 3


@dataclass
class Engine:
    """The brokers: their addresses, which clients take in turn, and their processes."""

    addresses: Sequence[Broker]
    password: str
    processes: dict[int, int]
    nodes: Sequence[nats.Ports] = ()
    kill: Callable[[], None] = lambda: None
    """Kill the first of the nodes."""


@contextmanager
def mosquitto() -> Iterator[Engine]:
    with broker() as (address, pid):
        yield Engine([address], PASSWORD, {0: pid})


@contextmanager
def three_nodes() -> Iterator[Engine]:
    with nats.cluster() as made:
        pids = {number: process.pid for number, process in made.processes.items()}

        def kill() -> None:
            made.kill(0)
            del pids[0]

        addresses = [made.broker(number) for number in pids]
        yield Engine(addresses, nats.PASSWORD, pids, made.ports, kill)


class Follower:
    """One who follows a room over a connection of their own, and opens everything that comes."""

    def __init__(self, broker: Broker, link: str, number: int) -> None:
        from homeroom_tui.room.envelope import RoomReader
        from homeroom_tui.room.link import decode, parse_link

        found = parse_link(link)
        self._reader = RoomReader(decode(found.room), found.key)
        self._broker = broker
        self.order = (-1, -1)
        self.went_back = 0
        self.slack: int | None = None
        self.said_at: float | None = None
        self.sent: float = 0.0
        self.delays: list[float] = []
        self._hello = hello(f"c{number}", found.room)
        self.connect()

    def connect(self) -> None:
        self._rest = b""
        self.socket = socket.create_connection((self._broker.host, self._broker.port))
        self.socket.sendall(self._hello)

    def receive(self) -> bool:
        """Take in what has come. Whether the connection still is."""
        from homeroom_tui.room.document import decode

        try:
            data = self.socket.recv(65_536)
        except OSError:
            data = b""
        self._rest += data
        while (packet := self._packet()) is not None:
            head, body = packet
            if head >> 4 != PUBLISH:
                continue
            message = self._reader.open(body[2 + int.from_bytes(body[:2], "big") :])
            self.went_back += message.order < self.order and not head & RETAINED
            if message.order <= self.order:
                continue
            self.order, self.sent = message.order, message.sent
            document = decode(message.text)
            if not head & RETAINED:
                self.delays.append(time.time() - message.sent)
            self.slack = document.end.slack
            if document.said is not None and self.said_at is None:
                self.said_at = time.time()
        return bool(data)

    def _packet(self) -> tuple[int, bytes] | None:
        length, at = 0, 1
        while at < len(self._rest):
            length |= (self._rest[at] & 127) << 7 * (at - 1)
            at += 1
            if not self._rest[at - 1] & 128:
                break
        else:
            return None
        if len(self._rest) < at + length:
            return None
        head, body = self._rest[0], self._rest[at : at + length]
        self._rest = self._rest[at + length :]
        return head, body


@dataclass
class Crowd:
    """All followers. Who loses the connection comes back a moment later."""

    followers: list[Follower] = field(default_factory=list)
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    away: dict[int, float] = field(default_factory=dict)

    def join(self, broker: Broker, room: str) -> None:
        one = Follower(broker, room, len(self.followers))
        self.selector.register(one.socket, selectors.EVENT_READ, len(self.followers))
        self.followers.append(one)

    def follow(self, until: float, done: Callable[[], bool] = lambda: False) -> None:
        """Take in what comes, until then or until it is done."""
        while (left := until - time.time()) > 0 and not done():
            for key, _ in self.selector.select(min(left, 0.1)):
                one = self.followers[key.data]
                if not one.receive():
                    self.selector.unregister(one.socket)
                    one.socket.close()
                    self.away[key.data] = time.time() + random.uniform(0.15, 0.3)
            for index in [index for index, at in self.away.items() if at < time.time()]:
                del self.away[index]
                self.followers[index].connect()
                self.selector.register(self.followers[index].socket, selectors.EVENT_READ, index)

    def close(self) -> None:
        for one in self.followers:
            one.socket.close()


def cohort(*, quick: bool = False) -> Table:
    """60 groups of 6 followers and 3 boards: a whole board, and a sentence to everybody."""
    table = Table(
        "A cohort on one Mosquitto, and on three nodes of NATS",
        ["", "delivery p50", "p99", "board complete", "a sentence at all: p50", "the last",
         "facilitators", "brokers", "their memory"],
    )  # fmt: skip
    measured(table, "one Mosquitto", mosquitto(), quick=quick)
    measured(table, "three nodes of NATS", three_nodes(), quick=quick)
    measured(table, "… one of them killed", three_nodes(), kill=True, quick=quick)
    return table


def measured(
    table: Table,
    name: str,
    starting: AbstractContextManager[Engine],
    *,
    quick: bool,
    kill: bool = False,
) -> None:
    """Add a row for this engine; with `kill` a node dies just before the sentence is said."""
    from homeroom_tui.room.board import GroupStanding
    from homeroom_tui.room.cohort import new_cohort, speaking
    from homeroom_tui.room.link import Login, Place, encode
    from homeroom_tui.room.watching import Watching

    groups, seconds = (6, 8) if quick else (GROUPS, 20)
    seconds += 20 * kill
    with starting as engine:
        login = Login("", engine.password)
        places = [Place(address, login=login) for address in engine.addresses]
        link, seed = new_cohort(places[0])
        addresses = [str(address) for address in engine.addresses]
        more = (str(link), addresses, engine.password, list(engine.nodes))
        with facilitator(groups, seconds, *more) as (process, rooms):
            crowd, keys = Crowd(), speaking(link, encode(seed))
            for place, room in enumerate(rooms):
                for one in range(FOLLOWERS):
                    crowd.join(engine.addresses[(place + one) % len(places)], room)
            used = {pid: processor(pid) for pid in engine.processes.values()}
            go_on(process)
            crowd.follow(time.time() + 4)
            # Later ones wait while this process waits for boards.
            delays = [delay for one in crowd.followers for delay in one.delays]
            boards, complete = [], []
            for turn in range(BOARDS):
                board = Watching(link, places[turn % len(places)], keys=keys, now=time.time)
                began = time.time()
                board.start()
                while len(board.rows()) < groups and time.time() < began + 10:
                    time.sleep(0.001)
                complete.append(time.time() - began)
                boards.append(board)
            crowd.follow(time.time() + 2.5)
            said = time.time()
            if kill:
                engine.kill()
            boards[0].speak(SENTENCE, said + 120)
            again = None
            if kill:
                crowd.follow(said + LIMIT, lambda: all(f.sent > said for f in crowd.followers))
                again = time.time() - said
            crowd.follow(said + max(seconds - 7, 1))
            assert process.stdout is not None
            theirs = json.loads(process.stdout.readline()) / seconds
            pids = engine.processes.values()
            share = sum(processor(pid) - used[pid] for pid in pids) / seconds
            held = sum(map(memory, pids))
            last, end = 300 - (seconds - 1), time.time()
            crowd.follow(end + LIMIT, lambda: all(f.slack == last for f in crowd.followers))
            settled = time.time() - end
            while any(
                row.standing is GroupStanding.SILENT for board in boards for row in board.rows()
            ):
                crowd.follow(time.time() + 0.2)
                assert time.time() < end + LIMIT, "a group is silent on a board"
            rows = [len(board.rows()) for board in boards]
            for board in boards:
                board.stop()
            crowd.close()
    followers = crowd.followers
    reached = sorted(one.said_at - said for one in followers if one.said_at is not None)
    at_end = sum(one.slack == last for one in followers)
    back = sum(one.went_back for one in followers)
    table.rows.append((
        name,
        f"{number(percentile(delays, 50) * MS)} ms",
        f"{number(percentile(delays, 99) * MS)} ms",
        f"{number(max(complete) * MS)} ms",
        f"{number(statistics.median(reached) * MS)} ms",
        f"{number(reached[-1] * MS)} ms",
        f"{number(100 * theirs)} %",
        f"{number(100 * share)} %",
        f"{number(held)} MiB",
    ))  # fmt: skip
    note = (
        f"{name}: the sentence is at {len(reached)} of {len(followers)} followers of {groups}"
        f" groups, and {at_end} end on the last document, {settled:.1f} s after it was sent; {back}"
        f" documents came out of order. Each of {BOARDS} boards shows {min(rows)} groups, none"
        " silent."
    )
    if again is not None:
        note += f" {again:.1f} s after the node was killed, all had a document that was sent since."
    table.notes.append(note)
    table.raw[name] = {
        "delays": delays,
        "reached": reached,
        "last": at_end,
        "back": back,
        "rows": rows,
        "again": again,
    }
    assert len(reached) == at_end == len(followers)
    assert rows == [groups] * BOARDS
    assert not back
