"""The word lists of `words.toml` as regular expressions, each named after its table."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

from homeroom_tui.agenda.durations_in_words import (
    LATIN,
    by_concept,
    either,
    kanji_number,
    vocabulary,
)
from homeroom_tui.agenda.durations_in_words import small as small

_WORDS = tomllib.loads(
    resources.files("homeroom_tui.importer").joinpath("words.toml").read_text(encoding="utf-8")
)
_NO_LETTER = f"(?![{LATIN}])"


def _any(*tables: str) -> str:
    return f"(?:{either([entry for table in tables for entry in by_concept(_WORDS[table])])})"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _beginning(before: str, *tables: str) -> re.Pattern[str]:
    """For texts that begin with one of the words, behind signs."""
    lead = f"(?:{_any(before)} )?" if before else ""
    return _compiled(rf"\W{{0,6}}{lead}{_any(*tables)}{_NO_LETTER}")


def _whole(table: str) -> re.Pattern[str]:
    """For texts that are one of the words, and no more than signs and perhaps a number."""
    return _compiled(rf"\W{{0,6}}(?:[0-9ivx]{{1,4}}[.)] )?{_any(table)}\W{{0,6}}$")


def _label(table: str) -> re.Pattern[str]:
    """For lines that begin with one of the words and a colon."""
    return _compiled(rf"\W{{0,8}}{_any(table)}(?: ?\([^()]{{0,40}}\))?\W{{0,3}}[:：]")


AGENDA = _compiled(
    rf"\W{{0,6}}(?:{_any('agenda_before')} ){{0,2}}{_any('agenda')}"
    rf"(?: {_any('agenda_after')})?\W{{0,6}}"
)
LABEL_OF_TOTAL = _compiled(
    rf"\W{{0,8}}(?:{_any('total_before')}\W{{1,3}}){{0,2}}{_any('total')}"
    rf"\W{{0,3}}{_any('total_after')}?(?: ?\([^()]{{0,20}}\))?\W{{0,4}}[:：=|]"
)
WHEN = _label("when")
UNTIL = _compiled(
    rf"(?: ?uhr)? ?[,;/|·] ?{_any('until')}\W{{1,3}}"
    rf"(?:{_any('approximately')}\.? )?(?=[0-9])"
)
END_AT = _compiled(rf"\b{_any('until')}{_NO_LETTER}")
ABOUT_THE_MEETING = _label("about_the_meeting")
SUBJECT = _label("subject")
REPLY = _compiled(r"^(?:(?:re|fwd?|aw|wg|tr|rv) ?: ?)+")
HINT = _compiled(rf"\W{{0,6}}{_any('hint')}s?(?: {_any('hint_after')})?\W{{0,4}}[:：]")
ASIDE = _beginning("aside_before", "aside", "not_in_the_meeting")
NOT_IN_THE_MEETING = _compiled(rf"\W{{0,6}}{_any('not_in_the_meeting')}")
SEQUENCE = _compiled(rf"{_beginning('', 'sequence').pattern}(?! ?[:：])")
WEEKDAY = _beginning("", "weekday")
_DAY_OF_MONTH = (
    rf"(?:{_any('month')}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?(?![\w:])|"
    rf"[0-9]{{1,2}}(?:\.|st|nd|rd|th|er)? (?:de |of )?{_any('month')}{_NO_LETTER})"
)
_DATE = (
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}|"
    rf"[0-9]{{1,2}}/[0-9]{{1,2}}(?![0-9])|{_DAY_OF_MONTH})"
)
DATE = _compiled(
    rf"\W{{0,6}}(?:[^\W\d_]{{2,10}}\W{{1,2}}(?:den )?)?{_DATE}|"
    rf"\W{{0,6}}(?:{_any('weekday')}|[^\W\d_]{{2,3}}\.?),? (?:den )?[0-9]{{1,2}}\.[0-9]{{1,2}}\."
)
DATE_ANYWHERE = _compiled(
    rf"(?<![\w.:/-])(?:{_DAY_OF_MONTH}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![0-9]))"
)
DAY_ANYWHERE = _compiled(rf"\b{_any('weekday')}{_NO_LETTER}|{DATE_ANYWHERE.pattern}")
WHEN_IN_WORDS = _compiled(rf"\b{_any('recurs', 'weekday')}{_NO_LETTER}")
GREETING = _beginning("", "greeting")
FAREWELL = _compiled(rf"\W{{0,3}}{_any('farewell')}(?: \w{{1,20}}){{0,2}}\W{{0,3}}$")
END = _whole("end")
SUM = _whole("sum")
CONTENTS = _whole("contents")
GUIDELINES = _whole("guidelines")
DAY_COLUMN = _whole("day_column")
DURATION_COLUMN = _beginning("", "duration_column")
PEOPLE_COLUMN = _whole("people_column")
HINT_COLUMN = _compiled(_any("hint_column"))
MINUTES_COLUMN = _compiled(_any("minutes_column"))
REST = _compiled(_any("rest"))
NOT_PRESENT = _compiled(rf"\b{_any('not_present')}{_NO_LETTER}")
TURNS = _compiled(_any("turns"))
NORMS = _compiled(_any("norms"))
BREAK = _compiled(
    rf"\W{{0,8}}(?:{_any('break_before')}[\W_]{{1,4}}){{0,8}}{_any('break')}\b|"
    rf"\W{{0,8}}{_any('break_anywhere')}"
)
SHARE_AFTER = _compiled(
    rf"(?:[ -]\w{{1,20}}){{0,2}}[ -]{{0,2}}(?:{_any('per')} (?!{_any('not_per')}{_NO_LETTER})\w|"
    rf"{_any('share_after')})| ?(?:ずつ|/人|／人)"
)
SHARE_BEFORE = _compiled(
    rf"\b(?:each|every) (?:\w{{1,20}} )?{_any('each')}\b|{_any('share_before')}"
)
ELSEWHEN_BEFORE = _compiled(rf"\b{_any('elsewhen_before')} (?:the |den |las |los )?$")
ELSEWHEN_AFTER = _compiled(rf" ?(?:{_any('elsewhen_after')}\b|{_any('elsewhen_after_ja')})")
WROTE = _compiled(rf"\b{_any('wrote')}\b[^:]{{0,60}}:\s*$")
HAVE = _compiled(rf"\b{_any('have')} (?:{_any('approximately')} )?$")
NOT_AN_END = _compiled(rf"\b{_any('not_an_end')}\W{{0,3}}$")
NTH = _any("nth")
IN_TOTAL = _any("sum")
APPROXIMATELY = _any("approximately")

MEETING = _compiled(rf"\b{_any('meeting')}{_NO_LETTER}")
WEEKS = {*by_concept(_WORDS["week"]), "週", ""}
"""The kinds of label that number weeks."""

_ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
_ORDINALS: dict[str, int] = {
    word: value for words in _WORDS["ordinals"].values() for word, value in words.items()
}
_COUNT = either({*vocabulary().numbers, *_ORDINALS} - vocabulary().articles)
SESSION_LABEL = _compiled(
    rf"(?<![\w-])(?P<kind>{_any('week', 'meeting')})s?[ -]{{0,2}}(?:#|n[°ºo]\.?|no\.|nr\.?)? ?"
    rf"(?:[0-9]{{1,2}}\.)?(?P<number>[0-9]{{1,3}}(?![0-9%]|[.,:][0-9])|(?:{_COUNT}|[IVX]{{1,4}}){_NO_LETTER})"
    rf"(?![ -]?(?:min|hour|hr|h\b|sec|stunde|heure|hora|分|時間)|\.? {_any('month')}{_NO_LETTER})|"
    rf"^\W{{0,6}}(?P<before>[0-9]{{1,3}}(?:st|nd|rd|th|\.|er|ère|e|ème|ª|º|a)|{either(_ORDINALS)}) "
    rf"(?P<after>{_any('week', 'meeting')}){_NO_LETTER}|"
    r"第 ?(?P<nth>[0-9]{1,3}|[一二三四五六七八九十]{1,3}) ?(?P<counter>週|回|日|講|章)|"
    r"(?P<weeks>[0-9]{1,3}) ?(?:週目|回目|日目)|(?P<japanese>セッション|ミーティング|レッスン|週) ?"
    r"(?P<last>[0-9]{1,3})"
)
"""Titles that name a session by its number: `Week 3`, `2. Sitzung`, `第3回`."""


def count(word: str) -> int | None:
    """Return the number that digits, a number word or an ordinal stands for."""
    digits = re.match("[0-9]+", word)
    if digits:
        return int(digits[0])
    if re.fullmatch("[IVX]+", word):
        return _ROMAN.index(word) + 1 if word in _ROMAN else None
    word = small(word)
    return vocabulary().numbers.get(word) or _ORDINALS.get(word) or kanji_number(word) or None
