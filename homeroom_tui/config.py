"""The user's settings: config.yaml, read by the session reader; each has a default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Struct, field

from homeroom_tui import files, paths
from homeroom_tui.agenda import documents, nodes
from homeroom_tui.agenda.fields import fields_of, names_of
from homeroom_tui.agenda.kinds import is_nothing
from homeroom_tui.agenda.model import WARN, Doc, Length, RoomSettings
from homeroom_tui.agenda.problems import Problem, Report
from homeroom_tui.agenda.reader import decode, unreadable
from homeroom_tui.keys import Chosen, KeysField


class Config(Struct, frozen=True):
    """The user's settings. None means to go by the terminal or the locale."""

    LABEL: ClassVar[str] = "settings file"

    theme: Annotated[
        Literal["dark", "light", "contrast", "terminal"] | None,
        Doc(
            "Theme: `dark`, `light`, `contrast` (high contrast) or `terminal` (the terminal's own"
            " colors). Defaults to the one last selected in the app.",
            "light",
            also=("color", "colors", "colour", "colours", "scheme"),
        ),
    ] = None
    hours: Annotated[
        Literal[12, 24] | None,
        Doc(
            "How times of day are written: `12` or `24`. Defaults to the locale's way.",
            "24",
            also=("clock", "time_format", "time"),
        ),
    ] = None
    motion: Annotated[
        bool, Doc("Whether anything on the screens may move or fade.", "false", also=("animation",))
    ] = True
    bell: Annotated[
        bool,
        Doc("Whether the terminal bell rings with a signal.", "true", also=("beep", "ring")),
    ] = False
    sound: Annotated[
        Literal["off", "chime"],
        Doc(
            "`chime` plays a gentle chime with a signal: one tone when time is nearly over, two"
            " when it is over, three when a break is. Without a player the terminal bell rings.",
            "chime",
            also=("audio", "tone", "gong"),
        ),
    ] = "off"
    warn: Annotated[tuple[Length, ...] | None, WARN] = None
    notifications: Annotated[
        Literal["off", "on", "osc9", "osc777"],
        Doc(
            "Desktop notifications with a signal. `on` detects terminal support; `osc9` and"
            " `osc777` force a protocol; `off` shows none.",
            "on",
            also=("notify", "notification", "desktop"),
        ),
    ] = "off"
    command: Annotated[
        tuple[str, ...],
        Doc(
            "A command to run with each signal: a program and its arguments, without a shell.",
            '["paplay", "/home/ana/bell.oga"]',
            also=("run", "program", "exec"),
            item="word",
            separator=" ",
        ),
    ] = ()
    command_timeout: Annotated[
        int, Doc("Seconds after which `command` is stopped.", "10", also=("timeout",))
    ] = 10
    room: Annotated[
        RoomSettings | None,
        Doc(
            "Where your meetings are shared.",
            '{"broker": "mqtt://127.0.0.1:1883", "page": "http://127.0.0.1:8080/"}',
            also=("share", "sharing", "mqtt", "broker"),
        ),
    ] = None
    keys: Annotated[
        Chosen,
        KeysField,
        Doc(
            "Other keys for commands: each with a key or a list of them.",
            '{"next": ["right", "ctrl+n"], "back": ["left", "ctrl+b"]}',
            also=("key", "keymap", "bindings", "shortcuts"),
        ),
    ] = {}  # msgspec gives each its own


class Configured(Struct, frozen=True):
    """The settings as far as they could be read, what is wrong with their file, and the line in
    it at which each that counts is set."""

    config: Config = field(default_factory=Config)
    problems: tuple[Problem, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def warning(self) -> str:
        """Return a sentence about problems in the file; empty without any."""
        if not self.problems:
            return ""
        count = len(self.problems)
        problems = "a problem" if count == 1 else f"{count} problems"
        return f"Your settings file has {problems}; the rest of it counts. See: homeroom config"


def read_config() -> Configured:
    """The settings; without a file, the defaults. One wrong setting does not undo the others."""
    path = paths.config_file()
    others = _unread(path)
    if not os.path.lexists(path):
        return Configured(problems=others)
    # Loads the YAML library, which nobody needs who has set nothing.
    from homeroom_tui.agenda.yaml_nodes import compose

    try:
        content, _ = files.read_bytes(path)
    except files.Unreadable as error:
        return Configured(problems=(*unreadable(error, str(path)).problems, *others))
    text, report = decode(content, str(path))
    root = None if report.failed else compose(text, report, names_of(Config))
    if root is None or (isinstance(root, nodes.Scalar) and root.says_nothing()):
        return Configured(problems=(*report.problems, *others))
    documents.record_of(Config).read(root, "The settings file", report)
    values: dict[str, Any] = {}
    lines = {}
    for known in fields_of(Config):
        node = root.get(known.key) if isinstance(root, nodes.Mapping) else None
        if node is None or is_nothing(node, known.kind) or _unsure(node, report):
            continue
        value = known.kind.read(node, known.key, Report(str(path), text))
        if value is not None:
            values[known.key] = value
            lines[known.key] = node.line
    return Configured(Config(**values), (*report.problems, *others), lines)


def _unsure(node: nodes.Node, report: Report) -> bool:
    """Return whether the value is uncertain: no part of a command and no guess may be run."""
    cut = not isinstance(node, nodes.Scalar) and node.cut
    return cut or not report.mended.isdisjoint(nodes.lines_of(node))


LIKE_SETTINGS = ("settings", "setting", "config", "configuration", "homeroom", "preferences")
"""Names of files, without their endings, that somebody may have meant for the settings."""


def _unread(path: Path) -> tuple[Problem, ...]:
    """Return a warning for each file that looks like settings, beside them, and is not read."""
    with suppress(OSError):
        return tuple(
            Problem(
                str(path.with_name(name)),
                None,
                None,
                "warning",
                "homeroom does not read this file.",
                f"The settings file is {path.name}.",
            )
            for name in sorted(os.listdir(path.parent))
            if name != path.name and os.path.splitext(name)[0].lower() in LIKE_SETTINGS
        )
    return ()


def template() -> str:
    """A settings file in which every setting is explained and none is set."""
    return documents.draft(
        Config(), "homeroom's settings. Take away the # before those that you want to change."
    )
