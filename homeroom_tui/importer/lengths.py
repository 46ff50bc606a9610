"""Find the length that a page gives a session, or gives a heading on a line of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.durations import write, write_seconds
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
    """The length that a session is said to have: by its heading, the page, or a line of its own.

    `heading` is the session's own; `line` tells the whole, `when` from when to when.
    """

    heading: Node
    page: int | None = None
    line: Node | None = None
    when: Node | None = None

    def length(self, total: Node | None) -> int | None:
        """Return the seconds; `total` is a node that holds the blocks together, or their sum."""
        if self.heading.times.most:
            return self.heading.times.most
        if self.page:
            return self.page
        for node in (self.line, total, self.when):
            if node is not None and node.times.most:
                return node.times.most
        return None

    def guess(self, total: Node | None) -> tuple[Node, str] | None:
        """Return the line from which the length was guessed, and the guess; None if it was said."""
        heading = self.heading.times
        if heading.most:
            length, node = heading.length, self.heading.said_by or self.heading
            said = self.heading.said_by is None
        elif self.page:
            return None
        else:
            found = next(
                (n for n in (self.line, total, self.when) if n is not None and n.times.most), None
            )
            if found is None:
                return None
            length, node, said = found.times.length, found.said_by or found, False
        if length is None or length.max is None:
            return None
        seconds = write_seconds(length.max)
        if not length.fixed:
            return node, f"{seconds} in all, the most of {write(length)}"
        if node.times.source is DurationSource.PROSE:
            return node, f"{seconds} in all, from the words of the line"
        return None if said else (node, f"{seconds} in all")


def read_lengths(root: Node, page: int | None) -> Announced:
    """Find what is said of the session's length, and give headings what lines of their own tell."""
    announced = Announced(root, page)
    if _stand_before(root):
        _adopt_before(root)
    for node in [root, *root.all()]:
        if node.kind is Kind.ROW and (label := words.LABEL_OF_TOTAL.match(node.text)):
            times = read_times(node.text[label.end() :].strip())
            if times.length and announced.line is None:
                announced.line = replace(node, times=times)
        elif node is root or _is_part(node):
            _take_total(node, announced)
    for node in root.all():
        if node.kind is not Kind.ROW:
            _adopt(node)
    for node in [root, *root.all()]:
        if node.kind is Kind.HEADING:
            _take_sum(node, announced)
    _take_adopted(root, announced)
    announced.when = _when(root)
    return announced


def _is_part(node: Node) -> bool:
    """Return whether a heading is none of a block: it announces them, or surrounds them."""
    return node.kind is Kind.HEADING and bool(
        words.AGENDA.fullmatch(node.words.strip(" :：")) or words.ASIDE.match(node.words)
    )


def _lines(node: Node) -> Iterator[tuple[Node, int]]:
    """Yield the lines right under a node that tell a length, and where their label ends."""
    for child in node.of(Kind.TEXT, *ITEMS):
        label = words.LABEL_OF_TOTAL.match(child.text) if not child.timed() else None
        if label and child.times.length is not None:
            yield child, label.end()


def _take_total(node: Node, announced: Announced) -> None:
    for child, end in list(_lines(node)):
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
    labeled = {id(child): end for child, end in _lines(node)}
    for child in node.of(Kind.TEXT, *ITEMS):
        alone = (
            child is node.children[0] and node.kind is Kind.HEADING and is_time_alone(child.text)
        )
        end = labeled.get(id(child))
        if end is None and not alone:
            continue
        known = child.times
        node.times = replace(
            node.times, duration=known.duration, source=DurationSource.STATED, clock=known.clock
        )
        node.said_by = replace(child)
        if end is not None and len(known.text) > end + 2:
            child.times = Times(child.text)
        else:
            at = node.children.index(child)
            node.children[at : at + 1] = child.children
        return


def _stand_before(root: Node) -> bool:
    """Return whether each line that tells a length stands before the heading that it belongs to."""
    order = [
        node.kind is Kind.HEADING
        for node in root.all()
        if node.kind is Kind.HEADING or (node.kind is Kind.TEXT and tells_only_length(node))
    ]
    lengths = order.count(False)
    return (
        lengths > 1 and order[0] is False and order[-1] is True and order[::2] == [False] * lengths
    )


