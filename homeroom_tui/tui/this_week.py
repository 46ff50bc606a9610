"""Which of the weeks in the menu is this Wednesday's, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from homeroom_tui.agenda.library import SessionFile
from homeroom_tui.agenda.model import Group

if TYPE_CHECKING:
    from homeroom_tui.meeting.schedule import ThisMeeting
    from homeroom_tui.wording import TimeOfDay


class ThisWeek:
    """Goes by the group's first meeting; without one it says nothing, and costs nothing."""

    def __init__(self) -> None:
        self._found: ThisMeeting | None = None

    def look(
        self, group: Group, meets: str | None, files: Iterable[SessionFile], now: float
    ) -> None:
        """Find it among these files, at the Unix time `now`."""
        if group.first_meeting is None:
            self._found = None
            return
        from homeroom_tui.meeting.schedule import this_meeting

        sessions = [file.session for file in files if file.session is not None]
        weeks = [session.week for session in sessions if session.week is not None]
        self._found = this_meeting(group, meets, weeks, now)

    def __contains__(self, file: SessionFile) -> bool:
        session = file.session
        return self._found is not None and session is not None and session.week == self._found.week

    def said(self, now: float, times: Callable[[], TimeOfDay]) -> str:
        """`Week 4 today 2:00 PM`, `starts in 2 days`; empty where nothing is known."""
        if self._found is None:
            return ""
        from homeroom_tui.wording import this_week

        return this_week(self._found, now, times())
