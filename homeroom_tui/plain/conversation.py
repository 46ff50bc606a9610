"""A meeting in plain mode: carry out the lines that are typed, and yield lines to print."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from homeroom_tui import wording as words
from homeroom_tui.agenda.clock_times import UntilError, until
from homeroom_tui.agenda.details import with_addresses, with_duration
from homeroom_tui.agenda.inline import links
from homeroom_tui.agenda.model import counted
from homeroom_tui.alerts import Alert
from homeroom_tui.commands import plain_name
from homeroom_tui.controller import Controller
from homeroom_tui.escaping import visible
from homeroom_tui.meeting.carried import Carried
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.notes import MARKS
from homeroom_tui.meeting.people import called
from homeroom_tui.meeting.state import Playback, prompt_texts
from homeroom_tui.meeting.view import View
from homeroom_tui.plain import sentences
from homeroom_tui.plain.reading import (
    Misread,
    block,
    help_lines,
    length,
    length_and_block,
    length_and_title,
    number,
    present_line,
    read,
)
from homeroom_tui.plain.sharing import PlainSharing
from homeroom_tui.plain.telling import NOTHING_KEPT, Telling

P = ParamSpec("P")

NOT_SHARED = "This meeting can't be shared."
NOTHING_OPEN = "Nothing is open from earlier meetings."
RESUMABLE = "The meeting can be resumed: homeroom resume --plain"


class Conversation:
    """One meeting without a screen: what is typed, and through `telling` what is said."""

    def __init__(
        self,
        controller: Controller,
        write: Callable[[str], None],
        alert: Callable[[Alert], object] = lambda alert: None,
        shown: Callable[[View], object] = lambda view: None,
        sharing: PlainSharing | None = None,
    ) -> None:
        """`write`, `alert` and `shown` are as for Telling."""
        self.controller = controller
        self.telling = Telling(controller, write, alert, shown)
        self.over = False
        self._sharing = sharing
        self._write = write
        self._asking = False

    @property
    def _view(self) -> View:
        return self.controller.view()

    def take(self, line: str) -> None:
        """Do what a line says, and answer; the changes that follow are told as any others."""
        try:
            if not (self._asking and self._answer(line.strip().lower())):
                command, rest = read(line)
                getattr(self, f"do_{command}")(rest)
        except Misread as error:
            self._write(visible(str(error)))
        except CommandRejected as rejected:
            self._write(words.with_commands(str(rejected), plain_name))
        self.telling.tick()

    def end_of_input(self) -> None:
        """Leave the meeting as it is, because no more input will come."""
        if not self.over:
            self.do_leave("")

    def _answer(self, said: str) -> bool:
        """Take an answer to whether to finish; False for another command, which is then done."""
        self._asking = False
        if said in ("y", "yes", "f", "finish"):
            self._step(self.controller.finish)
            return True
        self._write("Not finished.")
        return said in ("", "n", "no")

    def _step(self, command: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do a command; where nothing tells of it by itself, say what it led to."""
        before = self._view
        command(*args, **kwargs)
        self.telling.confirm(before, self.controller.last_steps()[0])

    def do_stand(self, rest: str) -> None:
        view = self._view
        text = sentences.stand(view, self.controller.session, self.controller.times)
        self.telling.tell(text, view=view)

    def do_play(self, rest: str) -> None:
        self._step(self.controller.play)

    def do_next(self, rest: str) -> None:
        if self.controller.next_finishes():
            self.do_finish(rest)
        else:
            self._step(self.controller.next)

    def do_back(self, rest: str) -> None:
        self._step(self.controller.back)

    def do_go_to(self, rest: str) -> None:
        self._step(self.controller.go_to, block(self._view, rest, "g 3").id)

    def do_more(self, rest: str) -> None:
        seconds, line = length_and_block(self._view, rest, "+")
        self._step(self.controller.add_time, line.id, seconds)

    def do_less(self, rest: str) -> None:
        seconds, line = length_and_block(self._view, rest, "-")
        self._step(self.controller.add_time, line.id, -seconds)

    def do_unpin(self, rest: str) -> None:
        self._step(self.controller.unpin, block(self._view, rest, "0 4").id)

    def do_skip(self, rest: str) -> None:
        line = block(self._view, rest, "s 4") if rest else present_line(self._view)
        self._step(self.controller.skip_or_restore, line.id)

    def do_insert(self, rest: str) -> None:
        duration, title = length_and_title(rest)
        self._step(self.controller.insert, title or "Break", duration)

    def do_later(self, rest: str) -> None:
        self._step(self.controller.later)

    def do_timer(self, rest: str) -> None:
        own = self.controller.prompt_duration()
        if rest.lower() == "none":
            seconds = 0
        elif not rest and own is not None:
            seconds = own
        else:
            seconds = length(rest, "timer 2, or timer none")
        self._step(self.controller.set_timer, seconds)

    def do_fit(self, rest: str) -> None:
        self._step(self.controller.fit)

    def do_hard_end(self, rest: str) -> None:
        if not rest:
            raise Misread("Write when it must be over, e 15:00, or e none for no hard end.")
        if rest.lower() == "none":
            self._step(self.controller.set_hard_end, None)
            return
        try:
            instant = until(rest, self.controller.clock.now().utc, self.controller.times.zone)
        except UntilError as error:
            raise Misread(str(error)) from None
        self._step(self.controller.set_hard_end, instant)

    def do_backdate(self, rest: str) -> None:
        self._step(self.controller.began, length(rest, "B 3"))

    def do_reopen(self, rest: str) -> None:
        self._step(self.controller.reopen)

    def do_undo(self, rest: str) -> None:
        before = self._view
        self.telling.confirm(before, self.controller.undo())

    def do_redo(self, rest: str) -> None:
        before = self._view
        self.telling.confirm(before, self.controller.redo())

    def do_finish(self, rest: str) -> None:
        view = self._view
        if view.present is None:
            self._step(self.controller.finish)  # which says why not
        self._asking = True
        left = words.still_to_come(view)
        self._write(" ".join(filter(None, ["Finish the meeting?", left, "Type y to finish."])))

    # Turns and people

    def do_turn(self, rest: str) -> None:
        self._step(self.controller.turn, self._person(rest) if rest else None)

    def do_pass_turn(self, rest: str) -> None:
        self._step(self.controller.pass_turn)

    def do_people(self, rest: str) -> None:
        if rest:
            person = called(rest, self._view.people)
            if person is None:
                self._step(self.controller.add_person, rest)
            else:
                self._step(self.controller.toggle_person, person.id)
        self._write(sentences.people(self._view))

    def do_facilitate(self, rest: str) -> None:
        if rest:
            self._step(self.controller.set_facilitator, self._person(rest))
        else:
            self._write(sentences.people(self._view))

    def _person(self, name: str) -> str:
        found = called(name, self._view.people)
        if found is None:
            raise Misread(f"Nobody is called {name}. w says who is here.")
        return found.id

    # Prompts, notes, and what is to be read

    def do_prompt_down(self, rest: str) -> None:
        self._point(1)

    def do_prompt_up(self, rest: str) -> None:
        self._point(-1)

    def _point(self, by: int) -> None:
        line = present_line(self._view)
        assert self._view.present is not None
        prompts = [with_duration(prompt) for _, prompt in counted(line.block.prompts)]
        if not prompts:
            raise Misread("This block has no prompts.")
        self.controller.move_prompt(by)
        at = self._view.present.prompt
        self._write(f"  {at + 1}. {with_addresses(prompts[at], self.controller.base_url)}")

    def do_action(self, rest: str) -> None:
        self.do_note(f"! {rest}")

    def do_decision(self, rest: str) -> None:
        self.do_note(f"= {rest}")

    def do_question(self, rest: str) -> None:
        self.do_note(f"? {rest}")

    def do_note(self, rest: str) -> None:
        if not rest.strip(f"{MARKS} "):
            raise Misread("Write what was said: note We meet on Tuesdays too")
        self.controller.write_note(self.controller.new_note(), rest, *self.controller.note_place())
        self._write(f"Noted as {len(self.controller.notes)}.")

    def do_notes(self, rest: str) -> None:
        for at, note in enumerate(self.controller.notes, 1):
            self._write(f"{at}. {visible(note.written)}")
        if not self.controller.notes:
            self._write("Nothing is noted yet.")

    def do_delete_note(self, rest: str) -> None:
        notes = self.controller.notes
        note = notes[number(rest, len(notes), "forget 2", "note") - 1]
        self.controller.delete_note(note)
        self._write(f"Deleted: {visible(note.written)}")

    def do_carried(self, rest: str) -> None:
        self.telling.write_all(sentences.carried(self.controller.carried()) or [NOTHING_OPEN])

    def do_tick(self, rest: str) -> None:
        at, item = self._carried(rest, "done 2")
        self.controller.tick(item)
        self._say_carried(at)

    def do_let_go(self, rest: str) -> None:
        at, item = self._carried(rest, "drop 2")
        self.controller.let_go(item)
        self._say_carried(at)

    def do_take_in(self, rest: str) -> None:
        self._step(self.controller.take_in, self._carried(rest, "take 2")[1])

    def _carried(self, rest: str, example: str) -> tuple[int, Carried]:
        if not (items := self.controller.carried()):
            raise Misread(NOTHING_OPEN)
        at = number(rest, len(items), example, "open item") - 1
        return at, items[at]

    def _say_carried(self, at: int) -> None:
        item = self.controller.carried()[at]
        self._write(f"{words.capital(item.outcome.value)}: {visible(words.carried(item))}")

    def do_hints(self, rest: str) -> None:
        self._read_out(present_line(self._view).block.hints, "This block has no hints.")

    def do_norms(self, rest: str) -> None:
        lines = sentences.norms(self.controller.norms)
        self.telling.write_all(lines or ["The group has no norms yet."])

    def do_share(self, rest: str) -> None:
        self._write(NOT_SHARED if self._sharing is None else self._sharing.share())

    def do_stop_sharing(self, rest: str) -> None:
        self._write(NOT_SHARED if self._sharing is None else self._sharing.stop())

    def do_hand_over(self, rest: str) -> None:
        self._write(NOT_SHARED if self._sharing is None else self._sharing.hand_over())

    def do_answer(self, rest: str) -> None:
        self._write(NOT_SHARED if self._sharing is None else self._sharing.answer())

    def do_open_link(self, rest: str) -> None:
        what = present_line(self._view).block
        found = [
            link
            for text in (what.title, *prompt_texts(what))
            for link in links(text, self.controller.base_url)
        ]
        lines = tuple(f"{link.text}: {link.url}" for link in found)
        self._read_out(lines, "This block has no links.")

    def _read_out(self, lines: tuple[str, ...], otherwise: str) -> None:
        for line in lines or (otherwise,):
            self._write(f"  {visible(line)}" if lines else line)

    def do_agenda(self, rest: str) -> None:
        self.telling.write_all(sentences.agenda(self._view, self.controller.times))
        self.do_stand(rest)

    def do_help(self, rest: str) -> None:
        self.telling.write_all(help_lines())

    def do_leave(self, rest: str) -> None:
        self.over = True
        under_way = self._view.playback in (Playback.RUNNING, Playback.PAUSED)
        kept = self.controller.recorder
        if self.controller.rehearsal:
            self._write(NOTHING_KEPT)
        elif under_way and kept is not None and kept.journal.trouble is None:
            self.telling.tell(f"Left. {RESUMABLE}", view=self._view)
        else:
            self._write("Left.")
