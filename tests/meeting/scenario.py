"""The five weeks in code, meetings on a clock that is moved by hand, and any meeting at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Self

from hypothesis import strategies as st
from msgspec.structs import replace

from homeroom_tui.agenda.model import REST, Block, Prompt, Reserve, Session, Tie, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment, WallClock
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.meeting.state import BlockState, State
from homeroom_tui.meeting.view import View, view

TWO_PM = 1_795_615_200.0
"""Unix time: Wednesday 25 November 2026, 14:00 UTC. All meetings here begin at it."""


def block(title: str, low: float, high: float | None = None, **more: Any) -> Block:
    """A block of `low` to `high` minutes."""
    return Block(title, TimeRange(int(low * 60), int((low if high is None else high) * 60)), **more)


def rest(title: str = "Rest", **more: Any) -> Block:
    return Block(title, REST, **more)


def session(*blocks: Block, minutes: float | None = 60, **more: Any) -> Session:
    return Session(
        "A week", duration=None if minutes is None else int(minutes * 60), blocks=blocks, **more
    )


WEEK_1 = session(
    block("Revisit norms", 15),
    block("Career roadmap", 15, 20),
    block("Take turns", 15, 20, turns=True),
    block("As a group discuss", 10, 15),
)
WEEK_2 = session(block("Revisit norms", 5), block("Networking", 25), minutes=30)
WEEK_3 = session(
    block("Revisit norms", 5),
    block("Start off", 10),
    block("LinkedIn", 15, 20),
    block("Share", 15, 20),
    block("Update", 10, 15),
)
WEEK_4 = session(
    block("Networking tracker", 10),
    block("Share", 10),
    block("Prep for Mix It Up", 5),
    block("Take a 5-min pom", 5, advance="auto"),
    minutes=30,
)
WEEK_5 = Session("Week 5", duration=60 * 60, week=5)


@dataclass
class Wednesday:
    """A meeting, and the hand on its clock. Times are seconds."""

    session: Session
    reserve: Reserve | None = None
    now: float = 0.0
    wall: WallClock | None = None
    meeting: Meeting = field(init=False)

    def __post_init__(self) -> None:
        self.meeting = Meeting(self.session, self.reserve, wall=self.wall)

    def do(self, event: Callable[..., ev.Event], *what: Any, ago: float = 0.0) -> Self:
        self.meeting.do(event(self.now - ago, *what), self.now)
        return self

    def wait(self, seconds: float = 0.0, *, minutes: float = 0.0) -> Self:
        self.now += seconds + minutes * 60
        return self

    def undo(self, times: int = 1) -> Self:
        for _ in range(times):
            self.meeting.undo(self.now)
        return self

    def redo(self) -> Self:
        self.meeting.redo(self.now)
        return self

    def hard_end(self, after_start: float | None) -> Self:
        return self.do(ev.HardEnd, after_start)

    @property
    def state(self) -> State:
        return self.meeting.state(self.now)

    @property
    def here(self) -> BlockState:
        return self.state.here

    @property
    def view(self) -> View:
        return look(self.state, self.now)

    @property
    def targets(self) -> list[int | None]:
        return [line.target for line in self.view.blocks]

    @property
    def standings(self) -> list[str]:
        return [line.standing.value for line in self.view.blocks]

    @property
    def slack(self) -> int | None:
        return self.view.ending.slack


def look(state: State, now: float) -> View:
    """Return what there is to see, on a wall clock that read 14:00 at the instant zero."""
    return view(state, Moment(now, TWO_PM + now))


WALL = WallClock(0.0, TWO_PM, "+00:00")
"""It is 14:00 at the instant zero."""


def tied(hours: int, minutes: int = 0) -> Tie:
    """A tie to a time of day."""
    return Tie(clock=time(hours, minutes))


def after(minutes: float) -> Tie:
    """A tie to so many minutes after the start."""
    return Tie(after=int(minutes * 60))


def begun(what: Session, reserve: Reserve | None = None) -> Wednesday:
    return Wednesday(what, reserve).do(ev.Start)


def forget(state: State) -> State:
    """The state without what undo leaves behind for good: holds, of visits that are gone."""
    return replace(state, holds=frozenset())


# Any meeting at all.

seconds = st.integers(0, 40 * 60)
ranges = st.one_of(
    st.builds(lambda low, flex: TimeRange(low, low + flex), seconds, st.integers(0, 15 * 60)),
    st.builds(lambda low: TimeRange(low, low), seconds),
    st.sampled_from([REST, TimeRange(0, 0), TimeRange(0, 600), TimeRange(45, 45)]),
)
warnings = st.one_of(
    st.none(),
    st.lists(st.sampled_from([30, 60, 300, 900]), unique=True, max_size=2).map(tuple),
)
prompts = st.builds(
    Prompt,
    st.just("Prompt"),
    st.sampled_from([(), (Prompt("Under it", duration=60),)]),
    st.sampled_from([None, None, 120, 900]),
)
blocks = st.builds(
    Block,
    st.just("Block"),
    ranges,
    st.lists(prompts, max_size=2).map(tuple),
    advance=st.sampled_from([None, None, None, "auto"]),
    warn=warnings,
)
reserves = st.one_of(
    st.none(),
    st.builds(Reserve, share=st.sampled_from([0.0, 0.08, 0.1, 0.5])),
    st.builds(Reserve, seconds=st.integers(0, 900)),
)
sessions = st.builds(
    Session,
    st.just("Any"),
    duration=st.one_of(st.none(), st.integers(1, 120 * 60)),
    blocks=st.lists(blocks, max_size=6).map(tuple),
    reserve=reserves,
    warn=warnings,
)


@st.composite
def titled_sessions(draw: st.DrawFn, *, ids: bool = False) -> Session:
    """Sessions whose blocks have titles of their own; with `ids` any titles, and ids instead."""
    some = draw(st.lists(blocks, min_size=1, max_size=6))
    named = [
        replace(b, title=draw(st.sampled_from("abc")), id=f"id {n}")
        if ids
        else replace(b, title=f"block {n}")
        for n, b in enumerate(some)
    ]
    return replace(draw(sessions), title="Any", blocks=tuple(named))


@st.composite
def tied_sessions(draw: st.DrawFn) -> Session:
    """Sessions with some blocks tied to times of day or lengths after the start, in order."""
    what = draw(sessions)
    places = draw(st.lists(st.sampled_from(range(max(len(what.blocks), 1))), unique=True))
    offsets = sorted(draw(st.lists(st.integers(0, 5400), min_size=6, max_size=6)))
    by_clock = draw(st.booleans())

    def tie(seconds: int) -> Tie:
        hour, minute = divmod(seconds // 60, 60)
        return tied(14 + hour, minute) if by_clock else Tie(after=seconds)

    blocks = tuple(
        replace(b, at=tie(offsets[place])) if place in places else b
        for place, b in enumerate(what.blocks)
    )
    return replace(what, blocks=blocks)


instants = st.integers(0, 30 * 60 * 1024).map(lambda n: n / 1024)
"""Seconds on the clock's grid, most of them not whole."""

