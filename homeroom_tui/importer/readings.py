"""The readings of a session: what its blocks may be, and which of them explains the page best.

Each candidate takes other nodes for blocks: all that bear a time, or only headings, list items,
lines, the rows of a table, lines with a clock time, one part of the page. The score says how well
the lengths of the blocks sum to the length that the page announces, how many of the lines with a
time they cover, whether nothing is told twice, and whether the titles are titles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import seconds_between
from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.importer import words
from homeroom_tui.importer.drafts import Draft, from_row, set_durations
from homeroom_tui.importer.inline_text import folded, without_marks
from homeroom_tui.importer.lengths import Announced
from homeroom_tui.importer.report import Score
from homeroom_tui.importer.rows import Row, read_rows
from homeroom_tui.importer.times import DurationSource, Times
from homeroom_tui.importer.tree import ITEMS, Kind, Node, is_label

_MAX_PARTS = 8
_MAX_TWINS = 50
_MAX_TITLE = 160
_SHORTEST_GROUP = 30 * 60

Filter = Callable[[Node], bool]


class Reading(Struct):
    """The blocks of a session as one reading has them.

    `intro` is what comes before or surrounds them, `left_out` what is in neither, with its line
    and why. `covered` are the ids of the nodes that it explains.
    """

    name: str
    drafts: list[Draft] = field(default_factory=list)
    intro: list[Node] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    total: Node | None = None
    covered: set[int] = field(default_factory=set)
    containers: dict[int, int] = field(default_factory=dict)


class _Session(Struct):
    """What all readings of a session share: its tree, timed tables and nodes, its length."""

    root: Node
    announced: Announced
    tables: dict[int, list[Row]]
    timed: list[Node]
    rows: dict[int, Row]


def best_reading(root: Node, announced: Announced) -> tuple[Reading, list[Score]]:
    """Return the reading of a session with the highest score, and the scores of all."""
    session = _survey(root, announced)
    readings = [_collect(session, name, keep) for name, keep in _candidates(session)]
    readings = [reading for reading in readings if reading.drafts]
    if not readings:
        untimed = _untimed(session)
        return untimed, [_score(session, untimed)] if untimed.drafts else []
    scores = [_score(session, reading) for reading in readings]
    best = max(range(len(scores)), key=lambda at: (round(scores[at].total, 3), -at))
    scores[best] = replace(scores[best], chosen=True)
    return readings[best], scores


def _survey(root: Node, announced: Announced) -> _Session:
    tables: dict[int, list[Node]] = {}
    for node in root.all():
        if node.kind is Kind.ROW:
            tables.setdefault(id(node.columns), []).append(node)
    timed_tables = {key: found for key, nodes in tables.items() if (found := read_rows(nodes))}
    rows = {id(row.node): row for found in timed_tables.values() for row in found}
    session = _Session(root, announced, timed_tables, [], rows)
    session.timed = [
        node for node in _inside(session, root) if node.times.stated or _row_time(session, node)
    ]
    return session


def _row_time(session: _Session, node: Node) -> bool:
    row = session.rows.get(id(node))
    return row is not None and row.times.stated and not words.SUM.match(row.times.text)


def _inside(session: _Session, node: Node) -> Iterable[Node]:
    for child in node.children:
        if not _is_aside(child, session.root):
            yield child
            yield from _inside(session, child)


def _is_aside(node: Node, root: Node) -> bool:
    """Whether a heading or label begins what surrounds the meeting: goals, homework, variants."""
    if node.kind is not Kind.HEADING and not (node.kind is Kind.TEXT and node.children):
        return False
    if words.NOT_IN_THE_MEETING.match(node.words):
        return True
    inside, all_timed = len(node.timed()), len(root.timed())
    if words.VARIANT.match(node.words):
        return all_timed > (1 if node.times.stated else inside)
    if node.times.length is not None or not words.ASIDE.match(node.words):
        return False
    return inside < 2 or inside * 2 < all_timed


def _candidates(session: _Session) -> list[tuple[str, Filter]]:
    """Return the names of the readings that a session may have, and what is a block in each."""
    kinds = {node.kind for node in session.timed}
    found: list[tuple[str, Filter]] = [("all that bears a time", lambda node: True)]
    by_kind = (
        ("list items", ITEMS),
        ("headings", (Kind.HEADING,)),
        ("lines", (Kind.TEXT,)),
    )
    if len(kinds) > 1:
        for name, wanted in by_kind:
            if kinds & set(wanted):
                found.append((name, lambda node, wanted=wanted: node.kind in wanted))  # type: ignore[misc]
        if any(node.times.clock is not None for node in session.timed):
            found.append(("clock times", lambda node: node.times.clock is not None))
    tables = list(session.tables)[:_MAX_PARTS]
    if len(tables) > 1 or (tables and len(kinds) > 1):
        for at, key in enumerate(tables, 1):
            found.append((f"table {at}", lambda node, key=key: id(node.columns) == key))  # type: ignore[misc]
    parts = [
        part
        for part in session.root.of(Kind.HEADING, Kind.TEXT)
        if len(part.timed()) > 1 and not _is_aside(part, session.root)
    ]
    if len(parts) > 1 or (parts and len(session.timed) > len(parts[0].timed()) + 1):
        for part in parts[:_MAX_PARTS]:
            inside = {id(node) for node in part.all()}
            name = f"the part “{without_marks(part.times.text)}”"
            found.append((name, lambda node, inside=inside: id(node) in inside))  # type: ignore[misc]
    return found


def _collect(session: _Session, name: str, keep: Filter) -> Reading:
    collector = _Collector(session, name, keep)
    collector.collect(session.root)
    return collector.finish()


class _Collector:
    """Finds the blocks under a session's root when only some nodes may be blocks."""

    def __init__(self, session: _Session, name: str, keep: Filter) -> None:
        self.reading = Reading(name)
        self._session = session
        self._keep = keep
        self._grouped = False
        self._titles: dict[str, list[tuple[str, Draft]]] = {}
        self._waiting: list[Node] | None = None
        self._groups: list[tuple[Node, int, int]] = []

    def finish(self) -> Reading:
        reading = self.reading
        for node, first, last in self._groups:
            most = sum(draft.times.most for draft in reading.drafts[first:last])
            if 4 * node.times.most <= 5 * most and 4 * most <= 5 * node.times.most:
                reading.covered.add(id(node))
            if first == 0 and last == len(reading.drafts) and reading.total is None:
                reading.total = node if node.times.length else None
        if reading.drafts:
            _drop_end(reading)
            _move_closing_words(reading)
        return reading

    def collect(self, container: Node) -> None:
        """Go through what stands directly under the session or one of its headings."""
        numbered = self._are_blocks(container.of(Kind.NUMBERED), 1)
        bulleted = self._are_blocks(container.of(Kind.BULLET), 2)
        steps = _steps(container)
        for table, group in groupby(container.children, _table_of):
            nodes = list(group)
            if table is not None:
                self._table(nodes, container)
                continue
            for node in nodes:
                listed = node.kind in ITEMS and (
                    numbered if node.kind is Kind.NUMBERED else bulleted
                )
                if _is_aside(node, self._session.root):
                    self.reading.intro.append(node)
                elif node.kind is Kind.HEADING:
                    self._heading(node, container)
                elif self._is_group(node, container):
                    self._group(node)
                elif (listed and not self._is_about(node)) or (
                    node.kind is Kind.TEXT
                    and self._keep(node)
                    and (node.times.stated or node in steps)
                ):
                    self._begin(node, container)
                else:
                    self._attach(node)

    def _are_blocks(self, nodes: list[Node], prose_needed: int) -> bool:
        """Return whether items in a row are blocks: some have a time of their own, or within."""
        nodes = [node for node in nodes if self._keep(node)]
        stated = any(node.times.stated or node.timed() for node in nodes)
        prose = sum(node.times.source is DurationSource.PROSE for node in nodes)
        return stated or prose >= prose_needed

    def _is_about(self, node: Node) -> bool:
        """Return whether an item tells of the meeting as a whole, and is no part of it."""
        return (
            not node.times.stated
            and not node.timed()
            and bool(words.ABOUT_THE_MEETING.match(node.text))
        )

    def _table(self, nodes: list[Node], container: Node) -> None:
        rows = [row for node in nodes if (row := self._session.rows.get(id(node)))]
        if not rows or not self._keep(nodes[0]):
            for node in nodes:
                self._attach(node)
            return
        for row in rows:
            text = without_marks(row.times.text)
            if words.SUM.match(text) and row.times.length:
                self.reading.total = replace(row.node, times=row.times)
                self.reading.left_out.append((row.node.line, row.node.text, "the sum of the table"))
            else:
                self._add(from_row(row), container)
        used = {id(row.node) for row in rows}
        for node in nodes:
            if id(node) not in used:
                self.reading.left_out.append((node.line, node.text, "a note in the table"))

    def _heading(self, node: Node, container: Node) -> None:
        twin = self._twin(node)
        if twin is not None:
            self._take_up(twin, node)
        elif self._is_group(node, container):
            self._group(node)
        elif any((node.times.duration, node.times.clock, node.times.share)):
            if self._keep(node):
                self._begin(node, container)
            else:
                self._attach(node)
        elif node.timed() and any(map(self._keep, node.timed())):
            self._group(node)
        elif self.reading.drafts and not self._grouped and self._is_among(node, container):
            self._begin(node, container)
        else:
            self.reading.intro.append(node)

    def _is_among(self, node: Node, container: Node) -> bool:
        """Return whether an untimed heading stands among timed ones, and so is a block too."""
        timed = any(one.times.stated for one in container.of(Kind.HEADING))
        return timed and self._keep(node) and not words.ASIDE.match(node.words)

    def _is_group(self, node: Node, container: Node) -> bool:
        """Whether a node only holds the blocks together, though it may tell their whole length."""
        inner = [one for one in node.timed() if self._keep(one)]
        if node.kind is Kind.TEXT and not is_label(node):
            return False
        if node.kind is Kind.HEADING and self._tables_in(node):
            return True
        if _announces(node):
            return bool(inner)
        if node.kind in ITEMS:
            return len(inner) > 1 and not node.times.stated and len(container.children) == 1
        if node.times.duration is None and node.times.clock is None:
            return node.kind is Kind.TEXT and bool(inner)
        if sum(one.kind is Kind.HEADING for one in inner) > 1:
            return True
        alone = not any(
            one is not node and one.times.stated and not _is_aside(one, self._session.root)
            for one in container.children
        )
        most = sum(one.times.most for one in inner)
        whole = node.times.most
        return alone and len(inner) > 1 and whole * 4 <= most * 5 and whole >= _SHORTEST_GROUP

    def _tables_in(self, node: Node) -> bool:
        """Return whether a timed table stands under a node or one of its headings."""
        return any(
            id(row) in self._session.rows and self._keep(row) for row in node.of(Kind.ROW)
        ) or any(self._tables_in(heading) for heading in node.of(Kind.HEADING))

    def _group(self, node: Node) -> None:
        """Go into a heading or label that is no block, because the blocks are under it."""
        reading = self.reading
        before = len(reading.drafts)
        label = Node(node.kind, node.line, node.text, Times(node.text), node.level)
        if reading.drafts and self._waiting is None:
            self._waiting = []
        if _announces(node):
            reading.left_out.append((node.line, node.text, "it only announces the blocks"))
        elif self._waiting is not None:
            self._waiting.append(label)
        else:
            reading.intro.append(label)
        self.collect(node)
        self._grouped = True
        left, self._waiting = self._waiting, None
        for waiting in left or []:
            self._attach(waiting)
        self._groups.append((node, before, len(reading.drafts)))

    def _begin(self, node: Node, container: Node) -> None:
        later = [child for child in node.children if self._comes_after(child, node)]
        inner = [child for child in node.children if child not in later] if later else node.children
        self._add(Draft(node, node.times, list(inner)), container)
        for child in later:
            self._begin(child, container)

    def _comes_after(self, child: Node, heading: Node) -> bool:
        """Whether a timed sub-heading is a block of its own: it takes no less than its heading."""
        own, whole = child.times.most, heading.times.most
        return (
            child.kind is Kind.HEADING
            and self._keep(child)
            and child.times.stated
            and own >= whole > 0
        )

    def _add(self, draft: Draft, container: Node) -> None:
        draft.nodes = [*(self._waiting or []), *draft.nodes]
        self._waiting = None
        reading = self.reading
        reading.drafts.append(draft)
        reading.containers[id(draft.node)] = id(container)
        reading.covered.add(id(draft.node))
        reading.covered.update(id(node) for node in draft.node.all())
        if title := folded(draft.times.text):
            self._titles.setdefault(title[:4], []).append((title, draft))

    def _attach(self, node: Node) -> None:
        """Put what is no block to the one before it, or to the first of its group."""
        reading = self.reading
        told = node.times.stated or id(node) in self._session.rows
        twin = self._twin(node) if told else None
        if twin is not None:
            self._take_up(twin, node)
        elif self._waiting is not None:
            self._waiting.append(node)
        elif reading.drafts and not words.ABOUT_THE_MEETING.match(node.text):
            reading.drafts[-1].nodes.append(node)
        elif node.text or node.children:
            reading.intro.append(node)

    def _twin(self, node: Node) -> Draft | None:
        """Return the block before it that a heading, item or row takes up again."""
        row = self._session.rows.get(id(node))
        times = row.times if row is not None else node.times
        title = folded(times.text)
        for known, draft in self._titles.get(title[:4], [])[:_MAX_TWINS]:
            if draft.node.kind is Kind.HEADING and node.kind is Kind.HEADING:
                continue
            if known == title and times.duration in (None, draft.times.duration):
                return draft
            if (
                times.stated
                and (known.startswith(title) or title.startswith(known))
                and (draft.node.kind is not node.kind)
            ):
                return draft
        return None

    def _take_up(self, twin: Draft, node: Node) -> None:
        """Put what stands under a title that is told again to the block that has it."""
        row = self._session.rows.get(id(node))
        if row is not None:
            again = from_row(row)
            twin.prompts += again.prompts
            twin.hints += again.hints
        twin.nodes += node.children
        self.reading.covered.update(id(one) for one in (node, *node.all()))
        told = row.times.text if row is not None else node.text
        self.reading.left_out.append((node.line, told, "it is a block's title again"))


