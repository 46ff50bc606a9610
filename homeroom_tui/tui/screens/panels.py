"""Panels above a screen: lists with a cursor, questions, forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, ParamSpec, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Input

from homeroom_tui.controller import blocks_called
from homeroom_tui.meeting.view import View
from homeroom_tui.tui.screens.base import BY_HEIGHT, Choice, FormField, HomeroomScreen
from homeroom_tui.tui.text import clickable, hang, height_of, literal, plain_title, stack
from homeroom_tui.tui.widgets.base import LineInput, WrappedText

if TYPE_CHECKING:
    from homeroom_tui.tui.screens.meeting_base import MeetingBase

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

ROW = "homeroom_row"
"""The key, in the meta data of a style, under which a drawn item keeps its number."""


class PanelScreen(HomeroomScreen[R], ModalScreen[R], Generic[R]):
    """A panel above a screen; a click beside it closes it."""

    CSS_PATH = "../panels.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.add_class("panel")


class ScrollingPanel(PanelScreen[R], Generic[R]):
    """A panel with a part that scrolls; where not all of that fits, its keys stand below it."""

    KEYS: ClassVar[Mapping[str, str]] = {}
    """The words for each command that the panel names."""

    def keys_below(self) -> WrappedText:
        """The keys of the panel, hidden until something scrolls."""
        keys = WrappedText(
            lambda width: self.key_line(self.KEYS, width, "↑ ↓ scroll to more"), id="text"
        )
        keys.display = False
        return keys

    def on_mount(self) -> None:
        scrolls = self.query_one(VerticalScroll)
        scrolls.focus()
        self.watch(scrolls, "show_vertical_scrollbar", self._keep_keys_in_sight)

    def _keep_keys_in_sight(self, more: bool) -> None:
        if more:  # never hidden again: without their rows there may be room for all
            self.query_one("#text").display = True
            self.tick()


class ListPanel(PanelScreen[R], Generic[T, R]):
    """Lists `items()`; the commands `ON_ITEM` apply while there is one under the cursor."""

    TITLE = ""
    EMPTY: ClassVar[str] = ""
    """The words before the keys where there is no item."""

    KEYS: ClassVar[Mapping[str, str]] = {}
    """The words for each command that the foot of the list names."""

    ON_ITEM: ClassVar[tuple[str, ...]] = ()
    POINTED: ClassVar[str] = "bold $accent"
    """The style of the item under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.cursor = 0
        self._listed: Sequence[T] = ()
        self._tops: list[int] = []

    def items(self) -> Sequence[T]:
        """Return the items to list now."""
        raise NotImplementedError

    def heading(self, item: T) -> str:
        """The line above an item, unless it stands above the one before it; or nothing."""
        return ""

    def line(self, item: T, width: int, mark: str) -> Content:
        """An item as lines of this width, the first of them behind the mark of the cursor."""
        raise NotImplementedError

    def keys(self) -> Mapping[str, str]:
        """The commands named at the foot of the list now."""
        return self.KEYS

    def choose(self, *, again: bool) -> None:
        """The item under the cursor was clicked on; `again` if the cursor was there before."""
        raise NotImplementedError

    @property
    def item(self) -> T:
        """The item under the cursor. There must be one."""
        return self._listed[self.cursor]

    def above(self) -> Iterator[WrappedText]:
        """Yield the widgets above the list."""
        yield WrappedText(lambda _width: Content.styled(self.TITLE, "bold"))

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield from self.above()
            with VerticalScroll(can_focus=False, id="choices"):
                yield WrappedText()
            yield WrappedText(id="keys")

    def on_screen_resume(self) -> None:
        self.show()

    def show(self) -> None:
        """Show what there is now, with the cursor in sight."""
        self._listed = self.items()
        self.cursor = max(0, min(self.cursor, len(self._listed) - 1))
        self.query_one("#choices WrappedText", WrappedText).show(self._lay)
        empty = "" if self._listed else self.EMPTY
        keys = self.query_one("#keys", WrappedText)
        keys.display = bool(self.keys())
        keys.show(lambda width: self.key_line(self.keys(), width, empty))
        self.call_after_refresh(self._keep_in_sight)
        self.refresh_bindings()

    def _lay(self, width: int) -> Content:
        parts: list[Content] = []
        self._tops = []
        before = ""
        for number, item in enumerate(self._listed):
            heading = self.heading(item)
            if heading != before:
                before = heading
                parts.append(hang(literal(heading).stylize("$muted"), width))
            self._tops.append(sum(map(height_of, parts)))
            pointed = number == self.cursor
            line = self.line(item, width, "▸ " if pointed else "  ")
            line = line.stylize(self.POINTED) if pointed else line
            parts.append(clickable(line, ROW, number))
        return stack(parts)

    def _keep_in_sight(self) -> None:
        if self._tops:
            scroll = self.query_one("#choices", VerticalScroll)
            scroll.scroll_to_region(Region(0, self._tops[self.cursor], 1, 1), animate=False)

    def can(self, command: str) -> bool:
        if command in (*self.ON_ITEM, "choice_up", "choice_down"):
            return bool(self._listed)
        return super().can(command)

    def do_choice_up(self) -> None:
        self._move(-1)

    def do_choice_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        """Move the cursor, from the last item to the first and back again."""
        self.cursor = (self.cursor + by) % len(self._listed)
        self.show()

    def on_click(self, event: events.Click) -> None:
        if (number := event.style.meta.get(ROW)) is not None:
            again, self.cursor = number == self.cursor, number
            self.choose(again=again)


