"""What a user may choose about the screens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, field

from homeroom_tui.commands import Keys
from homeroom_tui.tui.themes import DARK


class Settings(Struct, frozen=True):
    """What is in config.yaml, as far as the screens are concerned.

    `theme` is the name of a theme, and `theme_file` where one that is chosen later is kept. Times
    are written in 12 or 24 `hours`; None: as the locale has it. Without `motion` nothing glides or
    fades. With `bell` the terminal rings at signals; `notifications`, `command` and
    `command_timeout` are as in config.yaml. `problem` is a sentence on what is wrong with that
    file, said once.
    """

    theme: str = DARK.name
    theme_file: Path | None = None
    keys: Keys = field(default_factory=dict)
    hours: int | None = None
    motion: bool = True
    bell: bool = False
    notifications: str = "off"
    command: Sequence[str] = ()
    command_timeout: int = 10
    problem: str = ""
