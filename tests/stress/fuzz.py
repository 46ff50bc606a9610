"""Feeds mangled files to all that reads files: sessions, settings, durations, pages, journals."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct

from homeroom_tui.agenda import durations as duration
from homeroom_tui.agenda.documents import write
from homeroom_tui.agenda.model import DAY, Group, Series, Session
from homeroom_tui.agenda.problems import LINE_BREAK, Problem, render
from homeroom_tui.agenda.reader import Reading, read_bytes, read_session
from homeroom_tui.config import Config
from homeroom_tui.config import template as settings_template
from homeroom_tui.importer.markdown_page import Page, PageError, page_texts, read_page, summary
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.undo import Meeting
from homeroom_tui.meeting.view import view
from homeroom_tui.output.history import meetings_plain
from homeroom_tui.storage.history import past
from homeroom_tui.storage.minutes import as_json, of_record
from homeroom_tui.storage.minutes_markdown import as_markdown
from homeroom_tui.storage.replay import UnreadableJournal, replay
from tests.stress.mutations import mangled
from tests.stress.outcome import ROOT, SESSIONS, Case, Tally, at_most, must

LONGEST = 10.0
"""Seconds that one file may take, on a machine that is busy with other things."""

LONGEST_JOURNAL = 128 * 1024
"""Bytes: some thirty times as much as an hour of meeting writes."""

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What must never reach a terminal out of a file."""

READABLE: tuple[tuple[str, type[Struct], int], ...] = (
    ("session", Session, 12),
    ("series", Series, 2),
    ("group", Group, 2),
    ("settings", Config, 2),
)
"""What is read as YAML, and how often."""

GROUP_FILE = b"""\
name: The Kestrels
people: [Ana, Ben, "Chidi", Dee]
first_meeting: 2025-11-05
time: 2:00 PM
zone: America/Denver
no_meeting: [2025-11-26]
reserve: 10%
air_time: false
"""
DURATIONS = (
    "15 min", "15-20 mins", "(5 min.)", "1h", "1 hr 15", "1:30:00", "90s", "15:00", "rest",
    "1 h 15", "15–20 minutes", "1 h and 2 min", "2.5 min", "1,5 h", "5-min", "10 to 15 min",
)  # fmt: skip
LETTERS = "0123456789 -–:.,()hminsecrot\t\u00a0½²٣"


@contextmanager
def part() -> Iterator[Case]:
    """The sources are read once; journals are written to a folder that goes away."""
    yaml = [path.read_bytes() for path in sorted(SESSIONS.glob("*.yaml"))]
    yaml += [GROUP_FILE, settings_template().replace("# ", "").encode()]
    data = ROOT / "tests" / "importer" / "data"
    pages = [path.read_bytes() for path in sorted(data.rglob("*.md"))]
    kept = ROOT / "tests" / "storage" / "data" / "format-1"
    journals = [path.read_bytes() for path in sorted(kept.glob("*.jsonl"))]
    with TemporaryDirectory() as folder:
        kinds: list[tuple[int, Callable[[Random, Tally], str]]] = [
            *((often, partial(_yaml, name, record, yaml)) for name, record, often in READABLE),
            (3, _duration),
            (6, partial(_page, pages)),
            (3, partial(_journal, journals, Path(folder) / "2026-11-25-1400-abcd.jsonl")),
        ]
        weights = [often for often, _ in kinds]

        def case(_number: int, dice: Random, tally: Tally) -> None:
            (_, kind), *_ = dice.choices(kinds, weights)
            with at_most(LONGEST, "Reading a file"):
                began = time.perf_counter()
                what = kind(dice, tally)
                tally.timed(what, time.perf_counter() - began)

        yield case


def _mangle(sources: Sequence[bytes], dice: Random, tally: Tally) -> tuple[bytes, str]:
    text, changes = mangled(sources, dice)
    tally.counts["steps"] += len(changes)
    tally.log.append(f"{', '.join(changes)}: {len(text)} bytes, {text[:200]!r}")
    return text, f"{len(text) / 1024:,.0f} KiB, {', '.join(changes)}"


def _yaml(
    name: str, model: type[Struct], sources: Sequence[bytes], dice: Random, tally: Tally
) -> str:
    text, how = _mangle(sources, dice, tally)
    read_or_told(model, text)
    tally.counts[f"read as {name}"] += 1
    return f"{name}, {how}"


def read_or_told(model: type[Struct], text: bytes) -> Reading[Any]:
    """The reading of a file, which must be sound: a value that can be used, or problems."""
    reading = read_bytes(model, text, "week.yaml")
    told(reading, text.decode("utf-8-sig", "replace"))
    if isinstance(reading.value, Session):
        usable(reading.value)
    return reading


