"""A shared meeting in its cohort: shows the boards how it is getting on, and hears what is said."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import msgspec

from homeroom_tui.room.cohort import ANSWERS, Answer, Answered, Summary, summary
from homeroom_tui.room.document import Document, Said
from homeroom_tui.room.envelope import MessageKind, Received, RoomKeys
from homeroom_tui.room.follower import BEAT_EVERY, expiry
from homeroom_tui.room.link import Link, topic
from homeroom_tui.room.say import Hearing, Say
from homeroom_tui.room.wire import Wire


class Membership:
    """One meeting in its cohort, by its own connection. It may be asked from any thread.

    What is said to the cohort comes on the topic `say_topic`.
    """

    def __init__(
        self,
        link: Link,
        keys: RoomKeys,
        name: str,
        wire: Wire,
        *,
        epoch: Callable[[], int | None],
        now: Callable[[], float],
    ) -> None:
        """`keys` are those of the meeting, `name` is the group's. `epoch` is that of its room,
        None once another facilitator has taken over."""
        self._keys = keys.under(link.key)
        self.group = self._keys.room
        self.say_topic = topic(link.room, "say")
        self._name = name
        self._own = topic(link.room, f"g/{self.group}")
        self._wire = wire
        self._epoch = epoch
        self._now = now
        self._lock = threading.Lock()
        self._hearing = Hearing(link)
        self._answered: Answered | None = None
        self._summary: Summary | None = None
        self._number = 0
        self._sent_at = 0.0

    @property
    def last(self) -> Sequence[tuple[str, bytes]]:
        """The last messages of a meeting that leaves the cohort: the boards no longer show it."""
        return () if self._epoch() is None else ((self._own, b""),)

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

    def connected(self) -> None:
        """There is a connection, perhaps to a broker that has forgotten everything."""
        with self._lock:
            self._publish()

    def beat(self) -> None:
        """Send the summary again, if that is due. To be called every second."""
        with self._lock:
            if not 0 <= self._now() - self._sent_at < BEAT_EVERY:
                self._publish()

    def hear(self, message: Received) -> bool:
        """Take in what is said to the cohort. Whether there is something new."""
        with self._lock:
            before = self._hearing.says
            self._hearing.take(message, self._now())
            return self._hearing.says != before
