"""Questions, help and guidelines, by keyboard and mouse, with anybody's text in them."""

from __future__ import annotations

import re

import pytest
from textual import events
from textual.widgets import Input

from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.model import Series
from homeroom_tui.tui.screens.base import YES_OR_NO, Choice, FormField
from homeroom_tui.tui.screens.help import HelpScreen
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.screens.menu import MenuScreen
from homeroom_tui.tui.screens.page import GuidelinesScreen
from homeroom_tui.tui.screens.panels import FormScreen, QuestionScreen
from homeroom_tui.tui.text import visible
from tests.tui.driving import shown
from tests.tui.sitting import MINUTE, in_meeting

DAYS = [Choice("mon", "Monday", "m"), Choice("tue", "Tuesday", "t"), Choice("wed", "Wednesday")]


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["enter"], "mon"),
        (["down", "enter"], "tue"),
        (["up", "enter"], "wed"),
        (["t"], "tue"),
        (["escape"], None),
        (["q"], None),
        (["ctrl+c"], None),
    ],
)
async def test_a_question_is_answered_by_keyboard(run, keys, answer):
    answers: list[str | None] = []
    async with run() as pilot:
        pilot.app.push_screen(QuestionScreen("Which day?", "", DAYS), answers.append)
        await pilot.pause()
        await pilot.press(*keys)
        assert answers == [answer]
        assert isinstance(pilot.app.screen, MenuScreen)


async def test_a_question_is_answered_by_mouse(run):
    answers: list[str | None] = []
    async with run() as pilot:
        pilot.app.push_screen(QuestionScreen("Which day?", "", DAYS), answers.append)
        await pilot.pause()
        await pilot.click("#choices WrappedText", offset=(6, 2))
        await pilot.pause()
        assert answers == ["wed"]


async def test_yes_or_no_looks_like_this(run, golden):
    async with run((60, 20)) as pilot:
        text = "It goes on where it stands\nwhen you come back."
        pilot.app.push_screen(QuestionScreen("Leave the meeting?", text, YES_OR_NO))
        await pilot.pause()
        golden("question-60x20", shown(pilot))


async def test_a_question_shows_anybodys_words(run, untrusted):
    async with run() as pilot:
        for text in untrusted.values():
            choices = [Choice("a", text), Choice("b", "or this")]
            pilot.app.push_screen(QuestionScreen(f"Is it {text}?", text, choices))
            await pilot.pause()
            screen = shown(pilot)
            assert screen.count(visible(text)[:8].strip()) >= 2
            assert "\x1b" not in screen
            pilot.app.pop_screen()


@pytest.mark.parametrize("size", [(40, 12), (20, 5), (1, 1)])
async def test_panels_stand_any_size(run, size):
    async with run(size) as pilot:
        pilot.app.push_screen(QuestionScreen("Which day?", "", DAYS))
        await pilot.press("down", "escape", "question_mark", "down", "escape", "g")


async def test_help_says_what_can_be_done_here_and_now(run, golden):
    async with run() as pilot:
        await pilot.press("?")
        assert isinstance(pilot.app.screen, HelpScreen)
        text = shown(pilot)
        assert "Show all weeks again" not in text
        golden("help-menu", text)
        await pilot.press("q")
        assert isinstance(pilot.app.screen, MenuScreen)


async def test_guidelines_show_the_series_own_words(run, golden):
    async with run((80, 24)) as pilot:
        await pilot.press("g")
        golden("guidelines-80x24", shown(pilot))


async def test_guidelines_and_header_show_anybodys_words(run, untrusted):
    async with run() as pilot:
        for text in untrusted.values():
            series = Series(title=f"T{text}", guidelines=f"G{text}")
            pilot.app.push_screen(GuidelinesScreen(series))
            await pilot.pause()
            screen = shown(pilot)
            assert visible(f"T{text}")[:8].strip() in screen
            assert visible(plain(f"G{text}")).split()[0][:8] in screen
            pilot.app.pop_screen()


async def test_a_toast_shows_anybodys_words(run, untrusted):
    async with run((200, 60)) as pilot:
        for text in untrusted.values():
            pilot.app.screen.say(f"It is: {text}")
            await pilot.pause()
            assert visible(text).strip()[:3] in shown(pilot)
            pilot.app.clear_notifications()


@pytest.mark.parametrize("where", ["a question", "the menu's find", "the palette"])
async def test_pasted_text_never_reaches_the_terminal_raw(run, untrusted, where):
    async with run() as pilot:
        if where == "a question":
            pilot.app.push_screen(FormScreen("What?", [FormField("A title", "", str)]))
            await pilot.pause()
        else:
            await pilot.press("slash" if where == "the menu's find" else "ctrl+p")
        for text in ("escape", "overrides"):
            pilot.app.post_message(events.Paste(untrusted[text]))
            await pilot.pause()
        await pilot.press("a")
        assert pilot.app.screen.query_one(Input).value
        assert all(line.isprintable() for line in shown(pilot).splitlines())


async def test_a_choice_is_in_sight_however_many_there_are(run, library, clock):
    async with in_meeting(run, library, clock, (40, 12)) as meeting:
        await meeting.press("g")
        for _ in range(4):
            assert re.search("▸ +[1-4]", meeting.text)
            await meeting.press("down")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
@pytest.mark.parametrize("key", ["q", "g", "E", "n"])
async def test_countdown_and_verdict_stay_in_sight_under_a_panel(run, library, clock, size, key):
    async with in_meeting(run, library, clock, size) as meeting:
        digits = [line for line in meeting.text.splitlines() if "██" in line]
        await meeting.press(key)
        assert not isinstance(meeting.pilot.app.screen, MeetingScreen)
        assert [line for line in meeting.text.splitlines() if "██" in line] == digits
        assert "can take 5:00 more" in meeting.text


async def test_where_little_fits_what_would_mend_the_plan_is_whole(run, library, clock):
    async with in_meeting(run, library, clock, (40, 12)) as meeting:
        await meeting.later(27 * MINUTE)
        assert "ends 7 min late: shorten all (f)," in meeting.text
        assert "or end at 3:07 PM" in meeting.text


async def test_help_says_that_there_is_more_below(run, library, clock):
    async with in_meeting(run, library, clock, (80, 24)) as meeting:
        await meeting.press("?")
        await meeting.pilot.pause()
        assert "scroll to more" in meeting.text
    async with in_meeting(run, library, clock, (160, 50)) as meeting:
        await meeting.press("?")
        await meeting.pilot.pause()
        assert "scroll to more" not in meeting.text
