"""A disk that fails: the meeting goes on, says so once, and is on disk again when it can be.

Each call to the system is failed in each way by tests/stress/faults.py.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from homeroom_tui.files import CannotWrite
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.notes import notes
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.journal import Journal
from homeroom_tui.storage.norms import NormsFile
from homeroom_tui.storage.replay import replay
from tests.meeting.scenario import WEEK_1
from tests.storage.kept_meetings import Kept

FAULTS = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO)
REASON = {
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "there is no permission",
    errno.EIO: "the disk reports an error",
}
Break = Callable[[str, int], None]
Mend = Callable[[], None]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> tuple[Break, Mend]:
    """Breaks a call to the system for the journal's thread, and mends all of them."""

    def fail(name: str, code: int) -> None:
        real = getattr(os, name)

        def call(*args: Any, **more: Any) -> Any:
            if threading.current_thread().name != "journal":
                return real(*args, **more)
            if name == "write":  # a full disk takes what it can
                real(args[0], args[1][: len(args[1]) // 2])
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, name, call)

    return fail, monkeypatch.undo


@pytest.mark.parametrize("code", FAULTS, ids=errno.errorcode.get)
def test_a_meeting_begins_on_a_failing_disk(
    disk: tuple[Break, Mend], tmp_path: Path, code: int
) -> None:
    fail, mend = disk
    fail("write", code)
    meeting = Kept(tmp_path / "new").do(ev.Start).wait(60).do(ev.Next).wait(60).do(ev.Pause)
    assert not meeting.on_disk
    assert meeting.warnings == [
        f"This meeting can't be saved in {tmp_path / 'new'}: {REASON[code]}. "
        "Until you leave, it is kept in memory, and saving is tried again."
    ]
    assert meeting.journal.trouble == meeting.warnings[0]

    mend()
    meeting.wait(1).do(ev.Resume)
    assert meeting.on_disk
    assert meeting.journal.trouble is None
    assert meeting.record.meeting.events == meeting.meeting.events
    assert len(meeting.warnings) == 1
    assert meeting.journal.close()


def test_it_is_tried_again_by_itself_after_a_few_seconds(
    disk: tuple[Break, Mend], tmp_path: Path
) -> None:
    fail, mend = disk
    fail("write", errno.ENOSPC)
    meeting = Kept(tmp_path).do(ev.Start)
    mend()
    for _ in range(6):
        meeting.wait(1).seen()
    assert meeting.journal.close()
    assert meeting.record.meeting.events == meeting.meeting.events


def test_a_disk_that_never_comes_back_stops_nothing(
    disk: tuple[Break, Mend], tmp_path: Path
) -> None:
    fail, _ = disk
    fail("write", errno.EIO)
    meeting = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Finish)
    assert not meeting.journal.close()
    assert len(meeting.warnings) == 1
    assert meeting.journal.trouble == (
        f"This meeting could not be saved in {tmp_path}: the disk reports an error."
    )


def test_what_could_not_be_saved_is_kept_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "state").write_text("")
    meeting = Kept(tmp_path / "state").do(ev.Start).wait(60).do(ev.Next)
    assert not meeting.journal.close()

    (kept,) = tmp_path.glob("homeroom-*/*.jsonl")
    assert str(kept) in str(meeting.journal.trouble)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    (tmp_path / "state").unlink()
    (tmp_path / "state").mkdir()
    kept.rename(meeting.journal.path)
    assert meeting.record.meeting.events == meeting.meeting.events


def test_a_deleted_folder_is_written_again_with_everything(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    meeting = Kept(folder).do(ev.Start).wait(60).do(ev.Next)
    meeting.journal.path.unlink()
    folder.rmdir()
    meeting.wait(60).do(ev.Next)
    assert meeting.on_disk
    assert meeting.record.meeting.events == meeting.meeting.events
    assert meeting.warnings == []
    meeting.ended()


def spoil(path: Path, how: str) -> None:
    """Do to a journal what other programs do to files."""
    content = path.read_bytes()
    if how == "cut short":
        os.truncate(path, len(content) // 2)
    elif how == "emptied":
        os.truncate(path, 0)
    elif how == "copied over":
        path.write_bytes(content[:-40])
    elif how == "replaced by a copy":
        path.with_name("copy").write_bytes(content)
        os.replace(path.with_name("copy"), path)
    elif how == "replaced by an older copy":
        path.unlink()
        path.write_bytes(content[: content.index(b"\n") + 1])
    elif how == "replaced by a link":
        path.rename(path.with_name("moved"))
        path.symlink_to(path.with_name("moved"))
    else:
        path.unlink()


HOW = (
    *("cut short", "emptied", "copied over", "replaced by a copy"),
    *("replaced by an older copy", "replaced by a link", "deleted"),
)


@pytest.mark.parametrize("how", HOW)
def test_a_journal_spoilt_by_others_is_written_again(tmp_path: Path, how: str) -> None:
    meeting = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Note, "1", "before")
    spoil(meeting.journal.path, how)
    meeting.wait(60).do(ev.Note, "2", "after")
    assert meeting.on_disk
    assert meeting.record.meeting.events == meeting.meeting.events
    assert meeting.record.left_out == 0
    assert in_use(meeting)
    assert meeting.journal.close()
    assert meeting.record.meeting.events == meeting.meeting.events


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("when", ["on the next tick", "when it is left"])
def test_a_spoilt_journal_is_noticed_without_another_event(
    tmp_path: Path, how: str, when: str
) -> None:
    meeting = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Note, "1", "before")
    spoil(meeting.journal.path, how)
    if when == "on the next tick":
        meeting.wait(1).seen()
    assert meeting.journal.close()
    assert meeting.record.meeting.events == meeting.meeting.events


