"""Header and footer of a screen: its title and time, and the commands that apply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec import Struct
from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from homeroom_tui.tui.text import COMMAND, button, shorten


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


GAP = 3
"""Cells between two entries of the footer."""


class FooterItem(Struct, frozen=True):
    """A command as the footer shows it; `priority` says how long it stays when room gets short."""

    id: str
    key: str
    label: str
    help: str
    priority: int


class FooterEntry(Struct, frozen=True):
    """Items shown together because they share a label: `+ − Minute`."""

    items: tuple[FooterItem, ...]

    @property
    def label(self) -> str:
        return self.items[0].label

    @property
    def priority(self) -> int:
        return self.items[0].priority

    @property
    def cells(self) -> int:
        return sum(cell_len(item.key) + 1 for item in self.items) + cell_len(self.label)


def entries_that_fit(items: Iterable[FooterItem], width: int) -> list[FooterEntry]:
    """The entries of highest priority that fit in `width` cells, in the order of the items."""
    entries = [
        FooterEntry(tuple(group)) for _, group in groupby(items, key=lambda item: item.label)
    ]
    fitting = [entry for entry in entries if entry.priority > 0]
    while fitting and sum(entry.cells + GAP for entry in fitting) - GAP > width:
        fitting.remove(min(reversed(fitting), key=lambda entry: entry.priority))
    return fitting


class Footer(Widget):
    """Shows items on one line and never scrolls; the command `leave` stands at the right.

    A click on an entry is a click on a `button` of `tui.text`, which the screen understands.
    """

    ALLOW_SELECT = False

    hovered: reactive[str | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[FooterItem, ...] = ()

    def show_items(self, items: Sequence[FooterItem]) -> None:
        if self._items != tuple(items):
            self._items = tuple(items)
            self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        entries = entries_that_fit(self._items, width)
        left = [entry for entry in entries if entry.items[0].id != "leave"]
        right = [entry for entry in entries if entry.items[0].id == "leave"]
        gap = Content(" " * GAP)
        start, end = gap.join(map(self._draw, left)), gap.join(map(self._draw, right))
        return start + " " * (width - start.cell_length - end.cell_length) + end

    def _draw(self, entry: FooterEntry) -> Content:
        keys = [
            button(Content.styled(item.key + " ", self._style(item, "bold $accent")), item.id)
            for item in entry.items
        ]
        first = entry.items[0]
        label = Content.styled(entry.label, self._style(first, "$text-muted"))
        return Content("").join([*keys, button(label, first.id)])

    def _style(self, item: FooterItem, style: str) -> str:
        return "bold $foreground" if item.id == self.hovered else style

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.hovered = event.style.meta.get(COMMAND)

    def on_leave(self) -> None:
        self.hovered = None

    def watch_hovered(self, hovered: str | None) -> None:
        self.tooltip = next((item.help for item in self._items if item.id == hovered), None)
