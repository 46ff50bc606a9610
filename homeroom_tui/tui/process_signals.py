"""The system's signals to the process: an end that keeps everything, a stop, and going on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import FrameType

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
