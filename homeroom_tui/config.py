"""The user's settings: config.yaml, read by the session reader; each has a default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field

from homeroom_tui import files, paths
from homeroom_tui.agenda import nodes
from homeroom_tui.agenda.fields import Field, Record
from homeroom_tui.agenda.kinds import Choice, Count, Flag, List, Text, is_nothing
from homeroom_tui.agenda.problems import Problem, Report
from homeroom_tui.agenda.reader import decode, unreadable
from homeroom_tui.keys import Chosen, KeysKind

NAME = "config.yaml"

Notifications = Literal["off", "on", "osc9", "osc777"]


class Config(Struct, frozen=True):
    """What a user has chosen; None is to go by the terminal or the locale.

    `command` are the words of the user's own alert command, none for no command; it may take
    `command_timeout` seconds. `keys` are of those commands only that have other keys than usual.
    """

    theme: Literal["dark", "light", "contrast", "terminal"] | None = None
    hours: Literal["12", "24"] | None = None
    motion: bool = True
    bell: bool = False
    notifications: Notifications = "off"
    command: tuple[str, ...] = ()
    command_timeout: int = 10
    keys: Chosen = {}  # msgspec gives each its own


CONFIG = Record(
    "settings file",
    Config,
    (
        Field(
            "theme",
            Choice(("dark", "light", "contrast", "terminal")),
            "The colours; those chosen last on the screens, unless set. `contrast` is of high"
            " contrast, `terminal` is the terminal's own.",
            "light",
        ),
        Field(
            "hours",
            Choice(("12", "24")),
            "How times of day are written; as the locale has it, unless set.",
            "24",
        ),
        Field("motion", Flag(), "Whether anything on the screens may glide or fade.", "false"),
        Field("bell", Flag(), "Whether the terminal bell rings with a signal.", "true"),
        Field(
            "notifications",
            Choice(("off", "on", "osc9", "osc777")),
            "Notifications of the desktop with a signal: `on` where the terminal is known to have"
            " them, `osc9` or `osc777` where you know that it has.",
            "on",
        ),
        Field(
            "command",
            List(Text(), "word", repeats=False),
            "A command of your own that is run with a signal: a program and its words, no shell.",
            '["paplay", "/home/ana/bell.oga"]',
        ),
        Field(
            "command_timeout",
            Count(),
            "Seconds after which that command is ended.",
            "10",
        ),
        Field(
            "keys",
            KeysKind(),
            "Other keys for commands: each with a key or a list of them.",
            '{"next": ["right", "ctrl+n"], "back": ["left", "ctrl+b"]}',
        ),
    ),
)


class Configured(Struct, frozen=True):
    """The settings as far as they could be read, what is wrong with their file, and the line in
    it at which each that counts is set."""

    config: Config = field(default_factory=Config)
    problems: tuple[Problem, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)


def read_config() -> Configured:
    """The settings; without a file, the defaults. One wrong setting does not undo the others."""
    path = paths.config_file()
    if not os.path.lexists(path):
        return Configured()
    from homeroom_tui.agenda.yaml_nodes import compose

    try:
        content, _ = files.read_bytes(path)
    except files.Unreadable as error:
        return Configured(problems=unreadable(error, str(path)).problems)
    text, report = decode(content, str(path))
    root = None if report.failed else compose(text, report)
    if root is None or (isinstance(root, nodes.Scalar) and root.says_nothing()):
        return Configured(problems=report.problems)
    CONFIG.read(root, "The settings file", report)
    values: dict[str, Any] = {}
    lines = {}
    for known in CONFIG.fields:
        node = root.get(known.key) if isinstance(root, nodes.Mapping) else None
        if node is None or is_nothing(node, known.kind) or _cut(node):
            continue
        value = known.kind.read(node, known.key, Report(str(path), text))
        if value is not None:
            values[known.key] = value
            lines[known.key] = node.line
    return Configured(Config(**values), report.problems, lines)


def _cut(node: nodes.Node) -> bool:
    """Whether a part of the value may be missing: half a command must not be run."""
    return not isinstance(node, nodes.Scalar) and node.cut


def template() -> str:
    """A settings file in which every setting is explained and none is set."""
    parts = ["# homeroom's settings. Take away the # before those that you want to change."]
    for known in CONFIG.fields:
        parts.append(f"# {known.help}\n# {known.key}: {known.example}")
    return "\n\n".join(parts) + "\n"
