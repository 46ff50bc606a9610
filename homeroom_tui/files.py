"""Read files carefully and write them whole: every file that homeroom opens goes through here.

Only a journal, which grows line by line, is written elsewhere.
"""

from __future__ import annotations

import errno
import os
import stat as modes
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from homeroom_tui.errors import UserError
from homeroom_tui.escaping import visible

MAX_BYTES = 1024 * 1024
"""A larger file is refused unread, unless the reader says otherwise."""

_GROWN = 64 * 1024
"""Bytes that a file may have grown by since it was opened. To make room for the largest file each
time takes longer than to read a small one."""

PRIVATE_FOLDER, PRIVATE_FILE, SHARED_FILE = 0o700, 0o600, 0o666
"""Modes of what is made, less the user's umask."""

SECRET_BYTES = 32

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "there is no permission",
    errno.EPERM: "there is no permission",
    errno.EIO: "the disk reports an error",
    errno.ELOOP: "it is a link that leads to itself",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENOTDIR: "a file is where a folder should be",
    errno.ENOENT: "there is no such file or folder",
    errno.EEXIST: "there is a file of that name",
    errno.EISDIR: "it is a folder",
    errno.EBUSY: "it is already running in another window",
    errno.EFBIG: "it has grown too large",
    errno.ENODEV: "it is a pipe or a device, not a file",
}

_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


class Stamp(Struct, frozen=True):
    """Tells one state of a file from the next: modified (nanoseconds), bytes, inode."""

    modified: int
    size: int
    inode: int


class Unreadable(UserError):
    """A file cannot be read; the text says why."""


class NoSuchFile(Unreadable):
    """There is no file of that name."""


class NotAFile(Unreadable):
    """There is a folder, a pipe or a device of that name."""


class CannotWrite(UserError):
    """A file was not written, and what was there is as it was; the text says which and why.

    `reason` is the why alone, to be used within a sentence.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class AlreadyThere(CannotWrite):
    """Files of these names exist in the folder already, so nothing was written."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        shown = ", ".join(map(visible, names[:5]))
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        super().__init__(f"{_shown(folder)} has {shown}{more} already; nothing was written.")


def reason(error: OSError | ValueError) -> str:
    """Return in a few words why the system did not do it, to be used within a sentence."""
    code = error.errno if isinstance(error, OSError) else None
    if code is None:
        return "the name is not valid"
    return _REASONS.get(code) or os.strerror(code).lower()


def stamp(path: Path) -> Stamp | None:
    """Return the present state of a file; None if it cannot be looked at. Does not open it."""
    try:
        return _stamp(os.stat(path))
    except (OSError, ValueError):
        return None


def read_bytes(path: Path, most: int = MAX_BYTES) -> tuple[bytes, Stamp]:
    """Return the bytes of a regular file of at most `most`, and the state in which it was read.

    Raises `Unreadable` for anything else: a folder, a pipe, a link to nothing, no permission.
    Never waits for a pipe or acts on a device.
    """
    try:
        _refuse_odd(os.stat(path))  # before it is opened: a device may act on that
        with open(path, "rb", opener=_without_waiting) as file:
            found = os.fstat(file.fileno())
            _refuse_odd(found)
            content = file.read(min(found.st_size + _GROWN, most + 1))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if len(content) > most:
        raise Unreadable(f"The file is larger than {_size(most)}.")
    return content, _stamp(found)


def write_whole(path: Path, data: bytes, *, private: bool = True) -> None:
    """Put `data` in the place of what is at `path`, for the user's eyes only if it is `private`.

    Raises `CannotWrite`. A link is followed. Missing folders are made. What was there stays until
    the new file is on disk.
    """
    try:
        replace(path, data, private=private)
        sync_folder(path.parent)
    except (OSError, ValueError) as error:
        raise _not_written(path, error) from None


def replace(path: Path, data: bytes, *, private: bool = True) -> None:
    """The same, but a loss of power may still bring back what was there.

    Raises OSError, and only if it is still there.
    """
    path = Path(os.path.realpath(path))
    with suppress(FileNotFoundError):
        there = os.stat(path)
        if not modes.S_ISREG(there.st_mode):
            code = errno.EISDIR if modes.S_ISDIR(there.st_mode) else errno.ENODEV
            raise OSError(code, os.strerror(code), str(path))
    make_folder(path.parent)
    with _beside(path, data, PRIVATE_FILE if private else SHARED_FILE) as new:
        os.replace(new, path)


