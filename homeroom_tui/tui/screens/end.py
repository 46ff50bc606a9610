"""The end screen: planned and actual times, what the group said, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from homeroom_tui import paths
from homeroom_tui import wording as words
from homeroom_tui.agenda.inline import Link
from homeroom_tui.agenda.library import Library, UnknownWeek
from homeroom_tui.controller import Controller
from homeroom_tui.meeting import schedule
from homeroom_tui.meeting.notes import Item, Kind, items
from homeroom_tui.meeting.state import Playback, Standing
from homeroom_tui.meeting.view import View
from homeroom_tui.tui.screens.base import TALL_SOONER
from homeroom_tui.tui.screens.meeting_base import MeetingBase
from homeroom_tui.tui.text import (
    hang,
    hang_path,
    inline,
    links_in,
    literal,
    plain_title,
    stack,
    visible,
)
from homeroom_tui.tui.widgets.agenda import ROOM_FOR_COLUMNS, Agenda, actual_row, columns
from homeroom_tui.tui.widgets.base import CachedWidget, WrappedText
from homeroom_tui.tui.widgets.header_footer import Footer, Header
from homeroom_tui.tui.widgets.notes import item_line, shortened
from homeroom_tui.tui.widgets.people import name_of

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


class NotesSummary(VerticalScroll, can_focus=False):
    """Lists it, or takes no room where nothing was said."""

    def compose(self) -> ComposeResult:
        for kind in words.NOTE_HEADINGS:
            yield WrappedText(id=kind.name.lower())

    def show_those_of(self, controller: Controller) -> None:
        """Show what stands now."""
        self.display = bool(controller.notes)
        for kind in words.NOTE_HEADINGS:
            flow = self.query_one(f"#{kind.name.lower()}", WrappedText)
            said = items(map(shortened, controller.notes), kind)
            flow.display = bool(said)
            flow.show(partial(_lines, kind, said))


def _lines(kind: Kind, said: Sequence[Item], width: int) -> Content:
    head = Content.styled(words.NOTE_HEADINGS[kind], "$muted")
    return stack([head, *(item_line(item, width, "  ") for item in said)])


class NextSteps(WrappedText):
    """Some lines, each for what there is; hidden where there is nothing to say."""

    def __init__(self, controller: Controller, library: Library) -> None:
        super().__init__()
        self._meeting = controller
        self._next = next_meeting(controller, library)

    def show_end(self, view: View) -> None:
        """Show what follows from this view of a meeting that is over."""
        last = view.blocks[-1].block
        onward = last.title if last.advance == "auto" else None
        spoke = view.spoke if self._meeting.gathering.air_time else ()
        kept = self._meeting.recorder
        trouble = kept.journal.trouble if kept else None
        self.display = bool(onward or spoke or self._next or kept or self._meeting.rehearsal)
        self.show(lambda width: stack(self._lines(onward, spoke, width)), (onward, spoke, trouble))

    def _lines(
        self, onward: str | None, spoke: tuple[tuple[str, int], ...], width: int
    ) -> Iterator[Content]:
        if onward is not None:
            title = inline(onward, self._meeting.base_url).stylize("bold $accent")
            yield hang(title, width, "→ ")
        if spoke:
            said = ", ".join(f"{name_of(name)} {words.length(seconds)}" for name, seconds in spoke)
            yield hang(Content(said), width, "Air time  ")
        if self._next:
            yield hang(Content(self._next), width, "Next      ").stylize("$muted")
        kept = self._meeting.recorder
        if kept is not None and kept.journal.trouble is not None:
            yield hang(literal(kept.journal.trouble), width, "! ").stylize("$warning")
        elif kept is not None:
            path = paths.in_words(kept.journal.path)
            yield hang_path(path, width, "Kept in   ").stylize("$muted")
        elif self._meeting.rehearsal:
            yield Content.styled("Rehearsal: nothing is saved", "$muted")


def next_meeting(controller: Controller, library: Library) -> str:
    """`Week 2 · Networking, Wednesday 2 December 2:00 PM`; empty where nothing is known of it.

    Where the group has said when it meets, that decides, as in the menu; else the next number.
    """
    session, group = controller.session, library.group()
    if session.week is None:
        return ""
    week, found = session.week + 1, None
    if group.first_meeting is not None:
        now, meets = controller.clock.now().utc, library.series().meets
        found = schedule.next_meeting(group, meets, library.weeks(), now)
        if found is None:
            return ""
        week = found.week
    try:
        coming = library.load(library.find(str(week))).session
    except UnknownWeek:
        return ""
    if coming is None or coming.week != week:
        return ""
    said = f"Week {week}" if coming.draft else f"Week {week} · {plain_title(coming.title)}"
    if found is None:
        return said
    if found.due is None:
        return f"{said}, {words.date_text(found.day)}"
    times = controller.times
    return f"{said}, {words.date_text(times.at(found.due))} {times(found.due)}"


class EndScreen(MeetingBase):
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
            lines.append(f"{mark} {plain_title(line.block.title)}: {words.result(line)}")
        for kind, heading in words.NOTE_HEADINGS.items():
            if found := items(self.controller.notes, kind):
                lines += ["", f"{heading}:", *(f"• {item.text}" for item in found)]
        self.homeroom.copy(visible("\n".join(lines), lines=True), "the times and the notes")
