"""A session's file is edited from another window while its meeting runs."""

from __future__ import annotations

from homeroom_tui.tui.system import EditedFile
from tests.tui.driving import settled
from tests.tui.sitting import MINUTE, in_lobby, in_meeting


async def save(meeting, library, text):
    """The file is saved, and looked at."""
    path = library.find("1").path
    path.write_text(text, encoding="utf-8")
    app = meeting.pilot.app
    app._edited.look()
    await settled(meeting.pilot)


def said(meeting):
    return " ".join(" ".join(n.message.split()) for n in meeting.pilot.app._notifications)


async def test_a_saved_file_does_not_disturb_the_countdown(run, library, clock):
    text = library.find("1").path.read_text(encoding="utf-8")
    async with in_meeting(run, library, clock) as meeting:
        await meeting.later(3 * MINUTE)
        await save(meeting, library, text.replace("Take turns sharing", "Go round the group"))
        assert "Go round the group" in meeting.text
        assert "Take turns sharing" not in meeting.text
        assert (meeting.screen.view.gone, meeting.screen.view.present.elapsed) == (180, 180)
        assert "Blocks: 1 changed. u undoes it." in said(meeting)


async def test_a_broken_save_changes_nothing_and_shows_the_problem(run, library, clock):
    text = library.find("1").path.read_text(encoding="utf-8")
    async with in_meeting(run, library, clock) as meeting:
        before = meeting.running.meeting.state(0)
        await save(meeting, library, text.replace("duration: 60 min", "duration: soon"))
        assert "week-1.yaml:" in said(meeting)
        assert "The meeting goes on as it was." in said(meeting)
        assert meeting.running.meeting.state(0) == before
        await save(meeting, library, text.replace("duration: 60 min", "duration: 50 min"))
        assert meeting.screen.view.left == 50 * MINUTE


async def test_undo_restores_the_agenda_until_the_next_save(run, library, clock):
    text = library.find("1").path.read_text(encoding="utf-8")
    async with in_meeting(run, library, clock) as meeting:
        await save(meeting, library, text.replace("Take turns sharing", "Go round"))
        await meeting.press("u")
        assert "Take turns sharing" in meeting.text
        meeting.pilot.app._edited.look()
        await settled(meeting.pilot)
        assert "Take turns sharing" in meeting.text
        await save(meeting, library, text.replace("Take turns sharing", "Everybody speaks"))
        assert "Everybody speaks" in meeting.text


async def test_the_present_blocks_title_and_prompts_follow(run, library, clock):
    text = library.find("1").path.read_text(encoding="utf-8")
    async with in_meeting(run, library, clock) as meeting:
        await save(meeting, library, text.replace("Revisit norms", "Look at our norms"))
        assert "1 of 4 · Look at our norms" in meeting.text


async def test_the_title_in_the_header_follows(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        text = library.find("1").path.read_text(encoding="utf-8")
        await save(meeting, library, text.replace("title: Norms and plans", "title: Other words"))
        assert "Week 1 · Other words" in meeting.text


async def test_the_file_is_followed_until_the_app_ends(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        followed = meeting.pilot.app._edited
        assert isinstance(followed, EditedFile)
    followed._thread.join(5)
    assert not followed._thread.is_alive()


async def test_the_file_is_looked_at_with_each_tick(run, library, clock):
    path = library.find("1").path
    async with in_meeting(run, library, clock) as meeting:
        path.write_text(path.read_text().replace("Take turns sharing", "Saved elsewhere"))
        app = meeting.pilot.app
        app.redraw()
        app._edited.close()
        app._edited._thread.join(5)  # it has looked
        await settled(meeting.pilot)
        assert "Saved elsewhere" in meeting.text


async def test_e_opens_the_editor_and_shows_what_is_saved(run, library, clock, monkeypatch):
    path = library.find("1").path

    def edit(_app, opened):
        assert opened == path
        path.write_text(path.read_text().replace("Take turns sharing", "From the editor"))

    monkeypatch.setattr("homeroom_tui.tui.app.HomeroomApp.edit", edit)
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("e")
        meeting.pilot.app._edited.look()
        await settled(meeting.pilot)
        assert "From the editor" in meeting.text
