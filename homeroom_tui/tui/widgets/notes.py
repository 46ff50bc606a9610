"""Notes as the screens show them: beside the prompts of a block, and open actions in the lobby."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from msgspec.structs import replace
from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.style import Style

from homeroom_tui.agenda.model import Block
from homeroom_tui.controller import Controller
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.notes import Action, Item, Kind, Note
from homeroom_tui.tui.text import hang, literal, prose, stack
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.wording import CommandName

MARKS = {Kind.NOTE: "✎", Kind.ACTION: "!", Kind.QUESTION: "?", Kind.DECISION: "="}
"""The marks drawn before a note."""

STYLES = {
    Kind.NOTE: "$secondary",
    Kind.ACTION: "$warning",
    Kind.QUESTION: "$accent",
    Kind.DECISION: "$success",
}


class Annotations(NamedTuple):
    """Of one block: its `hints` where they are shown, its notes, and the norms (None: not here)."""

    hints: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    norms: str | None = None

    def below(self, prompt: int) -> Iterable[Note]:
        """The notes on a prompt."""
        return (note for note in self.notes if note.prompt == prompt)

    def on_block(self, prompts: int) -> Iterable[Note]:
        """The notes on none of the block's so many prompts."""
        return (n for n in self.notes if n.prompt is None or n.prompt >= prompts)


NO_ANNOTATIONS = Annotations()


def annotations_of(
    controller: Controller, block: str, what: Block, name: CommandName, *, hints: bool
) -> Annotations:
    """Return what stands with the block of that id now; `name` names the command for norms."""
    norms = (
        controller.norms
        if controller.norms.strip()
        else f"No norms yet. {name('norms')}: write them"
    )
    return Annotations(
        what.hints if hints else (),
        tuple(note for note in controller.notes if note.block == block),
        norms if what.show == "norms" else None,
    )


MAX_DRAWN = 5_000
"""Characters of a note that the screens lay out: of a long one no more would be read there."""


def shortened(note: Note) -> Note:
    """The note as the screens show it; the minutes have all of it."""
    more = len(note.written) - MAX_DRAWN
    if more <= 0:
        return note
    return replace(note, written=f"{note.written[:MAX_DRAWN]}…\n\n({more:,} more characters)")


def note_lines(note: Note, width: int, margin: str = "") -> Content:
    """A note, each part of it with its mark; the margin stands before the first."""
    first, *others = shortened(note).items
    rest = (item_line(item, width, " " * cell_len(margin)) for item in others)
    return stack([item_line(first, width, margin), *rest])


def item_line(item: Item, width: int, margin: str = "") -> Content:
    """A part of a note with its mark, its lines kept."""
    text = literal(item.text, lines=True)
    return hang(text, width, f"{margin}{MARKS[item.kind]} ").stylize(STYLES[item.kind])


def hint_line(hint: str, width: int) -> Content:
    """A hint, for the facilitator's eyes."""
    return hang(literal(hint), width, "hint: ").stylize("italic $muted")


def norms_lines(norms: str, width: int) -> Content:
    """The norms under a heading."""
    heading = Content.styled("Our norms", "bold $accent")
    return heading + "\n" + prose(norms, width)


ACTION = "homeroom_action"
"""The key, in the meta data of a style, under which a drawn action keeps its number."""


def action_text(action: Action) -> str:
    """`☐ Ana asks about the room`."""
    return f"{'☑' if action.done else '☐'} {action.text}"


class OpenActions(VerticalScroll, can_focus=False):
    """Lists them, or takes no room where there are none. One that is ticked here stays."""

    @dataclass
    class TickRequested(Message):
        """An action was clicked on."""

        action: Action

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.actions: list[Action] = []
        self._looked_for: int | None = None
        self.display = False
        self.show_those_of(controller)

    def compose(self) -> ComposeResult:
        yield WrappedText(self._lay)

    def show_those_of(self, controller: Controller) -> None:
        """Look for the actions, if anything happened in this meeting since."""
        happened = len(controller.meeting.events)
        if controller.recorder is None or happened == self._looked_for:
            return
        self._looked_for = happened
        here = {
            (event.meeting, event.note)
            for event in controller.meeting.events
            if isinstance(event, ev.Tick)
        }
        self.actions = [
            action
            for action in controller.actions()
            if not action.done or (action.meeting, action.note) in here
        ]
        self.display = bool(self.actions)
        for flow in self.query(WrappedText):
            flow.show(self._lay)

    def _lay(self, width: int) -> Content:
        lines = [Content.styled("From last time", "$muted")]
        for number, action in enumerate(self.actions):
            mark, text = action_text(action).split(" ", 1)
            line = hang(literal(text, lines=True), width, f"{mark} ")
            line = line.stylize("$muted" if action.done else "$foreground")
            lines.append(line.stylize(Style.from_meta({ACTION: number})))
        return stack(lines)

    def on_click(self, event: events.Click) -> None:
        if (number := event.style.meta.get(ACTION)) is not None:
            self.post_message(self.TickRequested(self.actions[number]))
