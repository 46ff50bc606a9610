"""Shared meetings: a cohort at its worst on one broker, and what followers cost the facilitator."""

from __future__ import annotations

import json
import os
import resource
import selectors
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.measuring import MS, Table, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from homeroom_tui.room.link import Broker

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
GROUPS, FOLLOWERS = 60, 6
ONE_ROOM = (1, 100, 500, 1000, 2000)
PORT, WEB_PORT, PASSWORD = 14_883, 14_080, "benchmark"


@contextmanager
def broker() -> Iterator[tuple[Broker, int]]:
    """A Mosquitto as `homeroom broker` configures it: its address and its process id."""
    from homeroom_tui.room.broker import BrokerPlan, start
    from homeroom_tui.room.link import parse_broker

    plan = BrokerPlan(port=PORT, web_port=WEB_PORT, password=PASSWORD)
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        process = start(plan, Path(folder))
        try:
            yield parse_broker(plan.broker("127.0.0.1")), process.pid
        finally:
            process.kill()
            process.communicate()


def processor(pid: int) -> float:
    """Seconds of processor that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> float:
    """Megabytes of memory that a process has now."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE / 2**20


def facilitate(
    count: int,
    seconds: int,
    cohort: str = "",
    brokers: Sequence[str] = (f"mqtt://127.0.0.1:{PORT}",),
    password: str = PASSWORD,
    nodes: Sequence[dict[int, int]] = (),
) -> None:
    """Share `count` meetings for some seconds, each with a new document every second.

    With the link of a `cohort` they are on its boards. They take turns at the `brokers`, whose
    names are those of the `nodes` of a cluster, if it is one.
    """
    from msgspec.structs import replace

    from homeroom_tui.meeting.state import Playback, Standing
    from homeroom_tui.meeting.view import Verdict
    from homeroom_tui.room.document import Document, End, Here, Line, Row
    from homeroom_tui.room.envelope import RoomKeys
    from homeroom_tui.room.link import Login, Place, parse_broker, parse_link
    from homeroom_tui.room.sharing import Sharing
    from tests.room.nats import name_server

    if nodes:
        name_server(nodes)
    boards = parse_link(cohort, cohort=True) if cohort else None
    places = [Place(parse_broker(one), login=Login("", password), cohort=boards) for one in brokers]
    rows = tuple(
        Row(f"Block {n}, with a title of usual length", Standing.TO_COME, 900) for n in range(4)
    )
    prompts = tuple(Line(f"What do you want to keep doing, for the {n}th time?") for n in range(4))
    here = Here(0, 900, 1200, 900, time.time(), prompts=prompts)
    until = time.time() + 7200
    made = Document(
        until, Playback.RUNNING, "Norms and your career roadmap", End(Verdict.IN_HAND, 300), rows
    )
    rooms = [
        Sharing(RoomKeys(os.urandom(32), os.urandom(16)), places[n % len(places)], now=time.time)
        for n in range(count)
    ]
    for room in rooms:
        room.start()
    end = time.monotonic() + 30
    while any(room.trouble for room in rooms) and time.monotonic() < end:
        time.sleep(0.05)
    print(json.dumps([str(room.link) for room in rooms]), flush=True)
    sys.stdin.readline()
    began, used = time.monotonic(), time.process_time()
    for second in range(seconds):
        for place_in_turn, room in enumerate(rooms):
            due = began + second + place_in_turn / count
            time.sleep(max(due - time.monotonic(), 0))
            end_now = End(Verdict.IN_HAND, 300 - second)
            room.show(replace(made, end=end_now, here=replace(here, prompt=second % 4)))
    print(json.dumps(time.process_time() - used), flush=True)
    sys.stdin.readline()
    for room in rooms:
        room.stop()


@contextmanager
def facilitator(
    count: int, seconds: int, *more: object
) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The same in a process of its own, with the links of its meetings."""
    code = f"from benchmarks.room import facilitate; facilitate{(count, seconds, *more)!r}"
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, text=True)
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def hello(name: str, room: str) -> bytes:
    """The packets with which a client of that name connects, and subscribes to a room's state."""
    topic, client = f"hr/1/{room}/state".encode(), name.encode()
    body = b"\0\4MQTT\4\2\0\0" + len(client).to_bytes(2, "big") + client
    subscribe = b"\0\1" + len(topic).to_bytes(2, "big") + topic + b"\0"
    return b"\x10" + bytes([len(body)]) + body + b"\x82" + bytes([len(subscribe)]) + subscribe


class Readers:
    """Raw subscribers in one process: they drain what comes, and count it."""

    def __init__(self, broker: Broker, room: str, count: int) -> None:
        self.selector = selectors.DefaultSelector()
        self.bytes = 0
        for reader in range(count):
            sock = socket.create_connection((broker.host, broker.port))
            sock.sendall(hello(f"r{reader}", room))
            self.selector.register(sock, selectors.EVENT_READ)

    def drain(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for key, _ in self.selector.select(min(left, 0.2)):
                self.bytes += len(key.fileobj.recv(65536))  # type: ignore[union-attr]

    def close(self) -> None:
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]


