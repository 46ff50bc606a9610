"""A stop and going on again, and a terminal that is closed."""

from __future__ import annotations

import os
import signal

import pytest

from homeroom_tui.tui.system import ProcessSignals
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
