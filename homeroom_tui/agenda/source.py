"""A file on disk to its text, or the reason why it can't be one; never waits and never floods."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path

from msgspec import Struct

from homeroom_tui.agenda.problems import LINE_BREAK, Place, Report

LARGEST = 1024 * 1024
"""Bytes. A larger file is refused unread."""

_NOT_TEXT = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff"
"""A pattern that few files need, compiled when one does: that takes longer than to read a file."""
_SAVE = "Save it as plain UTF-8 text."


class Stamp(Struct, frozen=True):
    """What tells one state of a file from the next: modified (nanoseconds), bytes, inode."""

    modified: int
    size: int
    inode: int


class Unreadable(Exception):
    """A file has no text to read; its words say why and what to do. `hint` may be empty."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def stamp(path: Path) -> Stamp | None:
    """The present state of a file; None when it can't be looked at. Does not open it."""
    try:
        return _stamp(os.stat(path))
    except (OSError, ValueError):
        return None


def read_bytes(path: Path) -> tuple[bytes, Stamp]:
    """The bytes of a regular file of at most `LARGEST`, and the state in which they were read.

    Raises `Unreadable` for anything else: a folder, a pipe, a link to nothing, no permission.
    """
    try:
        _refuse_odd(os.stat(path))  # before it is opened: a device may act on that
        with open(path, "rb", opener=_open) as file:
            found = os.fstat(file.fileno())
            _refuse_odd(found)
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise _refusal(path, error) from None
    if len(content) > LARGEST:
        raise Unreadable("The file is larger than 1 MiB.", "A session is much smaller than that.")
    return content, _stamp(found)


def decode(content: bytes, file: str) -> tuple[str, Report]:
    """The text of a file and a report to read it with, which has failed if it is not a text.

    A byte order mark at the beginning is left out.
    """
    report = Report(file)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        report.error(None, "The file is written in UTF-16.", _SAVE)
        return "", report
    if content.startswith(codecs.BOM_UTF8):
        content = content[len(codecs.BOM_UTF8) :]
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        report = Report(file, content.decode(errors="replace"))
        place = _place(content[: error.start].decode())
        report.error(place, f"The byte {content[error.start]:#04x} here is not UTF-8.", _SAVE)
        return "", report
    return text, check(text, file)


def check(text: str, file: str) -> Report:
    """A report for `text`, which has failed if there is a character that no text file has."""
    report = Report(file, text)
    fine = text.replace("\n", "").isprintable()
    odd = None if fine else re.search(_NOT_TEXT, text)
    if odd is not None:
        report.error(
            _place(text[: odd.start()]),
            f"The character U+{ord(odd[0]):04X} can't stand in a session file.",
            "Take it out, or save the file as plain UTF-8 text if all of it looks like that.",
        )
    return report


def _open(path: str, flags: int) -> int:
    """Opens without waiting for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_odd(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise Unreadable("This is a folder, not a file.")
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("This is a pipe or a device, not a file.")


def _place(before: str) -> Place:
    lines = LINE_BREAK.split(before)
    return Place(len(lines), len(lines[-1]) + 1)


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_mtime_ns, found.st_size, found.st_ino)


def _refusal(path: Path, error: OSError | ValueError) -> Unreadable:
    if isinstance(error, FileNotFoundError):
        if path.is_symlink():
            return Unreadable("This is a link to a file that is not there.")
        return Unreadable("There is no such file.")
    if isinstance(error, PermissionError):
        return Unreadable("There is no permission to read the file.")
    if isinstance(error, IsADirectoryError):
        return Unreadable("This is a folder, not a file.")
    reason = error.strerror if isinstance(error, OSError) else None
    return Unreadable(f"The file can't be read{f': {reason}' if reason else ''}.")
