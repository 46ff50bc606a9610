"""A published Markdown page to sessions: what it holds, what was guessed, and its files."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

from msgspec import Struct

from homeroom_tui.agenda import reader
from homeroom_tui.agenda.model import Series, Session
from homeroom_tui.agenda.problems import Problem, Report, render
from homeroom_tui.files import MAX_BYTES, write_files
from homeroom_tui.importer import files, words
from homeroom_tui.importer.lines import read_front, read_lines, split
from homeroom_tui.importer.outline import find_sessions, without_contents
from homeroom_tui.importer.pieces import Kind, Piece, read_pieces
from homeroom_tui.importer.report import Findings, Guess, LeftOut
from homeroom_tui.importer.sessions import markdown, read_session
from homeroom_tui.importer.tree import branch

LARGEST = 1024 * 1024
"""Characters. A larger page is refused unread, as one of more than `MOST_LINES` is."""

MOST_LINES = 20_000


class PageError(ValueError):
    """A page from which no sessions can be made; its text shows the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(render(problem))
        self.problem = problem


class Page(Struct, frozen=True):
    """What came of a page called `file`: its series and sessions, and how sure they are.

    `guesses` tells what was taken from the page without being said there, and `left_out` what of
    the page is in no session; both by line. Durations, numbers, the front matter and contents
    lists are in neither.
    """

    file: str
    series: Series
    sessions: tuple[Session, ...]
    guesses: tuple[Guess, ...]
    left_out: tuple[LeftOut, ...]


class Row(Struct, frozen=True):
    """One session of a page in numbers: seconds, and how many of each there are.

    `least` and `most` add up the blocks; `most` is None where one takes what is left.
    """

    name: str
    week: int | None
    title: str
    duration: int | None
    least: int
    most: int | None
    blocks: int
    prompts: int
    guesses: int


def read_page(
    text: str, *, series: str | None = None, base_url: str | None = None, file: str
) -> Page:
    """The sessions of a Markdown page. `file` is its name, `series` the title if not its own.

    Raises `PageError` if nothing on the page tells how long it takes, or if it is too large.
    """
    raw = split(text)
    if len(text) > LARGEST or len(raw) > MOST_LINES:
        raise _error(
            file,
            "The page is larger than 1 MiB or longer than 20,000 lines.",
            "Import the part of it that holds the sessions.",
        )
    findings = Findings()
    front, first = read_front(raw)
    lines, targets = read_lines(raw, first, findings)
    pieces = without_contents(read_pieces(lines, targets, findings))
    outline = find_sessions(pieces, front, PurePath(file).stem)
    if not outline.regions:
        raise _error(
            file,
            "Nothing on the page tells how long it takes, so there are no blocks to be found.",
            "Write the durations in brackets, for example `1. Share (10-15 min)`.",
        )
    imported = [read_session(region, at, findings) for at, region in enumerate(outline.regions)]
    guidelines = _guidelines(outline.preamble)
    for piece in outline.outside:
        findings.leave_out(piece.line, piece.text, "outside the sessions")
    page = Page(
        file,
        Series(series or outline.title, None, base_url, guidelines),
        tuple(one.session for one in imported),
        tuple(guess for one in imported for guess in one.guesses),
        findings.left_out,
    )
    _refuse_unreadable(page)
    return page


def write_page(page: Page, folder: Path, force: bool = False) -> tuple[Path, ...]:
    """Writes a file for each session, and `series.yaml` if the folder has none; gives the paths.

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
    texts = {files.SERIES: files.series_yaml(page.series)}
    for at, (name, session) in enumerate(
        zip(files.names(page.sessions), page.sessions, strict=True)
    ):
        guesses = [guess for guess in page.guesses if guess.session == at]
        texts[name] = files.session_yaml(session, guesses, page.file)
    return texts


def summary(page: Page) -> tuple[Row, ...]:
    """A row for each session."""
    guesses = [0] * len(page.sessions)
    for guess in page.guesses:
        guesses[guess.session] += 1
    return tuple(
        _row(name, session, guessed)
        for name, session, guessed in zip(
            files.names(page.sessions), page.sessions, guesses, strict=True
        )
    )


def _row(name: str, session: Session, guesses: int) -> Row:
    lengths = [block.duration for block in session.blocks]
    rest = any(length.is_rest for length in lengths)
    return Row(
        name=name,
        week=session.week,
        title=session.title,
        duration=session.duration,
        least=sum(length.min for length in lengths),
        most=None if rest else sum(length.max or 0 for length in lengths),
        blocks=len(session.blocks),
        prompts=sum(
            1 + len(prompt.prompts) for block in session.blocks for prompt in block.prompts
        ),
        guesses=guesses,
    )


def _guidelines(preamble: list[Piece]) -> str:
    """What comes before the sessions, as Markdown, without a heading that only announces it."""
    first = preamble[0] if preamble else None
    if first and first.kind is Kind.HEADING and words.GUIDELINES.fullmatch(first.text):
        preamble = preamble[1:]
    root = branch(Piece(Kind.HEADING, 0, ""), preamble)
    return markdown(root.children).strip()


def _refuse_unreadable(page: Page) -> None:
    """Refuses a page that is so large that a file which it would make could not be read."""
    for name, text in page_texts(page).items():
        content = text.encode(errors="replace")
        model: type[Struct] = Series if name == files.SERIES else Session
        reading = reader.read_bytes(model, content, name)
        if reading.value is None or len(content) > MAX_BYTES:
            errors = (p.message for p in reading.problems if p.severity == "error")
            why = next(errors, "It would be larger than 1 MiB.")
            raise _error(
                page.file,
                f"{name} could not be read again: {why}",
                "Import the part of the page that holds the sessions.",
            )


def _error(file: str, message: str, hint: str) -> PageError:
    report = Report(file)
    report.error(None, message, hint)
    return PageError(report.problems[0])
