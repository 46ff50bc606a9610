"""Turns on the screen: who speaks, for how long still, who is next, who has spoken."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from tests.tui.sitting import MINUTE, in_lobby, in_meeting


@asynccontextmanager
async def in_block_3(run, grouped, clock, size=(100, 30)):
    """Week 1, in the block of turns; it got 16:18."""
    async with in_meeting(run, grouped, clock, size) as meeting:
        await meeting.later(15 * MINUTE)
        await meeting.press("right")
        await meeting.later(15 * MINUTE)
        await meeting.press("right")
        yield meeting


SIZES = [(100, 30), (80, 24), (60, 20), (40, 12)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_turn_running(run, grouped, clock, golden, size):
    async with in_block_3(run, grouped, clock, size) as meeting:
        await meeting.press("t")
        await meeting.later(3 * MINUTE)
        await meeting.press("t")
        await meeting.later(MINUTE)
        golden(f"turn-{size[0]}x{size[1]}", meeting.text)


@pytest.mark.parametrize("size", SIZES[:3])
async def test_a_turn_over_its_share(run, grouped, clock, golden, size):
    async with in_block_3(run, grouped, clock, size) as meeting:
        await meeting.press("t")
        await meeting.later(4 * MINUTE + 20)
        golden(f"turn-over-{size[0]}x{size[1]}", meeting.text)


@pytest.mark.parametrize("size", SIZES[:3])
async def test_the_round_done(run, grouped, clock, golden, size):
    async with in_block_3(run, grouped, clock, size) as meeting:
        for _ in range(4):
            await meeting.press("t")
            await meeting.later(3 * MINUTE)
        await meeting.press("t")
        golden(f"turns-done-{size[0]}x{size[1]}", meeting.text)


async def test_before_the_round_it_says_what_each_would_get(run, grouped, clock):
    async with in_block_3(run, grouped, clock) as meeting:
        assert "take turns: Ana, Ben, Chidi, Dee · 4:04 min each" in meeting.text
        assert "t Take turns" in meeting.text


async def test_turns_are_not_offered_in_other_blocks(run, grouped, clock):
    async with in_meeting(run, grouped, clock) as meeting:
        assert "take turns" not in meeting.text
        assert "t Take turns" not in meeting.text
        await meeting.press("t")
        assert "▸ Ana  3:45 left" in meeting.text


async def test_next_pass_choose_and_end(run, grouped, clock):
    async with in_block_3(run, grouped, clock) as meeting:
        await meeting.press("t", "p")
        assert "▸ Ben" in meeting.text
        assert "next: Chidi 4:05, Dee, Ana" in meeting.text
        await meeting.press("T")
        assert "Whose turn is it?" in meeting.text
        await meeting.press("2")
        assert "▸ Dee" in meeting.text
        await meeting.press("T", "e")
        assert "everybody has spoken" in meeting.text
        await meeting.press("u")
        assert meeting.screen.view.round.name == "Dee"


async def test_the_next_round_begins_with_the_next_person(run, grouped, clock):
    async with in_block_3(run, grouped, clock) as meeting:
        await meeting.press("t", "t", "t", "t")
        assert "t End turns" in meeting.text
        await meeting.press("t", "t")
        assert "Everybody has spoken. t again" in meeting.text
        await meeting.press("t")
        assert meeting.screen.view.round.name == "Ben"


async def test_a_latecomer_speaks_last(run, grouped, clock):
    async with in_lobby(run, grouped, clock) as meeting:
        await meeting.press("w", "3", "escape", "space", "t")
        assert "next: Ben 5:00, Dee" in meeting.text
        await meeting.press("w", "3", "escape")
        assert "next: Ben 3:20, Dee, Chidi" in meeting.text


async def test_a_shuffled_round_is_the_same_after_undo_and_redo(run, grouped, clock):
    async with in_block_3(run, grouped, clock) as meeting:
        await meeting.press("T", "s")
        found = meeting.screen.view.round
        await meeting.press("u", "U")
        assert meeting.screen.view.round == found


async def test_so_much_for_each(run, grouped, clock):
    async with in_block_3(run, grouped, clock) as meeting:
        await meeting.press("T", "m", *(["backspace"] * 5), *"90s", "enter")
        assert "▸ Ana  1:30 left of 1:30" in meeting.text


async def test_only_whose_turn_it_is(run, grouped, clock):
    async with in_block_3(run, grouped, clock) as meeting:
        await meeting.press("T", "n")
        await meeting.later(MINUTE)
        assert "▸ Ana  speaks" in meeting.text
        assert "next: Ben, Chidi, Dee" in meeting.text


async def test_somebody_else_begins(run, grouped, clock):
    async with in_block_3(run, grouped, clock) as meeting:
        await meeting.press("T", "b", "3")
        assert "▸ Chidi" in meeting.text
        assert "Dee 4:05, Ana, Ben" in meeting.text


async def test_a_turn_over_its_share_is_said_without_a_bell(run, grouped, clock, monkeypatch):
    async with in_block_3(run, grouped, clock) as meeting:
        rings = []
        monkeypatch.setattr(meeting.pilot.app, "bell", lambda: rings.append(1))
        meeting.running.bell = True
        await meeting.press("t")
        await meeting.later(4 * MINUTE + 5)
        assert "● Ana's time is up." in meeting.text
        assert rings == []


async def test_without_anybody_in_the_list_turns_ask_who_is_here(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("t")
        assert "Who is here?" in meeting.text
        await meeting.press("a", *"Ana", "enter", "escape", "t")
        assert "▸ Ana" in meeting.text


async def test_a_click_on_a_name_gives_the_turn(run, grouped, clock):
    async with in_block_3(run, grouped, clock) as meeting:
        await meeting.press("t")
        lines = meeting.text.split("\n")
        row = next(n for n, text in enumerate(lines) if "next: Ben" in text)
        await meeting.pilot.click(offset=(lines[row].index("Dee"), row))
        await meeting.pilot.pause()
        assert "▸ Dee" in meeting.text


async def test_undo_says_whose_turn_it_was(run, grouped, clock):
    async with in_block_3(run, grouped, clock) as meeting:
        await meeting.press("t", "t", "u")
        assert "Undone: next turn" in meeting.text


@pytest.mark.parametrize(
    ("spoken", "size"), [*((0, size) for size in SIZES), (1, SIZES[-1]), (2, SIZES[0])]
)
async def test_everybody_goes_away_in_a_block_of_turns(run, grouped, clock, spoken, size):
    (grouped.folders[0] / "group.yaml").write_text("people: [Ana, Ben]\n", encoding="utf-8")
    async with in_block_3(run, grouped, clock, size) as meeting:
        for _ in range(spoken):
            await meeting.press("t")
            await meeting.later(MINUTE)
        await meeting.press("w", "1", "2", "escape")
        await meeting.press("t", "escape", "T", "escape", "p", "question_mark", "escape")
        await meeting.press("w", "1", "escape", "t")
        await meeting.later(MINUTE)
        assert meeting.pilot.app.return_value is None


async def test_one_person_is_added_and_goes_away_again(run, library, clock):
    async with in_block_3(run, library, clock) as meeting:
        await meeting.press("t", "a", *"Ana", "enter", "space", "escape", "t", "escape")
        await meeting.press("w", "space", "escape", "t", "w", "space", "escape")
        await meeting.press("t", "escape", "T", "escape")
        await meeting.later(MINUTE)
        assert "Take turns sharing" in meeting.text
