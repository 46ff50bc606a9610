"""Every way in which people write a duration, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.durations import DurationError, parse, suggest, write, write_seconds
from homeroom_tui.agenda.model import DAY, REST, TimeRange

MIN = 60


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15", 15 * MIN),
        ("15 min", 15 * MIN),
        ("15mins", 15 * MIN),
        ("15 MINUTES", 15 * MIN),
        ("(5 min.)", 5 * MIN),
        ("5-min", 5 * MIN),
        ("15:00", 15 * MIN),
        ("1:30", 90),
        ("90:00", 90 * MIN),
        ("1:30:00", 90 * MIN),
        ("1h", 60 * MIN),
        ("1 hr 15", 75 * MIN),
        ("1h30", 90 * MIN),
        ("1 hour and 15 minutes", 75 * MIN),
        ("1 h, 15 min", 75 * MIN),
        ("1.5 h", 90 * MIN),
        ("1,5 h", 90 * MIN),
        ("2min30", 150),
        ("90s", 90),
        ("45 sec.", 45),
        ("1h 5m 3s", 65 * MIN + 3),
        ("2.5", 150),
        ("24 h", DAY),
    ],
)
def test_a_fixed_duration(text: str, seconds: int) -> None:
    assert parse(text) == TimeRange(seconds, seconds)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("15-20 mins", 15 * MIN, 20 * MIN),
        ("15–20 minutes", 15 * MIN, 20 * MIN),
        ("15 — 20 min", 15 * MIN, 20 * MIN),
        ("(15-20)", 15 * MIN, 20 * MIN),
        ("15 to 20", 15 * MIN, 20 * MIN),
        ("15 min.-20 min.", 15 * MIN, 20 * MIN),
        ("15 min - 20", 15 * MIN, 20 * MIN),
        ("45 min - 1 h", 45 * MIN, 60 * MIN),
        ("45 min - 1 h 15", 45 * MIN, 75 * MIN),
        ("1-2 h", 60 * MIN, 120 * MIN),
        ("30-45 s", 30, 45),
        ("10:00-15:00", 10 * MIN, 15 * MIN),
        ("0-5 min", 0, 5 * MIN),
        ("5-5", 5 * MIN, 5 * MIN),
    ],
)
def test_a_range(text: str, least: int, most: int) -> None:
    assert parse(text) == TimeRange(least, most)


@pytest.mark.parametrize("text", ["rest", " Rest ", "(rest)"])
def test_the_rest(text: str) -> None:
    assert parse(text) == REST


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "there is no duration in it"),
        ("()", "there is no duration in it"),
        ("soon", "'soon' is not a duration"),
        ("half an hour", "'half an hour' is not a duration"),
        ("about 15", "'about 15' is not a duration"),
        ("5 5", "'5 5' is not a duration"),
        ("5 min 1 h", "'5 min 1 h' is not a duration"),
        ("5 min 5 min", "'5 min 5 min' is not a duration"),
        ("10-15-20", "'10-15-20' is not a duration"),
        ("10-", "'10-' is not a duration"),
        ("5 s 5", "'5 s 5' is not a duration"),
        ("1h90", "'1h90' is not a duration"),
        ("٥", "'٥' is not a duration"),
        ("9" * 20, "'99999999999999999999' is not a duration"),
        ("-5 min", "'-5 min' is negative"),
        ("−5", "'−5' is negative"),
        ("0", "'0' is no time at all"),
        ("0:00", "'0:00' is no time at all"),
        ("20-15", "the first number of '20-15' is more than the second"),
        ("25 h", "'25 h' is longer than a day"),
        ("1:75", "'1:75' has a part after a colon that is more than 59"),
        ("1-1h30", "of '1-1h30' only one side says whether it is hours or minutes"),
        ("1.333", "'1.333' is not a whole number of seconds"),
        ("5 min " * 20, "'5 min 5 min 5 min 5 min 5 min…' is too long for a duration"),
    ],
)
def test_what_is_refused_says_why(text: str, reason: str) -> None:
    with pytest.raises(DurationError) as refused:
        parse(text)
    assert str(refused.value) == reason


def test_zero_where_it_makes_sense() -> None:
    assert parse("0", allow_zero=True) == TimeRange(0, 0)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (REST, "rest"),
        (TimeRange(900, 900), "15 min"),
        (TimeRange(900, 1200), "15-20 min"),
        (TimeRange(5400, 5400), "90 min"),
        (TimeRange(90, 120), "1 min 30 s - 2 min"),
        (TimeRange(0, 45), "0 s - 45 s"),
    ],
)
def test_the_canonical_text(duration: TimeRange, text: str) -> None:
    assert write(duration) == text


seconds = st.integers(0, DAY)


@given(seconds, seconds)
@settings(max_examples=200, deadline=None)
def test_what_was_written_reads_back_the_same(one: int, other: int) -> None:
    duration = TimeRange(min(one, other), max(one, other))
    assert parse(write(duration), allow_zero=True) == duration


@given(seconds, st.sampled_from(["{h}:{m:02}:{s:02}", "{h}h {m}m {s}s", "{h} hr, {m} min {s}"]))
@settings(max_examples=100, deadline=None)
def test_hours_minutes_and_seconds(total: int, form: str) -> None:
    text = form.format(h=total // 3600, m=total // 60 % 60, s=total % 60)
    assert parse(text, allow_zero=True) == TimeRange(total, total)


@given(st.one_of(st.text(max_size=70), st.text("0123456789:-.,() hmrsntoadi", max_size=30)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_sound_range_or_refused(text: str) -> None:
    try:
        found = parse(text)
    except DurationError:
        return
    assert found.min >= 0
    assert found.max is None or (found.min <= found.max <= DAY and found.max > 0)


def test_seconds_in_words() -> None:
    assert [write_seconds(s) for s in (0, 59, 60, 61, 3600)] == [
        "0 s",
        "59 s",
        "1 min",
        "1 min 1 s",
        "60 min",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15'", "15 min"),
        ("5'30\"", "5 min 30 s"),
        ("PT15M", "15 min"),
        ("PT1H30M", "90 min"),
        ("half an hour", "30 min"),
        ("1 hour and a half", "90 min"),
        ("1 1/2 hours", "90 min"),
        ("an hour and fifteen minutes", "75 min"),
        ("about 15 min", "15 min"),
        ("~ 15", "15 min"),
        ("up to 15 min", "0-15 min"),
        ("15 min max", "0-15 min"),
        ("3 x 5 min", "15 min"),
        ("4 rounds of 10 mins", "40 min"),
        ("10 min + 5 min", "15 min"),
        ("15 Minuten", "15 min"),
        ("eine halbe Stunde", "30 min"),
        ("15 mn", "15 min"),
        ("de 20 a 25 minutos", "20-25 min"),
        ("約15〜20分", "15-20 min"),
        ("“60 min”", "60 min"),
        ("10 or 15 minutes", "10-15 min"),
        ("20-15 min", "15-20 min"),
        ("fifteen minutes", "15 min"),
        ("soon", None),
        ("5 min each", None),
        ("5 5", None),
        ("25 h", None),
        ("-5 min", "5 min"),
        ("a minute or two of silence", None),
        ("PT", None),
        ("0 min", None),
        ("x" * 100, None),
    ],
)
def test_what_prose_says_has_a_value_to_paste(text: str, value: str | None) -> None:
    assert suggest(text) == value


@given(st.integers(0, DAY), st.sampled_from([60, 300, 3600, 30]), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_both_layers_read_what_is_written_alike(least: int, step: int, more: int) -> None:
    low = max(step, least // step * step)
    text = write(TimeRange(low, min(DAY, low + more * step)))
    assert suggest(text) == text
