"""A question with a few answers to choose from, asked above the screen at hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.style import Style

from homeroom_tui.tui.screens.base import BY_HEIGHT, YES_OR_NO, Choice, HomeroomScreen
from homeroom_tui.tui.text import hang, literal
from homeroom_tui.tui.widgets.base import WrappedText

CHOICE = "homeroom_choice"
"""The key, in the meta data of a style, under which a drawn answer keeps its number."""


class QuestionScreen(HomeroomScreen[str | None], ModalScreen[str | None]):
    """Asks, and hands back the value of the answer chosen, or None where nobody chose.

    `question`, `text` and the labels may be anybody's text: they show letter for letter.
    """

    PLACE = "question"
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
