"""A path that no disk can have, or that nobody may look at, is told of in a sentence."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from homeroom_tui.agenda import new_files
from homeroom_tui.agenda.library import Library
from homeroom_tui.cli import cli, common
from homeroom_tui.cli import config as own
from homeroom_tui.files import CannotWrite
from homeroom_tui.importer.markdown_page import read_page, write_page

ROOT = Path(__file__).parent.parent
PAGE = "# Garden\n\n## Week 1 (30 min)\n1. Dig\n"
LONG = "a" * 300


@pytest.mark.parametrize(
    "words",
    [
        ["check", LONG],
        ["check", f"{LONG}/b"],
        ["import", "page.md", "--out", LONG],
        ["--sessions", LONG, "list"],
        ["--sessions", LONG, "new", "b"],
        ["show", f"{LONG}/b.yaml"],
        ["edit", f"{LONG}/b.yaml"],
    ],
    ids=lambda words: " ".join(words).replace(LONG, "LONG"),
)
def test_a_name_that_is_too_long(
    words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.md").write_text(PAGE)
    ended = CliRunner().invoke(cli, words)
    assert ended.exit_code in (1, 2)
    assert isinstance(ended.exception, SystemExit)
    assert LONG[:20] in ended.output


def test_minutes_that_go_to_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="can't be written"):
        common.write_out(tmp_path / LONG, b"minutes")


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder whose list can be read, and nothing in it."""
    real_stat, real_open, folder = os.stat, os.open, tmp_path / "closed"
    folder.mkdir()

    def refuse(path: object) -> None:
        if isinstance(path, (str, Path)) and folder in Path(path).parents:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    def stat(path: Any, **more: Any) -> object:
        refuse(path)
        return real_stat(path, **more)

    def opened(path: object, *arguments: object, **more: object) -> object:
        refuse(path)
        return real_open(path, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setattr(os, "open", opened)
    return folder


def test_nothing_is_written_to_a_folder_that_is_closed(closed: Path) -> None:
    page = read_page(PAGE, file="page.md")
    library = Library(closed, ROOT / "sessions")
    with pytest.raises(CannotWrite, match="no permission"):
        write_page(page, closed)
    with pytest.raises(CannotWrite, match="no permission"):
        new_files.own_copy(library, library.find("1"))
    with pytest.raises(CannotWrite, match="no permission"):
        new_files.begin_group(closed / "group.yaml")
    with pytest.raises(CannotWrite, match="no permission"):
        own._begin(closed / "config.yaml")
    with pytest.raises(CannotWrite, match="can't be written"):
        common.write_out(closed / "minutes.md", b"minutes")
