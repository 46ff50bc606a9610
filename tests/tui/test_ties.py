"""Blocks that are tied to a time, in the lobby and in the meeting."""

from __future__ import annotations

import pytest

from homeroom_tui.agenda.model import Block, Session, Tie, TimeRange
from tests.tui.sitting import MINUTE, of_session

SIZES = [(100, 30), (80, 24), (60, 20)]
LUNCH = Session(
    "A morning",
    90 * MINUTE,
    blocks=(
        Block("Talk", TimeRange(20 * MINUTE, 30 * MINUTE)),
        Block("Lunch", TimeRange(30 * MINUTE, 30 * MINUTE), at=Tie(after=40 * MINUTE)),
        Block("Study", TimeRange(15 * MINUTE, 20 * MINUTE)),
    ),
)


@pytest.mark.parametrize("size", SIZES)
async def test_a_tie_before_the_start_on_time_and_late(run, clock, golden, size):
    name = f"{size[0]}x{size[1]}"
    async with of_session(run, clock, LUNCH, size) as meeting:
        golden(f"tie-lobby-{name}", meeting.text)
        await meeting.press("space")
        await meeting.later(5 * MINUTE)
        golden(f"tie-free-{name}", meeting.text)
        await meeting.later(27 * MINUTE)
        assert "Lunch in 8:00" in meeting.text
        golden(f"tie-waiting-{name}", meeting.text)
        await meeting.later(11 * MINUTE)
        assert "“Lunch” begins 3 min late" in meeting.text
        golden(f"tie-late-{name}", meeting.text)


async def test_free_time_before_a_tie_comes_and_goes_with_the_plan(run, clock):
    async with of_session(run, clock, LUNCH) as meeting:
        await meeting.press("space")
        assert "free" in meeting.text
        await meeting.press(*["+"] * 10)
        assert "free" not in meeting.text
        await meeting.press("u")
        assert "free" in meeting.text


async def test_the_lobby_says_why_a_tie_has_no_effect(run, clock):
    late = Block("Guest", TimeRange(600, 600), at=Tie(after=90 * MINUTE))
    session = Session("Late", 60 * MINUTE, blocks=(LUNCH.blocks[0], late))
    async with of_session(run, clock, session) as meeting:
        assert "not held: the meeting is over by then" in meeting.text
