"""`config --paths`: every place that homeroom reads of its own or writes to, on this machine."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table
from rich.text import Text

from homeroom_tui import paths
from homeroom_tui.agenda.problems import visible
from homeroom_tui.output.tables import ACCENT, columns


def places() -> list[tuple[str, Path]]:
    """Return what is where; docs/files.md says more of each."""
    return [
        ("journals, one a meeting", paths.journals()),
        ("minutes, unless you choose otherwise", paths.minutes_folder()),
        ("the group's norms", paths.norms_file()),
        ("your own sessions", paths.own_sessions()),
        ("settings", paths.config_file()),
        ("the colours chosen last", paths.theme_file()),
        ("the group", paths.group_file()),
        ("the sessions that came with homeroom", paths.bundled_sessions()),
    ]


def paths_table() -> Table:
    """The places as a table for a terminal."""
    found = columns("What", "Where")
    for what, where in places():
        found.add_row(what, Text(visible(str(where)), style=ACCENT))
    return found


def paths_plain() -> list[str]:
    """The same in a pipe, with tabs between."""
    return [f"{what}\t{visible(str(where))}" for what, where in places()]
