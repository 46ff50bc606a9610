"""Where the sessions of a page are: which headings begin one, and where it ends."""

from __future__ import annotations

import re
from itertools import islice

from msgspec import Struct

from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import folded, without_marks
from homeroom_tui.importer.lines import Front
from homeroom_tui.importer.pieces import BOLD_LEVEL, Kind, Piece
from homeroom_tui.importer.rows import read_rows
from homeroom_tui.importer.times import read_times

_SHORTEST_SESSION = 20 * 60
_SHORTEST_UNNUMBERED = 30 * 60


class Region(Struct):
    """One session of the page: its heading, its week if the page numbers it, and its pieces."""

    heading: Piece
    week: int | None
    pieces: list[Piece]


class Outline(Struct):
    """The page in parts: its title, what comes before the sessions, these, and what is neither."""

    title: str
    preamble: list[Piece]
    regions: list[Region]
    outside: list[Piece]


class _Label(Struct, frozen=True):
    """What numbers a session: `Week 3` is of kind week."""

    kind: str
    number: int


class _Heading(Struct):
    """A heading of the page, from piece `at` to `end`, where the next of its level begins."""

    at: int
    end: int
    level: int
    piece: Piece
    label: _Label | None
    timed: int
    """How many pieces before its first sub-heading state a time of their own."""
    timed_inside: int

    @property
    def length(self) -> int | None:
        duration = read_times(self.piece.text).duration
        return duration.max if duration is not None else None


def find_sessions(pieces: list[Piece], front: Front, name: str) -> Outline:
    """The outline of a page; `name` is what to call it when it has no title of its own.

    There are no regions if nothing on the page tells a time.
    """
    title = _title(pieces, front)
    weights = _timed_before(pieces)
    if not weights[-1] and not any(_tells_time(piece) for piece in pieces):
        return Outline(title or name, pieces, [], [])
    headings = _headings(pieces, weights)
    starts = _numbered(headings) or _unnumbered(headings)
    if starts:
        return _cut(pieces, weights, headings, starts, title or name)
    return _single(pieces, front, title or name, bool(title))


def _title(pieces: list[Piece], front: Front) -> str:
    """The title in the front matter, else the heading above all others."""
    if front.title:
        return front.title
    headings = [piece for piece in pieces if piece.kind is Kind.HEADING]
    if headings and all(headings[0].level < other.level for other in headings[1:]):
        return "" if _label(headings[0].text) else read_times(headings[0].text).text
    return ""


def _tells_time(piece: Piece) -> bool:
    times = read_times(piece.text)
    return times.duration is not None or times.clock is not None


def _states_time(piece: Piece) -> bool:
    return piece.kind is not Kind.HEADING and not piece.cells and read_times(piece.text).stated


def _headings(pieces: list[Piece], weights: list[int]) -> list[_Heading]:
    places = [at for at, piece in enumerate(pieces) if piece.kind is Kind.HEADING]
    found: list[_Heading] = []
    for order, at in enumerate(places):
        level = pieces[at].level
        later = islice(places, order + 1, None)
        end = next((p for p in later if pieces[p].level <= level), len(pieces))
        body = places[order + 1] if order + 1 < len(places) else len(pieces)
        timed, inside = weights[body] - weights[at], weights[end] - weights[at]
        found.append(_Heading(at, end, level, pieces[at], _label(pieces[at].text), timed, inside))
    return found


def _timed_before(pieces: list[Piece]) -> list[int]:
    """For each place, how many pieces before it state a time; each row of a timed table does."""
    tables: dict[int, list[Piece]] = {}
    for piece in pieces:
        if piece.cells:
            tables.setdefault(id(piece.columns), []).append(piece)
    timed_tables = {columns for columns, rows in tables.items() if read_rows(rows)}
    counts = [0]
    for piece in pieces:
        counts.append(counts[-1] + (_states_time(piece) or id(piece.columns) in timed_tables))
    return counts


def _label(text: str) -> _Label | None:
    """How a heading numbers its session; a week counts for more than what stands beside it."""
    found: list[_Label] = []
    for match in words.LABEL.finditer(without_marks(read_times(text).text)[:200]):
        number = (
            match["number"] or match["before"] or match["nth"] or match["weeks"] or match["last"]
        )
        kind = words.small(match["kind"] or match["after"] or match["counter"] or "")
        value = words.count(number or "")
        if value is not None:
            found.append(_Label("week" if kind in words.WEEKS else kind, value))
    return next((label for label in found if label.kind == "week"), found[0] if found else None)


def _numbered(headings: list[_Heading]) -> list[_Heading]:
    """The headings that begin a session because they number it."""
    labelled = [
        h
        for h in headings
        if h.label and (h.timed_inside or h.length is None or h.length >= _SHORTEST_SESSION)
    ]
    kept: list[_Heading] = []
    for order, heading in enumerate(labelled):
        if kept and heading.at < kept[-1].end:
            continue
        inside: list[_Heading] = []
        for inner in islice(labelled, order + 1, None):
            if inner.at >= heading.end:
                break
            inside += [inner] if inner.label != heading.label else []
        finer = any(h.timed_inside or (h.length and heading.length is None) for h in inside)
        if heading.timed or not finer:
            kept.append(heading)
    among_others = [
        h for h in headings if not h.label and h.length and kept and h.level == kept[0].level
    ]
    if among_others and not any(h.timed_inside for h in kept):
        return []
    return kept


