"""The countdown: its digits as large as their room, projected, alone, and hidden."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from homeroom_tui import wording as words
from homeroom_tui.meeting.state import Phase
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.countdown import (
    LOWEST,
    SEGMENTS,
    Countdown,
    DigitFont,
    font_for,
    largest_font,
)
from homeroom_tui.tui.widgets.prompts import Prompts
from tests.tui.sitting import MINUTE, Sitting, in_lobby, in_meeting

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


# On the screen


def digit_columns(text: str) -> set[int]:
    """The columns in which digits are drawn, but for the first digit."""
    rows = [line for line in text.splitlines() if "██" in line]
    return {x for row in rows for x, cell in enumerate(row) if cell in "█▀▄" and x > 40}


async def started(meeting: Sitting, *keys: str) -> None:
    await meeting.press("space", *keys)
    await meeting.later(4 * MINUTE + 1)


@pytest.mark.parametrize("size", [(160, 50), (100, 30), (60, 20)])
async def test_projector_mode_gives_the_digits_what_the_prompts_leave(
    run, library, clock, golden, size
):
    async with in_lobby(run, library, clock, size) as meeting:
        await started(meeting, "z")
        golden(f"meeting-projector-{size[0]}x{size[1]}", meeting.text)
        assert "What do you want to keep doing?" in meeting.text
        assert "can take 5:00 more" in meeting.text
        assert "Take turns" not in meeting.text


async def test_projector_mode_and_back_is_as_before(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await started(meeting)
        before = meeting.text
        await meeting.press("z")
        assert meeting.text != before
        await meeting.press("z")
        assert meeting.text == before


async def test_in_projector_mode_a_block_can_still_be_chosen(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await started(meeting, "z")
        await meeting.press("tab", "down", "enter")
        assert meeting.screen.view.present.line.number == 3
        assert "Work on the roadmap" not in meeting.text


async def test_hints_are_never_projected(run, tmp_path, clock):
    from homeroom_tui.agenda.model import Block, Prompt, Session, TimeRange
    from tests.tui.sitting import of_session

    block = Block(
        "Share",
        TimeRange(300, 300),
        prompts=(Prompt("What did you learn?"),),
        hints=("Cut off the long stories",),
    )
    async with of_session(run, clock, Session("Hinted", duration=600, blocks=(block,))) as meeting:
        await meeting.press("space", "i")
        assert "Cut off the long stories" in meeting.text
        await meeting.press("z")
        assert "Cut off the long stories" not in meeting.text


async def test_large_digits_stay_where_they_are_as_they_change(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("z")
        columns = set()
        for _ in range(6):
            await meeting.later(2 * MINUTE)
            long = meeting.screen.view.present.remaining >= 10 * MINUTE
            columns.add((long, max(digit_columns(meeting.text))))
        assert len(columns) == 2  # they move once, where there is a digit less to center


async def test_a_block_without_prompts_leaves_their_room_to_the_digits(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        await started(meeting)
        assert meeting.screen.query_one(Countdown).size.height == 3
        await meeting.press("right")
        assert meeting.screen.query_one(Countdown).size.height > 5
        assert "of 15:00 · 15–20 min" not in meeting.text.split("██")[0]


async def test_digits_can_be_hidden_and_nothing_counts_then(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("d")
        figures = set()
        for _ in range(5):
            await meeting.later(7)
            assert "██" not in meeting.text
            figures.add(tuple(re.findall(r"\d:\d\d", meeting.text)))
        assert len(figures) == 1
        assert "can run to 2:20 PM" in meeting.text
        await meeting.press("d")
        assert "██" in meeting.text


async def test_hidden_digits_leave_the_words_of_each_phase(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("d")
        meeting.screen.dispatch(meeting.running.go_to, "2")
        for minutes, phase in [(16, Phase.ENOUGH), (21, Phase.OVERTIME)]:
            await meeting.later(minutes * MINUTE - meeting.screen.view.present.elapsed)
            assert meeting.screen.view.present.phase in (phase, Phase.OVER)
            assert words.phase(meeting.screen.view.present, counting=False) in meeting.text


async def test_where_it_is_small_there_is_nothing_to_project(run, library, clock):
    async with in_lobby(run, library, clock, (40, 12)) as meeting:
        await started(meeting)
        before = meeting.text
        await meeting.press("z")
        assert meeting.text == before


async def test_hidden_digits_hide_those_of_a_round_too(run, library, clock):
    (library.folders[0] / "group.yaml").write_text("people: [Ana, Ben, Dee]\n", encoding="utf-8")
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("d", "t")
        figures = set()
        for _ in range(5):
            await meeting.later(7)
            assert "Ana  speaks" in meeting.text
            figures.add(tuple(re.findall(r"\d:\d\d", meeting.text)))
        assert len(figures) == 1


async def test_projected_digits_are_large_beside_a_round_and_notes_too(run, library, clock):
    (library.folders[0] / "group.yaml").write_text("people: [Ana, Ben, Dee]\n", encoding="utf-8")
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("t", "n", *"one", "enter", "z")
        await meeting.later(1)
        assert "██" in meeting.text


async def test_a_block_without_prompts_has_digits_on_twelve_rows_too(run, library, clock):
    async with in_lobby(run, library, clock, (40, 12)) as meeting:
        await started(meeting, "right")
        assert "██" in meeting.text
        assert "can run to 2:35 PM" in meeting.text
        assert "on time, ends 2:55 PM" in meeting.text


async def test_the_digits_of_a_pause_stand_back(run, library, clock):
    async with in_lobby(run, library, clock) as meeting:
        for keys, color in [(["space"], "$foreground"), (["space"], "$muted")]:
            await meeting.press(*keys)
            drawn = meeting.screen.query_one(Countdown).render()
            assert {str(span.style) for span in drawn.spans} == {f"bold {color}"}


async def test_the_present_prompt_stands_out_in_projector_mode(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        await meeting.press("z")
        line = next(line for line in meeting.text.splitlines() if "What was helpful?" in line)
        left = len(line) - len(line.lstrip())
        assert abs(left - (100 - len(line))) <= 2
        prompts = meeting.screen.query_one(Prompts)
        drawn = prompts.query_one(WrappedText).render()
        assert "bold $foreground" in {str(span.style) for span in drawn.spans}
        assert prompts.visual_style.foreground != meeting.screen.visual_style.foreground


async def test_the_clock_keeps_its_corner_with_and_without_prompts(run, library, clock):
    async with in_meeting(run, library, clock) as meeting:
        corners = {meeting.screen.query_one(Countdown).region.offset}
        await meeting.press("right")
        corners.add(meeting.screen.query_one(Countdown).region.offset)
        assert len(corners) == 1
