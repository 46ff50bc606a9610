"""`homeroom import`: from a published page to a running meeting in two commands."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from homeroom_tui.cli import cli

PAGE = Path(__file__).parents[1] / "importer" / "data" / "mod-2-homeroom-page.md"
SESSIONS = Path(__file__).parents[2] / "sessions"


def homeroom(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def test_a_page_becomes_a_folder_that_runs(tmp_path: Path) -> None:
    out = tmp_path / "mine"
    said = homeroom("import", PAGE, "--out", out)
    assert said.exit_code == 0, said.output
    assert sorted(path.name for path in out.glob("*.yaml")) == [
        "series.yaml", "week-1.yaml", "week-2.yaml", "week-3.yaml", "week-4.yaml", "week-5.yaml",
    ]  # fmt: skip
    weeks = json.loads(homeroom("--sessions", out, "list", "--json").stdout)
    assert [week["blocks"] for week in weeks] == [4, 2, 5, 4, 0]
    assert [week["problems"] for week in weeks] == [0] * 5


def test_the_report_comes_first_with_the_pages_lines(tmp_path: Path) -> None:
    said = homeroom("import", PAGE, "--out", tmp_path, "--dry-run").stdout
    assert list(tmp_path.iterdir()) == []
    assert "week-1.yaml\t" in said
    assert "Guessed:\n" in said
    assert "Left out:\n" in said
    assert "\tSkip down to: (a contents list)" in said
    assert "Written" not in said


def test_json_is_in_the_shape_of_show(tmp_path: Path) -> None:
    told = json.loads(homeroom("import", PAGE, "--dry-run", "--json").stdout)
    shown = json.loads(homeroom("--sessions", SESSIONS, "show", "1", "--json").stdout)
    first = told["sessions"][0]
    assert first.keys() == shown.keys()
    assert [b["title"] for b in first["blocks"]] == [b["title"] for b in shown["blocks"]]
    assert [b["target"] for b in first["blocks"]] == [900, 900, 900, 600]
    assert all({"line", "text"} <= guess.keys() for guess in told["guesses"])
    assert all({"line", "text"} <= left.keys() for left in told["left_out"])
    reading = told["readings"][0][0]
    assert reading["score"] == reading["fits"] + reading["covers"] + reading["once"]
    assert homeroom("import", PAGE, "--json").exit_code == 2


def test_the_schemas_that_the_files_name_are_written(tmp_path: Path) -> None:
    assert homeroom("import", PAGE, "--out", tmp_path).exit_code == 0
    named = {
        line.rpartition("=")[2]
        for path in tmp_path.glob("*.yaml")
        for line in path.read_text().splitlines()[:1]
        if "$schema=" in line
    }
    assert "session.schema.json" in named
    assert all((tmp_path / name).is_file() for name in named)


def test_nothing_is_overwritten_without_force(tmp_path: Path) -> None:
    kept = tmp_path / "week-3.yaml"
    kept.write_text("title: Mine\n")
    refused = homeroom("import", PAGE, "--out", tmp_path)
    assert refused.exit_code == 1
    assert "week-3.yaml" in refused.stderr
    assert "--force" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["week-3.yaml"]
    assert homeroom("import", PAGE, "--out", tmp_path, "--force").exit_code == 0
    assert "LinkedIn" in kept.read_text()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"# A page\n\nWith no times at all.\n", "Nothing on the page tells how long"),
        (b"\xff\xfe\x00", "UTF-16"),
        (None, "There is no such file."),
        (b"x" * (1024 * 1024 + 1), "1 MiB"),
    ],
)
def test_a_page_of_no_use_says_so_and_writes_nothing(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    page, out = tmp_path / "page.md", tmp_path / "out"
    if content is not None:
        page.write_bytes(content)
    result = homeroom("import", page, "--out", out)
    assert result.exit_code == 1
    assert said in result.stderr
    assert not out.exists()
