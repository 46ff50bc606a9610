"""What has changed on disk since the last look: a library's files, or a single one. By polling."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from homeroom_tui import files
from homeroom_tui.agenda.library import Entry, Library, LibraryError

INTERVAL = 0.5
"""Seconds between two looks: a change is on the screen within one."""


class LibraryWatch:
    """Looks at the folders of a library and opens no file."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._stamps: dict[Entry, files.Stamp | None] = {}
        self.entries: Sequence[Entry] = ()
        self.trouble = ""

    def look(self) -> list[Entry] | None:
        """The entries that came or changed since the last look; None if nothing at all did.

        `entries` is then what there is, in order; `trouble` says why there is nothing to list.
        """
        try:
            entries, trouble = self._library.entries(), ""
        except LibraryError as error:
            entries, trouble = (), str(error)
        stamps = {entry: files.stamp(entry.path) for entry in entries}
        changed = [e for e in entries if e not in self._stamps or self._stamps[e] != stamps[e]]
        same = not changed and stamps.keys() == self._stamps.keys() and trouble == self.trouble
        self.entries, self.trouble, self._stamps = entries, trouble, stamps
        return None if same else changed

    def size(self, entry: Entry) -> int:
        """Bytes of a file at the last look; 0 where they could not be told."""
        stamp = self._stamps.get(entry)
        return 0 if stamp is None else stamp.size


class FileWatch:
    """Looks at one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp = files.stamp(path)

    def changed(self) -> bool:
        """Whether the file was saved since the last look. One that is gone has not changed:
        an editor may take it away for the moment in which it writes it anew."""
        stamp = files.stamp(self.path)
        if stamp is None or stamp == self._stamp:
            return False
        self._stamp = stamp
        return True
