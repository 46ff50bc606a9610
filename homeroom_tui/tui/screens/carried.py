"""The list of what earlier meetings left open: tick it, take it in, or let it go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from homeroom_tui.meeting.carried import Carried
from homeroom_tui.tui.screens.lists import ListPanel
from homeroom_tui.tui.widgets.carried import item_line

if TYPE_CHECKING:
    from homeroom_tui.tui.screens.meeting_base import StepsScreen


class CarriedScreen(ListPanel[Carried, None]):
    """The open items, the newest meeting's first, above the screen that they are taken into."""

    PLACE = "carried"
    TITLE = "Still open from earlier meetings"
    KEYS: ClassVar[Mapping[str, str]] = {
        "tick": "done or not",
        "take_in": "take in",
        "let_go": "let go or not",
        "close": "back",
    }
    ON_ITEM = ("tick", "take_in", "let_go")

    def __init__(self, below: StepsScreen) -> None:
        super().__init__()
        self._below = below

    def items(self) -> Sequence[Carried]:
        return self._below.controller.carried()

    def heading(self, item: Carried) -> str:
        return item.of

    def line(self, item: Carried, width: int, *, pointed: bool) -> Content:
        line = item_line(item, width, "▸ " if pointed else "  ")
        return line.stylize("bold $accent") if pointed else line

    def keys(self) -> Mapping[str, str]:
        if self._listed and self.item.block is not None:
            return self.KEYS
        return {command: said for command, said in self.KEYS.items() if command != "take_in"}

    def choose(self, *, again: bool) -> None:
        self.do_tick() if again else self.show()

    # Commands

    def do_tick(self) -> None:
        self._do(self._below.controller.tick)

    def do_let_go(self) -> None:
        self._do(self._below.controller.let_go)

    def do_take_in(self) -> None:
        if self.item.block is None:  # there is but one thing to do with it
            self.do_tick()
            return
        self._below.dispatch(self._below.controller.take_in, self.item, self._below.cursor)
        self.show()

    def _do(self, command: Callable[[Carried], None]) -> None:
        self._below.dispatch(command, self.item)
        self.show()
