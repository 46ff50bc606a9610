"""Find how long a session and its blocks take, from all that the page says of it."""

from __future__ import annotations

from itertools import groupby, pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import seconds_between
from homeroom_tui.agenda.durations import write
from homeroom_tui.agenda.model import MINUTE, REST, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.times import (
    Times,
    clock_range,
    from_zero,
    is_time_alone,
    sum_of,
)
from homeroom_tui.importer.tree import ITEMS, Kind, Node, names_meeting

UNDER_IT = "from the line under it"


class Draft(Struct, eq=False):
    """A block to be: its node, its times, what it stands under, and what it holds."""

    node: Node
    times: Times
    container: Node
    nodes: list[Node] = field(default_factory=list)


class Length(Struct, frozen=True):
    """The duration of a draft, what of it was guessed, and the node that it was taken from."""

    duration: TimeRange
    guess: str
    node: Node


def read_lengths(root: Node, usual: Node | None) -> list[Node]:
    """Return what may tell the session's length, and give nodes what lines of their own tell.

    `usual` is a line that tells when people meet, unless the session says otherwise.
    """
    announced = [root]
    nodes = [root, *root.all()]
    for node in nodes:
        alone = [is_time_alone(child.text) for child in node.children].count(True) == 1
        alone = alone and is_time_alone(node.children[0].text)
        part = words.AGENDA.fullmatch(node.words) or (not alone and words.ASIDE.match(node.words))
        whole = node is root or (node.kind is Kind.HEADING and bool(part))
        line = node.children[0] if alone and not whole else line_of_length(node)
        if line is None:
            continue
        if whole:
            announced.append(replace(line))
        else:
            own = Times(node.times.text, line.times.duration, True, clock=line.times.clock)
            node.times = replace(own, share=node.times.share)
            node.said_by = line
        label = words.LABEL_OF_TOTAL.match(line.text)
        if line.times.clock or len(line.times.text) > (label.end() if label else 0) + 2:
            line.times = Times(line.text)  # it says more than the time that was taken from it
        else:
            _lift(node, line)
    for node in nodes:
        _take_sum(node, announced)
    _take_adopted(root, announced)
    for node in nodes[1:]:
        when = words.WHEN.match(node.text.replace(" | ", ": ", 1))
        if when and (clock := clock_range(node.text)):
            _announce(node, Times(node.text, clock=clock), announced)
    if not root.times.most and (clock := clock_range(root.text)):
        _announce(root, Times(root.times.text, clock=clock), announced)
    _take_head(root, announced)
    if usual and not any(one.times.most for one in announced):
        _announce(replace(usual), _whole_in(usual), announced)
    return announced


def _announce(node: Node, times: Times, announced: list[Node]) -> None:
    """Take what a line tells for the length of the whole, if that is not known; it is no block."""
    if times.most and not any(one.times.most for one in announced):
        announced.append(replace(node, times=times))
    if node.details is None:
        node.times = Times(node.text)


def _whole_in(node: Node) -> Times:
    """Return from when to when a line says that people meet, or how long."""
    clock = clock_range(node.text)
    return Times(node.text, clock=clock) if clock else node.times


def _take_head(container: Node, announced: list[Node]) -> None:
    """Take the lines above the agenda for what they are: about the meeting as a whole."""
    timed = container.timed()
    for node in container.children:
        inner, meets = node.timed(), node.kind is Kind.TEXT and names_meeting(node)
        if inner and (meets or timed == [node]):
            _announce(node, _whole_in(node), announced)
            return  # all blocks are under it
        if inner or (node.stated and not meets and not _is_head(node, timed, container)):
            return
        if (node.stated or meets) and not words.NOT_IN_THE_MEETING.match(node.words):
            _announce(node, _whole_in(node), announced)


def _is_head(node: Node, timed: list[Node], container: Node) -> bool:
    """Return whether a line with a time, above all others that have one, tells of the whole."""
    if node.kind is not Kind.TEXT:
        return False
    if words.ABOUT_THE_MEETING.match(node.text):
        return True
    others = [one for one in timed if one is not node and one.stated]
    if not node.children and all(one.kind is not Kind.TEXT for one in others):
        return bool(others or container.of(Kind.NUMBERED))
    times = _whole_in(node)
    begin, end = (times.clock.begins, times.clock.until) if times.clock else (0, None)
    clocks = [one.times.clock.begins for one in others if one.times.clock]
    if end and clocks and all(begin <= clock < end for clock in clocks):
        return True
    whole = sum(one.times.most for one in others)
    alike = bool(others and others[0].times.clock) == bool(times.clock)
    return not alike and 0 < 3 * whole <= 4 * times.most <= 6 * whole


def line_of_length(node: Node) -> Node | None:
    """Return the line right under a node that tells its length behind a label for it."""
    labeled = (
        child
        for child in node.of(Kind.TEXT, *ITEMS)
        if child.times.length is not None and words.LABEL_OF_TOTAL.match(child.text)
    )
    return next(labeled, None)


def _lift(container: Node, node: Node) -> None:
    """Put what is under a node in its place."""
    at = container.children.index(node)
    container.children[at : at + 1] = node.children


