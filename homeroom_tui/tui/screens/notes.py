"""Notes, norms and what is still open: lists of them, and the editor for a text."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import TextArea

from homeroom_tui.agenda.inline import plain
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.carried import Carried
from homeroom_tui.meeting.notes import Note
from homeroom_tui.meeting.state import prompt_texts
from homeroom_tui.tui.screens.base import TALL_SOONER
from homeroom_tui.tui.screens.panels import ListPanel, MeetingList, PanelScreen
from homeroom_tui.tui.text import hang, literal, plain_title, visible
from homeroom_tui.tui.widgets.base import Request, Title, WrappedText
from homeroom_tui.tui.widgets.carried import HEADING, item_line
from homeroom_tui.tui.widgets.notes import note_lines

KEPT_WITHIN = 1.0
"""Real seconds after which what was typed is kept at the latest."""


MAX_EDITED = 100_000
"""Characters of a text that a field lays out without a wait for each key."""


class TextPage(TextArea):
    """A text field in which a terminal finds nothing to obey, wherever its text comes from."""

    class TooLong(Request[str]):
        """This was pasted, and is more than the field can hold."""

    def __init__(self, text: str) -> None:
        super().__init__(visible(text, lines=True), compact=True, highlight_cursor_line=False)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        # Terminals send the end of a pasted line as they send the Enter key.
        text = visible(event.text.replace("\r\n", "\n").replace("\r", "\n"), lines=True)
        if len(self.text) + len(text) > MAX_EDITED:
            event.prevent_default()
            self.post_message(self.TooLong(text))
        event.text = text


class TextEditorScreen(PanelScreen[None]):
    """Calls `keep` with the whole text soon after it was changed, and when it is left."""

    PLACE = "writing"
    VERTICAL_BREAKPOINTS = TALL_SOONER

    def __init__(
        self,
        title: Content,
        text: str,
        keep: Callable[[str], None],
        hint: str,
        *,
        keep_apart: Callable[[str], None],
    ) -> None:
        """`hint` is homeroom's own word on what can be typed.

        `keep_apart` keeps a text that is too long for the field as a note of its own.
        """
        super().__init__()
        self._title = title
        self._kept = visible(text, lines=True)
        self._keep = keep
        self._keep_apart = keep_apart
        self._hint = hint
        self._waiting = False

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Title(lambda width: hang(self._title, width), id="over")
            yield TextPage(self._kept)
            yield WrappedText(
                lambda width: self.key_line({"close": "save and close"}, width, after=self._hint),
                id="said",
            )

    def on_mount(self) -> None:
        page = self.query_one(TextPage)
        page.move_cursor(page.document.end)
        page.focus()

    @on(TextPage.TooLong)
    def keep_apart(self, pasted: TextPage.TooLong) -> None:
        self._keep_apart(pasted.value)
        self.say(
            f"What you pasted is too long to edit here ({len(pasted.value):,} characters). "
            "It is saved as a note of its own."
        )

    def on_text_area_changed(self) -> None:
        if not self._waiting:
            self._waiting = True
            self.homeroom.schedule_tick()

    def seconds_until_due(self) -> float | None:
        return KEPT_WITHIN if self._waiting else None

    def tick(self) -> None:
        self._waiting = False
        text = self.query_one(TextPage).text
        if text != self._kept:
            self._kept = text
            self._keep(text)

    def before_leaving(self) -> None:
        if self.is_mounted:
            self.tick()

    def do_leave(self) -> None:
        self.tick()
        self.dismiss()


def note_page(controller: Controller, block: str | None, prompt: int | None) -> TextEditorScreen:
    """A page for a new note on a block, on one of its prompts, or on the whole meeting."""
    return _page(controller, controller.new_note(), "", block, prompt)


def _page(
    controller: Controller, note: str, text: str, block: str | None, prompt: int | None
) -> TextEditorScreen:
    def keep(written: str, note: str = note) -> None:
        controller.write_note(note, written, block, prompt)

    title = literal(f"Note on {_place(controller, block, prompt)}").stylize("bold")
    return TextEditorScreen(
        title,
        text,
        keep,
        "start a line with ! (action), ? (question) or = (decision)",
        keep_apart=lambda pasted: keep(pasted, controller.new_note()),
    )


def norms_page(controller: Controller) -> TextEditorScreen:
    """The group's norms, to be read and changed."""

    title = Content.styled("The norms of the group", "bold")
    return TextEditorScreen(
        title,
        controller.norms,
        controller.write_norms,
        "Markdown: - for a list",
        keep_apart=lambda pasted: controller.write_note(controller.new_note(), pasted),
    )


