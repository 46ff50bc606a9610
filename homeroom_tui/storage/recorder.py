"""Record a running meeting: each event is on disk before it shows, unless the disk is slow."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.carried import Carried
from homeroom_tui.meeting.clock import Clock
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.journal import Journal
from homeroom_tui.storage.journal_format import Header
from homeroom_tui.storage.minutes import Minutes, minutes
from homeroom_tui.storage.norms import NormsFile

PATIENCE = 0.1
"""Real seconds that a key waits for the disk at most; on a slower disk the screen is first."""


class Recorder:
    """A meeting with its journal, among the other meetings of an archive."""

    def __init__(
        self, meeting: Meeting, clock: Clock, header: Header, journal: Journal, archive: Archive
    ) -> None:
        self.meeting = meeting
        self.header = header
        self.journal = journal
        self.archive = archive
        self._clock = clock

    def record(self, event: ev.Event) -> None:
        """Write an event that the meeting took in."""
        written = self.journal.append(event, self._clock.now())
        if not isinstance(event, ev.Point):  # which prompt it was is not worth a wait
            with suppress(TimeoutError):
                written.result(PATIENCE)

    def keep_norms(self, norms: NormsFile, text: str) -> None:
        """Have the norms in their file, as soon as the disk can take them."""
        self.journal.schedule(partial(norms.save, text))

    def read_past(self) -> None:
        """Read the group's earlier meetings, so that `carried` need not; on any thread."""
        self.archive.others(self.header)

    def carried(self) -> list[Carried]:
        """The items that the group's earlier meetings left open, and their outcome in this one."""
        state = self.meeting.state(self._clock.now().at)
        return self.archive.carried(self.header, self.meeting.events, state)

    def minutes(self) -> Minutes:
        """The minutes as they stand."""
        moment = self._clock.now()
        return minutes(self.header, self.meeting, moment.at, moment.wall)
