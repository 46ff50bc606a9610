"""Feeds bad files and texts to everything that reads them: they are read, or explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct

from homeroom_tui.agenda import clock_times, durations
from homeroom_tui.agenda.documents import write
from homeroom_tui.agenda.model import DAY, Group, Series, Session
from homeroom_tui.agenda.problems import Problem, lines_in, render
from homeroom_tui.agenda.reader import Reading, read_bytes, read_session
from homeroom_tui.config import Config
from homeroom_tui.config import template as settings_template
from homeroom_tui.importer.markdown_page import PageError, page_texts, read_page
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.view import view
from homeroom_tui.output.history import meeting_columns
from homeroom_tui.output.imported import summary
from homeroom_tui.output.tables import lines
from homeroom_tui.storage.history import past
from homeroom_tui.storage.minutes import as_json, of_record
from homeroom_tui.storage.minutes_markdown import as_markdown
from homeroom_tui.storage.replay import UnreadableJournal, replay
from tests.conftest import NOVEMBER_25
from tests.stress.bad_files import bad_files
from tests.stress.runner import COUNTS, Case, at_most, examples_of, memory_at_most

ROOT = Path(__file__).resolve().parents[2]
SESSIONS = ROOT / "sessions"
PAGES = ROOT / "tests" / "importer" / "data"
JOURNALS = ROOT / "tests" / "storage" / "data" / "format-1"

MAX_SECONDS = 10.0
"""For one file, on a machine that is busy with other things."""

MAX_MEMORY = 512 * 1024 * 1024
"""Bytes that one file, of a megabyte at most, may need besides what is there before."""

MAX_JOURNAL = 128 * 1024
"""Bytes: some thirty times as much as an hour of meeting writes."""

EXAMPLES = 25
"""Of one case."""

CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""The characters that must never reach a terminal out of a file."""

MODELS: dict[str, type[Struct]] = {
    "session": Session,
    "series": Series,
    "group": Group,
    "settings": Config,
}

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
TIMES = (
    "15 min", "15-20 mins", "(5 min.)", "1h", "1 hr 15", "1:30:00", "90s", "15:00", "rest",
    "15–20 minutes", "1 h and 2 min", "2.5 min", "1,5 h", "half an hour", "5'", "PT15M",
    "3:00 PM", "15h00", "in 5", "+10 min", "24:00", "noon",
)  # fmt: skip

Example = tuple[str, Any]
"""A kind of file, and what is to be read as such."""


@contextmanager
def part() -> Iterator[Case]:
    """Files of all kinds; journals are written to a folder that goes away."""
    yaml = [path.read_bytes() for path in sorted(SESSIONS.glob("*.yaml"))]
    yaml += [GROUP_FILE, settings_template().replace("# ", "").encode()]
    pages = [path.read_bytes() for path in sorted(PAGES.rglob("*.md"))]
    journals = [path.read_bytes() for path in sorted(JOURNALS.glob("*.jsonl"))]
    kinds = {
        **dict.fromkeys(MODELS, bad_files(yaml)),
        "page": bad_files(pages).map(lambda raw: raw.decode("utf-8-sig", "replace")),
        "journal": bad_files(journals),
        "time": st.one_of(st.sampled_from(TIMES), st.text(), times()),
    }
    often = ["session"] * 5 + ["page"] * 3 + list(kinds)
    example = st.sampled_from(often).flatmap(lambda kind: st.tuples(st.just(kind), kinds[kind]))
    with TemporaryDirectory() as folder:
        path = Path(folder, "2026-11-25-1400-abcd.jsonl")

        def check(found: Example) -> None:
            kind, content = found
            COUNTS[f"read as {kind}"] += 1
            with at_most(MAX_SECONDS, f"Reading a {kind}"), memory_at_most(MAX_MEMORY):
                read_or_explained(kind, content, path)

        yield examples_of(example, check, EXAMPLES)


def times() -> st.SearchStrategy[str]:
    """Texts that begin or end like a length or a time of day."""
    letters = st.text("0123456789 -–:.,'()hminsecrotPMap\t\u00a0½²٣", max_size=12)
    return st.tuples(letters, st.sampled_from(TIMES), letters).map("".join)


