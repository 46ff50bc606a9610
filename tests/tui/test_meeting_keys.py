"""Every command of a meeting, by key and by mouse."""

from __future__ import annotations

import pytest

from homeroom_tui.agenda.model import Block, Prompt, Session, TimeRange
from homeroom_tui.meeting.state import Playback
from homeroom_tui.tui.screens.end import EndScreen
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.screens.menu import MenuScreen
from homeroom_tui.tui.widgets.agenda import Agenda
from homeroom_tui.tui.widgets.prompts import Prompts
from tests.tui.sitting import MINUTE, in_meeting, of_session


@pytest.fixture
async def meeting(run, library, clock):
    """Week 1, just started."""
    async with in_meeting(run, library, clock) as sitting:
        yield sitting


def present(meeting) -> str:
    return meeting.screen.view.present.line.block.title


async def test_space_pauses_and_goes_on(meeting):
    await meeting.press("space")
    assert meeting.screen.view.playback is Playback.PAUSED
    await meeting.later(MINUTE)
    assert meeting.screen.view.present.elapsed == 0
    await meeting.press("space")
    assert meeting.screen.view.playback is Playback.RUNNING


async def test_next_back_and_a_minute_more_or_less(meeting):
    for key in ("right", "enter"):
        await meeting.press(key)
        assert present(meeting) == "Work on the [roadmap](/roadmap)"
        await meeting.press("left")
        assert present(meeting) == "Revisit norms"
    await meeting.press("+", "=")
    assert "of 17 min · 2 min more" in meeting.text
    await meeting.press("-", "-", "-")
    assert "of 14 min · 1 min less" in meeting.text


async def test_the_prompt_talked_about_is_marked_by_key_or_click(meeting):
    assert "▸ What was helpful?" in meeting.text
    await meeting.press("down", "down", "down")
    assert "▸ What do you want to keep doing?" in meeting.text
    await meeting.press("up")
    assert "▸ What was helpful?" in meeting.text
    await meeting.pilot.click(Prompts, offset=(10, 2))
    await meeting.pilot.pause()
    assert "▸ What do you want to keep doing?" in meeting.text


async def test_the_prompt_talked_about_stays_in_sight(run, clock):
    prompts = tuple(Prompt(f"Question {n}", (Prompt(f"And {n}?"),)) for n in range(10))
    block = Block("Many", TimeRange(600, 600), prompts)
    async with of_session(run, clock, Session("Long", 600, blocks=(block,)), (60, 20)) as meeting:
        await meeting.press("space", *(["down"] * 13))
        assert "▸ And 6?" in meeting.text
        assert "Question 0" not in meeting.text


async def test_skip_moves_on_from_the_present_block(meeting):
    await meeting.press("s")
    assert present(meeting) == "Work on the [roadmap](/roadmap)"
    assert "× Revisit norms" in meeting.text


async def test_go_to_offers_the_blocks_and_takes_digits(meeting):
    await meeting.press("g")
    assert "Go to which block?" in meeting.text
    await meeting.press("3")
    assert present(meeting) == "Take turns sharing"
    await meeting.press("g", "escape")
    assert present(meeting) == "Take turns sharing"


async def test_of_twelve_blocks_each_is_reached_by_typing(run, clock):
    titles = [*(f"Part {n}" for n in range(1, 12)), "Quiet retro"]
    blocks = tuple(Block(title, TimeRange(300, 300)) for title in titles)
    async with of_session(run, clock, Session("Long", 3600, blocks=blocks)) as meeting:
        await meeting.press("space", "g", "1")
        assert present(meeting) == "Part 1"
        await meeting.press("1")
        assert present(meeting) == "Part 11"
        await meeting.press("g", *"retro", "enter")
        assert present(meeting) == "Quiet retro"
        await meeting.press("g", "1", "enter")
        assert present(meeting) == "Part 1"
        await meeting.press("g", "5")
        assert present(meeting) == "Part 5"
        await meeting.press("g", *"nothing")
        assert "No block has that number, or that in its name." in meeting.text
        await meeting.press("escape")
        assert present(meeting) == "Part 5"


async def test_a_refusal_is_a_calm_sentence(meeting):
    await meeting.press("left")
    assert "This is the first block." in meeting.text
    await meeting.press("f")
    assert "Nothing is too much: the plan ends on time as it is." in meeting.text


async def test_fit_brings_it_back_to_ending_on_time(meeting):
    await meeting.later(30 * MINUTE)
    assert " late. Choose one: " in meeting.text
    await meeting.press("f")
    assert "✓ on time" in meeting.text


