"""Explain YAML syntax errors by what the author most likely meant, without terms of YAML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.problems import Place
from homeroom_tui.escaping import shorten

if TYPE_CHECKING:
    import yaml

MAX_LOOKED_BACK = 4
"""Lines above an error in which its cause is looked for."""

MAX_INDENT = 100
"""Columns in which a line is tried. All lines below it are moved as far, which takes memory."""

BULLETS = "•‣◦▪●○·*+–—−"
"""Signs that people, or their word processors, begin an item with besides a hyphen."""

ODD_SPACES = "\u00a0\u2000-\u200b\u202f\u205f\u3000"
"""Spaces that look like any other, and indent nothing."""

NO_BREAK = "These are no-break spaces, which look like spaces and indent nothing."
ORDINARY = "Type ordinary spaces instead, here and in what else came from the same place."

_SPECIAL = "*&!%@`[{]},|>?"
# re compiles these when a file has a mistake: most have none, and start-up need not wait for it.
_LINE = r"(\s*(?:(?:-\s+)+(?:[a-z_]+:\s+)?|(?:[\w-]+:\s+)?))(.*)"
_NO_SPACE = r"(\s*(?:- +)?)([A-Za-z_]+):(\S.*)"
_NO_SPACE_AFTER_DASH = r"(\s*)-(?![\s-])(.+)"
_BULLET = rf"(\s*)(?:[{BULLETS}]|[0-9]{{1,3}}[.)])\s+(.*)"
_ODD_SPACE = rf"^[ -]*[{ODD_SPACES}]|:[{ODD_SPACES}]"
_SEVERAL = r"(.*?)(?:,\s+([a-z_]+):\s+(.*)|\s([a-z_]+):\s+([0-9].*))"
_CURLY = "“”„‟«»‘’‚‛"
_IN_CURLY = r"[“”„‟«»]([^“”„‟«»]+)[“”‟«»]|[‘’‚‛]([^‘‚‛]+)[‘’‛]"


_OUT_OF_LINE = "This line does not line up with the ones above it."


class Mistake(Struct, frozen=True):
    """A mistake at a place: its message, what to write instead, and the lines as they were meant.

    `meant` holds these by number; it is empty where nobody can tell. `field` is a field that is
    there, though in the wrong place.
    """

    place: Place
    message: str
    hint: str
    meant: Mapping[int, str] = {}  # msgspec gives each its own
    field: str = ""


class Fault:
    """A place where a file can't be read, and what the parser says of it.

    `found` is the place at which the parser stopped, and `began` the one at which what it then
    read had begun: a quote that is never closed. `names` are those that fields may have.
    """

    def __init__(self, error: yaml.YAMLError, lines: list[str], names: Collection[str]) -> None:
        self.context = getattr(error, "context", None) or ""
        self.problem = getattr(error, "problem", None) or ""
        began, found = _place(error, "context_mark"), _place(error, "problem_mark")
        self.found = found or began or Place(1, 1)
        self.began = began or self.found
        self.lines, self.names = lines, names
        self.line = self.at(self.found)

    @property
    def reached(self) -> int:
        """The line up to which the file could be read: of the quote or bracket not closed."""
        open_end = "end of stream" in self.problem or "document" in self.problem
        return (self.began if open_end or "flow" in self.context else self.found).line

    def at(self, place: Place) -> str:
        """The line of a place; empty behind the last one."""
        return self.lines[place.line - 1] if place.line <= len(self.lines) else ""

    def sign(self, place: Place) -> str:
        """The sign at a place; empty behind the last one."""
        return self.at(place)[place.column - 1 : place.column]


def mistakes(fault: Fault) -> Iterator[Mistake]:
    """Yield what may be wrong around the place where a file can't be read, to be tried out."""
    yield from _odd_spaces(fault.lines)
    for number in _before(fault.found.line, fault.lines):
        line = fault.lines[number - 1]
        for mistake in line_mistakes(number, line):
            yield from _with_lines_below(mistake, fault.lines)
        yield from _missing_space(number, line)
        yield from missing_colon(number, line, fault.names)
        yield from _not_under_its_bar(number, fault.lines)
        yield from _missing_dash(number, line, fault.names)
    yield from explanations(fault)
    yield from _layouts(fault)


