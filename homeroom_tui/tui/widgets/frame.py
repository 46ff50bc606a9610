"""The line between the blocks and the verdict; a signal is said in it, calmly."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from homeroom_tui.tui.text import shorten, visible
from homeroom_tui.tui.widgets.cached_widget import Drawn

LEAD = "──"


class Frame(Drawn[str]):
    """A rule across the screen with a sentence in it, if there is one."""

    def draw(self, value: str, width: int, height: int) -> Content:
        said = shorten(f" ● {visible(value)} ", max(width - 2 * len(LEAD), 0)) if value else ""
        rest = "─" * max(width - len(LEAD) - cell_len(said), 0)
        return (
            Content.styled(LEAD[:width], "$rule")
            + Content.styled(said, "bold $phase-closing")
            + Content.styled(rest, "$rule")
        )
