"""The envelope of a message: encrypted for those with the link, signed by who holds the seed.

    version u8, kind u8, epoch u32, number u32, sent u64 (Unix ms), big-endian
    | public key 32 | nonce 12 | AES-256-GCM of the text, 16 longer | Ed25519 signature 64

The signature covers all before it. The associated data of the encryption are the room's id and
the header. A room's id is the beginning of a hash of its public key, so a link names who may
publish. Of two messages the one with the greater (epoch, number) is newer.
"""

from __future__ import annotations

import hashlib
import os
import struct
from enum import IntEnum

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from homeroom_tui.room.link import KEY_BYTES, encode

VERSION = 1
MAX_MESSAGE = 64 * 1024
"""Bytes of a whole envelope."""

_HEADER = struct.Struct(">BBIIQ")
_PUBLIC_KEY, _NONCE, _TAG, _SIGNATURE = 32, 12, 16, 64
OVERHEAD = _HEADER.size + _PUBLIC_KEY + _NONCE + _TAG + _SIGNATURE


class MessageKind(IntEnum):
    """The kinds of content of an envelope."""

    STATE = 0
    """A whole document."""

    BEAT = 1
    """Nothing but the time: the facilitator is there."""

    GONE = 2
    """The last will: the broker sends it when the facilitator's connection is lost."""

    GROUP = 3
    """The state of a group, for its cohort's boards."""

    SAY = 4
    """Everything that was said to a cohort."""

    CHUNK = 5
    """A piece of the journal of a meeting that can be taken over."""

    HEAD = 6
    """The message that these pieces belong to, and since when it has been so."""

    CLAIM = 7
    """Another computer takes the meeting over."""


class EnvelopeError(ValueError):
    """The bytes are no message of this room; the text says why, for tests and logs."""


class Received(Struct, frozen=True):
    """An envelope as it came from the broker, which has `retained` it or has it just got.

    `left` is how many seconds the broker would keep it still, if it says so.
    """

    topic: str
    payload: bytes
    retained: bool
    left: float | None = None


class Message(Struct, frozen=True):
    """An opened envelope. `sent` is Unix time in seconds by the facilitator's clock."""

    kind: MessageKind
    epoch: int
    number: int
    sent: float
    text: bytes

    @property
    def order(self) -> tuple[int, int]:
        return self.epoch, self.number


class RoomKeys:
    """The keys of a facilitator: the seed that signs, and the key that followers have too."""

    def __init__(self, seed: bytes, key: bytes) -> None:
        """`seed` is 32 bytes, `key` 16."""
        self.seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = self._private.public_key().public_bytes_raw()
        self._cipher = _cipher(key)
        self._id = _room_id(self._public)
        self.key = key
        self.room = encode(self._id)

    @classmethod
    def derive(cls, master: bytes, meeting: str) -> RoomKeys:
        """The keys of one meeting: the same again after a restart, and of no other meeting."""
        made = _hkdf(32 + KEY_BYTES, b"room of a meeting v1", meeting.encode()).derive(master)
        return cls(made[:32], made[32:])

    def under(self, key: bytes) -> RoomKeys:
        """The same signature, to be read with another key."""
        return RoomKeys(self.seed, key)

    def to_hand_over(self) -> RoomKeys:
        """The same signature, to be read by those who can sign too, and by nobody else."""
        return self.under(_hkdf(KEY_BYTES, b"homeroom", b"journal v1").derive(self.seed))

    @property
    def reader(self) -> RoomReader:
        """The keys of those who follow."""
        return RoomReader(self._id, self.key)

    def seal(self, kind: MessageKind, epoch: int, number: int, sent: float, text: bytes) -> bytes:
        """Encrypt and sign `text`. `sent` is Unix time in seconds."""
        header = _HEADER.pack(VERSION, kind, epoch, number, round(sent * 1000))
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, text, self._id + header)
        body = header + self._public + nonce + sealed
        return body + self._private.sign(body)


def facilitator(secret: bytes) -> int:
    """Return the number of the computer with this secret among those who may facilitate."""
    return int.from_bytes(_hkdf(2, b"homeroom", b"facilitator v1").derive(secret), "big")


class RoomReader:
    """The keys of a follower: the room's id, which names who may publish, and the key to read."""

    def __init__(self, room: bytes, key: bytes) -> None:
        """`room` and `key` are 16 bytes each."""
        self._id = room
        self._cipher = _cipher(key)

    def open(self, data: bytes, kind: MessageKind | None = None) -> Message:
        """Check and decrypt an envelope, of this kind or (None) any. Raises EnvelopeError."""
        if not OVERHEAD <= len(data) <= MAX_MESSAGE:
            raise EnvelopeError("no envelope has this size")
        body, signature = data[:-_SIGNATURE], data[-_SIGNATURE:]
        header, rest = body[: _HEADER.size], body[_HEADER.size :]
        public, nonce = rest[:_PUBLIC_KEY], rest[_PUBLIC_KEY : _PUBLIC_KEY + _NONCE]
        version, found, epoch, number, sent = _HEADER.unpack(header)
        if version != VERSION or found not in tuple(MessageKind):
            raise EnvelopeError(f"version {version}, kind {found} is not known")
        if kind not in (None, found):
            raise EnvelopeError("sent on another topic than it was made for")
        if _room_id(public) != self._id:
            raise EnvelopeError("signed by a key that is not this room's")
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, body)
            sealed = rest[_PUBLIC_KEY + _NONCE :]
            text = self._cipher.decrypt(nonce, sealed, self._id + header)
        except (InvalidSignature, InvalidTag, ValueError):
            raise EnvelopeError("changed on the way") from None
        return Message(MessageKind(found), epoch, number, sent / 1000, text)


def _room_id(public: bytes) -> bytes:
    return hashlib.sha256(b"homeroom room v1" + public).digest()[:16]


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(_hkdf(32, b"homeroom", b"view v1").derive(key))


def _hkdf(length: int, salt: bytes, info: bytes) -> HKDF:
    return HKDF(hashes.SHA256(), length, salt, info)
