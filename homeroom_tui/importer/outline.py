"""Find the sessions of a page: the headings that begin one, and where it ends."""

from __future__ import annotations

import re
from itertools import islice

from msgspec import Struct

from homeroom_tui.agenda.durations_in_words import small
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import folded, without_marks
from homeroom_tui.importer.lengths import tells_only_length
from homeroom_tui.importer.lines import Front
from homeroom_tui.importer.rows import read_rows
from homeroom_tui.importer.times import read_times
from homeroom_tui.importer.tree import BOLD_LEVEL, Kind, Node, new_node

_SHORTEST_SESSION = 20 * 60
_SHORTEST_UNNUMBERED = 30 * 60
_HEAD_OF_MAIL = 12


class Region(Struct):
    """One session of the page: its heading, its week if the page numbers it, and its nodes."""

    heading: Node
    week: int | None
    nodes: list[Node]
    length: int | None = None


class Outline(Struct):
    """The page in parts: its title, what comes before the sessions, these, and what is neither."""

    title: str
    preamble: list[Node]
    regions: list[Region]
    outside: list[Node]


class _Label(Struct, frozen=True):
    """What numbers a session: `Week 3` is of kind week. A weekday has no number: 0."""

    kind: str
    number: int
    weekday: bool = False


class _Heading(Struct):
    """A heading of the page, from node `at` to `end`, where the next of its level begins."""

    at: int
    end: int
    node: Node
    label: _Label | None
    timed: int
    """How many nodes before its first sub-heading state a time of their own."""
    timed_inside: int

    @property
    def level(self) -> int:
        return self.node.level

    @property
    def length(self) -> int | None:
        return self.node.times.most or None


def find_sessions(nodes: list[Node], front: Front, name: str) -> Outline:
    """Return the outline of a page; `name` is what to call it when it has no title of its own.

    There are no regions if nothing on the page tells a time.
    """
    title = front.title or _title(nodes)
    weights = _timed_before(nodes)
    if not weights[-1] and not any(_tells_time(node) for node in nodes):
        return Outline(title or name, nodes, [], [])
    headings = _headings(nodes, weights)
    starts = _numbered(headings) or _unnumbered(headings)
    if starts:
        return _cut(nodes, weights, starts, title or name)
    return _single(nodes, front, title or name, bool(title), headings, weights)


def _title(nodes: list[Node]) -> str:
    """Return the heading above all others, or the subject of a mail."""
    for node in nodes[:_HEAD_OF_MAIL]:
        if subject := words.SUBJECT.match(node.text):
            return node.text[subject.end() :].strip("* ")
    headings = [node for node in nodes if node.kind is Kind.HEADING]
    if headings and all(headings[0].level < other.level for other in headings[1:]):
        if headings[0].level == BOLD_LEVEL and headings[0] is not nodes[0]:
            return ""
        return "" if label_of(headings[0].text) else headings[0].times.text
    return ""


def _tells_time(node: Node) -> bool:
    times = node.times
    return (
        times.duration is not None
        or times.clock is not None
        or any(child.times.duration is not None for child in node.all())
    )


def _headings(nodes: list[Node], weights: list[int]) -> list[_Heading]:
    places = [at for at, node in enumerate(nodes) if node.kind is Kind.HEADING]
    found: list[_Heading] = []
    for order, at in enumerate(places):
        level = nodes[at].level
        later = islice(places, order + 1, None)
        end = next((p for p in later if nodes[p].level <= level), len(nodes))
        body = places[order + 1] if order + 1 < len(places) else len(nodes)
        timed, inside = weights[body] - weights[at], weights[end] - weights[at]
        found.append(_Heading(at, end, nodes[at], label_of(nodes[at].text), timed, inside))
    return found


