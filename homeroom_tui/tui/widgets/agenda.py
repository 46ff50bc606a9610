"""The agenda: blocks one below the other, drawn line by line so that 500 cost no more than five."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from homeroom_tui.meeting.state import Standing
from homeroom_tui.meeting.view import BlockView
from homeroom_tui.tui.text import shorten

MOST_LINES = 3
"""A block takes one line, two with its details, and a third to keep its distance."""


class Row(NamedTuple):
    """How a block stands in the agenda: visible text, the title not yet cut to a width.

    `left` and `right` are columns, as wide in every row. `details` go on a second line, `kind`
    is what the style sheet calls the row.
    """

    left: str
    title: str
    right: str
    details: str
    kind: str


RowOf = Callable[[BlockView, int], Row]
"""What is shown of a block in so many cells."""


class Agenda(ScrollView, can_focus=False):
    """Shows blocks, with a cursor if there is one; keeps the present block or the cursor in sight.

    A click moves the cursor, a second one asks to go there.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "agenda--cursor",
        "agenda--present",
        "agenda--done",
        "agenda--to-come",
        "agenda--skipped",
        "agenda--details",
    }

    @dataclass
    class PointRequested(Message):
        """A block was clicked on."""

        block: str

    @dataclass
    class GoToRequested(Message):
        """The block under the cursor was clicked on."""

        block: str

    def __init__(self, row_of: RowOf, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._row_of = row_of
        self._blocks: Sequence[BlockView] = ()
        self._drawn: dict[int, Row] = {}
        self._lines = 1
        self._cursor: str | None = None
        self._in_sight: int | None = None

    def show(self, blocks: Sequence[BlockView], cursor: str | None = None) -> None:
        """Show these blocks; `cursor` is the id of the one that commands act on."""
        pointed = cursor != self._cursor
        count = len(blocks) != len(self._blocks)
        self._blocks, self._cursor = blocks, cursor
        if pointed or count:
            self._arrange()
            self.refresh()
        else:
            for at in range(*self._range_in_view()):
                if self._row(at) != self._drawn.get(at):
                    self.refresh_lines(at * self._lines, self._lines)
        self._keep_in_sight()

    def _row(self, at: int) -> Row:
        return self._row_of(self._blocks[at], self.size.width)

    def _range_in_view(self) -> tuple[int, int]:
        top = self.scroll_offset.y
        return top // self._lines, min(
            (top + self.size.height) // self._lines + 1, len(self._blocks)
        )

    def _arrange(self) -> None:
        """As many lines a block as let all of them be seen, if they can."""
        count, height = len(self._blocks), self.size.height
        heights = {n: count * n - (n == MOST_LINES) for n in range(MOST_LINES, 0, -1)}
        self._lines = next((n for n in heights if heights[n] <= height), 1)
        self._drawn.clear()
        self.virtual_size = Size(self.size.width, heights[self._lines])

    def _keep_in_sight(self) -> None:
        wanted = next(
            (
                at
                for at, block in enumerate(self._blocks)
                if (
                    block.id == self._cursor if self._cursor else block.standing is Standing.PRESENT
                )
            ),
            None,
        )
        if wanted is not None and wanted != self._in_sight:
            region = Region(0, wanted * self._lines, 1, self._lines)
            self.scroll_to_region(region, animate=False)
        self._in_sight = wanted

    def on_resize(self) -> None:
        self._arrange()
        self._in_sight = None
        self._keep_in_sight()

    def on_click(self, event: events.Click) -> None:
        at = (event.y + self.scroll_offset.y) // self._lines
        if at < len(self._blocks):
            block = self._blocks[at].id
            again = block == self._cursor
            self.post_message(self.GoToRequested(block) if again else self.PointRequested(block))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        at, line = divmod(y + self.scroll_offset.y, self._lines)
        if at >= len(self._blocks) or line == MOST_LINES - 1:
            return Strip.blank(width, self.rich_style)
        row = self._drawn[at] = self._row(at)
        return self._strip(row, line, width, self._blocks[at].id == self._cursor)

    def _strip(self, row: Row, line: int, width: int, cursor: bool) -> Strip:
        base = self.get_component_rich_style("agenda--cursor") if cursor else self.rich_style
        mark = "▸" if cursor and not line else " "
        margin = f"{mark}{row.left} "
        if line:
            margin = " " * cell_len(margin)
            parts = [(shorten(row.details, width - cell_len(margin)), "details")]
        else:
            room = max(width - cell_len(margin) - cell_len(row.right) - 2, 0)
            parts = [
                (set_cell_size(shorten(row.title, room), room), row.kind),
                (f" {row.right} ", row.kind),
            ]
        segments = [
            Segment(text, base + self.get_component_rich_style(f"agenda--{kind}", partial=True))
            for text, kind in [(margin, row.kind), *parts]
        ]
        return Strip(segments).adjust_cell_length(width, base)
