"""A line to type."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from homeroom_tui.tui.text import visible


class Line(Input):
    """A text field of one line, in which a terminal finds nothing to obey whatever is pasted."""

    def __init__(self, text: str = "", placeholder: str = "") -> None:
        super().__init__(text, placeholder, compact=True)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        first, *_ = event.text.splitlines() or [""]
        event.text = visible(first)
