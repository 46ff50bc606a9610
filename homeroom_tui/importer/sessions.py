"""One part of a page to a session, and the guesses that it took."""

from __future__ import annotations

import re

from msgspec import Struct

from homeroom_tui.agenda.durations import write_seconds
from homeroom_tui.agenda.model import Session
from homeroom_tui.importer import words
from homeroom_tui.importer.drafts import finish, set_durations, span, title_of
from homeroom_tui.importer.inline_text import without_marks
from homeroom_tui.importer.lengths import read_lengths
from homeroom_tui.importer.outline import Region, label_of
from homeroom_tui.importer.readings import best_reading
from homeroom_tui.importer.report import Findings, Guess, Score
from homeroom_tui.importer.tree import ITEMS, Kind, Node, nest


class Imported(Struct, frozen=True):
    """A session as read from a page, what had to be guessed for it, and how its readings scored."""

    session: Session
    guesses: tuple[Guess, ...]
    scores: tuple[Score, ...]


def read_session(region: Region, number: int, findings: Findings) -> Imported:
    """Return the session of a part of the page; `number` is its place among them, from 0."""
    root = nest(region.heading, region.nodes)
    announced = read_lengths(root, region.length)
    reading, scores = best_reading(root, announced)
    for line, text, why in reading.left_out:
        findings.leave_out(line, text, why)
    drafts = reading.drafts
    set_durations(drafts)
    duration = announced.length(reading.total)
    guessed = announced.guess(reading.total)
    if duration is None and (whole := span(drafts)) is not None:
        duration = whole
        guessed = (drafts[0].node, f"{write_seconds(whole)} in all, from first to last")
    guesses: list[Guess] = []
    if guessed is not None:
        node, guess = guessed
        guesses.append(Guess(node.line, node.text, guess, number, None, "duration"))
    blocks = []
    for at, draft in enumerate(drafts):
        block, noted = finish(draft)
        blocks.append(block)
        guesses += [
            Guess(note.node.line, note.node.text, note.guess, number, at, note.field)
            for note in noted
        ]
    session = Session(
        title=_title(region) or f"Week {region.week or number + 1}",
        duration=duration,
        week=region.week,
        blocks=tuple(blocks),
        intro=markdown(reading.intro).strip(),
    )
    guesses.sort(key=lambda guess: guess.line)
    return Imported(session, tuple(guesses), tuple(scores))


def _title(region: Region) -> str:
    """Return the title of a session, without the week that is told beside it anyway."""
    title = title_of(region.heading.times.text)
    label = label_of(title)
    found = words.SESSION_LABEL.match(without_marks(title))
    if label is not None and label.kind == "week" and label.number == region.week and found:
        rest = re.match(r"\s?[:：–—|·-]\s?(?=\w)", title[found.end() :])
        if rest and title.startswith(found[0]):
            return title[found.end() + rest.end() :]
    return title


def markdown(nodes: list[Node], depth: int = 0) -> str:
    """Return nodes as a Markdown text, paragraphs apart and items under each other."""
    parts: list[str] = []
    before: Node | None = None
    for node in nodes:
        text = _line(node, depth)
        inner = markdown(node.children, depth + (node.kind in _ITEMS))
        gap = "\n" if node.kind in _ITEMS else "\n\n"
        both = gap.join(filter(None, (text, inner)))
        if not both:
            continue
        tight = before is not None and before.kind in _ITEMS and node.kind in _ITEMS
        if parts:
            parts.append("\n" if tight else "\n\n")
        parts.append(both)
        before = node
    return "".join(parts)


_ITEMS = (*ITEMS, Kind.ROW)


def _line(node: Node, depth: int) -> str:
    margin = "  " * depth
    if node.kind in (Kind.BULLET, Kind.ROW):
        return f"{margin}* {node.text}" if node.text else ""
    if node.kind is Kind.NUMBERED:
        return f"{margin}1. {node.text}" if node.text else ""
    if node.kind is Kind.HEADING:
        return node.text if node.text.startswith("**") else f"**{node.text}**"
    return f"{margin}{node.text}"
