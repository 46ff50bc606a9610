"""A shared meeting in its cohort: shows the boards how it is getting on, and hears what is said."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec

from homeroom_tui.room.cohort import ANSWERS, Answer, Answered, Summary, summary
from homeroom_tui.room.document import Document, Said
from homeroom_tui.room.envelope import MessageKind, RoomKeys
from homeroom_tui.room.follower import BEAT_EVERY, expiry
from homeroom_tui.room.link import Link, Place, topic
from homeroom_tui.room.say import Hearing, Say
from homeroom_tui.room.wire import Received, Wire


class Membership:
    """The connection of one meeting to its cohort, until `stop`. It may be asked from any thread.

    `changed` is called from another thread when something was said, or taken back.
    """

    def __init__(
        self,
        link: Link,
        keys: RoomKeys,
        place: Place,
        *,
        epoch: Callable[[], int | None],
        now: Callable[[], float],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`keys` are those of the meeting. `epoch` is that of its room, None once another
        facilitator has taken over."""
        self._keys = keys.under(link.key)
        self.group = self._keys.room
        self._name = place.group
        self._say = topic(link.room, "say")
        self._own = topic(link.room, f"g/{self.group}")
        self._epoch = epoch
        self._now = now
        self._changed = changed
        self._lock = threading.Lock()
        self._hearing = Hearing(link)
        self._answered: Answered | None = None
        self._summary: Summary | None = None
        self._number = 0
        self._sent_at = 0.0
        self._wire = Wire(
            place.broker,
            [self._say],
            login=place.login,
            on_connect=self._connected,
            on_message=self._heard,
            every_second=self._every_second,
        )

    def start(self) -> None:
        """Begin to connect."""
        self._wire.start()

    def stop(self) -> None:
        """Leave the cohort: the boards no longer show the meeting. Waits some seconds."""
        self._wire.stop([] if self._epoch() is None else [(self._own, b"")])

    def leave(self) -> None:
        """End the connection; the boards show a meeting that is silent."""
        self._wire.stop()

    def show(self, document: Document) -> None:
        """Let the boards see how the meeting is getting on."""
        with self._lock:
            made = summary(document, self._name or document.title, self._answered)
            if made != self._summary:
                self._summary = made
                self._publish()

    # What is said

    @property
    def say(self) -> Say | None:
        """The sentence that stands for this group, its instants by this machine's clock."""
        with self._lock:
            return self._hearing.standing(self.group, self._now())

    @property
    def said(self) -> Said | None:
        """The same as the group's followers see it, with the answer."""
        found = self.say
        return None if found is None else Said(found.text, found.at, self._answer_to(found))

    def answer(self) -> Answer | None:
        """Answer what is said with the next of the answers; None where nothing is said."""
        found = self.say
        if found is None:
            return None
        at = ANSWERS.index(self._answer_to(found)) + 1
        self._answered = Answered(found.id, ANSWERS[at % len(ANSWERS)])
        return self._answered.answer

    def _answer_to(self, found: Say) -> Answer:
        answered = self._answered
        return answered.answer if answered is not None and answered.say == found.id else ""

    # In the connection's thread

    def _publish(self) -> None:
        """Send the summary as it is. To be called with the lock held."""
        epoch = self._epoch()
        if self._summary is None or epoch is None:
            return
        self._number += 1
        self._sent_at = self._now()
        sealed = self._keys.seal(
            MessageKind.GROUP,
            epoch,
            self._number,
            self._sent_at,
            msgspec.json.encode(self._summary),
        )
        life = expiry(self._summary.meeting, self._sent_at)
        self._wire.publish(self._own, sealed, retain=True, expiry=life)

    def _connected(self) -> None:
        with self._lock:
            self._publish()

    def _every_second(self) -> None:
        with self._lock:
            if not 0 <= self._now() - self._sent_at < BEAT_EVERY:
                self._publish()

    def _heard(self, message: Received) -> None:
        with self._lock:
            before = self._hearing.says
            self._hearing.take(
                message.payload, self._now(), retained=message.retained, left=message.left
            )
            new = self._hearing.says != before
        if new:
            self._changed()
