"""Widgets of the end screen below the agenda: what the group said, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from homeroom_tui import paths
from homeroom_tui import wording as words
from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.library import Library, UnknownWeek
from homeroom_tui.controller import Controller
from homeroom_tui.meeting import schedule
from homeroom_tui.meeting.notes import Item, Kind, items
from homeroom_tui.meeting.view import View
from homeroom_tui.tui.text import hang, hang_path, inline, literal, stack, visible
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.notes import item_line, shortened
from homeroom_tui.tui.widgets.people import name_of


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
        self._shown: tuple[object, ...] | None = None
        self.display = False

    def show_end(self, view: View) -> None:
        """Show what follows from this view of a meeting that is over."""
        last = view.blocks[-1].block
        onward = last.title if last.advance == "auto" else None
        spoke = view.spoke if self._meeting.gathering.air_time else ()
        kept = self._meeting.recorder
        trouble = kept.journal.trouble if kept else None
        if (onward, spoke, trouble) != self._shown:
            self._shown = onward, spoke, trouble
            self.show(lambda width: stack(self._lines(onward, spoke, width)))
            self.display = bool(onward or spoke or self._next or kept or self._meeting.rehearsal)

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
    said = f"Week {week}" if coming.draft else f"Week {week} · {visible(plain(coming.title))}"
    if found is None:
        return said
    if found.due is None:
        return f"{said}, {words.date_text(found.day)}"
    times = controller.times
    return f"{said}, {words.date_text(times.at(found.due))} {times(found.due)}"
