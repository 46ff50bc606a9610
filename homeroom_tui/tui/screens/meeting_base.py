"""The base of lobby, meeting and end screens: draw a meeting's view, and pass commands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Concatenate, ParamSpec

from textual.await_complete import AwaitComplete
from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.agenda.clock_times import until
from homeroom_tui.agenda.durations import DurationError, parse
from homeroom_tui.agenda.library import SessionFile
from homeroom_tui.agenda.model import MINUTE, TimeRange
from homeroom_tui.commands import Command, KeyNames
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.state import Playback
from homeroom_tui.meeting.view import BlockView, View
from homeroom_tui.tui.screens.base import FormField, HomeroomScreen, needed
from homeroom_tui.tui.text import short_title
from homeroom_tui.tui.widgets.agenda import Agenda

P = ParamSpec("P")

REHEARSAL_REDRAWS = 10
"""At most so many a second."""


class MeetingBase(HomeroomScreen[None]):
    """A screen for some playbacks of a meeting; with another playback another screen takes over."""

    PLAYBACKS: tuple[Playback, ...] = ()

    built = False
    """True while there is all that is drawn on: not at first, and not once the program ends."""

    _ends = False

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        self.view = controller.view()
        self.cursor: str | None = None

    # What is shown

    def draw(self, view: View) -> None:
        """Show this view."""
        raise NotImplementedError

    def heading(self) -> Content:
        """`Week 1 · Norms and your career roadmap`; first whether it is a rehearsal or shared."""
        session = self.controller.session
        speed = self.controller.clock.speed
        mark = f"REHEARSAL ×{speed:g} · " if self.controller.rehearsal else ""
        title = short_title(session.title).stylize("bold")
        shared = ""
        if (sharing := self.homeroom.sharing(self.controller)) is not None:
            shared = "○ shared, no connection · " if sharing.trouble else "● shared · "
        return (
            Content.styled(mark, "bold $warning")
            + Content.styled(shared, "bold $accent")
            + Content.styled(words.of_week(session.week), "$muted")
            + title
        )

    def wall_time(self) -> str:
        """The time of day."""
        return self.controller.times(self.view.now)

    def on_mount(self) -> None:
        self.built = bool(self.children) and not self._ends

    def before_leaving(self) -> None:
        self.built, self._ends = False, True

    def on_screen_resume(self) -> None:
        self.tick()

    def tick(self) -> None:
        self.view = self.controller.view()
        self.homeroom.show_followers(self.controller)
        # Not while a question stands above: it is this screen that it comes back to.
        if self.view.playback not in self.PLAYBACKS and self.is_active:
            self.homeroom.go_to(self.view.playback, self.controller)
            return
        if not self.built:  # a key was faster: what it did is drawn with the rest
            return
        with self.app.batch_update():
            self.draw(self.view)
        self.refresh_bindings()

    def seconds_until_due(self) -> float | None:
        if self.view.due is None:
            return None if self.homeroom.said_to(self.controller) is None else 1.0
        due = self.controller.seconds_until(self.view.due)
        return max(due, 1 / REHEARSAL_REDRAWS) if self.controller.rehearsal else due

    # Steps

    def dispatch(self, command: Callable[P, str | None], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Do a command of the controller and show what follows; or say why it is refused.

        A sentence that the command returns is said. Returns whether it was done.
        """
        try:
            said = command(*args, **kwargs)
        except CommandRejected as refused:
            self.say(words.with_commands(str(refused), self.names))
            return False
        if said:
            self.say(said)
        self.after_step()
        return True

    def after_step(self) -> None:
        """The meeting is not what it was: show it, and when it will be due again."""
        self.tick()
        self.homeroom.schedule_tick()

    def file_saved(self, controller: Controller, file: SessionFile) -> None:
        if controller is not self.controller or self.view.playback is Playback.FINISHED:
            return
        if file.session is None:
            self.say(words.file_refused(file), severity="warning")
        elif file.session != controller.session:
            before = self.view
            if self.dispatch(self.controller.take_over, file.session):
                notes = self.controller.notes
                self.say(words.file_taken_in(before, self.view, notes, self.names))

    # What is said to the group from its cohort's board

    def said_to_group(self) -> str:
        """The sentence with its countdown and the answer; empty where nothing is said."""
        said = self.homeroom.said_to(self.controller)
        if said is None:
            return ""
        left = None if said.at is None else said.at - self.controller.clock.now().utc
        sentence = words.said("Cohort", said.text, left)
        return f"{sentence} · {said.answer}" if said.answer else sentence

    def do_answer(self) -> None:
        self.homeroom.share.answer()
        self.after_step()

    def do_share(self) -> None:
        if self.homeroom.can_share(self.controller):
            self.homeroom.share.show_link(self.controller)

    def do_hand_over(self) -> None:
        if self.homeroom.can_share(self.controller):
            self.homeroom.share.hand_over(self.controller)

    def do_edit_file(self) -> None:
        self.homeroom.edit_session(self.controller)

    def do_undo(self) -> None:
        self.dispatch(self._undo)

    def _undo(self) -> str:
        timed = self.controller.away is not None
        undone = self.controller.undo()
        before = [] if timed else self.controller.last_steps()
        return undone + (f"\nBefore it: {', '.join(before)}" if before else "")

    def do_redo(self) -> None:
        self.dispatch(self.controller.redo)

    def can(self, command: str) -> bool:
        match command:
            case "undo":
                return self.controller.can_undo()
            case "redo":
                return self.controller.can_redo()
            case "unpin":
                return self.line is not None and self.line.pinned
            case "notes":
                return bool(self.controller.notes)
            case "norms":
                return self.controller.norms_known
            case "answer":
                return self.homeroom.said_to(self.controller) is not None
        return super().can(command)

    def commands_now(self) -> Iterator[Command]:
        # Fit answers at any time, if only to say why not; but it is offered where it would help.
        can_fit = self.view.ending.can_fit
        return (c for c in super().commands_now() if c.id != "fit" or can_fit)

    def priority(self, command: Command) -> int:
        return 9 if command.id == "fit" else super().priority(command)

    @property
    def names(self) -> KeyNames:
        """Return the names of commands for sentences: the user's keys, from where the cursor is."""
        at = self.view.line(self.cursor) if self.cursor is not None else None
        return KeyNames(self.homeroom.settings.keys, at.number if at else None, self.first_choice())

    def first_choice(self) -> int | None:
        """The number of the block on which the cursor enters the agenda."""
        return None

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

    def _on_line(
        self, command: Callable[Concatenate[str, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        if self.line is not None:
            self.dispatch(command, self.line.id, *args, **kwargs)

    def do_more(self) -> None:
        self._on_line(self.controller.add_time, MINUTE)

    def do_less(self) -> None:
        self._on_line(self.controller.add_time, -MINUTE)

    def do_unpin(self) -> None:
        self._on_line(self.controller.unpin)

    def do_skip(self) -> None:
        self._on_line(self.controller.skip_or_restore)

    def do_move_up(self) -> None:
        self._on_line(self.controller.move, -1)

    def do_move_down(self) -> None:
        self._on_line(self.controller.move, 1)

    def do_fit(self) -> None:
        self.dispatch(self.controller.fit)

    # Who is here

    def do_people(self) -> None:
        from homeroom_tui.tui.screens.people import PeopleScreen

        self.app.push_screen(PeopleScreen(self))

    # What the group says

    def note_on(self) -> tuple[str | None, int | None]:
        """The block and the prompt that a new note belongs to; None: to the whole meeting."""
        return None, None

    def do_note(self) -> None:
        from homeroom_tui.tui.screens.notes import note_page

        self.app.push_screen(note_page(self.controller, *self.note_on()))

    def do_notes(self) -> None:
        from homeroom_tui.tui.screens.notes import NotesScreen

        self.app.push_screen(NotesScreen(self.controller))

    def do_norms(self) -> None:
        from homeroom_tui.tui.screens.notes import norms_page

        self.app.push_screen(norms_page(self.controller), lambda _: self.controller.keep_norms())

    def dismiss(self, result: None = None) -> AwaitComplete:
        """The meeting is left."""
        self.homeroom.leave_meeting()
        return super().dismiss(result)

    # What has to be typed

    def do_hard_end(self) -> None:
        hard, times = self.view.ending.hard, self.controller.times
        field = FormField(
            "The meeting must be over at (empty: no hard end)",
            "" if hard is None else times(hard),
            lambda text: until(text, self.view.now, times.zone) if text.strip() else None,
        )
        self.homeroom.enter(
            "Hard end", [field], lambda utc: self.dispatch(self.controller.set_hard_end, utc)
        )

    def do_insert(self) -> None:
        fields = [
            FormField("What", "Break", needed("Give it a name, for example Break.")),
            FormField("How long", "5 min", read_duration),
        ]
        after = self.cursor
        line = None if after is None else self.view.line(after)
        where = (
            "before the next one" if line is None else f"after “{words.short(line.block.title)}”"
        )
        self.homeroom.enter(
            f"Add a block {where}",
            fields,
            lambda title, lasts: self.dispatch(self.controller.insert, title, lasts, after),
        )

    def do_backdate(self) -> None:
        what = "The meeting" if self.view.started is None else "This block"
        field = FormField("How long ago?", "3 min", read_ago)
        self.homeroom.enter(
            f"{what} started … ago",
            [field],
            lambda ago: self.dispatch(self.controller.began, ago),
        )

    def do_bell(self) -> None:
        self.controller.bell = not self.controller.bell
        self.say("The bell rings with each signal." if self.controller.bell else "The bell is off.")


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
        raise ValueError("Write a single length, for example 3 min.")
    return duration.max
