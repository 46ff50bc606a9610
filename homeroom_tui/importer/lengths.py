"""Find the length that a page gives a session, or a block on a line of its own."""

from __future__ import annotations

from itertools import groupby, pairwise

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import seconds_between
from homeroom_tui.agenda.model import MINUTE, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.times import (
    DurationSource,
    Times,
    clock_range,
    is_time_alone,
    read_times,
)
from homeroom_tui.importer.tree import ITEMS, Kind, Node

_STEP = 5 * MINUTE


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
    if _stand_before(root):
        _adopt_before(root)
    for node in [root, *root.all()]:
        label = words.LABEL_OF_TOTAL.match(node.text) if node.kind is Kind.ROW else None
        if label and (times := read_times(node.text[label.end() :].strip())).length:
            announced.line = announced.line or replace(node, times=times)
        elif node is root or _is_part(node):
            _take_total(node, announced)
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
            node.times = Times(node.text)
    return announced


def _is_part(node: Node) -> bool:
    """Return whether a heading is none of a block: it announces them, or surrounds them."""
    text = node.words.strip(" :：")
    return node.kind is Kind.HEADING and bool(
        words.AGENDA.fullmatch(text) or words.ASIDE.match(text)
    )


def _lines(node: Node) -> list[tuple[Node, int]]:
    """Return the lines right under a node that tell a length, and where their label ends."""
    return [
        (child, label.end())
        for child in node.of(Kind.TEXT, *ITEMS)
        if child.times.length is not None and not child.timed()
        if (label := words.LABEL_OF_TOTAL.match(child.text))
    ]


def _take_total(node: Node, announced: Announced) -> None:
    for child, end in _lines(node):
        if announced.line is None and child.times.most >= 2 * _STEP:
            announced.line = replace(child)
            if len(child.times.text) > end + 2 or child.children or child.times.clock:
                child.times = Times(child.text)
            else:
                node.children.remove(child)


def _adopt(node: Node) -> None:
    """Give a node the length that a line of its own tells, which then is no child."""
    if node.times.duration is not None or node.times.clock is not None or _is_part(node):
        return
    lines = _lines(node)
    first = node.children[0] if node.children and node.kind is Kind.HEADING else None
    if not lines and first and first.kind is not Kind.HEADING and is_time_alone(first.text):
        lines = [(first, len(first.text))]
    for child, end in lines[:1]:
        _give(node, child)
        if len(child.times.text) > end + 2:
            child.times = Times(child.text)
        else:
            at = node.children.index(child)
            node.children[at : at + 1] = child.children


def _give(node: Node, line: Node) -> None:
    times, stated = line.times, DurationSource.STATED
    node.times = replace(node.times, duration=times.duration, source=stated, clock=times.clock)
    node.said_by = replace(line)


def tells_only_length(node: Node) -> bool:
    """Return whether a line says no more than how long something takes."""
    label = words.LABEL_OF_TOTAL.match(node.text)
    rest = len(node.times.text) - label.end() if label else len(node.times.text)
    return node.kind is Kind.TEXT and node.times.length is not None and rest <= 2


def _stand_before(root: Node) -> bool:
    """Return whether each line that tells a length stands before the heading that it belongs to."""
    order = [
        node.kind is Kind.HEADING
        for node in root.all()
        if node.kind is Kind.HEADING or tells_only_length(node)
    ]
    return len(order) > 2 and order == [False, True] * (len(order) // 2)


def _adopt_before(root: Node) -> None:
    lines = [node for node in root.all() if tells_only_length(node)]
    headings = [node for node in root.all() if node.kind is Kind.HEADING]
    for line, heading in zip(lines, headings, strict=True):
        _give(heading, line)
    for node in [root, *headings]:
        node.children = [
            one
            for child in node.children
            for one in (child.children if child in lines else [child])
        ]


def _take_sum(container: Node, announced: Announced) -> None:
    """Take a line that tells the sum of those beside it for the length of the whole."""
    timed = [node for node in container.children if node.times.length and node.kind is not Kind.ROW]
    for node in timed if len(timed) > 2 else ():
        others = [one.times.length for one in timed if one is not node]
        least = sum(length.min for length in others if length)
        most = sum(length.max or 0 for length in others if length)
        alone = node.kind is Kind.HEADING or (
            node.kind is Kind.TEXT and timed[1].apart and not timed[2].apart
        )
        over_others = alone and not node.children and node is timed[0]
        if words.SUM.match(node.times.text):
            container.children.remove(node)
        elif not (over_others and least <= node.times.most <= most):
            continue
        announced.line = announced.line or replace(node)
        node.times = Times(node.text)
        return


def _take_adopted(root: Node, announced: Announced) -> None:
    """Take what one heading says on a line of its own for the whole, if all others fit in it."""
    timed = root.timed()
    adopted = [node for node in timed if node.said_by is not None]
    if len(adopted) == 1 and len(timed) > 2:
        node = adopted[0]
        if 4 * sum(one.times.most for one in timed) <= 9 * node.times.most:
            announced.line = announced.line or replace(node)
            node.times, node.children, node.said_by = Times(node.text), node.inside, None


def take_weak(nodes: list[Node], whole: int | None) -> None:
    """Give lines in a row the times that numbers can only mean: `25 - Bowline`, `7.15 Tea`."""
    for kind, group in groupby(nodes, lambda node: node.kind):
        run = list(group)
        if kind in (Kind.TEXT, *ITEMS) and not _take_clocks(run):
            _take_numbers(run, whole)
        for node in run:
            take_weak(node.children, None)


def _take_clocks(run: list[Node]) -> bool:
    """Take numbers for clock times where they ascend from line to line."""
    found = [(node, weak) for node in run if (weak := node.times.weak) and weak.clock]
    clocks = [weak.clock for _, weak in found if weak.clock]
    needed = 3 if run[0].kind is Kind.TEXT else max(2, len(run) // 2)
    if len(found) < needed or None in [seconds_between(*pair) for pair in pairwise(clocks)]:
        return False
    for node, weak in found:
        node.times = weak
    return True


def _take_numbers(run: list[Node], whole: int | None) -> None:
    """Take numbers for minutes where nearly all lines have one, or where they sum to the whole."""
    found = [(node, weak) for node in run if (weak := node.times.weak) and weak.length]
    stated = sum(node.times.stated for node in run)
    fives = [node for node, weak in found if weak.length and _is_fives(weak.length)]
    enough = (len(found) + stated) * 5 >= len(run) * 4 or run[0].kind is Kind.TEXT
    counted = [weak.most for _, weak in found] == [MINUTE * n for n in range(1, len(found) + 1)]
    fits = not stated and sum(weak.most for _, weak in found) == whole
    likely = enough and not counted and len(fives) * 3 >= len(found) * 2
    if fits or (likely and len(found) + stated > 1):
        for node, weak in found:
            if not stated or node in fives:
                node.times = weak


def _is_fives(length: TimeRange) -> bool:
    return (
        length.min % _STEP == 0 == (length.max or 0) % _STEP and (length.max or 0) <= 180 * MINUTE
    )
