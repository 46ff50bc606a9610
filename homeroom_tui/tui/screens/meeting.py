"""The meeting screen: the present block and prompt, whose turn it is, time left, verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size

from homeroom_tui import wording as words
from homeroom_tui.agenda.inline import Link
from homeroom_tui.agenda.lengths import length
from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.alerts import Alert
from homeroom_tui.commands import Command
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.clock import ClockStep
from homeroom_tui.meeting.rounds import RoundView, rotated, shuffled
from homeroom_tui.meeting.signals import Signal
from homeroom_tui.meeting.state import Phase, Playback, Standing, prompt_texts
from homeroom_tui.meeting.view import Present, View
from homeroom_tui.tui.screens.base import BY_WIDTH, Choice, FormField
from homeroom_tui.tui.screens.meeting_base import MeetingBase, read_ago
from homeroom_tui.tui.text import block_text, hang, links_in, short_title
from homeroom_tui.tui.themes import phase_color
from homeroom_tui.tui.widgets.agenda import Agenda, NextBlockLine, RowOf, meeting_row
from homeroom_tui.tui.widgets.bars import BlockBar, MeetingBar
from homeroom_tui.tui.widgets.base import Title
from homeroom_tui.tui.widgets.countdown import Count, Countdown
from homeroom_tui.tui.widgets.header_footer import Footer, Header
from homeroom_tui.tui.widgets.notes import Annotations, annotations_of
from homeroom_tui.tui.widgets.people import PersonClicked, TurnLine, name_of, names_of, takes_turns
from homeroom_tui.tui.widgets.prompts import Prompts
from homeroom_tui.tui.widgets.status import Facts, ShownView, SignalLine, Told, VerdictLine

LARGER_DIGITS = {"-large": Size(110, 34), "-huge": Size(150, 44)}
"""From how many columns and rows on the digits are larger in any case."""

WIDE = BY_WIDTH[-1][0]
"""From so many columns on the agenda stands beside the block."""

LESS = {"-single": Size(WIDE, 18), "-compact": Size(60, 18), "-least": Size(40, 8)}
"""The classes that a screen has with fewer columns or rows; the style sheet says what they hide."""

ROOM_FOR_DIGITS = Size(40, 18)
"""With less the countdown stays text, in projector mode too."""

ROOM_FOR_DIGITS_ALONE = Size(40, 12)
"""The same for a block without prompts."""

CALM = (Phase.EARLY, Phase.ENOUGH)
"""Phases in which the countdown has no color of its own."""

OF_TURNS = ("turn", "pass_turn", "choose_turn")

END = ""
"""The answer that is nobody's turn: no person has this id."""

OF_AGENDA = (
    "agenda_go", "agenda_up", "agenda_down", "agenda_page_up", "agenda_page_down", "agenda_leave",
)  # fmt: skip


ABOUT_A_LINK_PRIORITY = 6
"""Of opening a link, where one stands in the title of the block or in the present prompt."""

ON_A_BLOCK, ON_A_BLOCK_PRIORITY = ("more", "less", "skip", "unpin"), 9
"""The footer shows what acts on the block under the cursor, while there is one."""


