"""At the end: what the group said, and where the meeting is kept."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from homeroom_tui.meeting.notes import Kind
from homeroom_tui.meeting.running import Running
from homeroom_tui.tui.text import hang, literal, stack
from homeroom_tui.tui.widgets.flow import Flow
from homeroom_tui.tui.widgets.noted import note_line

HEADS = {
    Kind.ACTION: "Action items",
    Kind.QUESTION: "Questions to take along",
    Kind.NOTE: "Notes",
}
"""In the order in which they are listed."""


class Kept(VerticalScroll, can_focus=False):
    """Lists them, or takes no room where nothing was said and nothing is kept."""

    def compose(self) -> ComposeResult:
        yield Flow()

    def show_those_of(self, running: Running) -> None:
        """Show what stands now."""
        self.display = bool(running.notes or running.kept)
        self.query_one(Flow).show(lambda width: stack(_lines(running, width)))


def _lines(running: Running, width: int) -> Iterator[Content]:
    for kind, head in HEADS.items():
        notes = [note for note in running.notes if note.kind is kind]
        if notes:
            yield Content.styled(head, "$muted")
        yield from (note_line(note, width, "  ") for note in notes)
    if running.kept is not None:
        journal = running.kept.journal
        if journal.trouble is not None:
            yield hang(literal(journal.trouble).stylize("$warning"), width, "! ")
        else:
            yield hang(literal(f"Kept in {journal.path}").stylize("$muted"), width)
