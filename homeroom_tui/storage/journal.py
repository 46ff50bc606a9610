"""Writes events down as they happen, on a thread of its own: no key waits for a disk."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import cast

from msgspec import Struct, field

from homeroom_tui.files import reason
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.storage.journal_file import JournalFile
from homeroom_tui.storage.journal_format import (
    SUFFIX,
    ClockSet,
    Happened,
    Header,
    Line,
    encoded,
    instant,
)

RETRY = 5.0
"""Seconds of the meeting's clock after which a disk that failed is tried again by itself."""


WORTH_KEEPING = (ev.Start, ev.Note, ev.Norms, ev.Tick)
"""Without any of these a lobby was opened and left again."""


class _Written(Struct, frozen=True):
    line: bytes
    moment: Moment
    done: Future[bool] = field(default_factory=Future)


class _Seen(Struct, frozen=True):
    moment: Moment


class Journal:
    """The record of a meeting under way.

    Nothing here waits for a disk but `close`. While the disk fails, the lines wait in memory and
    are tried again with each new one, and every few seconds; `trouble` says so in a sentence.
    """

    def __init__(self, file: JournalFile, warn: Callable[[str], None]) -> None:
        """`warn` is called with a sentence at the first trouble, once, on the journal's thread."""
        self.trouble: str | None = None
        self._file = file
        self._warn = warn
        self._warned = self._closed = False
        self._worth_keeping = bool(file.saved)
        self._tried = 0.0
        self._queue: SimpleQueue[_Written | _Seen | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    @classmethod
    def begin(cls, folder: Path, header: Header, warn: Callable[[str], None]) -> Journal:
        """A new journal. Its file comes with the first event."""
        path = folder / f"{header.meeting}{SUFFIX}"
        return cls(JournalFile(path, [encoded(header)]), warn)

    @property
    def path(self) -> Path:
        return self._file.path

    def append(self, event: ev.Event, moment: Moment) -> Future[bool]:
        """Keep an event that was taken in at `moment`.

        The future is done when the disk has it (True) or has failed (False: it is kept in memory,
        and tried again). A screen that waits for it before it draws shows nothing that a power
        cut could take back. It is done on the journal's thread.
        """
        known = cast("ev.AnyEvent", event)
        self._worth_keeping |= isinstance(event, WORTH_KEEPING)
        return self._put(Happened(instant(moment.wall(event.at)), known), moment)

    def clock_set(self, moment: Moment) -> Future[bool]:
        """Keep that the two clocks go together anew: the wall clock was set, or time resumed."""
        return self._put(ClockSet(instant(moment.utc), moment.at), moment)

    def seen(self, moment: Moment) -> None:
        """Keep that the meeting was on a screen at `moment`: what `stopped` will be if all ends.

        For each tick: it adds no line, it sets the time on the file.
        """
        self._queue.put(_Seen(moment))

    def close(self, timeout: float = 5.0) -> bool:
        """Write what is left, wait so many real seconds at most; whether the disk has it all.

        A lobby that was left before the start, with nothing said in it, leaves no file.
        """
        self._closed = True
        self._queue.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive() and self.trouble is None

    def _put(self, line: Line, moment: Moment) -> Future[bool]:
        written = _Written(encoded(line), moment)
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
            moments = [job.moment for job in jobs if job is not None]
            now = max((m.at for m in moments), default=self._tried)
            again = self.trouble is not None and (not going or now - self._tried >= RETRY)
            if lines or again:
                self._tried = now
                self._save()
            if moments and self.trouble is None:
                self._file.touch(max(moments).utc)
            for job in lines:
                if job.done.set_running_or_notify_cancel():
                    job.done.set_result(self.trouble is None)
        if not self._worth_keeping:
            self._file.remove()
        self._file.close()

    def _waiting(self) -> list[_Written | _Seen | None]:
        jobs = [self._queue.get()]
        while True:
            try:
                jobs.append(self._queue.get_nowait())
            except Empty:
                return jobs

    def _save(self) -> None:
        try:
            self._file.save()
        except OSError as error:
            self.trouble = self._said(error)
            if not self._warned:
                self._warned = True
                with suppress(Exception):  # a screen that is gone takes no journal with it
                    self._warn(self.trouble)
        else:
            self.trouble = None

    def _said(self, error: OSError) -> str:
        return (
            f"This meeting cannot be saved in {self.path.parent} at the moment: {reason(error)}. "
            "It goes on, is kept in memory, and saving is tried again."
        )
