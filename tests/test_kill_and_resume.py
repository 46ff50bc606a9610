"""The whole program in a terminal of its own: killed in the third block, it goes on right there."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom_tui.meeting.events import Away
from homeroom_tui.storage.archive import Archive
from tests.terminal import HOMEROOM, Terminal, private_home

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals can be made on Unix only")


@pytest.fixture
def home() -> Iterator[dict[str, str]]:
    with private_home() as settings:
        yield settings


def test_killed_in_block_3_it_goes_on_there(home: dict[str, str]) -> None:
    archive = Archive(Path(home["XDG_STATE_HOME"], "homeroom", "meetings"))
    with Terminal((*HOMEROOM, "run", "1"), home) as terminal:
        terminal.shows("Start")
        terminal.send(" ")
        terminal.shows("1 of 4")
        terminal.send("\x1b[C")
        terminal.shows("2 of 4")
        terminal.send("\x1b[C")
        terminal.shows("3 of 4")
        terminal.send("n")
        terminal.shows("Note on")
        terminal.send("said\x1b")
        terminal.shows("✎ said")
        terminal.kill()
        assert terminal.ended() == -signal.SIGKILL

    killed = archive.find()
    assert killed.state.here.block.title.startswith("Take turns")
    with Terminal(HOMEROOM, home) as terminal:
        terminal.shows("Continue as if paused")
        terminal.send("p")
        terminal.shows("✎ said")
        terminal.kill(signal.SIGTERM)
        assert terminal.ended() == 128 + signal.SIGTERM
        assert b"homeroom resume" in terminal.written

    again = archive.find()
    (away,) = (e for e in again.meeting.events if isinstance(e, Away))
    assert away.since == pytest.approx(killed.instant(killed.stopped), abs=1)
    with Terminal((*HOMEROOM, "resume"), home) as terminal:
        terminal.shows("counted; u takes it out")
        terminal.kill(signal.SIGHUP)
        assert terminal.ended() == 128 + signal.SIGHUP