def _table_of(node: Node) -> int | None:
    """Return what tells the rows of one table from those of another, and from all else."""
    return id(node.columns) if node.kind is Kind.ROW else None


def _announces(node: Node) -> bool:
    """Return whether a heading or label says no more than that the blocks follow."""
    text = without_marks(node.times.text)
    while "(" in text and ")" in text.partition("(")[2]:
        before, _, rest = text.partition("(")
        text = before + rest.partition(")")[2]
    return bool(words.AGENDA.fullmatch(text.strip(" :：")))


def _steps(container: Node) -> list[Node]:
    """Return the paragraphs that are blocks because they are steps: `First, …`, `Next, …`."""
    steps = [node for node in container.of(Kind.TEXT) if words.SEQUENCE.match(node.words)]
    timed = any(node.times.duration is not None for node in steps)
    return steps if len(steps) > 1 and timed else []


def _drop_end(reading: Reading) -> None:
    """Take away a closing `12:00 End`: it says when the block before it is over, and is none."""
    before, last = reading.drafts[-2:] if len(reading.drafts) > 1 else (None, reading.drafts[-1])
    begins = last.times.clock
    if before is None or begins is None or begins.until is not None or last.times.duration:
        return
    row = last.node.kind is Kind.ROW and before.times.length is None
    if not words.END.match(last.times.text) or row:
        return
    reading.drafts.pop()
    before.nodes += last.nodes
    reading.left_out.append((last.node.line, last.node.text, "the end of the session"))
    starts = before.times.clock
    if starts is not None and before.times.length is None:
        minutes = (seconds_between(starts, begins) or 0) // MINUTE
        before.times = replace(before.times, clock=replace(starts, until=starts.begins + minutes))


