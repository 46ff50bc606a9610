"""Coming back to a meeting: what is offered, both ways to go on, and only one process at a time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.carried import Carried
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.notes import notes
from homeroom_tui.storage import archive
from homeroom_tui.storage import journal_format as ln
from homeroom_tui.storage.archive import Archive, ArchiveError, MeetingInUse, NoSuchMeeting
from homeroom_tui.storage.journal import locked
from homeroom_tui.storage.replay import Recording, replay
from tests.meeting.scenario import TWO_PM, WEEK_1, WEEK_4, Wednesday, block, look, session
from tests.storage.kept_meetings import DATA, OWLS, Kept, entry, last_of

HOUR = 3600


def in_block_3(folder: Path) -> Kept:
    """Killed 41:07.25 into Week 1: in its third block, at 2:41:07."""
    meeting = Kept(folder).do(ev.Start).wait(minutes=16).do(ev.Next).wait(minutes=18).do(ev.Next)
    meeting.do(ev.Point, "3", 2).do(ev.Note, "1", "half a sentence", "3", 2)
    return meeting.wait(minutes=7, seconds=7.25).seen().ended()


def resumed(
    folder: Path, killed: Kept, after: float, *, counting: bool
) -> tuple[Recording, Wednesday]:
    """The meeting in a new process, so many seconds after the other was killed."""
    utc = killed.moment.utc + after
    (offer,) = Archive(folder).resumable(utc).meetings
    journal, record = Archive(folder).resume(offer.record, utc, pytest.fail, counting=counting)
    assert journal.close()
    again = Wednesday(record.header.session)
    again.meeting = record.meeting
    again.now = record.instant(utc)
    return record, again


def test_what_is_offered(tmp_path: Path) -> None:
    killed = in_block_3(tmp_path)
    (offer,) = Archive(tmp_path).resumable(killed.moment.utc + 90.9).meetings
    assert offer.record.header.session == WEEK_1
    assert offer.block.title == "Take turns"
    assert offer.record.stopped == killed.moment.utc
    assert offer.away == 90
    assert not offer.in_use


def test_a_finished_meeting_is_offered_for_twelve_hours(tmp_path: Path) -> None:
    meeting = Kept(tmp_path).do(ev.Start).wait(minutes=20).do(ev.Finish)
    ended = meeting.moment.utc
    meeting.wait(minutes=30).seen().ended()  # its end stayed on a screen
    archive = Archive(tmp_path)
    assert archive.resumable(ended + HOUR).meetings == ()
    (offer,) = archive.resumable(ended + HOUR).finished
    assert (offer.finished, offer.away) == (True, HOUR)
    assert archive.resumable(ended + 12 * HOUR + 1).finished == ()


def test_what_has_become_a_meeting_is_not_deleted_as_a_stray_one(tmp_path: Path) -> None:
    killed = Kept(tmp_path).do(ev.Start).wait(5).seen()
    archive = Archive(tmp_path)
    (stray,) = archive.meetings().others
    killed.do(ev.Note, "1", "said").ended()
    with pytest.raises(ArchiveError, match="is a meeting now"):
        archive.delete(stray, stray=True)
    assert archive.find().header == stray.header


@pytest.mark.parametrize("after", [0.0, 1.0, 8 * 60 + 2.5, 3 * HOUR])
def test_going_on_as_if_it_had_paused(tmp_path: Path, after: float) -> None:
    killed = in_block_3(tmp_path)
    before = killed.view.present
    record, again = resumed(tmp_path, killed, after, counting=False)
    there = again.view.present
    assert before is not None
    assert there is not None
    assert there.line.block.title == "Take turns"
    assert there.remaining == before.remaining
    assert there.elapsed == before.elapsed
    assert there.prompt == before.prompt == 2
    assert again.view.left == pytest.approx((killed.view.left or 0) - after, abs=1)
    assert ev.Note(killed.meeting.events[-1].at, "1", "half a sentence", "3", 2) in (
        record.meeting.events
    )


@pytest.mark.parametrize("after", [0.0, 1.0, 8 * 60 + 2.5, 3 * HOUR])
def test_going_on_with_the_time_away_counted(tmp_path: Path, after: float) -> None:
    killed = in_block_3(tmp_path)
    _, again = resumed(tmp_path, killed, after, counting=True)
    assert again.view == look(killed.meeting.state(killed.now + after), killed.now + after)


def test_time_given_back_can_be_taken_again(tmp_path: Path) -> None:
    killed = in_block_3(tmp_path)
    _, again = resumed(tmp_path, killed, 300, counting=False)
    again.undo()
    assert again.view == look(killed.meeting.state(killed.now + 300), killed.now + 300)


@pytest.mark.parametrize("counting", [True, False])
def test_a_paused_meeting_stays_paused(tmp_path: Path, counting: bool) -> None:
    killed = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Pause).wait(30).seen().ended()
    _, again = resumed(tmp_path, killed, 600, counting=counting)
    assert again.view == look(killed.meeting.state(killed.now + 600), killed.now + 600)
    assert again.view.pausing == 630


def test_a_break_that_ended_meanwhile(tmp_path: Path) -> None:
    killed = Kept(tmp_path, session(block("Break", 5, advance="auto"), block("Share", 20)))
    killed.do(ev.Start).wait(minutes=4).seen().ended()
    counted = resumed(tmp_path, killed, 180, counting=True)[1]
    assert (counted.here.block.title, counted.view.present and counted.view.present.elapsed) == (
        "Share",
        120,
    )
    paused = Archive(tmp_path).find()
    assert paused.wall(0.0) == TWO_PM


def test_a_break_is_given_back_as_it_was(tmp_path: Path) -> None:
    killed = Kept(tmp_path, WEEK_4).do(ev.Start).do(ev.GoTo, "4").wait(minutes=4).seen().ended()
    _, again = resumed(tmp_path, killed, 8 * HOUR, counting=False)
    assert again.here.block.title == "Take a 5-min pom"
    assert again.view.present is not None
    assert again.view.present.remaining == 60


def test_killed_twice_on_the_same_afternoon(tmp_path: Path) -> None:
    killed = in_block_3(tmp_path)
    elapsed = killed.view.present and killed.view.present.elapsed
    for after in (100, 900, 2000):
        _, again = resumed(tmp_path, killed, after, counting=False)
        assert (again.view.present and again.view.present.elapsed) == elapsed
        assert len(list(tmp_path.iterdir())) == 1


def test_the_wall_clock_was_set_during_the_meeting(tmp_path: Path) -> None:
    killed = Kept(tmp_path).do(ev.Start).wait(60)
    killed.later += 3600  # somebody corrects an hour
    killed.journal.clock_set(killed.moment)
    killed.wait(60).seen().ended()
    _, again = resumed(tmp_path, killed, 30, counting=True)
    assert again.view.gone == 150


def test_without_any_tick_it_stopped_at_the_last_event(tmp_path: Path) -> None:
    killed = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Next).wait(400).ended()
    assert killed.record.stopped == TWO_PM + 60


def test_a_backdated_step_does_not_move_the_end(tmp_path: Path) -> None:
    killed = Kept(tmp_path).do(ev.Start).wait(600).do(ev.Note, "1", "x").do(ev.Next, ago=180)
    killed.ended()
    record = killed.record
    assert record.stopped == killed.moment.utc
    assert record.instant(record.stopped) == killed.now


def test_only_what_stopped_within_twelve_hours_is_offered_newest_first(tmp_path: Path) -> None:
    old = Kept(tmp_path, name="old").do(ev.Start).ended()
    new = Kept(tmp_path, name="new", later=HOUR).do(ev.Start).wait(60).seen().ended()
    Kept(tmp_path, name="done", later=HOUR).do(ev.Start).wait(60).do(ev.Finish).ended()
    Kept(tmp_path, name="lobby", later=HOUR).do(ev.Note, "1", "x").ended()
    archive = Archive(tmp_path)

    def names(utc: float) -> list[str]:
        return [one.record.header.name for one in archive.resumable(utc).meetings]

    assert names(new.moment.utc) == ["new", "old"]
    assert names(old.moment.utc + 12 * HOUR) == ["new", "old"]
    assert names(old.moment.utc + 12 * HOUR + 1) == ["new"]
    assert names(new.moment.utc + 12 * HOUR + 1) == []
    assert {r.header.name for r in archive.meetings().records} == {"new", "done"}
    assert {r.header.name for r in archive.meetings().others} == {"old", "lobby"}


def test_a_clock_that_was_set_back_hides_nothing(tmp_path: Path) -> None:
    killed = in_block_3(tmp_path)
    (offer,) = Archive(tmp_path).resumable(killed.moment.utc - HOUR).meetings
    assert offer.away == 0
    assert offer.record.instant(killed.moment.utc - HOUR) >= killed.meeting.events[-1].at


def test_put_away(tmp_path: Path) -> None:
    killed = in_block_3(tmp_path)
    archive = Archive(tmp_path)
    (offer,) = archive.resumable(killed.moment.utc).meetings
    archive.put_away(offer.record, killed.moment.utc + 60)
    assert archive.resumable(killed.moment.utc + 60).meetings == ()
    record = archive.find()
    assert record.under_way
    assert record.stopped == killed.moment.utc

    # and if it is asked for by name, it goes on all the same
    journal, _ = archive.resume(record, killed.moment.utc + 90, pytest.fail, counting=True)
    assert journal.close()
    assert len(archive.resumable(killed.moment.utc + 90).meetings) == 1


HOLDER = """
import sys
from pathlib import Path
from typing import Any
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.storage.archive import Archive
archive = Archive(Path(sys.argv[1]))
record = archive.find()
journal, record = archive.resume(record, record.stopped, print, counting=True)
journal.clock_set(Moment(record.instant(record.stopped), record.stopped)).result()
print("open", flush=True)
sys.stdin.read()
"""


def test_two_processes_never_write_one_journal(tmp_path: Path) -> None:
    killed = in_block_3(tmp_path)
    archive, utc = Archive(tmp_path), killed.moment.utc
    record = archive.find()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        before = record.path.read_bytes()
        assert archive.resumable(utc).meetings[0].in_use
        with pytest.raises(MeetingInUse, match="already running in another window"):
            archive.resume(record, utc, pytest.fail, counting=True)
        with pytest.raises(MeetingInUse):
            archive.put_away(record, utc)
        with pytest.raises(MeetingInUse):
            archive.delete(record)
        assert record.path.read_bytes()[: len(before)] == before
        holder.kill()
    assert not archive.resumable(utc).meetings[0].in_use
    journal, _ = archive.resume(record, utc, pytest.fail, counting=True)
    assert journal.close()


@pytest.mark.skipif(os.name != "posix", reason="its locks cannot be shared")
def test_who_only_looks_does_not_use_it(tmp_path: Path) -> None:
    killed = in_block_3(tmp_path)
    fd = locked(Archive(tmp_path).find().path, alone=False)
    try:
        assert not Archive(tmp_path).resumable(killed.moment.utc).meetings[0].in_use
    finally:
        os.close(fd)


def test_a_meeting_goes_on_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = in_block_3(tmp_path)
    record = Archive(tmp_path).find()
    warnings: list[str] = []
    real = os.open

    def read_only(path: Any, flags: int, *more: int, **named: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise PermissionError(13, "no")
        return real(path, flags, *more, **named)

    monkeypatch.setattr("os.open", read_only)
    journal, record = Archive(tmp_path).resume(
        record, killed.moment.utc, warnings.append, counting=False
    )
    now = record.instant(killed.moment.utc)
    note = ev.Note(now, "2", "later")
    assert journal.append(note, Moment(now, killed.moment.utc)).result(30) is False
    assert len(warnings) == 1
    monkeypatch.undo()
    assert journal.close()
    assert killed.record.meeting.events[-1] == note


def test_damage_that_cannot_be_set_aside_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = in_block_3(tmp_path)
    path = killed.journal.path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-1], b"junk\n", lines[-1]]))
    spoilt = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(30, "no")

    monkeypatch.setattr("os.replace", fail)
    archive = Archive(tmp_path)
    journal, record = archive.resume(archive.find(), killed.moment.utc, pytest.fail, counting=True)
    assert journal.close()
    assert record.left_out == 1
    assert path.read_bytes().startswith(spoilt)
    assert killed.record.meeting.events == killed.meeting.events


# Finding and deleting


def test_meetings_are_found_by_id_or_its_beginning(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with pytest.raises(NoSuchMeeting, match=r"^No meeting has been recorded yet\.$"):
        archive.find()
    first = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Finish).ended()
    second = Kept(tmp_path, later=7 * 24 * HOUR).do(ev.Start).wait(60).do(ev.Finish).ended()
    assert first.header.meeting.startswith("2026-11-25-0700-")
    assert archive.find().header == second.header
    assert archive.find("2026-11-25").header == first.header
    assert archive.find(second.header.meeting).header == second.header
    with pytest.raises(NoSuchMeeting, match=r"^Several meetings begin with '2026':\n"):
        archive.find("2026")
    with pytest.raises(
        NoSuchMeeting, match=r"^There is no meeting '\.\./x'\. The latest are:\n  2026-12"
    ):
        archive.find("../x")


def test_when_a_week_was_last_run(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert last_of(archive, entry("week-1")) is None
    Kept(tmp_path).do(ev.Start).wait(60).seen().ended()
    newer = Kept(tmp_path, later=24 * HOUR).do(ev.Start).wait(60).seen().ended()
    Kept(tmp_path, WEEK_4, name="week-4", later=48 * HOUR).do(ev.Start).wait(60).seen().ended()
    Kept(tmp_path, later=72 * HOUR).do(ev.Note, "1", "x").ended()
    last = last_of(archive, entry("week-1"))
    assert last is not None
    assert last.header == newer.header


def test_a_left_lobby_is_found_among_the_latest_journals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    monkeypatch.setattr(archive, "replay", lambda path: read.append(path) or replay(path))
    day = 24 * HOUR
    Kept(tmp_path).do(ev.Start).seen().ended()
    Kept(tmp_path, WEEK_4, name="week-4", later=7 * day).do(ev.Start).seen().ended()
    kept = Kept(tmp_path, later=14 * day).do(ev.Note, "1", "x").seen().ended()
    then = TWO_PM + 14 * day
    found = Archive(tmp_path).prepared(entry("week-1"), then + HOUR)
    assert found is not None
    assert found.path == kept.journal.path
    assert Archive(tmp_path).prepared(entry("week-4"), then + HOUR) is None
    assert Archive(tmp_path).prepared(entry("week-1"), then + 13 * HOUR) is None
    assert set(read) == {kept.journal.path}


def test_deleting_a_meeting_deletes_its_damaged_files(tmp_path: Path) -> None:
    kept = in_block_3(tmp_path)
    other = Kept(tmp_path).do(ev.Start).ended()
    aside = kept.journal.path.with_name(kept.journal.path.name + ".damaged")
    aside.write_bytes(b"x")
    (tmp_path / f".{kept.journal.path.name}.beef.new").write_bytes(b"x")
    archive = Archive(tmp_path)
    archive.delete(archive.find(kept.header.meeting))
    assert list(tmp_path.iterdir()) == [other.journal.path]
    with pytest.raises(NoSuchMeeting):
        archive.find(kept.header.meeting)


def test_what_cannot_be_deleted_says_why(tmp_path: Path) -> None:
    record = Kept(tmp_path).do(ev.Start).ended().record
    record.path.unlink()
    with pytest.raises(ArchiveError, match="was not deleted: there is no such file"):
        Archive(tmp_path).delete(record)


def test_a_folder_that_is_not_there_has_no_meetings(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none")
    assert archive.meetings().records == ()
    assert archive.resumable(TWO_PM).meetings == ()
    assert not (tmp_path / "none").exists()


# What earlier meetings left open


def noted(found: list[Carried]) -> list[tuple[str, str, str]]:
    """The meeting, the text and the outcome of each action item and question."""
    return [(c.meeting, c.text, c.outcome.value) for c in found if c.block is None]


def test_action_items_come_back_until_they_are_ticked(tmp_path: Path) -> None:
    week = 7 * 24 * HOUR
    first = (
        Kept(tmp_path)
        .do(ev.Start)
        .do(ev.Note, "1", "! Book a room")
        .do(ev.Note, "2", "! Bring tea")
    )
    first.do(ev.Note, "3", "not this").do(ev.Finish).ended()
    meeting = first.header.meeting
    one, two = (meeting, "Book a room", "open"), (meeting, "Bring tea", "open")
    archive = Archive(tmp_path)
    lobby = ln.head(Moment(0.0, TWO_PM + 9 * week), "week-2", WEEK_1, group=OWLS)
    assert noted(archive.carried(lobby)) == [one, two]

    left = Kept(tmp_path, later=week).do(ev.Tick, meeting, "1", True).ended()
    assert noted(archive.carried(lobby)) == [two]
    ticked = (meeting, "Book a room", "done")
    assert noted(archive.carried(left.header, left.meeting.events)) == [ticked, two]

    Kept(tmp_path, later=2 * week).do(ev.Start).ended()  # by mistake
    second = Kept(tmp_path, later=3 * week).do(ev.Start).do(ev.Note, "1", "! Ask Eve").ended()
    three = (second.header.meeting, "Ask Eve", "open")
    Kept(tmp_path, later=4 * week).do(ev.Start).wait(60).seen().ended()
    assert noted(archive.carried(lobby)) == [three, two]
    Kept(tmp_path, later=5 * week).do(ev.Start).do(ev.Tick, meeting, "2", True).ended()
    assert noted(archive.carried(lobby)) == [three]


def test_blocks_not_reached_are_open_until_they_are_taken_in(tmp_path: Path) -> None:
    week = 7 * 24 * HOUR
    Kept(tmp_path, WEEK_4).do(ev.Start).wait(600).do(ev.Next).wait(60).do(ev.Finish).ended()
    stray = Kept(tmp_path, WEEK_4, name="week-4", later=HOUR).do(ev.Start).wait(5).ended()
    archive = Archive(tmp_path)
    lobby = ln.head(Moment(0.0, TWO_PM + 9 * week), "week-2", WEEK_1, group=OWLS)
    (item,) = archive.carried(lobby)
    assert (item.text, item.of) == ("Prep for Mix It Up", "A week, Wednesday 25 November")
    assert item.meeting != stray.header.meeting

    after = Kept(tmp_path, name="week-2", later=week)
    after.meeting.do(ev.TakeIn(0.0, "added-0", item.block, meeting=item.meeting, item=item.item))
    after._keep()
    assert archive.carried(lobby) == [item], "a lobby that was left reaches nothing"
    after.do(ev.Start).wait(300).do(ev.Next).wait(60).seen().ended()
    found = archive.carried(lobby)
    assert item.text not in [one.text for one in found]
    assert {one.meeting for one in found} == {after.header.meeting}


def test_a_start_by_mistake_is_not_a_meeting(tmp_path: Path) -> None:
    meant = Kept(tmp_path).do(ev.Facilitate, "1").do(ev.Start).wait(60).seen().ended()
    stray = Kept(tmp_path, later=HOUR).do(ev.Facilitate, "2").do(ev.Start).wait(59).seen().ended()
    archive = Archive(tmp_path)
    found = archive.meetings()
    assert [record.header for record in found.records] == [meant.header]
    assert [record.header for record in found.others] == [stray.header]
    assert archive.find().header == meant.header
    assert last_of(archive, entry("week-1")) == found.records[0]
    led = archive.last_roles("", "Owls")
    assert led is not None
    assert led.facilitator == "Ana"
    assert len(archive.resumable(stray.moment.utc).meetings) == 2
    archive.delete(archive.find(stray.header.meeting))
    assert archive.meetings().others == ()


@pytest.mark.parametrize(
    "said",
    [
        (ev.Note, "1", "x"),
        (ev.Norms, "Be kind"),
        (ev.Tick, "2026-11-18-1400-beef", "1"),
        (ev.LetGo, "2026-11-18-1400-beef", "1"),
    ],
    ids=lambda said: said[0].__name__,
)
def test_a_short_meeting_that_says_something_is_one(tmp_path: Path, said: tuple[Any, ...]) -> None:
    Kept(tmp_path).do(ev.Start).wait(9).do(*said).ended()
    assert len(Archive(tmp_path).meetings().records) == 1


def test_lobbies_of_one_minute_are_told_apart_by_their_second(tmp_path: Path) -> None:
    for second in range(8):
        Kept(tmp_path, later=float(second)).do(ev.Note, "1", f"note {second}").ended()
    found = Archive(tmp_path).prepared(entry("week-1"), TWO_PM + 60)
    assert found is not None
    assert [note.written for note in notes(found.meeting.events)] == ["note 7"]


def test_another_groups_action_items_are_its_own(tmp_path: Path) -> None:
    Kept(tmp_path).do(ev.Start).do(ev.Note, "1", "! ours").do(ev.Finish).ended()
    theirs = ln.head(Moment(0.0, TWO_PM + HOUR), "week-1", WEEK_1)
    assert Archive(tmp_path).carried(theirs) == []


# Sessions of several libraries


def test_a_meeting_belongs_to_a_session_of_a_library(tmp_path: Path) -> None:
    here, there = entry("week-1", "/courses/a"), entry("week-1", "/courses/b")
    lobby = Kept(tmp_path, library=here.library).do(ev.Note, "1", "bring cake").ended()
    archive = Archive(tmp_path)
    assert archive.prepared(there, lobby.moment.utc) is None
    assert archive.prepared(entry("week-1"), lobby.moment.utc) is None
    assert archive.prepared(here, lobby.moment.utc) is not None

    ran = Kept(tmp_path, library=there.library, later=HOUR).do(ev.Start)
    ran.do(ev.Note, "1", "! theirs").do(ev.Finish).ended()
    last = last_of(archive, there)
    assert last is not None
    assert last.header == ran.header
    assert last_of(archive, here) is None
    week = Moment(0.0, TWO_PM + 7 * 24 * HOUR)
    assert archive.carried(ln.head(week, "week-2", WEEK_1, group=OWLS)) == []
    header = ln.head(week, "week-2", WEEK_1, library=there.library, group=OWLS)
    assert [text for _, text, _ in noted(archive.carried(header))] == ["theirs"]
    assert archive.last_roles(here.library, "Owls") is None
    assert archive.last_roles(there.library, "Owls") is not None


def test_journals_of_format_1_belong_to_the_default_library(tmp_path: Path) -> None:
    shutil.copy(DATA / "format-1" / "week-1.jsonl", tmp_path)
    last = last_of(Archive(tmp_path), entry("week-1"))
    assert last is not None
    assert last.header.format == 1
    assert last_of(Archive(tmp_path), entry("week-1", "/courses/a")) is None
