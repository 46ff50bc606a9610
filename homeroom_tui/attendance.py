"""The meeting that is about to begin: who gathers for it, when it was due, what it keeps back."""

from __future__ import annotations

from collections.abc import Sequence

from homeroom_tui.agenda.model import Group, Series, Session
from homeroom_tui.controller import Running
from homeroom_tui.meeting.clock import Clock, Moment, on_grid
from homeroom_tui.meeting.people import Gathering, gathering
from homeroom_tui.meeting.schedule import due_today
from homeroom_tui.storage.archive import Archive
from homeroom_tui.wording import TimeOfDay


def new_meeting(
    session: Session,
    series: Series,
    group: Group,
    clock: Clock,
    times: TimeOfDay,
    *,
    here: Sequence[str] | None = None,
    archive: Archive | None = None,
) -> Running:
    """A meeting of this session by this group; `here` and `archive` are as in `gather`."""
    return Running(
        session,
        clock,
        times,
        reserve=group.reserve or series.reserve,
        base_url=series.base_url,
        gathering=gather(series, group, clock.now(), here=here, archive=archive),
    )


def gather(
    series: Series,
    group: Group,
    moment: Moment,
    *,
    here: Sequence[str] | None = None,
    archive: Archive | None = None,
) -> Gathering:
    """The group's people, and those named `here` (None: everybody is), at the moment `moment`.

    In the `archive` stands who led the meeting before.
    """
    last = None
    if archive is not None and group.people:
        last = archive.led(series.title, group.name)
    due = due_today(group, series.meets, moment.utc)
    return gathering(
        group.people,
        here,
        last,
        due=None if due is None else on_grid(moment.at + due - moment.utc),
        air_time=group.air_time,
    )