def explanations(fault: Fault) -> Iterator[Mistake]:
    """Yield what the error itself says, the most special first: one at least."""
    if not fault.problem:
        message, hint = "This is not a text that can be read.", "Save it as plain UTF-8 text."
        yield Mistake(fault.found, message, hint)
        return
    yield from _tab(fault)
    yield from _quotes(fault)
    yield from _special(fault)
    yield from _field(fault)
    yield _out_of_line(fault)


def _layouts(fault: Fault) -> Iterator[Mistake]:
    """Yield other columns in which the line may have been meant to begin."""
    lines, number = fault.lines, fault.found.line
    indent = _indent(fault.line)
    columns = {
        column
        for at in _before(number - 1, lines)
        for column in _columns(lines[at - 1])
        if column != indent and column < MAX_INDENT
    }
    for column in sorted(columns, key=lambda column: (abs(column - indent), -column)):
        meant = {}
        for at, text in enumerate(lines[number - 1 :], number):
            if text.strip() and _indent(text) < indent:
                break
            meant[at] = " " * column + text[indent:]
        hint = f"Begin it in column {column + 1}."
        yield Mistake(Place(number, indent + 1), _OUT_OF_LINE, hint, meant)


def _retyped(number: int, column: int, message: str, before: str, text: str) -> Mistake:
    """A mistake in one line, which was meant to be `before` and `text`, the part to write."""
    hint = f"Write `{shorten(text, 60)}`."
    return Mistake(Place(number, column), message, hint, {number: before + text})


def line_mistakes(number: int, line: str) -> Iterator[Mistake]:
    """Yield what is wrong with a line that should be an item of a list."""
    if item := re.fullmatch(_BULLET, line):
        message = "An item of a list begins with a hyphen and a space, and this is another sign."
        yield _retyped(number, len(item[1]) + 1, message, item[1], f"- {item[2]}")
    elif item := re.fullmatch(_NO_SPACE_AFTER_DASH, line):
        message = "A space is missing after `-`."
        yield _retyped(number, len(item[1]) + 2, message, item[1], f"- {item[2].strip()}")


def _with_lines_below(mistake: Mistake, lines: list[str]) -> Iterator[Mistake]:
    """Yield the mistake with what stands under the item moved along with it, then as it is."""
    ((number, line),) = mistake.meant.items()
    moved = len(line) - len(lines[number - 1])
    began = _indent(line) + 2 - moved
    below = {}
    for at, text in enumerate(lines[number:], number + 1):
        if text.strip() and _indent(text) < began:
            break
        below[at] = " " * moved + text if moved > 0 else text[-moved:]
    if moved and below:
        spaces = "one space" if abs(moved) == 1 else f"{abs(moved)} spaces"
        last = max((at for at, text in below.items() if text.strip()), default=number + 1)
        rows = f"lines {number + 1} to {last}" if last > number + 1 else f"line {last}"
        more = f", and move {rows} {spaces} to the {'right' if moved > 0 else 'left'}."
        hint = mistake.hint.removesuffix(".") + more
        yield replace(mistake, hint=hint, meant={**mistake.meant, **below})
    yield mistake


def quoted(text: str) -> str:
    """`text` in the quotes that need no escapes for it."""
    text = shorten(text, 60)
    return _single(text) if '"' in text or "\\" in text else f'"{text}"'


def _single(text: str) -> str:
    """`text` in single quotes."""
    return "'{}'".format(text.replace("'", "''"))


