"""The connection to a broker that speaks MQTT 3.1.1 only."""

from __future__ import annotations

import random
import socketserver
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any, ClassVar

import pytest

from homeroom_tui.room import wire as wire_module
from homeroom_tui.room.envelope import Received
from homeroom_tui.room.link import Broker
from homeroom_tui.room.wire import Wire
from tests.room.conftest import free_port, wait_until

CONNECT, PUBLISH, SUBSCRIBE = 1, 3, 8
OLD = 4
"""The number of MQTT 3.1.1 in a CONNECT."""


class OldBroker(socketserver.BaseRequestHandler):
    """Keeps one message for whoever subscribes. Packets are shorter than 128 bytes here."""

    published: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        while head := self.request.recv(2):
            body = self.request.recv(head[1])
            if head[0] >> 4 == CONNECT:
                if body[6] != OLD:
                    self.request.sendall(b"\x20\x02\x00\x01")  # unacceptable protocol
                    return
                self.request.sendall(b"\x20\x02\x00\x00")
            elif head[0] >> 4 == PUBLISH:
                self.published.append(body[7:])
                self.request.sendall(b"\x40\x02" + body[5:7])
            elif head[0] >> 4 == SUBSCRIBE:
                self.request.sendall(b"\x90\x03" + body[:2] + b"\x00")
                self.request.sendall(b"\x31\x06\x00\x03r/sk")


@pytest.fixture
def old_broker() -> Iterator[Broker]:
    OldBroker.published.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), OldBroker) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield Broker("mqtt", *server.server_address)
        server.shutdown()


def test_an_old_broker_is_no_trouble(old_broker: Broker, closing: Callable[[Any], Any]) -> None:
    trouble: list[str] = []
    heard: list[Received] = []
    wire = closing(Wire(old_broker, ["r/s"], on_trouble=trouble.append, on_message=heard.append))
    wire.start()
    wait_until(lambda: heard)
    assert heard == [Received("r/s", b"k", retained=True)]
    assert not trouble
    assert wire.is_old


def publisher(broker: Broker, closing: Callable[[Any], Any]) -> Wire:
    up: list[bool] = []
    made: Wire = closing(Wire(broker, [], on_connect=lambda: up.append(True)))
    made.start()
    wait_until(lambda: up)
    return made


def test_a_message_is_sent_once(old_broker: Broker, closing: Callable[[Any], Any]) -> None:
    wire = publisher(old_broker, closing)
    wire.publish("r/s", b"one", retain=True)
    wait_until(lambda: b"one" in OldBroker.published)
    wire.stop([("r/s", b"last")])
    assert OldBroker.published == [b"one", b"last"]


def test_what_was_confirmed_late_is_sent_again(
    old_broker: Broker, closing: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire_module, "SLOW", 0.0)
    publisher(old_broker, closing).publish("r/s", b"kept", retain=True)
    wait_until(lambda: OldBroker.published.count(b"kept") > 1)


def test_trying_again_takes_no_random_number_from_others(closing: Callable[[Any], Any]) -> None:
    before, trouble = random.getstate(), list[str]()
    broker = Broker("mqtt", "127.0.0.1", free_port())
    closing(Wire(broker, [], on_trouble=trouble.append)).start()
    wait_until(lambda: len(trouble) > 1)
    assert random.getstate() == before
