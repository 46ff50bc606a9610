"""Build the tree of a page: what stands under which heading, item or label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from msgspec import Struct, field
from msgspec.structs import replace

from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import BREAK, published, without_marks
from homeroom_tui.importer.lines import Lines, sentences
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.times import Times, clock_range, read_times

BOLD_LEVEL = 9
"""The level of a heading that is only a line of its own: below all that Markdown knows."""


MAX_COLUMNS = 40
"""A wider table has no times."""


class Kind(Enum):
    """The kind of a node of a page."""

    HEADING = "heading"
    NUMBERED = "numbered"
    BULLET = "bullet"
    TEXT = "text"
    ROW = "row"
    HINT = "hint"
    PEOPLE = "people"


_BOLD_FRONT = re.compile(
    r"([^\w*]*\*\*[^*]*[^\W\d_][^*]*\*\*)(?!\*)(?: ?\([^()]{1,40}\))?[\s:.,—–-]*(.*)"
)
"""A line that begins in bold, and what stands behind it but for a note in brackets."""

_MARKED = re.compile(r"(\*{1,2})[^*·]{1,90}[^*.!]\1(?:\W{0,3}| \([^()]{1,40}\))")
_MARKED_BY = re.compile(r"\*\*[^*]{1,90}\*\* [–—-] [^.?!:*]{1,40}")

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


def read_nodes(page: Lines, findings: Findings) -> list[Node]:
    """Return the nodes of a page in a row, list items with what is under them."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.disable(["blockquote", "code", "fence", "html_block", "reference"])
    tokens: list[Token] = []
    parser.block.parse("\n".join(page.lines), parser, {}, tokens)
    nodes = _Reader(page, findings).read(SyntaxTreeNode(tokens).children)
    by = any(node.times.apart and _MARKED.fullmatch(node.times.text) for node in nodes)
    days = sum(node.kind is Kind.TEXT and names_meeting(node) for node in nodes) > 1
    nodes = _part_bold(nodes)
    for before, node, following in zip([None, *nodes], nodes, [*nodes[1:], None], strict=False):
        under = before is not None and before.kind is Kind.HEADING
        leads = following is not None and not under and following.kind in ITEMS
        alone = not under and (following is None or following.apart)
        if days or not words.DAY_ALONE.fullmatch(node.words):
            _raise_label(node, days and (leads or alone) and names_meeting(node), by)
    return nodes


class _Reader(Struct):
    """Turns the parser's tree into nodes."""

    page: Lines
    findings: Findings

    def read(self, parsed: Iterable[SyntaxTreeNode]) -> list[Node]:
        nodes: list[Node] = []
        for one in parsed:
            if one.type in ("heading", "paragraph"):
                nodes += self._lines(one)
            elif one.type in ("bullet_list", "ordered_list"):
                kind = Kind.BULLET if one.type == "bullet_list" else Kind.NUMBERED
                nodes += [node for item in one.children for node in self._item(item, kind)]
            elif one.type == "table":
                nodes += _by_day(list(self._rows(one)))
        return nodes

    def _lines(self, parsed: SyntaxTreeNode) -> Iterable[Node]:
        first, _ = parsed.map or (0, 0)
        heading = parsed.type == "heading"
        for row, line in enumerate(_content(parsed).split("\n")):
            number = self.page.numbers[first + row]
            for text in sentences(published(line)):
                node = new_node(Kind.HEADING if heading else Kind.TEXT, number, text)
                node.level = int(parsed.tag[1:]) if heading else 0
                node.apart = number in self.page.apart
                node.ruled = number in self.page.ruled
                yield node

    def _item(self, parsed: SyntaxTreeNode, kind: Kind) -> list[Node]:
        inner = self.read(parsed.children)
        if not inner or inner[0].kind not in (Kind.TEXT, Kind.HEADING):
            return inner
        item, *children = inner
        item.kind, item.level, item.children = kind, 0, under_labels(children)
        return [item]

    def _rows(self, table: SyntaxTreeNode) -> Iterable[Node]:
        head, *rows = (row for part in table.children for row in part.children)
        columns = tuple(published(_content(cell)) for cell in head.children)
        number, written = self._place(head)
        self.findings.leave_out(number, written if any(columns) else "", "the head of a table")
        for row in rows:
            number, written = self._place(row)
            beyond = re.split(r"(?<!\\)\|", written.strip().removeprefix("|"))[len(columns) :]
            self.findings.leave_out(number, " ".join(beyond), "beyond the table")
            parts = (BREAK.split(_content(cell)) for cell in row.children)
            cells = tuple("\n".join(filter(None, map(published, lines))) for lines in parts)
            if text := _row_text(cells):
                yield Node(Kind.ROW, number, text, Times(text), 0, cells, columns)

    def _place(self, row: SyntaxTreeNode) -> tuple[int, str]:
        at, _ = row.map or (0, 0)
        return self.page.numbers[at], self.page.lines[at]


