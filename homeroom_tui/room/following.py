"""A follower's connection: the messages of a room, taken in as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable

from homeroom_tui.room.document import Document
from homeroom_tui.room.envelope import Received
from homeroom_tui.room.follower import TOPICS, Condition, Connection, Follower
from homeroom_tui.room.link import Link, Login, topic
from homeroom_tui.room.wire import Wire


class Following:
    """One room as it is followed, until `stop`. It may be asked from any thread.

    `trouble` is a sentence while there is no connection, else empty.
    """

    def __init__(
        self,
        link: Link,
        *,
        now: Callable[[], float],
        changed: Callable[[], None] = lambda: None,
        trust: str = "",
    ) -> None:
        """`now` gives Unix time; `changed` is called from another thread when there is something
        new to show; `trust` is a file of certificates."""
        self.link = link
        self.trouble = ""
        self._now = now
        self._changed = changed
        self._lock = threading.Lock()
        self._follower = Follower(link)
        self._wire = Wire(
            link.broker,
            [topic(link.room, name) for name in TOPICS],
            login=Login(trust=trust),
            on_connect=self._connected,
            on_trouble=self._troubled,
            on_message=self._received,
        )

    def start(self) -> None:
        """Begin to connect."""
        self._wire.start()

    def stop(self) -> None:
        """End the connection. Waits some seconds at most."""
        self._wire.stop()

    @property
    def document(self) -> Document | None:
        """The newest document."""
        return self._follower.document

    @property
    def order(self) -> tuple[int, int]:
        """The (epoch, number) of the newest document."""
        return self._follower.order

    @property
    def since(self) -> float | None:
        """Since when the connection is as it is, in Unix time."""
        return self._follower.since

    def condition(self) -> Condition:
        """Return what there is to say now."""
        with self._lock:
            return self._follower.condition(self._now())

    def time(self) -> float:
        """The Unix time of the facilitator's clock."""
        with self._lock:
            return self._follower.facilitator_time(self._now())

    # In the connection's threads

    def _connected(self) -> None:
        self.trouble = ""
        with self._lock:
            self._follower.connected(Connection.LIVE, self._now())
        self._changed()

    def _troubled(self, sentence: str) -> None:
        self.trouble = sentence
        with self._lock:
            self._follower.connected(Connection.LOST, self._now())
        self._changed()

    def _received(self, message: Received) -> None:
        with self._lock:
            self._follower.take(message, self._now())
        self._changed()
