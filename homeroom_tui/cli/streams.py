"""Prepare the standard streams, so that no command ends in a traceback for what it prints.

All three are open, whatever the process was given: else the next file that is opened would be taken
for one of them. A character that the locale has no code for is spelled in others.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper

_SPELLED = {
    **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‘’‚", "'"),
    **dict.fromkeys("•·", "*"),
    **dict.fromkeys("█▉▊▋▌▍▎▏", "#"),
    "…": "...",
    "→": "->",
    "←": "<-",
    "↑": "Up",
    "↓": "Down",
    "▓": "=",
    "░": ".",
    "✗": "x",
    "□": "[ ]",
    "×": "x",
    "✓": "ok",
    "▸": ">",
    "‼": "!!",
}

_OUTPUT_FAILS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EPIPE}


def prepare() -> None:
    """Open what is closed, and have every character read and written somehow."""
    _open_all()
    codecs.register_error("homeroom", _spell)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace" if stream is sys.stdin else "homeroom")


@contextmanager
def written() -> Iterator[None]:
    """Have all that is printed within written, or end the process with a sentence and status 1."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except OSError as error:
        if error.filename is not None or error.errno not in _OUTPUT_FAILS:
            raise
        _give_up(1)
        from homeroom_tui.files import reason

        why = "standard output is closed" if error.errno == errno.EBADF else reason(error)
        if error.errno != errno.EPIPE:
            print(f"The output can't be written: {why}.", file=sys.stderr)
        raise SystemExit(1) from None


def tell(sentence: str) -> None:
    """Print to standard error; that this may be a window that was closed is no fault."""
    try:
        print(sentence, file=sys.stderr, flush=True)
    except OSError:
        _give_up(2)


def _give_up(number: int) -> None:
    with suppress(OSError):  # Python must not try once again at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def _open_all() -> None:
    for number, flags in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # which takes the lowest number that is free
    # What is written to a standard output that was closed fails, and is told of.
    for name, number, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _spell(error: UnicodeError) -> tuple[str | bytes, int]:
    """Spell what an encoding lacks: an ellipsis in dots, anything unknown as a question mark."""
    assert isinstance(error, UnicodeEncodeError)
    spelled = []
    for character in error.object[error.start : error.end]:
        other = _SPELLED.get(character, "?")
        try:
            other.encode(error.encoding)
        except UnicodeEncodeError:
            other = "?"
        spelled.append(other)
    return "".join(spelled), error.end
