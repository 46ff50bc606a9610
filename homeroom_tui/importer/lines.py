"""Read the lines of a page that its readers see, and with what signs each begins."""

from __future__ import annotations

import re

from msgspec import Struct

from homeroom_tui.agenda.model import TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import resolve
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.times import read_times

NOT_SHOWN = "not shown on the page"
CODE = "code"


class Front(Struct, frozen=True):
    """The facts in the front matter of a page."""

    title: str = ""
    length: TimeRange | None = None


_HIDDEN = re.compile(r"<!--.*?(-->|\Z)|<(script|style)\b.*?(</\2>|\Z)", re.IGNORECASE | re.DOTALL)
_LIQUID = re.compile(r"\s*(?:\{%.*%\}|\{:.*\}|:::.*|\[\[?TOC\]?\]|[*-] TOC)\s*$", re.IGNORECASE)
_REFERENCE = re.compile(r"\s{0,3}\[([^][]{1,100})\]:\s{0,9}<?([^\s<>]{1,1000})>?(?:\s+[\"'(].*)?$")
_SIGNATURE = re.compile(r"--\s?$|-{4,} ?[^\W\d_][\w ]{2,40}-{4,}\s*$")
_FENCE = re.compile(r"\s*(?:`{3}|~{3})")
_LABEL = re.compile(r"[^\W\d_]\w{1,20}(?: \w{1,20})?[:：] ")
_BULLETS = re.compile(r"(?:[-+–—*:](?:\s+|$)|\*(?=[^\s*][^*]*$)|[•‣◦▪●○■□·・►➢✓✔]\s*){1,8}")
_ARROWS = "➡→▶\ufe0f "
_BOX = re.compile(r"(?:\[[ xX]?\](?:\s+|$)|[☐☑☒✅⬜]\s*)")
_NUMBER = re.compile(
    r"\\?[0-9]{1,3}[a-f]?\\?[.)、．）](?:\s+|$|(?=[^\W\d_]|[\[*\"“「_`¿¡(]))|"
    r"[(（][0-9]{1,2}[)）]\s*|[0-9]\ufe0f?\u20e3\s*|[①-⑳]\s*"
)
_PART = re.compile(
    r"[0-9]{1,2}(?:\.[0-9]){1,3}[.)]?\s+(?![%€$£°])|(?:[a-zA-Z]|[ivx]{2,4}|[IVX]{2,5})[.)]\s+"
)
"""The number of an item as it stands without a bullet: behind one, `3.2` and `p. 4` are words."""

_BOLD_NUMBER = re.compile(r"^(\*\*|__)\s?\(?([0-9]{1,2}[a-f]?[.)])(?![0-9])\s*(\*\*|__)?\s*")
_FAR_EAST = "[\u3040-\u30ff\u3400-\u9fff\uff01-\uff60]"
_WRAPPED = 56
"""Characters. A shorter line was not broken because it was full."""


