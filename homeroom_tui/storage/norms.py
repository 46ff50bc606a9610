"""The group's norms: a Markdown file of its own, kept from week to week."""

from __future__ import annotations

from pathlib import Path

from homeroom_tui.files import write_whole
from homeroom_tui.storage.journal_file import said

LARGEST = 64 * 1024
"""Bytes. Norms that nobody could read in a meeting are some other file."""


class NormsError(Exception):
    """The norms cannot be read or kept; the message says which file and why."""


def read_norms(path: Path) -> str:
    """The norms as Markdown; empty where there are none yet. Raises NormsError."""
    try:
        if not path.exists():
            return ""
        if not path.is_file():
            raise NormsError(f"The norms cannot be read: {path} is not a file.")
        if path.stat().st_size > LARGEST:
            raise NormsError(f"The norms cannot be read: {path} is larger than 64 KiB.")
        return path.read_text(encoding="utf-8-sig", errors="replace").strip()
    except OSError as error:
        raise NormsError(f"The norms in {path} cannot be read: {said(error)}.") from None


def write_norms(path: Path, text: str) -> None:
    """Keep these norms instead of those before, whole or not at all. Raises NormsError."""
    try:
        write_whole(path, f"{text.strip()}\n".encode(errors="replace"))
    except OSError as error:
        raise NormsError(f"The norms were not kept in {path}: {said(error)}.") from None
