"""The preview of a session: its blocks, ranges and prompts, or its problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from homeroom_tui.agenda.details import Place, details
from homeroom_tui.agenda.lengths import count, date_text, length, range_of
from homeroom_tui.agenda.library import SessionFile
from homeroom_tui.agenda.model import Block, Session
from homeroom_tui.agenda.problems import render
from homeroom_tui.tui.text import hang, inline, literal, short_title, stack

if TYPE_CHECKING:
    from homeroom_tui.storage.replay import Recording


def preview(file: SessionFile | None, base_url: str | None, last_run: str, width: int) -> Content:
    """A session file laid out for `width` cells."""
    if file is None:
        return Content("")
    parts = list(_session(file.session, base_url, last_run, width)) if file.session else []
    if not file.session:
        parts.append(hang(literal(file.entry.path.name).stylize("bold"), width))
    for problem in file.problems:
        style = "$error" if problem.severity == "error" else "$warning"
        sign = "✗ " if problem.severity == "error" else "! "
        first, *rest = render(problem).split("\n")
        parts.append(Content(""))
        parts.append(hang(literal(first).stylize(style), width, sign))
        parts += [hang(literal(line).stylize("$muted"), width, "  ") for line in rest]
    return stack(parts)


def last_run(records: Iterable[Recording], file: SessionFile, today: datetime) -> str:
    """`last run Wednesday 18 November, took 57:10`; empty where none of the records is of it."""
    record = next((record for record in records if record.is_of(file.entry)), None)
    if file.session is None or record is None:
        return ""
    from homeroom_tui.storage.history import past

    (line,) = past([record])
    began, kept = line.began, line.kept
    year = "" if began.year == today.year else f" {began.year}"
    took = f"took {length(kept.took)}" if kept.finished else "not finished"
    return f"last run {date_text(began)}{year}, {took}"


def facts(session: Session) -> str:
    """`Week 1 · 60 min · 4 blocks`."""
    known = [
        f"Week {session.week}" if session.week is not None else "",
        length(session.duration) if session.duration is not None else "",
        "no blocks yet" if session.draft else count(len(session.blocks), "block"),
    ]
    return " · ".join(fact for fact in known if fact)


def _session(
    session: Session, base_url: str | None, last_run: str, width: int
) -> Iterator[Content]:
    yield hang(short_title(session.title, base_url).stylize("bold"), width)
    yield Content.styled(facts(session), "$muted")
    if last_run:
        yield hang(Content.styled(last_run, "$muted"), width)
    ranges = [range_of(block.duration) for block in session.blocks]
    column = max(map(cell_len, ranges), default=0)
    for block, range_text in zip(session.blocks, ranges, strict=True):
        yield Content("")
        yield from _block(block, range_text.rjust(column) + "  ", base_url, width)


def _block(block: Block, margin: str, base_url: str | None, width: int) -> Iterator[Content]:
    title = short_title(block.title, base_url)
    laid = hang(title, width, margin)
    yield laid.stylize("$accent", 0, len(margin))
    for detail in details(block, Place.PREVIEW):
        indent = " " * (cell_len(margin) + 2 * detail.depth)
        yield hang(inline(detail.line, base_url), width, f"{indent}· ").stylize("$muted")
