"""Amounts of time in running text, wherever they stand: `15-20 mins`, `half an hour`, `5分間`."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct

from homeroom_tui.agenda.model import DAY
from homeroom_tui.importer import words
from homeroom_tui.importer.words import HOUR, MINUTE

_WIDE = str.maketrans(
    "０１２３４５６７８９（）［］：〜～‐‑‒–—―−－\u00a0\u3000\t\u2009\u202f",
    "0123456789()[]:~~--------     ",
)
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"


class Amount(Struct, frozen=True):
    """A length of time in the characters from `start` to `end`: whole seconds, at least and most.

    `unit` is False for numbers without one, which only a bracket makes into minutes. `product`
    is True for rounds of a length each.
    """

    start: int
    end: int
    least: int
    most: int
    unit: bool = True
    product: bool = False


class _Number(Struct):
    """A number in the text, with the seconds of its unit; 0 if it has none."""

    start: int
    end: int
    value: float
    unit: int

    @property
    def seconds(self) -> float:
        return self.value * (self.unit or MINUTE)


def _either(texts: str) -> str:
    return "|".join(sorted(texts.split("|"), key=len, reverse=True))


_SPELT = "|".join(sorted(words.NUMBERS, key=len, reverse=True))
_LONG = "|".join(f"(?P<u{size}>{_either(names)})" for size, names in words.UNITS.items())
_PHRASES = "|".join(
    f"(?P<p{seconds}>{_either(names)})" for seconds, names in words.FIXED_PHRASES.items()
)
_AMOUNT = re.compile(
    rf"(?:(?<![0-9{_LATIN}/$€£#°第])(?<![0-9][.,:])|(?<=[0-9][hx×]))(?=[0-9½¼¾半一二三四五六七八九十{_LATIN}])"
    rf"(?:{_PHRASES}|"
    r"(?P<number>[13]/[24](?![0-9/])|[0-9]{1,4}(?:[.,][0-9]{1,2}(?![0-9]))?(?![0-9]|:[0-9])[½¼¾]?|[½¼¾]|"
    rf"(?P<spelt>{_SPELT})(?![{_LATIN}]))"
    rf"(?: ?-? ?(?:(?:{_LONG})(?![{_LATIN}])\.?|"
    r"(?P<japanese>時間|分間|分|秒間|秒)(?![のか析割布])|"
    rf"(?P<short>[hms'’′])(?![{_LATIN}'’′])))?|"
    r"(?P<kanji>[一二三四五六七八九]?十?[一二三四五六七八九](?=[分時])|[一二三四五六七八九]?十(?=分間))"
    r"(?P<kanji_unit>時間|分間|分(?=ずつ|程度|くらい|ほど|で|[)、。]|$)))",
    re.IGNORECASE,
)
_TO = re.compile(r" {0,2}(?:-|~|to|bis|bis zu|à|a|or|oder|ou|o|y|et|und|and|から) {0,2}", re.I)
_AND = re.compile(r" {0,2}(?:and|und|et|y)? {0,2}|, ?", re.I)
_TIMES = re.compile(" ?[x×*] ?", re.I)
_BETWEEN = re.compile(r"(?:between|zwischen|entre) $", re.I)
_CONNECTS_ONLY_BETWEEN = {"y", "et", "und", "and"}


def plain_signs(text: str) -> str:
    """`text` with its wide digits, dashes, brackets and spaces in their plain form, same length."""
    return text.translate(_WIDE)


def amounts(text: str) -> list[Amount]:
    """The lengths of time in `text`, which must have plain signs, in their order.

    Ranges, sums (`1 h 30`, `10 min + 5 min`) and products (`3 x 15`, `4 rounds of 10 mins`) are
    one each. What is longer than a day, or no time at all, is left out. Takes linear time.
    """
    numbers = [
        _number(found)
        for found in _AMOUNT.finditer(text)
        if words.small(found["spelt"] or "") not in words.ARTICLES or found["spelt"] != found[0]
    ]
    found: list[Amount] = []
    at = 0
    while at < len(numbers):
        amount, at = _amount(text, numbers, at)
        if amount is not None and 0 < amount.most <= DAY:
            found.append(amount)
    return _added(text, found)


def _number(found: re.Match[str]) -> _Number:
    for name, value in found.groupdict().items():
        if value is not None and name[0] == "p":
            return _Number(found.start(), found.end(), int(name[1:]), 1)
    if found["kanji"]:
        value = float(words.kanji_number(found["kanji"]))
        unit = words.JAPANESE_UNITS[found["kanji_unit"]]
        return _Number(found.start(), found.end(), value, unit)
    unit = 0
    for size in words.UNITS:
        if found[f"u{size}"]:
            unit = size
    if found["japanese"]:
        unit = words.JAPANESE_UNITS[found["japanese"]]
    elif found["short"]:
        unit = words.SHORT_UNITS[words.small(found["short"])]
    return _Number(found.start(), found.end(), _value(found["number"]), unit)


def _value(text: str) -> float:
    spelt = words.NUMBERS.get(words.small(text))
    if spelt is not None:
        return spelt
    if "/" in text:
        return int(text[0]) / int(text[2])
    fraction = words.FRACTIONS.get(text[-1:], 0.0)
    whole = text.rstrip("½¼¾").replace(",", ".")
    return float(whole or 0) + fraction


def _amount(text: str, numbers: list[_Number], at: int) -> tuple[Amount | None, int]:
    """What begins with the number `at`, and the number after it."""
    first = numbers[at]
    start = first.start
    first, at = _with_minutes(text, numbers, at)
    following = numbers[at] if at < len(numbers) else None
    if following is None:
        return _single(first), at
    between = text[first.end : following.start]
    if _TIMES.fullmatch(between) and not (first.unit and following.unit):
        return _product(first, following), at + 1
    if not first.unit and following.unit and len(between) < 24 and words.ROUNDS.fullmatch(between):
        return _product(first, following), at + 1
    joined = _TO.fullmatch(between)
    if joined and (
        words.small(between.strip()) not in _CONNECTS_ONLY_BETWEEN
        or _BETWEEN.search(text[max(0, start - 12) : start])
    ):
        second, after = _with_minutes(text, numbers, at)
        if second.unit or not first.unit:
            left = first.value * (first.unit or second.unit or MINUTE)
            least, most = sorted((left, second.seconds))
            unit = bool(second.unit)
            return Amount(start, second.end, round(least), round(most), unit), after
    return _single(first), at


def _single(number: _Number) -> Amount:
    seconds = round(number.seconds)
    return Amount(number.start, number.end, seconds, seconds, bool(number.unit))


def _product(first: _Number, second: _Number) -> Amount:
    seconds = round(first.value * second.value * (first.unit or second.unit or MINUTE))
    return Amount(first.start, second.end, seconds, seconds, bool(first.unit or second.unit), True)


def _with_minutes(text: str, numbers: list[_Number], at: int) -> tuple[_Number, int]:
    """The number `at` with the minutes that belong to its hours, and the number after them."""
    hours = numbers[at]
    if hours.unit != HOUR or at + 1 == len(numbers):
        return hours, at + 1
    minutes = numbers[at + 1]
    between = text[hours.end : minutes.start]
    close = between in ("", " ")
    if minutes.value < 60 and (
        (minutes.unit == MINUTE and _AND.fullmatch(between)) or (not minutes.unit and close)
    ):
        seconds = hours.seconds + minutes.value * MINUTE
        return _Number(hours.start, minutes.end, seconds, 1), at + 2
    return hours, at + 1


def _added(text: str, found: list[Amount]) -> list[Amount]:
    """Amounts joined by a plus sign, as one."""
    if not any("+" in text[one.end : other.start] for one, other in pairwise(found)):
        return found
    joined: list[Amount] = []
    for amount in found:
        last = joined[-1] if joined else None
        if last and text[last.end : amount.start].strip() == "+" and last.unit and amount.unit:
            least, most = last.least + amount.least, last.most + amount.most
            joined[-1] = Amount(last.start, amount.end, least, most)
        else:
            joined.append(amount)
    return joined
