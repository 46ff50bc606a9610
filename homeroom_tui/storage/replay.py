"""Read a journal back: all that is left of a meeting, whatever became of the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from homeroom_tui import files
from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.library import Entry
from homeroom_tui.errors import UserError
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import GRID, Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.state import Playback, State
from homeroom_tui.storage import journal_format as ln
from homeroom_tui.storage.journal_format import MAX_BYTES
from homeroom_tui.wording import of_week


class UnreadableJournal(UserError):
    """A journal that cannot be replayed; the message says which and why."""


class DamagedJournal(UnreadableJournal):
    """Its first line says nothing, so that no other can be read."""


class EmptyJournal(UnreadableJournal):
    """No event was ever written: its process ended before, or is about to write."""


class NewerJournal(UnreadableJournal):
    """A newer homeroom wrote it."""


class Recording(Struct, frozen=True, dict=True):
    """The content of a journal.

    `lines` are those that make sense, as they stand in the file, `left_out` is how many others
    there are, and `next_number` what the next line will be numbered. `pairs` are what both clocks
    said at each line, `touched` is when the meeting was last on a screen, in Unix time. Up to the
    byte `end` the file has whole lines, `saved` of `lines` among them: the last may lack its end.
    `taken_by` is the computer that took the meeting over, if one did.
    """

    path: Path
    header: ln.Header
    meeting: Meeting
    lines: tuple[bytes, ...]
    saved: int
    end: int
    left_out: int
    pairs: tuple[Moment, ...]
    touched: float
    next_number: int
    put_away: bool
    taken_by: str | None = None

    @property
    def name(self) -> str:
        """`Week 1 · Norms and your career roadmap`."""
        session = self.header.session
        return of_week(session.week) + plain(session.title)

    @cached_property
    def stopped(self) -> float:
        """The Unix time of the last sign of life: of the last line, or of the last tick after."""
        return max(self.pairs[-1].utc, self.touched)

    @cached_property
    def state(self) -> State:
        """The state when the meeting stopped."""
        return self.meeting.state(self.instant(self.stopped))

    def is_of(self, entry: Entry) -> bool:
        """Return whether it is a meeting of this session. Journals of format 1 name no library."""
        return (self.header.library, self.header.name) == (entry.library, entry.name)

    @property
    def started(self) -> bool:
        return self.state.playback is not Playback.READY

    @property
    def is_meeting(self) -> bool:
        """Return whether it was started, and not by mistake."""
        return self.started and not self.meeting.is_stray(self.instant(self.stopped))

    @property
    def says_something(self) -> bool:
        """Return whether anything was noted, ticked, let go or changed in the norms."""
        return any(isinstance(event, ev.NOTED) for event in self.meeting.events)

    @property
    def under_way(self) -> bool:
        """Return whether it stopped before it was finished."""
        return self.state.playback in (Playback.RUNNING, Playback.PAUSED)

    @property
    def finished(self) -> float | None:
        """The Unix time at which it was finished."""
        at = self.state.finished
        return None if at is None else self.wall(at)

    def instant(self, utc: float) -> float:
        """The instant of the meeting's clock at this Unix time, not before the last event.

        A process that goes on with the meeting counts from it.
        """
        last = self.pairs[-1]
        # The nearest on the grid: the file has microseconds, and must not lose a second by them.
        at = round((last.at + (utc - last.utc)) * GRID) / GRID
        return max(at, self._latest)

    def wall(self, at: float) -> float:
        """The Unix time of an instant of the meeting's clock."""
        place = bisect_right(self._by_instant, at, key=lambda pair: pair.at)
        return self._by_instant[max(place - 1, 0)].wall(at)

    def away(self, now: float) -> ev.Away | None:
        """The event that gives back the time since the meeting stopped, at the instant `now`.

        None if it stood still: a paused meeting goes on as it is, paused.
        """
        since = self.instant(self.stopped)
        running = self.state.playback is Playback.RUNNING
        return ev.Away(now, since, now) if running and now > since else None

    @cached_property
    def _by_instant(self) -> list[Moment]:
        return sorted(self.pairs)  # a backdated event is written down late

    @cached_property
    def _latest(self) -> float:
        return self._by_instant[-1].at


