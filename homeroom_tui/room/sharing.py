"""The facilitator's side of a room: publishes the meeting's document whenever it changes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from homeroom_tui.room.document import Document, Said, encode
from homeroom_tui.room.envelope import EnvelopeError, MessageKind, RoomKeys, RoomReader
from homeroom_tui.room.follower import BEAT_EVERY, expiry
from homeroom_tui.room.link import Link, Place, decode, followers_broker
from homeroom_tui.room.membership import Membership
from homeroom_tui.room.wire import Received, Wire

REPLACED = "Somebody else facilitates this meeting now: it is shared from there."


class Sharing:
    """One meeting as it is shared. Whatever the network does, no method waits for it but `stop`.

    `trouble` is a sentence while there is no connection, else empty.
    """

    def __init__(
        self,
        keys: RoomKeys,
        place: Place,
        *,
        now: Callable[[], float],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`now` gives Unix time; `changed` is called from another thread when `trouble` changed,
        or what is said to the cohort that the place names.

        Raises LinkError where followers could not reach the broker from this page.
        """
        broker = followers_broker(place.broker, place.page)
        self.link = Link(place.page, broker, keys.room, keys.key)
        self.trouble = f"Connecting to {place.broker.host} …"
        self.epoch = int(now())
        self._keys = keys
        self._reader = RoomReader(decode(keys.room), keys.key)
        self._now = now
        self._changed = changed
        self._number = 0
        self._lock = threading.Lock()
        self._document: Document | None = None
        self._own: deque[bytes] = deque(maxlen=64)
        self._latest = b""
        self._replaced = self._stopped = False
        self._beat_at = 0.0
        self._overwritten = False
        self._wire = Wire(
            place.broker,
            [self.topic("state")],
            login=place.login,
            will=self._will,
            on_connect=self._connected,
            on_trouble=self._troubled,
            on_message=self._heard,
            every_second=self._every_second,
        )
        self.member: Membership | None = None
        if place.cohort is not None:
            self.member = Membership(
                place.cohort,
                keys,
                place,
                epoch=lambda: None if self._replaced else self.epoch,
                now=now,
                changed=self._something_said,
            )

    @classmethod
    def of_meeting(
        cls,
        meeting: str,
        secret: bytes,
        place: Place,
        now: Callable[[], float],
        changed: Callable[[], None] = lambda: None,
    ) -> Sharing:
        """Share the meeting of that id. With the same `secret` it has the same link again."""
        return cls(RoomKeys.derive(secret, meeting), place, now=now, changed=changed)

    def topic(self, name: str) -> str:
        """The room's topic of that name."""
        return topic(self.link.room, name)

    def start(self) -> None:
        """Begin to connect."""
        self._wire.start()
        if self.member is not None:
            self.member.start()

    @property
    def shown(self) -> Document | None:
        """Return what was published last, or will be as soon as there is a connection."""
        return self._document

    def show(self, document: Document) -> None:
        """Publish the document if it is another than before."""
        with self._lock:
            self._show(document)

    def _show(self, document: Document) -> None:
        """To be called with the lock held: a document must not overtake a newer one."""
        document = replace(document, said=self.said)
        # `until` of a meeting without a hard end moves with the clock: no reason to send it.
        if self._document is not None and document == replace(self._document, until=document.until):
            return
        self._document = document
        self._publish()
        if self.member is not None:
            self.member.show(document)

    @property
    def said(self) -> Said | None:
        """The sentence that was said to the group from its cohort's board and stands."""
        return None if self.member is None else self.member.said

    def answer(self) -> str | None:
        """Answer what is said with the next of the answers; None where nothing is said."""
        answer = None if self.member is None else self.member.answer()
        self._show_again()
        return answer

    def _something_said(self) -> None:
        self._show_again()
        self._changed()

    def _show_again(self) -> None:
        """Show the same document with what is said now."""
        with self._lock:
            if self._document is not None:
                self._show(self._document)

    def stop(self) -> None:
        """Stop sharing, and take what the broker keeps of the meeting away. Waits some seconds."""
        if self.member is not None:
            self.member.stop()
        kept = () if self._replaced else ("state", "gone")
        self._end([(self.topic(name), b"") for name in kept])

    def leave(self) -> None:
        """End the connection and leave the room as it is, for a meeting that will go on."""
        if self.member is not None:
            self.member.leave()
        self._end(() if self._replaced else [self._will()])

    def _end(self, last: Sequence[tuple[str, bytes]]) -> None:
        with self._lock:
            self._stopped = True
        self._wire.stop(last)

    def _publish(self) -> None:
        """Send the document as it is. To be called with the lock held."""
        if self._document is None or self._replaced or self._stopped:
            return
        self._number += 1
        sent = self._now()
        sealed = self._keys.seal(
            MessageKind.STATE, self.epoch, self._number, sent, encode(self._document)
        )
        self._own.append(sealed)
        self._latest = sealed
        life = expiry(self._document, sent)
        self._wire.publish(self.topic("state"), sealed, retain=True, expiry=life)
        self._beat_at = sent

    # In the connection's thread

    def _will(self) -> tuple[str, bytes]:
        with self._lock:
            self._number += 1
            sealed = self._keys.seal(MessageKind.GONE, self.epoch, self._number, self._now(), b"")
        return self.topic("gone"), sealed

    def _connected(self) -> None:
        with self._lock:
            self._wire.publish(self.topic("gone"), b"", retain=True)
            self._publish()
        self._troubled(REPLACED if self._replaced else "")

    def _troubled(self, sentence: str) -> None:
        if sentence != self.trouble:
            self.trouble = sentence
            self._changed()

    def _every_second(self) -> None:
        if self.member is not None:
            self._show_again()  # what was said may have had its time
        with self._lock:
            now = self._now()
            if self._overwritten:
                self._overwritten = False
                self._publish()
            elif not self._replaced and not 0 <= now - self._beat_at < BEAT_EVERY:
                self._beat_at = now
                self._number += 1
                sealed = self._keys.seal(MessageKind.BEAT, self.epoch, self._number, now, b"")
                self._wire.publish(self.topic("beat"), sealed)

    def _heard(self, message: Received) -> None:
        """Yield to a facilitator who took over; put right what anybody else wrote over the room."""
        try:
            epoch = self._reader.open(message.payload).epoch
        except EnvelopeError:
            epoch = -1
        with self._lock:
            if message.payload in self._own or self._replaced:
                return
            if epoch > self.epoch and not message.retained:
                self._replaced = True
            elif (
                epoch == self.epoch
                and not message.retained
                and self._own
                and message.payload < self._own[-1]
            ):
                pass  # two began in one second: the other one sees the same, and goes ahead
            elif epoch >= self.epoch:
                self.epoch = epoch + 1  # left there by a clock that was ahead of this one
                self._publish()
            else:
                self._overwritten = True
        if self._replaced:
            self._troubled(REPLACED)


TOPICS = ("state", "beat", "gone")


def topic(room: str, name: str) -> str:
    """The room's topic of one of these names."""
    return f"hr/1/{room}/{name}"
