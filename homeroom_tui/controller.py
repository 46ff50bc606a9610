"""The one meeting that lobby, meeting and end screens share: its record, clock and listeners."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from homeroom_tui import wording as words
from homeroom_tui.agenda.model import Reserve, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.away import Gap
from homeroom_tui.meeting.clock import Clock, on_grid
from homeroom_tui.meeting.notes import Action, Note, norms, notes
from homeroom_tui.meeting.people import Gathering
from homeroom_tui.meeting.signals import Signal, Signaller
from homeroom_tui.meeting.state import State
from homeroom_tui.meeting.undo import Meeting, in_force
from homeroom_tui.meeting.view import View, view

if TYPE_CHECKING:
    from homeroom_tui.storage.journal import Journal
    from homeroom_tui.storage.minutes import Minutes

STEPS = 4
"""How many of the last steps are named."""


class Kept(Protocol):
    """What there is of a meeting that is kept: its journal, and what follows from that."""

    @property
    def journal(self) -> Journal: ...

    def actions(self) -> list[Action]:
        """The action items of the group's last meeting, ticked as they are now."""

    def minutes(self) -> Minutes:
        """The minutes as they stand."""


class Running:
    """One meeting with what its screens need besides.

    `listeners` are called with each event that was taken in. `bell` is whether signals ring.
    `reserve` is for sessions that have none of their own. `kept` is None for one that is not kept.
    `away` is time that was counted with nobody there, until the next step: it can be given back.
    """

    kept: Kept | None = None
    away: Gap | None = None
    norms_kept: str | None = ""
    """The group's norms as their file has them; None where it could not be read."""

    def __init__(
        self,
        session: Session,
        clock: Clock,
        times: words.TimeOfDay,
        *,
        reserve: Reserve | None = None,
        base_url: str | None = None,
        events: Iterable[ev.Event] = (),
        gathering: Gathering | None = None,
    ) -> None:
        """Raises CommandRejected if `events` are not such as a meeting would have taken."""
        self.clock = clock
        self.times = times
        self.base_url = base_url
        self.bell = False
        self.listeners: list[Callable[[ev.Event], None]] = []
        self.reserve = reserve
        self.gathering = gathering or Gathering()
        self.meeting = Meeting(session, self.reserve, events, self.gathering)
        self._signaller = Signaller()

    @property
    def session(self) -> Session:
        """The session, as its file was read last."""
        return self.meeting.state(self.clock.now().at).session

    @property
    def rehearsal(self) -> bool:
        """Whether the clock runs faster than the world's, and nothing is kept."""
        return self.clock.speed != 1

    def view(self) -> View:
        """What there is to see now."""
        moment = self.clock.now()
        return view(self.meeting.state(moment.at), moment)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes that stand."""
        return notes(self.meeting.events)

    @property
    def norms(self) -> str:
        """The group's norms as they are now."""
        changed = norms(self.meeting.events)
        return (self.norms_kept or "") if changed is None else changed

    def state(self) -> State:
        """What is true now."""
        return self.meeting.state(self.clock.now().at)

    def seconds_until(self, instant: float) -> float:
        """Real seconds until an instant of the meeting's clock."""
        return (instant - self.clock.now().at) / self.clock.speed

    def instant(self, utc: float) -> float:
        """The instant on the meeting's clock of a Unix time."""
        now = self.clock.now()
        return on_grid(now.at + (utc - now.utc))

    def do(self, kind: Callable[..., ev.Event], *, ago: int = 0, **what: Any) -> None:
        """Take in an event of this kind, `ago` seconds back. Raises CommandRejected."""
        now = self.clock.now().at
        self._tell(self.meeting.do(kind(now - ago, **what), now))

    def set_hard_end(self, utc: float | None) -> None:
        """The meeting must be over at this Unix time; None: there is no hard end."""
        self.do(ev.HardEnd, end=None if utc is None else self.instant(utc))

    def undo(self) -> str:
        """Take back the last step, and say in words which. Raises CommandRejected."""
        now = self.clock.now().at
        latest = self.meeting.to_undo(now)
        said = "" if latest is None else words.step(latest, self.meeting.state(now))
        self._tell(self.meeting.undo(now))
        return said

    def redo(self) -> str:
        """Put back what was taken back last, and say in words what. Raises CommandRejected."""
        now = self.clock.now().at
        back = self.meeting.to_redo(now)
        self._tell(self.meeting.redo(now))
        return "" if back is None else words.step(back, self.meeting.state(now))

    def can_undo(self) -> bool:
        return self.meeting.to_undo(self.clock.now().at) is not None

    def can_redo(self) -> bool:
        return self.meeting.to_redo(self.clock.now().at) is not None

    def last_steps(self) -> list[str]:
        """The last steps in force, in words, the latest first."""
        state = self.meeting.state(self.clock.now().at)
        numbers = in_force(self.meeting.events).commands[-STEPS:]
        return [words.step(self.meeting.events[number], state) for number in reversed(numbers)]

    def signals(self, seen: View) -> list[Signal]:
        """The signals to give with this view; none is given twice."""
        return self._signaller.due(seen)

    def _tell(self, event: ev.Event) -> None:
        if event.undoable:
            self.away = None
        for listener in self.listeners:
            listener(event)
