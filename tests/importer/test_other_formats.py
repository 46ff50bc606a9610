"""Calendars and tables are read where they hold times; what is no page is refused by its name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.durations import write
from homeroom_tui.importer.markdown_page import Page, PageError, page_texts
from homeroom_tui.importer.other_formats import MAX_EVENTS, read_file, refusal


def blocks(page: Page) -> list[list[tuple[str, str]]]:
    return [[(b.title, write(b.duration)) for b in session.blocks] for session in page.sessions]


def event(*lines: str) -> str:
    return "\n".join(["BEGIN:VEVENT", "UID:x", *lines, "END:VEVENT", ""])


def calendar(*events: str, name: str = "Choir") -> str:
    head = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nX-WR-CALNAME:{name}\n"
    return head + "".join(events) + "END:VCALENDAR\n"


def test_the_description_of_an_event_is_an_agenda() -> None:
    text = calendar(
        event(
            "DTSTART;TZID=Europe/Berlin:20260311T193000",
            "DTEND;TZID=Europe/Berlin:20260311T203000",
            "SUMMARY:Committee",
            "DESCRIPTION:<ul><li>Roof (20 min)</li><li>Fair (40 min)</li></ul>",
        ),
        event(
            "DTSTART:20260304T193000Z",
            "DURATION:PT2H",
            "SUMMARY:Rehearsal\\, spring",
            "LOCATION:Hall",
            "DESCRIPTION:19:30 Warm up\\n20:00 Bach (30 min)\\n- bars 1-40\\n20:30 End",
        ),
    )
    page = read_file(text, file="choir.ics")
    assert page.series.title == "Choir"
    assert [(s.title, s.duration) for s in page.sessions] == [
        ("Rehearsal, spring", 7200),
        ("Committee", 3600),
    ]
    assert blocks(page) == [
        [("Warm up", "30 min"), ("Bach", "30 min")],
        [("Roof", "20 min"), ("Fair", "40 min")],
    ]
    assert page.sessions[0].intro == "Hall"
    assert page.sessions[0].blocks[1].prompts[0].text == "bars 1-40"
    assert {guess.line for guess in page.guesses} == {12}


def test_the_events_of_a_day_are_its_blocks() -> None:
    text = calendar(
        event("DTSTART:20260304T090000Z", "DTEND:20260304T091500Z", "SUMMARY:Welcome"),
        event("DTSTART:20260304T091500Z", "DURATION:PT45M", "SUMMARY:Keynote"),
        event("DTSTART;VALUE=DATE:20260305", "SUMMARY:Free day"),
    )
    page = read_file(text, file="day.ics")
    assert blocks(page) == [[("Welcome", "15 min"), ("Keynote", "45 min")]]
    assert page.sessions[0].duration == 3600
    assert [left.text for left in page.left_out] == ["Free day"]


def test_a_run_of_show_is_read_by_its_columns() -> None:
    text = (
        "Spring gala,,,\nStart,Duration,Title,Who\n19:00,0:15,Doors,Kim\n"
        '19:15,0:05,Welcome,Ana\n19:20,1:10,"Concert, first half",choir\n'
    )
    page = read_file(text, file="gala.csv")
    assert page.series.title == "Spring gala"
    assert blocks(page) == [
        [("Doors", "15 min"), ("Welcome", "5 min"), ("Concert, first half", "70 min")]
    ]
    assert page.sessions[0].blocks[0].hints == ("Kim",)
    assert page.sessions[0].duration == 5400


def test_a_column_of_days_parts_a_table_into_sessions() -> None:
    text = "Day;Minutes;Item\nMonday;10;Hello\nMonday;20;Work\nTuesday;30;Review\n"
    page = read_file(text, file="week.csv")
    assert [session.title for session in page.sessions] == ["Monday", "Tuesday"]
    assert blocks(page) == [[("Hello", "10 min"), ("Work", "20 min")], [("Review", "30 min")]]


def test_rows_may_be_shorter_than_the_table() -> None:
    text = "Item,Minutes,Day\nHello,10\nWork,20,Monday\nReview,30,Tuesday\n"
    page = read_file(text, file="week.csv")
    assert [session.title for session in page.sessions] == ["week", "Monday", "Tuesday"]
    page = read_file("Item,Minutes,Who,Notes\nHello,10\nWork,20\n", file="week.csv")
    assert blocks(page) == [[("Hello", "10 min"), ("Work", "20 min")]]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("a.csv", "Name,Age\nAnn,40\n", "No column of the table holds times."),
        ("a.csv", "", "No column of the table holds times."),
        ("a.csv", "5 min,x\n" * 5_001, "“a” has more than 5,000 lines"),
        ("a.ics", "", "It is no calendar"),
        ("a.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "Nothing on the page tells how long"),
        ("a.ics", calendar(event("SUMMARY:x") * (MAX_EVENTS + 1)), "more than 1,000 events"),
        ("a.ics", calendar(event("DTSTART:20260304T99")), "Nothing on the page tells how long"),
    ],
)
def test_a_table_or_calendar_without_times_says_so(file: str, text: str, said: str) -> None:
    with pytest.raises(PageError, match=said):
        read_file(text, file=file)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("plan.docx", b"PK\x03\x04", "pandoc plan.docx -t gfm -o page.md"),
        ("plan.md", b"PK\x03\x04", "a .docx file can't be imported"),
        ("plan.pdf", b"%PDF-1.7", "pdftotext -layout plan.pdf page.md"),
        ("plan.html", b"<p>x", "pandoc plan.html"),
        ("plan.md", b"\xef\xbb\xbf <!DOCTYPE html>", "pandoc plan.md"),
        ("plan.xlsx", b"PK", "Save the sheet as CSV"),
        ("plan.yaml", b"title: x", "homeroom check plan.yaml"),
        ("\x1b[1m.pdf", b"", "␛[1m.pdf"),
        ("plan.md", b"# Plan", None),
        ("plan", b"1. a (5 min)", None),
        ("plan.ics", b"BEGIN:VCALENDAR", None),
    ],
)
def test_other_files_are_refused_by_name(file: str, content: bytes, said: str | None) -> None:
    why = refusal(file, content)
    assert (why is None) if said is None else (why is not None and said in why)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["a.csv", "a.tsv", "a.ics"]),
    st.one_of(st.text(max_size=300), st.text('BEGIN:VNT\n,;"0159:-TZ ', max_size=300)),
)
def test_any_text_is_a_table_or_refused_in_words(file: str, text: str) -> None:
    wrapped = calendar(event(f"DTSTART:20260304T090000Z\nDESCRIPTION:{text}"))
    for content in (text, wrapped if file == "a.ics" else f"Start,Title\n9:00,a\n9:30,b\n{text}"):
        try:
            page_texts(read_file(content, file=file))
        except PageError:
            continue


def test_a_length_of_zero_is_none() -> None:
    page = read_file("Title,Duration\nDoors,0:00\nHello,0:10\nTalk,0:50\n", file="evening.csv")
    assert [block.duration.is_rest for block in page.sessions[0].blocks] == [True, False, False]
