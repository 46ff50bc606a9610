"""The real program on a real pseudo-terminal: editors, bytes and signals that tests cannot fake."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from homeroom_tui.commands import COMMANDS
from tests.terminal import PATIENCE, Terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals can be made on Unix only")

BACK = next(command.help for command in COMMANDS if command.id == "edit_file")
"""The words of the help of a meeting, on a screen that answers."""


@pytest.fixture
def home(library, tmp_path: Path) -> dict[str, str]:
    """The settings of a user who has chosen no editor, and whose system has none."""
    commands = tmp_path / "bin"
    commands.mkdir()
    roles = {f"XDG_{role}_HOME": str(tmp_path / role) for role in ("STATE", "DATA", "CONFIG")}
    return {"PATH": str(commands), "LC_ALL": "C.UTF-8", **roles}


START = "from homeroom_tui.cli import main; main()"
FAULT = "from homeroom_tui.tui.screens.menu import MenuScreen; MenuScreen.do_help = None; " + START
"""The program, and the same with a fault in it, which a key brings out."""


@contextmanager
def homeroom(
    tmp_path: Path, home: dict[str, str], *words: str, start: str = START
) -> Iterator[Terminal]:
    command = (sys.executable, "-c", start, "--sessions", str(tmp_path), *words)
    with Terminal(command, home) as terminal:
        yield terminal


def shows(terminal: Terminal, *texts: str) -> None:
    if not all(text in terminal.screen for text in texts):
        terminal.shows(*texts)


def happens(terminal: Terminal, what: Path) -> None:
    """Wait until this file is there, whatever is shown meanwhile."""
    for _ in range(int(PATIENCE / 0.1)):
        if what.exists():
            return
        terminal.watch(0.1)
    raise AssertionError(f"{what} never came")


def begin(terminal: Terminal) -> None:
    shows(terminal, "Start")
    terminal.send(" ")
    shows(terminal, "Pause")


def program(home: dict[str, str], name: str, script: str) -> Path:
    """A program of the system, in sh."""
    path = Path(home["PATH"]) / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


EDITORS = {
    "none is there": ({}, "No editor set"),
    "one that is not there": ({"EDITOR": "nowhere --wait"}, "can't be started"),
    "one that is no program": ({"VISUAL": "/"}, "can't be started"),
    "words that are no command": ({"EDITOR": "vi 'unclosed"}, "can't be read as a command"),
    "one that fails": ({"EDITOR": "/bin/sh -c 'exit 3'"}, "ended with 3"),
    "one that is killed": ({"EDITOR": "/bin/sh -c 'kill -9 $$'"}, "was killed"),
}


@pytest.mark.parametrize("case", EDITORS)
def test_whatever_the_editor_does_the_meeting_comes_back(case, home, tmp_path):
    environ, said = EDITORS[case]
    with homeroom(tmp_path, {**home, **environ}, "run", "1") as terminal:
        begin(terminal)
        terminal.send("e")
        shows(terminal, said)
        terminal.send("?")
        shows(terminal, BACK)


def test_a_new_week_needs_no_editor(home, tmp_path):
    with homeroom(tmp_path, home) as terminal:
        shows(terminal, "Quit")
        terminal.send("n")
        shows(terminal, "A new week")
        terminal.send("week-6\r")
        terminal.quiet(0.5)
        terminal.send("\r")
        shows(terminal, "No editor set", "Quit")
        assert (tmp_path / "week-6.yaml").exists()


def test_the_editors_that_systems_have_are_tried(home, tmp_path):
    program(home, "nano", f'echo "$1" > {tmp_path}/edited')
    with homeroom(tmp_path, home, "run", "1") as terminal:
        begin(terminal)
        terminal.send("e")
        happens(terminal, tmp_path / "edited")
        terminal.send("?")
        shows(terminal, BACK)
    assert (tmp_path / "edited").read_text() == f"{tmp_path / 'week-1.yaml'}\n"


def test_ctrl_c_in_the_editor_is_the_editors(home, tmp_path):
    waits = program(home, "waits", f"trap 'exit 0' INT; touch {tmp_path}/opened; sleep 60")
    home["PATH"] += os.pathsep + os.defpath
    with homeroom(tmp_path, {**home, "EDITOR": str(waits)}, "run", "1") as terminal:
        begin(terminal)
        terminal.send("e")
        happens(terminal, tmp_path / "opened")
        terminal.send("\x03")
        shows(terminal, "Pause")
        terminal.send("?")
        shows(terminal, BACK)


@pytest.mark.parametrize("script", ["sleep 60", "kill -STOP $$"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ending_does_not_wait_for_the_editor(number, script, home, tmp_path):
    waits = program(home, "waits", f"trap '' TERM; touch {tmp_path}/opened; {script}")
    home["PATH"] += os.pathsep + os.defpath
    with homeroom(tmp_path, {**home, "EDITOR": str(waits)}, "run", "1") as terminal:
        begin(terminal)
        terminal.send("e")
        happens(terminal, tmp_path / "opened")
        terminal.kill(number)
        assert terminal.ended() == 128 + number


def test_a_closed_window_is_no_fault(home, tmp_path):
    with homeroom(tmp_path, home, "run", "1") as terminal:
        begin(terminal)
        assert terminal.close() == 128 + signal.SIGHUP


def test_a_crash_never_ends_with_0(home, tmp_path):
    with homeroom(tmp_path, home, start=FAULT) as terminal:
        shows(terminal, "Quit")
        terminal.send("?")
        assert terminal.ended() == 1


def raw(terminal: Terminal, data: bytes) -> None:
    os.write(terminal._fd, data)


BYTES = [
    (b"caf\xe9 later", "caf\ufffd later"),
    (b"\xff\xfe later", "\ufffd\ufffd later"),
    (b"\x1b[200~raw \x9b2J later\x1b[201~", "raw \ufffd2J later"),
    (b"\x1b[200~an \x1b[31m escape\x1b[201~", "an \u241b[31m escape"),
    (b"\x1b[200~half a \xe2\x82", "half a"),
    (b"\x1b[99999999999u", ""),
    (b"\x1b[:9S", ""),
    (b"\x1b[55296u then", "then"),
    (b"\x1b[<9;:;M after", "after"),
]
"""What is sent where a note is written, and what is shown of it."""


def test_no_byte_from_the_terminal_ends_the_screens(home, tmp_path):
    with homeroom(tmp_path, home, "run", "1") as terminal:
        begin(terminal)
        for number, (sent, shown) in enumerate(BYTES):
            terminal.send("n")
            shows(terminal, "Note on")
            raw(terminal, sent)
            terminal.quiet(0.2)
            raw(terminal, b"\x1b[201~ and on %d" % number)
            shows(terminal, shown, f"and on {number}")
            terminal.send("\x1b")
            terminal.until(lambda screen: "Note on" not in screen)


def test_a_paste_where_nothing_can_be_typed_is_no_keys(home, tmp_path):
    with homeroom(tmp_path, home, "run", "1") as terminal:
        begin(terminal)
        for text in (b"q\r", b"an \x1b[C escape \x1bq", b"\x1b\x1b[Cq\x1b"):
            raw(terminal, b"\x1b[200~" + text + b"\x1b[201~")
            terminal.send("?")
            shows(terminal, BACK)
            terminal.send("\x1b")
            terminal.until(lambda screen: BACK not in screen)
            shows(terminal, "1 of 4")
            assert "Leave the meeting" not in terminal.screen


@pytest.mark.parametrize("keys", ["q/", "qg", "qn", "q?", "q\x10", "qq", "q\r"])
def test_keys_typed_while_the_menu_is_left_are_dropped(keys, home, tmp_path):
    with homeroom(tmp_path, home) as terminal:
        shows(terminal, "Quit")
        terminal.send(keys)
        assert terminal.ended() == 0


@pytest.mark.parametrize("keys", ["qq/", "qqn", "qqg", " qyqn", " \x03yq/", " qyyyqq"])
def test_keys_typed_while_a_meeting_is_left_are_dropped(keys, home, tmp_path):
    with homeroom(tmp_path, home, "run", "1") as terminal:
        shows(terminal, "Start")
        terminal.send(keys)
        assert terminal.ended() == 0


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("nhello world", "hello world"),
        ("n! Ana asks\x1blq", "Ana asks"),
        ("E\x1545 min\r", " late. Choose one: "),
        ("a\x15Lunch\t\x1520 min\r\r\r", "Lunch"),
        ("wa\x15Ana\r", "Ana"),
        ("\x10hard end\r", "Hard end"),
        ("E\r\r\r", "Revisit norms"),
        ("B\r\r\r", "Revisit norms"),
    ],
)
def test_keys_after_opening_a_panel_go_to_it(keys, shown, home, tmp_path):
    with homeroom(tmp_path, {**home, "TZ": "UTC"}, "run", "1") as terminal:
        begin(terminal)
        terminal.send(keys)
        shows(terminal, shown)


def test_a_screen_is_drawn_although_errors_go_to_a_file(home, tmp_path):
    start = "import os, sys; os.dup2(os.open('/dev/null', os.O_WRONLY), 2); " + START
    with homeroom(tmp_path, home, "run", "1", start=start) as terminal:
        shows(terminal, "Start")


@pytest.mark.parametrize("size", [{"COLUMNS": "99999"}, {"LINES": "99999"}, {"COLUMNS": "0"}])
def test_the_size_is_the_terminals_whatever_the_environment_says(size, home, tmp_path):
    with homeroom(tmp_path, {**home, **size}, "run", "1") as terminal:
        shows(terminal, "Start")
        assert terminal.usage().memory < 200 * 1024 * 1024
