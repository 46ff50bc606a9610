"""Rooms, boards and the page on three nodes of NATS, from node to node, and when one is killed.

Not among the tests that run without being named: `python -m pytest -n 0 tests/room/on_nats.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import json
from msgspec.structs import replace

from homeroom_tui.meeting import events as ev
from homeroom_tui.room.board import GroupStanding
from homeroom_tui.room.cohort import new_cohort, speaking
from homeroom_tui.room.envelope import Received, RoomKeys
from homeroom_tui.room.follower import BEAT_EVERY, Condition
from homeroom_tui.room.following import Following
from homeroom_tui.room.link import Handover, Login, Place, encode, topic
from homeroom_tui.room.sharing import REPLACED
from homeroom_tui.room.taking import Taking
from homeroom_tui.room.watching import NOT_TAKEN, Watching
from homeroom_tui.room.wire import Wire
from tests.room.conftest import Shared, block_of, program, wait_until
from tests.room.nats import DOMAIN, NODES, PASSWORD, WEB, Cluster, cluster
from tests.room.test_mosquitto import self_signed
from tests.room.test_page import PAGE, shown

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.stress

AGAIN_WITHIN = 40.0
"""Seconds after a node was killed."""

Closing = Callable[[Any], Any]


@pytest.fixture(scope="module")
def nats() -> Iterator[Cluster]:
    names = [f"{name}.{DOMAIN}" for name in NODES]
    with cluster(lambda folder: self_signed(folder, *names)) as made:
        yield made


@contextmanager
def without(nats: Cluster, number: int) -> Iterator[None]:
    """Kill this node, and in the end start it again."""
    nats.kill(number)
    try:
        yield
    finally:
        nats.revive(number)
        nats.wait_until_ready()


class Follower(Following):
    """A follower that notices if it ever goes back."""

    def __init__(self, nats: Cluster, made: Shared, node: int, *, web: bool = False) -> None:
        link = replace(made.link, broker=nats.broker(node, web=web))
        super().__init__(link, now=time.time, changed=self._look, trust=nats.login.trust)
        self.newest, self.went_back = (-1, -1), False
        self.start()

    def _look(self) -> None:
        self.went_back |= self.order < self.newest
        self.newest = max(self.newest, self.order)

    def is_live(self) -> bool:
        return self.condition() is Condition.LIVE


@pytest.fixture
def shared(nats: Cluster, closing: Closing) -> Shared:
    """A meeting that is facilitated on the first node."""
    made: Shared = closing(Shared(nats.at(0)))
    made.do(ev.Start)
    wait_until(lambda: not made.sharing.trouble)
    return made


@pytest.fixture
def everybody(nats: Cluster, shared: Shared, closing: Closing) -> Iterator[list[Follower]]:
    """Followers on all nodes, by TCP and by WebSocket."""
    made = [
        closing(Follower(nats, shared, node, web=web)) for node in range(3) for web in (False, True)
    ]
    wait_until(lambda: all(one.document == shared.sharing.shown for one in made))
    yield made
    assert not any(one.went_back for one in made)


def test_late_joiners_on_other_nodes_need_no_new_message(
    nats: Cluster, shared: Shared, everybody: list[Follower], closing: Closing
) -> None:
    shared.do(ev.Next)
    wait_until(lambda: all(block_of(one) == 2 for one in everybody))
    late = [closing(Follower(nats, shared, 1)), closing(Follower(nats, shared, 2, web=True))]
    within = BEAT_EVERY / 2  # later, it might be the next message
    wait_until(lambda: all(block_of(one) == 2 and one.is_live() for one in late), within)


def test_every_step_is_seen_on_every_node(shared: Shared, everybody: list[Follower]) -> None:
    for step in (ev.Next, ev.Next, ev.Back, ev.Pause, ev.Resume, ev.Finish):
        shared.do(step)
        wait_until(lambda: all(one.document == shared.sharing.shown for one in everybody))


def test_on_another_node_the_greater_epoch_wins(
    nats: Cluster, shared: Shared, everybody: list[Follower], closing: Closing
) -> None:
    other = closing(
        Shared(
            nats.at(1, web=True),
            shared.keys,
            meeting=shared.meeting,
            clock=shared.clock,
            now=lambda: time.time() + 1,
        )
    )
    other.do(ev.Next)
    wait_until(lambda: shared.sharing.trouble == REPLACED.format("Another computer"))
    shared.do(ev.Back)  # by the old one, who is not heard any more
    other.do(ev.Pause)
    wait_until(lambda: all(one.document == other.sharing.shown for one in everybody))
    assert {one.order[0] for one in everybody} == {other.sharing.epoch}


def test_a_killed_facilitator_is_said_to_be_gone(
    nats: Cluster, shared: Shared, everybody: list[Follower], closing: Closing
) -> None:
    seed, key = os.urandom(32), os.urandom(16)
    keys = RoomKeys(seed, key)
    nodes = json.encode(nats.ports).decode()
    words = [str(nats.broker(0)), PASSWORD, seed.hex(), key.hex(), "0", nats.login.trust, nodes]
    first = subprocess.Popen(
        [sys.executable, "-m", "tests.room.facilitator", *words], stdin=subprocess.PIPE
    )
    again = Shared(nats.at(2), keys, now=lambda: time.time() + 2)  # not begun yet
    closing(again)
    again.sharing.leave()
    try:
        made = [closing(Follower(nats, again, node)) for node in range(3)]
        wait_until(lambda: all(block_of(one) == 1 and one.is_live() for one in made))
        first.kill()
        wait_until(lambda: all(one.condition() is Condition.GONE for one in made))
    finally:
        first.kill()
        first.communicate()
    late = closing(Follower(nats, again, 1))
    wait_until(lambda: late.condition() is Condition.GONE)
    back = closing(Shared(nats.at(2), keys, now=lambda: time.time() + 2))
    back.do(ev.Start)
    wait_until(lambda: all(one.is_live() for one in (*made, late)))


def test_after_sharing_ends_no_node_has_anything(
    nats: Cluster, shared: Shared, everybody: list[Follower], closing: Closing
) -> None:
    shared.sharing.stop()
    wait_until(lambda: all(one.condition() is Condition.ENDED for one in everybody))
    late = [closing(Follower(nats, shared, node)) for node in range(3)]
    wait_until(lambda: all(one.condition() is Condition.WAITING for one in late))


def test_without_the_password_nobody_publishes(
    nats: Cluster, shared: Shared, everybody: list[Follower], closing: Closing
) -> None:
    state, up = topic(shared.link.room, "state"), list[bool]()
    evil = closing(
        Wire(
            nats.broker(1),
            [],
            login=nats.reader,
            will=lambda: (state, b""),
            on_connect=lambda: up.append(True),
        )
    )
    evil.start()
    wait_until(lambda: up)
    evil.publish(state, b"", retain=True)
    time.sleep(0.5)  # that it was not passed on
    late = closing(Follower(nats, shared, 2))
    wait_until(lambda: block_of(late) == 1)
    assert all(one.is_live() for one in (*everybody, late))


def test_nobody_reads_anything_but_rooms(nats: Cluster, shared: Shared, closing: Closing) -> None:
    heard: list[Received] = []
    topics = ["#", "$MQTT/#", "$JS/#", "+/1/+/state", "hr/1/+/state"]
    closing(Wire(nats.broker(1), topics, login=nats.reader, on_message=heard.append)).start()
    wait_until(lambda: heard)
    shared.do(ev.Next)
    wait_until(lambda: len(heard) > 1)
    assert all(one.topic.startswith("hr/1/") for one in heard)


def test_a_wrong_password_is_said_in_one_sentence(nats: Cluster, closing: Closing) -> None:
    said: list[str] = []
    login = Login("homeroom", "wrong", nats.login.trust)
    closing(Wire(nats.broker(0), [], login=login, on_trouble=said.append)).start()
    wait_until(lambda: said)
    assert "refuses this user and password" in said[0]


def test_when_a_node_dies_all_go_on_with_the_others(
    nats: Cluster, shared: Shared, everybody: list[Follower], closing: Closing
) -> None:
    with without(nats, 0):
        shared.do(ev.Next)
        wait_until(
            lambda: all(block_of(one) == 2 and one.is_live() for one in everybody), AGAIN_WITHIN
        )
        assert not shared.sharing.trouble
        late = closing(Follower(nats, shared, 0))
        wait_until(lambda: block_of(late) == 2, AGAIN_WITHIN)
        shared.do(ev.Pause)
        wait_until(
            lambda: all(one.document == shared.sharing.shown for one in everybody), AGAIN_WITHIN
        )
    shared.do(ev.Resume)
    wait_until(lambda: all(one.document == shared.sharing.shown for one in everybody))


def test_two_dead_nodes_lose_nothing(
    nats: Cluster, shared: Shared, everybody: list[Follower], closing: Closing
) -> None:
    with without(nats, 0):
        with without(nats, 1):
            shared.do(ev.Next)
            wait_until(lambda: shared.sharing.trouble, AGAIN_WITHIN)
            assert all(block_of(one) == 1 for one in everybody)  # they count on
        wait_until(lambda: all(block_of(one) == 2 for one in everybody), AGAIN_WITHIN)
        wait_until(lambda: all(one.is_live() for one in everybody), AGAIN_WITHIN)


def test_a_dead_laptop_and_its_node_are_replaced(nats: Cluster, closing: Closing) -> None:
    seed, key = os.urandom(32), os.urandom(16)
    journal = b"".join(b"a line of the journal, number %d\n" % n for n in range(2000))
    first = closing(Shared(nats.at(0), RoomKeys(seed, key), journal=lambda: journal))
    first.do(ev.Start)
    first.sharing.hand_over()
    one = closing(Follower(nats, first, 1))
    wait_until(lambda: block_of(one) == 1)
    first.sharing.leave()
    with without(nats, 0):
        late = closing(Follower(nats, first, 0))
        wait_until(lambda: late.document, AGAIN_WITHIN)  # then others can connect too
        link = Handover(nats.broker(0), seed, key)
        taking = closing(Taking(link, Place(link.broker, login=nats.login), now=time.time))
        assert taking.fetch().until > time.time()
        assert taking.found.content() == journal
        assert taking.claim(7, "the other laptop") > first.sharing.epoch


class Cohort:
    """A group on each node, and a board that speaks and one that reads."""

    def __init__(self, nats: Cluster, closing: Closing) -> None:
        self._nats, self._closing = nats, closing
        self.link, self._seed = new_cohort(Place(nats.broker(), login=nats.login))
        self.groups = []
        for name, node in zip(("Kestrels", "Owls", "Wrens"), range(3), strict=True):
            seat = nats.at(node, web=node == 1)
            self.groups.append(closing(Shared(seat, cohort=self.link, group=name)))
            self.groups[-1].do(ev.Start)
        self.speaker = self.board(0, nats.login, speaks=True)
        self.reader = self.board(1, nats.reader, web=True)

    def board(
        self, node: int, login: Login, *, web: bool = False, speaks: bool = False
    ) -> Watching:
        keys = speaking(self.link, encode(self._seed)) if speaks else None
        place = Place(self._nats.broker(node, web=web), login=login)
        made: Watching = self._closing(Watching(self.link, place, keys=keys, now=time.time))
        made.start()
        return made

    def are_whole(self, *boards: Watching) -> bool:
        rows = [
            [row for row in board.rows() if row.standing is not GroupStanding.SILENT]
            for board in boards
        ]
        return all(
            sorted(row.name for row in found) == ["Kestrels", "Owls", "Wrens"] for found in rows
        )


@pytest.fixture
def cohort(nats: Cluster, closing: Closing) -> Cohort:
    made = Cohort(nats, closing)
    wait_until(lambda: made.are_whole(made.speaker, made.reader))
    return made


def test_a_board_is_whole_and_what_is_said_is_everywhere(
    nats: Cluster, cohort: Cohort, closing: Closing
) -> None:
    followers = [
        closing(Follower(nats, group, (node + 1) % 3)) for node, group in enumerate(cohort.groups)
    ]
    wait_until(lambda: all(one.document for one in followers))
    cohort.speaker.speak("Back in the main room", time.time() + 120)
    wait_until(lambda: all(one.document.said for one in followers))
    assert cohort.groups[2].sharing.answer() == "coming"
    wait_until(lambda: sum(row.answer == "coming" for row in cohort.reader.rows()) == 1)
    late = cohort.board(2, nats.reader)
    wait_until(lambda: cohort.are_whole(late) and late.said())
    said = cohort.speaker.said()
    assert said is not None
    cohort.speaker.take_back(said)
    wait_until(lambda: not any(one.document.said for one in followers))
    cohort.groups[0].sharing.stop()
    wait_until(lambda: len(cohort.reader.rows()) == 2)


def test_a_board_without_the_password_says_so(nats: Cluster, cohort: Cohort) -> None:
    board = cohort.board(1, nats.reader, speaks=True)
    wait_until(lambda: board.settled)
    board.speak("Back")
    wait_until(lambda: board.trouble == NOT_TAKEN)
    assert not any(group.sharing.said for group in cohort.groups)


def test_when_a_node_dies_boards_go_on(nats: Cluster, cohort: Cohort) -> None:
    with without(nats, 0):
        cohort.speaker.speak("Back in the main room")
        wait_until(lambda: all(group.sharing.said for group in cohort.groups), AGAIN_WITHIN)
        late = cohort.board(2, nats.reader)
        boards = (cohort.speaker, cohort.reader, late)
        wait_until(lambda: cohort.are_whole(*boards), AGAIN_WITHIN)
        wait_until(lambda: all(board.said() for board in boards), AGAIN_WITHIN)


@pytest.fixture
def page(nats: Cluster) -> Iterator[Page]:
    """The page in a Chromium to which the second node is the cluster."""
    from playwright.sync_api import sync_playwright

    rule = f"MAP {NODES[1]}.{DOMAIN} 127.0.0.1:{nats.ports[1][WEB]}"
    options = [
        "--no-sandbox",
        "--disable-gpu",
        "--ignore-certificate-errors",
        f"--host-resolver-rules={rule}",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program("chromium"), args=options)
        yield chromium.new_page()
        chromium.close()


def test_the_page_follows_a_broker_that_speaks_the_old_mqtt(
    nats: Cluster, shared: Shared, page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "follow.html"
    path.write_text(PAGE, encoding="utf-8")
    page.goto(str(replace(shared.link, page=path.as_uri(), broker=nats.broker(1, web=True))))
    shown(page, "1 of 4 · Revisit norms", "#block")
    shown(page, "live", "#status")
    shared.do(ev.Next)
    shown(page, "2 of 4 · Career roadmap", "#block")
    with without(nats, 0):
        shared.do(ev.Pause)
        shown(page, "paused", "#phase")
        shared.do(ev.Finish)
        shown(page, "The meeting is over.", "#notice")
