"""A follower: never goes back, knows how far the clocks differ, and says what is the matter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.meeting.state import Playback
from homeroom_tui.meeting.view import Verdict
from homeroom_tui.room.document import Document, End, encode
from homeroom_tui.room.envelope import MessageKind, Received, RoomKeys
from homeroom_tui.room.follower import SILENT_AFTER, Condition, Connection, Follower
from homeroom_tui.room.link import Broker, Link
from homeroom_tui.room.precedence import COUNT_BITS

KEYS = RoomKeys(bytes(range(32)), bytes(range(16)))
LINK = Link("", Broker("mqtt", "h", 1883), KEYS.room, KEYS.key)
NOW = 1_795_615_200.0


def made(title: str = "Norms", until: float = NOW + 7200) -> bytes:
    return encode(Document(until, Playback.RUNNING, title, End(Verdict.OPEN), ()))


def state(epoch: int, number: int, title: str = "Norms", sent: float = NOW) -> bytes:
    return KEYS.seal(MessageKind.STATE, epoch, number, sent, made(title))


def beat(epoch: int, number: int, sent: float = NOW) -> bytes:
    return KEYS.seal(MessageKind.BEAT, epoch, number, sent, b"")


def gone(epoch: int, number: int = 0) -> bytes:
    return KEYS.seal(MessageKind.GONE, epoch, number, NOW, b"")


def take(
    follower: Follower,
    topic: str,
    payload: bytes,
    at: float,
    *,
    retained: bool = False,
    left: float | None = None,
) -> bool:
    return follower.take(Received(topic, payload, retained, left), at)


@pytest.fixture
def follower() -> Follower:
    new = Follower(LINK)
    new.connected(Connection.LIVE, NOW)
    return new


orders = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 6), st.sampled_from(["state", "beat", "gone"])),
    min_size=1,
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@given(orders)
def test_whatever_comes_in_whatever_order_it_never_goes_back(
    messages: list[tuple[int, int, str]],
) -> None:
    follower = Follower(LINK)
    follower.connected(Connection.LIVE, NOW)
    highest = (-1, -1)
    for epoch, number, kind in messages:
        if kind == "state":
            before = follower.order
            new = take(follower, "state", state(epoch, number, f"{epoch}.{number}"), NOW)
            assert new == ((epoch, number) > before)
            highest = max(highest, (epoch, number))
        elif kind == "beat":
            take(follower, "beat", beat(epoch, number), NOW)
        else:
            take(follower, "gone", gone(epoch, number), NOW)
        assert follower.order == highest
    if follower.document is not None:
        assert follower.document.title == "{}.{}".format(*highest)


def test_in_one_epoch_the_greater_computer_is_followed(follower: Follower) -> None:
    greater, less = 9 << COUNT_BITS, 3 << COUNT_BITS
    for number, title in ((less | 7, "3"), (greater | 1, "9"), (less | 8, "3"), (greater | 2, "9")):
        take(follower, "state", state(1, number, title), NOW)
        assert follower.document is not None
        assert follower.document.title == ("3" if number == less | 7 else "9")


def test_a_beat_that_comes_before_a_retained_document_does_not_hide_it(follower: Follower) -> None:
    take(follower, "beat", beat(1, 9), NOW)
    assert take(follower, "state", state(1, 8), NOW, retained=True)


def test_a_message_on_the_wrong_topic_is_refused(follower: Follower) -> None:
    assert not take(follower, "state", beat(1, 1), NOW)
    assert not take(follower, "beat", state(1, 1), NOW)
    assert not take(follower, "gone", beat(1, 1), NOW)
    assert follower.condition(NOW) is Condition.WAITING


def test_signed_nonsense_is_refused_and_the_last_document_stays(follower: Follower) -> None:
    take(follower, "state", state(1, 1), NOW)
    nonsense = KEYS.seal(MessageKind.STATE, 1, 2, NOW, b'{"title": 5}')
    assert not take(follower, "state", nonsense, NOW)
    assert follower.document is not None
    assert follower.document.title == "Norms"
    assert take(follower, "state", state(1, 3, "Later"), NOW)


# The clocks


def test_live_messages_tell_how_far_the_clocks_differ(follower: Follower) -> None:
    for number, delay in enumerate([0.4, 0.05, 0.2], 1):
        sent = NOW + number
        take(follower, "state", state(1, number, sent=sent), sent + 47 + delay)
    assert follower.facilitator_time(NOW + 47) == pytest.approx(NOW - 0.05)


def test_the_age_of_a_retained_document_is_known_where_the_broker_counts(
    follower: Follower,
) -> None:
    take(follower, "state", state(1, 1), NOW + 600 - 47, retained=True, left=7200 - 600)
    assert follower.facilitator_time(NOW + 600 - 47) == pytest.approx(NOW + 600, abs=1)


def test_a_retained_document_of_unknown_age_is_believed_as_it_is(follower: Follower) -> None:
    take(follower, "state", state(1, 1), NOW + 600, retained=True)
    assert follower.facilitator_time(NOW + 600) == NOW + 600
    other = Follower(
        LINK
    )  # here the follower's clock must be behind: nothing comes from the future
    take(other, "state", state(1, 1), NOW - 30, retained=True)
    assert other.facilitator_time(NOW - 30) == NOW


@pytest.mark.parametrize("step", [60.0, -60.0, 3600.0])
def test_a_clock_that_is_set_while_it_runs_is_noticed(follower: Follower, step: float) -> None:
    take(follower, "beat", beat(1, 1, NOW), NOW)
    take(follower, "beat", beat(1, 2, NOW + 5), NOW + 5)
    take(follower, "beat", beat(1, 3, NOW + 10 + step), NOW + 10)  # the facilitator's clock was set
    assert follower.facilitator_time(NOW + 10) == pytest.approx(NOW + 10 + step)


def test_one_slow_message_does_not_move_the_clock(follower: Follower) -> None:
    take(follower, "beat", beat(1, 1, NOW), NOW + 0.02)
    take(follower, "beat", beat(1, 2, NOW + 5), NOW + 5 + 1.5)
    assert follower.facilitator_time(NOW) == pytest.approx(NOW - 0.02)


# What is said


def test_what_is_said_from_the_first_connection_to_the_end() -> None:
    follower = Follower(LINK)
    assert follower.condition(NOW) is Condition.CONNECTING
    follower.connected(Connection.LIVE, NOW)
    assert follower.condition(NOW) is Condition.WAITING
    take(follower, "state", state(1, 1), NOW)
    assert follower.condition(NOW) is Condition.LIVE
    follower.connected(Connection.LOST, NOW + 1)
    assert follower.condition(NOW + 2) is Condition.LOST
    assert follower.since == NOW + 1
    follower.connected(Connection.LIVE, NOW + 3)
    assert follower.condition(NOW + 3) is Condition.LIVE
    take(follower, "gone", gone(1), NOW + 4)
    assert follower.condition(NOW + 4) is Condition.GONE
    take(follower, "state", state(2, 1, sent=NOW + 5), NOW + 5)
    assert follower.condition(NOW + 5) is Condition.LIVE
    take(follower, "state", b"", NOW + 6)
    assert follower.condition(NOW + 6) is Condition.ENDED
    take(follower, "state", state(2, 2, sent=NOW + 7), NOW + 7)
    assert follower.condition(NOW + 7) is Condition.LIVE
    assert follower.condition(NOW + 7200) is Condition.EXPIRED


def test_a_facilitator_who_is_not_heard_any_more_is_said_to_be_gone(follower: Follower) -> None:
    take(follower, "state", state(1, 1), NOW)
    assert follower.condition(NOW + SILENT_AFTER - 1) is Condition.LIVE
    assert follower.condition(NOW + SILENT_AFTER + 1) is Condition.GONE
    take(follower, "beat", beat(1, 2, NOW + SILENT_AFTER + 2), NOW + SILENT_AFTER + 2)
    assert follower.condition(NOW + SILENT_AFTER + 2) is Condition.LIVE


def test_a_facilitator_of_whom_only_the_kept_message_is_there_is_gone_too(
    follower: Follower,
) -> None:
    follower.connected(Connection.LIVE, NOW)
    take(follower, "state", state(1, 1), NOW, retained=True)
    assert follower.condition(NOW + SILENT_AFTER - 1) is Condition.LIVE
    assert follower.condition(NOW + SILENT_AFTER + 1) is Condition.GONE


def test_a_will_that_is_older_than_the_document_says_nothing(follower: Follower) -> None:
    take(follower, "gone", gone(1), NOW)
    take(follower, "state", state(2, 1), NOW, retained=True)
    assert follower.condition(NOW) is Condition.LIVE
