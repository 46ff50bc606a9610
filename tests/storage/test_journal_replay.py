"""Reading a journal back: the live meeting, or as much of it as the file still holds."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.model import Session
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.notes import notes
from homeroom_tui.meeting.view import view
from homeroom_tui.storage import journal_format as ln
from homeroom_tui.storage.archive import Archive
from homeroom_tui.storage.history import past
from homeroom_tui.storage.journal import JournalFile
from homeroom_tui.storage.minutes import as_json, of_record
from homeroom_tui.storage.minutes_markdown import as_markdown
from homeroom_tui.storage.replay import (
    DamagedJournal,
    EmptyJournal,
    NewerJournal,
    UnreadableJournal,
    replay,
)
from tests.meeting.scenario import (
    TWO_PM,
    WEEK_1,
    Press,
    Wednesday,
    instants,
    press_once,
    scripts,
    sessions,
)
from tests.storage.kept_meetings import DATA, Kept, written

SAMPLES = sorted(DATA.glob("format-*/*.jsonl"))
WEEK = DATA / "format-1" / "week-1.jsonl"


def pressed(meeting: Wednesday, presses: list[Press], undone: list[int]) -> None:
    """The presses, with undo after some of them and redo after some of these."""
    for number, press in enumerate(presses):
        meeting.wait(press.after)
        press_once(meeting, press)
        for step in (meeting.undo, meeting.redo)[: undone[number % len(undone)]]:
            try:
                step()
            except CommandRejected:
                break


@settings(max_examples=80, deadline=None)
@given(sessions, scripts, st.lists(st.integers(0, 2), min_size=1, max_size=8), instants)
def test_what_is_replayed_is_what_was(
    tmp_path_factory: pytest.TempPathFactory,
    session: Session,
    presses: list[Press],
    undone: list[int],
    later: float,
) -> None:
    header = ln.head(Moment(0.0, TWO_PM), "any", session)
    meeting = Wednesday(session, wall=header.wall).do(ev.Start)
    pressed(meeting, presses, undone)
    path = tmp_path_factory.mktemp("state") / "any.jsonl"
    path.write_bytes(written(header, meeting.meeting.events))

    record = replay(path)
    now = meeting.now + later
    assert record.left_out == 0
    assert record.meeting.events == meeting.meeting.events
    assert record.meeting.state(now) == meeting.meeting.state(now)
    moment = Moment(now, record.wall(now))
    assert view(record.meeting.state(now), moment) == view(meeting.meeting.state(now), moment)


def test_a_cut_journal_keeps_the_events_before_the_cut(tmp_path: Path) -> None:
    data = WEEK.read_bytes()
    events = replay(WEEK).meeting.events
    path = tmp_path / "cut.jsonl"
    path.write_bytes(data)
    left = len(events)
    for cut in range(len(data) - 1, -1, -1):
        os.truncate(path, cut)
        try:
            found = replay(path)
        except EmptyJournal:
            assert b"\n" not in data[:cut]
            continue
        assert found.left_out == 0
        assert left - 1 <= len(found.meeting.events) <= left
        left = len(found.meeting.events)
        assert found.meeting.events == events[:left]
    assert left == 0


@pytest.mark.parametrize("cut", [1, 2, 40, 100, 131, 132, 133, 400])
def test_a_meeting_goes_on_behind_a_torn_line(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "torn.jsonl"
    path.write_bytes(WEEK.read_bytes()[:-cut])
    before = replay(path)
    journal, record = Archive(tmp_path).resume(before, before.stopped, pytest.fail, counting=True)
    note = ev.Note(record.instant(before.stopped), "99", "still here")
    assert journal.append(note, Moment(note.at, before.stopped)).result(30)
    assert journal.close()
    after = replay(path)
    assert after.meeting.events == [*before.meeting.events, note]
    assert after.left_out == 0


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_in_the_file_nothing_breaks(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    raw = (DATA / "format-1" / "every-event.jsonl").read_bytes()
    place = data.draw(st.integers(0, len(raw)))
    gone = data.draw(st.integers(0, 300))
    junk = data.draw(st.one_of(st.binary(max_size=40), st.sampled_from([b"[" * 100_000, b"\n\n"])))
    path = tmp_path_factory.mktemp("state") / "junk.jsonl"
    path.write_bytes(raw[:place] + junk + raw[place + gone :])
    try:
        record = replay(path)
    except UnreadableJournal:
        return
    view(record.state, Moment(0.0, 0.0))
    before = path.read_bytes()
    resumed = Archive(path.parent).resume(record, record.stopped, pytest.fail, counting=False)
    assert resumed[0].close()
    again = replay(path)
    assert again.left_out == 0
    if record.left_out:
        (aside,) = path.parent.glob("*.damaged")
        assert aside.read_bytes() == before


def test_unreadable_lines_are_set_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    meeting = Kept(tmp_path).do(ev.Start).wait(60).do(ev.Note, "1", "one").wait(60).do(ev.Next)
    meeting.wait(60).do(ev.Note, "2", "two").ended()
    path = meeting.journal.path
    lines = path.read_bytes().splitlines(keepends=True)
    spoilt = b"".join([*lines[:3], b"\x00\x00{]\n", *lines[4:]])
    path.write_bytes(spoilt)

    archive = Archive(tmp_path)
    found = archive.meetings()
    assert found.messages == (
        f"One line of {path.name} can't be read and is left out. Nothing is deleted.",
    )
    journal, record = archive.resume(
        found.records[0], meeting.moment.utc, pytest.fail, counting=True
    )
    assert journal.close()
    assert [type(e) for e in record.meeting.events] == [ev.Start, ev.Note, ev.Note]
    assert path.with_name(path.name + ".damaged").read_bytes() == spoilt
    assert Archive(tmp_path).meetings().messages == ()


def test_an_event_that_could_not_have_happened_is_left_out(tmp_path: Path) -> None:
    meeting = Kept(tmp_path).do(ev.Start).ended()
    with meeting.journal.path.open("ab") as file:
        for event in (
            ev.Undo(1.0),
            ev.Redo(1.0),
            ev.Redo(1.0),
            ev.GoTo(2.0, "no such"),
            ev.Next(3.0),
        ):
            file.write(ln.encoded(ln.EventLine(ln.instant(meeting.moment.utc), event)))
    record = meeting.record
    assert record.left_out == 2
    assert [type(e) for e in record.meeting.events] == [ev.Start, ev.Undo, ev.Redo, ev.Next]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"at":120.0', '"at":1e308'),
        ('"at":120.0', '"at":253402300800'),
        ('"at":120.0', '"at":-1e18'),
        ('"utc":"2026', '"utc":"9999'),
        ('"utc":"2026', '"utc":"0001'),
        ('"seconds":60', '"seconds":9223372036854775808'),
        ('"end":3000.0', '"end":1e300'),
        ('"end":3000.0', '"end":-1e300'),
    ],
)
def test_a_time_that_no_meeting_has_is_not_believed(tmp_path: Path, old: str, new: str) -> None:
    meeting = Kept(tmp_path).do(ev.Start).wait(60).do(ev.AddTime, 60).wait(60)
    meeting.do(ev.HardEnd, 3000.0).ended()
    path = meeting.journal.path
    lines = path.read_text().splitlines(keepends=True)
    number = max(number for number, line in enumerate(lines) if old in line)
    lines[number] = lines[number].replace(old, new)
    path.write_text("".join(lines))
    record = Archive(tmp_path).meetings().records[0]
    assert record.left_out == 1
    kept = of_record(record)
    assert as_json(kept)
    assert as_markdown(kept, 24)
    assert past([record])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"duration":3600', '"duration":99999999999999'),
        ('"min":900', '"min":-1'),
        ('"max":1200', '"max":9223372036854775808'),
        ('"at":0.0', '"at":1e308'),
        ('"utc":"2026', '"utc":"9026'),
    ],
)
def test_a_journal_with_an_impossible_header_is_set_aside(
    tmp_path: Path, old: str, new: str
) -> None:
    path = Kept(tmp_path).do(ev.Start).ended().journal.path
    head, *others = path.read_text().splitlines(keepends=True)
    assert old in head
    path.write_text("".join([head.replace(old, new), *others]))
    assert Archive(tmp_path).meetings().damaged == (path,)


def test_a_newer_format_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "2027-01-06-1400-beef.jsonl"
    path.write_bytes(b'{"format":7,"what":"ever"}\n{"line":"hologram"}\n')
    with pytest.raises(NewerJournal) as refused:
        replay(path)
    assert str(refused.value) == (
        "2027-01-06-1400-beef.jsonl was written by a newer homeroom (format 7; this one reads up "
        "to 2). Update homeroom to read it."
    )
    before = path.read_bytes()
    assert Archive(tmp_path).resumable(path.stat().st_mtime).messages == (str(refused.value),)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "head", [b"", b"{}", b"[]", b"null", b'{"format":0}', b"\xff", b"[" * 99_999]
)
def test_a_file_without_a_beginning_is_set_aside_once(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_bytes(head + b"\n{}\n")
    with pytest.raises(DamagedJournal, match=r"^odd.jsonl is not the record of a meeting"):
        replay(path)
    archive, now = Archive(tmp_path), path.stat().st_mtime
    assert len(archive.resumable(now).messages) == 1
    assert archive.resumable(now).messages == ()
    assert (tmp_path / "odd.jsonl.damaged").read_bytes() == head + b"\n{}\n"


def test_a_folder_in_the_place_of_a_journal(tmp_path: Path) -> None:
    (tmp_path / "odd.jsonl").mkdir()
    with pytest.raises(DamagedJournal, match="not a file"):
        replay(tmp_path / "odd.jsonl")
    with pytest.raises(
        UnreadableJournal, match=r"gone\.jsonl can't be read. There is no such file"
    ):
        replay(tmp_path / "gone.jsonl")


@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{p.parent.name}/{p.name}" for p in SAMPLES])
def test_samples_of_every_format_are_read_forever(sample: Path) -> None:
    record = replay(sample)
    assert f"format-{record.header.format}" == sample.parent.name
    assert record.left_out == 0
    assert record.started
    lines = sample.read_bytes().splitlines()[1:]
    assert len(lines) == len(record.lines) - 1
    # whatever the fields are called by now, what was written can be told from them
    assert [ln.decoded(line) for line in lines] == [
        ln.decoded(ln.encoded(ln.decoded(line)).rstrip()) for line in lines
    ]


def newest_events(folder: Path) -> bytes:
    """A journal with each kind of event that came with the present format."""
    meeting = Kept(folder, library="/home/ana/course").do(ev.Add, "x", "Eve")
    last, block = "2026-11-18-1400-beef", WEEK_1.blocks[3]
    meeting.do(ev.LetGo, last, "1").meeting.do(
        ev.TakeIn(0.0, "added-2", block, "4", meeting=last, item="block:4")
    )
    meeting._keep().do(ev.Start)
    meeting.do(ev.Rename, "x", "Eva").do(ev.Remove, "x").wait(60).do(ev.Began, meeting.now - 30)
    meeting.do(ev.Move, "4", "3").wait(60).do(ev.Next).do(ev.Timer, 120).wait(30).do(ev.Later)
    meeting.do(ev.Note, "1", "! bring tea\n? who is late\n= at noon", "1", 0).wait(30)
    meeting.do(ev.Edit, msgspec.structs.replace(WEEK_1, title="Edited")).do(ev.Finish).ended()
    return meeting.journal.path.read_bytes()


def test_samples_of_this_format_hold_every_event(tmp_path: Path) -> None:
    """HOMEROOM_GOLDEN=write writes the newest, as long as the format was in no release."""
    samples = DATA / f"format-{ln.FORMAT}"
    if os.environ.get("HOMEROOM_GOLDEN") == "write":
        (samples / "new-events.jsonl").write_bytes(newest_events(tmp_path))
    found = {type(event) for path in samples.iterdir() for event in replay(path).meeting.events}
    missing = {kind.__name__ for kind in set(get_args(ev.AnyEvent)) - found}
    assert not missing, "add these to newest_events above, and write the sample anew"


def test_half_a_character_is_no_reason_to_lose_a_note(tmp_path: Path) -> None:
    meeting = Kept(tmp_path, name="week-\udcff").do(ev.Start).do(ev.Note, "1", "x\ud800y")
    assert meeting.on_disk
    meeting.ended()
    assert meeting.record.meeting.events[1] == ev.Note(0.0, "1", "x?y")
    assert meeting.record.header.name == "week-?"


def test_lines_are_json_that_others_can_read(tmp_path: Path) -> None:
    meeting = Kept(tmp_path, WEEK_1).wait(0.5).do(ev.Start).ended()
    head, start = meeting.journal.path.read_bytes().splitlines()
    assert msgspec.json.decode(start) == {
        "line": "event",
        "utc": "2026-11-25T14:00:00.500000Z",
        "event": {"event": "start", "at": 0.5},
        "n": 1,
    }
    first = msgspec.json.decode(head)
    assert first["format"] == ln.FORMAT
    assert first["session"]["title"] == "A week"
    assert first["gathering"]["people"] == ["Ana", "Ben"]
    assert first["zone"] == "America/Denver"
    assert first["utc"] == "2026-11-25T14:00:00Z"


def test_a_line_that_a_copy_doubled_counts_once(tmp_path: Path) -> None:
    meeting = Kept(tmp_path).do(ev.Start).do(ev.AddTime, 60).do(ev.AddTime, 60).ended()
    path = meeting.journal.path
    head, *lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([head, *lines, head, *lines]))
    record = meeting.record
    assert record.meeting.events == meeting.meeting.events
    assert record.left_out == 1 + len(lines)
    journal, _ = Archive(tmp_path).resume(record, record.stopped, pytest.fail, counting=True)
    assert journal.append(ev.AddTime(9.0, 60), Moment(9.0, record.stopped)).result(30)
    assert journal.close()
    assert len(meeting.record.meeting.events) == 4


@pytest.mark.parametrize("year", [1, 1969, 1970, 2038, 2245, 2999, 9000])
def test_a_clock_years_off_writes_readable_journals(tmp_path: Path, year: int) -> None:
    utc = datetime(year, 6, 1, tzinfo=UTC).timestamp()
    meeting = Kept(tmp_path, later=utc - TWO_PM).do(ev.Start).wait(60).do(ev.Next).ended()
    record = Archive(tmp_path).find()
    assert record.meeting.events == meeting.meeting.events
    assert past([record])[0].kept.finished is False


@given(
    st.lists(
        st.tuples(
            st.sampled_from("12345"),
            st.sampled_from(["", "!", "? ", " ", "a", "! do", "x" * 99, "\u2026", " … "]),
        ),
        max_size=20,
    )
)
def test_a_compacted_journal_says_the_same(said: list[tuple[str, str]]) -> None:
    events: list[ev.Event] = [
        ev.Note(float(at), note, text) for at, (note, text) in enumerate(said)
    ]
    header = ln.head(Moment(0.0, TWO_PM), "any", WEEK_1)
    lines = written(header, [*events, ev.Start(99.0)]).splitlines(keepends=True)
    shorter = ln.compacted(lines)
    assert len(shorter) == len(lines)
    assert sum(map(len, shorter)) <= sum(map(len, lines))
    found = [ln.decoded(line) for line in shorter[1:]]
    assert notes(line.event for line in found if isinstance(line, ln.EventLine)) == notes(events)
    assert ln.compacted(shorter) == shorter


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("America/Denver", -7),
        ("-03:30", -3.5),
        ("+02:00", 2),
        *((odd, 0) for odd in ("Mars/Base", "../x", "+99:99", "+x", "")),
    ],
)
def test_a_meeting_knows_its_time_zone(zone: str, hours: float) -> None:
    header = ln.head(Moment(0.0, TWO_PM), "week-1", WEEK_1)
    told = msgspec.structs.replace(header, zone=zone)
    offset = told.utc.astimezone(told.tz).utcoffset()
    assert offset is not None
    assert offset.total_seconds() == hours * 3600


def test_a_journal_file_of_somebody_else_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "there.jsonl"
    path.write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        JournalFile(path, [b"mine\n"]).save()
    assert path.read_bytes() == b"precious"
