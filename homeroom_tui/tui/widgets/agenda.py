"""The agenda, drawn line by line, so that 500 blocks cost no more than five."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from homeroom_tui import wording as words
from homeroom_tui.agenda.model import Block
from homeroom_tui.meeting.state import Standing
from homeroom_tui.meeting.view import BlockView, View
from homeroom_tui.tui.text import NARROWEST, plain_title, shorten
from homeroom_tui.tui.widgets.base import CachedWidget, Request

MOST_TITLE_LINES = 3
"""A title takes so many lines where there is room for all blocks with their details."""


class AgendaRow(Struct, frozen=True):
    """A block as a row of the agenda: visible text, with the title not yet cut to a width.

    `left` and `right` are columns, as wide in every row. `details` go on a second line, `kind`
    is what the style sheet calls the row. `free` is the time before the block that none takes, on
    a line above where there is room.
    """

    left: str
    title: str
    right: str
    details: str
    kind: str
    free: str = ""


RowOf = Callable[[BlockView, int], AgendaRow]
"""The row of a block in so many cells."""


class Agenda(ScrollView, can_focus=False):
    """Shows blocks, and keeps in sight the one under the cursor, or without one the present."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "agenda--cursor",
        "agenda--present",
        "agenda--done",
        "agenda--to-come",
        "agenda--skipped",
        "agenda--details",
    }

    class BlockClicked(Request[str]):
        """The block of this id was clicked on."""

    def __init__(self, row_of: RowOf) -> None:
        super().__init__()
        self._row_of = row_of
        self._blocks: Sequence[BlockView] = ()
        self._drawn: dict[int, AgendaRow] = {}
        self._title_lines = 1
        self._tight = False
        self._tops: Sequence[int] = (0,)
        self._arranged = Size()
        self._cursor: str | None = None
        self._in_sight: int | None = None

    def show(self, blocks: Sequence[BlockView], cursor: str | None = None) -> None:
        """Show these blocks; `cursor` is the id of the one that commands act on."""
        pointed = cursor != self._cursor
        if not pointed and blocks == self._blocks:
            return
        others = list(map(_outline, blocks)) != list(map(_outline, self._blocks))
        self._blocks, self._cursor = blocks, cursor
        if pointed or others:
            self._arrange()
            self._make_room()
            self.refresh()
        else:
            for at in self._in_view():
                if self._row(at) != self._drawn.get(at):
                    self.refresh_lines(self._tops[at], self._height(at))
        self._keep_in_sight()

    @property
    def page(self) -> int:
        """Return how many blocks there is room for at a time."""
        return max(bisect_right(self._tops, self.size.height) - 1, 1)

    def _row(self, at: int) -> AgendaRow:
        return self._row_of(self._blocks[at], self.size.width)

    def _height(self, at: int) -> int:
        return self._tops[at + 1] - self._tops[at]

    def _at(self, line: int) -> int:
        """Return which block stands on this line; past the last one their number."""
        return bisect_right(self._tops, line) - 1

    def _in_view(self) -> range:
        top = self.scroll_offset.y
        return range(self._at(top), min(self._at(top + self.size.height) + 1, len(self._blocks)))

    def _arrange(self) -> None:
        """Whole titles, details and a distance if all blocks can then be seen, else ever less."""
        count, height = len(self._blocks), self.size.height
        self._title_lines = 1
        gaps = sum(line.free_before > 0 for line in self._blocks)
        self._tight = 3 * count - 1 + gaps > height
        if self._tight:
            lines = 2 if 2 * count <= height else 1
            self._tops = range(0, lines * count + 1, lines)
        else:
            for self._title_lines in range(MOST_TITLE_LINES, 0, -1):
                heights = (len(self._lines(self._row(at))) + 1 for at in range(count))
                self._tops = list(accumulate(heights, initial=0))
                if self._tops[-1] - 1 <= height:
                    break
        self._drawn.clear()
        self._arranged = self.size

    def _make_room(self) -> None:
        self.virtual_size = Size(self.size.width, max(self._tops[-1] - 1, len(self._blocks)))

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
            region = Region(0, self._tops[wanted], 1, self._height(wanted))
            self.scroll_to_region(region, animate=False)
        self._in_sight = wanted

    def on_resize(self) -> None:
        self._arrange()
        self._make_room()
        self._in_sight = None
        self._keep_in_sight()

    def on_click(self, event: events.Click) -> None:
        at = self._at(event.y + self.scroll_offset.y)
        if at < len(self._blocks):
            self.post_message(self.BlockClicked(self._blocks[at].id))

    def render_line(self, y: int) -> Strip:
        size, y = self.size, y + self.scroll_offset.y
        if self._arranged != size:  # drawn before `on_resize`
            self._arrange()
        width = size.width
        at = self._at(y)
        if at >= len(self._blocks):
            return Strip.blank(width, self.rich_style)
        row = self._drawn[at] = self._row(at)
        lines, number = self._lines(row), y - self._tops[at]
        if number >= len(lines):
            return Strip.blank(width, self.rich_style)
        cursor = self._blocks[at].id == self._cursor
        margin = f"{'▸' if cursor else ' '}{row.left} "
        base = self.get_component_rich_style("agenda--cursor") if cursor else self.rich_style
        text, kind = lines[number]
        titled = number == (1 if row.free and not self._tight else 0)
        style = base + self.get_component_rich_style(f"agenda--{kind}", partial=True)
        said = (margin if titled else " " * cell_len(margin)) + text
        return Strip([Segment(said, style)]).adjust_cell_length(width, base)

    def _lines(self, row: AgendaRow) -> list[tuple[str, str]]:
        """Return the lines right of the margin, each with its kind: title and details, if any.

        Free time before the block comes first, where there is room, else last.
        """
        whole = max(self.size.width - cell_len(row.left) - 3, 0)
        room = max(whole - cell_len(row.right) - 1, 0)
        first, *others = title_lines(row.title, room, whole, self._title_lines)
        about, free = row.details, []
        if row.free and self._tight:
            about = " · ".join(filter(None, [about, f"{row.free.strip()} free before it"]))
        elif row.free:
            left = max(whole - cell_len(row.free) - 1, 0)
            free = [(f"{set_cell_size('free', left)} {row.free}", "details")]
        details = [(shorten(about, whole), "details")] if about else []
        return [
            *free,
            (f"{set_cell_size(first, room)} {row.right}", row.kind),
            *((other, row.kind) for other in others),
            *details,
        ]


