"""The text of a page to numbered lines that know whether they are heading, table, code or words.

Markdown says what is a heading, a table or code. What belongs to which item it does not say for
pages as people write them: lists are read line by line, in `pieces`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct

from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.words import small

NOT_SHOWN = "not shown on the page"


class Is(Enum):
    """What a line is."""

    EMPTY = "empty"
    HEADING = "heading"
    ROW = "row"
    WORDS = "words"


class Line(Struct):
    """One line of the page. `level` is a heading's; `cells` and `columns` (headers) are a row's."""

    number: int
    text: str
    kind: Is = Is.WORDS
    level: int = 0
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


class Front(Struct, frozen=True):
    """What the front matter says of the whole page."""

    title: str = ""
    duration: str = ""


_HIDDEN = re.compile(r"<!--|<(?:script|style)\b", re.IGNORECASE)
_HIDDEN_ENDS = {"<!--": "-->", "<script": "</script>", "<style": "</style>"}
_LIQUID = re.compile(r"\s*(?:\{%.*%\}|\{:.*\}|:::.*|\[\[?TOC\]?\]|[*-] TOC)\s*$", re.IGNORECASE)
_REFERENCE = re.compile(r"\s{0,3}\[([^][]{1,100})\]:\s{0,9}<?([^\s<>]{1,1000})>?(?:\s+[\"'(].*)?$")
_CRAMPED_HEADING = re.compile(r"\s{0,3}(#{2,6})([^#\s].*)$")
_UNDERLINE = re.compile(r"\s{0,3}(={2,}|-{2,})\s*$")
_ITEM = re.compile(r"\s*(?:[-*+•]\s|[0-9]{1,3}[.)]|>|\|)")
_MOST_OPEN_FENCES = 8


def split(text: str) -> list[str]:
    """The lines of a text, whatever ends them. Other controls than tabs become spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    text = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", " ", text)
    return text.split("\n")


def read_front(lines: list[str]) -> tuple[Front, int]:
    """The front matter of a page, and the number of lines that it takes."""
    fence = lines[0].strip() if lines else ""
    if fence not in ("---", "+++"):
        return Front(), 0
    for at, line in enumerate(lines[1:400], 1):
        if line.strip() == fence or (fence == "---" and line.strip() == "..."):
            return Front(_field(lines[1:at], "title"), _field(lines[1:at], "duration")), at + 1
    return Front(), 0


def _field(lines: list[str], name: str) -> str:
    for at, line in enumerate(lines):
        found = re.match(rf"{name}\s*[:=](.*)$", line, re.IGNORECASE)
        if found:
            text = found[1].strip()
            if text in (">", "|", ">-", "|-") and at + 1 < len(lines):
                text = lines[at + 1].strip()
            return text.strip("\"'").strip()
    return ""


def read_lines(raw: list[str], first: int, findings: Findings) -> tuple[list[Line], dict[str, str]]:
    """The lines of a page from `raw[first]` on, and the targets of its named links.

    Code and what readers of the page do not see is reported as left out.
    """
    shown = _without_hidden(raw, first, findings)
    lines = [Line(at, text) for at, text in enumerate(shown, 1)]
    targets: dict[str, str] = {}
    for line in lines:
        if "]:" in line.text and (reference := _REFERENCE.match(line.text)):
            targets[reference[1].lower()] = reference[2]
            findings.leave_out(line.number, line.text, NOT_SHOWN)
            line.text = ""
        elif line.text.strip() and _LIQUID.match(line.text):
            findings.leave_out(line.number, line.text, NOT_SHOWN)
            line.text = ""
    _read_markdown(lines, findings)
    _read_other_headings(lines)
    for line in lines:
        if not line.text.strip() and line.kind is Is.WORDS:
            line.kind = Is.EMPTY
    return lines, targets