def split(text: str) -> list[str]:
    """Return the lines of a text, whatever ends them. Other controls than tabs become spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    text = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", " ", text)
    return text.split("\n")


def read_front(lines: list[str]) -> tuple[Front, int]:
    """Return the front matter of a page, and the number of lines that it takes."""
    fence = lines[0].strip()
    end = next((at for at, line in enumerate(lines[1:400], 1) if line.strip() == fence), 0)
    if fence not in ("---", "+++") or not end:
        return Front(), 0
    matches = (re.match(r"([\w -]{1,40}?)\s*[:=](.*)$", line) for line in lines[1:end])
    fields = {found[1].lower(): found[2].strip(" \t\"'") for found in matches if found}
    totals = (value for name, value in fields.items() if words.LABEL_OF_TOTAL.match(f"{name}:"))
    value = next(totals, "")
    length = read_times(f"x ({value}{' min' * value.isdigit()})").length
    return Front(fields.get("title", ""), length), end + 1


def read_lines(
    raw: list[str], first: int, findings: Findings, open_code: bool = False
) -> list[str]:
    """Return the lines of a page from `raw[first]` on, without code unless `open_code`."""
    shown = _without_hidden(raw, first, findings)
    _leave_out_mail(shown, findings)
    targets: dict[str, str] = {}
    contents = True  # at the top, and where they are announced
    for at, line in enumerate(shown):
        reference = _REFERENCE.match(line) if "]:" in line else None
        if reference:
            targets[reference[1].lower()] = reference[2]
        heads = words.CONTENTS.match(line) and _leads_on(next(filter(None, shown[at + 1 :]), ""))
        listed = heads or (_leads_on(line) and (contents or line.lstrip().startswith("[")))
        if reference or listed or _LIQUID.match(line):
            findings.leave_out(at + 1, line, "a contents list" if listed else NOT_SHOWN)
            shown[at] = ""
            contents = contents or bool(heads)
        elif line.strip():
            contents = contents and line.lstrip().startswith("#")
    _read_fences(shown, findings, open_code)
    return [resolve(line, targets) for line in shown]


def _leave_out_mail(lines: list[str], findings: Findings) -> None:
    """Empty the signature of a mail, and the older mail that it answers, after its own agenda."""
    told = False
    for at, line in enumerate(lines):
        if told and (_SIGNATURE.match(line) or words.WROTE.search(line)):
            for place in range(at, len(lines)):
                findings.leave_out(place + 1, lines[place], "a signature or an older mail")
                lines[place] = ""
            return
        if not told:
            times = read_times(marks(line.strip())[2])
            told = times.stated or times.weak is not None


def _leads_on(line: str) -> bool:
    """Return whether a line is nothing but links to places of the page."""
    rest, links = re.subn(r"\[[^][]{0,200}\]\(#[^()]{0,200}\)", "", line)
    return links > 0 and (not re.search(r"[^\W\d]", rest) or bool(words.CONTENTS.match(rest)))


def _without_hidden(raw: list[str], first: int, findings: Findings) -> list[str]:
    """Return the lines with the front matter, comments and scripts emptied."""

    def lines_of(found: re.Match[str]) -> str:
        ended = found[1] or found[3]  # what has no end is not hidden
        return "\n" * found[0].count("\n") if ended else found[0]

    text = _HIDDEN.sub(lines_of, "\n".join(raw[first:]))
    lines = [""] * first + text.split("\n")
    for at in range(first, len(lines)):
        if lines[at] != raw[at]:
            findings.leave_out(at + 1, raw[at], NOT_SHOWN)
    return lines


def _read_fences(lines: list[str], findings: Findings, open_code: bool) -> None:
    """Empty the fences and, unless `open_code`, the code in them. A fence left open is none."""
    fences = [at for at, line in enumerate(lines) if _FENCE.match(line)]
    code = {*fences}
    for first, last in zip(fences[::2], fences[1::2], strict=False):
        code.update(() if open_code else range(first, last))
    for at in sorted(code):
        findings.leave_out(at + 1, lines[at], CODE)
        lines[at] = ""


def marks(text: str) -> tuple[bool, bool, str]:
    """Return whether a text begins with a bullet and with a number, and the rest of it."""
    bullets = _BULLETS.match(text)
    text = text[bullets.end() :] if bullets else text
    text = _BOLD_NUMBER.sub(lambda found: f"{found[2]} {'' if found[3] else found[1]}", text)
    number = _NUMBER.match(text) or (None if bullets else _PART.match(text))
    text = text[number.end() :] if number else text
    box = _BOX.match(text)
    text = text[box.end() :] if box else text
    return bool(bullets or box), number is not None, text.lstrip(_ARROWS).rstrip()


def goes_on(line: str, text: str, inside: bool) -> bool:
    """Return whether an unmarked line goes on with the one before it; `inside` its item."""
    if _LABEL.match(text) or line.endswith(("?", ":", "：")) or read_times(line).stated:
        return False
    times = read_times(text)
    full = len(line) >= _WRAPPED
    if text[:1].islower():
        return full or not (line[:1].islower() or (times.stated and not inside))
    return full and not times.stated and times.weak is None


def joined(text: str, more: str) -> str:
    """Return a text with what goes on in the next line, with a space where its script has any."""
    close = re.match(_FAR_EAST, text[-1:]) and re.match(_FAR_EAST, more)
    return text + more if close else f"{text} {more}"