def replay(path: Path) -> Recording:
    """Read a journal. Raises UnreadableJournal; never changes the file."""
    try:
        content, stamp = files.read_bytes(path, MAX_BYTES)
    except files.NotAFile as error:
        raise DamagedJournal(f"{path.name} can't be read. {error}") from None
    except files.Unreadable as error:
        raise UnreadableJournal(f"{path.name} can't be read. {error}") from None
    seen = stamp.modified // 1000 / 1e6
    touched = min(max(seen, ln.FIRST.timestamp()), ln.LAST.timestamp())
    return replay_content(path, content, touched)


def replay_content(path: Path, data: bytes, touched: float) -> Recording:
    """The record of a file with this content, which need not be there. Raises UnreadableJournal."""
    header, raw = _split(path, data)
    torn = raw.pop()  # without a line feed after it
    end = sum(map(len, raw)) + len(raw)
    kept: list[tuple[bytes, ln.Line]] = []
    left_out = 0
    numbers = {0}
    for line in raw[1:]:
        try:
            said = ln.decoded(line)
        except ln.Undecodable:
            left_out += 1
            continue
        if said.n and said.n in numbers:
            left_out += 1  # a copy doubled it
            continue
        numbers.add(said.n)
        kept.append((line, said))
    if torn:
        # What is torn was never acknowledged: nobody has seen what it did.
        with suppress(ln.Undecodable):
            kept.append((torn, ln.decoded(torn)))
    try:
        meeting, refused = _meeting(header, [line for _, line in kept])
    except Exception:
        raise DamagedJournal(f"{path.name} holds a session that can't be run.") from None
    kept = [pair for number, pair in enumerate(kept) if number not in refused]
    unfinished = bool(torn and kept and kept[-1][0] is torn)
    lines = [line for _, line in kept]
    last = lines[-1] if lines else None
    pairs = (
        Moment(line.at if isinstance(line, ln.ClockLine) else line.event.at, line.utc.timestamp())
        for line in lines
        if not isinstance(line, ln.PutAwayLine)
    )
    return Recording(
        path=path,
        header=header,
        meeting=meeting,
        lines=tuple(line + b"\n" for line in (raw[0], *(raw for raw, _ in kept))),
        saved=1 + len(kept) - unfinished,
        end=end,
        left_out=left_out + len(refused),
        pairs=(Moment(header.at, header.utc.timestamp()), *pairs),
        touched=touched,
        next_number=max(len(kept), *numbers) + 1,
        put_away=isinstance(last, ln.PutAwayLine),
        taken_by=last.by if isinstance(last, ln.PutAwayLine) else None,
    )


def _split(path: Path, data: bytes) -> tuple[ln.Header, list[bytes]]:
    """Return the header, and all lines without their ends."""
    head, *rest = data.split(b"\n")
    try:
        header = ln.decoded_header(head)
    except ln.Newer as error:
        raise NewerJournal(
            f"{path.name} was written by a newer homeroom (format {error.format}; this one reads "
            f"up to {ln.FORMAT}). Update homeroom to read it."
        ) from None
    except ln.Undecodable:
        if not rest:  # not even the first line was finished
            raise EmptyJournal(f"{path.name} holds no meeting.") from None
        raise DamagedJournal(f"{path.name} is not the record of a meeting.") from None
    if not rest:
        raise EmptyJournal(f"{path.name} holds no meeting.")
    return header, [head, *rest]


def _meeting(header: ln.Header, lines: list[ln.Line]) -> tuple[Meeting, set[int]]:
    """The meeting that these lines tell of, and the numbers of the lines it could not take in."""

    def of(events: Iterable[ev.Event]) -> Meeting:
        return Meeting(header.session, header.reserve, events, header.gathering, header.wall)

    events = {n: line.event for n, line in enumerate(lines) if isinstance(line, ln.EventLine)}
    try:
        return of(events.values()), set()
    except Exception:  # a line before is missing, or somebody changed one: it may say anything
        meeting, refused = of(()), set()
    for number, event in events.items():
        try:
            if isinstance(event, ev.Undo):
                meeting.undo(event.at)
            elif isinstance(event, ev.Redo):
                meeting.redo(event.at)
            else:
                meeting.do(event)
        except Exception:
            refused.add(number)
    return meeting, refused
