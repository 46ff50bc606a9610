"""The items that earlier meetings left open, as the lobby and its list show them."""

from __future__ import annotations

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.carried import Carried, Outcome
from homeroom_tui.tui.text import clickable, hang, literal, stack
from homeroom_tui.tui.widgets.base import Request, WrappedText

ITEM = "homeroom_item"
"""The key, in the meta data of a style, under which a drawn item keeps its number."""

HEADING = "Still open from earlier meetings"

MARKS = {Outcome.OPEN: "☐", Outcome.DONE: "☑", Outcome.LET_GO: "×", Outcome.TAKEN_IN: "+"}
"""The mark before an item."""


def item_line(item: Carried, width: int, margin: str = "") -> Content:
    """An item behind its mark."""
    text = literal(words.carried(item), lines=True)
    line = hang(text, width, f"{margin}{MARKS[item.outcome]} ")
    return line.stylize("$foreground" if item.outcome is Outcome.OPEN else "$muted")


class OpenItems(VerticalScroll, can_focus=False):
    """Lists them, or takes no room where there are none. What is dealt with here stays."""

    class TickRequested(Request[Carried]):
        """An item was clicked on."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.items: list[Carried] = []
        self._meeting = controller
        self._looked_for: int | None = None
        self._read = False
        self.display = False

    def on_mount(self) -> None:
        if self._meeting.recorder is not None:
            # The first paint does not wait for a year of meetings.
            self.call_after_refresh(lambda: self.run_worker(self._read_past, thread=True))

    def _read_past(self) -> None:
        assert self._meeting.recorder is not None
        self._meeting.recorder.read_past()
        self.call_later(self._past_read)

    def _past_read(self) -> None:
        self._read = True
        self.look()
        self.screen.refresh_bindings()

    def look(self) -> None:
        """Look for the items, if anything happened in this meeting since."""
        happened = len(self._meeting.meeting.events)
        if not self._read or happened == self._looked_for:
            return
        self._looked_for = happened
        self.items = self._meeting.carried()
        self.display = bool(self.items)
        if self.items and not self.children:
            self.mount(WrappedText(self._lay))
        for flow in self.query(WrappedText):
            flow.show(self._lay)

    def _lay(self, width: int) -> Content:
        lines = (clickable(item_line(item, width), ITEM, at) for at, item in enumerate(self.items))
        return stack([Content.styled(HEADING, "$muted"), *lines])

    def on_click(self, event: events.Click) -> None:
        if (number := event.style.meta.get(ITEM)) is not None:
            self.post_message(self.TickRequested(self.items[number]))
