"""What the times in one line mean: the block's duration, a person's share, or something else."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from msgspec import Struct

from homeroom_tui.agenda.model import REST, TimeRange
from homeroom_tui.importer import words
from homeroom_tui.importer.amounts import Amount, amounts, plain_signs
from homeroom_tui.importer.clock_times import Clock, clock_at_front, clock_in_bracket

LONGEST = 4_000
"""Characters."""


class How(Enum):
    """How a duration was come by."""

    STATED = "stated"
    """Set apart from the words, as in a bracket: taken out of the text."""
    PROSE = "prose"
    """From the words themselves, which stay as they are."""


class Times(Struct, frozen=True):
    """A line without the duration that it states, and what its times say.

    `duration` is the block's, `share` the seconds that each person gets, `clock` from when to
    when. `bare` is what a bracket of numbers without a unit would mean, and `bare_text` the line
    without it: only its neighbours can tell whether it is a duration. `several` is True when
    the line states different durations, `product` where it states rounds of a length.
    """

    text: str
    duration: TimeRange | None = None
    how: How | None = None
    share: int | None = None
    clock: Clock | None = None
    bare: TimeRange | None = None
    bare_text: str = ""
    several: bool = False
    product: bool = False

    @property
    def stated(self) -> bool:
        """Whether the line says for itself that it has a time of its own."""
        return self.how is How.STATED or self.clock is not None


class _Cut(Struct):
    """A stated duration and the characters that state it."""

    amount: Amount
    start: int
    end: int


_CLOSES = {"(": ")", "[": "]", "【": "】", "{": "}"}
_FACES = "⏰⏱⏲⌛⏳🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛\ufe0f"
_ABOUT = re.compile(
    rf"(?:(?<![a-zà-ɏ])(?:{words.ABOUT})(?![a-zà-ɏ])|[\s.,:;~≈*_`{_FACES}-])*", re.IGNORECASE
)
_APPROXIMATELY = re.compile(
    r"(?:\b(?:about|approx\.?|approximately|around|ca\.?|circa|etwa|environ|max\.?|up to|unos)\s|"
    rf"[~≈約{_FACES}])\s?$",
    re.IGNORECASE,
)
_SEPARATES = "-:|·,/=>~→.!?)\\]】：、。＝—–"
_SET_APART = re.compile(rf"[{_SEPARATES}{_FACES}]\s*[*_`]{{0,3}}\s*$")
_SETS_APART = re.compile(r"[*_`]{0,3}\s?[-:|>、/]|[*_`]{1,3}(?=\s|$)|\.(?=\s)|\s\s")
_BETWEEN_SIGNS = re.compile(r"(?:[-:|·>/]|\*\*)\s*[*_`]{0,2}\s*$")
_SIGN_FOLLOWS = re.compile(r"\s?[*_`]{0,3}\s?[-|·:(/>](?!\d)")
_SENTENCE_ENDS = re.compile(r"[.?!;。？！](?:\s|$)|[。？！]")
_MARKS = ("**", "*", "__", "_", "`")


@lru_cache(maxsize=1024)
def read_times(text: str) -> Times:
    """What the times in `text` mean, of which links and inline Markdown are left whole.

    A text longer than `LONGEST` is no line of an agenda, and has none.
    """
    if len(text) > LONGEST:
        return Times(text)
    seen = _without_addresses(plain_signs(text))
    clock = clock_at_front(seen)
    if clock is not None:
        rest = read_times(text[clock.end :]) if clock.until is None else None
        marks = "**" if text[: clock.end].count("**") % 2 else ""
        kept = f"{marks}{rest.text if rest else text[clock.end :].strip()}"
        duration = rest.duration if rest else None
        share = rest.share if rest else None
        return Times(tidy(kept), duration, rest.how if rest else None, share, clock)
    brackets = _brackets(seen)
    plain = " ".join(text.split())
    for start, end in brackets:
        clock = clock_in_bracket(seen, start + 1, end - 1)
        if clock is not None:
            return Times(tidy(_without(text, *_emphasised(seen, start, end))), clock=clock)
    found = amounts(seen)
    shares = [a for a in found if a.unit and _is_share(seen, a, brackets)]
    mine = [a for a in found if a not in shares and not _is_elsewhen(seen, a)]
    each = (shares[0].least or shares[0].most) if shares else None
    cuts = [cut for a in mine if (cut := _stated(seen, a, brackets)) is not None]
    if cuts:
        cut = _chosen(cuts)
        several = len({(c.amount.least, c.amount.most) for c in cuts}) > 1
        kept = tidy(_without(text, cut.start, cut.end))
        return Times(
            kept, _range(cut.amount), How.STATED, each, several=several, product=cut.amount.product
        )
    prose = [a for a in mine if a.unit and not _is_said_again(seen, a, mine)]
    if prose:
        least, most = sum(a.least for a in prose), sum(a.most for a in prose)
        return Times(plain, TimeRange(least, most), How.PROSE, each, several=len(prose) > 1)
    if words.REST.search(seen):
        return Times(plain, REST, How.PROSE, each)
    bare = _bare(seen, mine, brackets)
    if bare is not None:
        without = tidy(_without(text, bare.start, bare.end))
        return Times(plain, share=each, bare=_range(bare.amount), bare_text=without)
    return Times(plain, share=each)


def tidy(text: str) -> str:
    """A text without the space and the signs that a duration left at its ends."""
    text = " ".join(text.split())
    text = re.sub(rf"^(\*{{1,2}}|)\s*(?:[{_SEPARATES}{_FACES}]+\s*)+(?=\S)", r"\1", text)
    return re.sub(rf"(?:\s[*_`]{{1,2}}|[\s{_FACES}|·~=>→—–-]+)$", "", text).strip()


def _range(amount: Amount) -> TimeRange:
    return TimeRange(amount.least, amount.most)


def _without_addresses(text: str) -> str:
    """`text` with the targets of links and bare addresses blanked, character for character."""
    for sign, closing in (("](", ")"), ("://", " ")):
        at = text.find(sign)
        pieces, done = [], 0
        while at != -1:
            begin = at + len(sign)
            end = text.find(closing, begin)
            end = len(text) if end == -1 and closing == " " else end
            if end == -1:
                break
            pieces += [text[done:begin], "\0" * (end - begin)]
            done = end
            at = text.find(sign, end)
        text = "".join([*pieces, text[done:]])
    return text


def _brackets(text: str) -> list[tuple[int, int]]:
    """The innermost brackets, from their opening to behind their closing sign; links are none."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for match in re.finditer(r"[][(){}【】]", text):
        if match[0] in _CLOSES:
            opened = match.start()
        elif opened is not None and _CLOSES[text[opened]] == match[0]:
            is_link = match[0] == "]" and text[match.end() : match.end() + 1] == "("
            is_target = text[opened - 1 : opened] == "]" and match[0] == ")"
            if not is_link and not is_target:
                found.append((opened, match.end()))
            opened = None
        else:
            opened = None
    return found