def room(*, quick: bool = False) -> Table:
    """60 groups of 6 followers, each group publishing every second; then 1 to 2,000 of one room."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]  # three files for each connection here
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    groups, seconds = (6, 3) if quick else (GROUPS, 20)
    table = Table(
        "Shared meetings on one Mosquitto",
        ["", "delivery p50", "p99", "late joiner", "facilitators", "broker", "broker’s memory"],
    )
    with broker() as (address, pid):
        table.rows.append(cohort(address, pid, groups, seconds, table))
        costs = []
        for count in ONE_ROOM[:2] if quick else ONE_ROOM:
            costs.append(one_room(address, pid, count, 3 if quick else 10, table))
    table.notes.append(
        f"The facilitator's processor with {ONE_ROOM[-1]} followers of one room is"
        f" {number(costs[-1] / costs[0])} times that with one."
    )
    return table


def cohort(address: Broker, pid: int, groups: int, seconds: int, table: Table) -> tuple[str, ...]:
    """A row: delays from sealing to the opened document, and what it costs."""
    from homeroom_tui.room.envelope import Received, RoomReader
    from homeroom_tui.room.link import decode, parse_link
    from homeroom_tui.room.wire import Wire

    delays: list[float] = []
    with facilitator(groups, seconds) as (process, links):
        wires = []
        for text in links:
            link = parse_link(text)
            reader = RoomReader(decode(link.room), link.key)

            def heard(message: Received, reader: RoomReader = reader) -> None:
                sent = reader.open(message.payload).sent
                if not message.retained:
                    delays.append(time.time() - sent)

            wires.append(Wire(address, [f"hr/1/{link.room}/state"], on_message=heard))
        for wire in wires:
            wire.start()
        # One follower of each group opens what comes; the others only take it from the network.
        others = [Readers(address, parse_link(text).room, FOLLOWERS - 1) for text in links]
        time.sleep(5)
        used = processor(pid)
        go_on(process)
        assert process.stdout is not None
        theirs = json.loads(process.stdout.readline())
        broker_share = (processor(pid) - used) / seconds
        late = joiner(links[0])
        held = memory(pid)
        for wire in wires:
            wire.stop()
        for five in others:
            five.close()
    expected = groups * seconds
    table.raw["cohort"] = {"delays": len(delays), "expected": expected}
    table.notes.append(
        f"One follower of each group opens what comes: {len(delays)} of {expected} documents."
    )
    ordered = sorted(delays)
    p99 = ordered[int(len(ordered) * 0.99)]
    return (
        f"{groups} groups of {FOLLOWERS}, each a document a second",
        f"{number(statistics.median(delays) * MS)} ms",
        f"{number(p99 * MS)} ms",
        f"{number(late * MS)} ms",
        f"{number(100 * theirs / seconds)} %",
        f"{number(100 * broker_share)} %",
        f"{number(held)} MiB",
    )


def joiner(text: str) -> float:
    """Seconds from beginning to connect until the retained document is there.

    In a process of its own: the MQTT library can't use a file number above 1,023.
    """
    code = f"from benchmarks.room import join; print(join({text!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def join(text: str) -> float:
    """Follow the meeting of this link until its document is there; the seconds that it took."""
    from homeroom_tui.room.following import Following
    from homeroom_tui.room.link import parse_link

    link = parse_link(text)
    began = time.monotonic()
    one = Following(link, now=time.time)
    one.start()
    while one.document is None and time.monotonic() - began < 10:
        time.sleep(0.0005)
    took = time.monotonic() - began
    one.stop()
    return took


def one_room(address: Broker, pid: int, count: int, seconds: int, table: Table) -> float:
    """Add a row for so many followers of one room; the facilitator's share of a processor."""
    from homeroom_tui.room.link import parse_link

    with facilitator(1, seconds) as (process, links):
        readers = Readers(address, parse_link(links[0]).room, count)
        readers.drain(1)
        used = processor(pid)
        go_on(process)
        readers.drain(seconds)
        assert process.stdout is not None
        theirs = float(json.loads(process.stdout.readline())) / seconds
        share, held = (processor(pid) - used) / seconds, memory(pid)
        late = joiner(links[0])
        table.raw[f"bytes to {count}"] = readers.bytes
        readers.close()
    table.rows.append((
        f"one room, {count:,} followers", "–", "–", f"{number(late * MS)} ms",
        f"{number(100 * theirs)} %", f"{number(100 * share)} %", f"{number(held)} MiB",
    ))  # fmt: skip
    return theirs
