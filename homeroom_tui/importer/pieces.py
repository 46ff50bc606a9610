"""The lines of a page to its pieces: headings, items, paragraphs and table rows."""

from __future__ import annotations

import re
from enum import Enum

from msgspec import Struct

from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import published, resolve, without_marks
from homeroom_tui.importer.lines import Is, Line
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.times import LONGEST, read_times

BOLD_LEVEL = 9
"""The level of a heading that is only a line of its own: below all that Markdown knows."""


class Kind(Enum):
    """What a piece of a page is."""

    HEADING = "heading"
    NUMBERED = "numbered"
    BULLET = "bullet"
    TEXT = "text"
    ROW = "row"


class Piece(Struct):
    """One heading, item, paragraph or table row, from the line `line` of the page on.

    `text` is inline Markdown. `indent` is the column of its first sign. `level` is a heading's,
    `cells` and `columns` (headers) are a row's; all rows of a table have the same `columns`
    object. `apart` is True after an empty line, `lazy` where a line follows an item without a
    mark of its own, yet seems to be one.
    """

    kind: Kind
    line: int
    text: str
    indent: int = 0
    level: int = 0
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    apart: bool = True
    lazy: bool = False


_QUOTE = re.compile(r"\s*(?:>\s?)+")
_BULLET = re.compile(r"(?:[-+–—*](?:\s+|$)|[•‣◦▪●○■□・·]\s*)")
_LONE_STAR = re.compile(r"\*(?=[^\s*])")
_BOX = re.compile(r"(?:\[[ xX]?\](?:\s+|$)|[☐☑☒✅⬜]\s*)")
_NUMBER = re.compile(
    r"(?:\\?[0-9]{1,3}\\?[.)、．）](?:\s+|$|(?=[^\W\d_]|[\[*\"“「_`¿¡]))|"
    r"[0-9]{1,2}(?:\.[0-9]){1,3}[.)]?\s+|[(（][0-9]{1,2}[)）]\s*|[0-9]\ufe0f?\u20e3\s*|[①-⑳]\s*|"
    r"(?:[a-zA-Z]|[ivx]{2,4})[.)]\s+)"
)
_UNIT_FOLLOWS = re.compile(
    r"\s?(?:min|hour|hr|h\b|std|stunde|heure|hora|[ap]\.?m\b|uhr)", re.IGNORECASE
)
_BOLD_NUMBER = re.compile(r"(\*\*|__)\s?([0-9]{1,2}[.)])\s*(\*\*|__)?\s*")
_ENDS = re.compile(r"[.?!:;)\]。？！：）…”\"*]\s*$")
_FAR_EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff01-\uff60]")
_CLOSES = re.compile(r"(?:[)\]】）]|min[a-z]*\.?|hours?|h|[分間'])[\s*_`.:：]*$", re.IGNORECASE)
_LABELLED = re.compile(r"\*\*[^*]{1,60}(?:[:：]\s?\*\*|\*\*\s?[:：])")
_TAIL = 120
_MOST_MARKS = 8


def read_pieces(lines: list[Line], targets: dict[str, str], findings: Findings) -> list[Piece]:
    """The pieces of the lines, in their order; every word of them is in one."""
    pieces: list[Piece] = []
    apart, hard = True, False
    head: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    for line in lines:
        if line.kind is Is.EMPTY:
            apart = True
            continue
        if line.kind is Is.WORDS:
            _read_words(line, pieces, apart, hard)
            apart, hard = False, line.text.endswith(("  ", "\\", "<br>", "<br/>", "<br />"))
            continue
        if line.kind is Is.HEADING:
            text = published(line.text)
            pieces.append(Piece(Kind.HEADING, line.number, text, level=line.level))
        elif line.cells:
            cells = tuple(map(published, line.cells))
            if line.columns is not head:
                head, columns = line.columns, tuple(map(published, line.columns))
            text = " | ".join(filter(None, cells))
            pieces.append(Piece(Kind.ROW, line.number, text, cells=cells, columns=columns))
        elif any(sign.isalnum() for sign in line.text):
            findings.leave_out(line.number, line.text, "the head of a table")
        apart, hard = True, False
    for piece in pieces:
        piece.text = resolve(piece.text, targets)
    kept = [piece for piece in pieces if piece.text or piece.kind is Kind.NUMBERED]
    _raise_labels(kept)
    return kept


