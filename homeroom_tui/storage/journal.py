"""Write events to a journal as they happen, on a thread, so that no key waits long for a disk.

All lines of a meeting stay in memory until it is left. Whatever becomes of the file meanwhile, the
whole meeting is written again as soon as that is possible.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import msgspec
from msgspec import Struct, field

from homeroom_tui import files
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.storage.journal_format import (
    DAMAGED,
    MAX_BYTES,
    SUFFIX,
    ClockLine,
    EventLine,
    Header,
    Line,
    PutAwayLine,
    Undecodable,
    compacted,
    decoded_header,
    encoded,
    instant,
)

RETRY = 5.0
"""Seconds of the meeting's clock after which a disk that failed is tried again by itself."""

COMPACT = 1024 * 1024
"""Bytes. A larger journal is compacted, and again when it has doubled."""

WORTH_KEEPING = (ev.Start, *ev.NOTED)
"""Without any of these a lobby was opened and left again."""

OPEN = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK}
"""The errors of a lock that somebody else holds. Others are of a disk that has no locks."""

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # Windows keeps others from reading what is locked: lock what is never there

    def _lock(fd: int, *, alone: bool) -> None:
        os.lseek(fd, _FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(fd: int, *, alone: bool) -> None:
        fcntl.flock(fd, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)


class InUse(OSError):
    """Another process writes this journal."""

    def __init__(self) -> None:
        super().__init__(errno.EBUSY, "it is already running in another window")


def locked(path: Path, *, alone: bool = True) -> int:
    """Open a journal for this process alone and return its descriptor. Raises InUse, OSError.

    Not `alone` it is open to others who only look whether it is in use.

    The system takes the lock away when the file is closed or the process ends, in whatever way.
    On a disk that has no locks nobody is kept out.
    """
    fd = os.open(path, OPEN)
    try:
        _lock(fd, alone=alone)
    except OSError as error:
        if error.errno in HELD:
            os.close(fd)
            raise InUse from None
    return fd


def aside(path: Path) -> Path:
    """Return a name beside a journal under which its file can be set aside; nobody has it."""
    return files.free_name(path.with_name(path.name + DAMAGED))


class JournalFile:
    """Lines that only grow, `saved` of which are on disk and stay there through a power cut.

    Whatever fails raises OSError and loses nothing: `save` can be tried again at any time.
    `set_aside` is where a file was put that another program had put in the place of this one.
    """

    def __init__(
        self,
        path: Path,
        lines: Iterable[bytes],
        *,
        saved: int = 0,
        end: int = 0,
        fd: int | None = None,
    ) -> None:
        """`lines` end in a line feed; `saved` of them stand in the file's first `end` bytes.

        `fd` is the file, if it is open and locked already.
        """
        self.path = path
        self.lines = list(lines)
        self.saved = saved
        self.set_aside: Path | None = None
        self._end = end
        self._fd = fd
        self._named = saved > 0  # a power cut would not take its name away

    @property
    def size(self) -> int:
        """Bytes of all lines."""
        return self._end + sum(map(len, self.lines[self.saved :]))

    def save(self) -> None:
        """Have all lines on disk: those that are new, or all if the file is not as it was left."""
        if self.size > MAX_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        if self.saved and self._fd is None and os.path.lexists(self.path):
            self._fd = locked(self.path)
        if self.saved and self._is_there() and self._length() >= self._end:
            self._append()
        else:
            self._write_anew()
        if not self._named:
            files.sync_folder(self.path.parent)
            self._named = True

    @property
    def damaged(self) -> bool:
        """Return whether what was saved is gone: the file was deleted, replaced or cut short."""
        try:
            return bool(self.saved) and not (self._is_there() and self._length() >= self._end)
        except OSError:
            return True

    def compact(self) -> None:
        """Leave out of the lines what later ones replaced; the next `save` writes them anew."""
        shorter = compacted(self.lines)
        if sum(map(len, shorter)) < self.size:
            self.lines = shorter
            self.saved = self._end = 0

    def touch(self, utc: float) -> None:
        """Leave on the file that the meeting was seen at this Unix time, if that can be done."""
        if self.saved:
            nanoseconds = round(utc * 1e6) * 1000  # a float has no more, and must come back alike
            with suppress(OSError):
                os.utime(self.path, ns=(nanoseconds, nanoseconds))

    def remove(self) -> None:
        """Remove what was written, if that can be done."""
        with suppress(OSError):
            if self.saved and self._is_there():
                self.path.unlink()

    def save_copy(self) -> Path:
        """Write all lines as another meeting's journal, and return its path. Raises OSError."""
        path = files.free_name(self.path, SUFFIX)
        header = msgspec.structs.replace(decoded_header(self.lines[0]), meeting=path.stem)
        files.replace(path, b"".join([encoded(header), *self.lines[1:]]))
        return path

    def save_elsewhere(self) -> Path:
        """Write all lines to a folder of temporary files, and return the path. Raises OSError."""
        import tempfile

        path = Path(tempfile.mkdtemp(prefix="homeroom-"), self.path.name)
        files.replace(path, b"".join(self.lines))
        return path

    def close(self) -> None:
        """Let go of the file and of its lock."""
        if self._fd is not None:
            with suppress(OSError):
                os.close(self._fd)
            self._fd = None

    def _append(self) -> None:
        assert self._fd is not None
        if self._length() != self._end:
            os.ftruncate(self._fd, self._end)  # an earlier try left a part of the lines behind
        data = b"".join(self.lines[self.saved :])
        files.write_all(self._fd, data)
        os.fsync(self._fd)
        self._end += len(data)
        self.saved = len(self.lines)

    def _write_anew(self) -> None:
        if not self._is_there():
            self._make_room()
        self.close()
        self.saved = self._end = 0
        self._named = False
        data = b"".join(self.lines)
        files.replace(self.path, data)
        self._fd = locked(self.path)
        self.saved, self._end = len(self.lines), len(data)

    def _is_there(self) -> bool:
        """Return whether the path still leads to the file that is open."""
        try:
            there = os.stat(self.path, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return self._fd is not None and os.path.samestat(there, os.fstat(self._fd))

    def _length(self) -> int:
        return 0 if self._fd is None else os.fstat(self._fd).st_size

    def _make_room(self) -> None:
        """Set aside what is in this file's place, unless it is an earlier state of this one.

        Raises InUse if another homeroom has it open, FileExistsError if it is another meeting's.
        """
        try:
            content, _ = files.read_bytes(self.path, MAX_BYTES)
        except files.NoSuchFile:
            return
        except files.Unreadable:
            content = None  # a folder, a pipe, a link to nothing
        if content is not None and not self.path.is_symlink():
            os.close(locked(self.path))
            if b"".join(self.lines).startswith(content):
                return
            if content.split(b"\n", 1)[0] + b"\n" != self.lines[0]:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(self.path))
        to = aside(self.path)
        os.rename(self.path, to)
        self.set_aside = to


class _Written(Struct, frozen=True):
    line: bytes
    moment: Moment
    done: Future[bool] = field(default_factory=Future)


class _Seen(Struct, frozen=True):
    moment: Moment


class _Scheduled(Struct, frozen=True):
    work: Callable[[], None]


class Journal:
    """The record of a meeting under way.

    Nothing here waits for a disk but `close`. While the disk fails, the lines wait in memory and
    are tried again with each new one, and every few seconds; `trouble` says so in a sentence.
    """

    def __init__(
        self,
        file: JournalFile,
        warn: Callable[[str], None],
        *,
        number: int = 1,
        keep: bool = True,
    ) -> None:
        """`number` is that of the next line; the header's is zero.

        Unless it is to `keep` the file, that is removed if nothing happens that is worth keeping.
        `warn` is called with a sentence at the first trouble, once, on the journal's thread.
        """
        self.trouble: str | None = None
        self._file = file
        self._warn = warn
        self._number = number
        self._warned = self._closed = self._in_use = False
        self._why = ""
        self._worth_keeping = keep
        self._tried = self._tried_scheduled = 0.0
        self._scheduled: Callable[[], None] | None = None
        self._compact = max(COMPACT, 2 * file.size)
        self._queue: SimpleQueue[_Written | _Seen | _Scheduled | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    @classmethod
    def begin(cls, folder: Path, header: Header, warn: Callable[[str], None]) -> Journal:
        """Return a new journal. Its file comes with the first event."""
        path = folder / f"{header.meeting}{SUFFIX}"
        return cls(JournalFile(path, [encoded(header)]), warn, keep=False)

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def stays(self) -> bool:
        """Return whether there is anything in it for which its file stays."""
        return self._worth_keeping

    def content(self) -> bytes:
        """The journal as far as it is written, or is being written."""
        return b"".join(self._file.lines)

    def append(self, event: ev.Event, moment: Moment) -> Future[bool]:
        """Keep an event that was taken in at `moment`.

        The future is done when the disk has it (True) or has failed (False: it is kept in memory,
        and tried again). A screen that waits for it before it draws shows nothing that a power
        cut could take back. It is done on the journal's thread.
        """
        self._worth_keeping |= isinstance(event, WORTH_KEEPING)
        return self._put(EventLine(instant(moment.wall(event.at)), event, self._number), moment)

    def clock_set(self, moment: Moment) -> Future[bool]:
        """Keep that the two clocks go together anew: the wall clock was set, or time resumed."""
        return self._put(ClockLine(instant(moment.utc), moment.at, self._number), moment)

    def taken_over(self, by: str, moment: Moment) -> Future[bool]:
        """Keep that the computer of this name goes on with the meeting."""
        return self._put(PutAwayLine(instant(moment.utc), self._number, by), moment)

    def seen(self, moment: Moment) -> None:
        """Keep that the meeting was on a screen at `moment`: what `stopped` will be if all ends.

        For each tick: it adds no line, it sets the time on the file.
        """
        self._queue.put(_Seen(moment))

    def schedule(self, work: Callable[[], None]) -> None:
        """Have this done on the journal's thread, in the place of what was to be done before.

        While it raises CannotWrite it is done again every few seconds.
        """
        self._queue.put(_Scheduled(work))

    def close(self, timeout: float = 5.0) -> bool:
        """Write what is left and return whether the disk has it all; wait so many real seconds.

        If it has not, `trouble` says what becomes of it.

        A lobby that was left before the start, with nothing said in it, leaves no file.
        """
        self._closed = True
        self._queue.put(None)
        self._thread.join(timeout)
        if self._thread.is_alive():
            self.trouble = self.trouble or "The last of the meeting could not be saved."
        return self.trouble is None

    def _put(self, line: Line, moment: Moment) -> Future[bool]:
        written = _Written(encoded(line), moment)
        self._number += 1
        if self._closed:
            written.done.set_result(False)
        else:
            self._queue.put(written)
        return written.done

    # On the thread

    def _work(self) -> None:
        going = True
        while going:
            jobs = self._waiting()
            going = None not in jobs
            lines = [job for job in jobs if isinstance(job, _Written)]
            self._file.lines += [job.line for job in lines]
            moments = [job.moment for job in jobs if isinstance(job, _Written | _Seen)]
            now = max((m.at for m in moments), default=self._tried)
            again = self.trouble is not None and (not going or now - self._tried >= RETRY)
            if lines or again or (self.trouble is None and self._file.damaged):
                self._tried = now
                self._save()
            if moments and self.trouble is None:
                self._file.touch(max(moments).utc)
            for job in jobs:
                if isinstance(job, _Scheduled):
                    self._scheduled, self._tried_scheduled = job.work, -RETRY
            if self._scheduled and (not going or now - self._tried_scheduled >= RETRY):
                self._tried_scheduled = now
                self._do_scheduled()
            if not going:
                self._end()
            for job in lines:
                if job.done.set_running_or_notify_cancel():
                    job.done.set_result(self.trouble is None)

    def _waiting(self) -> list[_Written | _Seen | _Scheduled | None]:
        jobs = [self._queue.get()]
        while True:
            try:
                jobs.append(self._queue.get_nowait())
            except Empty:
                return jobs

    def _save(self) -> None:
        try:
            if self._file.size > self._compact:
                self._file.compact()
                self._compact = max(COMPACT, 2 * self._file.size)
            self._file.save()
        except OSError as error:
            self._in_use = isinstance(error, InUse)
            self._why = f"saved in {self.path.parent}: {files.reason(error)}."
            self.trouble = (
                f"This meeting can't be {self._why} "
                "Until you leave, it is kept in memory, and saving is tried again."
            )
            if not self._warned:
                self._warned = True
                self._say(self.trouble)
        else:
            self.trouble = None
            self._say_set_aside()

    def _do_scheduled(self) -> None:
        assert self._scheduled is not None
        try:
            self._scheduled()
        except files.CannotWrite as error:
            if self._closed:
                self.trouble = self.trouble or str(error)
            elif not self._warned:
                self._warned = True
                self._say(f"{error} It is tried again.")
        else:
            self._scheduled = None

    def _say_set_aside(self) -> None:
        kept, self._file.set_aside = self._file.set_aside, None
        if kept is not None:
            self._say(
                f"Another program replaced the record of this meeting. It is saved again; "
                f"what was in its place is kept as {kept}."
            )

    def _end(self) -> None:
        if not self._worth_keeping:
            self._file.remove()
        elif self._in_use and self.trouble is not None:
            with suppress(OSError, Undecodable):
                copy = self._file.save_copy()
                self.trouble = (
                    "This meeting was continued in another window. What was added here is saved as "
                    f"the meeting {copy.stem}."
                )
        elif self._file.saved < len(self._file.lines):
            self.trouble = f"This meeting could not be {self._why}"
            with suppress(OSError):
                kept = self._file.save_elsewhere()
                self.trouble += f" It is in {kept}. Move that file there, then: homeroom resume"
        self._file.close()

    def _say(self, sentence: str) -> None:
        with suppress(Exception):  # a screen that is gone takes no journal with it
            self._warn(sentence)
