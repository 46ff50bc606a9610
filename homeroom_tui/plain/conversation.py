"""A meeting as a conversation: lines that were typed go in, lines to be read come out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from homeroom_tui.agenda.clock_times import UntilError, until
from homeroom_tui.agenda.inline import links
from homeroom_tui.agenda.model import MINUTE, Block
from homeroom_tui.alerts import Alert
from homeroom_tui.controller import Running
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.notes import new_note
from homeroom_tui.meeting.people import find_name
from homeroom_tui.meeting.state import Playback, Standing, prompt_texts
from homeroom_tui.meeting.view import View
from homeroom_tui.plain import sentences
from homeroom_tui.plain.arguments import (
    Misunderstood,
    length,
    length_and_rest,
    number,
    numbered,
    present_line,
)
from homeroom_tui.plain.commands import Unknown, listed, read
from homeroom_tui.plain.telling import NOTHING_KEPT, Telling

RESUMABLE = "The meeting can be resumed: homeroom resume --plain"


class Conversation:
    """One meeting without a screen: what is typed, and through `telling` what is said."""

    def __init__(
        self,
        running: Running,
        write: Callable[[str], None],
        alert: Callable[[Alert], object] = lambda alert: None,
    ) -> None:
        """`write` and `alert` are as for Telling."""
        self.running = running
        self.telling = Telling(running, write, alert)
        self.over = False
        self._write = write
        self._asking = False

    @property
    def _view(self) -> View:
        return self.running.view()

    def take(self, line: str) -> None:
        """Do what a line says, and answer; the changes that follow are told as any others."""
        try:
            if self._asking:
                self._answer(line)
                return
            command, rest = read(line)
            getattr(self, f"do_{command}")(rest)
        except (Unknown, Misunderstood, CommandRejected) as error:
            self._write(sentences.said(str(error)))
        self.telling.tick()

    def end_of_input(self) -> None:
        """Nothing more will be typed: the meeting is left as it is."""
        if not self.over:
            self.do_leave("")

    def _answer(self, line: str) -> None:
        self._asking = False
        if line.strip().lower() in ("y", "yes"):
            self._step(ev.Finish)
        else:
            self._write("Not finished.")
        self.telling.tick()

    def _step(self, kind: Callable[..., ev.Event], *, ago: int = 0, **what: Any) -> None:
        """Take a step; where nothing tells of it by itself, say what it led to."""
        before = self._view
        self.running.do(kind, ago=ago, **what)
        self.telling.confirm(before, self.running.last_steps()[0])

    def do_stand(self, rest: str) -> None:
        view = self._view
        text = sentences.stand(view, self.running.session, self.running.times)
        self.telling.tell(text, view=view)

    def do_play(self, rest: str) -> None:
        view = self._view
        kinds = {Playback.READY: ev.Start, Playback.PAUSED: ev.Resume}
        self._step(kinds.get(view.playback, ev.Pause))

    def do_next(self, rest: str) -> None:
        view = self._view
        if view.present is not None and view.next is None:
            self.do_finish(rest)
        else:
            self._step(ev.Next)

    def do_back(self, rest: str) -> None:
        self._step(ev.Back)

    def do_go(self, rest: str) -> None:
        self._step(ev.GoTo, block=numbered(self._view, rest, "g 3").id)

    def do_more(self, rest: str) -> None:
        self._add(rest, 1)

    def do_less(self, rest: str) -> None:
        self._add(rest, -1)

    def _add(self, rest: str, sign: int) -> None:
        found = re.fullmatch(r"(\S*)\s*(\S*)", rest)
        if found is None:
            raise Misunderstood("Write the minutes, and the block if it is another: + 2, or + 2 4")
        seconds = sign * (length(found[1], "+ 2") if found[1] else MINUTE)
        line = numbered(self._view, found[2], "+ 2 4") if found[2] else present_line(self._view)
        if line.standing is Standing.PRESENT:
            self._step(ev.AddTime, seconds=seconds)
        else:
            self._step(ev.Pin, block=line.id, target=(line.target or 0) + seconds)

    def do_unpin(self, rest: str) -> None:
        self._step(ev.Unpin, block=numbered(self._view, rest, "0 4").id)

    def do_skip(self, rest: str) -> None:
        line = numbered(self._view, rest, "s 4") if rest else present_line(self._view)
        skipped = line.standing is Standing.SKIPPED
        self._step(ev.Unskip if skipped else ev.Skip, block=line.id)

    def do_add(self, rest: str) -> None:
        duration, title = length_and_rest(rest)
        name = f"added-{len(self.running.meeting.events)}"  # the record only grows
        self._step(ev.Insert, block=name, what=Block(title or "Break", duration))

    def do_fit(self, rest: str) -> None:
        self._step(ev.Fit)

    def do_end(self, rest: str) -> None:
        if not rest:
            raise Misunderstood("Write when it must be over, e 15:00, or e none for no hard end.")
        if rest.lower() == "none":
            self._step(ev.HardEnd, end=None)
            return
        try:
            instant = until(rest, self.running.clock.now().utc, self.running.times.zone)
        except UntilError as error:
            raise Misunderstood(str(error)) from None
        self._step(ev.HardEnd, end=self.running.instant(instant))

    def do_began(self, rest: str) -> None:
        started = self._view.started is not None
        self._step(ev.Next if started else ev.Start, ago=length(rest, "B 3"))

    def do_undo(self, rest: str) -> None:
        if self.running.away is not None:
            away = self.running.away
            self._step(ev.Away, since=away.since, until=away.until)
            return
        before = self._view
        self.telling.confirm(before, f"undone: {self.running.undo()}")

    def do_redo(self, rest: str) -> None:
        before = self._view
        self.telling.confirm(before, f"done again: {self.running.redo()}")

    def do_finish(self, rest: str) -> None:
        view = self._view
        if view.present is None:
            self._step(ev.Finish)  # which says why not
        count = sum(line.standing is Standing.TO_COME for line in view.blocks)
        left = f" Blocks still to come: {count}." if count else ""
        self._asking = True
        self._write(f"Finish the meeting?{left} y finishes it, anything else does not.")

    # Turns and people

    def do_turn(self, rest: str) -> None:
        view = self._view
        if rest:
            if view.round is None:
                self._begin_round(view)
            self._step(ev.Turn, person=self._person(rest, view))
        elif view.round is None or view.round.done:
            self._begin_round(view)
        else:
            self._step(ev.Turn)

    def _begin_round(self, view: View) -> None:
        turns = present_line(self._view).block.turns
        share = turns if not isinstance(turns, bool) else None
        self._step(ev.Round, order=view.order, share=share)

    def do_pass(self, rest: str) -> None:
        self._step(ev.Pass)

    def do_who(self, rest: str) -> None:
        view = self._view
        if rest:
            known = {person.name: person for person in view.people}
            name = find_name(rest, known)
            if name is None:
                taken = len(self.running.meeting.events)
                self._step(ev.Add, person=f"added-{taken}", name=rest)
            else:
                person = known[name]
                self._step(ev.Leave if person.here else ev.Join, person=person.id)
        self._write(sentences.people(self._view))

    def do_facilitator(self, rest: str) -> None:
        if rest:
            self._step(ev.Facilitate, person=self._person(rest, self._view))
        else:
            self._write(sentences.people(self._view))

    def _person(self, name: str, view: View) -> str:
        known = {person.name: person.id for person in view.people}
        found = find_name(name, known)
        if found is None:
            raise Misunderstood(f"Nobody is called {name}. w says who is here.")
        return known[found]

    # Prompts, notes, and what is to be read

    def do_down(self, rest: str) -> None:
        self._point(1)

    def do_up(self, rest: str) -> None:
        self._point(-1)

    def _point(self, by: int) -> None:
        line = present_line(self._view)
        assert self._view.present is not None
        prompts, before = prompt_texts(line.block), self._view.present.prompt
        if not prompts:
            raise Misunderstood("This block has no prompts.")
        at = max(0, min(before + by, len(prompts) - 1))
        if at != before:
            self.running.do(ev.Point, block=line.id, prompt=at)
        self._write(f"  {at + 1}. {sentences.with_addresses(prompts[at], self.running.base_url)}")

    def do_action(self, rest: str) -> None:
        self.do_note(f"! {rest}")

    def do_question(self, rest: str) -> None:
        self.do_note(f"? {rest}")

    def do_note(self, rest: str) -> None:
        if not rest.strip("!? "):
            raise Misunderstood("Write what was said: note We meet on Tuesdays too")
        here = self._view.present
        self.running.do(
            ev.Note,
            note=new_note(self.running.meeting.events),
            text=rest,
            block=None if here is None else here.line.id,
            prompt=here.prompt if here is not None and here.line.block.prompts else None,
        )
        self._write(f"Noted as {len(self.running.notes)}.")

    def do_notes(self, rest: str) -> None:
        for at, note in enumerate(self.running.notes, 1):
            self._write(f"{at}. {sentences.said(note.written)}")
        if not self.running.notes:
            self._write("Nothing is noted yet.")

    def do_forget(self, rest: str) -> None:
        notes = self.running.notes
        note = notes[number(rest, len(notes), "forget 2", "note") - 1]
        self.running.do(ev.Note, note=note.id, text="", block=note.block, prompt=note.prompt)
        self._write(f"Deleted: {sentences.said(note.written)}")

    def do_actions(self, rest: str) -> None:
        kept = self.running.kept
        items = [] if kept is None else kept.actions()
        for line in sentences.actions(items):
            self._write(line)
        if not items:
            self._write("Nothing is to be done since the last meeting.")

    def do_done(self, rest: str) -> None:
        kept = self.running.kept
        items = [] if kept is None else kept.actions()
        item = items[number(rest, len(items), "done 2", "action item") - 1]
        self.running.do(ev.Tick, meeting=item.meeting, note=item.note, done=not item.done)
        self._write(f"{'Not done' if item.done else 'Done'}: {sentences.said(item.text)}")

    def do_hints(self, rest: str) -> None:
        self._read_out(present_line(self._view).block.hints, "This block has no hints.")

    def do_norms(self, rest: str) -> None:
        lines = tuple(line for line in self.running.norms.splitlines() if line.strip())
        self._read_out(lines, "The group has no norms yet.")

    def do_links(self, rest: str) -> None:
        block = present_line(self._view).block
        found = [
            link
            for text in (block.title, *prompt_texts(block))
            for link in links(text, self.running.base_url)
        ]
        lines = tuple(f"{link.text}: {link.url}" for link in found)
        self._read_out(lines, "This block has no links.")

    def _read_out(self, lines: tuple[str, ...], otherwise: str) -> None:
        for line in lines or (otherwise,):
            self._write(f"  {sentences.said(line)}" if lines else line)

    def do_view(self, rest: str) -> None:
        for line in sentences.agenda(self._view):
            self._write(line)
        self.do_stand(rest)

    def do_help(self, rest: str) -> None:
        for line in listed():
            self._write(line)

    def do_leave(self, rest: str) -> None:
        self.over = True
        under_way = self._view.playback in (Playback.RUNNING, Playback.PAUSED)
        if self.running.rehearsal:
            self._write(NOTHING_KEPT)
        elif under_way and self.running.kept is not None:
            self.telling.tell(f"Left. {RESUMABLE}", view=self._view)
        else:
            self._write("Left.")