def _read_words(line: Line, pieces: list[Piece], apart: bool, hard: bool) -> None:
    raw = line.text.expandtabs(4)
    if quote := _QUOTE.match(raw):
        raw = raw[quote.end() :].lstrip("# ")
    text = raw.strip().removesuffix("\\")
    piece = Piece(Kind.TEXT, line.number, text, len(raw) - len(raw.lstrip()), apart=apart)
    _read_marks(piece)
    piece.text = published(piece.text)
    last = pieces[-1] if pieces else None
    if piece.kind is Kind.TEXT and last is not None and _goes_on(last, piece, apart, hard):
        last.text = _joined(last.text, piece.text)
    elif piece.text or piece.kind is not Kind.TEXT:
        pieces.append(piece)


def _read_marks(piece: Piece) -> None:
    """Takes number, bullet and box off the text of a piece."""
    text = piece.text
    for _ in range(_MOST_MARKS):
        bullet = _BULLET.match(text) or (_LONE_STAR.match(text) if text.count("*") == 1 else None)
        if bullet is None or piece.kind is Kind.NUMBERED:
            break
        piece.indent += 2 if piece.kind is Kind.BULLET else 0
        piece.kind, text = Kind.BULLET, text[bullet.end() :]
    number = _NUMBER.match(text)
    bold = _BOLD_NUMBER.match(text)
    if number and not (
        number[0].rstrip()[-1:].isdigit() and _UNIT_FOLLOWS.match(text, number.end() - 1)
    ):
        piece.kind, text = Kind.NUMBERED, text[number.end() :]
    elif bold:
        piece.kind, text = Kind.NUMBERED, ("" if bold[3] else bold[1]) + text[bold.end() :]
    box = _BOX.match(text)
    if box:
        text = text[box.end() :]
        piece.kind = Kind.BULLET if piece.kind is Kind.TEXT else piece.kind
    piece.text = text


def _goes_on(last: Piece, piece: Piece, apart: bool, hard: bool) -> bool:
    """Whether a line of text belongs to the piece before it; if not, it may be marked lazy."""
    if last.kind is Kind.HEADING or last.kind is Kind.ROW:
        return False
    if not last.text:
        return last.kind is Kind.NUMBERED or not apart
    if apart or len(last.text) > LONGEST:
        return False
    if _is_time_alone(piece.text) and not _ends_with_time(last.text):
        return True
    separate = hard or _ends_with_time(last.text) or read_times(piece.text).stated
    if last.kind is Kind.TEXT:
        separate = separate or bool(_LABELLED.match(piece.text))
        return not separate and piece.indent == last.indent and not _stands_alone(last.text)
    if piece.indent > last.indent:
        return not hard and (not _ends_with_time(last.text) or piece.text[:1].islower())
    new = _ENDS.search(last.text) and not piece.text[:1].islower()
    if separate or new:
        piece.lazy = True
        return False
    return True


def _ends_with_time(text: str) -> bool:
    """Whether a line is complete, because a duration closes it."""
    tail = text[-_TAIL:]
    return bool(_CLOSES.search(tail)) and read_times(tail).stated


def _is_time_alone(text: str) -> bool:
    times = read_times(text) if len(text) < _TAIL else None
    return times is not None and times.stated and not times.text


def _stands_alone(text: str) -> bool:
    """Whether a line is all bold, or only leads to what follows."""
    return bool(re.fullmatch(r"\*\*[^*]{1,200}\*\*:?", text)) or text.endswith((":", "："))


def _joined(text: str, more: str) -> str:
    if text and more and _FAR_EAST.match(text[-1]) and _FAR_EAST.match(more):
        return text + more
    return f"{text} {more}".strip()


def _raise_labels(pieces: list[Piece]) -> None:
    """Makes lines such as `**WEEK 1**` headings, which they are to those who read the page."""
    for piece in pieces:
        if piece.kind is not Kind.TEXT or not piece.apart or len(piece.text) > 100:
            continue
        bold = re.fullmatch(r"\*\*([^*]{1,90})\*\*:?", piece.text)
        label = words.LABEL.match(without_marks(piece.text))
        if label and (bold or piece.text.endswith(":") or label.end() >= len(piece.text)):
            piece.kind, piece.level = Kind.HEADING, BOLD_LEVEL
