"""The menu knows which Wednesday it is, and the end of a meeting what comes next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.tui.widgets.session_list import SessionList
from tests.tui.driving import shown
from tests.tui.sitting import MINUTE, TWELVE, in_lobby, in_meeting, of_session

GROUP = """\
people: [Ana, Ben]
first_meeting: 2026-10-28
time: 2:00 PM
zone: UTC
air_time: true
"""


@pytest.fixture
def library(tmp_path) -> Library:
    """Five weeks of a group that meets from 28 October on."""
    folder = tmp_path / "five"
    folder.mkdir()
    for week in range(1, 6):
        text = f"title: Topic {week}\nweek: {week}\nduration: 60 min\n"
        blocks = "blocks:\n  - title: Share\n    duration: 60 min\n"
        (folder / f"week-{week}.yaml").write_text(text + blocks, encoding="utf-8")
    (folder / "series.yaml").write_text("title: Mod 2\nmeets: Wednesday\n", encoding="utf-8")
    (folder / "group.yaml").write_text(GROUP, encoding="utf-8")
    return Library(folder)


def set_to(clock, month: int, day: int, hour: int = 12) -> None:
    clock.utc = datetime(2026, month, day, hour, tzinfo=UTC).timestamp()


DAYS = [
    (10, 19, 1, "starts in 9 days"),
    (10, 27, 1, "starts tomorrow 2:00 PM"),
    (10, 28, 1, "Week 1 today 2:00 PM"),
    (10, 29, 2, "Week 2 in 6 days"),
    (11, 3, 2, "Week 2 tomorrow 2:00 PM"),
    (11, 4, 2, "Week 2 today 2:00 PM"),
    (11, 11, 3, "Week 3 today 2:00 PM"),
    (11, 18, 4, "Week 4 today 2:00 PM"),
    (11, 25, 5, "Week 5 today 2:00 PM"),
    (11, 26, 5, "the last week was yesterday"),
    (12, 25, 5, "the last week was 30 days ago"),
]


@pytest.mark.parametrize(("month", "day", "week", "said"), DAYS)
async def test_the_menu_opens_on_the_week_it_is(run, library, clock, month, day, week, said):
    set_to(clock, month, day)
    async with run((100, 30), TWELVE) as pilot:
        assert pilot.app.screen.query_one(SessionList).row.label == f"Week {week}"
        assert said in shown(pilot)
        assert shown(pilot).count("•▸") == 1


async def test_the_menu_of_this_wednesday(run, library, clock, golden):
    set_to(clock, 11, 18)
    async with run((100, 30), TWELVE) as pilot:
        golden("menu-this-week-100x30", shown(pilot))


async def test_the_mark_moves_at_midnight_and_the_cursor_stays(run, library, clock):
    set_to(clock, 11, 18, 23)
    async with run((100, 30), TWELVE) as pilot:
        await pilot.press("home")
        clock.move(3600)
        pilot.app.screen.tick()
        await pilot.pause()
        assert pilot.app.screen.query_one(SessionList).row.label == "Week 1"
        assert "Week 5 in 6 days" in shown(pilot)


async def test_without_dates_the_menu_opens_on_week_1(run, library, clock):
    (library.folders[0] / "group.yaml").unlink()
    async with run() as pilot:
        assert pilot.app.screen.query_one(SessionList).row.label == "Week 1"
        assert "•" not in shown(pilot).split("Week 2")[0].split("Week 1")[0]


async def test_started_a_little_late_it_ends_when_it_was_to(run, library, clock):
    set_to(clock, 11, 18, 14)
    clock.move(12 * MINUTE)
    async with in_lobby(run, library, clock, week="4") as meeting:
        assert "until 3:00 PM, 12 minutes less than planned" in meeting.text
        await meeting.press("space")
        assert "until 3:00 PM" in meeting.text


async def test_started_early_it_has_its_hour(run, library, clock):
    set_to(clock, 11, 18, 13)
    async with in_lobby(run, library, clock, week="4") as meeting:
        assert "until 2:00 PM" in meeting.text


async def test_the_end_shows_next_week_and_air_time(run, library, clock, golden):
    set_to(clock, 11, 18, 14)
    async with in_meeting(run, library, clock, week="4") as meeting:
        await meeting.press("t")
        await meeting.later(20 * MINUTE)
        await meeting.press("t")
        await meeting.later(25 * MINUTE)
        await meeting.press("F", "y")
        assert "Air time  Ana 20 min, Ben 25 min\n" in meeting.text
        assert "Next      Week 5 · Topic 5, Wednesday 25 November 2:00 PM" in meeting.text
        golden("end-people-100x30", meeting.text)


async def test_the_next_meeting_is_the_one_that_the_menu_shows(run, library, clock):
    set_to(clock, 11, 6)  # two days after the date of week 2
    async with in_meeting(run, library, clock, week="1") as meeting:
        await meeting.press("F", "y")
        assert "Next      Week 3 · Topic 3, Wednesday 11 November 2:00 PM" in meeting.text


async def test_after_the_last_week_nothing_comes_next(run, library, clock):
    async with in_meeting(run, library, clock, week="5") as meeting:
        await meeting.press("F", "y")
        assert "Next " not in meeting.text


async def test_air_time_is_told_to_those_only_who_want_it(run, library, clock):
    (library.folders[0] / "group.yaml").write_text("people: [Ana]\n", encoding="utf-8")
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("t")
        await meeting.later(MINUTE)
        await meeting.press("F", "y")
        assert "Air time" not in meeting.text
        assert "Next      Week 2 · Topic 2\n" in meeting.text


POM = Block("Take a 5-min pom, then join [your group](/group)", TimeRange(300, 300), advance="auto")
WEEK = Session("Mix it up", 900, blocks=(Block("Share", TimeRange(600, 600)), POM))


async def test_after_a_final_break_the_next_step_is_shown(run, clock, monkeypatch):
    async with of_session(run, clock, WEEK) as meeting:
        meeting.running.base_url = "https://example.org"
        opened: list[str] = []
        monkeypatch.setattr(meeting.pilot.app, "open_link", opened.append)
        await meeting.press("space")
        await meeting.later(10 * MINUTE)
        await meeting.press("right")
        await meeting.later(5 * MINUTE)
        assert "→ Take a 5-min pom, then join your group" in meeting.text
        await meeting.press("o")
        assert opened == ["https://example.org/group"]


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_a_break_is_a_calm_countdown_and_what_comes_after(run, clock, golden, size):
    pom = Block("Take a 5-min pom", TimeRange(300, 300), advance="auto")
    week = Session("A week", 900, blocks=(pom, Block("Share", TimeRange(600, 600))))
    async with of_session(run, clock, week, size) as meeting:
        await meeting.press("space")
        await meeting.later(MINUTE)
        golden(f"break-{size[0]}x{size[1]}", meeting.text)
        await meeting.press("space")
        assert "paused" in meeting.text