def in_quotes(line: str) -> str:
    """A line of the file with its value in quotes, as a hint."""
    before, value = _parts(line)
    return f"Write `{f'{before.strip()} {quoted(without_curly(value))}'.strip()}`."


def quotes_for(text: str) -> str:
    """The quotes that a text must be in: straight ones where it is in others."""
    return "quotes" if without_curly(text) == text else "straight quotes, not curly ones"


def without_curly(text: str) -> str:
    """The text without curly quotes around all of it."""
    found = re.fullmatch(_IN_CURLY, text) if text and text[0] in _CURLY else None
    return (found[1] or found[2]).strip() if found else text


def _with_quotes(line: str) -> str:
    """The same line with its whole value in quotes."""
    before, value = _parts(line)
    return before + _single(value)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _parts(line: str) -> tuple[str, str]:
    """A line up to its value, and its value."""
    found = re.fullmatch(_LINE, line.rstrip())
    return (found[1], found[2]) if found else ("", line.strip())


def _before(number: int, lines: list[str]) -> Iterator[int]:
    """The line of that number and those before it, as far as there is something in them."""
    seen = 0
    for at in range(min(number, len(lines)), 0, -1):
        if lines[at - 1].strip():
            yield at
            seen += 1
        if seen == MAX_LOOKED_BACK:
            return


def _odd_spaces(lines: list[str]) -> Iterator[Mistake]:
    """No-break spaces where only ordinary ones indent, as they come from the web."""
    odd = [number for number, line in enumerate(lines, 1) if re.search(_ODD_SPACE, line)]
    if odd:
        meant = {
            number: re.sub(
                rf"^[ \-{ODD_SPACES}]+|:[{ODD_SPACES}]+",
                lambda found: re.sub(f"[{ODD_SPACES}]", " ", found[0]),
                lines[number - 1],
            )
            for number in odd
        }
        first = re.search(f"[{ODD_SPACES}]", lines[odd[0] - 1])
        yield Mistake(Place(odd[0], first.start() + 1 if first else 1), NO_BREAK, ORDINARY, meant)


def never_closed(began: Place, line: str) -> Mistake:
    """A text whose quote mark is not closed in its line."""
    mark = line[began.column - 1 : began.column]
    return Mistake(
        began,
        f"The quote mark {mark} that begins here is never closed.",
        f"Put {mark} at the end of the text, or take it out here.",
        {began.line: line.rstrip() + mark},
    )


def _missing_space(number: int, line: str) -> Iterator[Mistake]:
    found = re.fullmatch(_NO_SPACE, line)
    if found is not None:
        message, text = f"A space is missing after `{found[2]}:`.", f"{found[2]}: {found[3]}"
        yield _retyped(number, found.start(3) + 1, message, found[1], text)


def missing_colon(number: int, line: str, names: Collection[str]) -> Iterator[Mistake]:
    """A field such as `duration 60 min` or `duration = 60 min`, or `blocks` alone."""
    found = re.fullmatch(r"(\s*(?:- +)?)([a-z_]+)(?:\s*=)?((?:\s+[^\s:=].*)?)", line.rstrip())
    if found is not None and found[2] in names:
        message, text = f"A `:` is missing after `{found[2]}`.", f"{found[2]}:{found[3]}"
        yield _retyped(number, found.end(2) + 1, message, found[1], text)


def _not_under_its_bar(number: int, lines: list[str]) -> Iterator[Mistake]:
    """A text that should stand under `|`, and is not indented."""
    above = next((at for at in range(number - 1, 0, -1) if lines[at - 1].strip()), 0)
    field = re.fullmatch(r"(\s*)([a-z_]+):\s+[|>][+-]?\s*", lines[above - 1]) if above else None
    if field is None or len(field[1]) >= MAX_INDENT:
        return
    indent = field[1] + "  "
    meant = {}
    for at, line in enumerate(lines[number - 1 :], number):
        if at > number and re.match(rf"{field[1]}[a-z_]+:(?:\s|$)", line):
            break
        meant[at] = indent + line if line.strip() else line
    yield Mistake(
        Place(number, 1),
        f"The text after `{field[2]}: |` must be indented, and this line is not.",
        f"Begin each line of it two spaces further to the right than `{field[2]}`.",
        meant,
    )


