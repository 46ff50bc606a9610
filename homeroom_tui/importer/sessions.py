"""Turn one part of a page into a session, with the guesses that it took."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.durations import write, write_seconds
from homeroom_tui.agenda.model import Session, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.drafts import finish, lengths_of, span, title_of
from homeroom_tui.importer.lengths import Announced, behind_headings, read_lengths
from homeroom_tui.importer.outline import Region
from homeroom_tui.importer.readings import Reading, best_reading
from homeroom_tui.importer.report import Findings, Guess, Score
from homeroom_tui.importer.times import DurationSource
from homeroom_tui.importer.tree import ITEMS, Kind, Node, nest


class Imported(Struct, frozen=True):
    """A session as read from a page, what had to be guessed for it, and how its readings scored."""

    session: Session
    guesses: tuple[Guess, ...]
    scores: tuple[Score, ...]


def read_session(region: Region, number: int, findings: Findings) -> Imported:
    """Return the session of a part of the page; `number` is its place among them, from 0."""
    root = nest(region.heading, behind_headings(region.nodes))
    title = _title(region) or f"Week {region.week or number + 1}"
    if region.length and not root.times.most:
        length = TimeRange(region.length, region.length)
        root.times = replace(root.times, duration=length, source=DurationSource.STATED)
    announced = read_lengths(root)
    reading, scores = best_reading(root, announced)
    for left_out in reading.left_out:
        findings.leave_out(*left_out)
    duration, node, guess = _duration(announced, reading)
    line = announced.line
    if line is not None and line is not announced.by(reading.total):
        findings.leave_out(line.line, line.text, "the length is told elsewhere")
    guesses = [Guess(node.line, node.text, guess, number, None, "duration")] if guess else []
    blocks = []
    for at, (draft, own) in enumerate(zip(reading.drafts, lengths_of(reading.drafts), strict=True)):
        block, noted = finish(draft, own)
        blocks.append(block)
        guesses += [replace(guess, session=number, block=at) for guess in noted]
    session = Session(
        title=title,
        duration=duration,
        week=region.week,
        blocks=tuple(blocks),
        intro=markdown(reading.intro).strip(),
    )
    guesses.sort(key=lambda guess: guess.line)
    return Imported(session, tuple(guesses), tuple(scores))


def _duration(announced: Announced, reading: Reading) -> tuple[int | None, Node, str]:
    """Return the seconds of the session, the node that tells them, and what was guessed."""
    node = announced.by(reading.total)
    length = node.times.length if node is not None else None
    if node is None or length is None or length.max is None:
        whole = span(reading.drafts) if reading.drafts else None
        guess = f"{write_seconds(whole)} in all, from first to last" if whole else ""
        return whole, reading.drafts[0].node if whole else announced.heading, guess
    guess = f"{write_seconds(length.max)} in all"
    if not length.fixed:
        guess += f", the most of {write(length)}"
    elif node.times.source is DurationSource.PROSE:
        guess += ", from the words of the line"
    elif node is announced.heading and node.said_by is None:
        guess = ""
    return length.max, node.said_by or node, guess


def _title(region: Region) -> str:
    """Return the title of a session, without the week that is told beside it anyway."""
    title = title_of(region.heading.times.text)
    label = words.SESSION_LABEL.match(title)
    kind = words.small((label["kind"] or label["after"] or "") if label else "none")
    rest = re.match(r"\s?[:：–—|·-]\s?(?=\w)", title[label.end() :]) if label else None
    return title[label.end() + rest.end() :] if label and rest and kind in words.WEEKS else title


def markdown(nodes: list[Node], depth: int = 0) -> str:
    """Return nodes as a Markdown text, paragraphs apart and items under each other."""
    text, before = "", False
    for node in nodes:
        item = node.kind in (*ITEMS, Kind.ROW)
        inner = markdown(node.inside, depth + item)
        own = _line(node, "  " * depth)
        both = ("\n" if item else "\n\n").join(filter(None, (own, inner)))
        if both:
            text += ("\n" if before and item else "\n\n") * bool(text) + both
            before = item
    return text


def _line(node: Node, margin: str) -> str:
    if not node.text:
        return ""
    if node.kind is Kind.HEADING:
        return node.text if node.text.startswith("**") else f"**{node.text}**"
    mark = {Kind.NUMBERED: "1. ", Kind.TEXT: ""}.get(node.kind, "* ")
    return f"{margin}{mark}{node.text}"
