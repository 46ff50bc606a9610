"""A board's connection: the groups of a cohort as messages come, and what is said to them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from homeroom_tui.room.board import Board, GroupRow
from homeroom_tui.room.envelope import MessageKind, Received, RoomKeys
from homeroom_tui.room.link import Link, Place, topic
from homeroom_tui.room.say import KEPT, Say, merged, new_say
from homeroom_tui.room.wire import Wire

SETTLED = 2.0
"""Seconds after connecting by which the broker has told what it keeps: what is said before that
waits, so that it does not overwrite what another board said."""

OUGHT_TO_BE_BACK = 4.0
"""Seconds after which what was said has come back from the broker, or was not taken."""

NOT_TAKEN = "The broker did not take what was said. Is its password set? HOMEROOM_BROKER_PASSWORD"


class Watching:
    """One cohort as its board sees it, until `stop`. It may be asked from any thread.

    `trouble` is a sentence while there is no connection, or while what was said is not taken.
    """

    def __init__(
        self,
        link: Link,
        place: Place,
        *,
        keys: RoomKeys | None = None,
        now: Callable[[], float],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """With `keys` it may speak. `changed` is called from another thread when the connection
        or what is said has changed; groups change all the time, and are asked for."""
        self.link = link
        self.trouble = f"Connecting to {place.broker.host} …"
        self._keys = keys
        self._now = now
        self._changed = changed
        self._lock = threading.Lock()
        self._board = Board(link)
        self._say = topic(link.room, "say")
        self._number = 0
        self._up_since: float | None = None
        self._ever = False
        self._waiting = False
        self._sent: bytes | None = None
        self._sent_at = 0.0
        self._wire = Wire(
            place.broker,
            [topic(link.room, "g/+"), self._say],
            login=place.login,
            on_connect=self._connected,
            on_trouble=self._troubled,
            on_message=self._heard,
            every_second=self._every_second,
        )

    def start(self) -> None:
        """Begin to connect."""
        self._wire.start()

    def stop(self) -> None:
        """End the connection. Waits some seconds at most."""
        self._wire.stop()

    @property
    def speaks(self) -> bool:
        """Return whether this board has the key to speak."""
        return self._keys is not None

    @property
    def settled(self) -> bool:
        """Return whether the broker has told everything that it keeps."""
        up = self._up_since
        return up is not None and not 0 <= self._now() - up < SETTLED

    def rows(self) -> tuple[GroupRow, ...]:
        """Every group as it is now, those who need help most first."""
        with self._lock:
            return self._board.rows(self._now())

    def said(self, group: str | None = None) -> Say | None:
        """The newest sentence that stands, for a group or for anybody."""
        with self._lock:
            return self._board.hearing.standing(group, self._now())

    def speak(self, text: str, at: float | None = None, to: str = "") -> None:
        """Say a sentence, perhaps about an instant, to one group or to all."""
        self._know(new_say(text, self._now(), at, to))

    def take_back(self, said: Say) -> None:
        """Take back what was said."""
        with self._lock:
            known = next(say for say in self._board.hearing.says if say.id == said.id)
        self._know(replace(known, taken_back=True))

    def _know(self, say: Say) -> None:
        with self._lock:
            hearing = self._board.hearing
            hearing.says = merged(hearing.says, (say,))
            self._waiting = True
            self._publish_if_settled()

    def _publish_if_settled(self) -> None:
        """Send all that is known of what was said. To be called with the lock held."""
        if self._keys is None or not self._waiting or not self.settled:
            return
        self._waiting = False
        self._number += 1
        now = self._now()
        says = msgspec.json.encode(self._board.hearing.says)
        self._sent = self._keys.seal(MessageKind.SAY, int(now), self._number, now, says)
        self._sent_at = now
        self._wire.publish(self._say, self._sent, retain=True, expiry=KEPT)

    # In the connection's threads

    def _connected(self) -> None:
        with self._lock:
            self._up_since = self._now()
            if self._ever:
                self._board.connected_again(self._up_since)
            self._ever = True
            self._waiting = bool(self._board.hearing.says)
        self._tell("")

    def _troubled(self, sentence: str) -> None:
        self._up_since = None
        self._tell(sentence)

    def _tell(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self._changed()

    def _every_second(self) -> None:
        with self._lock:
            self._publish_if_settled()
            lost = self._sent is not None and self._now() - self._sent_at > OUGHT_TO_BE_BACK
        self._tell(NOT_TAKEN if lost else "")

    def _heard(self, message: Received) -> None:
        if message.topic != self._say:
            with self._lock:
                self._board.group(message.topic.rpartition("/")[2], message, self._now())
            return
        with self._lock:
            hearing = self._board.hearing
            before = hearing.says
            found = hearing.take(message, self._now())
            if found == hearing.says or message.payload == self._sent:
                self._sent = None
            else:  # another board did not know all of it yet, or somebody wrote over it
                self._waiting = True
            new = hearing.says != before
        if new:
            self._changed()
