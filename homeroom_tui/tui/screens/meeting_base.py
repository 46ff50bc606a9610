"""What lobby, meeting and end screens share: they draw a meeting's view, take and undo steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from textual.await_complete import AwaitComplete
from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.agenda.clock_times import until
from homeroom_tui.agenda.durations import DurationError, parse
from homeroom_tui.agenda.library import SessionFile
from homeroom_tui.agenda.model import MINUTE, Block, TimeRange
from homeroom_tui.commands import Command
from homeroom_tui.controller import Running
from homeroom_tui.meeting import edit_words
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.state import Playback, Standing
from homeroom_tui.meeting.view import BlockView, View
from homeroom_tui.tui.screens.base import FormField, HomeroomScreen
from homeroom_tui.tui.text import inline
from homeroom_tui.tui.widgets.agenda import Agenda

REHEARSAL_REDRAWS = 10
"""At most so many a second."""


class StepsScreen(HomeroomScreen[None]):
    """A screen for some playbacks of a meeting; with another playback another screen takes over."""

    PLAYBACKS: tuple[Playback, ...] = ()

    built = False
    """Whether there is all that is drawn on: not yet, and no more once the program ends."""

    _ends = False

    def __init__(self, running: Running) -> None:
        super().__init__()
        self.running = running
        self.view = running.view()
        self.cursor: str | None = None
        self._applied: object = None

    # What is shown

    def draw(self, view: View) -> None:
        """Show this view."""
        raise NotImplementedError

    def heading(self) -> Content:
        """`Week 1 · Norms and your career roadmap`, and first of all if it is a rehearsal."""
        session = self.running.session
        speed = self.running.clock.speed
        mark = f"REHEARSAL ×{speed:g} · " if self.running.rehearsal else ""
        week = "" if session.week is None else f"Week {session.week} · "
        title = inline(session.title).stylize("bold")
        return Content.styled(mark, "bold $warning") + Content.styled(week, "$muted") + title

    def wall_time(self) -> str:
        """The time of day."""
        return self.running.times(self.view.now)

    def on_mount(self) -> None:
        self.built = bool(self.children) and not self._ends
        self.tick()

    def before_leaving(self) -> None:
        self.built, self._ends = False, True

    def on_screen_resume(self) -> None:
        self.tick()

    def tick(self) -> None:
        self.view = self.running.view()
        # Not while a question stands above: it is this screen that it comes back to.
        if self.view.playback not in self.PLAYBACKS and self.is_active:
            self.homeroom.go_to(self.view.playback, self.running)
            return
        if not self.built:  # a key was faster: what it did is drawn with the rest
            return
        with self.app.batch_update():
            self.draw(self.view)
        applies = self.applies_by()
        if applies != self._applied:
            self._applied = applies
            self.refresh_bindings()

    def applies_by(self) -> object:
        """What decides which commands apply: whenever it changes, the footer follows."""
        here = self.view.present.line.id if self.view.present else None
        noted = len(self.running.notes), self.running.away
        return self.view.playback, here, self.view.ending.verdict, self.cursor, noted

    def seconds_until_due(self) -> float | None:
        if self.view.due is None:
            return None
        due = self.running.seconds_until(self.view.due)
        return max(due, 1 / REHEARSAL_REDRAWS) if self.running.rehearsal else due

    # Steps

    def take(self, kind: Callable[..., ev.Event], *, ago: int = 0, **what: Any) -> bool:
        """Take a step, and show what follows; or say why it is refused. Whether it was taken."""
        try:
            self.running.do(kind, ago=ago, **what)
        except CommandRejected as refused:
            self.say(str(refused))
            return False
        self.after_step()
        return True

    def after_step(self) -> None:
        """The meeting is not what it was: show it, and when it will be due again."""
        self._applied = None
        self.tick()
        self.homeroom.schedule_tick()

    def file_saved(self, running: Running, file: SessionFile) -> None:
        if running is not self.running or self.view.playback is Playback.FINISHED:
            return
        if file.session is None:
            self.say(edit_words.refused(file), severity="warning")
        elif file.session != running.session:
            before = self.view
            if self.take(ev.Edit, session=file.session):
                self.say(edit_words.taken_in(before, self.view))

    def do_edit_file(self) -> None:
        self.homeroom.edit_session(self.running)

    def do_undo(self) -> None:
        if (away := self.running.away) is not None:
            if self.take(ev.Away, since=away.since, until=away.until):
                self.say(f"Given back: {words.span(away.until - away.since)}")
            return
        try:
            undone = self.running.undo()
        except CommandRejected as refused:
            self.say(str(refused))
            return
        before = self.running.last_steps()
        self.say(f"Undone: {undone}" + (f"\nBefore it: {', '.join(before)}" if before else ""))
        self.after_step()

    def do_redo(self) -> None:
        try:
            self.say(f"Done again: {self.running.redo()}")
        except CommandRejected as refused:
            self.say(str(refused))
            return
        self.after_step()

    def can(self, command: str) -> bool:
        match command:
            case "undo":
                return self.running.away is not None or self.running.can_undo()
            case "redo":
                return self.running.can_redo()
            case "notes":
                return bool(self.running.notes)
            case "norms":
                return self.running.norms_kept is not None
        return super().can(command)

    def commands_now(self) -> Iterator[Command]:
        # Fit answers at any time, if only to say why not; but it is offered where it would help.
        too_much = self.view.ending.too_much > 0
        return (c for c in super().commands_now() if c.id != "fit" or too_much)

    # Blocks: the one under the cursor, else the present one

    @property
    def line(self) -> BlockView | None:
        """The block that commands act on."""
        if self.cursor is not None:
            return self.view.line(self.cursor)
        return self.view.present.line if self.view.present else None

    def move_cursor(self, by: int) -> None:
        """Move the cursor in the agenda, as far as there are blocks."""
        ids = [line.id for line in self.view.blocks]
        at = ids.index(self.cursor) if self.cursor in ids else 0
        self.cursor = ids[max(0, min(at + by, len(ids) - 1))]
        self.tick()

    def do_agenda_page_up(self) -> None:
        self.move_cursor(-self.query_one(Agenda).page)

    def do_agenda_page_down(self) -> None:
        self.move_cursor(self.query_one(Agenda).page)

    def do_agenda_up(self) -> None:
        self.move_cursor(-1)

    def do_agenda_down(self) -> None:
        self.move_cursor(1)

    def do_more(self) -> None:
        self._add(MINUTE)

    def do_less(self) -> None:
        self._add(-MINUTE)

    def _add(self, seconds: int) -> None:
        line = self.line
        if line is None:
            return
        if line.standing is Standing.PRESENT:
            self.take(ev.AddTime, seconds=seconds)
        else:
            self.take(ev.Pin, block=line.id, target=(line.target or 0) + seconds)

    def do_unpin(self) -> None:
        if self.line is not None:
            self.take(ev.Unpin, block=self.line.id)

    def do_skip(self) -> None:
        if self.line is not None:
            skipped = self.line.standing is Standing.SKIPPED
            self.take(ev.Unskip if skipped else ev.Skip, block=self.line.id)

    def do_fit(self) -> None:
        self.take(ev.Fit)

    # Who is here

    def do_people(self) -> None:
        self.homeroom.show_people(self)

    def toggle_person(self, person: str) -> None:
        """Who was here is not any more, and the other way round."""
        here = any(known.here for known in self.view.people if known.id == person)
        self.take(ev.Leave if here else ev.Join, person=person)

    # What the group says

    def note_on(self) -> tuple[str | None, int | None]:
        """The block and the prompt that a new note belongs to; None: to the whole meeting."""
        return None, None

    def do_note(self) -> None:
        self.homeroom.write_note(self.running, *self.note_on())

    def do_notes(self) -> None:
        self.homeroom.show_notes(self.running)

    def do_norms(self) -> None:
        self.homeroom.write_norms(self.running)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """The meeting is left."""
        self.homeroom.store.leave()
        return super().dismiss(result)

    # What has to be typed

    def do_hard_end(self) -> None:
        hard = self.view.ending.hard
        field = FormField(
            "The meeting must be over at (empty: no hard end)",
            "" if hard is None else self.running.times(hard),
            self._read_hard_end,
        )

        def set_hard_end(values: list[Any]) -> None:
            (utc,) = values
            self.take(ev.HardEnd, end=None if utc is None else self.running.instant(utc))

        self.homeroom.enter("Hard end", [field], set_hard_end)

    def _read_hard_end(self, text: str) -> float | None:
        return until(text, self.view.now, self.running.times.zone) if text.strip() else None

    def do_insert(self) -> None:
        fields = [
            FormField("What", "Break", read_title),
            FormField("How long", "5 min", read_duration),
        ]

        def insert(values: list[Any]) -> None:
            # The record only grows, so its length gives an id that no other block has.
            name = f"added-{len(self.running.meeting.events)}"
            self.take(ev.Insert, block=name, what=Block(values[0], values[1]))

        self.homeroom.enter("Add a block before the next one", fields, insert)

    def backdate(self, question: str, kind: Callable[..., ev.Event]) -> None:
        """Ask how long ago a step of this kind was really taken, and take it then."""

        def step(values: list[Any]) -> None:
            self.take(kind, ago=values[0])

        self.homeroom.enter(question, [FormField("How long ago", "3 min", read_ago)], step)

    def do_bell(self) -> None:
        self.running.bell = not self.running.bell
        self.say("The bell rings with each signal." if self.running.bell else "The bell is off.")


def read_title(text: str) -> str:
    """Raises ValueError for nothing."""
    if not text.strip():
        raise ValueError("Give it a name, for example Break.")
    return text.strip()


def read_duration(text: str) -> TimeRange:
    """Raises ValueError for what is no duration."""
    try:
        return parse(text)
    except DurationError as error:
        raise ValueError(f"{str(error).capitalize()}. Write for example 5 min or 5-10.") from None


def read_ago(text: str) -> int:
    """Seconds. Raises ValueError for what is no length of time."""
    duration = read_duration(text)
    if duration.max is None or not duration.fixed:
        raise ValueError("Say it in one number, for example 3 min.")
    return duration.max
