"""Turn the text of a page into plain Markdown, whose nesting is what people meant.

Markdown nests by columns, but authors put bullets under numbered items where they like, begin them
with `•`, and forget them. So marks and indents are made anew, line by line; what belongs to what
is then for Markdown to say, in `tree`.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from homeroom_tui.agenda.durations_in_words import small
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import published
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.times import is_time_alone, read_times

NOT_SHOWN = "not shown on the page"
CODE = "code"


class Front(Struct, frozen=True):
    """The facts in the front matter of a page; `length` in seconds."""

    title: str = ""
    length: int | None = None


class Lines(Struct):
    """The lines of a page in plain Markdown, and the number that each has on the page.

    `lazy` are the numbers of lines that got a bullet, `apart` those after an empty line; `targets`
    are the links that have a name.
    """

    lines: list[str]
    numbers: list[int] = field(default_factory=list)
    apart: set[int] = field(default_factory=set)
    lazy: set[int] = field(default_factory=set)
    targets: dict[str, str] = field(default_factory=dict)

    @property
    def longest_part(self) -> int:
        """Return the largest number of lines between two headings."""
        longest = count = 0
        for line in self.lines:
            count = 0 if line.startswith("#") else count + bool(line)
            longest = max(longest, count)
        return longest


_HIDDEN = re.compile(r"<!--|<(?:script|style)\b", re.IGNORECASE)
_HIDDEN_ENDS = {"<!--": "-->", "<script": "</script>", "<style": "</style>"}
_LIQUID = re.compile(r"\s*(?:\{%.*%\}|\{:.*\}|:::.*|\[\[?TOC\]?\]|[*-] TOC)\s*$", re.IGNORECASE)
_REFERENCE = re.compile(r"\s{0,3}\[([^][]{1,100})\]:\s{0,9}<?([^\s<>]{1,1000})>?(?:\s+[\"'(].*)?$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)$")
_QUOTE = re.compile(r"\s*(?:>\s?)+")
_HEADING = re.compile(r"\s*(#{1,6})\s*([^#\s].*)$")
_WIKI_HEADING = re.compile(r"\s*(={1,6})\s?([^=\s].*?)\s?\1\s*$")
_UNDERLINE = re.compile(r"\s*(={2,}|-{2,}|_{3,}|\*{3,}|(?:- ?){3,}|(?:\* ?){3,})\s*$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$|\s*\|\s*:?-+:?\s*\|\s*$")
_BULLET = re.compile(r"(?:[-+–—*](?:\s+|$)|[•‣◦▪●○■□·・►➢✓✔]\s*)")
_LONE_STAR = re.compile(r"\*(?=[^\s*])")
_BOX = re.compile(r"(?:\[[ xX]?\](?:\s+|$)|[☐☑☒✅⬜]\s*)")
_NUMBER = re.compile(
    r"(?:\\?[0-9]{1,3}\\?[.)、．）](?:\s+|$|(?=[^\W\d_]|[\[*\"“「_`¿¡(]))|"
    r"[0-9]{1,2}(?:\.[0-9]){1,3}[.)]?\s+|[(（][0-9]{1,2}[)）]\s*|[0-9]\ufe0f?\u20e3\s*|[①-⑳]\s*|"
    r"(?:[a-zA-Z]|[ivx]{2,4}|[IVX]{2,5})[.)]\s+)"
)
_BOLD_NUMBER = re.compile(r"(\*\*|__)\s?\(?([0-9]{1,2}[.)])(?![0-9])\s*(\*\*|__)?\s*")
_BOLD = re.compile(r"\*\*[^*]+\*\*:?")
_ENDS = re.compile(r"[.?!;)\]。？！）…”\"*]\s*$")
_FAR_EAST = "[\u3040-\u30ff\u3400-\u9fff\uff01-\uff60]"
_TAIL = 300
_WRAPPED = 56
"""Characters. A shorter line was not broken because it was full."""

_SHORT = 24
"""Characters. A shorter line was ended on purpose."""


def split(text: str) -> list[str]:
    """Return the lines of a text, whatever ends them. Other controls than tabs become spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    text = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", " ", text)
    return text.split("\n")


def read_front(lines: list[str]) -> tuple[Front, int]:
    """Return the front matter of a page, and the number of lines that it takes."""
    fence = lines[0].strip() if lines else ""
    fields: dict[str, str] = {}
    for at, line in enumerate(lines[1:400] if fence in ("---", "+++") else [], 1):
        if line.strip() == fence:
            lengths = (_seconds(name, value) for name, value in fields.items())
            return Front(fields.get("title", ""), next(filter(None, lengths), None)), at + 1
        if field := re.match(r"([\w -]{1,40}?)\s*[:=](.*)$", line):
            text = field[2].strip()
            text = lines[at + 1].strip() if re.fullmatch("[>|]-?", text) else text
            fields[field[1].lower()] = text.strip("\"'").strip()
    return Front(), 0


