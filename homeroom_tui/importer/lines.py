"""Turn the text of a page into plain Markdown, whose nesting is what people meant.

Markdown nests by columns, but authors put bullets under numbered items where they like, begin them
with `•`, and forget them. So marks and indents are made anew, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from msgspec import Struct

from homeroom_tui.agenda.durations_in_words import small
from homeroom_tui.agenda.model import TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.inline_text import resolve
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.times import is_time_alone, read_times

NOT_SHOWN = "not shown on the page"
CODE = "code"


class Front(Struct, frozen=True):
    """The facts in the front matter of a page."""

    title: str = ""
    length: TimeRange | None = None


_HIDDEN = (("<!--", "-->"), (r"<script\b", "</script>"), (r"<style\b", "</style>"))
_LIQUID = re.compile(r"\s*(?:\{%.*%\}|\{:.*\}|:::.*|\[\[?TOC\]?\]|[*-] TOC)\s*$", re.IGNORECASE)
_REFERENCE = re.compile(r"\s{0,3}\[([^][]{1,100})\]:\s{0,9}<?([^\s<>]{1,1000})>?(?:\s+[\"'(].*)?$")
_SIGNATURE = re.compile(r"--\s?$|-{4,} ?[^\W\d_][\w ]{2,40}-{4,}\s*$")
_FENCE = re.compile(r"\s*(?:`{3}|~{3})")
_HEADING = re.compile(r"\s*(#{1,6})\s*([^#\s].*)$")
_LABEL = re.compile(r"[^\W\d_]\w{1,20}(?: \w{1,20})?[:：] ")
_FACT = re.compile(r"\*{0,2}[^\W\d_][\w ]{1,20}(?:[:：]\*\*|\*{0,2}[:：])\s")
BULLET = re.compile(r"(?:[-+–—*:](?:\s+|$)|[•‣◦▪●○■□·・►➢✓✔]\s*)")
_LONE_STAR = re.compile(r"\*(?=[^\s*])")
_BOX = re.compile(r"(?:\[[ xX]?\](?:\s+|$)|[☐☑☒✅⬜]\s*)")
_NUMBER = re.compile(
    r"(?:\\?[0-9]{1,3}\\?[.)、．）](?:\s+|$|(?=[^\W\d_]|[\[*\"“「_`¿¡(]))|"
    r"[0-9]{1,2}(?:\.[0-9]){1,3}[.)]?\s+|[(（][0-9]{1,2}[)）]\s*|[0-9]\ufe0f?\u20e3\s*|[①-⑳]\s*|"
    r"(?:[a-zA-Z]|[ivx]{2,4}|[IVX]{2,5})[.)]\s+)"
)
_PART = re.compile(r"([0-9]{1,2})\.[0-9]")
_PLACE = re.compile(r"[a-z]\. [0-9]")
"""How a bullet begins that tells a place in a book: `- p. 12, altos`."""

_BOLD_NUMBER = re.compile(r"(\*\*|__)\s?\(?([0-9]{1,2}[a-z]?[.)])(?![0-9])\s*(\*\*|__)?\s*")
_OPEN_RANGE = re.compile(r"[0-9](?: ?uhr| ?[ap]m)? (?:a|à|to|and|bis|tot|-|–)$", re.IGNORECASE)
_FAR_EAST = "[\u3040-\u30ff\u3400-\u9fff\uff01-\uff60]"
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
    fence = lines[0].strip()
    end = next((at for at, line in enumerate(lines[1:400], 1) if line.strip() == fence), 0)
    if fence not in ("---", "+++") or not end:
        return Front(), 0
    matches = (re.match(r"([\w -]{1,40}?)\s*[:=](.*)$", line) for line in lines[1:end])
    fields = {found[1].lower(): found[2].strip(" \t\"'") for found in matches if found}
    length = None
    for name, value in fields.items():
        if length is None and words.LABEL_OF_TOTAL.match(f"{name}:"):
            length = read_times(f"x ({value} min)" if value.isdigit() else f"x ({value})").length
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
            contents = contents and _HEADING.match(line) is not None
    _read_fences(shown, findings, open_code)
    return [resolve(line, targets) for line in shown]


def _leave_out_mail(lines: list[str], findings: Findings) -> None:
    """Empty the signature of a mail, and the older mail that it answers, after its own agenda."""
    told, seen = False, 0
    for at, line in enumerate(lines):
        quoted = any(one.startswith(">") for one in lines[at : at + 2])
        if not (_SIGNATURE.match(line) or (quoted and words.WROTE.search(line))):
            continue
        told = told or any(read_times(marks(one.strip())[2]).stated for one in lines[seen:at])
        seen = at
        if told:
            for place in range(at, len(lines)):
                findings.leave_out(place + 1, lines[place], "a signature or an older mail")
                lines[place] = ""
            return


def _leads_on(line: str) -> bool:
    """Return whether a line is nothing but links to places of the page."""
    rest, links = re.subn(r"\[[^][]{0,200}\]\(#[^()]{0,200}\)", "", line)
    return links > 0 and (not re.search(r"[^\W\d]", rest) or bool(words.CONTENTS.match(rest)))


def _without_hidden(raw: list[str], first: int, findings: Findings) -> list[str]:
    """Return the lines with the front matter, comments and scripts emptied."""
    text = "\n".join(raw[first:])
    for opening, closing in _HIDDEN:
        last = small(text).rfind(closing) + len(closing)  # what has no end is not hidden
        hidden = re.compile(f"{opening}.*?{closing}", re.IGNORECASE | re.DOTALL)
        shown = hidden.sub(lambda found: re.sub(".", "\0", found[0]), text[:last])
        text = shown + text[last:]
    lines = [""] * first + text.split("\n")
    for at, line in enumerate(lines):
        if "\0" in line:
            gone = [sign for sign, shown in zip(raw[at], line, strict=True) if shown == "\0"]
            findings.leave_out(at + 1, "".join(gone), NOT_SHOWN)
    return [line.replace("\0", "") for line in lines]


def _read_fences(lines: list[str], findings: Findings, open_code: bool) -> None:
    """Empty the fences and, unless `open_code`, the code in them. A fence left open is none."""
    fences = [at for at, line in enumerate(lines) if _FENCE.match(line)]
    code = {*fences}
    for first, last in zip(fences[::2], fences[1::2], strict=False):
        code.update(() if open_code else range(first, last))
    for at in sorted(code):
        findings.leave_out(at + 1, lines[at], CODE)
        lines[at] = ""


def marks(text: str, sections: Collection[str] = ()) -> tuple[bool, bool, str]:
    """Return whether a text begins with a bullet and with a number, and the rest of it.

    `3.2` is a number only if there is a `3.1`, so that 3 is among the `sections`.
    """
    bulleted = numbered = False
    for _ in range(8):
        bullet = BULLET.match(text) or (_LONE_STAR.match(text) if text.count("*") == 1 else None)
        if bullet is None:
            break
        bulleted, text = True, text[bullet.end() :]
    number = _NUMBER.match(text)
    part = _PART.match(text)
    alone = part is not None and part[1] not in sections
    if number and not (alone or (bulleted and _PLACE.match(text))):
        numbered, text = True, text[number.end() :]
    elif bold := _BOLD_NUMBER.match(text):
        numbered, text = True, text[bold.end() :] if bold[3] else bold[1] + text[bold.end() :]
    if box := _BOX.match(text):
        bulleted, text = True, text[box.end() :]
    return bulleted, numbered, text.strip()


def goes_on(line: str, text: str, outside: bool) -> bool:
    """Return whether an unmarked line goes on with the one before it; `outside` of its item."""
    if is_time_alone(text) or _OPEN_RANGE.search(line):
        return True
    if _LABEL.match(text) or len(line) < _SHORT or line.endswith(("?", ":", "：")):
        return False
    if read_times(line).stated:
        return False
    times = read_times(text)
    full = len(line) + len(re.findall(_FAR_EAST, line[:_WRAPPED])) >= _WRAPPED
    if text[:1].islower():
        return full or not (line[:1].islower() or (outside and times.stated))
    return full and not times.stated and times.weak is None


def sentences(text: str) -> list[str]:
    """Return the facts or steps that a paragraph tells one after another, else all of it."""
    facts = re.split(r"\s[|·•]\s", text)
    if sum(_FACT.match(fact) is not None for fact in facts) > 1:
        return facts
    parts = re.split(r"(?<=[.!。])\s+", text)
    steps = [at for at, part in enumerate(parts) if words.SEQUENCE.match(part)]
    if sum(read_times(parts[at]).length is not None for at in steps) < 2:
        return [text]
    cuts = sorted({0, *steps, len(parts)})
    return [joined(parts[first:last]) for first, last in pairwise(cuts)]


def joined(texts: list[str]) -> str:
    """Return pieces of a text as one, with spaces where their script has spaces."""
    text = re.sub(f"(?<={_FAR_EAST})\n(?={_FAR_EAST})", "", "\n".join(texts))
    return text.replace("\n", " ")