class MeetingScreen(MeetingBase):
    """Shows the present block beside the agenda, or instead of it where there is little room.

    With the cursor in the agenda, commands act on the block under it.
    """

    PLACE = "meeting"
    CSS_PATH = ["../meeting_base.tcss", "../meeting.tcss"]  # noqa: RUF012  # Textual's own
    PLAYBACKS: tuple[Playback, ...] = (Playback.RUNNING, Playback.PAUSED)

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self._said = ""
        self._said_in: object = None
        self._hints = False
        self._projector = False
        self._quiet = False
        self._bare = False
        self._shuffles = 0

    def compose(self) -> ComposeResult:
        times = self.controller.times
        yield Header()
        with Horizontal(id="panes"):
            with Vertical(id="block"):
                yield Title(id="title")
                with Horizontal(id="clock"):
                    yield Countdown()
                    yield Facts(times)
                yield BlockBar()
                yield TurnLine(air_time=self.controller.gathering.air_time)
                yield NextBlockLine()
                yield Prompts(self.controller.base_url)
            yield Agenda(self.agenda_rows())
        yield SignalLine()
        yield VerdictLine(times)
        yield MeetingBar()
        yield Footer()

    def agenda_rows(self) -> RowOf:
        """The rows of the agenda."""
        return meeting_row(self.controller.times)

    # What is shown

    def tick(self) -> None:
        self._notice()
        super().tick()

    def _notice(self) -> None:
        """Have it recorded that the meeting was seen, and say if the clock was set."""
        for found in self.controller.notice(self.view.due):
            if isinstance(found, ClockStep):
                self.say(words.noticed(found, self.names))

    def draw(self, view: View) -> None:
        self._signal(view)
        hard = view.ending.hard
        until = "" if hard is None else f" · until {self.controller.times(hard)}"
        self.query_one(Header).show(self.heading(), self.wall_time() + until)
        self.query_one(Agenda).show(view.blocks, self.cursor)
        if view.present is not None:
            self._draw_block(view, view.present)
        self._show_said()
        self.query_one(VerdictLine).show(Told(view.ending, self.names))
        self.query_one(MeetingBar).show(ShownView(view, not self._quiet))

    def _draw_block(self, view: View, here: Present) -> None:
        title, where = here.line.block.title, f"{here.line.number} of {len(view.blocks)} · "
        base_url = self.controller.base_url
        self.query_one(Title).show(
            lambda width: hang(short_title(title, base_url).stylize("bold"), width, where),
            of=(title, where),
        )
        left = here.remaining
        text = words.span(here.elapsed) if left is None else words.countdown(left)
        color = "$foreground" if here.phase in CALM else phase_color(here.phase)
        if view.playback is Playback.PAUSED:
            color = "$muted"
        shown = ShownView(view, not self._quiet)
        self.query_one(Countdown).show(Count(text, color))
        self.query_one(Facts).show(shown)
        self.query_one(BlockBar).show(here)
        self.query_one(TurnLine).show(shown)
        self.query_one(NextBlockLine).show(view)
        block = here.line.block
        hints = self._hints and not self._projector
        beside = annotations_of(self.controller, here.line, self.names, hints=hints)
        self.query_one(Prompts).show(block.prompts, here.prompt, beside)
        self._bare = not block.prompts and beside == Annotations()
        self._arrange()

    def _show_said(self) -> None:
        if not self.built:
            return
        away = self.controller.away
        noticed = words.noticed(away, self.names) if away else ""
        said = (self.said_to_group(), noticed, self._said)
        self.query_one(SignalLine).show(" · ".join(filter(None, said)))

    def _signal(self, view: View) -> None:
        """Say the signals that are due; they stand until the phase is another."""
        within = (view.present.line.id, view.present.phase) if view.present else None
        if within != self._said_in:
            self._said, self._said_in = "", within
        if signals := self.controller.signals(view):
            sentences = [words.signal(signal, view, self.controller.times) for signal in signals]
            self._said = " ".join(sentences)
            if signals[-1] is not Signal.TURN:  # that one is gentle: it is only said
                alert = Alert(signals[-1], self._said, self.controller.session.title, view)
                self.homeroom.alert(self.controller, alert)

    def on_resize(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Give the countdown the room that there is, and that nothing else needs."""
        roomy = _has(self.size, ROOM_FOR_DIGITS)
        projecting = self._projector and roomy
        self.set_class(projecting, "-projector")
        for name, room in LESS.items():
            self.set_class(not _has(self.size, room), name)
        for name, room in LARGER_DIGITS.items():
            self.set_class(not projecting and _has(self.size, room), name)
        agenda_below = self.choosing and (projecting or self.size.width < WIDE)
        alone = self._bare and not agenda_below and _has(self.size, ROOM_FOR_DIGITS_ALONE)
        self.set_class(alone, "-bare")
        rests = self.view.on_break and self._bare and not self.choosing
        self.set_class(roomy and rests, "-break")

    # What applies

    @property
    def choosing(self) -> bool:
        """Return whether the cursor is in the agenda."""
        return self.cursor is not None

    def can(self, command: str) -> bool:
        prompts = self.view.present is not None and self.view.present.line.block.prompts
        match command:
            case _ if command in OF_AGENDA:
                return self.choosing
            case "prompt_up" | "prompt_down":
                return bool(prompts) and not self.choosing
            case "agenda":
                return not self.choosing
            case "hints":
                here = self.view.present
                return bool(here and here.line.block.hints) and not self._projector
            case "pass_turn":
                found = self.view.round
                return found is not None and found.speaker is not None and bool(found.waiting)
        return super().can(command)

    def label(self, command: Command) -> str:
        found = self.view.round
        match command.id:
            case "turn" if found is None or found.done:
                return "Take turns"
            case "turn" if found is not None and not found.waiting:
                return "End turns"
            case "play" if self.view.playback is Playback.PAUSED:
                return "Resume"
            case "next" if self.view.next is None:
                return "Finish"
            case "undo" if self.controller.away is not None:
                return "Take out"
            case "skip" if self.line and self.line.standing is Standing.SKIPPED:
                return "Restore"
        return super().label(command)

    def priority(self, command: Command) -> int:
        # In any block turns can be taken, but where they matter the footer says so.
        if command.id in OF_TURNS and self.view.round is None and not takes_turns(self.view):
            return 0
        given = super().priority(command)
        if not self.choosing:
            about_a_link = command.id == "open_link" and self._about_a_link()
            return ABOUT_A_LINK_PRIORITY if about_a_link else given
        if command.id in (*OF_AGENDA, "fit"):
            return given
        return ON_A_BLOCK_PRIORITY if command.id in ON_A_BLOCK else min(given, 7)

    def _about_a_link(self) -> bool:
        """Return whether a link stands in the title of the block, or in the present prompt."""
        here = self.view.present
        if here is None:
            return False
        prompts = prompt_texts(here.line.block)[here.prompt :][:1]
        return bool(links_in([here.line.block.title, *prompts], self.controller.base_url))

    def links(self) -> Sequence[Link]:
        if self.view.present is None:
            return ()
        block = self.view.present.line.block
        return links_in([block.title, *prompt_texts(block)], self.controller.base_url)

    async def action_command(self, command: str) -> None:
        self._said = ""
        self._show_said()
        await super().action_command(command)

    # Commands

    def do_play(self) -> None:
        self.dispatch(self.controller.play)

    def do_next(self) -> None:
        if self.controller.next_finishes():
            self.do_finish()
        else:
            self.dispatch(self.controller.next)

    def do_back(self) -> None:
        self.dispatch(self.controller.back)

    def do_finish(self) -> None:
        finish = partial(self.dispatch, self.controller.finish)
        self.homeroom.confirm("Finish the meeting?", finish, text=words.still_to_come(self.view))

    def do_go_to(self) -> None:
        from homeroom_tui.tui.screens.panels import GoToScreen

        self.homeroom.show(
            GoToScreen(self.view), lambda block: self.dispatch(self.controller.go_to, block)
        )

    def do_prompt_up(self) -> None:
        self.dispatch(self.controller.move_prompt, -1)

    def do_prompt_down(self) -> None:
        self.dispatch(self.controller.move_prompt, 1)

    def note_on(self) -> tuple[str | None, int | None]:
        return self.controller.note_place() if self.cursor is None else (self.cursor, None)

    def do_hints(self) -> None:
        self._hints = not self._hints
        self.tick()

    def do_later(self) -> None:
        self.dispatch(self.controller.later)

    def do_timer(self) -> None:
        here = self.view.present
        if here is not None and here.timer is not None and here.timer.left(here.elapsed) > 0:
            self.dispatch(self.controller.set_timer, 0)
            return

        usual = length(self.controller.prompt_duration() or 2 * MINUTE)
        field = FormField("How long?", usual, read_ago)
        self.homeroom.enter(
            "A timer in this block",
            [field],
            lambda seconds: self.dispatch(self.controller.set_timer, seconds),
        )

    def do_copy_block(self) -> None:
        if self.line is not None:
            self.homeroom.copy(block_text(self.line.block, self.controller.base_url), "the block")

    def do_agenda(self) -> None:
        entry = self.first_choice()
        self._choose(next((b.id for b in self.view.blocks if b.number == entry), None))

    def first_choice(self) -> int | None:
        """The block that would mend a plan that ends late, else the next one."""
        ending, here = self.view.ending, self.view.present
        coming = None if self.view.next is None else self.view.line(self.view.next)
        line = ending.can_skip or ending.can_shorten or coming or (here.line if here else None)
        return None if line is None else line.number

    def do_agenda_leave(self) -> None:
        self._choose(None)

    def do_agenda_go(self) -> None:
        if self.cursor is not None:
            block = self.cursor
            self._choose(None)
            self.dispatch(self.controller.go_to, block)

    def _choose(self, block: str | None) -> None:
        self.cursor = block
        self.set_class(self.choosing, "-choosing")
        self.tick()

    def do_projector(self) -> None:
        self._projector = not self._projector
        self._arrange()
        self.tick()

    def do_digits(self) -> None:
        """Show the countdown, or only words and bars, for groups whom it makes nervous."""
        self._quiet = not self._quiet
        self.set_class(self._quiet, "-quiet")
        self.tick()

    def do_leave(self) -> None:
        if self.controller.rehearsal:
            question, text = "Leave the rehearsal?", "Nothing of it is kept."
        else:
            kept = self.controller.recorder
            text = (kept and kept.journal.trouble) or "Its time goes on. You can resume it."
            question = "Leave the meeting?"
        self.homeroom.confirm(question, self.dismiss, text=text)

    # Turns

    def do_turn(self) -> None:
        if self.view.order:
            self.dispatch(self.controller.turn)
        else:
            self.do_people()

    def do_pass_turn(self) -> None:
        self.dispatch(self.controller.pass_turn)

    def do_choose_turn(self) -> None:
        found = self.view.round
        if found is not None and not found.done:
            self._choose_speaker(found)
        elif self.view.order:
            self._choose_round()
        else:
            self.do_people()

    def on_person_clicked(self, message: PersonClicked) -> None:
        self.dispatch(self.controller.turn, message.value)

    def _begin(
        self, order: tuple[str, ...], share: int | None = None, *, timed: bool = True
    ) -> None:
        """A round, with the share that the block gives each, if it does."""
        self.dispatch(self.controller.begin_round, order, share=share, timed=timed)

    def _choose_speaker(self, found: RoundView) -> None:
        waiting = [one.person for one in found.waiting]
        here = [p for p in self.view.people if p.here and p.id != found.speaker]
        here.sort(key=lambda p: waiting.index(p.id) if p.id in waiting else len(waiting))
        labels = {
            person.id: name_of(person.name) + ("" if person.id in waiting else " (has spoken)")
            for person in here
        }
        choices = [*numbered(labels), Choice(END, "End the round", "e")]

        def chosen(person: str) -> None:
            if person == END:
                self.dispatch(self.controller.end_round)
            else:
                self.dispatch(self.controller.turn, person)

        self.homeroom.ask("Whose turn is it?", chosen, choices=choices)

    def _choose_round(self) -> None:
        order = self.view.order
        self._shuffles += 1
        mixed = shuffled(order, int(self.view.now * 1000) + self._shuffles)
        choices = [
            Choice("order", f"In this order: {self._names(order)}", "o"),
            Choice("mixed", f"Shuffled: {self._names(mixed)}", "s"),
            Choice("first", "Somebody else begins…", "b"),
            Choice("share", "So much for each…", "m"),
            Choice("untimed", "Without timing: only whose turn it is", "n"),
        ]

        def chosen(how: str) -> None:
            match how:
                case "order":
                    self._begin(order)
                case "mixed":
                    self._begin(mixed)
                case "first":
                    self._ask_who_begins(order)
                case "share":
                    self._ask_share(order)
                case "untimed":
                    self._begin(order, timed=False)

        self.homeroom.ask("How do we take turns?", chosen, choices=choices)

    def _ask_who_begins(self, order: tuple[str, ...]) -> None:
        names = names_of(self.view)
        choices = numbered({person: names[person] for person in order})
        self.homeroom.ask(
            "Who begins?", lambda first: self._begin(rotated(order, first)), choices=choices
        )

    def _ask_share(self, order: tuple[str, ...]) -> None:
        field = FormField("For each", "2 min", read_ago)
        self.homeroom.enter("A round of turns", [field], partial(self._begin, order))

    def _names(self, people: tuple[str, ...]) -> str:
        names = names_of(self.view)
        return ", ".join(names[person] for person in people)

    # The mouse

    def on_agenda_block_clicked(self, message: Agenda.BlockClicked) -> None:
        if message.value == self.cursor:
            self.do_agenda_go()
        else:
            self._choose(message.value)

    def on_prompts_prompt_requested(self, message: Prompts.PromptRequested) -> None:
        self.dispatch(self.controller.point, message.value)


def _has(size: Size, room: Size) -> bool:
    return size.width >= room.width and size.height >= room.height


def numbered(labels: Mapping[str, str]) -> list[Choice]:
    """An answer for each value and its label; a digit chooses one of the first nine."""
    return [
        Choice(value, label, str(number) if number < 10 else "")
        for number, (value, label) in enumerate(labels.items(), 1)
    ]
