"""`config`: each setting with its value, where that was set, what it does and how to change it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Table
from rich.text import Text

from homeroom_tui.agenda.problems import visible
from homeroom_tui.output.tables import ACCENT, columns

DEFAULT = "default"


class Setting(NamedTuple):
    """One setting; `line` is where it is set in the settings file, None where it is not.

    `value` and `default` are as JSON has them; None goes by the terminal or the locale.
    """

    key: str
    value: Any
    default: Any
    line: int | None
    help: str
    example: str


class KeysOf(NamedTuple):
    """A command with its keys in words, what it does, the screens it is for, and whether the keys
    are the user's own."""

    command: str
    keys: str
    help: str
    screens: str
    own: bool


def settings_table(settings: Iterable[Setting], file: Path) -> Table:
    """The settings, a row each."""
    found = columns("Setting", "Value", "Set in", "What it does, and how it is written")
    for setting in settings:
        about = Text(f"{setting.help}\n")
        about.append(f"{setting.key}: {setting.example}", style="dim")
        where = Text(_where(setting, file), style="dim" if setting.line is None else "")
        found.add_row(Text(setting.key, style=ACCENT), Text(written(setting.value)), where, about)
    return found


def settings_plain(settings: Iterable[Setting], file: Path) -> list[str]:
    """The same in a pipe, with tabs between: name, value, where, what it does, an example."""
    return [
        "\t".join(
            (s.key, written(s.value), _where(s, file), s.help, f"{s.key}: {s.example}"),
        )
        for s in settings
    ]


def settings_objects(settings: Iterable[Setting], file: Path) -> list[dict[str, Any]]:
    """The same for a machine."""
    return [
        {
            "setting": s.key,
            "value": s.value,
            "default": s.default,
            "file": None if s.line is None else str(file),
            "line": s.line,
            "help": s.help,
            "example": s.example,
        }
        for s in settings
    ]


def written(value: Any) -> str:
    """A value on one line, as it may stand in the file."""
    if value is None:
        return "not set"
    if isinstance(value, str):
        return visible(value)
    return visible(json.dumps(value, ensure_ascii=False))


def _where(setting: Setting, file: Path) -> str:
    return DEFAULT if setting.line is None else f"{visible(file.name)}:{setting.line}"


def keys_table(commands: Iterable[KeysOf]) -> Table:
    """The commands with their keys, a row each."""
    found = columns("Command", "Keys", "Set in", "What it does", "Screens")
    for command in commands:
        found.add_row(
            Text(command.command, style=ACCENT),
            Text(command.keys or "none"),
            Text("your settings" if command.own else DEFAULT, style="" if command.own else "dim"),
            Text(command.help),
            Text(command.screens, style="dim"),
        )
    return found


def keys_plain(commands: Iterable[KeysOf]) -> list[str]:
    """The same in a pipe, with tabs between: command, keys, what it does, screens."""
    return ["\t".join((c.command, c.keys, c.help, c.screens)) for c in commands]


def keys_objects(commands: Iterable[KeysOf]) -> list[dict[str, Any]]:
    """The same for a machine."""
    return [command._asdict() for command in commands]