COMMANDS = ("pause", "resume", "next", "next", "back", "go", "add", "pin", "unpin", "skip")
RARE = (
    "unskip",
    "fit",
    "end",
    "no end",
    "insert",
    "finish",
    "away",
    "point",
    "note",
    "start",
    "edit",
    "began",
    "later",
    "move",
    "insert before",
    "timer",
)


@dataclass(frozen=True)
class Press:
    """Something a person does, `after` seconds; block and length are taken as the command needs."""

    after: float
    command: str
    block: int
    length: int

    def event(self, now: float, count: int) -> ev.Event:
        """The event at `now`; `count` makes the id of an inserted block."""
        name = str(self.block)
        match self.command:
            case "go":
                return ev.GoTo(now, name)
            case "add":
                return ev.AddTime(now, self.length)
            case "pin":
                return ev.Pin(now, name, self.length)
            case "unpin" | "skip" | "unskip":
                return {"unpin": ev.Unpin, "skip": ev.Skip, "unskip": ev.Unskip}[self.command](
                    now, name
                )
            case "end":
                return ev.HardEnd(now, now + 2 * self.length)
            case "no end":
                return ev.HardEnd(now, None)
            case "insert":
                what = Block("More", TimeRange(abs(self.length), abs(self.length)))
                return ev.Insert(now, f"more {count}", what)
            case "insert before":
                what = Block("Before", TimeRange(60, abs(self.length) + 60))
                return ev.Insert(now, f"more {count}", what, name, self.length % 3 == 0)
            case "timer":
                return ev.Timer(now, abs(self.length))
            case "move":
                before = self.length % 8
                return ev.Move(now, name, str(before) if before else None)
            case "edit":
                return ev.Edit(now, self.edited())
            case "away":
                return ev.Away(now, now - self.after, now)
            case "began":
                return ev.Began(now, now - self.length)
            case "point":
                return ev.Point(now, name, self.block)
            case "note":
                return ev.Note(now, str(count), "said", name)
            case other:
                return getattr(ev, other.title())(now)

    def edited(self) -> Session:
        """A session that shares some titles with any other."""
        longest = abs(self.length)
        wide, fixed = TimeRange(longest // 2, longest), TimeRange(longest, longest)
        what = [("Block", wide), ("Another", fixed), ("Block", REST), ("More", fixed)]
        whole = None if longest % 3 == 0 else 3 * longest
        return Session("Edited", whole, blocks=tuple(Block(*w) for w in what[: self.block % 5]))


presses = st.builds(
    Press,
    after=st.one_of(instants, st.just(0.0), st.integers(0, 900).map(float)),
    command=st.one_of(st.sampled_from(COMMANDS), st.sampled_from(RARE)),
    block=st.integers(1, 6),
    length=st.integers(-900, 1800),
)
scripts = st.lists(presses, max_size=14)


def play(what: Session, script: Sequence[Press], *, start: bool = True) -> Wednesday:
    """The meeting in which `script` happened; what is refused does not happen."""
    meeting = begun(what) if start else Wednesday(what)
    for press in script:
        meeting.wait(press.after)
        press_once(meeting, press)
    return meeting


def press_once(meeting: Wednesday, press: Press) -> bool:
    """Return whether the command was taken."""
    try:
        meeting.meeting.do(press.event(meeting.now, len(meeting.meeting.events)))
    except CommandRejected:
        return False
    return True
