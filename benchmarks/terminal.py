"""A program on a real pseudo-terminal: what it writes and when, what it is sent, what it uses."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from benchmarks.screen import Screen

REPLIES = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # updates are shown as one, as terminals do today
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;22c",
}
"""What programs ask of a terminal, and what this one answers."""

UPDATE_ENDS = b"\x1b[?2026l"
TICKS = os.sysconf("SC_CLK_TCK")
KNOWN = ("PATH", "LANG", "HOME", "TMPDIR", "TZ")


class Ended(Exception):
    """The program ended; with its last screen."""


class Late(Exception):
    """The program did not show in time what it should; with what it shows."""


@dataclass(frozen=True)
class Chunk:
    """Output that came in one piece; `at` in seconds of time.perf_counter, `utc` in Unix time."""

    at: float
    utc: float
    data: bytes


class Usage(NamedTuple):
    """The usage of a process: seconds of processor, bytes of memory, its own and shared."""

    cpu: float
    memory: int


NOTHING = Usage(0, 0)


@dataclass
class Terminal:
    """A program started on a terminal of its own; a context that ends it.

    `settings` are environment variables besides a few of the present ones.
    """

    command: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict)
    columns: int = 100
    rows: int = 30
    folder: Path | None = None

    def __post_init__(self) -> None:
        self.screen = Screen(self.columns, self.rows)
        self.chunks: list[Chunk] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        environment = {name: os.environ[name] for name in KNOWN if name in os.environ}
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", **self.settings}
        self.started = time.perf_counter()
        self.process, self._fd = pty.fork()
        if not self.process:
            try:
                # The size has to be there before the program asks for it.
                size = struct.pack("HHHH", self.rows, self.columns, 0, 0)
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                if self.folder is not None:
                    os.chdir(self.folder)
                os.execvpe(self.command[0], list(self.command), environment)
            finally:
                os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self._fd)

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
            _, status = os.waitpid(self.process, 0)
            raise Ended(self._said(f"ended with {os.waitstatus_to_exitcode(status)}"))
        for question, reply in REPLIES.items():
            if question in data:
                os.write(self._fd, reply)
        self.screen.feed(self._decoder.decode(data))
        self.chunks.append(chunk)
        return chunk

    def until(self, seen: Callable[[Screen], bool], timeout: float = 20) -> Chunk:
        """The piece after which the screen is `seen` to be as wanted. Raises Ended, Late."""
        end = time.perf_counter() + timeout
        while (left := end - time.perf_counter()) > 0:
            if (chunk := self.read(left)) is not None and seen(self.screen):
                return chunk
        raise Late(self._said("does not show in time what it should"))

    def shows(self, *texts: str, timeout: float = 20) -> Chunk:
        """The piece after which all these texts stand on the screen. Raises Ended, Late."""
        return self.until(lambda screen: all(text in screen for text in texts), timeout)

    def watch(self, seconds: float) -> list[Chunk]:
        """All that is written in the next seconds. Raises Ended."""
        first, end = len(self.chunks), time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)
        return self.chunks[first:]

    def quiet(self, seconds: float = 0.3, timeout: float = 20) -> None:
        """Read until nothing is written for so long. Raises Ended, Late."""
        end = time.perf_counter() + timeout
        while self.read(seconds) is not None:
            if time.perf_counter() > end:
                raise Late(self._said("never rests"))

    def usage(self) -> Usage:
        """Return what the process has used up to now."""
        about = Path(f"/proc/{self.process}")
        # The second field is the program's name in brackets, and may hold anything.
        fields = (about / "stat").read_text().rsplit(")", 1)[1].split()
        cpu = (int(fields[11]) + int(fields[12])) / TICKS
        with suppress(OSError, ValueError):  # finer than a hundredth of a second
            cpu = int((about / "schedstat").read_text().split()[0]) / 1e9
            for thread in (about / "task").iterdir():
                if int(thread.name) != self.process:
                    cpu += int((thread / "schedstat").read_text().split()[0]) / 1e9
        pages = int((about / "statm").read_text().split()[1])
        return Usage(cpu, pages * os.sysconf("SC_PAGE_SIZE"))

    def _said(self, what: str) -> str:
        shown = "\n".join(line for line in self.screen.lines if line)
        return f"{' '.join(self.command)} {what}:\n{shown}"


def updates(chunks: Sequence[Chunk]) -> int:
    """Return the number of screen updates; without end marks, of pieces 5 ms apart."""
    marked = b"".join(chunk.data for chunk in chunks).count(UPDATE_ENDS)
    apart = [b for a, b in pairwise(chunks) if b.at - a.at > 0.005]
    return marked or (len(apart) + 1 if chunks else 0)
