"""Find the length that a page gives a session, or a block on a line of its own."""

from __future__ import annotations

from itertools import groupby, pairwise

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import seconds_between
from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.importer import words
from homeroom_tui.importer.times import (
    Times,
    clock_range,
    is_time_alone,
    sum_of,
)
from homeroom_tui.importer.tree import ITEMS, Kind, Node


class Announced(Struct):
    """The place that states the length of a session: its heading, or a line of its own.

    `line` tells the whole, `when` from when to when.
    """

    heading: Node
    line: Node | None = None
    when: Node | None = None

    def by(self, total: Node | None) -> Node | None:
        """Return the node that tells it; `total` holds the blocks together, or is their sum."""
        nodes = (self.heading, self.line, total, self.when)
        return next((node for node in nodes if node is not None and node.times.most), None)


def read_lengths(root: Node) -> Announced:
    """Find what is said of the session's length, and give nodes what lines of their own tell."""
    announced = Announced(root)
    for node in [root, *root.all()]:
        for line in _lines(node)[:1] if node is root or _is_part(node) else ():
            announced.line = announced.line or replace(line)
            _take_out(node, line)
    for node in root.all():
        _adopt(node)
    for node in [root, *root.all()]:
        _take_sum(node, announced)
    _take_adopted(root, announced)
    for node in root.all():
        if words.WHEN.match(node.text.replace(" | ", ": ", 1)) and (
            clock := clock_range(node.text)
        ):
            announced.when = announced.when or replace(node, times=Times(node.text, clock=clock))
            node.times = node.times if node.details is not None else Times(node.text)
    return announced


def _is_part(node: Node) -> bool:
    """Return whether a heading is none of a block: it announces them, or surrounds them."""
    text = node.words.strip(" :：")
    return node.kind is Kind.HEADING and bool(
        words.AGENDA.fullmatch(text) or words.ASIDE.match(text)
    )


def _lines(node: Node) -> list[Node]:
    """Return the lines right under a node that tell a length behind a label for it."""
    return [
        child
        for child in node.of(Kind.TEXT, *ITEMS)
        if child.times.length is not None and words.LABEL_OF_TOTAL.match(child.text)
    ]


def _take_out(node: Node, line: Node) -> None:
    """Take a line out of a node, unless it says more than the time that was taken from it."""
    if line.times.clock or not _only_length(line):
        line.times = Times(line.text)
    else:
        at = node.children.index(line)
        node.children[at : at + 1] = line.children


def _adopt(node: Node) -> None:
    """Give a node the length that a line of its own tells."""
    lines = [] if node.stated else _lines(node)
    if node.children and is_time_alone(node.children[0].text) and not _is_part(node):
        lines = node.children
    for line in lines[:1]:
        own = Times(node.times.text, line.times.duration, True, clock=line.times.clock)
        node.times = replace(own, share=node.times.share)
        node.said_by = replace(line)
        _take_out(node, line)


def _only_length(node: Node) -> bool:
    label = words.LABEL_OF_TOTAL.match(node.text)
    return len(node.times.text) - (label.end() if label else 0) <= 2


def tells_only_length(node: Node) -> bool:
    """Return whether a line says no more than how long something takes."""
    return node.kind is Kind.TEXT and node.times.length is not None and _only_length(node)


def behind_headings(nodes: list[Node]) -> list[Node]:
    """Return nodes with the lines that tell only a length behind the headings they belong to.

    Such a line stands before its heading where each one on the page does.
    """
    pairs = [node for node in nodes if node.kind is Kind.HEADING or tells_only_length(node)]
    order = [node.kind is Kind.HEADING for node in pairs]
    if len(order) < 3 or order != [False, True] * (len(order) // 2):
        return nodes
    belong = dict(zip(map(id, pairs[1::2]), pairs[::2], strict=True))
    return [
        one
        for node in nodes
        if node not in pairs[::2]
        for one in (node, belong.get(id(node)))
        if one is not None
    ]


def _take_sum(container: Node, announced: Announced) -> None:
    """Take a line such as `Total: 50 min` beside others for the length of the whole."""
    timed = [node for node in container.children if node.times.length and node.kind is not Kind.ROW]
    if len(timed) < 3:
        return
    first, second, third, *_ = timed
    others = sum_of(node.times.length for node in timed[1:] if node.times.length)
    above = first.kind is Kind.HEADING or (second.apart and not third.apart)
    total = next((node for node in timed if words.SUM.match(node.times.text)), None)
    if total is not None:
        container.children.remove(total)
    elif above and not first.children and others.min <= first.times.most <= (others.max or 0):
        total = first
    if total is not None:
        announced.line = announced.line or replace(total)
        total.times = Times(total.text)


def _take_adopted(root: Node, announced: Announced) -> None:
    """Take what one heading says on a line of its own for the whole, if all others fit in it."""
    timed = root.timed()
    adopted = [node for node in timed if node.said_by is not None]
    if len(adopted) == 1:
        node = adopted[0]
        if 4 * sum(one.times.most for one in timed) <= 9 * node.times.most:
            announced.line = announced.line or replace(node)
            node.times, node.children, node.said_by = Times(node.text), node.inside, None


def take_weak(nodes: list[Node]) -> None:
    """Give lines in a row the times that numbers can only mean: `25 - Bowline`, `7.15 Tea`."""
    for kind, group in groupby(nodes, lambda node: node.kind):
        run = list(group)
        if kind in (Kind.TEXT, *ITEMS) and not _take_clocks(run):
            _take_numbers(run)
        for node in run:
            take_weak(node.children)


def _take_clocks(run: list[Node]) -> bool:
    """Take numbers for clock times where they ascend from line to line."""
    found = [(node, weak) for node in run if (weak := node.times.weak) and weak.clock]
    clocks = [weak.clock for _, weak in found if weak.clock]
    ascend = None not in [seconds_between(*pair) for pair in pairwise(clocks)]
    if len(found) < max(2, len(run) // 2) or not ascend:
        return False
    for node, weak in found:
        node.times = weak
    return True


def _take_numbers(run: list[Node]) -> None:
    """Take numbers for minutes where most lines have one, and most of them are round."""
    found = [(node, weak) for node in run if (weak := node.times.weak) and weak.most]
    told = len(found) + sum(node.stated for node in run)
    fives = sum(weak.most % (5 * MINUTE) == 0 for _, weak in found)
    many = told * 5 >= len(run) * 4 or run[0].kind is Kind.TEXT
    if told > 1 and many and fives * 3 >= len(found) * 2:
        for node, weak in found:
            node.times = weak
