"""Typical mistakes of authors lead to the right line and to what was meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.advice import date_meant
from homeroom_tui.agenda.documents import write
from homeroom_tui.agenda.model import Group, Series, Session
from homeroom_tui.agenda.reader import read_session, read_text
from homeroom_tui.config import Config
from tests.agenda.strategies import models


def told(text: str, model: type = Session) -> list[tuple[int | None, str, str]]:
    problems = read_text(model, text, "week.yaml").problems
    return [(p.line, p.message, p.hint) for p in problems if p.severity == "error"]


def one(text: str, model: type = Session) -> tuple[int | None, str, str]:
    """The only error of a file."""
    (found,) = told(text, model)
    return found


def in_block(*lines: str) -> str:
    return "title: A\nblocks:\n  - title: B\n    duration: 5 min\n" + "".join(
        f"    {line}\n" for line in lines
    )


BLOCKS = "title: A\nblocks:\n"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        (
            BLOCKS + "  -title: Welcome\n   duration: 5\n",
            3,
            "space is missing after `-`",
            "`- title: Welcome`, and move line 4 one space to the right.",
        ),
        (
            BLOCKS + "  -title: Welcome\n    duration: 5\n",
            3,
            "space is missing after `-`",
            "`- title: Welcome`",
        ),
        (BLOCKS + "  – title: Welcome\n    duration: 5\n", 3, "another sign", "`- title: Welcome`"),
        (BLOCKS + "  • title: Welcome\n    duration: 5\n", 3, "another sign", "`- title: Welcome`"),
        (BLOCKS + "  * title: Welcome\n    duration: 5\n", 3, "another sign", "`- title: Welcome`"),
        (
            BLOCKS + "  1. title: Welcome\n     duration: 5\n",
            3,
            "another sign",
            "`- title: Welcome`",
        ),
        (
            BLOCKS + "\u00a0\u00a0- title: Welcome\n    duration: 5\n",
            3,
            "no-break spaces",
            "ordinary",
        ),
        (BLOCKS + "  -\u00a0title: Welcome\n    duration: 5\n", 3, "no-break spaces", "ordinary"),
        (in_block("prompts:", "  * What now?"), 6, "another sign", "`- What now?`"),
        (in_block("time: 12:00"), 5, "`time` is not a field", "`at: 12:00`"),
        (in_block("time: 3 pm"), 5, "`time` is not a field", "`at: 3 pm`"),
        (
            BLOCKS + "  - title: B\n    time: 5 min\n",
            4,
            "`time` is not a field",
            "`duration: 5 min`",
        ),
        (
            in_block("prompts:", "  • What now?", "  • And then?"),
            6,
            "another sign",
            "`- What now?`",
        ),
        (
            in_block("prompts:", "  1. What now?", "  2. And then?"),
            6,
            "another sign",
            "`- What now?`",
        ),
        (
            in_block("prompts:", "  - What now?:", "    - You?"),
            6,
            "a list under it",
            "`- text: What now?`",
        ),
        ("title: #general\n", 1, "`#` begins a comment", '`title: "#general"`'),
        (
            in_block("title: C", "duration: 9 min"),
            5,
            "`title` twice",
            "If another block begins here, write `- title: C`",
        ),
        (
            BLOCKS + "  - title: B\n    duration: 5 min\n  title: C\n    duration: 5 min\n",
            5,
            "missing before `title`",
            "`- title: C`",
        ),
        (
            BLOCKS + "  - title: Welcome, duration: 5 min\n",
            3,
            "`duration` is another field",
            "`duration: 5 min` on a line of its own",
        ),
        (
            "title: A\nduration 60 min\nweek: 2\n",
            2,
            "`:` is missing after `duration`",
            "`duration: 60 min`",
        ),
        (
            "title: A\nblocks\n  - title: B\n    duration: 5\n",
            2,
            "`:` is missing after `blocks`",
            "`blocks:`",
        ),
        (
            "title: A\nintro: |\nBring a pen.\nweek: 2\n",
            3,
            "be indented",
            "two spaces further to the right",
        ),
        ("title: A\nintro:\n  - Bring a pen.\n", 3, "not a list", "`intro: |`"),
        ("title: A\nduration: “60 min”\n", 2, "curly quotes", "`duration: 60 min`"),
        (
            "- title: B\n  duration: 5 min\n",
            1,
            "made of fields",
            "then `blocks:` with this list under it",
        ),
        ("# Week 1\n\n1. Share (5 min)\n", 1, "Markdown page", "homeroom import week.yaml"),
        ("# Week 1\n\nBring: a pen\n\n* Share (5 min)\n", 1, "Markdown page", "homeroom import"),
        (
            BLOCKS + "  - Welcome (5 min)\n",
            3,
            "made of fields",
            "`- title: Welcome`, and on the next line, under `title`, `duration: 5 min`",
        ),
        (
            BLOCKS + "  title: B\n  duration: 5 min\n",
            3,
            "must be a list",
            "write `- title: B` with the `-` in column 1",
        ),
        (BLOCKS + "  Welcome: 5 min\n  Share: 9 min\n", 3, "must be a list", "`- title: Welcome`"),
        ('title: "A\nweek: 2\n', 1, "never closed", 'Put " at the end'),
        ('title: "A\nintro: say "hi" now\n', 1, "never closed", 'Put " at the end'),
        ('title: "A\nintro: "Hello"\n', 1, "never closed", 'Put " at the end'),
        (
            "title: 'It's time'\nweek: 2\n",
            1,
            "goes on after its closing quote",
            '`title: "It\'s time"`',
        ),
        ("title: [Warm up] chat\nweek: 2\n", 1, "begins with `[`", '`title: "[Warm up] chat"`'),
        ("title: @all\nweek: 2\n", 1, "begins with `@`", '`title: "@all"`'),
        ("title = A\n", 1, "`:` is missing after `title`", "`title: A`"),
        ("title: “Career: one”\n", 1, "straight quotes, not curly", '`title: "Career: one"`'),
        (
            in_block("prompts:", "  - “Goal: one”"),
            6,
            "straight quotes, not curly",
            '`- "Goal: one"`',
        ),
        (in_block("prompts: - What now?"), 5, "can't begin on the line", "`- What now?` on a line"),
        (in_block("prompts:", "  - question: Who?"), 6, "`question` is not a field", "text: Who?`"),
        (in_block("prompts: [a]", "prompts: [b]"), 6, "twice", "both lists under one `prompts:`"),
        (BLOCKS + "  - title: B duration: 5\n", 3, "`duration` is another field", "`duration: 5`"),
        (BLOCKS + "  - {title: B duration: 5}\n", 3, "comma is missing", "{title: B, duration: 5}"),
        (
            BLOCKS + "  - title: B\n    duration: 5\n  -\n",
            5,
            "Block 2 is empty",
            "take the `-` out",
        ),
        (
            BLOCKS + "  hello:\n    duration: 5\n",
            3,
            "must be a list",
            "under `title`, `duration: 5`",
        ),
        ('title: "A" and "B"\n', 1, "after its closing quote", '`title: \'"A" and "B"\'`'),
        (
            "title: A\nduration: 5 min\n\u00a0week: 2\n",
            3,
            "no-break spaces",
            "ordinary",
        ),
        (in_block("hints: [a, b"), 5, "no `]` that closes it", "Close it with `]`"),
    ],
)
def test_one_mistake_is_one_problem(text: str, line: int, message: str, hint: str) -> None:
    found = one(text)
    assert found[0] == line
    assert message in found[1]
    assert hint in found[2]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("minutes: 5", "`duration: 5 min`"),
        ("time: 5 min", "`duration: 5 min`"),
        ("length: 5 min", "`duration: 5 min`"),
        ("questions: What now?", "`prompts: What now?`"),
        ("steps: [a]", "`prompts`"),
        ("description: Be kind", "`hints: Be kind`"),
        ("Notes: Be kind", "`hints: Be kind`"),
        ("name: Welcome", "`title: Welcome`"),
        ("Duration: 5 min", "`duration`"),
        ("durration: 5 min", "`duration`"),
    ],
)
def test_another_name_leads_to_the_field_of_a_block(written: str, meant: str) -> None:
    fields = {"title": "title: B", "duration": "duration: 5 min"}
    others = [line for key, line in fields.items() if f"`{key}" not in meant]
    text = "title: A\nblocks:\n  - " + "\n    ".join([*others, written]) + "\n"
    found = one(text)
    assert found[0] == text.count("\n")
    assert f"`{written.partition(':')[0]}` is not a field" in found[1]
    assert "Did you mean" in found[2]
    assert meant in found[2]


@pytest.mark.parametrize(
    ("model", "written", "meant"),
    [
        (Session, "name: Welcome", "`title: Welcome`"),
        (Session, "title: A\nlength: 60 min", "`duration: 60 min`"),
        (Session, "title: A\nhours: 1", "`duration: 1 h`"),
        (Session, "title: A\nagenda: []", "`blocks`"),
        (Session, "title: A\ndescription: Bring a pen", "`intro: Bring a pen`"),
        (Session, "title: A\ndescription: 'Bring: a pen'", '`intro: "Bring: a pen"`'),
        (Group, "members: [Ana]", "`people`"),
        (Group, "timezone: UTC", "`zone: UTC`"),
        (Series, "copyright: MIT", "`license: MIT`"),
        (Config, "colors: dark", "`theme: dark`"),
        (Config, "timeout: 5", "`command_timeout: 5`"),
    ],
)
def test_another_name_leads_to_the_field(model: type, written: str, meant: str) -> None:
    found = one(f"{written}\n", model)
    assert "Did you mean" in found[2]
    assert meant in found[2]


def test_a_title_with_a_length_is_reported_once_each() -> None:
    text = BLOCKS + "  - Welcome: 5 min\n  - Talk: 15-20 min\n  - Break: a quarter of an hour\n"
    found = told(text)
    assert [line for line, _, _ in found] == [3, 4, 5]
    assert (
        "`- title: Welcome`, and on the next line, under `title`, `duration: 5 min`" in found[0][2]
    )
    assert "`duration: 15-20 min`" in found[1][2]


def test_what_stands_under_another_name_is_judged_too() -> None:
    found = told("title: A\nagenda:\n  - Welcome: 5 min\n  - title: B\n    time: soon\n")
    assert [line for line, _, _ in found] == [2, 3, 5, 5]
    assert "'soon' is not a duration" in found[3][1]


def test_all_unquoted_colons_are_reported_in_one_run() -> None:
    blocks = "".join(f"  - title: Part {n}: more\n    duration: soon\n" for n in range(1, 31))
    found = told(f"title: Career: one\nblocks:\n{blocks}")
    colons = [line for line, message, _ in found if "colon" in message]
    assert colons == [1, *range(3, 63, 2)]
    assert len(found) == len(colons) + 30
    assert found[-2][2] == 'Write `- title: "Part 30: more"`.'


def test_many_mistakes_of_different_kinds_are_told_of_at_once() -> None:
    text = (
        "title: Career: one\nduration 60 min\nblocks:\n  -title: A\n    duration: 5 min\n"
        "  • title: B\n    duration: soon\n  - title: [x] y\n    duration: 5 min\n"
    )
    assert [line for line, _, _ in told(text)] == [1, 2, 4, 6, 7, 8]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15'", "`15 min`"),
        ("PT15M", "`15 min`"),
        ("half an hour", "`30 min`"),
        ("about 15 min", "`15 min`"),
        ("3 x 5 min", "`15 min`"),
        ("15 Minuten", "`15 min`"),
        ("“15 min”", "`duration: 15 min`"),
        ("9:30 - 9:45", "`15 min`"),
        ("12:50-1:05", "`15 min`"),
    ],
)
def test_a_duration_in_other_words_has_one_to_paste(written: str, meant: str) -> None:
    problems = read_session(f"{BLOCKS}  - title: B\n    duration: {written}\n", "s").problems
    assert meant.strip("`") in problems[0].hint


@pytest.mark.parametrize(
    ("model", "text", "meant"),
    [
        (Config, "command: paplay /x", "`command: [paplay, /x]`"),
        (Config, "command_timeout: 10s", "Write `10`."),
        (Group, "people: Ana, Ben", "`people: [Ana, Ben]`"),
        (Group, "people: Ana", "`people: [Ana]`"),
        (Group, "no_meeting: 2025-11-26, 2025-12-24", "`no_meeting: [2025-11-26, 2025-12-24]`"),
        (Group, "first_meeting: 26.11.2025", "Write `2025-11-26`."),
        (Group, "first_meeting: November 26, 2025", "Write `2025-11-26`."),
        (Group, "time: half past two", "`14:00`"),
        (Series, "meets: [Wednesday]", "Monday"),
        (Session, "title: A\nweek: Week 3", "Write `3`."),
        (Session, "title: A\nblocks: Share", "`- title: Share`"),
    ],
)
def test_a_value_has_a_line_to_paste(model: type, text: str, meant: str) -> None:
    assert meant in one(f"{text}\n", model)[2]


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        (Group, "no_meeting: [soon]", "The group: `no_meeting`: 'soon' is not a date."),
        (Series, "meets: [Wednesday]", "The series: `meets` must be one word."),
    ],
)
def test_a_message_names_the_field_and_the_value(model: type, text: str, said: str) -> None:
    assert one(f"{text}\n", model)[1] == said


def test_a_repeated_item_is_named_by_its_number() -> None:
    (problem,) = read_text(Group, "people: [Ana, Ben, Ana]\n", "g").problems
    assert problem.message == "The group: person 3 is there twice: here and as person 1."


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("26.11.2025", "2025-11-26"),
        ("26/11/2025", "2025-11-26"),
        ("11/26/2025", "2025-11-26"),
        ("26 Nov 2025", "2025-11-26"),
        ("November 26th, 2025", "2025-11-26"),
        ("2025/11/26", "2025-11-26"),
        ("11/12/2025", None),
        ("31.02.2025", None),
        ("soon", None),
    ],
)
def test_an_unambiguous_date_in_another_form_is_read(written: str, meant: str | None) -> None:
    assert date_meant(written) == meant


@pytest.mark.parametrize("text", ["prompts: What now?", "hints: One.", "prompts: [What now?]"])
def test_one_value_may_stand_on_the_line_itself(text: str) -> None:
    block = read_session(in_block(text), "s").get().blocks[0]
    assert len(block.prompts) + len(block.hints) == 1


MISTAKES = ("• ", "-", ":", "“", "\t", "\u00a0", "# ", "[", "'", '"', "title", "duration 5", "|")


@given(models(Session), st.integers(0, 10_000), st.sampled_from(MISTAKES), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_a_mistake_anywhere_is_told_of_or_harmless(
    session: Session, at: int, put: str, cut: int
) -> None:
    text = write(session)
    at %= len(text)
    reading = read_session(text[:at] + put + text[at + cut :], "s")
    assert (reading.value is None) == any(p.severity == "error" for p in reading.problems)
    for problem in reading.problems:
        assert problem.message.endswith((".", "?"))
        assert problem.line is None or problem.line >= 1


def test_a_wrong_name_above_bullets_is_not_told_to_take_them_in() -> None:
    text = BLOCKS + "  - title: B\n    duration: 5\n    questions:\n      • One\n      • Two\n"
    hints = [problem.hint for problem in read_session(text, "week.yaml").problems]
    assert "Did you mean `prompts`? Write `prompts:`." in hints
    assert "Write `- One`." in hints
