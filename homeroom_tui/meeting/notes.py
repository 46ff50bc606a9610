"""Notes as they are after all edits, and the items in each. Pure functions.

A line of a note that begins with `!` is an action item, one with `?` an open question, one with
`=` a decision. Lines after it belong to it, up to the next of these or an empty line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.state import State, same_prompt


class Kind(Enum):
    """The kind of a part of a note, by its first character."""

    NOTE = ""
    ACTION = "!"
    QUESTION = "?"
    DECISION = "="


MARKS = "".join(kind.value for kind in Kind)
"""The characters that begin an action item, a question or a decision."""


class Item(Struct, frozen=True):
    """A part of a note: an action item, a question, a decision, or the plain text between them.

    The first part has the id of its note, others have their line added to it. `text` is without
    the mark.
    """

    id: str
    kind: Kind
    text: str
    block: str | None = None
    prompt: int | None = None


class Note(Struct, frozen=True):
    """One note as it stands. `written` is what was typed.

    It belongs to a block, to one of its prompts (counted from zero, nested ones included), or to
    the whole meeting. `at` is when it was begun, an instant of the meeting's clock.
    """

    id: str
    written: str
    at: float
    block: str | None = None
    prompt: int | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """Its parts, in their order; at least one."""
        return tuple(
            Item(f"{self.id}/{line}" if line else self.id, kind, text, self.block, self.prompt)
            for line, kind, text in _parts(self.written)
        )


def _parts(written: str) -> Iterator[tuple[int, Kind, str]]:
    """The parts of a note: the line where each begins, from 0 on, what it is, and its text."""
    first, kind, lines = 0, Kind.NOTE, list[str]()

    def part() -> Iterator[tuple[int, Kind, str]]:
        if text := "\n".join(lines).strip():
            yield first, kind, text

    for number, line in enumerate(written.split("\n")):
        found = _kind(line)
        if found is not Kind.NOTE:
            yield from part()
            first, kind, lines = number, found, [line.strip()[1:]]
        elif not line.strip() and kind is not Kind.NOTE and any(map(str.strip, lines)):
            yield from part()
            first, kind, lines = number + 1, Kind.NOTE, []
        else:
            lines.append(line)
    yield from part()


def _kind(line: str) -> Kind:
    """Return what a line begins; `??`, `===` and `=>` are words of a text."""
    mark, rest = line.strip()[:1], line.strip()[1:]
    marked = mark in MARKS and (not rest or says_something(rest))
    return Kind(mark) if marked and not line.strip().startswith("=>") else Kind.NOTE


def says_something(text: str) -> bool:
    """Return whether there is more in a text than marks and space."""
    return bool(text.strip(MARKS + " \n\t"))


def items(notes: Iterable[Note], kind: Kind) -> tuple[Item, ...]:
    """All parts of that kind in these notes, in their order."""
    return tuple(item for note in notes for item in note.items if item.kind is kind)


def notes(events: Iterable[ev.Event]) -> tuple[Note, ...]:
    """The notes that stand, in the order in which they were begun."""
    standing: dict[str, Note] = {}
    for event in events:
        if isinstance(event, ev.Note):
            write(standing, event)
    return tuple(standing.values())


def write(standing: dict[str, Note], event: ev.Note) -> None:
    """Take a note in: a new one, one that is written again, or (empty) one that is deleted."""
    text = event.text.strip()
    if says_something(text):
        begun = standing[event.note].at if event.note in standing else event.at
        standing[event.note] = Note(event.note, text, begun, event.block, event.prompt)
    else:
        standing.pop(event.note, None)


def follow(standing: dict[str, Note], before: State, after: State) -> None:
    """Let notes go with their prompts when a file that was saved has these at other places.

    A prompt that is gone leaves its notes to the block.
    """
    for note in standing.values():
        if note.prompt is None or note.block is None:
            continue
        old, new = before.index(note.block), after.index(note.block)
        if old is not None and new is not None:
            texts = before.blocks[old].block, after.blocks[new].block
            standing[note.id] = replace(note, prompt=same_prompt(*texts, note.prompt))


def norms(events: Iterable[ev.Event]) -> str | None:
    """The norms as they were changed last in the meeting; None if they were not."""
    changes = [event.text for event in events if isinstance(event, ev.Norms)]
    return changes[-1] if changes else None
