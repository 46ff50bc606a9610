"""Figures and sentences: how lengths, instants, phases, verdicts and steps are said in words."""

from __future__ import annotations

import locale
import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo

from msgspec import Struct

from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.lengths import HOUR as HOUR
from homeroom_tui.agenda.lengths import length as length
from homeroom_tui.agenda.lengths import range_of as range_of
from homeroom_tui.agenda.lengths import span as span
from homeroom_tui.agenda.model import MINUTE, Block
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.schedule import WEEKDAYS, Part, ThisMeeting
from homeroom_tui.meeting.state import Phase, State
from homeroom_tui.meeting.undo import Automatic
from homeroom_tui.meeting.view import Ending, Present, Verdict

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

PHASE_MARKS = {
    Phase.EARLY: "▸",
    Phase.ENOUGH: "✓",
    Phase.CLOSING: "◔",
    Phase.OVER: "!",
    Phase.OVERTIME: "‼",
}
"""Each phase has a mark of its own, so that colour is never needed to tell them apart."""


CommandName = Callable[[str], str]
"""How a front end names the command of an id: by its key, or by the word to type."""

_COMMAND = re.compile(r"\{([a-z_]+)\}")


def with_commands(template: str, name: CommandName) -> str:
    """A sentence of homeroom's own with the names of commands put in: `{fit}` becomes `f`.

    Texts of others must not stand in it: they may have braces of their own.
    """
    return _COMMAND.sub(lambda found: name(found[1]), template)


def countdown(remaining: int) -> str:
    """`15:00` down to `0:00`, then up with a plus: `+0:30`."""
    return span(remaining) if remaining >= 0 else "+" + span(-remaining)


