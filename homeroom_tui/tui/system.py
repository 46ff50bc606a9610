"""Events from the system: signals to the process, and files that were saved."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from types import FrameType
from typing import TYPE_CHECKING

from homeroom_tui.agenda.library import FileWatch
from homeroom_tui.escaping import inherited

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Entry, Library, SessionFile


ENDS = ("SIGTERM", "SIGHUP")
STOP, GO_ON = "SIGTSTP", "SIGCONT"


class ProcessSignals:
    """SIGTERM and SIGHUP call `end` with 128 + their number; SIGCONT counts only after SIGTSTP.

    For when a terminal is closed, SIGCONT comes right after SIGHUP: Textual would begin its output
    anew, to a terminal that is gone, and at the end wait for it forever.
    """

    def __init__(self, end: Callable[[int], None]) -> None:
        self._end = end
        self._stopped = False
        self._textuals: dict[int, Callable[[int, FrameType | None], object]] = {}

    def catch(self) -> None:
        """From here on; where there are no such signals, nothing happens."""
        # Not on Windows, nor outside the main thread.
        with suppress(NotImplementedError, RuntimeError, ValueError):
            for number in _known(*ENDS):
                asyncio.get_running_loop().add_signal_handler(number, self._end, 128 + number)
            for number in _known(STOP, GO_ON):
                handler = signal.getsignal(number)
                if callable(handler):
                    self._textuals[number] = handler
                    signal.signal(number, self._stop_or_go_on)

    def let_go(self) -> None:
        """SIGTERM and SIGHUP end the process again as they would any other."""
        with suppress(NotImplementedError, RuntimeError, ValueError):
            for number in _known(*ENDS):
                asyncio.get_running_loop().remove_signal_handler(number)

    def _stop_or_go_on(self, number: int, frame: FrameType | None) -> None:
        stop = number == getattr(signal, STOP)
        if stop or self._stopped:
            self._stopped = stop
            self._textuals[number](number, frame)


def _known(*names: str) -> Iterator[int]:
    return (getattr(signal, name) for name in names if hasattr(signal, name))


class EditedFile:
    """Calls `saved` with each new reading of the file, on a thread of its own, until `close`.

    It looks when it is asked to, which is cheaper than to wake by itself; while it does, whoever
    asks again does not wait.
    """

    def __init__(
        self, library: Library, entry: Entry, saved: Callable[[SessionFile], None]
    ) -> None:
        self._library = library
        self.entry = entry
        self._saved = saved
        self._watch = FileWatch(entry.path)
        self._asked: SimpleQueue[bool] = SimpleQueue()
        self._thread = Thread(target=self._follow, name="edited file", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._asked.put(False)

    def look_soon(self) -> None:
        """Have the thread look. Waits for nothing."""
        if self._asked.empty():
            self._asked.put(True)

    def look(self) -> None:
        """Read the file if it was saved since the last look."""
        if self._watch.changed():
            self._saved(self._library.load(self.entry))

    def _follow(self) -> None:
        while self._asked.get():
            self.look()


# The clipboard

CLIPBOARD_TOOLS = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--input", "--clipboard")),
    ("", ("pbcopy",)),
)
"""Commands that take a text for the system's clipboard, and the variable that each needs."""

CLIPBOARD_TIMEOUT = 5
"""Seconds."""


def to_clipboard(text: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Put a text on the system's clipboard, if it has a tool for that; return whether it did."""
    for variable, words in CLIPBOARD_TOOLS:
        tool = shutil.which(words[0], path=environ.get("PATH"))
        if tool is None or (variable and not environ.get(variable)):
            continue
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(
                [tool, *words[1:]],
                input=text.encode(errors="replace"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=inherited(),
                timeout=CLIPBOARD_TIMEOUT,
                check=True,
            )
            return True
    return False
