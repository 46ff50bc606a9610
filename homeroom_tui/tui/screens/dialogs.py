"""Questions and forms, asked above the screen at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from homeroom_tui.tui.screens.base import BY_HEIGHT, YES_OR_NO, Choice, FormField, HomeroomScreen
from homeroom_tui.tui.screens.lists import ListPanel
from homeroom_tui.tui.text import hang, literal
from homeroom_tui.tui.widgets.base import LineInput, WrappedText


class QuestionScreen(ListPanel[Choice, str | None]):
    """Asks, and hands back the value of the answer chosen, or None where nobody chose.

    `question`, `text` and the labels may be anybody's text: they show letter for letter.
    """

    PLACE = "question"
    VERTICAL_BREAKPOINTS = [*BY_HEIGHT[:-1], (24, "-middle"), BY_HEIGHT[-1]]  # noqa: RUF012

    def __init__(
        self,
        question: str,
        text: str = "",
        choices: Sequence[Choice] = YES_OR_NO,
        *,
        cursor: int = 0,
    ) -> None:
        super().__init__(cursor=cursor)
        self._question = question
        self._text = text
        self._choices = tuple(choices)
        below = self.app.screen_stack[-1]
        if isinstance(below, HomeroomScreen):
            self.add_class(f"-in-{below.PLACE}")

    def above(self) -> Iterator[WrappedText]:
        question = literal(self._question).stylize("bold")
        yield WrappedText(lambda width: hang(question, width), id="question")
        if self._text:
            text = literal(self._text, lines=True)
            yield WrappedText(lambda width: hang(text, width), id="text")

    def items(self) -> Sequence[Choice]:
        return self._choices

    def line(self, item: Choice, width: int, *, pointed: bool) -> Content:
        key = f"{item.key}  " if any(choice.key for choice in self._choices) else ""
        mark = ("▸ " if pointed else "  ") + (key.rjust(3) if key else "")
        line = hang(literal(item.label), width, mark)
        return line.stylize("bold $accent" if pointed else "$foreground")

    def choose(self, *, again: bool) -> None:
        self.do_choose()

    def do_choose(self) -> None:
        self.dismiss(self.item.value)

    def on_key(self, event: events.Key) -> None:
        for choice in self._choices:
            if choice.key and event.character == choice.key:
                event.stop()
                self.dismiss(choice.value)
                return


class FormScreen(HomeroomScreen[list[Any] | None], ModalScreen[list[Any] | None]):
    """Hands back what the fields read, in their order, or None where nothing was to be done."""

    PLACE = "entry"
    CSS_PATH = "../panels.tcss"

    def __init__(self, question: str, fields: Sequence[FormField]) -> None:
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
                yield LineInput(field.text, begun=field.begun)
            yield WrappedText(
                lambda width: self.key_line({"close": "cancel"}, width, "Enter: OK"), id="said"
            )

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
