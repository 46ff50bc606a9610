"""Read a published Markdown page into sessions, and write their files."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

from msgspec import Struct

from homeroom_tui.agenda import reader
from homeroom_tui.agenda.documents import write
from homeroom_tui.agenda.model import Series, Session
from homeroom_tui.agenda.problems import Report, render
from homeroom_tui.errors import UserError
from homeroom_tui.files import MAX_BYTES, write_files
from homeroom_tui.importer import files, words
from homeroom_tui.importer.lines import read_front, split
from homeroom_tui.importer.outline import Outline, find_sessions, read_body
from homeroom_tui.importer.report import Findings, Guess, LeftOut, Score
from homeroom_tui.importer.sessions import markdown, read_session
from homeroom_tui.importer.tree import Kind, Node, nest, new_node

MAX_TEXT = 1024 * 1024
"""Characters. A larger page is refused unread, as one of more than `MAX_LINES` is."""

MAX_LINES = 20_000

MAX_NODES = 5_000
"""Headings, items and lines of a session. One of more could not be read again."""

_PART = "Import the part of it that holds the sessions."


class PageError(UserError, ValueError):
    """A page from which no sessions can be made; its text shows the problem, and what to do."""

    def __init__(self, file: str, message: str, hint: str) -> None:
        report = Report(file)
        report.error(None, message, hint)
        super().__init__(render(report.problems[0]))


class Page(Struct, frozen=True):
    """The result of reading a page called `file`: series, sessions, and how sure they are.

    Durations, numbers and the front matter are neither among the guesses nor left out.
    """

    file: str
    series: Series
    sessions: tuple[Session, ...]
    guesses: tuple[Guess, ...]
    left_out: tuple[LeftOut, ...]
    scores: tuple[tuple[Score, ...], ...] = ()


def read_page(
    text: str, *, series: str | None = None, base_url: str | None = None, file: str
) -> Page:
    """Return the sessions of a Markdown page.

    `file` is its name, `series` the title if not its own. An agenda that stands in a code fence is
    read where the page has no other. Raises `PageError` if nothing on the page tells how long it
    takes, or if it is too large.
    """
    raw = split(text)
    if len(text) > MAX_TEXT or len(raw) > MAX_LINES:
        raise PageError(file, "The page is larger than 1 MiB or longer than 20,000 lines.", _PART)
    outline, findings = _outline(raw, file, open_code=False)
    if not outline.regions:
        opened, found = _outline(raw, file, open_code=True)
        outline, findings = (opened, found) if opened.regions else (outline, findings)
    return new_page(outline, findings, file, series, base_url)


def new_page(
    outline: Outline, findings: Findings, file: str, series: str | None, base_url: str | None
) -> Page:
    """Return the sessions of a page, of which it is known where they stand."""
    if not outline.regions:
        raise PageError(
            file,
            "Nothing on the page tells how long it takes, so there are no blocks to be found.",
            "Write the durations in brackets, for example `1. Share (10-15 min)`.",
        )
    sessions: list[Session] = []
    for at, region in enumerate(outline.regions):
        if sum(1 + sum(1 for _ in node.all()) for node in region.nodes) > MAX_NODES:
            message = f"“{region.heading.text}” has more than {MAX_NODES:,} lines."
            raise PageError(file, message, _PART)
        session = read_session(region, at, findings)
        _refuse_unreadable(file, Session, files.names([session])[0], write(session))
        sessions.append(session)
    guidelines = _guidelines(outline.preamble)
    for node in nest(new_node(Kind.HEADING, 0, ""), outline.outside).all():
        findings.leave_out(node.line, node.text, "outside the sessions")
    page = Page(
        file,
        Series(
            title=series or outline.title or PurePath(file).stem,
            base_url=base_url,
            guidelines=guidelines,
        ),
        tuple(sessions),
        tuple(sorted(findings.guesses, key=lambda guess: (guess.session, guess.line))),
        tuple(sorted(findings.left_out, key=lambda left: left.line)),
        tuple(findings.scores),
    )
    _refuse_unreadable(file, Series, files.SERIES, write(page.series))
    return page


def _outline(raw: list[str], file: str, open_code: bool) -> tuple[Outline, Findings]:
    findings = Findings()
    front, first = read_front(raw)
    nodes = read_body(raw, first, findings, open_code)
    return find_sessions(nodes, front, PurePath(file).stem), findings


def write_page(page: Page, folder: Path, force: bool = False) -> tuple[Path, ...]:
    """Write a file for each session, and `series.yaml` if the folder has none; return the paths.

    With `force` they are written over others of their names. Raises `CannotWrite` otherwise, and
    when the folder can't be written to; then nothing was changed.
    """
    texts = page_texts(page)
    if not force and os.path.exists(folder / files.SERIES):
        del texts[files.SERIES]
    contents = {name: text.encode() for name, text in texts.items()}
    return write_files(folder, contents, force=force)


def page_texts(page: Page) -> dict[str, str]:
    """The texts of the files that a page makes, by name, each guess a comment in them."""
    texts = {files.SERIES: write(page.series)}
    for at, (name, session) in enumerate(
        zip(files.names(page.sessions), page.sessions, strict=True)
    ):
        guesses = [guess for guess in page.guesses if guess.session == at]
        texts[name] = files.session_yaml(session, guesses, page.file)
    return texts


def _guidelines(preamble: list[Node]) -> str:
    """Return the text before the sessions, as Markdown, without a heading that announces it."""
    first = preamble[0] if preamble else None
    if first and first.kind is Kind.HEADING and words.GUIDELINES.match(first.words):
        preamble = preamble[1:]
    return markdown(nest(new_node(Kind.HEADING, 0, ""), preamble).children).strip()


def _refuse_unreadable(page: str, model: type[Struct], name: str, text: str) -> None:
    """Refuse a page that is so large that a file which it would make could not be read."""
    content = text.encode(errors="replace")
    reading = reader.read_bytes(model, content, name)
    if reading.value is None or len(content) > MAX_BYTES:
        errors = (p.message for p in reading.problems if p.severity == "error")
        why = next(errors, "It would be larger than 1 MiB.")
        raise PageError(page, f"{name} could not be read again: {why}", _PART)
