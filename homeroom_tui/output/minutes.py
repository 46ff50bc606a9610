"""`minutes`, for people at a terminal: each block's times in a table, then what the group said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from homeroom_tui import wording as words
from homeroom_tui.agenda import inline
from homeroom_tui.agenda.problems import visible
from homeroom_tui.output.tables import ACCENT, columns
from homeroom_tui.storage.minutes import BlockMinutes, Minutes, Speaker
from homeroom_tui.storage.minutes_markdown import from_to, long_date, outcome


def minutes_view(kept: Minutes, hours: int) -> RenderableType:
    """The minutes of a meeting; times of day with 12 or 24 hours."""
    week = f"Week {kept.week} · " if kept.week is not None else ""
    parts: list[RenderableType] = [Text(f"{week}{_plain(kept.title)}", style="bold")]
    parts += [Text(line, style="dim") for line in _about(kept, hours)]
    parts += [Text(), _blocks(kept)]
    parts += _section("Action items", kept.actions, "□")
    parts += _section("Questions to take along", kept.questions, "?")
    parts += _section("Turns", _turns(kept), "•")
    for block in kept.blocks:
        parts += _said(block)
    parts += _section("On the whole", kept.notes, "•")
    if kept.norms is not None:
        parts += _section("Norms, as changed", kept.norms.strip().split("\n"), " ")
    return Group(*parts)


def _about(kept: Minutes, hours: int) -> Iterator[str]:
    when = long_date((kept.began or kept.ended).date())
    if kept.began is not None:
        when += f", {from_to(kept, words.TimeOfDay(hours, kept.zone))}"
    yield when
    if kept.series or kept.group:
        yield visible(" · ".join(filter(None, (kept.series, kept.group))))
    if kept.people:
        yield visible(f"Here: {', '.join(kept.people)}")
    if kept.facilitator:
        yield visible(f"Facilitated by {kept.facilitator}")


def _blocks(kept: Minutes) -> Table:
    found = columns(">", "Block", ">Planned", ">Target", ">Actual", "")
    for number, block in enumerate(kept.blocks, 1):
        begun = block.actual or block.standing == "done"
        found.add_row(
            str(number),
            Text(_plain(block.title)),
            words.range_of(block.range),
            "–" if block.target is None else words.span(block.target),
            Text(words.span(block.actual) if begun else "–", style=ACCENT),
            outcome(block),
        )
    return found


def _turns(kept: Minutes) -> Iterator[str]:
    for block in kept.blocks:
        if block.spoke:
            yield f"{_plain(block.title)}: {', '.join(map(_speaker, block.spoke))}"


def _speaker(speaker: Speaker) -> str:
    spoke = "" if speaker.seconds is None else f" {words.span(speaker.seconds)}"
    return f"{speaker.name}{spoke}"


def _said(block: BlockMinutes) -> Iterator[RenderableType]:
    if block.said:
        yield from (Text(), Text(_plain(block.title), style="bold"))
    for prompt in block.said:
        if prompt.text is not None:
            yield Padding(Text(_plain(prompt.text), style="italic"), (0, 0, 0, 2))
        yield from _list(prompt.notes, "•")


def _section(title: str, texts: Iterable[str], mark: str) -> list[RenderableType]:
    lines = list(_list(texts, mark))
    return [Text(), Text(title, style="bold"), *lines] if lines else []


def _list(texts: Iterable[str], mark: str) -> Iterator[RenderableType]:
    for text in texts:
        line = Table.grid(padding=(0, 1))
        line.add_row(mark, Text("\n".join(map(visible, text.splitlines()))))
        yield Padding(line, (0, 0, 0, 2))


def _plain(text: str) -> str:
    return visible(inline.plain(text))