def minutes(seconds: int) -> str:
    """`1 minute`, `5 minutes`: rounded up."""
    whole = -(-seconds // MINUTE)
    return "1 minute" if whole == 1 else f"{whole} minutes"


class TimeOfDay(Struct, frozen=True):
    """How wall times are written: 12 or 24 hours, in a zone (None: the machine's)."""

    hours: int = 24
    zone: tzinfo | None = None

    def at(self, utc: float) -> datetime:
        """The local date and time of a Unix time."""
        return datetime.fromtimestamp(utc, self.zone) if self.zone else _machine(utc)

    def __call__(self, utc: float) -> str:
        """`2:36 PM`, `14:36`."""
        local = self.at(round(utc))  # a hard end must not read 2:59 for a thousandth of a second
        if self.hours == 24:
            return f"{local.hour}:{local.minute:02}"
        return f"{local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"


def _machine(utc: float) -> datetime:
    return datetime.fromtimestamp(utc).astimezone()


def locale_hours() -> int:
    """12 or 24, as the user's locale has it; 24 where it does not say."""
    before = locale.setlocale(locale.LC_TIME)
    try:
        locale.setlocale(locale.LC_TIME, "")
        form = locale.nl_langinfo(locale.T_FMT)
    except (locale.Error, AttributeError):
        return 24
    finally:
        locale.setlocale(locale.LC_TIME, before)
    return 12 if any(sign in form for sign in ("%r", "%I", "%l", "%p")) else 24


def short(title: str, most: int = 32) -> str:
    """A title for the middle of a sentence: no Markdown, cut at a word."""
    words = " ".join(plain(title).split())
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    head = cut.rsplit(" ", 1)[0]
    return (head if len(head) >= most // 2 else cut).rstrip(" ,.:;") + "…"


def phase(present: Present) -> str:
    """What the clock says of the present block, in a few words that name the phase."""
    if present.phase is Phase.OVERTIME:
        return "overtime" if present.to_maximum is None else f"overtime {span(-present.to_maximum)}"
    if present.phase is Phase.OVER:
        if present.to_maximum is None:
            return f"over {span(-(present.remaining or 0))}"
        return f"over, {span(present.to_maximum)} to the maximum"
    if present.phase is Phase.CLOSING:
        return "closing"
    if present.phase is Phase.ENOUGH:
        return "enough, may move on"
    if present.bounds.min == present.target:
        return "early"  # how long still, the countdown says
    return f"early, {span(present.bounds.min - present.elapsed)} to the minimum"


def verdict(ending: Ending) -> str:
    """The verdict without what would mend it: `3:20 in hand`, `4:00 too much`."""
    match ending.verdict:
        case Verdict.OPEN:
            return "no hard end"
        case Verdict.IN_HAND:
            return f"{span(ending.slack or 0)} in hand"
        case Verdict.NO_TIME_IN_HAND:
            return "no time in hand"
        case Verdict.TOO_MUCH:
            return f"{span(ending.too_much)} too much"
        case Verdict.PAST_THE_END:
            return f"{span(ending.past)} past the end"


def mends(ending: Ending, clock: TimeOfDay, most: int = 26) -> str:
    """What would mend a plan that is too much; empty where nothing needs mending."""
    return ", ".join(ways_to_mend(ending, clock, most))


def ways_to_mend(ending: Ending, clock: TimeOfDay, most: int) -> list[str]:
    """What would mend a plan that is too much, titles in `most` characters; the last with `or`."""
    if ending.verdict is not Verdict.TOO_MUCH or ending.later_end is None:
        return []
    ways = []
    if ending.can_skip is not None:
        ways.append(f"skip “{short(ending.can_skip.block.title, most)}”")
    if ending.can_shorten is not None and ending.can_shorten is not ending.can_skip:
        ways.append(f"shorten “{short(ending.can_shorten.block.title, most)}” (−)")
    if ending.can_fit:
        ways.append("fit (f)")
    return [*(ways or ["leave something out"]), f"or end at {clock(ending.later_end)}"]


def expected(ending: Ending, clock: TimeOfDay) -> str:
    """When it will end: `on time, ends 2:59 PM`."""
    end = f"ends {clock(ending.expected)}"
    if ending.hard is None:
        return end
    late = ending.expected - ending.hard
    return f"on time, {end}" if late <= NO_ONE_MINDS else f"{minutes(int(late))} late, {end}"


NO_ONE_MINDS = 30
"""Seconds past the hard end that still count as on time in words."""


def step(done: ev.Event | ev.Visit | Automatic, state: State) -> str:
    """A step in a word or two, for `undo: next block`."""

    def title(block: str) -> str:
        place = state.index(block)
        return "block" if place is None else f"“{short(state.blocks[place].block.title, 24)}”"

    match done:
        case ev.Start():
            return "start"
        case ev.Pause():
            return "pause"
        case ev.Resume():
            return "resume"
        case ev.Next():
            return "next block"
        case ev.Back():
            return "back"
        case ev.GoTo(block=block):
            return f"go to {title(block)}"
        case ev.AddTime(seconds=seconds):
            return f"{'+' if seconds > 0 else '−'}{length(abs(seconds))}"
        case ev.Pin(block=block, target=target):
            return f"pin {title(block)} to {span(target)}"
        case ev.Unpin(block=block):
            return f"unpin {title(block)}"
        case ev.Skip(block=block):
            return f"skip {title(block)}"
        case ev.Unskip(block=block):
            return f"bring back {title(block)}"
        case ev.Fit():
            return "fit"
        case ev.HardEnd():
            return "hard end"
        case ev.Insert(what=what):
            return f"insert “{short(what.title, 24)}”"
        case ev.Edit():
            return "the edited file"
        case ev.Finish():
            return "finish"
        case ev.Away(since=since, until=until):
            return f"{span(until - since)} given back"
        case ev.Add(name=name):
            return f"{short(name, 24)} added"
        case ev.Join(person=person):
            return f"{name_of(state, person)} here"
        case ev.Leave(person=person):
            return f"{name_of(state, person)} not here"
        case ev.Facilitate(person=person):
            return f"{name_of(state, person)} facilitates"
        case ev.Round():
            return "round of turns"
        case ev.Turn(person=person):
            return "next turn" if person is None else f"turn of {name_of(state, person)}"
        case ev.EndRound():
            return "end of the round"
        case ev.Visit() | Automatic():
            return "automatic step"
        case _:
            return type(done).__name__.lower()


def name_of(state: State, person: str) -> str:
    """The name of the person with that id, not too long for the middle of a sentence."""
    found = state.person(person)
    return "somebody" if found is None else short(found.name, 24)


def fits(ending: Ending, blocks: list[Block], duration: int | None) -> str:
    """The lint of a plan before the start: whether it fits, and by how much it does not."""
    if ending.verdict is Verdict.OPEN:
        return "no hard end"
    if ending.verdict in (Verdict.TOO_MUCH, Verdict.PAST_THE_END):
        return verdict(ending)
    most = [b.duration.max for b in blocks]
    if duration is not None and None not in most:
        spare = duration - sum(m or 0 for m in most)
        if spare > 0:
            return f"fits, {length(spare)} without a plan"
    return f"fits, {verdict(ending)}"


def date_text(day: date) -> str:
    """`Wednesday 25 November`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def when(found: ThisMeeting, now: float, times: TimeOfDay) -> str:
    """When the meeting is, as one reads it at `now`: `today 2:00 PM`, `in 2 days`, `3 days ago`.

    `times` is where the reader is: far from the group it may be another day.
    """
    day = found.day if found.due is None else times.at(found.due).date()
    days = (day - times.at(now).date()).days
    if days in (0, 1):
        at = "" if found.due is None else f" {times(found.due)}"
        return ("tomorrow" if days else "today") + at
    if days == -1:
        return "yesterday"
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def this_week(found: ThisMeeting, now: float, times: TimeOfDay) -> str:
    """This meeting in a few words: `Week 4 today 2:00 PM`, `Week 1 in 9 days`."""
    then = when(found, now, times)
    match found.part:
        case Part.BEFORE:
            return f"Week {found.week} starts {then}" if found.week > 1 else f"starts {then}"
        case Part.AFTER:
            return f"the last week was {then}"
    return f"Week {found.week} {then}"
