"""The user's settings: config.yaml, read by the session reader; each has a default."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from homeroom_tui import paths
from homeroom_tui.agenda.fields import Field, Record
from homeroom_tui.agenda.kinds import Choice, Flag
from homeroom_tui.agenda.problems import Problem
from homeroom_tui.agenda.reader import read_file


class Config(Struct, frozen=True):
    """What a user has chosen; None is to go by the terminal or the locale."""

    theme: str | None = None
    hours: Literal["12", "24"] | None = None
    bell: bool = False


CONFIG = Record(
    "settings file",
    Config,
    (
        Field("theme", Choice(("dark", "light")), "The colours of the screens.", "dark"),
        Field("hours", Choice(("12", "24")), "How times of day are written.", "24"),
        Field("bell", Flag(), "Whether the terminal bell rings with a signal.", "false"),
    ),
)


def read_config() -> tuple[Config, tuple[Problem, ...]]:
    """The settings, and what is wrong with their file; without one, the defaults."""
    path = paths.config_file()
    if not path.exists():
        return Config(), ()
    reading = read_file(CONFIG, path)
    return reading.value or Config(), reading.problems
