"""Output of `minutes` on a terminal: a table of the blocks, then what the group said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from homeroom_tui import wording as words
from homeroom_tui.agenda import inline
from homeroom_tui.escaping import visible
from homeroom_tui.output.tables import ACCENT, Column, bullet, table
from homeroom_tui.storage.minutes import BlockMinutes, Minutes
from homeroom_tui.storage.minutes_markdown import about, outcome, took, turns

Numbered = tuple[int, BlockMinutes]

BLOCKS: tuple[Column[Numbered], ...] = (
    Column("", lambda row: str(row[0]), right=True),
    Column("Block", lambda row: inline.plain(row[1].title)),
    Column("Planned", lambda row: words.range_of(row[1].range), right=True),
    Column(
        "Target",
        lambda row: "–" if row[1].target is None else words.length(row[1].target),
        right=True,
    ),
    Column("Actual", lambda row: took(row[1]), right=True, style=ACCENT),
    Column("", lambda row: outcome(row[1])),
)


def minutes_view(kept: Minutes, hours: int) -> RenderableType:
    """Return the minutes of a meeting; times of day with 12 or 24 hours."""
    title = words.of_week(kept.week) + _plain(kept.title)
    parts: list[RenderableType] = [Text(title, style="bold")]
    parts += [Text(line, style="dim") for line in about(kept, hours, visible)]
    parts += [Text(), table(enumerate(kept.blocks, 1), BLOCKS)]
    parts += _section("Action items", kept.actions, "□")
    parts += _section("Decisions", kept.decisions, "=")
    parts += _section("Open questions", kept.questions, "?")
    parts += _section("Turns", turns(kept, _plain, visible), "•")
    for block in kept.blocks:
        parts += _said(block)
    parts += _section("The whole meeting", kept.notes, "•")
    if kept.norms is not None:
        parts += _section("Norms, as changed", kept.norms.strip().split("\n"), " ")
    return Group(*parts)


def _said(block: BlockMinutes) -> Iterator[RenderableType]:
    if block.said:
        yield from (Text(), Text(_plain(block.title), style="bold"))
    for prompt in block.said:
        if prompt.text is not None:
            yield Padding(Text(_plain(prompt.text), style="italic"), (0, 0, 0, 2))
        yield from _list(prompt.notes, "•")


def _section(title: str, texts: Iterable[str], mark: str) -> list[RenderableType]:
    items = list(_list(texts, mark))
    return [Text(), Text(title, style="bold"), *items] if items else []


def _list(texts: Iterable[str], mark: str) -> Iterator[RenderableType]:
    for text in texts:
        yield Padding(bullet(mark, text), (0, 0, 0, 2))


def _plain(text: str) -> str:
    return visible(inline.plain(text))
