"""Any agenda is read exactly, in whatever plain form it is written, whatever its titles say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.importer.inline_text import folded
from homeroom_tui.importer.markdown_page import read_page

TITLES = """Welcome|Check-in|Roll call|Minutes of the last meeting|Break|Lunch|Homework check
Reading: Luke 11|Review of chapter 3|Q&A|Closing|Next steps|AOB|Psalm 23
Anthem: Stanford, Beati|Lightning talks|Issue #412|draft-foo-01 (Ana)|Planning 2026
Sprint 2|Part 2: the fair|What went well?|Budget, roof, garden|Materials and tools
Preparation|Resources for new members|Contact list|Room plan|Goals for May
Reference letters|Objectives|Extension|Time to talk|Date of next meeting
Session review|After the break: songs|Before lunch: news|Format of the fair
Program for spring|Steps to take|Status|Plan B|Structure of the essay|Host families
Level 3 exercises|The length of the report""".replace("\n", "|").split("|")

Form = Callable[[int, str, int, int], str]
"""Writes one block from its place, title, minutes, and when it begins in minutes."""


def clock(minutes: int, sign: str = ":") -> str:
    return f"{minutes // 60}{sign}{minutes % 60:02}"


FORMS: dict[str, Form] = {
    "bullets": lambda at, title, length, _: f"- {title} ({length} min)\n  - Who writes?",
    "dashes": lambda at, title, length, _: f"- {title} – {length} Min.",
    "bold numbers": lambda at, title, length, _: f"{at}. **{title}** ({length} minutes)\n   - ask",
    "bare numbers": lambda at, title, length, _: f"{at}. {title} ({length})",
    "at the front": lambda at, title, length, _: f"- {length} min: {title}",
    "about": lambda at, title, length, _: f"* {title} ~{length} min",
    "stopwatches": lambda at, title, length, _: f"* {title} ⏱ {length} min",
    "lines": lambda at, title, length, _: f"{title} - {length} mins\n- pick two",
    "bold lines": lambda at, title, length, _: (
        f"**{title}**: {length} minutes\n\n- share one word\n"
    ),
    "headings": lambda at, title, length, _: f"## {title} [{length}m]\n\nSome words.\n",
    "counted headings": lambda at, title, length, _: (
        f"### {at}. {title} ({length}')\n\n* bars 1-24\n"
    ),
    "clock lines": lambda at, title, _, begins: f"{clock(begins)} {title}",
    "clock with dots": lambda at, title, _, begins: f"{clock(begins, '.')} {title}\n  - bring pens",
    "clock items": lambda at, title, _, begins: f"- {clock(begins)} – {title}",
    "from when to when": lambda at, title, length, begins: (
        f"* **{clock(begins)}–{clock(begins + length)}** {title}"
    ),
    "rows": lambda at, title, length, _: f"| {at} | {title} | {length} | Kim |",
    "rows of clocks": lambda at, title, _, begins: f"| {clock(begins)} | **{title}** | |",
}
HEADS = {
    "rows": "| # | Item | Minutes | Who |\n|---|---|---|---|\n",
    "rows of clocks": "| Time | What | Notes |\n|:--|:--|:--|\n",
}
ENDS = {
    "clock lines": "{} End",
    "clock with dots": "{} End",
    "clock items": "- {} Close",
    "rows of clocks": "| {} | End | |",
}
BLOCKS = st.lists(
    st.tuples(st.sampled_from(TITLES), st.sampled_from([5, 10, 15, 20, 25, 30, 45])),
    min_size=3,
    max_size=7,
    unique_by=lambda block: block[0],
)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None)
@given(
    blocks=BLOCKS,
    before=st.sampled_from(["", "Hello all.\n\n", "**Materials:** pens\n\n", "Place: hall\n\n"]),
    total=st.booleans(),
    after=st.sampled_from(["", "\n## Homework\n\nRead chapter 4 (20 min).\n"]),
)
def test_a_plain_agenda_is_read_exactly(
    form: str, blocks: list[tuple[str, int]], before: str, total: bool, after: str
) -> None:
    whole = sum(length for _, length in blocks)
    lines: list[str] = []
    begins = 9 * 60
    for at, (title, length) in enumerate(blocks, 1):
        lines.append(FORMS[form](at, title, length, begins))
        begins += length
    if form in ENDS:
        lines.append(ENDS[form].format(clock(begins, "." if "dots" in form else ":")))
    stated = f"**Total time:** {whole} minutes\n\n" if total else ""
    text = f"# Choir\n\n{before}{stated}{HEADS.get(form, '')}" + "\n".join([*lines, after])
    (session,) = read_page(text, file="page.md").sessions
    assert [(folded(b.title), b.duration.min // 60, b.duration.max) for b in session.blocks] == [
        (folded(title), length, length * 60) for title, length in blocks
    ]
    assert not total or session.duration == whole * 60
