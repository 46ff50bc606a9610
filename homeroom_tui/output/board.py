"""The groups of a cohort as they stand once: a table for people, objects for programs."""

from __future__ import annotations

from homeroom_tui.output.tables import ACCENT, Column
from homeroom_tui.room import board
from homeroom_tui.room.board import GroupRow
from homeroom_tui.wording import TimeOfDay


def columns(times: TimeOfDay) -> list[Column[GroupRow]]:
    """The columns of the table."""
    return [
        Column("", lambda row: board.MARKS[row.standing]),
        Column("Group", lambda row: row.name, style=ACCENT, max_width=40),
        Column("Week", lambda row: "" if row.week is None else str(row.week), right=True),
        Column("Block", board.block, right=True),
        Column("Left", board.left, right=True),
        Column("Stands", lambda row: board.state(row, times)),
        Column("Speaks", lambda row: row.view.round.name if row.view.round else ""),
    ]


def as_object(row: GroupRow) -> dict[str, object]:
    """A group for JSON. Lengths are seconds, instants Unix time."""
    view, here = row.view, row.view.present
    return {
        "id": row.id,
        "name": row.name,
        "week": row.week,
        "standing": row.standing.value,
        "playback": view.playback.value,
        "block": None if here is None else row.done + 1,
        "blocks": row.blocks,
        "remaining": None if here is None else here.remaining,
        "slack": row.slack,
        "hard_end": view.ending.hard,
        "speaks": view.round.name or None if view.round else None,
        "heard": round(row.heard, 3),
        "answer": row.answer or None,
    }
