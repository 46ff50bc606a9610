"""The help panel, with the commands that apply now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from homeroom_tui.commands import Command, Keys, key_label, keys_of
from homeroom_tui.tui.screens.panels import ScrollingPanel
from homeroom_tui.tui.text import clickable, hang, stack
from homeroom_tui.tui.widgets.base import WrappedText

HELP = "homeroom_help"
"""The key, in the meta data of a style, under which a drawn line keeps its command's id."""

COLUMN = 44
"""Cells. With room for two of them the groups stand in two columns."""

BETWEEN = 4


class HelpScreen(ScrollingPanel[str]):
    """Shows these commands above the screen that they belong to; hands back one clicked on."""

    PLACE = "help"
    KEYS: ClassVar[Mapping[str, str]] = {"close": "back"}

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__()
        self._commands = tuple(command for command in commands if command.id != "help")

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            with VerticalScroll():
                yield WrappedText(
                    lambda width: help_text(self._commands, self.homeroom.settings.keys, width)
                )
            yield self.keys_below()

    def on_click(self, event: events.Click) -> None:
        self.dismiss(event.style.meta.get(HELP))


def help_text(commands: Iterable[Command], chosen: Keys, width: int) -> Content:
    """The commands in groups, laid out for `width` cells, in two columns if these have room."""
    named: dict[str, list[tuple[str, Command]]] = {}
    for command in commands:
        keys = " or ".join(map(key_label, keys_of(command, chosen)))
        named.setdefault(command.group, []).append((keys, command))
    column = max((cell_len(keys) for rows in named.values() for keys, _ in rows), default=0)
    room = (width - BETWEEN) // 2
    if room < COLUMN:
        return stack(_below([_group(name, rows, column, width) for name, rows in named.items()]))
    groups = [_group(name, rows, column, room) for name, rows in named.items()]
    halves = ((_below(groups[:at]), _below(groups[at:])) for at in range(1, len(groups) + 1))
    left, right = min(halves, key=lambda half: max(map(len, half)))
    return stack(
        one + " " * (room + BETWEEN - one.cell_length) + other
        for one, other in zip_longest(left, right, fillvalue=Content(""))
    )


def _group(name: str, rows: list[tuple[str, Command]], column: int, width: int) -> list[Content]:
    lines = [Content.styled(name, "$muted")]
    for keys, command in rows:
        margin = " " * (column - cell_len(keys)) + keys + "  "
        line = hang(Content(command.help), width, margin).stylize("bold $accent", 0, len(margin))
        lines += clickable(line, HELP, command.id).split("\n")
    return lines


def _below(groups: Iterable[list[Content]]) -> list[Content]:
    """The lines of the groups, one empty between each two."""
    return [line for group in groups for line in (*group, Content(""))][:-1]
