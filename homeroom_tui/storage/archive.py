"""The folder of all journals: which meetings there are, which can be resumed, what is put away."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from homeroom_tui import files
from homeroom_tui.agenda.library import Entry
from homeroom_tui.agenda.model import MINUTE, Block
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.events import Event
from homeroom_tui.meeting.notes import Action, actions
from homeroom_tui.meeting.people import LastRoles
from homeroom_tui.meeting.state import State
from homeroom_tui.storage.journal import InUse, Journal, JournalFile, free_name, locked
from homeroom_tui.storage.journal_format import (
    DAMAGED,
    MAX_BYTES,
    SUFFIX,
    Header,
    PutAway,
    encoded,
    instant,
)
from homeroom_tui.storage.replay import Damaged, NothingYet, Record, Unreadable, replay

HOUR = 60 * MINUTE

RESUMABLE = 12 * HOUR
"""Seconds for which a meeting that stopped is offered to be resumed."""


class ArchiveError(Exception):
    """What was asked of the kept meetings cannot be done; the message says why."""


class NoSuchMeeting(ArchiveError):
    """No kept meeting goes by that name."""


class MeetingInUse(ArchiveError):
    """Another process goes on with that meeting right now."""


class Found(Struct, frozen=True):
    """Meetings, newest first, and sentences on what could not be read.

    Of the files in `damaged` nothing could.
    """

    records: tuple[Record, ...]
    messages: tuple[str, ...] = ()
    damaged: tuple[Path, ...] = ()


class Unfinished(Struct, frozen=True):
    """A meeting that can be resumed, `away` whole seconds after it stopped.

    `in_use`: another process has it open, and it cannot be resumed before that ends.
    """

    record: Record
    away: int
    in_use: bool

    @property
    def block(self) -> Block:
        """The block in which it stopped."""
        return self.record.state.here.block


class Offer(Struct, frozen=True):
    """Which meetings can be resumed, the one that stopped last first, and what is to be said."""

    meetings: tuple[Unfinished, ...]
    messages: tuple[str, ...] = ()


class Archive:
    """The meetings that are kept in `folder`, which need not be there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[Path, tuple[tuple[int, int], Record]] = {}

    def meetings(self, since: float = -math.inf) -> Found:
        """The meetings that were started and seen at the Unix time `since` or later."""
        found, messages, damaged = [], [], []
        for path in self._paths():
            try:
                if path.stat().st_mtime < since:
                    continue
                record = self._replay(path)
            except (NothingYet, FileNotFoundError):
                continue  # it is about to be written to, or has just been deleted
            except (Unreadable, OSError) as error:
                messages.append(str(error))
                if isinstance(error, Damaged):
                    damaged.append(path)
                continue
            if record.left_out:
                messages.append(left_out(record))
            if record.started:
                found.append(record)
        found.sort(key=lambda record: record.header.utc, reverse=True)
        return Found(tuple(found), tuple(messages), tuple(damaged))

    def find(self, meeting: str | None = None) -> Record:
        """The meeting with that id, or whose id alone begins so; None: the newest.

        Raises NoSuchMeeting.
        """
        found = self.meetings()
        if not found.records:
            raise NoSuchMeeting("\n".join(("No meeting is kept yet.", *found.messages)))
        if meeting is None:
            return found.records[0]
        same = [r for r in found.records if r.header.meeting.startswith(meeting)]
        exact = [r for r in same if r.header.meeting == meeting]
        if len(exact or same) == 1:
            return (exact or same)[0]
        ids = "\n".join(f"  {r.header.meeting}" for r in (same or found.records)[:10])
        if same:
            raise NoSuchMeeting(f"Several meetings begin with '{meeting}'. Write one of\n{ids}")
        raise NoSuchMeeting(f"No meeting is called '{meeting}'. The latest are\n{ids}")

    def last_of(self, entry: Entry) -> Record | None:
        """The newest meeting of a session."""
        return next((r for r in self._newest_first() if r.started and r.is_of(entry)), None)

    def prepared(self, entry: Entry, utc: float) -> Record | None:
        """What was done and said for the next meeting of a session in its lobby, and then left.

        None: nothing, not in the last twelve hours, or another process has it open.
        """
        recent = self._newest_first(utc - RESUMABLE - HOUR)
        newest = next((r for r in recent if r.is_of(entry)), None)
        if newest is None or newest.started or not newest.meeting.events:
            return None
        free = not newest.put_away and utc - newest.stopped <= RESUMABLE
        return newest if free and not _in_use(newest.path) else None

    def actions(self, header: Header, events: Iterable[Event] = ()) -> list[Action]:
        """The action items of the group's last meeting before the one of this header.

        They are ticked as in the meetings since, and in `events`, which are of this one.
        """
        later: list[Event] = []
        for record in self._newest_first():
            theirs = (record.header.library, record.header.group) == (header.library, header.group)
            if not theirs or record.header.meeting == header.meeting:
                continue
            if record.started:
                return actions(record.header.meeting, record.meeting.events, [*later, *events])
            later = [*record.meeting.events, *later]  # ticked in a lobby, and then left
        return []

    def led(self, library: str, group: str) -> LastRoles | None:
        """Who led the group's last meeting; None: it had none."""
        for record in self._newest_first():
            if (record.header.library, record.header.group) == (library, group) and record.started:
                return led(record.state)
        return None

    # Going on with a meeting

    def unfinished(self, utc: float) -> Offer:
        """The meetings that can be resumed at the Unix time `utc`, newest first.

        Those that stopped more than twelve hours ago are put away without a word. A file of which
        nothing can be read is set aside, so that it is told of once.
        """
        found = self.meetings(utc - RESUMABLE - HOUR)
        for path in found.damaged:
            with suppress(OSError):
                path.rename(free_name(path))
        offered = [
            Unfinished(record, int(utc - min(record.stopped, utc)), _in_use(record.path))
            for record in found.records
            if record.under_way and not record.put_away and utc - record.stopped <= RESUMABLE
        ]
        return Offer(tuple(sorted(offered, key=lambda one: one.away)), found.messages)

    def resume(
        self, record: Record, utc: float, warn: Callable[[str], None], *, counting: bool
    ) -> tuple[Journal, Record]:
        """Go on with a meeting at the Unix time `utc`, `counting` the time away or giving it back.

        The record is read again, for it may have grown; its `meeting` is the one to go on with,
        on a clock that goes on from `record.instant(utc)`. What could not be read of the file is
        set aside beside it. `warn` is as for a Journal: a disk that cannot be written to is no
        error here. Raises MeetingInUse, Unreadable.
        """
        fd = None
        with suppress(OSError):
            fd = _locked(record.path)
        try:
            record = replay(record.path)
        except Unreadable:
            _close(fd)
            raise
        file = _mended(record, fd) if record.left_out else _file(record, fd)
        journal = Journal(file, warn, number=record.next_number)
        now = Moment(record.instant(utc), utc)
        journal.clock_set(now)
        away = None if counting else record.away(now.at)
        if away is not None:
            journal.append(record.meeting.do(away, now.at), now)
        return journal, record

    def put_away(self, record: Record, utc: float) -> None:
        """Offer the meeting no more; it stays readable. Raises ArchiveError."""
        with _doing("put away", record):
            file = _file(record, _locked(record.path))
            file.lines.append(encoded(PutAway(instant(utc), record.next_number)))
            try:
                file.save()
                file.touch(record.touched)
            finally:
                file.close()

    def delete(self, record: Record) -> None:
        """Remove all that is kept of a meeting, for good. Raises ArchiveError."""
        with _doing("deleted", record):
            _close(_locked(record.path))
            for path in (record.path, *_set_aside_of(record.path)):
                path.unlink()
            self._read.pop(record.path, None)

    def _paths(self) -> list[Path]:
        """The journals, newest first as far as their names can tell."""
        try:
            found = [p for p in self.folder.iterdir() if p.suffix == SUFFIX and p.name[0] != "."]
        except OSError:
            return []
        return sorted(found, reverse=True)

    def _newest_first(self, since: float = -math.inf) -> Iterator[Record]:
        """What can be read of the meetings that were seen at the Unix time `since` or later."""
        for path in self._paths():
            with suppress(Unreadable, OSError):
                if path.stat().st_mtime >= since:
                    yield self._replay(path)

    def _replay(self, path: Path) -> Record:
        about = path.stat()
        stamp = (about.st_mtime_ns, about.st_size)
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            self._read[path] = known = (stamp, replay(path))
        return known[1]


