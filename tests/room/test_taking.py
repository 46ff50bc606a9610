"""A meeting that is handed over by a real Mosquitto: taken from a live computer, and a dead one."""

from __future__ import annotations

import errno
import os
import platform
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from msgspec.structs import replace

from homeroom_tui import files, paths
from homeroom_tui.agenda.library import Entry
from homeroom_tui.controller import Controller, resume
from homeroom_tui.meeting.clock import Moment, SystemClock
from homeroom_tui.meeting.state import Playback
from homeroom_tui.room.envelope import EnvelopeError, MessageKind, RoomKeys, RoomReader
from homeroom_tui.room.follower import Condition
from homeroom_tui.room.following import Following
from homeroom_tui.room.handover import CHUNK, Gathered
from homeroom_tui.room.link import (
    Broker,
    Handover,
    Link,
    Login,
    Place,
    encode,
    parse_broker,
    parse_handover,
    topic,
)
from homeroom_tui.room.link import decode as unpack
from homeroom_tui.room.sharing import REPLACED, Sharing, chunk_name
from homeroom_tui.room.taking import TakeError
from homeroom_tui.room.wire import Wire
from homeroom_tui.sharing import SharedMeeting, take
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.replay import Recording
from homeroom_tui.wording import TimeOfDay
from tests.meeting.scenario import WEEK_1
from tests.room.conftest import Mosquitto, block_of, free_port, gathering, wait_until

Closing = Callable[[Any], Any]

CANARY = "canary-7f3a"


class Line:
    """A computer's line to the broker, which can be cut."""

    def __init__(self, target: Broker) -> None:
        self._target = target.host, target.port
        self._up = True
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.broker = replace(target, port=self._listener.getsockname()[1])
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._up = False
        while self._open:
            with suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._up = True

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                if not self._up:
                    here.close()
                    continue
                with here_or_closed(here):
                    there = socket.create_connection(self._target)
                    self._open += [here, there]
                    for pair in ((here, there), (there, here)):
                        Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        one.close()


@contextmanager
def here_or_closed(here: socket.socket) -> Iterator[None]:
    try:
        yield
    except OSError:
        here.close()


class Computer:
    """A computer with its own files, whose wall clock is so many seconds ahead."""

    def __init__(
        self, folder: Path, mosquitto: Mosquitto, here: Callable[[], None], ahead: float = 0
    ) -> None:
        """`here` is to be called before the files of this computer are used."""
        self.here = here
        self.archive = Archive(folder / "meetings")
        self.line = Line(mosquitto.broker)
        self._ahead = ahead
        self._clock = SystemClock()
        self.speed = 1.0
        self.login = mosquitto.login
        self.where: dict[str, Any] = {}
        self.told: list[str] = []
        self.controller: Controller
        self.shared: SharedMeeting | None = None

    def now(self) -> Moment:
        at, utc = self._clock.now()
        return Moment(at, utc + self._ahead)

    def find(self, *, taken: Broker | None = None) -> Place:
        return Place(self.line.broker, "", self.login, **self.where)

    def begin(self) -> None:
        """Begin a meeting of Week 1."""
        self.controller = Controller(WEEK_1, self, TimeOfDay(24))
        self.controller.record(self.archive, Entry("week-1", Path("week-1.yaml")), self.told.append)
        self.controller.start()

    def share(self) -> SharedMeeting:
        self.here()
        self.shared = SharedMeeting(self.controller, self.find, self.told.append)
        return self.shared

    def do(self, command: Callable[..., object], *what: Any) -> None:
        command(*what)
        if self.shared is not None:
            self.shared.show()

    def note(self, text: str) -> None:
        self.do(self.controller.write_note, self.controller.new_note(), text)

    @property
    def sharing(self) -> Sharing:
        assert self.shared is not None
        return self.shared.sharing

    @property
    def journal(self) -> bytes:
        assert self.controller.recorder is not None
        return self.controller.recorder.journal.content()

    def take(self, link: Handover) -> None:
        """Take a meeting over, and share it from here."""
        self.fetched: list[bool] = []

        def tell(record: object, seen: float, whole: bool) -> None:
            self.fetched.append(whole)

        self.here()
        self.go_on(take(link, self.find(), self.archive, lambda: self.now().utc, tell))

    def go_on(self, record: Recording) -> None:
        """Go on with a meeting, and share it."""
        self.controller = resume(
            record, self.archive, self, TimeOfDay(24), self.told.append, counting=True
        )
        self.share()

    def close(self) -> None:
        if self.controller.recorder is not None:
            self.controller.recorder.journal.close()

    def stop(self) -> None:
        if self.shared is not None:
            self.sharing.stop()
        if hasattr(self, "controller"):
            self.close()
        self.line.close()

    def power_off(self) -> None:
        """It is gone: nothing more is heard of it but what the broker says in its name."""
        self.wait_until_sent()
        self.line.cut()
        self.sharing.leave()
        self.close()
        self.shared = None
        self.line.mend()

    def wait_until_sent(self) -> None:
        """Wait until the broker has the journal as it is."""
        with gathering(self.line.broker, self.sharing.handover) as found:
            wait_until(lambda: found.content() == self.journal)