def _take_sum(container: Node, announced: list[Node]) -> None:
    """Take a line such as `Total: 50 min` beside others for the length of the whole."""
    timed = [node for node in container.children if node.times.length and node.kind is not Kind.ROW]
    if len(timed) < 3:
        return
    first, second, third, *more = timed
    others = sum_of(node.times.length for node in timed[1:] if node.times.length)
    agenda = first.kind is Kind.HEADING and words.AGENDA.fullmatch(first.times.text)
    leads_on = agenda or first.text.endswith(":")
    above = leads_on or (more[1:] and second.apart and not third.apart)
    total = next((node for node in timed if words.SUM.match(node.times.text)), None)
    if total is not None:
        _lift(container, total)
    elif above and not first.children and others.min <= first.times.most <= (others.max or 0):
        total = first
    if total is not None:
        announced.append(replace(total))
        total.times = Times(total.text)


def _take_adopted(root: Node, announced: list[Node]) -> None:
    """Take what one heading says on a line of its own for the whole, if all others fit in it."""
    timed = root.timed()
    adopted = [node for node in timed if node.said_by is not None]
    if len(adopted) == 1:
        node = adopted[0]
        if 4 * sum(one.times.most for one in timed) <= 9 * node.times.most:
            announced.append(replace(node))
            node.times, node.children, node.said_by = Times(node.text), node.inside, None


def take_weak(nodes: list[Node]) -> None:
    """Give lines in a row the times that numbers can only mean: `25 - Bowline`, `7.15 Tea`."""
    for lines, group in groupby(nodes, lambda node: node.kind in (Kind.TEXT, *ITEMS)):
        section = list(group)
        for kind in (Kind.TEXT, *ITEMS) if lines else ():
            run = [node for node in section if node.kind is kind]
            told = [node for node in run if node.stated or node.times.weak]
            for node, times in zip(told, from_zero([n.times for n in told]), strict=True):
                node.times = times
            head = words.ABOUT_THE_MEETING
            weak = [(n, n.times.weak) for n in run if n.times.weak and not head.match(n.text)]
            clocks = [(node, times) for node, times in weak if times.clock]
            minutes = [(node, times) for node, times in weak if not times.clock]
            read = clocks if _ascend(clocks, run) else minutes if _are_minutes(minutes, run) else []
            for node, times in read:
                node.times = times
        for node in section:
            take_weak(node.children)


def _ascend(found: list[tuple[Node, Times]], run: list[Node]) -> bool:
    """Return whether numbers are clock times, because they ascend from line to line."""
    clocks = [times.clock for _, times in found if times.clock]
    pairs = [pair for pair in pairwise(clocks) if pair[0].begins != pair[1].begins]
    if not pairs or None in [seconds_between(*pair) for pair in pairs]:
        return False
    lines = run[run.index(found[0][0]) : run.index(found[-1][0]) + 1]
    return len(found) >= len(lines) // 2


def _are_minutes(found: list[tuple[Node, Times]], run: list[Node]) -> bool:
    """Return whether numbers are minutes: most lines have one, and most of them are round."""
    told = len(found) + sum(node.stated for node in run)
    fives = sum(times.most % (5 * MINUTE) == 0 for _, times in found)
    many = told * 5 >= len(run) * 4 or run[0].kind is Kind.TEXT
    return told > 1 and many and fives * 2 >= len(found)


def lengths_of(drafts: list[Draft]) -> list[Length]:
    """Return how long each block takes: as it says, until the next begins, or what is in it."""
    found = [_length(draft, _following(drafts[at : at + 3])) for at, draft in enumerate(drafts)]
    ranges = [length.duration for length in found]
    chained = all(one.max == other.min for one, other in pairwise(ranges))
    if len(ranges) > 1 and ranges[0].min == 0 and chained and not any(r.fixed for r in ranges):
        # `0-10 min`, `10-25 min`, `25-30 min` are from when to when in the session
        spans = [TimeRange(one, one) for one in ((r.max or 0) - r.min for r in ranges)]
        found = [
            Length(span, f"{write(span)}, from minute to minute", one.node)
            for one, span in zip(found, spans, strict=True)
        ]
    return found


def _following(drafts: list[Draft]) -> Draft | None:
    """Return the draft after the first of some, or the one behind a title that says no more."""
    _, *others = drafts
    bare = others and not others[0].nodes
    if len(others) > 1 and bare and not (others[0].times.stated or others[0].times.duration):
        return others[1]
    return others[0] if others else None


def _length(draft: Draft, following: Draft | None) -> Length:
    times, node = draft.times, draft.node
    own = times.duration or times.length
    if own is not None:
        why = UNDER_IT if node.said_by else times.guess if times.duration else ""
        return Length(own, f"{write(own)}, {why}" if why else "", node.said_by or node)
    if times.clock is not None and following is not None and following.times.clock is not None:
        seconds = seconds_between(times.clock, following.times.clock)
        if seconds is not None:
            length = TimeRange(seconds, seconds)
            return Length(length, f"{write(length)}, until the next begins", node)
    inner = _inner(draft.nodes) if times.clock is None else None
    if inner is not None:
        return Length(inner, f"{write(inner)}, the sum of the times within it", node)
    return Length(REST, "rest, because the page gives no time", node)


def _inner(nodes: list[Node]) -> TimeRange | None:
    """Return the sum of the times of the outermost nodes that have one."""
    own = (node.times.duration if node.times.most else _inner(node.children) for node in nodes)
    whole = sum_of(filter(None, own))
    return whole if whole.max else None


def span(drafts: list[Draft]) -> int | None:
    """Return the seconds from the first to the last clock time, if the page tells all of them."""
    clocks = [draft.times.clock for draft in drafts if draft.times.clock is not None]
    length = drafts[-1].times.length if len(clocks) == len(drafts) > 1 else None
    gaps = [seconds_between(*pair) for pair in pairwise(clocks)]
    return sum(filter(None, gaps)) + (length.max or 0) if length and None not in gaps else None
