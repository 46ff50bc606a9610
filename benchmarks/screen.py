"""The screen of a terminal after everything that a program has written to it."""

from __future__ import annotations

import re
from collections.abc import Callable

from rich.cells import cell_len

TOKEN = re.compile(
    r"(?P<escape>\x1b\[(?P<numbers>[0-9;:]*)(?P<private>[<-?]?[0-9;:]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*[0-~])"
    r"|(?P<control>[\x00-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
)
UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]P_^X][^\x07\x1b]*\x1b?|[ -/]*)?\Z")


class Screen:
    """Cells of text, without their colours. Knows the sequences that full-screen programs use."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.column = self.row = 0
        self._rest = ""
        self._cells = [self._blank() for _ in range(rows)]

    @property
    def lines(self) -> list[str]:
        return ["".join(row).rstrip() for row in self._cells]

    def __contains__(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def feed(self, text: str) -> None:
        """Take in what was written; a sequence that is cut off waits for its rest."""
        text = self._rest + text
        cut = UNFINISHED.search(text)
        self._rest = text[cut.start() :] if cut else ""
        for token in TOKEN.finditer(text[: cut.start()] if cut else text):
            if token["text"]:
                self._write(token["text"])
            elif token["control"]:
                self._control(token["control"])
            elif token["final"] and not token["private"]:
                numbers = [int(n or 0) for n in re.split("[;:]", token["numbers"])]
                self._sequence(token["final"], numbers)

    def _blank(self) -> list[str]:
        return [" "] * self.columns

    def _write(self, text: str) -> None:
        for character in text:
            width = cell_len(character)
            if not width:
                continue
            if self.column + width > self.columns:
                self._control("\r")
                self._control("\n")
            self._cells[self.row][self.column : self.column + width] = [character, ""][:width]
            self.column += width

    def _control(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(self.column - 1, 0)
        elif character == "\n" and self.row + 1 < self.rows:
            self.row += 1
        elif character == "\n":
            self._cells = [*self._cells[1:], self._blank()]

    def _sequence(self, final: str, numbers: list[int]) -> None:
        if (done := _SEQUENCES.get(final)) is not None:
            done(self, numbers)
            self.row = max(0, min(self.row, self.rows - 1))
            self.column = max(0, min(self.column, self.columns - 1))

    def _place(self, numbers: list[int]) -> None:
        row, column = [*numbers, 0, 0][:2]
        self.row, self.column = max(row, 1) - 1, max(column, 1) - 1

    def _up(self, numbers: list[int]) -> None:
        self.row -= max(numbers[0], 1)

    def _down(self, numbers: list[int]) -> None:
        self.row += max(numbers[0], 1)

    def _right(self, numbers: list[int]) -> None:
        self.column += max(numbers[0], 1)

    def _left(self, numbers: list[int]) -> None:
        self.column -= max(numbers[0], 1)

    def _to_column(self, numbers: list[int]) -> None:
        self.column = max(numbers[0], 1) - 1

    def _to_row(self, numbers: list[int]) -> None:
        self.row = max(numbers[0], 1) - 1

    def _erase_line(self, numbers: list[int]) -> None:
        row = self._cells[self.row]
        start = 0 if numbers[0] else self.column
        end = self.column + 1 if numbers[0] == 1 else self.columns
        row[start:end] = [" "] * (end - start)

    def _erase(self, numbers: list[int]) -> None:
        self._erase_line(numbers)
        gone = range(self.row) if numbers[0] == 1 else range(self.row + 1, self.rows)
        for row in range(self.rows) if numbers[0] >= 2 else gone:
            self._cells[row] = self._blank()


_SEQUENCES: dict[str, Callable[[Screen, list[int]], None]] = {
    "H": Screen._place,
    "f": Screen._place,
    "A": Screen._up,
    "B": Screen._down,
    "C": Screen._right,
    "D": Screen._left,
    "G": Screen._to_column,
    "d": Screen._to_row,
    "K": Screen._erase_line,
    "J": Screen._erase,
}
