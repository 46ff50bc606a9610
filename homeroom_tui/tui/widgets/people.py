"""Who is here, as a line before the start: a name that is clicked comes or goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style

from homeroom_tui.meeting.people import Person
from homeroom_tui.meeting.view import View
from homeroom_tui.tui.text import hang, shorten, visible
from homeroom_tui.tui.widgets.wrapped_text import Flow

PERSON = "homeroom_person"
"""The key, in the meta data of a style, under which a drawn name keeps the person's id."""

LONGEST = 20
"""Cells that a name may take in a line of names."""

HERE, ABSENT = "✓", "·"


def name_of(name: str) -> str:
    """A name for a line of names."""
    return shorten(visible(name), LONGEST)


def place_to_click(content: Content, person: str) -> Content:
    """The content as a place to click for the person of that id."""
    return content.stylize(Style.from_meta({PERSON: person}))


def person_of(meta: Mapping[str, object]) -> str | None:
    """The id of the person who was drawn with a style of this meta data, if one was."""
    person = meta.get(PERSON)
    return person if isinstance(person, str) else None


class PeopleLine(Flow):
    """The people, and who facilitates and begins; hidden where nobody is known."""

    @dataclass
    class PersonClicked(Message):
        """A name was clicked on."""

        person: str

    def __init__(self) -> None:
        super().__init__()
        self._shown: object = None
        self.display = False

    def show_people(self, view: View) -> None:
        """Show the people of this view from now on."""
        shown = view.people, view.facilitator, view.order[:1]
        if shown != self._shown:
            self._shown = shown
            self.display = bool(view.people)
            self.show(lambda width: people_lines(view, width))

    def on_click(self, event: events.Click) -> None:
        if (person := person_of(event.style.meta)) is not None:
            self.post_message(self.PersonClicked(person))


def people_lines(view: View, width: int) -> Content:
    """`Here  ✓ Ana   ✓ Ben   · Chidi`, then `Ana facilitates · Ben begins the turns`."""
    names = Content("   ").join(place_to_click(_name(person), person.id) for person in view.people)
    lines = hang(names, width, "Here  ").stylize("$muted", 0, len("Here"))
    known = {person.id: name_of(person.name) for person in view.people}
    facilitator, first = view.facilitator, next(iter(view.order), None)
    parts = []
    if facilitator is not None and facilitator == first:
        parts.append(f"{known[facilitator]} facilitates and begins the turns")
    else:
        parts += [f"{known[facilitator]} facilitates"] if facilitator else []
        parts += [f"{known[first]} begins the turns"] if first else []
    said = Content.styled(" · ".join(parts), "$muted")
    return lines + "\n" + hang(said, width, "      ") if parts else lines


def _name(person: Person) -> Content:
    # Joined by a no-break space, so that a mark never stands alone at the end of a line.
    name = f"{HERE if person.here else ABSENT}\N{NO-BREAK SPACE}{name_of(person.name)}"
    return Content.styled(name, "$foreground" if person.here else "$muted")
