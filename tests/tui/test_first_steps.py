"""For somebody who is here for the first time: a quiet hint, help that acts, plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeroom_tui.meeting.state import Playback
from homeroom_tui.storage.archive import Archive
from homeroom_tui.tui.screens.end import EndScreen
from homeroom_tui.tui.screens.help import HelpScreen
from homeroom_tui.tui.screens.panels import QuestionScreen
from tests.tui.driving import settled, shown, until
from tests.tui.sitting import MINUTE, in_lobby, in_meeting

HINT = "First time here?"


async def test_the_hint_is_gone_after_the_first_meeting(run, clock, tmp_path: Path):
    archive = Archive(tmp_path / "meetings")
    async with run(archive=archive) as pilot:
        assert HINT in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("space")
        clock.move(10 * MINUTE)
        await pilot.press("F", "y", "enter")
        await settled(pilot)
        assert HINT not in shown(pilot)


async def test_help_does_what_is_clicked_on(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("?")
        assert isinstance(meeting.pilot.app.screen, HelpScreen)
        lines = meeting.text.splitlines()
        y = next(y for y, line in enumerate(lines) if "Finish the meeting" in line)
        await meeting.pilot.click(offset=(lines[y].index("Finish") + 2, y))
        await meeting.pilot.pause()
        assert isinstance(meeting.pilot.app.screen, QuestionScreen)


async def test_help_stands_in_two_columns_where_there_is_room(run, library, clock):
    async with in_meeting(run, library, clock, (120, 36)) as meeting:
        await meeting.press("?")
        headings = {"Turns", "Time", "Prompts", "Notes", "Agenda", "Blocks", "Share", "Screen"}
        lines = [line.split() for line in meeting.text.splitlines()]
        assert any("Meeting" in line and headings & set(line) for line in lines)


@pytest.mark.parametrize(
    ("words", "done"),
    [
        ("a minute more", "1 min more"),
        ("longer", "1 min more"),
        ("large digits", "██████"),
        ("bigger", "██████"),
        ("projctor", "██████"),
        ("stop", "paused"),
        ("quit", "Leave the meeting?"),
    ],
)
async def test_the_palette_understands_plain_words(run, library, clock, words, done):
    async with in_meeting(run, library, clock) as meeting:
        assert done not in meeting.text
        await meeting.press("ctrl+p", *words)
        await settled(meeting.pilot)
        await meeting.press("enter")
        await settled(meeting.pilot)
        await meeting.later(0)
        await until(meeting.pilot, lambda: done in meeting.text)


async def test_the_palette_finds_no_more_than_was_meant(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("ctrl+p", *"note")
        await settled(meeting.pilot)
        assert "Write a note" in meeting.text
        assert "Go to a block" not in meeting.text


async def test_the_palette_has_all_of_a_very_low_window(run, library, clock):
    async with in_meeting(run, library, clock, (30, 5)) as meeting:
        await meeting.press("ctrl+p", *"stop")
        await settled(meeting.pilot)
        assert "stop" in meeting.text
        assert "Pause or resume" in meeting.text


async def test_page_keys_move_through_a_long_agenda(run, library, clock):
    async with in_lobby(run, library, clock, (40, 12)) as meeting:
        await meeting.press("pagedown")
        assert meeting.screen.cursor == meeting.screen.view.blocks[-1].id
        await meeting.press("pageup")
        assert meeting.screen.cursor == meeting.screen.view.blocks[0].id


async def test_a_meeting_that_ends_by_itself_goes_on_behind_a_question(run, clock):
    from homeroom_tui.agenda.model import Block, Session, TimeRange
    from tests.tui.sitting import of_session

    blocks = (Block("Break", TimeRange(300, 300), advance="auto"),)
    async with of_session(run, clock, Session("Short", duration=300, blocks=blocks)) as meeting:
        await meeting.press("space", "q")
        await meeting.later(5 * MINUTE)
        assert "Leave the meeting?" in meeting.text
        assert meeting.screen.view.playback is Playback.FINISHED
        await meeting.press("escape")
        assert isinstance(meeting.pilot.app.screen, EndScreen)
