"""A stop and going on again, and a terminal that is closed."""

from __future__ import annotations

import os
import signal

import pytest

from homeroom_tui.tui.system import ProcessSignals


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