def in_use(meeting: Kept) -> bool:
    (found,) = Archive(meeting.journal.path.parent).resumable(meeting.moment.utc).meetings
    return found.in_use


def test_what_a_copy_held_besides_is_set_aside(tmp_path: Path) -> None:
    meeting = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Note, "1", "before")
    path = meeting.journal.path
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(theirs := content + content.splitlines(keepends=True)[-1])
    meeting.wait(60).do(ev.Note, "2", "after")
    assert meeting.record.meeting.events == meeting.meeting.events
    aside = path.with_name(path.name + ".damaged")
    assert aside.read_bytes() == theirs
    assert meeting.journal.close()
    assert len(meeting.warnings) == 1
    assert str(aside) in meeting.warnings[0]


def resumed_copy(meeting: Kept) -> Journal:
    """Another homeroom goes on with a copy that a program has put in the place of the journal."""
    path = meeting.journal.path
    path.with_name("copy").write_bytes(path.read_bytes())
    os.replace(path.with_name("copy"), path)
    archive = Archive(path.parent)
    return archive.resume(archive.find(), meeting.moment.utc, pytest.fail, counting=True)[0]


def test_a_copy_resumed_elsewhere_loses_nothing(tmp_path: Path) -> None:
    first = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Note, "1", "before")
    second = resumed_copy(first)
    theirs = second.append(ev.Note(61.0, "2", "theirs"), Moment(61.0, first.moment.utc + 1))
    assert theirs.result(30)

    first.wait(60).do(ev.Note, "2", "ours")
    assert not first.on_disk
    assert "already running in another window" in first.warnings[0]
    assert second.close()
    first.wait(1).do(ev.Note, "3", "ours, too")
    assert first.on_disk
    assert first.journal.close()
    assert first.record.meeting.events == first.meeting.events
    path = first.journal.path
    assert b"theirs" in path.with_name(path.name + ".damaged").read_bytes()


def test_a_journal_in_use_is_saved_under_another_name(tmp_path: Path) -> None:
    first = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Note, "1", "before")
    second = resumed_copy(first)
    first.wait(60).do(ev.Note, "2", "ours")
    assert not first.journal.close()
    assert second.close()
    beside = f"{first.header.meeting}-2"
    assert first.journal.trouble is not None
    assert beside in first.journal.trouble
    assert Archive(tmp_path).find(beside).meeting.events == first.meeting.events


def test_a_disk_that_comes_back_is_written_again(disk: tuple[Break, Mend], tmp_path: Path) -> None:
    volume, away = tmp_path / "volume", tmp_path / "away"
    meeting = Kept(volume / "meetings").do(ev.Start).wait(60).do(ev.Note, "1", "before")
    volume.rename(away)
    fail, mend = disk
    fail("mkdir", errno.EROFS)
    meeting.wait(60).do(ev.Note, "2", "while it was away")
    assert not meeting.on_disk
    mend()
    away.rename(volume)
    meeting.wait(60).do(ev.Note, "3", "after")
    assert meeting.on_disk
    assert meeting.journal.close()
    assert meeting.record.meeting.events == meeting.meeting.events


def test_a_folder_deleted_on_a_full_disk_comes_back(
    disk: tuple[Break, Mend], tmp_path: Path
) -> None:
    fail, mend = disk
    folder = tmp_path / "state"
    fail("fsync", errno.ENOSPC)
    meeting = Kept(folder).do(ev.Start)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    mend()
    meeting.wait(60).do(ev.Next)
    assert meeting.on_disk
    assert meeting.journal.close()
    assert meeting.record.meeting.events == meeting.meeting.events


