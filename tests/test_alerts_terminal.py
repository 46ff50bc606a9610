"""Bell and notification as bytes: the real program on a real pseudo-terminal, also in tmux."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

NOTIFICATION = b"\x1b]777;notify;homeroom;Time to wrap up this block.\x07"
PATIENCE = 60.0
"""Seconds until something that should come by itself counts as not coming."""

PROGRAM = """
import sys
from pathlib import Path
from homeroom_tui.agenda.library import Library
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.tui.app import HomeroomApp
from homeroom_tui.config import Config

class Clock:
    speed = float(sys.argv[2])
    at = 0.0
    def now(self):
        return Moment(self.at, 1_795_615_200.0 + self.at)
    def jump(self, event):
        self.at = 14 * 60 + 30.0

clock = Clock()
library = Library(Path(sys.argv[1]))
settings = Config(bell="bell" in sys.argv, notifications="on" if "notify" in sys.argv else "off")
HomeroomApp(
    library,
    clock,
    settings,
    week=library.find("1"),
    prepare=lambda running: running.listeners.append(clock.jump),
).run()
"""


COMMAND = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\\\)")
"""A command to the terminal, which may end in the sign that is a bell elsewhere."""


def bells(sent: bytes) -> int:
    return COMMAND.sub(b"", sent).count(b"\x07")


class Terminal:
    """A pseudo-terminal, and a program on it."""

    def __init__(self, words: list[str], environ: Mapping[str, str]) -> None:
        self.sent = b""
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, b"\x1e\x00\x64\x00" + bytes(4))  # 30 rows, 100
        self._program = subprocess.Popen(
            words, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, env=environ
        )
        os.close(theirs)

    def until(self, seen: Callable[[bytes], object]) -> bytes:
        """All that the program sent, once that has what should be `seen` in it."""
        end = time.monotonic() + PATIENCE
        while not seen(self.sent):
            ready, _, _ = select.select([self._ours], [], [], max(end - time.monotonic(), 0))
            assert ready, self.sent[-2000:]
            self.sent += os.read(self._ours, 65536)
        return self.sent

    def until_text(self, text: bytes) -> bytes:
        return self.until(lambda sent: text in sent)

    def type(self, keys: bytes) -> None:
        os.write(self._ours, keys)

    def close(self) -> None:
        self._program.terminate()
        os.close(self._ours)
        self._program.wait(PATIENCE)


@contextmanager
def on_a_terminal(words: list[str], **more: str) -> Iterator[Terminal]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    terminal = Terminal(words, {**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **more})
    try:
        yield terminal
    finally:
        terminal.close()


@pytest.fixture
def program(library, tmp_path: Path) -> list[str]:
    """Week 1 in its lobby; with its start the block is at once 30 seconds before its end."""
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    return [sys.executable, str(script), str(tmp_path)]


def start(terminal: Terminal) -> None:
    """Start the meeting, whose signals come at once; before that there are none."""
    terminal.until_text(b"Leave")
    assert bells(terminal.sent) == 0
    terminal.type(b" ")


def test_the_bell_rings_and_nothing_else(program):
    with on_a_terminal([*program, "1", "bell"], VTE_VERSION="7600") as terminal:
        start(terminal)
        assert b"]777;" not in terminal.until(bells)


def test_a_notification_comes_where_the_terminal_is_known(program):
    with on_a_terminal([*program, "1", "notify"], VTE_VERSION="7600") as terminal:
        start(terminal)
        assert bells(terminal.until_text(NOTIFICATION)) == 0


@pytest.mark.parametrize(
    ("arguments", "environ"),
    [
        (["1"], {"VTE_VERSION": "7600"}),  # nothing was chosen
        (["1", "notify"], {}),  # nobody knows the terminal
        (["60", "bell", "notify"], {"VTE_VERSION": "7600"}),  # a rehearsal
    ],
)
def test_otherwise_the_screen_alone_says_it(program, arguments, environ):
    with on_a_terminal([*program, *arguments], **environ) as terminal:
        start(terminal)
        terminal.until_text(b"Time to wrap up this block.")
        terminal.type(b"?")
        sent = terminal.until_text(b"Go on to the next block")
        assert bells(sent) == 0
        assert b"]777;" not in sent


@contextmanager
def in_tmux(tmp_path: Path, words: list[str], **more: str) -> Iterator[Terminal]:
    tmux = shutil.which("tmux")
    if tmux is None:
        pytest.skip("tmux is not installed")
    settings = tmp_path / "tmux.conf"
    settings.write_text("set -g allow-passthrough on\nset -g default-terminal screen-256color\n")
    server = [tmux, "-S", str(tmp_path / "tmux"), "-f", str(settings)]
    try:
        with on_a_terminal([*server, "new-session", *words], **more) as terminal:
            yield terminal
    finally:
        subprocess.run([*server, "kill-server"], check=False, capture_output=True)


def test_the_bell_rings_through_tmux(program, tmp_path):
    with in_tmux(tmp_path, [*program, "1", "bell"]) as terminal:
        start(terminal)
        terminal.until(bells)


def test_a_notification_comes_through_tmux(program, tmp_path):
    with in_tmux(tmp_path, [*program, "1", "notify"], VTE_VERSION="7600") as terminal:
        start(terminal)
        assert bells(terminal.until_text(NOTIFICATION)) == 0
