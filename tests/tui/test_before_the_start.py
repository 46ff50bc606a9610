"""The lobby before the time of the meeting: it counts down to it, and may start by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeroom_tui.agenda.library import Library
from homeroom_tui.meeting.state import Playback
from homeroom_tui.tui.app import FirstMeeting
from homeroom_tui.tui.screens.lobby import LobbyScreen
from homeroom_tui.tui.screens.meeting import MeetingScreen
from tests.tui.sitting import MINUTE, Sitting, in_lobby

GROUP = """\
people: [Ana, Ben]
first_meeting: 2026-11-25
time: 2:00 PM
zone: UTC
"""

TEN_TO_TWO = -10 * MINUTE
"""Seconds from the time at which the clock of the tests stands, which is the meeting's."""


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """A library of one week, of a group that meets on this Wednesday at two."""
    (tmp_path / "week-1.yaml").write_text(
        "title: Norms\nweek: 1\nduration: 60 min\n"
        "blocks: [{title: Share, duration: 30 min}, {title: Plan, duration: 15-30 min}]\n"
    )
    (tmp_path / "series.yaml").write_text("title: Mod 2\nmeets: Wednesday\n")
    (tmp_path / "group.yaml").write_text(GROUP)
    return tmp_path


@pytest.fixture
def by_itself(group: Path) -> Path:
    (group / "group.yaml").write_text(f"{GROUP}start: auto\n")
    return group


def playback(meeting: Sitting) -> Playback:
    return meeting.running.state().playback


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20), (40, 12)])
async def test_a_shared_screen_shows_the_time_until_the_start(run, group, clock, golden, size):
    clock.move(TEN_TO_TWO)
    async with in_lobby(run, Library(group), clock, size) as meeting:
        if size[0] >= 60:
            assert "1:50 PM · starts in 10:00" in meeting.text
        await meeting.press("z")
        await meeting.later(5)
        golden(f"waiting-{size[0]}x{size[1]}", meeting.text)
        await meeting.press("z")
        assert "Share" in meeting.text


async def test_after_its_time_nothing_counts_down(run, group, clock):
    async with in_lobby(run, Library(group), clock) as meeting:
        assert "starts in" not in meeting.text
        assert not meeting.screen.can("projector")


async def test_without_being_asked_to_nothing_starts(run, group, clock):
    clock.move(TEN_TO_TWO)
    async with in_lobby(run, Library(group), clock) as meeting:
        await meeting.later(11 * MINUTE)
        assert playback(meeting) is Playback.READY


async def test_an_open_lobby_starts_at_its_time(run, by_itself, clock):
    clock.move(TEN_TO_TWO)
    async with in_lobby(run, Library(by_itself), clock) as meeting:
        await meeting.later(10 * MINUTE - 1)
        assert playback(meeting) is Playback.READY
        await meeting.later(1.5)
        assert isinstance(meeting.pilot.app.screen, MeetingScreen)
        assert meeting.running.view().present.elapsed == 0
        assert meeting.running.view().started == clock.utc - 0.5
        assert "The meeting has started, as planned. u undoes it." in meeting.text
        await meeting.press("u")
        await meeting.later(30)
        assert isinstance(meeting.pilot.app.screen, LobbyScreen), "it starts once only"


async def test_it_starts_under_a_panel_too(run, by_itself, clock):
    clock.move(TEN_TO_TWO)
    async with in_lobby(run, Library(by_itself), clock) as meeting:
        await meeting.press("w")
        await meeting.later(10 * MINUTE)
        assert playback(meeting) is Playback.RUNNING
        await meeting.press("escape")
        assert isinstance(meeting.pilot.app.screen, MeetingScreen)


async def test_a_lobby_opened_later_waits(run, by_itself, clock):
    clock.move(10)
    async with in_lobby(run, Library(by_itself), clock) as meeting:
        await meeting.later(20)
        assert playback(meeting) is Playback.READY


async def test_a_laptop_that_slept_through_it_waits(run, by_itself, clock):
    clock.move(TEN_TO_TWO)
    async with in_lobby(run, Library(by_itself), clock) as meeting:
        await meeting.later(30 * MINUTE)
        assert playback(meeting) is Playback.READY


async def test_on_another_day_it_waits(run, by_itself, clock):
    clock.move(TEN_TO_TWO + 24 * 60 * MINUTE)
    async with in_lobby(run, Library(by_itself), clock) as meeting:
        assert "starts in" not in meeting.text
        await meeting.later(11 * MINUTE)
        assert playback(meeting) is Playback.READY


async def test_a_rehearsal_waits(run, by_itself, clock):
    clock.move(TEN_TO_TWO)
    library = Library(by_itself)
    first = FirstMeeting(speed=60)
    async with run(week=library.find("1"), first=first, library=library) as pilot:
        for seconds in (9, 1.5):  # to 1:59 and to half a minute past 2:00
            clock.move(seconds)
            pilot.app.redraw()
            await pilot.pause()
        assert pilot.app.screen.view.to_start is None
        assert isinstance(pilot.app.screen, LobbyScreen)


async def test_with_every_block_skipped_it_waits(run, by_itself, clock):
    clock.move(TEN_TO_TWO)
    async with in_lobby(run, Library(by_itself), clock) as meeting:
        await meeting.press("s", "down", "s")
        await meeting.later(10 * MINUTE)
        assert playback(meeting) is Playback.READY
