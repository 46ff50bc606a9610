"""Read YAML as a session, a series or a group, or report every problem with line and column."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any, Generic, TypeVar

from msgspec import Struct

from homeroom_tui import files
from homeroom_tui.agenda import documents
from homeroom_tui.agenda.advice import is_markdown
from homeroom_tui.agenda.checks import look_over
from homeroom_tui.agenda.fields import names_of
from homeroom_tui.agenda.model import Session
from homeroom_tui.agenda.nodes import Scalar
from homeroom_tui.agenda.problems import Place, Problem, Report, lines_in, render

T = TypeVar("T")
M = TypeVar("M", bound=Struct)

_NOT_TEXT = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff"
"""A pattern that few files need, compiled when one does: that takes longer than to read a file."""
_SAVE = "Save it as plain UTF-8 text."


class FileProblems(ValueError):
    """A file was wanted whole and has errors; its text shows all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(render, problems)))
        self.problems = problems


class Reading(Struct, Generic[T], frozen=True):
    """The result of reading a file: its value, None if there are errors, and all problems."""

    value: T | None
    problems: tuple[Problem, ...] = ()

    def get(self) -> T:
        """The value; raises `FileProblems` when there are errors."""
        if self.value is None:
            raise FileProblems(self.problems)
        return self.value


def read_session(text: str, file: str) -> Reading[Session]:
    """The session in `text`, or every problem in it. `file` is the name to be shown with them."""
    return read_text(Session, text, file)


def read_text(model: type[M], text: str, file: str) -> Reading[M]:
    """The `model` in `text`, or every problem in it."""
    return _read(model, text, check_text(text, file))


def read_bytes(model: type[M], content: bytes, file: str) -> Reading[M]:
    """The same from the bytes of a file."""
    return _read(model, *decode(content, file))


def unreadable(error: files.Unreadable, file: str) -> Reading[Any]:
    """The reading of a file that has no text."""
    report = Report(file)
    report.error(None, str(error))
    return Reading(None, report.problems)


def _read(model: type[M], text: str, report: Report) -> Reading[M]:
    # Loads the YAML library, which a meeting that goes on does without.
    from homeroom_tui.agenda.yaml_nodes import compose

    record, names = documents.record_of(model), names_of(model)
    root = None if report.failed else compose(text, report, names)
    value = None
    if root is not None and not (isinstance(root, Scalar) and root.says_nothing()):
        value = record.read(root, f"The {record.name}", report)
        if value is not None and not report.failed:
            look_over(value, root, report)
    elif not report.failed and record.fields[0].required:
        begin = f"Begin with `{documents.example(record.fields[0])}`."
        empty = "holds nothing but comments" if text.strip("\ufeff \r\n-") else "is empty"
        report.error(Place(1, 1), f"The file {empty}.", begin)
        return Reading(None, report.problems)
    elif not report.failed:
        value = model()
    if value is None and is_markdown(text, names):
        report = Report(report.file, text)
        hint = f"Try: homeroom import {Path(report.file).name}"
        report.error(Place(1, 1), f"This is a Markdown page, not a {record.name}.", hint)
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
    lines = lines_in(before)
    return Place(len(lines), len(lines[-1]) + 1)
