"""Print rows: as a table on a terminal, with tabs between in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from homeroom_tui.escaping import visible

Row = TypeVar("Row")

ACCENT = "bold cyan"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column with the same text in a table and in a pipe.

    In a table it has a `head`, a `style` (perhaps each row its own), and stands on the left unless
    it is to be on the `right`; `draw` gives what is drawn there instead of the text, in `max_width`
    cells at most. It is `only` in a table or in a pipe, or in both.
    """

    head: str
    text: Callable[[Row], str]
    right: bool = False
    style: str | Callable[[Row], str] = ""
    draw: Callable[[Row], RenderableType] | None = None
    only: Literal["table", "pipe"] | None = None
    max_width: int | None = None
    no_wrap: bool = False

    def cell(self, row: Row) -> RenderableType:
        if self.draw is not None:
            return self.draw(row)
        style = self.style if isinstance(self.style, str) else self.style(row)
        return Text(visible(self.text(row)), style=style)


def table(rows: Iterable[Row], columns: Sequence[Column[Row]]) -> Table:
    """Return the rows as a table without frames."""
    shown = [column for column in columns if column.only != "pipe"]
    found = Table(box=None, pad_edge=True, padding=(0, 2, 0, 0), header_style="dim")
    for column in shown:
        found.add_column(
            column.head,
            justify="right" if column.right else "left",
            max_width=column.max_width,
            no_wrap=column.no_wrap,
        )
    for row in rows:
        found.add_row(*(column.cell(row) for column in shown))
    return found


def lines(rows: Iterable[Row], columns: Sequence[Column[Row]]) -> Iterator[str]:
    """Return the rows for a pipe, with tabs between: a line each."""
    shown = [column for column in columns if column.only != "table"]
    for row in rows:
        yield "\t".join(visible(column.text(row)) for column in shown)


def show(rows: Iterable[Row], columns: Sequence[Column[Row]]) -> None:
    """Print the rows, on a terminal as a table."""
    if on_a_terminal():
        console().print(table(rows, columns))
    else:
        for line in lines(rows, columns):
            print(line)


def on_a_terminal() -> bool:
    """Return whether a person reads what is printed."""
    return sys.stdout.isatty()


def console() -> Console:
    """Return where tables go: nothing in a text is taken for markup, an emoji or a number."""
    return Console(markup=False, emoji=False, highlight=False)


def bullet(mark: str, text: str, style: str = "") -> Table:
    """Return a text behind a mark, its further lines indented; its line ends are kept."""
    line = Table.grid(padding=(0, 1))
    line.add_row(mark, Text("\n".join(map(visible, text.splitlines())), style=style))
    return line
