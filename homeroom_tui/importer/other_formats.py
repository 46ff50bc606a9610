"""Calendars (`.ics`) and run-of-show tables (`.csv`) as pages, and files refused by their name."""

from __future__ import annotations

import csv
import html
import re
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from homeroom_tui.agenda.model import DAY, TimeRange
from homeroom_tui.escaping import visible
from homeroom_tui.importer import words
from homeroom_tui.importer.lengths import take_weak
from homeroom_tui.importer.lines import read_lines, split
from homeroom_tui.importer.markdown_page import MAX_TEXT, Page, new_page, page_error, read_page
from homeroom_tui.importer.outline import Outline, Region
from homeroom_tui.importer.report import Findings
from homeroom_tui.importer.rows import read_rows
from homeroom_tui.importer.times import DurationSource, Times, read_times
from homeroom_tui.importer.tree import Kind, Node, new_node, read_nodes

if TYPE_CHECKING:
    from icalendar import Component

MAX_EVENTS = 1_000
MAX_ROWS = 5_000

_PANDOC = "Convert it first, for example: pandoc {file} -t gfm -o page.md"
_REFUSED = {
    **dict.fromkeys((".docx", ".odt", ".rtf", ".epub", ".html", ".htm", ".tex", ".org"), _PANDOC),
    ".pdf": "Get its text first, for example: pdftotext -layout {file} page.md",
    **dict.fromkeys(
        (".xlsx", ".xls", ".ods", ".numbers"), "Save the sheet as CSV and import that."
    ),
    **dict.fromkeys((".doc", ".pages", ".pptx", ".key"), "Save its text as a Markdown file first."),
    **dict.fromkeys(
        (".eml", ".msg"), "Save the text of the mail as a file that ends in .md first."
    ),
    **dict.fromkeys((".yaml", ".yml"), "That is a session file already: homeroom check {file}"),
}
_BEGINNINGS = {
    b"%PDF": ".pdf",
    b"PK\x03\x04": ".docx",
    b"{\\rtf": ".rtf",
    b"\xd0\xcf\x11\xe0": ".doc",
}
_HTML = re.compile(rb"\s*(?:<!doctype html|<html\b)", re.IGNORECASE)


def refusal(file: str, content: bytes) -> str | None:
    """Return why a file cannot be imported and what to do, by its name or how it begins."""
    kind = PurePath(file).suffix.lower()
    for beginning, known in _BEGINNINGS.items():
        if content.startswith(beginning) and kind not in _REFUSED:
            kind = known
    if kind not in _REFUSED and _HTML.match(content.removeprefix(b"\xef\xbb\xbf")):
        kind = ".html"
    if kind not in _REFUSED:
        return None
    shown = visible(file)
    advice = _REFUSED[kind].format(file=shown)
    return f"{shown}: a {kind} file can't be imported; Markdown, .ics and .csv can. {advice}"


def read_file(
    text: str, *, series: str | None = None, base_url: str | None = None, file: str
) -> Page:
    """Return the sessions of a page, a calendar or a table, by the end of its name.

    Raises `PageError` as `read_page` does.
    """
    readers = {".ics": _calendar, ".csv": _table, ".tsv": _table}
    read = readers.get(PurePath(file).suffix.lower())
    if read is None:
        return read_page(text, series=series, base_url=base_url, file=file)
    if len(text) > MAX_TEXT:
        raise page_error(file, "The file is larger than 1 MiB.", "Import a part of it.")
    findings = Findings()
    return new_page(read(text, file, findings), findings, file, series, base_url)


def _table(text: str, file: str, findings: Findings) -> Outline:
    """Return the one session, or one for each day, of a table with a column for the times."""
    lines = split(text)
    kind = max("\t;,", key=lambda sign: sum(line.count(sign) for line in lines[:20]))
    csv.field_size_limit(MAX_TEXT)
    read = csv.reader(lines, delimiter=kind)
    rows = [(read.line_num, [" ".join(cell.split()) for cell in row]) for row in read]
    rows = [(line, row) for line, row in rows if any(row)]
    if len(rows) > MAX_ROWS:
        raise page_error(file, f"It has more than {MAX_ROWS:,} rows.", "Import a part of it.")
    title = PurePath(file).stem
    while rows and sum(map(bool, rows[0][1])) < 2:
        line, row = rows.pop(0)
        title = " ".join(filter(None, row))
    columns: tuple[str, ...] = ()
    if rows and not any(read_times(cell).stated for cell in rows[0][1]):
        line, row = rows.pop(0)
        columns = tuple(row)
        findings.leave_out(line, kind.join(row), "the head of the table")
    nodes = [_row(line, row, columns) for line, row in rows]
    width = max((len(node.cells) for node in nodes), default=0)
    columns = (*columns, *[""] * (width - len(columns)))
    for node in nodes:
        node.columns = columns
    if not read_rows(nodes):
        raise page_error(
            file,
            "No column of the table holds times.",
            "Give it a column `Start` or `Duration`, and one `Title`.",
        )
    days = [at for at, column in enumerate(columns) if words.DAY_COLUMN.match(column)]
    at = days[0] if days else None
    regions = [
        Region(new_node(Kind.HEADING, 0, day or title, 1), number, list(group))
        for number, (day, group) in enumerate(
            groupby(nodes, lambda node: node.cells[at] if at is not None else ""), 1
        )
    ]
    if len(regions) == 1:
        regions[0].heading = new_node(Kind.HEADING, 0, title, 1)
    elif at is not None:
        for node in nodes:
            node.cells = (*node.cells[:at], "", *node.cells[at + 1 :])
    return Outline(title, [], regions, [])


