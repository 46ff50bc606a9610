"""The minutes of a past meeting, to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.meeting.notes import Kind
from homeroom_tui.storage.minutes import BlockMinutes, Minutes
from homeroom_tui.storage.minutes_markdown import from_to, long_date, outcome, took
from homeroom_tui.tui.text import hang, inline, literal, prose, stack, visible
from homeroom_tui.tui.widgets.notes import MARKS, STYLES

MEASURE = 96
"""Cells: lines longer than this are hard to read."""


def minutes_text(kept: Minutes | None, hours: int, width: int) -> Content:
    """The minutes laid out for `width` cells."""
    if kept is None:
        return Content("")
    width = min(width, MEASURE)
    title = Content(words.of_week(kept.week)) + inline(kept.title, kept.base_url)
    parts = [hang(title.stylize("bold"), width)]
    parts += [hang(literal(line).stylize("$muted"), width) for line in _about(kept, hours)]
    parts += [Content(""), *_blocks(kept, width)]
    for kind, texts in (
        (Kind.ACTION, kept.actions),
        (Kind.DECISION, kept.decisions),
        (Kind.QUESTION, kept.questions),
    ):
        parts += _section(words.NOTE_HEADINGS[kind], kind, texts, width)
    for block in kept.blocks:
        parts += _said(block, kept.base_url, width)
    parts += _section("The whole meeting", Kind.NOTE, kept.notes, width)
    if kept.norms is not None:
        parts += [Content(""), _heading("Norms, as changed"), prose(kept.norms, width)]
    return stack(parts)


def _about(kept: Minutes, hours: int) -> Iterator[str]:
    yield long_date(kept)
    if kept.began is not None:
        yield words.capital(from_to(kept, hours))
    if kept.group:
        yield kept.group
    if kept.people:
        yield f"Here: {', '.join(kept.people)}"
    if kept.facilitator:
        yield f"Facilitator: {kept.facilitator}"


def _blocks(kept: Minutes, width: int) -> Iterator[Content]:
    column = max((len(words.length(block.actual)) for block in kept.blocks), default=0)
    for block in kept.blocks:
        planned = f"{words.range_of(block.range)}, {outcome(block)}"
        margin = f"{took(block).rjust(column)}  "
        title = hang(inline(block.title, kept.base_url), width, margin)
        yield title.stylize("$accent", 0, len(margin))
        yield hang(Content(planned), width, " " * len(margin)).stylize("$muted")
        spoke = ", ".join(
            visible(one.name) + ("" if one.seconds is None else f" {words.length(one.seconds)}")
            for one in block.spoke
        )
        if spoke:
            yield hang(Content(f"turns: {spoke}"), width, " " * len(margin)).stylize("$muted")


def _said(block: BlockMinutes, base_url: str | None, width: int) -> Iterator[Content]:
    if block.said:
        yield from (Content(""), hang(inline(block.title, base_url).stylize("bold"), width))
    for prompt in block.said:
        if prompt.text is not None:
            yield hang(inline(prompt.text, base_url).stylize("$muted"), width, "  ")
        yield from _items(Kind.NOTE, prompt.notes, width)


def _section(title: str, kind: Kind, texts: Iterable[str], width: int) -> list[Content]:
    items = list(_items(kind, texts, width))
    return [Content(""), _heading(title), *items] if items else []


def _heading(title: str) -> Content:
    return Content.styled(title, "bold")


def _items(kind: Kind, texts: Iterable[str], width: int) -> Iterator[Content]:
    mark = f"  {MARKS[kind]} "
    for text in texts:
        line = hang(literal(text, lines=True), width, mark)
        yield line.stylize(STYLES[kind], 0, cell_len(mark))
