"""The words for lengths, instants, phases, verdicts and steps."""

import ast
import locale
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom_tui import wording as words
from homeroom_tui.agenda.model import REST, Reserve, Session, TimeRange
from homeroom_tui.commands import KeyNames, plain_name, typed_commands
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.signals import Signal
from homeroom_tui.meeting.state import Phase
from homeroom_tui.wording import TimeOfDay
from tests.meeting.scenario import (
    TWO_PM,
    WEEK_1,
    WEEK_2,
    WEEK_4,
    Wednesday,
    after,
    begun,
    block,
    rest,
    session,
)

UTC = ZoneInfo("UTC")
TWELVE, TWENTY_FOUR = TimeOfDay(12, UTC), TimeOfDay(24, UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0:00"), (900, "15:00"), (3723, "1:02:03"), (-90, "−1:30"), (-0.5, "0:00")],
)
def test_span(seconds, said):
    assert words.span(seconds).removeprefix("−" if said == "0:00" else "") == said


def test_the_countdown_counts_up_with_a_plus_past_the_target():
    assert [words.countdown(s) for s in (900, 0, -30)] == ["15:00", "0:00", "+0:30"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 min"),
        (45, "45 s"),
        (90, "1:30 min"),
        (900, "15 min"),
        (5400, "90 min"),
        (7200, "2 h"),
        (9000, "2 h 30 min"),
        (3661, "1:01:01 h"),
    ],
)
def test_length(seconds, said):
    assert words.length(seconds) == said


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (TimeRange(900, 900), "15 min"),
        (TimeRange(900, 1200), "15–20 min"),
        (TimeRange(30, 90), "30 s–1½ min"),
        (TimeRange(750, 1020), "12½–17 min"),
        (TimeRange(3600, 6000), "60 min–1 h 40 min"),
        (REST, "the rest"),
    ],
)
def test_range_of(duration, said):
    assert words.range_of(duration) == said


def test_minutes_are_rounded_up():
    assert [words.minutes(s) for s in (1, 60, 61, 300)] == [
        "1 minute",
        "1 minute",
        "2 minutes",
        "5 minutes",
    ]


# Times of day


def test_times_of_day_in_12_and_24_hours():
    assert TWELVE(TWO_PM + 36 * 60) == "2:36 PM"
    assert TWENTY_FOUR(TWO_PM + 36 * 60) == "14:36"
    assert [TWELVE(TWO_PM + h * 3600) for h in (-14, -2, 10)] == [
        "12:00 AM",
        "12:00 PM",
        "12:00 AM",
    ]


def test_a_hair_before_the_hour_is_the_hour():
    assert TWELVE(TWO_PM + 3600 - 1 / 1024) == "3:00 PM"


def test_midnight_between_start_and_end():
    midnight = TWO_PM + 10 * 3600
    assert (TWELVE(midnight - 1200), TWELVE(midnight + 1200)) == ("11:40 PM", "12:20 AM")


def test_clocks_that_go_back_between_start_and_end():
    berlin = TimeOfDay(24, ZoneInfo("Europe/Berlin"))
    before = 1_792_889_100  # Sunday 25 October 2026, 02:45 in summer
    assert (berlin(before), berlin(before + 3600)) == ("2:45", "2:45")


def test_the_locale_is_left_as_it_was():
    before = locale.setlocale(locale.LC_TIME)
    assert words.locale_hours() in (12, 24)
    assert locale.setlocale(locale.LC_TIME) == before


# Titles


def test_titles_are_cut_at_a_word_and_say_their_markdown():
    assert words.short("Work on the **roadmap**") == "Work on the roadmap"
    assert words.short("Take turns sharing your takeaways", 20) == "Take turns sharing…"
    assert words.short("x" * 50, 10) == "x" * 9 + "…"
    assert words.short("[Warm up] chat") == "[Warm up] chat"


# The present block


def test_each_phase_has_words_and_a_mark_of_its_own():
    week = begun(WEEK_1, Reserve(share=0.0)).wait(900).do(ev.Next)
    said = {}
    for wait in (0, 900, 50, 60, 300):
        here = week.wait(wait).view.present
        said[here.phase] = words.phase(here)
    assert said == {
        Phase.EARLY: "minimum in 15:00",
        Phase.ENOUGH: "can move on",
        Phase.CLOSING: "wrapping up",
        Phase.OVER: "maximum in 3:10",
        Phase.OVERTIME: "5:10 over, 1:50 past the 20 min maximum",
    }
    assert len(set(words.PHASE_MARKS.values())) == len(Phase)


