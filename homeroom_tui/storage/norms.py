"""The group's norms: a Markdown file of its own, kept from week to week."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from homeroom_tui import files

MAX_BYTES = 64 * 1024
"""Larger norms are neither read nor written: nobody could read them in a meeting."""


class NormsFile:
    """The norms as one meeting knows them; an editor or another meeting may change the file too.

    `text` is what stands in the file as far as is known, empty where there are none yet, None where
    it can't be read; then it is never written. `modified` is the Unix time of its last change.
    """

    def __init__(self, path: Path, warn: Callable[[str], None]) -> None:
        """Reads the file. `warn` is called with a sentence on what is wrong, on any thread."""
        self.path = path
        self.text: str | None = None
        self.modified = 0.0
        self._warn = warn
        try:
            self.text = self._read()
        except files.Unreadable as error:
            warn(f"The norms in {path} can't be read. {error}")

    def save(self, text: str) -> None:
        """Keep these norms instead of those before. Raises CannotWrite, with nothing lost.

        What the file says by now that was not known is kept beside it.
        """
        text = text.strip()
        content = f"{text}\n".encode(errors="replace")
        if self.text is None:
            return
        if len(content) > MAX_BYTES:
            self._warn(
                "These norms are longer than 64 KiB, too long to be kept for the next meeting. "
                "They stay in the record of this one."
            )
            return
        try:
            there = self._read()
        except files.Unreadable as error:
            raise files.CannotWrite(f"The norms in {self.path} can't be read. {error}") from None
        if there not in ("", self.text, text):
            suffix = self.path.suffix
            other = files.free_name(self.path.with_name(f"{self.path.stem}-other{suffix}"), suffix)
            files.write_whole(other, f"{there}\n".encode(errors="replace"))
            self._warn(
                f"The norms in {self.path} were changed outside of this meeting as well. "
                f"That version is kept in {other}."
            )
        if there != text:
            files.write_whole(self.path, content)
        self.text = text

    def _read(self) -> str:
        try:
            content, stamp = files.read_bytes(self.path, MAX_BYTES)
        except files.NoSuchFile:
            return ""
        self.modified = stamp.modified / 1e9
        return content.decode("utf-8-sig", errors="replace").strip()
