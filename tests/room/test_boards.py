"""A cohort on a real Mosquitto, and its board on a screen: groups, what is said, and answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from homeroom_tui.cli import cli
from homeroom_tui.config import Config
from homeroom_tui.meeting import events as ev
from homeroom_tui.room.board import GroupStanding
from homeroom_tui.room.cohort import new_cohort, speaking
from homeroom_tui.room.envelope import Received, RoomKeys
from homeroom_tui.room.following import Following
from homeroom_tui.room.link import Login, Place, encode
from homeroom_tui.room.watching import NOT_TAKEN, Watching
from homeroom_tui.room.wire import Wire
from homeroom_tui.tui.board import BoardApp
from homeroom_tui.wording import TimeOfDay
from tests.meeting.scenario import WEEK_1, Wednesday, begun
from tests.room.conftest import Mosquitto, Shared, wait_until
from tests.room.test_cohort import LINK, SPEAKER, at, group, keys
from tests.tui.driving import QuickPilot, shown

if TYPE_CHECKING:
    from tests.conftest import Golden

Closing = Callable[[Any], Any]


class Cohort:
    """A cohort on a broker: its link, its groups and its boards."""

    def __init__(self, broker: Mosquitto, closing: Closing) -> None:
        self.broker, self.closing = broker, closing
        self.place = Place(broker.broker, login=broker.login)
        self.link, self.seed = new_cohort(self.place)

    def board(self, *, speaks: bool = False, login: Login | None = None) -> Watching:
        seen = speaking(self.link, encode(self.seed)) if speaks else None
        place = replace(self.place, login=login or (self.place.login if speaks else Login()))
        made: Watching = self.closing(Watching(self.link, place, keys=seen, now=time.time))
        made.start()
        return made

    def meeting(self, name: str) -> Shared:
        room = RoomKeys(os.urandom(32), os.urandom(16))
        made: Shared = self.closing(Shared(self.broker, room, cohort=self.link, group=name))
        made.do(ev.Start)
        return made


@pytest.fixture
def cohort(mosquitto: Mosquitto, closing: Closing, quick_board: None) -> Cohort:
    return Cohort(mosquitto, closing)


def names(board: Watching) -> list[str]:
    return sorted(row.name for row in board.rows())


def test_a_board_shows_every_group_and_who_is_new(cohort: Cohort) -> None:
    cohort.meeting("Kestrels")
    board = cohort.board()
    wait_until(lambda: names(board) == ["Kestrels"])
    second = cohort.meeting("Owls")
    wait_until(lambda: names(board) == ["Kestrels", "Owls"])
    second.do(ev.Next)
    wait_until(lambda: max(row.done for row in board.rows()) == 1)
    second.sharing.stop()
    wait_until(lambda: names(board) == ["Kestrels"])


def test_what_is_said_reaches_facilitators_and_followers_and_is_answered(
    cohort: Cohort, closing: Closing
) -> None:
    meeting = cohort.meeting("Kestrels")
    follower = closing(Following(meeting.link, now=time.time))
    follower.start()
    board, other = cohort.board(speaks=True), cohort.board()
    wait_until(lambda: names(other) == names(board) == ["Kestrels"])
    board.speak("Back in the main room", time.time() + 120)
    wait_until(lambda: meeting.sharing.said)
    wait_until(lambda: follower.document and follower.document.said)
    assert follower.document.said.text == "Back in the main room"
    assert follower.document.said.at == pytest.approx(time.time() + 120, abs=10)
    assert meeting.sharing.answer() == "coming"
    wait_until(lambda: other.rows()[0].answer == "coming")
    wait_until(lambda: follower.document.said.answer == "coming")
    assert meeting.sharing.answer() == "need 5 minutes"
    wait_until(lambda: other.rows()[0].standing is GroupStanding.ASKS)
    said = board.said()
    assert said is not None
    board.take_back(said)
    wait_until(lambda: follower.document.said is None)
    assert meeting.sharing.answer() is None


def test_what_is_said_never_brings_an_older_document_back(cohort: Cohort) -> None:
    meeting, board = cohort.meeting("Kestrels"), cohort.board(speaks=True)
    wait_until(lambda: board.settled)
    stop = threading.Event()

    def show_again() -> None:
        while not stop.is_set():
            meeting.sharing._show_again()

    thread = threading.Thread(target=show_again)
    thread.start()
    try:
        for step in [ev.Next, ev.Back] * 30:
            meeting.do(step)
            shown, is_now = meeting.sharing.shown, meeting.document
            assert shown is not None
            assert shown.here is not None
            assert is_now.here is not None
            assert shown.here.number == is_now.here.number
    finally:
        stop.set()
        thread.join()


def test_two_boards_speak_at_once_and_nothing_is_lost(cohort: Cohort) -> None:
    first, second = cohort.board(speaks=True), cohort.board(speaks=True)
    late = cohort.board()
    wait_until(lambda: first.settled and second.settled)
    first.speak("One")
    second.speak("Two")
    wait_until(lambda: {say.text for say in late._board.hearing.says} == {"One", "Two"})
    last = cohort.board()
    wait_until(lambda: {say.text for say in last._board.hearing.says} == {"One", "Two"})


def test_what_is_said_outlives_a_broker_that_was_killed(cohort: Cohort) -> None:
    meeting, board = cohort.meeting("Kestrels"), cohort.board(speaks=True)
    wait_until(lambda: board.settled)
    board.speak("Back")
    wait_until(lambda: meeting.sharing.said)
    cohort.broker.kill()
    wait_until(lambda: board.trouble)
    cohort.broker.start()
    late = cohort.board()
    wait_until(lambda: names(late) == ["Kestrels"], 30)
    wait_until(late.said, 30)


def test_a_board_without_the_password_says_that_nobody_hears_it(cohort: Cohort) -> None:
    meeting, board = cohort.meeting("Kestrels"), cohort.board(speaks=True, login=Login(trust=" "))
    wait_until(lambda: board.settled)
    board.speak("Back")
    wait_until(lambda: board.trouble == NOT_TAKEN)
    assert meeting.sharing.said is None


def test_nothing_of_a_cohort_is_readable_on_the_wire(cohort: Cohort, closing: Closing) -> None:
    seen: list[Received] = []
    spy = closing(Wire(cohort.broker.broker, ["hr/#"], on_message=seen.append))
    spy.start()
    meeting, board = cohort.meeting("CANARY group"), cohort.board(speaks=True)
    wait_until(lambda: names(board) and board.settled)
    board.speak("CANARY sentence")
    wait_until(lambda: meeting.sharing.said)
    meeting.sharing.answer()
    wait_until(lambda: board.rows()[0].answer)
    wait_until(lambda: any(message.topic.endswith("/say") for message in seen))
    for message in seen:
        assert b"CANARY" not in message.payload
        assert b"coming" not in message.payload


# Commands


def test_a_cohort_is_made_shared_and_seen_by_three_commands(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    environ = {
        **os.environ,
        "HOMEROOM_BROKER": str(mosquitto.broker),
        "HOMEROOM_BROKER_PASSWORD": mosquitto.plan.password,
    }
    homeroom = [sys.executable, "-u", "-m", "homeroom_tui"]

    def run(*words: str) -> str:
        return subprocess.run(
            [*homeroom, *words], env=environ, capture_output=True, text=True, timeout=60, check=True
        ).stdout

    made = run("cohort", "new")
    link = next(word for word in made.split() if "#c." in word)
    assert "HOMEROOM_COHORT_KEY=" in made
    with subprocess.Popen(
        [*homeroom, "run", "1", "--plain", "--share", "--cohort", link],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=environ,
    ) as meeting:  # fmt: skip
        assert meeting.stdout is not None
        meeting.stdout.readline()
        found: list[dict[str, object]] = []
        wait_until(lambda: found.extend(json.loads(run("board", link, "--json"))) or found, 60)
        meeting.communicate("q\n", timeout=30)
    assert found[0]["standing"] == "not started"
    assert found[0]["blocks"] == 4


def test_the_key_to_speak_is_kept_for_its_user_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from homeroom_tui import paths

    monkeypatch.setenv("HOMEROOM_BROKER", "mqtt://hr.example.org")
    done = CliRunner().invoke(cli, ["cohort", "new", "--page", "https://hr.example.org/"])
    assert done.exit_code == 0
    kept = paths.cohort_keys().iterdir()
    (path,) = [path for path in kept if path.name in done.output]
    assert path.read_text().strip() in done.output
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["board"], "homeroom cohort new makes one"),
        (["board", "https://hr.example.org/#a.b"], "homeroom follow 'LINK'"),
        (["cohort", "new"], "Three ways to get one"),
        (["run", "1", "--cohort", "x"], "--cohort go with --share"),
    ],
)
def test_wrong_use_of_a_cohort_is_said_in_a_sentence(words: list[str], said: str) -> None:
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 2
    assert said in done.output


# The screen


class Screen:
    """A board on a screen, to which messages are given by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.meeting = begun(WEEK_1).wait(minutes=4)
        for name in ("start", "stop"):
            monkeypatch.setattr(Watching, name, lambda self: None)
        monkeypatch.setenv("TZ", "UTC")
        monkeypatch.setattr(BoardApp, "times", lambda self: TimeOfDay(12, UTC))
        now = lambda: at(self.meeting)  # noqa: E731
        monkeypatch.setattr("homeroom_tui.tui.board.time.time", now)
        self.app = BoardApp(LINK, Place(LINK.broker), SPEAKER, Config(hours=12), now=now)

    def connect(self) -> None:
        self.app.watching._connected()

    def hear(self, number: int, meeting: Wednesday, name: str) -> None:
        meeting.wait(seconds=self.meeting.now - meeting.now)
        data = group(number, meeting, name=name)
        topic = f"hr/1/{LINK.room}/g/{keys(number).room}"
        self.app.watching._heard(Received(topic, data, False))

    async def look(self, pilot: QuickPilot) -> str:
        self.app.redraw()
        await pilot.pause()
        return shown(pilot)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    return Screen(monkeypatch)