def _missing_dash(number: int, line: str, names: Collection[str]) -> Iterator[Mistake]:
    """Another block without the dash that each begins with."""
    found = re.fullmatch(r"(\s+)(([a-z_]+):(?:\s.*)?)", line)
    if found is not None and found[3] in names:
        message = f"A `- ` is missing before `{found[3]}`, if a new item begins here."
        yield _retyped(number, len(found[1]) + 1, message, found[1], f"- {found[2].strip()}")


def _tab(fault: Fault) -> Iterator[Mistake]:
    found = fault.found
    for number in (found.line, found.line + 1):
        line = fault.at(Place(number, 1))
        at = line[: _indent(line)].find("\t")
        if at >= 0 and (number == found.line or "tab" in fault.problem):
            for width in (2, 4):
                yield Mistake(
                    Place(number, at + 1),
                    "This line is indented with a tab, which YAML does not allow.",
                    "Use spaces: two for each step.",
                    {
                        each: line[: _indent(line)].expandtabs(width) + line.lstrip()
                        for each, line in enumerate(fault.lines, 1)
                    },
                )
    if fault.sign(found) == "\t":
        message, meant = "A tab stands where only spaces may.", fault.line.replace("\t", " ")
        yield Mistake(found, message, "Use a space.", {found.line: meant})


def _quotes(fault: Fault) -> Iterator[Mistake]:
    found, began, problem = fault.found, fault.began, fault.problem
    mark, line = fault.sign(began), fault.at(began)
    if "quoted scalar" in fault.context:
        if "end of stream" in problem or "document" in problem:
            yield never_closed(began, line)
        else:
            text = line[began.column :].rstrip().removesuffix(mark)
            meant = line[: began.column - 1] + _single(text)
            yield Mistake(
                found,
                "In a text in double quotes a backslash begins a special sign, and this is none.",
                "Use single quotes around the text, or write two backslashes.",
                {began.line: meant},
            )
    before = fault.line[: found.column - 1].rstrip()
    if ("expected key" in problem or "'-' indicator" in problem or "<block end>" in problem) and (
        before.endswith(('"', "'"))
    ):
        field, value = _parts(fault.line)
        closing = before[-1]
        if value[0] != closing or len(before) == len(field) + 1:
            yield from _not_closed_above(found.line, closing, fault.lines)
            return
        text = value[1:-1] if value[0] == value[-1] else value
        if re.match(rf"[^{closing}]*\S{closing}\s", text):  # as in `"Ask" and "tell"`
            text = value
        yield Mistake(
            found,
            "The text goes on after its closing quote.",
            f"Put all of it in quotes, and use the other kind within it:"
            f" `{field.strip()} {quoted(text)}`.",
            {found.line: field + _single(text)},
        )


def _not_closed_above(number: int, mark: str, lines: list[str]) -> Iterator[Mistake]:
    """A text that is not closed in a line above, and so ends at the next quote mark below."""
    for at in range(number - 1, 0, -1):
        field, value = _parts(lines[at - 1])
        if value.startswith(mark) and value.count(mark) % 2:
            yield never_closed(Place(at, len(field) + 1), lines[at - 1])
            return