def test_a_note_that_is_written_again_and_again_stays_small(tmp_path: Path) -> None:
    meeting = Kept(tmp_path).do(ev.Start)
    text = "x" * 100_000
    for second in range(60):
        text += f" {second}"
        meeting.wait(1).do(ev.Note, "1", text).do(ev.Note, "2", f"! short {second}")
    meeting.wait(60).do(ev.Next)
    assert meeting.journal.path.stat().st_size < 2_500_000
    assert meeting.journal.close()
    record = meeting.record
    assert record.left_out == 0
    assert notes(record.meeting.events) == notes(meeting.meeting.events)
    assert record.meeting.state(meeting.now) == meeting.meeting.state(meeting.now)


def test_a_journal_too_large_to_read_is_not_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("homeroom_tui.storage.journal.MAX_BYTES", 10_000)
    meeting = Kept(tmp_path).do(ev.Start).do(ev.Note, "1", "x" * 10_000)
    assert not meeting.on_disk
    assert "it has grown too large" in meeting.warnings[0]
    assert meeting.record.meeting.events == meeting.meeting.events[:1]
    meeting.ended()


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    meeting = Kept(tmp_path / "state").do(ev.Start)
    assert len(meeting.warnings) == 1
    assert meeting.state.started == 0.0
    meeting.ended()


def test_a_slow_disk_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    turned = threading.Event()
    real = os.fsync

    def slow(fd: int) -> None:
        assert turned.wait(30)
        real(fd)

    monkeypatch.setattr(os, "fsync", slow)
    meeting = Kept(tmp_path, WEEK_1)
    kept = [
        meeting.journal.append(ev.Note(0.0, str(number), "said"), meeting.moment)
        for number in range(20)
    ]
    assert not any(one.done() for one in kept)
    turned.set()
    assert all(one.result(30) for one in kept)
    meeting.ended()


def test_nothing_is_promised_after_the_end(tmp_path: Path) -> None:
    meeting = Kept(tmp_path).do(ev.Start).ended()
    assert meeting.journal.append(ev.Finish(1.0), meeting.moment).result() is False


def test_files_are_the_users_own(tmp_path: Path) -> None:
    meeting = Kept(tmp_path / "state" / "homeroom").do(ev.Start).ended()
    if os.name == "posix":
        assert meeting.journal.path.stat().st_mode & 0o777 == 0o600
        assert meeting.journal.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_lobby_that_was_left_leaves_no_file(tmp_path: Path) -> None:
    Kept(tmp_path / "state").ended()
    assert not (tmp_path / "state").exists()
    lobby = Kept(tmp_path).do(ev.Skip, "1").do(ev.Pin, "2", 60)
    assert lobby.record.meeting.events == lobby.meeting.events
    lobby.ended()
    assert list(tmp_path.iterdir()) == []


def test_a_note_in_the_lobby_is_kept(tmp_path: Path) -> None:
    lobby = Kept(tmp_path).do(ev.Note, "1", "Dee comes later").ended()
    assert lobby.record.meeting.events == lobby.meeting.events


def test_a_screen_that_is_gone_takes_no_journal_with_it(
    disk: tuple[Break, Mend], tmp_path: Path
) -> None:
    fail, mend = disk
    fail("write", errno.EIO)
    meeting = Kept(tmp_path)

    def gone(_: str) -> None:
        raise RuntimeError("the screen is gone")

    meeting.journal = Journal.begin(tmp_path, meeting.header, gone)
    meeting.do(ev.Start)
    mend()
    assert meeting.wait(1).do(ev.Pause).on_disk
    meeting.ended()


# The norms


@pytest.mark.parametrize("code", FAULTS, ids=errno.errorcode.get)
def test_norms_are_kept_whole_or_those_before_stay(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int
) -> None:
    path = tmp_path / "data" / "norms.md"
    NormsFile(path, pytest.fail).save("Be kind")
    norms = NormsFile(path, pytest.fail)

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(CannotWrite, match=REASON[code]):
        norms.save("Be on time")
    monkeypatch.undo()
    assert NormsFile(path, pytest.fail).text == "Be kind"
    assert [p.name for p in path.parent.glob("*")] == ["norms.md"]


def test_norms_are_kept_from_week_to_week(tmp_path: Path) -> None:
    path = tmp_path / "data" / "norms.md"
    norms = NormsFile(path, pytest.fail)
    assert norms.text == ""
    norms.save("# Ours\n\n- Be on time\n\n")
    assert norms.text == NormsFile(path, pytest.fail).text == "# Ours\n\n- Be on time"


def test_norms_that_are_no_text_are_read_anyway(tmp_path: Path) -> None:
    path = tmp_path / "norms.md"
    path.write_bytes(b"\xef\xbb\xbfBe \xff kind\r\n")
    assert NormsFile(path, pytest.fail).text == "Be \ufffd kind"
    said: list[str] = []
    path.write_bytes(b"x" * 70_000)
    norms = NormsFile(path, said.append)
    assert norms.text is None
    assert "larger than 64 KiB" in said[0]
    norms.save("Be kind")
    assert path.stat().st_size == 70_000
    assert NormsFile(tmp_path, said.append).text is None
    assert "not a file" in said[1]


