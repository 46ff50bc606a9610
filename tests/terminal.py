"""A program on a real pseudo-terminal: what it writes and when, what it shows, what it uses."""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Self

from rich.cells import cell_len

if sys.platform != "win32":  # there, what needs a terminal is skipped
    import fcntl
    import pty
    import termios

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
HOMEROOM = (PYTHON, "-m", "homeroom_tui", "--sessions", str(ROOT / "sessions"))

PATIENCE = 60.0
"""Seconds for any answer, on a machine that is busy with other things."""

REPLIES = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # updates are shown as one, as terminals do today
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;22c",
}
"""The questions of programs to a terminal, and the answers of this one."""

UPDATE_ENDS = b"\x1b[?2026l"
INHERITED = ("PATH", "LANG", "HOME", "TMPDIR", "TZ")

TOKEN = re.compile(
    r"(?P<escape>\x1b\[(?P<numbers>[0-9;:]*)(?P<private>[<-?]?[0-9;:]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*[0-~])"
    r"|(?P<control>[\x00-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)
UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]P_^X][^\x07\x1b]*\x1b?|[ -/]*)?\Z")


@contextmanager
def private_home() -> Iterator[dict[str, str]]:
    """Environment variables for a home folder that is empty, and removed afterwards."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        roles = ("config", "state", "data")
        yield {"HOME": folder, **{f"XDG_{r.upper()}_HOME": f"{folder}/{r}" for r in roles}}


class Ended(Exception):
    """The program ended with `code`, negative for a signal; the message has its last screen."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class Late(Exception):
    """The program did not show in time what it should; the message has what it shows."""


class Chunk(NamedTuple):
    """Output that came in one piece; `at` in seconds of time.perf_counter, `utc` in Unix time."""

    at: float
    utc: float
    data: bytes


class Usage(NamedTuple):
    """The usage of a process: seconds of processor, bytes of memory."""

    cpu: float = 0
    memory: int = 0


NOTHING = Usage()


