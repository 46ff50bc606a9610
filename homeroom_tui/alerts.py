"""Signals beyond the screen: desktop notifications and the user's own command."""

from __future__ import annotations

import os
import signal as system_signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from msgspec import Struct

from homeroom_tui.agenda.inline import plain
from homeroom_tui.escaping import inherited, visible
from homeroom_tui.meeting.signals import Signal
from homeroom_tui.meeting.view import View

TITLE = "homeroom"

LONGEST = 1_000
"""Characters of a variable. Systems refuse to start a program with far larger ones."""


class Alert(Struct, frozen=True):
    """A signal with its sentence, and the session and view that it belongs to."""

    signal: Signal
    sentence: str
    session: str
    view: View

    def variables(self) -> dict[str, str]:
        """Return the environment variables of the user's command. Lengths are whole seconds.

        Titles have no Markdown and no control characters. A value that does not apply is empty.
        """
        here = self.view.present
        told = {
            "SIGNAL": self.signal.value.replace(" ", "-"),
            "MESSAGE": self.sentence,
            "SESSION": plain(self.session),
            "BLOCK": plain(here.line.block.title) if here else "",
            "REMAINING": "" if here is None or here.remaining is None else str(here.remaining),
            "LEFT": "" if self.view.left is None else str(self.view.left),
        }
        return {f"HOMEROOM_{name}": _cut(visible(value)) for name, value in told.items()}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


# The terminal's notifications

OSC9, OSC777 = "osc9", "osc777"

_BY_PROGRAM = {"iTerm.app": OSC9, "ghostty": OSC777, "WezTerm": OSC777}
_BY_VARIABLE = {
    "KITTY_WINDOW_ID": OSC9,
    "GHOSTTY_RESOURCES_DIR": OSC777,
    "WEZTERM_PANE": OSC777,
    "VTE_VERSION": OSC777,
    "KONSOLE_VERSION": OSC777,
}
_BY_TERM = {"xterm-kitty": OSC9, "xterm-ghostty": OSC777, "foot": OSC777, "rxvt-unicode": OSC777}


def known_form(environ: Mapping[str, str]) -> str | None:
    """Return the form of notification that the terminal is known to support."""
    if environ.get("LC_TERMINAL") == "iTerm2":
        return OSC9
    if found := _BY_PROGRAM.get(environ.get("TERM_PROGRAM", "")):
        return found
    term = environ.get("TERM", "")
    for name, form in _BY_TERM.items():
        if term == name or term.startswith(f"{name}-"):
            return form
    if "STY" in environ and "TMUX" not in environ:
        return None  # GNU screen hides the terminal, and would show the text
    return next((form for name, form in _BY_VARIABLE.items() if environ.get(name)), None)


def notification(text: str, chosen: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the escape sequence of a notification; empty if the terminal does not support it.

    `chosen` is `off`, `on` or the form. In tmux the sequence is wrapped; tmux passes it on with
    `allow-passthrough on`.
    """
    form = known_form(environ) if chosen == "on" else chosen
    said = visible(text)
    if form == OSC9:
        sequence = f"\x1b]9;{TITLE}: {said}\x07"
    elif form == OSC777:
        sequence = f"\x1b]777;notify;{TITLE};{said.replace(';', ',')}\x07"
    else:
        return ""
    if "TMUX" in environ:
        return "\x1bPtmux;{}\x1b\\".format(sequence.replace("\x1b", "\x1b\x1b"))
    return sequence


# The user's command


class OwnCommand:
    """The user's alert command, run without a shell and ended after `timeout` seconds.

    What it started ends with it, or when this is closed: none of it outlives the program.
    `warn` is called with a sentence, on another thread, the first time that it fails.
    """

    def __init__(self, words: Sequence[str], timeout: int, warn: Callable[[str], None]) -> None:
        self.words = words
        self.timeout = timeout
        self.warn = warn
        self._warned = False
        self._running: dict[subprocess.Popen[bytes], str] = {}
        self._closed = Event()

    def close(self) -> None:
        """End what still runs, with all that it started."""
        self._closed.set()
        for process, mark in list(self._running.items()):
            _end(process, mark)

    def run(self, variables: Mapping[str, str]) -> Thread | None:
        """Start it with these variables added to the environment, and return at once."""
        if not self.words:
            return None
        thread = Thread(target=self._work, args=(dict(variables),), name="alert", daemon=True)
        thread.start()
        return thread

    def _work(self, variables: dict[str, str]) -> None:
        program, *rest = self.words
        mark, end = os.urandom(16).hex(), time.monotonic() + self.timeout
        try:
            process = subprocess.Popen(
                [os.path.expanduser(program), *rest],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**inherited(), **variables, MARK: mark},
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self._say(f"can't be started: {reason}")
            return
        self._running[process] = mark
        if self._closed.is_set():  # while it was starting, so that close() did not know of it
            _end(process, mark)
        try:
            code = process.wait(self.timeout)
        except subprocess.TimeoutExpired:
            _end(process, mark)
            self._say(f"took more than {self.timeout} seconds and was ended")
        else:
            if code and not self._closed.is_set():
                self._say(f"ended with {code}")
            if _left(process, mark):
                self._closed.wait(max(end - time.monotonic(), 0))
                _end(process, mark)
        finally:
            del self._running[process]

    def _say(self, what: str) -> None:
        if not self._warned:
            self._warned = True
            self.warn(f"Your alert command {visible(self.words[0])} {what}.")


MARK = "HOMEROOM_ALERT"
"""The variable by which what a command started is known on Linux, whatever became of its parent."""

MAX_ROUNDS = 20
"""Times to look for processes that were started while others were ended."""

MAX_LOOKS = 50
"""Times to look for the variables of a process."""


def _left(process: subprocess.Popen[bytes], mark: str) -> bool:
    """Return whether something that the program started still runs, although it has ended."""
    if sys.platform == "linux":
        return any(_marked(mark))
    with suppress(OSError):
        os.killpg(process.pid, 0)
        return True
    return False


def _end(process: subprocess.Popen[bytes], mark: str) -> None:
    """End the program with all that it started."""
    with suppress(OSError):
        if os.name != "posix":
            process.kill()
        elif sys.platform != "linux" or process.poll() is None:  # its number may be another's now
            os.killpg(process.pid, system_signal.SIGKILL)
    process.wait()
    if sys.platform == "linux":
        for _ in range(MAX_ROUNDS):
            if not (found := list(_marked(mark))):
                break
            for pid in found:
                with suppress(OSError):
                    os.kill(pid, system_signal.SIGKILL)


def _marked(mark: str) -> Iterator[int]:
    """The processes that have this mark in their environment."""
    sought = f"{MARK}={mark}".encode()
    for about in Path("/proc").iterdir():
        with suppress(OSError):
            if about.name.isdecimal() and sought in _environment(about):
                yield int(about.name)


def _environment(about: Path) -> bytes:
    """The variables of a process. There are none while another program takes its place."""
    for _ in range(MAX_LOOKS):
        if found := (about / "environ").read_bytes():
            return found
        os.readlink(about / "exe")  # raises OSError for what never has variables
        time.sleep(0.002)
    return b""
