"""After the end: what was said, where it is kept, and the minutes saved where the user chooses."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from homeroom_tui.storage import journal_format as lines
from homeroom_tui.storage.archive import Archive
from homeroom_tui.tui.screens.end import EndScreen
from tests.tui.driving import settled
from tests.tui.kept import Places, places
from tests.tui.sitting import MINUTE, Sitting, in_lobby, in_meeting

NAME = "2026-11-25-week-1.md"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Under names that are the same in each run; the user's own folder is the test's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lines, "_by_chance", lambda: "7f3a")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Places(archive=Archive(Path("meetings")), norms_file=places(tmp_path)["norms_file"])


async def ended(meeting: Sitting) -> None:
    """Week 1 is over; an action, a question and a note are left of it."""
    running = meeting.running
    running.start()
    for block, minutes, text in (("1", 16, "!ask"), ("2", 12, "so"), ("3", 19, "?why")):
        running.write_note(block, text, block)
        meeting.clock.move(minutes * MINUTE)
        running.next()
    meeting.clock.move(12 * MINUTE)
    running.finish()
    meeting.screen.tick()
    await settled(meeting.pilot)


async def choose(meeting: Sitting, path: str) -> None:
    """Saves the minutes there."""
    await meeting.press("m")
    field = meeting.pilot.app.screen.query_one(Input)
    field.value = path
    await meeting.press("enter")


@pytest.mark.parametrize("size", [(100, 30), (60, 20)])
async def test_what_was_said_and_where_it_is_kept(run, library, clock, kept, golden, size):
    async with in_lobby(run, library, clock, size, **kept) as meeting:
        await ended(meeting)
        golden(f"end-notes-{size[0]}x{size[1]}", meeting.text)
        meeting.pilot.app.leave_now()
    assert meeting.pilot.app.store.last_words() == ""


async def test_the_minutes_are_saved_and_copied(run, library, clock, kept, tmp_path):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await ended(meeting)
        await meeting.press("m")
        default = meeting.pilot.app.screen.query_one(Input).value
        assert default == f"~/data/homeroom/minutes/{NAME}"
        await meeting.press("enter")
        saved = tmp_path / "data" / "homeroom" / "minutes" / NAME
        text = saved.read_text()
        assert text.startswith("# Week 1 · Norms and plans\n")
        assert "- [ ] ask\n" in text
        assert meeting.pilot.app.clipboard == text
        assert saved.stat().st_mode & 0o777 == 0o600
        assert f"Saved in {default}" in " ".join(meeting.text.split())
        meeting.pilot.app.leave_now()


async def test_no_file_is_written_over_without_a_word(run, library, clock, kept, tmp_path):
    mine = tmp_path / "mine.md"
    mine.write_text("mine")
    async with in_lobby(run, library, clock, **kept) as meeting:
        await ended(meeting)
        await choose(meeting, str(mine))
        assert "Write over mine.md?" in meeting.text
        await meeting.press("n")
        assert mine.read_text() == "mine"
        await choose(meeting, "~/mine.md")
        await meeting.press("y")
        assert mine.read_text().startswith("# Week 1")
        assert isinstance(meeting.pilot.app.screen, EndScreen)
        meeting.pilot.app.leave_now()


async def test_a_folder_gets_the_usual_name_and_a_wrong_path_is_explained(
    run, library, clock, kept, tmp_path
):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await ended(meeting)
        await choose(meeting, "~/nowhere/m.md")
        assert "There is no folder ~/nowhere." in meeting.text
        await meeting.press("escape")
        await choose(meeting, "")
        assert "Write the path of a file" in meeting.text
        await meeting.press("escape")
        await choose(meeting, "~")
        assert (tmp_path / NAME).read_text().startswith("# Week 1")
        meeting.pilot.app.leave_now()


async def test_a_disk_that_refuses_is_said_once_and_stops_nothing(
    run, library, clock, kept, tmp_path
):
    (tmp_path / "meetings").write_text("a file where the folder should be")
    async with in_meeting(run, library, clock, **kept) as meeting:
        await settled(meeting.pilot)
        said = " ".join(meeting.text.split())
        assert "This meeting can't be saved in meetings" in said
        await meeting.press("right")
        assert meeting.screen.view.present.line.number == 2
        assert meeting.text.count("can't be saved") == 1
        await meeting.press("q")
        assert "Until you leave, it is kept in memory" in " ".join(meeting.text.split())
        assert "You can resume it" not in meeting.text
        await meeting.press("n")
        (tmp_path / "meetings").unlink()
        await meeting.press("right")
        meeting.pilot.app.leave_now()
    assert meeting.pilot.app.store.last_words().startswith("The meeting is saved")
    assert len(kept["archive"].meetings().newest_first[0].meeting.events) == 3