def listen(one: Computer, closing: Closing) -> list[tuple[str, bytes]]:
    """What is on the wire from now on, and what the broker keeps."""
    heard: list[tuple[str, bytes]] = []
    up: list[bool] = []
    listener = Wire(
        one.line.broker,
        ["hr/#"],
        on_connect=lambda: up.append(True),
        on_message=lambda message: heard.append((message.topic, message.payload)),
    )
    closing(listener).start()
    wait_until(lambda: up)
    return heard


def publish(one: Computer, name: str, payload: bytes, closing: Closing) -> None:
    """Put something on the broker, as anybody can who has its password."""
    heard = listen(one, closing)
    up: list[bool] = []
    wire = Wire(one.line.broker, [], login=one.login, on_connect=lambda: up.append(True))
    closing(wire).start()
    wait_until(lambda: up)
    wire.publish(name, payload, retain=True)
    wait_until(lambda: (name, payload) in heard)


@pytest.fixture
def computer(
    tmp_path: Path, mosquitto: Mosquitto, closing: Closing, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Computer]:
    """Make computers, each with a secret of its own."""
    made: list[Computer] = []

    def make(ahead: float = 0) -> Computer:
        here = tmp_path / str(len(made))
        one = Computer(here, mosquitto, lambda: monkeypatch.setattr(
            paths, "room_secret", lambda: here / "secret"
        ), ahead)  # fmt: skip
        made.append(closing(one))
        return one

    return make


Make = Callable[..., Computer]


def handed_over(one: Computer) -> Handover:
    """Begin a meeting, and hand it over: the link as it is read again."""
    one.begin()
    shared = one.share()
    link = shared.hand_over()
    wait_until(lambda: not shared.sharing.trouble)
    return parse_handover(str(link))


def story(one: Computer) -> tuple[object, ...]:
    """What there is of a meeting: what was done, and noted."""
    meeting = one.controller.meeting
    return tuple(meeting.events), meeting.notes


def kept(one: Computer) -> list[str]:
    """The notes in all journals of a computer."""
    found = one.archive.meetings().newest_first
    return [note.written for record in found for note in record.meeting.notes]


def followed(link: Link, closing: Closing) -> Following:
    one = Following(link, now=time.time)
    closing(one).start()
    return one


