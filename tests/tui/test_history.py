"""Past meetings from the menu: the list, their minutes, finding, saving, deleting what was none."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeroom_tui.meeting import events as ev
from homeroom_tui.storage import journal_format as lines
from homeroom_tui.storage.archive import Archive
from homeroom_tui.tui.screens.history import HistoryScreen
from homeroom_tui.tui.screens.menu import MenuScreen
from homeroom_tui.tui.screens.minutes import MinutesScreen
from tests.meeting.scenario import WEEK_4
from tests.storage.kept_meetings import Kept
from tests.texts import UNTRUSTED
from tests.tui.driving import settled, shown, until
from tests.tui.sitting import TWELVE

DAY = 24 * 3600
WEEK = 7 * DAY


def held(folder: Path) -> Kept:
    """Week 1 two weeks ago, an action, a decision and a question noted."""
    meeting = Kept(folder, later=-2 * WEEK).do(ev.Start)
    said = "!Ana asks about the room\n\n=We meet at five past\n\n?Who has a template"
    meeting.do(ev.Note, "1", said, "1", 0)
    for minutes in (16, 18, 15):
        meeting.wait(minutes=minutes).do(ev.Next)
    return meeting.wait(minutes=12).do(ev.Finish).ended()


def stray(folder: Path) -> Kept:
    return Kept(folder, WEEK_4, name="week-4", later=-DAY).do(ev.Start).wait(5).seen().ended()


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Two meetings that were held, and one that was started by mistake."""
    monkeypatch.setattr(lines, "_by_chance", lambda: "7f3a")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "meetings"
    held(folder)
    other = Kept(folder, WEEK_4, name="week-4", later=-WEEK).do(ev.Start)
    other.do(ev.Note, "1", "Dee brings her portfolio").wait(minutes=20).seen().ended()
    stray(folder)
    return Archive(folder)


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20)])
async def test_past_meetings_with_their_minutes(run, archive, golden, size):
    async with run(size, TWELVE, archive=archive) as pilot:
        await pilot.press("h")
        await settled(pilot)
        await pilot.press("end")
        golden(f"history-{size[0]}x{size[1]}", shown(pilot))
        await pilot.press("enter")
        golden(f"minutes-{size[0]}x{size[1]}", shown(pilot))
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, HistoryScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, MenuScreen)


async def test_long_minutes_are_scrolled(run, archive):
    async with run((60, 12), TWELVE, archive=archive) as pilot:
        await pilot.press("h")
        await settled(pilot)
        await pilot.press("end", "enter")
        assert "Ana asks about the room" not in shown(pilot)
        await pilot.press("end")
        await until(pilot, lambda: "Who has a template" in shown(pilot))


async def test_they_are_found_by_what_was_noted(run, archive):
    async with run((100, 30), TWELVE, archive=archive) as pilot:
        await pilot.press("h")
        await settled(pilot)
        await pilot.press("/", *"five past")
        assert "2026-11-11" in shown(pilot)
        assert "2026-11-18" not in shown(pilot)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, MinutesScreen)
        await pilot.press("escape", *" x")
        assert "No meeting has “five past x” in it" in shown(pilot)
        await pilot.press("escape")
        assert "2026-11-18" in shown(pilot)


async def test_past_minutes_are_saved_and_copied(run, archive, tmp_path):
    async with run((100, 30), TWELVE, archive=archive) as pilot:
        await pilot.press("h")
        await settled(pilot)
        await pilot.press("end", "enter", "Y")
        copied = pilot.app.clipboard
        assert "- We meet at five past\n" in copied
        await pilot.press("m", "enter")
        (saved,) = (tmp_path / "data" / "homeroom" / "minutes").iterdir()
        assert saved.read_text() == copied


async def test_only_what_was_no_meeting_can_be_deleted_there(run, archive):
    async with run((100, 30), TWELVE, archive=archive) as pilot:
        await pilot.press("h")
        await settled(pilot)
        assert "d Delete" in shown(pilot)
        await pilot.press("d", "y")
        await settled(pilot)
        assert "2026-11-24" not in shown(pilot)
        assert "d Delete" not in shown(pilot)
        await pilot.press("d", "y")
        assert len(archive.meetings().newest_first) == 2


async def test_without_any_meeting_it_says_so(run, tmp_path):
    async with run((60, 20), TWELVE, archive=Archive(tmp_path / "meetings")) as pilot:
        await pilot.press("h")
        await settled(pilot)
        assert "No meeting has been recorded yet" in shown(pilot)
        await pilot.press("enter", "m", "Y", "d", "down", "escape")
        assert isinstance(pilot.app.screen, MenuScreen)


async def test_a_meeting_that_is_gone_meanwhile_stops_nothing(run, archive):
    async with run((60, 20), TWELVE, archive=archive) as pilot:
        await pilot.press("h")
        await settled(pilot)
        for path in archive.folder.iterdir():
            path.unlink()
        await pilot.press("d", "y")
        await settled(pilot)
        assert "was not deleted" in " ".join(shown(pilot).split())


@pytest.mark.parametrize("name", UNTRUSTED)
async def test_whatever_was_noted_stands_letter_for_letter(run, tmp_path, name):
    folder = tmp_path / "meetings"
    meeting = Kept(folder, later=-WEEK).do(ev.Start).do(ev.Note, "1", f"!{UNTRUSTED[name]}", "1")
    meeting.do(ev.Norms, UNTRUSTED[name]).wait(minutes=20).do(ev.Finish).ended()
    async with run((100, 30), TWELVE, archive=Archive(folder)) as pilot:
        await pilot.press("h")
        await settled(pilot)
        await pilot.press("enter", "end")
        assert isinstance(pilot.app.screen, MinutesScreen)
        assert "\x1b" not in shown(pilot)
