"""What earlier meetings left open stands in the lobby, and its list deals with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeroom_tui.meeting import events as ev
from homeroom_tui.tui.screens.lobby import LobbyScreen
from homeroom_tui.tui.screens.notes import CarriedScreen
from tests.tui.driving import settled
from tests.tui.kept import Places, places, recorded, stop
from tests.tui.sitting import MINUTE, Sitting, in_lobby

WEEK = 7 * 24 * 60 * MINUTE


@pytest.fixture
def kept(tmp_path: Path) -> Places:
    return places(tmp_path)


@pytest.fixture
def last_time(library, clock, kept):
    """Week 1 a week ago: its third block was skipped, the last never begun."""
    running = recorded(library, clock, kept)
    running.start()
    running.write_note("1", "!ask Ana [/x]\n\n?Who has a template", "1")
    clock.move(16 * MINUTE)
    running.next()
    running.skip_or_restore("3")
    clock.move(18 * MINUTE)
    running.finish()
    stop(running)
    clock.move(WEEK)


def titles(meeting: Sitting) -> list[str]:
    return [line.block.title for line in meeting.screen.view.blocks]


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20)])
async def test_they_stand_in_the_lobby_and_in_a_list(
    run, library, clock, kept, golden, last_time, size
):
    async with in_lobby(run, library, clock, size, week="2", **kept) as meeting:
        golden(f"lobby-open-{size[0]}x{size[1]}", meeting.text)
        await meeting.press("x", "space", "down", "d", "down", "enter", "down")
        golden(f"carried-{size[0]}x{size[1]}", meeting.text)


async def test_a_block_is_taken_in_with_its_prompts_where_the_cursor_is(
    run, library, clock, kept, last_time
):
    async with in_lobby(run, library, clock, week="2", **kept) as meeting:
        await meeting.press("x", "down", "down", "down", "enter", "escape")
        assert titles(meeting) == [
            "Revisit norms",
            "As a group discuss",
            "Discuss your **progress**",
        ]
        taken = meeting.screen.view.blocks[1].block
        assert [prompt.text for prompt in taken.prompts] == ["What stood out?"]
        await meeting.press("x", "down", "down", "down", "enter")
        assert "That is in the agenda already." in meeting.text
        await meeting.press("escape", "u")
        assert titles(meeting) == ["Revisit norms", "Discuss your **progress**"]


async def test_what_is_dealt_with_is_gone_after_a_kill(run, library, clock, kept, last_time):
    async with in_lobby(run, library, clock, week="2", **kept) as meeting:
        await meeting.press("x", "space", "down", "d", "down", "enter", "escape", "space")
        await meeting.later(MINUTE)
        meeting.running.recorder.journal.close()  # nothing else of the end was written
    kept["archive"].put_away(kept["archive"].find(), clock.utc)
    clock.move(WEEK)
    async with in_lobby(run, library, clock, week="3", **kept) as meeting:
        open_ = [(item.text, item.of[:6]) for item in meeting.running.carried()]
        assert open_ == [
            ("Take turns sharing", "Week 2"),
            ("Discuss your **progress**", "Week 2"),
            ("As a group discuss", "Week 1"),
        ]


async def test_who_is_wrong_takes_it_back_by_the_same_key(run, library, clock, kept, last_time):
    async with in_lobby(run, library, clock, week="2", **kept) as meeting:
        await meeting.press("x", "space", "space", "d", "delete")
        assert {item.outcome.value for item in meeting.running.carried()} == {"open"}
        await meeting.press("enter")  # of an action item there is nothing to take in
        assert meeting.running.carried()[0].outcome.value == "done"


async def test_without_anything_open_there_is_no_list(run, library, clock, kept):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await meeting.press("x")
        assert isinstance(meeting.pilot.app.screen, LobbyScreen)


async def test_a_click_chooses_and_another_ticks(run, library, clock, kept, last_time):
    async with in_lobby(run, library, clock, week="2", **kept) as meeting:
        await meeting.press("x")
        for outcome in ("open", "done"):
            await meeting.pilot.click("#choices WrappedText", offset=(10, 2))
            await settled(meeting.pilot)
            assert isinstance(meeting.pilot.app.screen, CarriedScreen)
            assert meeting.running.carried()[1].outcome.value == outcome


async def test_texts_of_others_stand_letter_for_letter(run, library, clock, kept, untrusted):
    async with in_lobby(run, library, clock, **kept) as meeting:
        meeting.running.start()
        for number, text in enumerate(untrusted.values()):
            meeting.running.write_note(str(number), f"!{text}")
        meeting.running.finish()
        meeting.pilot.app.leave_now()
    clock.move(WEEK)
    async with in_lobby(run, library, clock, week="2", **kept) as meeting:
        await meeting.press("x")
        for _ in meeting.running.carried():
            await meeting.press("space", "down")
            assert "\x1b" not in meeting.text


def test_every_way_to_deal_with_it_is_an_event():
    assert {ev.Tick, ev.LetGo} < set(ev.NOTED)
    assert ev.TakeIn.undoable
