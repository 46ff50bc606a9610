"""Where sessions come from: finds, orders, names and loads the session files of a library."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from homeroom_tui import files, paths
from homeroom_tui.agenda.fields import Record
from homeroom_tui.agenda.model import Group, Series, Session
from homeroom_tui.agenda.problems import Problem, shorten, visible
from homeroom_tui.agenda.reader import GROUP, SERIES, SESSION, Reading, read_bytes, unreadable

T = TypeVar("T")

SUFFIXES = (".yaml", ".yml")
VARIABLE = "HOMEROOM_SESSIONS"
"""The environment variable that names a folder of sessions."""

_NOT_SESSIONS = ("series", "group")
_MOST_SHOWN = 12


class LibraryError(Exception):
    """There are no sessions to be had; its text is one clear sentence or two."""


class UnknownWeek(LibraryError):
    """No session is meant by `word`; its text says which there are, and the nearest."""

    def __init__(self, word: str, names: tuple[str, ...], nearest: str | None) -> None:
        self.word, self.names, self.nearest = word, names, nearest
        there = ", ".join(names[:_MOST_SHOWN])
        if len(names) > _MOST_SHOWN:
            there += f" and {len(names) - _MOST_SHOWN} more"
        meant = f" Did you mean {nearest}?" if nearest else ""
        super().__init__(
            f"There is no session '{visible(shorten(word, 60))}'.{meant}"
            f" There {'is' if len(names) == 1 else 'are'}: {there or 'none'}."
        )


class Entry(Struct, frozen=True):
    """A session file that is there, unread. `name` is its stem, safe to show."""

    name: str
    path: Path


class SessionFile(Struct, frozen=True):
    """A session file as read: its session, None if it has errors, and all of its problems."""

    entry: Entry
    session: Session | None
    problems: tuple[Problem, ...] = ()


class Library:
    """One folder of sessions, or several laid over each other: the first that has a name wins.

    New and edited files belong in the first. Nothing is read until it is asked for, and what has
    not changed on disk is not read again. The methods may be called from several threads.
    """

    def __init__(self, *folders: Path, group_file: Path | None = None) -> None:
        self.folders = folders
        self._group_file = group_file
        self._read: dict[tuple[str, Path], tuple[files.Stamp, Reading[Any]]] = {}

    def entries(self) -> tuple[Entry, ...]:
        """The session files, `week-2` before `week-10`. Lists folders, and opens no file.

        Raises `LibraryError` when a folder can't be listed; of several, one may be missing.
        """
        found: dict[str, Entry] = {}
        for folder in self.folders:
            here: dict[str, Entry] = {}
            for name in sorted(self._names(folder)):
                stem, _ = os.path.splitext(name)
                if stem.lower() not in _NOT_SESSIONS:
                    key = name if stem in here else stem
                    here[key] = Entry(visible(key), folder / name)
            found = {**here, **found}
        return tuple(sorted(found.values(), key=_natural))

    def load(self, entry: Entry) -> SessionFile:
        """The session of an entry, with its problems. Never raises for what is in the file."""
        reading = self._reading(SESSION, entry.path)
        return SessionFile(entry, reading.value, reading.problems)

    def series(self) -> Series:
        """What the sessions have in common; empty when there is no `series.yaml`, or errors."""
        return self.series_reading().value or Series()

    def series_reading(self) -> Reading[Series]:
        """The series with the problems of `series.yaml`."""
        return self._first(SERIES) or Reading(Series())

    def group(self) -> Group:
        """The group's own facts; empty when there is no `group.yaml`, or errors."""
        return self.group_reading().value or Group()

    def group_reading(self) -> Reading[Group]:
        """The group with the problems of `group.yaml`."""
        path = self.group_file()
        return Reading(Group()) if path is None else self._reading(GROUP, path)

    def group_file(self) -> Path | None:
        """The `group.yaml` that counts: the library's, else the user's own; None: there is none."""
        own = self._group_file
        if own is not None and not os.path.lexists(own):
            own = None
        return self._first_file(GROUP) or own

    def find(self, word: str) -> Entry:
        """The entry meant by a week's number, a name or a path; raises `UnknownWeek`.

        A number is first sought where a file's name has it. A file says itself which week it is
        for, and one that does not, or has errors, is taken by its name.
        """
        path = Path(word)
        is_path = path.suffix.lower() in SUFFIXES or path.name != word
        if is_path and os.path.lexists(path):
            return Entry(visible(path.stem), path)
        entries = self.entries()
        for entry in entries:
            if word.lower() in (entry.name.lower(), entry.path.name.lower()):
                return entry
        if re.fullmatch("[0-9]{1,4}", word):
            numbered = self._numbered(int(word), entries)
            if numbered is not None:
                return numbered
        raise UnknownWeek(word, tuple(entry.name for entry in entries), _nearest(word, entries))

    def _numbered(self, week: int, entries: tuple[Entry, ...]) -> Entry | None:
        named = [entry for entry in entries if _number(entry) == week]
        unsaid: Entry | None = None
        for entry in [*named, *(entry for entry in entries if entry not in named)]:
            session = self.load(entry).session
            if session is not None and session.week == week:
                return entry
            if unsaid is None and entry in named and (session is None or session.week is None):
                unsaid = entry
        return unsaid

    def _names(self, folder: Path) -> Iterator[str]:
        try:
            with os.scandir(folder) as listed:
                for item in listed:
                    if item.name.startswith(".") or not item.name.lower().endswith(SUFFIXES):
                        continue
                    yield item.name
        except FileNotFoundError:
            if len(self.folders) == 1:
                raise LibraryError(f"There is no folder {_shown(folder)}.") from None
        except NotADirectoryError:
            raise LibraryError(f"{_shown(folder)} is not a folder.") from None
        except PermissionError:
            raise LibraryError(f"There is no permission to list {_shown(folder)}.") from None
        except OSError as error:
            raise LibraryError(
                f"{_shown(folder)} can't be listed: {files.reason(error)}."
            ) from None

    def _first(self, record: Record[T]) -> Reading[T] | None:
        """The reading of `series.yaml` in the first folder that has one."""
        path = self._first_file(record)
        return None if path is None else self._reading(record, path)

    def _first_file(self, record: Record[T]) -> Path | None:
        named = (f / f"{record.name}{suffix}" for f in self.folders for suffix in SUFFIXES)
        return next((path for path in named if os.path.lexists(path)), None)

    def _reading(self, record: Record[T], path: Path) -> Reading[T]:
        key = record.name, path
        known = self._read.get(key)
        if known is not None and known[0] == files.stamp(path):
            return known[1]
        try:
            content, stamp = files.read_bytes(path)
        except files.Unreadable as error:
            self._read.pop(key, None)
            return unreadable(error, path.name)
        reading = read_bytes(record, content, path.name)
        self._read[key] = (stamp, reading)
        return reading


