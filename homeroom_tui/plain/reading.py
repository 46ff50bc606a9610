"""Read what is typed in plain mode: a command of the table, and the argument after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from homeroom_tui.agenda.advice import nearest
from homeroom_tui.agenda.durations import UNITS, DurationError, parse
from homeroom_tui.agenda.model import MINUTE, TimeRange
from homeroom_tui.commands import Command, typed_commands
from homeroom_tui.controller import blocks_called
from homeroom_tui.meeting.view import BlockView, View

EMPTY_LINE = "An empty line says where the meeting stands; a single space is p."

MAX_WORDS = 4
"""A duration has no more: `1 hour 30 minutes`."""

_SIGNS = "".join(typed.letter for _, typed in typed_commands() if not typed.letter.isalnum()) + "−"
_FIRST = re.compile(rf"([{re.escape(_SIGNS)}]|[^\s{re.escape(_SIGNS)}]+)\s*(.*)", re.DOTALL)
_TITLE_WORDS = {name.capitalize() for names in UNITS.values() for name in names[-2:]} | {
    names[0].capitalize() for names in UNITS.values()
}
"""`Minutes`, `Second`, `M`: with a capital they begin a title, and are no unit."""


class Misread(ValueError):
    """The input is not a command, or lacks what it needs; the text says what to write."""


def read(line: str) -> tuple[str, str]:
    """The id of the command that a line begins with, and what follows it. Raises Misread.

    An empty line is `stand`, one of spaces is `play`, `?` alone is `help`.
    """
    text = line.rstrip("\r\n")
    if not text.strip():
        return ("play" if text else "stand"), ""
    found = _FIRST.match(text.strip())
    assert found is not None
    name, rest = found[1].replace("−", "-"), found[2].strip()
    if name == "?" and not rest:
        return "help", ""
    for command, typed in typed_commands():
        if name == typed.letter or name.lower() in typed.words:
            if rest and not typed.argument:
                raise Misread(
                    f"“{name}” stands alone: nothing was done. To note a text: note {rest}"
                )
            return command.id, rest
    near = nearest(name, [word for _, typed in typed_commands() for word in typed.words])
    meant = f" Did you mean {near}?" if near else ""
    raise Misread(f"There is no command “{name[:40]}”.{meant} ? lists them.")


def help_lines() -> Iterator[str]:
    """A line of help for each command."""
    for command, typed in typed_commands():
        names = " or ".join(filter(None, [typed.letter, typed.words[0]]))
        yield f"{names}{f' {typed.argument}' if typed.argument else ''}: {help_of(command)}"
    yield EMPTY_LINE


def help_of(command: Command) -> str:
    """Return what a command does when it is typed."""
    return (command.typed and command.typed.help) or command.help


# Arguments


def number(text: str, last: int, example: str, what: str) -> int:
    """A number from 1 to `last`; `what` it is the number of: "block"."""
    if not last:
        raise Misread(f"There is no {what} yet.")
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= last):
        raise Misread(f"Write the {what}'s number, 1 to {last}: {example}")
    return int(text[:6])


def block(view: View, text: str, example: str) -> BlockView:
    """The block of the number typed, or of a part of its title."""
    found = blocks_called(view, text)
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(line.number) for line in found)
        raise Misread(f"Several blocks are called that: {numbers}. Write the number: {example}")
    return view.blocks[number(text, len(view.blocks), example, "block") - 1]


def present_line(view: View) -> BlockView:
    """The present block."""
    if view.present is None:
        raise Misread("No block is under way now.")
    return view.present.line


def length(text: str, example: str) -> int:
    """Seconds; a bare number is minutes."""
    try:
        found = parse(text)
    except DurationError as error:
        said = str(error)
        raise Misread(f"{said[:1].upper()}{said[1:]}. Write for example {example}") from None
    if found.max is None or not found.fixed:
        raise Misread(f"Write a single length, for example {example}")
    return found.max


def length_and_block(view: View, text: str, sign: str) -> tuple[int, BlockView]:
    """Seconds, a minute if none are given, and the block of a number behind them or the present."""
    *before, last = text.split() or [""]
    numbered = before and last.isdecimal() and not before[-1].lower().startswith("h")  # 1 h 30
    lasts = " ".join(before) if numbered else text
    seconds = length(lasts, f"{sign} 2, or {sign} 2 4") if lasts else MINUTE
    return seconds, block(view, last, f"{sign} 2 4") if numbered else present_line(view)


def length_and_title(text: str) -> tuple[TimeRange, str]:
    """A length at the beginning of a text, as long as it can be read, and what follows it."""
    words = text.split()
    found: tuple[TimeRange, str] | None = None
    for count in range(1, min(len(words), MAX_WORDS) + 1):
        if count > 1 and words[count - 1].rstrip(".,:;") in _TITLE_WORDS:
            break
        with suppress(DurationError):
            found = parse(" ".join(words[:count])), " ".join(words[count:])
    if found is None:
        raise Misread("Write how long, then what it is: a 5 Break, or a 5-10 min Questions")
    return found
