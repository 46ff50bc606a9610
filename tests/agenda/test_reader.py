"""A session file is read as its author typed it, and all that is wrong in it is said at once."""

from __future__ import annotations

import datetime

import pytest

from homeroom_tui.agenda.fields import fields_of
from homeroom_tui.agenda.model import (
    REST,
    Block,
    Group,
    Prompt,
    Reserve,
    Series,
    Session,
    TimeRange,
)
from homeroom_tui.agenda.problems import Place, Report, render
from homeroom_tui.agenda.reader import (
    FileProblems,
    read_bytes,
    read_session,
    read_text,
)


def session(text: str) -> Session:
    return read_session(text, "week.yaml").get()


def problems(text: str) -> list[tuple[int | None, str]]:
    return [(p.line, p.message) for p in read_session(text, "week.yaml").problems]


def test_a_whole_session() -> None:
    assert session(
        """\
# yaml-language-server: $schema=session.schema.json
title: Norms and your career roadmap
week: 1
duration: 60 min
intro: |
  Bring your **resume**.

  * And a pen.
reserve: 10%
blocks:
  - title: Revisit norms
    duration: 15 min
    show: norms
    prompts:
      - What was helpful last mod?
      - text: What do you want?
        prompts:
          - To keep
          - To stop
  - title: Take turns
    duration: 15-20 min
    turns: true
    hints: Let the quiet ones begin.
  - title: Take a 5-min pom
    duration: 5 min
    advance: auto
  - title: With any remaining time, draft your resume
    duration: rest
    turns: 2 min
    hints: [One, Two]
"""
    ) == Session(
        title="Norms and your career roadmap",
        week=1,
        duration=3600,
        intro="Bring your **resume**.\n\n* And a pen.",
        reserve=Reserve(share=0.1),
        blocks=(
            Block(
                "Revisit norms",
                TimeRange(900, 900),
                show="norms",
                prompts=(
                    Prompt("What was helpful last mod?"),
                    Prompt("What do you want?", (Prompt("To keep"), Prompt("To stop"))),
                ),
            ),
            Block(
                "Take turns",
                TimeRange(900, 1200),
                turns=True,
                hints=("Let the quiet ones begin.",),
            ),
            Block("Take a 5-min pom", TimeRange(300, 300), advance="auto"),
            Block(
                "With any remaining time, draft your resume", REST, turns=120, hints=("One", "Two")
            ),
        ),
    )


@pytest.mark.parametrize(
    "typed", ["No", "on", "12:30", "2025-11-26", "1e3", "0x10", "null", "~", "1_000", "[x] y"]
)
def test_a_text_stays_as_it_was_typed(typed: str) -> None:
    quoted = f'"{typed}"' if typed.startswith("[") else typed
    assert session(f"title: {quoted}\n").title == typed


@pytest.mark.parametrize("text", ["blocks:", "blocks: []", "blocks: ~", "", "intro:\nweek: null"])
def test_a_session_without_blocks_is_a_draft(text: str) -> None:
    assert session(f"title: Week 5\nduration: 60\n{text}\n") == Session("Week 5", 3600)


def test_anchors_used_honestly() -> None:
    text = (
        "title: A\nblocks:\n  - title: B\n    duration: &five 5 min\n    prompts: &same [What?]\n"
        "  - title: C\n    duration: *five\n    prompts: *same\n"
    )
    assert session(text).blocks[1] == Block("C", TimeRange(300, 300), (Prompt("What?"),))


@pytest.mark.parametrize(
    "content",
    [
        "\ufefftitle: Café\nweek: 2\n".encode(),
        b"title: Caf\xc3\xa9\r\nweek: 2\r\n",
        b"title: Caf\xc3\xa9\rweek: 2\r",
        b"---\ntitle: Caf\xc3\xa9\nweek: 2\n...\n",
        b"%YAML 1.2\n---\ntitle: Caf\xc3\xa9\nweek: 2",
        b'{"title": "Caf\\u00e9", "week": 2}',
    ],
)
def test_all_that_is_yaml_is_read(content: bytes) -> None:
    assert read_bytes(Session, content, "week.yaml").get() == Session("Café", week=2)


