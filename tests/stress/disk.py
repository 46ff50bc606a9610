"""A disk that fails in a chosen call to the system: full, broken, forbidden, read-only or short."""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

CODES = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS)

CALLS = (
    "open", "write", "fsync", "replace", "rename", "link", "unlink", "mkdir", "ftruncate", "utime",
    "fstat",
)  # fmt: skip
"""The counted functions of os; the writes of files that Python opens are counted besides."""

LOOKS = ("stat", "scandir", "listdir")
"""The functions that only look at the disk: they may fail too."""


@dataclass(frozen=True)
class Fault:
    """A fault from the call number `at` on: once, or for ever.

    Without a `code` only a part is written, of which the caller is told.
    """

    at: int
    code: int | None
    lasts: bool = False

    def __str__(self) -> str:
        name = "a short write" if self.code is None else errno.errorcode[self.code]
        return f"{name} in call {self.at}{' and from then on' if self.lasts else ''}"

    def error(self, path: object = None) -> OSError:
        code = self.code or errno.EIO
        return OSError(code, os.strerror(code), path if isinstance(path, (str, Path)) else None)


@dataclass
class Disk:
    """Counts the calls, and fails in some of them."""

    faults: Sequence[Fault] = ()
    calls: int = 0
    failed: list[str] = field(default_factory=list)
    """The calls that failed, by name."""

    def due(self, name: str) -> Fault | None:
        """The fault of this call, if it has one."""
        self.calls += 1
        for fault in self.faults:
            if fault.at == self.calls or (fault.lasts and fault.at < self.calls):
                if fault.code is None and name != "write":
                    continue
                self.failed.append(name)
                return fault
        return None

    @contextmanager
    def in_use(self, calls: Sequence[str] = (*CALLS, *LOOKS)) -> Iterator[None]:
        """Have everything that is done to files by these calls go through this disk."""
        opened = self._opener(builtins.open)
        with ExitStack() as stack:
            for name in calls:
                stack.enter_context(patch.object(os, name, self._call(name, getattr(os, name))))
            stack.enter_context(patch.object(builtins, "open", opened))
            stack.enter_context(patch.object(io, "open", opened))
            yield

    def _call(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            fault = self.due(name)
            if fault is None:
                return real(*args, **more)
            if name != "write":
                raise fault.error(args[0] if args else None)
            part = args[1][: len(args[1]) // 2]
            if fault.code is None:
                return real(args[0], part or args[1])
            real(args[0], part)  # a full disk takes what it can
            raise fault.error()

        return call

    def _opener(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
            if not set(mode) & set("wxa+") or args[:1] == (0,):
                return real(file, mode, *args, **more)
            if not isinstance(file, int) and (fault := self.due("open")) is not None:
                raise fault.error(file)
            raw = _Raw(file, mode.strip("bt"), opener=more.pop("opener", None))
            raw.disk = self
            buffered = io.BufferedWriter(raw)
            if "b" in mode:
                return buffered
            known = {key: more[key] for key in ("encoding", "errors", "newline") if key in more}
            return io.TextIOWrapper(buffered, **known)

        return opened


class _Raw(io.FileIO):
    """A file whose writes go through the disk."""

    disk: Disk

    def write(self, data: Any) -> int:
        fault = self.disk.due("write")
        part = memoryview(data)[: len(data) // 2]
        if fault is None or not len(part):
            return super().write(data)
        written = super().write(part)
        if fault.code is not None:
            raise fault.error()
        return written
