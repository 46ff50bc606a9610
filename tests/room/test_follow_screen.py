"""Following on a full screen and line by line, from documents alone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from homeroom_tui.commands import commands_of
from homeroom_tui.config import Config
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.people import gathering
from homeroom_tui.plain.following import FollowTelling
from homeroom_tui.room.document import document, encode
from homeroom_tui.room.envelope import MessageKind, Received, RoomKeys
from homeroom_tui.room.followed import Followed
from homeroom_tui.room.following import Following
from homeroom_tui.room.link import Broker, Link
from homeroom_tui.tui.follow import FollowApp
from homeroom_tui.wording import TimeOfDay
from tests.meeting.scenario import TWO_PM, WALL, WEEK_1, Wednesday, begun, block, session, tied
from tests.tui.driving import QuickPilot, shown

if TYPE_CHECKING:
    from tests.conftest import Golden

KEYS = RoomKeys(bytes(range(32)), bytes(range(16)))
LINK = Link("", Broker("mqtt", "hr.example.org", 1883), KEYS.room, KEYS.key)


class Room:
    """A meeting, and what comes of it at a follower whose clock is right."""

    def __init__(self, meeting: Wednesday) -> None:
        self.meeting = meeting
        self.number = 0
        self.following: Following | None = None

    def now(self) -> float:
        return TWO_PM + self.meeting.now

    def connect(self) -> None:
        assert self.following is not None
        self.following._connected()

    def send(self) -> None:
        moment = Moment(self.meeting.now, self.now())
        made = document(self.meeting.view, moment, self.meeting.state.session)
        self.number += 1
        self.receive(
            "state", KEYS.seal(MessageKind.STATE, 1, self.number, self.now(), encode(made))
        )

    def receive(self, name: str, payload: bytes) -> None:
        assert self.following is not None
        self.following._received(Received(f"hr/1/x/{name}", payload, False))


@pytest.fixture
def room() -> Room:
    return Room(begun(WEEK_1).wait(minutes=4))


@asynccontextmanager
async def following(
    room: Room, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[QuickPilot]:
    """The screen of a follower, to whom messages are given by hand."""
    monkeypatch.setattr(Following, "start", lambda self: None)
    monkeypatch.setattr(Following, "stop", lambda self: None)
    monkeypatch.setenv("TZ", "UTC")
    app = FollowApp(LINK, Config(hours=12), now=room.now)
    app.followed.times = TimeOfDay(12, UTC)
    room.following = app.following
    async with app.run_test(size=size) as pilot:
        yield QuickPilot(pilot.app)


async def look(pilot: QuickPilot) -> str:
    assert isinstance(pilot.app, FollowApp)
    pilot.app.redraw()
    await pilot.pause()
    return shown(pilot)


async def test_a_meeting_is_followed_on_its_own_screen(
    room: Room, monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    async with following(room, monkeypatch) as pilot:
        assert "Connecting to hr.example.org" in await look(pilot)
        room.connect()
        assert "Nobody shares a meeting here yet." in await look(pilot)
        room.send()
        golden("follow-100x30", await look(pilot))
        room.meeting.wait(minutes=12)
        assert "1:00 over" in await look(pilot)
        room.meeting.do(ev.Next)
        room.send()
        assert "2 of 4 · Career roadmap" in await look(pilot)


async def test_a_follower_says_when_nobody_is_heard(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with following(room, monkeypatch) as pilot:
        room.connect()
        room.send()
        room.receive("gone", KEYS.seal(MessageKind.GONE, 1, 0, room.now(), b""))
        assert "The facilitator is not connected. It counts on." in await look(pilot)
        assert room.following is not None
        room.following._troubled("The connection to hr.example.org was lost.")
        assert "No connection since 2:04 PM" in await look(pilot)
        room.connect()
        room.receive("state", b"")
        text = await look(pilot)
        assert "The meeting is no longer shared." in text
        assert "Revisit norms" not in text


async def test_what_would_mend_the_plan_is_for_the_facilitator(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.meeting.wait(minutes=30)
    async with following(room, monkeypatch) as pilot:
        room.connect()
        room.send()
        text = await look(pilot)
        assert "ends 14 min late" in text
        assert "late:" not in text
        assert " or " not in text


async def test_the_time_of_a_tied_block_and_a_small_timer_are_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    what = session(block("Morning", 10), block("Lunch", 30, at=tied(14, 15)))
    room = Room(Wednesday(what, wall=WALL).do(ev.Start).do(ev.Timer, 120))
    async with following(room, monkeypatch) as pilot:
        room.connect()
        room.send()
        room.meeting.wait(30)
        text = await look(pilot)
        assert "at 2:15 PM · 30 min" in text
        assert re.search(r"free +5 min", text)
        assert "timer 1:30" in text
        room.meeting.wait(minutes=10)
        assert "Lunch in 4:30" in await look(pilot)
        room.meeting.wait(minutes=7)
        room.send()
        assert "“Lunch” begins 3 min late" in await look(pilot)


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20)])
async def test_a_lobby_shows_the_agenda(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    room = Room(Wednesday(WEEK_1))
    async with following(room, monkeypatch, size) as pilot:
        room.connect()
        room.send()
        text = await look(pilot)
        for part in ("The meeting has not started yet.", "Revisit norms", "As a group", "10 min"):
            assert part in text
        assert "ends" not in text
        room.meeting.do(ev.Start)
        room.send()
        assert "1 of 4 · Revisit norms" in await look(pilot)


async def test_a_lobby_says_when_the_meeting_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Wednesday(WEEK_1)
    meeting.meeting = Meeting(WEEK_1, None, (), gathering([], due=300.0))
    room = Room(meeting)
    async with following(room, monkeypatch) as pilot:
        room.connect()
        room.send()
        assert "The meeting starts at 2:05 PM." in await look(pilot)
        meeting.wait(minutes=6)
        room.send()
        assert "The meeting has not started yet." in await look(pilot)


async def test_a_meeting_that_is_over_stays_over(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with following(room, monkeypatch) as pilot:
        room.connect()
        room.meeting.do(ev.Finish)
        room.send()
        text = await look(pilot)
        assert "The meeting is over. Ended 2:04 PM, " in text
        assert "✓ Revisit norms" in text
        assert "As a group discuss" in text
        assert "not started" in text
        assert "minimum" not in text
        room.receive("gone", KEYS.seal(MessageKind.GONE, 1, 0, room.now(), b""))
        text = await look(pilot)
        assert "The meeting is over." in text
        assert "not connected" not in text


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12), (20, 5), (1, 1)])
async def test_it_is_followed_in_any_size(
    room: Room, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    async with following(room, monkeypatch, size) as pilot:
        room.connect()
        room.send()
        text = await look(pilot)
        assert size == (1, 1) or "11:00" in text or "█" in text or "▀" in text


async def test_no_key_and_no_click_acts_on_a_followed_meeting(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = {"open_link", "copy_link", "projector", "digits", "help", "palette", "leave"}
    assert {command.id for command in commands_of("follow")} <= reading
    async with following(room, monkeypatch) as pilot:
        room.connect()
        room.send()
        before = await look(pilot)
        await pilot.press("space", "right", "n", "s", "u", "E", "t")
        for at in ((8, 5), (8, 5), (60, 16), (60, 20)):
            await pilot.click(offset=at)
        assert await look(pilot) == before
        await pilot.press("q")
        assert pilot.app.return_code == 0


def lines(room: Room, steps: list[Callable[[], object]]) -> list[str]:
    """Return what is said in plain mode after each step."""
    said: list[str] = []
    room.following = Following(LINK, now=room.now)
    followed = Followed(room.following, TimeOfDay(12, UTC))
    telling = FollowTelling(followed, said.append)
    telling.tick()
    for step in steps:
        step()
        telling.tick()
    return said


def test_line_by_line_a_follower_hears_what_changes() -> None:
    room = Room(Wednesday(replace(WEEK_1, title="Norms", week=1)))

    def do(event: type[ev.Event]) -> Callable[[], object]:
        def step() -> None:
            room.meeting.wait(minutes=1).do(event)
            room.send()

        return step

    said = lines(room, [room.connect, room.send, do(ev.Start), do(ev.Next), do(ev.Pause)])
    text = "\n".join(said)
    for part in (
        "Connecting to hr.example.org",
        "Nobody shares a meeting here yet.",
        "Week 1: Norms",
        "1. Revisit norms: 15 min",
        "The meeting has not started yet.",
        "Block 1 of 4: Revisit norms",
        "Block 2 of 4: Career roadmap",
        "Paused.",
    ):
        assert part in text
    assert "p starts" not in text
