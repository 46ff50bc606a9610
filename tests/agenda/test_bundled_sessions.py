"""The bundled sessions hold the published page word for word, and its numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from homeroom_tui.agenda.inline import links
from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Block, Session, TimeRange

PAGE = (Path(__file__).parents[1] / "importer" / "data" / "mod-2-homeroom-page.md").read_text(
    encoding="utf-8"
)
LIBRARY = Library(Path(__file__).parents[2] / "sessions")
SERIES = LIBRARY.series_reading().get()


def _session(week: int) -> Session:
    loaded = LIBRARY.load(LIBRARY.find(str(week)))
    assert loaded.problems == ()
    assert loaded.session is not None
    return loaded.session


SESSIONS = {week: _session(week) for week in range(1, 6)}


def _page_of(week: int) -> list[str]:
    """The lines under a week's heading, without numbers, bullets, marks and bracketed lengths."""
    part = re.split(r"^### Week \d.*$", PAGE, flags=re.MULTILINE)[week]
    bare = (re.sub(r"^\s*(?:\d+\.|\*)\s+", "", line).strip() for line in part.splitlines())
    return [re.sub(r":?\s*(?:\(\d+(?:-\d+)? mins\))?:?$", "", line) for line in bare if line]


@pytest.mark.parametrize("week", range(1, 6))
def test_every_word_of_the_page_in_its_order(week: int) -> None:
    words = []
    for block in SESSIONS[week].blocks:
        words += [block.title, *(prompt.text for prompt in block.prompts)]
    assert words == _page_of(week)


def test_the_guidelines_of_the_page() -> None:
    page = PAGE.partition("### Guidelines\n")[2].partition("\n\nSkip down")[0]
    assert SERIES.guidelines == page.strip()
    assert SERIES.guidelines.count("\n* ") == 3


def test_the_series() -> None:
    assert SERIES.meets == "Wednesday"
    assert SERIES.base_url == "https://careerdev.turing.edu"
    assert SERIES.attribution == "Turing School of Software & Design"
    assert SERIES.license == "CC BY-NC-SA 4.0"


def test_totals_blocks_and_prompts() -> None:
    sessions = SESSIONS.values()
    assert [session.week for session in sessions] == [1, 2, 3, 4, 5]
    assert [session.duration for session in sessions] == [3600, 1800, 3600, 1800, 3600]
    assert [[len(block.prompts) for block in session.blocks] for session in sessions] == [
        [4, 0, 0, 3],
        [0, 4],
        [0, 3, 0, 0, 0],
        [0, 3, 3, 0],
        [],
    ]


def test_durations() -> None:
    def minutes(*ranges: tuple[int, int]) -> list[TimeRange]:
        return [TimeRange(60 * least, 60 * most) for least, most in ranges]

    assert [[block.duration for block in session.blocks] for session in SESSIONS.values()] == [
        minutes((15, 15), (15, 20), (15, 20), (10, 15)),
        minutes((5, 5), (25, 25)),
        minutes((5, 5), (10, 10), (15, 20), (15, 20), (10, 15)),
        minutes((10, 10), (10, 10), (5, 5), (5, 5)),
        [],
    ]


def _where(test: str) -> list[tuple[int, int]]:
    def holds(block: Block) -> bool:
        return bool(getattr(block, test))

    return [
        (week, number)
        for week, session in SESSIONS.items()
        for number, block in enumerate(session.blocks, 1)
        if holds(block)
    ]


def test_turns_breaks_and_norms() -> None:
    assert _where("turns") == [(1, 3)]
    assert _where("advance") == [(4, 4)]
    assert _where("show") == [(1, 1), (2, 1), (3, 1)]


def test_links_are_resolved() -> None:
    found = [
        link.url
        for session in SESSIONS.values()
        for block in session.blocks
        for text in (block.title, *(prompt.text for prompt in block.prompts))
        for link in links(text, SERIES.base_url)
    ]
    assert found == [
        "https://careerdev.turing.edu/module_one/week_2_networking_activity",
        "https://careerdev.turing.edu/resources/branding_resources",
        "https://careerdev.turing.edu/module_one/week_4_networking_activity",
    ]


def test_week_5_is_a_draft() -> None:
    assert [session.draft for session in SESSIONS.values()] == [False, False, False, False, True]


@pytest.mark.parametrize("week", range(1, 6))
def test_editors_find_the_schema(week: int) -> None:
    first, _, _ = LIBRARY.find(str(week)).path.read_text(encoding="utf-8").partition("\n")
    assert first == "# yaml-language-server: $schema=session.schema.json"
