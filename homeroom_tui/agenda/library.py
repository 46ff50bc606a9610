"""Find, order, load, check and watch the session files of a library."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui import files, paths
from homeroom_tui.agenda import checks
from homeroom_tui.agenda.advice import nearest
from homeroom_tui.agenda.model import Group, Series, Session
from homeroom_tui.agenda.problems import Problem, Report, in_order
from homeroom_tui.agenda.reader import Reading, read_bytes, unreadable
from homeroom_tui.errors import UserError
from homeroom_tui.escaping import shorten, visible

M = TypeVar("M", bound=Struct)

SUFFIXES = (".yaml", ".yml")
VARIABLE = "HOMEROOM_SESSIONS"
"""The environment variable that names a folder of sessions."""

MODELS: dict[str, type[Struct]] = {"series": Series, "group": Group}
"""The models of the files beside the sessions, by their names without the suffix."""
_MAX_SHOWN = 12

INTERVAL = 0.5
"""Seconds between two looks of a watch: a change is on the screen within one."""


class LibraryError(UserError):
    """There are no sessions to be had; its text is one clear sentence or two."""

    wrong_use = True


class UnknownWeek(LibraryError):
    """No session is meant by `word`; its text says which there are, and the nearest."""

    def __init__(self, word: str, names: tuple[str, ...], nearest: str | None) -> None:
        self.word, self.names, self.nearest = word, names, nearest
        there = ", ".join(names[:_MAX_SHOWN])
        if len(names) > _MAX_SHOWN:
            there += f" and {len(names) - _MAX_SHOWN} more"
        meant = f" Did you mean {nearest}?" if nearest else ""
        begin = f" homeroom new week-{word} writes one." if re.fullmatch("[0-9]{1,3}", word) else ""
        super().__init__(
            f"There is no session '{visible(shorten(word, 60))}'.{meant}"
            f" There {'is' if len(names) == 1 else 'are'}: {there or 'none'}.{begin}"
        )


class Entry(Struct, frozen=True):
    """A session file that is there, unread. `name` is its stem, safe to show.

    Meetings are known to be of this session by `library` and `name`: see `Library.key`.
    """

    name: str
    path: Path
    library: str = ""


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
        self._real_folders = tuple(map(os.path.realpath, folders))
        self._read: dict[tuple[str, str], tuple[files.Stamp, Reading[Any]]] = {}

    @cached_property
    def key(self) -> str:
        """Return what the library is known by from one run to the next: the folder, without links.

        Empty for the user's own sessions, the bundled ones, and the first laid over the second.
        """
        return _key(self._real_folders[0]) if self._real_folders else ""

    def entries(self) -> tuple[Entry, ...]:
        """The session files, `week-2` before `week-10`. Lists folders, and opens no file.

        Raises `LibraryError` when a folder can't be listed; of several, one may be missing.
        """
        found: dict[str, Entry] = {}
        for folder in self.folders:
            here: dict[str, Entry] = {}
            for name in sorted(self._names(folder)):
                stem = name.rpartition(".")[0]
                if stem.lower() not in MODELS:
                    key = name if stem in here else stem
                    here[key] = Entry(visible(key), folder / name, self.key)
            found = {**here, **found}
        return tuple(sorted(found.values(), key=_natural))

    def load(self, entry: Entry) -> SessionFile:
        """The session of an entry, with its problems. Never raises for what is in the file."""
        reading = self.reading(Session, entry.path)
        return SessionFile(entry, reading.value, reading.problems)

    def series(self) -> Series:
        """Return what the sessions have in common; empty without a readable `series.yaml`."""
        return self.series_reading().value or Series()

    def series_reading(self) -> Reading[Series]:
        """The series with the problems of `series.yaml`."""
        path = self.series_file()
        return Reading(Series()) if path is None else self.reading(Series, path)

    def series_file(self) -> Path | None:
        """The `series.yaml` of the first folder that has one."""
        return self._first_file(Series)

    def group(self) -> Group:
        """The group's own facts; empty when there is no `group.yaml`, or errors."""
        return self.group_reading().value or Group()

    def group_reading(self) -> Reading[Group]:
        """The group with the problems of `group.yaml`."""
        path = self.group_file()
        return Reading(Group()) if path is None else self.reading(Group, path)

    def group_file(self) -> Path | None:
        """The `group.yaml` that counts: the library's, else the user's own; None: there is none."""
        own = self._group_file
        if own is not None and not os.path.lexists(own):
            own = None
        return self._first_file(Group) or own

    def find(self, word: str) -> Entry:
        """The entry meant by a week's number, a name or a path; raises `UnknownWeek`.

        A number is first sought where a file's name has it. A file says itself which week it is
        for, and one that does not, or has errors, is taken by its name.
        """
        path = Path(word)
        is_path = bool(path.suffix) or path.name != word
        if is_path and os.path.lexists(path) and not os.path.isdir(path):
            real = os.path.realpath(path.parent)
            key = self.key if real in self._real_folders else _key(real)
            return Entry(visible(path.stem), path, key)
        if path.name != word and os.path.isdir(path.parent):
            try:
                return library_around(path.parent).find(path.name)
            except UnknownWeek as error:
                raise UnknownWeek(word, error.names, error.nearest) from None
        entries = self.entries()
        if re.fullmatch("[0-9]{1,4}", word):
            numbered = self._numbered(int(word), entries)
            if numbered is not None:
                return numbered
        for as_typed in (str, str.lower):
            for entry in entries:
                if as_typed(word) in map(as_typed, (entry.name, entry.path.name)):
                    return entry
        names = tuple(entry.name for entry in entries)
        raise UnknownWeek(word, names, None if word.isdigit() else nearest(word, names, alike=0.5))

    def library_of(self, entry: Entry) -> Library:
        """The library of an entry that was found: a path may lead to another than this one."""
        return self if entry.library == self.key else library_around(entry.path.parent)

    def entry_of(self, key: str, name: str) -> Entry | None:
        """The entry of that name in the library of that key, which may be another than this one."""
        library = self
        if key != self.key:
            default = (paths.own_sessions(), paths.bundled_sessions())
            library = Library(*((Path(key),) if key else default))
        try:
            return next((entry for entry in library.entries() if entry.name == name), None)
        except LibraryError:
            return None

    def weeks(self) -> dict[int, Session]:
        """The session of each week that a file says it is for."""
        said = ((week, file.session) for week, file in self.numbers().items())
        return {week: one for week, one in said if one is not None and one.week == week}

    def numbers(self) -> dict[int, SessionFile]:
        """The file that `find` takes for each number that a file says or has in its name."""
        best: dict[int, tuple[tuple[bool, bool], SessionFile]] = {}
        for file in map(self.load, self.entries()):
            week, said = _week(file.entry.name, file.session)
            order = (not said, week != _number(file.entry.name))
            if week is not None and (week not in best or order < best[week][0]):
                best[week] = order, file
        return {week: file for week, (_, file) in best.items()}

    def _numbered(self, week: int, entries: tuple[Entry, ...]) -> Entry | None:
        named = [entry for entry in entries if _number(entry.name) == week]
        unsaid: Entry | None = None
        for entry in [*named, *(entry for entry in entries if entry not in named)]:
            session = self.load(entry).session
            if session is not None and session.week == week:
                return entry
            if unsaid is None and entry in named and (session is None or session.week is None):
                unsaid = entry
        return unsaid

    def _names(self, folder: Path) -> list[str]:
        shown = visible(str(folder))
        try:
            with os.scandir(folder) as listed:
                names = [item.name for item in listed]
        except FileNotFoundError:
            if len(self.folders) == 1:
                raise LibraryError(
                    f"There is no folder {shown}. homeroom init {shown} begins a course there."
                ) from None
            return []
        except NotADirectoryError:
            raise LibraryError(f"{shown} is not a folder.") from None
        except PermissionError:
            raise LibraryError(f"There is no permission to list {shown}.") from None
        except OSError as error:
            raise LibraryError(f"{shown} can't be listed: {files.reason(error)}.") from None
        return [n for n in names if n[0] != "." and n.lower().endswith(SUFFIXES)]

    def _first_file(self, model: type[Struct]) -> Path | None:
        name = model.__name__.lower()
        named = (f / f"{name}{suffix}" for f in self.folders for suffix in SUFFIXES)
        return next((path for path in named if os.path.lexists(path)), None)

    def reading(self, model: type[M], path: Path) -> Reading[M]:
        """Return what is in a file; not read again as long as it has not changed."""
        key = model.__name__, str(path)
        known = self._read.get(key)
        if known is not None and known[0] == files.stamp(path):
            return known[1]
        try:
            content, stamp = files.read_bytes(path)
        except files.Unreadable as error:
            self._read.pop(key, None)
            return unreadable(error, path.name)
        reading = read_bytes(model, content, path.name)
        self._read[key] = (stamp, reading)
        return reading


