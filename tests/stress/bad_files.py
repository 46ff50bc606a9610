"""Bad files made of good ones, as a Hypothesis strategy: bytes, lines and blocks that change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import note
from hypothesis import strategies as st

MAX_BYTES = 1_100_000
"""A little more than any reader takes."""

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
    b"turns", b"advance", b"show", b"id", b"meets", b"people", b"zone", b"keys", b"theme",
)  # fmt: skip
MARGINS = (b"", b" ", b"  ", b"\t", b"    ", b"      ", b"- ", b"\xc2\xa0")
REPEATED = (b" ", b"x", b"-", b"\n", b"#", b"*", b"'", b"\t", b"9", "é".encode())
ENCODINGS = ("utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252")

Draw = Callable[[st.SearchStrategy[Any]], Any]
Change = Callable[[Draw, bytes, Sequence[bytes]], bytes]


@st.composite
def bad_files(draw: Draw, sources: Sequence[bytes]) -> bytes:
    """One of the sources, changed a few times."""
    text: bytes = draw(st.sampled_from(sources))
    changes = st.one_of(st.sampled_from(SMALL), st.sampled_from(SMALL), st.sampled_from(LARGE))
    for change in draw(st.lists(changes, min_size=1, max_size=6)):
        text = change(draw, text, sources)[:MAX_BYTES]
        note(f"{change.__name__.strip('_')}: {len(text)} bytes")
    return text


def small_changes(sources: Sequence[bytes]) -> st.SearchStrategy[Callable[[bytes], bytes]]:
    """Functions that change a little of a text, as somebody who edits it would."""
    return st.builds(
        lambda change, data: lambda text: change(data.draw, text, sources),
        st.sampled_from(SMALL),
        st.data(),
    )


def _at(draw: Draw, text: bytes) -> int:
    return int(draw(st.integers(0, len(text))))


def _put_in(draw: Draw, text: bytes, what: bytes) -> bytes:
    at = _at(draw, text)
    return text[:at] + what + text[at:]


def _lines(draw: Draw, text: bytes) -> tuple[list[bytes], int]:
    """The lines of a text, and the place of one of them."""
    lines = text.splitlines(keepends=True) or [b"\n"]
    return lines, draw(st.integers(0, len(lines) - 1))


def _drop(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    lines, at = _lines(draw, text)
    del lines[at : at + draw(st.integers(1, 3))]
    return b"".join(lines)


def _move(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    """Some lines elsewhere, there once or twice."""
    lines, at = _lines(draw, text)
    end = at + draw(st.integers(1, 4))
    some = lines[at:end]
    if draw(st.booleans()):
        del lines[at:end]
    to = draw(st.integers(0, len(lines)))
    return b"".join([*lines[:to], *some, *lines[to:]])


def _indent(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    lines, at = _lines(draw, text)
    lines[at] = draw(st.sampled_from(MARGINS)) + lines[at].lstrip()
    return b"".join(lines)


def _replace(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    at = _at(draw, text)
    return text[:at] + draw(st.binary(max_size=2)) + text[at + draw(st.integers(0, 80)) :]


def _put(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    return _put_in(draw, text, draw(st.sampled_from(TOKENS)))


def _value(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    lines, at = _lines(draw, text)
    name, colon, _value = lines[at].partition(b":")
    value = draw(st.sampled_from(VALUES))
    lines[at] = name.rstrip(b"\n") + (colon or b":") + b" " + value + b"\n"
    return b"".join(lines)


def _key(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    lines, at = _lines(draw, text)
    name, colon, rest = lines[at].partition(b":")
    margin = name[: len(name) - len(name.lstrip(b" -"))]
    lines[at] = margin + draw(st.sampled_from(KEYS)) + (colon or b":") + (rest or b"\n")
    return b"".join(lines)


def _cut(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    at = _at(draw, text)
    return text[:at] if draw(st.booleans()) else text[at:]


SMALL: tuple[Change, ...] = (_drop, _move, _indent, _replace, _put, _value, _key, _cut)


def _splice(draw: Draw, text: bytes, sources: Sequence[bytes]) -> bytes:
    """The beginning of one file, and the end of another."""
    other = draw(st.sampled_from(sources))
    return text[: _at(draw, text)] + other[_at(draw, other) :]


def _repeat(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    """Some lines, again and again."""
    lines, at = _lines(draw, text)
    some = b"".join(lines[at : at + draw(st.integers(1, 12))])
    times = draw(st.sampled_from((3, 30, 300, 3_000)))
    return b"".join(lines[:at]) + some * min(times, MAX_BYTES // len(some)) + b"".join(lines[at:])


def _deep(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    """Brackets or dashes inside each other."""
    depth = draw(st.sampled_from((3, 30, 300, 3_000, 60_000, 200_000)))
    opening, closing = draw(st.sampled_from([b"[ ]", b"{a:  }", b"-  ", b"?  "])).split(b" ", 1)
    closed = depth if draw(st.booleans()) else 0
    return _put_in(draw, text, (opening + b" ") * depth + closing * closed)


def _staircase(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    """Mappings inside each other, a line each."""
    depth, key = draw(st.sampled_from((3, 30, 300, 1_000))), draw(st.sampled_from(KEYS))
    return text + b"".join(b" " * n + key + b":\n" for n in range(depth))


def _bomb(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    """A few lines whose aliases stand for more than any memory holds."""
    each, many = draw(st.integers(1, 10)), draw(st.sampled_from((4, 12, 60, 1_000)))
    lines = [b"a0: &a0 [x, y]\n"]
    for n in range(1, many):
        lines.append(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * each)))
    used = draw(st.sampled_from((b"blocks: *a%d\n", b"title: *a%d\n", b"prompts: [*a%d]\n")))
    return b"".join(lines) + text + used % (many - 1)


def _merge(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    """An alias or a merge key in the place of a value."""
    lines, at = _lines(draw, text)
    to = draw(st.integers(0, len(lines) - 1))
    lines[at] = lines[at].replace(b": ", b": &m ", 1)
    name = lines[to].partition(b":")[0].rstrip(b"\n")
    lines[to] = draw(st.sampled_from((name + b": *m\n", b"<<: *m\n", b"    - *m\n")))
    return b"".join(lines)


def _noise(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    """Bytes of all values, or of those that mean something."""
    means = st.lists(st.sampled_from(b"ab:-#'\"[]{}*&!|>%@`,? \n\t~0"), max_size=500).map(bytes)
    return _put_in(draw, text, draw(st.one_of(st.binary(max_size=2_000), means)))


def _long(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    """One character, very often."""
    times = draw(st.sampled_from((100, 10_000, 1_000_000)))
    return _put_in(draw, text, draw(st.sampled_from(REPEATED)) * times)


def _encoded(draw: Draw, text: bytes, _: Sequence[bytes]) -> bytes:
    """Saved by some other editor."""
    if ends := draw(st.sampled_from((b"", b"\r", b"\r\n"))):
        text = text.replace(b"\n", ends)
    return text.decode("utf-8", "replace").encode(draw(st.sampled_from(ENCODINGS)), "replace")


LARGE: tuple[Change, ...] = (
    _splice, _splice, _repeat, _deep, _staircase, _bomb, _merge, _noise, _long, _encoded,
)  # fmt: skip
