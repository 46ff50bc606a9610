"""`group`: what is known of the group, and on which days it meets for which week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Group as Parts
from rich.console import RenderableType
from rich.text import Text

from homeroom_tui import wording as words
from homeroom_tui.agenda import inline
from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Group, Session
from homeroom_tui.agenda.problems import visible
from homeroom_tui.meeting.schedule import begins, day_of, this_meeting
from homeroom_tui.output.tables import ACCENT, columns


class Meeting(NamedTuple):
    """The meeting of one week: on `day` as the reader has it, from `at` (empty: not known)."""

    week: int
    title: str
    date: str
    day: str
    at: str
    this: bool


def meetings(library: Library, now: float, times: words.TimeOfDay) -> list[Meeting]:
    """The meetings of the library's weeks; none where the group has not said when it meets."""
    group, meets = library.group(), library.series().meets
    sessions = {week: library.reading(Session, path) for week, path in library.weeks().items()}
    titles = {week: read.value.title for week, read in sessions.items() if read.value is not None}
    this = this_meeting(group, meets, titles, now)
    found = []
    for week, title in sorted(titles.items()):
        if (day := day_of(group, meets, week)) is None:
            continue
        due = begins(group, day)
        local = day if due is None else times.at(due).date()
        found.append(
            Meeting(
                week,
                visible(inline.plain(title)),
                day.isoformat(),
                words.date_text(local),
                "" if due is None else times(due),
                this is not None and this.week == week,
            )
        )
    return found


def facts(group: Group) -> list[tuple[str, str]]:
    """Return what is known of a group, field by field, as it could be written."""
    known = {
        "name": group.name,
        "people": ", ".join(group.people),
        "first_meeting": group.first_meeting.isoformat() if group.first_meeting else "",
        "time": f"{group.time:%H:%M}" if group.time else "",
        "zone": group.zone or "",
        "no_meeting": ", ".join(day.isoformat() for day in group.no_meeting),
        "air_time": "yes" if group.air_time else "no",
    }
    if group.reserve is not None:
        share, seconds = group.reserve.share, group.reserve.seconds
        known["reserve"] = words.length(seconds or 0) if share is None else f"{share:.0%}"
    return [(key, visible(value)) for key, value in known.items()]


def group_view(group: Group, found: Sequence[Meeting]) -> RenderableType:
    """The group, then its meetings, in tables."""
    table = columns("", "")
    for key, value in facts(group):
        table.add_row(Text(key, style=ACCENT), Text(value or "–", style="" if value else "dim"))
    if not found:
        return table
    days = columns("", "Week", "Title", "Day", "")
    for one in found:
        mark = Text("•" if one.this else "", style=ACCENT)
        days.add_row(mark, str(one.week), Text(one.title), one.day, one.at)
    return Parts(table, Text(), days)


def group_plain(group: Group, found: Sequence[Meeting]) -> list[str]:
    """The same in a pipe, with tabs between."""
    lines = [f"{key}\t{value}" for key, value in facts(group)]
    for one in found:
        lines.append("\t".join((f"week {one.week}", one.date, one.at, one.title)))
    return lines


def group_object(
    group: Group, file: Path | None, found: Sequence[Meeting], now: datetime
) -> dict[str, Any]:
    """The same for a machine. `now` is when it was asked."""
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
