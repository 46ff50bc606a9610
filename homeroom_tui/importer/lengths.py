"""Find how long a session and its blocks take, from all that the page says of it."""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import seconds_between
from homeroom_tui.agenda.durations import write
from homeroom_tui.agenda.model import MINUTE, REST, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.times import Times, clock_range, from_zero, is_time_alone, sum_of
from homeroom_tui.importer.tree import ITEMS, Kind, Node, names_meeting

UNDER_IT = "from the line under it"


class Draft(Struct, eq=False):
    """A block to be: its node, its times, and what it holds."""

    node: Node
    times: Times
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
    lines = {node: line for node in nodes if (line := line_of_length(node))}
    whole = sum(node.times.most for node in root.timed())
    for node, line in lines.items():
        others = whole - line.times.most if len(lines) == 1 else 0
        beside = 0 < 4 * others <= 5 * line.times.most or words.AGENDA.fullmatch(node.words)
        label = words.LABEL_OF_TOTAL.match(line.text)
        if node is root or beside or (label and words.ASIDE.match(node.words)):
            announced.append(replace(line))
        else:
            own, times = node.times, line.times
            node.times = replace(own, duration=times.duration, apart=True, clock=times.clock)
            node.said_by = line
        if line.times.clock or len(line.times.text) > (label.end() if label else 0) + 2:
            line.times = Times(line.text)  # it says more than the time that was taken from it
        else:
            _lift(node, line)
    for node in nodes:
        sums = (one for one in node.children if one.times.length and one.kind is not Kind.ROW)
        for total in [one for one in sums if words.SUM.match(one.times.text)]:
            _lift(node, total)
            announced.append(total)
    for node in nodes:
        tells = words.WHEN.match(node.text) if node is not root else not root.times.most
        if tells and clock_range(node.text):
            _announce(node, announced)
    _take_head(root, announced)
    if usual:
        _announce(replace(usual), announced)
    return announced


def line_of_length(node: Node) -> Node | None:
    """Return the only line under a node that is no more than a length, or one with a label."""
    alone = [child for child in node.children if is_time_alone(child.text)]
    labeled = (
        child
        for child in node.of(Kind.TEXT, *ITEMS)
        if child.times.length is not None and words.LABEL_OF_TOTAL.match(child.text)
    )
    return alone[0] if len(alone) == 1 else next(labeled, None)


def _lift(container: Node, node: Node) -> None:
    """Put what is under a node in its place."""
    at = container.children.index(node)
    container.children[at : at + 1] = node.children


def _announce(node: Node, announced: list[Node]) -> None:
    """Take what a line tells for the length of the whole, if that is not known; it is no block."""
    clock = clock_range(node.text)
    times = Times(node.text, clock=clock) if clock else node.times
    if times.most and not any(one.times.most for one in announced):
        announced.append(replace(node, times=times))
    node.times, node.children, node.said_by = Times(node.text), node.inside, None


def _take_head(container: Node, announced: list[Node]) -> None:
    """Take the lines above the agenda for what they are: about the meeting as a whole."""
    timed = container.timed()
    for node in container.children:
        inner, meets = node.timed(), node.kind is Kind.TEXT and names_meeting(node)
        if inner and (meets or timed == [node]):
            _announce(node, announced)
            return  # all blocks are under it
        if inner or (node.stated and not meets and not _is_head(node, timed, container)):
            return
        if (node.stated or meets) and not words.NOT_IN_THE_MEETING.match(node.words):
            _announce(node, announced)


def _is_head(node: Node, timed: list[Node], container: Node) -> bool:
    """Return whether a line with a time, above all others that have one, tells of the whole.

    The others are of another kind, take as long together, or are within its hours.
    """
    others = [one for one in timed if one is not node and one.stated]
    whole = sum_of(one.times.length for one in others if one.times.length)
    fits = not node.children and whole.min <= node.times.most <= (whole.max or 0) > 0
    if node.kind is Kind.HEADING:
        return fits and bool(words.AGENDA.fullmatch(node.times.text))
    if node.kind is not Kind.TEXT:
        return False
    if words.ABOUT_THE_MEETING.match(node.text) or (fits and len(others) > 3):
        return True
    if all(one.kind is not Kind.TEXT for one in others):
        return bool(others or container.of(Kind.NUMBERED))
    clock = clock_range(node.text)
    if clock is None or not others:
        return False
    begins = [one.times.clock.begins for one in others if one.times.clock]
    return all(clock.begins <= begin < (clock.until or 0) for begin in begins)