def _timed_before(nodes: list[Node]) -> list[int]:
    """Return for each place how many nodes before it state a time; rows of timed tables do."""
    tables: dict[int, list[Node]] = {}
    for node in nodes:
        if node.cells:
            tables.setdefault(id(node.columns), []).append(node)
    timed_tables = {columns for columns, rows in tables.items() if read_rows(rows)}
    counts = [0]
    for node in nodes:
        timed = id(node.columns) in timed_tables or (
            node.kind is not Kind.HEADING
            and not node.cells
            and (node.times.stated or bool(node.timed()))
            and not words.LABEL_OF_TOTAL.match(node.text)
        )
        counts.append(counts[-1] + timed)
    return counts


def label_of(text: str) -> _Label | None:
    """Return how a heading numbers its session; a week counts for more than what is beside it."""
    found: list[_Label] = []
    said = without_marks(read_times(text).text)[:200]
    for match in words.SESSION_LABEL.finditer(said):
        number = (
            match["number"] or match["before"] or match["nth"] or match["weeks"] or match["last"]
        )
        kind = small(match["kind"] or match["after"] or match["counter"] or "")
        value = words.count(number or "")
        if value is not None:
            found.append(_Label("week" if kind in words.WEEKS else kind, value))
    if not found and words.WEEKDAY.match(said):
        return _Label(said, 0, True)
    return next((label for label in found if label.kind == "week"), found[0] if found else None)


def _numbered(headings: list[_Heading]) -> list[_Heading]:
    """Return the headings that begin a session because they number it, or name its day."""
    labeled = [
        h
        for h in headings
        if h.label
        and (h.label.number or h.timed_inside > 1)
        and (h.timed_inside or h.length is None or h.length >= _SHORTEST_SESSION)
    ]
    if sum(h.label is not None and h.label.weekday for h in labeled) == 1:
        labeled = [h for h in labeled if h.label and not h.label.weekday]
    kept: list[_Heading] = []
    for order, heading in enumerate(labeled):
        if kept and heading.at < kept[-1].end:
            continue
        inside: list[_Heading] = []
        for inner in islice(labeled, order + 1, None):
            if inner.at >= heading.end:
                break
            inside += [inner] if inner.label != heading.label else []
        finer = any(h.timed_inside or (h.length and heading.length is None) for h in inside)
        if heading.timed or not finer:
            kept.append(heading)
    others = [h for h in headings if not h.label and h.length and kept and h.level == kept[0].level]
    return [] if others and not any(h.timed_inside for h in kept) else kept


def _unnumbered(headings: list[_Heading]) -> list[_Heading]:
    """Return the headings that begin a session because an agenda stands under each."""
    timed = [
        h
        for h in headings
        if h.timed > 1 and not words.ASIDE.match(without_marks(h.node.times.text))
    ]
    blocks = [h for h in headings if h.length and h.timed < 2]
    lengths = [h.length for h in timed]
    texts = [without_marks(h.node.times.text) for h in timed]
    if len(timed) < 2 or blocks or len({h.level for h in timed}) > 1:
        return []
    if any(length is not None and length < _SHORTEST_UNNUMBERED for length in lengths):
        return []
    if any(words.PARTS.match(text) or words.AGENDA.fullmatch(text) for text in texts):
        return []
    return timed


def _cut(nodes: list[Node], weights: list[int], starts: list[_Heading], title: str) -> Outline:
    """Cut a page at the headings that begin its sessions."""
    regions: list[Region] = []
    outside: list[Node] = []
    weeks = [h.label.number if h.label and h.label.number else at for at, h in enumerate(starts, 1)]
    if len(set(weeks)) < len(weeks) and len({h.node.text for h in starts}) == len(starts):
        weeks = list(range(1, len(starts) + 1))
    for order, (start, week) in enumerate(zip(starts, weeks, strict=True)):
        following = starts[order + 1].at if order + 1 < len(starts) else len(nodes)
        end = next(
            (at for at in range(start.at + 1, following) if _ends(nodes[at], start)), following
        )
        if len(starts) == 1 and weights[end] == weights[start.at]:
            end = following
        regions.append(Region(start.node, week or None, nodes[start.at + 1 : end]))
        outside += nodes[end:following]
    preamble = nodes[: starts[0].at]
    if preamble and preamble[0].kind is Kind.HEADING and _is_title(preamble[0], title):
        preamble = preamble[1:]
    return Outline(title, preamble, regions, outside)


