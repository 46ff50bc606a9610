"""The kinds of value that a field can hold: each reads a node and describes itself in a schema.

`read` returns the value, or None after it has told the report what is wrong. Its `what` names the
value in the author's words ("Block 3, 'Share': `turns`") and begins every message. `schema` is
JSON schema and refuses nothing that `read` accepts.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence as Items
from typing import Any, Generic, Protocol, TypeAlias, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from homeroom_tui.agenda.nodes import Mapping, Node, Scalar, Sequence
from homeroom_tui.agenda.problems import Place, Report, shorten
from homeroom_tui.agenda.syntax import in_quotes, quoted

Schema: TypeAlias = dict[str, Any]
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

TEXT_SCHEMA: Schema = {"type": ["string", "number", "boolean", "null"]}
_NOTHING = ("", "~", "null", "Null", "NULL")


class Kind(Protocol[T_co]):
    """What a field can hold."""

    def read(self, node: Node, what: str, report: Report) -> T_co | None: ...
    def schema(self) -> Schema: ...


def is_nothing(node: Node, kind: Kind[Any]) -> bool:
    """Whether a field was left without a value; for a text `null` and `~` are words like others."""
    if not isinstance(node, Scalar) or not node.plain:
        return False
    return node.text in ((_NOTHING[0],) if isinstance(kind, Text) else _NOTHING)


class Text(Struct, frozen=True):
    """Words as typed, without the white space around them."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        if not isinstance(node, Scalar):
            report.error(node, *_not_a_text(node, what, report))
            return None
        text = node.text.strip()
        if not text:
            report.error(node, f"{what} is empty.", _why_empty(node, report))
            return None
        _warn_of_lost_words(node, what, report)
        return text

    def schema(self) -> Schema:
        return dict(TEXT_SCHEMA)


class Flag(Struct, frozen=True):
    """true or false; yes, no, on and off will do."""

    def read(self, node: Node, what: str, report: Report) -> bool | None:
        value = as_flag(node)
        if value is None:
            report.error(node, f"{what} is neither true nor false.", "Write `true` or `false`.")
        return value

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "boolean"}, _words_schema(*_FLAGS)]}


class Count(Struct, frozen=True):
    """A whole number, 1 or more, of at most four digits."""

    def read(self, node: Node, what: str, report: Report) -> int | None:
        text = typed(node)
        if re.fullmatch("[0-9]{1,4}", text) and int(text):
            return int(text)
        report.error(node, f"{what} must be a whole number from 1 on.", "Write for example `3`.")
        return None

    def schema(self) -> Schema:
        return {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {"type": "string", "pattern": r"^\s*[0-9]{1,4}\s*$"},
            ]
        }


class Choice(Struct, frozen=True):
    """One of a few words, in any case."""

    words: tuple[str, ...]

    def read(self, node: Node, what: str, report: Report) -> str | None:
        text = typed(node)
        for word in self.words:
            if word.lower() == text.lower():
                return word
        choices = " or ".join(f"`{word}`" for word in self.words)
        near = nearest(text, self.words)
        said = f"'{shorten(text, 30)}'" if text else "this"
        report.error(
            node,
            f"{what} can't be {said}.",
            f"Did you mean `{near}`?"
            if near and len(self.words) > 1
            else f"Write {choices}, or leave it out.",
        )
        return None

    def schema(self) -> Schema:
        return {"anyOf": [{"enum": list(self.words)}, _words_schema(*self.words)]}


class Address(Struct, frozen=True):
    """The address of a web site, against which relative links are resolved."""

    def read(self, node: Node, what: str, report: Report) -> str | None:
        text = typed(node)
        try:
            parts = urlsplit(text)
            known = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            known = False
        if known and not re.search(r"[\s\x00-\x20\x7f]", text):
            return text
        report.error(
            node,
            f"{what} is not the address of a web site.",
            "Write for example `https://careerdev.turing.edu`.",
        )
        return None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://"}


