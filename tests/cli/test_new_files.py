"""Files that homeroom begins for its user come whole or not at all, whatever the disk does."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from homeroom_tui.agenda import new_files
from homeroom_tui.agenda.library import Library
from homeroom_tui.cli import config as own
from homeroom_tui.files import CannotWrite
from homeroom_tui.importer.markdown_page import read_page, write_page
from homeroom_tui.tui import themes
from tests.stress.disk import CALLS, Disk, Fault

BEGIN: dict[str, tuple[str, Callable[[Path], object], type[Exception]]] = {
    "settings": ("config.yaml", own._begin, CannotWrite),
    "group": ("group.yaml", new_files.begin_group, CannotWrite),
    "session": (
        "week-6.yaml",
        lambda path: new_files.new_session(Library(path.parent), path.stem),
        CannotWrite,
    ),
}


@pytest.mark.parametrize("what", BEGIN)
@pytest.mark.parametrize("call", [2, 3, 4], ids=lambda call: f"call {call}")
def test_a_file_that_failed_can_be_created_later(tmp_path: Path, what: str, call: int) -> None:
    name, begin, refusal = BEGIN[what]
    path = tmp_path / name
    with (
        Disk([Fault(call, errno.ENOSPC)]).in_use(CALLS),
        pytest.raises(refusal, match="disk is full"),
    ):
        begin(path)
    assert not path.exists()
    begin(path)
    assert path.read_text(encoding="utf-8").endswith("\n")


@pytest.mark.parametrize("what", ["session", "import"])
def test_a_disk_that_fails_for_good_is_said(tmp_path: Path, what: str) -> None:
    page = read_page("## Week 1 (30 min)\n1. Share (5 min)\n", file="page.md")
    with Disk([Fault(3, errno.EROFS, lasts=True)]).in_use(CALLS):
        if what == "session":
            with pytest.raises(CannotWrite, match="read-only"):
                new_files.new_session(Library(tmp_path), "week-6")
        else:
            with pytest.raises(CannotWrite, match="read-only"):
                write_page(page, tmp_path)


def test_a_theme_that_cannot_be_saved_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state" / "theme"
    themes.write_chosen(path, "homeroom-light")
    with (
        Disk([Fault(3, errno.ENOSPC)]).in_use(CALLS),
        pytest.raises(CannotWrite, match="disk is full"),
    ):
        themes.write_chosen(path, "homeroom-contrast")
    assert themes.read_chosen(path) == "homeroom-light"
    assert os.listdir(path.parent) == ["theme"]
