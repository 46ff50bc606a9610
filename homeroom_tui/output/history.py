"""`history`: past meetings, and the times that blocks really took against the planned ranges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from homeroom_tui import wording as words
from homeroom_tui.agenda import inline
from homeroom_tui.agenda.problems import visible
from homeroom_tui.output.tables import ACCENT, columns
from homeroom_tui.storage.history import BlockHistory, Past

LATEST = 5
"""So many of the times that a block took are shown."""


def meetings_table(meetings: Iterable[Past], hours: int) -> Table:
    """Past meetings, a row each. Their names begin with the day and the time."""
    found = columns("Meeting", "Session", ">Planned", ">Took", "", ">Notes")
    for past in meetings:
        name, _day, *cells = _cells(past, hours)
        found.add_row(Text(name, style=ACCENT), *map(Text, cells))
    found.columns[0].no_wrap = True
    return found


def meetings_plain(meetings: Iterable[Past], hours: int) -> list[str]:
    """The same in a pipe, with tabs between."""
    return ["\t".join(_cells(past, hours)) for past in meetings]


def _cells(past: Past, hours: int) -> tuple[str, ...]:
    week = f"Week {past.week} · " if past.week is not None else ""
    return (
        visible(past.meeting),
        f"{past.began:%Y-%m-%d} {words.TimeOfDay(hours, past.began.tzinfo)(_unix(past))}",
        week + visible(inline.plain(past.title)),
        "" if past.planned is None else words.span(past.planned),
        words.span(past.lasted),
        _ended(past),
        str(past.notes) if past.notes else "",
    )


def _unix(past: Past) -> float:
    return past.began.timestamp()


def _ended(past: Past) -> str:
    if not past.finished:
        return "not finished"
    if past.late is None:
        return ""
    return f"{words.minutes(past.late)} late" if past.late > words.ON_TIME_TOLERANCE else "on time"


def meeting_object(past: Past) -> dict[str, Any]:
    """One row of `history --json`. Lengths are whole seconds."""
    return {
        "meeting": past.meeting,
        "name": past.name,
        "title": past.title,
        "week": past.week,
        "began": past.began.isoformat(),
        "planned": past.planned,
        "lasted": past.lasted,
        "late": past.late,
        "finished": past.finished,
        "people": past.people,
        "notes": past.notes,
    }


def blocks_table(blocks: Sequence[BlockHistory]) -> Table:
    """The blocks of a session: the author's range, the times they took, what these speak for."""
    found = columns(">", "Block", "Planned", ">Usually", "Took, latest first", "Suggested")
    for number, line in enumerate(blocks, 1):
        title, planned, usual, took, suggested = _block_cells(line)
        found.add_row(
            str(number), Text(title), planned, Text(usual, ACCENT), took, Text(suggested, "yellow")
        )
    return found


def blocks_plain(blocks: Sequence[BlockHistory]) -> list[str]:
    """The same in a pipe, with tabs between."""
    return ["\t".join((str(n), *_block_cells(line))) for n, line in enumerate(blocks, 1)]


def _block_cells(line: BlockHistory) -> tuple[str, ...]:
    return (
        visible(inline.plain(line.block.title)),
        words.range_of(line.block.duration),
        "–" if line.usual is None else words.span(line.usual),
        " ".join(words.span(seconds) for seconds in line.took[:LATEST]),
        "" if line.suggested is None else words.range_of(line.suggested),
    )


def block_object(line: BlockHistory) -> dict[str, Any]:
    """One row of `history WEEK --json`. Lengths are whole seconds."""
    written, suggested = line.block.duration, line.suggested
    return {
        "title": line.block.title,
        "min": written.min,
        "max": written.max,
        "took": list(line.took),
        "usual": line.usual,
        "suggested": suggested and {"min": suggested.min, "max": suggested.max},
    }
