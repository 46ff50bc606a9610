"""An App that shows what comes from a room: a meeting that is followed, or a board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from homeroom_tui import paths
from homeroom_tui.agenda.library import Library
from homeroom_tui.config import Config
from homeroom_tui.meeting.clock import SystemClock
from homeroom_tui.tui.app import HomeroomApp

if TYPE_CHECKING:
    from homeroom_tui.room.following import Following
    from homeroom_tui.room.watching import Watching


class ListeningApp(HomeroomApp):
    """homeroom without a meeting of its own; it is connected to `source` while it runs.

    The source is to call `heard`.
    """

    source: Following | Watching

    def __init__(self, settings: Config) -> None:
        super().__init__(Library(paths.bundled_sessions()), SystemClock(), settings)

    def on_mount(self) -> None:
        self.source.start()

    def on_unmount(self) -> None:
        self.source.stop()

    def heard(self) -> None:
        """Something came, in another thread: show it now."""
        self.call_later(self.redraw)