def _move_closing_words(reading: Reading) -> None:
    """Move paragraphs behind the last block to the intro: they are no part of it."""
    nodes = reading.drafts[-1].nodes
    own = {id(child) for child in reading.drafts[-1].node.children}
    for at, node in enumerate(nodes):
        apart = node.kind is Kind.TEXT and node.apart and not node.children
        if apart and id(node) not in own and not words.HINT.match(node.words):
            reading.intro += nodes[at:]
            del nodes[at:]
            return


def _untimed(session: _Session) -> Reading:
    """Return the blocks of a session in which nothing states a time."""
    reading = Reading("numbered items, headings and labels")

    def collect(container: Node) -> None:
        headings = [n for n in container.of(Kind.HEADING) if not words.ASIDE.match(n.words)]
        numbered = container.of(Kind.NUMBERED)
        for node in container.children:
            begins = (
                node.kind is Kind.NUMBERED
                or (node.kind is Kind.HEADING and len(headings) > 1 and node in headings)
                or (node.kind is Kind.TEXT and not numbered and _may_begin(node))
            )
            if begins and (node.text or node.children):
                reading.drafts.append(Draft(node, node.times, list(node.children)))
            elif node.kind is Kind.HEADING and not reading.drafts and node.of(Kind.NUMBERED):
                reading.intro.append(replace(node, children=[]))
                collect(node)
            elif reading.drafts:
                reading.drafts[-1].nodes.append(node)
            elif node.text or node.children:
                reading.intro.append(node)

    collect(session.root)
    return reading