def _place(controller: Controller, block: str | None, prompt: int | None) -> str:
    """`the whole meeting`, or the words of a block or of a prompt."""
    state = controller.state()
    place = None if block is None else state.index(block)
    if place is None:
        return "the whole meeting"
    found = state.blocks[place].block
    prompts = prompt_texts(found)
    if prompt is None or prompt >= len(prompts):
        return f"“{plain_title(found.title)}”"
    return f"“{plain(prompts[prompt])}”"


class NotesScreen(ListPanel[Note, None]):
    """The notes in the order of the agenda. Enter edits the one under the cursor."""

    PLACE = "notes"
    TITLE = "Notes"
    EMPTY = "No notes yet"
    KEYS: ClassVar[Mapping[str, str]] = {
        "edit_note": "edit",
        "delete_note": "delete",
        "note": "new note",
        "close": "back",
    }
    ON_ITEM = ("edit_note", "delete_note")
    POINTED = ""  # each kind of note has its color

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._meeting = controller

    def items(self) -> list[Note]:
        state = self._meeting.state()

        def in_the_agenda(note: Note) -> tuple[float, int, float]:
            place = None if note.block is None else state.index(note.block)
            prompt = -1 if note.prompt is None else note.prompt
            return math.inf if place is None else place, prompt, note.at

        return sorted(self._meeting.notes, key=in_the_agenda)

    def heading(self, item: Note) -> str:
        return _place(self._meeting, item.block, None)

    def line(self, item: Note, width: int, mark: str) -> Content:
        return note_lines(item, width, mark)

    def choose(self, *, again: bool) -> None:
        self.do_edit_note() if again else self.show()

    def do_note(self) -> None:
        self.app.push_screen(note_page(self._meeting, None, None))

    def do_edit_note(self) -> None:
        note = self.item
        if len(note.written) > MAX_EDITED:
            self.say(
                f"This note is too long to edit here ({len(note.written):,} characters). "
                "The minutes will have all of it."
            )
            return
        page = _page(self._meeting, note.id, note.written, note.block, note.prompt)
        self.app.push_screen(page)

    def do_delete_note(self) -> None:
        note = self.item

        def delete() -> None:
            self._meeting.delete_note(note)
            self.show()

        self.homeroom.confirm("Delete this note?", delete, text=note.written)


class CarriedScreen(MeetingList[Carried]):
    """The open items, the newest meeting's first, above the screen that they are taken into."""

    PLACE = "carried"
    TITLE = HEADING
    KEYS: ClassVar[Mapping[str, str]] = {
        "tick": "done or not",
        "take_in": "take in",
        "let_go": "let go or not",
        "close": "back",
    }
    ON_ITEM = ("tick", "take_in", "let_go")

    def items(self) -> Sequence[Carried]:
        return self._meeting.carried()

    def heading(self, item: Carried) -> str:
        return item.of

    def line(self, item: Carried, width: int, mark: str) -> Content:
        return item_line(item, width, mark)

    def keys(self) -> Mapping[str, str]:
        if self._listed and self.item.block is not None:
            return self.KEYS
        return {command: said for command, said in self.KEYS.items() if command != "take_in"}

    def choose(self, *, again: bool) -> None:
        self.do_tick() if again else self.show()

    # Commands

    def do_tick(self) -> None:
        self.dispatch(self._meeting.tick, self.item)

    def do_let_go(self) -> None:
        self.dispatch(self._meeting.let_go, self.item)

    def do_take_in(self) -> None:
        if self.item.block is None:  # there is but one thing to do with it
            self.do_tick()
        else:
            self.dispatch(self._meeting.take_in, self.item, self._below.cursor)