def open_library(
    sessions: str | Path | None = None,
    environ: Mapping[str, str] = os.environ,
    here: Path | None = None,
) -> Library:
    """The library to use: the folder `sessions`, else the one `$HOMEROOM_SESSIONS` names, else
    `sessions` in the folder `here` (default: the present one), else the user's own sessions laid
    over the bundled ones.

    Raises `LibraryError` when that folder is missing, can't be listed or has no session in it.
    """
    named = str(sessions) if sessions is not None else environ.get(VARIABLE, "")
    local = (here or Path()) / "sessions"
    if named or sessions is not None:
        folders = [Path(os.path.expanduser(named))]
    elif os.path.isdir(local):
        folders = [local]
    else:
        folders = [paths.own_sessions(), paths.bundled_sessions()]
    library = Library(*folders, group_file=paths.group_file())
    if not library.entries():
        raise LibraryError(
            f"There are no sessions in {_shown(folders[0])}."
            " A session is a file whose name ends in .yaml."
        )
    return library


def _natural(entry: Entry) -> tuple[list[str | int], str]:
    """A key that puts `week-2` before `week-10`."""
    parts: list[str | int] = list(re.split("([0-9]+)", entry.name.lower()))
    parts[1::2] = map(int, parts[1::2])
    return parts, entry.name


def _number(entry: Entry) -> int | None:
    found = re.search("([0-9]{1,9})[^0-9]*$", entry.name)
    return int(found[1]) if found else None


def _nearest(word: str, entries: tuple[Entry, ...]) -> str | None:
    names = [entry.name for entry in entries]
    if word.isascii() and word.isdigit():
        numbered = [(number, entry) for entry in entries if (number := _number(entry)) is not None]
        wanted = int(word[:9])
        if numbered:
            return min(numbered, key=lambda pair: abs(pair[0] - wanted))[1].name
    found = difflib.get_close_matches(word.lower()[:100], names, n=1, cutoff=0.5)
    return found[0] if found else None


def _shown(folder: Path) -> str:
    return visible(str(folder))
