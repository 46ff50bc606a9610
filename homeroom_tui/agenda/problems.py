"""Problems in files: `Problem`, the report that collects them, and how they are shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cached_property
from typing import Literal, Protocol

from msgspec import Struct

from homeroom_tui.escaping import visible

Severity = Literal["error", "warning"]

CARET_TAB = "→"
"""One cell, so that the caret stands under its column."""

_WIDEST = 76
"""Cells of a source line that are shown; a longer one is cut around the column."""


class Problem(Struct, frozen=True):
    """One thing that is wrong in `file`, and what to write instead.

    `line` and `column` count characters from 1; None when the whole file is meant. `source` is
    the line as it stands in the file. An error stops a session from running, a warning does not.
    `message` and `hint` are whole sentences without control characters; `file` and `source` are
    as they were found.
    """

    file: str
    line: int | None
    column: int | None
    severity: Severity
    message: str
    hint: str = ""
    source: str = ""


class Placed(Protocol):
    """Anything that knows its line and column, both from 1."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


class Place(Struct, frozen=True):
    """A place in a file: line and column, both from 1."""

    line: int
    column: int


class Report:
    """Collects the problems of one file while it is being read, whatever order they come in."""

    def __init__(self, file: str, text: str = "") -> None:
        self.file = file
        self._text = text
        self._found: dict[Problem, None] = {}
        self.failed = False
        self._unread_from: int | None = None
        self.meant: set[tuple[int, str]] = set()
        """Fields that are there, though where they can't be read: line and name."""
        self.mended: set[int] = set()
        """Lines that were read as they were probably meant, rather than as they are."""

    @cached_property
    def lines(self) -> list[str]:
        """The file's lines without their ends; at least one, though it may be empty."""
        return lines_in(self._text)

    @cached_property
    def _last(self) -> int:
        """The last line with words, or the first."""
        numbers = range(len(self.lines), 1, -1)
        return next((number for number in numbers if self.lines[number - 1].strip()), 1)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them, in order."""
        return in_order(self._found)

    def error(self, place: Placed | None, message: str, hint: str = "") -> None:
        """Records what stops the file from being used; `place` None means all of it."""
        self._add(place, "error", message, hint)

    def warning(self, place: Placed | None, message: str, hint: str = "") -> None:
        """Records what the author should look at, though the file can be used."""
        self._add(place, "warning", message, hint)

    def broken(self, place: Placed, message: str, hint: str = "") -> None:
        """Records an error after which nothing can be read: what comes later is not judged."""
        self.error(place, message, hint)
        self.unread(place)

    def unread(self, place: Placed) -> None:
        """Has no more problems recorded from this line on, for it could not be read whole."""
        self._unread_from = min(place.line, self._unread_from or place.line)

    def _add(self, place: Placed | None, severity: Severity, message: str, hint: str) -> None:
        line = column = None
        source = ""
        if place is not None:
            if self._unread_from is not None and place.line >= self._unread_from:
                return
            line, column = self._within(place)
            source = self.lines[line - 1]
        found = Problem(self.file, line, column, severity, visible(message), visible(hint), source)
        self._found[found] = None
        self.failed |= severity == "error"

    def _within(self, place: Placed) -> tuple[int, int]:
        """The place, or the end of the last line with words if it lies behind that."""
        if place.line > self._last:
            return self._last, len(self.lines[self._last - 1]) + 1
        return place.line, min(place.column, len(self.lines[place.line - 1]) + 1)


def lines_in(text: str) -> list[str]:
    """The lines of a YAML file without their ends; at least one."""
    for end in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    return text.split("\n")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of a file by line and column."""
    return tuple(sorted(problems, key=lambda found: (found.line or 0, found.column or 0)))


def render(problem: Problem) -> str:
    """A problem as plain text: where and what, the line with a caret, what to write instead.

    Several lines without a final newline, safe to send to any terminal.
    """
    where = visible(problem.file)
    if problem.line is None or problem.column is None:
        shown = [f"{where}: {problem.severity}: {problem.message}"]
    else:
        source, before = _cut(problem.source, problem.column - 1)
        margin = f"{problem.line:>4} | "
        shown = [
            f"{where}:{problem.line}:{problem.column}: {problem.severity}: {problem.message}",
            f"{margin}{source}".rstrip(),
            f"{' ' * (len(margin) - 2)}| {' ' * before}^",
        ]
    if problem.hint:
        shown.append(f"  {problem.hint}")
    return "\n".join(shown)


def _cut(line: str, at: int) -> tuple[str, int]:
    """The part of a line around the character `at`, made visible, and the cells before it."""
    start = max(0, at - _WIDEST // 2) if len(line) > _WIDEST else 0
    before = ("…" if start else "") + visible(line[start:at], tab=CARET_TAB)
    after = visible(line[at : start + _WIDEST], tab=CARET_TAB)
    after += "…" if len(line) > start + _WIDEST else ""
    return before + after, sum(map(_cells, before))


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
