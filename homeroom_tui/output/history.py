"""Output of `history`: past meetings, and the times of blocks beside their ranges."""

from __future__ import annotations

from typing import Any

from homeroom_tui import wording as words
from homeroom_tui.agenda import inline
from homeroom_tui.output.tables import ACCENT, Column
from homeroom_tui.storage.history import BlockHistory, Decision, Past

MAX_TIMES = 5
"""So many of the times that a block took are shown, the latest."""


def meeting_columns(hours: int) -> tuple[Column[Past], ...]:
    """Return the columns of past meetings, times of day with 12 or 24 hours.

    The names of meetings begin with the day and the time, which a pipe gets besides.
    """

    def began(past: Past) -> str:
        clock = words.TimeOfDay(hours, past.began.tzinfo)
        return f"{past.began:%Y-%m-%d} {clock(past.began.timestamp())}"

    return (
        Column("Meeting", lambda past: past.meeting, style=ACCENT, no_wrap=True),
        Column("Began", began, only="pipe"),
        Column("Session", _session),
        Column("Planned", lambda past: _span(past.planned), right=True),
        Column("Took", lambda past: words.span(past.took), right=True),
        Column("", _ended),
        Column("Notes", lambda past: str(past.notes or ""), right=True),
    )


def _session(past: Past | Decision) -> str:
    return words.of_week(past.week) + inline.plain(past.title)


DECISIONS: tuple[Column[Decision], ...] = (
    Column("Date", lambda row: row.date.isoformat(), style=ACCENT, no_wrap=True),
    Column("Session", _session),
    Column("Decision", lambda row: row.text),
)
"""The columns of what was decided."""


def decision_object(row: Decision) -> dict[str, Any]:
    """Return one row of `minutes --decisions --json`."""
    return {
        "meeting": row.meeting,
        "date": row.date.isoformat(),
        "week": row.week,
        "title": row.title,
        "decision": row.text,
    }


def _span(seconds: int | None) -> str:
    return "" if seconds is None else words.span(seconds)


def _ended(past: Past) -> str:
    if not past.counts:
        return "not started" if past.not_started else "left at once"
    if not past.finished:
        return "not finished"
    if past.hard_end is None:
        return ""
    return words.lateness(past.ended.timestamp(), past.hard_end.timestamp())


def meeting_object(past: Past) -> dict[str, Any]:
    """Return one row of `history --json`. Lengths are whole seconds."""
    return {
        "meeting": past.meeting,
        "name": past.name,
        "title": past.title,
        "week": past.week,
        "began": past.began.isoformat(),
        "planned": past.planned,
        "lasted": past.lasted,
        "took": past.took,
        "paused": past.paused,
        "late": past.late,
        "finished": past.finished,
        "people": past.people,
        "notes": past.notes,
    }


BLOCKS: tuple[Column[tuple[int, BlockHistory]], ...] = (
    Column("", lambda row: str(row[0]), right=True),
    Column("Block", lambda row: inline.plain(row[1].block.title)),
    Column("Planned", lambda row: words.range_of(row[1].block.duration)),
    Column("Usually", lambda row: _span(row[1].usual) or "–", right=True, style=ACCENT),
    Column("Took, latest first", lambda row: " ".join(map(words.span, row[1].took[:MAX_TIMES]))),
    Column(
        "Suggested",
        lambda row: "" if row[1].suggested is None else words.range_of(row[1].suggested),
        style="yellow",
    ),
)
"""The columns of the numbered blocks of a session: the range, the times, what these speak for."""


def block_object(line: BlockHistory) -> dict[str, Any]:
    """Return one row of `history WEEK --json`. Lengths are whole seconds."""
    written, suggested = line.block.duration, line.suggested
    return {
        "title": line.block.title,
        "min": written.min,
        "max": written.max,
        "took": list(line.took),
        "usual": line.usual,
        "suggested": suggested and {"min": suggested.min, "max": suggested.max},
    }
