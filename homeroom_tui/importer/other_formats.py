"""Read calendars (`.ics`) and tables (`.csv`) as pages, and refuse other files by their name."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import PurePath
from typing import TYPE_CHECKING

from homeroom_tui.agenda.model import DAY, TimeRange
from homeroom_tui.escaping import visible
from homeroom_tui.importer import words
from homeroom_tui.importer.lines import split
from homeroom_tui.importer.markdown_page import MAX_TEXT, Page, PageError, read_markdown, read_page
from homeroom_tui.importer.outline import Outline, Region, read_body
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.rows import read_tables
from homeroom_tui.importer.times import Times, read_times
from homeroom_tui.importer.tree import Kind, Node, new_node

if TYPE_CHECKING:
    from icalendar import Component, Event

MAX_EVENTS = 1_000

_ADVICE = {
    ".docx .odt .rtf .epub .html .htm .tex .org": (
        "Convert it first, for example: pandoc {file} -t gfm -o page.md"
    ),
    ".pdf": "Get its text first, for example: pdftotext -layout {file} page.md",
    ".xlsx .xls .ods": "Save the sheet as CSV and import that.",
    ".doc .pages .pptx .key": "Save its text as a Markdown file first.",
    ".eml .msg": "Save the text of the mail as a file that ends in .md first.",
    ".yaml .yml": "That is a session file already: homeroom check {file}",
}
_REFUSED = {kind: advice for kinds, advice in _ADVICE.items() for kind in kinds.split()}
_BEGINNINGS = (
    (rb"%PDF", ".pdf"),
    (rb"PK\x03\x04", ".docx"),
    (rb"{\\rtf", ".rtf"),
    (rb"\xd0\xcf\x11\xe0", ".doc"),
    (rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html\b)", ".html"),
)


def refusal(file: str, content: bytes) -> str | None:
    """Return why a file cannot be imported and what to do, by its name or how it begins."""
    kind = PurePath(file).suffix.lower()
    if kind not in _REFUSED:
        kind = next((kind for start, kind in _BEGINNINGS if re.match(start, content, re.I)), "")
    if not kind:
        return None
    name = visible(file)
    advice = _REFUSED[kind].format(file=name)
    return f"{name}: a {kind} file can't be imported; Markdown, .ics and .csv can. {advice}"


def read_file(
    text: str, *, series: str | None = None, base_url: str | None = None, file: str
) -> Page:
    """Return the sessions of a page, a calendar or a table, by the end of its name.

    Raises `PageError` as `read_page` does.
    """
    readers = {".ics": _calendar, ".csv": _table, ".tsv": _table}
    read = readers.get(PurePath(file).suffix.lower(), read_markdown)
    return read_page(text, series=series, base_url=base_url, file=file, read=read)


def _table(text: str, file: str, findings: Findings) -> Outline:
    """Return the one session, or one for each day, of a table with a column for the times."""
    lines = split(text)
    sign = max("\t;,", key=lambda sign: sum(line.count(sign) for line in lines[:20]))
    csv.field_size_limit(MAX_TEXT)
    read = csv.reader(lines, delimiter=sign)
    rows = [(read.line_num, tuple(" ".join(cell.split()) for cell in row)) for row in read]
    rows = [(line, cells) for line, cells in rows if any(cells)]
    title, columns = PurePath(file).stem, tuple[str, ...]()
    while rows and sum(map(bool, rows[0][1])) < 2:
        title = "".join(rows.pop(0)[1])
    if rows and not any(read_times(cell).stated for cell in rows[0][1]):
        line, columns = rows.pop(0)
        findings.leave_out(line, sign.join(columns), "the head of the table")
    width = max(len(columns), *(len(cells) for _, cells in rows), 0)
    columns += ("",) * (width - len(columns))
    at = next((at for at, column in enumerate(columns) if words.DAY_COLUMN.match(column)), width)
    days: list[tuple[str, Node]] = []
    for line, cells in rows:
        text = " | ".join(filter(None, cells))
        cells += ("",) * (width + 1 - len(cells))
        own = (*cells[:at], "", *cells[at + 1 :])[:width]
        days.append((cells[at], Node(Kind.ROW, line, text, Times(text), 0, own, columns)))
    read_tables(node for _, node in days)
    if not any(node.stated for _, node in days):
        hint = "Give it a column `Start` or `Duration`, and one `Title`."
        raise PageError(file, "No column of the table holds times.", hint)
    return _by_day(title, days)


def _by_day(title: str, days: Iterable[tuple[str, Node]]) -> Outline:
    """Return a session for each day, or one of all if none is told."""
    regions: list[Region] = []
    for day, group in groupby(days, itemgetter(0)):
        heading = new_node(Kind.HEADING, 0, day or title)
        regions.append(Region(heading, len(regions) + 1, [node for _, node in group]))
    return Outline(title, [], regions, [])


def _calendar(text: str, file: str, findings: Findings) -> Outline:
    """Return a session for each event whose description is an agenda, else one for each day."""
    if text.count("BEGIN:VEVENT") > MAX_EVENTS:
        raise PageError(file, f"It has more than {MAX_EVENTS:,} events.", "Import a part of it.")
    from icalendar import Calendar  # half a second that no other command should wait for

    lines = [at for at, line in enumerate(split(text), 1) if line.strip() == "BEGIN:VEVENT"]
    try:
        calendar = Calendar.from_ical(text)
        components = calendar.events
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        why = f"It is no calendar: {visible(str(error))[:80]}"
        raise PageError(file, why, "Export it again.") from None
    read = (_event(*pair, findings) for pair in zip(components, lines, strict=False))
    events = sorted(read, key=itemgetter(0))
    name = _text(calendar, "X-WR-CALNAME") or PurePath(file).stem
    if any(sum(one.times.stated for one in event.all()) > 1 for _, event in events):
        regions = [Region(event, at, event.children) for at, (_, event) in enumerate(events, 1)]
        return Outline(name, [], regions, [])
    for _, event in events:
        if not event.times.clock:
            findings.leave_out(event.line, event.text, "it has no time")
    timed = [(begins[:10], event) for begins, event in events if event.times.clock]
    several = len({day for day, _ in timed}) > 1
    return _by_day(name, ((day if several else "", event) for day, event in timed))


def _text(component: Component, name: str) -> str:
    return " ".join(str(component.get(name, "")).split())


def _event(component: Event, line: int, findings: Findings) -> tuple[str, Node]:
    """Return when an event begins, to sort by, and the event with its description under it."""
    begins = length = None
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        begins = component.start
        length = component.duration
    times = Times(title := _text(component, "SUMMARY") or "…")
    if isinstance(begins, datetime):
        seconds = round(length.total_seconds()) if length is not None else 0
        lasts = TimeRange(seconds, seconds) if 0 < seconds <= DAY else None
        clock = read_times(f"{begins:%H:%M} x").clock
        times = Times(title, lasts, lasts is not None, clock=clock)
    text = str(component.get("DESCRIPTION", ""))
    text = re.sub(r"<(?:br\s?/?|/p|/li|/div|/h[1-6]|/tr)>", "\n", text, flags=re.IGNORECASE)
    text = html.unescape(re.sub(r"<li\b[^<>]{0,200}>", "\n- ", text, flags=re.IGNORECASE))
    own = Findings()
    event = Node(Kind.BULLET, line, title, times, children=read_body(split(text), 0, own))
    if place := _text(component, "LOCATION"):
        event.children.insert(0, Node(Kind.TEXT, line, place, Times(place)))
    for node in event.all():
        node.line = line
    for left in own.left_out:
        findings.leave_out(line, left.text, left.why)
    return begins.isoformat() if isinstance(begins, date) else "", event