def take_weak(nodes: list[Node]) -> None:
    """Give lines in a row the times that numbers can only mean: `25 - Bowline`, `7.15 Tea`."""
    runs: dict[tuple[int, Kind, int], list[Node]] = {}  # lines of a kind between headings
    section = 0
    for node in nodes:
        heads = node.kind in (Kind.HEADING, Kind.ROW)
        section += heads
        runs.setdefault((0 if heads else section, node.kind, node.level), []).append(node)
    for run in runs.values():
        weak = [
            (node, node.times.weak)
            for node in run
            if node.times.weak and not words.ABOUT_THE_MEETING.match(node.text)
        ]
        clocks = [(node, times) for node, times in weak if times.clock]
        minutes = [(node, times) for node, times in weak if not times.clock]
        read = clocks if _ascend(clocks, run) else minutes if _are_minutes(minutes, run) else []
        for node, times in read:
            node.times = times
        told = [node for node in run if node.stated]
        for node, times in zip(told, from_zero([n.times for n in told]), strict=True):
            node.times = times
    for node in nodes:
        take_weak(node.children)


def _ascend(found: list[tuple[Node, Times]], run: list[Node]) -> bool:
    """Return whether numbers are clock times, because they ascend from line to line."""
    clocks = [times.clock for _, times in found if times.clock]
    gaps = [seconds_between(*pair) for pair in pairwise(clocks)]
    if not gaps or None in gaps:
        return False
    return len(found) * 2 >= run.index(found[-1][0]) - run.index(found[0][0])


def _are_minutes(found: list[tuple[Node, Times]], run: list[Node]) -> bool:
    """Return whether numbers are minutes: most lines have one, and most of them are round."""
    told = len(found) + sum(node.stated for node in run)
    fives = sum(times.most % (5 * MINUTE) == 0 for _, times in found)
    many = told * 5 >= len(run) * 4 or run[0].kind is Kind.TEXT
    return told > 1 and many and fives * 2 >= len(found)


def lengths_of(drafts: list[Draft]) -> list[Length]:
    """Return how long each block takes: as it says, until the next begins, or what is in it."""
    found: list[Length] = []
    for at, draft in enumerate(drafts):
        others = drafts[at + 1 : at + 3]  # the next may be a title that says no more
        following = next((one for one in others if one.times.stated or one.nodes), None)
        found.append(_length(draft, following))
    return found


def _length(draft: Draft, following: Draft | None) -> Length:
    times, node = draft.times, draft.node
    own = times.duration or times.length
    if own is not None:
        why = UNDER_IT if node.said_by else times.guess
        return Length(own, f"{write(own)}, {why}" if why else "", node.said_by or node)
    if times.clock is not None and following is not None and following.times.clock is not None:
        seconds = seconds_between(times.clock, following.times.clock)
        if seconds is not None:
            length = TimeRange(seconds, seconds)
            return Length(length, f"{write(length)}, until the next begins", node)
    inner = _inner(draft.nodes)
    if inner is not None:
        return Length(inner, f"{write(inner)}, the sum of the times within it", node)
    return Length(REST, "rest, because the page gives no time", node)


def _inner(nodes: list[Node]) -> TimeRange | None:
    """Return the sum of the times of the outermost nodes that have one."""
    own = (node.times.length if node.times.most else _inner(node.children) for node in nodes)
    whole = sum_of(filter(None, own))
    return whole if whole.max else None


def span(drafts: list[Draft]) -> int | None:
    """Return the seconds from the first to the last clock time, if the page tells all of them."""
    clocks = [draft.times.clock for draft in drafts if draft.times.clock is not None]
    length = drafts[-1].times.length if len(clocks) == len(drafts) > 1 else None
    gaps = [seconds_between(*pair) for pair in pairwise(clocks)]
    return sum(filter(None, gaps)) + (length.max or 0) if length and None not in gaps else None
