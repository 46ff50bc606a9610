"""Read a session in several ways, and choose the one that explains the page best.

Each candidate takes other nodes for blocks: all that bear a time, or only list items, headings,
lines, lines with a clock time, the rows of a table, one part of the page. The score says how well
the lengths of the blocks sum to the length that the page announces, how many of the lines with a
time they cover, whether nothing is told twice, and whether the titles are titles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import seconds_between
from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.importer import words
from homeroom_tui.importer.drafts import Draft, from_row, lengths_of
from homeroom_tui.importer.inline_text import folded, without_marks
from homeroom_tui.importer.lengths import Announced
from homeroom_tui.importer.report import Score
from homeroom_tui.importer.rows import Row, read_tables
from homeroom_tui.importer.times import DurationSource, clock_range
from homeroom_tui.importer.tree import ITEMS, Kind, Node, is_label

_MAX_PARTS = 8
_MAX_TWINS = 50
_MAX_TITLE = 160
_SHORTEST_GROUP = 30 * MINUTE

Filter = Callable[[Node], bool]


class Reading(Struct):
    """The blocks of a session as one reading has them.

    `intro` is what comes before or surrounds them, `left_out` what is in neither, with its line
    and why. `total` tells the length of the whole; `covered` are the ids of the nodes explained.
    """

    name: str
    drafts: list[Draft] = field(default_factory=list)
    intro: list[Node] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    total: Node | None = None
    covered: set[int] = field(default_factory=set)


class _Session(Struct):
    """The parts that all readings of a session share: tree, rows of tables, lines with a time."""

    root: Node
    rows: dict[int, Row]
    timed: list[Node] = field(default_factory=list)


def best_reading(root: Node, announced: Announced) -> tuple[Reading, list[Score]]:
    """Return the reading of a session with the highest score, and the scores of all."""
    session = _Session(root, read_tables(root.all()))
    session.timed = [
        node for node in _inside(session, root) if node.times.stated or id(node) in session.rows
    ]
    readings: dict[tuple[int, ...], Reading] = {}
    for name, keep in _candidates(session):
        reading = _Collector(session, name, keep).read()
        readings.setdefault(tuple(id(draft.node) for draft in reading.drafts), reading)
    found = [reading for reading in readings.values() if reading.drafts] or [_untimed(root)]
    scores = [_score(session, announced, reading) for reading in found if reading.drafts]
    if not scores:
        return found[0], []
    best = max(range(len(scores)), key=lambda at: (round(scores[at].total, 3), -at))
    scores[best] = replace(scores[best], chosen=True)
    return found[best], scores


def _inside(session: _Session, node: Node) -> Iterable[Node]:
    for child in node.children:
        if not _is_aside(child, session.root):
            yield child
            yield from _inside(session, child)


def _is_aside(node: Node, root: Node) -> bool:
    """Return whether a heading or label begins what surrounds the meeting: goals, homework."""
    if node.kind is not Kind.HEADING and not (node.kind is Kind.TEXT and node.children):
        return False
    inside = len(node.timed())
    if words.NOT_IN_THE_MEETING.match(node.words):
        return len(root.timed()) > (1 if node.times.stated else inside)
    if node.times.length is not None or not words.ASIDE.match(node.words):
        return False
    return inside < 2 or inside * 2 < len(root.timed())


def _candidates(session: _Session) -> Iterable[tuple[str, Filter]]:
    """Yield the names of the readings that a session may have, and what is a block in each."""
    yield "all that bears a time", lambda node: True
    yield "list items", lambda node: node.kind in ITEMS
    yield "headings", lambda node: node.kind is Kind.HEADING
    yield "lines", lambda node: node.kind is Kind.TEXT
    yield "clock times", lambda node: node.times.clock is not None
    tables = {id(row.node.columns): None for row in session.rows.values()}
    for at, table in enumerate(list(tables)[:_MAX_PARTS], 1):
        yield f"table {at}", lambda node, table=table: id(node.columns) == table  # type: ignore[misc]
    parts = [part for part in session.root.of(Kind.HEADING, Kind.TEXT) if len(part.timed()) > 1]
    for part in parts[:_MAX_PARTS]:
        inside = {id(node) for node in part.all()}
        name = f"the part “{without_marks(part.times.text).rstrip(' :')}”"
        yield name, lambda node, inside=inside: id(node) in inside  # type: ignore[misc]


class _Collector:
    """Finds the blocks under a session's root when only some nodes may be blocks."""

    def __init__(self, session: _Session, name: str, keep: Filter) -> None:
        self._reading = Reading(name)
        self._session = session
        self._keep = keep
        self._groups: list[tuple[Node, int, int]] = []
        self._titles: dict[str, list[tuple[str, Draft]]] = {}
        self._waiting: list[Node] | None = None

    def read(self) -> Reading:
        reading = self._reading
        self._collect(self._session.root)
        for node, first, last in self._groups:
            most = sum(draft.times.most for draft in reading.drafts[first:last])
            if 4 * node.times.most <= 5 * most and 4 * most <= 5 * node.times.most:
                reading.covered.add(id(node))
            if first == 0 and last == len(reading.drafts) and node.times.length:
                reading.total = reading.total or node
        self._take_total_from_intro()
        if reading.drafts:
            _drop_end(reading)
            _move_closing_words(reading)
        return reading

    def _take_total_from_intro(self) -> None:
        """Take a line above the blocks that tells what they take together for the whole."""
        reading = self._reading
        lengths = [length.duration for length in lengths_of(reading.drafts)]
        least, most = sum(one.min for one in lengths), sum(one.max or 0 for one in lengths)
        for node in reading.intro if most and reading.total is None else ():
            clock = None if node.times.most else clock_range(node.text)
            times = replace(node.times, clock=clock) if clock else node.times
            if least <= times.most <= most * 5 / 4 and not node.children:
                reading.total = replace(node, times=times)
                reading.covered.add(id(node))

    def _collect(self, container: Node) -> None:
        """Go through what stands directly under the session or one of its headings."""
        items = {
            Kind.NUMBERED: self._are_blocks(container.of(Kind.NUMBERED), 1),
            Kind.BULLET: self._are_blocks(container.of(Kind.BULLET), 2),
        }
        steps = _steps(container)
        for node in container.children:
            row = self._session.rows.get(id(node))
            twin = self._twin(node) if node.kind is Kind.HEADING else None
            if twin is not None:
                self._take_up(twin, node)
            elif _is_aside(node, self._session.root):
                self._reading.intro.append(node)
            elif row is not None and self._keep(node):
                self._add_row(row, container)
            elif self._is_group(node, container):
                self._group(node)
            elif items.get(node.kind) or (
                self._keep(node)
                and (node.times.stated or node in steps or self._heads_block(node, container))
            ):
                self._begin(node, container)
            else:
                self._attach(node)

    def _are_blocks(self, nodes: list[Node], prose_needed: int) -> bool:
        """Return whether items in a row are blocks: some have a time of their own, or within."""
        nodes = [node for node in nodes if self._keep(node)]
        prose = sum(node.times.source is DurationSource.PROSE for node in nodes)
        return prose >= prose_needed or any(node.times.stated or node.timed() for node in nodes)

    def _heads_block(self, node: Node, container: Node) -> bool:
        """Return whether a heading without a length of its own is a block, as it is among such."""
        if node.kind is not Kind.HEADING:
            return False
        if node.times.duration is not None or node.times.share is not None:
            return True
        timed = any(one.times.stated for one in container.of(Kind.HEADING))
        return timed and bool(self._reading.drafts) and not self._groups

    def _add_row(self, row: Row, container: Node) -> None:
        if words.SUM.match(without_marks(row.times.text)) and row.times.length:
            self._reading.total = replace(row.node, times=row.times)
            self._leave_out(row.node, "the sum of the table")
        else:
            self._add(from_row(row, container))

    def _is_group(self, node: Node, container: Node) -> bool:
        """Return whether a node only holds the blocks together, and tells at most their sum."""
        inner = [one for one in node.timed() if self._keep(one)]
        if node.kind is Kind.HEADING and any(
            id(one) in self._session.rows and self._keep(one) for one in node.all()
        ):
            return True
        if not inner or (node.kind is Kind.TEXT and not is_label(node)):
            return False
        if node.kind in ITEMS:
            return len(inner) > 1 and not node.times.stated and len(container.children) == 1
        if _announces(node) or (node.times.duration is None and node.times.clock is None):
            return True
        if sum(one.kind is Kind.HEADING for one in inner) > 1:
            return True
        others = [one for one in container.children if one is not node and one.times.stated]
        alone = all(_is_aside(one, self._session.root) for one in others)
        most, whole = sum(one.times.most for one in inner), node.times.most
        return alone and len(inner) > 1 and whole * 4 <= most * 5 and whole >= _SHORTEST_GROUP

    def _group(self, node: Node) -> None:
        """Go into a heading or label that is no block, because the blocks are under it."""
        reading, before = self._reading, len(self._reading.drafts)
        if reading.drafts and self._waiting is None:
            self._waiting = []
        if _announces(node):
            self._leave_out(node, "it only announces the blocks")
        else:
            label = replace(node, children=[])
            (reading.intro if self._waiting is None else self._waiting).append(label)
        self._collect(node)
        left, self._waiting = self._waiting, None
        for waiting in left or []:
            self._attach(waiting)
        self._groups.append((node, before, len(reading.drafts)))

    def _begin(self, node: Node, container: Node) -> None:
        later = [child for child in node.children if self._comes_after(child, node)]
        inner = [child for child in node.children if child not in later]
        self._add(Draft(node, node.times, container, inner))
        for child in later:
            self._begin(child, container)

    def _comes_after(self, child: Node, heading: Node) -> bool:
        """Return whether a timed sub-heading, which takes no less than its heading, is a block."""
        timed = child.kind is Kind.HEADING and child.times.stated and self._keep(child)
        return timed and child.times.most >= heading.times.most > 0

    def _add(self, draft: Draft) -> None:
        draft.nodes = [*(self._waiting or []), *draft.nodes]
        self._waiting = None
        self._reading.drafts.append(draft)
        self._reading.covered.update(id(node) for node in (draft.node, *draft.node.all()))
        if title := folded(draft.times.text):
            self._titles.setdefault(title[:4], []).append((title, draft))

    def _attach(self, node: Node) -> None:
        """Put what is no block to the one before it, or to the first of its group."""
        reading = self._reading
        twin = self._twin(node)
        untimed_heading = node.kind is Kind.HEADING and not node.times.stated
        if twin is not None:
            self._take_up(twin, node)
        elif self._waiting is not None and not untimed_heading:
            self._waiting.append(node)
        elif reading.drafts and not untimed_heading and not _is_about(node):
            reading.drafts[-1].nodes.append(node)
        else:
            reading.intro.append(node)

    def _twin(self, node: Node) -> Draft | None:
        """Return the block before it that a heading, item or row takes up again."""
        row = self._session.rows.get(id(node))
        times = row.times if row is not None else node.times
        title = folded(times.text)
        for known, draft in self._titles.get(title[:4], [])[:_MAX_TWINS]:
            if draft.node.kind is node.kind is Kind.HEADING:
                continue
            same = known == title and (node.kind is Kind.HEADING or times.stated)
            if same and times.duration in (None, draft.times.duration):
                return draft
            alike = known.startswith(title) or title.startswith(known)
            if times.stated and alike and draft.node.kind is not node.kind:
                return draft
        return None

    def _take_up(self, twin: Draft, node: Node) -> None:
        """Put what stands under a title that is told again to the block that has it."""
        row = self._session.rows.get(id(node))
        if row is not None:
            again = from_row(row, node)
            twin.prompts += again.prompts
            twin.hints += again.hints
        twin.nodes += node.inside
        self._reading.covered.update(id(one) for one in (node, *node.all()))
        self._leave_out(node, "it is a block's title again")

    def _leave_out(self, node: Node, why: str) -> None:
        row = self._session.rows.get(id(node))
        told = row.times.text if row is not None and why.endswith("again") else node.text
        self._reading.left_out.append((node.line, told, why))


