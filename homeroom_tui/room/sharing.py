"""The facilitator's side of a room: publishes the meeting's document whenever it changes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from homeroom_tui.meeting.state import Playback
from homeroom_tui.room.document import Document, Said, encode
from homeroom_tui.room.envelope import EnvelopeError, Message, MessageKind, Received, RoomKeys
from homeroom_tui.room.follower import BEAT_EVERY, expiry
from homeroom_tui.room.handover import Chunks, Gathered, Head, chunk_place
from homeroom_tui.room.link import Handover, Link, Place, followers_broker, topic
from homeroom_tui.room.membership import Membership
from homeroom_tui.room.precedence import Heard, Precedence
from homeroom_tui.room.wire import Wire

LATER = 3600.0
"""Seconds by which a room must last longer before all chunks of the journal are kept anew."""

REPLACED = "{} facilitates this meeting now."


class Sharing:
    """One meeting as it is shared. Whatever the network does, no method waits for it but `stop`.

    `trouble` is a sentence while there is no connection, else empty. `shown` is the document that
    was published last, or will be as soon as there is a connection.
    """

    def __init__(
        self,
        keys: RoomKeys,
        place: Place,
        *,
        now: Callable[[], float],
        changed: Callable[[], None] = lambda: None,
        computer: int = 0,
        by: str = "",
        taken: int | None = None,
        journal: Callable[[], bytes] | None = None,
        begun: bool = False,
    ) -> None:
        """`now` gives Unix time; `changed` is called from another thread when `trouble` changed,
        or what is said to the cohort that the place names.

        `computer` is the number of this one among those who facilitate, `by` its name. `taken` is
        the epoch in which it took the meeting over, if it did. `journal` gives the meeting's
        journal, to hand it over. One that has `begun` may have been taken over meanwhile.

        Raises LinkError where followers could not reach the broker from this page.
        """
        broker = followers_broker(place.broker, place.page)
        self.link = Link(place.page, broker, keys.room, keys.key)
        self.trouble = f"Connecting to {place.broker.host} …"
        self.handed_over = taken is not None
        self.replaced_by = ""
        self._place = place
        self._by = by
        self._keys = keys
        self._reader = keys.reader
        self._journal_keys = keys.to_hand_over()
        self._journal = journal
        self._precedence = Precedence(computer, now(), taken=-1 if taken is None else taken)
        self._now = now
        self._changed = changed
        self._lock = threading.Lock()
        self.shown: Document | None = None
        self._own: deque[bytes] = deque(maxlen=64)
        self._latest = b""
        self.replaced = self._stopped = False
        self._begun = begun
        self._listening = True
        self._connections = 0
        self._beat_at = 0.0
        self._overwritten = False
        self._chunks = Chunks(self.epoch)
        self._chunks_there = self._chunks_most = 0
        self._chunks_until = 0.0
        self._cleared = False
        cohort = place.cohort
        # The head comes first: it says who it is that took over.
        topics = [self.topic(name) for name in ("head", "state", "journal/+")]
        self._wire = Wire(
            place.broker,
            topics if cohort is None else [*topics, topic(cohort.room, "say")],
            login=place.login,
            will=self._will,
            on_connect=self._connected,
            on_trouble=self._tell,
            on_message=self._heard,
            every_second=self._every_second,
        )
        self.member: Membership | None = None
        if cohort is not None:
            self.member = Membership(
                cohort,
                keys,
                place.group,
                self._wire,
                epoch=lambda: None if self.replaced else self.epoch,
                now=now,
            )

    @property
    def epoch(self) -> int:
        """The epoch of what is sent."""
        return self._precedence.epoch

    def topic(self, name: str) -> str:
        """The room's topic of that name."""
        return topic(self.link.room, name)

    def start(self) -> None:
        """Begin to connect."""
        self._wire.start()

    def show(self, document: Document) -> None:
        """Publish the document if it is another than before, and what is new in the journal."""
        with self._lock:
            self._show(document)
            self._publish_journal()

    def _show(self, document: Document) -> None:
        """To be called with the lock held: a document must not overtake a newer one."""
        document = replace(document, said=self.said)
        # `until` of a meeting without a hard end moves with the clock: no reason to send it.
        if self.shown is not None and document == replace(self.shown, until=document.until):
            return
        self.shown = document
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

    def _show_again(self) -> None:
        """Show the same document with what is said now."""
        with self._lock:
            if self.shown is not None:
                self._show(self.shown)

    @property
    def handover(self) -> Handover:
        """The link with which the meeting can be taken over, once it is handed over."""
        return Handover(self._place.broker, self._keys.seed, self._keys.key)

    def hand_over(self) -> None:
        """Keep the sealed journal on the broker from now on, for those who get the link."""
        with self._lock:
            self.handed_over = True
            self._publish_journal()

    def stop(self) -> None:
        """Stop sharing, and take what the broker keeps of the meeting away. Waits some seconds."""
        kept = () if self.replaced else ("state", "gone", *self._journal_names)
        cohort = () if self.member is None else self.member.last
        self._end([*((self.topic(name), b"") for name in kept), *cohort])

    def leave(self) -> None:
        """End the connection and leave the room as it is, for a meeting that will go on."""
        with self._lock:
            self._publish_journal(beat=True)
        self._end(() if self.replaced else [self._will()])

    def _end(self, last: Sequence[tuple[str, bytes]]) -> None:
        with self._lock:
            self._stopped = True
        self._wire.stop(last)

    @property
    def _silent(self) -> bool:
        """Return whether nothing is to be sent: it is not this computer's, or not yet."""
        return self.shown is None or self.replaced or self._stopped or self._listening

    def _publish(self) -> None:
        """Send the document as it is, and what is new in the journal. Needs the lock."""
        if not self._silent:
            self._publish_document()
            self._publish_journal()

    def _publish_document(self) -> None:
        assert self.shown is not None
        sealed = self._latest = self._seal(MessageKind.STATE, encode(self.shown))
        self._own.append(sealed)
        self._keep("state", sealed)
        self._beat_at = self._now()

    def _seal(self, kind: MessageKind, text: bytes, keys: RoomKeys | None = None) -> bytes:
        epoch, number = self._precedence.next()
        return (keys or self._keys).seal(kind, epoch, number, self._now(), text)

    def _keep(self, name: str, sealed: bytes) -> None:
        """Have a message kept by the broker for as long as the room is there."""
        assert self.shown is not None
        life = expiry(self.shown, self._now())
        self._wire.publish(self.topic(name), sealed, retain=True, expiry=life)

    def _publish_journal(self, *, beat: bool = False, final: bool = False) -> None:
        """Send what is new in the journal, if it is handed over. Needs the lock."""
        if not self.handed_over or self._journal is None or self._silent:
            return
        document, chunks = self.shown, self._chunks
        assert document is not None
        if document.playback is Playback.FINISHED:  # there is nothing more to take over
            chunks.update(b"")
            for name in () if self._cleared else self._journal_names:
                self._keep(name, b"")
            self._cleared = True
            return
        self._cleared = False
        if document.until > self._chunks_until + LATER:  # they would expire before the room does
            self._chunks_until, self._chunks_there = document.until, 0
        new = set(chunks.update(self._journal()))
        self._chunks_most = max(self._chunks_most, len(chunks))
        if final or not self._chunks_there:
            new.update(range(self._chunks_most))
        self._chunks_there = len(chunks)
        for place in sorted(new):
            text = chunks.text(place)
            sealed = self._seal(MessageKind.CHUNK, text, self._journal_keys) if text else b""
            self._keep(chunk_name(place), sealed)
        if new or beat or final:
            self._keep("head", self._sealed_head(document.until, final=final))

    @property
    def _journal_names(self) -> tuple[str, ...]:
        """The topics on which something of the journal may be."""
        return ("head", *map(chunk_name, range(self._chunks_most)))

    def _sealed_head(self, until: float, *, final: bool) -> bytes:
        place, chunks = self._place, self._chunks
        cohort = "" if place.cohort is None else str(place.cohort)
        head = Head(
            chunks.generation, len(chunks.data), until, self._by, place.page, cohort, place.group,
            final,
        )  # fmt: skip
        sealed = self._seal(MessageKind.HEAD, msgspec.json.encode(head), self._journal_keys)
        self._own.append(sealed)
        return sealed

    # In the connection's thread

    def _will(self) -> tuple[str, bytes]:
        with self._lock:
            return self.topic("gone"), self._seal(MessageKind.GONE, b"")

    def _connected(self) -> None:
        with self._lock:
            self._connections += 1
            # Whoever took the meeting over meanwhile is heard first.
            self._listening = self._begun or self.handed_over
            if not self._listening:
                self._speak()
        if self.member is not None:
            self.member.connected()
        self._tell("")

    def _speak(self) -> None:
        """Send all of the meeting: it is this computer's. Needs the lock."""
        self._listening = self._overwritten = self._cleared = False
        self._chunks_there = 0
        if not self.replaced:
            self._wire.publish(self.topic("gone"), b"", retain=True)
        self._publish()

    def _tell(self, sentence: str) -> None:
        if self.replaced:
            sentence = REPLACED.format(self.replaced_by or "Another computer")
        if sentence != self.trouble:
            self.trouble = sentence
            self._changed()

    def _every_second(self) -> None:
        if self.member is not None:
            self._show_again()  # what was said may have had its time
            self.member.beat()
        with self._lock:
            now = self._now()
            if self._listening or self._overwritten:
                self._speak()
            elif not self._silent and not 0 <= now - self._beat_at < BEAT_EVERY:
                # While a node of a cluster is down, another may keep an older document for long.
                if self._wire.is_old:
                    self._publish_document()
                else:
                    self._wire.publish(self.topic("beat"), self._seal(MessageKind.BEAT, b""))
                    self._beat_at = now
                self._publish_journal(beat=True)
            else:
                self._publish_journal()

    def _heard(self, message: Received) -> None:
        """Yield to a facilitator who took over; put right what anybody else wrote over the room."""
        if self.member is not None and message.topic == self.member.say_topic:
            if self.member.hear(message):
                self._show_again()
                self._changed()
            return
        with self._lock:
            if message.payload in self._own or self.replaced:
                return
            if message.topic == self.topic("state"):
                self._hear_state(message)
            else:
                self._hear_head(message)
        if self.replaced:
            self._tell("")

    def _hear_state(self, message: Received) -> None:
        try:
            found = self._reader.open(message.payload)
            state = found.kind is MessageKind.STATE
            heard = self._hear(found, message) if state else Heard.RESTORE
        except EnvelopeError:
            heard = Heard.RESTORE
        if heard is Heard.YIELD:
            self.replaced = True
        elif heard is Heard.AGAIN or self._listening:
            self._speak()
        else:
            self._overwritten = True

    def _hear_head(self, message: Received) -> None:
        """Hear who keeps the meeting's journal, or claims the meeting; or a chunk of it."""
        gathered = Gathered(self._keys)
        found = gathered.take(message.payload)
        if found is None:
            self._overwritten |= len(self._chunks) > 0
        elif found.kind is MessageKind.CHUNK:
            place = chunk_place(found.text)
            if not self._chunks.text(place).startswith(found.text):
                self._overwritten = True
                self._chunks_most = max(self._chunks_most, place + 1)
        elif self._hear(found, message) is Heard.YIELD:
            self.replaced_by = gathered.by
            if found.kind is MessageKind.CLAIM:
                self._publish_journal(final=True)
            self.replaced = True
        elif found.kind is MessageKind.HEAD:
            self._overwritten = True
            self.handed_over |= self._is_left(message)  # by an earlier run: that lasts

    def _hear(self, found: Message, message: Received) -> Heard:
        first = found.kind is MessageKind.STATE and message.payload > self._latest
        return self._precedence.hear(
            *found.order, left=self._is_left(message), silent=self._listening, first=first
        )

    def _is_left(self, message: Received) -> bool:
        """Return whether the broker kept a message since before there was this process."""
        return message.retained and self._connections == 1


def chunk_name(place: int) -> str:
    """The name of the topic of a chunk of the journal."""
    return f"journal/{place}"
