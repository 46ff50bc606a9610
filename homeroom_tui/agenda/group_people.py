"""Add names to a group's file, and leave everything else in it as it was typed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from homeroom_tui.agenda.model import Group
from homeroom_tui.agenda.nodes import Mapping, Node, Scalar
from homeroom_tui.agenda.nodes import Sequence as Items
from homeroom_tui.agenda.problems import Report
from homeroom_tui.agenda.reader import decode, read_text
from homeroom_tui.escaping import visible
from homeroom_tui.files import CannotWrite, Unreadable, read_bytes, write_whole

_PLAIN = re.compile(r"[^\W\d_]+(?:[ .'’-]{1,2}[^\W\d_]+)*\.?")
"""A name that needs no quotes, wherever it stands."""


def add_people(path: Path, names: Sequence[str]) -> None:
    """Write these names behind the people in a group's file. Raises CannotWrite.

    What was there stays letter for letter; where that can't be, nothing is written.
    """
    try:
        content, _ = read_bytes(path)
    except Unreadable as error:
        raise _refused(path, str(error)) from None
    text, report = decode(content, path.name)
    before = None if report.failed else read_text(Group, text, path.name).value
    if before is None:
        raise _refused(path, "it has problems that homeroom check explains")
    wanted = replace(before, people=(*before.people, *names))
    added = _with_people(text, [_written(name) for name in names])
    if read_text(Group, added, path.name).value != wanted:
        raise _refused(path, "it is written in a way that only you can change")
    mark = content.removesuffix(text.encode())  # a byte order mark, if there is one
    write_whole(path, mark + added.encode(), private=False)


def _refused(path: Path, why: str) -> CannotWrite:
    return CannotWrite(f"No names were added to {visible(str(path))}: {why.rstrip('.')}.")


def _written(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _with_people(text: str, names: Sequence[str]) -> str:
    from homeroom_tui.agenda.yaml_nodes import compose

    root = compose(text, Report("", text))
    ending = "\r" if "\r\n" in text else ""
    lines = text.split("\n")
    found = _people(root)
    if found is None:  # at the end, on lines of their own
        last = [] if lines[-1] else [lines.pop()]
        return "\n".join(
            [*lines, f"people:{ending}", *_items(names, "  ", ending), *(last or [""])]
        )
    key, value = found
    if isinstance(value, Items) and value.items and isinstance(end := value.items[-1], Scalar):
        if value.flow:
            return _inserted(lines, end.end.line, end.end.column, "".join(f", {n}" for n in names))
        margin = " " * (value.column - 1)
        lines[end.end.line : end.end.line] = _items(names, margin, ending)
    elif isinstance(value, Items):
        return _inserted(lines, value.line, value.column + 1, ", ".join(names))
    else:  # a key with nothing behind it
        lines[key.line : key.line] = _items(names, "  ", ending)
    return "\n".join(lines)


def _people(root: Node | None) -> tuple[Node, Node] | None:
    """The field in which the people stand: its name and its value."""
    entries = root.entries if isinstance(root, Mapping) else []
    named = (e for e in entries if isinstance(e[0], Scalar) and e[0].text == "people")
    return next(named, None)


def _items(names: Sequence[str], margin: str, ending: str) -> list[str]:
    return [f"{margin}- {name}{ending}" for name in names]


def _inserted(lines: list[str], line: int, column: int, text: str) -> str:
    there = lines[line - 1]
    lines[line - 1] = there[: column - 1] + text + there[column - 1 :]
    return "\n".join(lines)