def _is_about(node: Node) -> bool:
    """Return whether a line tells of the meeting as a whole: `Host: Robin`."""
    return not node.times.stated and bool(words.ABOUT_THE_MEETING.match(node.text))


def _announces(node: Node) -> bool:
    """Return whether a heading or label says no more than that the blocks follow."""
    text = re.sub(r"\([^()]*\)", "", without_marks(node.times.text))
    return bool(words.AGENDA.fullmatch(text.strip(" :：")))


def _steps(container: Node) -> list[Node]:
    """Return the paragraphs that are blocks because they are steps: `First, …`, `Next, …`."""
    steps = [node for node in container.of(Kind.TEXT) if words.SEQUENCE.match(node.words)]
    timed = any(node.times.duration is not None for node in steps)
    return steps if len(steps) > 1 and timed else []


def _drop_end(reading: Reading) -> None:
    """Take away a closing `12:00 End`: it says when the block before it is over, and is none."""
    last, times = reading.drafts[-1], reading.drafts[-1].times
    if times.clock is None or times.length or not words.END.match(times.text):
        return
    before = reading.drafts[-2] if len(reading.drafts) > 1 else None
    if before is None or (last.node.kind is Kind.ROW and before.times.length is None):
        return
    reading.drafts.pop()
    before.nodes += last.nodes
    reading.left_out.append((last.node.line, last.node.text, "the end of the session"))
    begins = before.times.clock
    if begins is not None and before.times.length is None:
        minutes = (seconds_between(begins, times.clock) or 0) // MINUTE
        before.times = replace(before.times, clock=replace(begins, until=begins.begins + minutes))


