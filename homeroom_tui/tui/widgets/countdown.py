"""The countdown, in digits as large as its room; one row of text where there is none for them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from textual.content import Content
from textual.geometry import Size

from homeroom_tui.tui.widgets.cached_widget import Drawn
from homeroom_tui.tui.widgets.digits import LOWEST, Cut, largest

USUAL = "00:00"
"""There is always room for this, so that nothing moves at ten minutes or at zero."""


class Count(NamedTuple):
    """What the countdown says, in digits, `:` and `+`, and its colour."""

    text: str
    colour: str


@lru_cache(maxsize=4)
def cut_for(length: int, width: int, rows: int) -> Cut | None:
    """The largest digits for any text of that length, or for the usual one if that is longer."""
    hours = length > len("+00:00")
    text = "0:00:00".rjust(length, "0") if hours else USUAL.rjust(length, "0")
    return largest(text, width, rows)


class Countdown(Drawn[Count]):
    """Shows the time that the present block still has, the last digit always at one place."""

    def show(self, value: Count) -> None:
        longer = self._value is None or len(self._value.text) != len(value.text)
        super().show(value)
        if longer:
            self.refresh(layout=True)

    def draw(self, value: Count, width: int, height: int) -> Content:
        cut = cut_for(len(value.text), width, height)
        if cut is None:
            return Content.styled(value.text, f"bold {value.colour}")
        usual = cut.cells(USUAL)
        lines = [line.rjust(usual) for line in cut.draw(value.text)]
        above = [""] * ((height - cut.rows) // 2)
        return Content.styled("\n".join(above + lines), f"bold {value.colour}")

    def get_content_width(self, container: Size, viewport: Size) -> int:
        rows = self.styles.height
        cut = Cut(max(LOWEST, rows.cells or 0) if rows is not None else LOWEST)
        text = USUAL if self._value is None else self._value.text
        return max(map(cut.cells, (text, USUAL)))
