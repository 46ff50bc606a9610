"""The connection to an MQTT broker: the only module that knows MQTT.

It runs in a thread of its own, begins again by itself after any trouble, and never makes anybody
wait. MQTT 5 is spoken where the broker does, for the expiry of messages, else 3.1.1.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import paho.mqtt.client as mqtt
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from homeroom_tui.room.envelope import Received
from homeroom_tui.room.link import USER, Broker, Login

KEEPALIVE = 8
"""Seconds. A facilitator whose machine froze is said to be gone after about one and a half."""

CONNECT_TIMEOUT = 8.0
WAITS = (0.3, 30.0)
"""Seconds before the first new try, doubled with each, and at the most."""

DICE = Random()
"""Its own, as a connection goes on in its thread while others count on the numbers they get."""

EVERY = 1.0
"""Seconds between two calls of `every_second`."""

CLOSING = 2.0
"""Seconds that the last messages are given to arrive."""

SLOW = 2.5
"""Seconds. A retained message whose receipt took longer is sent again: a cluster that has just lost
a node confirms some that it will not keep."""


class Wire:
    """A connection that is kept up until `stop`. Callbacks are called in threads of its own."""

    def __init__(
        self,
        broker: Broker,
        topics: Sequence[str],
        *,
        login: Login | None = None,
        will: Callable[[], tuple[str, bytes]] | None = None,
        on_connect: Callable[[], None] = lambda: None,
        on_trouble: Callable[[str], None] = lambda sentence: None,
        on_message: Callable[[Received], None] = lambda message: None,
        every_second: Callable[[], None] = lambda: None,
    ) -> None:
        """`topics` are subscribed to; `will` gives topic and payload of what the broker says in
        our name when the connection is lost, retained. `on_trouble` is told a sentence each time
        that connecting failed or the connection was lost.
        """
        self.broker = broker
        self._topics = tuple(topics)
        self._login = login or Login()
        self._will = will
        self._on_connect = on_connect
        self._on_trouble = on_trouble
        self._on_message = on_message
        self._every_second = every_second
        self._protocol = MQTTProtocolVersion.MQTTv5
        self._lock = threading.Lock()
        self._up = self._stopping = False
        self._outgoing: dict[str, _Outgoing] = {}
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="room", daemon=True)

    @property
    def is_old(self) -> bool:
        """Return whether the broker speaks MQTT 3.1.1 only, as clusters do."""
        return self._protocol is MQTTProtocolVersion.MQTTv311

    def start(self) -> None:
        """Connect, now and whenever the connection is lost."""
        self._thread.start()

    def stop(self, last: Sequence[tuple[str, bytes]] = ()) -> None:
        """Send what is left and the `last` messages, retained, if connected; end within seconds."""
        with self._lock:
            if self._up:
                self._outgoing |= {topic: _Outgoing(payload, True) for topic, payload in last}
            self._stopping = True
        self._wake.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            # A daemon thread: what is still trying to connect may be left behind.
            self._thread.join(CLOSING + 1 if self._up else 0.2)

    def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, expiry: int | None = None
    ) -> None:
        """Send a message if there is a connection; without one it is forgotten.

        While a message of the topic is still on its way, only the newest of those that follow it
        is kept for sending: a slow broker gets fewer, never older ones.
        """
        with self._lock:
            if self._up and not self._stopping:
                self._outgoing[topic] = _Outgoing(payload, retain, expiry)
        self._wake.set()

    # In the thread

    def _run(self) -> None:
        wait = WAITS[0]
        while not self._stopping:
            trouble, was_up = self._connection()
            if self._stopping:
                return
            self._on_trouble(trouble)
            wait = WAITS[0] if was_up else min(wait * 2, WAITS[1])
            end = time.monotonic() + wait * DICE.uniform(0.5, 1)
            while not self._stopping and (left := end - time.monotonic()) > 0:
                self._wake.wait(left)
                self._wake.clear()

    def _connection(self) -> tuple[str, bool]:
        """One connection from its beginning to its end: why it ended, and whether it ever was."""
        client, outcome = self._new_client(), _Outcome()
        client.user_data_set(outcome)
        try:
            client.connect(self.broker.host, self.broker.port, KEEPALIVE)
        except Exception as error:  # any error at all must only mean that it is tried again
            return why_not(self.broker, error), False
        client.loop_start()
        self._send_while_up(client, outcome)
        with self._lock:
            self._up = False
            self._outgoing.clear()
        client.disconnect()
        client.loop_stop()
        if outcome.up:
            return f"The connection to {self.broker.host} was lost.", True
        if outcome.refused:
            return outcome.refused, False
        if not self.is_old and outcome.over and not self._stopping:
            # An older broker closes the connection, often without a word: no trouble yet.
            self._protocol = MQTTProtocolVersion.MQTTv311
            return self._connection()
        self._protocol = MQTTProtocolVersion.MQTTv5
        return f"{self.broker.host} answers, but not as an MQTT broker does.", False

    def _send_while_up(self, client: mqtt.Client, outcome: _Outcome) -> None:
        began = last = time.monotonic()
        sent: dict[str, tuple[mqtt.MQTTMessageInfo, _Outgoing, float]] = {}
        end: float | None = None
        while not outcome.over:
            self._wake.wait(EVERY)
            self._wake.clear()
            now = time.monotonic()
            if not outcome.up:
                if self._stopping or now - began > CONNECT_TIMEOUT:
                    return
                continue
            if self._stopping and end is None:
                end = now + CLOSING
            arrived = [topic for topic, (info, *_) in sent.items() if _is_done(info)]
            with self._lock:
                for topic in arrived:
                    _, message, since = sent.pop(topic)
                    if message.retain and now - since > SLOW:
                        self._outgoing.setdefault(topic, message)
                ready = {
                    topic: message for topic, message in self._outgoing.items() if topic not in sent
                }
                for topic in ready:
                    del self._outgoing[topic]
            for topic, message in ready.items():
                sent[topic] = self._send(client, topic, message), message, now
            if end is not None:
                done = not self._outgoing and all(_is_done(info) for info, *_ in sent.values())
                if done or now > end:
                    return
            elif now - last >= EVERY:
                last = now
                self._every_second()

    def _send(self, client: mqtt.Client, topic: str, message: _Outgoing) -> mqtt.MQTTMessageInfo:
        properties = None
        if message.expiry is not None and not self.is_old:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.MessageExpiryInterval = message.expiry
        return client.publish(
            topic, message.payload, int(message.retain), message.retain, properties
        )

    def _new_client(self) -> mqtt.Client:
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            protocol=self._protocol,
            transport="websockets" if self.broker.web else "tcp",
            reconnect_on_failure=False,
        )
        client.connect_timeout = CONNECT_TIMEOUT
        if self.broker.web:
            client.ws_set_options(path=self.broker.path)
        if self.broker.secure:
            client.tls_set_context(ssl.create_default_context(cafile=self._login.trust or None))
        if self._login.user or self._login.password:
            client.username_pw_set(self._login.user or USER, self._login.password)
        if self._will is not None:
            topic, payload = self._will()
            client.will_set(topic, payload, 1, retain=True)
        client.on_connect = self._connected
        client.on_message = self._received
        client.on_publish = self._published
        client.on_disconnect = self._disconnected
        return client

    def _connected(
        self, client: mqtt.Client, outcome: _Outcome, flags: Any, reason: Any, properties: Any
    ) -> None:
        if reason.is_failure:
            if "protocol" not in str(reason).lower():
                outcome.refused = refused(self.broker, str(reason))
            outcome.over = True
        else:
            if self._topics:
                # Not with QoS 1: the newest message says all, and on a cluster the node that
                # dies may hold the queue of a follower whose own connection stays.
                client.subscribe([(topic, 0) for topic in self._topics])
            with self._lock:
                self._up = outcome.up = True
            self._on_connect()
        self._wake.set()

    def _disconnected(self, client: mqtt.Client, outcome: _Outcome, *_: Any) -> None:
        outcome.over = True
        self._wake.set()

    def _published(self, *_: Any) -> None:
        self._wake.set()  # nothing more: the client holds a lock of its own while it calls

    def _received(self, client: mqtt.Client, outcome: _Outcome, message: mqtt.MQTTMessage) -> None:
        left = getattr(message.properties, "MessageExpiryInterval", None)
        self._on_message(Received(message.topic, bytes(message.payload), message.retain, left))


def _is_done(info: mqtt.MQTTMessageInfo) -> bool:
    """Return whether a message arrived, or never will: then the connection is over too."""
    try:
        return info.is_published()
    except (RuntimeError, ValueError):
        return True


class _Outgoing(Struct, frozen=True):
    payload: bytes
    retain: bool = False
    expiry: int | None = None


class _Outcome:
    """The outcome of one connection."""

    up = False
    over = False
    refused = ""


def why_not(broker: Broker, error: Exception) -> str:
    """A sentence on why there is no connection."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {broker.host} can't be trusted: {error.verify_message}."
    if broker.secure and isinstance(error, ssl.SSLError | ConnectionResetError):
        return f"{broker.host}:{broker.port} does not speak TLS. Is it mqtt:// or ws://?"
    if isinstance(error, TimeoutError):
        return f"{broker.host} does not answer."
    if isinstance(error, ConnectionRefusedError):
        return f"No broker listens at {broker.host}:{broker.port}."
    if isinstance(error, OSError) and error.strerror:
        return f"{broker.host} can't be reached: {error.strerror}."
    return f"{broker.host}:{broker.port} answers, but not as an MQTT broker does."


def refused(broker: Broker, reason: str) -> str:
    """A sentence on why a broker lets nobody in."""
    if "uthor" in reason or "user name" in reason.lower():
        return f"{broker.host} refuses this user and password."
    return f"{broker.host} refuses the connection: {reason[:80]}."