def _move_closing_words(reading: Reading) -> None:
    """Move paragraphs behind the last block to the intro: they are no part of it."""
    last = reading.drafts[-1]
    for at, node in enumerate(last.nodes):
        apart = node.kind is Kind.TEXT and node.apart and not node.children
        if apart and node not in last.node.children and not words.HINT.match(node.words):
            reading.intro += last.nodes[at:]
            del last.nodes[at:]
            return


def _untimed(root: Node) -> Reading:
    """Return the blocks of a session in which nothing states a time."""
    reading = Reading("numbered items, headings and labels")

    def collect(container: Node) -> None:
        headings = [n for n in container.of(Kind.HEADING) if not words.ASIDE.match(n.words)]
        numbered = container.of(Kind.NUMBERED)
        for node in container.children:
            prose = node.children or node.times.source is DurationSource.PROSE
            begins = (
                node.kind is Kind.NUMBERED
                or (len(headings) > 1 and node in headings)
                or (node.kind is Kind.TEXT and not numbered and prose and not _is_about(node))
            )
            if begins:
                reading.drafts.append(Draft(node, node.times, container, list(node.children)))
            elif node.kind is Kind.HEADING and not reading.drafts and node.of(Kind.NUMBERED):
                reading.intro.append(replace(node, children=[]))
                collect(node)
            else:
                (reading.drafts[-1].nodes if reading.drafts else reading.intro).append(node)

    collect(root)
    return reading