async def test_a_board_on_a_screen(screen: Screen, golden: Golden) -> None:
    async with screen.app.run_test(size=(100, 20)) as found:
        pilot = QuickPilot(found.app)
        assert "Connecting to hr.example.org" in await screen.look(pilot)
        screen.connect()
        assert "No group shares a meeting here yet" in await screen.look(pilot)
        screen.hear(1, begun(WEEK_1), "The [b]Kestrels[/b]")
        screen.hear(2, begun(WEEK_1).wait(seconds=50).do(ev.Pause), "The Owls")
        screen.hear(3, Wednesday(WEEK_1), "The Wrens")
        golden("board-100x20", await screen.look(pilot))


async def test_something_is_said_from_the_board_and_taken_back(screen: Screen) -> None:
    async with screen.app.run_test(size=(100, 30)) as found:
        pilot = QuickPilot(found.app)
        screen.connect()
        screen.hear(1, begun(WEEK_1), "The Kestrels")
        await screen.look(pilot)
        await pilot.press("s", "enter")
        assert "Write a sentence" in await screen.look(pilot)
        await pilot.press(*"Back", "tab", *"2 min", "enter")
        assert "To all, in 2:00: Back · 1 has not answered" in await screen.look(pilot)
        screen.meeting.wait(seconds=30)
        assert "To all, in 1:30: Back" in await screen.look(pilot)
        await pilot.press("enter", *"You", "enter")
        assert "To The Kestrels: You" in await screen.look(pilot)
        await pilot.press("x")
        assert "To all, in 1:30: Back" in await screen.look(pilot)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12), (20, 5), (1, 1)])
async def test_a_board_of_500_groups_in_any_size(screen: Screen, size: tuple[int, int]) -> None:
    async with screen.app.run_test(size=size) as found:
        pilot = QuickPilot(found.app)
        screen.connect()
        one = begun(WEEK_1)
        for number in range(1, 501):
            screen.hear(number, one, f"Group {number}")
        text = await screen.look(pilot)
        assert size[0] < 60 or "500 groups: 500 on time" in text
        await pilot.press("end", "home", "down", "pagedown")
        await screen.look(pilot)