@lru_cache(maxsize=256)
def title_lines(title: str, room: int, whole: int, most: int) -> tuple[str, ...]:
    """A title on so many lines at the most: the first of `room` cells, the others of `whole`."""
    if most <= 1 or cell_len(title) <= room or room < NARROWEST:
        return (shorten(title, room),)
    first = Content(title).wrap(room)[0].plain.rstrip()
    return (first, *title_lines(title[len(first) :].strip(), whole, whole, most - 1))


def _outline(line: BlockView) -> tuple[Block, bool]:
    """The part of a block that decides how many lines it takes."""
    return line.block, line.free_before > 0


MARKS = {
    Standing.DONE: "✓",
    Standing.PRESENT: "▶",
    Standing.TO_COME: " ",
    Standing.SKIPPED: "×",
}
ROOM_FOR_COLUMNS = 54
"""Cells of width from which planned, actual and their difference have a column each."""

ROOM_FOR_AIR = 76
"""From so many cells of width on these columns stand apart."""


def planned_row(times: words.TimeOfDay) -> RowOf:
    """Rows for before the start: when each block would begin, and what it would get."""
    column = len("12:00 PM") if times.hours == 12 else len("12:00")

    def row(line: BlockView, width: int) -> AgendaRow:
        begins = "" if line.begins is None else times(line.begins)
        # A time in words: `15:00` beside `14:00` would be read as the end.
        target = words.target(line.takes)
        ranged = words.range_of(line.block.duration)
        details = " · ".join(filter(None, [ranged, words.tie(line, times), *_marks(line)]))
        free = words.length(line.free_before) if line.free_before else ""
        return AgendaRow(
            f" {begins:>{column}} ",
            plain_title(line.block.title),
            target,
            details,
            _kind(line),
            free,
        )

    return row


def meeting_row(times: words.TimeOfDay) -> RowOf:
    """Rows during the meeting: the actual time of what is done, the present plan for the rest."""

    def row(line: BlockView, width: int) -> AgendaRow:
        said = change = ""
        if line.standing is Standing.DONE:
            figure, said = words.length(line.elapsed), words.offset(line.offset, line.range)
        elif line.standing is Standing.SKIPPED:
            figure = words.length(line.elapsed) if line.begun else ""
        else:
            figure, said = words.target(line.takes), words.range_of(line.range)
            if line.changed:
                change = f"planned {words.length((line.takes or 0) - line.change)}"
        details = " · ".join(filter(None, [words.tie(line, times), said, *_marks(line), change]))
        free = f"{words.length(line.free_before)}  " if line.free_before else ""
        left, kind = MARKS[line.standing], _kind(line)
        return AgendaRow(left, plain_title(line.block.title), figure, details, kind, free)

    return row


def columns(width: int, planned: str, actual: str, difference: str) -> str:
    """The columns of an agenda of that width after the end."""
    form = "{:>12}{:>12}{:>19}" if width >= ROOM_FOR_AIR else "{:>9}{:>11}{:>18}"
    return form.format(planned, actual, difference)


def actual_row(line: BlockView, width: int) -> AgendaRow:
    """A row after the end: what it took against its range."""
    planned = words.range_of(line.range)
    actual = words.length(line.elapsed) if line.begun else "–"
    if line.standing is Standing.SKIPPED:
        difference = "skipped"
    elif not line.begun:
        difference = "not started"
    else:
        difference = words.offset(line.offset, line.range)
    author = words.range_of(line.block.duration)
    details = [] if author == planned else [f"written {author}"]
    if width >= ROOM_FOR_COLUMNS:
        right = columns(width, planned, actual, difference)
    else:
        right = actual
        details = [difference, planned]
    details.append("added" if line.inserted else "")
    said = " · ".join(filter(None, details))
    return AgendaRow(MARKS[line.standing], plain_title(line.block.title), right, said, _kind(line))


def _marks(line: BlockView) -> Iterator[str]:
    if line.standing is Standing.SKIPPED:
        yield "skipped"
    if line.pinned:
        yield "pinned"
    if line.inserted:
        yield "added"
    if line.standing is Standing.TO_COME and line.elapsed:
        yield f"{words.length(line.elapsed)} spent"


def _kind(line: BlockView) -> str:
    return line.standing.value.replace(" ", "-")


HEAD = "next block: "


class NextBlockLine(CachedWidget[View]):
    """The next block and what it gets: `next block: As a group discuss 10 min`."""

    def draw(self, value: View, width: int, height: int) -> Content:
        line = None if value.next is None else value.line(value.next)
        if line is None:
            return Content.styled(shorten("this is the last block", width), "$muted")
        target = words.target(line.target)
        title = shorten(plain_title(line.block.title), width - len(HEAD) - len(target) - 1)
        return Content.styled(f"{HEAD}{title} {target}", "$muted")
