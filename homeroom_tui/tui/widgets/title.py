"""A title over as many lines as there is room for."""

from __future__ import annotations

from textual.content import Content

from homeroom_tui.tui.text import stack
from homeroom_tui.tui.widgets.wrapped_text import Flow


class Title(Flow):
    """Where the title has more lines than there is room for, the last one shown is cut."""

    def render(self) -> Content:
        lines = super().render().split("\n")
        width, height = self.content_size
        if len(lines) > height > 0:
            lines[height - 1 :] = [lines[height - 1].truncate(max(width - 1, 0)) + "…"]
        return stack(lines)
