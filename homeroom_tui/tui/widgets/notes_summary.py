"""At the end: what the group said, actions first."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from homeroom_tui.controller import Running
from homeroom_tui.meeting.notes import Kind, Note
from homeroom_tui.tui.text import stack
from homeroom_tui.tui.widgets.annotations import note_line
from homeroom_tui.tui.widgets.wrapped_text import Flow

HEADS = {
    Kind.ACTION: "Action items",
    Kind.QUESTION: "Questions to take along",
    Kind.NOTE: "Notes",
}
"""In the order in which they are listed."""


class Said(VerticalScroll, can_focus=False):
    """Lists it, or takes no room where nothing was said."""

    def compose(self) -> ComposeResult:
        for kind in HEADS:
            yield Flow(id=kind.name.lower())

    def show_those_of(self, running: Running) -> None:
        """Show what stands now."""
        self.display = bool(running.notes)
        for kind in HEADS:
            flow = self.query_one(f"#{kind.name.lower()}", Flow)
            notes = [note for note in running.notes if note.kind is kind]
            flow.display = bool(notes)
            flow.show(partial(_lines, kind, notes))


def _lines(kind: Kind, notes: list[Note], width: int) -> Content:
    head = Content.styled(HEADS[kind], "$muted")
    return stack([head, *(note_line(note, width, "  ") for note in notes)])