class List(Struct, Generic[T], frozen=True):
    """A list of one kind of value; `item` is what one of them is called.

    `repeats` says whether a value that stands there twice is worth a warning, `single` whether
    one value may stand for a list of one.
    """

    kind: Kind[T]
    item: str
    repeats: bool = False
    single: bool = False

    def read(self, node: Node, what: str, report: Report) -> tuple[T, ...] | None:
        if self.single and isinstance(node, Scalar):
            value = self.kind.read(node, what, report)
            return None if value is None else (value,)
        items = list_items(node, what, report)
        if items is None:
            return None
        owner = what.rpartition(": ")[0]
        values: list[T] = []
        lines: dict[T, int] = {}
        for number, item in enumerate(items, 1):
            name = f"{owner}: {self.item} {number}"
            value = self.kind.read(item, name, report)
            if value is None:
                continue
            values.append(value)
            if value in lines and self.repeats:
                report.warning(
                    item,
                    f"{name} is there twice: here and in line {lines[value]}.",
                    "Take one of them out.",
                )
            lines.setdefault(value, item.line)
        return tuple(values) if len(values) == len(items) else None

    def schema(self) -> Schema:
        several: Schema = {"type": "array", "items": self.kind.schema()}
        return {"anyOf": [several, self.kind.schema()]} if self.single else several


def list_items(node: Node, what: str, report: Report) -> Items[Node] | None:
    """The items of a list, or None after it has been told that `node` is none."""
    if isinstance(node, Sequence):
        return node.items
    report.error(node, f"{what} must be a list.", "Begin each item on its own line with `- `.")
    return None


def nearest(word: str, known: Items[str], alike: float = 0.6) -> str | None:
    """The one of `known` that `word` was probably meant to be; `alike` (0 to 1) is how surely."""
    by_lower = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.lower()[:60], by_lower, n=1, cutoff=alike)
    return by_lower[found[0]] if found else None


_FLAGS = ("true", "false", "yes", "no", "on", "off")


def as_flag(node: Node) -> bool | None:
    """The truth of a word such as `yes`, or None when it is another word."""
    word = typed(node).lower()
    return word in ("true", "yes", "on") if word in _FLAGS else None


def typed(node: Node) -> str:
    """What was typed for a value that is one word or number; '' for a list or fields."""
    return node.text.strip() if isinstance(node, Scalar) else ""


def _words_schema(*words: str) -> Schema:
    either = "|".join(
        "".join(f"[{letter.upper()}{letter}]" for letter in word.lower()) for word in words
    )
    return {"type": "string", "pattern": rf"^\s*(?:{either})\s*$"}


def _not_a_text(node: Sequence | Mapping, what: str, report: Report) -> tuple[str, str]:
    line = report.lines[node.line - 1]
    sign = line[node.column - 1 : node.column]
    if node.flow and sign in ("[", "{"):
        return f"{what} must be in quotes, because it begins with `{sign}`.", in_quotes(line)
    if isinstance(node, Mapping) and len(node.entries) == 1:
        key = node.entries[0][0]
        if key.line == node.line:
            rest = line[node.column - 1 :].rstrip()
            return (
                f"{what} has a colon and a space in it, and so must be in quotes.",
                f"Write `{line[: node.column - 1].strip()} {quoted(rest)}`.".replace("` ", "`"),
            )
    shape = "a list" if isinstance(node, Sequence) else "fields of its own"
    return f"{what} must be a text, not {shape}.", "Write its words on one line."


def _why_empty(node: Scalar, report: Report) -> str:
    line = report.lines[node.line - 1] if node.line <= len(report.lines) else ""
    if re.match(r"\s*#", line[node.column - 1 :]):
        return "What comes after `#` is a comment: put a text that begins with `#` in quotes."
    return "Write its words, or take the line out."


def _warn_of_lost_words(node: Scalar, what: str, report: Report) -> None:
    """Tells of words behind a `#` that was meant as such (`#general`), and of items of a list
    that were taken into the text above them."""
    if not node.plain or node.end is None:
        return
    last = report.lines[node.end.line - 1] if node.end.line <= len(report.lines) else ""
    if re.match(r"\s+#[^\s#]", last[node.end.column - 1 :]):
        report.warning(
            node.end, f"{what} ends before ` #`: what follows is a comment.", in_quotes(last)
        )
    for number in range(node.line + 1, node.end.line + 1):
        item = re.match(r"(\s*)- ", report.lines[number - 1])
        if item is not None:
            report.warning(
                Place(number, item.end(1) + 1),
                f"{what} goes on in this line, which looks like an item of a list.",
                "Begin it in the same column as the items above.",
            )
