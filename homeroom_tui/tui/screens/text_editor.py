"""A text of several lines, written below what must stay in sight, and kept while it is typed."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import TextArea

from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.text import hang, literal, visible
from homeroom_tui.tui.widgets.base import Title, WrappedText

KEPT_WITHIN = 1.0
"""Real seconds after which what was typed is kept at the latest."""


class Page(TextArea):
    """A text field in which a terminal finds nothing to obey, wherever its text comes from."""

    def __init__(self, text: str) -> None:
        super().__init__(visible(text, lines=True), compact=True, highlight_cursor_line=False)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        # Terminals send the end of a pasted line as they send the Enter key.
        event.text = visible(event.text.replace("\r\n", "\n").replace("\r", "\n"), lines=True)


class WritingScreen(HomeroomScreen[None], ModalScreen[None]):
    """Calls `keep` with the whole text soon after it was changed, and when it is left."""

    PLACE = "writing"
    CSS_PATH = "../notes.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (8, "-low"), (18, "-short"), (24, "-tall")]  # noqa: RUF012

    def __init__(self, title: Content, text: str, keep: Callable[[str], None], keys: str) -> None:
        """`keys` is homeroom's own line on what can be typed."""
        super().__init__()
        self.add_class("panel")
        self._title = title
        self._kept = visible(text, lines=True)
        self._keep = keep
        self._keys = keys
        self._waiting = False

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Title(lambda width: hang(self._title, width), id="over")
            yield Page(self._kept)
            yield WrappedText(lambda width: hang(literal(self._keys), width), id="said")

    def on_mount(self) -> None:
        page = self.query_one(Page)
        page.move_cursor(page.document.end)
        page.focus()

    def on_text_area_changed(self) -> None:
        if not self._waiting:
            self._waiting = True
            self.homeroom.schedule_tick()

    def seconds_until_due(self) -> float | None:
        return KEPT_WITHIN if self._waiting else None

    def tick(self) -> None:
        self._waiting = False
        text = self.query_one(Page).text
        if text != self._kept:
            self._kept = text
            self._keep(text)

    def before_leaving(self) -> None:
        if self.is_mounted:
            self.tick()

    def do_leave(self) -> None:
        self.tick()
        self.dismiss()
