"""A meeting's journal on the broker, for whoever is to take the meeting over. Pure.

It is kept in chunks, each a retained message of a topic of its own. A journal only grows, so all
chunks but the last stay as they are; where it is written anew, as when it was compacted, a new
generation of all chunks begins, of a greater number. Whatever was lost or is late, the chunks of
one generation that are there are the beginning of the journal, up to the first that is missing. The
head says how long it is, and is sent again with each beat: it is the last sign of life.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from homeroom_tui.room.envelope import EnvelopeError, Message, MessageKind, RoomKeys
from homeroom_tui.room.precedence import COUNT_BITS

CHUNK = 32 * 1024
"""Bytes of a journal in one message at the most."""

MAX_CHUNKS = 160
"""Chunks of a journal at the most: some brokers pass on no more to one who connects. An hour of
typing without a pause is some 30 of them."""

_FRONT = struct.Struct(">IH")  # the generation, and which chunk of it

MAX_TEXT = 2_048
Text = Annotated[str, Meta(max_length=MAX_TEXT)]


class Head(Struct, frozen=True, omit_defaults=True):
    """The facts about a journal: its bytes, and the computer (`by`) that keeps it.

    `until` is the Unix time at which the room expires; `page`, `cohort` and `group` are those of
    its Place. `final`: nothing more comes, because another computer has claimed the meeting.
    """

    generation: int
    size: int
    until: float
    by: Text = ""
    page: Text = ""
    cohort: Text = ""
    group: Text = ""
    final: bool = False


class Chunks:
    """The chunks of a journal that grows."""

    def __init__(self, epoch: int) -> None:
        """`epoch` is that in which this computer begins to facilitate."""
        self.generation = epoch
        self.data = b""

    def __len__(self) -> int:
        return min(-(-len(self.data) // CHUNK), MAX_CHUNKS)

    def update(self, data: bytes) -> Iterable[int]:
        """Take in the journal as it is now. Returns which chunks are new, or not needed more."""
        before, length = self.data, len(self)
        self.data = data
        if data.startswith(before):
            return range(len(before) // CHUNK if data != before else len(self), len(self))
        self.generation += 1
        return range(max(length, len(self)))

    def text(self, place: int) -> bytes:
        """The text of a chunk's message; empty for one that is not needed."""
        piece = self.data[place * CHUNK : (place + 1) * CHUNK] if place < len(self) else b""
        return _FRONT.pack(self.generation, place) + piece if piece else b""


def chunk_place(text: bytes) -> int:
    """The place of a chunk, from the text of its message."""
    return int(_FRONT.unpack(text[: _FRONT.size])[1])


class Gathered:
    """The chunks that were found of a meeting, and its journal as far as they give it."""

    def __init__(self, keys: RoomKeys) -> None:
        """`keys` are those of the room."""
        self._reader = keys.to_hand_over().reader
        self._found: dict[tuple[int, int], dict[int, bytes]] = {}
        self._head: tuple[Message, Head] | None = None
        self.by = ""

    def take(self, payload: bytes) -> Message | None:
        """Take in a message; None if it is none of this meeting."""
        try:
            message = self._reader.open(payload)
            if message.kind is MessageKind.CHUNK:
                self._take_chunk(message)
            elif message.kind is MessageKind.HEAD:
                head = msgspec.json.decode(message.text, type=Head)
                if self._head is None or message.order > self._head[0].order:
                    self._head, self.by = (message, head), head.by
            elif message.kind is MessageKind.CLAIM:
                self.by = message.text.decode(errors="replace")[:MAX_TEXT]
        except (EnvelopeError, msgspec.DecodeError, struct.error):
            return None
        return message

    def _take_chunk(self, message: Message) -> None:
        generation, place = _FRONT.unpack(message.text[: _FRONT.size])
        piece = message.text[_FRONT.size :]
        if place >= MAX_CHUNKS or len(piece) > CHUNK:
            raise EnvelopeError("no journal has such a chunk")
        chunks = self._found.setdefault((generation, _computer(message)), {})
        chunks[place] = max(chunks.get(place, b""), piece, key=len)

    @property
    def head(self) -> Head | None:
        return None if self._head is None else self._head[1]

    def content(self) -> bytes:
        """The journal, as far as it is there: that of the head, else the latest that begins."""
        begun = [whose for whose, chunks in self._found.items() if 0 in chunks]
        if not begun:
            return b""
        return b"".join(self._pieces(self._current if self._current in begun else max(begun)))

    @property
    def complete(self) -> bool:
        """Return whether all is there that the head tells of."""
        head = self.head
        return head is not None and sum(map(len, self._pieces(self._current))) >= head.size > 0

    def _pieces(self, whose: tuple[int, int] | None) -> Iterator[bytes]:
        """The chunks of a generation up to the first that is missing, or not full yet."""
        chunks = {} if whose is None else self._found.get(whose, {})
        for place in range(len(chunks)):
            piece = chunks.get(place, b"")
            yield piece
            if len(piece) < CHUNK:
                return

    @property
    def _current(self) -> tuple[int, int] | None:
        if self._head is None:
            return None
        message, head = self._head
        return head.generation, _computer(message)


def _computer(message: Message) -> int:
    return message.number >> COUNT_BITS
