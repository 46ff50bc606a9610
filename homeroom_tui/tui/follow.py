"""A followed meeting on a full screen: the meeting's own screen, read-only."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from msgspec.structs import replace
from textual import on
from textual.content import Content
from textual.message import Message

from homeroom_tui import wording as words
from homeroom_tui.config import Config, read_config
from homeroom_tui.meeting.state import Playback, Standing
from homeroom_tui.meeting.view import BlockView, View
from homeroom_tui.room.followed import Followed
from homeroom_tui.room.following import Following
from homeroom_tui.tui.app import MEETING_SHEETS
from homeroom_tui.tui.listening import ListeningApp
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.text import hang, literal
from homeroom_tui.tui.widgets.agenda import Agenda, AgendaRow, RowOf
from homeroom_tui.tui.widgets.base import Title
from homeroom_tui.tui.widgets.people import PersonClicked
from homeroom_tui.tui.widgets.prompts import Prompts
from homeroom_tui.tui.widgets.status import SignalLine

if TYPE_CHECKING:
    from textual.screen import Screen

    from homeroom_tui.controller import Controller
    from homeroom_tui.room.document import Said
    from homeroom_tui.room.link import Link


class FollowScreen(MeetingScreen):
    """Shows what the facilitator shares. Nothing here acts on the meeting."""

    PLACE = "follow"
    CSS_PATH: ClassVar[list[str]] = []  # type: ignore[assignment]  # those of the App are enough
    PLAYBACKS: tuple[Playback, ...] = tuple(Playback)

    def __init__(self, followed: Followed) -> None:
        self._followed = followed
        super().__init__(cast("Controller", followed))

    def draw(self, view: View) -> None:
        super().draw(view)
        sentence = self._followed.notice_sentence()
        alone = view.present is None or view.playback is Playback.FINISHED
        if alone:
            if view.finished is not None:
                sentence += f" {words.ended(view, self._followed.times)}."
            said = literal(sentence).stylize("bold")
            self.query_one(Title).show(lambda width: hang(said, width), sentence)
        elif sentence:
            self.query_one(SignalLine).show(sentence)
        self.set_class(alone, "-no-block")

    def agenda_rows(self) -> RowOf:
        """The rows of a meeting; after its end nothing is to come."""
        usual = super().agenda_rows()

        def row(line: BlockView, width: int) -> AgendaRow:
            made = usual(line, width)
            if self.view.finished is None or line.standing is not Standing.TO_COME:
                return made
            return replace(made, right="–  ", details=words.result(line))

        return row

    def heading(self) -> Content:
        return super().heading() + Content.styled("  · following", "$muted")

    def seconds_until_due(self) -> float | None:
        due = super().seconds_until_due()
        return 1.0 if due is None else min(max(due, 0.0), 1.0)

    def do_leave(self) -> None:
        self.app.exit()

    # A click acts on nothing

    @on(Agenda.BlockClicked)
    @on(Prompts.PromptRequested)
    @on(PersonClicked)
    def let_it_be(self, message: Message) -> None:
        message.prevent_default()


class FollowApp(ListeningApp):
    """homeroom that follows one meeting."""

    SHEETS = (*MEETING_SHEETS, "follow.tcss")

    def __init__(
        self, link: Link, settings: Config, *, now: Callable[[], float] = time.time, trust: str = ""
    ) -> None:
        """`now` gives Unix time; `trust` is a file of certificates."""
        super().__init__(settings)
        self.following = self.source = Following(link, now=now, changed=self.heard, trust=trust)
        self.followed = Followed(self.following, self.times())
        self.followed.bell = settings.bell

    def get_default_screen(self) -> Screen[None]:
        return FollowScreen(self.followed)

    def said_to(self, controller: Controller) -> Said | None:
        return self.followed.document.said


def follow_on_screen(link: Link, trust: str = "") -> int:
    """Follow a meeting on the terminal's screen until it is left; the exit status."""
    app = FollowApp(link, read_config().config, trust=trust)
    app.run()
    return app.return_code or 0