def test_control_characters_are_kept_and_never_printed_raw() -> None:
    reading = read_session(
        'title: "\\e[2J\\x9b\\u202e"\nblocks: [{title: "\\e]0;x\\a", "\\e[1m": y}]\n', "w\x1b.yaml"
    )
    assert [render(problem) for problem in reading.problems] == [
        "w␛.yaml:2:10: error: Block 1, '␛]0;x␇', has no duration.\n"
        '   2 | blocks: [{title: "\\e]0;x\\a", "\\e[1m": y}]\n'
        "     |          ^\n"
        "  Write for example `duration: 15-20 min`, or `rest`.",
        "w␛.yaml:2:30: error: Block 1, '␛]0;x␇': `␛[1m` is not a field.\n"
        '   2 | blocks: [{title: "\\e]0;x\\a", "\\e[1m": y}]\n'
        "     |                              ^\n"
        f"  A block can have: {', '.join(field.key for field in fields_of(Block))}.",
    ]
    assert session('title: "\\e[2J"\n').title == "\x1b[2J"


def test_all_problems_come_at_once_by_line() -> None:
    text = """\
week: soon
blocks:
  - title: Norms
    promts: []
  - duration: 20-15
    turns: maybe
  - Share
week: 3
"""
    assert problems(text) == [
        (1, "The session has no title."),
        (1, "The session: `week` must be a whole number from 1 on."),
        (3, "Block 1, 'Norms', has no duration."),
        (4, "Block 1, 'Norms': `promts` is not a field."),
        (5, "Block 2 has no title."),
        (
            5,
            "Block 2: `duration` can't be read: the first number of '20-15' is more than the"
            " second.",
        ),
        (
            6,
            "Block 2: `turns` must be true, false, or the time that each person gets.",
        ),
        (7, "Block 3 must be made of fields such as `title`."),
        (8, "The session has `week` twice: here and in line 1."),
    ]


def test_where_the_layout_breaks_what_came_before_is_still_judged() -> None:
    text = (
        "title: A\ncolour: blue\nblocks:\n  - title: B\n    duration: soon\n"
        "  - title: C\n\tduration: 5\n"
    )
    assert problems(text) == [
        (2, "The session: `colour` is not a field."),
        (5, "Block 1, 'B': `duration` can't be read: 'soon' is not a duration."),
        (7, "This line is indented with a tab, which YAML does not allow."),
    ]


@pytest.mark.parametrize("text", ["title:x : : y", "title:x : : y\n\n", "\ntitle:x : : y"])
def test_a_problem_in_the_first_line_is_reported_there(text: str) -> None:
    (problem,) = read_session(text, "week.yaml").problems
    assert problem.source == "title:x : : y"
    assert problem.line == text.index("title") + 1
    assert "A space is missing after `title:`" in problem.message


def test_getting_a_broken_session_raises_all_of_it() -> None:
    reading = read_session("week: 0\n", "week.yaml")
    with pytest.raises(FileProblems) as raised:
        reading.get()
    assert raised.value.problems == reading.problems
    assert str(raised.value) == "\n".join(map(render, reading.problems))


def test_a_session_with_warnings_can_be_run() -> None:
    reading = read_session("title: A\nduration: 1:30\n", "week.yaml")
    assert reading.get().duration == 90
    assert [problem.severity for problem in reading.problems] == ["warning"]


@pytest.mark.parametrize(
    "blocks",
    [
        "[{title: A, duration: 25-35}]",
        "[{title: A, duration: 20}, {title: B, duration: rest}]",
        "[{title: A, duration: 30}]",
        "[]",
    ],
)
def test_blocks_that_can_fit_are_no_problem(blocks: str) -> None:
    assert problems(f"title: A\nduration: 30 min\nblocks: {blocks}\n") == []


