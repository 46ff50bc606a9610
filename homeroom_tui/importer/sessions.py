"""Turn one part of a page into a session, with the guesses that it took."""

from __future__ import annotations

import re
from functools import partial

from msgspec.structs import replace

from homeroom_tui.agenda.durations import write, write_seconds
from homeroom_tui.agenda.model import Session, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.drafts import Note, finish, lengths_of, span, title_of
from homeroom_tui.importer.lengths import behind_headings, read_lengths, told_by
from homeroom_tui.importer.outline import Region
from homeroom_tui.importer.readings import Reading, best_reading
from homeroom_tui.importer.report import Findings, Guess
from homeroom_tui.importer.tree import ITEMS, Kind, Node, nest


def read_session(region: Region, number: int, findings: Findings) -> Session:
    """Return the session of a part of the page; `number` is its place among them, from 0."""
    root = nest(region.heading, behind_headings(region.nodes))
    title = _title(region) or f"Week {region.week or number + 1}"
    if region.length and not root.times.most:
        length = TimeRange(region.length, region.length)
        root.times = replace(root.times, duration=length, apart=True)
    announced = read_lengths(root)
    reading, scores = best_reading(root, announced)
    findings.scores.append(scores)
    for left_out in reading.left_out:
        findings.leave_out(*left_out)
    for line in announced[1:]:
        if line is not told_by(announced, reading.total):
            findings.leave_out(line.line, line.text, "the length is told elsewhere")
    note = partial(_note, findings, number)
    drafts = zip(reading.drafts, lengths_of(reading.drafts), strict=True)
    return Session(
        title=title,
        duration=_duration(announced, reading, partial(note, None)),
        week=region.week,
        blocks=tuple(finish(*draft, partial(note, at)) for at, draft in enumerate(drafts)),
        intro=markdown(reading.intro).strip(),
    )


def _note(
    findings: Findings, session: int, block: int | None, node: Node, field: str, guess: str
) -> None:
    findings.guesses.append(Guess(node.line, node.text, guess, session, block, field))


def _duration(announced: list[Node], reading: Reading, note: Note) -> int | None:
    """Return the seconds of the session; `note` is told what was guessed for them."""
    node = told_by(announced, reading.total)
    length = node.times.length if node is not None else None
    if node is None or length is None or length.max is None:
        whole = span(reading.drafts) if reading.drafts else None
        if whole:
            first = reading.drafts[0].node
            note(first, "duration", f"{write_seconds(whole)} in all, from first to last")
        return whole
    guess = f"{write_seconds(length.max)} in all"
    if not length.fixed:
        note(node.said_by or node, "duration", f"{guess}, the most of {write(length)}")
    elif node.times.guess:
        note(node.said_by or node, "duration", f"{guess}, {node.times.guess}")
    elif node is not announced[0] or node.said_by is not None:
        note(node.said_by or node, "duration", guess)
    return length.max


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