def tells_only_length(node: Node) -> bool:
    label = words.LABEL_OF_TOTAL.match(node.text)
    return node.times.length is not None and (
        is_time_alone(node.text) or bool(label and len(node.times.text) <= label.end() + 2)
    )


def _adopt_before(root: Node) -> None:
    lines = [node for node in root.all() if node.kind is Kind.TEXT and tells_only_length(node)]
    headings = [node for node in root.all() if node.kind is Kind.HEADING]
    for line, heading in zip(lines, headings, strict=True):
        heading.times = replace(
            heading.times, duration=line.times.duration, source=DurationSource.STATED
        )
        heading.said_by = line
    for node in [root, *headings]:
        node.children = [child for child in node.children if child not in lines]


def _take_sum(container: Node, announced: Announced) -> None:
    """Take a line that tells the sum of those beside it for the length of the whole."""
    timed = [node for node in container.children if node.times.length and node.kind is not Kind.ROW]
    for node in timed if len(timed) > 2 else ():
        others = [one.times for one in timed if one is not node]
        least = sum(times.length.min for times in others if times.length)
        most = sum(times.most for times in others)
        over_others = node.kind is Kind.HEADING and not node.children and node is timed[0]
        if words.SUM.match(node.times.text) or (over_others and least <= node.times.most <= most):
            announced.line = announced.line or replace(node)
            node.times = Times(node.text)
            return


def _take_adopted(root: Node, announced: Announced) -> None:
    """Take what one heading says on a line of its own for the whole, if all others fit in it."""
    timed = root.timed()
    adopted = [node for node in timed if node.said_by is not None]
    if len(adopted) != 1 or len(timed) < 3:
        return
    node = adopted[0]
    most = sum(one.times.most for one in timed) - node.times.most
    if 4 * most <= 5 * node.times.most:
        announced.line = announced.line or replace(node)
        node.times, node.said_by = Times(node.text), None


def _when(root: Node) -> Node | None:
    """Return the line that tells from when to when the session is."""
    for node in chain(root.all()):
        if words.WHEN.match(node.text) or (node.cells and words.WHEN.match(f"{node.cells[0]}:")):
            clock = clock_range(node.text)
            if clock is not None:
                return replace(node, times=Times(node.text, clock=clock))
    return None


def take_weak(nodes: list[Node], whole: int | None) -> None:
    """Give lines in a row the times that numbers can only mean: `25 - Bowline`, `7.15 Tea`."""
    run: list[Node] = []
    for node in [*nodes, None]:
        group = node is not None and (Kind.TEXT if node.kind is Kind.TEXT else node.kind in ITEMS)
        same = run and node is not None and (run[0].kind is node.kind)
        if run and not same:
            _take_run(run, whole)
            run = []
        if node is not None and group:
            run.append(node)
        if node is not None:
            take_weak(node.children, None)


def _take_run(run: list[Node], whole: int | None) -> None:
    weak = [(node, node.times.weak) for node in run if node.times.weak is not None]
    clocks = [(node, times) for node, times in weak if times.clock is not None]
    begins = [times.clock.begins for _, times in clocks if times.clock is not None]
    ascending = all(one < other for one, other in pairwise(begins))
    needed = 3 if run[0].kind is Kind.TEXT else max(2, len(run) // 2)
    if len(clocks) >= needed and ascending:
        for node, times in clocks:
            node.times = times
        return
    bare = [(node, times) for node, times in weak if times.clock is None]
    stated = sum(node.times.stated for node in run)
    lengths = [times.length for _, times in bare if times.length is not None]
    most = sum(length.max or 0 for length in lengths)
    fives = sum(_is_fives(length) for length in lengths)
    enough = (len(bare) + stated) * 5 >= len(run) * 4 or run[0].kind is Kind.TEXT
    counted = [length.max for length in lengths] == [MINUTE * n for n in range(1, len(bare) + 1)]
    fits = bool(whole) and not stated and most == whole
    if fits or (enough and not counted and fives * 3 >= len(bare) * 2 and len(bare) + stated > 1):
        for node, times in bare:
            if fits or not stated or (times.length and _is_fives(times.length)):
                node.times = times


def _is_fives(length: TimeRange) -> bool:
    return (
        length.min % _STEP == 0 == (length.max or 0) % _STEP and (length.max or 0) <= 180 * MINUTE
    )
