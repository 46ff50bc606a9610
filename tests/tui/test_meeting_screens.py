"""The meeting screen in each phase, at each size, and when it would end late."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from homeroom_tui.agenda.model import Block, Prompt, Session, TimeRange
from homeroom_tui.tui.app import FirstMeeting
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.prompts import Prompts
from tests.tui.driving import settled
from tests.tui.sitting import MINUTE, in_lobby, in_meeting, of_session

SIZES = [(100, 30), (80, 24), (60, 20)]
PHASES = {
    "early": 5 * MINUTE,
    "enough": 15 * MINUTE + 10,
    "closing": 16 * MINUTE + 15,
    "over": 17 * MINUTE + 30,
    "overtime": 20 * MINUTE + 30,
}
"""Seconds into a block of 15 to 20 minutes that got 16:57."""


@pytest.mark.parametrize("size", SIZES)
async def test_each_phase_has_its_word_and_its_mark(run, library, clock, golden, size):
    async with in_meeting(run, library, clock, size) as meeting:
        await meeting.later(10 * MINUTE)
        await meeting.press("right")
        for phase, elapsed in PHASES.items():
            await meeting.later(elapsed - meeting.screen.view.present.elapsed)
            assert meeting.screen.view.present.phase.value == phase
            golden(f"meeting-{phase}-{size[0]}x{size[1]}", meeting.text)


async def test_the_meeting_at_other_sizes_and_on_the_way_there(run, library, clock, golden):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("down")
        await meeting.later(14 * MINUTE + 30)
        for width, height in [(160, 50), (120, 36), (40, 12), (20, 5)]:
            await meeting.pilot.resize_terminal(width, height)
            await meeting.later(0)
            golden(f"meeting-closing-{width}x{height}", meeting.text)


async def test_an_early_first_block_makes_later_ones_longer(run, library, clock, golden):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.later(10 * MINUTE)
        await meeting.press("right")
        golden("meeting-ahead-100x30", meeting.text)
        assert "15:00" not in meeting.text.split("Take turns")[1].split("\n")[0]


async def test_four_minutes_past_the_target_and_still_on_time(run, library, clock, golden):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.later(19 * MINUTE)
        await meeting.press("right")
        assert "on time, ends 2:59 PM · this block can take 1:00 more" in meeting.text
        golden("meeting-behind-100x30", meeting.text)


async def test_ten_minutes_past_the_target_says_what_would_mend_it(run, library, clock, golden):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.later(25 * MINUTE)
        await meeting.press("right")
        assert "! ends 5 min late. Choose one:" in meeting.text
        said = " ".join(meeting.text.split())
        assert " to 10 min (Tab, ↑ to it, then − 5 times), skip “As a group" in said
        assert " (Tab to it, then s), shorten all (f), or end at 3:05 PM (E)" in said
        assert "move on by 2:35 PM" in meeting.text
        golden("meeting-too-much-100x30", meeting.text)


async def test_fit_is_offered_only_where_it_would_help(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.later(30 * MINUTE)
        assert "f Fit" in meeting.text
        await meeting.later(31 * MINUTE)
        assert "past the end" in meeting.text
        assert "f Fit" not in meeting.text


async def test_the_next_block_gets_the_target_shown(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.later(17 * MINUTE + 12.5)
        promised = meeting.screen.view.line("2").target
        await meeting.press("right")
        assert meeting.screen.view.present.target == promised


async def test_a_pause_stands_in_words_beside_the_countdown(run, library, clock, golden):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.later(3 * MINUTE)
        await meeting.press("space")
        await meeting.later(2 * MINUTE + 10)
        assert "‖ paused 2:10" in meeting.text
        golden("meeting-paused-100x30", meeting.text)


async def test_the_agenda_replaces_prompts_in_narrow_windows(run, library, clock, golden):
    async with in_meeting(run, library, clock, (60, 20)) as meeting:
        await meeting.press("tab")
        golden("meeting-choosing-60x20", meeting.text)


async def test_the_bar_marks_the_hard_end_of_a_late_plan(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        assert "║" not in meeting.text
        await meeting.later(30 * MINUTE)
        assert "║" in meeting.text


async def test_nothing_moves_from_one_second_to_the_next(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        widths = set()
        for _ in range(12):
            await meeting.later(MINUTE - 1)
            line = next(line for line in meeting.text.splitlines() if "of 15 min" in line)
            widths.add(line.index("of 15 min"))
        assert len(widths) == 1


async def test_a_meeting_without_hard_end_has_no_verdict(run, library, clock):
    async with in_lobby(
        run, library, clock, first=FirstMeeting(lambda meeting: meeting.set_hard_end(None))
    ) as meeting:
        assert "no hard end" in meeting.text
        await meeting.press("space")
        assert "○ no hard end · ends 3:02 PM" in meeting.text
        assert "until" not in meeting.text


async def test_a_draft_is_one_block_of_its_duration(run, library, clock):
    async with in_meeting(run, library, clock, week="3") as meeting:
        await meeting.later(10 * MINUTE)
        assert "1 of 1 · Not yet written" in meeting.text
        assert "can run to 3:00 PM" in meeting.text


async def test_a_key_that_comes_before_the_screen_is_there_counts(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        meeting.running.start()
        screen = MeetingScreen(meeting.running)
        meeting.pilot.app.push_screen(screen)
        await screen.action_command("skip")
        assert not screen.is_mounted
        await settled(meeting.pilot)
        assert "2 of 4" in meeting.text


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20), (40, 12)])
async def test_no_letter_of_a_prompt_is_under_the_scrollbar(run, clock, size):
    words = "What questions or concerns do you have about working with each other?"
    block = Block("Discuss", TimeRange(600, 900), tuple(Prompt(words) for _ in range(12)))
    async with of_session(
        run, clock, Session("Week", duration=3600, blocks=(block,)), size
    ) as meeting:
        await meeting.press("space")
        prompts = meeting.screen.query_one(Prompts)
        assert prompts.show_vertical_scrollbar
        room = prompts.scrollable_content_region.width
        lines = prompts.query_one(WrappedText).render().plain.split("\n")
        assert all(cell_len(line) <= room for line in lines)


async def test_under_a_panel_the_footer_offers_nothing(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("n")
        await meeting.later(2)
        assert "Pause" not in meeting.text
        await meeting.press("escape")
        assert "Space Pause" in meeting.text


@pytest.mark.parametrize("late", [False, True], ids=["before it is built", "before it is begun"])
async def test_an_end_before_the_first_screen_is_clean(run, library, clock, late):
    async with in_lobby(run, library, clock) as meeting:
        meeting.running.start()
        app = meeting.pilot.app
        if late:
            app.leave_now(143)
            app.push_screen(MeetingScreen(meeting.running))
        else:
            app.push_screen(MeetingScreen(meeting.running))
            app.leave_now(143)
    assert app.return_code == 143