def _ends(node: Node, start: _Heading) -> bool:
    """Return whether a node after the beginning of a session is a heading that ends it."""
    if node.kind is not Kind.HEADING or node.level > start.level:
        return False
    if node.level < start.level:
        return not node.times.stated
    return bool(words.CLOSING.match(node.words))


def _is_title(node: Node, title: str) -> bool:
    return without_marks(node.times.text) == without_marks(title)


def _single(
    nodes: list[Node],
    front: Front,
    title: str,
    named: bool,
    headings: list[_Heading],
    weights: list[int],
) -> Outline:
    """Return the whole page as one session, from its beginning to where its agenda ends.

    `named` tells that the title is the page's own: else its first heading will do.
    """
    heading = new_node(Kind.HEADING, nodes[0].line, title)
    end = _end_of_agenda(nodes, headings, weights)
    first = 0
    if nodes[0].kind is Kind.HEADING and (_is_title(nodes[0], title) or not named):
        heading, first = nodes[0], 1
    label = label_of(heading.text)
    week = 1 if label is None or label.weekday else label.number or None
    region = Region(heading, week, nodes[first:end], front.length)
    return Outline(title if named else heading.times.text or title, [], [region], nodes[end:])


def _end_of_agenda(nodes: list[Node], headings: list[_Heading], weights: list[int]) -> int:
    """Return the place behind the section in which the last time is told."""
    timed = [
        at
        for at, node in enumerate(nodes)
        if weights[at + 1] > weights[at] or (node.kind is Kind.HEADING and _tells_time(node))
    ] or [at for at, node in enumerate(nodes) if _tells_time(node)]
    aside = [h for h in headings if h.node.times.length is None and words.ASIDE.match(h.node.words)]
    last = max((at for at in timed if not any(h.at < at < h.end for h in aside)), default=timed[-1])
    level = max((h.level for h in headings if h.at <= last < h.end), default=BOLD_LEVEL)
    blocks = any(h.length for h in headings)
    titles = {folded(nodes[at].times.text) for at in timed}
    for heading in headings:
        if heading.at <= last or heading.level > level or folded(heading.node.text) in titles:
            continue
        closes = words.ASIDE.match(heading.node.words)
        if tells_only_length(nodes[heading.at - 1]) and not closes:
            continue
        if not blocks or heading.level < level or closes:
            return heading.at
    return len(nodes)


def without_contents(nodes: list[Node]) -> tuple[list[Node], list[Node]]:
    """Return the nodes without contents lists, and these.

    Links to places of the page are a contents list only where one is announced or before all else;
    further down they lead to what belongs to a block.
    """
    first = next((at for at, node in enumerate(nodes) if _tells_time(node)), len(nodes))
    kept: list[Node] = []
    contents: list[Node] = []
    at = 0
    while at < len(nodes):
        end = at
        while end < len(nodes) and _leads_on(nodes[end]):
            end += 1
        announced = bool(kept) and bool(words.CONTENTS.match(kept[-1].words))
        alone = end == at + 1 and nodes[at].kind is Kind.TEXT
        if end > at and (announced or alone or end <= first):
            contents += [kept.pop()] if announced else []
            contents += nodes[at:end]
        else:
            kept += nodes[at : max(end, at + 1)]
        at = max(end, at + 1)
    return kept, contents


def _leads_on(node: Node) -> bool:
    """Return whether a node is nothing but links to places of the page."""
    if "](#" not in node.text or node.kind in (Kind.HEADING, Kind.ROW):
        return False
    rest = re.sub(r"\[[^][]{0,200}\]\(#[^()]{0,200}\)", "", node.text)
    return not re.search(r"\w", rest) or bool(words.CONTENTS.match(rest.strip(" |·:")))
