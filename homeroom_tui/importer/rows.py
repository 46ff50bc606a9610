"""Rows of a table as blocks, where one of its columns holds the times."""

from __future__ import annotations

import re

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.agenda.model import TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import without_marks
from homeroom_tui.importer.times import DurationSource, Times, read_times
from homeroom_tui.importer.tree import Node

_MAX_COLUMNS = 40
_NUMBERS = re.compile(r"[0-9]{1,3}(?: ?[-–] ?[0-9]{1,3})?")
_WORD = re.compile(r"[^\W\d_]")


class Row(Struct):
    """A row as a block: its times, whose text is the title, and what its other cells say."""

    node: Node
    times: Times
    prompts: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


def read_rows(nodes: list[Node]) -> list[Row]:
    """Return a block for each row of a table; none if no column holds the times.

    A row with nothing but words in the column of the times is no block, but a hint for the next.
    """
    if not nodes or len(nodes[0].columns) > _MAX_COLUMNS:
        return []
    columns = [without_marks(column) for column in nodes[0].columns]
    cells = [[*row.cells, *[""] * len(columns)][: len(columns)] for row in nodes]
    hours = [
        any(re.match(r"0{1,2}:[0-9]{2}$", row[at]) for row in cells) for at in range(len(columns))
    ]
    places = [at for at in range(len(columns)) if not _is_number_column(cells, at)]
    times = [[_cell(*cell) for cell in zip(row, columns, hours, strict=True)] for row in cells]
    timed = [at for at in places if sum(row[at].stated for row in times) * 2 >= len(nodes)]
    if not timed:
        timed = _bare(cells, columns, places, times)
    if not timed:
        return []
    lasting = [at for at in timed if sum(_lasts(row[at]) for row in times) * 2 >= len(nodes)]
    when = (lasting or timed)[0]
    if not lasting and when + 1 in timed:
        for row, read in zip(cells, times, strict=True):
            read[when] = read_times(f"{row[when]} - {row[when + 1]}")
    titled = sum(bool(_WORD.search(row[when].text)) for row in times) * 2 > len(nodes)
    what = when if titled else _title_column(cells, columns, [p for p in places if p not in timed])
    found: list[Row] = []
    notes: list[str] = []
    for node, row, read in zip(nodes, cells, times, strict=True):
        if not any(row[:when] + row[when + 1 :]) and not read[when].stated and not titled:
            notes += filter(None, [row[when]])
            continue
        new = _row(node, row, read, places, when, what, timed)
        new.hints, notes = [*notes, *new.hints], []
        found.append(new)
    if found:
        found[-1].hints += notes
    return found


def _is_number_column(cells: list[list[str]], at: int) -> bool:
    """Return whether a column only numbers the rows."""
    numbers = [re.sub(r"\W", "", row[at]) for row in cells]
    counted = [number for number in numbers if number]
    return len(counted) > 1 and counted == [str(n) for n in range(1, len(counted) + 1)]


def _cell(text: str, column: str, hours: bool) -> Times:
    """Return the times of a cell; `hours` says that `0:15` in its column are hours and minutes."""
    shown = without_marks(text)
    if _NUMBERS.fullmatch(shown) and words.MINUTES_COLUMN.search(column):
        return read_times(f"({shown} min)")
    parts = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", shown)
    if parts and words.DURATION_COLUMN.match(column):
        first, second, third = int(parts[1]), int(parts[2]), int(parts[3] or 0)
        minutes = first * 60 + second if hours or parts[3] else first
        seconds = minutes * 60 + (third if hours or parts[3] else second)
        if seconds:
            return Times("", TimeRange(seconds, seconds), DurationSource.STATED)
    return read_times(text)


def _bare(
    cells: list[list[str]], columns: list[str], places: list[int], times: list[list[Times]]
) -> list[int]:
    """Return the columns of bare numbers or weak clock times that can only be the times."""
    found: list[int] = []
    for at in places:
        texts = [without_marks(row[at]) for row in cells]
        weak = [row[at].weak for row in times]
        clocks = [w.clock.begins for w in weak if w is not None and w.clock is not None]
        if len(clocks) * 2 >= len(cells) and clocks == sorted(clocks) and len(clocks) > 1:
            for row, read in zip(times, weak, strict=True):
                row[at] = read if read is not None and read.clock is not None else row[at]
            found.append(at)
        elif _is_length(columns[at]) and all(
            _NUMBERS.fullmatch(text) or not text for text in texts
        ):
            for row, text in zip(times, texts, strict=True):
                row[at] = read_times(f"({text} min)") if text else row[at]
            found.append(at)
    return found


def _is_length(column: str) -> bool:
    return bool(words.LABEL_OF_TOTAL.match(f"{column}:") or words.DURATION_COLUMN.match(column))


def _lasts(times: Times) -> bool:
    clock = times.clock
    return times.source is DurationSource.STATED or (clock is not None and clock.until is not None)


def _title_column(cells: list[list[str]], columns: list[str], others: list[int]) -> int:
    """Return the column that says what is done: by its name, else the first with words."""
    worded = [at for at in others if any(_WORD.search(row[at]) for row in cells)]
    named = [at for at in worded if words.WHAT_COLUMN.match(columns[at])]
    named = named or [at for at in worded if words.WHAT_COLUMN.search(columns[at])]
    free = [at for at in worded if not words.PEOPLE_COLUMN.match(columns[at])]
    return (named or free or worded or others or [0])[0]


def _row(
    node: Node,
    row: list[str],
    read: list[Times],
    places: list[int],
    when: int,
    what: int,
    timed: list[int],
) -> Row:
    own = read[when]
    title = own.text if what == when else row[what]
    inner = read_times(title) if what != when else Times("")
    clock = next((read[at].clock for at in (when, *timed) if read[at].clock is not None), None)
    times = Times(title, own.duration, own.source, own.share, clock)
    if own.length is None and inner.source is DurationSource.STATED:
        times = replace(inner, clock=clock or inner.clock)
    elif own.duration is None and clock is None and what != when:
        times = inner
    elif own.share is None and inner.share is not None:
        times = replace(times, share=inner.share)
    new = Row(node, times)
    if what != when and _WORD.search(own.text):
        new.hints.append(own.text)
    for at in places:
        told = at in timed and read[at].stated and not _WORD.search(read[at].text)
        if not row[at] or told or at in (when, what):
            continue
        if words.PEOPLE_COLUMN.match(node.columns[at]):
            new.people.append(row[at])
        elif words.HINT_COLUMN.search(node.columns[at]):
            new.hints.append(row[at])
        else:
            new.prompts.append(row[at])
    return new
