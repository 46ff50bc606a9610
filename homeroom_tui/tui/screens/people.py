"""The list of people: who is here, who facilitates; anybody can be added at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen

from homeroom_tui.meeting.people import Person
from homeroom_tui.tui.screens.base import FormField, HomeroomScreen
from homeroom_tui.tui.text import hang, literal, stack
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.people import ABSENT, HERE, person_of, place_to_click

if TYPE_CHECKING:
    from homeroom_tui.tui.screens.meeting_base import StepsScreen

KEYS = "Space: here or not · a: add somebody · f: facilitates · Esc: back"
EMPTY = "Nobody is in the list yet. a: add somebody · Esc: back"


class PeopleScreen(HomeroomScreen[None], ModalScreen[None]):
    """The people of a meeting in a list, above the screen on which the meeting goes on."""

    PLACE = "people"
    CSS_PATH = "../panels.tcss"

    def __init__(self, below: StepsScreen) -> None:
        super().__init__()
        self.add_class("panel")
        self._below = below
        self._cursor = 0

    @property
    def _people(self) -> tuple[Person, ...]:
        return self._below.view.people

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield WrappedText(lambda _width: Content.styled("Who is here?", "bold"))
            with VerticalScroll(can_focus=False, id="choices"):
                yield WrappedText(self._lay)
            yield WrappedText(self._lay_keys, id="text")

    def _lay(self, width: int) -> Content:
        speaker = self._below.view.round and self._below.view.round.speaker
        lines = []
        for number, person in enumerate(self._people):
            pointed = number == self._cursor
            notes = []
            if person.id == self._below.view.facilitator:
                notes.append("facilitates")
            if person.id == speaker:
                notes.append("speaks")
            mark = f"{'▸' if pointed else ' '} {HERE if person.here else ABSENT} "
            name = literal(" · ".join([person.name, *notes]))
            line = hang(name, width, mark).stylize("bold $accent" if pointed else "$foreground")
            lines.append(place_to_click(line, person.id))
        return stack(lines)

    def _lay_keys(self, width: int) -> Content:
        return hang(Content(KEYS if self._people else EMPTY), width)

    def _show(self) -> None:
        self._cursor = max(0, min(self._cursor, len(self._people) - 1))
        self.query_one("#choices WrappedText", WrappedText).show(self._lay)
        self.query_one("#text", WrappedText).show(self._lay_keys)
        scroll = self.query_one("#choices", VerticalScroll)
        scroll.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False)
        self.refresh_bindings()

    # Commands

    def can(self, command: str) -> bool:
        if command in ("toggle_person", "facilitate", "choice_up", "choice_down"):
            return bool(self._people)
        return super().can(command)

    def do_choice_up(self) -> None:
        self._cursor -= 1
        self._show()

    def do_choice_down(self) -> None:
        self._cursor += 1
        self._show()

    def do_toggle_person(self) -> None:
        person = self._people[self._cursor].id
        self._below.dispatch(self._below.controller.toggle_person, person)
        self._show()

    def do_facilitate(self) -> None:
        person = self._people[self._cursor].id
        self._below.dispatch(self._below.controller.set_facilitator, person)
        self._show()

    def do_add_person(self) -> None:
        def add(values: list[Any]) -> None:
            self._below.dispatch(self._below.controller.add_person, values[0])
            self._cursor = len(self._people) - 1
            self._show()

        self.homeroom.enter("Add somebody", [FormField("Name", "", read_name)], add)

    def on_click(self, event: events.Click) -> None:
        person = person_of(event.style.meta)
        for number, known in enumerate(self._people):
            if known.id == person:
                self._cursor = number
                self.do_toggle_person()

    def on_key(self, event: events.Key) -> None:
        digit = event.character or ""
        if digit.isdecimal() and 0 < int(digit) <= len(self._people):
            event.stop()
            self._cursor = int(digit) - 1
            self.do_toggle_person()


def read_name(text: str) -> str:
    """Raises ValueError for nothing."""
    if not text.strip():
        raise ValueError("Write a name.")
    return text.strip()
