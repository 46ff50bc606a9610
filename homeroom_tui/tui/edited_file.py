"""The file of a running meeting's session: followed in a thread, taken in when it is saved."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING

from homeroom_tui.agenda.watch import INTERVAL, FileWatch

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Entry, Library, SessionFile


class EditedFile:
    """Calls `saved` with each new reading of the file, on a thread of its own, until `close`."""

    def __init__(
        self, library: Library, entry: Entry, saved: Callable[[SessionFile], None]
    ) -> None:
        self._library = library
        self.entry = entry
        self._saved = saved
        self._watch = FileWatch(entry.path)
        self._closed = Event()

    def start(self) -> None:
        Thread(target=self._follow, name="edited file", daemon=True).start()

    def close(self) -> None:
        self._closed.set()

    def look(self) -> None:
        """Read the file if it was saved since the last look."""
        if self._watch.changed():
            self._saved(self._library.load(self.entry))

    def _follow(self) -> None:
        while not self._closed.wait(INTERVAL):
            self.look()
