"""The lobby: the plan, and when the meeting would end. Nothing counts until it starts."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Center, Vertical, VerticalScroll
from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.agenda.inline import Link
from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.commands import Command, KeyNames
from homeroom_tui.controller import Controller
from homeroom_tui.meeting.state import Playback, Standing
from homeroom_tui.meeting.view import Verdict, View
from homeroom_tui.tui.screens.meeting_base import MeetingBase
from homeroom_tui.tui.text import MEASURE, hang, links_in, literal, prose, stack
from homeroom_tui.tui.widgets.agenda import Agenda, planned_row
from homeroom_tui.tui.widgets.base import CachedWidget, WrappedText
from homeroom_tui.tui.widgets.carried import OpenItems
from homeroom_tui.tui.widgets.countdown import Count, Countdown
from homeroom_tui.tui.widgets.header_footer import Footer, Header
from homeroom_tui.tui.widgets.people import PeopleLine, PersonClicked
from homeroom_tui.tui.widgets.status import MAX_ROWS, VERDICT_MARKS, Told, with_remedies

NOTICEABLE = 30
"""Seconds: a hard end is not said to be tight for less."""


class Shown(Struct, frozen=True):
    """A view, and how what would mend its plan names the commands for it."""

    view: View
    names: KeyNames


class Outlook(CachedWidget[Shown]):
    """A line that says whether the plan fits, and when the meeting would end if it began now."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self._meeting = controller

    def draw(self, value: Shown, width: int, height: int) -> Content:
        return Content("\n").join([self._fits(value, width), self._end(value.view, width)])

    def _fits(self, value: Shown, width: int) -> Content:
        view, ending = value.view, value.view.ending
        mark, color = VERDICT_MARKS[ending.verdict]
        coming = [b.block for b in view.blocks if b.standing is Standing.TO_COME]
        times, duration = self._meeting.times, self._meeting.session.duration
        head = f"{mark} {' · '.join(words.outlook(ending, coming, duration, times))}"
        rows = [Content(head)]
        if ending.verdict is Verdict.TOO_MUCH:
            rows = with_remedies(Told(ending, value.names), times, head, width, MAX_ROWS)
        return stack(rows).stylize(f"bold {color}", 0, len(head))

    def _end(self, view: View, width: int) -> Content:
        parts = ["if it starts now"]
        if view.ending.hard is not None and view.left is not None:
            hard = f"until {self._meeting.times(view.ending.hard)}"
            planned = self._meeting.session.duration
            if planned is not None and planned - view.left >= NOTICEABLE:
                # In the minutes that the clock beside it shows.
                left = round(view.ending.hard) // MINUTE - round(view.now) // MINUTE
                less = words.count(max(planned // MINUTE - left, 1), "minute")
                hard += f", {less} less than planned"
            parts.append(hard)
        said = "  " + " · ".join(parts)
        kept_back = f" · {words.length(view.kept_back)} in reserve"
        if view.kept_back and cell_len(said + kept_back) <= width:
            said += kept_back
        return Content.styled(said, "$muted")


class LobbyScreen(MeetingBase):
    """Shows the plan as if the first block began now; its cursor is always in the agenda."""

    PLACE = "lobby"
    CSS_PATH = "../meeting_base.tcss"
    PLAYBACKS = (Playback.READY,)

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self.cursor = self.view.blocks[0].id
        self._projector = False

    def compose(self) -> ComposeResult:
        session, base_url = self.controller.session, self.controller.base_url
        yield Header()
        with Vertical(id="plan"):
            if session.intro.strip():
                with VerticalScroll(id="intro", can_focus=False):
                    yield WrappedText(
                        lambda width: prose(session.intro, min(width, MEASURE), base_url)
                    )
            yield Agenda(planned_row(self.controller.times))
            yield OpenItems(self.controller)
        if self.view.to_start is not None:
            with Vertical(id="waiting"):
                yield Center(Countdown())
                yield WrappedText(lambda width: Content("until the start"))
        yield PeopleLine()
        yield Outlook(self.controller)
        yield WrappedText(id="room")
        yield Footer()

    def tick(self) -> None:
        if self.controller.start_when_due():
            self.say(f"The meeting has started, as planned. {self.names('undo')} undoes it.")
        super().tick()

    def wall_time(self) -> str:
        return " · ".join(filter(None, (super().wall_time(), words.starts_in(self.view))))

    def draw(self, view: View) -> None:
        self.query_one(Header).show(self.heading(), self.wall_time())
        self.set_class(self._projector and view.to_start is not None, "-projector")
        for countdown in self.query(Countdown):
            countdown.show(Count(words.span(view.to_start or 0), "$foreground"))
        self.query_one(Agenda).show(view.blocks, self.cursor)
        self.query_one(PeopleLine).show_people(view)
        self.query_one(Outlook).show(Shown(view, self.names))
        self.query_one(OpenItems).look()
        self._draw_room()

    def _draw_room(self) -> None:
        """Show the link of a shared meeting, and what is said to its cohort."""
        sharing = self.homeroom.sharing(self.controller)
        link = Content.styled("" if sharing is None else str(sharing.link), "$accent")
        said = literal(self.said_to_group()).stylize("bold $phase-closing")
        lines = [(head, text) for head, text in (("follow: ", link), ("● ", said)) if text]
        room = self.query_one("#room", WrappedText)
        room.display = bool(lines)
        room.show(lambda width: stack(hang(text, width, head) for head, text in lines), lines)

    def links(self) -> Sequence[Link]:
        return links_in([self.controller.session.intro], self.controller.base_url)

    def do_start(self) -> None:
        self.dispatch(self.controller.start)

    def do_read(self) -> None:
        from homeroom_tui.tui.screens.page import BlockScreen

        if self.line is not None:
            self.app.push_screen(BlockScreen(self.line.block, self.controller.base_url))

    def do_projector(self) -> None:
        self._projector = not self._projector
        self.tick()

    def do_carried(self) -> None:
        from homeroom_tui.tui.screens.notes import CarriedScreen

        self.app.push_screen(CarriedScreen(self))

    def on_open_items_tick_requested(self, message: OpenItems.TickRequested) -> None:
        self.dispatch(self.controller.tick, message.value)

    def can(self, command: str) -> bool:
        match command:
            case "guidelines":
                return bool(self.homeroom.library.series().guidelines)
            case "carried":
                # Keys are looked up once more while the widgets are being taken away.
                return any(found.items for found in self.query(OpenItems))
            case "projector":
                return self.view.to_start is not None and bool(self.query(Countdown))
        return super().can(command)

    def priority(self, command: Command) -> int:
        if command.id == "notes" and self.controller.notes:
            return 8  # there is no prompt here below which they could stand
        return super().priority(command)

    def on_person_clicked(self, message: PersonClicked) -> None:
        self.dispatch(self.controller.toggle_person, message.value)

    def on_agenda_block_clicked(self, message: Agenda.BlockClicked) -> None:
        self.cursor = message.value
        self.tick()
