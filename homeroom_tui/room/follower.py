"""A follower's side of a room: which message counts, how far the clocks differ, what to say. Pure.

Times of arrival are an argument: seconds of the follower's own clock (`at`, Unix time).
"""

from __future__ import annotations

from collections import deque
from enum import Enum

from homeroom_tui.room.document import Document, DocumentError, decode
from homeroom_tui.room.envelope import EnvelopeError, MessageKind, Received, RoomReader
from homeroom_tui.room.link import Link
from homeroom_tui.room.link import decode as unpack

TOPICS = {"state": MessageKind.STATE, "beat": MessageKind.BEAT, "gone": MessageKind.GONE}
"""The topics of a room that followers listen to, each with the kind of its messages."""

BEAT_EVERY = 5.0
"""Seconds between two messages of a facilitator at the most."""

SILENT_AFTER = 3 * BEAT_EVERY + 1
"""Seconds without any message after which the facilitator is said to be silent."""

SAMPLES = 8
"""The clocks' difference is the least of so many of the last live messages: the one that waited
least on its way. Fewer would let a slow network in, more would heal a clock that was set late."""

CLOCK_WAS_SET = 2.0
"""Seconds. A difference larger than any delay means that a clock was set."""


class Connection(Enum):
    """The state of the follower's connection to the broker."""

    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"


class Condition(Enum):
    """Conditions of a room that are shown besides the meeting itself."""

    WAITING = "waiting"
    """Connected, and nobody has shared a meeting here yet."""

    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"
    """The connection to the broker is lost; the countdown goes on from what was known."""

    GONE = "gone"
    """The facilitator's connection is lost."""

    ENDED = "ended"
    """The facilitator has stopped sharing."""

    EXPIRED = "expired"


class Clocks:
    """The difference between one's own clock and a sender's, from when messages came.

    `at` is the own clock's time of arrival, `sent` what the sender's said; both in seconds.
    """

    def __init__(self) -> None:
        self._offsets: deque[float] = deque(maxlen=SAMPLES)
        self._offset: float | None = None

    def live(self, at: float, sent: float) -> None:
        """A message came as it was sent."""
        offset = at - sent
        if self._offsets and offset - min(self._offsets) > CLOCK_WAS_SET:
            self._offsets.clear()
        self._offsets.append(offset)
        self._offset = min(self._offsets)

    def kept(self, at: float, sent: float, life: float, left: float | None) -> None:
        """A message of so many seconds of `life` was kept by the broker, which gives it `left`."""
        if self._offsets:
            return
        if left is not None:
            self._offset = at - sent - max(life - left, 0.0)
        elif self._offset is None:
            self._offset = min(at - sent, 0.0)

    def sender(self, at: float) -> float:
        """The sender's time at one's own `at`."""
        return at - (self._offset or 0.0)

    def own(self, sent: float) -> float:
        """One's own time at the sender's `sent`."""
        return sent + (self._offset or 0.0)


class Follower:
    """The knowledge of one room. It never goes back: older messages change nothing."""

    def __init__(self, link: Link) -> None:
        self._reader = RoomReader(unpack(link.room), link.key)
        self.document: Document | None = None
        self.order = (-1, -1)
        """Of the newest document: (epoch, number)."""
        self.connection = Connection.CONNECTING
        self.since: float | None = None
        self._heard: float | None = None
        self._beaten = (-1, -1)
        self._gone_in: int | None = None
        self._cleared = False
        self._clocks = Clocks()

    # What comes in

    def connected(self, connection: Connection, at: float) -> None:
        """The connection to the broker is as given since `at`."""
        if connection is not self.connection:
            self.connection, self.since = connection, at
        self._heard = at if connection is Connection.LIVE else None

    def take(self, received: Received, at: float) -> bool:
        """Take in a message of one of the room's `TOPICS`. Whether there is something new to show.

        An empty one says that sharing has ended, or that the facilitator is there again.
        """
        name = received.topic.rpartition("/")[2]
        if not received.payload:
            if name == "state":
                self._cleared = True
            elif name == "gone":
                self._gone_in = None
            return True
        kind = TOPICS[name]
        try:
            message = self._reader.open(received.payload, kind)
            found = decode(message.text) if kind is MessageKind.STATE else None
        except (EnvelopeError, DocumentError):
            return False
        if message.epoch < self.order[0]:
            return False  # from a facilitator who was replaced
        if kind is MessageKind.GONE:
            before, self._gone_in = self._gone_in, message.epoch
            return before != message.epoch
        if message.order <= (self._beaten if found is None else self.order):
            return False
        if received.retained and found is not None:
            self._clocks.kept(at, message.sent, expiry(found, message.sent), received.left)
        else:
            self._clocks.live(at, message.sent)
            self._heard, self._gone_in = at, None
        if found is None:
            self._beaten = message.order
            return False
        self.order, self.document, self._cleared = message.order, found, False
        return True

    def facilitator_time(self, at: float) -> float:
        """The Unix time of the facilitator's clock at the follower's `at`."""
        return self._clocks.sender(at)

    # What to say

    def condition(self, at: float) -> Condition:
        """Return what there is to say at `at`."""
        now = self.facilitator_time(at)
        if self.document is not None and now >= self.document.until:
            return Condition.EXPIRED
        if self._cleared:
            return Condition.ENDED
        if self.connection is Connection.CONNECTING and self.document is None:
            return Condition.CONNECTING
        if self.connection is not Connection.LIVE:
            return Condition.LOST
        if self.document is None:
            return Condition.WAITING
        silent = self._heard is not None and at - self._heard > SILENT_AFTER
        gone = self._gone_in is not None and self._gone_in >= self.order[0]
        return Condition.GONE if gone or silent else Condition.LIVE


def expiry(found: Document, sent: float) -> int:
    """Seconds of life that a message sent at `sent` is given on the broker."""
    return max(int(found.until - sent), 1)
