"""Output of `group`: the facts about the group, and the dates of its weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from homeroom_tui import wording as words
from homeroom_tui.agenda import inline
from homeroom_tui.agenda.fields import fields_of
from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Group
from homeroom_tui.meeting.schedule import begins, day_of, this_meeting
from homeroom_tui.output.tables import ACCENT, Column


class GroupMeeting(NamedTuple):
    """The meeting of one week: on `day` as the reader has it, from `at` (empty: not known)."""

    week: int
    title: str
    date: str
    day: str
    at: str
    this: bool


def meetings(library: Library, now: float, times: words.TimeOfDay) -> list[GroupMeeting]:
    """Return the meetings of the library's weeks; none if the group has not said when it meets."""
    group, meets = library.group(), library.series().meets
    titles = {week: session.title for week, session in library.weeks().items()}
    this = this_meeting(group, meets, titles, now)
    found = []
    for week, title in sorted(titles.items()):
        if (day := day_of(group, meets, week)) is None:
            continue
        due = begins(group, day)
        local = day if due is None else times.at(due).date()
        found.append(
            GroupMeeting(
                week,
                inline.plain(title),
                day.isoformat(),
                words.date_text(local),
                "" if due is None else times(due),
                this is not None and this.week == week,
            )
        )
    return found


MEETINGS: tuple[Column[GroupMeeting], ...] = (
    Column("", lambda row: "•" if row.this else "", style=ACCENT, only="table"),
    Column("Week", lambda row: f"week {row.week}", draw=lambda row: str(row.week)),
    Column("", lambda row: row.date, only="pipe"),
    Column("", lambda row: row.at, only="pipe"),
    Column("Title", lambda row: row.title),
    Column("Day", lambda row: row.day, only="table"),
    Column("", lambda row: row.at, only="table"),
)

Fact = tuple[str, str]

FACTS: tuple[Column[Fact], ...] = (
    Column("", lambda row: row[0], style=ACCENT),
    Column("", lambda row: row[1]),
)


def facts(group: Group) -> list[Fact]:
    """Return what is known of a group, field by field, as it could be written."""
    found = []
    for field in fields_of(Group):
        value = getattr(group, field.key)
        if isinstance(value, str):
            written = value
        elif isinstance(value, tuple):
            written = ", ".join(map(str, value))
        else:
            written = "" if value is None else field.kind.write(value, 0)
        found.append((field.key, written))
    return found


def group_object(
    group: Group, file: Path | None, found: Sequence[GroupMeeting], now: datetime
) -> dict[str, Any]:
    """Return the same for a machine. `now` is when it was asked."""
    return {
        "file": None if file is None else str(file),
        "name": group.name,
        "people": list(group.people),
        "first_meeting": group.first_meeting.isoformat() if group.first_meeting else None,
        "time": f"{group.time:%H:%M}" if group.time else None,
        "zone": group.zone,
        "no_meeting": [day.isoformat() for day in group.no_meeting],
        "air_time": group.air_time,
        "asked": now.isoformat(timespec="seconds"),
        "this_week": next((one.week for one in found if one.this), None),
        "meetings": [{"week": one.week, "date": one.date, "title": one.title} for one in found],
    }
