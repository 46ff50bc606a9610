"""Read the times in one line: the block's length, a person's share, or something else.

A time stands at a place: first or last in its line or bracket, parted from the words by signs, or
amid them. The place tells whether it is the line's own, and is taken out of it; amid words it stays
there. What may also be another number is `weak`: the lines beside it tell what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import LEADS, Clock, find_clock
from homeroom_tui.agenda.durations_in_words import Amount, at_most, find_durations, plain_signs
from homeroom_tui.agenda.model import MINUTE, REST, TimeRange
from homeroom_tui.importer import words

MAX_LINE = 4_000
"""Characters. A longer text is no line of an agenda, and has no times."""

_SHORT_LINE = 5
"""Words. A longer line that ends in a full stop is a sentence."""

IN_WORDS = "from the words of the line"


class Times(Struct, frozen=True):
    """A line without the duration that it states, and what its times say.

    `duration` is the block's, `share` the seconds that each person gets, `clock` from when to
    when. A duration is `apart` if it is not part of a sentence; `guess` tells how it was found
    where that is not plain. `weak` is what a number would mean that may be no time at all: only
    the lines beside it can tell.
    """

    text: str
    duration: TimeRange | None = None
    apart: bool = False
    guess: str = ""
    share: int | None = None
    clock: Clock | None = None
    weak: Times | None = None

    @property
    def stated(self) -> bool:
        """Return whether the line says for itself that it has a time of its own."""
        return self.clock is not None or self.apart

    @property
    def length(self) -> TimeRange | None:
        """The duration, or from when to when; not what is left."""
        length = self.duration
        if self.clock is not None and self.clock.until is not None:
            seconds = (self.clock.until - self.clock.begins) * MINUTE
            length = TimeRange(seconds, seconds)
        return length if length is not None and length.max else None

    @property
    def most(self) -> int:
        """Seconds that it takes at most, as far as the line says; 0 if it does not."""
        length = self.length
        return (length.max or 0) if length is not None else 0


def sum_of(lengths: Iterable[TimeRange]) -> TimeRange:
    """Return lengths together; what takes the rest counts for nothing."""
    pairs = [(length.min, length.max or 0) for length in lengths]
    return TimeRange(sum(least for least, _ in pairs), sum(most for _, most in pairs))


_INSIDE = r"[^][(){}【】]*"
_BRACKET = re.compile(rf"(?<!\])\({_INSIDE}\)|\[{_INSIDE}\](?!\()|\{{{_INSIDE}\}}|【{_INSIDE}】")
_FACES = "⏰⏱⏲⌛⏳\ufe0f" + "".join(map(chr, range(ord("🕐"), ord("🕧") + 1)))
_SEPARATES = "-:|·,/=>~→.!?)\\]】：、。＝—–"
_MARKS = ("**", "*", "`")
_NOTE = re.compile(r"[*_`]{0,3} ?\([^():]{1,60}\)[*_`.]{0,3}")
_LEAD = re.compile(
    rf"(?:\b(?:{words.APPROXIMATELY}|{words.NTH}|minute[ns]?)\.?\s|[~≈≤約@{_FACES}])\s?$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf" ?(?:{words.IN_TOTAL}|approx\b\.?|max(?:imum)?\b\.?|"
    r"(?P<zone>\(?(?-i:UTC|GMT|[ECMPB][SD]?T|CEST|JST)\)?))(?!\w)",
    re.IGNORECASE,
)
_OPENS = re.compile(rf"(?:[{_SEPARATES};{_FACES}]|\*\*)\s*[*_`]{{0,3}}\s*$")
_CLOSES = re.compile(r"(?<=\.)|\.\s|\s\s|[*_`]{0,3}\s?[-:|>、/,;·]|[*_`]{1,3}(?=\s|$)")
_SENTENCE_ENDS = re.compile(r"[.?!](?:\s|$)|[,;。？！]")
_PART = re.compile(r" (?!total)[^\W\d][^0-9]{0,30}(?:[,;+&]|\b(?:and|plus|und|et|y)) ?")
_COUNT = re.compile(
    r"(?<=[^\W\d_] )(?:[0-9]{1,4}(?= [-~] ?[0-9]{1,3}(?![0-9.:h]))|"
    r"[0-9]{1,3} (?:and|und|et|y|&) [0-9]{1,3}(?= [-~] ?[0-9]))"
)
_DIGITS = re.compile(r"[\s*_`]{0,4}(?:[01]?[0-9]|2[0-3])(?=[0-5][0-9][*_`]{0,3} ?[-:|. ])")
_NUMBER = re.compile(rf"(?<![0-9.:/\w])(?:{LEADS})?[0-9]{{1,2}}(?![0-9])", re.IGNORECASE)
_MINUTES = re.compile(r"[0-9]{1,3}(?: ?- ?[0-9]{1,3})?")
_PRICE_OR_AGE = re.compile(r"[0-9] an? (?:hour|minute)$|[^\W\d_][ -][0-9]{1,3}s$")
_EARLIEST = 7 * 60
_TOO_LONG = 13 * 3600


class _Place:
    """Where a time stands: from `start` to `end`, with the words `around` it: `about`, `max.`

    `before` and `after` are the texts beside it, in its bracket if it has one. It is `first` or
    `last` if they have no words, and `alone` if its bracket has none: then all of that is its
    place. It is `opened` or `closed` if it is first or last, or a sign sets it apart there.
    """

    def __init__(self, seen: str, start: int, end: int) -> None:
        self.bracket = next((b for b in _brackets(seen) if b[0] < start and end < b[1]), None)
        low, high = (self.bracket[0] + 1, self.bracket[1] - 1) if self.bracket else (0, len(seen))
        near = max(low, start - 24)
        opens, lead = _OPENS.search(seen, near, start), _LEAD.search(seen, near, start)
        tail = _TAIL.match(seen, end, high)
        self.start, self.end = lead.start() if lead else start, tail.end() if tail else end
        self.before, self.after = seen[low : self.start], seen[self.end : high]
        self.first = not re.search(r"\w", self.before)
        over = not re.search(r"\w", self.after) or _NOTE.fullmatch(self.after)
        self.last = bool(over) and not (tail and tail["zone"])
        self.opened = self.first or opens is not None
        word = self.after.strip(" *_`")[:1]
        heads = self.after[:1].isspace() and (word.isupper() or word > "\u2e80")
        closes = _CLOSES.match(seen, self.end, high)
        self.closed = self.last or closes is not None or (self.first and heads)
        self.alone = self.bracket is not None and self.first and self.last
        if self.bracket and self.alone:
            self.start, self.end = self.bracket
        self.around = f"{seen[self.start : start]} {seen[end : self.end]}"


@lru_cache(maxsize=16)
def _brackets(seen: str) -> list[tuple[int, int]]:
    return [match.span() for match in _BRACKET.finditer(seen)]


@lru_cache(maxsize=4096)
def read_times(text: str) -> Times:
    """Return what the times in `text` mean, of which links and inline Markdown are left whole."""
    if len(text) > MAX_LINE:
        return Times(text)
    seen = plain_text(text)
    weak: Times | None = None
    for clock in clocks_in(seen):
        at = _Place(seen, clock.start, clock.end)
        after, pair = seen[at.end :], clock.until is not None
        stop = after.rstrip("*_` ")[-1:]
        ends = not re.search(r"\w", after) if at.bracket else at.last
        ends = ends and stop not in tuple(".,;?")
        front = at.first and not (at.bracket and stop == ".")
        if clock.weak:  # `Room 2.07`
            front, ends = front and not at.bracket, ends and at.opened
        sure = not clock.weak and (front or (ends and pair))
        if sure or (weak is None and (front or ends or (pair and stop != "."))):
            rest = _read_lengths(_without(text, at))
            if not rest.apart or pair:
                rest = replace(rest, duration=None, apart=False, guess="")
            times = replace(rest, text=tidy(rest.text), clock=clock, weak=None)
            if sure:
                return times
            weak = times
    times = _read_lengths(text)
    if weak is None and (digits := _DIGITS.match(seen)):
        weak = read_times(f"{text[: digits.end()]}.{text[digits.end() :]}").weak
    return replace(times, weak=weak or times.weak)


def _read_lengths(text: str) -> Times:
    """Return what the lengths of time in a line mean."""
    seen = plain_text(text)
    every = [(a, _Place(seen, a.start, a.end)) for a in find_durations(seen, zero=True)]
    found = [(a, at) for a, at in every if a.range.max]
    shares = [a for a, at in found if a.unit and _is_share(seen, a, at)]
    mine = [(a, at) for a, at in found if a not in shares and not _is_elsewhen(seen, a, at)]
    each = shares[0].range.min if shares else None
    plain = " ".join(text.split())
    if stated := [(a, at) for a, at in mine if _is_stated(seen, a, at)]:
        amount, at = max(stated, key=lambda one: one[0].range.min)
        length = at_most(amount.range, at.around)
        several = len({a.range for a, _ in stated}) > 1
        guess = "all rounds together" if amount.product else "of several in the line" * several
        parts = [a for a, one in mine if at.bracket and a.unit and one.bracket == at.bracket]
        if parts[1:] and all(_PART.fullmatch(seen, a.end, b.start) for a, b in pairwise(parts)):
            length, guess = sum_of(a.range for a in parts), "its parts together"
        stays = amount.product or (at.bracket and not (at.opened and at.closed))
        return Times(plain if stays else tidy(_without(text, at)), length, True, guess, each)
    weak = (
        Times(tidy(_without(text, at)), a.range, True, "from a number without a unit")
        for a, at in every
        if not each and _may_be_minutes(seen, a, at)
    )
    times = Times(plain, share=each, weak=next(weak, None))
    if prose := [at_most(a.range, at.around) for a, at in mine if a.unit]:
        return replace(times, duration=sum_of(prose), guess=IN_WORDS)
    if rest := words.REST.search(seen):
        label = seen[rest.end() :].startswith(":") and not seen[: rest.start()].strip(" *_")
        at = _Place(seen, *rest.span())
        apart = label or (at.bracket is not None and at.last)
        return replace(times, duration=REST, apart=apart, guess=IN_WORDS)
    return times


def from_zero(found: list[Times]) -> list[Times]:
    """Return lengths that ascend from zero as what they are: from when to when.

    So are `0 min`, `15 min`, `40 min`, and `0-15 min`, `15-40 min`.
    """
    read = [times.weak or times for times in found]
    begins = [one.duration.min // MINUTE for one in read if one.duration]
    ends = [(one.duration.max or 0) // MINUTE for one in read if one.duration]
    ascend = 1 < len(begins) == len(found) and not begins[0] and begins == sorted(set(begins))
    untils: list[int | None] = [*begins[1:], *ends[-1:]]
    if ascend and begins == ends and len(found) > 2:
        untils = [None] * len(found)
    elif not ascend or untils != ends or begins[-1] == ends[-1]:
        return found
    guess = "from minute to minute"
    return [
        Times(one.text, guess=guess, share=one.share, clock=Clock(0, 0, begin, until, False))
        for one, begin, until in zip(read, begins, untils, strict=True)
    ]


def clocks_in(seen: str) -> list[Clock]:
    """Return the clock times anywhere in a text with plain signs."""
    found: list[Clock] = []
    for number in _NUMBER.finditer(seen):
        if not found or found[-1].end <= number.start():
            clock = find_clock(seen, number.start())
            found += [clock] if clock else []
    return found


def clock_range(text: str) -> Clock | None:
    """Return the first time from when to when in a text; None if there is none."""
    seen = words.UNTIL.sub(" - ", plain_text(text[:MAX_LINE]))
    return next((clock for clock in clocks_in(seen) if clock.until is not None), None)


def is_time_alone(text: str) -> bool:
    """Return whether a line says no more than a length of time."""
    times = read_times(text)
    return times.stated and not times.text


def tidy(text: str) -> str:
    """Return a text without the space and the signs that a duration left at its ends."""
    text = " ".join(text.split())
    text = re.sub(rf"^(\*{{1,2}}|)\s*(?:[{_SEPARATES}{_FACES}]+\s*)+(?=\S)", r"\1", text)
    text = re.sub(r"(?: ?[.…_]){4,}$", "", text)
    return re.sub(rf"(?:\s[*_`]{{1,2}}|[\s{_FACES}|·~=>→—–/-]+)$", "", text).strip()


@lru_cache(maxsize=16)
def plain_text(text: str) -> str:
    """Return `text` with plain signs, as long as before, and with no numbers that tell no time.

    They are in the targets of links, in addresses and dates, and count what stands before a dash.
    """

    def mask(count: re.Match[str]) -> str:
        prose = words.NOT_AN_END.search(text[max(0, count.start() - 40) : count.start()])
        return count[0] if prose and count[0].isdigit() else "#" * len(count[0])

    text = plain_signs(text)
    text = re.sub(r"(?<=\]\()[^)]*(?=\))|(?<=://)\S*", lambda found: "\0" * len(found[0]), text)
    text = words.DATE_ANYWHERE.sub(lambda found: re.sub("[0-9]", "#", found[0]), text)
    return _COUNT.sub(mask, text)


def _is_share(seen: str, amount: Amount, at: _Place) -> bool:
    """Return whether an amount is what each person gets."""
    over = seen[amount.end - 1] == "." and seen[amount.end + 1 : amount.end + 2].isupper()
    if words.SHARE_AFTER.match(seen, amount.end, amount.end + 60) and not over:
        return True
    sentence = _SENTENCE_ENDS.split(at.before[-120:])[-1]
    return bool(words.SHARE_BEFORE.search(sentence)) and not (at.opened and not at.bracket)


def _is_elsewhen(seen: str, amount: Amount, at: _Place) -> bool:
    """Return whether an amount is another: `10 minutes early`, `20h30`, `under 12s`."""
    clock = find_clock(seen, amount.start)
    of_day = clock and not clock.weak and clock.end >= amount.end and clock.begins >= _EARLIEST
    if of_day or amount.range.min >= _TOO_LONG:
        return True
    before = seen[max(0, amount.start - 24) : amount.start]
    elsewhen = words.ELSEWHEN_BEFORE.search(before) and not (at.first and at.closed)
    if elsewhen or _PRICE_OR_AGE.search(seen, amount.start - 2, amount.end):
        return True
    after = words.ELSEWHEN_AFTER.match(seen, amount.end, amount.end + 16)
    return after is not None and not words.HAVE.search(before)


def _is_stated(seen: str, amount: Amount, at: _Place) -> bool:
    """Return whether an amount stands apart from the words around it, which do not need it."""
    if not amount.unit:
        return amount.product and at.alone
    if at.bracket:
        return at.first or at.last
    if not (at.last or at.after.startswith(":")):
        return at.opened and at.closed and not re.search(r"[^*_`], ?$", at.before)
    stop = re.search(r"[^\W\d_]{4}\.$", seen[: amount.end][-5:])
    sentence = stop and len(at.before.split()) > _SHORT_LINE
    return at.opened or not (sentence or words.NOT_AN_END.search(at.before))


def _may_be_minutes(seen: str, amount: Amount, at: _Place) -> bool:
    """Return whether an amount stands where lines tell minutes, if those beside it do so too."""
    before, after = seen[: at.start], seen[at.end :]
    front = at.first and not at.bracket
    if amount.unit:  # `5 min` at the front of a line is a time if it is one in those beside it
        return front
    digits = _MINUTES.fullmatch(seen, amount.start, amount.end)
    if not digits or (amount.range.max or 0) > 240 * MINUTE:
        return False
    heads = re.match(r"[*_`]{0,3} ?[-:|](?![0-9])", after)
    leads = heads or (not amount.range.fixed and after.startswith(" "))
    ends = not re.search(r"\w", after)
    sign = re.search(r"(?: -|[:|,]) ?[*_`]{0,2}$", before)
    return bool((front and leads) or (at.alone and (heads or ends)) or (sign and ends))


def _without(text: str, at: _Place) -> str:
    """Return a text without a time, and without the marks and signs that held only that."""
    left, right = text[: at.start].rstrip(), text[at.end :].lstrip()
    if right[:1] in (":", "(") or not re.search(r"\w", right):
        left = left.rstrip(" ,;:|–—-" if right[:1] == "(" else " ,;")
    if right[:1] in (")", "]"):
        left = left.rstrip(" ,;|·:-")
    for mark in _MARKS:
        if re.search(r"[-–—:|·,(\[]$", left) or not re.search(r"\w", left):
            right = right.lstrip("-–—:：|·,; ")
        if left.endswith(mark) and right.startswith(mark) and left.count(mark) % 2:
            left, right = left[: -len(mark)].rstrip(), right[len(mark) :].lstrip()
    touches = any(
        left.count(mark) % 2 and (left.endswith(mark) or right.startswith(mark)) for mark in _MARKS
    )
    close = touches or left[-1:] in ("(", "[") or right[:1] in tuple(",.;:?!)]")
    return f"{left}{right}" if close else f"{left} {right}"
