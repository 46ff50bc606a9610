"""Share a meeting: what followers may see of it is sent whenever it is shown."""

from __future__ import annotations

import math
from collections.abc import Callable
from threading import Thread
from uuid import uuid4

from homeroom_tui import files, paths
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.clock import Moment, on_grid
from homeroom_tui.meeting.view import view
from homeroom_tui.room.document import document
from homeroom_tui.room.link import Place
from homeroom_tui.room.sharing import Sharing

JITTER = 0.05
"""Seconds by which the clocks may seem to be apart more or less than before."""


class SharedMeeting:
    """One meeting that is shared, until `stop`, or `leave` if it may go on later."""

    def __init__(
        self, controller: Controller, place: Place, changed: Callable[[str], None]
    ) -> None:
        """`changed` is told, from another thread, what the trouble with the connection is now.

        Raises LinkError, Unreadable or CannotWrite.
        """
        recorder = controller.recorder
        self.controller = controller
        self.sharing = Sharing.of_meeting(
            uuid4().hex if recorder is None else recorder.header.meeting,
            files.secret(paths.room_secret()),
            place,
            lambda: controller.clock.now().utc,
            lambda: changed(self.sharing.trouble),
        )
        self.link = str(self.sharing.link)
        self._offset = -math.inf
        self.show()
        self.sharing.start()

    def show(self) -> None:
        """Let followers see the meeting as it is now."""
        controller, moment = self.controller, self._moment()
        seen = view(controller.meeting.state(moment.at), moment)
        self.sharing.show(document(seen, moment, controller.session, controller.base_url))

    def _moment(self) -> Moment:
        """The present moment. How far its two clocks are apart stays the same, unless one is set:
        they are never read at quite the same time, and what did not change is not sent again."""
        moment = self.controller.clock.now()
        offset = moment.utc - moment.at
        if abs(offset - self._offset) > JITTER:
            self._offset = on_grid(offset)
        return Moment(moment.at, moment.at + self._offset)

    def stop(self) -> None:
        """Stop sharing, and take away what the broker keeps."""
        self._end(self.sharing.stop)

    def leave(self) -> None:
        """End the connection; followers keep what they see."""
        self._end(self.sharing.leave)

    def _end(self, end: Callable[[], None]) -> None:
        """Nobody waits for a slow broker; but the process does before it ends, some seconds."""
        Thread(target=end, name="end of sharing").start()
