"""Read the rows of a table as blocks, where one of its columns holds the times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress

from msgspec.structs import replace

from homeroom_tui.agenda.durations import DurationError, parse
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import without_marks
from homeroom_tui.importer.times import Times, from_zero, read_times
from homeroom_tui.importer.tree import Kind, Node

_MAX_COLUMNS = 40
"""A wider table has no times."""

_NUMBERS = re.compile(r"[0-9]{1,3}(?: ?[-–] ?[0-9]{1,3})?")
_WORD = re.compile(r"[^\W\d_]")


def read_tables(nodes: Iterable[Node]) -> None:
    """Make blocks of the rows among some nodes, in tables of which a column holds the times."""
    tables: dict[int, list[Node]] = {}
    for node in nodes:
        if node.kind is Kind.ROW:
            tables.setdefault(id(node.columns), []).append(node)
    for table in tables.values():
        if len(table[0].columns) <= _MAX_COLUMNS:
            _read_rows(table)


def _read_rows(nodes: list[Node]) -> None:
    """Give the rows of a table their times; none if no column holds them."""
    columns = [without_marks(column) for column in nodes[0].columns]
    cells = [[cell.replace("\n", " ") for cell in row.cells] for row in nodes]
    times = [_column([row[at] for row in cells], name) for at, name in enumerate(columns)]
    half = len(nodes) / 2
    timed = [at for at, column in enumerate(times) if sum(t.stated for t in column) >= half]
    if not timed:
        return
    if 0 not in timed and _are_counted([row[0] for row in cells if row[0].strip(" -–—")]):
        times[0] = [Times("")] * len(cells)
    lasting = [at for at in timed if sum(t.length is not None for t in times[at]) >= half]
    when = (lasting or timed)[0]
    if not lasting and when + 1 in timed:
        times[when] = [read_times(f"{row[when]} - {row[when + 1]}") for row in cells]
    titled = sum(bool(_WORD.search(one.text)) for one in times[when]) > half
    what = when if titled else _title_column(cells, columns, timed)
    for node, row, read in zip(nodes, cells, zip(*times, strict=True), strict=True):
        if read[when].stated or not row[when] or sum(map(bool, row)) > 1:
            _read_row(node, row, read, when, what, timed)  # else it heads those below it


def _read_row(
    node: Node, row: list[str], read: tuple[Times, ...], when: int, what: int, timed: list[int]
) -> None:
    """Give a row its times, and as details what its cells say but for its title and times."""
    own = read[when]
    title, *lines = node.cells[what].split("\n")
    items = [line.lstrip("-–•* ") for line in lines]
    if what != when and all(map(str.__ne__, lines, items)):
        row[what] = title  # and the other lines of the cell are a list
    else:
        items = []
    text = row[what] or own.text
    inner = own if what == when else read_times(text)
    clock = next((read[at].clock for at in (when, *timed) if read[at].clock), inner.clock)
    if what == when or own.length is None:
        node.times = replace(inner, clock=clock)
    else:
        node.times = replace(own, text=text, share=own.share or inner.share, clock=clock)
    node.details = [Node(Kind.BULLET, node.line, item, Times(item)) for item in items]
    for at, cell in enumerate(row):
        if at in timed or read[at] == Times(""):
            cell = read[at].text
        told = _WORD.search(cell) if at in timed else cell.strip(" -–—")
        if told and at != (what if row[what] else when):
            column = without_marks(node.columns[at])
            hint = at in timed or words.HINT_COLUMN.search(column)
            people = words.PEOPLE_COLUMN.match(column)
            kind = Kind.PEOPLE if people else Kind.HINT if hint else Kind.BULLET
            node.details.append(Node(kind, node.line, cell, Times(cell)))


def _column(texts: list[str], name: str) -> list[Times]:
    """Return the times of a column, whose name and other cells tell what its numbers mean."""
    shown = [without_marks(text) for text in texts]
    times = [read_times(text) for text in texts]
    numbers = [text for text in shown if _NUMBERS.fullmatch(text)]
    lasts = words.DURATION_COLUMN.match(name)
    length = lasts or words.LABEL_OF_TOTAL.match(f"{name}:")
    weak = [own.weak if own.weak and own.weak.clock else None for own in times]
    if words.MINUTES_COLUMN.search(name) or (length and numbers == list(filter(None, shown))):
        read = [read_times(f"({cell} min)") if cell in numbers else None for cell in shown]
    elif 1 < sum(map(bool, weak)) >= len(texts) / 2:
        read = weak
    elif lasts:
        in_hours = any(re.match("0{1,2}:[0-9]{2}$", cell) for cell in shown)
        read = [_length(cell, in_hours) for cell in shown]
    else:
        read = [None] * len(texts)
    return from_zero([one or own for one, own in zip(read, times, strict=True)])


def _are_counted(cells: list[str]) -> bool:
    """Return whether cells only count the rows, perhaps on from another table."""
    numbers = [int(cell) for cell in cells if _NUMBERS.fullmatch(cell) and cell.isdecimal()]
    return len(numbers) == len(cells) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1))


def _length(text: str, in_hours: bool) -> Times | None:
    """Read `0:15` as hours and minutes where its column shows that they are, else as minutes."""
    if in_hours and text.count(":") == 1:
        text += ":00"
    with suppress(DurationError):
        return Times("", parse(text), True) if ":" in text else None
    return None


def _title_column(cells: list[list[str]], columns: list[str], timed: list[int]) -> int:
    """Return the column that says what is done: the first with words other than people's names."""
    others = [at for at in range(len(columns)) if at not in timed] or [0]
    worded = [at for at in others if any(_WORD.search(row[at]) for row in cells)]
    return next((at for at in worded if not words.PEOPLE_COLUMN.match(columns[at])), others[0])
