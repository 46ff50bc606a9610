"""The settings: what can be set, what is said of a mistake, and that the rest counts anyway."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui import paths
from homeroom_tui.agenda.fields import fields_of
from homeroom_tui.agenda.model import RoomSettings
from homeroom_tui.agenda.problems import render
from homeroom_tui.config import Config, Configured, read_config, template


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the settings of the test are: nothing stands there yet."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)
    return tmp_path / "config.yaml"


def read(file: Path, text: str) -> Configured:
    file.write_text(text, encoding="utf-8")
    return read_config()


def said(found: Configured) -> str:
    return "\n".join(map(render, found.problems)).replace(str(paths.config_file()), "config.yaml")


def test_without_a_file_everything_is_as_usual(file):
    assert read_config() == Configured(Config(), (), {})


def test_every_setting_can_be_set(file):
    found = read(
        file,
        """\
theme: Light
hours: 12
motion: no
bell: yes
notifications: osc777
command: [mpv, --really-quiet, ~/a bell.ogg]
command_timeout: 3
room: {broker: "mqtt://127.0.0.1", password: secret}
sound: chime
warn: [5 min, 1 min]
keys:
  next: [right, ctrl+n]
""",
    )
    assert found.problems == ()
    assert found.config == Config(
        theme="light",
        hours=12,
        motion=False,
        bell=True,
        notifications="osc777",
        command=("mpv", "--really-quiet", "~/a bell.ogg"),
        command_timeout=3,
        room=RoomSettings("mqtt://127.0.0.1", password="secret"),
        sound="chime",
        warn=(300, 60),
        keys={"next": ("right", "ctrl+n")},
    )
    assert set(found.lines) == {field.key for field in fields_of(Config)}
    assert found.lines["keys"] == 12


def test_one_mistake_does_not_undo_the_other_settings(file):
    found = read(file, "theme: drak\nbell: yes\nhors: 12\n")
    assert found.config == Config(bell=True)
    assert said(found) == (
        "config.yaml:1:8: error: The settings file: `theme` can't be 'drak'.\n"
        "   1 | theme: drak\n"
        "     |        ^\n"
        "  Did you mean `dark`?\n"
        "config.yaml:3:1: error: The settings file: `hors` is not a field.\n"
        "   3 | hors: 12\n"
        "     | ^\n"
        "  Did you mean `hours`?"
    )


def test_half_a_command_is_not_run(file):
    found = read(file, "bell: yes\ncommand: [rm, -r, /tmp/x\n")
    assert found.config == Config(bell=True)
    assert len(found.problems) == 1


def test_a_command_in_one_line_is_refused(file):
    found = read(file, "command: paplay bell.ogg; rm -r x\n")
    assert found.config.command == ()
    assert "must be a list" in said(found)


@pytest.mark.parametrize("text", ["", "# nothing\n", "theme:\nkeys: ~\n", template()])
def test_nothing_set_is_no_problem(file, text):
    assert read(file, text) == Configured()


def test_the_template_explains_each_setting_and_its_examples_work(file):
    text = template()
    told = " ".join(line.removeprefix("# ") for line in text.splitlines())
    for field in fields_of(Config):
        assert field.doc.help in told
    lines = [line[2:] for line in text.splitlines() if line.startswith("# ") and ": " in line]
    examples = [line for line in lines if line.split(":")[0] in [f.key for f in fields_of(Config)]]
    found = read(file, "\n".join(examples))
    assert found.problems == ()
    assert len(found.lines) == len(fields_of(Config))


def test_a_folder_or_broken_link_is_reported(file):
    os.symlink(file.with_name("nowhere"), file)
    assert "link to a file that is not there" in said(read_config())
    file.unlink()
    file.mkdir()
    assert "This is a folder" in said(read_config())


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00", b"- a\n", b"just words", b"theme: ["])
def test_what_is_no_settings_file_leaves_the_defaults(file, content):
    file.write_bytes(content)
    found = read_config()
    assert found.config == Config()
    assert found.problems


def test_the_first_of_two_equal_fields_counts(file):
    found = read(file, "hours: 12\nhours: 24\n")
    assert found.config.hours == 12
    assert "twice: here and in line 1" in said(found)


VALID = "theme: light\nhours: 12\nbell: yes\ncommand: [a, b]\nkeys:\n  next: n\n  back: [left, h]\n"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(VALID)), st.integers(0, 5), st.text(max_size=4))
def test_no_damage_to_the_file_ever_raises(tmp_path_factory, at, cut, put):
    folder = tmp_path_factory.getbasetemp() / "config"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "config_folder", lambda: folder)
        (folder / "config.yaml").write_text(
            VALID[:at] + put + VALID[at + cut :], encoding="utf-8", errors="replace"
        )
        found = read_config()
    assert isinstance(found.config, Config)
    assert all(line >= 1 for line in found.lines.values())
