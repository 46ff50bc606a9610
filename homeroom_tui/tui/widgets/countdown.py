"""The countdown, in digits as large as the space allows, or in one row of text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct
from textual.content import Content
from textual.geometry import Size

from homeroom_tui.tui.widgets.base import CachedWidget

LOWEST = 3
"""Rows. Lower digits would be no larger than text."""

SEGMENTS = {
    "0": "abcdef", "1": "", "2": "abdeg", "3": "abcdg", "4": "bcfg", "5": "acdfg",
    "6": "acdefg", "7": "abc", "8": "abcdefg", "9": "abcdfg",
}  # fmt: skip
"""The strokes of each digit, out of seven: from the top one clockwise, the middle one last."""

HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


class Box(Struct, frozen=True):
    """A filled rectangle: from this cell and half row up to, but not with, the others."""

    left: int
    top: int
    right: int
    bottom: int


class DigitFont:
    """The measures of digits that many rows high: cells across, half rows down."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.height = 2 * rows
        self.width = round(self.height * 5 / 6)
        self.stem = max(2, round(self.width * 0.32))
        self.bar = max(1, round(self.height * 0.17))
        self.gap = max(1, round(self.width * 0.2))
        self._drawn: dict[str, list[str]] = {}

    def cells(self, text: str) -> int:
        """Return how wide the text is."""
        return sum(map(self._width, text)) + self.gap * (len(text) - 1)

    def draw(self, text: str) -> list[str]:
        """The text in rows, all equally long."""
        for character in text:
            if character not in self._drawn:
                self._drawn[character] = list(self._rows(character))
        glyphs = (self._drawn[character] for character in text)
        return [(" " * self.gap).join(parts) for parts in zip(*glyphs, strict=True)]

    def _width(self, character: str) -> int:
        return self.stem if character == ":" else self.width

    def _rows(self, character: str) -> Iterator[str]:
        boxes = list(self._boxes(character))
        width = self._width(character)

        def filled(x: int, y: int) -> bool:
            return any(b.left <= x < b.right and b.top <= y < b.bottom for b in boxes)

        for y in range(0, self.height, 2):
            yield "".join(HALVES[filled(x, y), filled(x, y + 1)] for x in range(width))

    def _boxes(self, character: str) -> Iterator[Box]:
        width, height, stem, bar = self.width, self.height, self.stem, self.bar
        middle = (height - bar) // 2
        if character == ":":
            dot = max(bar, round(stem * 0.6))
            yield Box(0, height // 4, stem, height // 4 + dot)
            yield Box(0, height - height // 4 - dot, stem, height - height // 4)
        elif character == "+":
            arm = bar + (width - bar) % 2  # as odd or even as the width, so as to be in the middle
            left, reach = (width - arm) // 2, min((width - arm) // 2, middle)
            yield Box(0, middle, width, middle + bar)
            yield Box(left, middle - reach, left + arm, middle + bar + reach)
        elif character == "1":
            left = (width - stem + 1) // 2
            yield Box(left, 0, left + stem, height)
            yield Box(left - stem // 2, bar, left, 2 * bar)
            yield Box(left - stem // 2, height - bar, left + stem + stem // 2, height)
        else:
            strokes = {
                "a": Box(0, 0, width, bar),
                "b": Box(width - stem, 0, width, middle + bar),
                "c": Box(width - stem, middle, width, height),
                "d": Box(0, height - bar, width, height),
                "e": Box(0, middle, stem, height),
                "f": Box(0, 0, stem, middle + bar),
                "g": Box(0, middle, width, middle + bar),
            }
            yield from (strokes[name] for name in SEGMENTS[character])


def largest_font(text: str, width: int, rows: int) -> DigitFont | None:
    """The largest digits in which the text fits in so many cells and rows; None: there are none."""
    fonts = (DigitFont(high) for high in range(rows, LOWEST - 1, -1))
    return next((font for font in fonts if font.cells(text) <= width), None)


USUAL = "00:00"
"""There is always room for this, so that nothing moves at ten minutes or at zero."""


class Count(Struct, frozen=True):
    """The text of the countdown, in digits, `:` and `+`, and its color."""

    text: str
    color: str


@lru_cache(maxsize=4)
def font_for(length: int, width: int, rows: int) -> DigitFont | None:
    """The largest digits for any text of that length, or for the usual one if that is longer."""
    hours = length > len("+00:00")
    text = "0:00:00".rjust(length, "0") if hours else USUAL.rjust(length, "0")
    return largest_font(text, width, rows)


class Countdown(CachedWidget[Count]):
    """Shows the time that the present block still has; beside words, its last digit stays."""

    def show(self, value: Count) -> None:
        longer = self._value is None or len(self._value.text) != len(value.text)
        super().show(value)
        if longer:
            self.refresh(layout=True)

    def draw(self, value: Count, width: int, height: int) -> Content:
        font = font_for(len(value.text), width, height)
        if font is None:
            return Content.styled(value.text, f"bold {value.color}")
        lines = font.draw(value.text)
        if self.styles.width is not None and self.styles.width.is_auto:
            lines = [line.rjust(font.cells(USUAL)) for line in lines]
        return Content.styled("\n".join(lines), f"bold {value.color}")

    def get_content_width(self, container: Size, viewport: Size) -> int:
        rows = self.styles.height
        font = DigitFont(max(LOWEST, rows.cells or 0) if rows is not None else LOWEST)
        text = USUAL if self._value is None else self._value.text
        return max(map(font.cells, (text, USUAL)))
