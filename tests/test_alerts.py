"""Alerts beyond the screen: which terminals get what, and the user's own command."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from homeroom_tui.agenda.model import Block, Session, TimeRange
from homeroom_tui.alerts import Alert, OwnCommand, notification
from homeroom_tui.editor import edit
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.signals import Signal
from homeroom_tui.meeting.view import view

NINE = "\x1b]9;homeroom: 0:30 left\x07"
SEVENS = "\x1b]777;notify;homeroom;0:30 left\x07"


@pytest.mark.parametrize(
    ("environ", "bytes_sent"),
    [
        ({}, ""),
        ({"TERM": "xterm-256color"}, ""),
        ({"TERM_PROGRAM": "Apple_Terminal"}, ""),
        ({"TERM_PROGRAM": "vscode"}, ""),
        ({"WT_SESSION": "1"}, ""),
        ({"TERM": "linux"}, ""),
        ({"TERM": "footling"}, ""),
        ({"TERM_PROGRAM": "iTerm.app"}, NINE),
        ({"LC_TERMINAL": "iTerm2", "TERM": "xterm-256color"}, NINE),
        ({"TERM": "xterm-kitty"}, NINE),
        ({"KITTY_WINDOW_ID": "1"}, NINE),
        ({"TERM_PROGRAM": "WezTerm"}, SEVENS),
        ({"TERM_PROGRAM": "ghostty"}, SEVENS),
        ({"TERM": "foot"}, SEVENS),
        ({"TERM": "foot-extra"}, SEVENS),
        ({"TERM": "rxvt-unicode-256color"}, SEVENS),
        ({"VTE_VERSION": "7600"}, SEVENS),
        ({"KONSOLE_VERSION": "230800"}, SEVENS),
        ({"VTE_VERSION": "7600", "STY": "1.screen"}, ""),
    ],
)
def test_only_known_terminals_get_notifications(environ, bytes_sent):
    assert notification("0:30 left", "on", environ) == bytes_sent


def test_it_is_off_unless_chosen():
    assert notification("0:30 left", "off", {"TERM": "xterm-kitty"}) == ""


@pytest.mark.parametrize(("chosen", "sent"), [("osc9", NINE), ("osc777", SEVENS)])
def test_who_knows_their_terminal_can_choose_the_form(chosen, sent):
    assert notification("0:30 left", chosen, {"TERM": "xterm"}) == sent


def test_in_tmux_it_is_wrapped_so_that_it_goes_through():
    inside = {"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "TMUX": "/tmp/x,1,0"}
    assert notification("0:30 left", "on", inside) == ""
    assert notification("0:30 left", "on", {**inside, "VTE_VERSION": "7600"}) == (
        "\x1bPtmux;\x1b\x1b]777;notify;homeroom;0:30 left\x07\x1b\\"
    )


def test_no_text_can_end_the_sequence_or_begin_another():
    hostile = "a\x07b\x1b\\c\x9cd;e\n"
    for chosen in ("osc9", "osc777"):
        sent = notification(hostile, chosen, {})
        assert sent.count("\x1b") == 1
        assert sent.endswith("\x07")
        assert sent.count("\x07") == 1
        assert not set("\x9c\n") & set(sent)


# The user's command


def alert(title: str = "Share", session: str = "A week") -> Alert:
    """The signal of a block of five minutes that has half a minute left."""
    blocks = (Block(title, TimeRange(300, 300)), Block("More", TimeRange(300, 300)))
    meeting = Meeting(Session(session, 600, blocks=blocks))
    meeting.do(ev.Start(0.0))
    seen = view(meeting.state(270.0), Moment(270.0, 1_000_270.0))
    return Alert(Signal.CLOSING, "Time to wrap up this block.", session, seen)


def test_what_happened_is_told_by_environment_variables():
    assert alert().variables() == {
        "HOMEROOM_SIGNAL": "closing",
        "HOMEROOM_MESSAGE": "Time to wrap up this block.",
        "HOMEROOM_SESSION": "A week",
        "HOMEROOM_BLOCK": "Share",
        "HOMEROOM_REMAINING": "30",
        "HOMEROOM_LEFT": "330",
    }


def test_titles_are_told_without_markdown_and_control_characters():
    told = alert("[Look](/x) at **this**\x1b[2J\x00", "$(rm) `x`\n").variables()
    assert told["HOMEROOM_BLOCK"] == "Look at this␛[2J␀"
    assert told["HOMEROOM_SESSION"] == "$(rm) x␊"


PATIENCE = 30.0
"""Seconds for any command to start or to end, on a machine that is busy with other things."""


def done(thread: Thread | None) -> None:
    """Wait until nothing more is to be done for a command."""
    assert thread is not None
    thread.join(PATIENCE)
    assert not thread.is_alive()


TELLS = """
import json, os, sys
from pathlib import Path
about = {"words": sys.argv[2:], "told": os.environ.get("HOMEROOM_MESSAGE"),
         "leads": os.getsid(0) == os.getpid(), "in": sys.stdin.read()}