async def test_undo_names_what_it_took_back_and_what_came_before(meeting):
    await meeting.press("+", "right", "u")
    assert "Undone: next block" in meeting.text
    assert "Before it: +1 min, start" in meeting.text
    assert present(meeting) == "Revisit norms"
    await meeting.press("U")
    assert present(meeting) == "Work on the [roadmap](/roadmap)"
    assert "Done again: next block" in meeting.text


async def test_a_hard_end_is_typed_during_the_meeting(meeting):
    await meeting.press("E")
    await meeting.later(12)
    assert meeting.screen.view.present.elapsed == 12
    await meeting.press(*"3:15 PM", "enter")
    assert "until 3:15 PM" in meeting.text


async def test_a_beginning_can_be_corrected_within_bounds(meeting):
    await meeting.later(10 * MINUTE)
    await meeting.press("right", "space", "space", "B")
    assert "This block started … ago" in meeting.text
    await meeting.press("enter")
    assert present(meeting) == "Work on the [roadmap](/roadmap)"
    assert meeting.screen.view.present.elapsed == 3 * MINUTE
    await meeting.press("B", *"5-10", "enter")
    assert "Write a single length, for example 3 min." in meeting.text
    await meeting.press("escape", "B", *"11 min", "enter")
    assert "That is before the block before it began." in meeting.text


async def test_a_block_that_nobody_planned(meeting):
    await meeting.press("a", *"Stretch", "enter", "right")
    assert present(meeting) == "Stretch"
    await meeting.press("a", "backspace", "enter")
    assert "Give it a name" in meeting.text
    await meeting.press(*"Tea", "tab", *"soon", "enter")
    assert "Write for example 5 min or 5-10." in meeting.text


async def test_finish_asks_and_so_does_next_on_the_last_block(meeting):
    await meeting.press("F")
    assert "3 blocks are still to come." in meeting.text
    await meeting.press("n")
    assert isinstance(meeting.pilot.app.screen, MeetingScreen)
    await meeting.press("right", "right", "right")
    assert "→ Finish" in meeting.text
    await meeting.press("right")
    assert "Finish the meeting?" in meeting.text
    await meeting.press("y")
    assert isinstance(meeting.pilot.app.screen, EndScreen)


async def test_leaving_asks(meeting):
    await meeting.press("q", "n")
    assert isinstance(meeting.pilot.app.screen, MeetingScreen)
    await meeting.press("ctrl+c", "y")
    assert isinstance(meeting.pilot.app.screen, MenuScreen)


LINKED = Session(
    "Links",
    duration=1800,
    blocks=(
        Block("Discuss", TimeRange(600, 900), (Prompt("Talk"), Prompt("Read [this](/roadmap)"))),
        Block("Fill in [the form](/form)", TimeRange(300, 300)),
    ),
)


async def test_a_link_of_the_title_or_present_prompt_is_offered(run, clock):
    async with of_session(run, clock, LINKED) as meeting:
        await meeting.press("space")
        offered = []
        for key in ("down", "up", "right"):
            offered.append("o Open link" in meeting.text)
            await meeting.press(key)
        assert [*offered, "o Open link" in meeting.text] == [False, True, False, True]


async def test_links_open_and_blocks_are_copied(meeting, monkeypatch):
    opened = []
    monkeypatch.setattr("homeroom_tui.tui.app.HomeroomApp.open_link", lambda _, u: opened.append(u))
    await meeting.press("right", "o", "y")
    assert opened == ["https://example.org/roadmap"]
    assert meeting.pilot.app.clipboard == "https://example.org/roadmap"
    await meeting.press("Y")
    assert meeting.pilot.app.clipboard == (
        "Work on the roadmap (https://example.org/roadmap) (15–20 min)"
    )
    await meeting.press("right", "right", "Y")
    assert meeting.pilot.app.clipboard == (
        "As a group discuss (10–15 min)\n• What stood out?\n   – And what surprised you?"
    )


async def test_keys_in_the_agenda_act_on_its_cursor(meeting):
    await meeting.press("tab", "down", "+", "+")
    assert "17 min · pinned" in meeting.text
    await meeting.press("0", "s")
    assert "× Take turns sharing" in meeting.text
    await meeting.press("s", "up", "enter")
    assert present(meeting) == "Work on the [roadmap](/roadmap)"
    assert not meeting.screen.choosing
    await meeting.press("left", "tab", "escape", "down")
    assert "▸ What do you want to keep doing?" in meeting.text


async def test_clicks_in_the_agenda_choose_and_go(
    meeting,
):
    await meeting.pilot.click(Agenda, offset=(10, 7))
    assert present(meeting) == "Revisit norms"
    await meeting.pilot.click(Agenda, offset=(10, 7))
    await meeting.pilot.pause()
    assert present(meeting) == "Take turns sharing"
    await meeting.pilot.click("Footer", offset=(20, 1))
    await meeting.pilot.pause()
    assert present(meeting) == "As a group discuss"


