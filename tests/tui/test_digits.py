"""The countdown's digits: as large as their room, and nothing moves when they change."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from homeroom_tui.tui.widgets.countdown import LOWEST, SEGMENTS, DigitFont, font_for, largest_font

times = st.from_regex(r"\+?([0-9]:)?[0-9]{1,2}:[0-9]{2}", fullmatch=True)


def test_they_look_like_this():
    assert DigitFont(3).draw("+12:05") == [
        "  █    ▄██  ▀▀▀██ ▄▄ ██▀██ ██▀▀▀",
        "▀▀█▀▀   ██  ██▀▀▀    ██ ██ ▀▀▀██",
        "  ▀    ▄██▄ ██▄▄▄ ▀▀ ██▄██ ▄▄▄██",
    ]
    assert DigitFont(5).draw("47") == [
        "███  ███  ████████",
        "███  ███       ███",
        "████████       ███",
        "     ███       ███",
        "     ███       ███",
    ]


@settings(max_examples=40)
@given(st.integers(LOWEST, 40))
def test_no_two_of_them_look_alike_at_any_size(rows):
    drawn = {digit: "\n".join(DigitFont(rows).draw(digit)) for digit in SEGMENTS}
    assert len(set(drawn.values())) == 10


@settings(max_examples=40)
@given(st.integers(LOWEST, 40), times)
def test_they_fill_what_they_say_that_they_fill(rows, text):
    cut = DigitFont(rows)
    assert {cell_len(row) for row in cut.draw(text)} == {cut.cells(text)}
    assert len(cut.draw(text)) == rows


@settings(max_examples=40)
@given(st.integers(1, 300), st.integers(1, 100), times)
def test_they_are_the_largest_that_fit(width, rows, text):
    cut = largest_font(text, width, rows)
    if cut is None:
        assert rows < LOWEST or DigitFont(LOWEST).cells(text) > width
    else:
        assert cut.rows <= rows
        assert cut.cells(text) <= width
        assert cut.rows == rows or DigitFont(cut.rows + 1).cells(text) > width


@settings(max_examples=40)
@given(times, times, st.integers(1, 300), st.integers(1, 100))
def test_times_of_one_length_have_digits_of_one_size(one, other, width, rows):
    if len(one) == len(other):
        cut = font_for(len(one), width, rows)
        assert cut is None or max(map(cut.cells, (one, other))) <= width


def test_nothing_moves_at_ten_minutes_and_at_zero():
    sizes = {font_for(len(text), 80, 20).rows for text in ("10:00", "9:59", "0:00", "+0:01")}
    assert len(sizes) == 1
