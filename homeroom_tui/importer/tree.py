"""Build the tree of a page: what stands under which heading, item or label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import BREAK, published, without_marks
from homeroom_tui.importer.lines import goes_on, joined, marks
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.times import MAX_LINE, Times, is_time_alone, read_times

BOLD_LEVEL = 9
"""The level of a heading that is only a line of its own: below all that Markdown knows."""


class Kind(Enum):
    """The kind of a node of a page."""

    HEADING = "heading"
    NUMBERED = "numbered"
    BULLET = "bullet"
    TEXT = "text"
    ROW = "row"
    HINT = "hint"
    PEOPLE = "people"


_HEADING = re.compile(r"(#{1,6}|={1,6}(?=.*=$))\s*([^#=\s].*)")
_HEADING_ENDS = re.compile(r"=+$|\s#+$")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_COUNTED = re.compile(r"([0-9]{1,2})(?: {2,}| [-–] )(?=[^\W\d])")
_NESTED = re.compile(r"\*{1,3}(?=\* (?!.*\*\*))")
_UNDERLINE = re.compile(r"\s*(?:={2,}|-{2,}|_{3,}|(?:[*-] ?){3,})\s*$")
_SETEXT = re.compile("={3,}|-{3,}")
_TABLE_RULE = re.compile(r"(?=[^|]*\|)(?=[^-]*-)[\s|:-]+")
_GAP = re.compile(r"(?<![.?!: ]) {2,}")
_MAX_DEPTH = 12

_BOLD_FRONT = re.compile(
    r"([^\w*]*\*\*[^*]*[^\W\d_][^*]*\*\*)(?!\*)(?: ?\([^()]{1,40}\))?[\s:.,—–-]*(.*)"
)
"""A line that begins in bold, and what stands behind it but for a note in brackets."""

_MARKED = re.compile(r"(\*{1,2})[^*·]{1,90}[^*.!]\1(?:\W{0,3}| \([^()]{1,40}\))")

_NAMED = re.compile(r"[ :]*$| ?[:：–—|·-] ?\w")

ITEMS = (Kind.NUMBERED, Kind.BULLET)


class Node(Struct, eq=False):
    """One heading, item, line of text or table row from the line `line` on, and what is under it.

    `text` is inline Markdown. `level` is a heading's; `cells` and `columns` (headers) are a row's,
    and all rows of a table have the same `columns` object. `details` is what the other cells of a
    row say that is a block; None for all else. `apart` is True after an empty line, `ruled`
    after a rule. `said_by` is the line of its own that tells a heading's length.
    """

    kind: Kind
    line: int
    text: str
    times: Times
    level: int = 0
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    children: list[Node] = field(default_factory=list)
    details: list[Node] | None = None
    apart: bool = True
    ruled: bool = False
    said_by: Node | None = None

    @property
    def words(self) -> str:
        """Its text without marks of bold and the like."""
        return without_marks(self.text)

    @property
    def stated(self) -> bool:
        """Return whether it has a time of its own, or is a row among such."""
        return self.times.stated or self.details is not None

    def of(self, *kinds: Kind) -> list[Node]:
        """Return its direct children of some kinds."""
        return [child for child in self.children if child.kind in kinds]

    @property
    def inside(self) -> list[Node]:
        """Its children, with the line that told its length if that is not among them."""
        said = self.said_by
        return [said, *self.children] if said and said not in self.children else self.children

    def all(self) -> Iterator[Node]:
        """Yield all that stands under it, in the order of the page."""
        for child in self.inside:
            yield child
            yield from child.all()

    def timed(self) -> list[Node]:
        """Return the outermost nodes under it that state a time of their own."""
        found: list[Node] = []
        for child in self.children:
            found += [child] if child.stated else child.timed()
        return found


def new_node(kind: Kind, line: int, text: str) -> Node:
    return Node(kind, line, text, read_times(text))


def read_nodes(raw: list[str], findings: Findings) -> list[Node]:
    """Return the nodes of the lines of a page in a row, list items with what is under them."""
    nodes = _Builder(raw, findings).nodes
    days = sum(node.kind is Kind.TEXT and names_meeting(node) for node in nodes) > 1
    nodes = list(_part_bold(nodes))
    for before, node in pairwise([new_node(Kind.TEXT, 0, ""), *nodes]):
        day = days and before.kind is not Kind.HEADING and names_meeting(node)
        _raise_label(node, day)
    return nodes


class _Builder:
    """Makes nodes of the lines of a page, each list item under the one to which it belongs."""

    def __init__(self, raw: list[str], findings: Findings) -> None:
        self.nodes: list[Node] = []
        self._raw = [_QUOTE.sub("", line.expandtabs(4)) for line in raw]
        self._findings = findings
        self._open: list[tuple[int, Node]] = []  # list items, with the columns of their marks
        self._apart = True
        self._ruled = False
        self._last = ""  # the text that may go on in the next line
        self._count = 0
        self._time_leads = False  # in this paragraph each time stands above what it belongs to
        at = 0
        while at < len(raw):
            at = self._read(at)
        self.nodes = _finished(self.nodes)

    def _read(self, at: int) -> int:
        """Read the line at `at`; return the place of the next."""
        before, self._last = self._last, ""
        raw, following = self._raw[at], "".join(self._raw[at + 1 : at + 2]).strip()
        line = raw.strip()
        text = line.removesuffix("\\")
        indent = len(raw) - len(raw.lstrip())
        if "|" in raw and _TABLE_RULE.fullmatch(following):
            self._close(indent)
            return self._table(at)
        if heading := _HEADING.match(line):
            self._open.clear()
            self._add(Kind.HEADING, at, _HEADING_ENDS.sub("", heading[2]), len(heading[1]))
            return at + 1
        if self._apart and _SETEXT.fullmatch(following) and _may_head(text):
            self._open.clear()
            self._add(Kind.HEADING, at, text, 1 if following[0] == "=" else 2)
            return at + 2
        if _UNDERLINE.match(raw):
            self._open.clear()
            self._apart = self._ruled = True
            return at + 1
        counted = _COUNTED.match(text)
        if counted and int(counted[1]) in (1, self._count + 1):
            self._count = int(counted[1])
            text = f"{counted[1]}. {text[counted.end() :]}"
        if nested := _NESTED.match(text):
            indent += 2 * len(nested[0])
            text = text[len(nested[0]) :]
        bulleted, numbered, text = marks(text.strip("| "))
        if numbered and not text:
            text, at = following, at + 1
        columns = _GAP.split(text) if "   " in text else []
        if len(columns) > 2 or any(column[:1].isdigit() for column in columns):
            text = " | ".join(columns)
        shown = published(text)
        if not shown:
            self._apart = True
            return at + 1
        self._last = text
        if bulleted or numbered:
            self._item(at, indent, numbered, text)
        else:
            self._text(at, indent, text, shown, before)
        return at + 1

    def _text(self, at: int, indent: int, text: str, shown: str, before: str) -> None:
        """Add an unmarked line, or let it go on with `before`, the text of the line above it."""
        inside = bool(self._open) and indent > self._open[-1][0]
        time = is_time_alone(shown)
        if self._apart:
            self._time_leads = time
        may = before and len(self._node.text) < MAX_LINE
        if may and ((time and not self._time_leads) or goes_on(before, shown, inside)):
            self._node.text = joined(self._node.text, text)
            return
        if self._apart:
            self._close(indent)
        elif not inside:
            self._open.clear()
        self._add(Kind.TEXT, at, text)

    def _close(self, indent: int) -> None:
        """Close the items to which a line that begins at column `indent` does not belong."""
        while self._open and indent <= self._open[-1][0]:
            self._open.pop()

    @property
    def _inside(self) -> list[Node]:
        """The nodes among which the next one belongs."""
        return self._open[-1][1].children if self._open else self.nodes

    def _add(self, kind: Kind, at: int, text: str, level: int = 0) -> Node:
        node = Node(kind, at + 1, text, Times(text), level, apart=self._apart, ruled=self._ruled)
        self._inside.append(node)
        self._apart = self._ruled = False
        self._node = node
        return node

    def _item(self, at: int, indent: int, numbered: bool, text: str) -> None:
        """Put an item under the one that it belongs to: a bullet to the number above it."""
        while self._open:
            column, above = self._open[-1]
            under_number = above.kind is Kind.NUMBERED and not numbered and len(self._open) == 1
            if under_number or indent >= column + 2:
                break
            self._open.pop()
        node = self._add(Kind.NUMBERED if numbered else Kind.BULLET, at, text)
        if len(self._open) < _MAX_DEPTH:
            self._open.append((indent, node))

    def _table(self, at: int) -> int:
        """Read the table that begins at `at`; return the place behind it."""
        written = self._raw[at]
        columns = tuple(map(published, _cells(written)))
        self._findings.leave_out(at + 1, written if any(columns) else "", "the head of a table")
        rows: list[Node] = []
        end = at + 2
        while end < len(self._raw) and "|" in self._raw[end]:
            texts = _cells(self._raw[end])
            self._findings.leave_out(end + 1, " ".join(texts[len(columns) :]), "beyond the table")
            parts = (BREAK.split(text) for text in [*texts, *[""] * len(columns)][: len(columns)])
            cells = tuple("\n".join(filter(None, map(published, lines))) for lines in parts)
            if text := " | ".join(filter(None, cells)).replace("\n", " "):
                rows.append(Node(Kind.ROW, end + 1, text, Times(text), 0, cells, columns))
            end += 1
        self._inside.extend(rows)
        self._apart = False
        return end


def _may_head(text: str) -> bool:
    """Return whether a line over a rule is a heading: no sentence, no item, and not in columns."""
    return text[-1:] not in ".?!;," and "  " not in text and not marks(text)[0]


def _cells(row: str) -> list[str]:
    """Return the cells of a row of a table as they are written."""
    cells = re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))
    return [cell.replace("\\|", "|") for cell in cells]


def _finished(nodes: list[Node]) -> list[Node]:
    """Return nodes, their text as it is read, with its times."""
    for node in nodes:
        if node.kind is not Kind.ROW:
            node.text = published(node.text)
            node.times = read_times(node.text)
            node.children = under_labels(_finished(node.children))
    return nodes


def nest(heading: Node, nodes: list[Node]) -> Node:
    """Put nodes under `heading`, and under each other as their levels say."""
    opened = [heading]
    heading.children = []
    for node in nodes:
        if node.kind is Kind.HEADING:
            node.children = []
            while len(opened) > 1 and opened[-1].level >= node.level:
                opened.pop()
        opened[-1].children.append(node)
        if node.kind is Kind.HEADING:
            opened.append(node)
    return heading


def under_labels(nodes: list[Node]) -> list[Node]:
    """Put list items under the line that leads to them."""
    found: list[Node] = []
    label: Node | None = None
    for node in nodes:
        if node.kind in ITEMS and label and all(x.kind is node.kind for x in label.children[-1:]):
            label.children.append(node)
        else:
            found.append(node)
            label = node if is_label(node) else None
    return found


def is_agenda(node: Node) -> bool:
    """Return whether a heading or label says that the list under it is the agenda."""
    return bool(words.AGENDA.fullmatch(node.words)) and len(node.of(*ITEMS)) > 1


def is_label(node: Node) -> bool:
    """Return whether a line only leads to the items after it: `Discuss:`, `**Looking back**`."""
    text = node.text
    if node.kind is not Kind.TEXT or words.LABEL_OF_TOTAL.match(text) or "://" in text:
        return False
    about = words.ABOUT_THE_MEETING.match(text)
    told = about and re.search(r"\w", text[about.end() :])
    return not told and not re.search(r"[.?!。？！,][*_\"”’)]*$", text)


def _part_bold(nodes: list[Node]) -> Iterator[Node]:
    """Part lines that begin with a block in bold: `**Pitches (5 min).** One minute each.`"""
    for node in nodes:
        front = _BOLD_FRONT.fullmatch(node.text) if node.kind is Kind.TEXT else None
        times = read_times(front[1]) if front and front[2] else Times("")
        if front and times.stated and re.search(r"\w", times.text):
            yield replace(node, kind=Kind.HEADING, text=front[1], times=times, level=BOLD_LEVEL)
            node = replace(node, text=front[2], times=read_times(front[2]), apart=False)
        yield node


def names_meeting(node: Node) -> bool:
    """Return whether a line names a meeting by its day, at its beginning or with a time."""
    text = node.words
    day = words.DAY_ANYWHERE.search(text) if node.stated else words.WEEKDAY.match(text)
    return bool(day or words.DATE.match(text))


def _raise_label(node: Node, day: bool) -> None:
    """Make a line that is all bold, or names a session or a day, the heading that readers see.

    `day` tells whether it is one of several that name a day.
    """
    if node.kind is not Kind.TEXT or words.LABEL_OF_TOTAL.match(node.text):
        return
    text = node.words
    bold = re.fullmatch(r"\*\*[^*]{1,90}[^*?]\*\*\W{0,3}", node.text)
    timed = node.times.text if node.times.apart else node.text if node.times.clock else ""
    label = words.SESSION_LABEL.match(text)
    named = label and not node.times.apart and _NAMED.match(text, label.end())
    sentence = text.rstrip('*_ )"”’').endswith((".", "!", "?"))
    marked = _MARKED.fullmatch(timed) and not words.WHEN_IN_WORDS.search(text)
    if marked or (node.apart and (bold or named or (day and not sentence))):
        node.kind, node.level = Kind.HEADING, BOLD_LEVEL