Path(sys.argv[1]).write_text(json.dumps(about))
"""


def test_a_title_without_end_keeps_no_command_from_starting():
    told = alert("w" * 1_000_000, "s " * 500_000).variables()
    assert len(told["HOMEROOM_BLOCK"]) == len(told["HOMEROOM_SESSION"]) == 1_000
    assert told["HOMEROOM_BLOCK"].endswith("w…")


def test_the_command_runs_without_a_shell(tmp_path: Path):
    out = tmp_path / "out"
    words = ["$HOME", "a b", "; touch x", "`id`", "*"]
    said: list[str] = []
    own = OwnCommand([sys.executable, "-c", TELLS, str(out), *words], 30, said.append)
    thread = own.run({"HOMEROOM_MESSAGE": "$(touch y)"})
    done(thread)
    about = json.loads(out.read_text())
    assert about == {"words": words, "told": "$(touch y)", "leads": True, "in": ""}
    assert said == []
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


class Pipe:
    """A pipe that a command holds open, with all that it started."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = str(path)
        self._end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def read(self) -> bytes:
        """What is written next; nothing once nobody holds it any more."""
        assert select.select([self._end], [], [], PATIENCE)[0], "nobody let it go"
        return os.read(self._end, 100)

    def close(self) -> None:
        os.close(self._end)


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Pipe]:
    made = Pipe(tmp_path / "pipe")
    yield made
    made.close()


STARTS_ANOTHER = ("sh", "-c", 'exec >"$0"; sleep 600 & echo both run; sleep 600')
LEAVES_ANOTHER = ("sh", "-c", 'exec >"$0"; $1 sleep 600 & echo it runs')
IN_ANY_SESSION = pytest.mark.parametrize(
    "session",
    [
        "",
        pytest.param(
            "setsid",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="known by /proc"),
        ),
    ],
)


def test_it_does_not_block_and_is_ended_in_time(pipe: Pipe):
    said: list[str] = []
    thread = OwnCommand([*STARTS_ANOTHER, pipe.path], 1, said.append).run({})
    assert pipe.read() == b"both run\n"
    assert said == []  # nobody waited for it
    assert pipe.read() == b""
    done(thread)
    assert said == ["Your alert command sh took more than 1 seconds and was ended."]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["/nowhere/at all"], "can't be started: No such file or directory."),
        ([sys.executable, "-c", "raise SystemExit(3)"], "ended with 3."),
        (["/"], "can't be started: Permission denied."),
    ],
)
def test_what_goes_wrong_is_said_once(words, reason):
    said: list[str] = []
    own = OwnCommand(words, 30, said.append)
    for _ in range(2):
        thread = own.run({})
        done(thread)
    assert said == [f"Your alert command {words[0]} {reason}"]


def test_the_password_of_the_broker_is_not_handed_on(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("HOMEROOM_BROKER_PASSWORD", "correct horse")
    monkeypatch.setenv("HOMEROOM_OTHER", "is handed on")
    tells = "import os, sys; open(sys.argv[1], 'w').write(repr(dict(os.environ)))"
    out = tmp_path / "out"
    thread = OwnCommand([sys.executable, "-c", tells, str(out)], 30, print).run({})
    done(thread)
    assert "is handed on" in out.read_text()
    assert "correct horse" not in out.read_text()


def test_without_a_command_nothing_runs():
    assert OwnCommand((), 10, print).run({}) is None


@IN_ANY_SESSION
def test_what_a_command_leaves_running_is_ended_in_time(pipe: Pipe, session: str):
    thread = OwnCommand([*LEAVES_ANOTHER, pipe.path, session], 1, print).run({})
    assert pipe.read() == b"it runs\n"
    assert pipe.read() == b""
    done(thread)


@pytest.mark.skipif(sys.platform != "linux", reason="known by /proc")
def test_what_is_about_to_become_another_program_is_ended_too(pipe: Pipe, monkeypatch):
    """Linux knows no variables of a process at the moment when a program takes its place."""
    read, looked = Path.read_bytes, set[Path]()

    def at_that_moment(path: Path) -> bytes:
        if path.name != "environ" or path in looked:
            return read(path)
        looked.add(path)
        return b""

    monkeypatch.setattr(Path, "read_bytes", at_that_moment)
    thread = OwnCommand([*LEAVES_ANOTHER, pipe.path, "setsid"], 1, print).run({})
    assert pipe.read() == b"it runs\n"
    assert pipe.read() == b""
    done(thread)


@IN_ANY_SESSION
def test_what_a_command_leaves_running_ends_with_the_program(pipe: Pipe, session: str):
    own = OwnCommand([*LEAVES_ANOTHER, pipe.path, session], 600, print)
    thread = own.run({})
    assert pipe.read() == b"it runs\n"
    own.close()
    assert pipe.read() == b""
    done(thread)


def test_a_command_that_still_runs_ends_with_the_program(pipe: Pipe):
    said: list[str] = []
    own = OwnCommand([*STARTS_ANOTHER, pipe.path], 600, said.append)
    thread = own.run({})
    assert pipe.read() == b"both run\n"
    own.close()
    assert pipe.read() == b""
    done(thread)
    assert said == []  # it did nothing wrong


def test_a_command_that_starts_as_the_program_ends_is_ended(pipe: Pipe, monkeypatch):
    own = OwnCommand([*STARTS_ANOTHER, pipe.path], 600, print)
    start = subprocess.Popen

    def closed_meanwhile(*words: Any, **more: Any) -> subprocess.Popen[bytes]:
        process = start(*words, **more)
        assert pipe.read() == b"both run\n"
        own.close()
        return process

    monkeypatch.setattr(subprocess, "Popen", closed_meanwhile)
    done(own.run({}))
    assert pipe.read() == b""


def test_the_editor_does_not_get_the_password_either(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("HOMEROOM_BROKER_PASSWORD", "correct horse")
    out = tmp_path / "out"
    tells = f"import os; open({str(out)!r}, 'w').write(repr(dict(os.environ)))"
    script = tmp_path / "tells.py"
    script.write_text(tells)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    monkeypatch.delenv("VISUAL", raising=False)
    edit(tmp_path / "week-1.yaml")
    assert "EDITOR" in out.read_text()
    assert "correct horse" not in out.read_text()
