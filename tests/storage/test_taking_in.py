"""A journal of another computer: kept under an id of its own, in the time of this one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from homeroom_tui import files
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.storage import journal_format as ln
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.journal_format import Taken
from homeroom_tui.storage.replay import NewerJournal, Recording, UnreadableJournal, replay
from tests.storage.kept_meetings import Kept

TAKEN = Taken("mqtt://hr.example.org:1883/#t.secret", 1795616000, group="Owls")
HOUR = 3600


@pytest.fixture
def there(tmp_path: Path) -> Kept:
    """Ten minutes into Week 1, on another computer."""
    meeting = Kept(tmp_path / "there").do(ev.Start).wait(minutes=8)
    return meeting.do(ev.Note, "1", "Ours", "1", 0).wait(minutes=2).seen().ended()


def content(kept: Kept) -> bytes:
    return kept.journal.path.read_bytes()


def taken(folder: Path, data: bytes, seen: float, skew: float = 0) -> Recording:
    return Archive(folder).take_in(data, TAKEN, Moment(seen, seen + skew))


@pytest.mark.parametrize("skew", [0, HOUR, -HOUR])
def test_it_goes_on_in_the_time_of_this_computer(there: Kept, tmp_path: Path, skew: float) -> None:
    seen = there.moment.utc
    found = taken(tmp_path / "here", content(there), seen, skew)
    assert found.meeting.events == there.meeting.events
    assert found.stopped == pytest.approx(seen + skew, abs=1e-3)
    later = found.instant(seen + skew + 90)
    assert later - there.moment.at == pytest.approx(90, abs=0.01)
    assert found.header.taken == replace(TAKEN, meeting=there.header.meeting)


def test_its_id_is_not_that_of_the_other_computer_and_never_a_path(
    there: Kept, tmp_path: Path
) -> None:
    first, rest = content(there).split(b"\n", 1)
    header = replace(ln.decoded_header(first), meeting="../../evil")
    found = taken(tmp_path / "here", ln.encoded(header) + rest, there.moment.utc)
    assert found.path.parent == tmp_path / "here"
    assert found.header.meeting == found.path.stem
    assert found.header.origin == "../../evil"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_without_its_end_the_beginning_is_kept(there: Kept, tmp_path: Path, cut: int) -> None:
    found = taken(tmp_path / "here", content(there)[:-cut], there.moment.utc)
    assert found.started
    events = there.meeting.events
    assert list(found.meeting.events) == list(events[: len(found.meeting.events)])


def test_of_a_newer_homeroom_it_says_so(there: Kept, tmp_path: Path) -> None:
    newer = content(there).replace(b'"format":2', b'"format":99', 1)
    with pytest.raises(NewerJournal, match="Update homeroom"):
        taken(tmp_path / "here", newer, there.moment.utc)
    for nothing in (b"", b"{}\n", b"\xff\n{"):
        with pytest.raises(UnreadableJournal):
            taken(tmp_path / "here", nothing, there.moment.utc)
    assert not (tmp_path / "here").exists()


def test_a_full_disk_is_said_and_leaves_nothing(
    there: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(fd: int, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "write_all", full)
    with pytest.raises(files.CannotWrite, match="disk is full"):
        taken(tmp_path / "here", content(there), there.moment.utc)
    assert list((tmp_path / "here").iterdir()) == []


def test_what_was_taken_over_is_not_offered_but_told_of(there: Kept, tmp_path: Path) -> None:
    path = there.journal.path
    number = replay(path).next_number
    line = ln.PutAwayLine(ln.instant(there.moment.utc), number, "bens-laptop")
    path.write_bytes(path.read_bytes() + ln.encoded(line))
    offer = Archive(there.journal.path.parent).resumable(there.moment.utc + 60)
    assert not offer.meetings
    assert [record.taken_by for record in offer.elsewhere] == ["bens-laptop"]


def test_when_it_is_taken_back_only_the_newest_is_offered(there: Kept, tmp_path: Path) -> None:
    archive, now = Archive(there.journal.path.parent), there.moment.utc
    found = archive.take_in(content(there), TAKEN, Moment(now, now))
    archive.put_away_earlier(found, now)
    (offer,) = archive.resumable(now + 60).meetings
    assert offer.record.header.meeting == found.header.meeting
