"""Read a session in several ways, and choose the one that explains the page best.

Each candidate takes other nodes for blocks: all that bear a time, or only list items, headings,
lines, or the rows of a table. The score says how well the lengths of the blocks sum to the length
that the page announces, how many of the titles with a time are among them, and whether each is told
once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import dropwhile, takewhile, zip_longest

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import Clock, seconds_between
from homeroom_tui.agenda.model import MINUTE, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import NUMBER, folded, without_marks
from homeroom_tui.importer.lengths import Draft, lengths_of, span
from homeroom_tui.importer.report import Score
from homeroom_tui.importer.times import Times, clock_range, clocks_in, plain_text, sum_of
from homeroom_tui.importer.tree import ITEMS, Kind, Node, is_agenda, is_label

_MAX_TABLES = 8
_SHORTEST = 20 * MINUTE
"""Seconds. A line that tells of less tells nothing of a whole session."""


Filter = Callable[[Node], bool]


def best_reading(root: Node, announced: list[Node]) -> tuple[Reading, tuple[Score, ...]]:
    """Return the reading of a session with the highest score, and the scores of all."""
    timed = [node for node in root.all() if node.stated]
    every = root.timed()
    readings: dict[tuple[int, ...], Reading] = {}
    for name, keep in _candidates(timed):
        reading = _read(Reading(name, every, keep), root, announced)
        readings.setdefault(tuple(id(draft.node) for draft in reading.drafts), reading)
    found = [reading for reading in readings.values() if reading.drafts] or [
        _read(Reading("numbered items, headings and labels", every, None), root, announced)
    ]
    if not found[0].drafts:
        return found[0], ()
    scores = [_score(timed, reading) for reading in found]
    best = max(range(len(scores)), key=lambda at: (round(scores[at].total, 3), -at))
    scores[best] = replace(scores[best], chosen=True)
    if (total := found[best].total) and 2 * total.times.most < scores[best].least:
        found[best].total = None  # it tells of something else
    return found[best], tuple(scores)


def _candidates(timed: list[Node]) -> Iterable[tuple[str, Filter]]:
    """Yield the names of the readings that a session may have, and what is a block in each."""
    yield "all that bears a time", lambda node: True
    yield "list items", lambda node: node.kind in ITEMS
    yield "headings", lambda node: node.kind is Kind.HEADING
    yield "lines", lambda node: node.kind is Kind.TEXT
    tables = {id(node.columns): None for node in timed if node.kind is Kind.ROW}
    for at, table in enumerate(list(tables)[:_MAX_TABLES], 1):
        yield f"table {at}", lambda node, table=table: id(node.columns) == table  # type: ignore[misc]


class Reading(Struct):
    """The blocks of a session as one reading has them, in which only what `keep` says is a block.

    Without `keep` the page tells no times, and the items or headings of its agenda are the blocks.
    `every` are the outermost nodes with a time. `intro` is what comes before or surrounds the
    blocks, `left_out` what is in neither, with its line and why. `total` tells the length of the
    whole.
    """

    name: str
    every: list[Node]
    keep: Filter | None
    drafts: list[Draft] = field(default_factory=list)
    intro: list[Node] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    total: Node | None = None
    titles: dict[str, Draft] = field(default_factory=dict)

    def around(self) -> list[Node]:
        """Return the lines that are in no block."""
        return [one for node in self.intro for one in (node, *node.all())]

    def collect(self, container: Node) -> None:
        """Go through what stands directly under the session or one of its headings."""
        blocks = set(self._blocks(container))
        for node, below in zip_longest(container.children, container.children[1:]):
            heading = node.kind is Kind.HEADING
            twin = self.titles.get(folded(node.times.text))
            if _is_aside(node, self.every):
                self.intro.append(node)
            elif node.details is not None and words.SUM.match(without_marks(node.times.text)):
                self.total = self.total or node
                self.leave_out(node, "the sum of the table")
            elif twin and twin.node.kind is not node.kind and (heading or node.stated):
                twin.nodes += [*node.inside, *(node.details or [])]
                why = "it is a block's title again"
                self.left_out.append((node.line, node.times.text, why))
            elif self._is_group(node) or (heading and self.keep is None and node not in blocks):
                self._group(node)
            elif node in blocks:
                self._begin(node)
            else:
                leads_on = below in blocks and node.apart and not below.apart and is_label(node)
                apart = heading or leads_on or words.ABOUT_THE_MEETING.match(node.text)
                place = self.drafts[-1].nodes if self.drafts and not apart else self.intro
                place.append(node)

    def _blocks(self, container: Node) -> Iterable[Node]:
        """Return what is a block, of what stands directly under the session or a heading."""
        headings = [one for one in container.of(Kind.HEADING) if not _is_aside(one, self.every)]
        keep = self.keep
        if keep is None:
            if is_agenda(container):
                return container.of(*ITEMS)
            if any(map(is_agenda, headings)):
                return ()
            labels = [one for one in container.of(Kind.TEXT) if one.children or one.times.duration]
            return container.of(Kind.NUMBERED) or (headings if len(headings) > 1 else labels)
        kinds = {n.kind for n in container.of(*ITEMS) if keep(n) and (n.stated or n.timed())}
        among = list(dropwhile(lambda node: not node.stated, headings))
        levels = {node.level for node in among}
        bare = (node for node in headings if node.level in levels and _is_bare(node, among[0]))
        steps = [node for node in container.of(Kind.TEXT) if words.SEQUENCE.match(node.words)]
        untimed = {*among, *bare, *(steps if len(steps) > 1 else ())}
        return (
            node
            for node in container.children
            if node.kind in kinds or ((node.stated or node in untimed) and keep(node))
        )

    def _is_group(self, node: Node) -> bool:
        """Return whether a node only holds the blocks together, and tells at most their sum."""
        inner = [one for one in node.timed() if self.keep and self.keep(one)]
        if not inner or _is_outgrown(node) or node.kind in ITEMS:
            return False
        return node.times.duration is None or len(inner) > 1

    def _group(self, node: Node) -> None:
        """Go into a heading or label that is no block, because the blocks are under it."""
        if _announces(node):
            self.leave_out(node, "it only announces the blocks")
        else:
            self.intro.append(replace(node, children=[]))
        self.collect(node)

    def _begin(self, node: Node) -> None:
        """Make a node a block, without what it has under it if that takes longer."""
        inner = node.children
        if _is_outgrown(node):
            inner = list(takewhile(lambda child: not child.stated, inner))
        draft = Draft(node, node.times, [*inner, *(node.details or [])])
        self.drafts.append(draft)
        self.titles.setdefault(folded(node.times.text), draft)
        if later := node.children[len(inner) :]:
            self.collect(replace(node, children=later))

    def leave_out(self, node: Node, why: str) -> None:
        """Record that the words of a node are in no block."""
        self.left_out.append((node.line, node.text, why))


def _is_aside(node: Node, every: list[Node]) -> bool:
    """Return whether a heading or label begins what surrounds the meeting: goals, homework.

    With times under it, it does so behind all others of `every`, if those are not fewer.
    """
    if node.kind is not Kind.HEADING and not (node.kind is Kind.TEXT and node.children):
        return False
    if words.NOT_IN_THE_MEETING.match(node.words):
        return True
    if node.times.length is not None or not words.ASIDE.match(node.words):
        return False
    timed = node.timed()
    return not timed or (every[-1] is timed[-1] and len(timed) * 2 <= len(every))


def _announces(node: Node) -> bool:
    """Return whether a heading or label only says that the blocks follow."""
    return bool(words.AGENDA.fullmatch(re.sub(r"\([^()]*\)", "", node.times.text)))


def _is_bare(heading: Node, first: Node) -> bool:
    """Return whether a heading among others with times is a block that tells none."""
    alone = not (heading.inside or _announces(heading))
    return (
        alone
        or bool(heading.times.share)
        or all(NUMBER.match(one.text) for one in (heading, first))
    )


def _is_outgrown(node: Node) -> bool:
    """Return whether what stands under a line takes so long that it is beside it: after a break."""
    inner = sum(one.times.most for one in node.timed())
    return node.kind not in ITEMS and 0 < 3 * node.times.most <= 2 * inner


def _read(reading: Reading, root: Node, announced: list[Node]) -> Reading:
    """Find the blocks of a reading, and what tells how long they take together."""
    reading.collect(root)
    known = [*announced, *filter(None, [reading.total])]
    if reading.drafts:
        _drop_end(reading)
        _move_closing_words(reading)
        known += _totals_around(reading)
    reading.total = next((node for node in known if node.times.most), None)
    clock = reading.total.times.clock if reading.total else None
    if reading.drafts and clock and clock.until:
        ends = replace(clock, begins=clock.until)
        _end_last(reading.drafts, ends, "until the end that the page states")
    return reading


def _drop_end(reading: Reading) -> None:
    """Take away a closing `12:00 End`: it says when the block before it is over, and is none."""
    *others, last = reading.drafts
    clock = last.times.clock
    if others and clock and not last.times.length and words.END.match(last.times.text):
        reading.drafts = others
        others[-1].nodes += last.nodes
        reading.leave_out(last.node, "the end of the session")
        _end_last(others, clock, "until the end")


def _end_last(drafts: list[Draft], ends: Clock, guess: str) -> None:
    """Let the last block last until the session ends, if it does not say how long it takes."""
    times = drafts[-1].times
    if times.clock and not (times.length or times.duration):
        seconds = seconds_between(times.clock, ends)
        length = TimeRange(seconds, seconds) if seconds else None
        drafts[-1].times = replace(times, duration=length, guess=guess)


def _move_closing_words(reading: Reading) -> None:
    """Move paragraphs behind the last block to the intro: they are no part of it."""
    last = reading.drafts[-1]
    for at, node in enumerate(last.nodes):
        apart = node.kind is Kind.TEXT and node.apart and not words.HINT.match(node.words)
        italic = re.fullmatch(r"\*[^*]+[^*?]\*", node.text)
        note = italic or words.ABOUT_THE_MEETING.match(node.text)
        if apart and (note or node.ruled or node not in last.node.children):
            reading.intro += last.nodes[at:]
            del last.nodes[at:]
            return


def _totals_around(reading: Reading) -> Iterable[Node]:
    """Yield lines around the blocks that tell about what they take together, or when they end."""
    first = reading.drafts[0].times.clock
    whole = sum_of(length.duration for length in lengths_of(reading.drafts))
    for node in reading.around():
        clock = clock_range(node.text)
        times = replace(node.times, clock=clock)
        begin = first and clock and first.begins == clock.begins
        close = times.most <= whole.max * 5 / 4 if whole.max else times.most >= _SHORTEST
        if whole.min <= times.most and (begin or close):
            yield replace(node, times=times)
    for node in reading.around() if not span(reading.drafts) else ():
        seen = plain_text(node.text)
        end = words.END_AT.search(seen)
        ends = next(iter(clocks_in(seen[end.end() :])), None) if end else None
        before = clocks_in(seen[: end.start() if end else None])
        first = first or next((clock for clock in before if not clock.weak), None)
        seconds = seconds_between(first, ends) if first and ends else None
        if first and seconds and whole.min <= seconds <= max(3 * whole.min, 60 * MINUTE):
            clock = replace(first, until=first.begins + seconds // MINUTE)
            yield replace(node, times=Times(node.text, clock=clock))


def _score(timed: list[Node], reading: Reading) -> Score:
    """Return how well a reading explains the session."""
    lengths = [length.duration for length in lengths_of(reading.drafts)]
    whole = sum_of(lengths)
    least, most = whole.min, whole.max or 0
    fits = 0.5
    if reading.total:
        stated = reading.total.times.most
        rest = any(length.is_rest for length in lengths)
        nearest = max(least, stated if rest else min(most, stated))
        fits = max(0, 1 - abs(stated - nearest) / stated)
    titles = {folded(node.times.text) for node in timed}
    nodes = (one for draft in reading.drafts for one in (draft.node, *draft.node.all()))
    covered = titles.intersection(folded(one.times.text) for one in nodes)
    covers = len(covered) / len(titles) if titles else 1
    once = len({folded(draft.times.text) for draft in reading.drafts}) / len(reading.drafts)
    return Score(reading.name, len(reading.drafts), least, most, fits, covers, once)