class MeetingList(ListPanel[T, None], Generic[T]):
    """A list above the screen `below`, on which the meeting goes on; its commands act on that."""

    def __init__(self, below: MeetingBase) -> None:
        super().__init__()
        self._below = below
        self._meeting = below.controller

    def dispatch(self, command: Callable[P, str | None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do a command of the controller, and show the list as it is then."""
        self._below.dispatch(command, *args, **kwargs)
        self.show()


class QuestionScreen(ListPanel[Choice, str]):
    """Asks, and hands back the value of the answer chosen, or None where nobody chose.

    `question`, `text` and the labels may be anybody's text: they show letter for letter.
    """

    PLACE = "question"
    VERTICAL_BREAKPOINTS = [*BY_HEIGHT[:-1], (24, "-middle"), BY_HEIGHT[-1]]  # noqa: RUF012

    def __init__(self, question: str, text: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._question = question
        self._text = text
        self._choices = tuple(choices)
        below = self.app.screen_stack[-1]
        if isinstance(below, HomeroomScreen):
            self.add_class(f"-in-{below.PLACE}")

    def above(self) -> Iterator[WrappedText]:
        question = literal(self._question).stylize("bold")
        yield WrappedText(partial(hang, question), id="question")
        if self._text:
            yield WrappedText(self._lay_text, id="text")

    def _lay_text(self, width: int) -> Content:
        return hang(literal(self._text, lines=True), width)

    def tell(self, text: str) -> None:
        """Show this text below the question in the place of the one there."""
        self._text = text
        self.query_one("#text", WrappedText).show(self._lay_text)

    def items(self) -> Sequence[Choice]:
        return self._choices

    def line(self, item: Choice, width: int, mark: str) -> Content:
        key = f"{item.key:>1}  " if any(choice.key for choice in self._choices) else ""
        return hang(literal(item.label), width, mark + key)

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


ASK = "Type its number or a part of its name."


class GoToScreen(QuestionScreen):
    """Hands back the id of a block; what is typed moves the cursor, a whole number goes at once."""

    PLACE = "entry"

    def __init__(self, view: View) -> None:
        self._view = view
        self._typed = ""
        choices = [
            Choice(line.id, plain_title(line.block.title), str(line.number)) for line in view.blocks
        ]
        super().__init__("Go to which block?", ASK, choices)
        self.cursor = next((i for i, c in enumerate(choices) if c.value == view.next), 0)

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
        self.tell(said)
        if found:
            self.cursor = found[0].number - 1
            self.show()
        longer = [line for line in self._view.blocks if str(line.number).startswith(typed)]
        if typed.isdecimal() and found == longer[:1] == longer:
            self.do_choose()


class FormScreen(PanelScreen[list[Any]]):
    """Hands back what the fields read, in their order, or None where nothing was to be done."""

    PLACE = "entry"

    def __init__(self, question: str, fields: Sequence[FormField]) -> None:
        super().__init__()
        self._question = literal(question).stylize("bold")
        self._fields = tuple(fields)

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield WrappedText(partial(hang, self._question))
            for field in self._fields:
                yield WrappedText(partial(hang, literal(field.label)))
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
