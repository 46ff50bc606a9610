"""The lines of a journal: one JSON object as its header, then one for each thing that happened."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from homeroom_tui import __version__
from homeroom_tui.agenda.model import Group, Reserve, Series, Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment, WallClock, time_zone
from homeroom_tui.meeting.notes import says_something
from homeroom_tui.meeting.people import Gathering
from homeroom_tui.wording import TimeOfDay

FORMAT = 2
"""Goes up by one when a journal may hold something that an older homeroom could not replay."""

SUFFIX = ".jsonl"

DAMAGED = ".damaged"
"""Ends the name of a file that was set aside, perhaps with a number after it."""

MAX_BYTES = 256 * 1024 * 1024
"""A larger journal is neither written nor read. Notes of a whole day come nowhere near."""

Wall = Annotated[datetime, Meta(tz=True)]
"""A wall time that says how far it is from UTC."""

FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
"""No meeting was before, and none is after. Some systems know no later date."""


class Taken(Struct, frozen=True):
    """The takeover of a meeting from another computer: the link, and the epoch of its room.

    `page`, `cohort` and `group` are where it was shared, `meeting` is the id that it began under.
    The link is a secret, as all of a journal.
    """

    link: str
    epoch: int
    page: str = ""
    cohort: str = ""
    group: str = ""
    meeting: str = ""


class Header(Struct, frozen=True, kw_only=True):
    """The first line: everything about a meeting that its events do not say.

    `meeting` is the meeting's id, `library` and `name` say which session it is of (an Entry's).
    `zone` is an IANA time zone or an offset such as `+02:00`. The instant `at` of the meeting's
    clock was `utc`.
    """

    format: int = FORMAT
    version: str = __version__
    meeting: str
    name: str
    library: str = ""
    session: Session
    reserve: Reserve | None = None
    series: str = ""
    base_url: str | None = None
    group: str = ""
    gathering: Gathering = Gathering()
    zone: str
    at: ev.Instant
    utc: Wall
    taken: Taken | None = None

    @property
    def origin(self) -> str:
        """The id under which the meeting began, on whatever computer."""
        return self.meeting if self.taken is None else self.taken.meeting

    @property
    def tz(self) -> tzinfo:
        """The time zone in which this meeting's times are read; UTC where it is not known."""
        return time_zone(self.zone)

    @property
    def wall(self) -> WallClock:
        """Return what the clocks on the wall showed when the meeting was prepared."""
        return WallClock(self.at, self.utc.timestamp(), self.zone)


class EventLine(Struct, frozen=True, tag_field="line", tag="event"):
    """An event, and the wall time of its instant.

    `n` is the number of the line, by which a line that a copy doubled is known; 0 in format 1.
    """

    utc: Wall
    event: ev.AnyEvent
    n: int = 0


class ClockLine(Struct, frozen=True, tag_field="line", tag="clock"):
    """From here on the instant `at` was `utc`: the meeting was resumed, or the wall clock set."""

    utc: Wall
    at: ev.Instant
    n: int = 0


class PutAwayLine(Struct, frozen=True, tag_field="line", tag="put away"):
    """The meeting is not offered to be resumed any more, unless something follows this line.

    `by` is the name of the computer that took it over, if one did.
    """

    utc: Wall
    n: int = 0
    by: str | None = None


Line = EventLine | ClockLine | PutAwayLine


def head(
    moment: Moment,
    name: str,
    session: Session,
    *,
    library: str = "",
    series: Series | None = None,
    group: Group | None = None,
    reserve: Reserve | None = None,
    gathering: Gathering | None = None,
    wall: WallClock | None = None,
) -> Header:
    """The header of a meeting that is prepared at `moment`, under a new id.

    `reserve`, `gathering` and `wall` are what the Meeting was given; without a gathering the
    group's people are expected, all of them here.
    """
    series, group = series or Series(), group or Group()
    wall = wall or WallClock.read(moment, group.zone)
    return Header(
        meeting=new_id(moment.utc, time_zone(wall.zone)),
        name=name,
        library=library,
        session=session,
        reserve=reserve,
        series=series.title,
        base_url=series.base_url,
        group=group.name,
        gathering=Gathering(group.people) if gathering is None else gathering,
        zone=wall.zone,
        at=wall.at,
        utc=instant(wall.utc),
    )


def new_id(utc: float, zone: tzinfo) -> str:
    """Return the id of another meeting that was prepared at this Unix time, by the clock there."""
    return f"{TimeOfDay(zone=zone).at(utc):%Y-%m-%d-%H%M}-{_by_chance()}"


def _by_chance() -> str:
    """Return what two meetings of the same minute differ in: four hexadecimal digits."""
    return os.urandom(2).hex()


def instant(utc: float) -> datetime:
    """Return a Unix time as it stands in a journal, which holds none outside of FIRST to LAST."""
    return datetime.fromtimestamp(min(max(utc, FIRST.timestamp()), LAST.timestamp()), UTC)


def encoded(record: Header | Line) -> bytes:
    """The line as it stands in the file, its end included."""
    try:
        return msgspec.json.encode(record) + b"\n"
    except UnicodeEncodeError:
        # The name of a file need not be Unicode, and a text field may be handed half a character.
        import json

        text = json.dumps(msgspec.to_builtins(record), ensure_ascii=False)
        return text.encode(errors="replace") + b"\n"


def compacted(lines: Sequence[bytes]) -> list[bytes]:
    """Return the lines without the texts of notes and norms that were written again later.

    What is being written is written whole each second. Its earlier lines stay, for events are told
    by their number, but hold no more than a sign for their text.
    """
    latest: set[str | None] = set()
    shorter = list(lines)
    for number in range(len(lines) - 1, 0, -1):
        if b'"note"' not in lines[number] and b'"norms"' not in lines[number]:
            continue
        with suppress(Undecodable):
            line = decoded(lines[number])
            if not isinstance(line, EventLine):
                continue
            if isinstance(said := line.event, ev.Note | ev.Norms):
                which = said.note if isinstance(said, ev.Note) else None
                if which in latest and len(said.text) > len(REPLACED):
                    text = REPLACED if says_something(said.text) else ""
                    shorter[number] = encoded(replace(line, event=replace(said, text=text)))
                latest.add(which)
    return shorter


REPLACED = "…"


class Undecodable(ValueError):
    """A line that says nothing that this format knows."""


class Newer(Undecodable):
    """The first line of a journal in a format that is not known yet."""

    def __init__(self, format: int) -> None:
        self.format = format


def decoded_header(line: bytes) -> Header:
    """The first line of a journal. Raises Newer, Undecodable."""
    format = _decoded(line, _Format).format
    if format > FORMAT:
        raise Newer(format)
    header: Header = _believed(_decoded(line, Header))
    return header


def decoded(line: bytes) -> Line:
    """Any other line of a journal. Raises Undecodable."""
    found: Line = _believed(_decoded(line, Line))
    return found


def _believed(found: Any) -> Any:
    if not FIRST <= found.utc <= LAST:
        raise Undecodable
    return found


class _Format(Struct):
    format: Annotated[int, Meta(ge=1)]


def _decoded(line: bytes, kind: Any) -> Any:
    try:
        return _decoder(kind).decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Undecodable from error


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)
