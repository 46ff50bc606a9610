"""Real brokers and a real browser for the room's tests, on free loopback ports."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import pytest
from msgspec.structs import replace

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import SystemClock
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.view import view
from homeroom_tui.room import taking, watching, wire
from homeroom_tui.room.broker import BrokerPlan, start
from homeroom_tui.room.document import Document, document
from homeroom_tui.room.envelope import RoomKeys
from homeroom_tui.room.following import Following
from homeroom_tui.room.handover import Gathered
from homeroom_tui.room.link import USER, Broker, Handover, Link, Login, Place, parse_broker, topic
from homeroom_tui.room.sharing import Sharing
from homeroom_tui.room.wire import Wire
from tests.meeting.scenario import WEEK_1

REQUIRED = os.environ.get("HOMEROOM_REQUIRE_SERVICES") == "1"
READY_WITHIN = 10.0


def needs(what: str) -> None:
    """Skip, or fail where services are required."""
    if REQUIRED:
        pytest.fail(f"{what} is required here and is not installed")
    pytest.skip(f"{what} is not installed")


def program(name: str) -> str:
    """The path of a program of the system; where there is none the test is skipped."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if found is None:
        needs(name)
    assert found is not None
    return found


PORTS = iter(random.SystemRandom().sample(range(5_000, 15_000), 10_000))
"""Below those that systems give to connections; each once, as the first may not be in use yet."""


def free_port() -> int:
    """A port that nobody has now, and that was not returned before."""
    for port in PORTS:
        with socket.socket() as trial, suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise AssertionError("all ports were tried")


def wait_until(happened: Callable[[], object], within: float = READY_WITHIN) -> None:
    """Look again and again until it happened; fail after `within` seconds."""
    end = time.monotonic() + within
    while not happened():
        if time.monotonic() > end:
            raise AssertionError("it did not happen in time")
        time.sleep(0.01)


class Mosquitto:
    """A broker for rooms on free ports, which can be killed, frozen and started again."""

    def __init__(self, folder: Path, **plan: Any) -> None:
        program("mosquitto")
        self.folder = folder
        self.plan = BrokerPlan(
            port=free_port(), web_port=free_port(), password="let me publish", **plan
        )
        self.process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def broker(self) -> Broker:
        return parse_broker(self.plan.broker("127.0.0.1"))

    @property
    def page(self) -> str:
        return self.plan.page("127.0.0.1")

    @property
    def login(self) -> Login:
        return Login(USER, self.plan.password)

    def start(self) -> None:
        folder = self.folder / str(time.monotonic_ns())
        folder.mkdir(parents=True)
        self.process = start(self.plan, folder)

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.communicate()
            self.process = None

    def send_signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)


@pytest.fixture
def broker_folder() -> Iterator[Path]:
    """A folder that Mosquitto's own user can read, as those of pytest are not."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def mosquitto(broker_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mosquitto]:
    """A broker that is quick, so that nobody has to listen to it for a second before they speak."""
    monkeypatch.setattr(wire, "EVERY", 0.25)
    made = Mosquitto(broker_folder)
    yield made
    made.kill()


@pytest.fixture
def nothing_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the broker does not have is waited for less long: a broker here is quick."""
    monkeypatch.setattr(taking, "QUIET", 0.5)


@pytest.fixture
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A facilitator who is gone is waited for less long."""
    monkeypatch.setattr(taking, "ANSWERED_WITHIN", 0.1)


@pytest.fixture
def quick_board(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board waits less long for a broker, which is quick here."""
    monkeypatch.setattr(watching, "SETTLED", 0.5)
    monkeypatch.setattr(watching, "OUGHT_TO_BE_BACK", 1.0)


class AnyBroker(Protocol):
    """A broker as a facilitator knows it."""

    @property
    def broker(self) -> Broker: ...

    @property
    def page(self) -> str: ...

    @property
    def login(self) -> Login: ...


class Shared:
    """A meeting of Week 1 under way that is shared; `do` and `show` are the facilitator's."""

    def __init__(self, broker: AnyBroker, keys: RoomKeys | None = None, **more: Any) -> None:
        self.clock = more.pop("clock", SystemClock())
        self.meeting = more.pop("meeting", None) or Meeting(WEEK_1)
        self.keys = keys or RoomKeys(os.urandom(32), os.urandom(16))
        self._broker = broker.broker
        own = {name: more.pop(name) for name in ("cohort", "group") if name in more}
        place = Place(broker.broker, broker.page, more.pop("login", broker.login), **own)
        given = {"now": lambda: self.clock.now().utc, **more}
        self.sharing = Sharing(self.keys, place, **given)
        self.sharing.start()

    @property
    def link(self) -> Link:
        """The room by MQTT over TCP, as a terminal without a page has it."""
        return replace(self.sharing.link, page="", broker=self._broker)

    @property
    def document(self) -> Document:
        moment = self.clock.now()
        return document(view(self.meeting.state(moment.at), moment), moment, WEEK_1)

    def do(self, event: type[ev.Event], *what: Any) -> None:
        self.meeting.do(event(self.clock.now().at, *what))
        self.show()

    def show(self) -> None:
        self.sharing.show(self.document)


def block_of(following: Following) -> int | None:
    """Return which block a follower shows, from 1."""
    found = following.document
    return None if found is None or found.here is None else found.here.number + 1


@contextmanager
def gathering(broker: Broker, link: Handover) -> Iterator[Gathered]:
    """What the broker keeps of a meeting for who takes it over, as it comes."""
    keys, heard = RoomKeys(link.seed, link.key), list[object]()
    found = Gathered(keys)
    listener = Wire(
        broker,
        [topic(keys.room, name) for name in ("head", "journal/+")],
        on_message=lambda message: heard.append(found.take(message.payload)),
    )
    listener.start()
    yield found
    listener.stop()


@pytest.fixture
def closing() -> Iterator[Callable[[Any], Any]]:
    """Stop what it is called with at the end of the test."""
    opened: list[Any] = []

    def later(made: Any) -> Any:
        opened.append(made)
        return made

    yield later
    for made in reversed(opened):
        (made.sharing if isinstance(made, Shared) else made).stop()
