"""Read a session in several ways, and choose the one that explains the page best.

Each candidate takes other nodes for blocks: all that bear a time, or only list items, headings,
lines, or the rows of a table. The score says how well the lengths of the blocks sum to the length
that the page announces, how many of the lines with a time they cover, and whether nothing is told
twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import dropwhile, zip_longest

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import HALF_DAY, Clock, seconds_between
from homeroom_tui.agenda.model import MINUTE, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import NUMBER, folded, without_marks
from homeroom_tui.importer.lengths import Draft, lengths_of, span
from homeroom_tui.importer.report import Score
from homeroom_tui.importer.times import Times, clock_range, clocks_in, plain_text, sum_of
from homeroom_tui.importer.tree import ITEMS, Kind, Node, is_agenda, is_label

_MAX_TABLES = 8

Filter = Callable[[Node], bool]


def best_reading(root: Node, announced: list[Node]) -> tuple[Reading, tuple[Score, ...]]:
    """Return the reading of a session with the highest score, and the scores of all."""
    timed = [node for node in root.all() if node.stated]
    readings: dict[tuple[int, ...], Reading] = {}
    for name, keep in _candidates(timed):
        reading = Reading(name, root, keep)
        reading.read(announced)
        readings.setdefault(tuple(id(draft.node) for draft in reading.drafts), reading)
    found = [reading for reading in readings.values() if reading.drafts]
    if not found:
        found = [Reading("numbered items, headings and labels", root, None)]
        found[0].read(announced)
    if not found[0].drafts:
        return found[0], ()
    scores = [_score(timed, reading) for reading in found]
    best = max(range(len(scores)), key=lambda at: (round(scores[at].total, 3), -at))
    scores[best] = replace(scores[best], chosen=True)
    return found[best], tuple(scores)


def _is_aside(node: Node, root: Node) -> bool:
    """Return whether a heading or label begins what surrounds the meeting: goals, homework."""
    heads = node.kind is Kind.HEADING or (node.kind is Kind.TEXT and node.children)
    if heads and words.NOT_IN_THE_MEETING.match(node.words):
        return True
    if not heads or node.times.length is not None or not words.ASIDE.match(node.words):
        return False
    timed, every = node.timed(), root.timed()
    if all(one.kind is Kind.HEADING and NUMBER.match(one.text) for one in (node, *every[:1])):
        return False
    amid = timed and every[-1] not in timed
    return not amid and len(timed) * 2 <= len(every)


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

    `intro` is what comes before or surrounds them, `left_out` what is in neither, with its line
    and why. `total` tells the length of the whole; `covered` are the ids of the nodes explained.
    """

    name: str
    root: Node
    keep: Filter | None
    drafts: list[Draft] = field(default_factory=list)
    intro: list[Node] = field(default_factory=list)
    left_out: list[tuple[int, str, str]] = field(default_factory=list)
    total: Node | None = None
    covered: set[int] = field(default_factory=set)
    titles: dict[str, Draft] = field(default_factory=dict)

    def read(self, announced: list[Node]) -> None:
        """Find the blocks."""
        self._collect(self.root)
        if self.drafts:
            _drop_stray(self)
            _drop_end(self, next((n.times.clock for n in announced if n.times.most), None))
            _move_closing_words(self)
            whole = sum_of(length.duration for length in lengths_of(self.drafts))
            for node in self.around():  # a line around the blocks may tell what they take together
                times = replace(node.times, clock=clock_range(node.text))
                begin = times.clock and _begins(self.drafts[0]) == times.clock.begins
                close = not whole.max or times.most <= whole.max * 5 / 4
                if whole.min <= times.most and (begin or close):
                    self.total = self.total or replace(node, times=times)
        least = sum_of(length.duration for length in lengths_of(self.drafts)).min
        known = (node for node in (*announced, self.total) if node and node.times.most)
        told = (node for node in known if 2 * node.times.most >= least)
        self.total = next(told, None) or (_end_in_words(self) if self.drafts else None)
        if self.total and self.drafts:
            self._end_last(self.total)

    def around(self) -> list[Node]:
        """Return the lines that are in no block."""
        return [one for node in self.intro for one in (node, *node.all())]

    def _end_last(self, total: Node) -> None:
        """Let the last block end when the session does, if the page says when that is."""
        clock, last = total.times.clock, self.drafts[-1].times
        if clock and clock.until and last.clock and not (last.length or last.duration):
            seconds = (clock.until - last.clock.begins) % HALF_DAY * MINUTE
            if 0 < seconds < total.times.most:
                length = TimeRange(seconds, seconds)
                guess = "until the end that the page states"
                self.drafts[-1].times = replace(last, duration=length, guess=guess)

    def _collect(self, container: Node) -> None:
        """Go through what stands directly under the session or one of its headings."""
        blocks = set(self._blocks(container))
        for node, below in zip_longest(container.children, container.children[1:]):
            if _is_aside(node, self.root):
                self.intro.append(node)
            elif node.details is not None and words.SUM.match(without_marks(node.times.text)):
                self.total = self.total or node
                self.leave_out(node, "the sum of the table")
            elif node.kind is Kind.HEADING and self._take_up(node):
                continue
            elif self._is_group(node, container):
                self._group(node)
            elif node in blocks:
                self._begin(node, container)
            elif self.keep is None and node.kind is Kind.HEADING and not self.drafts:
                self._group(node)
            elif not self._take_up(node):
                heads = node.kind is Kind.HEADING or (below in blocks and _heads(node, below))
                apart = heads or words.ABOUT_THE_MEETING.match(node.text)
                place = self.drafts[-1].nodes if self.drafts and not apart else self.intro
                place.append(node)

    def _blocks(self, container: Node) -> Iterable[Node]:
        """Return what is a block, of what stands directly under the session or a heading."""
        headings = [one for one in container.of(Kind.HEADING) if not _is_aside(one, self.root)]
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
        steps = [node for node in container.of(Kind.TEXT) if words.SEQUENCE.match(node.words)]
        untimed = {*among, *_plain_list(container), *(steps if len(steps) > 1 else ())}
        for node in headings:
            bare = not (node.children or node.said_by or _announces(node))
            counted = bool(among) and all(NUMBER.match(one.text) for one in (node, among[0]))
            bare = (bare or counted) and node.level in levels
            if node.times.duration or node.times.share or bare:
                untimed.add(node)
        return (
            node
            for node in container.children
            if node.kind in kinds or ((node.stated or node in untimed) and keep(node))
        )

    def _is_group(self, node: Node, container: Node) -> bool:
        """Return whether a node only holds the blocks together, and tells at most their sum."""
        inner = [one for one in node.timed() if self.keep and self.keep(one)]
        if not inner or _is_outgrown(node):
            return False
        if node.kind in ITEMS:
            return not node.stated and len(container.children) == 1
        return node.times.duration is None or len(inner) > 1

    def _group(self, node: Node) -> None:
        """Go into a heading or label that is no block, because the blocks are under it."""
        if _announces(node):
            self.leave_out(node, "it only announces the blocks")
        else:
            self.intro.append(replace(node, children=[]))
        self._collect(node)

    def _begin(self, node: Node, container: Node) -> None:
        """Make a node a block, and others of what stands under it and is no part of it."""
        later = [
            child  # a sub-heading that takes no less than its heading is no part of it, nor a break
            for child in node.children
            if (child.kind is Kind.HEADING and child.times.most >= node.times.most > 0)
            or (child.kind is Kind.TEXT and child.stated and words.BREAK.match(child.times.text))
        ]
        if _is_outgrown(node):
            later = list(dropwhile(lambda child: not child.stated, node.children))
        inner = [child for child in node.children if child not in later]
        draft = Draft(node, node.times, container, [*inner, *(node.details or [])])
        self.drafts.append(draft)
        self.covered.update(id(one) for one in (node, *node.all()))
        self.titles.setdefault(folded(node.times.text), draft)
        for child in later:
            if child.stated:
                self._begin(child, container)
            else:
                self.drafts[-1].nodes.append(child)

    def _take_up(self, node: Node) -> bool:
        """Put what stands under a title that is told again to the block that has it, if any."""
        twin = self.titles.get(folded(node.times.text))
        told = node.kind is Kind.HEADING or node.stated
        if twin is None or twin.node.kind is node.kind or not told:
            return False
        twin.nodes += [*node.inside, *(node.details or [])]
        self.covered.update(id(one) for one in (node, *node.all()))
        text = node.times.text if node.details is not None else node.text
        self.left_out.append((node.line, text, "it is a block's title again"))
        return True

    def leave_out(self, node: Node, why: str) -> None:
        """Record that the words of a node are in no block."""
        self.left_out.append((node.line, node.text, why))


