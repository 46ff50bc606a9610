"""Any size: no screen crashes, whatever room there is, none loses its place or leaves remains."""

from __future__ import annotations

import random
from itertools import cycle

import pytest
from rich.cells import cell_len

from homeroom_tui.tui.widgets.session_list import SessionList
from tests.tui.driving import shown
from tests.tui.sitting import MINUTE, in_lobby, in_meeting

COLUMNS = [1, 2, 39, 40, 59, 60, 89, 90, 109, 110, 160]
ROWS = [1, 2, 7, 8, 17, 18, 27, 28, 33, 34, 50]
EDGES = [(columns, rows) for columns in COLUMNS for rows in ROWS]
RANDOM = random.Random(7)
SIZES = [
    (1, 1),
    (300, 1),
    (1, 100),
    (300, 100),
    *RANDOM.sample(EDGES, 40),
    *((RANDOM.randint(1, 120), RANDOM.randint(1, 40)) for _ in range(16)),
]
"""Sixty: the edges of each layout and a cell to either side of them, and any others."""

TURNS = [(), ("z",), (), ("d",), (), ("?",), ("escape",), ("d",), ("z",), (), ("tab",), (),
         ("escape",), (), ("F",), (), ("escape",), ("E",), ("escape",), ()]  # fmt: skip
"""The keys pressed at each size; after them all is as it was before."""


async def test_a_meeting_in_any_state_at_any_size(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("down")
        await meeting.later(4 * MINUTE)
        before = meeting.text
        for (width, height), keys in zip(SIZES, cycle(TURNS), strict=False):
            await meeting.pilot.resize_terminal(width, height)
            if keys:
                await meeting.press(*keys)
            lines = meeting.text.splitlines()
            assert len(lines) <= height
            assert all(cell_len(line) <= width for line in lines), (width, height)
        await meeting.pilot.resize_terminal(100, 30)
        await meeting.later(0)
        assert meeting.text == before
        assert "▸ What do you want to keep doing?" in before


async def test_the_menu_stands_every_size_and_keeps_its_cursor(run):
    async with run() as pilot:
        await pilot.press("down", "/", "e")
        for width, height in RANDOM.sample(SIZES, 8):
            await pilot.resize_terminal(width, height)
        await pilot.resize_terminal(100, 30)
        assert pilot.app.screen.query_one(SessionList).cursor == 1
        assert "▸ Week 2" in shown(pilot)


async def test_where_it_is_small_only_the_weeks_are_left(run):
    async with run((40, 12)) as pilot:
        text = shown(pilot)
        assert "Week 2  Networking" in text
        assert "4 blocks" not in text


async def test_lobby_and_end_stand_every_size(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        for width, height in RANDOM.sample(SIZES, 5):
            await meeting.pilot.resize_terminal(width, height)
        await meeting.press("space", "F", "y")
        for width, height in RANDOM.sample(SIZES, 5):
            await meeting.pilot.resize_terminal(width, height)
        await meeting.pilot.resize_terminal(100, 30)
        assert "Ended 2:00 PM" in meeting.text


@pytest.mark.parametrize("height", range(1, 9))
async def test_the_palette_obeys_in_any_height(run, height):
    async with run((60, height)) as pilot:
        await pilot.press("ctrl+p", "m", "pagedown", "pageup", "end", "home", "down", "enter")


@pytest.mark.parametrize("width", range(1, 9))
async def test_the_palette_opens_in_any_width(run, width):
    async with run((width, 10)) as pilot:
        await pilot.press("ctrl+p", "m", "down", "enter")


async def test_an_open_palette_stands_any_width(run):
    async with run((80, 24)) as pilot:
        for width in range(1, 9):
            await pilot.press("ctrl+p", "m")
            await pilot.resize_terminal(width, 10)
            await pilot.press("down", "escape")
            await pilot.resize_terminal(80, 24)
