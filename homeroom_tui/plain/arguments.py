"""What may follow a command of plain mode: blocks by number, lengths of time, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from homeroom_tui.agenda.durations import DurationError, parse
from homeroom_tui.agenda.model import TimeRange
from homeroom_tui.meeting.view import BlockView, View


class Misunderstood(ValueError):
    """What followed a command says nothing that it could use; says what to write."""


def number(text: str, last: int, example: str, what: str) -> int:
    """A number from 1 to `last`; `what` it is the number of: "block"."""
    if not last:
        raise Misunderstood(f"There is no {what} yet.")
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= last):
        raise Misunderstood(f"Write the {what}'s number, 1 to {last}: {example}")
    return int(text[:6])


def numbered(view: View, text: str, example: str) -> BlockView:
    """The block of the number typed."""
    return view.blocks[number(text, len(view.blocks), example, "block") - 1]


def present_line(view: View) -> BlockView:
    """The present block."""
    if view.present is None:
        raise Misunderstood("The meeting has no present block now.")
    return view.present.line


def length(text: str, example: str) -> int:
    """Seconds; a bare number is minutes."""
    try:
        found = parse(text)
    except DurationError as error:
        said = str(error)
        raise Misunderstood(f"{said[:1].upper()}{said[1:]}. Write for example {example}") from None
    if found.max is None or not found.fixed:
        raise Misunderstood(f"Say it in one number. Write for example {example}")
    return found.max


def length_and_rest(text: str) -> tuple[TimeRange, str]:
    """A length at the beginning of a text, as long as it can be read, and what follows it."""
    found = list(_splits(text))
    if not found:
        raise Misunderstood("Write how long, then what it is: a 5 Break, or a 5-10 min Questions")
    return found[-1]


def _splits(text: str) -> Iterator[tuple[TimeRange, str]]:
    parts = text.split()
    for count in range(1, min(len(parts), 4) + 1):
        try:
            yield parse(" ".join(parts[:count])), " ".join(parts[count:])
        except DurationError:
            continue
