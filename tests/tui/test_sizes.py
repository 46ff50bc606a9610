"""Any size: no screen of the frame crashes, whatever room there is, and none loses its place."""

from __future__ import annotations

import random

from driving import shown

from homeroom_tui.tui.widgets.session_list import SessionList

EDGES = [1, 7, 8, 17, 18, 39, 40, 59, 60, 89, 90, 160]
SOME = random.Random(7).sample([(width, height) for width in EDGES for height in EDGES], 12)


async def test_the_menu_stands_every_size_and_keeps_its_cursor(run):
    async with run() as pilot:
        await pilot.press("down", "/", "e")
        for width, height in SOME:
            await pilot.resize_terminal(width, height)
        await pilot.resize_terminal(100, 30)
        assert pilot.app.screen.query_one(SessionList).cursor == 1
        assert "▸ Week 2" in shown(pilot)


async def test_where_it_is_small_only_the_weeks_are_left(run):
    async with run((40, 12)) as pilot:
        text = shown(pilot)
        assert "Week 2  Networking" in text
        assert "4 blocks" not in text