def _may_begin(node: Node) -> bool:
    about = words.ABOUT_THE_MEETING.match(node.text)
    return not about and (bool(node.children) or node.times.source is DurationSource.PROSE)


def _score(session: _Session, reading: Reading) -> Score:
    """Return how well a reading explains the session."""
    drafts = reading.drafts
    set_durations(drafts)
    lengths = [draft.duration for draft in drafts if draft.duration is not None]
    least = sum(length.min for length in lengths)
    most = sum(length.max or 0 for length in lengths)
    rest = any(length.is_rest for length in lengths)
    for draft in drafts:
        draft.noted = [noted for noted in draft.noted if noted.field != "duration"]
        draft.duration = None
    whole = session.announced.length(reading.total)
    timed = session.timed
    covered = sum(id(node) in reading.covered for node in timed)
    return Score(
        reading.name,
        len(drafts),
        least,
        most,
        fits=_fit(least, most, rest, whole),
        covers=covered / len(timed) if timed else 1,
        once=1 - _told_twice(reading) / len(drafts),
        titles=sum(_is_title(draft) for draft in drafts) / len(drafts),
        timed=sum(not length.is_rest for length in lengths) / len(drafts),
    )


def _fit(least: int, most: int, rest: bool, whole: int | None) -> float:
    """Return how near the sum of the blocks is to the length that the page announces."""
    if not whole:
        return 0.5
    if least <= whole <= most or (rest and least <= whole):
        return 1
    nearest = most if whole > most else least
    return max(0, 1 - abs(whole - nearest) / whole)


def _told_twice(reading: Reading) -> int:
    """Return how many blocks have the title of one in another list, table or part."""
    seen: dict[str, int] = {}
    twice = 0
    for draft in reading.drafts:
        title, container = folded(draft.times.text), reading.containers.get(id(draft.node), 0)
        place = hash((container, draft.node.kind, id(draft.node.columns)))
        twice += seen.setdefault(title, place) != place
    return twice


def _is_title(draft: Draft) -> bool:
    """Return whether the title of a block can be one."""
    text = draft.times.text
    return (
        0 < len(text) <= _MAX_TITLE
        and any(map(str.isalpha, text))
        and not words.ABOUT_THE_MEETING.match(text)
        and not words.LABEL_OF_TOTAL.match(text)
        and not words.SUM.match(text)
    )