def test_the_same_prompt_in_two_blocks_is_no_problem() -> None:
    block = "{title: A, duration: 5, prompts: [What next?]}"
    assert problems(f"title: A\nblocks: [{block}, {block}]\n") == []


def test_a_series() -> None:
    text = "title: Mod 2\nmeets: wednesday\nbase_url: https://x.org\nreserve: 5 min\nlicence: Y\n"
    assert read_text(Series, text, "series.yaml").get() == Series(
        "Mod 2", "Wednesday", "https://x.org", reserve=Reserve(seconds=300), license="Y"
    )


def test_a_key_may_have_another_spelling() -> None:
    reading = read_text(Series, "licence: MIT\n", "series.yaml")
    assert (reading.value, reading.problems) == (Series(license="MIT"), ())
    (twice,) = read_text(Series, "licence: MIT\nlicense: MIT\n", "series.yaml").problems
    assert twice.message == "The series has `license` twice: here and in line 1."


def test_a_group() -> None:
    text = """\
name: The Kestrels
people: [Ana, Ben, No]
first_meeting: 2025-11-05
time: 2:00 PM
zone: America/Denver
no_meeting:
  - 2025-11-26
reserve: 0
air_time: yes
"""
    assert read_text(Group, text, "group.yaml").get() == Group(
        "The Kestrels",
        ("Ana", "Ben", "No"),
        datetime.date(2025, 11, 5),
        datetime.time(14),
        "America/Denver",
        (datetime.date(2025, 11, 26),),
        Reserve(seconds=0),
        True,
    )


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("14:00", 14, 0), ("9:05", 9, 5), ("2 pm", 14, 0), ("12:30 a.m.", 0, 30), ("12PM", 12, 0),
        ("15h00", 15, 0), ("24:00", 0, 0),
    ],
)  # fmt: skip
def test_times_of_day(typed: str, hour: int, minute: int) -> None:
    assert read_text(Group, f"time: {typed}\n", "g").get().time == datetime.time(hour, minute)


@pytest.mark.parametrize("typed", ["14", "24:01", "13 pm", "0 am", "9:60", "9:5", "soon"])
def test_times_that_are_none(typed: str) -> None:
    assert read_text(Group, f"time: {typed}\n", "g").value is None


@pytest.mark.parametrize(
    "zone", ["../../etc/passwd", "/etc/passwd", "Europe", "", "\\0", "a" * 999]
)
def test_zones_that_are_none(zone: str) -> None:
    assert read_text(Group, f'zone: "{zone}"\n', "g").value is None


@pytest.mark.parametrize("date", ["2025-02-30", "26.11.2025", "2025-W48-3", "20251126", "soon"])
def test_dates_that_are_none(date: str) -> None:
    assert read_text(Group, f"no_meeting: {date}\n", "g").value is None


def test_a_caret_stands_under_its_character() -> None:
    problem = read_session('{title: "日本é\u0301\tx", week: two}\n', "w").problems[0]
    _, line, caret = render(problem).splitlines()[:3]
    before = line[: line.index("two")]
    assert caret.index("^") == len(before) + 2 - 1  # two wide characters, one combining
    assert "→x" in line


def test_a_long_line_is_cut_around_its_caret() -> None:
    problem = read_session(f"title: {'x' * 500}\nintro: {'y ' * 400}\n{'z' * 300}: 1\n", "w")
    (found,) = problem.problems
    shown = render(found).splitlines()
    assert shown[1] == f"   3 | {'z' * 76}…"
    assert max(map(len, shown[1:])) < 120


class Counted(list[str]):
    """Lines that count how often one of them is looked at."""

    looked = 0

    def __getitem__(self, place):
        self.looked += 1
        return super().__getitem__(place)


def test_the_end_of_a_file_is_looked_for_once() -> None:
    report = Report("week.yaml")
    report.lines = Counted(["what: is this", *[""] * 1000])
    for number in range(50):
        report.error(Place(1, 1), f"Problem {number}")
    assert report.lines.looked < 2 * len(report.lines)
    assert len(report.problems) == 50