def write_new(path: Path, data: bytes, *, private: bool = False) -> Path:
    """Write a file where none is, and return its path. Missing folders are made.

    Raises `AlreadyThere`, or `CannotWrite`.
    """
    try:
        make_folder(path.parent)
        with _beside(path, data, PRIVATE_FILE if private else SHARED_FILE) as new:
            _name(new, path)
    except FileExistsError:
        raise AlreadyThere(path.parent, [path.name]) from None
    except (OSError, ValueError) as error:
        raise _not_written(path, error) from None
    return path


def write_files(
    folder: Path, files: Mapping[str, bytes], *, force: bool = False
) -> tuple[Path, ...]:
    """Write files of a folder, which is made if it is not there, and return their paths.

    Without `force` none is written over: raises `AlreadyThere` before anything is written. Raises
    `CannotWrite` with none of the new files left behind.
    """
    paths = [folder / name for name in files]
    there = [path.name for path in paths if os.path.lexists(path)]
    if there and not force:
        raise AlreadyThere(folder, there)
    done: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as beside:
            new = [
                beside.enter_context(_beside(folder / name, data, SHARED_FILE))
                for name, data in files.items()
            ]
            for waiting, path in zip(new, paths, strict=True):
                if force:
                    os.replace(waiting, path)
                else:
                    _name(waiting, path)
                    done.append(path)
    except (OSError, ValueError) as error:
        for path in done:
            _remove(path)
        raise _not_written(folder, error) from None
    return tuple(paths)


def secret(path: Path) -> bytes:
    """Return the 32 random bytes of a file that only the user can read, made on first use.

    Raises Unreadable or CannotWrite.
    """
    if not os.path.lexists(path):
        with suppress(AlreadyThere):  # another process was faster
            write_new(path, os.urandom(SECRET_BYTES), private=True)
    try:
        found, _ = read_bytes(path)
    except Unreadable as error:
        raise Unreadable(f"{_shown(path)}: {error}") from None
    if len(found) != SECRET_BYTES:
        raise Unreadable(f"{_shown(path)} is damaged: delete it, and a new one is made.")
    return found


def free_name(path: Path, suffix: str = "") -> Path:
    """Return the path, or if something is there, one with a number before its `suffix`."""
    free, number = path, 1
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name.removesuffix(suffix)}-{number}{suffix}")
    return free


def make_folder(folder: Path) -> None:
    """Make the folder and those above it where they are missing, closed to everybody else.

    Raises OSError.
    """
    if not folder.is_dir():
        if folder.parent != folder:
            make_folder(folder.parent)
        try:
            folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        except FileExistsError:
            code = errno.ENOTDIR
            raise NotADirectoryError(code, os.strerror(code), str(folder)) from None


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


def write_all(fd: int, data: bytes) -> None:
    """Write all of `data`, which the system may take in parts. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


@contextmanager
def _beside(path: Path, data: bytes, mode: int) -> Iterator[Path]:
    """A file beside `path` with `data` safely on disk; removed at the end if it is still there."""
    new = path.with_name(f".{path.name[:100]}.{os.urandom(4).hex()}.new")
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        try:
            write_all(fd, data)
            os.fsync(fd)
        finally:
            os.close(fd)
        yield new
    finally:
        _remove(new)


def _name(new: Path, path: Path) -> None:
    """Give the file its name, unless that is taken. Raises OSError."""
    try:
        os.link(new, path)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        os.rename(new, path)


def _remove(path: Path) -> None:
    with suppress(OSError):  # on a disk that fails it stays
        path.unlink(missing_ok=True)


def _without_waiting(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_odd(found: os.stat_result) -> None:
    if modes.S_ISDIR(found.st_mode):
        raise NotAFile("This is a folder, not a file.")
    if not modes.S_ISREG(found.st_mode):
        raise NotAFile("This is a pipe or a device, not a file.")


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_mtime_ns, found.st_size, found.st_ino)


def _size(count: int) -> str:
    mib = 1024 * 1024
    return f"{count // mib} MiB" if count >= mib else f"{count // 1024 or count} KiB"


def _unreadable(path: Path, error: OSError | ValueError) -> Unreadable:
    if isinstance(error, FileNotFoundError):
        if path.is_symlink():
            return Unreadable("This is a link to a file that is not there.")
        return NoSuchFile("There is no such file.")
    if isinstance(error, PermissionError):
        return Unreadable("There is no permission to read the file.")
    return Unreadable(f"The file can't be read: {reason(error)}.")


def _not_written(path: Path, error: OSError | ValueError) -> CannotWrite:
    why = reason(error)
    return CannotWrite(f"{_shown(path)} can't be written: {why}.", why)


def _shown(path: Path) -> str:
    return visible(str(path))
