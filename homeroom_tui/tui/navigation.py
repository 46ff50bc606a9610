"""Screen navigation. Screen modules are imported lazily, when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.app import App
from textual.screen import Screen

from homeroom_tui.tui.screens.base import YES, YES_OR_NO, Choice, FormField

if TYPE_CHECKING:
    from homeroom_tui.controller import Controller
    from homeroom_tui.meeting.state import Playback
    from homeroom_tui.storage.archive import Resumable
    from homeroom_tui.tui.screens.meeting_base import MeetingBase

R = TypeVar("R")


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

    # Panels

    def show(self, screen: Screen[R], then: Callable[[R], Any]) -> None:
        """Show a screen above the one at hand; `then`, which may be async, gets its result."""

        def done(result: R | None) -> Any:
            return None if result is None else then(result)

        self.push_screen(screen, done)

    def ask(
        self,
        question: str,
        then: Callable[[str], object],
        *,
        text: str = "",
        choices: Sequence[Choice] = YES_OR_NO,
    ) -> None:
        """Ask above the screen at hand; `then` gets the value that was chosen, if one was."""
        from homeroom_tui.tui.screens.panels import QuestionScreen

        self.show(QuestionScreen(question, text, choices), then)

    def confirm(self, question: str, then: Callable[[], object], *, text: str = "") -> None:
        """Ask, and do it if the answer is yes."""
        self.ask(question, lambda answer: then() if answer == YES else None, text=text)

    def enter(
        self, question: str, fields: Sequence[FormField], then: Callable[..., object]
    ) -> None:
        """Have some lines typed; `then` gets what they read, unless they were left as they are."""
        from homeroom_tui.tui.screens.panels import FormScreen

        self.show(FormScreen(question, fields), lambda values: then(*values))

    def explain(self, title: str, text: str) -> None:
        """Show a text that has to be read, above the screen at hand."""
        self.ask(title, lambda _: None, text=text, choices=(Choice("", "Back", "b"),))

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


def _screen_for(playback: Playback) -> type[MeetingBase]:
    from homeroom_tui.meeting.state import Playback

    if playback is Playback.READY:
        from homeroom_tui.tui.screens.lobby import LobbyScreen

        return LobbyScreen
    if playback is Playback.FINISHED:
        from homeroom_tui.tui.screens.end import EndScreen

        return EndScreen
    from homeroom_tui.tui.screens.meeting import MeetingScreen

    return MeetingScreen
