"""A line or two to type, asked below the screen at hand, which stays in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from homeroom_tui.tui.screens.base import Field, HomeroomScreen
from homeroom_tui.tui.text import hang, literal
from homeroom_tui.tui.widgets.base import LineInput, WrappedText

KEYS = "Enter: done · Esc: leave it as it is"


class EntryScreen(HomeroomScreen[list[Any] | None], ModalScreen[list[Any] | None]):
    """Hands back what the fields read, in their order, or None where nothing was to be done."""

    PLACE = "entry"
    CSS_PATH = "../entry.tcss"

    def __init__(self, question: str, fields: Sequence[Field]) -> None:
        super().__init__()
        self.add_class("panel")
        self._question = literal(question).stylize("bold")
        self._fields = tuple(fields)

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield WrappedText(lambda width: hang(self._question, width))
            for field in self._fields:
                label = literal(field.label)
                yield WrappedText(lambda width, label=label: hang(label, width))  # type: ignore[misc]
                yield LineInput(field.text)
            yield WrappedText(lambda width: hang(literal(KEYS), width), id="said")

    def on_mount(self) -> None:
        self.query(Input).first().focus()

    def on_input_submitted(self) -> None:
        values = []
        for field, entry in zip(self._fields, self.query(Input), strict=True):
            try:
                values.append(field.read(entry.value))
            except ValueError as error:
                self._say_wrong(str(error))
                entry.focus()
                return
        self.dismiss(values)

    def _say_wrong(self, sentence: str) -> None:
        said = literal(sentence).stylize("$warning")
        self.query_one("#said", WrappedText).show(lambda width: hang(said, width, "! "))
