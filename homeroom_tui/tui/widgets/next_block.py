"""The agenda in one line, for where there is no room for more."""

from __future__ import annotations

from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.meeting.view import View
from homeroom_tui.tui.agenda_rows import title_of
from homeroom_tui.tui.text import shorten
from homeroom_tui.tui.widgets.cached_widget import Drawn

HEAD = "next block: "


class Following(Drawn[View]):
    """Which block comes next, and what it gets: `next block: As a group discuss 10:00`."""

    def draw(self, value: View, width: int, height: int) -> Content:
        line = None if value.next is None else value.line(value.next)
        if line is None:
            return Content.styled(shorten("this is the last block", width), "$muted")
        time = " open" if line.target is None else f" {words.span(line.target)}"
        room = width - len(HEAD) - len(time)
        return Content.styled(f"{HEAD}{shorten(title_of(line.block), room)}{time}", "$muted")
