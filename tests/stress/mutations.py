"""Makes bad files of good ones: bytes, lines and blocks changed by the dice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

LARGEST = 1_100_000
"""Bytes: a little more than any reader takes."""

TOKENS = (
    b": ", b"- ", b"? ", b"#", b"'", b'"', b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!int ", b"!x ",
    b"|", b">-", b"%YAML 9.9\n", b"---\n", b"...\n", b"<<: ", b"\t", b"\r", b"\n\n", b"\0",
    b"\x1b[2J", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xe2\x80\xae",
    b"\xf0\x9f\x91\xa9", b"\\", b"[/x]", b"**", b"](javascript:x)", b"\xed\xa0\x80",
)  # fmt: skip
VALUES = (
    b"", b"~", b"[]", b"{}", b"yes", b"-5", b"0", b"1e99", b"15", b"15-20 min", b"20-15 min",
    b"rest", b"1:30", b"999999999 min", b"{a: b}", b"[[1]]", b"|", b"*a", b"&a x", b"2026-02-30",
    b"25:99", b"Mars/Olympus", b"10%", b"-1%", b"auto", b"norms", b"true", b"0x1F", b"'",
    b'"\\ud800"',
)  # fmt: skip
KEYS = (
    b"title", b"week", b"duration", b"intro", b"reserve", b"blocks", b"prompts", b"text", b"hints",
    b"turns", b"advance", b"show", b"meets", b"people", b"zone", b"keys", b"theme",
)  # fmt: skip

Mutation = Callable[[bytes, Sequence[bytes], Random], bytes]


def mangled(sources: Sequence[bytes], dice: Random) -> tuple[bytes, tuple[str, ...]]:
    """One of the sources, changed a few times, and the names of the changes."""
    text, names = dice.choice(sources), []
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        change = dice.choice(dice.choice((SMALL, SMALL, SMALL, LARGE)))
        text = change(text, sources, dice)[:LARGEST]
        names.append(change.__name__.strip("_"))
    return text, tuple(names)


def _lines(text: bytes) -> list[bytes]:
    return text.splitlines(keepends=True) or [b"\n"]


def _drop(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    lines = _lines(text)
    at = dice.randrange(len(lines))
    del lines[at : at + dice.randint(1, 3)]
    return b"".join(lines)


def _double(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    lines = _lines(text)
    at = dice.randrange(len(lines))
    lines[at:at] = lines[at : at + dice.randint(1, 4)]
    return b"".join(lines)


def _swap(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    lines = _lines(text)
    a, b = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def _indent(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    lines = _lines(text)
    at = dice.randrange(len(lines))
    margin = dice.choice((b"", b" ", b"  ", b"\t", b"    ", b"      ", b"- ", b"\xc2\xa0"))
    lines[at] = margin + lines[at].lstrip()
    return b"".join(lines)


def _flip(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    at = dice.randrange(len(text) + 1)
    return text[:at] + bytes([dice.randrange(256)]) + text[at + 1 :]


def _put(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice(TOKENS) + text[at:]


def _value(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    lines = _lines(text)
    at = dice.randrange(len(lines))
    name, colon, _value = lines[at].partition(b":")
    lines[at] = name.rstrip(b"\n") + (colon or b":") + b" " + dice.choice(VALUES) + b"\n"
    return b"".join(lines)


def _key(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    lines = _lines(text)
    at = dice.randrange(len(lines))
    name, colon, rest = lines[at].partition(b":")
    margin = name[: len(name) - len(name.lstrip(b" -"))]
    lines[at] = margin + dice.choice(KEYS) + (colon or b":") + (rest or b"\n")
    return b"".join(lines)


def _cut(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    at = dice.randrange(len(text) + 1)
    return text[:at] if dice.random() < 0.7 else text[at:]


def _take_out(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    at = dice.randrange(len(text) + 1)
    return text[:at] + text[at + dice.randint(1, 80) :]


SMALL: tuple[Mutation, ...] = (
    _drop, _double, _swap, _indent, _flip, _put, _value, _key, _cut, _take_out,
)  # fmt: skip


def _splice(text: bytes, sources: Sequence[bytes], dice: Random) -> bytes:
    """The beginning of one file, and the end of another."""
    other = dice.choice(sources)
    return text[: dice.randrange(len(text) + 1)] + other[dice.randrange(len(other) + 1) :]


def _repeat(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Some lines, again and again."""
    lines = _lines(text)
    at = dice.randrange(len(lines))
    some = b"".join(lines[at : at + dice.randint(1, 12)])
    times = min(dice.choice((3, 30, 300, 3_000)), LARGEST // (len(some) + 1))
    return b"".join(lines[:at]) + some * times + b"".join(lines[at:])


def _deep(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Brackets or dashes inside each other, somewhere."""
    at = dice.randrange(len(text) + 1)
    depth = dice.choice((3, 30, 300, 3_000, 60_000, 200_000))
    opening, closing = dice.choice(((b"[", b"]"), (b"{a: ", b"}"), (b"- ", b""), (b"? ", b"")))
    return text[:at] + opening * depth + closing * dice.choice((0, depth)) + text[at:]


def _staircase(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Mappings inside each other, a line each."""
    depth = dice.choice((3, 30, 300, 1_000))
    return text + b"".join(b" " * n + dice.choice(KEYS) + b":\n" for n in range(depth))


def _bomb(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """A few lines whose aliases stand for more than any memory holds."""
    each, many = dice.randint(1, 10), dice.choice((4, 12, 60, 1_000))
    lines = [b"a0: &a0 [x, y]\n"]
    for n in range(1, many):
        lines.append(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * each)))
    used = dice.choice((b"blocks: *a%d\n", b"title: *a%d\n", b"prompts: [*a%d]\n")) % (many - 1)
    return b"".join(lines) + text + used


def _merge(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """An alias or a merge key in the place of a value."""
    lines = _lines(text)
    at, to = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[at] = lines[at].replace(b": ", b": &m ", 1)
    name, _colon, _value = lines[to].partition(b":")
    lines[to] = dice.choice((name.rstrip(b"\n") + b": *m\n", b"<<: *m\n", b"    - *m\n"))
    return b"".join(lines)


def _noise(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Random bytes, of all values or of those that mean something."""
    size = dice.choice((1, 8, 64, 1_000, 20_000))
    some = bytes(range(256)) if dice.random() < 0.5 else b"ab:-#'\"[]{}*&!|>%@`,? \n\t~0"
    noise = bytes(dice.choices(some, k=size))
    at = dice.randrange(len(text) + 1)
    return dice.choice((noise, text[:at] + noise + text[at:]))


def _long(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """One character, very often."""
    at = dice.randrange(len(text) + 1)
    one = dice.choice((b" ", b"x", b"-", b"\n", b"#", b"*", b"'", b"\t", b"9", "é".encode()))
    return text[:at] + one * dice.choice((100, 10_000, 1_000_000)) + text[at:]


def _encoded(text: bytes, _: Sequence[bytes], dice: Random) -> bytes:
    """Saved by some other editor."""
    words = text.decode("utf-8", "replace")
    kind = dice.choice(("utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252", "crlf", "cr"))
    if kind.startswith("cr"):
        return text.replace(b"\n", b"\r\n" if kind == "crlf" else b"\r")
    return words.encode(kind, "replace")


LARGE: tuple[Mutation, ...] = (
    _splice, _splice, _repeat, _deep, _staircase, _bomb, _merge, _noise, _long, _encoded,
)  # fmt: skip
