"""Notes as the screens show them: beside the prompts of a block."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len
from textual.content import Content

from homeroom_tui.controller import Controller
from homeroom_tui.meeting.notes import Item, Kind, Note
from homeroom_tui.meeting.view import BlockView
from homeroom_tui.tui.text import hang, literal, prose, stack
from homeroom_tui.wording import CommandName

MARKS = {Kind.NOTE: "✎", Kind.ACTION: "!", Kind.QUESTION: "?", Kind.DECISION: "="}
"""The marks drawn before a note."""

STYLES = {
    Kind.NOTE: "$secondary",
    Kind.ACTION: "$warning",
    Kind.QUESTION: "$accent",
    Kind.DECISION: "$success",
}


class Annotations(Struct, frozen=True):
    """Of one block: its `hints` where they are shown, its notes, and the norms (None: not here)."""

    hints: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    norms: str | None = None

    def below(self, prompt: int) -> Iterable[Note]:
        """The notes on a prompt."""
        return (note for note in self.notes if note.prompt == prompt)

    def on_block(self, prompts: int) -> Iterable[Note]:
        """The notes on none of the block's so many prompts."""
        return (n for n in self.notes if n.prompt is None or n.prompt >= prompts)


def annotations_of(
    controller: Controller, line: BlockView, name: CommandName, *, hints: bool
) -> Annotations:
    """Return what stands with a block now; `name` names the command for norms."""
    norms = (
        controller.norms
        if controller.norms.strip()
        else f"No norms yet. {name('norms')}: write them"
    )
    return Annotations(
        line.block.hints if hints else (),
        tuple(note for note in controller.notes if note.block == line.id),
        norms if line.block.show == "norms" else None,
    )


MAX_DRAWN = 5_000
"""Characters of a note that the screens lay out: of a long one no more would be read there."""


def shortened(note: Note) -> Note:
    """The note as the screens show it; the minutes have all of it."""
    more = len(note.written) - MAX_DRAWN
    if more <= 0:
        return note
    return replace(note, written=f"{note.written[:MAX_DRAWN]}…\n\n({more:,} more characters)")


def note_lines(note: Note, width: int, margin: str = "") -> Content:
    """A note, each part of it with its mark; the margin stands before the first."""
    first, *others = shortened(note).items
    rest = (item_line(item, width, " " * cell_len(margin)) for item in others)
    return stack([item_line(first, width, margin), *rest])


def item_line(item: Item, width: int, margin: str = "") -> Content:
    """A part of a note with its mark, its lines kept."""
    text = literal(item.text, lines=True)
    return hang(text, width, f"{margin}{MARKS[item.kind]} ").stylize(STYLES[item.kind])


def hint_line(hint: str, width: int) -> Content:
    """A hint, for the facilitator's eyes."""
    return hang(literal(hint), width, "hint: ").stylize("italic $muted")


def norms_lines(norms: str, width: int) -> Content:
    """The norms under a heading."""
    heading = Content.styled("Our norms", "bold $accent")
    return heading + "\n" + prose(norms, width)