def test_norms_too_long_to_read_again_are_refused(tmp_path: Path) -> None:
    path, said = tmp_path / "norms.md", list[str]()
    NormsFile(path, pytest.fail).save("Be kind")
    NormsFile(path, said.append).save("é" * 40_000)
    assert "longer than 64 KiB" in said[0]
    assert NormsFile(path, pytest.fail).text == "Be kind"


def test_norms_that_two_meetings_change_are_both_kept(tmp_path: Path) -> None:
    path, said = tmp_path / "norms.md", list[str]()
    NormsFile(path, pytest.fail).save("Be kind")
    one, two = NormsFile(path, said.append), NormsFile(path, said.append)
    one.save("Be on time")
    one.save("Be in time")
    two.save("Be brief")
    assert path.read_text() == "Be brief\n"
    other = tmp_path / "norms-other.md"
    assert other.read_text() == "Be in time\n"
    assert len(said) == 1
    assert str(other) in said[0]
    one.save("Be on time")
    assert (tmp_path / "norms-other-2.md").read_text() == "Be brief\n"


def test_norms_that_the_disk_refuses_are_tried_again(
    disk: tuple[Break, Mend], tmp_path: Path
) -> None:
    path = tmp_path / "norms.md"
    norms = NormsFile(path, pytest.fail)
    meeting = Kept(tmp_path / "meetings").do(ev.Start)
    fail, mend = disk
    fail("replace", errno.ENOSPC)
    meeting.journal.schedule(partial(norms.save, "Be kind"))
    meeting.wait(1).do(ev.Norms, "Be kind")
    assert not path.exists()
    assert norms.text == ""
    assert "the disk is full" in meeting.warnings[0]
    mend()
    meeting.wait(6).do(ev.Next)
    assert path.read_text() == "Be kind\n"
    assert meeting.journal.close()


def test_norms_not_saved_at_the_end_are_said(disk: tuple[Break, Mend], tmp_path: Path) -> None:
    meeting = Kept(tmp_path / "meetings").do(ev.Start)
    fail, _ = disk
    fail("replace", errno.ENOSPC)
    meeting.journal.schedule(partial(NormsFile(tmp_path / "norms.md", pytest.fail).save, "Be kind"))
    assert not meeting.journal.close()
    assert "norms.md" in str(meeting.journal.trouble)


@pytest.mark.parametrize("code", FAULTS, ids=errno.errorcode.get)
def test_a_mended_journal_is_the_one_that_is_written_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int
) -> None:
    """The disk fails when the mended file is in its place, and before that is said to be sure."""
    meeting = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Next).ended()
    path = meeting.journal.path
    path.write_bytes(path.read_bytes() + b"no line of a journal\n")
    real, damaged = os.fsync, path.stat().st_size

    def synced(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode) and path.stat().st_size < damaged:
            raise OSError(code, os.strerror(code))
        real(fd)

    monkeypatch.setattr(os, "fsync", synced)
    utc = meeting.moment.utc
    journal, record = Archive(tmp_path).resume(replay(path), utc, print, counting=True)
    monkeypatch.undo()
    now = Moment(record.instant(utc + 1), utc + 1)
    event = record.meeting.do(ev.Note(now.at, "1", "said"), now.at)
    assert journal.append(event, now).result(30)
    assert journal.close()
    assert replay(path).meeting.events == [*meeting.meeting.events, event]
    assert replay(path).left_out == 0


@pytest.mark.parametrize("code", FAULTS, ids=errno.errorcode.get)
def test_a_repaired_journal_is_synced_before_it_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int
) -> None:
    meeting = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Next).ended()
    path = meeting.journal.path
    path.write_bytes(path.read_bytes() + b"no line of a journal\n")
    real_replace, real_open = os.replace, os.open

    def opened(file: object, *arguments: int, **more: object) -> int:
        if file == tmp_path:
            raise OSError(code, os.strerror(code))
        return real_open(file, *arguments, **more)  # type: ignore[arg-type]

    def replaced(old: str, new: Path) -> None:
        real_replace(old, new)
        if new == path:
            monkeypatch.setattr(os, "open", opened)

    monkeypatch.setattr(os, "replace", replaced)
    utc = meeting.moment.utc
    journal, record = Archive(tmp_path).resume(replay(path), utc, list[str]().append, counting=True)
    now = Moment(record.instant(utc + 1), utc + 1)
    event = record.meeting.do(ev.Note(now.at, "1", "said"), now.at)
    assert not journal.append(event, now).result(30)
    monkeypatch.undo()
    assert journal.close()
    assert replay(path).meeting.events == [*meeting.meeting.events, event]