def read_or_explained(kind: str, content: Any, path: Path) -> None:
    """Read something of that kind; a journal is written to `path`."""
    if kind == "time":
        check_time(content)
    elif kind == "page":
        check_page(content)
    elif kind == "journal":
        check_journal(path, content)
    else:
        check_yaml(MODELS[kind], content)


def check_yaml(model: type[Struct], text: bytes) -> None:
    """The reading of a file is sound: a value that can be used, or problems that can be shown."""
    reading = read_bytes(model, text, "week.yaml")
    _check_problems(reading, text.decode("utf-8-sig", "replace"))
    if isinstance(reading.value, Session):
        _check_session(reading.value)


def _check_problems(reading: Reading[Any], text: str) -> None:
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    assert bool(errors) == (reading.value is None), "a value and errors, or neither"
    lines = lines_in(text)
    for problem in reading.problems[:200]:
        _check_place(problem, lines)
        assert not CONTROL.search(render(problem)), f"it shows control characters: {problem}"


def _check_place(problem: Problem, lines: list[str]) -> None:
    assert problem.message.strip(), "a problem without words"
    if problem.line is None or problem.column is None:
        assert problem.line is problem.column, "a line without a column"
        return
    assert 1 <= problem.line <= len(lines), f"line {problem.line} of {len(lines)}"
    assert problem.source == lines[problem.line - 1], "its line is not the file's"
    assert 1 <= problem.column <= len(problem.source) + 1, f"column {problem.column}"


def _check_session(session: Session) -> None:
    """It can be written down, read again, and run."""
    again = read_session(write(session), "again.yaml")
    assert again.value == session, [p.message for p in again.problems]
    meeting, now = Meeting(session), 0.0
    meeting.do(ev.Start(now))
    for seconds in (1.0, 61.5, 3_600.0):
        now += seconds
        view(meeting.state(now), Moment(now, NOVEMBER_25 + now))
        if meeting.state(now).next_place() is not None and meeting.state(now).finished is None:
            meeting.do(ev.Next(now))


def check_time(text: str) -> None:
    """A length is within its bounds and comes back; a suggestion can be read; or words say why."""
    try:
        found = durations.parse(text)
    except durations.DurationError as error:
        assert str(error).strip(), "refused without a word"
        suggested = durations.suggest(text)
        assert suggested is None or durations.parse(suggested, allow_zero=True)
    else:
        low, high = found.min, found.max
        assert low >= 0, found
        assert high is None or low <= high <= DAY, found
        assert durations.parse(durations.write(found)) == found, "it does not come back"
    for read in (clock_times.time_of_day, lambda text: clock_times.until(text, NOVEMBER_25)):
        try:
            read(text)
        except clock_times.UntilError as error:
            assert str(error).strip(), "refused without a word"


def check_page(text: str) -> None:
    """Each session of a page can be read back and run; or it is said why there is none."""
    try:
        page = read_page(text, file="page.md")
    except PageError as error:
        assert not CONTROL.search(str(error)), "it shows control characters"
        return
    count = len(lines_in(text)) + text.count("\x0b") + text.count("\x0c")
    lines = [*(g.line for g in page.guesses), *(left.line for left in page.left_out)]
    assert all(1 <= line <= count for line in lines), f"a line that is not there, of {count}"
    assert len(summary(page)) == len(page.sessions), "a row for each session"
    texts = page_texts(page)
    assert len(texts) == len(page.sessions) + 1, "a file for each session, and the series"
    for name, written in texts.items():
        model = Series if name == "series.yaml" else Session
        content = written.encode("utf-8", "surrogateescape")
        assert read_bytes(model, content, name).value is not None, f"{name} cannot be read back"
        check_yaml(model, content)


def check_journal(path: Path, text: bytes) -> None:
    """A journal can be shown and gone on with, or it is said why not. It stays as it is."""
    text = text[:MAX_JOURNAL]
    path.write_bytes(text)
    try:
        record = replay(path)
    except UnreadableJournal as error:
        assert not CONTROL.search(str(error)), "it shows control characters"
        return
    now = record.instant(record.stopped + 60)
    view(record.meeting.state(now), Moment(now, record.stopped + 60))
    kept = of_record(record)
    printed = [as_json(kept), as_markdown(kept, 24), *lines(past([record]), meeting_columns(12))]
    assert not CONTROL.search("".join(printed).replace("\t", "")), "it prints control characters"
    assert path.read_bytes() == text, "reading it changed it"