@pytest.mark.parametrize("ahead", [0, 3600, -3600])
def test_a_meeting_is_taken_whole_from_who_is_connected(
    computer: Make, closing: Closing, ahead: float
) -> None:
    ana, ben = computer(), computer(ahead)
    link = handed_over(ana)
    one = followed(ana.sharing.link, closing)
    ana.note("We meet on Tuesdays too")
    ana.do(ana.controller.next)
    wait_until(lambda: block_of(one) == 2)
    ben.take(link)
    assert ana.sharing.replaced  # before the taking was over
    assert ben.fetched == [True]
    assert story(ben) == story(ana)
    ours, theirs = ana.controller.view(), ben.controller.view()
    assert ours.present is not None
    assert theirs.present is not None
    assert theirs.present.elapsed == pytest.approx(ours.present.elapsed, abs=1)
    assert ben.controller.away is None
    ben.do(ben.controller.undo)
    wait_until(lambda: block_of(one) == 1)
    ana.do(ana.controller.next)  # it is not hers any more
    ben.do(ben.controller.pause)
    wait_until(lambda: one.document is not None and one.document.playback is Playback.PAUSED)
    assert block_of(one) == 1


def test_the_one_who_gives_way_says_to_whom_and_keeps_the_journal(computer: Make) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)
    ana.note("Ours")
    ben.take(link)
    wait_until(lambda: ana.told[-1:] == [REPLACED.format(platform.node())])
    assert ana.shared is not None
    ana.shared.give_way()
    ana.close()
    (record,) = ana.archive.meetings().records
    assert record.taken_by == platform.node()
    assert not ana.archive.resumable(ana.now().utc).meetings
    assert kept(ana) == kept(ben) == ["Ours"]


@pytest.mark.usefixtures("nobody_answers")
def test_a_dead_laptop_is_replaced(computer: Make, closing: Closing) -> None:
    ana, ben = computer(), computer(ahead=7200)
    link = handed_over(ana)
    one = followed(ana.sharing.link, closing)
    ana.note("Before the coffee")
    ana.do(ana.controller.add_time, "1", 60)
    before = story(ana)
    ana.power_off()
    wait_until(lambda: one.condition() is Condition.GONE)
    ben.take(link)
    assert ben.fetched == [True]
    assert story(ben) == before
    wait_until(lambda: one.condition() is Condition.LIVE)
    ben.do(ben.controller.next)
    wait_until(lambda: block_of(one) == 2)


@pytest.mark.usefixtures("nobody_answers")
def test_after_the_taking_it_can_be_resumed_and_is_the_same_room(
    computer: Make, closing: Closing
) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)
    one = followed(ana.sharing.link, closing)
    ana.power_off()
    ben.take(link)
    ben.note("From here")
    ben.power_off()
    (found,) = ben.archive.resumable(ben.now().utc).meetings
    ben.go_on(found.record)
    wait_until(lambda: one.condition() is Condition.LIVE)
    ben.do(ben.controller.next)
    wait_until(lambda: block_of(one) == 2)
    assert kept(ben) == ["From here"]


def test_a_meeting_is_taken_back(computer: Make) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)
    ben.take(link)
    ben.note("While you were away")
    ben.wait_until_sent()
    ana.close()
    ana.take(link)
    assert ben.sharing.replaced
    assert story(ana) == story(ben)
    (found,) = ana.archive.resumable(ana.now().utc).meetings  # not the one that was before
    assert found.record.header.taken is not None


def test_another_window_of_the_same_computer_takes_it_too(computer: Make) -> None:
    ana, window = computer(), computer()
    window.here, window.archive = ana.here, Archive(ana.archive.folder)
    link = handed_over(ana)
    ana.note("Ours")
    window.take(link)
    assert ana.sharing.replaced
    assert story(window) == story(ana)
    window.do(window.controller.next)
    window.wait_until_sent()
    assert not window.sharing.replaced


@pytest.mark.usefixtures("nobody_answers")
def test_a_computer_that_was_dead_and_is_resumed_does_not_take_it_back(
    computer: Make, closing: Closing
) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)
    one = followed(ana.sharing.link, closing)
    ana.power_off()
    ben.take(link)
    ben.do(ben.controller.next)
    wait_until(lambda: block_of(one) == 2)
    (found,) = ana.archive.resumable(ana.now().utc).meetings  # she has not heard of it
    ana.go_on(found.record)
    wait_until(lambda: ana.sharing.replaced)
    assert not ben.sharing.replaced
    assert block_of(one) == 2