class Screen:
    """Cells of text, without their colors. Knows the sequences that full-screen programs use."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.column = self.row = 0
        self._rest = ""
        self._cells = [self._blank() for _ in range(rows)]

    @property
    def lines(self) -> list[str]:
        return ["".join(row).rstrip() for row in self._cells]

    def __contains__(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def __str__(self) -> str:
        return "\n".join(line for line in self.lines if line)

    def feed(self, text: str) -> None:
        """Take in what was written; a sequence that is cut off waits for its rest."""
        text = self._rest + text
        cut = UNFINISHED.search(text)
        self._rest = text[cut.start() :] if cut else ""
        for token in TOKEN.finditer(text[: cut.start()] if cut else text):
            if token["text"]:
                self._write(token["text"])
            elif token["control"]:
                self._control(token["control"])
            elif token["final"] and not token["private"]:
                self._sequence(token["final"], [int(n or 0) for n in token["numbers"].split(";")])

    def _blank(self) -> list[str]:
        return [" "] * self.columns

    def _write(self, text: str) -> None:
        for character in text:
            width = cell_len(character)
            if not width:
                continue
            if self.column + width > self.columns:
                self._control("\r")
                self._control("\n")
            self._cells[self.row][self.column : self.column + width] = [character, ""][:width]
            self.column += width

    def _control(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(self.column - 1, 0)
        elif character == "\n" and self.row + 1 < self.rows:
            self.row += 1
        elif character == "\n":
            self._cells = [*self._cells[1:], self._blank()]

    def _sequence(self, final: str, numbers: list[int]) -> None:
        first = numbers[0]
        step = max(first, 1)
        match final:
            case "H" | "f":
                self.row, self.column = step - 1, max([*numbers, 0][1], 1) - 1
            case "A":
                self.row -= step
            case "B":
                self.row += step
            case "C":
                self.column += step
            case "D":
                self.column -= step
            case "G":
                self.column = step - 1
            case "d":
                self.row = step - 1
            case "K":
                self._erase_line(first)
            case "J":
                self._erase_line(first)
                gone = range(self.row) if first == 1 else range(self.row + 1, self.rows)
                for row in range(self.rows) if first >= 2 else gone:
                    self._cells[row] = self._blank()
        self.row = max(0, min(self.row, self.rows - 1))
        self.column = max(0, min(self.column, self.columns - 1))

    def _erase_line(self, what: int) -> None:
        start = 0 if what else self.column
        end = self.column + 1 if what == 1 else self.columns
        self._cells[self.row][start:end] = [" "] * (end - start)


@dataclass
class Terminal:
    """A program started on a terminal of its own; a context, which ends it.

    `settings` are environment variables besides a few of the present ones.
    """

    command: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict)
    columns: int = 100
    rows: int = 30

    def __post_init__(self) -> None:
        self.screen = Screen(self.columns, self.rows)
        self.chunks: list[Chunk] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environment |= {"PYTHONPATH": str(ROOT), **self.settings}
        self.started = time.perf_counter()
        self.process, self._fd = pty.fork()
        if not self.process:
            try:
                # The size has to be there before the program asks for it.
                size = struct.pack("HHHH", self.rows, self.columns, 0, 0)
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                os.execvpe(self.command[0], list(self.command), environment)
            finally:
                os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self._fd)

    @property
    def written(self) -> bytes:
        """Return everything that the program has written."""
        return b"".join(chunk.data for chunk in self.chunks)

    def send(self, keys: str) -> float:
        """Type; returns when, in seconds of time.perf_counter."""
        at = time.perf_counter()
        os.write(self._fd, keys.encode())
        return at

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        os.kill(self.process, number)

    def read(self, timeout: float) -> Chunk | None:
        """The next piece that is written within so many seconds. Raises Ended."""
        ready, _, _ = select.select([self._fd], [], [], max(timeout, 0))
        if not ready:
            return None
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # so Linux says that nobody is there any more
            data = b""
        chunk = Chunk(time.perf_counter(), time.time(), data)
        if not data:
            code = self._code()
            raise Ended(self._said(f"ended with {code}"), code)
        for question, reply in REPLIES.items():
            if question in data:
                os.write(self._fd, reply)
        self.screen.feed(self._decoder.decode(data))
        self.chunks.append(chunk)
        return chunk

    def until(self, seen: Callable[[Screen], object], timeout: float = PATIENCE) -> Chunk:
        """The next piece after which the screen is `seen` as wanted. Raises Ended, Late."""
        end = time.perf_counter() + timeout
        while (left := end - time.perf_counter()) > 0:
            if (chunk := self.read(left)) is not None and seen(self.screen):
                return chunk
        raise Late(self._said("does not show in time what it should"))

    def shows(self, *texts: str, timeout: float = PATIENCE) -> Chunk:
        """The next piece after which all these texts are on the screen. Raises Ended, Late."""
        return self.until(lambda screen: all(text in screen for text in texts), timeout)

    def watch(self, seconds: float) -> list[Chunk]:
        """Return everything that is written in the next seconds. Raises Ended."""
        first, end = len(self.chunks), time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)
        return self.chunks[first:]

    def quiet(self, seconds: float = 0.3, timeout: float = PATIENCE) -> None:
        """Read until nothing is written for so long. Raises Ended, Late."""
        end = time.perf_counter() + timeout
        while self.read(seconds) is not None:
            if time.perf_counter() > end:
                raise Late(self._said("never rests"))

    def ended(self, timeout: float = PATIENCE) -> int:
        """The exit code of the program, which should end by itself. Raises Late."""
        try:
            self.watch(timeout)
        except Ended as ended:
            return ended.code
        raise Late(self._said("does not end"))

    def close(self) -> int:
        """Close the terminal's window, and return the exit code of the program. Raises Late."""
        os.close(self._fd)
        self._fd = os.open(os.devnull, os.O_RDONLY)
        return self._code()

    def _code(self) -> int:
        """The exit code of the program, which has no terminal any more. Raises Late."""
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            ended, status = os.waitpid(self.process, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.01)
        raise Late(self._said("does not end"))

    def usage(self) -> Usage:
        """Return what the process has used up to now."""
        about = Path(f"/proc/{self.process}")
        # Nanoseconds on a processor, of each thread.
        cpu = sum(int(f.read_text().split()[0]) for f in about.glob("task/*/schedstat")) / 1e9
        pages = int((about / "statm").read_text().split()[1])
        return Usage(cpu, pages * os.sysconf("SC_PAGE_SIZE"))

    def _said(self, what: str) -> str:
        return f"{' '.join(self.command)} {what}:\n{self.screen}"


def updates(chunks: Sequence[Chunk]) -> int:
    """Return the number of screen updates; without end marks, of pieces 5 ms apart."""
    marked = b"".join(chunk.data for chunk in chunks).count(UPDATE_ENDS)
    apart = [b for a, b in pairwise(chunks) if b.at - a.at > 0.005]
    return marked or (len(apart) + 1 if chunks else 0)
