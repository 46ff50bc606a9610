"""The chime: gentle tones, other ones for each kind of signal, and the bell where nothing plays."""

from __future__ import annotations

import io
import os
import stat
import wave
from array import array
from pathlib import Path

import pytest

from homeroom_tui import sound
from homeroom_tui.meeting.signals import Signal
from homeroom_tui.sound import COME_BACK, NEARLY_OVER, OVER, TONES, chime, play

pytestmark = pytest.mark.skipif(os.name != "posix", reason="players are found on the path")


def samples(tones: tuple[float, ...]) -> array[int]:
    with wave.open(io.BytesIO(chime(tones))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, sound.RATE)
        return array("h", file.readframes(file.getnframes()))


def player(folder: Path, name: str, script: str) -> None:
    """A program of that name, which has the file as its last word."""
    path = folder / name
    path.write_text(f"#!/bin/sh\nfor file; do :; done\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing but the shell, which is all that is on the path."""
    for name in ("sh", "cp", "sleep"):
        source = next(
            Path(f"{folder}/{name}")
            for folder in ("/bin", "/usr/bin")
            if Path(f"{folder}/{name}").exists()
        )
        (tmp_path / name).symlink_to(source)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def played(signal: Signal) -> bool:
    """Play a signal to its end, and return whether the bell rang instead."""
    rang: list[bool] = []
    thread = play(signal, lambda: rang.append(True))
    assert thread is not None
    thread.join(30)
    return bool(rang)


@pytest.mark.parametrize("tones", [NEARLY_OVER, OVER, COME_BACK])
def test_tones_begin_and_end_softly_and_are_never_cut(tones):
    found = samples(tones)
    assert 0.5 < len(found) / sound.RATE < 1.5
    assert abs(found[0]) < 300
    assert abs(found[-1]) < 300
    assert 3_000 < max(map(abs, found)) < 32_000


def test_nearly_over_over_and_come_back_sound_different():
    assert len({chime(tones) for tones in (NEARLY_OVER, OVER, COME_BACK)}) == 3
    assert TONES[Signal.CLOSING] == NEARLY_OVER
    assert TONES[Signal.OVER] == OVER
    assert TONES[Signal.COME_BACK] == COME_BACK


def test_the_end_of_a_turn_makes_no_sound():
    assert play(Signal.TURN) is None
    assert set(Signal) - set(TONES) == {Signal.TURN}


def test_the_player_gets_a_file_and_no_password(programs, monkeypatch):
    monkeypatch.setenv("HOMEROOM_BROKER_PASSWORD", "correct horse")
    player(
        programs,
        "aplay",
        f'cp "$file" {programs}/heard; echo "$HOMEROOM_BROKER_PASSWORD$1" > {programs}/told',
    )
    assert not played(Signal.OVER)
    assert (programs / "heard").read_bytes() == chime(OVER)
    assert (programs / "told").read_text() == "-q\n"


def test_a_player_that_fails_leaves_it_to_the_next(programs):
    player(programs, "pw-play", "exit 1")
    player(programs, "paplay", f'cp "$file" {programs}/heard')
    assert not played(Signal.CLOSING)
    assert (programs / "heard").exists()


def test_without_a_player_the_bell_rings(programs):
    assert played(Signal.OVER)


def test_a_player_that_hangs_is_ended(programs, monkeypatch):
    monkeypatch.setattr(sound, "TIMEOUT", 0.2)
    player(programs, "paplay", "exec sleep 60")
    assert played(Signal.OVER)