@pytest.mark.usefixtures("nobody_answers")
def test_while_apart_each_goes_on_and_keeps_what_it_did(
    computer: Make, mosquitto: Mosquitto, closing: Closing
) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)
    one = followed(ana.sharing.link, closing)
    wait_until(lambda: block_of(one) == 1)
    ana.line.cut()
    wait_until(lambda: ana.sharing.trouble)
    ana.note("Said to Ana")
    ben.take(link)
    ben.note("Said to Ben")
    ben.do(ben.controller.next)
    ana.line.mend()
    wait_until(lambda: ana.sharing.replaced)
    wait_until(lambda: block_of(one) == 2)
    ben.note("Still Ben")
    assert not ben.sharing.replaced
    assert kept(ana) == ["Said to Ana"]
    assert kept(ben) == ["Said to Ben", "Still Ben"]


def test_a_broker_that_comes_back_empty_gets_the_journal_again(
    computer: Make, mosquitto: Mosquitto
) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)
    ana.note("Kept")
    mosquitto.kill()
    wait_until(lambda: ana.sharing.trouble)
    ana.note("While nobody heard it")
    mosquitto.start()
    wait_until(lambda: not ana.sharing.trouble)
    ben.take(link)
    assert ben.fetched == [True]
    assert kept(ben) == ["Kept", "While nobody heard it"]


def test_the_last_of_a_meeting_is_sent_before_it_is_left(
    computer: Make, mosquitto: Mosquitto
) -> None:
    ana = computer()
    handed_over(ana)
    ana.wait_until_sent()
    mosquitto.send_signal(signal.SIGSTOP)
    for text in ("First", "Second", "Third"):  # of which two wait for the first to arrive
        ana.note(text)
    leaving = Thread(target=ana.sharing.leave)
    leaving.start()
    mosquitto.send_signal(signal.SIGCONT)
    leaving.join()
    ana.wait_until_sent()


def test_a_long_journal_comes_whole(computer: Make) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)
    for number in range(60):
        ana.note(f"{number} " + "word " * 800)
    assert len(ana.journal) > 5 * CHUNK
    ben.take(link)
    assert ben.fetched == [True]
    assert story(ben) == story(ana)


@pytest.mark.usefixtures("nobody_answers")
def test_a_chunk_that_is_missing_leaves_the_beginning(computer: Make, closing: Closing) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)
    for number in range(30):
        ana.note(f"{number} " + "word " * 800)
    ana.power_off()
    publish(ana, topic(RoomKeys(link.seed, link.key).room, chunk_name(2)), b"", closing)
    ben.take(link)
    assert ben.fetched == [False]
    assert 0 < len(kept(ben)) < 30
    assert ben.controller.notes[0].written.startswith("0 word")


def test_it_stays_on_the_board_of_its_cohort(computer: Make) -> None:
    ana, ben = computer(), computer()
    cohort = Link("", ana.line.broker, encode(bytes(16)), bytes(16), cohort=True)
    ana.where = {"cohort": cohort, "group": "The Kestrels"}
    ben.take(handed_over(ana))
    assert ben.sharing.member is not None
    assert ben.shared is not None
    assert ana.sharing.member is not None
    assert ben.sharing.member.group == ana.sharing.member.group
    header = ben.controller.recorder.header if ben.controller.recorder else None
    assert header is not None
    assert header.taken is not None
    assert header.taken.group == "The Kestrels"


# Refusals


@pytest.mark.usefixtures("nothing_comes")
def test_before_it_is_handed_over_nothing_can_be_taken(computer: Make) -> None:
    ana, ben = computer(), computer()
    ana.begin()
    ana.share()
    wait_until(lambda: not ana.sharing.trouble)
    with pytest.raises(TakeError, match="Nothing is kept"):
        ben.take(ana.sharing.handover)
    assert not ana.sharing.replaced


