"""A room on a real Mosquitto: late joiners, faults, strangers, and what is seen on the wire."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.state import Playback
from homeroom_tui.room.broker import BrokerError, BrokerPlan, start
from homeroom_tui.room.envelope import MessageKind, RoomKeys, RoomReader
from homeroom_tui.room.follower import Condition
from homeroom_tui.room.following import Following
from homeroom_tui.room.link import Link, Login, parse_broker, topic
from homeroom_tui.room.link import decode as unpack
from homeroom_tui.room.sharing import REPLACED
from homeroom_tui.room.wire import Wire
from tests.room.conftest import Mosquitto, Shared, block_of, free_port, program, wait_until

Closing = Callable[[Any], Any]


def follower(link: Link) -> Following:
    made = Following(link, now=time.time)
    made.start()
    return made


@pytest.fixture
def shared(mosquitto: Mosquitto, closing: Closing) -> Shared:
    made: Shared = closing(Shared(mosquitto))
    made.do(ev.Start)
    wait_until(lambda: not made.sharing.trouble)
    return made


def test_who_comes_late_sees_at_once_what_is(shared: Shared, closing: Closing) -> None:
    shared.do(ev.Next)
    late = closing(follower(shared.link))
    wait_until(lambda: block_of(late) == 2)
    wait_until(lambda: late.condition() is Condition.LIVE)


def test_terminal_and_websocket_followers_see_every_step(shared: Shared, closing: Closing) -> None:
    by_tcp, by_web = closing(follower(shared.link)), closing(follower(shared.sharing.link))
    for step in (ev.Next, ev.Next, ev.Back, ev.Pause, ev.Resume, ev.Undo, ev.Finish):
        if step is ev.Undo:
            shared.meeting.undo(shared.clock.now().at)
            shared.show()
        else:
            shared.do(step)
        wait_until(lambda: by_tcp.document == by_web.document == shared.sharing.shown)


def test_a_broker_that_was_killed_and_comes_back_empty_is_filled_again(
    mosquitto: Mosquitto, shared: Shared, closing: Closing
) -> None:
    followers = [closing(follower(shared.link)) for _ in range(5)]
    wait_until(lambda: all(block_of(one) == 1 for one in followers))
    mosquitto.kill()
    wait_until(lambda: all(one.condition() is Condition.LOST for one in followers))
    wait_until(lambda: shared.sharing.trouble)
    shared.do(ev.Next)  # while nobody hears it
    mosquitto.start()
    wait_until(lambda: all(block_of(one) == 2 for one in followers))
    wait_until(lambda: all(one.condition() is Condition.LIVE for one in followers))
    wait_until(lambda: not shared.sharing.trouble)


def test_a_broker_that_was_frozen_goes_on(
    mosquitto: Mosquitto, shared: Shared, closing: Closing
) -> None:
    one = closing(follower(shared.link))
    wait_until(lambda: block_of(one) == 1)
    mosquitto.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    for _ in range(20):
        shared.do(ev.Next if shared.meeting.state(shared.clock.now().at).next_place() else ev.Back)
    assert time.monotonic() - began < 1  # no step waits for the network
    mosquitto.send_signal(signal.SIGCONT)
    wait_until(lambda: one.document == shared.sharing.shown)


def test_a_facilitator_who_was_killed_and_resumed_is_followed_again(
    mosquitto: Mosquitto, closing: Closing
) -> None:
    seed, key = os.urandom(32), os.urandom(16)
    words = [str(mosquitto.broker), mosquitto.plan.password, seed.hex(), key.hex(), "90"]
    first = subprocess.Popen(
        [sys.executable, "-m", "tests.room.facilitator", *words], stdin=subprocess.PIPE
    )
    try:
        one = closing(follower(Link("", mosquitto.broker, RoomKeys(seed, key).room, key)))
        wait_until(lambda: block_of(one) == 1)  # its clock is 90 seconds ahead of this one
        first.kill()
        wait_until(lambda: one.condition() is Condition.GONE)
    finally:
        first.kill()
        first.communicate()
    again = closing(Shared(mosquitto, RoomKeys(seed, key)))
    again.do(ev.Start)
    again.do(ev.Next)
    wait_until(lambda: block_of(one) == 2)
    wait_until(lambda: one.condition() is Condition.LIVE)


def test_an_old_facilitator_yields_to_the_one_who_took_over(
    mosquitto: Mosquitto, shared: Shared, closing: Closing
) -> None:
    one = closing(follower(shared.link))
    wait_until(lambda: block_of(one) == 1)
    later = {"now": lambda: time.time() + 1}
    other = closing(
        Shared(mosquitto, shared.keys, meeting=shared.meeting, clock=shared.clock, **later)
    )
    other.do(ev.Next)
    wait_until(lambda: block_of(one) == 2)
    wait_until(lambda: shared.sharing.trouble == REPLACED.format("Another computer"))
    order = one.order
    shared.do(ev.Next)  # by the old one, who is not heard any more
    other.do(ev.Pause)
    wait_until(lambda: one.document.playback is Playback.PAUSED)
    assert one.order > order
    assert one.order[0] == other.sharing.epoch


def test_of_two_who_begin_in_one_second_one_facilitates(
    mosquitto: Mosquitto, closing: Closing
) -> None:
    keys, second = RoomKeys(os.urandom(32), os.urandom(16)), time.time()
    both = [
        closing(Shared(mosquitto, keys, now=lambda: second, computer=number)) for number in (9, 3)
    ]
    for one in both:
        one.do(ev.Start)
    wait_until(lambda: [one.sharing.replaced for one in both] == [False, True])


def newer(one: Following, order: tuple[int, int]) -> bool:
    return one.order > order


def stranger(mosquitto: Mosquitto, login: Login, closing: Closing) -> Wire:
    """Somebody else who is connected to the broker."""
    up: list[bool] = []
    made: Wire = closing(
        Wire(mosquitto.broker, [], login=login, on_connect=lambda: up.append(True))
    )
    made.start()
    wait_until(lambda: up)
    return made


def test_a_room_that_somebody_blanked_is_put_right(
    mosquitto: Mosquitto, shared: Shared, closing: Closing
) -> None:
    one = closing(follower(shared.link))
    wait_until(lambda: block_of(one) == 1)
    before = one.order
    state = topic(shared.link.room, "state")
    stranger(mosquitto, mosquitto.login, closing).publish(state, b"", retain=True)
    wait_until(lambda: one.order > before and one.condition() is Condition.LIVE)
    late = closing(follower(shared.link))
    wait_until(lambda: block_of(late) == 1)


def test_forged_changed_and_replayed_messages_change_nothing(
    mosquitto: Mosquitto, shared: Shared, closing: Closing
) -> None:
    one = closing(follower(shared.link))
    wait_until(lambda: block_of(one) == 1)
    state = topic(shared.link.room, "state")
    other = RoomKeys(bytes(32), shared.link.key)
    evil = stranger(mosquitto, mosquitto.login, closing)
    genuine = shared.keys.seal(MessageKind.STATE, 5, 1, time.time(), b"{}")
    for data in (
        other.seal(MessageKind.STATE, 2**32 - 1, 1, time.time(), b"{}"),
        os.urandom(500),
        genuine,  # of long ago
        genuine[:-1],
        bytes([genuine[0] ^ 1]) + genuine[1:],
    ):
        before = one.order
        evil.publish(state, data, retain=True)
        wait_until(partial(newer, one, before))  # put right by the facilitator
        assert block_of(one) == 1
        assert one.order[0] == shared.sharing.epoch


def test_without_the_password_nobody_publishes(
    mosquitto: Mosquitto, shared: Shared, closing: Closing
) -> None:
    one = closing(follower(shared.link))
    wait_until(lambda: block_of(one) == 1)
    evil = stranger(mosquitto, Login(), closing)
    evil.publish(topic(shared.link.room, "state"), b"", retain=True)
    shared.do(ev.Next)
    wait_until(lambda: block_of(one) == 2)
    late = closing(follower(shared.link))
    wait_until(lambda: block_of(late) == 2)


def test_after_sharing_ends_the_broker_has_nothing(
    mosquitto: Mosquitto, shared: Shared, closing: Closing
) -> None:
    one = closing(follower(shared.link))
    wait_until(lambda: block_of(one) == 1)
    shared.sharing.stop()
    wait_until(lambda: one.condition() is Condition.ENDED)
    late = closing(follower(shared.link))
    wait_until(lambda: late.condition() is Condition.WAITING)


CANARY = b"canary-7f3a"


def test_nothing_readable_is_on_the_wire(
    mosquitto: Mosquitto, shared: Shared, closing: Closing
) -> None:
    heard: list[tuple[str, bytes]] = []
    listener = Wire(
        mosquitto.broker, ["hr/#"], on_message=lambda m: heard.append((m.topic, m.payload))
    )
    closing(listener).start()
    shared.do(ev.Note, "1", CANARY.decode(), "1", 0)
    shared.do(ev.Next)
    wait_until(lambda: heard)
    for name, payload in heard:
        assert name.startswith(f"hr/1/{shared.link.room}/")
        for word in (CANARY, b"Revisit", b"norms", b"title", shared.link.key):
            assert word not in payload
        if payload:  # and what who has the link can read has no note in it
            opened = RoomReader(unpack(shared.link.room), shared.link.key).open(payload)
            assert CANARY not in opened.text


@pytest.mark.parametrize(
    ("login", "said"),
    [(Login("homeroom", "wrong"), "refuses this user and password"), (Login(), "")],
)
def test_a_wrong_password_is_said_in_one_sentence(
    mosquitto: Mosquitto, closing: Closing, login: Login, said: str
) -> None:
    made = closing(Shared(mosquitto, login=login))
    wait_until(lambda: said in made.sharing.trouble and "Connecting" not in made.sharing.trouble)


def test_a_broker_that_is_not_there_is_said_in_one_sentence(
    mosquitto: Mosquitto, closing: Closing
) -> None:
    wire_trouble: list[str] = []
    nobody = parse_broker(f"mqtt://127.0.0.1:{free_port()}")
    closing(Wire(nobody, [], on_trouble=wire_trouble.append)).start()
    wait_until(lambda: wire_trouble)
    assert wire_trouble[0] == f"No broker listens at 127.0.0.1:{nobody.port}."


# The MQTT library leaves a socket to the garbage collector when a handshake fails.
unclosed = pytest.mark.filterwarnings(
    "ignore:unclosed <ssl:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@unclosed
def test_a_port_that_speaks_no_tls_is_said_in_one_sentence(
    mosquitto: Mosquitto, closing: Closing
) -> None:
    heard: list[str] = []
    plain = parse_broker(f"mqtts://127.0.0.1:{mosquitto.plan.port}")
    closing(Wire(plain, [], on_trouble=heard.append)).start()
    wait_until(lambda: heard)
    assert "TLS" in heard[0], heard


@unclosed
def test_a_certificate_is_checked(broker_folder: Path, closing: Closing) -> None:
    certificate, key = self_signed(broker_folder)
    key.chmod(0o600)  # which Mosquitto could not read as its own user
    broker = Mosquitto(broker_folder, certificate=certificate, key=key)
    try:
        made = closing(Shared(broker))
        wait_until(lambda: "can't be trusted" in made.sharing.trouble)
        trusted = closing(
            Shared(broker, login=Login("homeroom", broker.plan.password, str(certificate)))
        )
        trusted.do(ev.Start)
        wait_until(lambda: not trusted.sharing.trouble)
        one = Following(trusted.link, now=time.time, trust=str(certificate))
        closing(one).start()
        wait_until(lambda: block_of(one) == 1)
    finally:
        broker.kill()


def self_signed(folder: Path, *names: str) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and these names, and its key."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address, *map(x509.DNSName, names)]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    certificate, key = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(pem))
    key.write_bytes(
        private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, key


def test_a_clock_that_is_set_while_it_runs_is_followed(
    mosquitto: Mosquitto, closing: Closing
) -> None:
    class Set:
        """A clock whose wall time can be set."""

        def __init__(self) -> None:
            self.speed, self.step, self.origin = 1.0, 0.0, time.monotonic()

        def now(self) -> Moment:
            return Moment(time.monotonic() - self.origin, time.time() + self.step)

    clock = Set()
    made = closing(Shared(mosquitto, clock=clock))
    made.do(ev.Start)
    one = closing(follower(made.link))
    wait_until(lambda: block_of(one) == 1)
    clock.step = -60.0
    made.show()
    wait_until(lambda: abs(one.time() - clock.now().utc) < 0.5)
    shown = one.time() - one.document.here.zero
    assert shown == pytest.approx(clock.now().at, abs=0.5)


@pytest.mark.parametrize("which", ["port", "web_port"])
def test_a_port_that_another_program_has_is_named(which: str, broker_folder: Path) -> None:
    program("mosquitto")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        ports = {"port": free_port(), "web_port": free_port(), which: taken}
        option = which.replace("_", "-")
        with pytest.raises(BrokerError, match=rf"Port .*{taken} .* --{option}"):
            start(BrokerPlan(password="let me publish", **ports), broker_folder)
