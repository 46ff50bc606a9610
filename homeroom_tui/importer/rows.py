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
from homeroom_tui.importer.tree import MAX_COLUMNS, Kind, Node

_COUNTED = [str(number) for number in range(1, 1_000)]
_NUMBERS = re.compile(r"[0-9]{1,3}(?: ?[-–] ?[0-9]{1,3})?")
_WORD = re.compile(r"[^\W\d_]")


def read_tables(nodes: Iterable[Node]) -> None:
    """Make blocks of the rows among some nodes, in tables of which a column holds the times."""
    tables: dict[int, list[Node]] = {}
    for node in nodes:
        if node.kind is Kind.ROW:
            tables.setdefault(id(node.columns), []).append(node)
    for table in tables.values():
        if len(table[0].columns) <= MAX_COLUMNS:
            _read_rows(table)


def _read_rows(nodes: list[Node]) -> None:
    """Give the rows of a table their times; none if no column holds them."""
    columns = [without_marks(column) for column in nodes[0].columns]
    cells = [[cell.replace("\n", " ") for cell in row.cells] for row in nodes]
    times = [_column([row[at] for row in cells], column) for at, column in enumerate(columns)]
    times = [from_zero(column) for column in times]
    half = len(nodes) / 2
    timed = [at for at, column in enumerate(times) if sum(t.stated for t in column) >= half]
    if not timed:
        return
    if 0 not in timed and _are_counted([row[0] for row in cells if row[0]]):
        times[0] = [Times("")] * len(cells)
    lasting = [at for at in timed if sum(t.length is not None for t in times[at]) >= half]
    when = (lasting or timed)[0]
    if not lasting and when + 1 in timed:
        times[when] = [read_times(f"{row[when]} - {row[when + 1]}") for row in cells]
    rows = [
        (node, row, read)  # but for one with only words in that column, which heads the next
        for node, row, read in zip(nodes, cells, zip(*times, strict=True), strict=True)
        if read[when].stated or not row[when] or sum(map(bool, row)) > 1
    ]
    titled = sum(bool(_WORD.search(read[when].text)) for _, _, read in rows) > len(rows) / 2
    what = when if titled else _title_column(cells, columns, timed)
    for node, row, read in rows:
        own = read[when]
        title, *lines = node.cells[what].split("\n")
        items = [line.lstrip("-–•* ") for line in lines]
        if lines and not titled and all(map(str.__ne__, lines, items)):
            row[what] = title
        else:
            items = []
        inner = Times(own.text) if titled else read_times(row[what])
        clock = next((read[at].clock for at in (when, *timed) if read[at].clock), inner.clock)
        if own.length is None and (inner.stated or clock is None):
            node.times = replace(inner, clock=clock)
        else:
            title = own.text if titled else row[what] or own.text
            share = own.share or inner.share
            node.times = Times(title, own.duration, own.apart, own.guess, share, clock)
        node.details = [Node(Kind.BULLET, node.line, item, Times(item)) for item in items]
        for at, cell in enumerate(row):
            if at in timed or read[at] == Times(""):
                cell = read[at].text
            if at != (what if row[what] else when) and (
                _WORD.search(cell) if at in timed else cell.strip(" -–—")
            ):
                people = words.PEOPLE_COLUMN.match(columns[at])
                hint = at in timed or words.HINT_COLUMN.search(columns[at])
                kind = Kind.PEOPLE if people else Kind.HINT if hint else Kind.BULLET
                node.details.append(Node(kind, node.line, cell, Times(cell)))


def _column(texts: list[str], name: str) -> list[Times]:
    """Return the times of a column, whose name and other cells tell what its numbers mean."""
    shown = [without_marks(text) for text in texts]
    times = [read_times(text) for text in texts]
    numbers = [text for text in shown if _NUMBERS.fullmatch(text)]
    if numbers[:1] == ["1"] and _are_counted(numbers):
        return [Times("") for _ in texts]
    length = words.LABEL_OF_TOTAL.match(f"{name}:") or words.DURATION_COLUMN.match(name)
    if words.MINUTES_COLUMN.search(name) or (length and numbers == list(filter(None, shown))):
        minutes = (read_times(f"({cell} min)") if cell in numbers else None for cell in shown)
        return [one or own for one, own in zip(minutes, times, strict=True)]
    clocks = [own.weak.clock.begins for own in times if own.weak and own.weak.clock]
    if 1 < len(clocks) >= len(texts) / 2 and clocks == sorted(clocks):
        return [own.weak if own.weak and own.weak.clock else own for own in times]
    if words.DURATION_COLUMN.match(name):
        in_hours = any(re.match("0{1,2}:[0-9]{2}$", cell) for cell in shown)
        return [_length(cell, in_hours) or own for cell, own in zip(shown, times, strict=True)]
    return times


def _are_counted(cells: list[str]) -> bool:
    """Return whether cells only count the rows, perhaps on from another table."""
    if len(cells) < 2 or not all(map(_NUMBERS.fullmatch, cells)):
        return False
    numbers = [re.sub(r"\W", "", cell) for cell in cells]
    first = int(numbers[0]) - 1
    return numbers == _COUNTED[first : first + len(cells)]


def _length(text: str, in_hours: bool) -> Times | None:
    """Read `0:15` as hours and minutes where its column shows that they are, else as minutes."""
    if in_hours and text.count(":") == 1:
        text += ":00"
    with suppress(DurationError):
        return Times("", parse(text), True) if ":" in text else None
    return None


def _title_column(cells: list[list[str]], columns: list[str], timed: list[int]) -> int:
    """Return the column that says what is done: by its name, else the first with words."""
    others = [at for at in range(len(columns)) if at not in timed] or [0]
    worded = [at for at in others if any(_WORD.search(row[at]) for row in cells)]
    named = [at for at in worded if words.WHAT_COLUMN.search(columns[at])]
    free = [at for at in worded if not words.PEOPLE_COLUMN.match(columns[at])]
    return (named or free or others)[0]
