"""Screen navigation. Screen modules are imported lazily, when they are first asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App
from textual.screen import Screen

from homeroom_tui.tui.screens.base import YES, YES_OR_NO, Choice, FormField

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import Library
    from homeroom_tui.commands import Command
    from homeroom_tui.controller import Controller
    from homeroom_tui.meeting.state import Playback
    from homeroom_tui.storage.archive import Resumable
    from homeroom_tui.tui.meeting_store import MeetingStore
    from homeroom_tui.tui.screens.meeting_base import StepsScreen


class PlaceholderScreen(Screen[None]):
    """Stands below a week that is opened directly, and shows the menu when that is left."""

    _covered = False

    def on_screen_suspend(self) -> None:
        self._covered = True

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        event.prevent_default()  # it has nothing to lay out, and is never seen
        if self._covered and self.is_active:
            self.show_menu()

    def show_menu(self) -> None:
        from homeroom_tui.tui.screens.menu import MenuScreen

        self.app.push_screen(MenuScreen())  # the first screen of all cannot be switched


class Navigation(App[None], inherit_bindings=False):
    """An App that shows the screens, one above the other."""

    library: Library
    store: MeetingStore

    # Panels

    def ask(
        self,
        question: str,
        then: Callable[[str], object],
        *,
        text: str = "",
        choices: Sequence[Choice] = YES_OR_NO,
        cursor: int = 0,
    ) -> None:
        """Ask above the screen at hand; `then` gets the value that was chosen, if one was."""
        from homeroom_tui.tui.screens.dialogs import QuestionScreen

        def answered(value: str | None) -> None:
            if value is not None:
                then(value)

        self.push_screen(QuestionScreen(question, text, choices, cursor=cursor), answered)

    def confirm(self, question: str, then: Callable[[], object], *, text: str = "") -> None:
        """Ask, and do it if the answer is yes."""
        self.ask(question, lambda answer: then() if answer == YES else None, text=text)

    def enter(
        self, question: str, fields: Sequence[FormField], then: Callable[[list[Any]], object]
    ) -> None:
        """Have some lines typed; `then` gets what they read, unless they were left as they are."""
        from homeroom_tui.tui.screens.dialogs import FormScreen

        def entered(values: list[Any] | None) -> None:
            if values is not None:
                then(values)

        self.push_screen(FormScreen(question, fields), entered)

    def show_help(
        self, commands: Iterable[Command], then: Callable[[str], Awaitable[None]]
    ) -> None:
        """Show what these commands do; `then` gets the id of one that was clicked on."""
        from homeroom_tui.tui.screens.help import HelpScreen

        async def chosen(command: str | None) -> None:
            if command is not None:
                await then(command)

        self.push_screen(HelpScreen(commands), chosen)

    def show_palette(self) -> None:
        from homeroom_tui.tui.screens.palette import Palette

        self.push_screen(Palette())

    def show_guidelines(self) -> None:
        from homeroom_tui.tui.screens.page import GuidelinesScreen

        self.push_screen(GuidelinesScreen(self.library.series()))

    def show_history(self) -> None:
        from homeroom_tui.tui.screens.history import HistoryScreen

        self.push_screen(HistoryScreen())

    def explain(self, title: str, text: str) -> None:
        """Show a text that has to be read, above the screen at hand."""
        self.ask(title, lambda _: None, text=text, choices=(Choice("", "Back", "b"),))

    def show_people(self, below: StepsScreen) -> None:
        """Show who is here, and change it."""
        from homeroom_tui.tui.screens.people import PeopleScreen

        self.push_screen(PeopleScreen(below))

    def show_carried(self, below: StepsScreen) -> None:
        """Show what earlier meetings left open, to be dealt with."""
        from homeroom_tui.tui.screens.carried import CarriedScreen

        self.push_screen(CarriedScreen(below))

    def show_notes(self, controller: Controller) -> None:
        from homeroom_tui.tui.screens.notes import NotesScreen

        self.push_screen(NotesScreen(controller))

    def write_note(self, controller: Controller, block: str | None, prompt: int | None) -> None:
        """A new note on a block, on one of its prompts, or on the whole meeting."""
        from homeroom_tui.tui.screens.notes import note_page

        self.push_screen(note_page(controller, block, prompt))

    def write_norms(self, controller: Controller) -> None:
        """Read and change the group's norms."""
        from homeroom_tui.tui.screens.notes import norms_page

        self.push_screen(norms_page(controller), lambda _: controller.keep_norms())

    # The screens of a meeting

    def show_meeting(self, playback: Playback, controller: Controller) -> None:
        """Show a meeting above what is there, by the screen for this playback."""
        self.push_screen(_screen_for(playback)(controller))

    def go_to(self, playback: Playback, controller: Controller) -> None:
        """Show a meeting by the screen for this playback in the place of the one at hand."""
        self.switch_screen(_screen_for(playback)(controller))

    def offer_to_resume(self, found: Resumable, then: Callable[[str | None], None]) -> None:
        """Offer to go on with a meeting; `then` gets an `Answer`, or None: decide later."""
        from homeroom_tui.tui.screens.resume import ResumeScreen

        self.push_screen(ResumeScreen(found), then)


def _screen_for(playback: Playback) -> type[StepsScreen]:
    from homeroom_tui.meeting.state import Playback

    if playback is Playback.READY:
        from homeroom_tui.tui.screens.lobby import LobbyScreen

        return LobbyScreen
    if playback is Playback.FINISHED:
        from homeroom_tui.tui.screens.end import EndScreen

        return EndScreen
    from homeroom_tui.tui.screens.meeting import MeetingScreen

    return MeetingScreen
