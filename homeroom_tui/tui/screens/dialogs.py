"""Questions and forms, asked above the screen at hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Input

from homeroom_tui.tui.screens.base import BY_HEIGHT, YES_OR_NO, Choice, FormField, HomeroomScreen
from homeroom_tui.tui.text import hang, literal
from homeroom_tui.tui.widgets.base import LineInput, WrappedText

CHOICE = "homeroom_choice"
"""The key, in the meta data of a style, under which a drawn answer keeps its number."""


class QuestionScreen(HomeroomScreen[str | None], ModalScreen[str | None]):
    """Asks, and hands back the value of the answer chosen, or None where nobody chose.

    `question`, `text` and the labels may be anybody's text: they show letter for letter.
    """

    PLACE = "question"
    CSS_PATH = "../panels.tcss"
    VERTICAL_BREAKPOINTS = [*BY_HEIGHT[:-1], (24, "-middle"), BY_HEIGHT[-1]]  # noqa: RUF012

    cursor: reactive[int] = reactive(0, init=False)

    def __init__(
        self,
        question: str,
        text: str = "",
        choices: Sequence[Choice] = YES_OR_NO,
        *,
        cursor: int = 0,
    ) -> None:
        super().__init__()
        self.add_class("panel")
        self._question = question
        self._text = text
        self._choices = tuple(choices)
        self.set_reactive(QuestionScreen.cursor, cursor)
        below = self.app.screen_stack[-1]
        if isinstance(below, HomeroomScreen):
            self.add_class(f"-in-{below.PLACE}")

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            question = literal(self._question).stylize("bold")
            yield WrappedText(lambda width: hang(question, width), id="question")
            if self._text:
                yield WrappedText(
                    lambda width: hang(literal(self._text, lines=True), width), id="text"
                )
            with VerticalScroll(can_focus=False, id="choices"):
                for number in range(len(self._choices)):
                    yield WrappedText(partial(self._line, number))

    def _line(self, number: int, width: int) -> Content:
        choice = self._choices[number]
        chosen = number == self.cursor
        key = f"{choice.key}  " if any(choice.key for choice in self._choices) else ""
        mark = ("▸ " if chosen else "  ") + (key.rjust(3) if key else "")
        line = hang(literal(choice.label), width, mark)
        line = line.stylize("bold $accent" if chosen else "$foreground")
        return line.stylize(Style.from_meta({CHOICE: number}))

    def watch_cursor(self) -> None:
        lines = list(self.query("#choices WrappedText").results(WrappedText))
        for number, line in enumerate(lines):
            line.show(partial(self._line, number))
        lines[self.cursor].scroll_visible(animate=False)

    def do_choice_up(self) -> None:
        self.cursor = (self.cursor - 1) % len(self._choices)

    def do_choice_down(self) -> None:
        self.cursor = (self.cursor + 1) % len(self._choices)

    def do_choose(self) -> None:
        self.dismiss(self._choices[self.cursor].value)

    def on_click(self, event: events.Click) -> None:
        if (number := event.style.meta.get(CHOICE)) is not None:
            self.dismiss(self._choices[number].value)

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