def _around(amount: Amount, brackets: list[tuple[int, int]]) -> tuple[int, int] | None:
    for start, end in brackets:
        if start < amount.start and amount.end < end:
            return start, end
    return None


def _is_share(text: str, amount: Amount, brackets: list[tuple[int, int]]) -> bool:
    """Whether an amount is what each person gets."""
    after = words.SHARE_AFTER.match(text, amount.end, amount.end + 60)
    if after:
        return True
    if words.SHARE_RIGHT_BEFORE.search(text[max(0, amount.start - 12) : amount.start]):
        return True
    around = _around(amount, brackets)
    first = around[0] if around else max(0, amount.start - 120)
    before = text[first : amount.start]
    sentence = _SENTENCE_ENDS.split(before)[-1]
    if around and re.search("[0-9]", sentence):
        sentence = re.split("[,;]", sentence)[-1]
    if not words.SHARE_BEFORE.search(sentence):
        return False
    apart = _SET_APART.search(text[: amount.start])
    return around is not None or not apart or _stated(text, amount, brackets) is None


def _is_elsewhen(text: str, amount: Amount) -> bool:
    """Whether an amount says when, and not how long: `after 5 minutes`, `10 minutes early`."""
    before = text[max(0, amount.start - 24) : amount.start]
    return bool(
        words.ELSEWHEN_BEFORE.search(before)
        or words.ELSEWHEN_AFTER.match(text, amount.end, amount.end + 16)
    )


def _is_said_again(text: str, amount: Amount, others: list[Amount]) -> bool:
    """Whether an amount only refers to the same one before it: `… use the 10 minutes to …`."""
    again = words.THE.search(text[max(0, amount.start - 16) : amount.start])
    return bool(again) and any(
        other.start < amount.start and other.most == amount.most for other in others
    )


def _stated(text: str, amount: Amount, brackets: list[tuple[int, int]]) -> _Cut | None:
    """How an amount is set apart from the words around it; None where it is part of them."""
    cut = _set_apart(text, amount, brackets)
    return _in_place(amount) if cut is not None and amount.product else cut


def _set_apart(text: str, amount: Amount, brackets: list[tuple[int, int]]) -> _Cut | None:
    around = _around(amount, brackets)
    if around is not None:
        return _in_bracket(text, amount, *around)
    if not amount.unit:
        return None
    if _is_about(text[amount.end :].strip("!?)]】。、：")):
        return _at_the_end(text, amount)
    if _is_about(text[: amount.start].strip(">")):
        return _at_the_front(text, amount)
    before, after = text[: amount.start], text[amount.end :]
    if _BETWEEN_SIGNS.search(before) and _SIGN_FOLLOWS.match(after):
        return _Cut(amount, amount.start, amount.end)
    return None


