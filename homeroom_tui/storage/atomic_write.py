"""Writes a file whole or not at all, so that nobody ever finds half of it."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` in the place of what is at `path`, for the user's eyes only. Raises OSError.

    Its folder is made where it is missing. What was there stays until the new file is on disk.
    """
    put_whole(path, data)
    sync_folder(path.parent)


def put_whole(path: Path, data: bytes) -> None:
    """The same, but a loss of power may still bring back what was there.

    Raises OSError, and only if it is still there.
    """
    make_folder(path.parent)
    fd, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(fd, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def make_folder(folder: Path) -> None:
    """Make the folder where it is missing, closed to everybody else. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Have the names of the files in the folder on disk too. Raises OSError."""
    if not hasattr(os, "O_DIRECTORY"):
        return  # Windows keeps names by itself
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a network disk that has no such thing
            raise
    finally:
        os.close(fd)
