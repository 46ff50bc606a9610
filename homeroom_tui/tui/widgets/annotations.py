"""What stands with the prompts of a block: hints before them, notes below, the norms at the end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.content import Content

from homeroom_tui.agenda.model import Block
from homeroom_tui.controller import Running
from homeroom_tui.meeting.notes import Kind, Note
from homeroom_tui.tui.text import hang, literal, prose

MARKS = {Kind.NOTE: "✎", Kind.ACTION: "!", Kind.QUESTION: "?"}
"""What is drawn before a note."""

STYLES = {Kind.NOTE: "$secondary", Kind.ACTION: "$warning", Kind.QUESTION: "$accent"}


class Noted(NamedTuple):
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


NOTHING = Noted()


def noted(running: Running, block: str, what: Block, *, hints: bool) -> Noted:
    """What stands with the block of that id now."""
    return Noted(
        what.hints if hints else (),
        tuple(note for note in running.notes if note.block == block),
        running.norms if what.show == "norms" else None,
    )


def note_line(note: Note, width: int, margin: str = "") -> Content:
    """A note with its mark, its lines kept."""
    text = literal(note.text, lines=True)
    return hang(text, width, f"{margin}{MARKS[note.kind]} ").stylize(STYLES[note.kind])


def hint_line(hint: str, width: int) -> Content:
    """A hint, for the facilitator's eyes."""
    return hang(literal(hint), width, "hint: ").stylize("italic $muted")


def norms_lines(norms: str, width: int) -> Content:
    """The norms under a heading."""
    text = norms if norms.strip() else "None are written down yet. N writes them."
    heading = Content.styled("Our norms", "bold $accent")
    return heading + "\n" + prose(text, width)
