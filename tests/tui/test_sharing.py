"""Sharing from the screens: its link, its mark, its end."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from homeroom_tui import paths
from homeroom_tui.agenda.library import Library
from homeroom_tui.tui.share import SharePanel
from tests.room.conftest import Mosquitto, broker_folder, mosquitto
from tests.tui.driving import until
from tests.tui.sitting import in_lobby

if TYPE_CHECKING:
    from tests.conftest import FakeClock
    from tests.tui.conftest import Run

__all__ = ["broker_folder", "mosquitto"]  # fixtures


async def test_sharing_is_always_to_be_seen_and_ends_when_asked(
    mosquitto: Mosquitto,
    run: Run,
    library: Library,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HOMEROOM_BROKER", str(mosquitto.broker))
    monkeypatch.setenv("HOMEROOM_BROKER_PASSWORD", mosquitto.plan.password)
    monkeypatch.setattr(paths, "room_secret", lambda: tmp_path / "room-secret")
    async with in_lobby(run, library, clock) as meeting:
        assert "shared" not in meeting.text
        await meeting.press("S")
        assert isinstance(meeting.pilot.app.screen, SharePanel)
        assert "Everybody with this link" in meeting.text
        assert "Esc: back" in meeting.text
        await meeting.press("escape")
        await until(meeting.pilot, lambda: "● shared" in meeting.text)
        await until(meeting.pilot, lambda: f"follow: {mosquitto.broker}" in meeting.text)
        await meeting.press("space")
        assert "● shared" in meeting.text
        await meeting.press("S", "x")
        assert "● shared" not in meeting.text


async def test_a_meeting_that_nobody_can_follow_says_so(
    mosquitto: Mosquitto,
    run: Run,
    library: Library,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HOMEROOM_BROKER", str(mosquitto.broker))
    monkeypatch.setenv("HOMEROOM_BROKER_PASSWORD", "not this one")
    monkeypatch.setattr(paths, "room_secret", lambda: tmp_path / "room-secret")
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("S", "escape")
        await until(meeting.pilot, lambda: "password" in meeting.pilot.app.share.sharing.trouble)
        await until(meeting.pilot, lambda: "○ shared, no connection" in meeting.text)
        assert "● shared" not in meeting.text


@pytest.mark.parametrize("size", [(100, 30), (60, 20), (40, 12)])
async def test_no_key_waits_for_a_broker_that_is_frozen(
    mosquitto: Mosquitto,
    run: Run,
    library: Library,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    size: tuple[int, int],
) -> None:
    monkeypatch.setenv("HOMEROOM_BROKER", str(mosquitto.broker))
    monkeypatch.setenv("HOMEROOM_BROKER_PASSWORD", mosquitto.plan.password)
    monkeypatch.setattr(paths, "room_secret", lambda: tmp_path / "room-secret")
    async with in_lobby(run, library, clock, size=size) as meeting:
        await meeting.press("S", "escape", "space")
        share = meeting.pilot.app.share
        await until(meeting.pilot, lambda: "● shared" in meeting.text)
        mosquitto.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        share.stop()
        assert time.monotonic() - began < 0.5
        mosquitto.send_signal(signal.SIGCONT)


async def test_sharing_without_a_broker_explains_what_to_do(
    run: Run, library: Library, clock: FakeClock
) -> None:
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("S")
        assert "Three ways to get one" in meeting.text
        await meeting.press("b")
        assert "● shared" not in meeting.text
