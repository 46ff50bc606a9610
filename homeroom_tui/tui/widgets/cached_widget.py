"""A widget of few lines that is drawn anew only when what it shows looks different."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Generic, TypeVar

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

T = TypeVar("T")


class Drawn(Widget, Generic[T]):
    """Draws one value at a time, to its own width and height."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._value: T | None = None
        self._content = Content("")
        self._drawn_for: tuple[T | None, Size] | None = None

    def show(self, value: T) -> None:
        """Show this value from now on."""
        self._value = value
        before = self._content
        if not before.is_same(self._draw()):
            self.refresh()

    def draw(self, value: T, width: int, height: int) -> Content:
        """The value as lines for this many cells and rows."""
        raise NotImplementedError

    def render(self) -> Content:
        return self._draw()

    def _draw(self) -> Content:
        value, size = self._value, self.content_size
        if self._drawn_for != (value, size):
            self._drawn_for = value, size
            if value is None or not size.width:
                self._content = Content("")
            else:
                self._content = self.draw(value, *size)
        return self._content


@lru_cache(maxsize=8)
def cells(drawn: tuple[tuple[str, str], ...]) -> Content:
    """Characters next to each other, each with its style. From second to second most are alike."""
    runs = groupby(drawn, key=lambda cell: cell[1])
    return Content("").join(
        Content.styled("".join(character for character, _ in run), style) for style, run in runs
    )
