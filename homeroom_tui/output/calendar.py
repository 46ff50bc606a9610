"""Output of `calendar`: the meetings of a group as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from homeroom_tui.agenda.details import Place, details, with_addresses
from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.lengths import range_of
from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import MINUTE, Group, Session
from homeroom_tui.escaping import visible
from homeroom_tui.meeting.schedule import begins, day_of

if TYPE_CHECKING:
    from icalendar import Event

FIRST_SEQUENCE = datetime(2026, 1, 1, tzinfo=UTC)
"""From here on calendars count the minutes, so that a later file replaces an earlier one."""


class MissingFacts(Exception):
    """The group has not said when it meets; the message says what to write."""


def series_calendar(library: Library, now: float) -> bytes:
    """Return the weeks of the library as events of a calendar, written at the Unix time `now`.

    An event keeps its identity as long as the library's folder and the group's name stay: who
    reads a later file in has each meeting once, as it is there. Raises MissingFacts.
    """
    from icalendar import Calendar

    series, group = library.series(), library.group()
    _need_facts(group)
    calendar = Calendar()
    calendar.add("prodid", "-//homeroom//homeroom-tui//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    names = [visible(name) for name in (series.title, group.name) if name]
    calendar.add("x-wr-calname", " · ".join(names) or "homeroom")
    days = []
    for week, session in sorted(library.weeks().items()):
        day = day_of(group, series.meets, week)
        if day is not None:
            days.append(day)
            event = _event(session, week, group, day, series.base_url)
            event.add("uid", _uid(library, group, week))
            _stamp(event, now)
            calendar.add_component(event)
    if days and group.zone is not None:
        year = timedelta(days=366)
        calendar.add_missing_timezones(days[0] - year, days[-1] + year)
    return bytes(calendar.to_ical())


def _need_facts(group: Group) -> None:
    examples = {"first_meeting": "2026-10-28", "time": "2:00 PM"}
    missing = [key for key in examples if getattr(group, key) is None]
    if missing:
        lines = "\n".join(f"  {key}: {examples[key]}" for key in missing)
        raise MissingFacts(f"A calendar needs to know when your group meets. Write:\n{lines}")


def _uid(library: Library, group: Group, week: int) -> str:
    """The identity of a meeting in a calendar."""
    return f"{uuid5(NAMESPACE_URL, repr((library.key, group.name, week)))}@homeroom"


def _stamp(event: Event, now: float) -> None:
    """Say when the event was written. Of two the one written later counts."""
    written = datetime.fromtimestamp(int(now), UTC)
    event.add("dtstamp", written)
    event.add("last-modified", written)
    event.add("sequence", max(int((written - FIRST_SEQUENCE).total_seconds()) // MINUTE, 0))


def _event(session: Session, week: int, group: Group, day: date, base_url: str | None) -> Event:
    from icalendar import Event

    event = Event()
    event.add("summary", f"Week {week} · {visible(plain(session.title))}")
    event.add("dtstart", _start(group, day))
    if (seconds := _seconds(session)) is not None:
        event.add("duration", timedelta(seconds=seconds))
    if not session.draft:
        event.add("description", _description(session, base_url))
    return event


def _start(group: Group, day: date) -> datetime:
    """The time in the group's named zone, else as an instant: the machine's zone has no name."""
    due = begins(group, day)
    assert due is not None
    return datetime.fromtimestamp(due, ZoneInfo(group.zone) if group.zone else UTC)


def _seconds(session: Session) -> int | None:
    """The seconds that the meeting takes, or may take; None: nobody knows."""
    if session.duration is not None:
        return session.duration
    most = [block.duration.max for block in session.blocks]
    return None if None in most or not most else sum(length or 0 for length in most)


def _description(session: Session, base_url: str | None) -> str:
    lines = [session.intro.strip()] if session.intro.strip() else []
    for block in session.blocks:
        lines.append(f"{with_addresses(block.title, base_url)} ({range_of(block.duration)})")
        for detail in details(block, Place.CHAT):
            mark = "   – " if detail.depth else "• "
            lines.append(f"{mark}{with_addresses(detail.line, base_url)}")
    return visible("\n".join(lines), newline="\n")
