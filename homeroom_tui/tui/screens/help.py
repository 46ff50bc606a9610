"""What can be done now, in groups, with what each command does."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from homeroom_tui.tui.commands import Command, Keys, key_label, keys_of
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.text import hang, stack
from homeroom_tui.tui.widgets.flow import Flow


class HelpScreen(HomeroomScreen[None], ModalScreen[None]):
    """Shows these commands above the screen that they belong to."""

    PLACE = "help"

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__()
        self.add_class("panel")
        self._commands = tuple(command for command in commands if command.id != "help")

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"), VerticalScroll():
            yield Flow(lambda width: help_text(self._commands, self.homeroom.settings.keys, width))

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()


def help_text(commands: Iterable[Command], chosen: Keys, width: int) -> Content:
    """The commands in groups, laid out for `width` cells; a click on one asks for it."""
    groups: dict[str, list[tuple[str, Command]]] = {}
    for command in commands:
        keys = " or ".join(map(key_label, keys_of(command, chosen)))
        groups.setdefault(command.group, []).append((keys, command))
    column = max((cell_len(keys) for group in groups.values() for keys, _ in group), default=0)
    lines: list[Content] = []
    for group, rows in groups.items():
        if lines:
            lines.append(Content(""))
        lines.append(Content.styled(group, "$muted"))
        for keys, command in rows:
            margin = " " * (column - cell_len(keys)) + keys + "  "
            line = hang(Content(command.help), width, margin)
            lines.append(line.stylize("bold $accent", 0, len(margin)))
    return stack(lines)
