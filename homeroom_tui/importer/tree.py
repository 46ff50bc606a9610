"""A page as a tree: what stands under which heading, item or label, as Markdown says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct, field

from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import published, resolve, without_marks
from homeroom_tui.importer.lines import Lines, logical_lines, sentences
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.times import Times, read_times

BOLD_LEVEL = 9
"""The level of a heading that is only a line of its own: below all that Markdown knows."""

MAX_LABEL = 80
"""Characters."""


class Kind(Enum):
    """What a node of a page is."""

    HEADING = "heading"
    NUMBERED = "numbered"
    BULLET = "bullet"
    TEXT = "text"
    ROW = "row"


ITEMS = (Kind.NUMBERED, Kind.BULLET)


class Node(Struct, eq=False):
    """One heading, item, line of text or table row from the line `line` on, and what is under it.

    `text` is inline Markdown. `level` is a heading's; `cells` and `columns` (headers) are a row's,
    and all rows of a table have the same `columns` object. `apart` is True after an empty line,
    `guessed` for a line that seems to be an item though it has no mark. `said_by` is the line of
    its own that tells a heading's length.
    """

    kind: Kind
    line: int
    text: str
    times: Times
    level: int = 0
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    children: list[Node] = field(default_factory=list)
    apart: bool = True
    guessed: bool = False
    said_by: Node | None = None

    @property
    def words(self) -> str:
        """Its text without marks of bold and the like."""
        return without_marks(self.text)

    def of(self, *kinds: Kind) -> list[Node]:
        """Return its direct children of some kinds."""
        return [child for child in self.children if child.kind in kinds]

    def all(self) -> Iterator[Node]:
        """Yield all that stands under it, in the order of the page."""
        for child in self.children:
            yield child
            yield from child.all()

    def timed(self) -> list[Node]:
        """Return the outermost nodes under it that state a time of their own."""
        found: list[Node] = []
        for child in self.children:
            found += [child] if child.times.stated else child.timed()
        return found


def new_node(kind: Kind, line: int, text: str, level: int = 0) -> Node:
    return Node(kind, line, text, read_times(text), level)


def read_nodes(page: Lines, findings: Findings) -> list[Node]:
    """Return the nodes of a page in a row, list items with what is under them."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.disable(["blockquote", "code", "fence", "html_block", "reference"])
    tokens: list[Token] = []
    parser.block.parse("\n".join(page.lines), parser, {}, tokens)
    nodes = _Reader(tokens, page, findings).read(0, len(tokens))
    for node in nodes:
        _raise_label(node)
    return nodes


