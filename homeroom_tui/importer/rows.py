"""Read the rows of a table as blocks, where one of its columns holds the times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress

from msgspec.structs import replace

from homeroom_tui.agenda.durations import DurationError, parse
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import without_marks
from homeroom_tui.importer.times import Times, read_times
from homeroom_tui.importer.tree import Kind, Node

_MAX_COLUMNS = 40
_COUNTED = [str(number) for number in range(1, 1_000)]
_NUMBERS = re.compile(r"[0-9]{1,3}(?: ?[-–] ?[0-9]{1,3})?")
_WORD = re.compile(r"[^\W\d_]")


def read_tables(nodes: Iterable[Node]) -> None:
    """Make blocks of the rows among some nodes, in tables of which a column holds the times."""
    tables: dict[int, list[Node]] = {}
    for node in nodes:
        if node.cells:
            tables.setdefault(id(node.columns), []).append(node)
    for table in tables.values():
        _read_rows(table)


def _read_rows(nodes: list[Node]) -> None:
    """Give the rows of a table their times; none if no column holds them.

    A row with nothing but words in the column of the times is no block, but a hint for the next.
    """
    if len(nodes[0].columns) > _MAX_COLUMNS:
        return
    columns = [without_marks(column) for column in nodes[0].columns]
    cells = [list(row.cells) for row in nodes]
    times = [_column([row[at] for row in cells], column) for at, column in enumerate(columns)]
    half = len(nodes) / 2
    timed = [at for at, column in enumerate(times) if sum(t.stated for t in column) >= half]
    if not timed:
        return
    lasting = [at for at in timed if sum(t.length is not None for t in times[at]) >= half]
    when = (lasting or timed)[0]
    if not lasting and when + 1 in timed:
        times[when] = [read_times(f"{row[when]} - {row[when + 1]}") for row in cells]
    titled = sum(bool(_WORD.search(t.text)) for t in times[when]) > half
    what = when if titled else _title_column(cells, columns, timed)
    notes: list[Node] = []
    for node, row, read in zip(nodes, cells, zip(*times, strict=True), strict=True):
        if row[when] and not any(row[:when] + row[when + 1 :]) and not read[when].stated:
            notes.append(Node(Kind.HINT, node.line, row[when], Times(row[when])))
            continue
        _read_row(node, row, read, when, what, timed)
        node.details, notes = [*notes, *(node.details or [])], []


def _column(texts: list[str], name: str) -> list[Times]:
    """Return the times of a column, whose name and other cells tell what its numbers mean."""
    shown = [without_marks(text) for text in texts]
    times = [read_times(text) for text in texts]
    numbers = [text for text in shown if _NUMBERS.fullmatch(text)]
    length = words.LABEL_OF_TOTAL.match(f"{name}:") or words.DURATION_COLUMN.match(name)
    if len(numbers) > 1 and [re.sub(r"\W", "", t) for t in numbers] == _COUNTED[: len(numbers)]:
        return [Times("") for _ in texts]
    if words.MINUTES_COLUMN.search(name) or (length and numbers == list(filter(None, shown))):
        return [
            read_times(f"({cell} min)") if cell in numbers else own
            for cell, own in zip(shown, times, strict=True)
        ]
    clocks = [own.weak.clock.begins for own in times if own.weak and own.weak.clock]
    if 1 < len(clocks) >= len(texts) / 2 and clocks == sorted(clocks):
        return [own.weak if own.weak and own.weak.clock else own for own in times]
    if words.DURATION_COLUMN.match(name):
        in_hours = any(re.match("0{1,2}:[0-9]{2}$", cell) for cell in shown)
        return [_length(cell, in_hours) or own for cell, own in zip(shown, times, strict=True)]
    return times


def _length(text: str, in_hours: bool) -> Times | None:
    """Read `0:15` as hours and minutes where its column shows that they are, else as minutes."""
    if in_hours and text.count(":") == 1:
        text += ":00"
    with suppress(DurationError):
        return Times("", parse(text), True) if ":" in text else None
    return None


def _title_column(cells: list[list[str]], columns: list[str], timed: list[int]) -> int:
    """Return the column that says what is done: by its name, else the first with words."""
    others = [at for at in range(len(columns)) if at not in timed]
    worded = [at for at in others if any(_WORD.search(row[at]) for row in cells)]
    named = [at for at in worded if words.WHAT_COLUMN.search(columns[at])]
    free = [at for at in worded if not words.PEOPLE_COLUMN.match(columns[at])]
    return (named or free or others or [0])[0]


def _read_row(
    node: Node, row: list[str], read: tuple[Times, ...], when: int, what: int, timed: list[int]
) -> None:
    own = read[when]
    title = own.text if what == when else row[what]
    inner = read_times(title) if what != when else Times(title)
    clock = next((read[at].clock for at in (when, *timed) if read[at].clock is not None), None)
    if own.length is None and (inner.stated or clock is None):
        node.times = replace(inner, clock=clock or inner.clock)
    else:
        node.times = Times(
            title, own.duration, own.apart, own.guess, own.share or inner.share, clock
        )
    node.details = []
    if what != when and _WORD.search(own.text):
        node.details.append(Node(Kind.HINT, node.line, own.text, Times(own.text)))
    for at, cell in enumerate(row):
        told = at in timed and read[at].stated and not _WORD.search(read[at].text)
        if not cell or told or at in (when, what) or (read[at].text == "" and not read[at].stated):
            continue
        people = words.PEOPLE_COLUMN.match(node.columns[at])
        hint = words.HINT_COLUMN.search(node.columns[at])
        kind = Kind.PEOPLE if people else Kind.HINT if hint else Kind.BULLET
        node.details.append(Node(kind, node.line, cell, Times(cell)))
