"""The meaning of times in one line of a page, and numbers that only look like times."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.durations import write
from homeroom_tui.agenda.durations_in_words import find_durations, plain_signs
from homeroom_tui.agenda.model import REST, TimeRange
from homeroom_tui.importer.markdown_page import PageError, read_page
from homeroom_tui.importer.times import IN_WORDS, read_times


@pytest.mark.parametrize(
    ("line", "text", "minutes"),
    [
        ("Share (10 mins):", "Share:", (10, 10)),
        ("Share (15-20 min).", "Share.", (15, 20)),
        ("Share *(1hr)*", "Share", (60, 60)),
        ("Share **(5 min)** – how are you?", "Share – how are you?", (5, 5)),
        ("Share(40 mins)", "Share", (40, 40)),
        ("Share `45min`", "Share", (45, 45)),
        ("Share (make a copy) (5 min)", "Share (make a copy)", (5, 5)),
        ("Share (10 mins, in pairs)", "Share (in pairs)", (10, 10)),
        ("Share (in pairs, 10 mins)", "Share (in pairs)", (10, 10)),
        ("Read it (10 min read)", "Read it (10 min read)", (10, 10)),
        (
            "[Watch it (5 min)](https://example.org/10min)",
            "[Watch it](https://example.org/10min)",
            (5, 5),
        ),
        ("Wrap up: 10 minutes", "Wrap up:", (10, 10)),
        ("Wrap up — ten minutes", "Wrap up", (10, 10)),
        ("Wrap up 5 min", "Wrap up", (5, 5)),
        ("Wrap up ⏱️ 5 min", "Wrap up", (5, 5)),
        ("Plan for week 3. 30 minute", "Plan for week 3.", (30, 30)),
        ("10 min – Welcome", "Welcome", (10, 10)),
        ("**10 min:** Welcome", "Welcome", (10, 10)),
        ("[1 min] Welcome", "Welcome", (1, 1)),
        ("**[1 min] Welcome :**", "**Welcome :**", (1, 1)),
        ("5' Welcome", "Welcome", (5, 5)),
        ("Work: 45min - together", "Work: together", (45, 45)),
        ("Einzelarbeit (ca. 20–25 Minuten)", "Einzelarbeit", (20, 25)),
        ("Lesen (1–2 Stunden)", "Lesen", (60, 120)),
        ("Lesen (eine halbe Stunde)", "Lesen", (30, 30)),
        ("Écrire (10 mn)", "Écrire", (10, 10)),
        ("Écrire : une demi-heure", "Écrire :", (30, 30)),
        ("Pausa (aprox. 5 minutos)", "Pausa", (5, 5)),
        ("自己紹介（5分間）", "自己紹介", (5, 5)),
        ("感想：15〜20分", "感想：", (15, 20)),
        ("演習（1時間30分）", "演習", (90, 90)),
        ("Work (30 minutes to 1 hour)", "Work", (30, 60)),
        ("Work (1 hr 15)", "Work", (75, 75)),
        ("Work (20- 30 mins)", "Work", (20, 30)),
        ("Work (3 x 15)", "Work (3 x 15)", (45, 45)),
        ("Talks, 4 rounds of 10 mins", "Talks, 4 rounds of 10 mins", (40, 40)),
        ("Practice (2 rounds): 6 mins", "Practice (2 rounds):", (6, 6)),
    ],
)
def test_a_stated_duration_is_taken_out_of_the_line(
    line: str, text: str, minutes: tuple[int, int]
) -> None:
    times = read_times(line)
    assert times.apart
    assert (times.text, times.duration) == (text, _range(*minutes))


@pytest.mark.parametrize(
    ("line", "minutes"),
    [
        ("Take 10 minutes to write", (10, 10)),
        ("Have a 5-min pom and come back", (5, 5)),
        ("15 minutes for yourself", (15, 15)),
        ("5-minute check-in", (5, 5)),
        ("Discuss for 10 minutes.", (10, 10)),
        ("Spend five minutes alone", (5, 5)),
        ("Take 5 minutes to write and 10 minutes to share", (15, 15)),
        ("Talk between 5 and 10 minutes about it", (5, 10)),
    ],
)
def test_a_duration_among_the_words_stays_there(line: str, minutes: tuple[int, int]) -> None:
    times = read_times(line)
    assert (times.text, times.duration, times.guess) == (
        line,
        _range(*minutes),
        IN_WORDS,
    )


@pytest.mark.parametrize(
    "line",
    [
        "With any remaining time, draw",
        "Mit der restlichen Zeit: Fragen",
        "Avec le temps restant, lire",
        "Con el tiempo restante, leer",
        "残りの時間で話す",
        "Draw, if time permits",
    ],
)
def test_the_remaining_time(line: str) -> None:
    assert read_times(line).duration == REST


@pytest.mark.parametrize(
    "line",
    [
        "Ask for 10-15% more",
        "Look at 3-5 profiles",
        "Rate it on a scale of 1-5",
        "Rate it (1-5)",
        "Plan the last 3 weeks",
        "4: Developer",
        "Read pages 10-20",
        "After 5 minutes, change places",
        "Be there 10 minutes early",
        "Send it within 48 hours",
        "Come in the 2.5.2030",
        "Look at [the page](/10-minutes-read)",
        "See https://example.org/5min",
        "十分に話す",
        "自分の話",
        "Version 1.10 is out",
        "Lasts (0 min)",
    ],
)
def test_look_alikes_are_no_times(line: str) -> None:
    times = read_times(line)
    assert (times.text, times.duration, times.share, times.clock) == (line, None, None, None)


@pytest.mark.parametrize(
    ("line", "share", "duration"),
    [
        ("Share (5-7 minutes per person)", 5, None),
        ("Vorstellung (2 Minuten pro Member)", 2, None),
        ("Zwei-Minuten-Timebox pro Circle-Mitglied. *(10 Minuten)*", 2, 10),
        ("Jedes Mitglied stellt sich in 5 Minuten vor", 5, None),
        ("Each person has five minutes to speak. 20 minutes.", 5, 20),
        ("Share a win (2 min each, 10 min total)", 2, 10),
        ("Show and tell – 15 min – one minute per project", 1, 15),
        ("Speak 3 min/person", 3, None),
        ("Chacun parle 2 minutes", 2, None),
        ("Cada persona habla 3 minutos por turno", 3, None),
        ("自己紹介（一人3分）", 3, None),
        ("1人5分ずつ発表", 5, None),
        ("Each person share (10 mins):", None, 10),
    ],
)
def test_what_each_person_gets_is_not_the_blocks_time(
    line: str, share: int | None, duration: int | None
) -> None:
    times = read_times(line)
    assert times.share == (share and share * 60)
    assert times.duration == (duration and _range(duration, duration))


@pytest.mark.parametrize(
    ("line", "text", "begins", "until"),
    [
        ("9:00 – 9:15 Welcome", "Welcome", 540, 555),
        ("**18:45 - 19:00** : Doors", "Doors", 1125, 1140),
        ("8.30am Tea", "Tea", 510, None),
        ("9.00 - 9.30 Tea", "Tea", 540, 570),
        ("6:00 PM - Doors", "Doors", 1080, None),
        ("12:45–1:15 Lunch", "Lunch", 765, 795),
        ("11-11:30am Tea", "Tea", 660, 690),
        ("14h30 Atelier", "Atelier", 870, None),
        ("9h00 - 9h15 Accueil", "Accueil", 540, 555),
        ("10 Uhr: Beginn", "Beginn", 600, None),
        ("10:00〜10:15 自己紹介", "自己紹介", 600, 615),
        ("Welcome (9:00 – 9:15)", "Welcome", 540, 555),
    ],
)
def test_clock_times(line: str, text: str, begins: int, until: int | None) -> None:
    times = read_times(line)
    assert times.clock is not None
    assert (times.text, times.clock.begins, times.clock.until) == (text, begins, until)


@given(st.integers(1, 180), st.integers(0, 60), st.sampled_from(["min", "mins", "minutes", "Min."]))
@settings(max_examples=60)
def test_every_range_of_minutes(least: int, more: int, unit: str) -> None:
    times = read_times(f"Share ({least}-{least + more} {unit})")
    assert times.text == "Share"
    assert times.duration == _range(least, least + more)


@given(st.integers(1, 24 * 60 * 60).map(lambda seconds: TimeRange(seconds, seconds)))
@settings(max_examples=60)
def test_what_homeroom_writes_it_reads(duration: TimeRange) -> None:
    found = find_durations(plain_signs(write(duration)))
    assert [amount.range for amount in found] == [duration]


@given(st.text(alphabet="1 2-–x:.,()[]*`minh分~/é'a", max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_line_has_times_or_none(line: str) -> None:
    times = read_times(line)
    assert times.duration is None or 0 <= times.duration.min <= (times.duration.max or 0)


NEAR_MATCHES = [
    "1-",
    "1 x ",
    "(",
    "[",
    "](",
    "![a](b",
    "[a][b] ",
    "*a",
    "**a** ",
    "_a _a ",
    "<a ",
    "<!--",
    "`",
    "> ",
    "- ",
    "1. ",
    "a:\n* b (5 min)\n",
    "1. a (5 min)\n",
    "# Week 1\n## Week 2 (5 min)\n",
    "|a|b|\n|-|-|\n|5 min|b|\n\n",
    "First, take 5 minutes.\n\n",
    "```\n~~~\n````\n",
    "10 min, " * 450 + "\n",
    "each person 5 min ( " * 150 + "\n",
    "4 rounds of " * 300 + "\n",
    "take a " * 500 + "\n",
    "a : " * 900 + "5 min\n",
    "total time " * 300 + ": 5 min\n",
    "5" + " " * 3000 + "min\n",
    "9:00 – ",
    "五分間",
    "\t",
]


@pytest.mark.parametrize("piece", NEAR_MATCHES, ids=range(len(NEAR_MATCHES)))
def test_long_repeated_near_matches_take_bounded_time(piece: str) -> None:
    size = 100_000
    begun = time.process_time()
    with suppress(PageError):
        read_page((piece * (size // len(piece) + 1))[:size], file="page.md")
    assert time.process_time() - begun < 10


def test_deeply_nested_items_and_headings() -> None:
    items = "\n".join(" " * (2 * depth) + "* a (5 min)" for depth in range(500))
    page = read_page(f"1. Share (5 min)\n{items}\n{'#' * 500} b", file="page.md")
    assert len(page.sessions[0].blocks) == 1


def _range(least: int, most: int) -> TimeRange:
    return TimeRange(least * 60, most * 60)