def _in_bracket(text: str, amount: Amount, start: int, end: int) -> _Cut | None:
    inside = text[start + 1 : amount.start], text[amount.end : end - 1]
    empty = [_is_about(part) for part in inside]
    if all(empty):
        if not amount.unit and not re.search("[x×*]", text[amount.start : amount.end]):
            return None
        return _Cut(amount, *_emphasised(text, start, end))
    if not amount.unit:
        return None
    if empty[0] and (gap := re.match(r"\s?[,;|·-]\s?(?!.*[0-9])", inside[1])):
        return _Cut(amount, start + 1, amount.end + gap.end())
    gap = re.search(r"\s?[,;|·:-]([^,;|·:-]*)$", inside[0])
    if empty[1] and gap and _is_about(gap[1]):
        alone = not any(sign.isdigit() for sign in inside[0])
        return _Cut(amount, start + 1 + gap.start(), end - 1) if alone else _in_place(amount)
    return _in_place(amount) if any(empty) else None


def _in_place(amount: Amount) -> _Cut:
    """A duration that is set apart together with other words, and stays with them."""
    return _Cut(amount, amount.start, amount.start)


def _is_about(text: str) -> bool:
    about = _ABOUT.match(text)
    return about is not None and about.end() == len(text)


def _emphasised(text: str, start: int, end: int) -> tuple[int, int]:
    """A bracket with the marks that stand around it alone: `*(10 Minuten)*`."""
    for mark in ("***", "**", "*", "__", "_", "`"):
        if text[max(0, start - len(mark)) : start] == mark == text[end : end + len(mark)]:
            return start - len(mark), end + len(mark)
    return start, end


def _at_the_end(text: str, amount: Amount) -> _Cut | None:
    before = text[: amount.start]
    approximately = _APPROXIMATELY.search(before)
    if approximately:
        before = before[: approximately.start()]
    bare = before.rstrip(" *_`")
    apart = not bare or _SET_APART.search(before)
    if not apart and (words.NOT_AN_END.search(before) or re.search(r"[a-zà-ɏ]-$", before)):
        return None
    total = re.match(rf"\s(?:{words.ABOUT})(?![a-zà-ɏ])", text[amount.end :], re.IGNORECASE)
    return _Cut(amount, len(before), amount.end + (total.end() if total else 0))


def _at_the_front(text: str, amount: Amount) -> _Cut | None:
    after = text[amount.end :]
    apart = _SETS_APART.match(after)
    following = after[apart.end() :] if apart else after
    if apart and apart[0] == "-" and following[:1].isalpha():
        return None
    if not (apart and apart[0].strip(" *_`")) and words.NOT_A_FRONT.match(following):
        return None
    if not apart:
        hyphenated = re.search("[0-9]-[a-z]", text[amount.start : amount.end], re.IGNORECASE)
        word = after.strip()[:1]
        if hyphenated or not (word.isupper() or word > "\u2e80") or not after[:1].isspace():
            return None
    before = text[: amount.start]
    approximately = _APPROXIMATELY.search(before)
    return _Cut(amount, approximately.start() if approximately else len(before), amount.end)


def _chosen(cuts: list[_Cut]) -> _Cut:
    """The one that is the block's: the sum of the others, else the last."""
    for cut in cuts:
        others = sum(other.amount.most for other in cuts if other is not cut)
        if len(cuts) > 2 and cut.amount.most == others:
            return cut
    return cuts[-1]


def _bare(text: str, found: list[Amount], brackets: list[tuple[int, int]]) -> _Cut | None:
    """A bracket at the end with nothing but whole fives: `(20- 30)`."""
    for amount in reversed(found):
        around = _around(amount, brackets)
        if amount.unit or around is None:
            continue
        start, end = around
        alone = _is_about(text[start + 1 : amount.start] + text[amount.end : end - 1])
        fives = amount.least % 300 == 0 == amount.most % 300 and amount.most <= 180 * 60
        if alone and fives and _is_about(text[end:]):
            return _Cut(amount, *_emphasised(text, start, end))
    return None


def _without(text: str, start: int, end: int) -> str:
    """`text` without a part of it, and without the marks and brackets that held only that."""
    if start == end:
        return text
    left, right = text[:start].rstrip(), text[end:].lstrip()
    if not left.strip("*_` "):
        right = right.lstrip("-–—:：| ")
    emptied = True
    while emptied:
        emptied = False
        for mark in _MARKS:
            if left.endswith(mark) and right.startswith(mark) and left.count(mark) % 2:
                left, right = left[: -len(mark)].rstrip(), right[len(mark) :].lstrip()
                emptied = True
    if re.search(r"[-:|·]$", left):
        right = re.sub(r"^[-|·–—]+\s*", "", right)
    opens = any(left.endswith(mark) and left.count(mark) % 2 for mark in _MARKS)
    closes = any(right.startswith(mark) and left.count(mark) % 2 for mark in _MARKS)
    close = opens or closes or left[-1:] in ("(", "[") or right[:1] in tuple(",.;:?!)]")
    return f"{left}{right}" if close else f"{left} {right}"