def _unnumbered(headings: list[_Heading]) -> list[_Heading]:
    """The headings that begin a session because an agenda stands under each."""
    timed = [h for h in headings if h.timed > 1]
    blocks = [h for h in headings if h.length and h.timed < 2]
    lengths = [h.length for h in timed]
    texts = [without_marks(h.piece.text) for h in timed]
    if len(timed) < 2 or blocks or len({h.level for h in timed}) > 1:
        return []
    if any(length is not None and length < _SHORTEST_UNNUMBERED for length in lengths):
        return []
    if any(words.PARTS.match(text) or words.AGENDA.fullmatch(text) for text in texts):
        return []
    return timed


def _cut(
    pieces: list[Piece],
    weights: list[int],
    headings: list[_Heading],
    starts: list[_Heading],
    title: str,
) -> Outline:
    """Cuts a page at the headings that begin its sessions."""
    regions: list[Region] = []
    outside: list[Piece] = []
    weeks = [h.label.number if h.label else at for at, h in enumerate(starts, 1)]
    if len(set(weeks)) < len(weeks):
        weeks = _distinct(starts, headings, weeks)
    for order, (start, week) in enumerate(zip(starts, weeks, strict=True)):
        following = starts[order + 1].at if order + 1 < len(starts) else len(pieces)
        end = next(
            (at for at in range(start.at + 1, following) if _ends(pieces[at], start)), following
        )
        if len(starts) == 1 and weights[end] == weights[start.at]:
            end = following
        regions.append(Region(start.piece, week or None, pieces[start.at + 1 : end]))
        outside += pieces[end:following]
    preamble = pieces[: starts[0].at]
    if preamble and preamble[0].kind is Kind.HEADING and _is_title(preamble[0], title):
        preamble = preamble[1:]
    return Outline(title, preamble, regions, outside)


def _distinct(starts: list[_Heading], headings: list[_Heading], weeks: list[int]) -> list[int]:
    """Running numbers for sessions that are numbered anew in each of several chapters."""
    places, level = {start.at for start in starts}, min(start.level for start in starts)
    chapters: set[int] = set()
    chapter = -1
    for heading in headings:
        if heading.level < level:
            chapter = heading.at
        elif heading.at in places:
            chapters.add(chapter)
    return list(range(1, len(starts) + 1)) if len(chapters) > 1 else weeks


def _ends(piece: Piece, start: _Heading) -> bool:
    """Whether a piece after the beginning of a session is a heading that ends it."""
    if piece.kind is not Kind.HEADING or piece.level > start.level:
        return False
    if piece.level < start.level:
        return not read_times(piece.text).stated
    return bool(words.CLOSING.match(without_marks(piece.text)))


def _is_title(piece: Piece, title: str) -> bool:
    return without_marks(read_times(piece.text).text) == without_marks(title)


def _single(pieces: list[Piece], front: Front, title: str, named: bool) -> Outline:
    """The whole page as one session, from its beginning to where its agenda ends.

    `named` tells that the title is the page's own: else its first heading will do.
    """
    heading = Piece(Kind.HEADING, pieces[0].line, title)
    if pieces[0].kind is Kind.HEADING and (_is_title(pieces[0], title) or not named):
        heading, *pieces = pieces
    if front.duration and read_times(heading.text).duration is None:
        heading = Piece(Kind.HEADING, heading.line, f"{heading.text} ({front.duration})")
    end = _end_of_agenda(pieces)
    label = _label(title)
    week = (label.number or None) if label else 1
    return Outline(title, [], [Region(heading, week, pieces[:end])], pieces[end:])


def _end_of_agenda(pieces: list[Piece]) -> int:
    """The place behind the section in which the last time is told."""
    weights = _timed_before(pieces)
    headings = _headings(pieces, weights)
    timed = [
        at
        for at, piece in enumerate(pieces)
        if weights[at + 1] > weights[at] or (piece.kind is Kind.HEADING and _tells_time(piece))
    ] or [at for at, piece in enumerate(pieces) if _tells_time(piece)]
    if not timed:
        return len(pieces)
    last = timed[-1]
    level = max((h.level for h in headings if h.at <= last < h.end), default=BOLD_LEVEL)
    blocks = any(h.length for h in headings)
    titles = {folded(read_times(pieces[at].text).text) for at in timed}
    for heading in headings:
        if heading.at <= last or heading.level > level or folded(heading.piece.text) in titles:
            continue
        aside = words.ASIDE.match(without_marks(heading.piece.text))
        if not blocks or heading.level < level or aside:
            return heading.at
    return len(pieces)


def without_contents(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the contents lists, which only lead to other places of the page."""
    leads = [_is_contents(piece) for piece in pieces]
    for at in range(len(pieces) - 2, -1, -1):
        text = without_marks(pieces[at].text)
        if leads[at + 1] and not leads[at] and words.CONTENTS.fullmatch(text):
            leads[at] = True
    return [piece for piece, lead in zip(pieces, leads, strict=True) if not lead]


def _is_contents(piece: Piece) -> bool:
    """Whether a piece is nothing but links to anchors of the page."""
    if "](#" not in piece.text or piece.kind in (Kind.HEADING, Kind.ROW):
        return False
    rest = re.sub(r"\[[^][]{0,200}\]\(#[^()]{0,200}\)", "", piece.text)
    return not re.search(r"\w", rest) or bool(words.CONTENTS.fullmatch(rest.strip(" |·:")))