def led(state: State) -> LastRoles:
    """What a meeting says of the next one."""
    names = {person.id: person.name for person in state.people}
    return LastRoles(names.get(state.facilitator or "", ""), names.get(state.first or "", ""))


def left_out(record: Record) -> str:
    """What to say of a record that was not read in full."""
    one = record.left_out == 1
    lines = "One line" if one else f"{record.left_out} lines"
    return (
        f"{lines} of {record.path.name} cannot be read and {'is' if one else 'are'} left out; "
        "nothing of it is deleted."
    )


def _set_aside_of(path: Path) -> list[Path]:
    return [p for p in path.parent.iterdir() if p.name.startswith(path.name + DAMAGED)]


def _mended(record: Record, fd: int | None) -> JournalFile:
    """The file without what could not be read, which is kept beside it."""
    try:
        content, _ = files.read_bytes(record.path, MAX_BYTES)
        files.write_whole(free_name(record.path), content)
        files.replace(record.path, b"".join(record.lines))
    except (files.Unreadable, files.CannotWrite, OSError):
        return _file(record, fd)  # goes on behind what cannot be read
    _close(fd)  # that was the old file
    fd = None
    with suppress(OSError):
        fd = locked(record.path)
    saved, end = len(record.lines), sum(map(len, record.lines))
    return JournalFile(record.path, record.lines, saved=saved, end=end, fd=fd, named=False)


def _file(record: Record, fd: int | None) -> JournalFile:
    return JournalFile(record.path, record.lines, saved=record.saved, end=record.end, fd=fd)


def _locked(path: Path) -> int:
    try:
        return locked(path)
    except InUse:
        raise MeetingInUse(
            "Another homeroom has this meeting open. Go on with it there, or start one of its own."
        ) from None


def _in_use(path: Path) -> bool:
    try:
        os.close(locked(path))
    except InUse:
        return True
    except OSError:
        return False  # going on with it will say what is wrong
    return False


def _close(fd: int | None) -> None:
    if fd is not None:
        os.close(fd)


@contextmanager
def _doing(what: str, record: Record) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = files.reason(error)
        raise ArchiveError(f"{record.header.meeting} was not {what}: {why}.") from None
