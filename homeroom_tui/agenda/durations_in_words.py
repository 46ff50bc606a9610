"""Find lengths of time in running text: `15-20 mins`, `half an hour`, `3 x 15 min`, `5分間`.

Each one found is put into the plain form that `durations.parse` reads, so that there is one reader
of durations; this layer only knows what prose adds to it: words, languages, rounds, `PT15M`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from msgspec import Struct

from homeroom_tui.agenda.durations import UNITS, DurationError, parse
from homeroom_tui.agenda.model import TimeRange

_PLAIN_SIGNS = str.maketrans(
    "０１２３４５６７８９（）［］：〜～‐‑‒–—―−－\u00a0\u3000\t\u2009\u202f",
    "0123456789()[]:~~--------     ",
)
LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
"""The letters of words that spaces part, for a set in a regular expression."""

_FRACTIONS = {
    "½": 0.5,
    " and a half": 0.5,
    "¼": 0.25,
    "¾": 0.75,
    "1/2": 0.5,
    "1/4": 0.25,
    "3/4": 0.75,
}
_SHORT = dict.fromkeys("h時", "h") | dict.fromkeys("m'’′分", "min") | dict.fromkeys("s秒", "s")
_KANJI = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
_LIKE_ASCII = str.maketrans("ſ\u212aİı", "skii")
_UNIT_TEXTS = {"hour": "h", "minute": "min", "second": "s"}


class Amount(Struct, frozen=True):
    """A length of time in the characters from `start` to `end` of a text.

    `unit` is False for numbers without one, which only a bracket makes into minutes. `product`
    is True for rounds of a length each.
    """

    start: int
    end: int
    range: TimeRange
    unit: bool = True
    product: bool = False


class _Number(Struct):
    """A number in the text, in its plain form: `1.5` and `h`, `30` and `min`, `15` and nothing."""

    start: int
    end: int
    value: str
    unit: str

    @property
    def text(self) -> str:
        return f"{self.value} {self.unit}".strip()


def plain_signs(text: str) -> str:
    """Return `text` with plain digits, dashes, brackets and spaces, as long as before."""
    return text.translate(_PLAIN_SIGNS)


def small(text: str) -> str:
    """Return `text` in small letters, those of ASCII wherever a pattern takes them for such."""
    return text.translate(_LIKE_ASCII).lower()


def either(texts: Iterable[str]) -> str:
    """Return a regular expression for any of some texts, the longest first."""
    return "|".join(sorted(set(texts), key=len, reverse=True))


def by_concept(table: dict[str, Any]) -> list[str]:
    """Return the entries of a table of words in all languages."""
    return [entry for entries in table.values() for entry in entries]


def _any_of(table: dict[str, Any]) -> str:
    return f"(?:{either(by_concept(table))})"


@cache
def vocabulary() -> _Vocabulary:
    return _Vocabulary()


class _Vocabulary:
    """The word list, compiled."""

    def __init__(self) -> None:
        data = resources.files("homeroom_tui.agenda").joinpath("duration_words.toml")
        words = tomllib.loads(data.read_text(encoding="utf-8"))
        languages = words["numbers"].values()
        self.numbers = {word: value for numbers in languages for word, value in numbers.items()}
        self.articles = set(words["numbers"]["articles"])
        at_most = by_concept(words["at_most"])
        self.at_most = re.compile(rf"(?<![{LATIN}])(?:{either(at_most)})(?![{LATIN}])|[<≤]", re.I)
        self.about = [*by_concept(words["about"]), *at_most]
        to = {key: entries for key, entries in words["to"].items() if key != "only_after_between"}
        self.weak_to = set(words["to"]["only_after_between"])
        self.token = self._token(words)
        all_to = either([*by_concept(to), *self.weak_to])
        self.to = re.compile(rf" {{0,2}}(?:-|~|{all_to}) {{0,2}}", re.I)
        self.counted = re.compile(rf"(?<![{LATIN}]){_any_of(words['counted'])}s?\.? ?#?$", re.I)
        self.between = re.compile(rf"{_any_of(words['between'])} $", re.I)
        self.and_a_half = re.compile(rf" {_any_of(words['and_a_half'])}(?![{LATIN}])", re.I)
        of = r"(?: ?(?:of|à|de|x|×|,|·|-|@|a)){0,2} ?"
        self.rounds = re.compile(rf" ?{_any_of(words['rounds'])}{of}", re.I)

    def _token(self, words: dict[str, Any]) -> re.Pattern[str]:
        english = {unit: [name for name in names if len(name) > 1] for unit, names in UNITS.items()}
        units = "|".join(
            f"(?P<{unit}>{either([*english[unit], *by_concept(table)])})"
            for unit, table in words["units"].items()
        )
        phrases = "|".join(
            f"(?P<p{minutes}>{either(by_concept(table))})"
            for minutes, table in words["phrases"].items()
        )
        return re.compile(
            rf"(?:(?<![0-9{LATIN}/$€£#°第])(?<![0-9][.,:])|(?<=[0-9][hx×]))"
            rf"(?=[0-9½¼¾半一二三四五六七八九十{LATIN}])"
            rf"(?:(?:{phrases})(?![{LATIN}])|"
            r"PT(?P<iso>(?:[0-9]{1,2}H)?(?:[0-9]{1,3}M)?(?:[0-9]{1,2}S)?)(?![0-9A-Za-z])|"
            r"(?P<number>(?:[0-9]{1,2} )?[13]/[24](?![0-9/])|"
            r"[0-9]{1,4}(?:[.,][0-9]{1,2}(?![0-9]))?(?![0-9]|:[0-9])(?: ?[½¼¾]| and a half)?|[½¼¾]|"
            rf"(?P<spelt>{either(self.numbers)})(?![{LATIN}])(?: and a half)?)"
            rf"(?: ?-? ?(?:(?:{units})(?![{LATIN}])\.?|"
            r"(?P<ja>時間|分間|分|秒間|秒)(?![のか析割布])|"
            rf"(?P<short>[hms'’′])(?![{LATIN}'’′])))?|"
            r"(?P<kanji>[一二三四五六七八九]?十?[一二三四五六七八九](?=[分時])|"
            r"[一二三四五六七八九]?十(?=分間))"
            r"(?P<kanji_unit>時間|分間|分(?=ずつ|程度|くらい|ほど|で|[)、。]|$)))",
            re.IGNORECASE,
        )


_AND = re.compile(r" {0,2}(?:and|und|et|y|&)? {0,2}|, ?", re.IGNORECASE)
_TIMES = re.compile(r"(?: [^\W\d]{1,20})? ?[x×*] ?", re.IGNORECASE)


def find_durations(text: str, *, zero: bool = False) -> list[Amount]:
    """Return the lengths of time in `text`, which must have plain signs, in their order.

    Ranges, sums (`1 h 30`, `10 min + 5 min`) and products (`3 x 15`, `4 rounds of 10 mins`) are
    one each. What `parse` refuses, such as more than a day, is left out, as is no time at all
    unless `zero`. Takes linear time.
    """
    words = vocabulary()
    numbers = [
        _number(found, words)
        for found in words.token.finditer(text)
        if found["iso"] != "" and not _is_article(found, words)
    ]
    found: list[Amount] = []
    at = 0
    while at < len(numbers):
        amount, at = _amount(text, numbers, at, words)
        if amount is not None:
            found.append(amount)
    return [amount for amount in _sums(text, found) if amount.range.max or zero]


def reading_of(text: str) -> TimeRange | None:
    """Return the length that a whole text means, such as `about half an hour`."""
    seen = plain_signs(text).strip(" \"'“”„«»()[]~≈.,:;")
    found = find_durations(seen)
    if len(found) != 1:
        return None
    around = f"{seen[: found[0].start]} {seen[found[0].end :]}"
    words = vocabulary()
    left = re.sub(rf"(?<![{LATIN}])(?:{either(words.about)})(?![{LATIN}])", " ", around, flags=re.I)
    if left.strip(" ~≈<≤.,:;()-"):
        return None
    return at_most(found[0].range, around)


def at_most(length: TimeRange, around: str) -> TimeRange:
    """Return `length`, from nothing on if the words around it say `up to` or the like."""
    if length.fixed and vocabulary().at_most.search(around):
        return TimeRange(0, length.max)
    return length


def kanji_number(text: str) -> int:
    """Return the value of a number below 100 written in Chinese signs."""
    tens, ten, ones = text.rpartition("十")
    return (_KANJI.get(tens, 1) * 10 if ten else 0) + _KANJI.get(ones, 0)


def _is_article(found: re.Match[str], words: _Vocabulary) -> bool:
    """Return whether a match is only `a` or `une`, without a unit, or the ordinal `a second`."""
    alone = found["spelt"] == found[0] or found["second"]
    return bool(alone and small(found["spelt"] or "") in words.articles)


def _number(found: re.Match[str], words: _Vocabulary) -> _Number:
    start, end = found.span()
    if found["iso"]:
        parts = re.findall("([0-9]+)([HMS])", found["iso"].upper())
        text = " ".join(f"{number} {_SHORT[unit.lower()]}" for number, unit in parts)
        value, _, unit = text.rpartition(" ")
        return _Number(start, end, value, unit)
    for name, value in found.groupdict().items():
        if value is not None and name[0] == "p":
            return _Number(start, end, name[1:], "min")
    if found["kanji"]:
        unit = _SHORT[found["kanji_unit"][0]]
        return _Number(start, end, str(kanji_number(found["kanji"])), unit)
    unit = next((text for name, text in _UNIT_TEXTS.items() if found[name]), "")
    if sign := found["ja"] or found["short"]:
        unit = _SHORT[small(sign[0])]
    return _Number(start, end, f"{_value(found['number'], words):g}", unit)


def _value(text: str, words: _Vocabulary) -> float:
    for sign, fraction in _FRACTIONS.items():
        if text.endswith(sign):
            whole = text.removesuffix(sign).strip()
            return (_value(whole, words) if whole else 0) + fraction
    spelt = words.numbers.get(small(text))
    return float(text.replace(",", ".")) if spelt is None else float(spelt)


def _amount(
    text: str, numbers: list[_Number], at: int, words: _Vocabulary
) -> tuple[Amount | None, int]:
    """Return what begins with the number `at`, and the place of the number after it."""
    start = numbers[at].start
    first, at = _with_smaller(text, numbers, at)
    following = numbers[at] if at < len(numbers) else None
    if following is None:
        return _read(start, first.end, first.text, first.unit), at
    between = text[first.end : following.start]
    times = _TIMES.fullmatch(between) and not (first.unit and following.unit)
    rounds = following.unit and len(between) < 24 and words.rounds.fullmatch(between)
    if rounds and following.unit == "h" and " - " in between:
        rounds = None  # `7 rounds - 1.5 hours`
    if times and text[following.start : following.end].endswith(" m"):
        return None, at + 1  # `20 x 20 m` are meters
    if times or (rounds and not first.unit):
        return _product(first, following), at + 1
    joined = words.to.fullmatch(between) and not _counts(text, first, following, words)
    if joined and (
        small(between.strip()) not in words.weak_to
        or words.between.search(text[max(0, start - 12) : start])
    ):
        second, after = _with_smaller(text, numbers, at)
        length = _range(start, first, second) if second.unit or not first.unit else None
        if length is not None or not first.unit:
            return length, after
    return _read(start, first.end, first.text, first.unit), at


def _counts(text: str, first: _Number, second: _Number, words: _Vocabulary) -> bool:
    """Return whether a number before a dash counts what stands before it: `Part 2 - 25 min`."""
    if " " not in text[first.end : second.start]:
        return False
    if first.unit in ("", "min") and second.unit == "min":
        numbers = [float(one.value) for one in (first, second) if " " not in one.value]
        if len(numbers) == 2 and 6 * numbers[0] < numbers[1]:
            return True  # `Mvt. 1 - 45 min`, `up to 5 minutes - 40 min`
    if first.unit:
        return False
    if text[first.start : first.end].isdigit() != text[second.start].isdigit():
        return True
    return bool(words.counted.search(text[max(0, first.start - 16) : first.start]))


def _with_smaller(text: str, numbers: list[_Number], at: int) -> tuple[_Number, int]:
    """Return the number `at` with the smaller ones that go on with it, and the place after them."""
    first, after = numbers[at], at + 1
    half = vocabulary().and_a_half.match(text, first.end) if first.unit == "h" else None
    if half and first.value.isdigit():
        return _Number(first.start, half.end(), f"{first.text} 30", "min"), after
    if first.unit not in ("h", "min") or after == len(numbers):
        return first, after
    smaller = numbers[after]
    gap = text[first.end : smaller.start]
    unit = "min" if first.unit == "h" else "s"
    close = gap == "" or (gap == " " and first.unit == "h")
    named = smaller.unit == unit and _AND.fullmatch(gap) and (first.unit == "h" or len(gap) < 3)
    if not (named or (not smaller.unit and close)):
        return first, after
    if not (smaller.value.isdigit() and int(smaller.value) < 60):
        return first, after
    return _Number(first.start, smaller.end, f"{first.text} {smaller.value}", unit), after + 1


def _range(start: int, first: _Number, second: _Number) -> Amount | None:
    unit = first.unit or second.unit
    left = first.text if first.unit else f"{first.text} {second.text.split()[1]}" if unit else ""
    left, right = left or first.text, second.text
    length = _read(start, second.end, f"{left}-{right}", unit)
    if length is not None or first.unit:  # `15 min - 1 min each` are two
        return length
    return _read(start, second.end, f"{right}-{left}", unit)


def _product(first: _Number, second: _Number) -> Amount | None:
    one, count = (second, first) if not first.unit else (first, second)
    amount = _read(first.start, second.end, one.text, one.unit)
    if amount is None:
        return None
    seconds = round(float(count.value) * amount.range.min)
    if not 0 < seconds <= 24 * 3600:
        return None
    return Amount(first.start, second.end, TimeRange(seconds, seconds), amount.unit, True)


def _read(start: int, end: int, plain: str, unit: str) -> Amount | None:
    try:
        return Amount(start, end, parse(plain, allow_zero=True), bool(unit))
    except DurationError:
        return None


def _sums(text: str, found: list[Amount]) -> list[Amount]:
    """Return amounts with those joined by a plus sign as one."""
    joined: list[Amount] = []
    for amount in found:
        last = joined[-1] if joined else None
        if last and amount.unit and text[last.end : amount.start].strip() == "+":
            least = last.range.min + amount.range.min
            most = (last.range.max or 0) + (amount.range.max or 0)
            joined[-1] = Amount(last.start, amount.end, TimeRange(least, most))
        else:
            joined.append(amount)
    return joined