def open_library(
    sessions: str | Path | None = None,
    environ: Mapping[str, str] = os.environ,
    here: Path | None = None,
    *,
    may_be_empty: bool = False,
) -> Library:
    """The library to use: the folder `sessions`, else the one `$HOMEROOM_SESSIONS` names, else
    `sessions` in the folder `here` (default: the present one), else `here` if it holds a
    `series.yaml`, else the user's own sessions laid over the bundled ones.

    Raises `LibraryError` when that folder is missing or can't be listed, or has no session in it
    unless it `may_be_empty`.
    """
    named = str(sessions) if sessions is not None else environ.get(VARIABLE, "")
    here = here or Path()
    if named or sessions is not None:
        folders = [Path(os.path.expanduser(named))]
    elif os.path.isdir(here / "sessions"):
        folders = [here / "sessions"]
    elif any(os.path.isfile(here / f"series{suffix}") for suffix in SUFFIXES):
        folders = [here]
    else:
        folders = [paths.own_sessions(), paths.bundled_sessions()]
    library = Library(*folders, group_file=paths.group_file())
    if not library.entries() and not may_be_empty:
        raise LibraryError(_no_sessions(folders[0]))
    return library


def _no_sessions(folder: Path) -> str:
    return (
        f"There are no sessions in {visible(str(folder))}. A session is a file whose name ends in"
        " .yaml. homeroom new week-1 writes one."
    )


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
    """Read the files, and all that are in the folders; a path that is not there is a problem.

    What is only seen with the other files of a folder is among the problems. Raises
    `LibraryError` for a folder in which there is nothing to check.
    """
    for path in paths:
        folder = os.path.isdir(path)
        library = library_around(path if folder else path.parent)
        found = [(file, library.reading(model_of(file), file)) for file in files_at(path)]
        if not found:
            raise LibraryError(_no_sessions(path))
        weeks: dict[int, SessionFile] = {}
        with suppress(LibraryError):
            weeks = library.numbers()
        series = library.series()
        links = series.base_url is None
        for file, reading in found:
            problems, remarks = list(reading.problems), list[checks.Remark]()
            if isinstance(reading.value, Group):
                remarks += checks.group_in_series(reading.value, series)
            elif isinstance(reading.value, Session):
                week, _ = _week(file.stem, reading.value)
                if week in weeks and (first := weeks[week].entry.path) != file:
                    remarks.append(checks.week_of_another(week, first.name))
                elif _stands_back(file, library):
                    remarks.append(checks.name_of_another(file.stem, f"{file.stem}{SUFFIXES[0]}"))
                if links and (remark := checks.link_without_site(reading.value)) is not None:
                    remarks.append(remark)
                    links = False  # said once, for all have one cause
            problems += _placed(file, remarks)
            if file.suffix.lower() not in SUFFIXES:
                message = "homeroom finds only files whose names end in .yaml."
                problems.append(Problem(file.name, None, None, "warning", message))
            named = [replace(problem, file=str(file)) for problem in problems]
            yield Checked(file, in_order(named))


