"""The question which block to go to, answered by its number, a part of its name, or the arrows."""

from __future__ import annotations

from textual import events

from homeroom_tui.controller import blocks_called
from homeroom_tui.meeting.view import View
from homeroom_tui.tui.screens.base import Choice
from homeroom_tui.tui.screens.dialogs import QuestionScreen
from homeroom_tui.tui.text import hang, literal
from homeroom_tui.tui.widgets.agenda import title_of
from homeroom_tui.tui.widgets.base import WrappedText

ASK = "Type its number or a part of its name."


class GoToScreen(QuestionScreen):
    """Hands back the id of a block; what is typed moves the cursor, a whole number goes at once."""

    PLACE = "entry"

    def __init__(self, view: View) -> None:
        self._view = view
        self._typed = ""
        choices = [Choice(line.id, title_of(line.block), str(line.number)) for line in view.blocks]
        at = next((i for i, c in enumerate(choices) if c.value == view.next), 0)
        super().__init__("Go to which block?", ASK, choices, cursor=at)

    def on_key(self, event: events.Key) -> None:
        event.prevent_default()  # a digit alone is no answer where there are ten blocks
        match event.key:
            case "enter":
                self.do_choose()
            case "up":
                self.do_choice_up()
            case "down":
                self.do_choice_down()
            case "backspace":
                self._find(self._typed[:-1])
            case _ if event.is_printable and event.character:
                self._find(self._typed + event.character)
            case _:
                return
        event.stop()

    def _find(self, typed: str) -> None:
        self._typed = typed
        found = blocks_called(self._view, typed)
        said = f"▸ {typed}" if typed else ASK
        if typed.strip() and not found:
            said += "\nNo block has that number, or that in its name."
        self.query_one("#text", WrappedText).show(
            lambda width: hang(literal(said, lines=True), width)
        )
        if found:
            self.cursor = found[0].number - 1
            self.show()
        longer = [line for line in self._view.blocks if str(line.number).startswith(typed)]
        if typed.isdecimal() and found == longer[:1] == longer:
            self.do_choose()
