"""Meetings whose journal is written as they happen, on a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from homeroom_tui.agenda.library import Entry
from homeroom_tui.agenda.model import Group, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.storage import journal_format as ln
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.journal import Journal
from homeroom_tui.storage.replay import Recording, replay
from tests.meeting.scenario import TWO_PM, WEEK_1, Wednesday

OWLS = Group("Owls", ("Ana", "Ben"), zone="America/Denver")
DATA = Path(__file__).parent / "data"


def entry(name: str, library: str = "") -> Entry:
    return Entry(name, Path(f"{name}.yaml"), library)


def last_of(archive: Archive, entry: Entry) -> Recording | None:
    """The newest meeting of a session."""
    return next((r for r in archive.meetings().records if r.is_of(entry)), None)


class Kept(Wednesday):
    """A meeting that began to be prepared `later` seconds after TWO_PM, with its journal."""

    def __init__(
        self,
        folder: Path,
        session: Session = WEEK_1,
        *,
        name: str = "week-1",
        library: str = "",
        later: float = 0.0,
    ) -> None:
        super().__init__(session)
        self.later = later
        self.warnings: list[str] = []
        self.header = ln.head(self.moment, name, session, library=library, group=OWLS)
        self.meeting = Meeting(session, gathering=self.header.gathering, wall=self.header.wall)
        self.journal = Journal.begin(folder, self.header, self.warnings.append)

    @property
    def moment(self) -> Moment:
        return Moment(self.now, TWO_PM + self.later + self.now)

    def do(self, event: Callable[..., ev.Event], *what: Any, ago: float = 0.0) -> Self:
        super().do(event, *what, ago=ago)
        return self._keep()

    def undo(self, times: int = 1) -> Self:
        for _ in range(times):
            super().undo()
            self._keep()
        return self

    def redo(self) -> Self:
        super().redo()
        return self._keep()

    def _keep(self) -> Self:
        self.on_disk = self.journal.append(self.meeting.events[-1], self.moment).result(30)
        return self

    def seen(self) -> Self:
        self.journal.seen(self.moment)
        return self

    def ended(self) -> Self:
        """The process is gone; what it had written already exists."""
        self.journal.close()
        return self

    @property
    def record(self) -> Recording:
        return replay(self.journal.path)


def written(header: ln.Header, events: list[ev.Event]) -> bytes:
    """The journal of these events, each taken in at its instant."""
    zero = header.utc.timestamp() - header.at
    lines = [ln.EventLine(ln.instant(zero + e.at), e) for e in events]
    return ln.encoded(header) + b"".join(map(ln.encoded, lines))
