"""A gentle chime with a signal: its tones are made here, and played by the system's player."""

from __future__ import annotations

import io
import math
import os
import shutil
import subprocess
import sys
import wave
from array import array
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from tempfile import NamedTemporaryFile
from threading import Thread

from homeroom_tui.escaping import inherited
from homeroom_tui.meeting.signals import Signal

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))
"""The commands that play a WAV file, on Linux and macOS; the first that is there is used."""

TIMEOUT = 10
"""Seconds after which a player is ended."""

RATE = 22_050
"""Samples a second."""

APART, LASTS, LOUD = 0.18, 0.9, 0.25
"""Seconds from one tone to the next, seconds that a tone takes to die away, its height (0 to 1)."""

E5, C5, G5 = 659.26, 523.25, 783.99
"""Hertz."""

NEARLY_OVER, OVER, COME_BACK = (E5,), (E5, C5), (C5, E5, G5)

TONES = {
    Signal.CLOSING: NEARLY_OVER,
    Signal.END_SOON: NEARLY_OVER,
    Signal.OVER: OVER,
    Signal.OVERTIME: OVER,
    Signal.TIMER: OVER,
    Signal.END: OVER,
    Signal.COME_BACK: COME_BACK,
}
"""The tones of each signal that sounds, one after the other; the end of a turn is only said."""


def play(signal: Signal, instead: Callable[[], object] = lambda: None) -> Thread | None:
    """Begin to play the chime of a signal, and return at once; None if it has none.

    `instead` is called where nothing can play, on the thread that is returned.
    """
    if signal not in TONES:
        return None

    def played() -> None:
        if not play_wav(chime(TONES[signal])):
            instead()

    thread = Thread(target=played, name="chime", daemon=True)
    thread.start()
    return thread


def play_wav(content: bytes) -> bool:
    """Play the content of a WAV file to its end; return whether that was done."""
    if sys.platform == "win32":
        import winsound

        with suppress(RuntimeError):
            winsound.PlaySound(content, winsound.SND_MEMORY)
            return True
        return False
    found = [(path, rest) for name, *rest in PLAYERS if (path := shutil.which(name))]
    with NamedTemporaryFile(suffix=".wav") as file:
        file.write(content)
        file.flush()
        return any(_done([path, *rest, file.name]) for path, rest in found)


def _done(command: list[str]) -> bool:
    try:
        return not subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=inherited(),
            timeout=TIMEOUT,
            start_new_session=os.name == "posix",
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


@cache
def chime(tones: tuple[float, ...]) -> bytes:
    """The content of a WAV file with these tones, in Hertz, each like a small bell."""
    samples = [0.0] * round(RATE * (APART * (len(tones) - 1) + LASTS))
    for number, hertz in enumerate(tones):
        begins = round(RATE * APART * number)
        for at in range(round(RATE * LASTS)):
            seconds = at / RATE
            swells = min(seconds / 0.005, 1) * math.exp(-6 * seconds / LASTS)
            turn = 2 * math.pi * hertz * seconds
            samples[begins + at] += LOUD * swells * (math.sin(turn) + math.sin(2 * turn) / 4)
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        values = array("h", (round(32_767 * max(-1, min(sample, 1))) for sample in samples))
        if sys.byteorder == "big":
            values.byteswap()
        file.writeframes(values.tobytes())
    return content.getvalue()
