"""The system: signals to the process, and the clipboard, of which nothing is claimed untried."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from homeroom_tui.tui.system import ProcessSignals, to_clipboard
from tests.tui.sitting import in_lobby


@pytest.fixture
def textuals(monkeypatch: pytest.MonkeyPatch):
    """Return what Textual, which handles both signals itself, gets to see of them."""
    seen: list[int] = []
    before = {n: signal.getsignal(n) for n in (signal.SIGTSTP, signal.SIGCONT)}
    for number in before:
        signal.signal(number, lambda number, _frame: seen.append(number))
    yield seen
    for number, handler in before.items():
        signal.signal(number, handler)


async def test_going_on_without_a_stop_is_not_for_textual(textuals):
    ProcessSignals(lambda code: None).catch()
    os.kill(os.getpid(), signal.SIGCONT)
    assert textuals == []


async def test_a_stop_and_going_on_are_each_time(textuals):
    ProcessSignals(lambda code: None).catch()
    for number in (signal.SIGTSTP, signal.SIGCONT, signal.SIGCONT, signal.SIGTSTP, signal.SIGCONT):
        os.kill(os.getpid(), number)
    assert textuals == [signal.SIGTSTP, signal.SIGCONT, signal.SIGTSTP, signal.SIGCONT]


@pytest.mark.parametrize("panel", ["people", "help", "notes", "norms", "insert"])
async def test_a_panel_that_just_opens_keeps_no_end_back(run, library, clock, panel):
    async with in_lobby(run, library, clock) as meeting:
        screen, app = meeting.screen, meeting.pilot.app
        getattr(screen, f"do_{panel}")()
        app.leave_now(129)
    assert app.return_code == 129


# The clipboard


def tool(folder: Path, name: str, script: str) -> dict[str, str]:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return {"PATH": str(folder), "DISPLAY": ":0"}


def test_a_tool_of_the_system_takes_the_text(tmp_path: Path) -> None:
    environ = tool(tmp_path, "xclip", f"/bin/cat > {tmp_path}/copied")
    assert to_clipboard("caf\u00e9 \ud800", environ)
    assert (tmp_path / "copied").read_bytes() == "caf\u00e9 ?".encode()


@pytest.mark.parametrize("script", ["exit 1", "kill -9 $$"])
def test_a_tool_that_fails_has_copied_nothing(tmp_path: Path, script: str) -> None:
    assert not to_clipboard("text", tool(tmp_path, "xclip", script))


def test_without_a_tool_or_a_display_nothing_is_claimed(tmp_path: Path) -> None:
    assert not to_clipboard("text", {"PATH": str(tmp_path)})
    environ = tool(tmp_path, "xclip", "exit 0")
    assert not to_clipboard("text", {"PATH": environ["PATH"]})
