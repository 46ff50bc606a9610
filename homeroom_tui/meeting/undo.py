"""The record of a meeting: its events, which of them are in force after undo, and their fold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.model import Reserve, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.people import Gathering
from homeroom_tui.meeting.state import State, new_state
from homeroom_tui.meeting.transitions import advance, settle, takes_effect


class InForce(Struct, frozen=True):
    """What counts of a list of events.

    `numbers` are the events in force in the order in which they take effect, `commands` those
    that undo may take back, `undone` what redo would put back, latest last in both. A visit in
    `undone` stands for a hold.
    """

    numbers: tuple[int, ...]
    holds: frozenset[ev.Visit]
    commands: tuple[int, ...]
    undone: tuple[int | ev.Visit, ...]


def in_force(events: Sequence[ev.Event]) -> InForce:
    """Leave out what was undone and not redone. The list itself only ever grows.

    Raises CommandRejected where there is nothing to undo or redo.
    """
    always: list[int] = []
    commands: list[int] = []
    undone: list[int | ev.Visit] = []
    holds: set[ev.Visit] = set()
    for number, event in enumerate(events):
        if isinstance(event, ev.Undo):
            if event.hold is None:
                if not commands:
                    raise CommandRejected("There is nothing to undo.")
                undone.append(commands.pop())
            else:
                undone.append(event.hold)
                holds.add(event.hold)
        elif isinstance(event, ev.Redo):
            if not undone:
                raise CommandRejected("There is nothing to redo.")
            back = undone.pop()
            if isinstance(back, ev.Visit):
                holds.discard(back)
            else:
                commands.append(back)
        elif event.undoable:
            commands.append(number)
            undone.clear()
        else:
            always.append(number)
    numbers = sorted(always + commands, key=lambda n: (takes_effect(events[n]), n))
    return InForce(tuple(numbers), frozenset(holds), tuple(commands), tuple(undone))


def fold(start: State, events: Sequence[ev.Event]) -> State:
    """The state that `events` lead to from `start`; settle() brings it to a later instant."""
    counted = in_force(events)
    state = replace(start, holds=counted.holds)
    for number in counted.numbers:
        state = advance(state, events[number], number)
    return state


class Automatic(Struct, frozen=True):
    """An automatic step that undo would take back: the instant when it fell, the visit it ended."""

    at: float
    left: ev.Visit


class Meeting:
    """One run of a session by a group: the events so far, and the state they fold to."""

    def __init__(
        self,
        session: Session,
        reserve: Reserve | None = None,
        events: Iterable[ev.Event] = (),
        gathering: Gathering | None = None,
    ) -> None:
        """Raises CommandRejected if `events` are not such as `do` would have made."""
        self.session = session
        self.events = list(events)
        self._start = new_state(session, reserve, gathering)
        self._state = fold(self._start, self.events)

    def state(self, now: float) -> State:
        """The state at `now`, automatic steps included."""
        return settle(self._state, now)

    def do(self, event: ev.Event, now: float | None = None) -> ev.Event:
        """Take `event` in, backdated from `now` or not; CommandRejected changes nothing."""
        now = event.at if now is None else now
        if isinstance(event, ev.Undo | ev.Redo):
            raise TypeError("undo() and redo() make these")
        if event.undoable and event.at < self.state(now).since:
            raise CommandRejected("That was before the step that came last.")
        return self._take(event)

    def undo(self, now: float) -> ev.Undo:
        """Take back the latest step in force. Raises CommandRejected if there is none."""
        latest = self.to_undo(now)
        if latest is None:
            raise CommandRejected("There is nothing to undo.")
        undo = ev.Undo(now, latest.left if isinstance(latest, Automatic) else None)
        self._take(undo)
        return undo

    def redo(self, now: float) -> ev.Redo:
        """Put back what was undone last, at its own instant, or raise CommandRejected."""
        if self.to_redo(now) is None:
            raise CommandRejected("There is nothing to redo.")
        redo = ev.Redo(now)
        self._take(redo)
        return redo

    def to_undo(self, now: float) -> ev.Event | Automatic | None:
        """What undo would take back at `now`."""
        commands = in_force(self.events).commands
        automatic = self.state(now).automatic
        latest = self.events[commands[-1]] if commands else None
        if automatic is not None and (latest is None or takes_effect(latest) < automatic[0]):
            return Automatic(*automatic)
        return latest

    def to_redo(self, now: float) -> ev.Event | ev.Visit | None:
        """What redo would put back at `now`: nothing, once an automatic step fell meanwhile."""
        undone = in_force(self.events).undone
        if not undone:
            return None
        since = next(e.at for e in reversed(self.events) if isinstance(e, ev.Undo | ev.Redo))
        automatic = self.state(now).automatic
        if automatic is not None and automatic[0] > since:
            return None
        back = undone[-1]
        return back if isinstance(back, ev.Visit) else self.events[back]

    def _take(self, event: ev.Event) -> ev.Event:
        number = len(self.events)
        in_order = not isinstance(event, ev.Undo | ev.Redo | ev.Away)
        if in_order and event.at >= max((e.at for e in self.events[-1:]), default=event.at):
            self._state = advance(self._state, event, number)
        else:
            self._state = fold(self._start, [*self.events, event])
        self.events.append(event)
        return event
