"""A cohort at its worst: every group publishes each second, with boards, and a sentence to all."""

from __future__ import annotations

import json
import selectors
import socket
import statistics
import time
from typing import TYPE_CHECKING

from benchmarks.measuring import MS, Table, number
from benchmarks.room import (
    FOLLOWERS,
    GROUPS,
    PASSWORD,
    broker,
    facilitator,
    go_on,
    memory,
    processor,
)

if TYPE_CHECKING:
    from homeroom_tui.room.link import Broker

BOARDS = 3
SENTENCE = "Back in the main room"


class Follower:
    """One who follows a room over a connection of their own, and opens everything that comes."""

    def __init__(self, broker: Broker, link: str, number: int) -> None:
        from homeroom_tui.room.envelope import RoomReader
        from homeroom_tui.room.link import decode, parse_link

        found = parse_link(link)
        self._reader = RoomReader(decode(found.room), found.key)
        self._rest = b""
        self.order = (-1, -1)
        self.went_back = 0
        self.slack: int | None = None
        self.said_at: float | None = None
        topic = f"hr/1/{found.room}/state".encode()
        name = f"c{number}".encode()
        body = b"\0\4MQTT\4\2\0\0" + len(name).to_bytes(2, "big") + name
        subscribe = b"\0\1" + len(topic).to_bytes(2, "big") + topic + b"\0"
        self.socket = socket.create_connection((broker.host, broker.port))
        self.socket.sendall(b"\x10" + bytes([len(body)]) + body)
        self.socket.sendall(b"\x82" + bytes([len(subscribe)]) + subscribe)

    def receive(self) -> None:
        """Take in what has come."""
        from homeroom_tui.room.document import decode

        self._rest += self.socket.recv(65_536)
        while (packet := self._packet()) is not None:
            kind, body = packet
            if kind != 3:
                continue
            message = self._reader.open(body[2 + int.from_bytes(body[:2], "big") :])
            self.went_back += message.order < self.order
            self.order = message.order
            document = decode(message.text)
            self.slack = document.end.slack
            if document.said is not None and self.said_at is None:
                self.said_at = time.time()

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
        kind, body = self._rest[0] >> 4, self._rest[at : at + length]
        self._rest = self._rest[at + length :]
        return kind, body


def cohort(*, quick: bool = False) -> Table:
    """60 groups of 6 followers and 3 boards: a whole board, and a sentence to everybody."""
    from homeroom_tui.room.cohort import new_cohort, speaking
    from homeroom_tui.room.link import Login, Place, encode
    from homeroom_tui.room.watching import Watching

    groups, seconds = (6, 5) if quick else (GROUPS, 20)
    with broker() as (address, pid):
        place = Place(address, login=Login("", PASSWORD))
        link, seed = new_cohort(place)
        with facilitator(groups, seconds, str(link)) as (process, rooms):
            selector = selectors.DefaultSelector()
            followers: list[Follower] = []
            for room in rooms:
                for _ in range(FOLLOWERS):
                    made = Follower(address, room, len(followers))
                    followers.append(made)
                    selector.register(made.socket, selectors.EVENT_READ, made)

            def follow(until: float) -> None:
                while (left := until - time.time()) > 0:
                    for key, _ in selector.select(min(left, 0.2)):
                        key.data.receive()

            keys = speaking(link, encode(seed))
            used = processor(pid)
            go_on(process)
            follow(time.time() + 3)
            boards, complete = [], []
            for _ in range(BOARDS):
                board = Watching(link, place, keys=keys, now=time.time)
                began = time.time()
                board.start()
                while len(board.rows()) < groups and time.time() < began + 10:
                    time.sleep(0.001)
                complete.append(time.time() - began)
                boards.append(board)
            follow(time.time() + 2.5)
            said = time.time()
            boards[0].speak(SENTENCE, said + 120)
            follow(said + max(seconds - 5, 1))
            assert process.stdout is not None
            theirs = json.loads(process.stdout.readline()) / seconds
            share, held = (processor(pid) - used) / seconds, memory(pid)
            follow(time.time() + 1)
            rows = [len(board.rows()) for board in boards]
            silent = sum(row.silent for board in boards for row in board.rows())
            for board in boards:
                board.stop()
    reached = sorted(one.said_at - said for one in followers if one.said_at is not None)
    at_end = sum(one.slack == 300 - (seconds - 1) for one in followers)
    back = sum(one.went_back for one in followers)
    table = Table(
        "A cohort on one Mosquitto",
        ["", "board complete", "a sentence at all: p50", "the last", "facilitators", "broker",
         "broker’s memory"],
    )  # fmt: skip
    table.rows.append((
        f"{groups} groups, {len(followers)} followers, {BOARDS} boards",
        f"{number(max(complete) * MS)} ms",
        f"{number(statistics.median(reached) * MS)} ms",
        f"{number(reached[-1] * MS)} ms",
        f"{number(100 * theirs)} %",
        f"{number(100 * share)} %",
        f"{number(held)} MiB",
    ))  # fmt: skip
    table.notes.append(
        f"The sentence is at {len(reached)} of {len(followers)} followers; {at_end} of them end on"
        f" the last document, and {back} documents came out of order. At the end {silent} groups"
        f" are silent on a board."
    )
    table.raw["cohort"] = {"reached": len(reached), "last": at_end, "back": back, "rows": rows}
    assert len(reached) == at_end == len(followers)
    assert rows == [groups] * BOARDS
    return table
