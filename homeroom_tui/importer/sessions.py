"""One part of a page to a session, and the guesses that it took."""

from __future__ import annotations

from itertools import chain

from msgspec import Struct

from homeroom_tui.agenda.durations import write, write_seconds
from homeroom_tui.agenda.model import Session, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.amounts import plain_signs
from homeroom_tui.importer.blocks import Blocks
from homeroom_tui.importer.clock_times import clock_range
from homeroom_tui.importer.drafts import finish, title_of
from homeroom_tui.importer.outline import Region
from homeroom_tui.importer.pieces import Kind, Piece
from homeroom_tui.importer.report import Findings, Guess
from homeroom_tui.importer.times import How, Times, read_times
from homeroom_tui.importer.tree import Node, grow


class Imported(Struct, frozen=True):
    """A session as read from a page, and what had to be guessed for it."""

    session: Session
    guesses: tuple[Guess, ...]


def read_session(region: Region, number: int, findings: Findings) -> Imported:
    """The session of a part of the page; `number` is its place among them, from 0."""
    root = grow(region.heading, region.pieces)
    blocks = Blocks(root, findings)
    guesses: list[Guess] = []
    duration = _duration(root, blocks, number, guesses)
    finished = finish(blocks.drafts)
    for at, (_, noted) in enumerate(finished):
        guesses += [
            Guess(note.piece.line, note.piece.text, note.guess, number, at, note.field)
            for note in noted
        ]
    session = Session(
        title=title_of(read_times(region.heading.text).text) or f"Week {region.week or number + 1}",
        duration=duration,
        week=region.week,
        blocks=tuple(block for block, _ in finished),
        intro=markdown(blocks.intro).strip(),
    )
    return Imported(session, tuple(sorted(guesses, key=lambda guess: guess.line)))


def _duration(root: Node, blocks: Blocks, number: int, guesses: list[Guess]) -> int | None:
    """The seconds of the whole session: from its heading, else from a line that tells them."""
    said = root if _length(root) is not None else blocks.total or _when(blocks.intro)
    length = _length(said) if said is not None else None
    if said is None or length is None or length.max is None:
        return None
    piece = said.said_by or said.piece
    seconds = write_seconds(length.max)
    if not length.fixed:
        guess = f"{seconds} in all, the most of {write(length)}"
    elif said.times.how is How.PROSE:
        guess = f"{seconds} in all, from the words of the line"
    elif said is not root or said.said_by is not None:
        guess = f"{seconds} in all"
    else:
        return length.max
    guesses.append(Guess(piece.line, piece.text, guess, number, None, "duration"))
    return length.max


def _when(nodes: list[Node]) -> Node | None:
    """The line that tells from when to when the session is."""
    for node in chain(nodes, *(outer.all() for outer in nodes)):
        if words.WHEN.match(node.text):
            clock = clock_range(plain_signs(node.text))
            if clock is not None:
                return Node(node.piece, Times(node.text, clock=clock))
    return None


def _length(node: Node) -> TimeRange | None:
    clock = node.times.clock
    if clock is not None and clock.until is not None:
        seconds = (clock.until - clock.begins) * 60
        return TimeRange(seconds, seconds) if seconds > 0 else None
    duration = node.times.duration
    return duration if duration is not None and duration.max else None


def markdown(nodes: list[Node], depth: int = 0) -> str:
    """Nodes as a Markdown text, paragraphs apart and items under each other."""
    parts: list[str] = []
    before: Piece | None = None
    for node in nodes:
        text = _line(node.piece, depth)
        inner = markdown(node.children, depth + (node.kind in _ITEMS))
        gap = "\n" if node.kind in _ITEMS else "\n\n"
        both = gap.join(filter(None, (text, inner)))
        if not both:
            continue
        tight = before is not None and before.kind in _ITEMS and node.kind in _ITEMS
        if parts:
            parts.append("\n" if tight else "\n\n")
        parts.append(both)
        before = node.piece
    return "".join(parts)


_ITEMS = (Kind.BULLET, Kind.NUMBERED, Kind.ROW)


def _line(piece: Piece, depth: int) -> str:
    margin = "  " * depth
    if piece.kind in (Kind.BULLET, Kind.ROW):
        return f"{margin}* {piece.text}" if piece.text else ""
    if piece.kind is Kind.NUMBERED:
        return f"{margin}1. {piece.text}" if piece.text else ""
    if piece.kind is Kind.HEADING:
        return piece.text if piece.text.startswith("**") else f"**{piece.text}**"
    return f"{margin}{piece.text}"
