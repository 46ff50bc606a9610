"""Explain YAML syntax errors by what the author most likely meant, without terms of YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from homeroom_tui.agenda.problems import Place, shorten

if TYPE_CHECKING:
    import yaml

_SPECIAL = "*&!%@`[{]},|>?"
_LINE = re.compile(r"(\s*(?:(?:-\s+)+(?:[a-z_]+:\s+)?|(?:[\w-]+:\s+)?))(.*)")
_NO_SPACE = re.compile(r"\s*(?:- +)?([A-Za-z_]+):(\S.*)")


def explain(error: yaml.YAMLError, lines: list[str]) -> tuple[Place, str, str]:
    """The place of a syntax error, what is wrong, and what to write instead.

    `lines` are those of the file. The place is the one to look at, which for a quote that is
    never closed is where it was opened.
    """
    from yaml import MarkedYAMLError

    if not isinstance(error, MarkedYAMLError):
        return Place(1, 1), "This is not a text that can be read.", "Save it as plain UTF-8 text."
    found = _place(error.problem_mark) or _place(error.context_mark) or Place(1, 1)
    began = _place(error.context_mark) or found
    context, problem = error.context or "", error.problem or ""
    return (
        _tab(found, problem, lines)
        or _quotes(found, began, context, problem, lines)
        or _special(found, began, context, problem, lines)
        or _field(found, began, problem, lines)
        or _layout(found, lines)
    )


def quoted(text: str) -> str:
    """`text` in the quotes that need no escapes for it."""
    text = shorten(text, 60)
    return (
        f'"{text}"'
        if '"' not in text and "\\" not in text
        else "'{}'".format(text.replace("'", "''"))
    )


def in_quotes(line: str) -> str:
    """A line of the file with its value in quotes, as a hint."""
    before, value = _parts(line)
    return f"Write `{f'{before.strip()} {quoted(value)}'.strip()}`."


def begins_special(line: str) -> str:
    """The sign with which the value in a line begins, if YAML gives it a meaning; else ''."""
    value = _parts(line)[1]
    return value[0] if value and value[0] in _SPECIAL else ""


def _parts(line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line.rstrip())
    return (found[1], found[2]) if found else ("", line.strip())


def _tab(found: Place, problem: str, lines: list[str]) -> tuple[Place, str, str] | None:
    for number in (found.line, found.line + 1):
        line = lines[number - 1] if number <= len(lines) else ""
        at = line[: len(line) - len(line.lstrip())].find("\t")
        if at >= 0 and (number == found.line or "tab" in problem):
            return (
                Place(number, at + 1),
                "This line is indented with a tab, which YAML does not allow.",
                "Use spaces: two for each step.",
            )
    if _at(found, lines) == "\t":
        return found, "A tab stands where only spaces may.", "Use a space."
    return None


def _quotes(
    found: Place, began: Place, context: str, problem: str, lines: list[str]
) -> tuple[Place, str, str] | None:
    mark = _at(began, lines)
    if "quoted scalar" in context:
        if "end of stream" in problem or "document" in problem:
            return (
                began,
                f"The text that begins here with {mark} has no {mark} at its end.",
                f"Put {mark} at the end of the text, or take it out here.",
            )
        return (
            found,
            "In a text in double quotes a backslash begins a special sign, and this is none.",
            "Use single quotes around the text, or write two backslashes.",
        )
    before = _line(found, lines)[: found.column - 1].rstrip()
    if ("expected key" in problem or "'-' indicator" in problem or "<block end>" in problem) and (
        before.endswith(('"', "'"))
    ):
        return (
            found,
            "The text goes on after its closing quote.",
            "Put all of it in quotes, and use the other kind of quotes within it.",
        )
    return None


def _special(
    found: Place, began: Place, context: str, problem: str, lines: list[str]
) -> tuple[Place, str, str] | None:
    """Texts whose first sign means something to YAML, such as `[` in "[Warm up] chat"."""
    if "block scalar" in context:
        return (
            began,
            f"After `{_at(began, lines)}` the text begins on the next line.",
            "Begin a new line there, indented by two spaces more.",
        )
    line = _line(found, lines)
    sign = begins_special(line)
    if sign and found.column > len(_parts(line)[0]):
        place = Place(found.line, len(_parts(line)[0]) + 1)
        named = "a backtick" if sign == "`" else f"`{sign}`"
        return place, f"A text that begins with {named} must be in quotes.", in_quotes(line)
    if "flow" in context:
        opening = _at(began, lines)
        closing = {"[": "]", "{": "}"}.get(opening, "]")
        return (
            began,
            f"The `{opening}` here has no `{closing}` that closes it.",
            f"Close it with `{closing}`, or put the text in quotes.",
        )
    return None


def _field(
    found: Place, began: Place, problem: str, lines: list[str]
) -> tuple[Place, str, str] | None:
    if "sequence entries" in problem:
        return (
            found,
            "A list can't begin on the line of its field.",
            "Begin each item on a line of its own, indented: `- What was helpful?`.",
        )
    if "mapping values" in problem:
        line = _line(found, lines)
        before = _parts(line)[0]
        if found.column > len(before) + 1 and before.rstrip().endswith((":", "-")):
            message = "A text with a colon and a space in it must be in quotes."
            return found, message, in_quotes(line)
        texts = (at for at in range(found.line - 1, 0, -1) if lines[at - 1].strip())
        suspect = next(texts, found.line)
        return _missing_space(Place(suspect, 1), lines) or _layout(found, lines)
    if "could not find expected" in problem:
        return _missing_space(began, lines) or (
            began,
            "This line is neither a field nor an item of a list.",
            "Write a field as `title: Share`, and an item as `- What was helpful?`.",
        )
    return None


def _layout(found: Place, lines: list[str]) -> tuple[Place, str, str]:
    line = _line(found, lines)
    return (
        Place(found.line, len(line) - len(line.lstrip()) + 1),
        "This line does not line up with the ones above it.",
        "Fields that belong together begin in the same column, and each item of a list with `- `.",
    )


def _missing_space(place: Place, lines: list[str]) -> tuple[Place, str, str] | None:
    found = _NO_SPACE.fullmatch(_line(place, lines))
    if found is None:
        return None
    return (
        Place(place.line, found.start(2) + 1),
        f"A space is missing after `{found[1]}:`.",
        f"Write `{found[1]}: {shorten(found[2], 60)}`.",
    )


def _place(mark: yaml.Mark | None) -> Place | None:
    return None if mark is None else Place(mark.line + 1, mark.column + 1)


def _line(place: Place, lines: list[str]) -> str:
    return lines[place.line - 1] if place.line <= len(lines) else ""


def _at(place: Place, lines: list[str]) -> str:
    return _line(place, lines)[place.column - 1 : place.column]
