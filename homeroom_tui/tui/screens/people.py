"""The list of people: who is here, who facilitates; anybody can be added at any time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.content import Content

from homeroom_tui import paths
from homeroom_tui.commands import keys_of
from homeroom_tui.files import CannotWrite
from homeroom_tui.meeting.people import Person, split_names
from homeroom_tui.tui.screens.base import FormField, needed
from homeroom_tui.tui.screens.panels import MeetingList
from homeroom_tui.tui.text import hang, literal
from homeroom_tui.tui.widgets.people import ABSENT, HERE


class PeopleScreen(MeetingList[Person]):
    """The people of a meeting in a list, above the screen on which the meeting goes on."""

    PLACE = "people"
    TITLE = "Who is here?"
    EMPTY = "Nobody is listed yet: write the names, as in Ana, Ben"
    KEYS: ClassVar[Mapping[str, str]] = {
        "toggle_person": "here or not",
        "add_person": "add",
        "rename_person": "rename",
        "remove_person": "remove",
        "facilitate": "facilitates",
        "keep_people": "keep new names for next time",
        "close": "back",
    }
    ON_ITEM = ("toggle_person", "rename_person", "remove_person", "facilitate")

    def items(self) -> tuple[Person, ...]:
        return self._below.view.people

    def line(self, item: Person, width: int, mark: str) -> Content:
        view = self._below.view
        notes = [item.name]
        if item.id == view.facilitator:
            notes.append("facilitates")
        if view.round and item.id == view.round.speaker:
            notes.append("speaks")
        here = HERE if item.here else ABSENT
        return hang(literal(" · ".join(notes)), width, f"{mark}{here} ")

    def choose(self, *, again: bool) -> None:
        self.do_toggle_person()

    # Commands

    def can(self, command: str) -> bool:
        if command == "keep_people":
            return bool(self._guests())
        return super().can(command)

    def _guests(self) -> list[str]:
        """The names that the group's file does not have."""
        if self._meeting.rehearsal:
            return []
        return self._meeting.guests(self.homeroom.library.group())

    def do_toggle_person(self) -> None:
        self.dispatch(self._meeting.toggle_person, self.item.id)

    def do_facilitate(self) -> None:
        self.dispatch(self._meeting.set_facilitator, self.item.id)

    def do_add_person(self, text: str = "") -> None:
        def add(names: tuple[str, ...]) -> None:
            self.dispatch(self._meeting.add_people, names)
            self.cursor = len(self.items()) - 1
            self.show()

        field = FormField("Names, with commas between them", text, read_names, begun=bool(text))
        self.homeroom.enter("Add people", [field], add)

    def do_rename_person(self) -> None:
        person = self.item
        self.homeroom.enter(
            "Change a name",
            [FormField("Name", person.name, needed("Write a name."))],
            lambda name: self.dispatch(self._meeting.rename_person, person.id, name),
        )

    def do_keep_people(self) -> None:
        from homeroom_tui.agenda.group_people import add_people
        from homeroom_tui.agenda.new_files import begin_group

        names = self._guests()
        try:
            path = self.homeroom.library.group_file() or begin_group(paths.group_file())
            add_people(path, names)
        except CannotWrite as error:
            self.say(str(error), severity="warning")
        else:
            self.say(f"{', '.join(names)} added to {paths.in_words(path)}")
        self.show()

    def do_remove_person(self) -> None:
        self.dispatch(self._meeting.remove_person, self.item.id)

    def on_key(self, event: events.Key) -> None:
        digit = event.character or ""
        if not self.items() and (event.key == "enter" or digit.isalpha()):
            chosen = self.homeroom.settings.keys
            if not any(event.key in keys_of(each, chosen) for each in self.commands_now()):
                event.stop()  # nobody is there to do anything with: a name is being typed
                self.do_add_person(digit if digit.isalpha() else "")
                return
        if digit.isdecimal() and 0 < int(digit) <= len(self.items()):
            event.stop()
            self.cursor = int(digit) - 1
            self.do_toggle_person()


def read_names(text: str) -> tuple[str, ...]:
    """Return the names in a line. Raises ValueError for none."""
    if not (names := split_names(text)):
        raise ValueError("Write a name, or several: Ana, Ben.")
    return names
