"""One journal's file: its lines in memory, and how many of them are safely on disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from homeroom_tui.files import make_folder, sync_folder
from homeroom_tui.storage.lock import lock

OPEN = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class InUse(OSError):
    """Another process writes this journal."""

    def __init__(self) -> None:
        super().__init__(errno.EBUSY, "another homeroom is writing it")


class JournalFile:
    """Lines that only grow, `saved` of which are on disk and stay there through a power cut.

    Whatever fails raises OSError and loses nothing: `save` can be tried again at any time.
    """

    def __init__(
        self,
        path: Path,
        lines: Iterable[bytes],
        *,
        saved: int = 0,
        end: int = 0,
        fd: int | None = None,
        named: bool = True,
    ) -> None:
        """`lines` end in a line feed; `saved` of them stand in the file's first `end` bytes.

        `fd` is the file, if it is open and locked already. `named` is whether its name would
        still lead to it after a power cut.
        """
        self.path = path
        self.lines = list(lines)
        self.saved = saved
        self._end = end
        self._fd = fd
        self._named = named and saved > 0

    def save(self) -> None:
        """Have all lines on disk."""
        fd = self._open_file()
        if os.fstat(fd).st_size != self._end:
            os.ftruncate(fd, self._end)  # what an earlier try left behind would count twice
        data = memoryview(b"".join(self.lines[self.saved :]))
        written = 0
        while written < len(data):
            written += os.write(fd, data[written:])
        os.fsync(fd)
        if not self._named:
            sync_folder(self.path.parent)
            self._named = True
        self._end += written
        self.saved = len(self.lines)

    def touch(self, utc: float) -> None:
        """Leave on the file that the meeting was seen at this Unix time, if that can be done."""
        if self.saved:
            nanoseconds = round(utc * 1e6) * 1000  # a float has no more, and must come back alike
            with suppress(OSError):
                os.utime(self.path, ns=(nanoseconds, nanoseconds))

    def remove(self) -> None:
        """Remove what was written, if that can be done."""
        if self.saved:
            with suppress(OSError):
                self.path.unlink()

    def close(self) -> None:
        """Let go of the file and of its lock."""
        if self._fd is not None:
            with suppress(OSError):
                os.close(self._fd)
            self._fd = None

    def _open_file(self) -> int:
        if self.saved and not self.path.exists():  # somebody tidied up: it is written anew
            self.close()
            self.saved = self._end = 0
            self._named = False
        if self._fd is None:
            make_folder(self.path.parent)
            new = 0 if self.saved else os.O_CREAT | os.O_EXCL
            self._fd = locked(self.path, OPEN | new)
        return self._fd


def locked(path: Path, flags: int = OPEN) -> int:
    """The file, opened for this process alone. Raises InUse, OSError."""
    fd = os.open(path, flags, 0o600)
    if not lock(fd):
        os.close(fd)
        raise InUse
    return fd
