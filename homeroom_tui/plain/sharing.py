"""Sharing in plain mode: begun by an option or by a line that is typed, and ended by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from homeroom_tui import files
from homeroom_tui.controller import Controller

if TYPE_CHECKING:
    from homeroom_tui.room.link import Place
    from homeroom_tui.sharing import SharedMeeting


class PlainSharing:
    """Whether a meeting is shared, and the link to it."""

    def __init__(
        self, controller: Controller, place: Callable[[], Place], warn: Callable[[str], None]
    ) -> None:
        """`place` says where to share, or raises LinkError; `warn` is told of the connection."""
        self._controller = controller
        self._place = place
        self._warn = warn
        self._shared: SharedMeeting | None = None

    def share(self) -> str:
        """Share the meeting from now on. Returns a sentence with its link, or why it can't be."""
        if self._controller.rehearsal:
            return "A rehearsal can't be shared: its clock runs ahead."
        try:
            from homeroom_tui.room.link import LinkError
            from homeroom_tui.sharing import SharedMeeting
        except ImportError:
            return "To share, install more libraries: pip install 'homeroom-tui[room]'"

        def changed(trouble: str) -> None:
            self._warn(f"Sharing: {trouble or 'connected.'}")

        try:
            if self._shared is None:
                self._shared = SharedMeeting(self._controller, self._place(), changed)
        except (LinkError, files.CannotWrite, files.Unreadable) as error:
            return str(error)
        return f"Everybody with this link can follow: {self._shared.link}"

    def stop(self) -> str:
        """Stop sharing. Returns a sentence."""
        if self._shared is None:
            return "The meeting is not shared."
        self._shared.stop()
        self._shared = None
        return "The meeting is no longer shared."

    def show(self) -> None:
        """Let followers see the meeting as it is now, if it is shared."""
        if self._shared is not None:
            self._shared.show()

    def leave(self) -> None:
        """The process ends, and the meeting may go on later: followers keep what they see."""
        if self._shared is not None:
            self._shared.leave()
