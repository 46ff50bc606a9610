"""Which pieces of a session begin its blocks, and what of it comes before them."""

from __future__ import annotations

import re
from itertools import groupby

from homeroom_tui.agenda.durations import write
from homeroom_tui.importer import words
from homeroom_tui.importer.drafts import Draft
from homeroom_tui.importer.inline_text import folded, without_marks
from homeroom_tui.importer.pieces import Kind
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.rows import read_rows
from homeroom_tui.importer.times import How, Times
from homeroom_tui.importer.tree import Node, is_label

UNDER_IT = "from the line under it"


class Blocks:
    """The blocks of one session while they are found under its `root`.

    `drafts` are the blocks to be, and `intro` is what comes before them or surrounds them.
    `total` is the line that tells the duration of the whole session, if one within it does.
    """

    def __init__(self, root: Node, findings: Findings) -> None:
        self.drafts: list[Draft] = []
        self.intro: list[Node] = []
        self.total: Node | None = None
        self._findings = findings
        self._grouped = False
        self._titles: dict[str, Draft] = {}
        self._waiting: list[Node] | None = None
        self._find_total(root)
        self._collect(root)
        if not self.drafts:
            intro, self.intro = self.intro, []
            self._collect_untimed(root)
            if not self.drafts:
                self.intro = intro

    def _collect(self, container: Node) -> None:
        """Goes through what stands directly under the session or one of its headings."""
        numbered = _are_blocks(container.of(Kind.NUMBERED), 1)
        bulleted = _are_blocks(container.of(Kind.BULLET), 2)
        steps = set(_steps(container))
        announced = _announced(container)
        room: int | None = None  # seconds that a paragraph's block has left for its items
        for table, group in groupby(container.children, _table_of):
            nodes = list(group)
            if table is not None:
                self._table(nodes)
                continue
            for node in nodes:
                listed = numbered if node.kind is Kind.NUMBERED else bulleted
                own = node.times.duration.max or 0 if node.times.duration else 0
                if node.kind is Kind.HEADING:
                    self._heading(node, container)
                    room = None
                elif _is_group(node, container):
                    self._group(node, container)
                elif node is announced:
                    self._attach(node)
                    self.total = self.total or node
                elif node.kind is Kind.TEXT and (node.times.stated or node in steps):
                    self._begin(node)
                    room = own
                elif node.kind is Kind.TEXT or not listed or (room is not None and own <= room):
                    self._attach(node)
                    room = None if room is None else room - own
                else:
                    self._begin(node)
                    room = None

    def _table(self, rows: list[Node]) -> None:
        drafts = read_rows([row.piece for row in rows])
        for draft in drafts:
            piece = draft.piece
            if words.SUM.match(without_marks(draft.times.text)) and draft.times.duration:
                self.total = Node(piece, draft.times)
                told = " ".join([piece.text, *draft.hints])
                self._findings.leave_out(piece.line, told, "the sum of the table")
            else:
                self._add(draft)
        if not drafts:
            for row in rows:
                self._attach(row)

    def _heading(self, node: Node, container: Node) -> None:
        text = without_marks(node.text)
        twin = self._twin(node)
        if node.times.duration is None and words.NOT_IN_THE_MEETING.match(text):
            self.intro.append(node)
        elif twin is not None:
            twin.nodes += node.children
            self._findings.leave_out(node.piece.line, node.text, "it is a block's title again")
        elif _is_group(node, container):
            self._group(node, container)
        elif node.times.duration is not None or node.times.clock is not None:
            self._begin(node)
        elif node.stated() or _tables(node):
            self._group(node, container)
        elif not self.drafts or self._grouped or words.ASIDE.match(text):
            self.intro.append(node)
        else:
            self._begin(node)

    def _twin(self, node: Node) -> Draft | None:
        """The item of an agenda before it that a heading takes up again."""
        twin = self._titles.get(folded(node.times.text))
        same = twin is not None and node.times.duration in (None, twin.times.duration)
        return twin if same else None

    def _group(self, node: Node, container: Node) -> None:
        """Goes into a heading or label that is no block, because the blocks are under it."""
        if node.times.duration is not None and self.total is None and _is_alone(node, container):
            self.total = node
        label = Node(node.piece, Times(node.times.text))
        if self.drafts and self._waiting is None:
            self._waiting = []
        if _announces(node):
            self._findings.leave_out(node.piece.line, node.text, "it only announces the blocks")
        elif self._waiting is not None:
            self._waiting.append(label)
        else:
            self.intro.append(label)
        self._collect(node)
        self._grouped = True
        left, self._waiting = self._waiting, None
        for waiting in left or []:
            self._attach(waiting)

    def _begin(self, node: Node) -> Draft:
        later = [child for child in node.children if _comes_after(child, node)]
        inner = [child for child in node.children if child not in later]
        draft = self._add(Draft(node.piece, node.times, inner))
        if node.said_by is not None and node.times.duration is not None:
            draft.note("duration", f"{write(node.times.duration)}, {UNDER_IT}", node.said_by)
        for child in later:
            self._begin(child)
        return draft

    def _add(self, draft: Draft) -> Draft:
        draft.nodes = [*(self._waiting or []), *draft.nodes]
        self._waiting = None
        self.drafts.append(draft)
        title = folded(draft.times.text)
        if title and draft.piece.kind is not Kind.HEADING:
            self._titles.setdefault(title, draft)
        return draft

    def _attach(self, node: Node) -> None:
        """Puts what is no block to the one before it, or to the first of its group."""
        if self._waiting is not None:
            self._waiting.append(node)
        elif self.drafts:
            self.drafts[-1].nodes.append(node)
        elif node.text or node.children:
            self.intro.append(node)

    def _find_total(self, root: Node) -> None:
        """Takes a heading's own line `Duration: 60 min` for the whole if all others fit in it."""
        stated = [node for node in root.all() if node.times.stated]
        most = sum(node.times.duration.max or 0 for node in stated if node.times.duration)
        for node in stated:
            said = node.times.duration.max or 0 if node.times.duration else 0
            others = most - said
            if node.said_by is not None and len(stated) > 2 and 0 < others * 4 <= said * 5:
                self.total = Node(node.piece, node.times, [], node.said_by)
                node.times = Times(node.times.text)
                return

    def _collect_untimed(self, container: Node) -> None:
        """Finds the blocks of a session in which nothing states a time."""
        headings = [
            node
            for node in container.of(Kind.HEADING)
            if not words.ASIDE.match(without_marks(node.text))
        ]
        numbered = container.of(Kind.NUMBERED)
        for node in container.children:
            begins = (
                node.kind is Kind.NUMBERED
                or (node.kind is Kind.HEADING and len(headings) > 1 and node in headings)
                or (node.kind is Kind.TEXT and not numbered and _could_be_block(node))
            )
            if begins and (node.text or node.children):
                self._begin(node)
            elif node.kind is Kind.HEADING and not self.drafts and node.of(Kind.NUMBERED):
                self.intro.append(Node(node.piece, node.times))
                self._collect_untimed(node)
            else:
                self._attach(node)


