"""The record of a meeting: its events, which of them are in force after undo, and their fold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from homeroom_tui.agenda.model import MINUTE, Reserve, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import WallClock
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.notes import Note, follow, write
from homeroom_tui.meeting.people import Gathering
from homeroom_tui.meeting.state import Automatic, Playback, State, new_state
from homeroom_tui.meeting.transitions import advance, settle, takes_effect


class Meeting:
    """One run of a session by a group: the events so far, and the state they fold to.

    The list only ever grows. `_numbers` are those of the events in force, in the order in which
    they take effect, `_commands` those that undo may take back, `_undone` what redo would put back,
    latest last in both; a visit there stands for a hold.

    The state before each event in force is kept. So an event costs one step however long the
    meeting is, and what goes back in time only the steps from there on.
    """

    def __init__(
        self,
        session: Session,
        reserve: Reserve | None = None,
        events: Iterable[ev.Event] = (),
        gathering: Gathering | None = None,
        wall: WallClock | None = None,
    ) -> None:
        """Raises CommandRejected if `events` are not such as `do` would have made."""
        self.session = session
        self.events = list(events)
        self._commands: list[int] = []
        self._undone: list[int | ev.Visit] = []
        self._holds: frozenset[ev.Visit] = frozenset()
        for number in range(len(self.events)):
            self._count(number)
        self._numbers: list[int] = []
        self._before: list[State] = []
        self._notes: dict[str, Note] | None = None
        self._note_ids = {event.note for event in self.events if isinstance(event, ev.Note)}
        self._state = new_state(session, reserve, gathering, wall)
        always = [
            number
            for number, event in enumerate(self.events)
            if not (event.undoable or isinstance(event, ev.Undo | ev.Redo))
        ]
        self._refold(0, sorted([*self._commands, *always], key=self._effect), self._holds)

    def state(self, now: float) -> State:
        """The state at `now`, automatic steps included."""
        return settle(self._state, now)

    def do(self, event: ev.Event, now: float | None = None) -> ev.Event:
        """Take `event` in, backdated from `now` or not; CommandRejected changes nothing."""
        now = event.at if now is None else now
        if isinstance(event, ev.Undo | ev.Redo):
            raise TypeError("undo() and redo() make these")
        if event.undoable and event.at < self.state(now).since:
            raise CommandRejected("The last step was later than that.")
        number = len(self.events)
        self.events.append(event)
        try:
            place = self._place(number)
            self._refold(place, [number, *self._numbers[place:]])
        except BaseException:
            self.events.pop()
            raise
        if isinstance(event, ev.Note):
            self._note_ids.add(event.note)
        self._count(number)
        return event

    def undo(self, now: float) -> ev.Event:
        """Take back the latest step in force. Raises CommandRejected if there is none."""
        latest = self.to_undo(now)
        if latest is None:
            raise CommandRejected("There is nothing to undo.")
        if isinstance(latest, Automatic):
            return self._undo_automatic(now, latest.left)
        place = self._place(self._commands[-1])
        self._refold(place, self._numbers[place + 1 :])
        return self._counted(ev.Undo(now))

    def _undo_automatic(self, now: float, left: ev.Visit) -> ev.Event:
        """Stay in the block of this visit, which ended by itself."""
        self._hold(left, self._holds | {left})
        return self._counted(ev.Undo(now, left))

    def redo(self, now: float) -> ev.Event:
        """Put back what was undone last, at its own instant, or raise CommandRejected."""
        if self.to_redo(now) is None:
            raise CommandRejected("There is nothing to redo.")
        back = self._undone[-1]
        if isinstance(back, ev.Visit):
            self._hold(back, self._holds - {back})
        else:
            place = self._place(back)
            self._refold(place, [back, *self._numbers[place:]])
        return self._counted(ev.Redo(now))

    def reopen(self, now: float) -> list[ev.Event]:
        """Go on with a finished meeting; the time since its end counts as a pause.

        The events that say so: the finish is undone, and the time is given back. Raises
        CommandRejected if it is not finished.
        """
        state = self.state(now)
        if state.finished is None:
            raise CommandRejected("The meeting is not finished.")
        if isinstance(self.events[self._commands[-1]], ev.Finish):
            done = [self.undo(now)]
        else:
            assert state.automatic is not None, "else nothing has finished it"
            done = [self._undo_automatic(now, state.automatic.left)]
        if self._state.playback is not Playback.PAUSED and state.finished < now:
            done.append(self.do(ev.Away(now, state.finished, now)))
        return done

    def to_undo(self, now: float) -> ev.Event | Automatic | None:
        """Return what undo would take back at `now`."""
        automatic = self.state(now).automatic
        latest = self.events[self._commands[-1]] if self._commands else None
        if automatic is not None and (latest is None or takes_effect(latest) < automatic.at):
            return automatic
        return latest

    def to_redo(self, now: float) -> ev.Event | ev.Visit | None:
        """Return what redo would put back at `now`; nothing after an automatic step."""
        if not self._undone:
            return None
        since = next(e.at for e in reversed(self.events) if isinstance(e, ev.Undo | ev.Redo))
        automatic = self.state(now).automatic
        if automatic is not None and automatic.at > since:
            return None
        back = self._undone[-1]
        return back if isinstance(back, ev.Visit) else self.events[back]

    def last_commands(self, count: int) -> list[ev.Event]:
        """The last commands in force, the latest first."""
        return [self.events[number] for number in reversed(self._commands[-count:])]

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes that stand, each with the prompt that it was on, wherever that is now."""
        if self._notes is None:
            self._notes = {}
            self._note(0)
        return tuple(self._notes.values())

    def new_note(self) -> str:
        """An id that no note of the meeting had, and that is given to nobody else."""
        count = len(self._note_ids)
        new = next(str(n) for n in range(count + 1, 0, -1) if str(n) not in self._note_ids)
        self._note_ids.add(new)
        return new

    def is_stray(self, until: float) -> bool:
        """Return whether it was started by mistake: left in its first minute with nothing noted.

        `until` is when it was left, for one that was not finished.
        """
        started, finished = self._state.started, self._state.finished
        kept = any(isinstance(event, ev.Norms | ev.Tick | ev.LetGo) for event in self.events)
        if started is None or kept or self.notes:
            return False
        return (until if finished is None else finished) - started < MINUTE

    def _note(self, place: int) -> None:
        """Take the notes in that took effect from `place` on."""
        if self._notes is None:
            return
        states = [*self._before[place:], self._state]
        for number, before, after in zip(self._numbers[place:], states, states[1:], strict=False):
            event = self.events[number]
            if isinstance(event, ev.Note):
                write(self._notes, event)
            elif isinstance(event, ev.Edit):
                follow(self._notes, before, after)

    def _counted(self, event: ev.Event) -> ev.Event:
        """Append an event that has taken effect."""
        self.events.append(event)
        self._count(len(self.events) - 1)
        return event

    def _count(self, number: int) -> None:
        """Know what undo and redo do after the event of that number.

        Raises CommandRejected where there was nothing to undo or redo.
        """
        match event := self.events[number]:
            case ev.Undo(hold=None):
                if not self._commands:
                    raise CommandRejected("There is nothing to undo.")
                self._undone.append(self._commands.pop())
            case ev.Undo(hold=ev.Visit() as visit):
                self._undone.append(visit)
                self._holds |= {visit}
            case ev.Redo():
                if not self._undone:
                    raise CommandRejected("There is nothing to redo.")
                back = self._undone.pop()
                if isinstance(back, ev.Visit):
                    self._holds -= {back}
                else:
                    self._commands.append(back)
            case _ if event.undoable:
                self._commands.append(number)
                self._undone.clear()

    def _place(self, number: int) -> int:
        """Return where the event of that number stands, or would, among those in force."""
        place = len(self._numbers)
        key = self._effect(number)
        while place and self._effect(self._numbers[place - 1]) >= key:
            place -= 1
        return place

    def _effect(self, number: int) -> tuple[float, int]:
        return takes_effect(self.events[number]), number

    def _hold(self, visit: ev.Visit, holds: frozenset[ev.Visit]) -> None:
        """Hold these visits; it matters after the event that led to `visit`."""
        known = visit.event in self._numbers
        place = self._place(visit.event) + 1 if known else len(self._numbers)
        self._refold(place, self._numbers[place:], holds)

    def _refold(
        self, place: int, numbers: Sequence[int], holds: frozenset[ev.Visit] | None = None
    ) -> None:
        """Let the events of these numbers take effect from `place` on. Raises CommandRejected."""
        state = self._before[place] if place < len(self._numbers) else self._state
        held = self._holds if holds is None else holds
        state = state if state.holds == held else replace(state, holds=held)
        before: list[State] = []
        for number in numbers:
            before.append(state)
            state = advance(state, self.events[number], number)
        at_the_end = place == len(self._numbers)
        self._numbers[place:] = numbers
        self._before[place:] = before
        self._state = state
        if at_the_end:
            self._note(place)
        else:
            self._notes = None
