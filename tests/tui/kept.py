"""Keep meetings in a folder of the test."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import pytest
from textual.widgets import TextArea

from homeroom_tui.agenda.library import Library
from homeroom_tui.controller import Controller, new_meeting
from homeroom_tui.storage.archive import Archive
from homeroom_tui.wording import TimeOfDay
from tests.conftest import FakeClock
from tests.tui.sitting import MINUTE, Sitting


class Places(TypedDict):
    """The places where the app keeps its files."""

    archive: Archive
    norms_file: Path


def places(folder: Path) -> Places:
    """A folder in which nothing is kept yet."""
    return Places(archive=Archive(folder / "meetings"), norms_file=folder / "norms.md")


def recorded(library: Library, clock: FakeClock, kept: Places) -> Controller:
    """Week 1 before its start, recorded as the app does it; without a screen."""
    file = library.load(library.find("1"))
    assert file.session is not None
    made = new_meeting(file.session, library.series(), library.group(), clock, TimeOfDay(12))
    made.record(kept["archive"], file.entry, pytest.fail)
    return made


def stop(running: Controller) -> None:
    """The meeting is left now, all of it kept."""
    assert running.recorder is not None
    running.recorder.journal.seen(running.clock.now())
    assert running.recorder.journal.close()


def go_to_block_3(running: Controller, clock: FakeClock) -> None:
    """41:07.25 into Week 1: in its third block, with a note on it."""
    for step, minutes in ((running.start, 16), (running.next, 18), (running.next, 0)):
        step()
        clock.move(minutes * MINUTE)
    running.write_note("1", "half", "3")
    clock.move(7 * MINUTE + 7.25)


async def to_block_3(meeting: Sitting) -> None:
    """The same on the screen."""
    go_to_block_3(meeting.running, meeting.clock)
    meeting.screen.tick()
    await meeting.pilot.pause()


async def written(meeting: Sitting) -> None:
    """A second passes while somebody writes, and what was typed is kept."""
    meeting.clock.move(1)
    meeting.pilot.app.redraw()
    await meeting.pilot.pause()


def page(meeting: Sitting) -> str:
    """Return what stands on the page that is written on."""
    return meeting.pilot.app.screen.query_one(TextArea).text
