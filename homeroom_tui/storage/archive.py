"""The folder of all journals: which meetings there are, and which of them can be resumed."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui import files
from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.lengths import date_text
from homeroom_tui.agenda.library import Entry
from homeroom_tui.agenda.model import MINUTE, Block
from homeroom_tui.errors import UserError
from homeroom_tui.meeting.carried import Carried, Held, carried
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.events import Event
from homeroom_tui.meeting.people import LastRoles
from homeroom_tui.meeting.state import State
from homeroom_tui.storage.journal import InUse, Journal, JournalFile, aside, locked
from homeroom_tui.storage.journal_format import (
    DAMAGED,
    MAX_BYTES,
    SUFFIX,
    ClockLine,
    Header,
    PutAwayLine,
    Taken,
    encoded,
    instant,
    new_id,
)
from homeroom_tui.storage.replay import (
    DamagedJournal,
    EmptyJournal,
    Recording,
    UnreadableJournal,
    replay,
    replay_content,
)

HOUR = 60 * MINUTE

RESUMABLE = 12 * HOUR
"""Seconds for which a meeting that stopped is offered to be resumed."""


class ArchiveError(UserError):
    """An operation on the kept meetings failed; the message says why."""


class NoSuchMeeting(ArchiveError):
    """No kept meeting goes by that name."""

    wrong_use = True


class MeetingInUse(ArchiveError):
    """Another process goes on with that meeting right now."""


class Found(Struct, frozen=True):
    """Meetings, newest first, and sentences on what could not be read.

    `others` were no meetings: what was started by mistake, and lobbies that were left with
    something said in them. Of the files in `damaged` nothing could be read.
    """

    records: tuple[Recording, ...]
    others: tuple[Recording, ...] = ()
    messages: tuple[str, ...] = ()
    damaged: tuple[Path, ...] = ()

    @property
    def newest_first(self) -> tuple[Recording, ...]:
        """All of these, whether they were meetings or not."""
        return _by_time((*self.records, *self.others))


class Resumable(Struct, frozen=True):
    """A meeting that can be gone on with, `away` whole seconds after it stopped, or finished.

    `in_use`: another process has it open, and it cannot be resumed before that ends.
    """

    record: Recording
    away: int
    in_use: bool

    @property
    def finished(self) -> bool:
        """Return whether it is over, and would be opened again."""
        return self.record.finished is not None

    @property
    def block(self) -> Block:
        """The block in which it stopped."""
        return self.record.state.here.block


class Offer(Struct, frozen=True):
    """The meetings that can be resumed, the latest first, and messages about them.

    Those that are `finished` can be opened again, those `elsewhere` were taken over by another
    computer.
    """

    meetings: tuple[Resumable, ...]
    finished: tuple[Resumable, ...] = ()
    elsewhere: tuple[Recording, ...] = ()
    messages: tuple[str, ...] = ()


class Archive:
    """The meetings that are kept in `folder`, which need not be there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[Path, tuple[files.Stamp | None, Recording]] = {}

    def meetings(self, since: float = -math.inf) -> Found:
        """Return what was seen at the Unix time `since` or later."""
        found, others, messages, damaged = [], [], [], []
        for path in self._paths(since):
            try:
                record = self._replay(path)
            except EmptyJournal:
                continue  # it is about to be written to
            except UnreadableJournal as error:
                if not os.path.lexists(path):
                    continue  # it has just been deleted
                messages.append(str(error))
                if isinstance(error, DamagedJournal):
                    damaged.append(path)
                continue
            if record.left_out:
                messages.append(left_out(record))
            if record.is_meeting:
                found.append(record)
            elif record.started or record.says_something:
                others.append(record)
        return Found(_by_time(found), _by_time(others), tuple(messages), tuple(damaged))

    def find(self, meeting: str | None = None) -> Recording:
        """The meeting with that id, or whose id alone begins so; None: the newest.

        What was no meeting is the newest where there is nothing else. Raises NoSuchMeeting.
        """
        found = self.meetings()
        known = (*found.records, *found.others)
        if not known:
            raise NoSuchMeeting("\n".join(("No meeting has been recorded yet.", *found.messages)))
        if meeting is None:
            return known[0]
        same = [r for r in known if r.header.meeting.startswith(meeting)]
        exact = [r for r in same if r.header.meeting == meeting]
        if len(exact or same) == 1:
            return (exact or same)[0]
        ids = "\n".join(f"  {r.header.meeting}" for r in (same or known)[:10])
        if same:
            raise NoSuchMeeting(f"Several meetings begin with '{meeting}':\n{ids}")
        raise NoSuchMeeting(f"There is no meeting '{meeting}'. The latest are:\n{ids}")

    def prepared(self, entry: Entry, utc: float) -> Recording | None:
        """Return what was done and said for the next meeting of a session in its lobby.

        None: nothing, not in the twelve hours before the Unix time `utc`, or another process has
        it open.
        """
        recent = self._newest_first(utc - RESUMABLE - HOUR)
        newest = next((record for record in recent if record.is_of(entry)), None)
        if newest is None or newest.started or not newest.meeting.events:
            return None
        free = not newest.put_away and utc - newest.stopped <= RESUMABLE
        return newest if free and not _in_use(newest.path) else None

    def others(self, header: Header) -> list[Recording]:
        """Return the other meetings of the same group and library, oldest first."""
        found = []
        for path in self._paths():
            if path.stem != header.meeting:  # this one grows all the time
                with suppress(UnreadableJournal):
                    found.append(self._replay(path))
        same = [
            record
            for record in found
            if _whose(record.header) == _whose(header) and record.header.meeting != header.meeting
        ]
        return sorted(same, key=lambda record: record.header.utc)

    def carried(
        self, header: Header, events: Sequence[Event] = (), state: State | None = None
    ) -> list[Carried]:
        """Return what the group's other meetings left open, the newest's first.

        `header`, `events` and `state` are of the meeting under way: what was done about it there
        is told with it.
        """
        now = Held(header.meeting, (header.library, header.name), "", events, state=state)
        return carried([_held(record) for record in self.others(header)], now)

    def last_roles(self, library: str, group: str) -> LastRoles | None:
        """Return who led the group's last meeting in the library of that key; None: it had none."""
        for record in self._newest_first():
            if record.is_meeting and _whose(record.header) == (library, group):
                return last_roles(record.state)
        return None

    # Going on with a meeting

    def resumable(self, utc: float) -> Offer:
        """The meetings that can be gone on with at the Unix time `utc`, newest first.

        Those that stopped, or finished, more than twelve hours ago are not offered. A file of
        which nothing can be read is set aside, so that it is told of once.
        """
        found = self.meetings(utc - RESUMABLE - HOUR)
        for path in found.damaged:
            with suppress(OSError):
                path.rename(aside(path))
        records = found.newest_first

        def latest_first(until: Callable[[Recording], float | None]) -> tuple[Resumable, ...]:
            some = [
                Resumable(record, int(utc - min(ended, utc)), _in_use(record.path))
                for record in records
                if (ended := until(record)) is not None and utc - ended <= RESUMABLE
            ]
            return tuple(sorted(some, key=lambda one: one.away))

        return Offer(
            latest_first(lambda r: r.stopped if r.under_way and not r.put_away else None),
            latest_first(lambda r: r.finished),
            tuple(record for record in records if record.taken_by is not None),
            found.messages,
        )

    def resume(
        self, record: Recording, utc: float, warn: Callable[[str], None], *, counting: bool
    ) -> tuple[Journal, Recording]:
        """Go on with a meeting at the Unix time `utc`, `counting` the time away or giving it back.

        The record is read again, for it may have grown; its `meeting` is the one to go on with,
        on a clock that goes on from `record.instant(utc)`. What could not be read of the file is
        set aside beside it. `warn` is as for a Journal: a disk that cannot be written to is no
        error here. Raises MeetingInUse, UnreadableJournal.
        """
        fd = None
        with suppress(OSError):
            fd = _locked(record.path)
        try:
            record = replay(record.path)
        except UnreadableJournal:
            if fd is not None:
                os.close(fd)
            raise
        journal = Journal(_file(record, fd), warn, number=record.next_number)
        now = Moment(record.instant(utc), utc)
        journal.clock_set(now)
        away = None if counting else record.away(now.at)
        if away is not None:
            journal.append(record.meeting.do(away, now.at), now)
        return journal, record

    def take_in(
        self, content: bytes, taken: Taken, seen: Moment, again: Recording | None = None
    ) -> Recording:
        """Keep a meeting of another computer, to go on with it here, under an id of its own.

        `content` is its journal, which may lack its end. `seen` is when there was the last sign of
        life of it: `at` by the wall clock of that computer, `utc` by that of this one. `again` is
        what was made of it before. Raises UnreadableJournal, CannotWrite.
        """
        there = again.path if again else self.folder / f"taken{SUFFIX}"
        found = replay_content(there, content, seen.at)
        header = found.header
        id = again.header.meeting if again else new_id(header.utc.timestamp(), header.tz)
        path = self.folder / f"{id}{SUFFIX}"
        at = found.instant(seen.at)
        lines = [
            encoded(replace(header, meeting=id, taken=replace(taken, meeting=header.origin))),
            *found.lines[1:],
            encoded(ClockLine(instant(seen.utc), at, found.next_number)),
        ]
        files.write_whole(path, b"".join(lines))
        with suppress(OSError):
            os.utime(path, (seen.utc, seen.utc))
        return replay(path)

    def put_away_earlier(self, taken: Recording, utc: float) -> None:
        """Offer what is kept here of a meeting no more that was taken back from elsewhere."""
        for record in self.meetings(utc - RESUMABLE - HOUR).newest_first:
            other = record.header.meeting != taken.header.meeting and not record.put_away
            if other and record.header.origin == taken.header.origin:
                with suppress(ArchiveError):  # its window hears that it was taken over
                    self.put_away(record, utc)

    def put_away(self, record: Recording, utc: float) -> None:
        """Offer the meeting no more; it stays readable. Raises ArchiveError."""
        with _doing("put away", record):
            file = _file(record, _locked(record.path))
            file.lines.append(encoded(PutAwayLine(instant(utc), record.next_number)))
            try:
                file.save()
                file.touch(record.touched)
            finally:
                file.close()

    def delete(self, record: Recording, *, stray: bool = False) -> None:
        """Remove all that is kept of a meeting, for good. Raises ArchiveError.

        With `stray` only if it is no meeting, even now.
        """
        with _doing("deleted", record):
            os.close(_locked(record.path))
            if stray and self._replay(record.path).is_meeting:
                raise ArchiveError(f"{record.header.meeting} was not deleted: it is a meeting now.")
            for path in (record.path, *_set_aside_of(record.path)):
                path.unlink()
            self._read.pop(record.path, None)

    def _paths(self, since: float = -math.inf) -> list[Path]:
        """Return the journals seen since that Unix time, newest first as far as names can tell."""
        try:
            found = [p for p in self.folder.iterdir() if p.suffix == SUFFIX and p.name[0] != "."]
        except OSError:
            return []
        return [path for path in sorted(found, reverse=True) if _seen(path) >= since]

    def _newest_first(self, since: float = -math.inf) -> Iterator[Recording]:
        """Read what was seen since that Unix time, no more of it than is asked for.

        Names say the day and the minute; within a day the headers decide, for a minute may have
        several, and clocks are set back.
        """
        for _, paths in groupby(self._paths(since), lambda path: path.name[: len("2026-11-25")]):
            records = []
            for path in paths:
                with suppress(UnreadableJournal):
                    records.append(self._replay(path))
            yield from _by_time(records)

    def _replay(self, path: Path) -> Recording:
        stamp = files.stamp(path)
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            self._read[path] = known = (stamp, replay(path))
        return known[1]


