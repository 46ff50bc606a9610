"""Pages as people write them, and the sessions that come of them, side by side.

Beside each page in `data/pages` stands what is expected of it.
`HOMEROOM_GOLDEN=write pytest tests/importer/test_markdown_page.py` writes that anew, to be read.
"""

from __future__ import annotations

import html
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Series
from homeroom_tui.agenda.reader import read_session, read_text
from homeroom_tui.importer.lengths import UNDER_IT
from homeroom_tui.importer.markdown_page import Page, PageError, page_texts, read_page
from tests.importer.page_outline import outline

DATA = Path(__file__).parent / "data"
PAGES = sorted((DATA / "pages").glob("*.md"))
SEED = DATA / "mod-2-homeroom-page.md"


def read(path: Path) -> Page:
    return read_page(path.read_bytes().decode(), file=path.name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_sessions_of_a_page(path: Path) -> None:
    found, expected = outline(read(path)), path.with_suffix(".txt")
    if os.environ.get("HOMEROOM_GOLDEN") == "write":
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_the_bundled_sessions_match_the_page() -> None:
    library = Library(Path(__file__).parents[2] / "sessions")
    page = read(SEED)
    shipped = [library.load(library.find(str(week))).session for week in range(1, 6)]
    assert [
        replace(session, title=own.title)
        for session, own in zip(page.sessions, shipped, strict=True)
        if own is not None
    ] == shipped
    assert page.series.guidelines == library.series().guidelines
    assert page.sessions[4].draft


def test_the_guesses_in_the_shipped_sessions_are_told() -> None:
    marks = [(g.line, g.field) for g in read(SEED).guesses]
    assert marks == [
        (22, "show"),
        (29, "turns"),
        (36, "show"),
        (45, "show"),
        (55, "duration"),
        (64, "duration"),
        (64, "advance"),
    ]


@pytest.mark.parametrize("path", [*PAGES, SEED], ids=lambda path: path.stem)
def test_the_files_of_a_page_read_back_as_its_sessions(path: Path) -> None:
    page = read(path)
    series, *sessions = page_texts(page).items()
    assert read_text(Series, series[1], series[0]).get() == page.series
    assert [read_session(text, name).get() for name, text in sessions] == list(page.sessions)


@pytest.mark.parametrize("path", [*PAGES, SEED], ids=lambda path: path.stem)
def test_every_word_of_a_page_is_kept_or_told(path: Path) -> None:
    text = path.read_bytes().decode()
    assert lost(text, read(path)) == {}


MARKS = [
    "",
    "    ",
    "**Time:**_",
    "==_",
    "12:00_",
    "10_-_",
    "II._",
    "#_",
    "##_",
    "###_",
    "*_",
    "-_",
    "1._",
    "2._",
    "3.",
    "___*_",
    ">_",
    "-_[_]_",
    "|_",
    "(1)_",
]
PIECES = (
    "apple Birne poire pera りんご discuss: share what? and, Agenda Resources First, Next, Tip: "
    "break turns norms [link](/x) `code` **bold** *it* &amp; \\* | ( ) ] : … Week_1 Woche_3 第2回 "
    "(2_hrs) Host: Total: End **Friday** Length:_30_min 19.00 645 25_- [up](#top) 7.15pm [x][y] "
    "(10_mins) (5-10_min) 20_minutes (3_x_15) 2_min_each 9:00 9:15_-_9:30 remaining_time （5分） "
    "Time:_5_min <b>x</b> (in_pairs,_out,_10_min) (5_min_long,_all) 🕡_18:30 **7.15** 18h_-_19h"
)


def spaced(texts: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from([text.replace("_", " ") for text in texts])


LINES = st.lists(
    st.one_of(
        st.just(""),
        st.tuples(spaced(MARKS), st.lists(spaced(PIECES.split()), max_size=7).map(" ".join)).map(
            "".join
        ),
    ),
    max_size=20,
)


@settings(max_examples=300, deadline=None)
@example(lines=["* [up](#top)", "    apple", "", "12:00 "])
@example(lines=["* [up](#top)", "  * [down](#down)", "", "12:00 "])
@example(lines=["(10 mins)", "(10 mins) Total:", "* apple", "10 - apple"])
@example(lines=["19.00", "apple **7.15**"])
@example(lines=["18:30", "II. apple", "# Week 1"])
@example(lines=["# Agenda"])
@example(lines=["Length: 30 min", "10 - 9:15 - 9:30"])
@example(lines=["* apple", "    Length: 30 min", "    Length: 30 min", "Length: 30 min"])
@example(lines=["10 - ", "", "Length: 30 min", "Length: 30 min", "Length: 30 min"])
@example(lines=["| Time | Saturday | Sunday |", "|---|---|---|", "Duration: 2 hours", "apple"])
@given(LINES)
def test_every_word_of_any_page_is_kept_or_told(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        page = read_page(text, file="page.md")
    except PageError:
        return
    assert lost(text, page) == {}
    for name, written in list(page_texts(page).items())[1:]:
        assert read_session(written, name).value in page.sessions


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_a_page_or_is_refused_in_words(text: str) -> None:
    try:
        page = read_page(f"1. Share (5 min)\n{text}", file="page.md")
    except PageError:
        return
    for name, written in list(page_texts(page).items())[1:]:
        assert read_session(written, name).value in page.sessions


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_whatever_ends_the_lines(ends: str) -> None:
    text = (DATA / "pages" / "bracket-at-the-end.md").read_text(encoding="utf-8")
    assert (
        read_page(text.replace("\n", ends), file="a.md").sessions
        == read_page(text, file="a.md").sessions
    )


def lost(text: str, page: Page) -> dict[str, int]:
    """The words of a page that are nowhere in what came of it, and how many times.

    Times, numbers and weeks are accounted for by fields of their own.
    """
    missing = Counter(words(shown(text))) - Counter(words("\n".join(kept(page))))
    return {word: count for word, count in missing.items() if not TIME.fullmatch(word)}


def shown(text: str) -> str:
    """The page without front matter, tags, targets of links, contents and the field's name."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"(?m)^#+ Guidelines$", "", text)
    text = re.sub(r"</?(?:a|b|br)\b[^<>]*>", " ", text)
    text = re.sub(r"(?m)^\s*(?:[*-] )?\[[^][]*\]\(#[^()]*\)\s*$", "", text)
    return html.unescape(re.sub(r"\]\([^()]*\)|\[\w\](?!\()", "]", text))


def kept(page: Page) -> list[str]:
    """Every text that came of a page."""
    texts = [page.series.title, page.series.guidelines]
    for session in page.sessions:
        texts += [session.title, session.intro]
        for block in session.blocks:
            texts += [block.title, *block.hints]
            for prompt in block.prompts:
                texts += [prompt.text, *(inner.text for inner in prompt.prompts)]
    texts += [left.text for left in page.left_out]
    texts += [g.text for g in page.guesses if g.block is None or g.guess.endswith(UNDER_IT)]
    return texts


def words(text: str) -> list[str]:
    """The words of a text; where no spaces part them, its signs."""
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+", text)


TIME = re.compile(
    r"[0-9½]+\w*|[ivx]+|am|pm|mins?|minutes?|minuten|minutos|minuto|mn|sec|hours?|hrs?|h|x|a|an|and|ten|five|"
    r"about|time|ca|approx|aprox|total|environ|de|une|demi|heure|half|eine|halbe|stunden?|skip|down|to|week|woche|semaine|semana|"
    r"[分間時約五回第]",
    re.IGNORECASE,
)


def test_a_first_heading_like_the_sessions_names_the_series() -> None:
    page = read_page(
        "# Club\n\nHello.\n\n# Spring meeting\n\nSaturday 2 March, 25 minutes\n\n"
        "1. Seeds (5 min)\n2. Chair (20 min)\n   - Each candidate speaks for two minutes\n\n"
        "# Autumn meet\n\nSaturday 5 October, 25 minutes\n\n1. Prizes (15 min)\n2. Tea (5 min)\n",
        file="page.md",
    )
    assert page.series.title == "Club"
    assert page.sessions[0].blocks[1].turns is False, "a candidate's share is no turn of all"