def _special(fault: Fault) -> Iterator[Mistake]:
    """Texts whose first sign means something to YAML, such as `[` in "[Warm up] chat"."""
    found, began, line = fault.found, fault.began, fault.line
    if "block scalar" in fault.context:
        yield Mistake(
            began,
            f"After `{fault.sign(began)}` the text begins on the next line.",
            "Begin a new line there, indented by two spaces more.",
        )
        return
    before, value = _parts(line)
    if value and value[0] in _SPECIAL and found.column > len(before):
        yield _to_be_quoted(fault)
    if "flow" in fault.context:
        opening = fault.sign(began)
        closing = {"[": "]", "{": "}"}.get(opening, "]")
        if found.line == began.line and closing in line[found.column :]:
            meant = f"{line[: found.column - 1].rstrip()}, {line[found.column - 1 :]}"
            message = "A comma is missing before this."
            yield _retyped(found.line, found.column, message, "", meant)
        opened = fault.at(began)
        closed = opened.rstrip() + closing
        yield Mistake(
            began,
            f"The `{opening}` here has no `{closing}` that closes it.",
            f"Close it with `{closing}`, or put the text in quotes.",
            {began.line: closed if "," in closed else _with_quotes(opened)},
        )


def _to_be_quoted(fault: Fault) -> Mistake:
    """A value that begins with a sign of YAML."""
    before, value = _parts(fault.line)
    place = Place(fault.found.line, len(before) + 1)
    fields = re.sub(r"(?<=[^,{\s]) +(?=[a-z_]+: )", ", ", value.rstrip())
    if value[0] == "{" and fields != value.rstrip() and fields.endswith("}"):
        return Mistake(
            place,
            "A comma is missing between two fields in braces.",
            f"Write `{fields}`.",
            {place.line: before + fields},
        )
    sign = "a backtick" if value[0] == "`" else f"`{value[0]}`"
    return Mistake(
        place,
        f"A text that begins with {sign} must be in quotes.",
        in_quotes(fault.line),
        {place.line: _with_quotes(fault.line)},
    )


def _field(fault: Fault) -> Iterator[Mistake]:
    found, line, problem = fault.found, fault.line, fault.problem
    if "sequence entries" in problem:
        item = line[found.column - 1 :].rstrip()
        if item == "-":
            yield _to_be_quoted(fault)
        yield Mistake(
            found,
            "A list can't begin on the line of its field.",
            f"Write `{shorten(item, 60)}` on a line of its own, indented.",
        )
    if "mapping values" in problem:
        before, value = _parts(line)
        if found.column > len(before) + 1 and before.rstrip().endswith((":", "-")):
            several = re.fullmatch(_SEVERAL, value)
            if several is not None and (name := several[2] or several[4]) in fault.names:
                field = f"{name}: {(several[3] or several[5]).strip()}"
                yield Mistake(
                    found,
                    f"`{name}` is another field, and can't stand on the same line.",
                    f"Write `{shorten(field, 60)}` on a line of its own, under this one.",
                    {found.line: _with_quotes(line)},
                    name,
                )
            yield Mistake(
                found,
                f"A text with a colon and a space in it must be in {quotes_for(value)}.",
                in_quotes(line),
                {found.line: _with_quotes(line)},
            )
        suspect = next(_before(found.line - 1, fault.lines), found.line)
        yield from _missing_space(suspect, fault.at(Place(suspect, 1)))
        yield _out_of_line(fault)
    if "could not find expected" in problem:
        yield from _missing_space(fault.began.line, fault.at(fault.began))
        yield Mistake(
            fault.began,
            "This line is neither a field nor an item of a list.",
            "Write a field as `title: Share`, and an item as `- What was helpful?`.",
        )


def _out_of_line(fault: Fault) -> Mistake:
    return Mistake(
        Place(fault.found.line, _indent(fault.line) + 1),
        _OUT_OF_LINE,
        "Fields that belong together begin in the same column, and each item of a list with `- `.",
    )


def _columns(line: str) -> Iterator[int]:
    """The places in which a field or an item of a line begins, counted from zero."""
    found = re.match(r"(\s*)((?:- +)*)", line)
    if found is not None:
        yield len(found[0])
        yield len(found[1])


def _place(error: yaml.YAMLError, name: str) -> Place | None:
    mark = getattr(error, name, None)
    return None if mark is None else Place(mark.line + 1, mark.column + 1)
