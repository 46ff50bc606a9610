"""The top line of a screen: what this is at the left, when at the right."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content
from textual.widget import Widget

from homeroom_tui.tui.text import shorten

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def date_text(day: datetime) -> str:
    """`Wednesday 25 November`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


class Header(Widget):
    """One line; when room gets short, first the right side goes, then the left is cut."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._left = Content("")
        self._right = ""

    def show(self, left: Content, right: str = "") -> None:
        """Show these; `right` is homeroom's own words."""
        if not (self._left.is_same(left) and self._right == right):
            self._left, self._right = left, right
            self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        right = Content.styled(self._right, "$muted")
        room = width - right.cell_length - 2
        if room < min(self._left.cell_length, width // 2):
            right, room = Content(""), width
        left = self._left
        if left.cell_length > room:
            left = left[: len(shorten(left.plain, room)) - 1] + "…"
        return left + " " * (width - left.cell_length - right.cell_length) + right
