"""The end: planned against actual, and whether it was on time."""

from __future__ import annotations

import pytest

from homeroom_tui.tui.app import FirstMeeting
from homeroom_tui.tui.screens.end import EndScreen
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.screens.menu import MenuScreen
from tests.tui.sitting import MINUTE, Sitting, in_lobby, in_meeting


async def whole(meeting: Sitting, *minutes: float) -> None:
    """Runs the meeting to its end, its blocks taking so many minutes each."""
    await meeting.press("space")
    for count in minutes:
        await meeting.later(count * MINUTE)
        await meeting.press("right")
    await meeting.press("y")


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20), (40, 12)])
async def test_planned_stands_against_actual(run, library, clock, golden, size):
    async with in_lobby(run, library, clock, size) as meeting:
        await whole(meeting, 16, 12, 19, 12)
        assert isinstance(meeting.pilot.app.screen, EndScreen)
        assert "Ended 2:59 PM, 1 min early" in meeting.text
        golden(f"end-{size[0]}x{size[1]}", meeting.text)


async def test_an_hour_that_took_a_minute_is_not_called_on_time(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await whole(meeting, 1, 0, 0, 0)
        assert "Ended 2:01 PM, 59 min early" in meeting.text


async def test_a_rehearsal_says_in_the_end_that_nothing_is_kept(run, library, clock):
    async with in_lobby(run, library, clock, first=FirstMeeting(speed=60)) as meeting:
        await whole(meeting, *(minutes / 60 for minutes in (15, 15, 15, 10)))
        assert "Rehearsal: nothing is saved" in meeting.text


async def test_a_late_end_says_how_late(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await whole(meeting, 20, 20, 20, 4)
        assert "Ended 3:04 PM, 4 min late" in meeting.text
        assert "took 64 min of 60 min planned" in meeting.text


async def test_skipped_and_missing_blocks_say_so_and_pauses_are_apart(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("space")
        await meeting.later(2 * MINUTE)
        await meeting.press("space", "tab", "down", "s", "escape", "F", "y")
        lines = meeting.text.splitlines()
        assert any("Take turns sharing" in line and "skipped" in line for line in lines)
        assert any("As a group discuss" in line and "not started" in line for line in lines)
        assert "paused 2 min" in meeting.text


async def test_undo_brings_the_meeting_back(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await whole(meeting, 15, 15, 15, 10)
        await meeting.later(MINUTE)
        await meeting.press("u")
        assert isinstance(meeting.pilot.app.screen, MeetingScreen)
        assert meeting.screen.view.present.elapsed == 11 * MINUTE


async def test_the_result_is_copied_as_text(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await whole(meeting, 16, 12, 19, 12)
        await meeting.press("Y")
        assert meeting.pilot.app.clipboard.splitlines() == [
            "Ended 2:59 PM, 1 min early",
            "took 59 min of 60 min planned",
            "• Revisit norms: 16 min (planned 15 min), 1 min longer",
            "• Work on the roadmap: 12 min (planned 15–20 min), 3 min shorter",
            "• Take turns sharing: 19 min (planned 15–20 min), within range",
            "• As a group discuss: 12 min (planned 10–15 min), within range",
        ]


async def test_the_copy_has_what_was_noted_and_what_did_not_happen(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        meeting.running.write_note("1", "We start on time\n! Ana books the room\n? Who brings tea")
        await meeting.later(15 * MINUTE)
        await meeting.press("F", "y", "Y")
        assert meeting.pilot.app.clipboard.splitlines()[2:] == [
            "• Revisit norms: 15 min (planned 15 min), as planned",
            "• Work on the roadmap: not started",
            "• Take turns sharing: not started",
            "• As a group discuss: not started",
            "",
            "Action items:",
            "• Ana books the room",
            "",
            "Open questions:",
            "• Who brings tea",
            "",
            "Notes:",
            "• We start on time",
        ]


async def test_from_the_end_back_to_the_menu(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await whole(meeting, 15, 15, 15, 10)
        await meeting.press("enter")
        assert isinstance(meeting.pilot.app.screen, MenuScreen)
