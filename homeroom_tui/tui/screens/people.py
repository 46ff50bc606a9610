"""The list of people: who is here, who facilitates; anybody can be added at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen

from homeroom_tui.commands import keys_of
from homeroom_tui.meeting.people import Person, split_names
from homeroom_tui.tui.screens.base import FormField, HomeroomScreen
from homeroom_tui.tui.text import hang, literal, stack
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.people import ABSENT, HERE, person_of, place_to_click

if TYPE_CHECKING:
    from homeroom_tui.tui.screens.meeting_base import StepsScreen

KEYS = {
    "toggle_person": "here or not",
    "add_person": "add",
    "rename_person": "rename",
    "remove_person": "remove",
    "facilitate": "facilitates",
    "keep_people": "keep new names for next time",
    "close": "back",
}
"""The label of each key at the foot of the list."""

EMPTY = "Nobody is listed yet: write the names, as in Ana, Ben"


OF_A_PERSON = ("toggle_person", "rename_person", "remove_person", "facilitate",
               "choice_up", "choice_down")  # fmt: skip


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
        empty = "" if self._people else EMPTY
        return self.key_line(KEYS, width, empty)

    def _show(self) -> None:
        self._cursor = max(0, min(self._cursor, len(self._people) - 1))
        self.query_one("#choices WrappedText", WrappedText).show(self._lay)
        self.query_one("#text", WrappedText).show(self._lay_keys)
        scroll = self.query_one("#choices", VerticalScroll)
        scroll.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False)
        self.refresh_bindings()

    # Commands

    def can(self, command: str) -> bool:
        if command in OF_A_PERSON:
            return bool(self._people)
        if command == "keep_people":
            return bool(self._guests())
        return super().can(command)

    def _guests(self) -> list[str]:
        """The names that the group's file does not have."""
        if self._below.controller.rehearsal:
            return []
        return self._below.controller.guests(self.homeroom.library.group())

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

    def do_add_person(self, text: str = "") -> None:
        def add(values: list[Any]) -> None:
            self._below.dispatch(self._below.controller.add_people, values[0])
            self._cursor = len(self._people) - 1
            self._show()

        field = FormField("Names, with commas between them", text, read_names, begun=bool(text))
        self.homeroom.enter("Add people", [field], add)

    def do_rename_person(self) -> None:
        person = self._people[self._cursor]

        def rename(values: list[Any]) -> None:
            self._below.dispatch(self._below.controller.rename_person, person.id, values[0])
            self._show()

        self.homeroom.enter("Change a name", [FormField("Name", person.name, read_name)], rename)

    def do_keep_people(self) -> None:
        from homeroom_tui import paths
        from homeroom_tui.agenda.group_people import add_people
        from homeroom_tui.agenda.new_files import begin_group
        from homeroom_tui.files import CannotWrite

        names = self._guests()
        try:
            path = self.homeroom.library.group_file() or begin_group(paths.group_file())
            add_people(path, names)
        except CannotWrite as error:
            self.say(str(error), severity="warning")
        else:
            self.say(f"{', '.join(names)} added to {paths.in_words(path)}")
        self._show()

    def do_remove_person(self) -> None:
        person = self._people[self._cursor]
        self._below.dispatch(self._below.controller.remove_person, person.id)
        self._show()

    def on_click(self, event: events.Click) -> None:
        person = person_of(event.style.meta)
        for number, known in enumerate(self._people):
            if known.id == person:
                self._cursor = number
                self.do_toggle_person()

    def on_key(self, event: events.Key) -> None:
        digit = event.character or ""
        if not self._people and (event.key == "enter" or digit.isalpha()):
            chosen = self.homeroom.settings.keys
            if not any(event.key in keys_of(each, chosen) for each in self.commands_now()):
                event.stop()  # nobody is there to do anything with: a name is being typed
                self.do_add_person(digit if digit.isalpha() else "")
                return
        if digit.isdecimal() and 0 < int(digit) <= len(self._people):
            event.stop()
            self._cursor = int(digit) - 1
            self.do_toggle_person()


def read_names(text: str) -> tuple[str, ...]:
    """Return the names in a line. Raises ValueError for none."""
    if not (names := split_names(text)):
        raise ValueError("Write a name, or several: Ana, Ben.")
    return names


def read_name(text: str) -> str:
    """Raises ValueError for nothing."""
    if not text.strip():
        raise ValueError("Write a name.")
    return text.strip()
