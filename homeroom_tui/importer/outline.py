"""Find the sessions of a page: the headings that begin one, and where it ends."""

from __future__ import annotations

import re
from itertools import accumulate, groupby, islice, takewhile
from operator import itemgetter

from msgspec import Struct

from homeroom_tui.agenda.durations_in_words import small
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import folded
from homeroom_tui.importer.lengths import take_weak
from homeroom_tui.importer.lines import Front, read_lines
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.rows import read_tables
from homeroom_tui.importer.times import Times, read_times
from homeroom_tui.importer.tree import BOLD_LEVEL, Kind, Node, new_node, read_nodes

_SHORTEST_SESSION = 20 * 60
_SHORTEST_UNNUMBERED = 30 * 60
_HEAD_OF_MAIL = 12


class Region(Struct):
    """One session of the page: its heading, its week if the page numbers it, and its nodes.

    `length` are the seconds that the page says it takes elsewhere.
    """

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


class _Heading(Struct):
    """A heading of the page, from node `at` to `end`, where the next of its level begins.

    `timed` nodes before its first sub-heading state a time of their own, `inside` in all.
    """

    at: int
    end: int
    node: Node
    label: int | None
    timed: int
    inside: int


def read_body(
    raw: list[str], first: int, findings: Findings, open_code: bool = False
) -> list[Node]:
    """Return the nodes of a page from its line `raw[first]` on, with their times."""
    nodes = _without_contents(
        read_nodes(read_lines(raw, first, findings, open_code), findings), findings
    )
    take_weak(nodes)
    read_tables(one for node in nodes for one in (node, *node.all()))
    return nodes


def find_sessions(nodes: list[Node], front: Front, name: str) -> Outline:
    """Return the outline of a page; `name` is what to call it when it has no title of its own.

    There are no regions if nothing on the page tells a time.
    """
    title = front.title or _title(nodes)
    timed = [_states_time(node) for node in nodes]
    if not any(map(_tells_time, nodes)):
        return Outline(title or name, nodes, [], [])
    headings = _headings(nodes, timed)
    starts = _numbered(headings) or _unnumbered(headings)
    if starts:
        return _cut(nodes, timed, starts, title or name)
    titles = (
        h.node
        for h in headings
        if (folded(h.node.times.text) == folded(title) if title else h.at == 0)
    )
    heading = next(titles, None) or new_node(Kind.HEADING, nodes[0].line, title or name)
    end = _end_of_agenda(nodes, headings, timed)
    region = Region(
        heading,
        label_of(heading.text) or 1,
        [node for node in nodes[:end] if node is not heading],
        front.length,
    )
    return Outline(heading.times.text or title or name, [], [region], nodes[end:])


def _title(nodes: list[Node]) -> str:
    """Return the heading above all others, or the subject of a mail."""
    for node in nodes[:_HEAD_OF_MAIL]:
        if subject := words.SUBJECT.match(node.text):
            node.times = Times(node.text)
            return node.text[subject.end() :].strip("* ")
    headings = [node for node in nodes if node.kind is Kind.HEADING]
    if not headings or any(headings[0].level >= other.level for other in headings[1:]):
        return ""
    bold = headings[0].level == BOLD_LEVEL and headings[0] is not nodes[0]
    return "" if bold or label_of(headings[0].text) else headings[0].times.text


def _states_time(node: Node) -> bool:
    """Return whether a line, or an item with what is under it, has a time of its own."""
    stated = node.stated or bool(node.timed())
    return stated and node.kind is not Kind.HEADING and not words.LABEL_OF_TOTAL.match(node.text)


def _tells_time(node: Node) -> bool:
    return any(one.times.duration or one.times.clock for one in (node, *node.all()))


def _headings(nodes: list[Node], timed: list[bool]) -> list[_Heading]:
    before = [0, *accumulate(timed)]
    places = [at for at, node in enumerate(nodes) if node.kind is Kind.HEADING]
    found: list[_Heading] = []
    for order, at in enumerate(places, 1):
        level = nodes[at].level
        end = next((p for p in islice(places, order, None) if nodes[p].level <= level), len(nodes))
        body = places[order] if order < len(places) else len(nodes)
        counts = before[body] - before[at], before[end] - before[at]
        found.append(_Heading(at, end, nodes[at], label_of(nodes[at].text), *counts))
    return found


def label_of(text: str) -> int | None:
    """Return how a heading numbers its session; a week counts for more than what is beside it."""
    found: list[tuple[bool, int]] = []
    for match in words.SESSION_LABEL.finditer(read_times(text).text[:200]):
        numbers = match.group("number", "before", "nth", "weeks", "last")
        kind = small(next(filter(None, match.group("kind", "after", "counter")), ""))
        if number := words.count(next(filter(None, numbers))):
            found.append((kind not in words.WEEKS, number))
    return min(found, key=itemgetter(0))[1] if found else None