def _table_of(node: Node) -> int | None:
    """What tells the rows of one table from those of another, and from all else."""
    return id(node.piece.columns) if node.kind is Kind.ROW else None


def _are_blocks(nodes: list[Node], prose_needed: int) -> bool:
    """Whether items in a row are blocks: some of them have a time of their own, or within."""
    stated = any(node.times.stated or node.stated() for node in nodes)
    return stated or sum(node.times.how is How.PROSE for node in nodes) >= prose_needed


def _steps(container: Node) -> list[Node]:
    """The paragraphs that are blocks because they are steps: `First, …`, `Next, …`."""
    steps = [
        node for node in container.of(Kind.TEXT) if words.SEQUENCE.match(without_marks(node.text))
    ]
    timed = any(node.times.duration is not None for node in steps)
    return steps if len(steps) > 1 and timed else []


def _is_group(node: Node, container: Node) -> bool:
    """Whether a node only holds the blocks together, though it may tell their whole duration."""
    inner = node.stated()
    if node.kind is Kind.TEXT and not is_label(node.piece):
        return False
    if node.kind is Kind.HEADING and _tables(node):
        return True
    if _announces(node):
        return bool(inner)
    if node.kind in (Kind.NUMBERED, Kind.BULLET):
        return len(inner) > 1 and not node.times.stated and len(container.children) == 1
    if node.times.duration is None:
        return node.kind is Kind.TEXT and bool(inner)
    return _is_sum(node, inner, container)


def _announced(container: Node) -> Node | None:
    """The one line that tells the duration of all the items after it: `Agenda (60 min)`."""
    lines = [node for node in container.of(Kind.TEXT) if node.times.stated]
    headings = [node for node in container.of(Kind.HEADING) if node.times.stated]
    if len(lines) != 1 or headings or lines[0].times.duration is None:
        return None
    after = container.children[container.children.index(lines[0]) + 1 :]
    items = [n for n in after if n.kind in (Kind.NUMBERED, Kind.BULLET) and n.times.stated]
    longest = max((n.times.duration.max or 0 for n in items if n.times.duration), default=0)
    whole = lines[0].times.duration.max or 0
    return lines[0] if len(items) > 1 and longest < whole and whole >= 30 * 60 else None


def _is_alone(node: Node, container: Node) -> bool:
    return not any(other is not node and other.times.stated for other in container.children)


def _is_sum(node: Node, inner: list[Node], container: Node) -> bool:
    """Whether a timed heading or label is the sum of finer blocks, and has no timed neighbour."""
    finer = [other for other in inner if other.kind is Kind.HEADING]
    if len(finer) > 1:
        return True
    most = sum(other.times.duration.max or 0 for other in inner if other.times.duration)
    whole = node.times.duration.max or 0 if node.times.duration else 0
    return (
        _is_alone(node, container) and len(inner) > 2 and most * 5 >= whole * 4 and whole >= 30 * 60
    )


def _comes_after(child: Node, heading: Node) -> bool:
    """Whether a timed sub-heading is a block of its own, as it takes no less than its heading."""
    own, whole = child.times.duration, heading.times.duration
    if child.kind is not Kind.HEADING or not own or not whole or not child.times.stated:
        return False
    return (own.max or 0) >= (whole.max or 0)


def _tables(node: Node) -> bool:
    """Whether a timed table stands under a node or one of its headings."""
    return bool(read_rows([row.piece for row in node.of(Kind.ROW)])) or any(
        _tables(heading) for heading in node.of(Kind.HEADING)
    )


def _announces(node: Node) -> bool:
    """Whether a heading or label says no more than that the blocks follow."""
    text = re.sub(r"\([^()]*\)", "", without_marks(node.times.text))
    return bool(words.AGENDA.fullmatch(text.strip(" :：")))


def _could_be_block(node: Node) -> bool:
    return bool(node.children) or node.times.how is How.PROSE
