"""The countdown, in digits three rows high; one row of text where there is no room."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from homeroom_tui.tui.widgets.drawn import Drawn

ROWS = 3
GLYPHS = {
    "0": ("██▀██", "██ ██", "██▄██"),
    "1": (" ▄██ ", "  ██ ", " ▄██▄"),
    "2": ("▀▀▀██", "██▀▀▀", "██▄▄▄"),
    "3": ("▀▀▀██", " ▀▀██", "▄▄▄██"),
    "4": ("██ ██", "▀▀▀██", "   ██"),
    "5": ("██▀▀▀", "▀▀▀██", "▄▄▄██"),
    "6": ("██▀▀▀", "██▀██", "██▄██"),
    "7": ("▀▀▀██", "   ██", "   ██"),
    "8": ("██▀██", "██▀██", "██▄██"),
    "9": ("██▀██", "▀▀▀██", "▄▄▄██"),
    ":": ("▄▄", "  ", "▀▀"),
    "+": ("  ▄  ", "▀▀█▀▀", "     "),
}
"""Each drawn in half rows, all digits equally wide, so that nothing moves when a second passes."""

USUAL = "00:00"
"""There is always room for this, so that nothing moves at ten minutes or at zero."""


class Count(NamedTuple):
    """What the countdown says, in the characters of `GLYPHS`, and its colour."""

    text: str
    colour: str


def glyphs(text: str) -> list[str]:
    """The text in rows of half blocks."""
    return [" ".join(GLYPHS[character][row] for character in text) for row in range(ROWS)]


class Countdown(Drawn[Count]):
    """Shows the time that the present block still has, at the right edge of its room."""

    def show(self, value: Count) -> None:
        widened = self._value is None or len(self._value.text) != len(value.text)
        super().show(value)
        if widened:
            self.refresh(layout=True)

    def draw(self, value: Count, width: int, height: int) -> Content:
        rows = glyphs(value.text)
        if height < ROWS or cell_len(rows[0]) > width:
            return Content.styled(value.text, f"bold {value.colour}")
        return Content.styled("\n".join(row.rjust(width) for row in rows), f"bold {value.colour}")

    def get_content_width(self, container: Size, viewport: Size) -> int:
        text = "" if self._value is None else self._value.text
        return max(cell_len(glyphs(shown)[0]) for shown in (text, USUAL))