class _Reader:
    """Turns the parser's tokens into nodes."""

    def __init__(self, tokens: list[Token], page: Lines, findings: Findings) -> None:
        self._tokens = tokens
        self._page = page
        self._findings = findings
        self._closing = _closings(tokens)

    def read(self, at: int, end: int) -> list[Node]:
        """Return the nodes of the tokens from `at` to `end`."""
        nodes: list[Node] = []
        while at < end:
            token, close = self._tokens[at], self._closing.get(at, at)
            if token.type == "heading_open":
                text = published(self._tokens[at + 1].content)
                if text:
                    nodes.append(self._node(Kind.HEADING, token, 0, text, int(token.tag[1:])))
            elif token.type == "paragraph_open":
                nodes += self._lines(token, self._tokens[at + 1].content, prose=True)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                kind = Kind.BULLET if token.type[0] == "b" else Kind.NUMBERED
                nodes += self._items(kind, at + 1, close)
            elif token.type == "table_open":
                nodes += self._rows(at + 1, close)
            at = close + 1
        return nodes

    def _node(self, kind: Kind, token: Token, row: int, text: str, level: int = 0) -> Node:
        line = self._page.numbers[(token.map or [0])[0] + row]
        node = new_node(kind, line, resolve(text, self._page.targets), level)
        node.apart = line in self._page.apart
        node.guessed = line in self._page.lazy
        return node

    def _lines(self, token: Token, content: str, prose: bool) -> list[Node]:
        return [
            self._node(Kind.TEXT, token, row, text)
            for row, line in logical_lines(content, prose)
            for text in sentences(line)
        ]

    def _items(self, kind: Kind, at: int, end: int) -> list[Node]:
        nodes: list[Node] = []
        while at < end:
            close = self._closing[at]
            inner = self.read(at + 1, close)
            if inner and inner[0].kind in (Kind.TEXT, Kind.HEADING):
                item, *children = inner
                item.kind, item.level = kind, 0
                item.children = _under_labels(children)
                nodes.append(item)
            elif inner:
                nodes += inner
            at = close + 1
        return nodes

    def _rows(self, at: int, end: int) -> list[Node]:
        rows: list[Node] = []
        columns: tuple[str, ...] | None = None
        for place in range(at, end):
            token = self._tokens[place]
            if token.type != "tr_open":
                continue
            inline = (t for t in self._tokens[place : self._closing[place]] if t.type == "inline")
            cells = tuple(resolve(published(token.content), self._page.targets) for token in inline)
            at_line = (token.map or [0])[0]
            line, written = self._page.numbers[at_line], self._page.lines[at_line]
            if columns is None:
                columns = cells
                if any(any(map(str.isalnum, cell)) for cell in cells):
                    self._findings.leave_out(line, written, "the head of a table")
                continue
            beyond = re.split(r"(?<!\\)\|", written.strip().removeprefix("|"))
            self._findings.leave_out(line, " ".join(beyond[len(columns) :]), "beyond the table")
            text = " | ".join(filter(None, cells))
            if text:
                rows.append(Node(Kind.ROW, line, text, Times(text), 0, cells, columns))
        return rows


def _closings(tokens: list[Token]) -> dict[int, int]:
    """Return for each token that opens the place of the one that closes it."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for at, token in enumerate(tokens):
        if token.nesting == 1:
            opened.append(at)
        elif token.nesting == -1:
            found[opened.pop()] = at
    return found


def nest(heading: Node, nodes: list[Node]) -> Node:
    """Put nodes under `heading`, and under each other as headings and labels say."""
    heading.children = []
    open_headings = [heading]
    gathered: list[Node] = []

    def close() -> None:
        open_headings[-1].children += _under_labels(gathered)
        gathered.clear()

    for node in nodes:
        if node.kind is not Kind.HEADING:
            gathered.append(node)
            continue
        close()
        node.children = []
        while len(open_headings) > 1 and open_headings[-1].level >= node.level:
            open_headings.pop()
        open_headings[-1].children.append(node)
        open_headings.append(node)
    close()
    return heading


def _under_labels(nodes: list[Node]) -> list[Node]:
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


def is_label(node: Node) -> bool:
    """Whether a line of text only leads to the items after it: `Discuss:`, `**Looking back**`."""
    text = node.text
    if node.kind is not Kind.TEXT or len(text) > 4 * MAX_LABEL:
        return False
    if words.LABEL_OF_TOTAL.match(text) or words.HINT.match(text):
        return False
    short = len(text) < MAX_LABEL and not re.search(r"[.?!。？！,]\W*$", text)
    about = words.ABOUT_THE_MEETING.match(text)
    if about and about.end() < len(text.rstrip("*_ ")):
        return False
    return short or bool(re.search(r"[:：]\W{0,3}$|^\*\*[^*]+\*\*\W*$", text))


def _raise_label(node: Node) -> None:
    """Make a line that is all bold, or names a session or a day, the heading that readers see."""
    if node.kind is not Kind.TEXT or not node.apart or len(node.text) > 100:
        return
    text = node.words
    bold = re.fullmatch(r"\*\*([^*]{1,90})\*\*\W{0,3}", node.text) and not text.endswith("?")
    label = words.SESSION_LABEL.match(text) or words.WEEKDAY.match(text)
    alone = label and (node.text.endswith(":") or label.end() >= len(text.rstrip(" :")))
    if bold or alone:
        node.kind, node.level = Kind.HEADING, BOLD_LEVEL
