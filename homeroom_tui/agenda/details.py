"""The details of a block, line by line, for every place that shows one."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from homeroom_tui.agenda.inline import spans
from homeroom_tui.agenda.lengths import length
from homeroom_tui.agenda.model import Block, Prompt, counted
from homeroom_tui.escaping import visible


class Place(Enum):
    """A place that shows a block with its details."""

    PREVIEW = "the menu's preview"
    LOBBY = "the lobby"
    SHOW = "the command show"
    PLAIN = "plain mode, when the block begins"
    CHAT = "the copy for the chat"


class Detail(Struct, frozen=True):
    """A line about a block: what an author wrote, in inline Markdown, or homeroom's own words.

    `field` is the field of the block that it tells of, `label` what to say before it. Nested
    prompts are `depth` 1.
    """

    field: str
    text: str
    label: str = ""
    depth: int = 0

    @property
    def line(self) -> str:
        """The text behind its label."""
        return f"{self.label}: {self.text}" if self.label else self.text


def details(block: Block, place: Place) -> list[Detail]:
    """The details of a block that belong in a place: first what kind of block it is."""
    return [detail for detail in _lines(block) if place in _PLACES[detail.field]]


EVERYWHERE = frozenset(Place)
FOR_THE_FACILITATOR = frozenset({Place.LOBBY, Place.SHOW})
FOR_THE_AUTHOR = frozenset({Place.SHOW})

# Hints are never where others may look on: in the lobby and in plain mode the facilitator asks.
_PLACES = {
    "at": EVERYWHERE,
    "turns": FOR_THE_FACILITATOR,
    "advance": FOR_THE_FACILITATOR,
    "show": FOR_THE_FACILITATOR,
    "warn": FOR_THE_AUTHOR,
    "id": FOR_THE_AUTHOR,
    "materials": EVERYWHERE,
    "prompts": EVERYWHERE,
    "hints": FOR_THE_AUTHOR,
}


def _lines(block: Block) -> Iterator[Detail]:
    if block.at is not None:
        clock, after = block.at.clock, length(block.at.after or 0)
        yield Detail("at", f"at {clock:%H:%M}" if clock is not None else f"{after} after the start")
    if block.turns:
        each = "" if block.turns is True else f", {length(block.turns)} each"
        yield Detail("turns", f"in turns{each}")
    if block.advance == "auto":
        yield Detail("advance", "moves on by itself")
    if block.show == "norms":
        yield Detail("show", "shows the group's norms")
    if block.warn is not None:
        before = " and ".join(map(length, block.warn))
        yield Detail(
            "warn", f"signals {before} before its end" if before else "no signal before its end"
        )
    if block.id is not None:
        yield Detail("id", block.id, "id")
    yield from (Detail("materials", each, "bring") for each in block.materials)
    for depth, prompt in counted(block.prompts):
        yield Detail("prompts", with_duration(prompt), depth=depth)
    yield from (Detail("hints", hint, "hint") for hint in block.hints)


def with_duration(prompt: Prompt) -> str:
    """The text of a prompt, in inline Markdown, and how long it takes: `Write silently · 2 min`."""
    return prompt.text if prompt.duration is None else f"{prompt.text} · {length(prompt.duration)}"


def with_addresses(text: str, base_url: str | None) -> str:
    """An author's text without its Markdown, the address of each link in brackets behind it."""
    pieces = []
    for piece in spans(text, base_url):
        pieces.append(visible(piece.text))
        if piece.url is not None:
            pieces.append(f" ({visible(piece.url)})")
    return "".join(pieces).strip()
