"""The command `group`, its file, and `run --people`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homeroom_tui.agenda.documents import schema_text
from homeroom_tui.agenda.fields import fields_of
from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Group
from homeroom_tui.agenda.new_files import begin_group, group_template
from homeroom_tui.agenda.reader import read_text
from homeroom_tui.cli import cli
from homeroom_tui.files import CannotWrite
from homeroom_tui.output.group import meetings
from homeroom_tui.wording import TimeOfDay

SESSIONS = Path(__file__).parents[2] / "sessions"

OWLS = """\
name: The Owls
people: [Ana, Ben]
first_meeting: 2026-11-18
time: 2 PM
zone: UTC
no_meeting: 2026-11-25
"""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{role}_HOME", str(tmp_path / role))
    monkeypatch.setenv("HOMEROOM_SESSIONS", str(SESSIONS))


def homeroom(*words: str, **env: str) -> Result:
    return CliRunner().invoke(cli, list(words), env={"EDITOR": "", "VISUAL": "", **env})


def write(tmp_path: Path, text: str = OWLS) -> Path:
    file = tmp_path / "CONFIG" / "homeroom" / "group.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_it_shows_the_group_and_its_days(tmp_path: Path) -> None:
    write(tmp_path)
    lines = homeroom("group").stdout.splitlines()
    assert "people\tAna, Ben" in lines
    assert "no_meeting\t2026-11-25" in lines
    assert "first_meeting\t2026-11-18" in lines
    assert any(line.startswith("week 2\t2026-12-02\t") for line in lines), lines


def test_json_for_a_machine(tmp_path: Path) -> None:
    file = write(tmp_path)
    found = json.loads(homeroom("group", "--json").stdout)
    assert found["file"] == str(file)
    assert found["people"] == ["Ana", "Ben"]
    assert [one["date"] for one in found["meetings"]] == [
        "2026-11-18",
        "2026-12-02",
        "2026-12-09",
        "2026-12-16",
        "2026-12-23",
    ]
    assert found["this_week"] in {1, 2, 3, 4, 5}


def test_without_a_file_nothing_is_known_and_nothing_is_written(tmp_path: Path) -> None:
    done = homeroom("group", "--json")
    assert json.loads(done.stdout)["file"] is None
    assert not (tmp_path / "CONFIG").exists()


def test_problems_are_said_with_line_and_column(tmp_path: Path) -> None:
    write(tmp_path, "people: Ana\nfirst_meeting: soon\nzone: Mars/Base\ntme: 14:00\n")
    done = homeroom("group")
    assert done.exit_code == 1
    for part in ("group.yaml:1:9", "group.yaml:2:16", "group.yaml:3:7", "Did you mean `time`?"):
        assert part in done.stderr


def test_a_library_brings_its_own_group(tmp_path: Path) -> None:
    write(tmp_path)
    own = tmp_path / "weeks"
    own.mkdir()
    (own / "week-1.yaml").write_text("title: Hello\nweek: 1\n", encoding="utf-8")
    (own / "group.yaml").write_text("people: [Zoe]\n", encoding="utf-8")
    assert "people\tZoe" in homeroom("--sessions", str(own), "group").stdout


def test_edit_begins_a_file_in_which_everything_is_explained(tmp_path: Path) -> None:
    done = homeroom("group", "--edit", EDITOR="true")
    assert done.exit_code == 0
    file = tmp_path / "CONFIG" / "homeroom" / "group.yaml"
    assert file.read_text(encoding="utf-8") == group_template()
    assert (file.parent / "group.schema.json").read_text(encoding="utf-8") == schema_text(Group)


def test_edit_says_what_is_wrong_afterwards(tmp_path: Path) -> None:
    write(tmp_path, "people: Ana\n")
    done = homeroom("group", "--edit", EDITOR="true")
    assert done.exit_code == 1
    assert "must be a list" in done.stderr


def test_a_new_group_file_reads_as_an_empty_group() -> None:
    assert read_text(Group, group_template(), "group.yaml").get() == Group()


def test_with_every_comment_taken_away_it_can_be_read_too() -> None:
    lines = group_template().splitlines()
    keys = tuple(f"# {field.key}: " for field in fields_of(Group))
    text = "\n".join(line.removeprefix("# ") if line.startswith(keys) else line for line in lines)
    found = read_text(Group, text, "group.yaml").get()
    assert found.people == ("Ana", "Ben", "Chidi", "Dee")
    assert found.reserve is not None


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    file = write(tmp_path)
    with pytest.raises(CannotWrite, match=r"has group.yaml already"):
        begin_group(file)
    assert file.read_text(encoding="utf-8") == OWLS


def test_the_shipped_schema_is_fresh() -> None:
    shipped = SESSIONS / "group.schema.json"
    if os.environ.get("HOMEROOM_GOLDEN") == "write":
        shipped.write_text(schema_text(Group), encoding="utf-8")
    assert shipped.read_text(encoding="utf-8") == schema_text(Group)
    assert homeroom("schema", "group").stdout == schema_text(Group)


def test_this_week_is_marked(tmp_path: Path) -> None:
    library = Library(SESSIONS, group_file=write(tmp_path))
    november_26 = 1_795_651_200.0 + 3600
    found = meetings(library, november_26, TimeOfDay(12))
    assert [one.week for one in found if one.this] == [2]


def test_people_have_to_be_named() -> None:
    done = homeroom("run", "1", "--people", " , ")
    assert done.exit_code == 2
    assert "Write for example --people 'Ana, Ben'" in done.stderr
