"""A page written to a folder: never over what is there, and each guess a comment."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from homeroom_tui.agenda.library import check
from homeroom_tui.files import CannotWrite
from homeroom_tui.importer.markdown_page import (
    MAX_LINES,
    MAX_TEXT,
    PageError,
    page_texts,
    read_page,
    write_page,
)
from homeroom_tui.output.imported import summary
from tests.stress.runner import at_most

PAGE = """---
title: Garden club
---

## Week 1 (30 mins)
1. Take turns telling what grows (10-15 mins)
* Which bed?
Which tree?
2. Take a 5-min break
3. With any remaining time, dig

## Week 2 (60 mins)
"""


def test_the_guesses_are_comments_above_what_was_guessed() -> None:
    texts = page_texts(read_page(PAGE, file="garden.md"))
    assert list(texts) == ["series.yaml", "week-1.yaml", "week-2.yaml"]
    assert (
        texts["week-1.yaml"]
        == """\
# yaml-language-server: $schema=session.schema.json
# From garden.md.
title: Week 1
duration: 30 min
week: 1
blocks:
  - title: Take turns telling what grows
    duration: 10-15 min
    # Guess, line 6: the time is shared out among the people present
    turns: true
    # Guess, line 8: a line taken for a prompt: Which tree?
    prompts:
      - Which bed?
      - Which tree?
  - title: Take a 5-min break
    # Guess, line 9: 5 min, from the words of the line
    duration: 5 min
    # Guess, line 9: a break goes on to the next block by itself
    advance: auto
  - title: With any remaining time, dig
    # Guess, line 10: rest, from the words of the line
    duration: rest
