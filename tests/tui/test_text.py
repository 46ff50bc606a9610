"""Untrusted text: letter for letter, and nothing in it that a terminal would obey."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from homeroom_tui.tui.text import (
    MAX_TITLE,
    hang,
    in_rows,
    inline,
    literal,
    plain_title,
    prose,
    short_title,
    shorten,
    visible,
)

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)


def obeyed(text: str) -> list[str]:
    """The characters that would do something rather than show."""
    return [
        character
        for character in text
        if not (character.isprintable() or character in "\u200c\u200d\xa0\u3000 ")
    ]


@pytest.mark.parametrize(
    ("written", "shows"),
    [
        ("plain", "plain"),
        ("[Warm up] chat [/x]", "[Warm up] chat [/x]"),
        ("\x1b[31m", "␛[31m"),
        ("\x7f\x9b", "␡<U+009B>"),
        ("a\u202eb", "a<U+202E>b"),
        ("a\ufeffb", "a<U+FEFF>b"),
        ("\ud800", "<U+D800>"),
        ("a\tb", "a    b"),
        ("one\r\ntwo\nthree", "one two three"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("Zoe\u0308", "Zoe\u0308"),
        ("👩🏽‍❤️‍💋‍👨🏿" * 9, "👩🏽‍❤️‍💋‍👨🏿" * 9),
        ("a" + "\u0301" * 16 + "b", "a" + "\u0301" * 16 + "b"),
        ("a" + "\u0301" * 20_000 + "bc", "a" + "\u0301" * 16 + "…bc"),
        ("\u200d\u3164" * 9_000, "\u200d\u3164" * 8 + "…"),
        ("a\u200d" * 9_000, "a" + "\u200da" * 8 + "…"),
    ],
)
def test_what_cannot_be_seen_is_named(written, shows):
    assert visible(written) == shows


def test_line_ends_are_kept_where_asked():
    assert visible("one\r\ntwo\u2028x", lines=True) == "one\ntwo<U+2028>x"


@given(ANYTHING)
@settings(max_examples=100)
def test_nothing_that_is_obeyed_is_left(text):
    shown = visible(text)
    assert all(character == "\u1680" or character.isspace() for character in obeyed(shown))
    assert "\n" not in shown
    assert literal(text).plain == shown


@given(ANYTHING)
@settings(max_examples=50)
def test_making_visible_twice_changes_nothing(text):
    assert visible(visible(text)) == visible(text)


@given(ANYTHING, st.integers(-1, 50))
@settings(max_examples=100)
def test_shortened_text_fits(text, cells):
    short = shorten(visible(text), cells)
    assert cell_len(short) <= max(0, cells)


def test_a_title_is_cut_before_it_is_measured():
    endless = "漢字" * 75_000
    assert plain_title(endless) == short_title(endless).plain == endless[:MAX_TITLE] + "…"
    assert plain_title(endless[:MAX_TITLE]) == endless[:MAX_TITLE]


@pytest.mark.parametrize("mark", ["\u0301", "\u200d", "\ufe0f"])
def test_too_many_marks_are_cut_among_wide_characters_too(mark):
    text = "漢字" * 20
    assert visible(text) == text
    assert len(visible(f"{text}{mark * 2_000}{text}")) < 200


def test_a_cut_is_marked():
    assert shorten("Revisit norms", 10) == "Revisit n…"
    assert shorten("日本語です", 6) == "日本…"
    assert shorten("short", 10) == "short"


@given(ANYTHING, st.integers(0, 30), st.sampled_from(["", "• ", "12:00  "]))
@settings(max_examples=100)
def test_hanging_text_stays_within_its_width(text, width, first):
    for line in hang(literal(text), width, first).plain.split("\n"):
        assert cell_len(line) <= max(width, cell_len(first) + 2)


def test_hanging_text_is_indented_under_its_mark():
    assert hang(literal("one two three"), 9, "• ").plain == "• one two\n  three"


def test_inline_markdown_is_drawn_and_brackets_are_words():
    content = inline("[Warm up] see [this](/x) and **that**", "https://example.org")
    assert content.plain == "[Warm up] see this and that"


def test_prose_has_paragraphs_bullets_and_headings():
    bullets = "- Come on time\n- Listen,\n  and ask\n  - kindly"
    text = f"# Norms\n\nWe meet\non Wednesdays.\n\n{bullets}\n\nThat is all."
    assert prose(text, 40).plain.split("\n") == [
        "Norms",
        "",
        "We meet on Wednesdays.",
        "",
        "• Come on time",
        "• Listen, and ask",
        "  • kindly",
        "",
        "That is all.",
    ]


@given(ANYTHING, st.integers(0, 40))
@settings(max_examples=100)
def test_prose_takes_anything(text, width):
    assert not [c for c in obeyed(prose(text, width).plain) if c != "\n" and not c.isspace()]


@given(st.lists(st.text("abc", min_size=1, max_size=9), max_size=9), st.integers(1, 30))
def test_rows_keep_each_part_whole_and_in_order(parts, width):
    rows = [row.plain for row in in_rows(map(Content, parts), width, " · ", "  ")]
    assert [part.strip() for row in rows for part in row.split(" · ")] == (parts or [""])
    assert all(len(row) <= width for row in rows if " · " in row)
    assert all(row.startswith("  ") for row in rows[1:])
