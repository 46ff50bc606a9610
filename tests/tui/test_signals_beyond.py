"""Signals that reach beyond the screen: the user's command runs beside it, and never blocks it."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from pathlib import Path

import pytest

from homeroom_tui.config import Config
from homeroom_tui.tui.app import FirstMeeting

WRITES = (
    "import json, os, sys\n"
    "told = {k: v for k, v in os.environ.items() if k.startswith('HOMEROOM_')}\n"
    "open(sys.argv[1], 'w').write(json.dumps(told))\n"
)


async def commands_done() -> None:
    """Waits for the commands under way, while the App goes on."""
    for thread in threading.enumerate():
        if thread.name == "alert":
            await asyncio.to_thread(thread.join)


async def signal(pilot, clock, speed: int = 1) -> None:
    """The first block of week 1 begins and has half a minute left."""
    await pilot.press("space")
    await pilot.pause()
    clock.move((14 * 60 + 30) / speed)
    pilot.app.screen.tick()
    await pilot.pause()


async def test_the_command_is_told_what_the_screen_says(run, library, clock, tmp_path, monkeypatch):
    for name in ("HOMEROOM_SESSIONS", "HOMEROOM_REQUIRE_SERVICES", "HOMEROOM_GOLDEN"):
        monkeypatch.delenv(name, raising=False)
    out = tmp_path / "told.json"
    settings = Config(command=(sys.executable, "-c", WRITES, str(out)))
    async with run(settings=settings, week=library.find("1")) as pilot:
        await signal(pilot, clock)
        await commands_done()
        told = json.loads(out.read_text())
        assert told.pop("HOMEROOM_ALERT")  # by it what the command leaves running is found
        assert told == {
            "HOMEROOM_SIGNAL": "closing",
            "HOMEROOM_MESSAGE": "Time to wrap up this block.",
            "HOMEROOM_SESSION": "Norms and plans",
            "HOMEROOM_BLOCK": "Revisit norms",
            "HOMEROOM_REMAINING": "30",
            "HOMEROOM_LEFT": "2730",
        }


async def test_a_hanging_command_does_not_stop_the_meeting(run, library, clock):
    hangs = (sys.executable, "-c", "import time; time.sleep(600)")
    settings = Config(command=hangs, command_timeout=1)
    async with run(settings=settings, week=library.find("1")) as pilot:
        await signal(pilot, clock)
        await pilot.press("right")
        assert pilot.app.screen.view.present.line.number == 2
        await commands_done()
        await pilot.pause()
        (note,) = pilot.app._notifications
        assert "took more than 1 seconds and was ended" in str(note.message)


@pytest.mark.parametrize("speed", [1, 60])
async def test_a_rehearsal_runs_no_command(run, library, clock, tmp_path: Path, speed):
    out = tmp_path / "told.json"
    settings = Config(command=(sys.executable, "-c", WRITES, str(out)))
    first = FirstMeeting(speed=speed)
    async with run(settings=settings, week=library.find("1"), first=first) as pilot:
        await signal(pilot, clock, speed)
        await commands_done()
        assert out.exists() == (speed == 1)


@pytest.mark.parametrize(
    ("chosen", "speed", "bell", "rings"),
    [
        ("chime", 1, False, 1),
        ("chime", 1, True, 1),
        ("off", 1, False, 0),
        ("chime", 60, False, 0),
        ("chime", 60, True, 0),
    ],
)
async def test_a_chime_without_a_player_rings_once(
    run, library, clock, monkeypatch, chosen, speed, bell, rings
):
    monkeypatch.setattr("homeroom_tui.sound.PLAYERS", ())
    rang: list[bool] = []
    first = FirstMeeting(speed=speed)
    settings = Config(sound=chosen, bell=bell)
    async with run(settings=settings, week=library.find("1"), first=first) as pilot:
        monkeypatch.setattr(pilot.app, "bell", lambda: rang.append(True))
        await signal(pilot, clock, speed)
        for thread in threading.enumerate():
            if thread.name == "chime":
                await asyncio.to_thread(thread.join)
        await pilot.pause()
        assert len(rang) == rings