def test_a_rest_block_has_no_maximum_to_speak_of():
    week = begun(session(rest(), block("Wrap up", 10), minutes=30), Reserve(share=0.0))
    assert words.phase(week.wait(1230).view.present) == "0:30 over"
    assert words.phase(week.wait(600).view.present) == "10:30 over"


# The verdict


def verdict(week):
    ending = week.view.ending
    said = " · ".join(words.verdict(ending, TWELVE))
    remedies = words.remedies(ending, TWELVE, KeyNames({}))
    return f"{said}: {', '.join(remedies)}" if remedies else said


def test_time_to_spare():
    assert verdict(begun(WEEK_1)) == "on time, ends 2:55 PM · this block can take 5:00 more"


def test_nothing_to_spare():
    assert verdict(begun(WEEK_2)) == "on time, nothing to spare"
    assert verdict(begun(WEEK_2).wait(5 * 60 + 20)) == "on time, nothing to spare"


def test_a_late_end_says_what_would_mend_it():
    assert verdict(begun(WEEK_1).wait(minutes=25).do(ev.Next)) == (
        "ends 5 min late: shorten “Take turns” to 10 min (Tab to it, then − 5 times), "
        "skip “As a group discuss” (Tab to it, then s), "
        "shorten all (f), or end at 3:05 PM (E)"
    )


def test_one_block_alone_may_not_mend_it():
    week = begun(session(block("One", 20), block("Two", 20), block("Three", 20), minutes=30))
    assert verdict(week) == "ends 30 min late: shorten all (f), or end at 3:00 PM (E)"
    week.wait(minutes=28).do(ev.Next)
    assert verdict(week) == "ends 38 min late: shorten all (f), or end at 3:08 PM (E)"
    week.wait(90)
    assert verdict(week).endswith("late: leave something out, or end at 3:08 PM (E)")


def test_past_the_end():
    week = begun(WEEK_4).do(ev.Finish, ago=0).undo().wait(minutes=34)
    assert verdict(week) == "4:00 past the end at 2:30 PM · ends 2:54 PM"


def test_no_hard_end():
    assert verdict(begun(Session("Open"))) == "no hard end · ends 2:00 PM"


# The plan before the start


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (WEEK_1, "on time, ends 2:55 PM"),
        (WEEK_4, "on time, nothing to spare"),
        (
            session(block("Short", 20), block("Shorter", 10)),
            "on time, ends 2:30 PM · 30 min unplanned",
        ),
        (
            session(block("Short", 10, 25), block("Shorter", 10)),
            "on time, ends 2:35 PM · 25 min unplanned",
        ),
        (session(block("Long", 50), block("Longer", 30)), "ends 20 min late"),
        (session(block("Any", 20), minutes=None), "no hard end · ends 2:20 PM"),
        (session(block("Any", 20), rest()), "on time, ends 2:58 PM"),
    ],
)
def test_the_outlook_before_the_start(what, said):
    ending = Wednesday(what).view.ending
    parts = words.outlook(ending, list(what.blocks), what.duration, TWELVE)
    assert " · ".join(parts) == said


def test_a_plan_whose_end_has_passed_does_not_fit():
    lobby = Wednesday(WEEK_1).wait(minutes=5).hard_end(60.0)
    (said, *_) = words.outlook(lobby.view.ending, list(WEEK_1.blocks), 3600, TWELVE)
    assert said == "4:00 past the end at 2:01 PM"


# The end


@given(st.integers(0, 7200), st.integers(0, 7200))
def test_lateness_is_the_difference_of_the_times_shown_beside_it(ended, hard):
    def shown(seconds: int) -> int:
        hour, minute = TWENTY_FOUR(TWO_PM + seconds).split(":")
        return int(hour) * 60 + int(minute)

    said = words.lateness(TWO_PM + ended, TWO_PM + hard)
    late = shown(ended) - shown(hard)
    if said == "on time":
        assert late == 0 or 0 <= ended - hard <= words.ON_TIME_TOLERANCE
    elif "second" in said:
        assert late == 0 < ended - hard
    else:
        number, _, way = said.split()
        assert (int(number), way) == (abs(late), "late" if late > 0 else "early")


