"""Handing over from the screens: the panel with its link, and giving way to who takes it."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from homeroom_tui import paths
from homeroom_tui.agenda.library import Library
from homeroom_tui.room.envelope import RoomKeys
from homeroom_tui.room.link import parse_handover
from homeroom_tui.room.sharing import Sharing
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.screens.menu import MenuScreen
from tests.room.conftest import Mosquitto, broker_folder, closing, mosquitto
from tests.room.test_taking import Computer, computer
from tests.tui.driving import until
from tests.tui.sitting import Sitting, in_lobby, in_meeting

if TYPE_CHECKING:
    from tests.conftest import FakeClock, Golden
    from tests.tui.conftest import Run

__all__ = ["broker_folder", "closing", "computer", "mosquitto"]  # fixtures

KEYS = RoomKeys(bytes(range(32)), bytes(range(16)))


@pytest.fixture
def without_a_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def connected(self: Sharing) -> None:
        self.trouble = ""

    monkeypatch.setenv("HOMEROOM_BROKER", "wss://hr.example.org/mqtt")
    monkeypatch.setattr(paths, "room_secret", lambda: tmp_path / "room-secret")
    monkeypatch.setattr(RoomKeys, "derive", lambda secret, meeting: KEYS)
    monkeypatch.setattr(Sharing, "start", connected)


@pytest.mark.usefixtures("without_a_network")
@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20), (40, 12)])
async def test_the_panel_says_who_may_get_the_link(
    run: Run, library: Library, clock: FakeClock, golden: Golden, size: tuple[int, int]
) -> None:
    async with in_meeting(run, library, clock, size) as meeting:
        await meeting.press("H")
        golden(f"hand-over-{size[0]}x{size[1]}", meeting.text)
        sharing = meeting.pilot.app.share.sharing
        assert sharing is not None
        assert sharing.handed_over
        await meeting.press("escape")
        assert "● shared" in meeting.text


@pytest.mark.usefixtures("without_a_network")
@pytest.mark.parametrize("size", [(40, 12), (30, 7)])
async def test_on_a_small_screen_the_panel_scrolls_above_its_keys(
    run: Run, library: Library, clock: FakeClock, size: tuple[int, int]
) -> None:
    async with in_meeting(run, library, clock, size) as meeting:
        await meeting.press("H")
        assert "homeroom take" not in meeting.text
        meeting.pilot.app.animation_level = "none"
        await meeting.press("end")
        await until(meeting.pilot, lambda: "window." in meeting.text)
        assert "Esc: back" in meeting.text
        await meeting.pilot.resize_terminal(100, 30)
        assert meeting.text.count("Esc: back") == 1
        assert "▀▀▀▀▀▀▀" in meeting.text


@pytest.mark.usefixtures("without_a_network")
async def test_sharing_alone_hands_nothing_over(
    run: Run, library: Library, clock: FakeClock
) -> None:
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("S", "escape", "space")
        sharing = meeting.pilot.app.share.sharing
        assert sharing is not None
        assert not sharing.handed_over


async def test_a_rehearsal_is_not_handed_over(run: Run, library: Library, clock: FakeClock) -> None:
    from homeroom_tui.tui.app import FirstMeeting

    async with in_lobby(run, library, clock, first=FirstMeeting(speed=60)) as meeting:
        await meeting.press("H")
        assert "A rehearsal can't be shared" in meeting.text


@pytest.fixture
def handed_over(mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The App's own files, as those of a computer that shares."""
    monkeypatch.setenv("HOMEROOM_BROKER", str(mosquitto.broker))
    monkeypatch.setenv("HOMEROOM_BROKER_PASSWORD", mosquitto.plan.password)

    def own() -> None:
        monkeypatch.setattr(paths, "room_secret", lambda: tmp_path / "own" / "room-secret")

    own()
    return own


async def taken(meeting: Sitting, other: Computer) -> None:
    """Another computer takes the meeting over while a note is being typed."""
    app = meeting.pilot.app
    await meeting.press("space", "H")
    sharing = app.share.sharing
    assert sharing is not None
    await until(meeting.pilot, lambda: not sharing.trouble)
    await meeting.press("escape", "n", *"Half a sent")
    link = parse_handover(str(sharing.handover))
    await app.run_worker(lambda: other.take(link), thread=True).wait()
    await until(meeting.pilot, lambda: "facilitates this meeting now" in meeting.text)


async def test_the_screen_gives_way_and_says_where_the_notes_are(
    run: Run, library: Library, clock: FakeClock, computer: Callable[..., Computer],
    handed_over: object, tmp_path: Path,
) -> None:  # fmt: skip
    async with in_lobby(run, library, clock, archive=tmp_path / "own") as meeting:
        ben = computer()
        await taken(meeting, ben)
        assert f"{platform.node()} facilitates this meeting now." in meeting.text
        assert "What was said here is kept:" in meeting.text
        await meeting.press(*"ence that took its time", "space")  # letters are not an answer
        assert "facilitates this meeting now" in meeting.text
        await meeting.press("escape")
        assert isinstance(meeting.pilot.app.screen, MenuScreen)
        (path,) = (tmp_path / "own").glob("*.jsonl")
        assert "Half a sent" in path.read_text()
        assert '"line":"put away"' in path.read_text().splitlines()[-1]
        assert not ben.sharing.replaced


async def test_of_a_lobby_where_nothing_was_said_no_file_is_named(
    run: Run, library: Library, clock: FakeClock, computer: Callable[..., Computer],
    handed_over: object, tmp_path: Path,
) -> None:  # fmt: skip
    async with in_lobby(run, library, clock, archive=tmp_path / "own") as meeting:
        app = meeting.pilot.app
        await meeting.press("H")
        sharing, ben = app.share.sharing, computer()
        assert sharing is not None
        await until(meeting.pilot, lambda: not sharing.trouble)
        await app.run_worker(lambda: ben.take(sharing.handover), thread=True).wait()
        await until(meeting.pilot, lambda: "facilitates this meeting now" in meeting.text)
        assert "kept" not in meeting.text
        assert "t  Take it back" in meeting.text
        assert not list((tmp_path / "own").glob("*.jsonl"))


async def test_one_key_takes_the_meeting_back(
    run: Run, library: Library, clock: FakeClock, computer: Callable[..., Computer],
    handed_over: Callable[[], None], tmp_path: Path,
) -> None:  # fmt: skip
    async with in_lobby(run, library, clock, archive=tmp_path / "own") as meeting:
        ben = computer()
        await taken(meeting, ben)
        ben.note("From Ben")
        ben.wait_until_sent()
        handed_over()
        await meeting.press("down", "enter")
        app = meeting.pilot.app
        await until(meeting.pilot, lambda: isinstance(app.screen, MeetingScreen))
        await until(meeting.pilot, lambda: ben.sharing.replaced)
        await until(meeting.pilot, lambda: not app.share.sharing.trouble)
        await until(meeting.pilot, lambda: "● shared" in meeting.text)
        assert "From Ben" in [note.written for note in meeting.running.notes]