def _row(line: int, row: list[str], columns: tuple[str, ...]) -> Node:
    text = " | ".join(filter(None, row))
    return Node(Kind.ROW, line, text, Times(text), cells=tuple(row), columns=columns)


def _calendar(text: str, file: str, findings: Findings) -> Outline:
    """Return a session for each event whose description is an agenda, else one for each day."""
    if text.count("BEGIN:VEVENT") > MAX_EVENTS:
        raise page_error(file, f"It has more than {MAX_EVENTS:,} events.", "Import a part of it.")
    from icalendar import Calendar  # half a second that no other command should wait for

    lines = [at for at, line in enumerate(split(text), 1) if line.strip() == "BEGIN:VEVENT"]
    try:
        calendar = Calendar.from_ical(text)
        components = calendar.walk("VEVENT")
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise page_error(
            file, f"It is no calendar: {visible(str(error))[:80]}", "Export it again."
        ) from None
    events = [
        _Event(component, line, findings)
        for component, line in zip(components, lines, strict=False)
    ]
    name = " ".join(str(calendar.get("X-WR-CALNAME", "")).split()) or PurePath(file).stem
    events.sort(key=lambda event: event.order)
    described = [event for event in events if event.timed > 1]
    if described:
        regions = [event.region(number) for number, event in enumerate(events, 1)]
        return Outline(name, [], regions, [])
    days = groupby((event for event in events if event.times), lambda event: event.order[:10])
    regions = [
        Region(new_node(Kind.HEADING, 0, day), number, [event.node() for event in group])
        for number, (day, group) in enumerate(days, 1)
    ]
    if len(regions) == 1:
        regions[0].heading = new_node(Kind.HEADING, 0, name)
    for event in events:
        if not event.times:
            findings.leave_out(event.line, event.title, "it has no time")
    return Outline(name, [], regions, [])


class _Event:
    """An event of a calendar."""

    def __init__(self, component: Component, line: int, findings: Findings) -> None:
        self.line = line
        self.title = " ".join(str(component.get("SUMMARY", "")).split()) or "…"
        begins, ends = _instant(component, "DTSTART"), _instant(component, "DTEND")
        self.times = f"{begins:%H:%M}" if isinstance(begins, datetime) else ""
        self.order = begins.isoformat() if begins is not None else ""
        self.seconds = _seconds(component, begins, ends)
        self.place = " ".join(str(component.get("LOCATION", "")).split())
        self.nodes = self._described(str(component.get("DESCRIPTION", "")), findings)

    def _described(self, text: str, findings: Findings) -> list[Node]:
        text = re.sub(r"<(?:br\s?/?|/p|/li|/div|/h[1-6]|/tr)>", "\n", text, flags=re.IGNORECASE)
        text = html.unescape(re.sub(r"<li\b[^<>]{0,200}>", "\n- ", text, flags=re.IGNORECASE))
        own = Findings()
        nodes = read_nodes(read_lines(split(text), 0, own), own)
        take_weak(nodes, self.seconds)
        for left in own.left_out:
            findings.leave_out(self.line, left.text, left.why)
        for node in nodes:
            for one in (node, *node.all()):
                one.line = self.line
        return nodes

    @property
    def timed(self) -> int:
        """Return how many times its description states."""
        return sum(node.times.stated + len(node.timed()) for node in self.nodes)

    def region(self, number: int) -> Region:
        heading = new_node(Kind.HEADING, self.line, self.title)
        place = [new_node(Kind.TEXT, self.line, self.place)] if self.place else []
        for node in place:
            node.times = Times(node.text)
        return Region(heading, number, [*place, *self.nodes], self.seconds)

    def node(self) -> Node:
        """Return the event as a block of its day."""
        clock = read_times(f"{self.times} x").clock
        length = TimeRange(self.seconds, self.seconds) if self.seconds else None
        source = DurationSource.STATED if length else None
        times = Times(self.title, length, source, clock=clock)
        node = Node(Kind.BULLET, self.line, self.title, times, children=self.nodes)
        if self.place:
            node.children = [new_node(Kind.BULLET, self.line, self.place), *node.children]
        return node


def _instant(component: Component, name: str) -> datetime | date | None:
    value: Any = getattr(component.get(name), "dt", None)
    return value if isinstance(value, date) else None


def _seconds(
    component: Component, begins: datetime | date | None, ends: datetime | date | None
) -> int | None:
    length: Any = getattr(component.get("DURATION"), "dt", None)
    both = isinstance(begins, datetime) and isinstance(ends, datetime)
    if both and (begins.tzinfo is None) == (ends.tzinfo is None):  # type: ignore[union-attr]
        length = ends - begins  # type: ignore[operator]
    if not isinstance(length, timedelta):
        return None
    seconds = round(length.total_seconds())
    return seconds if 0 < seconds <= DAY else None
