"""Notes, norms, hints and actions: written while the countdown stays in sight, and kept."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from textual import events
from textual.widgets import TextArea

from homeroom_tui.agenda.model import Block, Prompt, Session, TimeRange
from homeroom_tui.meeting.notes import notes
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.screens.notes import NotesScreen, TextEditorScreen
from homeroom_tui.tui.widgets.carried import OpenItems
from homeroom_tui.tui.widgets.notes import note_lines
from tests.tui.driving import settled
from tests.tui.kept import Places, page, places, written
from tests.tui.sitting import MINUTE, Sitting, in_lobby, in_meeting, of_session


@pytest.fixture
def kept(tmp_path: Path) -> Places:
    return places(tmp_path)


async def note(meeting: Sitting, text: str) -> None:
    """Writes a note."""
    await meeting.press("n", *text, "escape")


def noted(meeting: Sitting) -> list[tuple[str, str | None, int | None]]:
    """The notes that stand, each with its block and prompt."""
    return [(n.written, n.block, n.prompt) for n in meeting.running.notes]


# Writing


async def test_a_long_paste_is_a_note_of_its_own(run, library, clock, kept):
    pasted = "a line of words\r" * 100_000
    async with in_meeting(run, library, clock, **kept) as meeting:
        await meeting.press("n", *"We ")
        meeting.pilot.app.post_message(events.Paste(pasted))
        await meeting.press(*"agree")
        assert "saved as a note of its own" in " ".join(meeting.text.replace("▌", "").split())
        await meeting.press("escape")
        long, typed = (note.written for note in meeting.running.notes)
        assert long == pasted.replace("\r", "\n").strip()
        assert typed == "We agree"
        await meeting.press("l", "enter")
        assert isinstance(meeting.pilot.app.screen, NotesScreen), "it can't be edited here"


async def test_a_long_note_is_drawn_in_part(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        meeting.running.write_note("1", "! one action\n" * 100_000)
        shown = note_lines(meeting.running.notes[0], 80).plain
        assert shown.count("\n") < 500
        assert shown.endswith("more characters)")
        await meeting.press("l")
        assert "one action" in meeting.text


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20), (40, 12)])
async def test_the_countdown_and_the_verdict_stay_in_sight(run, library, clock, golden, size):
    async with in_meeting(run, library, clock, size) as meeting:
        await meeting.press("n", *"We q", "enter", *"n!")
        await meeting.later(5)
        golden(f"note-{size[0]}x{size[1]}", meeting.text)


async def test_a_heading_that_is_cut_says_so(run, clock):
    block = Block("Share", TimeRange(300, 300), prompts=(Prompt("What did you learn? " * 4),))
    session = Session("Long", duration=600, blocks=(block,))
    async with of_session(run, clock, session, (60, 20)) as meeting:
        await meeting.press("space", "n")
        heading = next(line for line in meeting.text.splitlines() if "Note on" in line)
        assert heading.rstrip(" │").endswith("…")


@pytest.mark.parametrize("size", [(30, 7), (20, 5), (1, 1)])
async def test_the_smallest_screens_take_a_note_too(run, library, clock, size):
    async with in_meeting(run, library, clock, size) as meeting:
        await note(meeting, "hi")
        assert noted(meeting) == [("hi", "1", 0)]


async def test_letters_are_text_and_the_meeting_does_not_hear_them(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await note(meeting, "qnusF+ ?")
        assert noted(meeting) == [("qnusF+ ?", "1", 0)]
        assert meeting.screen.view.present.line.number == 1
        assert isinstance(meeting.pilot.app.screen, MeetingScreen)


async def test_a_note_belongs_to_the_prompt_that_is_talked_about(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("down")
        await note(meeting, "a")
        await meeting.press("right")
        await note(meeting, "b")
        await meeting.press("tab", "down")
        await note(meeting, "c")
        assert noted(meeting) == [("a", "1", 1), ("b", "2", None), ("c", "4", None)]


async def test_it_stands_below_its_prompt_with_its_mark(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        for text in ("so", "!do", "?why"):
            await note(meeting, text)
        lines = [line.split("│")[-1].strip() for line in meeting.text.splitlines()]
        at = lines.index("▸ What was helpful?")
        assert lines[at + 1 : at + 4] == ["✎ so", "! do", "? why"]


async def test_what_is_typed_is_kept_within_a_second(run, library, clock, kept):
    async with in_meeting(run, library, clock, **kept) as meeting:
        await meeting.press("n", *"half")
        assert noted(meeting) == []
        await written(meeting)
        assert noted(meeting) == [("half", "1", 0)]
        on_disk = kept["archive"].find().meeting.events  # as after a kill
        assert [n.written for n in notes(on_disk)] == ["half"]
        meeting.pilot.app.leave_now()


async def test_an_end_in_the_middle_of_a_word_keeps_it(run, library, clock, kept):
    async with in_meeting(run, library, clock, **kept) as meeting:
        await meeting.press("n", *"hal")
        meeting.pilot.app.leave_now(143)
    assert [n.written for n in notes(kept["archive"].find().meeting.events)] == ["hal"]


async def test_ctrl_z_undoes_typing_there_and_nothing_else(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("n", *"one")
        meeting.pilot.app.screen.query_one(TextArea).history.checkpoint()
        await meeting.press(*" two", "ctrl+z")
        assert page(meeting) == "one"
        await meeting.press("escape")
        assert noted(meeting) == [("one", "1", 0)]
        assert meeting.running.can_undo()


async def test_what_is_pasted_and_typed_holds_nothing_a_terminal_obeys(
    run, library, clock, untrusted
):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("n")
        meeting.pilot.app.screen.query_one(TextArea).post_message(
            events.Paste(untrusted["escape"] + untrusted["brackets"] + untrusted["closing tag"])
        )
        await meeting.pilot.pause()
        assert "\x1b" not in page(meeting)
        await meeting.press("escape")
        assert "␛[31m and title" in meeting.text
        assert "[/x] and [/]" in meeting.text


async def test_a_pasted_paragraph_keeps_its_lines(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("n")
        text = "One paragraph, q and all,\rand\r\nanother"
        meeting.pilot.app.post_message(events.Paste(text))
        await meeting.pilot.pause()
        assert page(meeting) == "One paragraph, q and all,\nand\nanother"


async def test_nothing_typed_is_no_note(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("n", "escape", "n", "a", "backspace", "escape")
        assert noted(meeting) == []


async def test_undo_does_not_touch_notes(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await note(meeting, "so")
        await meeting.press("right", "u")
        assert noted(meeting) == [("so", "1", 0)]
        await meeting.press("u")
        assert noted(meeting) == [("so", "1", 0)]


# The list


async def test_notes_are_listed_edited_and_deleted(run, library, clock, golden):
    async with in_lobby(run, library, clock, (80, 24)) as meeting:
        await note(meeting, "whole")
        await meeting.press("space")
        await note(meeting, "!do")
        await meeting.press("right")
        await note(meeting, "b")
        await meeting.press("l")
        golden("notes-80x24", meeting.text)
        await meeting.press("down", "enter", *"ut", "escape")
        assert isinstance(meeting.pilot.app.screen, NotesScreen)
        assert ("but", "2", None) in noted(meeting)
        await meeting.press("up", "d", "n")
        assert len(noted(meeting)) == 3
        await meeting.press("d", "y")
        assert noted(meeting) == [("whole", None, None), ("but", "2", None)]
        await meeting.press("n", "x", "escape", "escape")
        assert noted(meeting)[-1] == ("x", None, None)
        assert isinstance(meeting.pilot.app.screen, MeetingScreen)


# The norms


NORMS = Session(
    "Norms",
    600,
    blocks=(
        Block("Revisit", TimeRange(300, 300), show="norms", hints=("ask [b]Ana[/b]",)),
        Block("Talk", TimeRange(300, 300)),
    ),
)


async def on_disk(meeting):
    """Wait until the journal's thread has done all that was asked of it."""
    running = meeting.running
    done = running.recorder.journal.clock_set(running.clock.now())
    await asyncio.to_thread(done.result, 30)


