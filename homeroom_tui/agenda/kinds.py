"""The kinds of single values in a file: each reads, writes and describes one.

A new type of value is a new class here and a line in `KINDS`.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct, json
from msgspec.structs import replace

from homeroom_tui.agenda import advice, durations, nodes
from homeroom_tui.agenda.advice import nearest, typed
from homeroom_tui.agenda.checks import minutes_between
from homeroom_tui.agenda.clock_times import UntilError, time_of_day
from homeroom_tui.agenda.model import (
    Doc,
    Length,
    Markdown,
    Reserve,
    Tie,
    TimeRange,
    WebAddress,
    Word,
    ZoneName,
)
from homeroom_tui.agenda.nodes import Node, Scalar
from homeroom_tui.agenda.problems import Report
from homeroom_tui.escaping import shorten

Schema: TypeAlias = dict[str, Any]
"""JSON schema."""

T = TypeVar("T")

TEXT_SCHEMA: Schema = {"type": ["string", "number", "boolean", "null"]}
STEP = 2
"""Spaces by which a list stands in from its field, and a field from the dash of its item."""

_NOTHING = ("", "~", "null", "Null", "NULL")
_FLAGS = ("true", "false", "yes", "no", "on", "off")


class Kind(Struct, Generic[T], frozen=True):
    """A kind of value: it reads, writes and describes one. `doc` is that of its field.

    `read` returns the value, or None after it has told the report what is wrong. Its `what` names
    the value in the author's words ("Block 3, 'Share': `turns`") and begins every message. `write`
    returns YAML that reads back as the same value: what stands behind a key that is `indent`
    spaces in. `schema` refuses nothing that `read` accepts.
    """

    doc: Doc

    def read(self, node: Node, what: str, report: Report) -> T | None:
        raise NotImplementedError

    def write(self, value: T, indent: int) -> str:
        if isinstance(value, str):
            return write_text(value, indent)
        return str(value).lower() if isinstance(value, bool) else str(value)

    def schema(self) -> Schema:
        raise NotImplementedError

    def name_item(self, what: str, number: int, node: Node) -> str:
        """Return what a value is called that is one of the list `what`."""
        return what


class Text(Kind[str], frozen=True):
    """Words as typed, without the white space around them."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        if not isinstance(node, Scalar):
            report.error(node, *advice.not_a_text(node, what, report))
            return None
        text = node.text.strip()
        if not text:
            usual = ("is empty", "Write its words, or take the line out.")
            message, hint = advice.why_empty(node, report) or usual
            report.error(node, f"{what} {message}.", hint)
            return None
        if node.plain:
            advice.warn_of_lost_signs(node, what, report)
        return text

    def schema(self) -> Schema:
        return dict(TEXT_SCHEMA)

    def name_item(self, what: str, number: int, node: Node) -> str:
        return f"{what.rpartition(': ')[0]}: {self.doc.item} {number}"


