"""After the end: where to go from here, who spoke how long if the group wants that, next week."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.library import Library, UnknownWeek
from homeroom_tui.agenda.model import Session
from homeroom_tui.meeting import words
from homeroom_tui.meeting.running import Running
from homeroom_tui.meeting.view import View
from homeroom_tui.meeting.wednesday import begins, date_text, day_of
from homeroom_tui.tui.text import hang, inline, stack, visible
from homeroom_tui.tui.widgets.flow import Flow
from homeroom_tui.tui.widgets.people import name_of


class Coming(Flow):
    """Some lines, each for what there is; hidden where there is nothing to say."""

    def __init__(self, running: Running, library: Library) -> None:
        super().__init__()
        self._meeting = running
        self._next = next_meeting(running.session, library, running.times)
        self._shown: tuple[str | None, tuple[tuple[str, int], ...]] | None = None
        self.display = False

    def show_end(self, view: View) -> None:
        """Show what follows from this view of a meeting that is over."""
        last = view.blocks[-1].block
        onward = last.title if last.advance == "auto" else None
        spoke = view.spoke if self._meeting.gathering.air_time else ()
        if (onward, spoke) != self._shown:
            self._shown = onward, spoke
            self.display = bool(onward or spoke or self._next)
            self.show(lambda width: stack(self._lines(onward, spoke, width)))

    def _lines(
        self, onward: str | None, spoke: tuple[tuple[str, int], ...], width: int
    ) -> Iterator[Content]:
        if onward is not None:
            title = inline(onward, self._meeting.base_url).stylize("bold $accent")
            yield hang(title, width, "→ ")
        if spoke:
            said = ", ".join(f"{name_of(name)} {words.span(seconds)}" for name, seconds in spoke)
            yield hang(Content(f"Air time: {said}"), width)
        if self._next:
            yield hang(Content.styled(f"Next: {self._next}", "$muted"), width)


def next_meeting(session: Session, library: Library, times: words.TimeOfDay) -> str:
    """`Week 2 · Networking, Wednesday 2 December 2:00 PM`; empty where nothing is known of it."""
    if session.week is None:
        return ""
    week = session.week + 1
    try:
        found = library.load(library.find(str(week))).session
    except UnknownWeek:
        return ""
    if found is None or found.week != week:
        return ""
    said = f"Week {week}"
    if not found.draft:
        said += f" · {visible(plain(found.title))}"
    group = library.group()
    day = day_of(group, library.series().meets, week)
    if day is None:
        return said
    due = begins(group, day)
    if due is None:
        return f"{said}, {date_text(day)}"
    return f"{said}, {date_text(times.at(due))} {times(due)}"