def _placed(file: Path, remarks: Sequence[checks.Remark]) -> tuple[Problem, ...]:
    if not remarks:
        return ()
    try:
        text = files.read_bytes(file)[0].decode("utf-8-sig", "replace")
    except files.Unreadable:
        return ()
    report = Report(file.name, text)
    checks.say(remarks, report)
    return report.problems


def _stands_back(file: Path, library: Library) -> bool:
    """Return whether a file's name means another file, which differs by its ending alone."""
    if file.suffix == SUFFIXES[0]:
        return False
    twin = file.with_suffix(SUFFIXES[0])
    return os.path.lexists(twin) and library.find(file.stem).path == twin


def _week(name: str, session: Session | None) -> tuple[int | None, bool]:
    """The week that a file says it is for, else the one in its name; and whether it says so."""
    if session is not None and session.week is not None:
        return session.week, True
    return _number(name), False


def library_around(folder: Path) -> Library:
    """The library that a folder is, or is a part of."""
    own = paths.own_sessions()
    folders = (own, paths.bundled_sessions()) if folder == own else (folder,)
    return Library(*folders, group_file=paths.group_file())


def model_of(file: Path) -> type[Struct]:
    """Return what a file holds, by its name."""
    return MODELS.get(file.stem.lower(), Session)


