"""The meeting: which question we are on, how long it still has, whether we still end on time."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from homeroom_tui.agenda.inline import Link
from homeroom_tui.alerts import Alert
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting import words
from homeroom_tui.meeting.running import Running
from homeroom_tui.meeting.signal_words import sentence
from homeroom_tui.meeting.state import Phase, Playback, Standing
from homeroom_tui.meeting.view import Present, View
from homeroom_tui.tui.commands import Command
from homeroom_tui.tui.for_chat import block_text, links_in, prompt_texts
from homeroom_tui.tui.rows import meeting_row, title_of
from homeroom_tui.tui.screens.steps import StepsScreen
from homeroom_tui.tui.text import hang, inline, shorten, stack
from homeroom_tui.tui.widgets.agenda import Agenda
from homeroom_tui.tui.widgets.block_bar import BlockBar
from homeroom_tui.tui.widgets.countdown import Count, Countdown
from homeroom_tui.tui.widgets.drawn import Drawn, phase_colour
from homeroom_tui.tui.widgets.facts import Facts
from homeroom_tui.tui.widgets.flow import Flow
from homeroom_tui.tui.widgets.footer import Footer
from homeroom_tui.tui.widgets.frame import Frame
from homeroom_tui.tui.widgets.header import Header
from homeroom_tui.tui.widgets.meeting_bar import MeetingBar
from homeroom_tui.tui.widgets.prompts import Prompts
from homeroom_tui.tui.widgets.verdict import VerdictLine

BY_HEIGHT = [(0, "-flat"), (8, "-low"), (18, "-short"), (28, "-tall")]
"""The classes that a meeting gets for its rows: up to 27 the prompts need what room there is."""

CALM = (Phase.EARLY, Phase.ENOUGH)
"""Phases in which the countdown has no colour of its own."""

OF_AGENDA = ("agenda_go", "agenda_up", "agenda_down", "agenda_leave")


class Following(Drawn[View]):
    """The agenda in one line: `3/4 · next: As a group discuss 10:00`."""

    def draw(self, value: View, width: int, height: int) -> Content:
        line = None if value.next is None else value.line(value.next)
        number = value.present.line.number if value.present else 0
        head = f"{number}/{len(value.blocks)} · "
        if line is None:
            return Content.styled(shorten(f"{head}this is the last block", width), "$muted")
        time = " open" if line.target is None else f" {words.span(line.target)}"
        room = width - len(head) - len("next: ") - len(time)
        return Content.styled(f"{head}next: {shorten(title_of(line.block), room)}{time}", "$muted")


class Title(Flow):
    """A title of as many lines as there is room for, the last cut where it has more."""

    def render(self) -> Content:
        lines = super().render().split("\n")
        width, height = self.content_size
        if len(lines) > height > 0:
            lines[height - 1 :] = [lines[height - 1].truncate(max(width - 1, 0)) + "…"]
        return stack(lines)


class MeetingScreen(StepsScreen):
    """Shows the present block beside the agenda, or instead of it where there is little room.

    With the cursor in the agenda, commands act on the block under it.
    """

    PLACE = "meeting"
    CSS_PATH = "../meeting.tcss"
    PLAYBACKS = (Playback.RUNNING, Playback.PAUSED)
    VERTICAL_BREAKPOINTS = BY_HEIGHT

    def __init__(self, running: Running) -> None:
        super().__init__(running)
        self._titled: tuple[str, int, int] | None = None
        self._said = ""
        self._said_in: object = None

    def compose(self) -> ComposeResult:
        times = self.running.times
        yield Header()
        with Horizontal(id="panes"):
            with Vertical(id="block"):
                yield Title(id="title")
                with Horizontal(id="clock"):
                    yield Countdown()
                    yield Facts(times)
                yield BlockBar()
                yield Following()
                yield Prompts(self.running.base_url)
            yield Agenda(meeting_row)
        yield Frame()
        yield VerdictLine(times)
        yield MeetingBar()
        yield Footer()

    # What is shown

    def draw(self, view: View) -> None:
        self._signal(view)
        hard = view.ending.hard
        until = "" if hard is None else f" · until {self.running.times(hard)}"
        self.query_one(Header).show(self.heading(), self.wall_time() + until)
        self.query_one(Agenda).show(view.blocks, self.cursor)
        if view.present is not None:
            self._draw_block(view, view.present)
        self.query_one(Frame).show(self._said)
        self.query_one(VerdictLine).show(view.ending)
        self.query_one(MeetingBar).show(view)

    def _draw_block(self, view: View, here: Present) -> None:
        titled = (here.line.id, here.line.number, len(view.blocks))
        if titled != self._titled:
            self._titled = titled
            _, number, count = titled
            title = inline(here.line.block.title, self.running.base_url).stylize("bold")
            where = f"{number} of {count} · "
            self.query_one(Title).show(lambda width: hang(title, width, where))
        if here.remaining is None:
            text = words.span(here.elapsed)
        else:
            text = words.countdown(here.remaining)
        colour = "$foreground" if here.phase in CALM else phase_colour(here.phase)
        self.query_one(Countdown).show(Count(text, colour))
        self.query_one(Facts).show(view)
        self.query_one(BlockBar).show(here)
        self.query_one(Following).show(view)
        self.query_one(Prompts).show(here.line.block.prompts, here.prompt)

    def _signal(self, view: View) -> None:
        """Say the signals that are due; they stand until the phase is another."""
        within = view.present and (view.present.line.id, view.present.phase)
        if within != self._said_in:
            self._said, self._said_in = "", within
        if signals := self.running.signals(view):
            sentences = [sentence(signal, view, self.running.times) for signal in signals]
            self._said = " ".join(sentences)
            alert = Alert(signals[-1], self._said, self.running.session.title, view)
            self.homeroom.alert(self.running, alert)

    # What applies

    @property
    def choosing(self) -> bool:
        """Whether the cursor is in the agenda."""
        return self.cursor is not None

    def can(self, command: str) -> bool:
        prompts = self.view.present is not None and self.view.present.line.block.prompts
        match command:
            case _ if command in OF_AGENDA:
                return self.choosing
            case "unpin":
                return self.line is not None and self.line.pinned
            case "prompt_up" | "prompt_down":
                return bool(prompts) and not self.choosing
            case "agenda":
                return not self.choosing
        return super().can(command)

    def label(self, command: Command) -> str:
        match command.id:
            case "play" if self.view.playback is Playback.PAUSED:
                return "Go on"
            case "next" if self.view.next is None:
                return "Finish"
            case "skip" if self.line and self.line.standing is Standing.SKIPPED:
                return "Take in"
        return super().label(command)

    def links(self) -> Sequence[Link]:
        if self.view.present is None:
            return ()
        block = self.view.present.line.block
        return links_in([block.title, *prompt_texts(block)], self.running.base_url)

    async def action_command(self, command: str) -> None:
        self._said = ""
        self.query_one(Frame).show(self._said)
        await super().action_command(command)

    # Commands

    def do_play(self) -> None:
        self.take(ev.Resume if self.view.playback is Playback.PAUSED else ev.Pause)

    def do_next(self) -> None:
        if self.view.next is None:
            self.do_finish()
        else:
            self.take(ev.Next)

    def do_back(self) -> None:
        self.take(ev.Back)

    def do_backdate(self) -> None:
        self.backdate("The next block began a while ago", ev.Next)

    def do_finish(self) -> None:
        from homeroom_tui.tui.screens.question import QuestionScreen

        count = sum(line.standing is Standing.TO_COME for line in self.view.blocks)
        blocks = "1 block is" if count == 1 else f"{count} blocks are"
        text = f"{blocks} still to come." if count else ""

        def finish(answer: str | None) -> None:
            if answer == "yes":
                self.take(ev.Finish)

        self.app.push_screen(QuestionScreen("Finish the meeting?", text), finish)

    def do_go_to(self) -> None:
        from homeroom_tui.tui.screens.question import Choice, QuestionScreen

        choices = [
            Choice(line.id, title_of(line.block), str(line.number) if line.number < 10 else "")
            for line in self.view.blocks
        ]
        at = next((i for i, c in enumerate(choices) if c.value == self.view.next), 0)
        question = QuestionScreen("Go to which block?", choices=choices, cursor=at)
        self.app.push_screen(question, self._go_to)

    def _go_to(self, block: str | None) -> None:
        if block is not None:
            self.take(ev.GoTo, block=block)

    def do_prompt_up(self) -> None:
        self._point(-1)

    def do_prompt_down(self) -> None:
        self._point(1)

    def _point(self, by: int) -> None:
        here = self.view.present
        if here is not None:
            last = len(prompt_texts(here.line.block)) - 1
            prompt = max(0, min(here.prompt + by, last))
            if prompt != here.prompt:
                self.take(ev.Point, block=here.line.id, prompt=prompt)

    def do_copy_block(self) -> None:
        if self.line is not None:
            self.homeroom.copy(block_text(self.line.block, self.running.base_url), "the block")

    def do_agenda(self) -> None:
        here = self.view.present
        self._choose(self.view.next or (here.line.id if here else None))

    def do_agenda_leave(self) -> None:
        self._choose(None)

    def do_agenda_go(self) -> None:
        if self.cursor is not None:
            block = self.cursor
            self._choose(None)
            self._go_to(block)

    def _choose(self, block: str | None) -> None:
        self.cursor = block
        self.set_class(self.choosing, "-choosing")
        self.tick()

    def do_leave(self) -> None:
        from homeroom_tui.tui.screens.question import QuestionScreen

        if self.running.rehearsal:
            question, text = "Leave the rehearsal?", "Nothing of it is kept."
        else:
            question, text = "Leave the meeting?", "It goes on, and can be resumed later."

        def leave(answer: str | None) -> None:
            if answer == "yes":
                self.dismiss()

        self.app.push_screen(QuestionScreen(question, text), leave)

    # The mouse

    def on_agenda_point_requested(self, message: Agenda.PointRequested) -> None:
        self._choose(message.block)

    def on_agenda_go_to_requested(self, message: Agenda.GoToRequested) -> None:
        self.do_agenda_go()

    def on_prompts_prompt_requested(self, message: Prompts.PromptRequested) -> None:
        if self.view.present is not None:
            self.take(ev.Point, block=self.view.present.line.id, prompt=message.prompt)
