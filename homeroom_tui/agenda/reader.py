"""YAML text to a session, a series or a group, or every problem in it with its line and column."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any, Generic, TypeVar

from msgspec import Struct

from homeroom_tui import files
from homeroom_tui.agenda.durations import write_seconds
from homeroom_tui.agenda.fields import Field, Record, Records
from homeroom_tui.agenda.kinds import (
    Address,
    Choice,
    Count,
    Flag,
    List,
    Schema,
    Text,
)
from homeroom_tui.agenda.model import MINUTE, Block, Group, Prompt, Series, Session
from homeroom_tui.agenda.nodes import Mapping, Node, Scalar
from homeroom_tui.agenda.problems import LINE_BREAK, Place, Problem, Report, render
from homeroom_tui.agenda.time_kinds import Day, Held, Length, Range, TimeOfDay, Turns, Zone

T = TypeVar("T")

SHORTEST = 5 * MINUTE
"""Seconds. Below this a session's duration was probably meant as hours."""


_NOT_TEXT = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff"
"""A pattern that few files need, compiled when one does: that takes longer than to read a file."""
_SAVE = "Save it as plain UTF-8 text."


class FileProblems(ValueError):
    """A file was wanted whole and has errors; its text shows all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(render, problems)))
        self.problems = problems


class Reading(Struct, Generic[T], frozen=True):
    """What came of reading a file: its value, None if there are errors, and all problems."""

    value: T | None
    problems: tuple[Problem, ...] = ()

    def get(self) -> T:
        """The value; raises `FileProblems` when there are errors."""
        if self.value is None:
            raise FileProblems(self.problems)
        return self.value


class PromptKind(Struct, frozen=True):
    """A text, or at the outer level `text` with `prompts` under it."""

    def read(self, node: Node, what: str, report: Report) -> Prompt | None:
        if isinstance(node, Mapping) and (node.get("text") or node.get("prompts")):
            return _NESTING_PROMPT.read(node, what, report)
        text = Text().read(node, what, report)
        return None if text is None else Prompt(text)

    def schema(self) -> Schema:
        return {"anyOf": [Text().schema(), _NESTING_PROMPT.schema()]}


class InnerPrompt(Struct, frozen=True):
    """A text under a prompt, under which there is nothing more."""

    def read(self, node: Node, what: str, report: Report) -> Prompt | None:
        if isinstance(node, Mapping) and node.get("prompts"):
            report.error(
                node,
                f"{what} has prompts of its own, and is one level too deep for that.",
                "Make it a prompt of the block.",
            )
            return None
        text = Text().read(node, what, report)
        return None if text is None else Prompt(text)

    def schema(self) -> Schema:
        return Text().schema()


_NESTING_PROMPT = Record(
    "prompt",
    Prompt,
    (
        Field("text", Text(), "What to discuss or do.", "What was helpful?", required=True),
        Field(
            "prompts",
            List(InnerPrompt(), "inner prompt", repeats=True),
            "Prompts under this one.",
            '["At work?", "At home?"]',
        ),
    ),
)

_RESERVE = Field(
    "reserve",
    Held(),
    "The part of the time that the plan keeps back: a share, or a length for the whole session.",
    "10%",
)

BLOCK = Record(
    "block",
    Block,
    (
        Field("title", Text(), "What the block is about.", "Share", required=True),
        Field(
            "duration",
            Range(),
            "How long it takes: fixed, from-to, or `rest` for what is left at the end.",
            "15-20 min",
            required=True,
        ),
        Field(
            "prompts",
            List(PromptKind(), "prompt", repeats=True),
            "What to discuss or do, line by line; one may be `text` with `prompts` under it.",
            '["What was helpful last mod?"]',
        ),
        Field(
            "hints",
            List(Text(), "hint", single=True),
            "For the facilitator's eyes only.",
            '["Let the quiet ones begin."]',
        ),
        Field(
            "turns",
            Turns(),
            "Whether the time is shared out among the people present, or what each one gets.",
            "true",
        ),
        Field(
            "advance",
            Choice(("auto",)),
            "`auto` goes on to the next block by itself, as after a break.",
            "auto",
        ),
        Field("show", Choice(("norms",)), "`norms` shows the group's norms with it.", "norms"),
    ),
)


def _look_over(session: Session, node: Mapping, report: Report) -> None:
    """Warns of what can be run, but was hardly meant."""
    if session.duration is None:
        return
    place = node.get("duration") or node
    whole = write_seconds(session.duration)
    if session.duration < SHORTEST:
        report.warning(
            place,
            f"The session is only {whole} long.",
            "Hours are written as `1 h 30`; of two parts, as in `1:30`, the second is seconds.",
        )
    if session.draft:
        return
    least = sum(block.duration.min for block in session.blocks)
    most = sum(block.duration.max or 0 for block in session.blocks)
    if least > session.duration:
        report.warning(
            place,
            f"The blocks need at least {write_seconds(least)}, and the session has {whole}:"
            f" {write_seconds(least - session.duration)} too much.",
            "Shorten a block or lengthen the session.",
        )
    elif most < session.duration and not any(block.duration.is_rest for block in session.blocks):
        report.warning(
            place,
            f"The blocks fill at most {write_seconds(most)} of the session's {whole}:"
            f" {write_seconds(session.duration - most)} are left over.",
            "Lengthen a block, shorten the session, or let the last block have `duration: rest`.",
        )


SESSION = Record(
    "session",
    Session,
    (
        Field("title", Text(), "What the session is about.", "Networking", required=True),
        Field("week", Count(), "Which week of the series it is.", "2"),
        Field("duration", Length(), "How long the meeting is in all.", "60 min"),
        Field("intro", Text(), "Shown before the start, in Markdown.", "Bring your resume."),
        _RESERVE,
        Field(
            "blocks",
            Records(BLOCK),
            "What happens, one after the other; a session without blocks is a draft.",
            '[{"title": "Share", "duration": "15-20 min"}]',
        ),
    ),
    _look_over,
)

SERIES = Record(
    "series",
    Series,
    (
        Field("title", Text(), "What the series is called.", "Mod 2 homeroom"),
        Field(
            "meets",
            Choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")),
            "The weekday on which the groups meet.",
            "Wednesday",
        ),
        Field(
            "base_url",
            Address(),
            "The site against which relative links are resolved.",
            "https://careerdev.turing.edu",
        ),
        Field("guidelines", Text(), "What every group should know, in Markdown.", "Be kind."),
        _RESERVE,
        Field("attribution", Text(), "Whose words these are.", "Turing School"),
        Field("licence", Text(), "Under which licence they are used.", "CC BY-NC-SA 4.0"),
    ),
)

GROUP = Record(
    "group",
    Group,
    (
        Field("name", Text(), "What the group calls itself.", "The Kestrels"),
        Field(
            "people",
            List(Text(), "person", repeats=True),
            "Who is in the group.",
            '["Ana", "Ben", "Chidi", "Dee"]',
        ),
        Field("first_meeting", Day(), "The date of week 1.", "2025-11-05"),
        Field("time", TimeOfDay(), "When the meeting begins.", "2:00 PM"),
        Field("zone", Zone(), "The time zone of `time`.", "America/Denver"),
        Field(
            "no_meeting",
            List(Day(), "date", repeats=True, single=True),
            "Meeting days that fall out, so that later weeks move.",
            '["2025-11-26"]',
        ),
        _RESERVE,
        Field(
            "air_time",
            Flag(),
            "Whether the end and the minutes tell how long each one spoke.",
            "false",
        ),
    ),
)


def read_session(text: str, file: str) -> Reading[Session]:
    """The session in `text`, or every problem in it. `file` is the name to be shown with them."""
    return read_record(SESSION, text, file)


def read_series(text: str, file: str) -> Reading[Series]:
    """The series in `text`, or every problem in it."""
    return read_record(SERIES, text, file)


def read_group(text: str, file: str) -> Reading[Group]:
    """The group in `text`, or every problem in it."""
    return read_record(GROUP, text, file)


def read_record(record: Record[T], text: str, file: str) -> Reading[T]:
    """What `record` describes, read from `text`, or every problem in it."""
    return _read(record, text, check_text(text, file))


def read_bytes(record: Record[T], content: bytes, file: str) -> Reading[T]:
    """The same from the bytes of a file."""
    return _read(record, *decode(content, file))


def read_file(record: Record[T], path: Path, file: str | None = None) -> Reading[T]:
    """The same from a file on disk, shown as `file` (default: its path).

    Never raises and never waits: a pipe, or a file that can't be read, is a problem like others.
    """
    name = str(path) if file is None else file
    try:
        content, _ = files.read_bytes(path)
    except files.Unreadable as error:
        return unreadable(error, name)
    return read_bytes(record, content, name)


def unreadable(error: files.Unreadable, file: str) -> Reading[Any]:
    """The reading of a file that has no text."""
    report = Report(file)
    report.error(None, str(error))
    return Reading(None, report.problems)


def _read(record: Record[T], text: str, report: Report) -> Reading[T]:
    # Loads the YAML library, which a meeting that goes on does without.
    from homeroom_tui.agenda.yaml_nodes import compose

    root = None if report.failed else compose(text, report)
    value = None
    if root is not None and not (isinstance(root, Scalar) and root.says_nothing()):
        value = record.read(root, f"The {record.name}", report)
    elif not report.failed:
        first = record.fields[0]
        begin = f"Begin with `{first.key}: {first.example}`."
        report.error(Place(1, 1), "The file is empty.", begin)
    return Reading(None if report.failed else value, report.problems)


def decode(content: bytes, file: str) -> tuple[str, Report]:
    """The text of a file and a report to read it with, which has failed if it is not a text.

    A byte order mark at the beginning is left out.
    """
    report = Report(file)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        report.error(None, "The file is written in UTF-16.", _SAVE)
        return "", report
    if content.startswith(codecs.BOM_UTF8):
        content = content[len(codecs.BOM_UTF8) :]
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        report = Report(file, content.decode(errors="replace"))
        place = _place(content[: error.start].decode())
        report.error(place, f"The byte {content[error.start]:#04x} here is not UTF-8.", _SAVE)
        return "", report
    return text, check_text(text, file)


def check_text(text: str, file: str) -> Report:
    """A report for `text`, which has failed if there is a character that no text file has."""
    report = Report(file, text)
    fine = text.replace("\n", "").isprintable()
    odd = None if fine else re.search(_NOT_TEXT, text)
    if odd is not None:
        report.error(
            _place(text[: odd.start()]),
            f"The character U+{ord(odd[0]):04X} can't stand in a session file.",
            "Take it out, or save the file as plain UTF-8 text if all of it looks like that.",
        )
    return report


def _place(before: str) -> Place:
    lines = LINE_BREAK.split(before)
    return Place(len(lines), len(lines[-1]) + 1)
