"""The lobby: what is planned, when it would end, and that nothing counts before the start."""

from __future__ import annotations

import pytest

from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.tui.app import FirstMeeting
from homeroom_tui.tui.screens.lobby import LobbyScreen
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.screens.menu import MenuScreen
from homeroom_tui.tui.widgets.agenda import Agenda
from homeroom_tui.tui.widgets.carried import OpenItems
from tests.tui.sitting import MINUTE, in_lobby, in_meeting, of_session


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20)])
async def test_the_lobby_shows_the_plan(run, library, clock, golden, size):
    async with in_lobby(run, library, clock, size) as meeting:
        golden(f"lobby-{size[0]}x{size[1]}", meeting.text)


async def test_nothing_counts_before_the_start(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        assert "2:30 PM  Take turns sharing" in meeting.text
        await meeting.later(10 * MINUTE)
        assert "2:40 PM  Take turns sharing" in meeting.text
        assert meeting.screen.view.gone == 0
        await meeting.press("B", "enter")
        assert meeting.screen.view.gone == 3 * MINUTE


async def test_space_starts_and_undoing_it_leads_back_to_the_lobby(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.later(90)
        await meeting.press("u")
        assert "if it starts now" in meeting.text
        await meeting.press("U")
        assert meeting.screen.view.gone == 90
        await meeting.press("u", "enter", "escape")
        assert "if it starts now" in meeting.text
        await meeting.press("space")
        assert meeting.screen.view.gone == 0
        assert "1 of 4" in meeting.text


async def test_a_late_start_makes_a_tighter_plan(run, library, clock):
    async with in_lobby(
        run,
        library,
        clock,
        first=FirstMeeting(lambda meeting: meeting.set_hard_end(clock.utc + 3600)),
    ) as meeting:
        await meeting.later(4 * MINUTE)
        assert "✓ on time, ends 2:59 PM\n" in meeting.text
        assert "until 3:00 PM, 4 minutes less than planned" in meeting.text
        await meeting.later(10 * MINUTE)
        assert "! ends 9 min late" in meeting.text


async def test_the_hard_end_can_be_set_changed_and_taken_away(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("E", *"15:30", "enter")
        assert "until 3:30 PM" in meeting.text
        await meeting.press("E", *"soon", "enter")
        assert "That isn't a time of day. Write for example 15:00 or 3:00 PM." in meeting.text
        await meeting.press("escape", "E", "backspace", "enter")
        assert "no hard end" in meeting.text
        await meeting.press("u", "u")
        assert "until 3:00 PM" in meeting.text


async def test_commands_act_on_the_block_under_the_cursor(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("down", "+")
        assert "16 min" in meeting.text
        assert "15–20 min · pinned" in meeting.text
        assert meeting.screen.view.line("2").target == 16 * MINUTE
        await meeting.press("0")
        assert "pinned" not in meeting.text
        await meeting.press("down", "s")
        assert "skipped" in meeting.text
        await meeting.press("s")
        assert "skipped" not in meeting.text


async def test_what_is_too_much_can_be_fitted(run, clock):
    blocks = tuple(Block(f"Part {n}", TimeRange(1200, 1200)) for n in range(1, 5))
    async with of_session(run, clock, Session("Full", 3600, blocks=blocks)) as meeting:
        assert (
            "! ends 20 min late. Choose one: skip “Part 1” (s), shorten all (f),"
            " or end at 3:20 PM (E)" in meeting.text
        )
        await meeting.press("f")
        assert "✓ on time, ends" in meeting.text


async def test_the_intro_stands_before_the_plan(run, clock):
    session = Session("Hello", 600, blocks=(Block("Talk", TimeRange(600, 600)),), intro="Be *kind*")
    async with of_session(run, clock, session) as meeting:
        assert meeting.text.index("Be kind") < meeting.text.index("Talk")


async def test_the_mouse_chooses_a_block_and_starts(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.pilot.click(Agenda, offset=(20, 4))
        assert meeting.screen.cursor == "2"
        await meeting.pilot.click("Footer", offset=(5, 1))
        await meeting.pilot.pause()
        assert isinstance(meeting.pilot.app.screen, MeetingScreen)


async def test_leaving_the_lobby_leads_to_the_menu_without_a_question(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("q")
        assert isinstance(meeting.pilot.app.screen, MenuScreen)


async def test_a_rehearsal_says_so_and_ticks_ten_times_a_second(run, library, clock):
    async with in_lobby(run, library, clock, (60, 20), first=FirstMeeting(speed=60)) as meeting:
        assert "REHEARSAL ×60" in meeting.text
        assert meeting.screen.seconds_until_due() == pytest.approx(0.1)


async def test_keys_can_be_looked_up_while_the_lobby_closes(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.screen.query_one(OpenItems).remove()
        assert not meeting.screen.can("carried")
        meeting.screen.refresh_bindings()
        await meeting.pilot.pause()
        meeting.pilot.app.leave_now(129)
        meeting.screen.tick()  # one that was due meanwhile draws on nothing
    assert meeting.pilot.app.return_code == 129


async def test_enter_reads_the_block_under_the_cursor(run, library, clock):
    async with in_lobby(run, library, clock, (60, 20)) as meeting:
        await meeting.press("down", "enter")
        assert "Work on the roadmap" in meeting.text
        await meeting.press("escape", "up", "enter")
        assert "• What was helpful?" in meeting.text
        await meeting.press("escape")
        assert isinstance(meeting.pilot.app.screen, LobbyScreen)


async def test_lateness_agrees_with_the_clock(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("E", "ctrl+u", *"3:00 PM", "enter")
        await meeting.later(4 * MINUTE + 20)
        assert "2:04 PM" in meeting.text
        assert "until 3:00 PM, 4 minutes less than planned" in meeting.text