def files_at(path: Path) -> list[Path]:
    """The files that are checked at `path`: itself, or those of a library if it is a folder."""
    if not os.path.isdir(path):
        return [path]
    beside = [
        path / f"{name}{suffix}"
        for name in MODELS
        for suffix in SUFFIXES
        if os.path.lexists(path / f"{name}{suffix}")
    ]
    try:
        return beside + [entry.path for entry in Library(path).entries()]
    except LibraryError:
        return [path]


class LibraryWatch:
    """Looks at the folders of a library and opens no file."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._stamps: dict[Entry, files.Stamp | None] = {}
        self.entries: Sequence[Entry] = ()
        self.trouble = ""

    def look(self) -> list[Entry] | None:
        """The entries that came or changed since the last look; None if nothing at all did.

        `entries` is then what there is, in order; `trouble` says why there is nothing to list.
        """
        try:
            entries, trouble = self._library.entries(), ""
        except LibraryError as error:
            entries, trouble = (), str(error)
        stamps = {entry: files.stamp(entry.path) for entry in entries}
        changed = [e for e in entries if e not in self._stamps or self._stamps[e] != stamps[e]]
        same = not changed and stamps.keys() == self._stamps.keys() and trouble == self.trouble
        self.entries, self.trouble, self._stamps = entries, trouble, stamps
        return None if same else changed

    def size(self, entry: Entry) -> int:
        """Bytes of a file at the last look; 0 where they could not be told."""
        stamp = self._stamps.get(entry)
        return 0 if stamp is None else stamp.size


class FileWatch:
    """Looks at one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp = files.stamp(path)

    def changed(self) -> bool:
        """Return whether the file was saved since the last look. One that is gone has not changed:
        an editor may take it away for the moment in which it writes it anew."""
        stamp = files.stamp(self.path)
        if stamp is None or stamp == self._stamp:
            return False
        self._stamp = stamp
        return True


def week_order(entry: Entry, file: SessionFile | None = None) -> tuple[bool, int, Any]:
    """A key that sorts sessions by week; those without one come last, by name.

    As long as a file has not been read, or can't be, the number in its name counts.
    """
    week, _ = _week(entry.name, None if file is None else file.session)
    return week is None, week or 0, _natural(entry)


def _natural(entry: Entry) -> tuple[list[str | int], str]:
    """A key that puts `week-2` before `week-10`."""
    parts: list[str | int] = list(re.split("([0-9]+)", entry.name.lower()))
    parts[1::2] = map(int, parts[1::2])
    return parts, entry.name


def _key(real_folder: str) -> str:
    default = (paths.own_sessions(), paths.bundled_sessions())
    return "" if real_folder in map(os.path.realpath, default) else visible(real_folder)


def _number(name: str) -> int | None:
    """The last number in a name, unless it is the day of a date: `2026-11-25`."""
    found = re.search("(?<![0-9])(?<![0-9]{4}-[0-9]{2}-)([0-9]{1,4})[^0-9]*$", name)
    return int(found[1]) if found else None
