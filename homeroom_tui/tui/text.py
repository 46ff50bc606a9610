"""Turn other people's text into `Content`, the only form that the screens show.

Textual reads markup in plain strings: it eats words in brackets and stumbles over `[/x]`. So
whatever comes from a file goes through here, and every widget is given `Content`. Characters that
would move the cursor, hide themselves or turn the order of a line are shown by name instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from textual.content import Content
from textual.style import Style

from homeroom_tui import escaping
from homeroom_tui.agenda.details import Place, details, with_addresses
from homeroom_tui.agenda.inline import Link, links, plain, spans
from homeroom_tui.agenda.lengths import range_of
from homeroom_tui.agenda.model import Block

LINK = "homeroom_link"
"""The key, in the meta data of a style, under which a drawn link keeps its address."""

COMMAND = "homeroom_command"
"""The key, in the meta data of a style, under which a drawn button keeps its command's id."""

MEASURE = 76
"""Cells: lines longer than this are hard to read."""

NARROWEST = 2
"""Cells. No text is wrapped narrower: a wide character would have no place."""

MAX_TITLE = 1_000
"""Characters of a title that are drawn: more would fill a screen, and take long each time."""

MOST_MARKS = 16
"""Characters in a row that take no cell of their own. The longest emoji and accents have fewer, and
thousands of them make whatever stands over them slow to draw."""

JOINER = "\u200d"
HEADING = "#"


_MARKS_PERHAPS = re.compile(rf"[^ -~\n]{{{MOST_MARKS + 1}}}")


def visible(text: str, *, lines: bool = False) -> str:
    """The text with nothing in it that a terminal would obey; tabs become spaces.

    Line ends become a space, or are kept as `\\n` with `lines`.
    """
    shown = escaping.visible(text.replace("\r\n", "\n"), newline="\n" if lines else " ")
    return _with_few_marks(shown)


def _with_few_marks(text: str) -> str:
    if JOINER not in text and (
        not _MARKS_PERHAPS.search(text) or all(map(get_character_cell_size, text))
    ):
        return text
    kept, before, marks = list[str](), "", 0
    for character in text:
        joins = before == JOINER or not get_character_cell_size(character)
        marks = marks + 1 if joins and character != "\n" else 0
        if marks <= MOST_MARKS:
            kept.append(character)
        elif marks == MOST_MARKS + 1:
            kept.append("…")
        before = character
    return "".join(kept)


def literal(text: str, *, lines: bool = False) -> Content:
    """The text letter for letter; on one line, or with its line ends kept."""
    return Content(visible(text, lines=lines))


def inline(text: str, base_url: str | None = None) -> Content:
    """The text on one line with its inline Markdown drawn: links, bold, italic, code.

    Relative links are resolved against `base_url`.
    """
    drawn = []
    for span in spans(text, base_url):
        part = Content(visible(span.text))
        if span.bold:
            part = part.stylize("bold")
        if span.italic:
            part = part.stylize("italic")
        if span.code:
            part = part.stylize("$secondary")
        if span.url:
            part = clickable(part.stylize("underline"), LINK, span.url)
        drawn.append(part)
    return Content("").join(drawn)


def short_title(text: str, base_url: str | None = None) -> Content:
    """The title as by `inline`, cut where it is longer than any that is read."""
    return inline(_cut_title(text), base_url)


def plain_title(text: str) -> str:
    """The title on one line without its markup, cut likewise."""
    return visible(plain(_cut_title(text)))


def _cut_title(text: str) -> str:
    return text if len(text) <= MAX_TITLE else f"{text[:MAX_TITLE]}…"


def clickable(content: Content, key: str, value: object) -> Content:
    """The content as a place to click: in the meta data of its style, `key` has this value."""
    return content.stylize(Style.from_meta({key: value}))


def button(content: Content, command: str) -> Content:
    """The content as a place to click for the command of that id."""
    return clickable(content, COMMAND, command)


def shorten(text: str, cells: int) -> str:
    """The text cut to that many cells, the last of them an ellipsis if anything was cut."""
    if cell_len(text) <= cells:
        return text
    if cells < 1:
        return ""
    return set_cell_size(text, cells - 1).rstrip() + "…"


