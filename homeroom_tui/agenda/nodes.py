"""Nodes of a YAML file: texts, lists and fields that know their line and column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct, field

from homeroom_tui.agenda.problems import Place


class Scalar(Struct, eq=False):
    """One text as typed; `plain` if it had no quotes. Line and column count from 1."""

    text: str
    line: int
    column: int
    end: Place
    plain: bool = True
    weight: int = 1

    def says_nothing(self) -> bool:
        """Return whether there is no value at all, as in `blocks:` with nothing after it."""
        return self.plain and not self.text


class Sequence(Struct, eq=False):
    """A list; `flow` if it was written in brackets, `cut` if its end could not be read."""

    line: int
    column: int
    flow: bool = False
    items: list[Node] = field(default_factory=list)
    cut: bool = False
    weight: int = 1


class Mapping(Struct, eq=False):
    """Fields in the order written, repeated ones included. `flow` and `cut` as in `Sequence`."""

    line: int
    column: int
    flow: bool = False
    entries: list[tuple[Node, Node]] = field(default_factory=list)
    cut: bool = False
    weight: int = 1
    key: Node | None = None

    def get(self, key: str) -> Node | None:
        """Return the value of the first field of that name."""
        for name, value in self.entries:
            if isinstance(name, Scalar) and name.text == key:
                return value
        return None


Node: TypeAlias = Scalar | Sequence | Mapping


def lines_of(node: Node) -> Iterator[int]:
    """The lines in which a value stands."""
    if isinstance(node, Scalar):
        yield from range(node.line, node.end.line + 1)
        return
    yield node.line
    inner = node.items if isinstance(node, Sequence) else [n for pair in node.entries for n in pair]
    for each in inner:
        yield from lines_of(each)
