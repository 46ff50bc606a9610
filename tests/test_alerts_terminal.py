"""Bell and notification as bytes: the real program on a real pseudo-terminal, also in tmux."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal import Terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals can be made on Unix only")

NOTIFICATION = b"\x1b]777;notify;homeroom;Time to wrap up this block.\x07"
PROGRAM = """
import sys
from pathlib import Path
from homeroom_tui.agenda.library import Library
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.tui.app import FirstMeeting, HomeroomApp
from homeroom_tui.config import Config

class Clock:
    speed = 1.0
    at = 0.0
    def now(self):
        return Moment(self.at, 1_795_615_200.0 + self.at)
    def jump(self, event):
        self.at = (14 * 60 + 30.0) / speed

clock, speed = Clock(), float(sys.argv[2])
library = Library(Path(sys.argv[1]))
settings = Config(bell="bell" in sys.argv, notifications="on" if "notify" in sys.argv else "off")
HomeroomApp(
    library,
    clock,
    settings,
    week=library.find("1"),
    first=FirstMeeting(lambda meeting: meeting.listeners.append(clock.jump), speed=speed),
).run()
"""


COMMAND = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\\\)")
"""A command to the terminal, which may end in the sign that is a bell elsewhere."""


def bells(sent: bytes) -> int:
    return COMMAND.sub(b"", sent).count(b"\x07")


def on_a_terminal(words: Sequence[str], **environ: str) -> Terminal:
    return Terminal(words, {"LC_ALL": "C.UTF-8", **environ})


def until(terminal: Terminal, seen: Callable[[bytes], object]) -> bytes:
    """Return all output, as soon as `seen` is in it."""
    if not seen(terminal.written):
        terminal.until(lambda _: seen(terminal.written))
    return terminal.written


@pytest.fixture
def program(library, tmp_path: Path) -> list[str]:
    """Week 1 in its lobby; with its start the block is at once 30 seconds before its end."""
    script = tmp_path / "program.py"
    script.write_text(PROGRAM)
    return [sys.executable, str(script), str(tmp_path)]


def start(terminal: Terminal) -> None:
    """Start the meeting, whose signals come at once; before that there are none."""
    terminal.shows("Leave")
    assert bells(terminal.written) == 0
    terminal.send(" ")


def test_the_bell_rings_and_nothing_else(program):
    with on_a_terminal([*program, "1", "bell"], VTE_VERSION="7600") as terminal:
        start(terminal)
        assert b"]777;" not in until(terminal, bells)


def test_a_notification_comes_where_the_terminal_is_known(program):
    with on_a_terminal([*program, "1", "notify"], VTE_VERSION="7600") as terminal:
        start(terminal)
        assert bells(until(terminal, lambda sent: NOTIFICATION in sent)) == 0


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
        terminal.shows("Time to wrap up this block.")
        terminal.send("?")
        terminal.shows("Go on to the next block")
        assert bells(terminal.written) == 0
        assert b"]777;" not in terminal.written


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
        until(terminal, bells)


def test_a_notification_comes_through_tmux(program, tmp_path):
    with in_tmux(tmp_path, [*program, "1", "notify"], VTE_VERSION="7600") as terminal:
        start(terminal)
        assert bells(until(terminal, lambda sent: NOTIFICATION in sent)) == 0