def _heads(node: Node, below: Node) -> bool:
    """Return whether a line only heads the lines below it: `Part 2: Looking ahead`."""
    lines = node.kind is below.kind is Kind.TEXT
    return lines and node.apart and not below.apart and is_label(node)


def _plain_list(container: Node) -> list[Node]:
    """Return the lines of a list without marks, if it begins with one that has no time."""
    runs: list[list[Node]] = []
    for node in container.of(Kind.TEXT):
        if node.apart or not runs:
            runs.append([])
        runs[-1].append(node)
    return [
        node
        for run in runs
        if sum(node.times.apart and not node.times.clock for node in run) > 1
        and (not any(node.stated for node in run[:2]) or _are_all_timed(run[1:-1]))
        for node in run
        if re.fullmatch(r"[^\W\d_][^.:,;!?…]{2,50}", node.text) and not node.children
    ]


def _are_all_timed(lines: list[Node]) -> bool:
    return len(lines) > 1 and all(line.stated for line in lines)


def _begins(draft: Draft) -> int | None:
    return draft.times.clock.begins if draft.times.clock else None


def _end_in_words(reading: Reading) -> Node | None:
    """Return the line around the blocks that says when the meeting ends: `Finish 9:30 pm`."""
    if span(reading.drafts):
        return None
    begins = reading.drafts[0].times.clock
    least = sum_of(length.duration for length in lengths_of(reading.drafts)).min
    for node in reading.around():
        seen = plain_text(node.text)
        end = words.END_AT.search(seen)
        ends = next(iter(clocks_in(seen[end.end() :].split(". ")[0])), None) if end else None
        before = clocks_in(seen[: end.start() if end else None])
        begins = begins or next((clock for clock in before if not clock.weak), None)
        seconds = seconds_between(begins, ends) if begins and ends else None
        if begins and seconds and least <= seconds <= max(3 * least, 60 * MINUTE):
            clock = replace(begins, until=begins.begins + seconds // MINUTE)
            return replace(node, times=Times(node.text, clock=clock))
    return None


def _announces(node: Node) -> bool:
    """Return whether a heading or label only says that the blocks follow."""
    return bool(words.AGENDA.fullmatch(re.sub(r"\([^()]*\)", "", node.times.text)))


def _is_outgrown(node: Node) -> bool:
    """Return whether what stands under a line takes so long that it is beside it: after a break."""
    inner = sum(one.times.most for one in node.timed())
    return node.kind not in ITEMS and 0 < 3 * node.times.most < 2 * inner


def _drop_stray(reading: Reading) -> None:
    """Take away a closing sentence that is no block, though it tells a time.

    Its clock time is earlier than that of the block before it (`Lunch is on us (12:00-1:00).`), or
    it stands below a list (`Each station: 45 seconds work, 15 seconds rest.`).
    """
    *others, last = reading.drafts
    before = others[-1].times.clock if others else None
    sentence = re.search(r"[^\W\d_]{3}[)\]]*[.!?](?: |$)", last.node.text)
    if not (last.node.kind is Kind.TEXT and last.node.apart and sentence):
        return
    listed = len(others) > 1 and all(draft.node.kind in ITEMS for draft in others)
    amid = listed and not last.times.clock and not re.match(r"\W*[0-9]|\*", last.node.text)
    earlier = before and last.times.clock and seconds_between(before, last.times.clock) is None
    if amid or earlier:
        reading.drafts.pop()
        reading.intro += [last.node, *last.nodes]


def _drop_end(reading: Reading, whole: Clock | None) -> None:
    """Take away a closing `12:00 End`: it says when the block before it is over, and is none.

    So does what begins when the session ends, as far as the page states from when to when it is.
    """
    last = reading.drafts[-1]
    ends = last.times.clock
    if len(reading.drafts) < 2 or ends is None or last.times.length:
        return
    over = whole and whole.until and (whole.until - ends.begins) % HALF_DAY == 0
    if not over and not words.END.match(last.times.text):
        return
    reading.drafts.pop()
    before = reading.drafts[-1]
    before.nodes += last.nodes
    reading.leave_out(last.node, "the end of the session")
    begins = before.times.clock
    if begins is not None and begins.until is None:
        minutes = (seconds_between(begins, ends) or 0) // MINUTE
        before.times = replace(before.times, clock=replace(begins, until=begins.begins + minutes))


def _move_closing_words(reading: Reading) -> None:
    """Move paragraphs behind the last block to the intro: they are no part of it."""
    *others, last = reading.drafts
    noted = any(_is_note(node) for draft in others for node in draft.nodes)
    for at, node in enumerate(last.nodes):
        apart = node.kind is Kind.TEXT and node.apart and not words.HINT.match(node.words)
        beyond = node not in last.node.children or node.ruled or (_is_note(node) and not noted)
        if apart and beyond:
            reading.intro += last.nodes[at:]
            del last.nodes[at:]
            return


def _is_note(node: Node) -> bool:
    """Return whether a paragraph is a note about the page: in italics, or about the meeting."""
    italic = re.fullmatch(r"\*[^*]+[^*?]\*", node.text)
    return node.kind is Kind.TEXT and bool(italic or words.ABOUT_THE_MEETING.match(node.text))


def _score(timed: list[Node], reading: Reading) -> Score:
    """Return how well a reading explains the session."""
    drafts = reading.drafts
    lengths = [length.duration for length in lengths_of(drafts)]
    whole = sum_of(lengths)
    least, most = whole.min, whole.max or 0
    fits = 0.5
    if reading.total:
        stated = reading.total.times.most
        rest = any(length.is_rest for length in lengths)
        nearest = max(least, stated if rest else min(most, stated))
        fits = max(0, 1 - abs(stated - nearest) / stated)
    covered = sum(id(node) in reading.covered for node in timed)
    covers = covered / len(timed) if timed else 1
    once = 1 - _told_twice(drafts) / len(drafts)
    return Score(reading.name, len(drafts), least, most, fits, covers, once)


def _told_twice(drafts: list[Draft]) -> int:
    """Return how many blocks have the title of one in another list, table or part."""
    seen: dict[str, tuple[int, Kind, int]] = {}
    twice = 0
    for draft in drafts:
        place = (id(draft.container), draft.node.kind, id(draft.node.columns))
        twice += seen.setdefault(folded(draft.times.text), place) != place
    return twice
