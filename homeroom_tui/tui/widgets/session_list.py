"""The list of weeks, drawn line by line, so that a thousand cost no more than five."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from homeroom_tui.tui.text import shorten

LABEL_CELLS = 12
"""Cells that a week's label may take at most."""

ROOM_FOR_DURATION = 34
"""Cells of width from which the durations have a column."""


class SessionRow(Struct, frozen=True):
    """One line of the list. Its texts are visible text, not yet cut to a width.

    `key` tells the rows apart. `broken` is what is said of a file that can't be run.
    `this` marks the week that it is now.
    """

    key: Any
    label: str
    title: str = ""
    duration: str = ""
    muted: bool = False
    broken: str = ""
    this: bool = False


class SessionList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list with a cursor; says `Pointed` when the cursor moves and `Chosen` when clicked on."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "session-list--cursor",
        "session-list--label",
        "session-list--title",
        "session-list--muted",
        "session-list--broken",
    }

    class Pointed(Message):
        """The cursor is on another row, or there is none any more."""

    class Chosen(Message):
        """The row under the cursor was clicked on."""

    cursor: reactive[int] = reactive(0, repaint=True)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[SessionRow] = []
        self._nothing = ""
        self._label_cells = 0
        self._pointed: SessionRow | None = None

    @property
    def row(self) -> SessionRow | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    @property
    def rows_in_view(self) -> Sequence[SessionRow]:
        top = self.scroll_offset.y
        return self._rows[top : top + self.size.height]

    def show_rows(self, rows: Sequence[SessionRow], nothing: str = "") -> None:
        """Show these rows, the cursor staying on its row if that is among them.

        `nothing` is the visible text to show where there is no row.
        """
        key = self.row.key if self.row else None
        self._rows = list(rows)
        self._nothing = nothing
        self._label_cells = min(LABEL_CELLS, max((cell_len(row.label) for row in rows), default=0))
        self.virtual_size = Size(self.size.width, len(self._rows))
        found = self._find(key)
        self.point(self.cursor if found is None else found)
        self._say_pointed()
        self.refresh()

    def point(self, index: int) -> None:
        """Move the cursor to this row, or to the nearest there is."""
        self.cursor = max(0, min(index, len(self._rows) - 1))

    def point_to(self, key: Any) -> None:
        """Move the cursor to the row of this key, if there is one."""
        if (found := self._find(key)) is not None:
            self.point(found)

    def _find(self, key: Any) -> int | None:
        return next((at for at, row in enumerate(self._rows) if row.key == key), None)

    def move(self, by: int) -> None:
        self.point(self.cursor + by)

    def watch_cursor(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False)
        self._say_pointed()

    def _say_pointed(self) -> None:
        if self.row != self._pointed:
            self._pointed = self.row
            self.post_message(self.Pointed())

    def on_click(self, event: events.Click) -> None:
        at = event.y + self.scroll_offset.y
        if at >= len(self._rows):
            return
        if at == self.cursor:
            self.post_message(self.Chosen())
        else:
            self.point(at)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._rows))
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        at = y + self.scroll_offset.y
        if at < len(self._rows):
            return self._strip(self._rows[at], width, at == self.cursor)
        muted = self.get_component_rich_style("session-list--muted")
        text = f"  {self._nothing}" if at == 0 and not self._rows else ""
        return Strip([Segment(shorten(text, width), muted)]).adjust_cell_length(width, muted)

    def _strip(self, row: SessionRow, width: int, cursor: bool) -> Strip:
        label = self._label_cells
        duration = f"  {row.duration:>6} " if width >= ROOM_FOR_DURATION else " "
        mark = "▸ " if cursor else "  "
        room = max(0, width - 3 - len(mark) - label - cell_len(duration))
        title = f"✗ {row.broken}" if row.broken else row.title
        kind = "broken" if row.broken else "muted" if row.muted else "title"
        parts = [
            (f"{'•' if row.this else ' '}{mark}", "label"),
            (set_cell_size(shorten(row.label, label), label) + "  ", "label"),
            (set_cell_size(shorten(title, room), room), kind),
            (duration, "muted"),
        ]
        base = self.get_component_rich_style("session-list--cursor") if cursor else self.rich_style
        segments = []
        for text, part in parts:
            style = self.get_component_rich_style(f"session-list--{part}", partial=True)
            segments.append(Segment(text, base + style))
        return Strip(segments).adjust_cell_length(width, base)