async def test_norms_are_shown_with_the_block_that_wants_them(run, library, clock, kept):
    kept["norms_file"].write_text("- Be **kind** [b]\n- Be on time\n")
    async with in_lobby(run, library, clock, **kept) as meeting:
        norms = meeting.running.norms_file
        await meeting.open(NORMS)
        meeting.running.norms_file = norms
        await meeting.press("space")
        assert "Our norms" in meeting.text
        assert "• Be kind [b]" in meeting.text
        await meeting.press("right")
        assert "Our norms" not in meeting.text
        meeting.pilot.app.leave_now()


async def test_norms_are_kept_for_the_next_meeting(run, library, clock, kept):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await meeting.press("N", *"- Be kind", "escape")
        await on_disk(meeting)
        assert kept["norms_file"].read_text() == "- Be kind\n"
        assert kept["norms_file"].stat().st_mode & 0o777 == 0o600
        await meeting.press("N", *"er")
        await written(meeting)
        await meeting.press("escape")
        await on_disk(meeting)
        assert kept["norms_file"].read_text() == "- Be kinder\n"
        meeting.pilot.app.leave_now()
    async with in_lobby(run, library, clock, week="2", **kept) as meeting:
        await meeting.press("N")
        assert page(meeting) == "- Be kinder"
        meeting.pilot.app.leave_now()


