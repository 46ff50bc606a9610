"""Output of `history`: past meetings, and the times of blocks beside their ranges."""

from __future__ import annotations

from typing import Any

from homeroom_tui import wording as words
from homeroom_tui.agenda import inline
from homeroom_tui.output.tables import ACCENT, Column
from homeroom_tui.storage.history import BlockHistory, Decision, Past
from homeroom_tui.storage.minutes import Minutes

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
        Column("Meeting", lambda past: past.kept.meeting, style=ACCENT, no_wrap=True),
        Column("Began", began, only="pipe"),
        Column("Session", lambda past: _session(past.kept)),
        Column("Planned", lambda past: _length(past.record.header.session.duration), right=True),
        Column("Took", lambda past: words.length(past.kept.took), right=True),
        Column("", _ended),
        Column("Notes", lambda past: str(len(past.record.meeting.notes) or ""), right=True),
    )


def _session(found: Minutes | Decision) -> str:
    return words.of_week(found.week) + inline.plain(found.title)


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


def _length(seconds: int | None) -> str:
    return "" if seconds is None else words.length(seconds)


def _ended(past: Past) -> str:
    kept = past.kept
    if not past.record.is_meeting:
        return "left at once" if past.record.started else "not started"
    if not kept.finished:
        return "not finished"
    if kept.hard_end is None:
        return ""
    return words.lateness(kept.ended.timestamp(), kept.hard_end.timestamp())


def meeting_object(past: Past) -> dict[str, Any]:
    """Return one row of `history --json`. Lengths are whole seconds."""
    record, kept = past
    return {
        "meeting": kept.meeting,
        "name": kept.name,
        "title": kept.title,
        "week": kept.week,
        "began": past.began.isoformat(),
        "planned": record.header.session.duration,
        "lasted": kept.lasted,
        "took": kept.took,
        "paused": kept.paused,
        "late": kept.late,
        "finished": kept.finished,
        "people": len(kept.people),
        "notes": len(record.meeting.notes),
    }


BLOCKS: tuple[Column[tuple[int, BlockHistory]], ...] = (
    Column("", lambda row: str(row[0]), right=True),
    Column("Block", lambda row: inline.plain(row[1].block.title)),
    Column("Planned", lambda row: words.range_of(row[1].block.duration)),
    Column("Usually", lambda row: _length(row[1].usual) or "–", right=True, style=ACCENT),
    Column("Took, latest first", lambda row: ", ".join(map(words.length, row[1].took[:MAX_TIMES]))),
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
