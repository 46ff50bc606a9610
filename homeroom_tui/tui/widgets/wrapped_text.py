"""A text that is laid out anew for whatever width it gets."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

Layout = Callable[[int], Content]
"""Lays a text out: from a width in cells to lines no wider than that."""


class Flow(Widget):
    """Draws what its layout makes of the width, as high as that becomes."""

    ALLOW_SELECT = False

    def __init__(self, lay: Layout | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lay = lay or (lambda _width: Content(""))
        self._laid: tuple[int, Content] | None = None

    def show(self, lay: Layout) -> None:
        """Lay this text out from now on."""
        self._lay = lay
        self._laid = None
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._content(width).plain.count("\n") + 1

    def render(self) -> Content:
        return self._content(self.content_size.width)

    def _content(self, width: int) -> Content:
        if self._laid is None or self._laid[0] != width:
            self._laid = width, self._lay(width)
        return self._laid[1]
