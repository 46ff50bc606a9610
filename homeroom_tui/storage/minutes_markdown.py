"""Write minutes as a Markdown page that nothing anybody wrote can break."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

from homeroom_tui import wording as words
from homeroom_tui.agenda.inline import spans
from homeroom_tui.storage.minutes import BlockMinutes, Minutes, Speaker


def as_markdown(kept: Minutes, hours: int = 24) -> str:
    """The minutes as Markdown; times of day with 12 or 24 hours."""
    title = words.of_week(kept.week) + _inline(kept.title, kept.base_url)
    parts = [
        [f"# {title}"],
        [f"- {fact}" for fact in about(kept, hours, _literal)],
        _table(kept),
        *_section("Action items", [f"[ ] {_said(text)}" for text in kept.actions]),
        *_section("Decisions", map(_said, kept.decisions)),
        *_section("Open questions", map(_said, kept.questions)),
        *_section("Turns", turns(kept, lambda text: _inline(text, kept.base_url), _literal)),
        *_notes(kept),
        *_norms(kept),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def about(kept: Minutes, hours: int, shown: Callable[[str], str]) -> Iterator[str]:
    """Yield when a meeting was, and whose; `shown` makes what people wrote safe."""
    yield long_date(kept) + (f", {from_to(kept, hours)}" if kept.began else "")
    if kept.series or kept.group:
        yield " · ".join(shown(text) for text in (kept.series, kept.group) if text)
    if kept.people:
        yield "Here: " + ", ".join(map(shown, kept.people))
    if kept.facilitator:
        yield f"Facilitator: {shown(kept.facilitator)}"


def long_date(kept: Minutes) -> str:
    """`Wednesday 25 November 2026`."""
    day = kept.began or kept.ended
    return f"{words.date_text(day)} {day.year}"


def from_to(kept: Minutes, hours: int) -> str:
    """Return when a meeting that was started began and ended: `14:00 to 14:59, on time`."""
    assert kept.began is not None
    clock = words.TimeOfDay(hours, kept.zone)
    began, ended = (clock(time.timestamp()) for time in (kept.began, kept.ended))
    paused = f", paused {words.length(kept.paused)}" if kept.paused else ""
    if not kept.finished:
        return f"{began} to {ended}, not finished{paused}"
    how = ""
    if kept.hard_end is not None:
        how = f", {words.lateness(kept.ended.timestamp(), kept.hard_end.timestamp())}"
    return f"{began} to {ended}{how}{paused}"


def _table(kept: Minutes) -> list[str]:
    rows = [_row(number, block, kept.base_url) for number, block in enumerate(kept.blocks, 1)]
    return [
        "| | Block | Planned | Target | Actual | Difference |",
        "|--:|:--|--:|--:|--:|:--|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _row(number: int, block: BlockMinutes, base_url: str | None) -> list[str]:
    return [
        str(number),
        _inline(block.title, base_url).replace("|", "\\|"),
        words.range_of(block.range),
        "–" if block.target is None else words.length(block.target),
        took(block),
        outcome(block),
    ]


def took(block: BlockMinutes) -> str:
    """Return how long a block took; a dash if it was never reached."""
    return words.length(block.actual) if block.actual or block.standing == "done" else "–"


def outcome(block: BlockMinutes) -> str:
    """Return how a block went in words: `1:10 min longer`, `within range`, `skipped`."""
    if block.standing != "done":
        return {"present": "not finished", "to come": "not started"}.get(block.standing, "skipped")
    how = words.offset(block.over, block.range) or "open"
    return f"{how}, added" if block.inserted else how


def turns(kept: Minutes, title: Callable[[str], str], shown: Callable[[str], str]) -> Iterator[str]:
    """Yield who spoke in each block, and for how long if the group wants that."""

    def spoke(one: Speaker) -> str:
        return shown(one.name) + ("" if one.seconds is None else f" {words.length(one.seconds)}")

    for block in kept.blocks:
        if block.spoke:
            yield f"{title(block.title)}: {', '.join(map(spoke, block.spoke))}"


def _notes(kept: Minutes) -> list[list[str]]:
    found = [["## Notes"]]
    for block in kept.blocks:
        if block.said:
            found.append([f"### {_inline(block.title, kept.base_url)}"])
        for prompt in block.said:
            if prompt.text is not None:
                found.append([_inline(prompt.text, kept.base_url)])
            found.append([f"- {_said(text)}" for text in prompt.notes])
    if kept.notes:
        found += [["### The whole meeting"], [f"- {_said(text)}" for text in kept.notes]]
    return found if len(found) > 1 else []


def _norms(kept: Minutes) -> list[list[str]]:
    if kept.norms is None:
        return []
    lines = _clean(kept.norms).strip().split("\n")
    quoted = [f"> {_HTML.sub('&lt;', _no_pictures(line))}".rstrip() for line in lines]
    return [["## Norms, as changed"], quoted]


def _section(title: str, items: Iterable[str]) -> list[list[str]]:
    lines = [f"- {item}" for item in items]
    return [[f"## {title}"], lines] if lines else []


# What makes a list, a rule, a heading, a quotation, a fence, a table or the address of a link of
# a line that begins so. Nothing else reaches beyond its own line but HTML.
_BEGINS = re.compile(
    r"^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[-+*](?:\s|$))|(?=[-*_=|: ]+$)|(?=#{1,6}(?:\s|$))"
    r"|(?=>)|(?=```|~~~)|(?=\[.*\]:))"
)
_HTML = re.compile(r"<(?=[a-zA-Z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_SIGNS = re.compile(r"([\\`*_\[\]])")


def _said(text: str) -> str:
    """Return a note as part of a list item: its lines stay in it, its Markdown in its lines."""
    lines = (_no_pictures(line) for line in _clean(text).split("\n") if line.strip())
    return "\\\n  ".join(map(_line, lines))


def _literal(text: str) -> str:
    """A name, on one line: nothing of it is Markdown."""
    signs = _SIGNS.sub(r"\\\1", _clean(" ".join(text.split())))
    return _line(_ENTITY.sub("&amp;", signs))


def _no_pictures(line: str) -> str:
    """Return the text without pictures, which a viewer would fetch from elsewhere."""
    return line.replace("![", "\\!\\[")


def _inline(text: str, base_url: str | None) -> str:
    """An author's text on one line: what homeroom takes for Markdown, and no more."""
    made = []
    for span in spans(" ".join(text.split()), base_url):
        piece = _clean(span.text)
        piece = _code(piece) if span.code else _SIGNS.sub(r"\\\1", piece)
        if span.italic:
            piece = f"*{piece}*"
        if span.bold:
            piece = f"**{piece}**"
        if span.url:
            piece = f"[{piece}]({quote(span.url, safe=_IN_ADDRESSES)})"
        made.append(piece)
    return _line("".join(made))


def _code(text: str) -> str:
    """Between more backticks than it has in a row, so that nothing of it is anything but code."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


_IN_ADDRESSES = "%/:?#@!$&'*+,;=~"


def _line(line: str) -> str:
    return _HTML.sub("&lt;", _BEGINS.sub(r"\1\\", line.strip()))


def _clean(text: str) -> str:
    """Without anything that a terminal would obey; lines end in a line feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return "".join(c if c.isprintable() or c in "\n\u200c\u200d" else "\ufffd" for c in text)
