"""What came of a page before it is written: its weeks in numbers, guesses, what is left out."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from homeroom_tui.agenda.model import TimeRange
from homeroom_tui.agenda.problems import shorten, visible
from homeroom_tui.importer.markdown_page import Page, Row, summary
from homeroom_tui.output.tables import ACCENT, columns
from homeroom_tui.wording import length, range_of

LONGEST = 60
"""Characters of the page's own words in a line of the report."""


NOTHING = "Nothing of the page is left out."


def report(page: Page) -> RenderableType:
    """For a terminal."""
    weeks = columns("File", "Title", ">Length", "Blocks take", ">Blocks", ">Prompts", ">Guesses")
    for row in summary(page):
        file, title, *figures = _cells(row)
        weeks.add_row(Text(file, style=ACCENT), Text(title), *figures)
    parts: list[RenderableType] = [weeks]
    for head, lines in _lists(page):
        rows = columns(">Line", head)
        for line, said in lines:
            rows.add_row(str(line), Text(said))
        parts += [Text(), rows]
    if not page.left_out:
        parts += [Text(), Text(NOTHING)]
    return Group(*parts)


def report_plain(page: Page) -> list[str]:
    """In a pipe: a line for each week, each guess and each piece that is left out."""
    lines = ["\t".join(_cells(row)) for row in summary(page)]
    for head, found in _lists(page):
        lines += ["", f"{head}:", *(f"{line}\t{said}" for line, said in found)]
    return lines if page.left_out else [*lines, "", NOTHING]


def _cells(row: Row) -> tuple[str, ...]:
    takes = range_of(TimeRange(row.least, row.least if row.most is None else row.most))
    if row.most is None:
        takes = f"{length(row.least)} and the rest" if row.least else "the rest"
    return (
        visible(row.name),
        visible(shorten(row.title, LONGEST)),
        "" if row.duration is None else length(row.duration),
        takes if row.blocks else "draft",
        str(row.blocks),
        str(row.prompts),
        str(row.guesses),
    )


def _lists(page: Page) -> list[tuple[str, list[tuple[int, str]]]]:
    guesses = [
        (guess.line, f"{visible(guess.guess)}: {visible(shorten(guess.text, LONGEST))}")
        for guess in page.guesses
    ]
    left = [
        (out.line, f"{visible(shorten(out.text, LONGEST))} ({visible(out.why)})")
        for out in page.left_out
    ]
    return [(head, rows) for head, rows in (("Guessed", guesses), ("Left out", left)) if rows]
