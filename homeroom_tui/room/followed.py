"""A followed meeting as screens and plain mode draw it: what they read of a controller."""

from __future__ import annotations

from homeroom_tui.agenda.model import Session
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.people import Gathering
from homeroom_tui.meeting.signals import Signal, Signaller
from homeroom_tui.meeting.state import Playback
from homeroom_tui.meeting.view import Verdict, View
from homeroom_tui.room.document import Document, End, seen
from homeroom_tui.room.follower import Condition
from homeroom_tui.room.following import Following
from homeroom_tui.wording import TimeOfDay

_NOTHING = Document(2.0**33, Playback.READY, "homeroom", End(Verdict.OPEN), ())
"""The view to draw before the first document."""


class Followed:
    """One followed meeting. It has what a Controller has to be drawn, and no command."""

    rehearsal = False
    norms_known = False
    norms = ""
    notes = ()
    away = None
    recorder = None
    bell = False
    gathering = Gathering()
    speed = 1.0

    def __init__(self, following: Following, times: TimeOfDay) -> None:
        self.following = following
        self.times = times
        self.clock = self  # whose time is the facilitator's
        self._signaller = Signaller()

    @property
    def document(self) -> Document:
        return _NOTHING if self.ended else self.following.document or _NOTHING

    @property
    def session(self) -> Session:
        """Title and week; the blocks are in the view."""
        return Session(self.document.title, week=self.document.week)

    @property
    def base_url(self) -> str | None:
        return self.document.base_url

    def now(self) -> Moment:
        """The facilitator's clock."""
        now = self.following.time()
        return Moment(now, now)

    def view(self) -> View:
        """Everything that there is to see now."""
        return seen(self.document, self.following.time())

    def seconds_until(self, instant: float) -> float:
        return instant - self.following.time()

    def signals(self, view: View) -> list[Signal]:
        """The signals to give with this view; none is given twice."""
        return self._signaller.due(view)

    def start_when_due(self) -> bool:
        return False

    def notice(self, due: float | None) -> list[object]:
        return []

    def can_undo(self) -> bool:
        return False

    def can_redo(self) -> bool:
        return False

    def notice_sentence(self) -> str:
        """A sentence on the connection, or on a meeting that is not under way; empty if all is
        well."""
        following, found = self.following, self.following.document
        condition = following.condition()
        since = "" if following.since is None else f" since {self.times(following.since)}"
        over = found is not None and found.playback is Playback.FINISHED
        if over and condition in (Condition.LIVE, Condition.LOST, Condition.GONE):
            return "The meeting is over."
        if condition is Condition.LIVE:
            begun = found is None or found.playback is not Playback.READY
            starts = None if found is None else found.starts
            if begun:
                return ""
            if starts is None or following.time() >= starts:
                return "The meeting has not started yet."
            return f"The meeting starts at {self.times(starts)}."
        counting = " It counts on." if found is not None and found.here is not None else ""
        return {
            Condition.CONNECTING: f"Connecting to {following.link.broker.host} …",
            Condition.WAITING: "Nobody shares a meeting here yet. It shows here when it is shared.",
            Condition.LOST: f"No connection{since}: {following.trouble}{counting}",
            Condition.GONE: f"The facilitator is not connected.{counting}",
            Condition.ENDED: "The meeting is no longer shared.",
            Condition.EXPIRED: "This link has expired: the meeting is over.",
        }.get(condition, "")

    @property
    def ended(self) -> bool:
        """Return whether nothing more will come."""
        return self.following.condition() in (Condition.ENDED, Condition.EXPIRED)
