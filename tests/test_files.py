"""Files are read with care and written whole, or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from homeroom_tui import files
from homeroom_tui.escaping import visible

posix = pytest.mark.skipif(os.name != "posix", reason="modes and pipes of POSIX")


@posix
def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name, why in (
        ("pipe", "a pipe or a device"),
        (".", "a folder"),
        ("loop", "a link that leads to itself"),
        ("dangling", "a link to a file that is not there"),
        ("a" * 300, "name is too long"),
        ("nul\0", "name is not valid"),
    ):
        with pytest.raises(files.Unreadable, match=why):
            files.read_bytes(tmp_path / name)
    with pytest.raises(files.NoSuchFile):
        files.read_bytes(tmp_path / "none")


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 2048)
    content, stamp = files.read_bytes(path, 2048)
    assert len(content) == stamp.size == 2048
    assert files.stamp(path) == stamp
    with pytest.raises(files.Unreadable, match="larger than 1 KiB"):
        files.read_bytes(path, 1024)


@posix
def test_folders_and_private_files_are_closed_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        files.write_whole(tmp_path / "a" / "b" / "c", b"x")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / p).stat().st_mode) for p in ("a", "a/b", "a/b/c")]
    assert modes == [0o700, 0o700, 0o600]


@posix
def test_a_link_stays_a_link_and_a_pipe_a_pipe(tmp_path: Path) -> None:
    real, link, pipe = tmp_path / "dotfiles" / "norms", tmp_path / "norms", tmp_path / "pipe"
    files.write_whole(real, b"old")
    link.symlink_to(real)
    files.write_whole(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    os.mkfifo(pipe)
    with pytest.raises(files.CannotWrite, match="a pipe or a device"):
        files.write_whole(pipe, b"x")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    with pytest.raises(files.CannotWrite, match="a folder"):
        files.write_whole(tmp_path, b"x")
    assert sorted(os.listdir(tmp_path)) == ["dotfiles", "norms", "pipe"]


def test_a_new_file_takes_nobodys_place(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    files.write_new(path, b"one")
    with pytest.raises(files.AlreadyThere, match="has file already"):
        files.write_new(path, b"two")
    assert path.read_bytes() == b"one"
    assert os.listdir(path.parent) == ["file"]
    with pytest.raises(files.CannotWrite, match="a file is where a folder should be"):
        files.write_new(path / "deeper", b"x")


def test_new_files_where_the_disk_knows_no_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    files.write_files(tmp_path, {"a": b"1", "b": b"2"})
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]
    with pytest.raises(files.AlreadyThere, match="has b already"):
        files.write_files(tmp_path, {"c": b"3", "b": b"4"})
    with pytest.raises(files.AlreadyThere):
        files.write_new(tmp_path / "a", b"5")
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_control_characters_are_shown_and_emoji_stay_joined() -> None:
    assert visible("a\tb\x1b[2J\x7f\u202e") == "a    b␛[2J␡<U+202E>"
    assert visible("a\tb\n", tab="→", newline=" ") == "a→b "
    assert visible("👩\u200d🔬") == "👩\u200d🔬"
    assert visible("file\udcff") == "file\\xff"