class LongText(Text, frozen=True):
    """Words that may stand on several lines."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        if isinstance(node, nodes.Sequence) and not node.flow:
            hint = f"Write `{self.doc.key}: |` and its lines under it, two spaces further in."
            report.error(node, f"{what} must be a text, not a list.", hint)
            return None
        return Text.read(self, node, what, report)


class Flag(Kind[bool], frozen=True):
    """true or false; yes, no, on and off will do."""

    def read(self, node: Node, what: str, report: Report) -> bool | None:
        value = _as_flag(node)
        if value is None:
            report.error(node, f"{what} is neither true nor false.", "Write `true` or `false`.")
        return value

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "boolean"}, _words_schema(*_FLAGS)]}


class Count(Kind[int], frozen=True):
    """A whole number, 1 or more, of at most four digits."""

    def read(self, node: Node, what: str, report: Report) -> int | None:
        text = typed(node)
        if re.fullmatch("[0-9]{1,4}", text) and int(text):
            return int(text)
        number = re.search("[1-9][0-9]{0,3}", text)
        hint = f"Write `{number[0]}`." if number else f"Write for example `{self.doc.example}`."
        report.error(node, f"{what} must be a whole number from 1 on.", hint)
        return None

    def schema(self) -> Schema:
        return {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {"type": "string", "pattern": r"^\s*[0-9]{1,4}\s*$"},
            ]
        }


class Choice(Kind[str | int], frozen=True):
    """One of a few words in any case, or of a few numbers."""

    values: tuple[str | int, ...]

    @property
    def words(self) -> list[str]:
        return list(map(str, self.values))

    def read(self, node: Node, what: str, report: Report) -> str | int | None:
        text = typed(node)
        for value in self.values:
            if str(value).lower() == text.lower():
                return value
        choices = " or ".join(f"`{word}`" for word in self.words)
        begun = [w for w in self.words if len(text) > 1 and w.lower().startswith(text.lower())]
        if (flag := _as_flag(node)) is not None and "on" in self.words:
            begun = ["on" if flag else "off"]
        near = begun[0] if begun else nearest(text, self.words)
        report.error(
            node,
            f"{what} can't be '{shorten(text, 30)}'." if text else f"{what} must be one word.",
            f"Did you mean `{near}`?"
            if near and len(self.words) > 1
            else f"Write {choices}, or leave it out.",
        )
        return None

    def write(self, value: str | int, indent: int) -> str:
        return str(value)

    def schema(self) -> Schema:
        return {"anyOf": [{"enum": list(self.values)}, _words_schema(*self.words)]}


class Address(Kind[str], frozen=True):
    """The address of a web site."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        text = typed(node)
        try:
            parts = urlsplit(text)
            known = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            known = False
        if known and not re.search(r"[\s\x00-\x20\x7f]", text):
            return text
        whole = re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?", text)
        hint = f"Write `https://{text}`." if whole else f"Write for example `{self.doc.example}`."
        report.error(node, f"{what} is not the address of a web site.", hint)
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://"}