def told(reading: Reading[Any], text: str) -> None:
    """That problems stand in lines and columns that exist, and can be shown on any terminal."""
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    must(bool(errors) == (reading.value is None), "a value and errors, or neither")
    lines = LINE_BREAK.split(text)
    for problem in reading.problems[:200]:
        _placed(problem, lines)
        must(not CONTROL.search(render(problem)), f"it shows control characters: {problem}")


def _placed(problem: Problem, lines: list[str]) -> None:
    must(problem.message.strip(), "a problem without words")
    if problem.line is None or problem.column is None:
        must(problem.line is problem.column, "a line without a column")
        return
    must(1 <= problem.line <= len(lines), f"line {problem.line} of {len(lines)}")
    must(problem.source == lines[problem.line - 1], "its line is not the file's")
    must(1 <= problem.column <= len(problem.source) + 1, f"column {problem.column}")


def usable(session: Session) -> None:
    """That a session can be written down, read again, and run."""
    again = read_session(write(session), "again.yaml")
    must(again.value == session, f"it does not come back: {[p.message for p in again.problems]}")
    meeting, now = Meeting(session), 0.0
    meeting.do(ev.Start(now))
    for seconds in (1.0, 61.5, 3_600.0):
        now += seconds
        view(meeting.state(now), Moment(now, 1_795_615_200.0 + now))
        if meeting.state(now).next_place() is not None and meeting.state(now).finished is None:
            meeting.do(ev.Next(now))


def _duration(dice: Random, tally: Tally) -> str:
    text = dice.choice(DURATIONS)
    for _ in range(dice.randint(0, 6)):
        at = dice.randrange(len(text) + 1)
        letter = dice.choice(LETTERS) if dice.random() < 0.9 else chr(dice.randrange(0xD7FF))
        text = text[:at] + letter * dice.choice((1, 1, 1, 9)) + text[at + dice.randint(0, 2) :]
    tally.log.append(repr(text))
    tally.counts["read as duration"] += 1
    try:
        found = duration.parse(text)
    except duration.DurationError as error:
        must(str(error).strip(), "refused without a word")
        return "duration"
    low, high = found.min, found.max
    must(low >= 0 and (high is None or low <= high <= DAY), f"{text!r} is {found}")
    must(duration.parse(duration.write(found)) == found, f"{found} does not come back")
    return "duration"


def _page(sources: Sequence[bytes], dice: Random, tally: Tally) -> str:
    raw, how = _mangle(sources, dice, tally)
    text = raw.decode("utf-8-sig", dice.choice(("replace", "surrogateescape")))
    imported_or_told(text)
    tally.counts["read as page"] += 1
    return f"page, {how}"


def imported_or_told(text: str) -> Page | None:
    """The sessions of a page, each of which must be read back and run; or None: it said why."""
    try:
        page = read_page(text, file="page.md")
    except PageError as error:
        must(not CONTROL.search(str(error)), "it shows control characters")
        return None
    count = len(LINE_BREAK.split(text)) + text.count("\x0b") + text.count("\x0c")
    lines = [*(g.line for g in page.guesses), *(left.line for left in page.left_out)]
    must(all(1 <= line <= count for line in lines), f"a line that is not there, of {count}")
    must(len(summary(page)) == len(page.sessions), "a row for each session")
    texts = page_texts(page)
    must(len(texts) == len(page.sessions) + 1, "a file for each session, and the series")
    for name, written in texts.items():
        model: type[Struct] = Series if name == "series.yaml" else Session
        reading = read_or_told(model, written.encode("utf-8", "surrogateescape"))
        must(
            reading.value is not None,
            f"{name} can't be read back: {[p.message for p in reading.problems]}",
        )
    return page


def _journal(sources: Sequence[bytes], path: Path, dice: Random, tally: Tally) -> str:
    text, how = _mangle(sources, dice, tally)
    text = text[:LONGEST_JOURNAL]
    tally.counts["read as journal"] += 1
    replayed_or_told(path, text)
    return f"journal, {how}"


def replayed_or_told(path: Path, text: bytes) -> None:
    """A journal that is read, told of, and goes on; or it is told why not. It stays as it is."""
    path.write_bytes(text)
    try:
        record = replay(path)
    except UnreadableJournal as error:
        must(not CONTROL.search(str(error)), "it shows control characters")
        return
    now = record.instant(record.stopped + 60)
    view(record.meeting.state(now), Moment(now, record.stopped + 60))
    kept = of_record(record)
    printed = [as_json(kept), as_markdown(kept, 24), *meetings_plain(past([record]), 12)]
    must(not CONTROL.search("".join(printed).replace("\t", "")), "it prints control characters")
    must(path.read_bytes() == text, "reading it changed it")
