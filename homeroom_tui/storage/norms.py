"""Read and write the group's norms: a Markdown file of its own, kept from week to week."""

from __future__ import annotations

from pathlib import Path

from homeroom_tui import files

MAX_BYTES = 64 * 1024
"""Norms that nobody could read in a meeting are some other file."""


class NormsError(Exception):
    """The norms cannot be read or kept; the message says which file and why."""


def read_norms(path: Path) -> str:
    """Return the norms as Markdown; empty where there are none yet. Raises NormsError."""
    try:
        content, _ = files.read_bytes(path, MAX_BYTES)
    except files.NoSuchFile:
        return ""
    except files.Unreadable as error:
        raise NormsError(f"The norms in {path} cannot be read. {error}") from None
    return content.decode("utf-8-sig", errors="replace").strip()


def write_norms(path: Path, text: str) -> None:
    """Keep these norms instead of those before, whole or not at all. Raises NormsError."""
    try:
        files.write_whole(path, f"{text.strip()}\n".encode(errors="replace"))
    except files.CannotWrite as error:
        raise NormsError(f"The norms were not kept in {path}: {error.reason}.") from None
