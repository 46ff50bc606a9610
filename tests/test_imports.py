"""Modules in a fresh interpreter: each room loads only what it needs.

The imports that stand in the files are checked by the contracts in pyproject.toml.
"""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import homeroom_tui
import homeroom_tui.meeting

HEAVY = {"textual", "yaml", "msgspec", "rich"}


def loaded_by(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has after `code`."""
    script = f"import sys\n{code}\nprint(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def command(*words: str) -> str:
    return f"""
from homeroom_tui.cli import main
try:
    main({list(words)!r})
except SystemExit as end:
    assert not end.code, end.code
"""


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("run", "--help")])
def test_help_and_version_load_no_library_but_click(words: tuple[str, ...]) -> None:
    assert not loaded_by(command(*words)) & HEAVY


@pytest.mark.parametrize(
    "words", [("list",), ("list", "--json"), ("show", "1"), ("show", "1", "--json"), ("check",)]
)
def test_commands_that_print_never_load_a_screen(words: tuple[str, ...]) -> None:
    assert "textual" not in loaded_by(command(*words))


def test_nothing_outside_tui_loads_textual() -> None:
    names = [found.name for found in pkgutil.walk_packages(homeroom_tui.__path__, "homeroom_tui.")]
    outside = [name for name in names if not name.endswith("__main__") and ".tui" not in name]
    assert "homeroom_tui.controller" in outside
    assert "textual" not in loaded_by(f"import {', '.join(outside)}")


def test_a_meeting_loads_the_models_and_nothing_else() -> None:
    rooms = pkgutil.walk_packages(homeroom_tui.meeting.__path__, "homeroom_tui.meeting.")
    loaded = loaded_by(f"import {', '.join(found.name for found in rooms)}")
    assert not loaded & {"rich", "textual", "yaml", "pathlib", "tempfile", "shutil"}
    others = {name for name in loaded if name.startswith("homeroom_tui.")}
    others = {name for name in others if not name.startswith("homeroom_tui.meeting")}
    assert others == {"homeroom_tui.agenda", "homeroom_tui.agenda.model"}


def test_an_agenda_is_read_without_any_meeting() -> None:
    loaded = loaded_by("import homeroom_tui.agenda.library, homeroom_tui.importer.markdown_page")
    assert not {name for name in loaded if name.startswith("homeroom_tui.meeting")}
