"""Take a meeting over: fetch what the broker keeps of its journal, and claim the meeting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from homeroom_tui.errors import UserError
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.room.envelope import EnvelopeError, Message, MessageKind, Received, RoomKeys
from homeroom_tui.room.follower import Clocks
from homeroom_tui.room.handover import Gathered, Head
from homeroom_tui.room.link import Handover, Place, topic
from homeroom_tui.room.precedence import COUNT_BITS, later
from homeroom_tui.room.wire import Wire

CONNECTED_WITHIN = 10.0
"""Seconds that a connection may take."""

QUIET = 2.0
"""Seconds without another chunk after which no more is waited for."""

MAX_FETCH = 60.0
"""Seconds that it may take to fetch a journal."""

ANSWERED_WITHIN = 1.5
"""Seconds in which who facilitates until now hands over the last of it."""

NOTHING = (
    "Nothing is kept at {host} for this link. The meeting has ended or is no longer shared, the"
    " broker was started anew while its facilitator was away, or the link has expired."
)
REFUSED = (
    "{host} does not let this computer facilitate. Is the broker's password set?"
    " HOMEROOM_BROKER_PASSWORD"
)


class TakeError(UserError):
    """The meeting can't be taken over; the message says why."""


class Taking:
    """One meeting that is taken over, until `stop`. Calls wait, for so long as is said above."""

    def __init__(self, link: Handover, place: Place, *, now: Callable[[], float]) -> None:
        """`now` gives Unix time."""
        self.keys = RoomKeys(link.seed, link.key)
        self.found = Gathered(self.keys)
        self._host = place.broker.host
        self._reader = self.keys.reader
        self._now = now
        self._clocks = Clocks()
        self._seen = 0.0
        self._epoch = -1
        self._claim = b""
        self._claimed = False
        self._up = False
        self._trouble = ""
        self._last = time.monotonic()
        self._changed = threading.Condition()
        self._head = topic(self.keys.room, "head")
        self._wire = Wire(
            place.broker,
            [topic(self.keys.room, name) for name in ("state", "beat", "head", "journal/+")],
            login=place.login,
            on_connect=self._connected,
            on_trouble=self._troubled,
            on_message=self._heard,
        )
        self._wire.start()

    def stop(self) -> None:
        """End the connection."""
        self._wire.stop()

    def fetch(self) -> Head:
        """Wait for the journal, and return its head. Raises TakeError.

        It may still lack something, if the broker did: `found` is what is there.
        """
        with self._changed:
            self._wait(lambda: self._up or bool(self._trouble), CONNECTED_WITHIN)
            if not self._up:
                raise TakeError(self._trouble or f"{self._host} does not answer.")
            self._wait(lambda: self.found.complete or self._is_quiet(), MAX_FETCH)
            head = self.found.head
            if head is None or self._clocks.sender(self._now()) >= head.until:
                raise TakeError(NOTHING.format(host=self._host))
            if not self.found.content():
                raise TakeError(f"{self._host} has lost the beginning of the meeting.")
            return head

    def claim(self, computer: int, by: str) -> int:
        """Claim the meeting for this computer, called `by`, and return the epoch. Raises TakeError.

        Who facilitates until now hands over the last of the journal, if connected.
        """
        with self._changed:
            epoch = later(self._epoch, self._now())
            self._claim = self.keys.to_hand_over().seal(
                MessageKind.CLAIM, epoch, computer << COUNT_BITS, self._now(), by.encode()
            )
            self._wire.publish(self._head, self._claim)
            if not self._wait(lambda: self._claimed, QUIET):
                raise TakeError(REFUSED.format(host=self._host))
            self._wait(
                lambda: self.found.head is not None and self.found.head.final
                and self.found.complete,
                ANSWERED_WITHIN,
            )  # fmt: skip
            return epoch

    @property
    def seen(self) -> Moment:
        """The last sign of life: `at` by the wall clock there, `utc` by that of this computer."""
        with self._changed:
            return Moment(self._seen, self._clocks.own(self._seen))

    def _wait(self, happened: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not happened() and (left := end - time.monotonic()) > 0:
            self._changed.wait(min(left, 0.1))
        return happened()

    def _is_quiet(self) -> bool:
        return time.monotonic() - self._last > QUIET

    # In the connection's threads

    def _connected(self) -> None:
        with self._changed:
            self._up, self._last = True, time.monotonic()
            self._changed.notify_all()

    def _troubled(self, sentence: str) -> None:
        with self._changed:
            self._up = False
            self._trouble = sentence
            self._changed.notify_all()

    def _heard(self, message: Received) -> None:
        with self._changed:
            if self._claim and message.payload == self._claim:
                self._claimed = True
            elif (found := self._open(message)) is not None:
                self._hear(found, message)
            self._changed.notify_all()

    def _open(self, message: Received) -> Message | None:
        """What followers get, or a part of the journal; None if it is neither."""
        if message.topic.rpartition("/")[2] in ("state", "beat"):
            with suppress(EnvelopeError):
                return self._reader.open(message.payload)
            return None
        found = self.found.take(message.payload)
        if found is None or found.kind is MessageKind.CLAIM:
            return None
        self._last = time.monotonic()
        return found

    def _hear(self, found: Message, message: Received) -> None:
        """Learn from a message when the facilitator was there."""
        self._epoch = max(self._epoch, found.epoch)
        self._seen = max(self._seen, found.sent)
        head = self.found.head
        if not message.retained:
            self._clocks.live(self._now(), found.sent)
        elif found.kind is MessageKind.HEAD and head is not None:
            life = max(int(head.until - found.sent), 1)
            self._clocks.kept(self._now(), found.sent, life, message.left)