class WordField(Kind[str], frozen=True):
    """One word: letters, digits, `-` and `_`, at most 40 of them."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        text = typed(node)
        if re.fullmatch(r"[\w-]{1,40}", text):
            return text
        hint = f"Use letters, digits, `-` and `_`: `{self.doc.example}`."
        report.error(node, f"{what} must be one word of at most 40 characters.", hint)
        return None

    def schema(self) -> Schema:
        word: Schema = {"type": "string", "pattern": r"^\s*[\w-]{1,40}\s*$"}
        return {"anyOf": [word, {"type": ["number", "boolean"]}]}


class Range(Kind[TimeRange], frozen=True):
    """A duration: fixed, a range, or `rest`."""

    def read(self, node: Node, what: str, report: Report) -> TimeRange | None:
        hint = f"Write for example {durations.EXAMPLES}."
        each = typed(node).removesuffix(" each").removesuffix(" per person")
        if each != typed(node) and re.search("[0-9]", each):
            hint = f"Write how long all of it takes, and `turns: {each}` below it."
        return _read_duration(node, what, hint, report)

    def write(self, value: TimeRange, indent: int) -> str:
        return durations.write(value)

    def schema(self) -> Schema:
        return _length_schema("[0-9]|[Rr][Ee][Ss][Tt]")


class LengthField(Kind[int], frozen=True):
    """One length of time in whole seconds: no range, no `rest`."""

    def read(self, node: Node, what: str, report: Report) -> int | None:
        hint = f"Write for example `{self.doc.example}`."
        value = _read_duration(node, what, hint, report, fixed=True)
        if value is not None and not value.fixed:
            kind = "`rest`" if value.is_rest else "a range"
            report.error(node, f"{what} must be one length of time, not {kind}.", hint)
            return None
        return None if value is None else value.max

    def write(self, value: int, indent: int) -> str:
        return durations.write_seconds(value)

    def schema(self) -> Schema:
        return _length_schema("[0-9]")


class Turns(Kind[bool | int], frozen=True):
    """true or false for sharing a block out among the people present, or the seconds for each."""

    def read(self, node: Node, what: str, report: Report) -> bool | int | None:
        value = _as_flag(node)
        if value is not None:
            return value
        if not re.search("[0-9]", typed(node)):
            report.error(
                node,
                f"{what} must be true, false, or the time that each person gets.",
                "Write `true` to share out the block's time, or for example `2 min`.",
            )
            return None
        return LengthField(replace(self.doc, example="2 min")).read(node, what, report)

    def write(self, value: bool | int, indent: int) -> str:
        kind: Kind[Any] = Flag(self.doc) if isinstance(value, bool) else LengthField(self.doc)
        return kind.write(value, indent)

    def schema(self) -> Schema:
        flag, length = Flag(self.doc), LengthField(self.doc)
        return {"anyOf": [*flag.schema()["anyOf"], *length.schema()["anyOf"]]}


class ReserveField(Kind[Reserve], frozen=True):
    """A share such as `10%`, or a length of time for the whole session."""

    def read(self, node: Node, what: str, report: Report) -> Reserve | None:
        text = typed(node)
        hint = "Write for example `10%` or `5 min`."
        if share := re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,3})?) ?%", text):
            if float(share[1]) <= 100:
                return Reserve(share=float(share[1]) / 100)
            report.error(node, f"{what} is more than 100 %.", hint)
            return None
        if share := re.fullmatch(r"([0-9]{1,2}) (?:percent|per cent)", text):
            hint = f"Write `{share[1]}%`."
        value = _read_duration(node, what, hint, report, fixed=True, allow_zero=True)
        if value is not None and not value.fixed:
            report.error(node, f"{what} must be a share or one length of time.", hint)
            return None
        return None if value is None else Reserve(seconds=value.max)

    def write(self, value: Reserve, indent: int) -> str:
        if value.share is not None:
            return f"{value.share * 100:g}%"
        return durations.write_seconds(value.seconds or 0)

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "[0-9]"}]}


class Day(Kind[date], frozen=True):
    """A date."""

    def read(self, node: Node, what: str, report: Report) -> date | None:
        text = typed(node)
        try:
            if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        meant = advice.date_meant(text)
        hint = f"Write `{meant}`." if meant else "Write year, month and day, as in `2025-11-26`."
        if "," in text and self.doc.single:
            hint = f"Write `{self.doc.key}: [{', '.join(advice.dates_meant(text))}]`."
        report.error(node, f"{what}: '{shorten(text, 40)}' is not a date.", hint)
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$"}


class TimeOfDay(Kind[time], frozen=True):
    """A time on the wall: `14:00`, `2:00 PM`, `15h00`."""

    def read(self, node: Node, what: str, report: Report) -> time | None:
        try:
            return time_of_day(typed(node))
        except UntilError:
            hint = "Write for example `14:00` or `2:00 PM`."
            if re.fullmatch("1?[0-9]|2[0-3]", typed(node)):
                hint = f"Write `{typed(node)}:00`."
            said = f"'{shorten(typed(node), 40)}' is not a time of day."
            report.error(node, f"{what}: {said}", hint)
            return None

    def write(self, value: time, indent: int) -> str:
        return f"{value:%H:%M}"

    def schema(self) -> Schema:
        return {"type": ["string", "number"]}


class TieField(Kind[Tie], frozen=True):
    """A time of day, or `+` and how long after the start."""

    def read(self, node: Node, what: str, report: Report) -> Tie | None:
        text = typed(node)
        try:
            if not text.startswith("+"):
                return Tie(clock=time_of_day(text))
            length = durations.parse(text[1:], allow_zero=True)
            if length.fixed:
                return Tie(after=length.min)
        except (UntilError, durations.DurationError):
            pass
        said = f"'{shorten(text, 40)}' is neither a time of day nor a length after the start."
        report.error(node, f"{what}: {said}", "Write for example `12:00` or `+45 min`.")
        return None

    def write(self, value: Tie, indent: int) -> str:
        if value.clock is not None:
            return f"{value.clock:%H:%M}"
        return f"+{durations.write_seconds(value.after or 0)}"

    def schema(self) -> Schema:
        return {"type": ["string", "number"]}


class Zone(Kind[str], frozen=True):
    """A time zone by its IANA name."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        from zoneinfo import ZoneInfo, available_timezones  # few files name a zone

        text = typed(node)
        try:
            # No name is so long, and one of thousands of parts ends in a RecursionError.
            ZoneInfo(text[:100])
        except (KeyError, ValueError, OSError):
            zones = sorted(available_timezones())
            city = f"/{text.lower().replace(' ', '_')}"
            at = (zone for zone in zones if zone.lower().endswith(city))
            near = next(at, None) or nearest(text, zones, alike=0.8)
            report.error(
                node,
                f"{what}: there is no time zone '{shorten(text, 40)}'.",
                f"Did you mean `{near}`?" if near else f"Write for example `{self.doc.example}`.",
            )
            return None
        return text

    def schema(self) -> Schema:
        return {"type": "string"}


