"""Say a meeting in words: figures, phases, verdicts, steps, signals, the end.

Screens, plain mode, minutes, history and simulation share these words. Commands are named by id;
the front end puts in the key, or the word to type, that its user has.
"""

from __future__ import annotations

import locale
import math
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from msgspec import Struct

from homeroom_tui.agenda.inline import plain
from homeroom_tui.agenda.lengths import HOUR as HOUR
from homeroom_tui.agenda.lengths import count as count
from homeroom_tui.agenda.lengths import date_text as date_text
from homeroom_tui.agenda.lengths import length as length
from homeroom_tui.agenda.lengths import range_of as range_of
from homeroom_tui.agenda.lengths import span as span
from homeroom_tui.agenda.library import SessionFile
from homeroom_tui.agenda.model import MINUTE, Block, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.carried import Carried
from homeroom_tui.meeting.clock import ClockStep, Gap, machine_time
from homeroom_tui.meeting.notes import Kind, Note
from homeroom_tui.meeting.outlook import TieStatus
from homeroom_tui.meeting.schedule import Part, ThisMeeting
from homeroom_tui.meeting.signals import Signal
from homeroom_tui.meeting.state import Automatic, Phase, Standing, State
from homeroom_tui.meeting.view import BlockView, Ending, Present, Verdict, View

# Commands


class CommandName(Protocol):
    """The way in which a front end names the command of an id: by its key, or by the word to type.

    `block` is the number of the block that it is to act on, where that is not the present one;
    `value` is what would be typed with it: `7`, `3:04 PM`.
    """

    def __call__(self, command: str, *, block: int | None = None, value: str = "") -> str: ...


_COMMAND = re.compile(r"\{([a-z_]+)\}")


def with_commands(template: str, name: CommandName) -> str:
    """A sentence of homeroom's own with the names of commands put in: `{fit}` becomes `f`.

    Texts of others must not stand in it: they may have braces of their own.
    """
    return _COMMAND.sub(lambda found: name(found[1]), template)


# Figures and titles


def countdown(remaining: int) -> str:
    """`15:00` down to `0:00`, then up with a plus: `+0:30`."""
    return span(remaining) if remaining >= 0 else "+" + span(-remaining)


