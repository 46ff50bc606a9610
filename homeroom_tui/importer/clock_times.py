"""Clock times in a line of an agenda: `9:00 – 9:15 Welcome`, `8.30am`, `14h30`, `10:00〜10:15`."""

from __future__ import annotations

import re

from msgspec import Struct

HALF_DAY = 12 * 60


class Clock(Struct, frozen=True):
    """From when to when, in minutes since midnight; `until` is None where only a start stands.

    `start` and `end` are the characters that say so. `half` is True where the page leaves open
    which half of the day is meant.
    """

    start: int
    end: int
    begins: int
    until: int | None
    half: bool


_TIME = (
    r"(?P<hour{n}>[01]?[0-9]|2[0-4])"
    r"(?:(?::|(?P<dot{n}>\.)|(?P<h{n}>h|時))(?P<minute{n}>[0-5][0-9])?(?:分)?(?::[0-5][0-9])?)?"
    r"(?![0-9]|:[0-9]|%) ?(?P<half{n}>[ap]\.?m\b\.?)? ?(?P<uhr{n}>Uhr\b|hrs\b|heures?\b)?"
)
_CLOCK = re.compile(
    r"(?:~|um |at |from |von |de |à |a las |ab )?"
    + _TIME.format(n=1)
    + r"(?: {0,2}(?:-|~|to|bis|à|a|until|–|から) {0,2}"
    + _TIME.format(n=2)
    + ")?",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"[\s*_`]{0,4}(?:minutes?|minuten|minutos?|min\.?) ([0-9]{1,3}) ?- ?([0-9]{1,3})"
    r"[*_`]{0,3} ?[:|)-]",
    re.IGNORECASE,
)
_LEAD = re.compile(r"[\s*_`~⏰⏱🕐-🕧️]{0,12}")
_PAIR = re.compile(r"(?<![0-9.:/-])[0-9]{1,2}[:h.][0-9]{2}(?= {0,2}(?:[ap]\.?m|[-~]|to|bis|à|a))")
_AFTER = re.compile(r"[\s*_`]{0,4}[:：|,.)\]>-]{0,2}[\s*_`]{0,4}")


def clock_at_front(text: str) -> Clock | None:
    """The clock time with which a line with plain signs begins, with what sets it apart."""
    offset = _OFFSET.match(text)
    if offset is not None and int(offset[1]) < int(offset[2]):
        return Clock(0, offset.end(), int(offset[1]), int(offset[2]), False)
    lead = _LEAD.match(text)
    at = lead.end() if lead else 0
    bracket = text[at : at + 1] in ("(", "[")
    found = _read(text, at + bracket)
    if found is None:
        return None
    after = _AFTER.match(text, found.end)
    end = after.end() if after else found.end
    if end == found.end < len(text) and not text[end - 1].isspace():
        return None
    return Clock(at, end, found.begins, found.until, found.half)


def clock_in_bracket(text: str, start: int, end: int) -> Clock | None:
    """The clock time that fills a bracket, whose inside is from `start` to `end`."""
    found = _read(text, start)
    if found is None or text[found.end : end].strip(" .~"):
        return None
    return found


def clock_range(text: str) -> Clock | None:
    """The first time from when to when in a text with plain signs; None if there is none."""
    for found in _PAIR.finditer(text):
        clock = _read(text, found.start())
        if clock is not None and clock.until is not None:
            return clock
    return None


def _read(text: str, at: int) -> Clock | None:
    found = _CLOCK.match(text, at)
    if found is None:
        return None
    pair = found["hour2"] is not None
    first, second = _shape(found, 1), _shape(found, 2) if pair else ""
    if pair and not (first or second):
        return None
    if not pair and first not in ("colon", "half", "uhr", "h"):
        return None
    if pair and {first, second} <= {"", "dot"} and first != second:
        return None
    if not pair and first == "h" and int(found["hour1"]) < 6:
        return None
    if pair and "h" in (first, second) and not (found["minute1"] or found["minute2"]):
        return None
    begins = _minutes(found, 1, found["half1"] or (found["half2"] if pair else None))
    until = _minutes(found, 2, found["half2"]) if pair else None
    if until is not None and begins > until and found["half2"] and not found["half1"]:
        begins = _minutes(found, 1, None)
    half = not (found["half1"] or found["half2"])
    if until is not None and until < begins:
        until += HALF_DAY if half and until + HALF_DAY > begins else 2 * HALF_DAY
    return Clock(at, found.end(), begins, until, half)


def _shape(found: re.Match[str], n: int) -> str:
    """What makes a number a clock time; empty for a bare one."""
    if found[f"half{n}"]:
        return "half"
    if found[f"uhr{n}"]:
        return "uhr"
    if found[f"h{n}"]:
        return "h"
    if found[f"minute{n}"]:
        return "dot" if found[f"dot{n}"] else "colon"
    return ""


def _minutes(found: re.Match[str], n: int, half: str | None) -> int:
    hour, minute = int(found[f"hour{n}"]), int(found[f"minute{n}"] or 0)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0].lower() == "p" else 0)
    return hour * 60 + minute


def between(earlier: Clock, later: Clock) -> int | None:
    """Seconds from where one line begins to where the next does; None if that makes no sense."""
    minutes = later.begins - earlier.begins
    if minutes <= 0 and (earlier.half or later.half):
        minutes += HALF_DAY
    return minutes * 60 if 0 < minutes <= 8 * 60 else None
