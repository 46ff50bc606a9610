"""`homeroom config`: all settings, where each came from, and how to change it."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homeroom_tui import paths
from homeroom_tui.agenda.fields import fields_of
from homeroom_tui.cli import cli
from homeroom_tui.commands import COMMANDS
from homeroom_tui.config import Config, template


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the settings of the test are, in a folder that is not there yet."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path / "new")
    return tmp_path / "new" / "config.yaml"


def homeroom(*words: str, **env: str) -> Result:
    return CliRunner().invoke(cli, ["config", *words], env={"EDITOR": "", "VISUAL": "", **env})


def put(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")


def test_every_setting_is_shown_with_value_place_help_and_example(file):
    put(file, "theme: light\n\nbell: yes\nkeys: {next: x}\n")
    done = homeroom()
    assert done.exit_code == 0
    rows = {row[0]: row[1:] for line in done.stdout.splitlines() for row in [line.split("\t")]}
    assert list(rows) == [field.key for field in fields_of(Config)]
    assert rows["theme"][:2] == ["light", "config.yaml:1"]
    assert rows["bell"][:2] == ["true", "config.yaml:3"]
    assert rows["keys"][:2] == ['{"next": ["x"]}', "config.yaml:4"]
    assert rows["hours"][:2] == ["not set", "default"]
    assert rows["motion"] == [
        "true",
        "default",
        "Whether anything on the screens may move or fade.",
        "motion: false",
    ]


def test_the_same_for_a_machine(file):
    put(file, "bell: yes\n")
    rows = {row["setting"]: row for row in json.loads(homeroom("--json").stdout)}
    assert rows["bell"]["value"] is True
    assert (rows["bell"]["file"], rows["bell"]["line"]) == (str(file), 1)
    assert (rows["command_timeout"]["value"], rows["command_timeout"]["file"]) == (10, None)


def test_problems_go_to_standard_error_with_status_1(file):
    put(file, "bel: yes\nhours: 12\n")
    done = homeroom()
    assert done.exit_code == 1
    assert "Did you mean `bell`?" in done.stderr
    assert "hours\t12\tconfig.yaml:2" in done.stdout


def test_nothing_hostile_in_the_file_reaches_the_terminal(file):
    put(file, 'command: ["a\\x1b[2J\\u202e", "\\x07"]\n')
    done = homeroom()
    assert not set("\x1b\x07\u202e") & set(done.output)


def test_all_keys_are_listed_as_they_are_now(file):
    put(file, "keys: {next: [x, f5], bell: []}\n")
    rows = {
        row.split("\t")[0]: row.split("\t")[1] for row in homeroom("--keys").stdout.splitlines()
    }
    assert list(rows) == [command.id for command in COMMANDS]
    assert (rows["next"], rows["bell"]) == ("x or F5", "")
    of_next = next(r for r in json.loads(homeroom("--keys", "--json").stdout) if r["own"])
    assert of_next["command"] == "next"


def test_paths_are_printed_and_nothing_is_made_by_it(file):
    assert f"settings\t{file}" in homeroom("--paths").stdout
    assert not file.parent.exists()


def test_every_place_that_homeroom_writes_to_is_printed(file):
    printed = homeroom("--paths").stdout
    inner = {"data_folder", "config_folder", "state_folder", "in_words"}
    for name, place in vars(paths).items():
        if inspect.isfunction(place) and name not in inner:
            assert f"\t{place()}\n" in printed, name


def test_edit_begins_a_file_that_explains_all_and_opens_it(file, tmp_path):
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\necho "bell: yes" >> "$1"\n')
    script.chmod(0o755)
    done = homeroom("--edit", EDITOR=str(script))
    assert done.exit_code == 0
    assert done.stdout == "All fine.\n"
    assert file.read_text() == template() + "bell: yes\n"


def test_edit_never_overwrites_and_says_what_is_wrong_after(file, tmp_path):
    put(file, "bell: perhaps\n")
    done = homeroom("--edit", EDITOR="true")
    assert done.exit_code == 1
    assert "neither true nor false" in done.stderr
    assert file.read_text() == "bell: perhaps\n"


def test_edit_without_an_editor_says_where_the_file_is(file):
    done = homeroom("--edit", PATH="")
    assert done.exit_code == 2
    assert "No editor set" in done.stderr
    assert str(file) in done.stderr


def test_it_never_loads_the_screens(tmp_path):
    code = (
        "import sys\nfrom homeroom_tui.cli import main\n"
        "for words in (['config'], ['config', '--keys'], ['config', '--paths']):\n"
        "    try:\n        main(words)\n"
        "    except SystemExit as end:\n        assert not end.code\n"
        "assert 'textual' not in sys.modules\n"
    )
    env = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=env)


@pytest.mark.parametrize("name", ["settings.yaml", "config.yml", "config.toml", "homeroom.yaml"])
def test_unread_files_that_look_like_settings_are_mentioned(file, name):
    put(file, "bell: yes\n")
    (file.parent / name).write_text("theme: light\n")
    (file.parent / "group.yaml").write_text("people: [Ana]\n")
    (file.parent / "config.schema.json").write_text("{}")
    for _ in range(2):
        done = homeroom()
        assert done.exit_code == 0
        assert f"{name}: warning: homeroom does not read this file." in done.stderr
        assert "The settings file is config.yaml." in done.stderr
        assert done.stderr.count("warning") == 1
        file.unlink(missing_ok=True)
