"""The agenda in one line, for where there is no room for more."""

from __future__ import annotations

from textual.content import Content

from homeroom_tui.meeting import words
from homeroom_tui.meeting.view import View
from homeroom_tui.tui.rows import title_of
from homeroom_tui.tui.text import shorten
from homeroom_tui.tui.widgets.drawn import Drawn


class Following(Drawn[View]):
    """Which block this is, and what comes next: `3/4 · next: As a group discuss 10:00`."""

    def draw(self, value: View, width: int, height: int) -> Content:
        line = None if value.next is None else value.line(value.next)
        number = value.present.line.number if value.present else 0
        head = f"{number}/{len(value.blocks)} · "
        if line is None:
            return Content.styled(shorten(f"{head}this is the last block", width), "$muted")
        time = " open" if line.target is None else f" {words.span(line.target)}"
        room = width - len(head) - len("next: ") - len(time)
        return Content.styled(f"{head}next: {shorten(title_of(line.block), room)}{time}", "$muted")
