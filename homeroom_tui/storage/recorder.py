"""Keeps a meeting under way: each event is on disk before anybody sees what it did."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from homeroom_tui.agenda.model import Group, Series, Session
from homeroom_tui.controller import Running
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.away import Gap
from homeroom_tui.meeting.clock import Clock, ShiftedClock
from homeroom_tui.meeting.notes import Action
from homeroom_tui.storage.archive import Archive, MeetingInUse
from homeroom_tui.storage.journal import Journal
from homeroom_tui.storage.journal_format import Header, head
from homeroom_tui.storage.minutes import Minutes, minutes
from homeroom_tui.storage.replay import Record, Unreadable
from homeroom_tui.wording import TimeOfDay

PATIENCE = 0.1
"""Real seconds that a key waits for the disk at most. A slower one has the event a little later."""


class Keeping:
    """A running meeting with its journal, among the other meetings of an archive."""

    def __init__(
        self, running: Running, header: Header, journal: Journal, archive: Archive
    ) -> None:
        self.running = running
        self.header = header
        self.journal = journal
        self.archive = archive
        running.kept = self
        running.listeners.append(self._keep)

    def _keep(self, event: ev.Event) -> None:
        written = self.journal.append(event, self.running.clock.now())
        if not isinstance(event, ev.Point):  # which prompt it was is not worth a wait
            with suppress(TimeoutError):
                written.result(PATIENCE)

    def actions(self) -> list[Action]:
        """The action items of the group's last meeting, ticked as they are now."""
        return self.archive.actions(self.header, self.running.meeting.events)

    def minutes(self) -> Minutes:
        """The minutes as they stand."""
        moment = self.running.clock.now()
        return minutes(self.header, self.running.meeting, moment.at, moment.wall)


def begin(
    running: Running,
    archive: Archive,
    name: str,
    warn: Callable[[str], None],
    *,
    series: Series | None = None,
    group: Group | None = None,
) -> Keeping:
    """Keep a meeting of the session that is called `name` in its library from here on.

    `warn` is as for a Journal.
    """
    header = head(
        running.clock.now(),
        name,
        running.session,
        series=series,
        group=group,
        reserve=running.reserve,
        gathering=running.gathering,
    )
    return Keeping(running, header, Journal.begin(archive.folder, header, warn), archive)


def as_left(
    archive: Archive,
    name: str,
    session: Session,
    clock: Clock,
    times: TimeOfDay,
    warn: Callable[[str], None],
) -> Running | None:
    """Go on with what was prepared of the next meeting of a session, if anything was.

    The session is taken in as it is now. `warn` is told when that was left, too.
    """
    prepared = archive.prepared(name, session, clock.now().utc)
    if prepared is None:
        return None
    try:
        running = resume(prepared, archive, clock, times, warn, counting=True)
    except (MeetingInUse, Unreadable):
        return None
    if running.session != session:
        running.do(ev.Edit, session=session)
    warn(f"As you left it at {times(prepared.stopped)}.")
    return running


def resume(
    record: Record,
    archive: Archive,
    clock: Clock,
    times: TimeOfDay,
    warn: Callable[[str], None],
    *,
    counting: bool,
) -> Running:
    """Go on with a meeting, `counting` the time away or giving it back.

    The meeting goes on by `clock`, shifted to its own instants. Time that was counted can still
    be given back: it is the meeting's `away`. Raises MeetingInUse, Unreadable.
    """
    moment = clock.now()
    journal, record = archive.resume(record, moment.utc, warn, counting=counting)
    header = record.header
    running = Running(
        header.session,
        ShiftedClock(clock, record.instant(moment.utc) - moment.at),
        times,
        reserve=header.reserve,
        base_url=header.base_url,
        events=record.meeting.events,
        gathering=header.gathering,
    )
    away = record.away(record.instant(moment.utc)) if counting else None
    running.away = None if away is None else Gap(away.since, away.until)
    Keeping(running, header, journal, archive)
    return running
