"""Bases: requests to a screen, text drawn when it changes or wrapped, a title, a line to type."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from typing import Generic, TypeVar

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from homeroom_tui.tui.text import cut, height_of, stack, visible

T = TypeVar("T")


class Request(Message, Generic[T]):
    """Asks the screen to do something with a value. (A dataclass would cost time at the start.)"""

    def __init__(self, value: T) -> None:
        super().__init__()
        self.value = value


class CachedWidget(Widget, Generic[T]):
    """Draws one value at a time, to its own width and height."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
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
        """The value as lines for this many styled_cells and rows."""
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
def styled_cells(drawn: tuple[tuple[str, str], ...]) -> Content:
    """Characters next to each other, each with its style. From second to second most are alike."""
    runs = groupby(drawn, key=lambda cell: cell[1])
    return Content("").join(
        Content.styled("".join(character for character, _ in run), style) for style, run in runs
    )


Layout = Callable[[int], Content]
"""Lays a text out: from a width in styled_cells to lines no wider than that."""


class WrappedText(Widget):
    """Draws what its layout makes of the width, as high as that becomes."""

    ALLOW_SELECT = False

    def __init__(self, lay: Layout | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lay = lay or (lambda _width: Content(""))
        self._of: object = None
        self._laid: tuple[int, Content] | None = None

    def show(self, lay: Layout, of: object = None) -> None:
        """Lay this text out from now on, unless it is one `of` the same as the last."""
        if of is None or of != self._of:
            self._lay, self._of = lay, of
            before, self._laid = self._laid, None
            as_high = before and height_of(self._content(before[0])) == height_of(before[1])
            self.refresh(layout=not as_high)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return height_of(self._content(width))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._laid = None  # how it is aligned may matter

    def render(self) -> Content:
        return self._content(self.content_size.width)

    def _content(self, width: int) -> Content:
        if self._laid is None or self._laid[0] != width:
            self._laid = width, self._lay(width)
        return self._laid[1]


class Title(WrappedText):
    """A title; if it has more lines than there is room for, the last one shown is cut."""

    def render(self) -> Content:
        return stack(cut(super().render().split("\n"), *self.content_size))


class LineInput(Input):
    """A text field of one line, in which a terminal finds nothing to obey whatever is pasted."""

    def __init__(self, text: str = "", placeholder: str = "", *, begun: bool = False) -> None:
        super().__init__(text, placeholder, compact=True, select_on_focus=not begun)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        first, *_ = event.text.splitlines() or [""]
        event.text = visible(first)
