"""The reading that explains a page best is taken, and says why."""

from __future__ import annotations

import pytest

from homeroom_tui.importer.markdown_page import read_page
from homeroom_tui.importer.report import Score


def scores(text: str) -> dict[str, Score]:
    (found,) = read_page(text, file="page.md").scores
    return {score.reading: score for score in found}


def chosen(text: str) -> str:
    return next(name for name, score in scores(text).items() if score.chosen)


LIST = "* Hello (5 min)\n* Boats (20 min)\n* Knots (15 min)\n"
TABLE = "| When | What |\n|---|---|\n| 5 min | Hello |\n| 20 min | Boats |\n| 15 min | Knots |\n"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        (LIST, "all that bears a time"),
        (f"Length: 40 min\n\n{TABLE}\n## Later\n\n* Pack (3 hrs)\n", "table 1"),
        ("# Evening (60 min)\n\n## A (30 min)\n\n* x (20 min)\n\n## B (30 min)\n", "all that"),
        (
            "Time: 9:00-10:00\n\n9:00 Welcome\n9:10 Talk\n9:50 Questions\n10:00 End\n\n"
            "The recordings of last year:\n\n* Slides: 40 min\n* Recording: 50 min\n",
            "lines",
        ),
    ],
)
def test_the_reading_that_explains_a_page_best_is_taken(text: str, reading: str) -> None:
    assert chosen(text).startswith(reading)


def test_an_agenda_in_two_tables_is_scored_down_and_read_once() -> None:
    text = f"# Evening\n\n{TABLE}\nThe same again:\n\n{TABLE}"
    found = scores(text)
    assert (found["all that bears a time"].once, found["table 1"].once) == (0.5, 1)
    page = read_page(text, file="page.md")
    assert [block.title for block in page.sessions[0].blocks] == ["Hello", "Boats", "Knots"]


@pytest.mark.parametrize("text", [f"{LIST}\n{TABLE}", f"{TABLE}\n{LIST}"])
def test_an_agenda_told_twice_is_read_once(text: str) -> None:
    page = read_page(text, file="page.md")
    assert [block.title for block in page.sessions[0].blocks] == ["Hello", "Boats", "Knots"]
    assert [left.text for left in page.left_out if "again" in left.why] == [
        "Hello",
        "Boats",
        "Knots",
    ]


def test_readings_with_the_same_blocks_are_shown_once() -> None:
    assert list(scores(LIST)) == ["all that bears a time"]


def test_what_the_second_telling_adds_goes_to_the_first() -> None:
    table = TABLE.replace("What |", "What | Who |").replace("|\n|---|---|", "|\n|---|---|---|")
    table = table.replace("Hello |", "Hello | Kim |")
    page = read_page(f"Length: 40 min\n\n{LIST}\n{table}", file="page.md")
    assert page.sessions[0].blocks[0].hints == ("Kim",)


def test_a_session_without_times_has_no_rivals() -> None:
    page = read_page("## Week 1 (30 min)\n1. a\n2. b\n\n## Week 2 (30 min)\n", file="page.md")
    assert [[score.reading for score in found] for found in page.scores] == [
        ["numbered items, headings and labels"],
        [],
    ]
