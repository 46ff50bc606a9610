"""Any commands on a meeting in any order, on clocks that jump, with a program that is killed."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from homeroom_tui.agenda.library import Library
from homeroom_tui.agenda.model import Group, Series, Session, TimeRange
from homeroom_tui.controller import Controller, new_meeting, resume
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.state import Playback
from homeroom_tui.storage.archive import Archive
from homeroom_tui.wording import TimeOfDay
from tests.conftest import FakeClock
from tests.meeting.scenario import sessions, tied_sessions
from tests.stress import invariants
from tests.stress.fuzz import SESSIONS
from tests.stress.runner import COUNTS, Case, walks_of

STEPS = 60
WALKS = 8
"""Of one case."""

SPANS = (0.25, 1.0, 30.0, 60.5, 300.0, 899.75, 1_200.0, 3_600.0, 40_000.0)
"""Seconds that pass, seen or slept through."""

JUMPS = (-86_400.0, -3_600.0, -1.5, 0.3, 20.0, 3_600.0, 86_400.0)
"""Seconds by which somebody sets the wall clock."""

WORDS = (
    "", "said", "!do it", "?why", "[/x] [b]", "自己紹介", "👩‍👩‍👧 🎉", "red \x1b[31m",
    "\u202egpj.exe", "x" * 300, "one\ntwo\n\nthree", "**not closed", " ", "Zoë",
)  # fmt: skip
PEOPLE = ("Ana", "Ben", "Chidi", "Dee")
TIMES = TimeOfDay(24)

QUERIES = {
    "state", "view", "carried", "seconds_until", "signals", "notice", "next_finishes", "can_undo",
    "can_redo", "guests", "last_steps", "note_place", "new_note", "use_norms", "keep_norms",
    "record", "record_in",
}  # fmt: skip
"""The methods of a controller that are no commands."""

COMMANDS = sorted(
    name
    for name, method in inspect.getmembers(Controller, inspect.isfunction)
    if not name.startswith("_") and name not in QUERIES
)


def bundled() -> list[Session]:
    library = Library(SESSIONS)
    return [library.load(entry).session for entry in library.entries()]


@contextmanager
def part() -> Iterator[Case]:
    yield walks_of(MeetingMachine, WALKS, STEPS)


class MeetingMachine(RuleBasedStateMachine):
    """A meeting that is recorded, and everything that may happen to it."""

    @initialize(
        session=st.one_of(st.sampled_from(bundled()), sessions, tied_sessions()),
        people=st.sampled_from(((), PEOPLE, PEOPLE[:1])),
        here=st.sampled_from((None, PEOPLE[:2])),
        past=st.one_of(st.none(), st.sampled_from(bundled())),
        start=st.sampled_from((None, "auto")),
    )
    def begin(
        self,
        session: Session,
        people: tuple[str, ...],
        here: Any,
        past: Session | None,
        start: Literal["auto"] | None,
    ) -> None:
        COUNTS["cases"] += 1
        self.warnings: list[str] = []
        self.home = TemporaryDirectory()
        self.archive = Archive(Path(self.home.name))
        self.clock = FakeClock()
        first, due = date(2026, 11, 25), time(14, 15)
        group = Group("Kestrels", people, first, due, "UTC", start=start)
        if past is not None:
            self.hold(past, group)
        self.meeting = new_meeting(
            session, Series("Mod 2"), group, self.clock, TIMES, here=here, archive=self.archive
        )
        entry = Library(SESSIONS).find("1")
        self.meeting.record(self.archive, entry, self.warnings.append, group=group)

    def hold(self, session: Session, group: Group) -> None:
        """Hold a meeting a week before that leaves something open."""
        library = Library(SESSIONS)
        earlier = new_meeting(session, library.series(), group, self.clock, TIMES)
        earlier.record(self.archive, library.find("2"), self.warnings.append, group=group)
        earlier.start()
        earlier.write_note("1", "!do it\n\n?why\n\n=so")
        self.clock.move(600)
        if not earlier.next_finishes():
            earlier.next()
        earlier.finish()
        assert earlier.recorder is not None
        earlier.recorder.journal.close()
        self.clock.move(7 * 24 * 3600)

    @rule(data=st.data(), names=st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=4))
    def command(self, data: st.DataObject, names: list[str]) -> None:
        """A command is taken, or rejected with a reason and without any trace."""
        for name in names:
            method = getattr(self.meeting, name)
            parameters = inspect.signature(method).parameters.values()
            drawn = {p.name: data.draw(self._argument(p), p.name) for p in parameters}
            if None in [
                drawn.get(p.name) for p in parameters if p.annotation in ("Note", "Carried")
            ]:
                continue
            COUNTS["steps"] += 1
            events, state = list(self.meeting.meeting.events), self.meeting.state()
            try:
                method(**drawn)
            except CommandRejected as rejected:
                assert str(rejected).strip()
                assert self.meeting.meeting.events == events
                assert self.meeting.state() == state
                COUNTS["rejected"] += 1

    def _argument(self, parameter: inspect.Parameter) -> st.SearchStrategy[Any]:
        """Draw the arguments of a command. A new kind of argument has to be added here."""
        meeting, seen = self.meeting, self.meeting.view()
        people = [person.id for person in meeting.state().people]
        here = [person.id for person in meeting.state().people if person.here]
        known: dict[str, st.SearchStrategy[Any]] = {
            "ago": st.sampled_from((0, 0, 30, 300)),
            "block: str | None": st.sampled_from((None, *(line.id for line in seen.blocks))),
            "block": st.sampled_from([*(line.id for line in seen.blocks), "nowhere"]),
            "seconds": st.sampled_from((60, -60, 300, -300, 1, -10_000)),
            "utc": st.one_of(st.none(), st.integers(-600, 9_000).map(lambda s: self.clock.utc + s)),
            "title": st.sampled_from(WORDS).filter(bool),
            "duration": st.sampled_from(
                (TimeRange(300, 300), TimeRange(60, 600), TimeRange(0, None))
            ),
            "session": self._edited(),
            "order": st.lists(st.sampled_from(people), unique=True) if people else st.just(()),
            "share": st.sampled_from((None, 60, 1)),
            "timed": st.booleans(),
            "person: str | None": st.sampled_from((None, *here)),
            "person": st.sampled_from(people or ["nobody"]),
            "name": st.sampled_from(WORDS).filter(str.strip),
            "names": st.lists(st.sampled_from((*PEOPLE, "Zoë")), unique=True),
            "prompt": st.integers(-1, 5),
            "by": st.sampled_from((1, -1)),
            "text": st.sampled_from(WORDS),
            "note: Note": st.sampled_from((None, *meeting.notes)),
            "note: str": st.sampled_from((meeting.new_note(), *(n.id for n in meeting.notes))),
            "item: Carried": st.sampled_from((None, *meeting.carried())),
        }
        typed = f"{parameter.name}: {parameter.annotation}"
        return known[typed if typed in known else parameter.name]

    def _edited(self) -> st.SearchStrategy[Session]:
        """The session's file, as somebody has saved it."""
        blocks = self.meeting.session.blocks
        moved = st.permutations(blocks).map(
            lambda some: replace(self.meeting.session, blocks=tuple(some))
        )
        return st.one_of(moved, st.sampled_from(bundled()), sessions, tied_sessions())

    @rule(seconds=st.sampled_from(SPANS))
    def time_passes(self, seconds: float) -> None:
        due = self.meeting.view().due
        self.clock.move(seconds)
        self.meeting.notice(due)
        self.meeting.signals(self.meeting.view())

    @rule(by=st.sampled_from(JUMPS))
    def wall_clock_is_set(self, by: float) -> None:
        due = self.meeting.view().due
        self.clock.utc += by
        self.meeting.notice(due)

    @precondition(lambda self: self.meeting.state().playback is not Playback.READY)
    @rule(counting=st.booleans(), seconds=st.sampled_from(SPANS))
    def the_program_is_gone_and_comes_back(self, counting: bool, seconds: float) -> None:
        """Everything is as it was left; the time away counts, or is given back."""
        assert self.meeting.recorder is not None
        invariants.journal_holds(self.meeting)
        events = list(self.meeting.meeting.events)
        self.meeting.recorder.journal.close()
        self.clock.move(seconds)
        record = self.archive.find(self.meeting.recorder.header.meeting)
        self.meeting = resume(
            record, self.archive, self.clock, TIMES, self.warnings.append, counting=counting
        )
        assert self.meeting.meeting.events[: len(events)] == events
        COUNTS["resumed"] += 1

    @invariant()
    def it_holds(self) -> None:
        invariants.meeting_holds(self.meeting)

    def teardown(self) -> None:
        if hasattr(self, "meeting"):
            invariants.journal_holds(self.meeting)
            assert self.meeting.recorder is not None
            self.meeting.recorder.journal.close()
            assert not self.warnings, self.warnings
            self.home.cleanup()
