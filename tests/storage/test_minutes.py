"""The minutes of a meeting, as a page and for a machine; nothing anybody wrote can break them."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from markdown_it import MarkdownIt

from homeroom_tui.agenda.model import Prompt
from homeroom_tui.meeting import events as ev
from homeroom_tui.storage.minutes import Minutes, as_json, file_name, minutes, of_record
from homeroom_tui.storage.minutes_markdown import as_markdown, outcome
from homeroom_tui.storage.replay import replay
from tests.meeting.scenario import WEEK_4, block, rest, session
from tests.storage.kept_meetings import DATA, Kept
from tests.texts import UNTRUSTED

WEEK = of_record(replay(DATA / "format-1" / "week-1.jsonl"))


def golden(name: str, text: str) -> None:
    """HOMEROOM_GOLDEN=write writes it anew."""
    path = DATA / name
    if os.environ.get("HOMEROOM_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_a_full_week_1_as_markdown() -> None:
    golden("minutes-week-1.md", as_markdown(WEEK, hours=12))


def test_a_full_week_1_as_json() -> None:
    golden("minutes-week-1.json", as_json(WEEK))
    assert msgspec.json.decode(as_json(WEEK), type=Minutes) == WEEK


def test_a_file_of_them_is_called_by_day_and_week() -> None:
    assert file_name(WEEK) == "2026-11-25-week-1.md"
    odd = msgspec.structs.replace(WEEK, week=None, title="../../etc/passwd \x00 " + "x" * 300)
    assert file_name(odd).startswith("2026-11-25-etc-passwd-xxx")
    assert len(file_name(odd)) < 100
    assert file_name(msgspec.structs.replace(odd, title="自己紹介")) == "2026-11-25.md"


def kept_until(meeting: Kept) -> Minutes:
    return of_record(meeting.seen().ended().record)


def test_a_live_meeting_and_its_journal_give_equal_minutes(tmp_path: Path) -> None:
    meeting = Kept(tmp_path).do(ev.Start).wait(minutes=16).do(ev.Next).do(ev.Note, "1", "x", "2")
    meeting.wait(minutes=3, seconds=0.5).seen()
    live = minutes(meeting.header, meeting.meeting, meeting.now, meeting.moment.wall)
    assert live == kept_until(meeting)


def test_a_meeting_that_was_left_says_where_it_stopped(tmp_path: Path) -> None:
    kept = kept_until(Kept(tmp_path).do(ev.Start).wait(minutes=16).do(ev.Next).wait(minutes=3))
    assert not kept.finished
    assert kept.late is None
    assert [outcome(b) for b in kept.blocks] == [
        "1 min longer",
        "not finished",
        "not started",
        "not started",
    ]
    assert "7:00 to 7:19, not finished" in as_markdown(kept)


def test_what_was_skipped_inserted_or_cut_short(tmp_path: Path) -> None:
    meeting = Kept(tmp_path, WEEK_4).do(ev.Start).wait(minutes=8, seconds=30)
    meeting.do(ev.Insert, "more", block("Cake", 2)).do(ev.Skip, "2").do(ev.Next)
    meeting.wait(minutes=2).do(ev.Next).wait(minutes=5).do(ev.Next)
    kept = kept_until(meeting.wait(minutes=20))
    assert kept.finished
    assert [(b.title, outcome(b)) for b in kept.blocks] == [
        ("Networking tracker", "1:30 min shorter"),
        ("Cake", "as planned, added"),
        ("Share", "skipped"),
        ("Prep for Mix It Up", "as planned"),
        ("Take a 5-min pom", "as planned"),
    ]
    assert kept.lasted == (8.5 + 2 + 5 + 5) * 60


def test_a_late_end_is_said_in_words(tmp_path: Path) -> None:
    meeting = Kept(tmp_path, session(block("Share", 5), rest(), minutes=10)).do(ev.Start)
    kept = kept_until(meeting.wait(minutes=6).do(ev.Next).wait(minutes=8).do(ev.Finish))
    assert kept.late == 240
    assert "7:00 to 7:14, 4 min late" in as_markdown(kept)
    assert "7:00 AM to 7:14 AM" in as_markdown(kept, hours=12)


def test_without_a_hard_end_nothing_is_late(tmp_path: Path) -> None:
    meeting = Kept(tmp_path, session(rest("Talk"), minutes=None)).do(ev.Start).wait(90)
    kept = kept_until(meeting.do(ev.Finish))
    assert kept.hard_end is None
    assert kept.late is None
    assert "7:00 to 7:01\n" in as_markdown(kept)
    assert "| 1 | Talk | the rest | – | 1:30 min | open |" in as_markdown(kept)


def test_notes_stand_under_their_prompts_nested_ones_counted(tmp_path: Path) -> None:
    prompts = (Prompt("a", (Prompt("a1"), Prompt("a2"))), Prompt("b"))
    meeting = Kept(tmp_path, session(block("Share", 5, prompts=prompts))).do(ev.Start)
    for number, prompt in enumerate([3, 2, 0, None, 9]):
        meeting.do(ev.Note, str(number), f"on {prompt}", "1", prompt)
    meeting.do(ev.Note, "whole", "on it all").do(ev.Note, "lost", "on a block that is gone", "7")
    kept = kept_until(meeting)
    assert [(p.text, p.notes) for p in kept.blocks[0].said] == [
        (None, ("on None", "on 9")),
        ("a", ("on 0",)),
        ("a2", ("on 2",)),
        ("b", ("on 3",)),
    ]
    assert kept.notes == ("on it all", "on a block that is gone")


BREAKING = {
    **UNTRUSTED,
    "heading": "# big",
    "rule": "words\n---\n***\n===",
    "list": "- a\n* b\n+ c\n1. d\n12) e",
    "quotation": "> said",
    "fence": "```\nnever closed\n~~~",
    "table": "a | b\n--|--\n1 | 2",
    "html": "<script>alert(1)</script>\n<!-- never closed",
    "reference": "[Warm up]: https://example.org",
    "code": "    indented\n\ttoo",
    "backslash": "ends in \\",
    "nothing": "\n\n\n.",
}


@pytest.mark.parametrize("text", BREAKING.values(), ids=BREAKING.keys())
def test_nothing_that_anybody_wrote_breaks_the_page(tmp_path: Path, text: str) -> None:
    what = session(block(text, 5, prompts=(Prompt(text),)), block("After", 5))
    meeting = Kept(tmp_path, msgspec.structs.replace(what, title=text)).do(ev.Start)
    for number, mark in enumerate(["", "!", "?"]):
        meeting.do(ev.Note, str(number), mark + text, "1", 0)
    meeting.do(ev.Note, "w", text).do(ev.Norms, text).do(ev.Note, "x", "the end", "2")
    kept = kept_until(meeting)
    assert all(c.isprintable() or c == "\n" for c in as_json(kept))
    assert msgspec.json.decode(as_json(kept), type=Minutes) == kept
    page = as_markdown(kept)

    assert all(c.isprintable() or c in "\n\u200c\u200d" for c in page)
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    outside, depth = [], 0
    for token in tokens:
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if not depth:
            outside.append(token)
    assert not [t for t in outside if t.type in ("fence", "code_block", "html_block", "hr")]
    assert not [t for t in outside if t.level > 3 and t.type == "bullet_list_open"]
    headings = ["h1", "h2", "h2", "h2", "h3", "h3", "h3", "h2"]
    if not text.strip():  # there was nothing to note
        headings = ["h1", "h2", "h3", "h2"]
    assert [t.tag for t in outside if t.type == "heading_open"] == headings
    said = [t.content for t in outside if t.type == "inline"]
    assert "the end" in said
    rows = [t for t in outside if t.type == "tr_open"]
    assert len(rows) == 3
    cells = [t for t in outside if t.type in ("td_open", "th_open")]
    assert len(cells) == 18
    assert not [t for t in outside if t.type == "image"]


def test_notes_stay_letter_for_letter(tmp_path: Path) -> None:
    text = "# 1 < 2 and <3\n- not a list\n1. nor this\n2.5 hours"
    meeting = Kept(tmp_path).do(ev.Start).do(ev.Note, "1", text, "1", 0)
    page = MarkdownIt("commonmark").render(as_markdown(kept_until(meeting)))
    lines = ["# 1 &lt; 2 and &lt;3", "- not a list", "1. nor this", "2.5 hours"]
    assert "<br />\n".join(lines) in page


def test_an_authors_links_lead_where_the_session_says(tmp_path: Path) -> None:
    what = session(block("Look [here (now)](/a b) or `x` **and** *y* or [Warm up] _z_", 5))
    meeting = Kept(tmp_path, what).do(ev.Start)
    kept = msgspec.structs.replace(kept_until(meeting), base_url="https://example.org")
    row = as_markdown(kept).split("|--:|:--|--:|--:|--:|:--|\n")[1].split(" | ")[1]
    assert row == "Look \\[here (now)\\](/a b) or `x` **and** *y* or \\[Warm up\\] *z*"

    linked = msgspec.structs.replace(kept.blocks[0], title="Look [here](/a) twice")
    page = as_markdown(msgspec.structs.replace(kept, blocks=(linked,)))
    assert "| Look [here](https://example.org/a) twice |" in page


@pytest.mark.parametrize("code", ["`` x`[c](javascript:alert(1))`y ``", "`` `x ``", "``` `` ```"])
def test_what_an_author_calls_code_stays_code(tmp_path: Path, code: str) -> None:
    week = session(block("Share", 5, prompts=(Prompt(f"Run {code} now"),)))
    meeting = Kept(tmp_path, week).do(ev.Start).do(ev.Note, "1", "It ran.", "1", 0)
    parser = MarkdownIt("commonmark")
    (written,) = parser.parseInline(f"Run {code} now")
    (meant,) = (t.content for t in written.children or () if t.type == "code_inline")
    page = parser.parse(as_markdown(kept_until(meeting)))
    tokens = [token for inline in page for token in inline.children or ()]
    assert [t.content for t in tokens if t.type == "code_inline"] == [meant]
    assert not [t for t in tokens if t.type == "link_open"]


@pytest.mark.parametrize(
    "text", ["![x](https://e.org/x.png)", "[a](https://e.org)", "*b* `c` &lt;"]
)
def test_names_are_text_and_pictures_are_not_fetched(tmp_path: Path, text: str) -> None:
    meeting = Kept(tmp_path).do(ev.Add, "x", text).do(ev.Facilitate, "x").do(ev.Start)
    meeting.do(ev.Note, "1", text).do(ev.Norms, text)
    kept = msgspec.structs.replace(kept_until(meeting), series=text, group=text)
    tokens = MarkdownIt("commonmark").parse(as_markdown(kept))
    about = [t for t in tokens if t.type == "inline" and t.map and t.map[0] in range(2, 7)]
    assert len(about) == 4
    inline = [token for line in about for token in line.children or ()]
    assert {token.type for token in inline} == {"text"}
    names = [line for line in about if text in "".join(t.content for t in line.children or ())]
    assert len(names) == 3
    every = [token for line in tokens for token in line.children or ()]
    assert not [token for token in every if token.type == "image"]
