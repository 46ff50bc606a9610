"""Items that earlier meetings left open: actions, questions, and blocks that were not reached.

An action item or a question stays open until it is ticked or let go, in whatever meeting. A block
does until it is taken into the agenda of a meeting, or the same session is held again: from then on
that meeting speaks for it. Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.model import Block, Prompt
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.notes import Kind, Note, items
from homeroom_tui.meeting.state import BlockState, Standing, State

BLOCK = "block:"
"""Begins the id of a block among what is carried over; those of notes have no colon."""


class Outcome(Enum):
    """The outcome of an open item in the present meeting."""

    OPEN = "open"
    DONE = "done"
    LET_GO = "let go"
    TAKEN_IN = "taken in"


class Carried(Struct, frozen=True):
    """Something open, named by the id of its meeting and its own `item` there.

    `of` is what its session is called. `block` is what would be taken into the agenda: the block
    with the prompts that were not reached; None for an action item and a question.
    """

    meeting: str
    item: str
    kind: Kind
    text: str
    of: str = ""
    block: Block | None = None
    outcome: Outcome = Outcome.OPEN

    @property
    def origin(self) -> tuple[str, str]:
        """The two ids."""
        return self.meeting, self.item


class Held(Struct, frozen=True):
    """A meeting of a group: its id, which session it is of and its title, its events and notes.

    `state` is how it ended; None if it was no meeting, so that it reached and left no block.
    """

    meeting: str
    session: tuple[str, str]
    title: str
    events: Sequence[ev.Event]
    notes: tuple[Note, ...] = ()
    state: State | None = None

    @property
    def blocks(self) -> tuple[BlockState, ...]:
        return () if self.state is None else self.state.blocks


def carried(earlier: Sequence[Held], now: Held) -> list[Carried]:
    """Return what is open of these meetings, given oldest first, the newest's first.

    With it is what was open when the meeting `now` was prepared, and what became of it there.
    """
    before, here = _closed(held.events for held in earlier), _closed([now.events])
    taken = {origin for held in earlier for origin in _taken(held)}
    taken_here, spoken_for = _taken(now), _keys(now)
    found: list[Carried] = []
    for held in reversed(earlier):
        for one in _left(held, spoken_for):
            if one.origin in before or one.origin in taken:
                continue
            outcome = here.get(one.origin, Outcome.OPEN)
            if one.origin in taken_here:
                outcome = Outcome.TAKEN_IN
            found.append(replace(one, outcome=outcome))
        spoken_for |= _keys(held)
    return found


def _closed(meetings: Iterable[Sequence[ev.Event]]) -> dict[tuple[str, str], Outcome]:
    """The outcomes of items that were ticked or let go; the last word counts."""
    closed: dict[tuple[str, str], Outcome] = {}
    for events in meetings:
        for event in events:
            match event:
                case ev.Tick(meeting=meeting, note=item, done=closes):
                    outcome = Outcome.DONE
                case ev.LetGo(meeting=meeting, item=item, gone=closes):
                    outcome = Outcome.LET_GO
                case _:
                    continue
            closed.pop((meeting, item), None)
            if closes:
                closed[meeting, item] = outcome
    return closed


def _taken(held: Held) -> set[tuple[str, str]]:
    """The items that were taken into the agenda of a meeting."""
    return {block.origin for block in held.blocks if block.origin is not None}


def _keys(held: Held) -> set[tuple[tuple[str, str], str]]:
    """By what the blocks of a session are known again when it is held another time."""
    return {_key(held, block) for block in held.blocks if not block.inserted}


def _key(held: Held, block: BlockState) -> tuple[tuple[str, str], str]:
    return held.session, block.block.id or block.block.title


def _left(held: Held, spoken_for: set[tuple[tuple[str, str], str]]) -> Iterator[Carried]:
    """The items that a meeting left open, but for blocks that a later one speaks for."""
    for kind in (Kind.ACTION, Kind.QUESTION):
        for item in items(held.notes, kind):
            yield Carried(held.meeting, item.id, kind, item.text, held.title)
    for block in held.blocks:
        again = not block.inserted and _key(held, block) in spoken_for
        if _not_reached(block) and not again:
            what = _rest(block)
            item_id = BLOCK + block.id
            yield Carried(held.meeting, item_id, Kind.NOTE, what.title, held.title, what)


def _not_reached(block: BlockState) -> bool:
    """Breaks that end by themselves are not missed, nor what its author took out."""
    open_ = block.standing in (Standing.TO_COME, Standing.SKIPPED)
    return open_ and not block.removed and block.block.advance != "auto"


def _rest(block: BlockState) -> Block:
    """The block with the prompts behind the one that was talked about last, if it was begun."""
    reached = block.prompt + 1 if block.begun else 0
    left = _behind(block.block.prompts, reached)[0] or block.block.prompts
    return replace(block.block, prompts=left, at=None, id=None)


def _behind(prompts: Iterable[Prompt], reached: int) -> tuple[tuple[Prompt, ...], int]:
    """The prompts without the first `reached`, nested ones counted; how many are still to drop.

    A prompt with some left under it stays with these.
    """
    kept = []
    for prompt in prompts:
        dropped, reached = reached > 0, max(reached - 1, 0)
        inner, reached = _behind(prompt.prompts, reached)
        if not dropped or inner:
            kept.append(replace(prompt, prompts=inner))
    return tuple(kept), reached