def _by_time(records: Iterable[Recording]) -> tuple[Recording, ...]:
    return tuple(sorted(records, key=lambda record: record.header.utc, reverse=True))


def _held(record: Recording) -> Held:
    header, meeting = record.header, record.meeting
    state = record.state if record.is_meeting else None
    session, what = (header.library, header.name), header.session
    title = plain(what.title) if what.week is None else f"Week {what.week}"
    day = date_text(header.utc.astimezone(header.tz))
    return Held(header.meeting, session, f"{title}, {day}", meeting.events, meeting.notes, state)


def _whose(header: Header) -> tuple[str, str]:
    return header.library, header.group


def _seen(path: Path) -> float:
    """The Unix time at which a meeting was last on a screen; of no file the latest."""
    stamp = files.stamp(path)
    return math.inf if stamp is None else stamp.modified / 1e9


def last_roles(state: State) -> LastRoles:
    """Return what a meeting says of the next one."""
    names = {person.id: person.name for person in state.people}
    return LastRoles(names.get(state.facilitator or "", ""), names.get(state.first or "", ""))


def left_out(record: Recording) -> str:
    """Return what to say of a record that was not read in full."""
    one = record.left_out == 1
    lines = "One line" if one else f"{record.left_out} lines"
    return (
        f"{lines} of {record.path.name} can't be read and {'is' if one else 'are'} left out. "
        "Nothing is deleted."
    )


