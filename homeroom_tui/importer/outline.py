"""Find the sessions of a page: the headings that begin one, and where it ends."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import seconds_between
from homeroom_tui.agenda.durations_in_words import small
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import NUMBER, folded
from homeroom_tui.importer.lengths import line_of_length, take_weak
from homeroom_tui.importer.lines import Front, read_lines
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.rows import read_tables
from homeroom_tui.importer.times import Times, clock_range, is_time_alone, read_times
from homeroom_tui.importer.tree import (
    BOLD_LEVEL,
    ITEMS,
    Kind,
    Node,
    is_agenda,
    names_meeting,
    nest,
    new_node,
    read_nodes,
    under_labels,
)

_HEAD_OF_MAIL = 12


class Region(Struct):
    """One session of the page: its heading, its week if the page numbers it, and its nodes.

    `usual` is the line above all sessions that tells when people meet: `Mondays, 7–9 pm`.
    """

    heading: Node
    week: int | None
    nodes: list[Node]
    usual: Node | None = None


class Outline(Struct):
    """The page in parts: its title, what comes before the sessions, these, and what is neither."""

    title: str
    preamble: list[Node]
    regions: list[Region]
    outside: list[Node]


def read_body(
    raw: list[str], first: int, findings: Findings, open_code: bool = False
) -> list[Node]:
    """Return the nodes of a page from its line `raw[first]` on, with their times."""
    nodes = under_labels(read_nodes(read_lines(raw, first, findings, open_code), findings))
    _end_mail(nodes)
    take_weak(nodes)
    nodes = _raise_meetings(nodes)
    read_tables(one for node in nodes for one in (node, *node.all()))
    return nodes


def _end_mail(nodes: list[Node]) -> None:
    """Take the lines below the farewell of a mail for what they are: they tell no times."""
    told = timed = False
    for node in nodes:
        timed = timed or node.stated or bool(node.timed())
        ends = timed and node.apart and words.FAREWELL.match(node.text)
        told = node.kind is Kind.TEXT and (told or bool(ends))
        if told:
            node.times = Times(node.text)


def _raise_meetings(nodes: list[Node]) -> list[Node]:
    """Make headings of `Review, 10:00 to 10:45` and `Week 2 (1 h)`, if each has an agenda.

    If such a line goes on with the one above it, that is the heading.
    """
    meetings = {
        node if node.apart else above
        for above, node in pairwise([nodes[0], *nodes] if nodes else [])
        if node.kind is Kind.TEXT and (node.apart or above.kind is Kind.TEXT) and _timed(node) > 1
        if label_of(node.text) or (node.times.clock if node.apart else clock_range(node.text))
    }
    if len(meetings) < 2:
        return nodes
    for node in meetings:
        node.kind, node.level = Kind.HEADING, BOLD_LEVEL
    return [one for node in nodes for one in (node, *(node.children if node in meetings else ()))]


def find_sessions(nodes: list[Node], front: Front, name: str) -> Outline:
    """Return the outline of a page; `name` is what to call it when it has no title of its own.

    There are no regions if nothing on the page tells a time or says that it is an agenda.
    """
    title = _title(nodes)
    if front.title and not (title and folded(title.times.text) == folded(front.title)):
        title = new_node(Kind.HEADING, 0, front.title)
    root = nest(new_node(Kind.HEADING, 0, ""), nodes)  # so that each heading knows what is under it
    headings = [node for node in nodes if node.kind is Kind.HEADING]
    told = any(one.times.duration or one.times.clock or is_agenda(one) for one in root.all())
    if not told and not _are_numbered(headings):
        return Outline(name, nodes, [], [])
    starts = _numbered(headings) or _unnumbered(headings)
    if not starts:  # the whole page is one
        first = title or nodes[0]
        if first.kind is not Kind.HEADING and first is not title:
            first = new_node(Kind.HEADING, first.line, name)
        if front.length and not first.times.most:
            first.times = replace(first.times, duration=front.length, apart=True)
        nodes = [first, *(one for node in nodes for one in _without(node, first))]
        title, starts = first, [first]
    return _cut(nodes, starts, title, name)


def _title(nodes: list[Node]) -> Node | None:
    """Return the subject of a mail, or the heading or line above all others."""
    for node in nodes[:_HEAD_OF_MAIL]:
        if subject := words.SUBJECT.match(node.text):
            node.text = words.REPLY.sub("", node.text[subject.end() :].strip("* "))
            node.times = read_times(node.text)
            return node
        if node.kind is Kind.HEADING:
            break
    if nodes and words.AGENDA.fullmatch(nodes[0].words):
        under = nodes[1] if nodes[1:] and nodes[1].level == BOLD_LEVEL else None
        if under or " " not in nodes[0].words:
            nodes = nodes[1:]  # `# Agenda`, and under it whose
    headings = [node for node in nodes if node.kind is Kind.HEADING]
    if all(node.level == BOLD_LEVEL for node in headings) and any(map(_is_title, nodes[:1])):
        return nodes[0]
    above = all(headings[0].level < other.level for other in headings[1:])
    return headings[0] if headings and above else None


def _without(node: Node, title: Node | None) -> list[Node]:
    """Return a node, or only what is under it if it is the title and no heading."""
    if node is not title:
        return [node]
    return node.children if node.kind is Kind.TEXT else []


def _is_title(node: Node) -> bool:
    """Return whether the first line of a page without headings is its title."""
    label = words.ABOUT_THE_MEETING.match(node.text) or words.GREETING.match(node.text)
    plain = node.kind is Kind.TEXT and not node.stated and not label
    return plain and not re.search(r"[.,:;!?]\W*$", node.text)


def _are_numbered(headings: list[Node]) -> bool:
    """Return whether all headings of the lowest level are numbered, as the items of an agenda."""
    lowest = max((heading.level for heading in headings), default=0)
    among = [heading for heading in headings if heading.level == lowest]
    return len(among) > 2 and all(NUMBER.match(heading.text) for heading in among)


def _timed(node: Node, deep: bool = True) -> int:
    """Return how many lines have a time of their own: a line, or those under a heading or label.

    Those under the sub-headings of a heading count only if `deep`.
    """
    total = words.LABEL_OF_TOTAL.match(node.text)
    if node.kind in (*ITEMS, Kind.ROW):
        return not total and (node.stated or bool(node.timed()))
    inner = (
        _timed(one) or (one.kind is Kind.HEADING and one.stated)
        for one in node.children
        if deep or one.kind is not Kind.HEADING
    )
    return (node.kind is Kind.TEXT and node.stated and not total) + sum(inner)


@lru_cache
def label_of(text: str) -> int | None:
    """Return how a heading numbers its session; a week counts for more than what is beside it."""
    found: list[tuple[bool, int]] = []
    for match in words.SESSION_LABEL.finditer(read_times(text).text[:200]):
        numbers = match.group("number", "before", "nth", "weeks", "last")
        kind = small(next(filter(None, match.group("kind", "after", "counter")), ""))
        if number := words.count(next(filter(None, numbers))):
            found.append((kind not in words.WEEKS, number))
    return min(found, key=itemgetter(0))[1] if found else None


def _numbered(headings: list[Node]) -> list[Node]:
    """Return the headings that begin a session because they number or date it."""
    dated = [heading for heading in headings if _is_dated(heading)]
    days = Counter(heading.level for heading in dated)
    labeled = [h for h in headings if label_of(h.text) or (h in dated and days[h.level] > 1)]
    full = {heading for heading in labeled if _timed(heading)}
    starts = [heading for heading in labeled if full.isdisjoint(heading.all())]
    among = {h.level for h in starts} & {h.level for h in headings if h not in labeled}
    return [] if among and full.isdisjoint(starts) else starts


def _is_dated(heading: Node) -> bool:
    """Return whether a heading, or the line right under it, tells when the meeting is."""
    first = [node for node in heading.children[:1] if node.kind is Kind.TEXT]
    named = words.MEETING.search(heading.words) and any(node.times.most for node in first)
    agenda = words.DAY_ANYWHERE.search(heading.words) and _timed(heading, deep=False) > 1
    return bool(named or agenda) or any(map(names_meeting, [heading, *first]))


def _unnumbered(headings: list[Node]) -> list[Node]:
    """Return the headings that begin a session because an agenda of its own stands under each.

    It is its own if each tells how long it takes, or if the clock begins anew.
    """
    agendas = [h for h in headings if _timed(h, deep=False) > 1 and not words.ASIDE.match(h.words)]
    blocks = any(h.times.most for h in headings if _timed(h, deep=False) < 2)
    own = all(h.times.most or line_of_length(h) for h in agendas) or _begin_anew(agendas)
    return agendas if len(agendas) > 1 and own and not blocks else []


def _begin_anew(headings: list[Node]) -> bool:
    """Return whether the first clock time under some headings is never after those before."""
    clocks = [[one.times.clock for one in h.timed() if one.times.clock][:1] for h in headings]
    pairs = list(pairwise(clocks))
    return all(one and other and seconds_between(one[0], other[0]) is None for one, other in pairs)


def _cut(nodes: list[Node], starts: list[Node], title: Node | None, name: str) -> Outline:
    """Cut a page at the headings that begin its sessions."""
    regions: list[Region] = []
    outside: list[Node] = []
    begin = set(starts)
    cuts = [at for at, node in enumerate(nodes) if node in begin]
    preamble = nodes[: cuts[0]]
    usual = next((node for node in preamble if words.WHEN_IN_WORDS.search(node.words)), None)
    for at, following in pairwise([*cuts, len(nodes)]):
        start = nodes[at]
        inside = nodes[at + 1 : following]
        told = any(node.kind is not Kind.TEXT or node.stated or node.children for node in inside)
        if not told and not label_of(start.text):
            outside += nodes[at:following]  # a day on which nobody meets
            continue
        end = at + 1 + _end_of_agenda(inside)
        week = label_of(start.text) or len(regions) + 1
        regions.append(Region(start, week, nodes[at + 1 : end], usual))
        outside += nodes[end:following]
    names = (n for n in preamble if n.kind is Kind.HEADING and not words.GUIDELINES.match(n.words))
    above = next(names, starts[0])
    first = above in preamble[:1] and above.level == 1
    if not title and (first or above.level < starts[0].level or len(starts) == 1):
        title = above
    text = title.times.text if title else ""
    label = words.SESSION_LABEL.fullmatch(text)
    preamble = [one for node in preamble for one in _without(node, title)]
    return Outline(name if label else text or name, preamble, regions, outside)


def _end_of_agenda(nodes: list[Node]) -> int:
    """Return the place behind the section in which the last time is told."""
    told = [
        at
        for at, node in enumerate(nodes, 1)
        if (node.stated if node.kind is Kind.HEADING else _timed(node))
    ]
    blocks = {
        node.level
        for node in nodes
        if node.kind is Kind.HEADING
        if node.stated or any(is_time_alone(one.text) for one in node.children[:1])
    }
    titles = {
        folded(one.times.text) for at in told for one in (nodes[at - 1], *nodes[at - 1].all())
    }
    for at in range(told[-1] if told else len(nodes), len(nodes)):
        node = nodes[at]
        goes_on = node.level in blocks or folded(node.text) in titles
        if node.kind is Kind.HEADING and (words.ASIDE.match(node.words) or not goes_on):
            return at
    return len(nodes)
