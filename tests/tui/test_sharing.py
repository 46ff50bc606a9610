"""Sharing from the screens: its link, its mark, its end."""

from __future__ import annotations

import signal
import time

import pytest

from homeroom_tui import paths
from homeroom_tui.tui.share import SharePanel
from tests.room.conftest import broker_folder, mosquitto
from tests.tui.driving import until
from tests.tui.sitting import in_lobby

__all__ = ["broker_folder", "mosquitto"]  # fixtures


@pytest.fixture
def broker(mosquitto, monkeypatch, tmp_path):
    """A broker that the user's settings name."""
    monkeypatch.setenv("HOMEROOM_BROKER", str(mosquitto.broker))
    monkeypatch.setenv("HOMEROOM_BROKER_PASSWORD", mosquitto.plan.password)
    monkeypatch.setattr(paths, "room_secret", lambda: tmp_path / "room-secret")
    return mosquitto


async def test_sharing_is_always_to_be_seen_and_ends_when_asked(broker, run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        assert "shared" not in meeting.text
        await meeting.press("S")
        assert isinstance(meeting.pilot.app.screen, SharePanel)
        assert "Everybody with this link" in meeting.text
        assert "Esc: back" in meeting.text
        await meeting.press("escape")
        await until(meeting.pilot, lambda: "● shared" in meeting.text)
        await until(meeting.pilot, lambda: f"follow: {broker.broker}" in meeting.text)
        await meeting.press("space")
        assert "● shared" in meeting.text
        await meeting.press("S", "x")
        assert "● shared" not in meeting.text


async def test_a_meeting_that_nobody_can_follow_says_so(broker, run, library, clock, monkeypatch):
    monkeypatch.setenv("HOMEROOM_BROKER_PASSWORD", "not this one")
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("S", "escape")
        await until(meeting.pilot, lambda: "password" in meeting.pilot.app.share.sharing.trouble)
        await until(meeting.pilot, lambda: "○ shared, no connection" in meeting.text)
        assert "● shared" not in meeting.text


@pytest.mark.parametrize("size", [(100, 30), (60, 20), (40, 12)])
async def test_no_key_waits_for_a_broker_that_is_frozen(broker, run, library, clock, size):
    async with in_lobby(run, library, clock, size=size) as meeting:
        await meeting.press("S", "escape", "space")
        share = meeting.pilot.app.share
        await until(meeting.pilot, lambda: "● shared" in meeting.text)
        broker.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        share.stop()
        assert time.monotonic() - began < 0.5
        broker.send_signal(signal.SIGCONT)


async def test_sharing_without_a_broker_explains_what_to_do(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await meeting.press("S")
        assert "Three ways to get one" in meeting.text
        await meeting.press("b")
        assert "● shared" not in meeting.text
