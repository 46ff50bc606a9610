"""A whole Week 3 of the real sessions: by keyboard alone, by mouse alone, and at 40×12."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.events import MouseScrollDown

from homeroom_tui.agenda.library import Library
from homeroom_tui.paths import bundled_sessions
from homeroom_tui.tui.screens.end import EndScreen
from homeroom_tui.tui.screens.menu import MenuScreen
from tests.tui.driving import settled, shown
from tests.tui.sitting import MINUTE, TWELVE, Sitting

BLOCKS = [5, 10, 16, 17, 11]


async def click(meeting: Sitting, words: str) -> None:
    """Clicks on the first place where these words stand."""
    lines = shown(meeting.pilot).splitlines()
    y = next((y for y, line in enumerate(lines) if words in line), None)
    assert y is not None, f"{words} is not on the screen:\n{meeting.text}"
    x = cell_len(lines[y][: lines[y].index(words)])
    await meeting.pilot.click(offset=(x + 1, y))
    await meeting.pilot.pause()


@pytest.mark.parametrize("size", [(100, 30), (40, 12)])
async def test_by_keyboard(run, clock, size):
    async with run(size, TWELVE, library=Library(bundled_sessions())) as pilot:
        meeting = Sitting(pilot, clock)
        await meeting.press("down", "down", "enter", "space")
        assert "1 of 5 · Revisit norms" in meeting.text
        for number, minutes in enumerate(BLOCKS, 1):
            assert f"{number} of 5" in meeting.text
            await meeting.press("down", "down", "up")
            await meeting.later(minutes * MINUTE)
            await meeting.press("right")
        await meeting.press("y")
        assert isinstance(pilot.app.screen, EndScreen)
        assert "Ended 2:59 PM, 1 min early" in meeting.text
        await meeting.press("enter")
        assert isinstance(pilot.app.screen, MenuScreen)


@pytest.mark.parametrize("size", [(100, 30), (60, 20)])
async def test_by_mouse(run, clock, size):
    async with run(size, TWELVE, library=Library(bundled_sessions())) as pilot:
        meeting = Sitting(pilot, clock)
        await click(meeting, "Week 3  ")
        await click(meeting, "Week 3  ")
        await settled(pilot)
        await click(meeting, "Space Start")
        await click(meeting, "Pause")
        assert "‖ paused" in meeting.text
        await click(meeting, "Resume")
        await meeting.later(5 * MINUTE)
        await click(meeting, "Next")
        await click(meeting, "Are you stuck")
        assert "▸ Are you stuck" in meeting.text
        await click(meeting, "? Help")
        await click(meeting, "Give the block a minute more")
        assert meeting.screen.view.present.added == MINUTE
        for minutes in BLOCKS[1:4]:
            await meeting.later(minutes * MINUTE)
            await click(meeting, "Next")
        await meeting.later(11 * MINUTE)
        await click(meeting, "Finish")
        await click(meeting, "Yes")
        assert isinstance(pilot.app.screen, EndScreen)
        await click(meeting, "Menu")
        assert isinstance(pilot.app.screen, MenuScreen)


async def test_two_clicks_in_the_agenda_go_to_a_block(run, library, clock):
    async with run((100, 30), TWELVE, week=library.find("1")) as pilot:
        meeting = Sitting(pilot, clock)
        await meeting.press("space")
        await click(meeting, "As a group discuss")
        await click(meeting, "As a group discuss")
        assert meeting.screen.view.present.line.number == 4


async def test_the_wheel_scrolls_the_prompts(run, clock):
    async with run((40, 12), TWELVE, library=Library(bundled_sessions())) as pilot:
        meeting = Sitting(pilot, clock)
        await meeting.press("down", "down", "enter", "space", "right")
        assert "How is your career story" in meeting.text
        await pilot._post_mouse_events([MouseScrollDown], offset=(5, 5))
        await meeting.press()
        assert "How is your career story" not in meeting.text


async def test_a_click_beside_a_panel_closes_it(run):
    async with run((120, 40)) as pilot:
        await pilot.press("?")
        assert not isinstance(pilot.app.screen, MenuScreen)
        await pilot.click(offset=(1, 1))
        await pilot.pause()
        assert isinstance(pilot.app.screen, MenuScreen)


async def test_the_menu_after_a_direct_start_is_complete(run, library, clock):
    async with run((100, 30), TWELVE) as pilot:
        await pilot.press("down")
        await settled(pilot)
        before = shown(pilot)
    async with run((100, 30), TWELVE, week=library.find("1")) as pilot:
        await pilot.press("q")
        await settled(pilot)
        await pilot.press("down")
        assert shown(pilot) == before
