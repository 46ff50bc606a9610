"""Output of `config`: settings with their values, keys, and the places of files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from rich.text import Text

from homeroom_tui import paths
from homeroom_tui.escaping import visible
from homeroom_tui.output.tables import ACCENT, Column

DEFAULT = "default"


class Setting(NamedTuple):
    """One setting; `file` and `line` are where it is set, None where it is not.

    `value` and `default` are as JSON has them; None goes by the terminal or the locale.
    """

    setting: str
    value: Any
    default: Any
    file: str | None
    line: int | None
    help: str
    example: str

    @property
    def written(self) -> str:
        """The value on one line, as it may stand in the file."""
        if self.value is None:
            return "not set"
        if isinstance(self.value, str):
            return self.value
        return json.dumps(self.value, ensure_ascii=False)

    @property
    def where(self) -> str:
        return DEFAULT if self.file is None else f"{Path(self.file).name}:{self.line}"

    @property
    def how(self) -> str:
        return f"{self.setting}: {self.example}"


SETTINGS: tuple[Column[Setting], ...] = (
    Column("Setting", lambda row: row.setting, style=ACCENT),
    Column("Value", lambda row: row.written),
    Column("Set in", lambda row: row.where, style=lambda row: "" if row.file else "dim"),
    Column("", lambda row: row.help, only="pipe"),
    Column("", lambda row: row.how, only="pipe"),
    Column(
        "What it does, and how it is written",
        lambda row: row.help,
        draw=lambda row: Text(f"{row.help}\n").append(visible(row.how), style="dim"),
        only="table",
    ),
)


class KeysOf(NamedTuple):
    """A command with its keys in words, what it does, the screens it is for, and whether the keys
    are the user's own."""

    command: str
    keys: str
    help: str
    screens: str
    own: bool


KEYS: tuple[Column[KeysOf], ...] = (
    Column("Command", lambda row: row.command, style=ACCENT),
    Column("Keys", lambda row: row.keys, draw=lambda row: Text(row.keys or "none")),
    Column(
        "Set in",
        lambda row: "your settings" if row.own else DEFAULT,
        style=lambda row: "" if row.own else "dim",
        only="table",
    ),
    Column("What it does", lambda row: row.help),
    Column("Screens", lambda row: row.screens, style="dim"),
)


class Place(NamedTuple):
    """Something that homeroom reads of its own or writes to, and where."""

    what: str
    path: str


def places() -> list[Place]:
    """Return what is where; docs/files.md says more of each."""
    found = {
        "journals, one for each meeting": paths.journals(),
        "minutes, unless you choose otherwise": paths.minutes_folder(),
        "the group's norms": paths.norms_file(),
        "your own sessions": paths.own_sessions(),
        "settings": paths.config_file(),
        "the theme chosen last": paths.theme_file(),
        "the group": paths.group_file(),
        "the secret of your shared meetings": paths.room_secret(),
        "keys to speak to cohorts": paths.cohort_keys(),
        "the bundled sessions": paths.bundled_sessions(),
    }
    return [Place(what, str(path)) for what, path in found.items()]


PLACES: tuple[Column[Place], ...] = (
    Column("What", lambda row: row.what),
    Column("Where", lambda row: row.path, style=ACCENT),
)