def _numbered(headings: list[_Heading]) -> list[_Heading]:
    """Return the headings that begin a session because they number it."""
    labeled = [
        h
        for h in headings
        if h.label and (h.inside or not 0 < h.node.times.most < _SHORTEST_SESSION)
    ]
    kept: list[_Heading] = []
    for order, heading in enumerate(labeled, 1):
        if kept and heading.at < kept[-1].end:
            continue
        within = takewhile(lambda inner: inner.at < heading.end, islice(labeled, order, None))  # noqa: B023
        if not any(h.inside for h in within):
            kept.append(heading)
    others = any(not h.label and h.node.level == kept[0].node.level for h in headings if kept)
    return [] if others and not any(h.inside for h in kept) else kept


def _unnumbered(headings: list[_Heading]) -> list[_Heading]:
    """Return the headings that begin a session because an agenda stands under each."""
    timed = [h for h in headings if h.timed > 1 and not words.ASIDE.match(h.node.words)]
    blocks = any(h.node.times.most and h.timed < 2 for h in headings)
    parts = any(
        words.PARTS.match(h.node.words) or 0 < h.node.times.most < _SHORTEST_UNNUMBERED
        for h in timed
    )
    return timed if len(timed) > 1 and not parts and not blocks else []


def _cut(nodes: list[Node], timed: list[bool], starts: list[_Heading], title: str) -> Outline:
    """Cut a page at the headings that begin its sessions."""
    regions: list[Region] = []
    outside: list[Node] = []
    weeks = [h.label or at for at, h in enumerate(starts, 1)]
    for start, week, following in zip(
        starts, weeks, [*(h.at for h in starts[1:]), len(nodes)], strict=True
    ):
        places = range(start.at + 1, following)
        end = next((at for at in places if _ends(nodes[at], start)), following)
        if not any(timed[start.at : end]):
            end = following
        regions.append(Region(start.node, week, nodes[start.at + 1 : end]))
        outside += nodes[end:following]
    preamble = nodes[: starts[0].at]
    if preamble and folded(preamble[0].times.text) == folded(title):
        preamble = preamble[1:]
    return Outline(title, preamble, regions, outside)


def _ends(node: Node, start: _Heading) -> bool:
    """Return whether a node after the beginning of a session is a heading that ends it."""
    if node.kind is not Kind.HEADING or node.level > start.node.level:
        return False
    return node.level < start.node.level or bool(words.CLOSING.match(node.words))


def _end_of_agenda(nodes: list[Node], headings: list[_Heading], timed: list[bool]) -> int:
    """Return the place behind the section in which the last time is told."""
    told = [
        at
        for at, node in enumerate(nodes)
        if timed[at] or (node.kind is Kind.HEADING and node.times.length)
    ]
    if not told:
        return len(nodes)
    blocks = {h.node.level for h in headings if h.node.times.most}
    titles = {folded(one.times.text) for at in told for one in (nodes[at], *nodes[at].all())}
    for heading in headings:
        goes_on = heading.node.level in blocks or folded(heading.node.text) in titles
        if heading.at > told[-1] and (words.ASIDE.match(heading.node.words) or not goes_on):
            return heading.at
    return len(nodes)


def _without_contents(nodes: list[Node], findings: Findings) -> list[Node]:
    """Return the nodes without contents lists.

    Links to places of the page are a contents list only where one is announced or before all else;
    further down they lead to what belongs to a block.
    """
    first = next((at for at, node in enumerate(nodes) if _tells_time(node)), len(nodes))
    kept: list[Node] = []
    passed = 0
    for leads_on, group in groupby(nodes, _leads_on):
        run = list(group)
        announced = bool(kept) and bool(words.CONTENTS.match(kept[-1].words))
        alone = len(run) == 1 and run[0].kind is Kind.TEXT
        if not leads_on or not (announced or alone or passed < first):
            kept += run
        else:
            for node in [*([kept.pop()] if announced else []), *run]:
                for one in (node, *node.all()):
                    findings.leave_out(one.line, one.text, "a contents list")
        passed += len(run)
    return kept


def _leads_on(node: Node) -> bool:
    """Return whether a node, with all under it, is nothing but links to places of the page."""
    if "](#" not in node.text or not all(map(_leads_on, node.children)):
        return False
    rest = re.sub(r"\[[^][]{0,200}\]\(#[^()]{0,200}\)", "", node.text)
    return not re.search(r"\w", rest) or bool(words.CONTENTS.match(rest.strip(" |·:")))