def _by_day(rows: list[Node]) -> list[Node]:
    """Return the rows of a timetable with a column for each day, under a heading for each."""
    columns = rows[0].columns if rows else ()
    named = (words.WEEKDAY, words.DATE, words.SESSION_LABEL)
    days = [at for at, name in enumerate(columns) if any(day.match(name) for day in named)]
    timed = sum(read_times(row.cells[0]).stated for row in rows)
    if not 1 < len(days) < len(columns) <= MAX_COLUMNS or days[0] == 0 or timed * 2 < len(rows):
        return rows
    found: list[Node] = []
    for day in days:
        kept = [at for at in range(len(columns)) if at == day or at not in days]
        names = tuple(columns[at] for at in kept)
        found.append(new_node(Kind.HEADING, rows[0].line, columns[day]))
        found[-1].level = BOLD_LEVEL
        for row in rows:
            cells = tuple(row.cells[at] for at in kept)
            if row.cells[day] or not any(row.cells[at] for at in days):
                found.append(replace(row, text=_row_text(cells), cells=cells, columns=names))
    return found


def _row_text(cells: tuple[str, ...]) -> str:
    return " | ".join(filter(None, cells)).replace("\n", " ")


def _content(parsed: SyntaxTreeNode) -> str:
    return parsed.children[0].content if parsed.children else ""


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
        inside = label.children if label is not None else []
        if node.kind in ITEMS and label and (not inside or inside[-1].kind is node.kind):
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
    if node.kind is not Kind.TEXT or words.LABEL_OF_TOTAL.match(node.text) or "://" in node.text:
        return False
    about = words.ABOUT_THE_MEETING.match(node.text)
    if about and about.end() < len(node.text.rstrip("*_ ")):
        return False
    return not re.search(r"[.?!。？！,][*_\"”’)]*$", node.text)


def _part_bold(nodes: list[Node]) -> list[Node]:
    """Part lines that begin with a block in bold: `**Pitches (5 min).** One minute each.`"""
    fronts = {node: _BOLD_FRONT.fullmatch(node.text) for node in nodes if node.kind is Kind.TEXT}
    bold = {
        node: new_node(Kind.HEADING, node.line, front[1])
        for node, front in fronts.items()
        if front and (times := read_times(front[1])).stated and re.search(r"\w", times.text)
    }
    parted: list[Node] = []
    for node in nodes:
        front = fronts.get(node)
        if len(bold) > 1 and node in bold and front and front[2]:
            bold[node].level = BOLD_LEVEL
            bold[node].apart = node.apart
            parted += [bold[node], new_node(Kind.TEXT, node.line, front[2])]
            parted[-1].apart = False
        else:
            parted.append(node)
    return parted


def names_meeting(node: Node) -> bool:
    """Return whether a line names a meeting by its day, at its beginning or with a time."""
    text = node.words
    if words.WEEKDAY.match(text) or words.DATE.match(text):
        return True
    timed = node.stated or node.times.most or clock_range(text)
    return bool(timed and words.DAY_ANYWHERE.search(text))


def _raise_label(node: Node, day: bool, by: bool) -> None:
    """Make a line that is all bold, or names a session or a day, the heading that readers see.

    `day` tells whether it is one of several that name a day, `by` whether other headings are lines
    in bold with a length, so that `**Safety** — 15 min — Maeve` is one too.
    """
    if node.kind is not Kind.TEXT or words.LABEL_OF_TOTAL.match(node.text):
        return
    text = node.words
    bold = re.fullmatch(r"\*\*[^*]{1,90}[^*?]\*\*\W{0,3}", node.text)
    timed = node.times.text if node.times.apart else node.text if node.times.clock else ""
    marked = _MARKED.fullmatch(timed) or (by and node.times.apart and _MARKED_BY.fullmatch(timed))
    label = words.SESSION_LABEL.match(text)
    named = label and re.match(r" ?[:：–—|·-] ?\w", text[label.end() :]) and not node.times.apart
    alone = label and label.end() >= len(text.rstrip(" :"))
    sentence = text.rstrip('*_ )"”’').endswith((".", "!", "?"))
    if (marked and not words.WHEN_IN_WORDS.search(text)) or (
        node.apart and (bold or alone or named or (day and not sentence))
    ):
        node.kind, node.level = Kind.HEADING, BOLD_LEVEL