async def test_norms_that_the_end_interrupted_are_in_their_file(run, library, clock, kept):
    async with in_lobby(run, library, clock, **kept) as meeting:
        await meeting.press("N", *"- Be")
        meeting.pilot.app.leave_now(143)
    assert kept["norms_file"].read_text() == "- Be\n"


async def test_norms_survive_a_kill(run, library, clock, kept):
    async with in_meeting(run, library, clock, **kept) as meeting:
        await meeting.press("N", *"- Be")
        await written(meeting)
        meeting.pilot.app.store.last_words()
        kept["norms_file"].unlink()  # a kill would not have had the time to write it
    async with run((100, 30), **kept) as pilot:
        await settled(pilot)
        await pilot.press("p")
        await settled(pilot)
        pilot.app.leave_now()
    pilot.app.store.last_words()
    assert kept["norms_file"].read_text() == "- Be\n"


async def test_norms_changed_by_hand_are_not_overwritten(run, library, clock, kept):
    async with in_meeting(run, library, clock, **kept) as meeting:
        await meeting.press("N", *"- Be", "escape")
        meeting.pilot.app.leave_now()
    meeting.pilot.app.store.last_words()
    kept["norms_file"].write_text("- Be newer\n")
    later = clock.utc + 60
    os.utime(kept["norms_file"], (later, later))
    async with run((100, 30), **kept) as pilot:
        await settled(pilot)
        await pilot.press("p")
        await settled(pilot)
        assert pilot.app.screen.controller.norms == "- Be newer"
        pilot.app.leave_now()
    pilot.app.store.last_words()
    assert kept["norms_file"].read_text() == "- Be newer\n"


async def test_norms_that_cannot_be_read_are_said_and_left_alone(run, library, clock, kept):
    kept["norms_file"].write_bytes(b"x" * 70_000)
    async with in_lobby(run, library, clock, **kept) as meeting:
        words = "".join(meeting.text.replace("▌", "").split())  # where it wraps, the path decides
        assert "largerthan64KiB" in words
        await meeting.press("N")
        assert not isinstance(meeting.pilot.app.screen, TextEditorScreen)
    assert kept["norms_file"].stat().st_size == 70_000


async def test_after_a_note_the_lobby_offers_to_list_them(run, library, clock):
    async with in_lobby(run, library, clock, (80, 24)) as meeting:
        assert "l Notes" not in meeting.text
        await note(meeting, "bring cake")
        assert "l Notes" in meeting.text.splitlines()[-1]


# Hints


async def test_hints_are_hidden_until_asked_for(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.open(NORMS)
        await meeting.press("space")
        assert "Ana" not in meeting.text
        await meeting.press("i")
        assert "hint: ask [b]Ana[/b]" in meeting.text
        await meeting.press("i")
        assert "Ana" not in meeting.text


# Actions of the last meeting


@pytest.fixture
async def last_time(run, library, clock, kept):
    """A meeting a week ago from which two actions are left."""
    async with in_meeting(run, library, clock, **kept) as meeting:
        await note(meeting, "!ask Ana [/x]")
        await note(meeting, "!book it")
        await meeting.press("F", "y")
        meeting.pilot.app.leave_now()
    clock.move(7 * 24 * 60 * MINUTE)


@pytest.mark.parametrize("size", [(100, 30), (60, 20)])
async def test_they_stand_in_the_next_lobby(run, library, clock, kept, golden, last_time, size):
    async with in_lobby(run, library, clock, size, week="2", **kept) as meeting:
        golden(f"lobby-actions-{size[0]}x{size[1]}", meeting.text)


async def test_they_are_ticked_and_gone_the_time_after(run, library, clock, kept, last_time):
    async with in_lobby(run, library, clock, week="2", **kept) as meeting:
        await meeting.press("x", "down", "space", "escape")
        assert "☐ ask Ana [/x]" in meeting.text
        assert "☑ book it" in meeting.text
        await meeting.press("space", "u")
        assert "☑ book it" in meeting.text
        await meeting.press("q")
    clock.move(24 * 60 * MINUTE)
    async with in_lobby(run, library, clock, week="2", **kept) as meeting:
        assert "☐ ask Ana [/x]" in meeting.text
        assert "book it" not in meeting.text
        await meeting.pilot.click(OpenItems, offset=(6, 2))
        await meeting.pilot.pause()
        assert "☑ ask Ana [/x]" in meeting.text
        await meeting.press("q")
    clock.move(24 * 60 * MINUTE)
    async with in_lobby(run, library, clock, week="2", **kept) as meeting:
        assert "ask Ana" not in meeting.text
