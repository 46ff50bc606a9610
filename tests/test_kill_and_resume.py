"""The whole program in a terminal of its own: killed in the third block, it goes on right there."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom_tui.storage.archive import Archive

pty = pytest.importorskip("pty", reason="a terminal can be made on Unix only")

SESSIONS = Path(__file__).parent.parent / "sessions"
PATIENCE = 20.0
"""Seconds for any answer, on the slowest machine."""

_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-_])")


class Terminal:
    """homeroom in a terminal, which is read until what is waited for has been written to it."""

    def __init__(self, home: Path, *words: str) -> None:
        environ = {
            **os.environ,
            "HOME": str(home),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "HOMEROOM_SESSIONS": str(SESSIONS),
            "TERM": "xterm-256color",
            "COLUMNS": "100",
            "LINES": "30",
        }
        self.process, self._terminal = pty.fork()
        if not self.process:
            command = [sys.executable, "-m", "homeroom_tui", *words]
            os.execve(sys.executable, command, environ)
        self._written = b""

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def sees(self, words: str) -> str:
        """Everything written since the last time, up to these words at least."""
        until = time.monotonic() + PATIENCE
        for text in self._texts(until):
            if words in text:
                self._written = b""
                return text
        pytest.fail(f"{words!r} was not written. There was: {self._text()[-2000:]}")

    def _texts(self, until: float) -> Iterator[str]:
        for _ in iter(lambda: time.monotonic() < until, False):
            if select.select([self._terminal], [], [], 0.5)[0]:
                try:
                    self._written += os.read(self._terminal, 65536)
                except OSError:  # nobody writes to it any more
                    break
            yield self._text()
        yield self._text()

    def _text(self) -> str:
        return _ESCAPES.sub("", self._written.decode(errors="replace"))

    def kill(self, number: int = signal.SIGKILL) -> int:
        """End the process in this way; the status that it ended with."""
        os.kill(self.process, number)
        if number != signal.SIGKILL:
            self.sees("homeroom resume")
        status = os.waitpid(self.process, 0)[1]
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(status)


def test_killed_in_block_3_it_goes_on_there(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "state" / "homeroom" / "meetings")
    terminal = Terminal(tmp_path, "run", "1")
    terminal.sees("Start")
    terminal.type(" ")
    terminal.sees("of 4")
    terminal.type("\x1b[C")
    terminal.sees("2 of 4")
    terminal.type("\x1b[C")
    terminal.sees("3 of 4")
    terminal.type("n")
    terminal.sees("Note on")
    terminal.type("said\x1b")
    terminal.sees("✎ said")
    assert terminal.kill() == -signal.SIGKILL

    killed = archive.find()
    assert killed.state.here.block.title.startswith("Take turns")
    terminal = Terminal(tmp_path)
    terminal.sees("as if it had paused")
    terminal.type("p")
    terminal.sees("✎ said")
    assert terminal.kill(signal.SIGTERM) == 128 + signal.SIGTERM

    again = archive.find()
    (away,) = (e for e in again.meeting.events if type(e).__name__ == "Away")
    assert away.since == pytest.approx(killed.instant(killed.stopped), abs=1)
    terminal = Terminal(tmp_path, "resume")
    terminal.sees("counted; u takes it out")
    assert terminal.kill(signal.SIGHUP) == 128 + signal.SIGHUP
