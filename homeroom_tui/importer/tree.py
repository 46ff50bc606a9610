"""The pieces of a session as a tree: what stands under which heading, item or label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from homeroom_tui.importer import words
from homeroom_tui.importer.pieces import Kind, Piece
from homeroom_tui.importer.times import How, Times, read_times

_LONGEST_LABEL = 80
_DEEPEST = 12
_ITEMS = (Kind.NUMBERED, Kind.BULLET)


class Node(Struct, eq=False):
    """A piece with its times and what stands under it."""

    piece: Piece
    times: Times
    children: list[Node] = field(default_factory=list)
    said_by: Piece | None = None
    """The line of its own that tells a heading's duration: `Time: 10 minutes`."""

    @property
    def kind(self) -> Kind:
        return self.piece.kind

    @property
    def text(self) -> str:
        return self.piece.text

    def of(self, *kinds: Kind) -> list[Node]:
        """Its direct children of some kinds."""
        return [child for child in self.children if child.kind in kinds]

    def all(self) -> Iterator[Node]:
        """All that stands under it, in the order of the page."""
        for child in self.children:
            yield child
            yield from child.all()

    def stated(self) -> list[Node]:
        """The outermost nodes under it that state a time of their own."""
        found: list[Node] = []
        for child in self.children:
            found += [child] if child.times.stated else child.stated()
        return found


def grow(heading: Piece, pieces: list[Piece]) -> Node:
    """The tree of a session: `heading` with its pieces under it, lengths of their own adopted."""
    root = branch(heading, pieces)
    for node in [root, *root.all()]:
        if node.kind is Kind.HEADING:
            _adopt_duration(node)
    return root


def branch(heading: Piece, pieces: list[Piece]) -> Node:
    """`heading` with its pieces under it, as they stand."""
    root = Node(heading, read_times(heading.text))
    headings, items = [root], list[Node]()
    for piece in pieces:
        node = Node(piece, Times(piece.text) if piece.cells else read_times(piece.text))
        if piece.kind is Kind.HEADING:
            while len(headings) > 1 and headings[-1].piece.level >= piece.level:
                headings.pop()
            headings[-1].children.append(node)
            headings.append(node)
            items = []
            continue
        if piece.kind is Kind.TEXT:
            _go_to_parent_of_text(items, node)
        else:
            while items and not _is_under(piece, items):
                items.pop()
        (items or headings)[-1].children.append(node)
        if len(items) < _DEEPEST and (piece.kind in _ITEMS or is_label(piece)):
            items.append(node)
    return root


def is_label(piece: Piece) -> bool:
    """Whether a line of text only leads to the items after it: `Discuss:`, `**Looking back**`."""
    if piece.kind is not Kind.TEXT or len(piece.text) > 4 * _LONGEST_LABEL:
        return False
    if words.LABEL_OF_TOTAL.match(piece.text):
        return False
    short = len(piece.text) < _LONGEST_LABEL and not re.search(r"[.?!。？！]\W*$", piece.text)
    return short or bool(re.search(r"[:：]\W{0,3}$|^\*\*[^*]+\*\*\W*$", piece.text))


def _is_under(piece: Piece, items: list[Node]) -> bool:
    """Whether a list item belongs to the last of the open items."""
    top = items[-1].piece
    if top.kind is Kind.TEXT:
        outer = items[0].piece
        inside = outer is not top and piece.indent > outer.indent + 1
        return inside or (piece.kind is Kind.BULLET and outer.kind is not Kind.BULLET)
    if piece.kind is Kind.BULLET and top.kind is Kind.NUMBERED:
        return len(items) == 1 or piece.indent >= top.indent - 1
    if piece.kind is Kind.ROW:
        return False
    deeper = 3 if top.kind is Kind.NUMBERED else 2
    return piece.indent >= top.indent + deeper


def _go_to_parent_of_text(items: list[Node], node: Node) -> None:
    """Closes the items to which a line of text does not belong."""
    piece = node.piece
    if not items:
        return
    if piece.lazy:
        if items[-1].kind is not Kind.NUMBERED:
            items.pop()
    elif piece.indent > items[0].piece.indent:
        while len(items) > 1 and (
            items[-1].piece.indent >= piece.indent or items[-1].kind is Kind.TEXT
        ):
            items.pop()
    elif items[0].kind is Kind.NUMBERED and not node.times.stated and _may_hold(items[0], piece):
        del items[1:]
    else:
        items.clear()


def _may_hold(item: Node, piece: Piece) -> bool:
    """Whether a line at the margin goes on with the numbered item before it."""
    bold = piece.text.startswith("**") and is_label(piece)
    return not bold or item.times.duration is not None or item.times.bare is not None


def _adopt_duration(heading: Node) -> None:
    """Gives a heading the duration that a line of its own tells, which then is no child."""
    if heading.times.duration is not None:
        return
    for child in heading.of(Kind.TEXT, Kind.BULLET, Kind.NUMBERED):
        known = child.times
        says = words.LABEL_OF_TOTAL.match(child.text) if not child.children else None
        alone = child is heading.children[0] and not known.text and known.stated
        if known.duration is None or not (says or alone):
            continue
        heading.times = Times(
            heading.times.text, known.duration, How.STATED, heading.times.share, known.clock
        )
        heading.said_by = child.piece
        if says and len(known.text) > says.end() + 2:
            child.times = Times(child.text)
        else:
            at = heading.children.index(child)
            heading.children[at : at + 1] = child.children
        return