def test_a_meeting_of_seconds_is_not_on_time():
    assert words.lateness(TWO_PM + 42, TWO_PM + 3600) == "60 min early"
    assert words.lateness(TWO_PM + 3600 + 45, TWO_PM + 3600) == "45 seconds late"


# Steps

STEPS = [
    (ev.Start(0.0), "start"),
    (ev.Pause(0.0), "pause"),
    (ev.Resume(0.0), "resume"),
    (ev.Next(0.0), "next block"),
    (ev.Back(0.0), "back"),
    (ev.GoTo(0.0, "2"), "go to “Career roadmap”"),
    (ev.GoTo(0.0, "gone"), "go to block"),
    (ev.AddTime(0.0, 60), "+1 min"),
    (ev.AddTime(0.0, -120), "−2 min"),
    (ev.Pin(0.0, "2", 630), "“Career roadmap” pinned to 10:30 min"),
    (ev.Unpin(0.0, "2"), "“Career roadmap” unpinned"),
    (ev.Skip(0.0, "2"), "“Career roadmap” skipped"),
    (ev.Unskip(0.0, "2"), "“Career roadmap” restored"),
    (ev.Fit(0.0), "fit"),
    (ev.HardEnd(0.0, None), "hard end"),
    (ev.Insert(0.0, "x", block("Something else", 5)), "“Something else” added"),
    (ev.Finish(0.0), "finish"),
    (ev.Away(482.0, 0.0, 482.0), "8:02 min taken out"),
    (ev.Visit(0), "automatic step"),
]


@pytest.mark.parametrize(("step", "said"), STEPS, ids=[said for _, said in STEPS])
def test_steps_are_named(step, said):
    assert words.step_name(step, Wednesday(WEEK_1).state) == said


def test_a_sentence_names_a_command_as_the_front_end_does():
    sentence = "There is no hard end to fit to. {hard_end} sets one."
    assert words.with_commands(sentence, KeyNames({})).endswith(" E sets one.")
    assert words.with_commands(sentence, KeyNames({"hard_end": ("ctrl+e",)})).endswith(
        " Ctrl+E sets one."
    )
    assert words.with_commands(sentence, KeyNames({"hard_end": ()})).endswith(
        " “Hard end” in Ctrl+P sets one."
    )
    assert words.with_commands(sentence, plain_name).endswith(" e sets one.")


def test_every_command_that_a_sentence_names_can_be_given_in_plain_mode():
    typed = {command.id for command, _ in typed_commands()}
    package = Path(words.__file__).parent
    rooms = ("meeting", "storage", "plain")
    files = [file for room in rooms for file in (package / room).rglob("*.py")]
    for path in [*files, package / "controller.py", package / "wording.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named = set(re.findall(r"\{([a-z_]+)\}", node.value))
                assert named <= typed, (path.name, node.value)


# Ties


def test_what_is_tied_to_a_time_is_named_in_phase_verdict_and_remedies():
    day = session(
        block("Talk", 20, 30), block("Lunch", 30, at=after(40)), block("Study", 20), minutes=90
    )
    week = begun(day)
    ending = week.view.ending
    assert words.verdict(ending, TWELVE)[1] == "this block can take 10:00 more before “Lunch”"
    assert words.phase(week.wait(minutes=31).view.present) == "Lunch in 9:00"
    assert words.phase(week.view.present, counting=False) == "waiting for Lunch"
    ending = week.wait(minutes=12).view.ending
    assert words.verdict(ending, TWELVE) == ["“Lunch” begins 3 min late"]
    assert words.to_spare(ending) == "“Lunch” begins 3 min late"
    assert words.remedies(ending, TWELVE)[-1] == "or begin it at 2:43 PM"


@pytest.mark.parametrize(
    ("seconds", "said"), [(300, "5 minutes"), (299, "5 minutes"), (90, "1:30"), (30, "30 seconds")]
)
def test_a_warning_tells_the_half_minute_too(seconds, said):
    day = session(block("Talk", 20), minutes=20)
    view = begun(day).wait(1200 - seconds).view
    assert words.signal(Signal.END_SOON, view, TWELVE) == f"{said} left in the meeting."
