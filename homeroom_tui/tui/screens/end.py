"""The end screen: planned and actual times of each block, and whether it ended on time."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.agenda.inline import Link
from homeroom_tui.meeting.notes import items
from homeroom_tui.meeting.state import Playback, Standing
from homeroom_tui.meeting.view import View
from homeroom_tui.tui.screens.base import TALL_SOONER
from homeroom_tui.tui.screens.meeting_base import StepsScreen
from homeroom_tui.tui.text import links_in, stack, visible
from homeroom_tui.tui.widgets.agenda import ROOM_FOR_COLUMNS, Agenda, actual_row, columns, title_of
from homeroom_tui.tui.widgets.base import CachedWidget, WrappedText
from homeroom_tui.tui.widgets.end import NextSteps, NotesSummary
from homeroom_tui.tui.widgets.header_footer import Footer, Header

MOST_ROWS = 4
"""So many rows of the agenda a block takes at most, so that what was said comes right below."""


class Ended(CachedWidget[View]):
    """A line that says when the meeting ended, and what it took in all."""

    def __init__(self, times: words.TimeOfDay) -> None:
        super().__init__()
        self._times = times

    def draw(self, value: View, width: int, height: int) -> Content:
        spent = words.took(value)
        while len(spent) > 1 and cell_len(" · ".join(spent)) > width:
            del spent[0]  # what was planned says the least
        rows = [
            Content.styled(words.ended(value, self._times), "bold"),
            Content.styled(" · ".join(spent), "$muted"),
        ]
        return stack(row.truncate(width, ellipsis=True) for row in rows)


def heads(width: int) -> Content:
    """The heads of the agenda's columns."""
    said = columns(width, "planned", "actual", "difference")
    return Content.styled(f"{said} ".rjust(width), "$muted")


class EndScreen(StepsScreen):
    """Shows how the meeting went; undo brings it back."""

    PLACE = "end"
    CSS_PATH = ["../meeting_base.tcss", "../end.tcss"]  # noqa: RUF012  # Textual's own
    PLAYBACKS = (Playback.FINISHED,)
    VERTICAL_BREAKPOINTS = TALL_SOONER

    def compose(self) -> ComposeResult:
        yield Header()
        yield Ended(self.controller.times)
        yield WrappedText(heads, id="heads")
        yield Agenda(actual_row)
        yield NotesSummary()
        yield NextSteps(self.controller, self.homeroom.library)
        yield Footer()

    def on_resize(self) -> None:
        columns = self.query_one(Agenda).size.width >= ROOM_FOR_COLUMNS
        self.query_one("#heads").display = columns

    def draw(self, view: View) -> None:
        day = words.date_text(self.controller.times.at(view.ending.expected))
        self.query_one(Header).show(self.heading(), day)
        self.query_one(Ended).show(view)
        agenda = self.query_one(Agenda)
        agenda.styles.max_height = MOST_ROWS * len(view.blocks)
        agenda.show(view.blocks)
        self.query_one(NextSteps).show_end(view)
        self.query_one(NotesSummary).show_those_of(self.controller)

    def links(self) -> Sequence[Link]:
        return links_in([self.view.blocks[-1].block.title], self.controller.base_url)

    def can(self, command: str) -> bool:
        if command == "minutes":
            return self.controller.recorder is not None
        return super().can(command)

    def do_minutes(self) -> None:
        from homeroom_tui.tui.screens.minutes import save_minutes

        kept = self.controller.recorder
        assert kept is not None
        save_minutes(self, kept.minutes())

    def do_reopen(self) -> None:
        self.dispatch(self.controller.reopen)

    def do_menu(self) -> None:
        self.do_leave()

    def do_copy_result(self) -> None:
        lines = [words.ended(self.view, self.controller.times), " · ".join(words.took(self.view))]
        for line in self.view.blocks:
            mark = "×" if line.standing is Standing.SKIPPED else "•"
            lines.append(f"{mark} {title_of(line.block)}: {words.result(line)}")
        for kind, heading in words.NOTE_HEADINGS.items():
            if found := items(self.controller.notes, kind):
                lines += ["", f"{heading}:", *(f"• {item.text}" for item in found)]
        self.homeroom.copy(visible("\n".join(lines), lines=True), "the times and the notes")
