"""Find what an author most likely meant by a value that can't be read, and a line to paste."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime

from msgspec.structs import replace

from homeroom_tui.agenda import durations, nodes
from homeroom_tui.agenda.model import Doc
from homeroom_tui.agenda.nodes import Mapping, Node, Scalar
from homeroom_tui.agenda.problems import Place, Report
from homeroom_tui.agenda.syntax import (
    BULLETS,
    NO_BREAK,
    ODD_SPACES,
    ORDINARY,
    in_quotes,
    line_mistakes,
    missing_colon,
    quoted,
    quotes_for,
    without_curly,
)
from homeroom_tui.escaping import shorten

MAX_ITEM = 200
"""Characters of an item. In a longer one no length is looked for: that takes quadratic time."""

_UNITS = {"min": ("min", "mins", "minutes"), "h": ("hour", "hours", "hrs")}
_DATES = ("%d.%m.%Y", "%d. %B %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%Y/%m/%d")
_MARKDOWN = r"(?m)^(?:#{1,6} \S|[0-9]{1,2}[.)] |\*\*|\* )"


def typed(node: Node) -> str:
    """Return what was typed for a value that is one word or number; '' for a list or fields."""
    return node.text.strip() if isinstance(node, Scalar) else ""


def nearest(word: str, known: Sequence[str], alike: float = 0.6) -> str | None:
    """Return the one of `known` that `word` was meant to be; `alike` (0 to 1) is how surely."""
    by_lower = {name.lower(): name for name in known}
    # Imported late: it is wanted for a mistake alone, and costs the start some milliseconds.
    import difflib

    found = difflib.get_close_matches(word.lower()[:60], by_lower, n=1, cutoff=alike)
    return by_lower[found[0]] if found else None


# Fields


def field_meant(name: str, value: Node, docs: dict[str, Doc]) -> tuple[str | None, str]:
    """Return which of the fields an unknown name was meant to be, and a hint."""
    word = re.sub(r"[\s-]+", "_", name.strip().lower())
    if word == "time" and "at" in docs and re.search(r"\d(:\d\d| *[ap]\.?m)", typed(value), re.I):
        return "at", f"Did you mean `at`? Write `at: {in_one_line(typed(value))}`."
    for key, doc in docs.items():
        if word in doc.also:
            text = typed(value)
            for unit, names in _UNITS.items():
                if word in names and re.fullmatch("[0-9.]+", text):
                    text += f" {unit}"
            if re.match(rf"[{BULLETS}]", text):  # a list under it, whose own mistake is told too
                text = ""
            paste = f"{key}: {in_one_line(text)}" if text else f"{key}:"
            return key, f"Did you mean `{key}`? Write `{paste}`."
    near = nearest(word, list(docs))
    return near, f"Did you mean `{near}`?" if near else ""


def as_first(name: Node, field: str) -> str:
    """Return how a field is written as the first of an item, with the fields below it in line."""
    at = f" with the `-` in column {name.column - 2}" if name.column > 2 else ""
    return f"`- {field}`{at}"


def in_one_line(text: str) -> str:
    """Return a text as it may stand in a hint, in quotes where it needs them."""
    special = re.match(r"[*&!%@`\[{\]},|>?#\"']|- ", text) or re.search(": | #|:$", text)
    return quoted(text) if special else shorten(text, 60)


def tell_of_sign(lines: Iterable[int], report: Report) -> bool:
    """Report a line that begins with another sign than `- `; return whether there was one."""
    for number in lines:
        line = report.lines[number - 1] if number <= len(report.lines) else ""
        spaces = re.match(rf"[ -]*[{ODD_SPACES}]", line)
        for mistake in line_mistakes(number, line):
            report.error(mistake.place, mistake.message, mistake.hint)
            return True
        if spaces:
            if not any(problem.message == NO_BREAK for problem in report.problems):
                report.error(Place(number, spaces.end()), NO_BREAK, ORDINARY)
            return True
    return False


def tell_of_missing_colons(node: Node, names: Collection[str], report: Report) -> bool:
    """Report lines such as `title = Share`, if they stand here; return whether there were any."""
    lines = nodes.lines_of(node) if isinstance(node, Scalar) and node.plain else ()
    mistakes = [m for n in lines for m in missing_colon(n, report.lines[n - 1], names)]
    for mistake in mistakes:
        report.error(mistake.place, mistake.message, mistake.hint)
    return bool(mistakes)


# Items of a list


def title_and_length(text: str) -> tuple[str, str | None]:
    """Return the two parts of a text such as `Share (5 min)`; None where there is no length."""
    if len(text) > MAX_ITEM:
        return text, None
    found = re.fullmatch(r"(.+?)\s*(?:[(:–—]|\s-)\s*([^()]*)\)?", text)
    length = length_meant(found[2]) if found else None
    return (found[1], length) if found and length else (text, None)


def length_meant(text: str) -> str | None:
    """Return a duration as it can be written; None if the text is none."""
    try:
        durations.parse(text)
    except durations.DurationError:
        return durations.suggest(text)
    return text.strip()


def list_meant(node: Node, doc: Doc) -> str:
    """Return how a list is written, of which only a value is there."""
    text = typed(node)
    between = r",\s*(?:and\s)?|\sand\s" if doc.separator == "," else doc.separator
    parts = [part.strip() for part in re.split(between, text) if part.strip()]
    several = isinstance(node, Scalar) and node.end.line > node.line
    if not parts or several or len(text) > 60:
        return "Begin each item on its own line with `- `."
    return f"Write `{doc.key}: [{', '.join(map(_in_brackets, parts))}]`."


def _in_brackets(text: str) -> str:
    return quoted(text) if re.search(r"[\[\]{},]", text) else in_one_line(text)


# Values


def without_curly_quotes(node: Node) -> Scalar | None:
    """Return the value without the curly quotes around it; None if there are none."""
    text = typed(node)
    bare = without_curly(text)
    return replace(node, text=bare) if bare != text and isinstance(node, Scalar) else None


def date_meant(text: str) -> str | None:
    """Return a date that was written in another way, if there is no doubt about it."""
    text = re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b|,", "", text)
    for form in _DATES:
        try:
            return str(datetime.strptime(text, form).date())
        except ValueError:
            continue
    if found := re.fullmatch("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text):
        day, month, year = map(int, found.groups())
        if day > 12 or month > 12:
            with suppress(ValueError):
                return str(date(year, min(day, month), max(day, month)))
    return None


def dates_meant(text: str) -> list[str]:
    """Return the dates of a list on one line, as they are to be written; else an example."""
    days = [day.strip() for day in text.split(",")]
    return [date_meant(day) or day for day in days if re.search("[0-9]{4}", day)] or ["2025-11-26"]


# Texts


def not_a_text(node: nodes.Sequence | Mapping, what: str, report: Report) -> tuple[str, str]:
    """Return what is wrong with a list or fields where a text should be, and what to write."""
    line = report.lines[node.line - 1]
    sign = line[node.column - 1 : node.column]
    if node.flow and sign in ("[", "{"):
        return f"{what} must be in quotes, because it begins with `{sign}`.", in_quotes(line)
    if isinstance(node, Mapping) and len(node.entries) == 1:
        key = node.entries[0][0]
        if key.line == node.line:
            rest = line[node.column - 1 :].rstrip()
            return (
                f"{what} has a colon and a space in it, and so must be in {quotes_for(rest)}.",
                f"Write `{line[: node.column - 1].strip()} {quoted(without_curly(rest))}`.".replace(
                    "` ", "`"
                ),
            )
    shape = "a list" if isinstance(node, nodes.Sequence) else "fields of its own"
    return f"{what} must be a text, not {shape}.", "Write its words on one line."


def why_empty(node: Scalar, report: Report) -> tuple[str, str] | None:
    """Return the message for a text that a comment replaced, and a hint; else None."""
    line = report.lines[node.line - 1] if node.line <= len(report.lines) else ""
    if re.match(r"\s*#", line[node.column - 1 :]):
        return "is empty, because `#` begins a comment", in_quotes(line)
    return None


def warn_of_lost_signs(node: Scalar, what: str, report: Report) -> None:
    """Tell what signs did to a text without quotes: curly ones that are shown with it, a `#` that
    was meant as such (`#general`), items of a list that were taken into the text above them."""
    text = node.text.strip()
    if (bare := without_curly(text)) != text:
        report.warning(
            node,
            f"{what} stands in curly quotes, which are shown with it.",
            f"Write `{in_one_line(bare)}`, or `{quoted(text)}` to show them.",
        )
    last = report.lines[node.end.line - 1] if node.end.line <= len(report.lines) else ""
    if "#" in last and re.match(r"\s+#[^\s#]", last[node.end.column - 1 :]):
        report.warning(
            node.end, f"{what} ends before ` #`: what follows is a comment.", in_quotes(last)
        )
    for number in range(node.line + 1, node.end.line + 1):
        item = re.match(rf"(\s*)[-{BULLETS}] ", report.lines[number - 1])
        if item is not None:
            first = shorten(report.lines[node.line - 1][node.column - 1 :].strip(), 40)
            nested = (
                f" For a list under that item, write `- text: {first}`, and `prompts:` below it."
            )
            report.warning(
                Place(number, item.end(1) + 1),
                f"{what} goes on in this line, which looks like an item of a list.",
                "Begin it with `- `, in the same column as the item above."
                + (nested if "prompt" in what else ""),
            )


def is_markdown(text: str, names: Collection[str]) -> bool:
    """Return whether a file is a Markdown page rather than YAML: no field is in it."""
    found = re.finditer(r"(?m)^[ \t-]*([a-z_]+) *:(?:\s|$)", text)
    return re.search(_MARKDOWN, text) is not None and not any(m[1] in names for m in found)
