"""The file of a running meeting's session: followed in a thread, taken in when it is saved."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from homeroom_tui.agenda.watch import FileWatch

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Entry, Library, SessionFile


class EditedFile:
    """Calls `saved` with each new reading of the file, on a thread of its own, until `close`.

    It looks when it is asked to, which is cheaper than to wake by itself; while it does, whoever
    asks again does not wait.
    """

    def __init__(
        self, library: Library, entry: Entry, saved: Callable[[SessionFile], None]
    ) -> None:
        self._library = library
        self.entry = entry
        self._saved = saved
        self._watch = FileWatch(entry.path)
        self._asked: SimpleQueue[bool] = SimpleQueue()
        self._thread = Thread(target=self._follow, name="edited file", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._asked.put(False)

    def look_soon(self) -> None:
        """Have the thread look. Waits for nothing."""
        if self._asked.empty():
            self._asked.put(True)

    def look(self) -> None:
        """Read the file if it was saved since the last look."""
        if self._watch.changed():
            self._saved(self._library.load(self.entry))

    def _follow(self) -> None:
        while self._asked.get():
            self.look()