def hang(content: Content, width: int, first: str = "") -> Content:
    """The content wrapped to `width` cells, `first` before it and the other lines indented so."""
    indent = " " * cell_len(first)
    room = max(NARROWEST, width - len(indent))
    wrapped = content.wrap(room)
    return Content("\n").join(
        Content(first if number == 0 else indent) + line for number, line in enumerate(wrapped)
    )


def height_of(content: Content) -> int:
    """How many lines it has."""
    return content.plain.count("\n") + 1


def cut(lines: Sequence[Content], width: int, height: int) -> list[Content]:
    """As many lines as there is room for, the last one with an ellipsis if any was cut."""
    if len(lines) > height > 0:
        return [*lines[: height - 1], lines[height - 1].truncate(max(width - 1, 0)) + "…"]
    return list(lines)


def hang_path(path: str, width: int, first: str = "") -> Content:
    """The path of a file like `hang`, broken behind its slashes where it is too long."""
    room = max(NARROWEST, width - len(first))
    lines = [""]
    for part in visible(path).replace("/", "/\n").split("\n"):
        if lines[-1] and cell_len(lines[-1] + part) > room:
            lines.append("")
        lines[-1] += part
    return stack(
        hang(Content(line), width, " " * len(first) if number else first)
        for number, line in enumerate(lines)
    )


def in_rows(
    parts: Iterable[Content], width: int, between: str = " ", indent: str = ""
) -> list[Content]:
    """The parts in rows, each part whole on one of them; all rows but the first are indented."""
    rows: list[list[Content]] = [[]]
    used = 0
    for part in parts:
        cells = part.cell_length
        if rows[-1] and used + len(between) + cells > width:
            rows.append([Content(indent) + part])
            used = len(indent) + cells
        else:
            used += cells + (len(between) if rows[-1] else 0)
            rows[-1].append(part)
    return [Content(between).join(row) for row in rows]


def stack(parts: Iterable[Content]) -> Content:
    """The parts below each other."""
    return Content("\n").join(parts)


def prose(text: str, width: int, base_url: str | None = None) -> Content:
    """A text of Markdown headings, bullets and paragraphs, laid out for `width` cells.

    Bullets nest one level, by their indentation. Anything else is a paragraph.
    """
    laid: list[Content] = []
    before = ""
    for mark, words in _pieces(text):
        if laid and not (mark.strip() and before.strip()):
            laid.append(Content(""))
        content = inline(words, base_url)
        if mark == HEADING:
            laid.append(hang(content.stylize("bold $accent"), width))
        else:
            laid.append(hang(content, width, mark))
        before = "" if mark == HEADING else mark
    return stack(laid)


_PIECE = re.compile(r"(?P<indent> *)(?:(?P<heading>#{1,6})|(?P<number>\d{1,3}[.)])|[-*+]) +(?=\S)")


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of a Markdown text: what stands before each, and its words on one line."""
    mark, words = "", list[str]()
    for line in [*text.expandtabs(4).split("\n"), ""]:
        found = _PIECE.match(line)
        if (found or not line.strip()) and words:
            yield mark, " ".join(words)
            mark, words = "", []
        if found:
            nested = "  " if len(found["indent"]) > 1 else ""
            mark = HEADING if found["heading"] else f"{nested}{found['number'] or '•'} "
            line = line[found.end() :]
        if line.strip():
            words.append(line.strip())


# Blocks as plain text, to be copied for the chat


def block_text(block: Block, base_url: str | None) -> str:
    """The block and its details, a line each; links stand in brackets after their words."""
    title = f"{with_addresses(block.title, base_url)} ({range_of(block.duration)})"
    return "\n".join([
        title,
        *(
            f"{'   – ' if detail.depth else '• '}{with_addresses(detail.line, base_url)}"
            for detail in details(block, Place.CHAT)
        ),
    ])  # fmt: skip


def links_in(texts: Iterable[str], base_url: str | None) -> list[Link]:
    """The links of these texts, in order, each address once."""
    return list({link.url: link for text in texts for link in links(text, base_url)}.values())
