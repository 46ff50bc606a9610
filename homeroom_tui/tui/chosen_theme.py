"""The theme that was chosen last, kept from one start to the next."""

from __future__ import annotations

from pathlib import Path

from homeroom_tui import files

MAX_BYTES = 100
"""No theme has a longer name."""


def read(path: Path) -> str:
    """The name of the theme; empty where none was chosen, or the file can't be read."""
    try:
        content, _ = files.read_bytes(path, MAX_BYTES)
    except files.Unreadable:
        return ""
    return content.decode("ascii", "ignore").strip()


def write(path: Path, name: str) -> None:
    """Keep the name of a theme. Raises CannotWrite."""
    files.write_whole(path, f"{name}\n".encode("ascii"))
