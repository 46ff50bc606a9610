"""The envelope: readable with the link, made only with the seed, refused when changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.room.envelope import (
    MAX_MESSAGE,
    OVERHEAD,
    EnvelopeError,
    MessageKind,
    RoomKeys,
    RoomReader,
)
from homeroom_tui.room.link import decode

KEYS = RoomKeys(bytes(range(32)), bytes(range(16)))
READER = RoomReader(decode(KEYS.room), KEYS.key)
NOW = 1_795_615_200.25


def sealed(text: bytes = b"{}", keys: RoomKeys = KEYS) -> bytes:
    return keys.seal(MessageKind.STATE, 7, 3, NOW, text)


@given(
    st.sampled_from(MessageKind),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.binary(max_size=2000),
)
def test_what_was_sealed_opens_as_it_was(
    kind: MessageKind, epoch: int, number: int, text: bytes
) -> None:
    data = KEYS.seal(kind, epoch, number, NOW, text)
    message = READER.open(data)
    assert (message.kind, message.order, message.text) == (kind, (epoch, number), text)
    assert message.sent == NOW
    assert len(data) == len(text) + OVERHEAD
    for other in MessageKind:
        if other is kind:
            assert READER.open(data, other) == message
        else:
            with pytest.raises(EnvelopeError, match="another topic"):
                READER.open(data, other)


def test_no_byte_can_be_changed() -> None:
    data = sealed(b'{"title":"Norms"}')
    for place in range(len(data)):
        for bit in (1, 128):
            changed = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
            with pytest.raises(EnvelopeError):
                READER.open(changed)


@given(st.integers(0, 200))
def test_nothing_can_be_cut_off_or_added(count: int) -> None:
    data = sealed(b"x" * 60)
    for changed in (data[:count], data[len(data) - count :], data + bytes(count + 1)):
        if changed != data:
            with pytest.raises(EnvelopeError):
                READER.open(changed)


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_refused(data: bytes) -> None:
    with pytest.raises(EnvelopeError):
        READER.open(data)


def test_who_can_read_cannot_publish() -> None:
    other = RoomKeys(bytes(32), KEYS.key)  # a seed of one's own, with the key from the link
    with pytest.raises(EnvelopeError, match="not this room's"):
        READER.open(sealed(keys=other))
    mixed = sealed(keys=other)
    own = sealed()
    with pytest.raises(EnvelopeError):
        READER.open(mixed[:18] + own[18:50] + mixed[50:])  # with the room's public key put in


def test_a_room_cannot_be_read_with_another_key() -> None:
    with pytest.raises(EnvelopeError):
        RoomReader(decode(KEYS.room), bytes(16)).open(sealed())


def test_too_long_a_message_is_refused_before_anything_is_computed() -> None:
    with pytest.raises(EnvelopeError, match="size"):
        READER.open(bytes(MAX_MESSAGE + 1))


def test_equal_documents_never_look_alike() -> None:
    assert sealed() != sealed()


def test_the_keys_of_a_meeting_are_the_same_again_and_of_no_other_meeting() -> None:
    first = RoomKeys.derive(bytes(32), "2026-11-25-week-1")
    again = RoomKeys.derive(bytes(32), "2026-11-25-week-1")
    other = RoomKeys.derive(bytes(32), "2026-12-02-week-2")
    assert (first.room, first.key) == (again.room, again.key)
    assert first.room != other.room
    assert first.key != other.key
