"""Share a meeting: what followers may see of it is sent whenever it is shown."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from homeroom_tui import files, paths
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.view import View
from homeroom_tui.room.document import document
from homeroom_tui.room.link import Place
from homeroom_tui.room.sharing import Sharing


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
        self.show(controller.view())
        self.sharing.start()

    def show(self, view: View) -> None:
        """Let followers see this view."""
        controller = self.controller
        moment = controller.clock.now()
        self.sharing.show(document(view, moment, controller.session, controller.base_url))

    def stop(self) -> None:
        """Stop sharing, and take away what the broker keeps. Waits some seconds at most."""
        self.sharing.stop()

    def leave(self) -> None:
        """End the connection; followers keep what they see."""
        self.sharing.leave()
