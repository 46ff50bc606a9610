"""In the lobby: the action items of the group's last meeting that are still open, to be ticked."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.style import Style

from homeroom_tui.controller import Running
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.notes import Action
from homeroom_tui.tui.text import hang, literal, stack
from homeroom_tui.tui.widgets.wrapped_text import Flow

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

    def __init__(self, running: Running) -> None:
        super().__init__()
        self.actions: list[Action] = []
        self._looked_for: int | None = None
        self.display = False
        self.show_those_of(running)

    def compose(self) -> ComposeResult:
        yield Flow(self._lay)

    def show_those_of(self, running: Running) -> None:
        """Look for the actions, if anything happened in this meeting since."""
        happened = len(running.meeting.events)
        if running.kept is None or happened == self._looked_for:
            return
        self._looked_for = happened
        here = {
            (event.meeting, event.note)
            for event in running.meeting.events
            if isinstance(event, ev.Tick)
        }
        self.actions = [
            action
            for action in running.kept.actions()
            if not action.done or (action.meeting, action.note) in here
        ]
        self.display = bool(self.actions)
        for flow in self.query(Flow):
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
