"""Read a published Markdown page into sessions, and write their files."""

from __future__ import annotations

import os
from collections.abc import Callable
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


def read_markdown(text: str, file: str, findings: Findings) -> Outline:
    """Return the outline of a Markdown page; with what is in code fences if it has no other."""
    raw = split(text)
    front, first = read_front(raw)
    for open_code in (False, True):
        found = Findings()
        nodes = read_body(raw, first, found, open_code)
        outline = find_sessions(nodes, front, PurePath(file).stem)
        if outline.regions:
            break
    findings.left_out += found.left_out
    return outline


def read_page(
    text: str,
    *,
    series: str | None = None,
    base_url: str | None = None,
    file: str,
    read: Callable[[str, str, Findings], Outline] = read_markdown,
) -> Page:
    """Return the sessions of a page.

    `file` is its name, `series` the title if not its own, `read` finds where the sessions stand.
    Raises `PageError` if nothing on the page tells how long it takes, or if it is too large.
    """
    if len(text) > MAX_TEXT or len(split(text)) > MAX_LINES:
        raise PageError(file, "The page is larger than 1 MiB or longer than 20,000 lines.", _PART)
    findings = Findings()
    outline = read(text, file, findings)
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
        sessions.append(read_session(region, at, findings))
        _refuse_unreadable(file, sessions[-1], files.names(sessions[-1:])[0])
    title = series or outline.title or PurePath(file).stem
    whole = Series(title=title, base_url=base_url, guidelines=_guidelines(outline.preamble))
    _refuse_unreadable(file, whole, files.SERIES)
    for node in nest(new_node(Kind.HEADING, 0, ""), outline.outside).all():
        findings.leave_out(node.line, node.text, "outside the sessions")
    return Page(
        file,
        whole,
        tuple(sessions),
        tuple(sorted(findings.guesses, key=lambda guess: (guess.session, guess.line))),
        tuple(sorted(findings.left_out, key=lambda left: left.line)),
        tuple(findings.scores),
    )


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
    for at, name in enumerate(files.names(page.sessions)):
        guesses = [guess for guess in page.guesses if guess.session == at]
        texts[name] = files.session_yaml(page.sessions[at], guesses, page.file)
    return texts


def _guidelines(preamble: list[Node]) -> str:
    """Return the text before the sessions, as Markdown, without a heading that announces it."""
    first = preamble[0] if preamble else None
    if first and first.kind is Kind.HEADING and words.GUIDELINES.match(first.words):
        preamble = preamble[1:]
    return markdown(nest(new_node(Kind.HEADING, 0, ""), preamble).children).strip()


def _refuse_unreadable(page: str, value: Session | Series, name: str) -> None:
    """Refuse a page that is so large that a file which it would make could not be read."""
    content = write(value).encode(errors="replace")
    reading = reader.read_bytes(type(value), content, name)
    if reading.value is None or len(content) > MAX_BYTES:
        errors = (p.message for p in reading.problems if p.severity == "error")
        why = next(errors, "It would be larger than 1 MiB.")
        raise PageError(page, f"{name} could not be read again: {why}", _PART)
