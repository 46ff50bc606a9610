"""Show an imported page before it is written: its weeks in numbers, guesses, what is left out."""

from __future__ import annotations

from msgspec import Struct
from rich.console import Group, RenderableType
from rich.text import Text

from homeroom_tui.agenda.model import Session, TimeRange
from homeroom_tui.escaping import shorten, visible
from homeroom_tui.importer import files
from homeroom_tui.importer.markdown_page import Page
from homeroom_tui.importer.report import Score
from homeroom_tui.output.tables import ACCENT, columns
from homeroom_tui.wording import length, range_of

MAX_SHOWN = 60
"""Characters of the page's own words in a line of the report."""

NOTHING = "Nothing of the page is left out."

_READINGS = ("Blocks are", "Blocks", "Take", "Fits", "Covers", "Once", "Score of 3")
_LEGEND = (
    "Fits: the blocks add up to the length that the page states (50% if it states none).",
    "Covers: the share of the lines with a time that are explained.",
    "Once: no block is told twice. The reading with the highest sum of the three is taken.",
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


def report(page: Page, explain: bool = False) -> RenderableType:
    """Return the report for a terminal; with `explain`, how each session can be read, too."""
    weeks = columns("File", "Title", ">Length", "Blocks take", ">Blocks", ">Prompts", ">Guesses")
    for row in summary(page):
        file, title, *figures = _cells(row)
        weeks.add_row(Text(file, style=ACCENT), Text(title), *figures)
    parts: list[RenderableType] = [weeks]
    for name, readings in _readings(page) if explain else ():
        head, *others = _READINGS
        table = columns("", f"{name}: {head.lower()}", *(f">{other}" for other in others))
        for cells in readings:
            table.add_row(*map(Text, cells))
        parts += [Text(), table]
    if explain:
        parts += [Text(), *map(Text, _LEGEND)]
    for head, lines in _lists(page):
        rows = columns(">Line", head)
        for line, said in lines:
            rows.add_row(str(line), Text(said))
        parts += [Text(), rows]
    if not page.left_out:
        parts += [Text(), Text(NOTHING)]
    return Group(*parts)


def report_plain(page: Page, explain: bool = False) -> list[str]:
    """Return the report for a pipe: a line for each week, reading, guess and piece left out."""
    lines = ["\t".join(_cells(row)) for row in summary(page)]
    for name, readings in _readings(page) if explain else ():
        lines += [
            "",
            "\t".join((f"{name}:", *_READINGS)),
            *("\t".join(cells) for cells in readings),
        ]
    lines += ["", *_LEGEND] if explain else []
    for head, found in _lists(page):
        lines += ["", f"{head}:", *(f"{line}\t{said}" for line, said in found)]
    return lines if page.left_out else [*lines, "", NOTHING]


def _readings(page: Page) -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return the readings of each session in words, the best first."""
    return [
        (visible(row.name), [_reading(score) for score in sorted(scores, key=_rank)])
        for row, scores in zip(summary(page), page.scores, strict=True)
        if scores
    ]


def _rank(score: Score) -> tuple[bool, float]:
    return not score.chosen, -score.total


def _reading(score: Score) -> tuple[str, ...]:
    parts = (score.fits, score.covers, score.once)
    return (
        "chosen" if score.chosen else "",
        visible(shorten(score.reading, MAX_SHOWN)),
        str(score.blocks),
        range_of(TimeRange(score.least, score.most)),
        *(f"{part:.0%}" for part in parts),
        f"{score.total:.1f}",
    )


def _cells(row: Row) -> tuple[str, ...]:
    takes = range_of(TimeRange(row.least, row.least if row.most is None else row.most))
    if row.most is None:
        takes = f"{length(row.least)} and the rest" if row.least else "the rest"
    return (
        visible(row.name),
        visible(shorten(row.title, MAX_SHOWN)),
        "" if row.duration is None else length(row.duration),
        takes if row.blocks else "draft",
        str(row.blocks),
        str(row.prompts),
        str(row.guesses),
    )


def _lists(page: Page) -> list[tuple[str, list[tuple[int, str]]]]:
    guesses = [
        (guess.line, f"{visible(guess.guess)}: {visible(shorten(guess.text, MAX_SHOWN))}")
        for guess in page.guesses
    ]
    left = [
        (out.line, f"{visible(shorten(out.text, MAX_SHOWN))} ({visible(out.why)})")
        for out in page.left_out
    ]
    return [(head, rows) for head, rows in (("Guessed", guesses), ("Left out", left)) if rows]
