"""How a block stands in an agenda: before the start, during the meeting, and after the end."""

from __future__ import annotations

from collections.abc import Iterator

from homeroom_tui import wording as words
from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.model import Block
from homeroom_tui.meeting.end_words import offset
from homeroom_tui.meeting.state import Standing
from homeroom_tui.meeting.view import BlockView
from homeroom_tui.tui.text import visible
from homeroom_tui.tui.widgets.agenda import Row, RowOf

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


def title_of(block: Block) -> str:
    """A block's title on one line, without its markup."""
    return visible(plain(block.title))


def planned_row(times: words.TimeOfDay) -> RowOf:
    """Rows for before the start: when each block would begin, and what it would get."""
    column = len("12:00 PM") if times.hours == 12 else len("12:00")

    def row(line: BlockView, width: int) -> Row:
        begins = "" if line.begins is None else times(line.begins)
        details = " · ".join([words.range_of(line.block.duration), *_marks(line)])
        target = _target(line)
        return Row(f" {begins:>{column}} ", title_of(line.block), target, details, _kind(line))

    return row


def meeting_row(line: BlockView, width: int) -> Row:
    """A row during the meeting: the actual time of what is done, the present plan for the rest."""
    change = " " if not line.changed else "▴" if line.change > 0 else "▾"
    if line.standing is Standing.DONE:
        figure, change, said = words.span(line.elapsed), " ", offset(line.offset)
    elif line.standing is Standing.SKIPPED:
        figure, change, said = "", " ", ""
    else:
        figure, said = _target(line), words.range_of(line.range)
    details = " · ".join(filter(None, [said, *_marks(line)]))
    left = MARKS[line.standing]
    return Row(left, title_of(line.block), f"{figure} {change}", details, _kind(line))


def columns(width: int, planned: str, actual: str, difference: str) -> str:
    """The columns of an agenda of that width after the end."""
    form = "{:>8}{:>10}{:>16}" if width >= ROOM_FOR_AIR else "{:>7}{:>9}{:>14}"
    return form.format(planned, actual, difference)


def actual_row(line: BlockView, width: int) -> Row:
    """A row after the end: planned against actual."""
    planned = "–" if line.planned is None else words.span(line.planned)
    begun = line.standing is Standing.DONE or line.elapsed > 0
    actual = words.span(line.elapsed) if begun else "–"
    if line.standing is Standing.SKIPPED:
        difference = "skipped"
    elif not begun:
        difference = "not begun"
    else:
        difference = "" if line.planned is None else offset(line.elapsed - line.planned)
    details = [words.range_of(line.block.duration)]
    if width >= ROOM_FOR_COLUMNS:
        right = columns(width, planned, actual, difference)
    else:
        right = actual
        details = [difference, f"planned {planned}"]
    details.append("added" if line.inserted else "")
    said = " · ".join(filter(None, details))
    return Row(MARKS[line.standing], title_of(line.block), right, said, _kind(line))


def _target(line: BlockView) -> str:
    return "open" if line.target is None else words.span(line.target)


def _marks(line: BlockView) -> Iterator[str]:
    if line.standing is Standing.SKIPPED:
        yield "skipped"
    if line.pinned:
        yield "pinned"
    if line.inserted:
        yield "added"
    if line.standing is Standing.TO_COME and line.elapsed:
        yield f"{words.span(line.elapsed)} spent"


def _kind(line: BlockView) -> str:
    return line.standing.value.replace(" ", "-")
