"""The commands about turns: begin a round, next, choose a speaker, pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from homeroom_tui.commands import Command
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.rounds import rotated, shuffled
from homeroom_tui.tui.screens.base import Choice, FormField
from homeroom_tui.tui.screens.meeting_base import StepsScreen, read_ago
from homeroom_tui.tui.widgets.header_footer import FooterItem
from homeroom_tui.tui.widgets.people import PersonClicked, name_of, names_of, takes_turns

OF_TURNS = ("turn", "pass_turn", "choose_turn")


END = ""
"""The answer that is nobody's turn: no person has this id."""


class TurnsScreen(StepsScreen):
    """A screen of a meeting under way, on which turns can be taken."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self._shuffles = 0

    # What applies

    def can(self, command: str) -> bool:
        if command == "pass_turn":
            found = self.view.round
            return found is not None and found.speaker is not None and bool(found.waiting)
        return super().can(command)

    def label(self, command: Command) -> str:
        found = self.view.round
        if command.id == "turn" and (found is None or found.done):
            return "Take turns"
        if command.id == "turn" and found is not None and not found.waiting:
            return "End turns"
        return super().label(command)

    def _items(self) -> Iterator[FooterItem]:
        # In any block turns can be taken, but where they matter the footer says so.
        matter = self.view.round is not None or takes_turns(self.view)
        return (item for item in super()._items() if matter or item.id not in OF_TURNS)

    # Commands

    def do_turn(self) -> None:
        if self.view.order:
            self.dispatch(self.controller.turn)
        else:
            self.do_people()

    def do_pass_turn(self) -> None:
        self.dispatch(self.controller.pass_turn)

    def do_choose_turn(self) -> None:
        if self.view.round is not None and not self.view.round.done:
            self._choose_speaker()
        elif self.view.order:
            self._choose_round()
        else:
            self.do_people()

    def on_person_clicked(self, message: PersonClicked) -> None:
        self.dispatch(self.controller.turn, message.value)

    def _begin(
        self, order: tuple[str, ...], share: int | None = None, *, timed: bool = True
    ) -> None:
        """A round, with the share that the block gives each, if it does."""
        self.dispatch(self.controller.begin_round, order, share=share, timed=timed)

    def _choose_speaker(self) -> None:
        found = self.view.round
        assert found is not None
        waiting = [one.person for one in found.waiting]
        here = [p for p in self.view.people if p.here and p.id != found.speaker]
        here.sort(key=lambda p: waiting.index(p.id) if p.id in waiting else len(waiting))
        labels = {
            person.id: name_of(person.name) + ("" if person.id in waiting else " (has spoken)")
            for person in here
        }
        choices = [*numbered(labels), Choice(END, "End the round", "e")]

        def chosen(person: str) -> None:
            if person == END:
                self.dispatch(self.controller.end_round)
            else:
                self.dispatch(self.controller.turn, person)

        self.homeroom.ask("Whose turn is it?", chosen, choices=choices)

    def _choose_round(self) -> None:
        order = self.view.order
        self._shuffles += 1
        mixed = shuffled(order, int(self.view.now * 1000) + self._shuffles)
        choices = [
            Choice("order", f"In this order: {self._names(order)}", "o"),
            Choice("mixed", f"Shuffled: {self._names(mixed)}", "s"),
            Choice("first", "Somebody else begins…", "b"),
            Choice("share", "So much for each…", "m"),
            Choice("untimed", "Without timing: only whose turn it is", "n"),
        ]

        def chosen(how: str) -> None:
            match how:
                case "order":
                    self._begin(order)
                case "mixed":
                    self._begin(mixed)
                case "first":
                    self._ask_who_begins(order)
                case "share":
                    self._ask_share(order)
                case "untimed":
                    self._begin(order, timed=False)

        self.homeroom.ask("How do we take turns?", chosen, choices=choices)

    def _ask_who_begins(self, order: tuple[str, ...]) -> None:
        names = names_of(self.view)
        choices = numbered({person: names[person] for person in order})

        self.homeroom.ask(
            "Who begins?", lambda first: self._begin(rotated(order, first)), choices=choices
        )

    def _ask_share(self, order: tuple[str, ...]) -> None:
        field = FormField("For each", "2 min", read_ago)
        self.homeroom.enter("A round of turns", [field], partial(self._begin, order))

    def _names(self, people: tuple[str, ...]) -> str:
        names = names_of(self.view)
        return ", ".join(names[person] for person in people)


def numbered(labels: Mapping[str, str]) -> list[Choice]:
    """An answer for each value and its label; a digit chooses one of the first nine."""
    return [
        Choice(value, label, str(number) if number < 10 else "")
        for number, (value, label) in enumerate(labels.items(), 1)
    ]
