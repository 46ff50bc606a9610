"""Find the user's editor and run it on a file. Never through a shell."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from types import FrameType

from homeroom_tui.escaping import inherited

FALLBACKS = ("notepad",) if os.name == "nt" else ("editor", "nano", "vim", "vi")
"""Editors that systems have, tried in this order where the user has set none."""

PATIENCE = 2.0
"""Seconds that an editor has to end by itself when homeroom is told to end."""

ADVICE = "Set VISUAL or EDITOR to the command that starts yours, for example: export EDITOR=nano"


class NoEditor(Exception):
    """The editor did not run, or failed; the text says why and what to do."""


def command(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the words of `$VISUAL`, else `$EDITOR`, else an editor of the system.

    Raises NoEditor where there is none, or where the words cannot be read.
    """
    for name in ("VISUAL", "EDITOR"):
        if chosen := environ.get(name, "").strip():
            try:
                return shlex.split(chosen, posix=os.name != "nt")
            except ValueError:
                raise NoEditor(f"{name} can't be read as a command: {chosen}. {ADVICE}") from None
    path = environ.get("PATH")
    found = next((each for each in FALLBACKS if shutil.which(each, path=path)), None)
    if found is None:
        raise NoEditor(f"No editor set. {ADVICE}")
    return [found]


def edit(path: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Run the editor on `path` and wait. Raises NoEditor if it can't be started, or fails.

    Meanwhile Ctrl+C is the editor's. Where the program handles SIGTERM and SIGHUP, these end the
    editor, so that whoever waits for it can end as well.
    """
    words = command(environ)
    try:
        # From the root: else a file could be named as an option of the editor, and vim's + runs it.
        process = subprocess.Popen([*words, os.path.abspath(path)], env=inherited())
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise NoEditor(f"{words[0]} can't be started: {reason}. {ADVICE}") from None
    with _signals_meant_for(process):
        code = process.wait()
    if code:
        how = f"ended with {code}" if code > 0 else f"was killed by signal {-code}"
        raise NoEditor(f"{words[0]} {how}")


@contextmanager
def _signals_meant_for(process: subprocess.Popen[bytes]) -> Iterator[None]:
    kill = Timer(PATIENCE, process.kill)

    def end_it(_number: int, _frame: FrameType | None) -> None:
        with suppress(OSError, RuntimeError):  # it has ended, or the timer runs already
            process.send_signal(signal.SIGHUP)
            process.send_signal(signal.SIGCONT)
            kill.start()

    before: dict[int, object] = {}
    try:
        with suppress(ValueError):  # outside the main thread signals cannot be handled
            for number in _known("SIGINT", "SIGQUIT"):
                before[number] = signal.signal(number, signal.SIG_IGN)
            for number in _known("SIGTERM", "SIGHUP"):
                if callable(signal.getsignal(number)):
                    before[number] = signal.signal(number, end_it)
        yield
    finally:
        kill.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]


def _known(*names: str) -> Iterator[int]:
    return (getattr(signal, name) for name in names if hasattr(signal, name))
