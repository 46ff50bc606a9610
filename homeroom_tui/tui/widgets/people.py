"""Widgets for people: who is here, and whose turn it is."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widget import Widget

from homeroom_tui import wording as words
from homeroom_tui.meeting.people import Person
from homeroom_tui.meeting.rounds import RoundView, split
from homeroom_tui.meeting.view import View
from homeroom_tui.tui.text import button, clickable, cut, hang, in_rows, shorten, stack, visible
from homeroom_tui.tui.widgets.base import CachedWidget, Request, WrappedText
from homeroom_tui.tui.widgets.status import ShownView

PERSON = "homeroom_person"
"""The key, in the meta data of a style, under which a drawn name keeps the person's id."""

LONGEST = 20
"""Cells that a name may take in a line of names."""

HERE, ABSENT = "✓", "·"

LEAD = "Here  "
"""The words before the people."""


def name_of(name: str) -> str:
    """A name for a line of names."""
    return shorten(visible(name), LONGEST)


def names_of(view: View) -> dict[str, str]:
    """The names of the people, by their ids."""
    return {person.id: name_of(person.name) for person in view.people}


class PersonClicked(Request[str]):
    """The name of the person of this id was clicked on."""


class Names(Widget):
    """A widget with names in it."""

    def on_click(self, event: events.Click) -> None:
        if (person := event.style.meta.get(PERSON)) is not None:
            self.post_message(PersonClicked(person))


class PeopleLine(WrappedText, Names):
    """The people, and who facilitates and begins; hidden where nobody is known."""

    def show_people(self, view: View) -> None:
        """Show the people of this view from now on."""
        self.display = bool(view.people)
        shown = view.people, view.facilitator, view.order[:1]
        self.show(lambda width: people_lines(view, width), shown)


def people_lines(view: View, width: int) -> Content:
    """`Here  ✓ Ana   ✓ Ben   · Chidi`, then `Ana facilitates · Ben takes the first turn`."""
    names = [clickable(_name(person), PERSON, person.id) for person in view.people]
    rows = in_rows(names, width - len(LEAD), "   ")
    lines = stack(
        Content.styled(" " * len(LEAD) if at else LEAD, "$muted") + row
        for at, row in enumerate(rows)
    )
    known = names_of(view)
    in_turns = any(line.block.turns for line in view.blocks)
    facilitator, first = view.facilitator, next(iter(view.order), None) if in_turns else None
    parts = []
    if facilitator is not None and facilitator == first:
        parts.append(f"{known[facilitator]} facilitates and takes the first turn")
    else:
        parts += [f"{known[facilitator]} facilitates"] if facilitator else []
        parts += [f"{known[first]} takes the first turn"] if first else []
    said = Content.styled(" · ".join(parts), "$muted")
    return lines + "\n" + hang(said, width, " " * len(LEAD)) if parts else lines


def _name(person: Person) -> Content:
    name = f"{HERE if person.here else ABSENT} {name_of(person.name)}"
    return Content.styled(name, "$foreground" if person.here else "$muted")


class TurnLine(CachedWidget[ShownView], Names):
    """Two rows, or one where there is less room."""

    def __init__(self, *, air_time: bool) -> None:
        """With `air_time` it is told how long each one has spoken."""
        super().__init__()
        self._air_time = air_time
        self.display = False

    def show(self, value: ShownView) -> None:
        """Show the round of this view; without one, that there could be one where the block says
        so."""
        self.display = value.view.round is not None or takes_turns(value.view)
        super().show(value)

    def draw(self, value: ShownView, width: int, height: int) -> Content:
        found, counting = value.view.round, value.counting
        if found is None:
            rows = cut(before(value.view, counting).wrap(width), width, height)
        else:
            lead = "  " if height > 1 else " · "
            rows = [speaker(found, counting), others(found, self._air_time, lead, counting)]
            rows = rows if height > 1 else [rows[0] + rows[1]]
        return stack(row.truncate(width, ellipsis=True) for row in rows)


def takes_turns(view: View) -> bool:
    """Return whether the present block is one of turns."""
    return bool(view.present and view.present.line.block.turns)


def before(view: View, counting: bool) -> Content:
    """`take turns: Ana, Ben, Chidi · 3:45 each`; with nobody there, what to do first."""
    said = "take turns (say who is here first)"
    if view.order and view.present:
        names = names_of(view)
        said = "take turns: " + ", ".join(names[person] for person in view.order)
        turns = view.present.line.block.turns
        # True is a number too, in Python.
        if turns is not True and turns:
            each = turns
        else:
            each = split(max(view.present.remaining or 0, 0), len(view.order))[-1]
        if each and counting:
            said += f" · {words.length(each)} each"
    return button(Content.styled(f"○ {said}", "$muted"), "turn")


def speaker(found: RoundView, counting: bool) -> Content:
    """`▸ Ana  1:06 left of 3:45`, and past the share `! Ana  0:12 over`."""
    if found.speaker is None:
        if found.done:
            return Content.styled("✓ everybody has spoken", "bold $phase-enough")
        if not found.waiting:
            return button(Content.styled("nobody is here to speak", "$muted"), "people")
        said = Content.styled(f"▹ {name_of(found.waiting[0].name)} is next", "bold $foreground")
        return button(said, "turn")
    name = name_of(found.name)
    remaining = found.remaining
    if remaining is not None and remaining < 0:
        over = f"{words.span(-remaining)} over" if counting else "over"
        return Content.styled(f"! {name}  {over}", "bold $phase-over")
    said = Content.styled(f"▸ {name}  ", "bold $foreground")
    if not counting:
        return said + Content.styled("speaks", "$muted")
    if remaining is not None and found.share is not None:
        left = Content.styled(f"{words.span(remaining)} left", "bold $accent")
        return said + left + Content.styled(f" of {words.length(found.share)}", "$muted")
    return said + Content.styled(words.span(found.gone) if found.timed else "speaks", "$muted")


def others(found: RoundView, air_time: bool, lead: str, counting: bool) -> Content:
    """`next: Ben 3:45, Chidi, Dee · spoken: Eve`."""
    waiting = found.waiting[1:] if found.speaker is None else found.waiting
    names = []
    for place, one in enumerate(waiting):
        share = "" if place or not one.share or not counting else f" {words.span(one.share)}"
        names.append(clickable(Content(name_of(one.name) + share), PERSON, one.person))
    parts = [Content("next: ") + Content(", ").join(names)] if names else []
    if found.spoke:
        spoke = [
            f"{name_of(name)} {words.span(seconds)}" if air_time and counting else name_of(name)
            for name, seconds in found.spoke
        ]
        parts.append(Content(("" if found.done else "spoken: ") + ", ".join(spoke)))
    if not parts:
        return Content("")
    return Content.styled(lead, "$muted") + Content(" · ").join(parts).stylize("$muted")
