"""Rows of a table as blocks, when one of its columns holds the times."""

from __future__ import annotations

import re

from homeroom_tui.agenda.model import Prompt
from homeroom_tui.importer import words
from homeroom_tui.importer.drafts import Draft
from homeroom_tui.importer.inline_text import without_marks
from homeroom_tui.importer.pieces import Piece
from homeroom_tui.importer.times import How, Times, read_times

_MOST_COLUMNS = 40
_MINUTES = re.compile(r"\bmin|分", re.IGNORECASE)
_NUMBERS = re.compile(r"[0-9]{1,3}(?: ?[-–] ?[0-9]{1,3})?")
_WORD = re.compile(r"[^\W\d_]")
_WHAT = re.compile(
    r"activit|topic|what|agenda|item|title|content|step|phase|inhalt|thema|was|aktivität|schritt|"
    r"contenu|sujet|quoi|étape|actividad|tema|contenido|qué|内容|項目|活動|テーマ",
    re.IGNORECASE,
)


def read_rows(rows: list[Piece]) -> list[Draft]:
    """A block for each row of a table; none if no column holds the times.

    A row with nothing but a word in the column of the times is no block, but a note to the next.
    """
    if not rows or len(rows[0].columns) > _MOST_COLUMNS:
        return []
    columns = rows[0].columns
    cells = [[*row.cells, *[""] * len(columns)][: len(columns)] for row in rows]
    times = [[_cell(*pair) for pair in zip(row, columns, strict=True)] for row in cells]
    timed = [
        at for at in range(len(columns)) if sum(row[at].stated for row in times) * 2 >= len(rows)
    ]
    if not timed:
        return []
    durations = [at for at in timed if sum(_lasts(row[at]) for row in times) * 2 >= len(rows)]
    when = (durations or timed)[0]
    if not durations and when + 1 in timed:
        for row, read in zip(cells, times, strict=True):
            read[when] = read_times(f"{row[when]} - {row[when + 1]}")
    worded = sum(bool(_WORD.search(row[when].text)) for row in times) * 2 > len(rows)
    what = when if worded else _title_column(cells, columns, timed)
    drafts: list[Draft] = []
    notes: list[str] = []
    for piece, row, read in zip(rows, cells, times, strict=True):
        if not any(row[:when] + row[when + 1 :]) and not read[when].stated and not worded:
            notes += filter(None, [row[when]])
            continue
        drafts.append(_draft(piece, row, read, when, what, timed))
        drafts[-1].hints, notes = [*notes, *drafts[-1].hints], []
    if drafts:
        drafts[-1].hints += notes
    return drafts


def _cell(text: str, column: str) -> Times:
    if _NUMBERS.fullmatch(without_marks(text)) and _MINUTES.search(column):
        return read_times(f"({text} min)")
    return read_times(text)


def _lasts(times: Times) -> bool:
    clock = times.clock
    return times.how is How.STATED or (clock is not None and clock.until is not None)


def _title_column(cells: list[list[str]], columns: tuple[str, ...], timed: list[int]) -> int:
    """The column that says what is done: by its name, else the first with words."""
    others = [at for at in range(len(columns)) if at not in timed]
    worded = [at for at in others if any(_WORD.search(row[at]) for row in cells)]
    named = [at for at in worded if _WHAT.search(columns[at])]
    return (named or worded or others or timed)[0]


def _draft(
    piece: Piece, row: list[str], read: list[Times], when: int, what: int, timed: list[int]
) -> Draft:
    own = read[when]
    title = own.text if what == when else row[what]
    times = Times(title, own.duration, own.how, own.share, own.clock)
    if own.duration is None and own.clock is None:
        times = read_times(title)
    draft = Draft(piece, times)
    if what != when and _WORD.search(own.text):
        draft.hints.append(own.text)
    for at, cell in enumerate(row):
        told = at in timed and read[at].stated and not _WORD.search(read[at].text)
        if not cell or told or at in (when, what):
            continue
        if words.HINT_COLUMN.search(piece.columns[at]):
            draft.hints.append(cell)
        else:
            draft.prompts.append(Prompt(cell))
    return draft
