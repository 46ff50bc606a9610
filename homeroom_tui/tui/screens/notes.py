"""Notes and norms: the list of notes, and the editor for a text."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import TextArea

from homeroom_tui.agenda.inline import plain
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.notes import Note
from homeroom_tui.meeting.state import prompt_texts
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.text import hang, literal, stack, visible
from homeroom_tui.tui.widgets.base import Title, WrappedText
from homeroom_tui.tui.widgets.notes import note_lines

KEPT_WITHIN = 1.0
"""Real seconds after which what was typed is kept at the latest."""


MAX_EDITED = 100_000
"""Characters of a text that a field lays out without a wait for each key."""


class TextPage(TextArea):
    """A text field in which a terminal finds nothing to obey, wherever its text comes from."""

    @dataclass
    class TooLong(Message):
        """This was pasted, and is more than the field can hold."""

        text: str

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


class TextEditorScreen(HomeroomScreen[None], ModalScreen[None]):
    """Calls `keep` with the whole text soon after it was changed, and when it is left."""

    PLACE = "writing"
    CSS_PATH = "../panels.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (8, "-low"), (18, "-short"), (24, "-tall")]  # noqa: RUF012

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
        self.add_class("panel")
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
        self._keep_apart(pasted.text)
        self.app.notify(
            f"What you pasted is too long to edit here ({len(pasted.text):,} characters). "
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


NOTE = "homeroom_note"
"""The key, in the meta data of a style, under which a drawn note keeps its number."""

KEYS = {"edit_note": "edit", "delete_note": "delete", "note": "new note", "close": "back"}
"""What each key is said to do at the foot of the list."""

EMPTY = "No notes yet"


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

    def keep(written: str) -> None:
        controller.write_norms(written)

    title = Content.styled("The norms of the group", "bold")
    return TextEditorScreen(
        title,
        controller.norms,
        keep,
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
        return f"“{plain(found.title)}”"
    return f"“{plain(prompts[prompt])}”"


class NotesScreen(HomeroomScreen[None], ModalScreen[None]):
    """The notes in the order of the agenda. Enter edits the one under the cursor."""

    PLACE = "notes"
    CSS_PATH = "../panels.tcss"

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.add_class("panel")
        self._meeting = controller
        self._cursor = 0
        self._notes: list[Note] = []
        self._tops: list[int] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield WrappedText(lambda _width: Content.styled("Notes", "bold"))
            with VerticalScroll(can_focus=False, id="notes"):
                yield WrappedText()
            yield WrappedText(id="said")

    def on_screen_resume(self) -> None:
        self._show()

    def _show(self) -> None:
        state = self._meeting.state()

        def in_the_agenda(note: Note) -> tuple[float, int, float]:
            place = None if note.block is None else state.index(note.block)
            prompt = -1 if note.prompt is None else note.prompt
            return math.inf if place is None else place, prompt, note.at

        self._notes = sorted(self._meeting.notes, key=in_the_agenda)
        self._cursor = max(0, min(self._cursor, len(self._notes) - 1))
        self.query_one("#notes WrappedText", WrappedText).show(self._lay)
        empty = "" if self._notes else EMPTY
        self.query_one("#said", WrappedText).show(lambda width: self.key_line(KEYS, width, empty))
        self.call_after_refresh(self._keep_in_sight)

    def _lay(self, width: int) -> Content:
        parts: list[Content] = []
        self._tops = []
        before = object()
        for number, note in enumerate(self._notes):
            if note.block != before:
                before = note.block
                parts.append(hang(self._heading(note), width))
            self._tops.append(sum(part.plain.count("\n") + 1 for part in parts))
            line = note_lines(note, width, "▸ " if number == self._cursor else "  ")
            parts.append(line.stylize(Style.from_meta({NOTE: number})))
        return stack(parts)

    def _heading(self, note: Note) -> Content:
        return literal(_place(self._meeting, note.block, None)).stylize("$muted")

    def _keep_in_sight(self) -> None:
        if self._tops:
            scroll = self.query_one("#notes", VerticalScroll)
            region = Region(0, self._tops[self._cursor], 1, 1)
            scroll.scroll_to_region(region, animate=False)

    def can(self, command: str) -> bool:
        if command in ("edit_note", "delete_note", "choice_up", "choice_down"):
            return bool(self._notes)
        return super().can(command)

    def do_choice_up(self) -> None:
        self._cursor -= 1
        self._show()

    def do_choice_down(self) -> None:
        self._cursor += 1
        self._show()

    def do_note(self) -> None:
        self.app.push_screen(note_page(self._meeting, None, None))

    def do_edit_note(self) -> None:
        note = self._notes[self._cursor]
        if len(note.written) > MAX_EDITED:
            self.app.notify(
                f"This note is too long to edit here ({len(note.written):,} characters). "
                "The minutes will have all of it."
            )
            return
        page = _page(self._meeting, note.id, note.written, note.block, note.prompt)
        self.app.push_screen(page)

    def do_delete_note(self) -> None:
        note = self._notes[self._cursor]

        def delete() -> None:
            self._meeting.delete_note(note)
            self._show()

        self.homeroom.confirm("Delete this note?", delete, text=note.written)

    def on_click(self, event: events.Click) -> None:
        if (number := event.style.meta.get(NOTE)) is not None:
            again = number == self._cursor
            self._cursor = number
            self.do_edit_note() if again else self._show()
