"""A meeting that stopped, for whatever reason, is offered and goes on where it was."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from homeroom_tui.storage.minutes import of_record
from homeroom_tui.tui.app import FirstMeeting
from homeroom_tui.tui.screens.end import EndScreen
from homeroom_tui.tui.screens.lobby import LobbyScreen
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.screens.menu import MenuScreen
from homeroom_tui.tui.screens.resume import ResumeScreen
from tests.tui.driving import settled, shown
from tests.tui.kept import Places, go_to_block_3, places, recorded, stop, to_block_3
from tests.tui.sitting import MINUTE, TWELVE, Sitting, in_lobby, in_meeting

AWAY = 8 * MINUTE + 2


@pytest.fixture
def kept(tmp_path: Path) -> Places:
    return places(tmp_path)


@pytest.fixture
def stopped(library, clock, kept):
    """A meeting stopped in its third block, 8:02 ago; what there was to see then."""
    meeting = recorded(library, clock, kept)
    go_to_block_3(meeting, clock)
    stop(meeting)
    view = meeting.view()
    clock.move(AWAY)
    return view


@pytest.mark.parametrize("size", [(100, 30), (60, 20)])
async def test_it_is_offered_at_the_start(run, stopped, kept, golden, size):
    async with run(size, TWELVE, **kept) as pilot:
        await settled(pilot)
        assert isinstance(pilot.app.screen, ResumeScreen)
        golden(f"resume-{size[0]}x{size[1]}", shown(pilot))


async def test_the_offer_says_at_each_second_what_an_answer_leads_to(run, stopped, kept, clock):
    async with run((100, 30), TWELVE, **kept) as pilot:
        await settled(pilot)
        assert "8:02 ago, in block 3 of 4" in shown(pilot)
        assert "counting the time away: 0:09 over" in shown(pilot)
        assert "as if paused: 7:53 left" in shown(pilot)
        clock.move(60)
        pilot.app.redraw()
        await pilot.pause()
        assert "9:02 ago" in shown(pilot)
        assert "counting the time away: 1:09 over" in shown(pilot)
        assert "as if paused: 7:53 left" in shown(pilot)


async def test_going_on_with_the_time_away_counted(run, stopped, kept, clock):
    async with run((100, 30), TWELVE, **kept) as pilot:
        await settled(pilot)
        await pilot.press("c")
        await settled(pilot)
        meeting = Sitting(pilot, clock)
        here, before = meeting.screen.view.present, stopped.present
        assert here.line.id == before.line.id
        assert here.prompt == before.prompt
        assert here.remaining == before.remaining - AWAY
        assert meeting.screen.view.left == stopped.left - AWAY
        assert "✎ half" in meeting.text
        assert "away 8:02 min, counted; u takes it out" in meeting.text
        await meeting.press("u")
        assert meeting.screen.view.present.remaining == before.remaining
        assert "away" not in meeting.text
        await meeting.press("u")
        assert meeting.screen.view.present.remaining == before.remaining - AWAY
        pilot.app.leave_now()


async def test_going_on_as_if_it_had_paused(run, stopped, kept, clock):
    async with run((100, 30), TWELVE, **kept) as pilot:
        await settled(pilot)
        await pilot.press("p")
        await settled(pilot)
        meeting = Sitting(pilot, clock)
        here, before = meeting.screen.view.present, stopped.present
        assert (here.line.id, here.prompt) == (before.line.id, before.prompt)
        assert here.remaining == before.remaining
        assert meeting.screen.view.left == stopped.left - AWAY
        assert "✎ half" in meeting.text
        await meeting.later(30)
        assert meeting.screen.view.present.remaining == before.remaining - 30
        pilot.app.leave_now()


async def test_put_away_it_is_offered_no_more_but_kept(run, stopped, kept):
    for times in range(2):
        async with run((100, 30), TWELVE, **kept) as pilot:
            await settled(pilot)
            assert isinstance(pilot.app.screen, MenuScreen if times else ResumeScreen)
            await pilot.press("a")
    assert kept["archive"].find().under_way


async def test_who_does_not_decide_finds_it_in_the_menu(run, stopped, kept):
    async with run((100, 30), TWELVE, **kept) as pilot:
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, MenuScreen)
        assert "r Resume" in shown(pilot)
        assert "last run Wednesday 25 November" in shown(pilot)
        await pilot.press("r", "p")
        await settled(pilot)
        assert isinstance(pilot.app.screen, MeetingScreen)
        pilot.app.leave_now()


async def test_a_week_asked_for_opens_after_the_offer(run, stopped, kept, library):
    async with run((100, 30), TWELVE, week=library.find("2"), **kept) as pilot:
        assert isinstance(pilot.app.screen, ResumeScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, LobbyScreen)


async def test_it_is_not_offered_after_twelve_hours(run, stopped, kept, clock):
    clock.move(12 * 3600)
    async with run((100, 30), TWELVE, **kept) as pilot:
        await settled(pilot)
        assert isinstance(pilot.app.screen, MenuScreen)


async def test_a_paused_meeting_goes_on_paused(run, library, clock, kept):
    async with in_meeting(run, library, clock, **kept) as meeting:
        await meeting.later(MINUTE)
        await meeting.press("space")
        meeting.pilot.app.leave_now()
    clock.move(AWAY)
    async with run((100, 30), TWELVE, **kept) as pilot:
        await settled(pilot)
        assert "Continue: it stays paused" in shown(pilot)
        await pilot.press("g")
        await settled(pilot)
        assert "‖ paused 8:02" in shown(pilot)
        assert "away" not in shown(pilot)
        pilot.app.leave_now()


@pytest.fixture
async def finished(run, library, clock, kept):
    """A meeting that was finished by mistake in its third block, 8:02 ago."""
    async with in_lobby(run, library, clock, **kept) as meeting:
        await to_block_3(meeting)
        await meeting.press("F", "y")
        await settled(meeting.pilot)
        meeting.pilot.app.leave_now()
    clock.move(AWAY)


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20)])
async def test_a_finished_meeting_can_be_opened_again(run, finished, kept, golden, clock, size):
    async with run(size, TWELVE, **kept) as pilot:
        await settled(pilot)
        assert isinstance(pilot.app.screen, MenuScreen)
        await pilot.press("r")
        golden(f"reopen-{size[0]}x{size[1]}", shown(pilot))
        await pilot.press("o")
        await settled(pilot)
        meeting = Sitting(pilot, clock)
        assert isinstance(pilot.app.screen, MeetingScreen)
        assert meeting.screen.view.present.elapsed == 7 * MINUTE + 7
        assert meeting.screen.view.paused == AWAY
        assert "✎ half" in meeting.text
        pilot.app.leave_now()


async def test_a_meeting_opened_again_is_resumable_and_its_minutes_are_right(
    run, finished, kept, clock
):
    async with run((100, 30), TWELVE, **kept) as pilot:
        await pilot.press("r", "o")
        await settled(pilot)
        pilot.app.store.last_words()  # killed: nothing else of the end was written
    clock.move(MINUTE)
    async with run((100, 30), TWELVE, **kept) as pilot:
        await settled(pilot)
        assert "as if paused: 7:53 left" in shown(pilot)
        await pilot.press("p")
        await settled(pilot)
        clock.move(5 * MINUTE)
        await pilot.press("F", "y")
        await settled(pilot)
        assert isinstance(pilot.app.screen, EndScreen)
        pilot.app.leave_now()
    found = of_record(kept["archive"].find())
    assert found.finished
    assert found.blocks[2].actual == 12 * MINUTE + 7
    assert found.paused == AWAY + MINUTE
    assert found.lasted == found.took + found.paused


async def test_at_the_end_a_key_opens_it_again(run, library, clock, kept):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await to_block_3(meeting)
        before = meeting.screen.view.present.elapsed
        await meeting.press("F", "y")
        await meeting.away(5 * MINUTE)
        await meeting.press("r")
        await settled(meeting.pilot)
        assert isinstance(meeting.pilot.app.screen, MeetingScreen)
        assert meeting.screen.view.present.elapsed == before
        meeting.pilot.app.leave_now()


async def test_a_finished_meeting_is_left_as_it_is_after_twelve_hours(run, finished, kept, clock):
    clock.move(12 * 3600)
    async with run((100, 30), TWELVE, **kept) as pilot:
        await settled(pilot)
        assert "r Resume" not in shown(pilot)


async def test_a_stray_meeting_can_be_deleted_where_it_is_offered(run, library, clock, kept):
    async with in_meeting(run, library, clock, **kept) as meeting:
        await meeting.later(5)
        meeting.pilot.app.leave_now()
    async with run((60, 20), TWELVE, **kept) as pilot:
        await settled(pilot)
        await pilot.press("d")
        assert "Delete this for good?" in shown(pilot)
        assert "Week 1 · Norms and plans, Wednesday 25 November" in shown(pilot)
        await pilot.press("n")
        assert len(list(kept["archive"].folder.iterdir())) == 1
        await pilot.press("r", "d", "y")
        await settled(pilot)
        assert list(kept["archive"].folder.iterdir()) == []


async def test_a_meeting_is_not_offered_for_deletion(run, stopped, kept):
    async with run((100, 30), TWELVE, **kept) as pilot:
        await settled(pilot)
        await pilot.press("d")
        assert isinstance(pilot.app.screen, ResumeScreen)
        assert "Delete" not in shown(pilot)


@pytest.mark.parametrize("end", ["q", "ctrl+c", "SIGTERM", "SIGHUP", "crash"])
async def test_whatever_ends_it_leads_there(run, library, clock, kept, end):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await to_block_3(meeting)
        app = meeting.pilot.app
        if end in ("q", "ctrl+c"):
            await meeting.press(end, "y")
            assert isinstance(app.screen, MenuScreen)
        elif end == "crash":
            app.store.last_words()  # what is done whatever came out of the screens
        else:
            app.leave_now(128 + getattr(signal, end))
            assert app.return_code == 128 + getattr(signal, end)
        assert app.store.last_words() == (
            "The meeting is saved. Within twelve hours it can be resumed: homeroom resume"
        )
    (offer,) = kept["archive"].resumable(clock.utc).meetings
    assert offer.block.title == "Take turns sharing"
    assert not offer.in_use
    assert offer.away == 0


async def test_another_homeroom_has_it_open(run, library, clock, kept, golden):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await to_block_3(meeting)
        async with run((60, 20), TWELVE, **kept) as pilot:
            await settled(pilot)
            golden("resume-in-use-60x20", shown(pilot))
            await pilot.press("m")
            await settled(pilot)
            assert isinstance(pilot.app.screen, MenuScreen)
            await pilot.press("enter", "space")
            await settled(pilot)
            assert isinstance(pilot.app.screen, MeetingScreen)
            pilot.app.leave_now()
        meeting.pilot.app.leave_now()
    found = kept["archive"].meetings()
    assert len(found.records) == len(found.others) == 1


async def test_a_lobby_that_is_left_leaves_nothing(run, library, clock, kept, tmp_path):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await meeting.press("down", "+", "q")
    assert list((tmp_path / "meetings").iterdir()) == []


async def test_a_rehearsal_keeps_nothing(run, library, clock, kept, tmp_path):
    async with in_lobby(run, library, clock, first=FirstMeeting(speed=60), **kept) as meeting:
        await meeting.press("space", "n", *"said", "escape", "N", *"be kind", "escape")
        await settled(meeting.pilot)
        assert "✎ said" in meeting.text
    assert not (tmp_path / "meetings").exists()
    assert not (tmp_path / "norms.md").exists()


async def test_after_a_rehearsal_the_menu_and_the_next_meeting_are_real(run, library, clock, kept):
    async with in_lobby(run, library, clock, first=FirstMeeting(speed=60), **kept) as meeting:
        assert "REHEARSAL ×60" in meeting.text
        await meeting.press("space", "q", "y")
        await settled(meeting.pilot)
        assert isinstance(meeting.pilot.app.screen, MenuScreen)
        assert "REHEARSAL" not in meeting.text
        await meeting.press("home", "down", "enter", "space")
        await settled(meeting.pilot)
        assert "REHEARSAL" not in meeting.text
        assert meeting.running.clock is clock
        assert [path.suffix for path in kept["archive"].folder.iterdir()] == [".jsonl"]


async def test_the_menu_says_that_the_next_meeting_is_a_rehearsal(run, library, clock, kept):
    first = FirstMeeting(speed=60, here=["Ana"])
    async with run((100, 30), first=first, **kept) as pilot:
        assert "REHEARSAL ×60" in shown(pilot)
        await pilot.press("enter", "q")
        await settled(pilot)
        assert "REHEARSAL" not in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert not pilot.app.screen.controller.rehearsal
        assert not pilot.app.screen.view.people


async def test_a_meeting_that_ran_out_while_away_is_over(run, clock, kept, tmp_path):
    (tmp_path / "break.yaml").write_text(
        "title: Break\nblocks:\n  - {title: Rest, duration: 5 min, advance: auto}\n"
    )
    from homeroom_tui.agenda.library import Library

    library = Library(tmp_path)
    async with in_meeting(run, library, clock, week="break", **kept) as meeting:
        meeting.pilot.app.leave_now()
    clock.move(AWAY)
    async with run((100, 30), TWELVE, **kept) as pilot:
        await settled(pilot)
        assert "counting the time away: it is over" in shown(pilot)
        await pilot.press("c")
        await settled(pilot)
        assert isinstance(pilot.app.screen, EndScreen)
        pilot.app.leave_now()


# A closed lid, in one process


async def test_a_closed_lid_is_said_and_given_back_in_one_key(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.later(5 * MINUTE)
        await meeting.away(AWAY)
        assert "away 8:02 min, counted; u takes it out" in meeting.text
        assert "u Take out" in meeting.text
        assert meeting.screen.view.present.elapsed == 5 * MINUTE + AWAY
        await meeting.press("u")
        assert meeting.screen.view.present.elapsed == 5 * MINUTE
        assert "Taken out: 8:02 min" in meeting.text


async def test_after_another_step_it_is_counted_for_good(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.away(AWAY)
        await meeting.press("right")
        assert "away 8:02 min" not in meeting.text
        await meeting.press("u")
        assert meeting.screen.view.present.line.number == 1


async def test_nobody_is_away_from_a_paused_meeting_or_a_lobby(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.away(AWAY)
        await meeting.press("space", "space")
        await meeting.away(AWAY)
        assert "away" not in meeting.text


async def test_the_wall_clock_was_set(run, library, clock, kept):
    async with in_meeting(run, library, clock, **kept) as meeting:
        await meeting.later(MINUTE)
        clock.utc += 3600
        await meeting.away(1)
        assert "the computer's clock was set ahead by 60 min" in meeting.text
        assert meeting.screen.view.gone == MINUTE + 1
        meeting.pilot.app.leave_now()
    clock.move(30)
    (offer,) = kept["archive"].resumable(clock.utc).meetings
    assert offer.away == 30


async def prepared(meeting: Sitting) -> None:
    """In the lobby the first block gets a minute more, and a note is written."""
    await meeting.press("plus", "n", *"bring cake", "escape")
    await meeting.press("q")


async def test_what_was_done_in_a_lobby_is_there_when_it_is_opened_again(run, library, clock, kept):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await prepared(meeting)
        clock.move(5 * MINUTE)
        await meeting.press("enter")
        await settled(meeting.pilot)
        assert isinstance(meeting.pilot.app.screen, LobbyScreen)
        assert "As you left it at 2:00 PM" in meeting.text
        assert meeting.screen.view.blocks[0].target == 16 * MINUTE
        await meeting.press("l")
        assert "bring cake" in meeting.text
        meeting.pilot.app.leave_now()


async def test_a_lobby_to_which_an_undone_start_led_back_is_there_after_a_kill(
    run, library, clock, kept
):
    async with in_meeting(run, library, clock, **kept) as meeting:
        await meeting.press("n", *"said", "escape", "u", "u")
        assert isinstance(meeting.pilot.app.screen, LobbyScreen)
        meeting.running.recorder.journal.close()  # nothing else of the end was written
    async with in_lobby(run, library, clock, **kept) as meeting:
        assert [note.written for note in meeting.running.notes] == ["said"]
        meeting.pilot.app.leave_now()


async def test_a_lobby_that_is_opened_again_has_the_file_as_it_is_now(
    run, library, clock, kept, tmp_path
):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await prepared(meeting)
    path = library.find("1").path
    path.write_text(path.read_text().replace("As a group discuss", "Discuss it all"))
    async with in_lobby(run, library, clock, **kept) as meeting:
        await settled(meeting.pilot)
        assert "Discuss it all" in meeting.text
        assert [note.written for note in meeting.running.notes] == ["bring cake"]
        meeting.pilot.app.leave_now()


async def test_a_lobby_of_yesterday_is_begun_anew(run, library, clock, kept):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await prepared(meeting)
        clock.move(13 * 60 * MINUTE)
        await meeting.press("enter")
        await settled(meeting.pilot)
        assert "As you left it" not in meeting.text
        assert not meeting.running.notes
        meeting.pilot.app.leave_now()


async def test_the_command_resume_asks_before_it_opens_one_again(run, finished, kept, clock):
    (offer,) = kept["archive"].resumable(clock.utc).finished
    async with run((100, 30), TWELVE, resume=(offer, True), **kept) as pilot:
        await settled(pilot)
        assert "Open Week 1 · Norms and plans again?" in shown(pilot)
        await pilot.press("l")
        await settled(pilot)
        assert isinstance(pilot.app.screen, MenuScreen)
    assert kept["archive"].find().finished
    async with run((100, 30), TWELVE, resume=(offer, True), **kept) as pilot:
        await settled(pilot)
        await pilot.press("o")
        await settled(pilot)
        assert isinstance(pilot.app.screen, MeetingScreen)
        pilot.app.leave_now()
