"""The theme that was chosen last, kept from one start to the next."""

from __future__ import annotations

from pathlib import Path

from homeroom_tui.files import write_whole

LONGEST = 100
"""Bytes. No theme has a longer name."""


def read(path: Path) -> str:
    """The name of the theme; empty where none was chosen, or the file can't be read."""
    try:
        with path.open("rb") as file:
            return file.read(LONGEST).decode("ascii", "ignore").strip()
    except OSError:
        return ""


def write(path: Path, name: str) -> None:
    """Keep the name of a theme. Raises OSError."""
    write_whole(path, f"{name}\n".encode("ascii"))
