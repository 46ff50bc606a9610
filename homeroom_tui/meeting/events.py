"""The events of a meeting, each with the instant when it took effect. Frozen."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import Meta, Struct

from homeroom_tui.agenda.model import Block, Session

Instant = Annotated[float, Meta(ge=-(2**32), le=2**32)]
"""Seconds on the meeting's clock, which may be as old as its machine."""

Seconds = Annotated[int, Meta(ge=-(10**6), le=10**6)]
"""Seconds that are given or taken."""


class Visit(Struct, frozen=True, order=True):
    """One stay in a block: the event that led there, and how many automatic steps after it."""

    event: int
    steps: int = 0


class Event(Struct, frozen=True, tag_field="event", tag=str.lower):
    """Something that happened at the instant `at` (seconds on the meeting's clock).

    Blocks are named by the id they got when the session was loaded, never by position.
    """

    at: Instant

    undoable: ClassVar[bool] = True
    """True if undo may take it back."""


class AttendanceEvent(Event, frozen=True):
    """Something about who is in the meeting."""


class TurnEvent(Event, frozen=True):
    """Something about whose turn it is in the present block."""


_GROUPS = (Event, AttendanceEvent, TurnEvent)
"""Classes of events that none is of by itself."""


class CommandRejected(Exception):
    """A command that cannot be carried out now; the message says why. Nothing has changed."""


class Start(Event, frozen=True):
    """The first block begins."""


class Pause(Event, frozen=True):
    """The countdown stands still; the hard end does not."""


class Resume(Event, frozen=True):
    """The countdown goes on."""


class Next(Event, frozen=True):
    """The present block is done, the next one to come begins."""


class Back(Event, frozen=True):
    """The present block is left, the one before it goes on."""


class GoTo(Event, frozen=True):
    """The present block is left, `block` begins or goes on."""

    block: str


class Later(Event, frozen=True):
    """The present block is left as it stands, the next begins, and after that it comes again."""


class Began(Event, frozen=True):
    """The present block really began at the instant `began`; the one before it gets the rest."""

    began: Instant


class AddTime(Event, frozen=True):
    """The present block gets `seconds` more, or less."""

    seconds: Seconds


class Timer(Event, frozen=True):
    """A small timer runs for so many `seconds` within the present block; zero stops it."""

    seconds: Seconds


class Pin(Event, frozen=True):
    """A block to come gets exactly `target` seconds."""

    block: str
    target: Seconds


class Unpin(Event, frozen=True):
    """A block to come flexes again."""

    block: str


class Skip(Event, frozen=True):
    """The plan leaves `block` out; if it is the present one, the next begins."""

    block: str


class Unskip(Event, frozen=True):
    """A skipped block is again to come."""

    block: str


class Move(Event, frozen=True):
    """A block to come takes the place before the block `before`; None: the last place."""

    block: str
    before: str | None = None


class Fit(Event, frozen=True):
    """Everything that is left is scaled by one factor to end on time."""


class HardEnd(Event, frozen=True):
    """The meeting must be over at the instant `end`; None: there is no hard end."""

    end: Instant | None


class Insert(Event, frozen=True):
    """A block that nobody planned comes next, under the id `block`.

    It can take the place before another, `before`, or with `last` the last place instead.
    """

    block: str
    what: Block
    before: str | None = None
    last: bool = False


class TakeIn(Insert, frozen=True, kw_only=True):
    """An open `item` of the earlier `meeting` comes into the agenda."""

    meeting: str
    item: str


class Edit(Event, frozen=True):
    """The session's file was saved: `session` is what it says now."""

    session: Session


class Finish(Event, frozen=True):
    """The meeting is over."""


class Away(Event, frozen=True):
    """The time from `since` to `until` is given back, as if the meeting had paused."""

    since: Instant
    until: Instant


class Add(AttendanceEvent, frozen=True):
    """Somebody who is not of the group is here, under the id `person`."""

    person: str
    name: str


class Join(AttendanceEvent, frozen=True):
    """`person` is here."""

    person: str


class Leave(AttendanceEvent, frozen=True):
    """`person` is not here, or not any more."""

    person: str


class Rename(AttendanceEvent, frozen=True):
    """`person` is called `name` from now on."""

    person: str
    name: str


class Remove(AttendanceEvent, frozen=True):
    """`person` is in the list no more."""

    person: str


class Facilitate(AttendanceEvent, frozen=True):
    """`person` facilitates this meeting."""

    person: str


class Round(TurnEvent, frozen=True):
    """A round of turns begins in the present block, and the first turn with it.

    `order` is of those who are to speak, shuffled or not; who is here and not in it comes last.
    `share` is the seconds of each, None: what is left of the block is shared out. Without
    `timed` nothing is.
    """

    order: tuple[str, ...] = ()
    share: Seconds | None = None
    timed: bool = True


class Turn(TurnEvent, frozen=True):
    """The turn of `person` begins, else of the next who waits; with nobody left the round ends."""

    person: str | None = None


class Pass(TurnEvent, frozen=True):
    """The speaker moves to the end of the round, and the next turn begins."""


class EndRound(TurnEvent, frozen=True):
    """Nobody speaks or waits any more."""


class Point(Event, frozen=True):
    """The prompt that is talked about, counted from zero, nested ones included."""

    block: str
    prompt: int

    undoable = False


class Note(Event, frozen=True):
    """A note under the id `note`; written again it is edited, written empty it is deleted.

    It belongs to a block, to one of its prompts (counted as in Point), or to the whole meeting.
    """

    note: str
    text: str
    block: str | None = None
    prompt: int | None = None

    undoable = False


class Norms(Event, frozen=True):
    """The group's norms were changed; `text` is what they are now."""

    text: str

    undoable = False


class Tick(Event, frozen=True):
    """Something open of an earlier meeting is done, or not done after all; `note` is its item."""

    meeting: str
    note: str
    done: bool = True

    undoable = False


class LetGo(Event, frozen=True):
    """Something open of an earlier meeting is not to be done any more, or after all."""

    meeting: str
    item: str
    gone: bool = True

    undoable = False


class Undo(Event, frozen=True):
    """The latest command in force is taken back; with `hold`, the automatic step out of it."""

    hold: Visit | None = None

    undoable = False


class Redo(Event, frozen=True):
    """The event that was undone last is put back at its own instant."""

    undoable = False


NOTED = (Note, Norms, Tick, LetGo)
"""The events of what people wrote, or said of what is open. Undo leaves them as they are."""

if TYPE_CHECKING:
    AnyEvent = Event
else:
    _KINDS = (kind for kind in list(vars().values()) if isinstance(kind, type))
    AnyEvent = reduce(or_, (k for k in _KINDS if issubclass(k, Event) and k not in _GROUPS))
"""Every event there is: what a journal decodes to."""