def minutes(seconds: int) -> str:
    """`1 minute`, `5 minutes`: rounded up."""
    return count(-(-seconds // MINUTE), "minute")


def capital(text: str) -> str:
    """The text with a capital at its beginning, as a sentence has one."""
    return text[:1].upper() + text[1:]


def of_week(week: int | None) -> str:
    """`Week 1 · `, to stand before a title; nothing where the file has no week."""
    return "" if week is None else f"Week {week} · "


def short(title: str, most: int = 32) -> str:
    """A title for the middle of a sentence: no Markdown, cut at a word."""
    words = " ".join(plain(title).split())
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    head = cut.rsplit(" ", 1)[0]
    return (head if len(head) >= most // 2 else cut).rstrip(" ,.:;") + "…"


class TimeOfDay(Struct, frozen=True):
    """The format of wall times: 12 or 24 hours, in a zone (None: the machine's)."""

    hours: int = 24
    zone: tzinfo | None = None

    def at(self, utc: float) -> datetime:
        """The local date and time of a Unix time."""
        return datetime.fromtimestamp(utc, self.zone) if self.zone else machine_time(utc)

    def __call__(self, utc: float) -> str:
        """`2:36 PM`, `14:36`."""
        local = self.at(round(utc))  # a hard end must not read 2:59 for a thousandth of a second
        if self.hours == 24:
            return f"{local.hour}:{local.minute:02}"
        return f"{local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"


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


# Days


def when(found: ThisMeeting, now: float, times: TimeOfDay) -> str:
    """The day of the meeting as one reads it at `now`: `today 2:00 PM`, `in 2 days`, `3 days ago`.

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


# The present block

PHASE_MARKS = {
    Phase.EARLY: "▸",
    Phase.ENOUGH: "✓",
    Phase.CLOSING: "◔",
    Phase.OVER: "!",
    Phase.OVERTIME: "‼",
}
"""Each phase has a mark of its own, so that color is never needed to tell them apart."""


def phase(here: Present, *, counting: bool = True) -> str:
    """Say the phase of the present block; empty where the countdown says all of it.

    Without `counting` in words that do not change from second to second.
    """
    maximum = here.bounds.max
    match here.phase:
        case Phase.EARLY if here.bounds.min == here.target:
            return ""
        case Phase.EARLY:
            to_minimum = span(here.bounds.min - here.elapsed)
            return f"minimum in {to_minimum}" if counting else "before minimum"
        case Phase.ENOUGH if here.waiting and here.tie is not None:
            title = short(here.tie.block.title, 24)
            return f"{title} in {span(here.to_tie)}" if counting else f"waiting for {title}"
        case Phase.ENOUGH:
            return "can move on"
        case Phase.CLOSING:
            return "wrapping up"
    over = "over" if here.remaining is None else f"{span(-here.remaining)} over"
    if maximum is None or here.bounds.fixed:
        return over if counting else "over"
    if here.phase is Phase.OVER:
        return f"maximum in {span(maximum - here.elapsed)}" if counting else "over"
    if not counting:
        return "past the maximum"
    past = f"{span(here.elapsed - maximum)} past the {length(maximum)} maximum"
    return past if maximum == here.target else f"{over}, {past}"


def move_on(view: View, times: TimeOfDay) -> str:
    """`can run to 2:50 PM`: until then the meeting still ends on time, and then `move on now`.

    Where the plan ends late, for it would be on time again: `move on by 2:50 PM to end on time`.
    """
    here = view.present
    if here is None or here.move_on_by is None:
        return ""
    do = "end" if view.next is None else "move on"
    if here.move_on_by <= view.now:  # who has not had the minimum yet is not asked to leave
        return "" if here.phase is Phase.EARLY else f"{do} now"
    then = times(here.move_on_by)
    if view.ending.verdict is Verdict.TOO_MUCH:
        return f"{do} by {then} to end on time"
    return f"can run to {then}"


# The end as things stand

ON_TIME_TOLERANCE = 30
"""Seconds past the hard end that still count as on time in words."""


def verdict(ending: Ending, times: TimeOfDay) -> list[str]:
    """Say whether the plan ends on time: what matters first, then what else there is to know."""
    tied = "" if ending.tie is None else f"“{short(ending.tie.block.title, 24)}”"
    before = f" before {tied}" if tied else ""
    match ending.verdict:
        case Verdict.OPEN:
            return ["no hard end", f"ends {times(ending.expected)}"]
        case Verdict.IN_HAND:
            return [
                f"on time, ends {times(ending.expected)}",
                f"this block can take {span(ending.slack or 0)} more{before}",
            ]
        case Verdict.NO_TIME_IN_HAND:
            return [f"on time, nothing to spare{before}"]
        case Verdict.TOO_MUCH:
            return [_too_much(ending)]
        case Verdict.PAST_THE_END:
            assert ending.hard is not None
            past = [f"{span(ending.past)} past the end at {times(ending.hard)}"]
            more = ending.expected - ending.hard - ending.past
            return [*past, f"ends {times(ending.expected)}"] if more >= MINUTE else past


def _too_much(ending: Ending) -> str:
    what = "ends" if ending.tie is None else f"“{short(ending.tie.block.title, 24)}” begins"
    return f"{what} {late(ending.too_much)}"


def late(seconds: int) -> str:
    """`5 min late`, rounded up: `5:00 late` could be read as a time of day."""
    return f"{-(-seconds // MINUTE)} min late"


def to_spare(ending: Ending, figure: Callable[[int], str] = span) -> str:
    """The verdict in a figure, for a line that says it often: `3:27 to spare`."""
    match ending.verdict:
        case Verdict.OPEN:
            return "no hard end"
        case Verdict.IN_HAND:
            return f"{figure(ending.slack or 0)} to spare"
        case Verdict.NO_TIME_IN_HAND:
            return "nothing to spare"
        case Verdict.TOO_MUCH:
            return _too_much(ending)
        case Verdict.PAST_THE_END:
            return f"{span(ending.past)} past the end"


def said(to: str, text: str, left: float | None) -> str:
    """`Cohort, in 1:32: Back in the main room`: something said, and the time until its instant."""
    if left is None:
        return f"{to}: {text}"
    return f"{to}, in {span(math.ceil(left))}: {text}" if left > 0 else f"{to}, now: {text}"


CHOOSE = "Choose one:"
"""The beginning of the sentence that offers the remedies."""


def remedies(
    ending: Ending, times: TimeOfDay, name: CommandName | None = None, most: int = 26
) -> list[str]:
    """Return what would mend a plan that ends late, each with its command.

    Without `name` commands are not named. Titles are cut to `most` characters. They go on from
    `CHOOSE`; the last begins with `or`.
    """
    if ending.verdict is not Verdict.TOO_MUCH or not ending.ways:
        return []

    def key(command: str, block: int | None = None, value: str = "") -> str:
        return "" if name is None else f" ({name(command, block=block, value=value)})"

    ways = []
    if (line := ending.can_shorten) is not None and line is not ending.can_skip:
        number = None if line.standing is Standing.PRESENT else line.number
        by = str(-(-ending.too_much // MINUTE))
        title = short(line.block.title, most)
        to = (line.takes or 0) - int(by) * MINUTE
        ways.append(f"shorten “{title}” to {length(to)}{key('less', number, by)}")
    if (line := ending.can_skip) is not None:
        ways.append(f"skip “{short(line.block.title, most)}”{key('skip', line.number)}")
    if ending.can_fit:
        ways.append(f"shorten all{key('fit')}")
    ways = ways or ["leave something out"]
    if ending.later_end is None:
        begins = "" if ending.tie is None or ending.tie.begins is None else times(ending.tie.begins)
        return [*ways, f"or begin it at {begins}"]
    end = times(ending.later_end)
    return [*ways, f"or end at {end}{key('hard_end', None, end)}"]


def tie(line: BlockView, times: TimeOfDay) -> str:
    """Say when a tied block is to begin, and whether it will: `at 12:00, 3 min late`."""
    if line.tie is None:
        return ""
    at = "" if line.tie.at is None else f"at {times(line.tie.at)}"
    why = why_not_held(line) or (late(line.tie.late) if line.tie.late else "")
    return ", ".join(filter(None, [at, why]))


def why_not_held(line: BlockView) -> str:
    """Say why the tie of a block has no effect; empty if it has."""
    if line.tie is None or line.tie.status is TieStatus.CUTS:
        return ""
    return f"not held: {line.tie.status.value}"


def outlook(
    ending: Ending, blocks: list[Block], duration: int | None, times: TimeOfDay | None
) -> list[str]:
    """The verdict before the start, and how much of the duration no block of a plan asks for.

    `times` is None where nobody knows when it starts.
    """
    parts = verdict(ending, times) if times else [to_spare(ending, length)]
    if times and ending.verdict is Verdict.IN_HAND:
        del parts[1:]  # it is the present block that has time to spare
    most = [b.duration.max for b in blocks]
    if duration is not None and None not in most and ending.slack and ending.slack > 0:
        unplanned = duration - sum(m or 0 for m in most)
        said = None if times else ending.slack
        if 0 < unplanned <= ending.slack and unplanned != said:
            parts.append(f"{length(unplanned)} unplanned")
    return parts


# Steps


def step_name(done: ev.Event | ev.Visit | Automatic, state: State) -> str:
    """A step in a word or two, for `Undone: next block`."""

    def title(block: str) -> str:
        place = state.index(block)
        return "block" if place is None else f"“{short(state.blocks[place].block.title, 24)}”"

    match done:
        case ev.Began():
            return "when this block began"
        case ev.Next():
            return "next block"
        case ev.GoTo(block=block):
            return f"go to {title(block)}"
        case ev.Move(block=block):
            return f"{title(block)} moved"
        case ev.Timer(seconds=seconds):
            return f"timer of {length(seconds)}" if seconds else "timer stopped"
        case ev.AddTime(seconds=seconds):
            return f"{'+' if seconds > 0 else '−'}{length(abs(seconds))}"
        case ev.Pin(block=block, target=target):
            return f"{title(block)} pinned to {length(target)}"
        case ev.Unpin(block=block):
            return f"{title(block)} unpinned"
        case ev.Skip(block=block):
            return f"{title(block)} skipped"
        case ev.Unskip(block=block):
            return f"{title(block)} restored"
        case ev.HardEnd():
            return "hard end"
        case ev.Insert(what=what):
            return f"“{short(what.title, 24)}” added"
        case ev.Edit():
            return "the edited file"
        case ev.Away(since=since, until=until):
            return f"{length(until - since)} taken out"
        case ev.Add(name=name):
            return f"{short(name, 24)} added"
        case ev.Join(person=person):
            return f"{name_of(state, person)} here"
        case ev.Leave(person=person):
            return f"{name_of(state, person)} not here"
        case ev.Rename(name=name):
            return f"renamed to {short(name, 24)}"
        case ev.Remove():
            return "person removed"
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
        case _:  # start, pause, resume, back, later, fit, finish, pass
            return type(done).__name__.lower()


def name_of(state: State, person: str) -> str:
    """The name of the person with that id, not too long for the middle of a sentence."""
    found = state.person(person)
    return "somebody" if found is None else short(found.name, 24)


def starts_in(view: View) -> str:
    """Say how long it is until the meeting is to start: `starts in 4:12`; empty if nobody knows."""
    return "" if view.to_start is None else f"starts in {span(view.to_start)}"


# What happens by itself


def signal(given: Signal, view: View, times: TimeOfDay) -> str:
    """The sentence for a signal that is given with this view."""
    match given:
        case Signal.CLOSING:
            here = view.present
            if here is None or here.phase is Phase.CLOSING:
                return "Time to wrap up this block."
            return f"{capital(_left(here.remaining or 0))} left in this block."
        case Signal.OVER:
            return "This block reached its target."
        case Signal.OVERTIME:
            most = view.present.bounds.max if view.present else None
            return f"Past the {length(most)} maximum." if most else "Time's up."
        case Signal.TURN:
            name = "The speaker" if view.round is None else short(view.round.name, 24)
            return f"{name}'s time is up."
        case Signal.TIMER:
            return "The timer is over."
        case Signal.COME_BACK:
            title = "" if view.present is None else short(view.present.line.block.title)
            return f"Time to come back: “{title}” begins."
        case Signal.END_SOON:
            return f"{capital(_left(max(view.left or 0, 0)))} left in the meeting."
        case Signal.END:
            end = view.ending.hard
            return f"The meeting was to end{'' if end is None else f' at {times(end)}'}."


def _left(seconds: int) -> str:
    if seconds < MINUTE:
        return count(seconds, "second")
    # A warning may be set at half a minute; a few seconds less are only a tick that came late.
    return span(seconds) if -seconds % MINUTE >= 10 else minutes(seconds)


def noticed(found: Gap | ClockStep, name: CommandName) -> str:
    """That nobody was looking, or that the machine's clock was set, for a line of its own."""
    if isinstance(found, Gap):
        return f"away {length(found.until - found.since)}, counted; {name('undo')} takes it out"
    way = "ahead" if found.seconds > 0 else "back"
    set_by = length(abs(found.seconds))
    return f"the computer's clock was set {way} by {set_by}; the countdown is not affected"


def still_to_come(view: View) -> str:
    """Say what a meeting that is finished now would leave out: `2 blocks are still to come.`"""
    number = sum(line.standing is Standing.TO_COME for line in view.blocks)
    are = "is" if number == 1 else "are"
    return f"{count(number, 'block')} {are} still to come." if number else ""


def file_refused(file: SessionFile) -> str:
    """One line on a file that cannot be taken in: its first error, and where that is."""
    problem = next(problem for problem in file.problems if problem.severity == "error")
    where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    return f"{where}: {problem.message} The meeting goes on as it was."


def file_taken_in(before: View, after: View, notes: Sequence[Note], name: CommandName) -> str:
    """Say what the saved file changed, and that it can be undone; `notes` are those that stand."""
    old = {line.id: line for line in before.blocks}
    new = {line.id: line for line in after.blocks}
    there = [line for line in after.blocks if line.id in old]
    order = [line.id for line in before.blocks if line.id in new]
    counts = (
        (sum(old[line.id].block != line.block for line in there), "changed"),
        (len(order) - len(_in_order([order.index(line.id) for line in there])), "moved"),
        (len(new.keys() - old.keys()), "new"),
        (len(old.keys() - new.keys()), "removed"),
    )
    parts = [f"{number} {what}" for number, what in counts if number]
    said = "The saved file is in use." + (f" Blocks: {', '.join(parts)}." if parts else "")
    was, now = before.present, after.present
    if was and now and was.line.id == now.line.id and was.target != now.target:
        given = "counts up" if now.target is None else f"now has {length(now.target)}"
        said += f" This block {given}."
    if homeless := sum(note.block in old and note.block not in new for note in notes):
        belong = "belongs" if homeless == 1 else "belong"
        said += f" {count(homeless, 'note')} now {belong} to the whole meeting."
    return f"{said} {name('undo')} undoes it."


def _in_order(places: Sequence[int]) -> list[int]:
    """A longest part of the places that is in ascending order: the others were moved."""
    ends: list[list[int]] = []
    for place in places:
        at = bisect_left([end[-1] for end in ends], place)
        ends[at : at + 1] = [[*(ends[at - 1] if at else []), place]]
    return ends[-1] if ends else []


# What earlier meetings left open


def carried(item: Carried) -> str:
    """`Ana asks about the room`, `? Who has a template`, `Take turns sharing, 15–20 min`."""
    if item.block is not None:
        return f"{plain(item.text)}, {range_of(item.block.duration)}"
    return f"? {item.text}" if item.kind is Kind.QUESTION else item.text


# The end as it was

NOTE_HEADINGS = {
    Kind.ACTION: "Action items",
    Kind.DECISION: "Decisions",
    Kind.QUESTION: "Open questions",
    Kind.NOTE: "Notes",
}
"""The heading above the notes of each kind, in the order in which they are listed."""


def lateness(ended: float, hard: float) -> str:
    """Say how a meeting ended against its hard end, both Unix times: `on time`, `4 min late`.

    Counted in the minutes that a clock shows, for the two times stand beside it.
    """
    seconds = round(ended) - round(hard)
    shown = round(ended) // MINUTE - round(hard) // MINUTE
    if 0 <= seconds <= ON_TIME_TOLERANCE or (seconds < 0 and not shown):
        return "on time"
    if not shown:
        return f"{count(seconds, 'second')} late"
    return f"{abs(shown)} min {'late' if shown > 0 else 'early'}"


def ended(view: View, times: TimeOfDay) -> str:
    """`Ended 3:00 PM, on time`, or `9 min early`, or `4 min late`."""
    said = f"Ended {times(view.ending.expected)}"
    hard = view.ending.hard
    return said if hard is None else f"{said}, {lateness(view.ending.expected, hard)}"


def took(view: View) -> list[str]:
    """`took 57 min of 60 min planned`, `paused 1 min`."""
    planned = "" if view.planned is None else f" of {length(view.planned)} planned"
    paused = [f"paused {length(view.paused)}"] if view.paused else []
    return [f"took {length(view.took)}{planned}", *paused]


def result(line: BlockView) -> str:
    """Say how a block went: `16 min (planned 15–20 min), within range`, or `skipped`."""
    if line.standing is Standing.SKIPPED:
        return f"skipped after {length(line.elapsed)}" if line.elapsed else "skipped"
    if not line.begun:
        return "not started"
    went = offset(line.offset, line.range)
    planned = f"{length(line.elapsed)} (planned {range_of(line.range)})"
    return f"{planned}, {went}" if went else planned


def target(seconds: int | None) -> str:
    """`10 min`, or `open` for a block without a target."""
    return "open" if seconds is None else length(seconds)


def offset(seconds: int | None, of: TimeRange) -> str:
    """Say how far outside its range a block was: `1:10 min longer`, `30 s shorter`.

    All of a range is as good: `within range`, or of a fixed length `as planned`. Empty for a block
    that is not done (None).
    """
    if seconds is None:
        return ""
    if not seconds:
        return "as planned" if of.fixed else "within range"
    return f"{length(abs(seconds))} {'longer' if seconds > 0 else 'shorter'}"
