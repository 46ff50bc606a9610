"""The base of lists above a screen: a cursor, headings, and the keys for what is under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.style import Style

from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.text import hang, literal, stack
from homeroom_tui.tui.widgets.base import WrappedText

T = TypeVar("T")
R = TypeVar("R")

ROW = "homeroom_row"
"""The key, in the meta data of a style, under which a drawn item keeps its number."""


class ListPanel(HomeroomScreen[R], ModalScreen[R], Generic[T, R]):
    """Lists `items()`; the commands `ON_ITEM` apply while there is one under the cursor."""

    CSS_PATH = "../panels.tcss"
    TITLE = ""
    EMPTY: ClassVar[str] = ""
    """The words before the keys where there is no item."""

    KEYS: ClassVar[Mapping[str, str]] = {}
    """The words for each command that the foot of the list names."""

    ON_ITEM: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, cursor: int = 0) -> None:
        super().__init__()
        self.add_class("panel")
        self.cursor = cursor
        self._listed: Sequence[T] = ()
        self._tops: list[int] = []

    def items(self) -> Sequence[T]:
        """Return the items to list now."""
        raise NotImplementedError

    def heading(self, item: T) -> str:
        """The line above an item, unless it stands above the one before it; or nothing."""
        return ""

    def line(self, item: T, width: int, *, pointed: bool) -> Content:
        """An item as lines of this width, its margin included."""
        raise NotImplementedError

    def keys(self) -> Mapping[str, str]:
        """The commands named at the foot of the list now."""
        return self.KEYS

    def choose(self, *, again: bool) -> None:
        """The item under the cursor was clicked on; `again` if the cursor was there before."""
        raise NotImplementedError

    @property
    def item(self) -> T:
        """The item under the cursor. There must be one."""
        return self._listed[self.cursor]

    def above(self) -> Iterator[WrappedText]:
        """Yield the widgets above the list."""
        yield WrappedText(lambda _width: Content.styled(self.TITLE, "bold"))

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield from self.above()
            with VerticalScroll(can_focus=False, id="choices"):
                yield WrappedText()
            yield WrappedText(id="keys")

    def on_screen_resume(self) -> None:
        self.show()

    def show(self) -> None:
        """Show what there is now, with the cursor in sight."""
        self._listed = self.items()
        self.cursor = max(0, min(self.cursor, len(self._listed) - 1))
        self.query_one("#choices WrappedText", WrappedText).show(self._lay)
        empty = "" if self._listed else self.EMPTY
        keys = self.query_one("#keys", WrappedText)
        keys.display = bool(self.keys())
        keys.show(lambda width: self.key_line(self.keys(), width, empty))
        self.call_after_refresh(self._keep_in_sight)
        self.refresh_bindings()

    def _lay(self, width: int) -> Content:
        parts: list[Content] = []
        self._tops = []
        before = ""
        for number, item in enumerate(self._listed):
            heading = self.heading(item)
            if heading != before:
                before = heading
                parts.append(hang(literal(heading).stylize("$muted"), width))
            self._tops.append(sum(part.plain.count("\n") + 1 for part in parts))
            line = self.line(item, width, pointed=number == self.cursor)
            parts.append(line.stylize(Style.from_meta({ROW: number})))
        return stack(parts)

    def _keep_in_sight(self) -> None:
        if self._tops:
            scroll = self.query_one("#choices", VerticalScroll)
            scroll.scroll_to_region(Region(0, self._tops[self.cursor], 1, 1), animate=False)

    def can(self, command: str) -> bool:
        if command in (*self.ON_ITEM, "choice_up", "choice_down"):
            return bool(self._listed)
        return super().can(command)

    def do_choice_up(self) -> None:
        self._move(-1)

    def do_choice_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        """Move the cursor, from the last item to the first and back again."""
        self.cursor = (self.cursor + by) % len(self._listed)
        self.show()

    def on_click(self, event: events.Click) -> None:
        if (number := event.style.meta.get(ROW)) is not None:
            again, self.cursor = number == self.cursor, number
            self.choose(again=again)
