"""Read the rows of a table as blocks, where one of its columns holds the times."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.agenda.model import TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import without_marks
from homeroom_tui.importer.times import DurationSource, Times, read_times
from homeroom_tui.importer.tree import Node

_MAX_COLUMNS = 40
_COUNTED = [str(number) for number in range(1, 1_000)]
_NUMBERS = re.compile(r"[0-9]{1,3}(?: ?[-–] ?[0-9]{1,3})?")
_WORD = re.compile(r"[^\W\d_]")


class Row(Struct):
    """A row as a block: its times, whose text is the title, and what its other cells say."""

    node: Node
    times: Times
    prompts: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


def read_tables(nodes: Iterable[Node]) -> dict[int, Row]:
    """Return the rows that are blocks among some nodes, by the id of their node."""
    tables: dict[int, list[Node]] = {}
    for node in nodes:
        if node.cells:
            tables.setdefault(id(node.columns), []).append(node)
    return {id(row.node): row for table in tables.values() for row in read_rows(table)}


def read_rows(nodes: list[Node]) -> list[Row]:
    """Return a block for each row of a table; none if no column holds the times.

    A row with nothing but words in the column of the times is no block, but a hint for the next.
    """
    if not nodes or len(nodes[0].columns) > _MAX_COLUMNS:
        return []
    columns = [without_marks(column) for column in nodes[0].columns]
    cells = [[*row.cells, *[""] * len(columns)][: len(columns)] for row in nodes]
    times = [_column([row[at] for row in cells], column) for at, column in enumerate(columns)]
    half = len(nodes) / 2
    timed = [at for at, column in enumerate(times) if sum(t.stated for t in column) >= half]
    if not timed:
        return []
    lasting = [at for at in timed if sum(t.length is not None for t in times[at]) >= half]
    when = (lasting or timed)[0]
    if not lasting and when + 1 in timed:
        times[when] = [read_times(f"{row[when]} - {row[when + 1]}") for row in cells]
    titled = sum(bool(_WORD.search(t.text)) for t in times[when]) > half
    what = when if titled else _title_column(cells, columns, timed)
    found: list[Row] = []
    notes: list[str] = []
    for node, row, read in zip(nodes, cells, zip(*times, strict=True), strict=True):
        if row[when] and not any(row[:when] + row[when + 1 :]) and not read[when].stated:
            notes.append(row[when])
            continue
        new = _row(node, row, read, when, what, timed)
        new.hints, notes = [*notes, *new.hints], []
        found.append(new)
    found[-1].hints += notes
    return found


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
        hours = any(re.match("0{1,2}:[0-9]{2}$", cell) for cell in shown)
        return [_hours(cell, hours) or own for cell, own in zip(shown, times, strict=True)]
    return times


def _hours(text: str, hours: bool) -> Times | None:
    """Read `0:15` as hours and minutes where its column shows that they are, else as minutes."""
    parts = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", text)
    if parts is None:
        return None
    first, second, third = (int(part or 0) for part in parts.groups())
    seconds = first * 60 + second
    seconds = seconds * 60 + third if hours or parts[3] else seconds
    return Times("", TimeRange(seconds, seconds), DurationSource.STATED) if seconds else None


def _title_column(cells: list[list[str]], columns: list[str], timed: list[int]) -> int:
    """Return the column that says what is done: by its name, else the first with words."""
    others = [at for at in range(len(columns)) if at not in timed]
    worded = [at for at in others if any(_WORD.search(row[at]) for row in cells)]
    named = [at for at in worded if words.WHAT_COLUMN.search(columns[at])]
    free = [at for at in worded if not words.PEOPLE_COLUMN.match(columns[at])]
    return (named or free or others or [0])[0]


def _row(
    node: Node, row: list[str], read: tuple[Times, ...], when: int, what: int, timed: list[int]
) -> Row:
    own = read[when]
    title = own.text if what == when else row[what]
    inner = read_times(title) if what != when else Times(title)
    clock = next((read[at].clock for at in (when, *timed) if read[at].clock is not None), None)
    if own.length is None and (inner.stated or clock is None):
        times = replace(inner, clock=clock or inner.clock)
    else:
        times = Times(title, own.duration, own.source, own.share or inner.share, clock)
    new = Row(node, times)
    if what != when and _WORD.search(own.text):
        new.hints.append(own.text)
    for at, cell in enumerate(row):
        told = at in timed and read[at].stated and not _WORD.search(read[at].text)
        if not cell or told or at in (when, what) or (read[at].text == "" and not read[at].stated):
            continue
        if words.PEOPLE_COLUMN.match(node.columns[at]):
            new.people.append(cell)
        elif words.HINT_COLUMN.search(node.columns[at]):
            new.hints.append(cell)
        else:
            new.prompts.append(cell)
    return new