def _score(session: _Session, announced: Announced, reading: Reading) -> Score:
    """Return how well a reading explains the session."""
    drafts = reading.drafts
    lengths = [length.duration for length in lengths_of(drafts)]
    least = sum(length.min for length in lengths)
    most = sum(length.max or 0 for length in lengths)
    rests = sum(length.is_rest for length in lengths)
    covered = sum(id(node) in reading.covered for node in session.timed)
    whole = announced.by(reading.total)
    return Score(
        reading.name,
        len(drafts),
        least,
        most,
        fits=_fit(least, most, bool(rests), whole.times.most if whole else None),
        covers=covered / len(session.timed) if session.timed else 1,
        once=1 - _told_twice(drafts) / len(drafts),
        titles=sum(_is_title(draft.times.text) for draft in drafts) / len(drafts),
        timed=1 - rests / len(drafts),
    )


def _fit(least: int, most: int, rest: bool, whole: int | None) -> float:
    """Return how near the sum of the blocks is to the length that the page announces."""
    if not whole:
        return 0.5
    if least <= whole <= most or (rest and least <= whole):
        return 1
    return max(0, 1 - abs(whole - (most if whole > most else least)) / whole)


def _told_twice(drafts: list[Draft]) -> int:
    """Return how many blocks have the title of one in another list, table or part."""
    seen: dict[str, tuple[int, Kind, int]] = {}
    twice = 0
    for draft in drafts:
        place = (id(draft.container), draft.node.kind, id(draft.node.columns))
        twice += seen.setdefault(folded(draft.times.text), place) != place
    return twice


def _is_title(text: str) -> bool:
    """Return whether a text can be the title of a block."""
    no_title = (words.ABOUT_THE_MEETING, words.LABEL_OF_TOTAL, words.SUM)
    return (
        len(text) <= _MAX_TITLE
        and any(map(str.isalpha, text))
        and not any(pattern.match(text) for pattern in no_title)
    )
