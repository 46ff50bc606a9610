"""The list of what earlier meetings left open: tick it, take it in, or let it go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen

from homeroom_tui.meeting.carried import Carried
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.text import hang, literal, stack
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.carried import ITEM, item_line

if TYPE_CHECKING:
    from homeroom_tui.tui.screens.meeting_base import StepsScreen

KEYS = {"tick": "done or not", "take_in": "take in", "let_go": "let go or not", "close": "back"}
"""What each key is said to do at the foot of the list."""


class CarriedScreen(HomeroomScreen[None], ModalScreen[None]):
    """What is open, the newest meeting's first, above the screen that it is taken into."""

    PLACE = "carried"
    CSS_PATH = "../panels.tcss"

    def __init__(self, below: StepsScreen) -> None:
        super().__init__()
        self.add_class("panel")
        self._below = below
        self._cursor = 0
        self._open: Sequence[Carried] = ()
        self._tops: list[int] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield WrappedText(lambda _: Content.styled("Still open from earlier meetings", "bold"))
            with VerticalScroll(can_focus=False, id="choices"):
                yield WrappedText()
            yield WrappedText(self._lay_keys, id="text")

    def on_mount(self) -> None:
        self._show()

    @property
    def _item(self) -> Carried:
        return self._open[self._cursor]

    def _show(self) -> None:
        self._open = self._below.controller.carried()
        self._cursor = max(0, min(self._cursor, len(self._open) - 1))
        self.query_one("#choices WrappedText", WrappedText).show(self._lay)
        self.query_one("#text", WrappedText).show(self._lay_keys)
        self.call_after_refresh(self._keep_in_sight)
        self.refresh_bindings()

    def _lay(self, width: int) -> Content:
        parts: list[Content] = []
        self._tops = []
        before = ""
        for number, item in enumerate(self._open):
            if item.of != before:
                before = item.of
                parts.append(hang(literal(before).stylize("$muted"), width))
            self._tops.append(sum(part.plain.count("\n") + 1 for part in parts))
            pointed = number == self._cursor
            line = item_line(item, number, width, "▸ " if pointed else "  ")
            parts.append(line.stylize("bold $accent") if pointed else line)
        return stack(parts)

    def _lay_keys(self, width: int) -> Content:
        no_block = not self._open or self._item.block is None
        said = {key: what for key, what in KEYS.items() if key != "take_in" or not no_block}
        return self.key_line(said, width)

    def _keep_in_sight(self) -> None:
        if self._tops:
            scroll = self.query_one("#choices", VerticalScroll)
            scroll.scroll_to_region(Region(0, self._tops[self._cursor], 1, 1), animate=False)

    # Commands

    def can(self, command: str) -> bool:
        match command:
            case "tick" | "take_in" | "let_go" | "choice_up" | "choice_down":
                return bool(self._open)
        return super().can(command)

    def do_choice_up(self) -> None:
        self._cursor -= 1
        self._show()

    def do_choice_down(self) -> None:
        self._cursor += 1
        self._show()

    def do_tick(self) -> None:
        self._do(self._below.controller.tick)

    def do_let_go(self) -> None:
        self._do(self._below.controller.let_go)

    def do_take_in(self) -> None:
        if self._item.block is None:  # there is but one thing to do with it
            self.do_tick()
            return
        self._below.dispatch(self._below.controller.take_in, self._item, self._below.cursor)
        self._show()

    def _do(self, command: Callable[[Carried], None]) -> None:
        self._below.dispatch(command, self._item)
        self._show()

    def on_click(self, event: events.Click) -> None:
        if (number := event.style.meta.get(ITEM)) is not None:
            again, self._cursor = number == self._cursor, number
            self.do_tick() if again else self._show()
