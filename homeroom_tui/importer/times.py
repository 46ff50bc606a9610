"""Read the times in one line: the block's length, a person's share, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.clock_times import Clock, find_clock, seconds_between
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


Span = tuple[int, int]  # the first character, and the one after the last

_INSIDE = r"[^][(){}【】]*"
_BRACKET = re.compile(rf"(?<!\])\({_INSIDE}\)|\[{_INSIDE}\](?!\()|\{{{_INSIDE}\}}|【{_INSIDE}】")
_FACES = "⏰⏱⏲⌛⏳\ufe0f" + "".join(map(chr, range(ord("🕐"), ord("🕧") + 1)))
_ABOUT = re.compile(
    rf"(?:(?<![a-zà-ɏ])(?:{words.ABOUT})(?![a-zà-ɏ])|[\s.,:;~≈<≤*_`{_FACES}-])*",
    re.IGNORECASE,
)
_APPROXIMATELY = re.compile(
    rf"(?:\b(?:{words.APPROXIMATELY}|{words.NTH})\.?\s|[~≈≤約{_FACES}])\s?$", re.IGNORECASE
)
_NTH = re.compile(rf"\b{words.NTH}\s$", re.IGNORECASE)
_SEPARATES = "-:|·,/=>~→.!?)\\]】：、。＝—–"
_SET_APART = re.compile(rf"[{_SEPARATES}{_FACES}]\s*[*_`]{{0,3}}\s*$")
_SETS_APART = re.compile(r"[*_`]{0,3}\s?[-:|>、/]|[*_`]{1,3}(?=\s|$)|\.(?=\s)|\s\s")
_BETWEEN_SIGNS = re.compile(r"(?:[-:|·>/]|\*\*,?)\s*[*_`]{0,2}\s*$")
_IN_TOTAL = re.compile(rf"(?: {words.IN_TOTAL}(?=[,;.]))?", re.IGNORECASE)
_FULL_STOP = re.compile(r"(?<!min)(?<!mins)(?<!hrs)(?<!hr)(?<!std)(?<!sek)(?<!sec)\.$", re.I)
_SENTENCE_ENDS = re.compile(r"[.?!;。？！](?:\s|$)|[。？！]")
_PART = re.compile(r" (?!total)[^\W\d][^0-9]{0,30}(?:[,;+&]|\b(?:and|plus|und|et|y)) ?")
_HOUR_TO_DOTS = re.compile(
    r"(?<![0-9.:])([0-9]{1,2})( ?(?:-|to|bis|until|à|a) ?)([0-9]{1,2})\.([0-9]{2})(?![0-9.])"
)
_COUNT = re.compile(
    r"(?<=[^\W\d_] )(?:[0-9]{1,4}(?= [-~] ?[0-9]{1,3}(?![0-9.:h]))|"
    r"[0-9]{1,3} (?:and|und|et|y|&) [0-9]{1,3}(?= [-~] ?[0-9]))"
)
_OTHER = re.compile(  # times of day, prices and ages: `à 20 h`, `$17 an hour`, `under-12s`
    r"\b(?:à|um|at|a las|om) [0-9]{1,2} ?(?:h|uur)$|[0-9]\.[0-5][0-9] ?uur$|"
    r"(?<![0-9.,:-])(?:(?:1[3-9]|2[0-4]) ?(?:h|uur)|(?:[7-9]|1[0-9]|2[0-4]) ?h ?[0-5][0-9])$|"
    r"[0-9] an? (?:hour|minute)$|[^\W\d_][ -][0-9]{1,3}s$",
    re.IGNORECASE,
)
_BARE = "from a number without a unit"
_MARKS = ("**", "*", "__", "_", "`")
_AFTER = re.compile(
    r"(?: ?\(?(?:UTC|GMT|[ECMP][SD]?T|CES?T|BST|JST)\b\)?)?"
    r"[\s*_`]{0,4}[:：|,.)\]>-]{0,2}[\s*_`]{0,4}"
)
_OFFSET = re.compile(
    r"[\s*_`]{0,4}(?:minutes?|minuten|minutos?|min\.?) ([0-9]{1,3}) ?- ?([0-9]{1,3})"
    r"[*_`]{0,3} ?[:|)-]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![0-9.:/])[0-9]{1,2}(?![0-9])")
_DIGITS_OF_CLOCK = re.compile(
    r"[\s*_`]{0,4}([01]?[0-9]|2[0-3])([0-5][0-9])(?: ?- ?([01]?[0-9]|2[0-3])([0-5][0-9]))?"
    r"[*_`]{0,3}(?: ?[-:|.] ?|\s)(?=\S)"
)
_NOTE_AT_FRONT = re.compile(r"([0-9][^()]{1,20}?) ?(\([^()0-9]{1,60}\)) ?[-:|] ?(?=(\S))")
_LAST_NOTE = re.compile(r"(?<=[0-9m.]) \([^()0-9]{0,3}[0-9]{0,3}[^()0-9]{1,60}\)[*_`]{0,3}$")
_NOTE_AT_END = re.compile(r"[*_`]{0,3} ?\([^()0-9]{1,60}\)[*_`.]{0,3}")
_ZERO = re.compile(
    r"[\s*_`([]{0,4}\+?(?:0{1,2} ?h(?: ?0{1,2} ?m?)?|0{1,2} ?(?:m|min\.?|minutes?|minuten|['’′]))"
    r"(?![^\W_])[*_`)\]]{0,3}",
    re.IGNORECASE,
)
_BARE_FRONT = re.compile(
    r"[\s*_`([]{0,4}([0-9]{1,3})(?: ?- ?([0-9]{1,3}))?[*_`)\]]{0,3}"
    r"(?: ?[-:|](?![0-9]) ?|(?(2) |(?!)))(?=\S)"
)
_AT = re.compile(r"(?:[,@|-]| at) {0,2}$", re.IGNORECASE)
_AT_SPACE = re.compile(rf"(?:{_AT.pattern[:-1]}| )$", re.IGNORECASE)
_BARE_END = re.compile(
    r"\s?(?:[|,(\[]|(?<![0-9])[-:]) ?([0-9]{1,3})(?: ?- ?([0-9]{1,3}))?[)\]*_`.: ]{0,4}$"
)
_BARE_INSIDE = re.compile(r"\s?\(([0-9]{1,3})(?: ?- ?([0-9]{1,3}))?\)(?= ?[:-])")


@lru_cache(maxsize=4096)
def read_times(text: str) -> Times:
    """Return what the times in `text` mean, of which links and inline Markdown are left whole."""
    if len(text) > MAX_LINE:
        return Times(text)
    seen = plain_text(text)
    if noted := _NOTE_AT_FRONT.match(seen):
        return read_times(f"{noted[1]}: {text[noted.start(3) :]} {noted[2]}")
    clock = _clock_at_front(seen)
    if clock is not None and not clock.weak:
        return _with_clock(text, clock)
    for bracket in _BRACKET.finditer(seen):
        inside = find_clock(seen, bracket.start() + 1)
        if inside and not inside.weak:
            rest = f"({text[inside.end : bracket.end() - 1].strip(' .~,;')})"
            more = read_times(rest)
            alone = more.text in ("", "()")
            if alone or seen[inside.end] in ",;":
                left, right = text[: bracket.start()], text[bracket.end() :]
                own = _without(text, *bracket.span()) if alone else f"{left}{more.text}{right}"
                return replace(more, text=tidy(own), clock=inside)
    times = _read_amounts(text, seen)
    note = _LAST_NOTE.search(seen)
    last = seen[: note.start()] if note else seen
    at_end = next((one for one in clocks_in(last) if not last[one.end :].strip("*_`) ")), None)
    if at_end is not None and at_end.until is not None:
        own = text[: at_end.start].rstrip(" ,;(")
        own += ")" * (own.count("(") - own.count(")"))
        behind = text[at_end.end :].lstrip("*_`) ")
        more = _read_amounts(own := tidy(f"{own} {behind}"), plain_text(own))
        return replace(times, text=more.text if more.apart else own, clock=at_end)
    if times.stated and clock is None:
        return times
    weak = _weak(text, seen, clock, at_end)
    if times.share and weak:
        weak = replace(weak, share=times.share) if weak.clock else None
    return replace(times, weak=weak)


def _with_clock(text: str, clock: Clock) -> Times:
    """Return the times of a line that begins with a clock time; it may tell a length as well."""
    marks = ""  # those that are still open
    for sign in re.findall(r"\*+", text[: clock.end]):
        marks = marks.removesuffix(sign) if marks.endswith(sign) else marks + sign
    lead = text[: clock.start].strip(f" *_`(~[{_FACES}")
    text = f"{lead} {marks}{text[clock.end :]}"
    rest = _read_amounts(text, plain_text(text))
    if not rest.apart or clock.until is not None:
        rest = replace(rest, duration=None, apart=False)
    if clock.until is None and (until := words.UNTIL_AT.search(plain := plain_signs(text))):
        ends = find_clock(plain, until.end())
        between = seconds_between(clock, ends) if ends else None
        if between and not rest.apart:
            clock = replace(clock, until=clock.begins + between // MINUTE)
    return replace(rest, text=tidy(rest.text), clock=clock)


def _read_amounts(text: str, seen: str) -> Times:
    found = find_durations(seen)
    brackets = [match.span() for match in _BRACKET.finditer(seen)]
    shares = [a for a in found if a.unit and _is_share(seen, a, brackets)]
    mine = [a for a in found if a not in shares and not _is_elsewhen(seen, a)]
    each = shares[0].range.min if shares else None
    plain = " ".join(text.split())
    stated = [(a, span) for a in mine if (span := _stated(seen, a, brackets)) is not None]
    if stated:
        amount, (start, end) = max(stated, key=lambda one: one[0].range.min)
        around = f"{seen[start : amount.start]} {seen[amount.end : end]}"
        length = at_most(amount.range, around)
        several = len({a.range for a, _ in stated}) > 1
        guess = "all rounds together" if amount.product else "of several in the line" * several
        bracket = _around(amount, brackets)
        parts = [a for a in mine if bracket and a.unit and _around(a, brackets) == bracket]
        if parts[1:] and all(_PART.fullmatch(seen, a.end, b.start) for a, b in pairwise(parts)):
            length, guess = sum_of(a.range for a in parts), "its parts together"
        return Times(tidy(_without(text, start, end)), length, True, guess, each)
    if prose := [a for a in mine if a.unit]:
        before = seen[max(0, prose[0].start - 8) : prose[0].start]
        length = at_most(sum_of(a.range for a in prose), before)
        return Times(plain, length, guess=IN_WORDS, share=each)
    if rest := words.REST.search(seen):
        label = seen[rest.end() :].startswith(":") and not seen[: rest.start()].strip(" *_")
        held = next((span for span in brackets if span[0] < rest.start() < span[1]), None)
        if held and not seen[rest.end() : held[1]].strip("*_ )]"):
            return Times(tidy(_without(text, *held)), REST, True, IN_WORDS, each)
        return Times(plain, REST, label or rest[0][0] in "-:(", IN_WORDS, each)
    return Times(plain, share=each)


def from_zero(found: list[Times]) -> list[Times]:
    """Return lengths that ascend from `0 min` as what they are: when each line begins."""
    first = found[0].weak if len(found) > 2 else None
    if first is None or first.clock is None or first.clock.begins:
        return found
    lengths = [times.length for times in found[1:]]
    begins = [0, *(length.min // MINUTE for length in lengths if length and length.fixed)]
    if len(begins) < len(found) or any(one >= other for one, other in pairwise(begins)):
        return found
    texts = [first.text, *(times.text.lstrip("+: ") for times in found[1:])]
    clocks = (Clock(0, 0, minutes, None, False) for minutes in begins)
    return [Times(text, clock=clock) for text, clock in zip(texts, clocks, strict=True)]


def clocks_in(seen: str) -> list[Clock]:
    """Return the clock times anywhere in a text with plain signs."""
    found = (find_clock(seen, number.start()) for number in _NUMBER.finditer(seen))
    return [clock for clock in found if clock is not None]


def clock_range(text: str) -> Clock | None:
    """Return the first time from when to when in a text; None if there is none."""
    seen = words.UNTIL.sub(" - ", plain_text(text[:MAX_LINE]))
    seen = _HOUR_TO_DOTS.sub(r"\1:00\2\3:\4", seen)
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


def plain_text(text: str) -> str:
    """Return `text` with plain signs, as long as before, and with no numbers that tell no time.

    They are in the targets of links, in addresses and dates, and count what stands before a dash.
    """
    text = plain_signs(text)
    text = re.sub(r"(?<=\]\()[^)]*(?=\))|(?<=://)\S*", lambda found: "\0" * len(found[0]), text)
    text = words.DATE_ANYWHERE.sub(lambda found: re.sub("[0-9]", "#", found[0]), text)
    for count in reversed(list(_COUNT.finditer(text))):
        before = text[max(0, count.start() - 40) : count.start()]
        if not (count[0].isdigit() and words.NOT_AN_END.search(before)):
            text = f"{text[: count.start()]}{'#' * len(count[0])}{text[count.end() :]}"
    return text


def _clock_at_front(text: str) -> Clock | None:
    """Return the clock time with which a line begins, up to the end of what sets it apart."""
    offset = _OFFSET.match(text)
    if offset is not None:
        return Clock(0, offset.end(), int(offset[1]), int(offset[2]), False)
    lead = re.match(r"[\W_]{0,12}(?=[0-9]|(?i:noon|midday|midi)\W{0,3}[-:|*])", text)
    found = find_clock(text, lead.end() if lead else 0)
    after = _AFTER.match(text, found.end) if found is not None else None
    return replace(found, end=after.end()) if found is not None and after is not None else None


def _weak(text: str, seen: str, clock: Clock | None, at_end: Clock | None) -> Times | None:
    """Return what a number at one end of a line would mean if it were a time."""
    if clock is not None:
        return _with_clock(text, clock)
    if at_end is not None and (
        sign := (_AT if at_end.weak else _AT_SPACE).search(seen[: at_end.start])
    ):
        note = text[at_end.end :].strip("*_` ")
        return Times(tidy(f"{text[: sign.start()]} {note}"), clock=at_end)
    ranges = (one for one in clocks_in(seen) if one.until is not None)
    if (inside := next(ranges, None)) and not seen.endswith("."):
        return Times(tidy(f"{text[: inside.start]} {text[inside.end :]}"), clock=inside)
    if digits := _DIGITS_OF_CLOCK.match(seen):
        times = [int(n) * 60 + int(m) for n, m in (digits.group(1, 2), digits.group(3, 4)) if n]
        clock = Clock(0, 0, times[0], times[-1] if times[1:] else None, len(digits[1]) == 1)
        return Times(tidy(text[digits.end() :]), clock=clock)
    if zero := _ZERO.match(seen):
        return Times(tidy(text[zero.end() :]), clock=Clock(0, 0, 0, None, False))
    front = next(iter(find_durations(seen)), None)
    if front and front.unit and not front.start:
        return Times(tidy(text[front.end :]), front.range, True, _BARE)
    bare = _BARE_FRONT.match(seen) or _BARE_END.search(seen) or _BARE_INSIDE.search(seen)
    least, most = (int(bare[1]), int(bare[2] or bare[1])) if bare else (0, 0)
    if not (bare and least <= most and 0 < most <= 240):
        return None
    length = TimeRange(least * MINUTE, most * MINUTE)
    return Times(tidy(_without(text, *bare.span())), length, True, _BARE)


def _around(amount: Amount, brackets: list[Span]) -> Span | None:
    return next((b for b in brackets if b[0] < amount.start and amount.end < b[1]), None)


def _is_share(text: str, amount: Amount, brackets: list[Span]) -> bool:
    """Return whether an amount is what each person gets."""
    over = text[amount.end - 1] == "." and text[amount.end + 1 : amount.end + 2].isupper()
    if words.SHARE_AFTER.match(text, amount.end, amount.end + 60) and not over:
        return True
    around = _around(amount, brackets)
    first = around[0] if around else max(0, amount.start - 120)
    sentence = re.split("[,;]", _SENTENCE_ENDS.split(text[first : amount.start])[-1])[-1]
    apart = around is None and _SET_APART.search(text[: amount.start])
    return bool(words.SHARE_BEFORE.search(sentence)) and not apart


def _is_elsewhen(text: str, amount: Amount) -> bool:
    """Return whether an amount says when or who: `10 minutes early`, `à 20 h`, `Under 12s`."""
    if _OTHER.search(text[max(0, amount.start - 8) : amount.end]):
        return True
    before = text[max(0, amount.start - 24) : amount.start]
    front = _is_first(text, amount) and _SETS_APART.match(text, amount.end)
    after = words.ELSEWHEN_AFTER.match(text, amount.end, amount.end + 16)
    return bool(
        (words.ELSEWHEN_BEFORE.search(before) and not front)
        or (after and not words.HAVE.search(before))
    )


def _stated(text: str, amount: Amount, brackets: list[Span]) -> Span | None:
    """Return the characters that state an amount; None where the words around it need it.

    They are none where it is set apart together with other words, and stays with them.
    """
    around = _around(amount, brackets)
    if around is not None:
        span = _in_bracket(text, amount, *around)
    elif not amount.unit:
        return None
    elif _is_about(text[amount.end :].strip("!?)]】。、：")):
        span = _at_the_end(text, amount)
    elif _NOTE_AT_END.fullmatch(text, amount.end) and _SET_APART.search(text[: amount.start]):
        span = (len(text[: _with_about(text, amount)].rstrip(" ,:|-")), amount.end)
    elif _is_first(text, amount):
        span = _at_the_front(text, amount)
    else:
        between = _BETWEEN_SIGNS.search(text[: amount.start])
        after = _IN_TOTAL.match(text, amount.end)
        span = (amount.start, after.end()) if between and after else None
        before = text[: amount.start]
        if text.startswith(":", amount.end) and not words.NOT_AN_END.search(before):
            short = len(before.split()) < _SHORT_LINE
            span = (len(before.rstrip(" ,")), amount.end) if short or before[-2:] == ", " else span
    return (amount.start, amount.start) if span and amount.product else span


def _in_bracket(text: str, amount: Amount, start: int, end: int) -> Span | None:
    before, after = text[start + 1 : amount.start], text[amount.end : end - 1]
    first, last = _is_about(before), _is_about(after)
    if first and last and (amount.unit or amount.product):
        return start, end
    if not amount.unit or not (first or last):
        return None
    if first and (sign := re.match(r"\s?[,;|·-]\s?", after)):
        return start + 1, amount.end + sign.end()
    if last and (sign := re.search(r"\s?[,;|·:-][^,;|·:-]*$", before)):
        return start + 1 + sign.start(), end - 1
    return amount.start, amount.start


def _is_about(text: str) -> bool:
    return _ABOUT.fullmatch(text) is not None


def _is_first(text: str, amount: Amount) -> bool:
    return _is_about(_NTH.sub("", text[: amount.start]).strip(">"))


def _at_the_end(text: str, amount: Amount) -> Span | None:
    start = _with_about(text, amount)
    stop = text[amount.end :].startswith(".") or _FULL_STOP.search(text[: amount.end])
    sentence = stop and len(text[:start].split()) > _SHORT_LINE
    prose = sentence or words.NOT_AN_END.search(text[:start])
    if prose and not _SET_APART.search(text[: amount.start]):
        return None
    return start, max(amount.end, len(text.rstrip("*_`.:!?)]】。、：")))


def _at_the_front(text: str, amount: Amount) -> Span | None:
    after = text[amount.end :]
    word = after.strip(" *_`")[:1]
    starts = after[:1].isspace() and (word.isupper() or word > "\u2e80")
    return (_with_about(text, amount), amount.end) if starts or _SETS_APART.match(after) else None


def _with_about(text: str, amount: Amount) -> int:
    """Return where an amount begins with the `about` before it."""
    about = _APPROXIMATELY.search(text[: amount.start])
    return about.start() if about else amount.start


def _without(text: str, start: int, end: int) -> str:
    """Return `text` without a part of it, and without the marks that held only that."""
    left, right = text[:start].rstrip(), text[end:].lstrip()
    if re.search(r"[-–—:|·,]$", left) or not left.strip("*_`"):
        right = right.lstrip("-–—:：|·, ")
    for mark in _MARKS:
        if left.endswith(mark) and right.startswith(mark) and left.count(mark) % 2:
            left, right = left[: -len(mark)].rstrip(), right[len(mark) :].lstrip()
    touches = any(
        left.count(mark) % 2 and (left.endswith(mark) or right.startswith(mark)) for mark in _MARKS
    )
    close = touches or left[-1:] in ("(", "[") or right[:1] in tuple(",.;:?!)]")
    return f"{left}{right}" if close else f"{left} {right}"
