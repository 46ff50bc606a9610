"""What the group said: the notes that stand after all edits, action items and questions among them.

A note that begins with `!` is an action item, with `?` a question to take along.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from homeroom_tui.meeting import events as ev


class Kind(Enum):
    """What a note is, by its first character."""

    NOTE = ""
    ACTION = "!"
    QUESTION = "?"


class Note(Struct, frozen=True):
    """One note as it stands. `written` is what was typed, `text` is without its mark.

    It belongs to a block, to one of its prompts (counted from zero, nested ones included), or to
    the whole meeting. `at` is when it was begun, an instant of the meeting's clock.
    """

    id: str
    written: str
    at: float
    block: str | None = None
    prompt: int | None = None

    @property
    def kind(self) -> Kind:
        return next(
            (k for k in (Kind.ACTION, Kind.QUESTION) if self.written[0] == k.value), Kind.NOTE
        )

    @property
    def text(self) -> str:
        return self.written.removeprefix(self.kind.value).strip()


def notes(events: Iterable[ev.Event]) -> tuple[Note, ...]:
    """The notes that stand, in the order in which they were begun."""
    standing: dict[str, Note] = {}
    for event in events:
        if not isinstance(event, ev.Note):
            continue
        text = event.text.strip()
        if text.strip("!?").strip():
            begun = standing[event.note].at if event.note in standing else event.at
            standing[event.note] = Note(event.note, text, begun, event.block, event.prompt)
        else:
            standing.pop(event.note, None)
    return tuple(standing.values())


def new_note(events: Iterable[ev.Event]) -> str:
    """An id that no note of the meeting had."""
    taken = {event.note for event in events if isinstance(event, ev.Note)}
    return str(next(n for n in range(1, len(taken) + 2) if str(n) not in taken))


def norms(events: Iterable[ev.Event]) -> str | None:
    """The norms as they were changed last in the meeting; None if they were not."""
    changes = [event.text for event in events if isinstance(event, ev.Norms)]
    return changes[-1] if changes else None


class Action(Struct, frozen=True):
    """An action item of an earlier meeting, named by that meeting's id and the note's."""

    meeting: str
    note: str
    text: str
    done: bool = False


def actions(meeting: str, events: Iterable[ev.Event], later: Iterable[ev.Event]) -> list[Action]:
    """The action items of the meeting of that id, ticked as in the events of `later` meetings."""
    ticks: dict[str, bool] = {}
    for event in later:
        if isinstance(event, ev.Tick) and event.meeting == meeting:
            ticks[event.note] = event.done
    return [
        Action(meeting, note.id, note.text, ticks.get(note.id, False))
        for note in notes(events)
        if note.kind is Kind.ACTION
    ]
