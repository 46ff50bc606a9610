"""A lock on an open file that dies with its process, however that ends."""

from __future__ import annotations

import errno
import os
import sys

HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK}
"""What a system says of a lock that somebody else holds. Others are of a disk that has no locks."""

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # Windows keeps others from reading what is locked: lock what is never there

    def _take(fd: int) -> None:
        os.lseek(fd, _FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock(fd: int) -> bool:
    """Lock the open file for this process, at once; False if another holds it.

    Closing the file lets go. On a disk that has no locks nobody is kept out, and it is True.
    """
    try:
        _take(fd)
    except OSError as error:
        return error.errno not in HELD
    return True
