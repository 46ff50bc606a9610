"""Who gathers for the meeting that is about to begin, and when it was due."""

from __future__ import annotations

from collections.abc import Sequence

from homeroom_tui.agenda.model import Group, Series
from homeroom_tui.meeting.clock import Moment, on_grid
from homeroom_tui.meeting.journal.archive import Archive
from homeroom_tui.meeting.people import Gathering, gathering
from homeroom_tui.meeting.wednesday import due_today


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