def _without_hidden(raw: list[str], first: int, findings: Findings) -> list[str]:
    """The lines with the front matter, comments and scripts emptied."""
    text = "\n".join(raw[first:])
    kept: list[str] = []
    done, line = 0, first + 1
    while found := _HIDDEN.search(text, done):
        closing = _HIDDEN_ENDS[small(found[0])]
        end = re.compile(re.escape(closing), re.IGNORECASE).search(text, found.end())
        if end is None:
            break
        line += text.count("\n", done, found.start())
        hidden = text[found.start() : end.end()]
        for at, part in enumerate(hidden.split("\n")):
            findings.leave_out(line + at, part, NOT_SHOWN)
        line += hidden.count("\n")
        kept += [text[done : found.start()], "\n" * hidden.count("\n")]
        done = end.end()
    kept.append(text[done:])
    return [""] * first + "".join(kept).split("\n")


def _read_markdown(lines: list[Line], findings: Findings) -> None:
    """Marks headings, table rows and rules, and leaves out code."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.disable(["list", "blockquote", "code", "html_block", "reference", "lheading"])
    begin = 0
    for _ in range(_MOST_OPEN_FENCES):
        tokens: list[Token] = []
        source = "\n".join(line.text for line in lines[begin:])
        parser.block.parse(source, parser, {}, tokens)
        unclosed = _read_tokens(tokens, lines, begin, findings)
        if unclosed is None:
            return
        begin = unclosed + 1


def _read_tokens(
    tokens: list[Token], lines: list[Line], begin: int, findings: Findings
) -> int | None:
    """Marks what the tokens say; the index of a fence that never closes, which is no code."""
    columns: tuple[str, ...] = ()
    for at, token in enumerate(tokens):
        if token.map is None:
            continue
        first, last = token.map[0] + begin, token.map[1] + begin
        if token.type == "heading_open":
            lines[first].kind, lines[first].level = Is.HEADING, int(token.tag[1:])
            lines[first].text = tokens[at + 1].content
        elif token.type == "table_open":
            columns = ()
            for line in lines[first:last]:
                line.kind = Is.ROW
        elif token.type == "tr_open":
            cells = tuple(_cells(tokens, at))
            if not columns:
                columns = cells
            else:
                lines[first].cells, lines[first].columns = cells, columns
                written = re.split(r"(?<!\\)\|", lines[first].text.strip().removeprefix("|"))
                findings.leave_out(
                    lines[first].number, " ".join(written[len(columns) :]), NOT_SHOWN
                )
        elif token.type == "fence":
            if not lines[last - 1].text.strip().startswith(token.markup) or last == first + 1:
                findings.leave_out(lines[first].number, lines[first].text, "code")
                lines[first].text = ""
                return first
            for line in lines[first:last]:
                findings.leave_out(line.number, line.text, "code")
                line.text = ""
        elif token.type == "hr" and not _UNDERLINE.match(lines[first].text):
            lines[first].text = ""
    return None


def _cells(tokens: list[Token], at: int) -> Iterator[str]:
    for place in range(at + 1, len(tokens)):
        token = tokens[place]
        if token.type == "tr_close":
            return
        if token.type == "inline":
            yield token.content


def _read_other_headings(lines: list[Line]) -> None:
    """Headings that are underlined, or lack the space behind their signs."""
    for before, line in zip([Line(0, "", Is.EMPTY), *lines], lines, strict=False):
        if line.kind is not Is.WORDS:
            continue
        cramped = _CRAMPED_HEADING.match(line.text)
        if cramped:
            line.kind, line.level, line.text = Is.HEADING, len(cramped[1]), cramped[2].rstrip(" #")
        underline = _UNDERLINE.match(line.text)
        if not underline:
            continue
        line.text = ""
        title = before.text.strip()
        if before.kind is Is.WORDS and title and len(title) < 100 and not _ITEM.match(title):
            alone = before.number < 2 or not lines[before.number - 2].text.strip()
            if alone and not re.search(r"[.?!;,]$", title):
                before.kind, before.level = Is.HEADING, 1 if underline[1][0] == "=" else 2