"""
    )


def test_a_page_becomes_a_library_that_can_be_run(tmp_path: Path) -> None:
    page = read_page(PAGE, base_url="https://example.org", file="garden.md")
    paths = write_page(page, tmp_path / "garden")
    assert [path.name for path in paths] == ["series.yaml", "week-1.yaml", "week-2.yaml"]
    assert [checked.errors for checked in check([tmp_path / "garden"])] == [0, 0, 0]
    assert (tmp_path / "garden" / "series.yaml").read_text(encoding="utf-8") == (
        "# yaml-language-server: $schema=series.schema.json\n"
        "title: Garden club\nbase_url: https://example.org\n"
    )


def test_nothing_is_overwritten_unless_it_is_forced(tmp_path: Path) -> None:
    page = read_page(PAGE, file="garden.md")
    (tmp_path / "week-2.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(CannotWrite, match=r"has week-2.yaml already; nothing was written."):
        write_page(page, tmp_path)
    assert os.listdir(tmp_path) == ["week-2.yaml"]
    write_page(page, tmp_path, force=True)
    assert "mine" not in (tmp_path / "week-2.yaml").read_text(encoding="utf-8")
    assert sorted(os.listdir(tmp_path)) == ["series.yaml", "week-1.yaml", "week-2.yaml"]


def test_a_series_that_is_there_is_kept(tmp_path: Path) -> None:
    (tmp_path / "series.yaml").write_text("title: Mine\n", encoding="utf-8")
    paths = write_page(read_page(PAGE, file="garden.md"), tmp_path)
    assert [path.name for path in paths] == ["week-1.yaml", "week-2.yaml"]
    assert (tmp_path / "series.yaml").read_text(encoding="utf-8") == "title: Mine\n"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "week-1.yaml").symlink_to(tmp_path / "elsewhere")
    page = read_page(PAGE, file="garden.md")
    with pytest.raises(CannotWrite):
        write_page(page, tmp_path)
    write_page(page, tmp_path, force=True)
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CannotWrite, match="can't be written"):
        write_page(read_page(PAGE, file="garden.md"), tmp_path / "file")


def test_when_one_file_fails_none_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.link, []

    def link(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(CannotWrite, match="the disk is full"):
        write_page(read_page(PAGE, file="garden.md"), tmp_path)
    assert os.listdir(tmp_path) == []


def test_sessions_of_one_week_get_different_names() -> None:
    page = read_page("## Week 1\n1. a (5 min)\n## Week 1\n1. b (5 min)\n", file="a.md")
    assert list(page_texts(page)) == ["series.yaml", "week-1.yaml", "week-1-2.yaml"]


def test_the_summary() -> None:
    first, second = summary(read_page(PAGE, file="garden.md"))
    assert (first.name, first.week, first.duration) == ("week-1.yaml", 1, 1800)
    assert (first.least, first.most) == (900, None)
    assert (first.blocks, first.prompts, first.guesses) == (3, 2, 5)
    assert (second.blocks, second.least, second.most) == (0, 0, 0)


def test_the_series_may_be_named() -> None:
    assert read_page(PAGE, series="Beds", file="a.md").series.title == "Beds"
    assert read_page("1. Share (5 min)", file="my-page.md").series.title == "my-page"


@pytest.mark.parametrize(
    "text", ["", "# Garden\n\n1. Dig\n2. Plant\n", "Ask for 10-15% more.\n", "\n" * 100]
)
def test_a_page_without_a_duration_says_so(text: str) -> None:
    with pytest.raises(PageError) as refused:
        read_page(text, file="garden.md")
    assert str(refused.value) == (
        "garden.md: error: Nothing on the page tells how long it takes, so there are no blocks to"
        " be found.\n"
        "  Write the durations in brackets, for example `1. Share (10-15 min)`."
    )


@pytest.mark.parametrize("text", ["a" * (MAX_TEXT + 1), "\n" * (MAX_LINES + 1)])
def test_a_page_that_is_too_large_is_refused(text: str) -> None:
    with pytest.raises(PageError, match="larger than 1 MiB or longer than 20,000 lines"):
        read_page(text, file="a.md")


def test_control_signs_never_reach_a_comment() -> None:
    page = read_page("1. Take a break\x1b[31m\x07 \u202e5 min\n2. a (5 min)", file="a\x1b.md")
    for text in page_texts(page).values():
        assert all(line.isprintable() for line in text.splitlines())


@pytest.mark.parametrize("time", ["9:00 ", "9:00-9:30 ", "**9:00** ", "5 min (a) - "])
def test_a_line_of_nothing_but_times_is_read(time: str) -> None:
    page = read_page(f"* {time * 300}\n* Knots (5 min)\n", file="p.md")
    assert len(page.sessions[0].blocks) == 2


@pytest.mark.parametrize("piece", ["? ", "\t", ". ", "12:00 ", "** ", "5 min ", "| ", "- ", "( "])
@pytest.mark.parametrize("begin", ["# T\n\n", "- a (5 min)\n- ", "**12:00 A** ", "# T"])
def test_a_line_of_the_same_again_and_again_takes_bounded_time(begin: str, piece: str) -> None:
    with at_most(10, "A line of the same"), suppress(PageError):
        read_page(f"{begin}{piece * 20_000}\n\n**12:30 B** c\n", file="p.md")


@pytest.mark.parametrize("begin", ["# T", "== T", "- T", "**T", "T (", "| T"])
def test_a_line_with_a_wide_gap_takes_bounded_time(begin: str) -> None:
    with at_most(10, "A line with a wide gap"), suppress(PageError):
        read_page(f"{begin}{' ' * 300_000}x\n\n**12:30 B** c\n", file="p.md")


def test_an_endless_title_is_read_in_bounded_time() -> None:
    with at_most(20, "A page of one line"):
        page = read_page(
            f"## Week 1 (60 min)\n\n1. Share{' -' * 150_000} it (15 min)\n", file="p.md"
        )
    assert len(page.sessions[0].blocks) == 1


def test_a_page_that_makes_too_large_a_file_is_refused() -> None:
    lines = "".join(f"- Share {number} (5 min)\n" for number in range(9_000))
    with at_most(10, "a session of too many lines"), pytest.raises(PageError, match="5,000 lines"):
        read_page(f"## Week 1 (60 min)\n\n{lines}", file="p.md")


def test_a_session_of_too_many_values_is_refused() -> None:
    lines = "".join(f"- Share {number} (5 min)\n" for number in range(2_000))
    with pytest.raises(PageError, match=r"week-1\.yaml could not be read again: The file holds"):
        read_page(f"## Week 1 (60 min)\n\n{lines}", file="p.md")


def test_thousands_of_sessions_of_one_name_are_named_in_time() -> None:
    with at_most(20, "A page of one week, again and again"):
        page = read_page("# Week 1\n## Week 2 (5 min)\n" * 3_000, file="p.md")
        names = [row.name for row in summary(page)]
    assert len(set(names)) == len(names) == len(page.sessions) > 2_900


@pytest.mark.parametrize(
    "text",
    ["Share (5 ſ)", "Share (ſix mın)", "Share (1h 5ſ)", "Share (fıve min)", "<ſcript>x</ſcript>"],
)
def test_look_alike_letters_are_read(text: str) -> None:
    assert read_page(f"## Week 1 (30 min)\n1. First (5 min)\n2. {text}\n", file="page.md")
