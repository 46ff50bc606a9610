"""Every problem in some files and folders: sessions, and the series and group beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from homeroom_tui.agenda.fields import Record
from homeroom_tui.agenda.library import SUFFIXES, Library, LibraryError
from homeroom_tui.agenda.problems import Problem
from homeroom_tui.agenda.reader import GROUP, SERIES, SESSION, read_file

RECORDS: dict[str, Record[Any]] = {"series": SERIES, "group": GROUP}


class Checked(Struct, frozen=True):
    """One file and what is wrong in it."""

    path: Path
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors


def check(paths: Iterable[Path]) -> Iterator[Checked]:
    """Read the files, and all that are in the folders; a path that is not there is a problem."""
    for path in paths:
        for file in files(path):
            record = RECORDS.get(file.stem.lower(), SESSION)
            yield Checked(file, read_file(record, file).problems)


def files(path: Path) -> list[Path]:
    """The files that are checked at `path`: itself, or those of a library if it is a folder."""
    if not os.path.isdir(path):
        return [path]
    beside = [
        path / f"{name}{suffix}"
        for name in RECORDS
        for suffix in SUFFIXES
        if os.path.lexists(path / f"{name}{suffix}")
    ]
    try:
        return beside + [entry.path for entry in Library(path).entries()]
    except LibraryError:
        return [path]