def blanked(heard: list[tuple[str, bytes]]) -> set[str]:
    """The topics of which the last that was heard is empty."""
    return {name.split("/", 3)[3] for name, payload in dict(heard).items() if not payload}


@pytest.mark.usefixtures("nothing_comes")
@pytest.mark.parametrize("end", ["stop", "finish"])
def test_when_it_ends_nothing_of_it_stays(computer: Make, closing: Closing, end: str) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)
    ana.note(CANARY)
    ana.wait_until_sent()
    heard = listen(ben, closing)
    wait_until(lambda: any(name.endswith("journal/0") for name, _ in heard))
    if end == "stop":
        ana.sharing.stop()
    else:
        ana.do(ana.controller.finish)
    wait_until(lambda: {"head", "journal/0"} <= blanked(heard))
    with pytest.raises(TakeError, match="Nothing is kept"):
        ben.take(link)


@pytest.mark.usefixtures("nothing_comes")
def test_without_the_password_nothing_is_taken(computer: Make) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)
    ana.wait_until_sent()
    ben.login = Login()
    with pytest.raises(TakeError, match="HOMEROOM_BROKER_PASSWORD"):
        ben.take(link)
    assert not ana.sharing.replaced
    assert not ben.archive.meetings().newest_first
    ben.login = Login("homeroom", "wrong")
    with pytest.raises(TakeError, match="refuses this user and password"):
        ben.take(link)


def test_without_a_network_it_is_said(computer: Make) -> None:
    ben = computer()
    ben.line.broker = parse_broker(f"mqtt://127.0.0.1:{free_port()}")
    with pytest.raises(TakeError, match="No broker listens"):
        ben.take(Handover(ben.line.broker, bytes(32), bytes(16)))


def test_a_full_disk_takes_nothing_away_from_who_facilitates(
    computer: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = computer(), computer()
    link = handed_over(ana)

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    ben.here()
    files.secret(paths.room_secret())
    with monkeypatch.context() as disk:
        disk.setattr(files, "replace", full)
        with pytest.raises(files.CannotWrite, match="disk is full"):
            ben.take(link)
    assert not ana.sharing.replaced


# On the wire


def test_notes_are_on_the_wire_only_once_handed_over_and_for_the_taker_only(
    computer: Make, closing: Closing
) -> None:
    ana = computer()
    ana.begin()
    heard = listen(ana, closing)
    shared = ana.share()
    ana.note(CANARY)
    wait_until(lambda: heard)
    assert not [name for name, _ in heard if "journal" in name or name.endswith("head")]
    link = shared.hand_over()
    wait_until(lambda: [name for name, _ in heard if name.endswith("head")])
    keys = RoomKeys(link.seed, link.key)
    reading = RoomReader(unpack(keys.room), shared.sharing.link.key)
    gathered = Gathered(keys)
    for name, payload in heard:
        assert name.startswith(f"hr/1/{keys.room}/")
        assert CANARY.encode() not in payload
        assert link.seed not in payload
        if not payload:
            continue
        gathered.take(payload)
        try:
            assert CANARY.encode() not in reading.open(payload).text
        except EnvelopeError:
            assert "journal" in name or name.endswith("head")
    assert CANARY.encode() in gathered.content()


def test_who_follows_can_claim_nothing(computer: Make, closing: Closing) -> None:
    ana = computer()
    handed_over(ana)
    link = ana.sharing.link
    stranger = RoomKeys(bytes(32), link.key)
    for keys in (stranger, stranger.to_hand_over()):
        claim = keys.seal(MessageKind.CLAIM, 2**32 - 1, 1, time.time(), b"evil")
        publish(ana, topic(link.room, "head"), claim, closing)
    ana.do(ana.controller.next)
    one = followed(link, closing)
    wait_until(lambda: block_of(one) == 2)
    assert not ana.sharing.replaced
