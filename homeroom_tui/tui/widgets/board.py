"""The groups of a board, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from homeroom_tui.room import board
from homeroom_tui.room.board import GroupRow, Standing
from homeroom_tui.tui.text import shorten, visible
from homeroom_tui.tui.widgets.session_list import SessionList, SessionRow
from homeroom_tui.wording import TimeOfDay

NAME_CELLS = 28
"""Cells that a group's name may take at most."""

ROOM_FOR_SPEAKER = 84
"""Cells of width from which it is told who speaks."""

ROOM_FOR_WEEK = 64
SPEAKER_CELLS = 16

KINDS = {
    Standing.ASKS: "late",
    Standing.SILENT: "late",
    Standing.PAST: "late",
    Standing.LATE: "late",
    Standing.OVERTIME: "near",
    Standing.ON_TIME: "fine",
}


class BoardList(SessionList):
    """The groups, those who need help most first. The cursor stays on its group once moved."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "board-list--late",
        "board-list--near",
        "board-list--fine",
    }

    def __init__(self, times: TimeOfDay) -> None:
        super().__init__()
        self._times = times
        self._groups: dict[str, GroupRow] = {}
        self._name_cells = 0
        self.chosen = False

    @property
    def group(self) -> GroupRow | None:
        """The group under the cursor."""
        return None if self.row is None else self._groups[self.row.key]

    def show_groups(self, rows: Sequence[GroupRow]) -> None:
        """Show these groups."""
        self._groups = {row.id: row for row in rows}
        names = (cell_len(visible(row.name)) for row in rows)
        self._name_cells = min(NAME_CELLS, max(names, default=0))
        self.show_rows([SessionRow(row.id, row.name) for row in rows])
        if not self.chosen:
            self.point(0)

    def move(self, by: int) -> None:
        self.chosen = True
        super().move(by)

    def _strip(self, row: SessionRow, width: int, cursor: bool) -> Strip:
        group = self._groups[row.key]
        week = f"W{group.week}" if group.week is not None else ""
        speaks = group.view.round.name if group.view.round else ""
        kind = KINDS.get(group.standing, "muted")
        name = min(self._name_cells, max(width // 3, 8))
        head = [
            (f"{'▸' if cursor else ' '} {board.MARKS[group.standing]} ", kind),
            (_cell(group.name, name), "title"),
            (f"  {week:<4}" if width >= ROOM_FOR_WEEK else " ", "muted"),
            (f"{board.block(group):>5}", "muted"),
            (f" {board.left(group):>8}  ", "title"),
        ]
        tail = []
        if width >= ROOM_FOR_SPEAKER and speaks:
            tail = [(_cell(f"▸ {speaks}", SPEAKER_CELLS), "muted")]
        room = max(width - sum(cell_len(text) for text, _ in [*head, *tail]), 0)
        state = (_cell(board.state(group, self._times), room), kind)
        base = self.get_component_rich_style("session-list--cursor") if cursor else self.rich_style
        segments = [Segment(text, base + self._style(kind)) for text, kind in [*head, state, *tail]]
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, kind: str) -> Style:
        prefix = "session-list" if kind in ("title", "muted") else "board-list"
        return self.get_component_rich_style(f"{prefix}--{kind}", partial=True)


def _cell(text: str, cells: int) -> str:
    return set_cell_size(shorten(visible(text), cells), cells)