KINDS: dict[Any, Any] = {
    str: Text,
    Markdown: LongText,
    bool: Flag,
    int: Count,
    date: Day,
    time: TimeOfDay,
    Length: LengthField,
    bool | Length: Turns,
    Reserve: ReserveField,
    Tie: TieField,
    TimeRange: Range,
    WebAddress: Address,
    Word: WordField,
    ZoneName: Zone,
}
"""The kind of value that a field of each type holds."""


def is_nothing(node: Node, kind: Kind[Any]) -> bool:
    """Return whether a field has no value; for a text `null` and `~` are words like others."""
    nothing = ("",) if isinstance(kind, Text) else _NOTHING
    return isinstance(node, Scalar) and node.plain and node.text in nothing


def _as_flag(node: Node) -> bool | None:
    """Return the truth of a word such as `yes`, or None when it is another word."""
    word = typed(node).lower()
    return word in ("true", "yes", "on") if word in _FLAGS else None


def _read_duration(
    node: Node,
    what: str,
    hint: str,
    report: Report,
    *,
    fixed: bool = False,
    allow_zero: bool = False,
) -> TimeRange | None:
    text = typed(node)
    try:
        return durations.parse(text, allow_zero=allow_zero)
    except durations.DurationError as error:
        meant = durations.suggest(text)
        if length := minutes_between(text):
            hint = f"Write how long it takes, not from when to when: `{length} min`."
        elif meant is not None and (durations.parse(meant).fixed or not fixed):
            hint = f"Write `{meant}`."
        report.error(node, f"{what} can't be read: {error}.", hint)
        return None


# Writing a text. The patterns are compiled when one is written: that takes longer than to read.

_PLAIN = r"[^\W\d_](?:[ -~\xa1-\u1fff\u2010-\u2027\u2030-\ud7ff\U00010000-\U0010ffff])*"
_NOT_PLAIN = r"(?i): |:$| #|^(?:true|false|yes|no|on|off|y|n|null)$"
_UNSAFE = "[\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"


def write_text(text: str, indent: int = 0) -> str:
    """Return a text as YAML: the value of a field that is `indent` spaces in."""
    lines = text.split("\n")
    if len(lines) > 1 and all(line.isprintable() for line in lines):
        margin = " " * (indent + STEP)
        return "\n".join(["|-", *(f"{margin}{line}" if line else "" for line in lines)])
    if re.fullmatch(_PLAIN, text) and not re.search(_NOT_PLAIN, text):
        return text
    escaped = json.encode(text).decode()
    return re.sub(_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", escaped)


# Describing in a schema


def _length_schema(pattern: str) -> Schema:
    number: Schema = {"type": "number", "exclusiveMinimum": 0}
    return {"anyOf": [number, {"type": "string", "pattern": pattern}]}


def _words_schema(*words: str) -> Schema:
    either = "|".join(
        "".join(f"[{letter.upper()}{letter}]" for letter in word.lower()) for word in words
    )
    return {"type": "string", "pattern": rf"^\s*(?:{either})\s*$"}