def _set_aside_of(path: Path) -> list[Path]:
    """Return what is kept beside a journal: damaged files, and what a kill left half written."""
    return [
        other
        for other in path.parent.iterdir()
        if other.name.startswith(path.name + DAMAGED)
        or (other.name.startswith(f".{path.name}.") and other.suffix == ".new")
    ]


def _file(record: Recording, fd: int | None) -> JournalFile:
    """The file to go on with. What could not be read is kept beside it, and left out of it."""
    if record.left_out and fd is not None:
        with suppress(files.Unreadable, files.CannotWrite):
            content, _ = files.read_bytes(record.path, MAX_BYTES)
            files.write_whole(aside(record.path), content)
            return JournalFile(record.path, record.lines, fd=fd)
    return JournalFile(record.path, record.lines, saved=record.saved, end=record.end, fd=fd)


def _locked(path: Path) -> int:
    try:
        return locked(path)
    except InUse:
        raise MeetingInUse(
            "This meeting is already running in another window. Continue it there."
        ) from None


def _in_use(path: Path) -> bool:
    try:
        os.close(locked(path, alone=False))
    except OSError as error:
        return isinstance(error, InUse)  # of others, going on with it will say what is wrong
    return False


@contextmanager
def _doing(what: str, record: Recording) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = files.reason(error)
        raise ArchiveError(f"{record.header.meeting} was not {what}: {why}.") from None
    except UnreadableJournal as error:
        raise ArchiveError(f"{record.header.meeting} was not {what}. {error}") from None