def _seconds(name: str, value: str) -> int | None:
    """Return the seconds that a field such as `time`, `length` or `Total duration` tells."""
    if not words.LABEL_OF_TOTAL.match(f"{name}:"):
        return None
    times = read_times(f"x ({value} min)" if value.isdigit() else f"x ({value})")
    return times.most or None


def read_lines(raw: list[str], first: int, findings: Findings, open_code: bool = False) -> Lines:
    """Return the lines of a page from `raw[first]` on.

    What readers of the page do not see is reported as left out, and code unless `open_code`.
    """
    shown = _without_hidden(raw, first, findings)
    page = Lines(shown)
    for number, line in enumerate(shown, 1):
        reference = _REFERENCE.match(line) if "]:" in line else None
        if reference:
            page.targets[reference[1].lower()] = reference[2]
        if reference or (line.strip() and _LIQUID.match(line)):
            findings.leave_out(number, line, NOT_SHOWN)
            shown[number - 1] = ""
    _read_fences(shown, findings, open_code)
    _Marks(shown, page).read()
    return page


def _without_hidden(raw: list[str], first: int, findings: Findings) -> list[str]:
    """Return the lines with the front matter, comments and scripts emptied."""
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


def _read_fences(lines: list[str], findings: Findings, open_code: bool) -> None:
    """Empty the fences and, unless `open_code`, the code in them. A fence left open is none."""
    opened: tuple[int, str] | None = None
    for at, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence is None:
            continue
        if opened is None:
            opened = at, fence[1]
        elif fence[1].startswith(opened[1]) and not fence[2].strip():
            inside = range(opened[0], at + 1)
            for code in (opened[0], at) if open_code else inside:
                findings.leave_out(code + 1, lines[code], CODE)
                lines[code] = ""
            opened = None
    if opened is not None:
        findings.leave_out(opened[0] + 1, lines[opened[0]], CODE)
        lines[opened[0]] = ""


class _Item(Struct):
    """A list item that is open: where it stood, where it stands now, and what it says so far."""

    indent: int
    out: int
    numbered: bool
    text: str


class _Marks:
    """Gives the lines marks and indents from which Markdown sees the lists that people mean."""

    def __init__(self, lines: list[str], page: Lines) -> None:
        self._lines = lines
        self._page = page
        self._open: list[_Item] = []
        self._apart = True
        self._in_table = False

    def read(self) -> None:
        written: list[str] = []
        numbers: list[int] = []
        for at in range(len(self._lines)):
            raw = self._lines[at]
            if self._apart:
                self._page.apart.add(at + 1)
            text = self._line(at, raw)
            self._apart = not text.strip()
            for line in text.split("\n"):
                written.append(line)
                numbers.append(at + 1)
        self._page.lines, self._page.numbers = written, numbers

    def _line(self, at: int, raw: str) -> str:
        raw = raw.expandtabs(4)
        if quote := _QUOTE.match(raw):
            raw = raw[quote.end() :]
        text = raw.strip().removesuffix("\\")
        if not text or (text[0] == "<" and not published(text)):
            self._in_table = False
            return ""
        heading = _HEADING.match(raw) or _WIKI_HEADING.match(raw)
        if heading:
            self._open.clear()
            return f"{'#' * len(heading[1])} {heading[2].strip()}"
        if _UNDERLINE.match(raw):
            return self._underline(at, text)
        following = "".join(self._lines[at + 1 : at + 2])
        self._in_table = "|" in raw and (self._in_table or bool(_TABLE_RULE.match(following)))
        if self._in_table:
            self._open.clear()
            return text
        text = text.strip("| ")
        indent = len(raw) - len(raw.lstrip())
        bulleted, numbered, text = _marks(text)
        if numbered and not text and following.strip() and not any(_marks(following.strip())[:2]):
            text, self._lines[at + 1] = following.strip(), ""
        if not text:
            return ""
        if bulleted or numbered:
            return self._begin(indent, numbered, text)
        return self._text(at, indent, text)

    def _underline(self, at: int, text: str) -> str:
        """Return the line under a title as it is; any other only parts what is around it."""
        title = self._lines[at - 1].strip() if at and not self._open else ""
        if title and re.fullmatch("=+|-+", text) and not re.search(r"^[#|]|[.?!;,]$", title):
            return text
        self._open.clear()
        return ""

    def _begin(self, indent: int, numbered: bool, text: str) -> str:
        """Put an item under the one that it belongs to: a bullet to the number above it."""
        while self._open and not _is_under(self._open[-1], indent, numbered, len(self._open)):
            self._open.pop()
        out = self._open[-1].out + 4 if self._open else 0
        return self._item(_Item(indent, out, numbered, text))

    def _item(self, item: _Item) -> str:
        if len(self._open) < 12:
            self._open.append(item)
        mark = "1." if item.numbered else "-"
        return f"{' ' * item.out}{mark} {item.text}"

    def _text(self, at: int, indent: int, text: str) -> str:
        if not self._open:
            return text
        last = self._open[-1]
        if self._apart:
            while self._open and indent <= self._open[-1].indent:
                self._open.pop()
            return f"{' ' * (self._open[-1].out + 4)}{text}" if self._open else text
        line = self._lines[at - 1].strip()
        if indent > last.indent or goes_on(last.text, line, text, False):
            last.text = f"{last.text} {text}"[-_TAIL:]
            return f"{' ' * (last.out + 4)}{text}"
        if read_times(text).stated:
            self._open.clear()
            return f"\n{text}"
        self._page.lazy.add(at + 1)
        under = last.numbered
        return self._item(_Item(last.indent + under, last.out + 4 * under, False, text))


