"""Read files with care, and write them whole or not at all.

Reading never waits and never floods: a pipe, a device or a file that is too large is refused.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

MAX_BYTES = 1024 * 1024
"""A larger file is refused unread."""

_PRIVATE = 0o600
_PUBLIC = 0o666
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""What FAT, some network disks and Android say to a hard link."""


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


class CannotWrite(Exception):
    """Nothing was written; its text says why and what to do. It may hold a path as it is named."""


class AlreadyThere(CannotWrite):
    """Nothing was written, because a file of that name is there."""


def stamp(path: Path) -> Stamp | None:
    """The present state of a file; None when it can't be looked at. Does not open it."""
    try:
        return _stamp(os.stat(path))
    except (OSError, ValueError):
        return None


def read_bytes(path: Path) -> tuple[bytes, Stamp]:
    """The bytes of a regular file of at most `MAX_BYTES`, and the state in which they were read.

    Raises `Unreadable` for anything else: a folder, a pipe, a link to nothing, no permission.
    """
    try:
        _refuse_odd(os.stat(path))  # before it is opened: a device may act on that
        with open(path, "rb", opener=_open) as file:
            found = os.fstat(file.fileno())
            _refuse_odd(found)
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _refusal(path, error) from None
    if len(content) > MAX_BYTES:
        raise Unreadable("The file is larger than 1 MiB.", "A session is much smaller than that.")
    return content, _stamp(found)


def _open(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_odd(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise Unreadable("This is a folder, not a file.")
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("This is a pipe or a device, not a file.")


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


def write_new(path: Path, content: bytes) -> Path:
    """Write a new file for the user to edit and return its path. Raises CannotWrite."""
    return write_files(path.parent, {path.name: content})[0]


def write_files(
    folder: Path, contents: Mapping[str, bytes], *, force: bool = False
) -> tuple[Path, ...]:
    """Write files for the user to edit, by name, to a folder, which is made if it is missing.

    All of them or none. Raises `AlreadyThere`, before anything is written, if one is there and
    `force` is not set, and `CannotWrite` when the folder can't be written to.
    """
    paths = [folder / name for name in contents]
    there = [path.name for path in paths if os.path.lexists(path)]
    if there and not force:
        raise AlreadyThere(_already(folder, there))
    waiting: list[tuple[Path, Path]] = []
    done: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in zip(paths, contents.values(), strict=True):
            waiting.append((_beside(path), path))
            _write(waiting[-1][0], content, _PUBLIC)
        for beside, path in waiting:
            if force:
                os.replace(beside, path)
            else:
                _put(beside, path)
                done.append(path)
    except AlreadyThere:
        _remove(*done)
        raise
    except OSError as error:
        _remove(*done)
        reason = error.strerror or "it failed"
        raise CannotWrite(f"{folder} can't be written to: {reason}.") from None
    finally:
        _remove(*(beside for beside, _ in waiting))
    return tuple(paths)


def _already(folder: Path, names: list[str]) -> str:
    shown = ", ".join(names[:5])
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{folder} has {shown}{more} already; nothing was written."


def _put(beside: Path, path: Path) -> None:
    """Give a file that is written its name. Raises AlreadyThere, or OSError."""
    try:
        try:
            os.link(beside, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PUBLIC))
            os.replace(beside, path)
    except FileExistsError:
        raise AlreadyThere(_already(path.parent, [path.name])) from None


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
    beside = _beside(path)
    try:
        _write(beside, data, _PRIVATE)
        os.replace(beside, path)
    except BaseException:
        _remove(beside)
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


def _beside(path: Path) -> Path:
    """A name in the same folder that nothing has, for a file on its way to `path`."""
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a new file of that mode and have it on disk. Raises OSError."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with open(opened, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _remove(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):  # on a disk that fails it stays
            path.unlink(missing_ok=True)
