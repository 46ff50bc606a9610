"""Completion in the shell: commands, options and the names of the weeks, quickly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = {"bash": "complete -o nosort -F", "zsh": "compdef", "fish": "complete --no-files"}


def homeroom(folder: Path, **env: str) -> str:
    """Return what the shell is told. The screens and all that prints must not be loaded for it."""
    code = (
        "import sys\nfrom homeroom_tui.cli import main\n"
        "try:\n    main()\nfinally:\n    assert not {'textual', 'rich'} & set(sys.modules)\n"
    )
    kept = {"PATH": os.environ["PATH"], "HOME": str(folder), "HOMEROOM_SESSIONS": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**kept, **env},
        check=True,
    )
    return done.stdout


def completed(folder: Path, line: str) -> list[str]:
    """Return what bash would offer at the end of a line."""
    words = line.split(" ")
    said = homeroom(
        folder,
        _HOMEROOM_COMPLETE="bash_complete",
        COMP_WORDS=line,
        COMP_CWORD=str(len(words) - 1),
    )
    return [row.split(",")[1] for row in said.splitlines() if "," in row]


@pytest.mark.parametrize(
    "line", ["homeroom run ", "homeroom show ", "homeroom edit ", "homeroom new x --from "]
)
def test_the_names_of_the_weeks_are_offered(library, tmp_path, line):
    assert completed(tmp_path, line) == ["week-1", "week-2", "week-3", "week-4"]


def test_only_those_that_begin_so(library, tmp_path):
    (tmp_path / "other.yaml").write_text("title: Other\n")
    assert completed(tmp_path, "homeroom run o") == ["other"]


def test_no_name_that_a_shell_would_read_otherwise_is_offered(library, tmp_path):
    for name in ("$(touch pwned)", "`id`", "a;id", "-rf", "a\nb", "!!", "~", "a*", "a'b", "a&b"):
        (tmp_path / f"{name}.yaml").write_text("title: Other\n")
    (tmp_path / "auto évalué 2.yaml").write_text("title: Other\n")
    weeks = ["week-1", "week-2", "week-3", "week-4"]
    assert completed(tmp_path, "homeroom run ") == ["auto évalué 2", *weeks]


def test_the_weeks_are_those_of_the_folder_that_was_named(library, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "retro.yaml").write_text("title: Retro\n")
    assert completed(tmp_path, f"homeroom --sessions {other} run ") == ["retro"]


def test_a_folder_without_weeks_offers_nothing_and_says_nothing(tmp_path):
    assert completed(tmp_path, "homeroom run ") == []


def test_commands_and_options_are_offered(library, tmp_path):
    assert "simulate" in completed(tmp_path, "homeroom s")
    assert "--plain" in completed(tmp_path, "homeroom run --p")


@pytest.mark.parametrize("shell", SOURCES)
def test_each_shell_has_its_script(tmp_path, shell):
    code = "from homeroom_tui.cli import cli\n"
    code += "from click.shell_completion import get_completion_class as get\n"
    code += f"print(get({shell!r})(cli, {{}}, 'homeroom', '_HOMEROOM_COMPLETE').source())\n"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert SOURCES[shell] in done
    assert "_HOMEROOM_COMPLETE" in done
