"""Show an imported page before it is written: its weeks in numbers, guesses, what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import Struct
from rich.console import Group, RenderableType
from rich.text import Text

from homeroom_tui.agenda.model import Session, TimeRange
from homeroom_tui.escaping import shorten, visible
from homeroom_tui.importer import files
from homeroom_tui.importer.markdown_page import Page
from homeroom_tui.importer.report import Score
from homeroom_tui.output.tables import ACCENT, Column, lines, table
from homeroom_tui.wording import length, range_of

MAX_SHOWN = 60
"""Characters of the page's own words in a line of the report."""

NOTHING = "Nothing of the page is left out."

_LEGEND = (
    "Fits: the blocks add up to the length that the page states (50% if it states none).",
    "Covers: the share of the titles with a time that are among the blocks or in them.",
    "Once: the share of the titles among the blocks, 100% if no two blocks have the same.",
    "The reading with the highest sum of the three is taken.",
)


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


def summary(page: Page) -> tuple[Row, ...]:
    """Return a row for each session."""
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


WEEKS: tuple[Column[Row], ...] = (
    Column("File", lambda row: row.name, style=ACCENT),
    Column("Title", lambda row: _short(row.title)),
    Column("Length", lambda row: "" if row.duration is None else length(row.duration), right=True),
    Column("Blocks take", lambda row: _takes(row) if row.blocks else "draft"),
    Column("Blocks", lambda row: str(row.blocks), right=True),
    Column("Prompts", lambda row: str(row.prompts), right=True),
    Column("Guesses", lambda row: str(row.guesses), right=True),
)

SCORES: tuple[Column[Score], ...] = (
    Column("Blocks", lambda score: str(score.blocks), right=True),
    Column("Take", lambda score: range_of(TimeRange(score.least, score.most)), right=True),
    Column("Fits", lambda score: f"{score.fits:.0%}", right=True),
    Column("Covers", lambda score: f"{score.covers:.0%}", right=True),
    Column("Once", lambda score: f"{score.once:.0%}", right=True),
    Column("Score of 3", lambda score: f"{score.total:.1f}", right=True),
)


class _Part(NamedTuple):
    """A table of the report, which has a line as its `head` in a pipe; or some words."""

    head: str = ""
    rows: Sequence[Any] = ()
    columns: Sequence[Column[Any]] = ()
    words: Sequence[str] = ()


def report(page: Page, explain: bool = False) -> RenderableType:
    """Return the report for a terminal; with `explain`, how each session can be read, too."""
    parts: list[RenderableType] = []
    for part in _parts(page, explain):
        shown = map(Text, part.words) if part.words else [table(part.rows, part.columns)]
        parts += [Text(), *shown]
    return Group(*parts[1:])


def report_plain(page: Page, explain: bool = False) -> list[str]:
    """Return the report for a pipe: a line for each week, reading, guess and piece left out."""
    found: list[str] = []
    for part in _parts(page, explain):
        head = [part.head] if part.head else []
        found += ["", *head, *part.words, *lines(part.rows, part.columns)]
    return found[1:]


def _parts(page: Page, explain: bool) -> Iterator[_Part]:
    weeks = summary(page)
    yield _Part(rows=weeks, columns=WEEKS)
    if explain:
        for row, scores in zip(weeks, page.scores, strict=True):
            if scores:
                yield _readings(row.name, scores)
        yield _Part(words=_LEGEND)
    yield from _list("Guessed", [(g.line, f"{g.guess}: {_short(g.text)}") for g in page.guesses])
    yield from _list("Left out", [(o.line, f"{_short(o.text)} ({o.why})") for o in page.left_out])
    if not page.left_out:
        yield _Part(words=[NOTHING])


def _readings(name: str, scores: Sequence[Score]) -> _Part:
    """The readings of a session, the best first."""
    columns: tuple[Column[Score], ...] = (
        Column("", lambda score: "chosen" if score.chosen else ""),
        Column(f"{visible(name)}: blocks are", lambda score: _short(score.reading)),
        *SCORES,
    )
    head = "\t".join((f"{visible(name)}:", "Blocks are", *(column.head for column in SCORES)))
    best_first = sorted(scores, key=lambda score: (not score.chosen, -score.total))
    return _Part(head, best_first, columns)


def _list(head: str, rows: Sequence[tuple[int, str]]) -> Iterator[_Part]:
    columns: tuple[Column[tuple[int, str]], ...] = (
        Column("Line", lambda row: str(row[0]), right=True),
        Column(head, lambda row: row[1]),
    )
    if rows:
        yield _Part(f"{head}:", rows, columns)


def _takes(row: Row) -> str:
    if row.most is not None:
        return range_of(TimeRange(row.least, row.most))
    return f"{length(row.least)} and the rest" if row.least else "the rest"


def _short(text: str) -> str:
    return shorten(text, MAX_SHOWN)