async def test_signals_stand_in_the_frame_once_each_until_a_key(meeting, monkeypatch):
    bells = []
    monkeypatch.setattr(meeting.pilot.app, "bell", lambda: bells.append(True))
    await meeting.later(14 * MINUTE)
    assert "● Time to wrap up this block." in meeting.text
    assert bells == []
    await meeting.press("b")
    assert "Time to wrap up this block" not in meeting.text
    await meeting.later(MINUTE)
    assert "● This block reached its target." in meeting.text
    assert bells == [True]
    await meeting.press("space", "space", "right", "u")
    await meeting.later(1)
    assert "●" not in meeting.text


async def test_five_minutes_before_the_hard_end_and_at_it(meeting):
    await meeting.later(55 * MINUTE)
    assert "5 minutes left in the meeting." in meeting.text
    await meeting.press("down")
    await meeting.later(5 * MINUTE)
    assert "The meeting was to end at 3:00 PM." in meeting.text
    await meeting.later(MINUTE)
    assert "‼ 1:00 past the end" in meeting.text


async def test_an_automatic_end_waits_for_an_open_question(run, clock):
    block = Block("Break", TimeRange(300, 300), advance="auto")
    async with of_session(run, clock, Session("Short", 300, blocks=(block,))) as meeting:
        await meeting.press("space", "E")
        await meeting.later(5 * MINUTE)
        await meeting.press("escape")
        assert isinstance(meeting.pilot.app.screen, EndScreen)


async def test_ticks_are_due_on_the_shown_second(meeting):
    heard: list[object] = []
    meeting.running.listeners.append(heard.append)
    await meeting.press("+", "u", "left")
    assert [type(event).__name__ for event in heard] == ["AddTime", "Undo"]
    await meeting.later(7.25)
    assert meeting.screen.seconds_until_due() == pytest.approx(0.75)


async def test_only_visible_blocks_cost_drawing_time(run, clock, monkeypatch):
    blocks = tuple(Block(f"Block {n}", TimeRange(60, 120)) for n in range(500))
    async with of_session(run, clock, Session("Long", 36000, blocks=blocks)) as meeting:
        await meeting.press("space")
        agenda = meeting.screen.query_one(Agenda)
        asked = []
        row_of = agenda._row_of
        monkeypatch.setattr(agenda, "_row_of", lambda b, w: asked.append(b.id) or row_of(b, w))
        await meeting.later(1)
        assert 0 < len(set(asked)) <= agenda.size.height + 1


async def test_blocks_are_moved_taken_later_and_added_behind_the_cursor(meeting):
    await meeting.press("tab", "J")
    titles = [line.block.title for line in meeting.screen.view.blocks]
    assert titles[1] == "Take turns sharing"
    await meeting.press("a", *"Stretch", "enter")
    titles = [line.block.title for line in meeting.screen.view.blocks]
    assert titles[3] == "Stretch"
    await meeting.press("K", "escape", "L")
    titles = [line.block.title for line in meeting.screen.view.blocks]
    assert titles[:2] == ["Work on the [roadmap](/roadmap)", "Revisit norms"]
    assert present(meeting) == "Work on the [roadmap](/roadmap)"


async def test_a_timer_takes_the_length_of_the_prompt(run, clock):
    prompts = (Prompt("Talk"), Prompt("Write silently", duration=180))
    week = Session("Week", 3600, blocks=(Block("Study", TimeRange(1800, 1800), prompts),))
    async with of_session(run, clock, week) as meeting:
        await meeting.press("space", "down")
        assert "▸ Write silently · 3 min" in meeting.text
        await meeting.press(":", "enter")
        assert "timer 3:00" in meeting.text
        assert "30:00" in meeting.text


async def test_a_small_timer_is_started_seen_and_stopped(meeting):
    await meeting.press(":", "enter")
    await meeting.later(30)
    assert "timer 1:30" in meeting.text
    await meeting.press(":")
    assert "timer 1:30" not in meeting.text


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20)])
async def test_moved_postponed_and_timed_blocks_look_right(run, clock, golden, size):
    prompts = (Prompt("Talk"), Prompt("Write silently", duration=180))
    titles = ("Open", "Study", "Share", "Close")
    blocks = tuple(Block(title, TimeRange(600, 900), prompts) for title in titles)
    async with of_session(run, clock, Session("Week", 3600, blocks=blocks), size) as meeting:
        await meeting.press("space")
        await meeting.later(MINUTE)
        await meeting.press("L", "tab", "down", "down", "K", "escape")
        await meeting.press("down", ":", "enter", "n", *"= We meet at ten", "escape")
        await meeting.later(30)
        golden(f"meeting-order-{size[0]}x{size[1]}", meeting.text)