def _marks(text: str) -> tuple[bool, bool, str]:
    """Return whether a text begins with a bullet and with a number, and the rest of it."""
    bulleted = numbered = False
    for _ in range(8):
        bullet = _BULLET.match(text) or (_LONE_STAR.match(text) if text.count("*") == 1 else None)
        if bullet is None:
            break
        bulleted, text = True, text[bullet.end() :]
    if number := _NUMBER.match(text):
        numbered, text = True, text[number.end() :]
    elif bold := _BOLD_NUMBER.match(text):
        numbered, text = True, bold[1] + text[bold.end() :]
    if box := _BOX.match(text):
        bulleted, text = bulleted or not numbered, text[box.end() :]
    return bulleted, numbered, text.strip()


def _is_under(item: _Item, indent: int, numbered: bool, depth: int) -> bool:
    """Return whether a list item at a column belongs under an open one."""
    if item.numbered and not numbered:
        return depth == 1 or indent >= item.indent - 1
    return indent >= item.indent + (3 if item.numbered else 2)


def goes_on(before: str, line: str, text: str, prose: bool) -> bool:
    """Return whether an unmarked line goes on with `before`, whose last line is `line`."""
    times = read_times(text)
    if is_time_alone(text):
        return True
    if before.endswith((":", "：")) or _BOLD.fullmatch(before):
        return False
    complete = len(line) < _SHORT or before.endswith("?") or read_times(before).stated
    if text[:1].islower() and not complete:
        return True
    if times.stated or times.weak is not None or (_ENDS.search(before) and not prose):
        return False
    return len(line) + len(re.findall(_FAR_EAST, line[:_WRAPPED])) >= _WRAPPED


def logical_lines(text: str, prose: bool) -> list[tuple[int, str]]:
    """Return the lines of a paragraph as they are meant, wrapped ones joined, with their places."""
    found: list[tuple[int, list[str]]] = []
    last = ""
    for at, line in enumerate(text.split("\n")):
        shown = published(line.strip().removesuffix("\\"))
        if not shown:
            continue
        before = joined(found[-1][1][-3:])[-_TAIL:] if found else ""
        if found and goes_on(before, last, shown, prose):
            found[-1][1].append(shown)
        else:
            found.append((at, [shown]))
        last = line
    return [(at, joined(lines)) for at, lines in found]


def sentences(text: str) -> list[str]:
    """Return the steps that a paragraph tells one after another, else the whole paragraph."""
    found: list[list[str]] = []
    steps = 0
    for part in filter(None, re.split(r"(?<=[.!。])\s+", text)):
        step = bool(words.SEQUENCE.match(part))
        steps += step and read_times(part).length is not None
        if step or not found:
            found.append([part])
        else:
            found[-1].append(part)
    return [joined(parts) for parts in found] if steps > 1 else [text]


def joined(texts: list[str]) -> str:
    """Return pieces of a text as one, with spaces where their script has spaces."""
    return re.sub(f"(?<={_FAR_EAST}) (?={_FAR_EAST})", "", " ".join(texts)) if texts else ""
