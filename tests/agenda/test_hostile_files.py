"""Odd, hostile and mangled files are told of, in a line that exists, in bounded time."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda import yaml_nodes
from homeroom_tui.agenda.model import Group, Session
from homeroom_tui.agenda.problems import Problem, lines_in, render
from homeroom_tui.agenda.reader import read_bytes, read_session, read_text

SESSIONS = Path(__file__).parents[2] / "sessions"
WEEKS = [(SESSIONS / f"week-{week}.yaml").read_bytes() for week in range(1, 6)]

SCALES = {
    "brackets": "[" * 2**20,
    "braces": "{" * 2**20,
    "dashes": "- " * 2**19,
    "question marks": "? " * 2**19,
    "tabs": "\t" * 2**20,
    "stars": "*" * 2**20,
    "empty lines": "\n" * 2**20,
    "items": "- a\n" * 2**18,
    "documents": "---\n" * 2**18,
    "spaces in an item": f"blocks:\n- a{' ' * 2**18}b\n",
    "unknown fields": "".join(f"key{number}: x\n" for number in range(60_000)),
    "the same field": "title: x\n" * 90_000,
    "lists in one line": f"x: [{'[],' * 300_000}]",
    "an open quote": f'title: "{"word " * 200_000}',
    "the same prompt": f"blocks: [{{title: b, duration: 5, prompts: [{'a, ' * 15_000}]}}]",
    "thousands of prompts": "title: a\nblocks:\n- title: b\n  duration: 5\n  prompts:\n"
    + "  - a\n" * 6_000,
    "a text many times": f"title: &a {'w ' * 400_000}\nblocks:\n" + "- *a\n" * 18_000,
    "doubled aliases": "".join(
        f"k{number}: &k{number} [{f'*k{number - 1}, ' * 2 if number else 'x'}]\n"
        for number in range(60)
    ),
    "deep aliases": "".join(
        f"k{number}: &k{number} [{f'*k{number - 1}' if number else 'x'}]\n"
        for number in range(5_000)
    ),
}


@pytest.mark.parametrize("text", SCALES.values(), ids=SCALES)
def test_a_hostile_file_is_refused(text: str) -> None:
    reading = read_session(text, "week.yaml")
    assert_told(reading.problems, text)
    assert reading.value is None


@pytest.mark.parametrize("text", [f"first_meeting: {'1' * 5_000}\n", f"zone: a{'/a' * 5_000}\n"])
def test_a_value_of_thousands_of_parts_is_refused(text: str) -> None:
    assert_told(read_text(Group, text, "group.yaml").problems, text)


@pytest.mark.parametrize("text", SCALES.values(), ids=SCALES)
def test_without_libyaml_it_is_read_or_refused_too(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_nodes, "_Parser", yaml_nodes.SlowParser)
    reading = read_session(text[:3_000], "week.yaml")
    assert reading.value is not None or reading.problems


@pytest.mark.parametrize(
    "text",
    [
        "blocks:\n" + " " * 2**17 + "- title: a\n" + " - title: b\n" * 500,
        "x:\n" + " " * 2**17 + "intro: |\n" + "words\n" * 500,
    ],
    ids=["a list", "a text"],
)
def test_a_line_far_to_the_right_takes_little_memory(text: str) -> None:
    tracemalloc.start()
    try:
        assert_told(read_session(text, "week.yaml").problems, text)
        assert tracemalloc.get_traced_memory()[1] < 30 * len(text)
    finally:
        tracemalloc.stop()


def assert_told(problems: tuple[Problem, ...], text: str) -> None:
    """That there is an error, in a line that exists, and that it can be shown safely."""
    assert any(problem.severity == "error" for problem in problems)
    lines = lines_in(text)
    for problem in problems[:50]:
        assert problem.line is not None
        assert problem.source == lines[problem.line - 1]
        assert problem.column is not None
        assert 1 <= problem.column <= len(problem.source) + 1
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", render(problem))


def _drop(text: bytes, line: int, _: int) -> bytes:
    parts = text.splitlines(keepends=True)
    del parts[line % len(parts)]
    return b"".join(parts)


def _double(text: bytes, line: int, _: int) -> bytes:
    parts = text.splitlines(keepends=True)
    parts.insert(line % len(parts), parts[line % len(parts)])
    return b"".join(parts)


def _indent(text: bytes, line: int, by: int) -> bytes:
    parts = text.splitlines(keepends=True)
    old = parts[line % len(parts)]
    parts[line % len(parts)] = (b"", b" ", b"  ", b"\t", b"    ", b"- ")[by % 6] + old.lstrip()
    return b"".join(parts)


def _flip(text: bytes, at: int, byte: int) -> bytes:
    at = at * 37 % len(text)
    return text[:at] + bytes([byte % 256]) + text[at + 1 :]


def _put(text: bytes, at: int, which: int) -> bytes:
    odd = (b": ", b"#", b"'", b'"', b"[", b"*", b"&a ", b"!x ", b"\n", b"\xff", b"\0", b"|", b"%")
    at = at * 37 % len(text)
    return text[:at] + odd[which % len(odd)] + text[at:]


def _retype(text: bytes, line: int, which: int) -> bytes:
    """Swaps the value of a field for one of another type."""
    values = (b" []", b" {}", b" 15", b" yes", b" -5", b"", b" ~", b" rest", b" {a: b}", b" 1:30")
    parts = text.splitlines(keepends=True)
    name, colon, _ = parts[line % len(parts)].partition(b":")
    parts[line % len(parts)] = name + colon + values[which % len(values)] + b"\n"
    return b"".join(parts)


def _misspell(text: bytes, line: int, at: int) -> bytes:
    parts = text.splitlines(keepends=True)
    name, colon, rest = parts[line % len(parts)].partition(b":")
    at %= len(name) or 1
    parts[line % len(parts)] = name[:at] + name[at + 1 :] + colon + rest
    return b"".join(parts)


def _cut(text: bytes, at: int, _: int) -> bytes:
    return text[: at * 53 % len(text)]


mutations = st.tuples(
    st.sampled_from([_drop, _double, _indent, _flip, _put, _retype, _misspell, _cut]),
    st.integers(0, 60),
    st.integers(0, 255),
)


@given(st.sampled_from(WEEKS), st.lists(mutations, min_size=1, max_size=4))
@settings(max_examples=500, deadline=None)
def test_a_mangled_session_is_read_or_told_of(text: bytes, changes: list[Any]) -> None:
    for change, one, other in changes:
        if text:
            text = change(text, one, other)
    reading = read_bytes(Session, text, "week.yaml")
    if reading.value is None:
        assert_told(reading.problems, text.decode("utf-8-sig", "replace"))
    else:
        assert not any(problem.severity == "error" for problem in reading.problems)


@example("\t'\n'0")
@given(st.one_of(st.text(max_size=80), st.text("ab:-#'\"[]{}*&!|>%@`,? \n\t~", max_size=40)))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_told_of(text: str) -> None:
    reading = read_session(text, "week.yaml")
    assert reading.value is not None or reading.problems


def test_libyaml_is_used_where_it_is() -> None:
    assert yaml.__with_libyaml__ is (yaml_nodes._Parser is not yaml_nodes.SlowParser)


@pytest.mark.parametrize("escape", ["\\Uffffffff", "\\ud800"])
def test_without_libyaml_half_a_character_is_refused_too(
    escape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'title: "{escape}"\n'
    assert read_session(text, "week.yaml").value is None
    monkeypatch.setattr(yaml_nodes, "_Parser", yaml_nodes.SlowParser)
    assert read_session(text, "week.yaml").value is None
