"""The app: library, clock and settings for all screens, one timer, and a clean end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from msgspec import Struct
from textual import events
from textual.app import ScreenStackError
from textual.binding import Binding
from textual.screen import Screen

from homeroom_tui.agenda.inline import SCHEMES
from homeroom_tui.config import Config
from homeroom_tui.files import CannotWrite
from homeroom_tui.tui import themes
from homeroom_tui.tui.meeting_store import MeetingStore
from homeroom_tui.tui.navigation import Navigation, PlaceholderScreen
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.system import EditedFile, ProcessSignals, to_clipboard
from homeroom_tui.tui.text import visible
from homeroom_tui.tui.themes import DARK, TERMINAL, THEMES, completed

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType
    from textual.command import Provider
    from textual.driver import Driver
    from textual.message_pump import MessagePump

    from homeroom_tui.agenda.library import Entry, Library, SessionFile
    from homeroom_tui.agenda.model import Session
    from homeroom_tui.alerts import Alert, OwnCommand
    from homeroom_tui.controller import Controller
    from homeroom_tui.meeting.clock import Clock
    from homeroom_tui.meeting.state import Playback
    from homeroom_tui.room.document import Said
    from homeroom_tui.room.sharing import Sharing
    from homeroom_tui.storage.archive import Archive, Resumable
    from homeroom_tui.tui.meeting_store import Severity
    from homeroom_tui.tui.share import MeetingShare
    from homeroom_tui.wording import TimeOfDay

    Resumed = tuple[Resumable, bool]
    """A meeting to go on with, and whether the time away counts."""

# The style sheets of a first screen. With each that is needed later, all are read again.
MENU_SHEETS = ("panes.tcss",)
LOBBY_SHEETS = ("meeting_base.tcss",)
MEETING_SHEETS = (*LOBBY_SHEETS, "meeting.tcss")

SETTLES = 1.0
"""Seconds after which the next key does not wait any more for what the last one does."""

SOONEST = 0.005
"""Seconds. A timer that comes a moment early must not spin."""


def _command_provider() -> type[Provider]:
    from homeroom_tui.tui.screens.palette import CommandProvider

    return CommandProvider


class FirstMeeting(Struct, frozen=True):
    """Options of the command line that apply to the first meeting, and not to those after it.

    `prepare` is called with it before its lobby shows; `here` are those who are, if it is not
    the whole group; at another `speed` than 1 it is a rehearsal.
    """

    prepare: Callable[[Controller], object] = lambda controller: None
    here: Sequence[str] | None = None
    speed: float = 1


async def _reached(node: MessagePump) -> None:
    """Wait until a node has handled all that is in its queue by now."""
    done = asyncio.Event()
    if node.call_later(done.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), SETTLES)


def _opens(url: str) -> bool:
    try:
        return urlsplit(url).scheme in SCHEMES
    except ValueError:
        return False


class HomeroomApp(Navigation, inherit_bindings=False):
    """homeroom on a full screen: the menu, or above it the lobby of one week.

    The process should end with the App's `return_code`: 0, or 128 + N after the signal N.
    """

    SHEETS: ClassVar[tuple[str, ...]] = ()
    """The style sheets of the first screen, where it is always the same."""

    COMMANDS = {_command_provider}  # noqa: RUF012  # Textual's own class variable
    ENABLE_COMMAND_PALETTE = False  # the command table has its key
    BINDINGS = [  # noqa: RUF012
        Binding("ctrl+c,ctrl+q", "leave", "Leave", show=False, priority=True),
    ]

    def __init__(
        self,
        library: Library,
        clock: Clock,
        settings: Config | None = None,
        *,
        warning: str = "",
        theme_file: Path | None = None,
        week: Entry | None = None,
        first: FirstMeeting | None = None,
        archive: Archive | Path | None = None,
        norms_file: Path | None = None,
        resume: Resumed | None = None,
        share: tuple[str, str, str] | None = None,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        """`first` is for the first meeting only, be it that of `week` or one opened in the menu.

        `warning` is said at the start. A theme that is chosen in the app is kept in `theme_file`.
        Meetings are kept in `archive` (or the folder for one), norms in `norms_file`, if there are
        these; `resume` is a meeting to go on with: at once, or if it is finished after a question.
        With `share` (broker, page and cohort of the command line, which may be empty) meetings are
        shared from their lobby on. `ready` is called when the first screen is laid out.
        """
        for name in ("COLUMNS", "LINES"):
            os.environ.pop(name, None)  # the terminal knows better, and they may say anything
        usual = MEETING_SHEETS if resume else LOBBY_SHEETS if week else MENU_SHEETS
        sheets = self.SHEETS or usual
        super().__init__(
            css_path=["app.tcss", *sheets],
            # Without color at all Textual would still show grays, but for a terminal's own.
            ansi_color="NO_COLOR" in os.environ or None,
        )
        self.library = library
        self.clock = clock
        self.settings = settings or Config()
        self._warning = warning
        self._theme_file = theme_file
        self._week = week
        self._first = first or FirstMeeting()
        self._resume = resume
        self._share = share
        self._call_when_ready = ready
        self.leaving = False
        self.store = MeetingStore(self, archive, norms_file)
        self._signals = ProcessSignals(self.leave_now)
        self._timer: asyncio.TimerHandle | None = None
        self._edited: EditedFile | None = None
        for theme in THEMES.values():
            self.register_theme(theme)
        wanted = TERMINAL.name if self.no_color else self._theme_at_first()
        self._begin_in(wanted if wanted in self.available_themes else DARK.name)
        if not self.settings.motion:
            self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return completed(self.current_theme)

    def _theme_at_first(self) -> str:
        if self.settings.theme is not None:
            return f"homeroom-{self.settings.theme}"
        return "" if self._theme_file is None else themes.read_chosen(self._theme_file)

    def _begin_in(self, name: str) -> None:
        """Set the first theme. A change of `theme` would have all styles read and applied twice."""
        theme = self.available_themes[name]
        if theme.ansi:
            self.theme = name
            return
        self.set_reactive(HomeroomApp.theme, name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(theme.dark, "-dark-mode", update=False)
        self.set_class(not theme.dark, "-light-mode", update=False)

    def choose_theme(self, name: str) -> None:
        """Show this theme from now on, at the next start too if the settings name none."""
        self.theme = name
        if self._theme_file is None or self.settings.theme is not None:
            return
        try:
            themes.write_chosen(self._theme_file, name)
        except CannotWrite as error:
            self.say(f"The theme can't be kept for the next start: {error.reason}", "warning")

    def get_default_screen(self) -> Screen[None]:
        if self._week is not None or self._resume is not None:
            return PlaceholderScreen()
        from homeroom_tui.tui.screens.menu import MenuScreen

        return MenuScreen()

    def on_mount(self) -> None:
        self._signals.catch()
        self.app_resume_signal.subscribe(self, self._come_back)
        if self._warning:
            self.say(self._warning, "warning")
        # Not here: Textual would wait for the screen, and throw its first frame away.
        self.call_next(self._open)

    def _open(self) -> None:
        if self._resume is not None:
            found, counting = self._resume
            if found.finished:
                self.store.ask([found], self._menu_if_nothing_opened)
            else:
                self.store.resume(found.record, counting=counting)
                self._menu_if_nothing_opened()
        elif self._week is not None:
            offer = None if self.next_speed != 1 else self.store.resumable()
            self.store.ask(() if offer is None else offer.meetings, self._open_first)

    def on_ready(self) -> None:
        self._call_when_ready()

    def _open_first(self) -> None:
        assert self._week is not None
        file = self.library.load(self._week)
        if file.session is None:
            self.say(f"{self._week.name} has errors and can't be opened")
            self._menu_if_nothing_opened()
        else:
            self.open_week(file)

    def _menu_if_nothing_opened(self) -> None:
        if isinstance(self.screen, PlaceholderScreen):
            self.screen.show_menu()

    def _come_back(self, _app: object) -> None:
        """Draw everything anew: after Ctrl+Z and `fg` the terminal is empty."""
        self.refresh(layout=True)
        self.redraw()

    def on_unmount(self) -> None:
        self._signals.let_go()
        if "_own_command" in vars(self):  # it was needed
            self._own_command.close()
        if self._timer is not None:
            self._timer.cancel()
        if self._edited is not None:
            self._edited.close()

    @property
    def next_speed(self) -> float:
        """Return how many times as fast as real time the next meeting runs; 1: no rehearsal."""
        return self._first.speed

    def open_week(self, file: SessionFile) -> None:
        """Show the lobby of a session that was read without errors, as it was left not long ago."""
        assert file.session is not None
        first, self._first = self._first, FirstMeeting()
        controller = None
        if first.speed == 1:
            controller = self.store.as_left(file.entry, file.session, first.here)
        if controller is None:
            controller = self._begin(file, file.session, first)
        first.prepare(controller)
        self.store.show(controller, file.entry)

    def _begin(self, file: SessionFile, session: Session, first: FirstMeeting) -> Controller:
        from homeroom_tui.controller import new_meeting
        from homeroom_tui.meeting.clock import RehearsalClock

        controller = new_meeting(
            session,
            self.library.series(),
            self.library.group(),
            self.clock if first.speed == 1 else RehearsalClock(first.speed, self.clock),
            self.times(),
            here=first.here,
            archive=self.store.archive,
            library=file.entry.library,
        )
        self.store.record(controller, file.entry)
        return controller

    def show_meeting(self, playback: Playback, controller: Controller) -> None:
        super().show_meeting(playback, controller)
        wanted = self._share is not None or controller.taken is not None
        if wanted and not controller.rehearsal and self.can_share(controller):
            self.share.start(controller)

    def follow_file(self, controller: Controller, entry: Entry) -> None:
        """Tell the screens of this meeting whenever its session's file is saved."""

        def saved(file: SessionFile) -> None:
            self.call_later(self._session_saved, controller, file)

        if self._edited is not None:
            self._edited.close()
        self._edited = EditedFile(self.library, entry, saved)
        self._edited.start()

    def edit_session(self, controller: Controller) -> None:
        """Open the file of a meeting's session in the user's editor; a bundled one is copied."""
        if self._edited is None:
            self.say("The file of this session is gone.")
            return
        from msgspec.structs import replace

        entry = self._edited.entry
        path = self.own_file(entry)
        if path is not None:
            if path != entry.path:
                self.follow_file(controller, replace(entry, path=path))
            self.edit(path)

    def own_file(self, entry: Entry) -> Path | None:
        """The file of a session for its user to edit, a copy of a bundled one; None: not so."""
        from homeroom_tui.agenda.new_files import own_copy

        path = self.written(lambda: own_copy(self.library, entry))
        if path is not None and path != entry.path:
            self.say(f"Your own copy: {path}")
        return path

    def written(self, write: Callable[[], Path]) -> Path | None:
        """The path of a file that was written, or None after saying why it can't be."""
        try:
            return write()
        except CannotWrite as error:
            self.say(str(error), "warning")
            return None

    def _session_saved(self, controller: Controller, file: SessionFile) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, HomeroomScreen):
                screen.file_saved(controller, file)

    def times(self) -> TimeOfDay:
        """Return how times of day are written."""
        from homeroom_tui.wording import TimeOfDay, locale_hours

        return TimeOfDay(self.settings.hours or locale_hours())

    # Time

    def schedule_tick(self) -> None:
        """Set the one timer for when something in sight will look different by itself.

        A screen calls this whenever its `seconds_until_due` may have become shorter.
        """
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        dues = [
            due for screen in self._in_sight() if (due := screen.seconds_until_due()) is not None
        ]
        if dues:
            # Not a timer of Textual's: that is a task, made anew each second.
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(SOONEST, min(dues)), self.call_next, self.redraw)

    def redraw(self) -> None:
        """Show what is true now."""
        for screen in self._in_sight():
            screen.tick()
        if self._edited is not None:
            self._edited.look_soon()
        self.schedule_tick()

    def _in_sight(self) -> Iterator[HomeroomScreen[object]]:
        for screen in reversed(self.screen_stack):
            if isinstance(screen, HomeroomScreen) and screen.is_mounted:
                yield screen
            if not screen.is_modal:
                return

    # Sharing

    @cached_property
    def share(self) -> MeetingShare:
        """The meeting that is shared; asked for only where one is, or shall be."""
        from homeroom_tui.tui.share import MeetingShare

        return MeetingShare(self, *(self._share or ()))

    def sharing(self, controller: Controller) -> Sharing | None:
        """The sharing of this meeting; None while it is not shared."""
        shared = "share" in self.__dict__ and self.share.is_of(controller)
        return self.share.sharing if shared else None

    def said_to(self, controller: Controller) -> Said | None:
        """The sentence that is said to this meeting's group from a board of its cohort."""
        sharing = self.sharing(controller)
        return None if sharing is None else sharing.said

    def show_followers(self, controller: Controller) -> None:
        """Let those who follow this meeting see how it is now."""
        if "share" in self.__dict__:
            self.share.show(controller)

    def can_share(self, controller: Controller) -> bool:
        """Return whether this meeting can be shared, and say why if it can't."""
        if controller.rehearsal:
            self.say("A rehearsal can't be shared: its clock runs ahead.")
            return False
        try:
            return self.share is not None
        except ImportError:
            self.say("To share, install more libraries: pip install 'homeroom-tui[room]'")
            return False

    def leave_meeting(self) -> None:
        """Have all of the meeting on disk and let go of it; who follows it keeps what they see."""
        self.store.leave()
        if "share" in self.__dict__:
            self.share.leave()

    # Signals

    def alert(self, controller: Controller, alert: Alert) -> None:
        """Let a signal reach beyond the screen in the ways chosen; a rehearsal keeps to it."""
        if controller.rehearsal:
            return
        if controller.bell:
            self.bell()
        if self.settings.sound == "chime":
            from homeroom_tui import sound

            # From the thread of a chime that nothing could play.
            ring = (lambda: None) if controller.bell else partial(self.call_later, self.bell)
            sound.play(alert.signal, ring)
        from homeroom_tui.alerts import notification

        sequence = notification(alert.sentence, self.settings.notifications)
        if sequence and not self.is_headless and self._driver is not None:
            self._driver.write(sequence)
        self._own_command.run(alert.variables())

    @cached_property
    def _own_command(self) -> OwnCommand:
        from homeroom_tui.alerts import OwnCommand

        def warn(sentence: str) -> None:
            self.call_later(self.say, sentence, "warning")

        return OwnCommand(self.settings.command, self.settings.command_timeout, warn)

    # Keys

    def get_driver_class(self) -> type[Driver]:
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found
        from homeroom_tui.tui.driver import TerminalDriver

        return TerminalDriver

    async def on_event(self, event: events.Event) -> None:
        # Keys typed ahead must not open anything on screens that are being taken away.
        if not (self.leaving and isinstance(event, events.InputEvent)):
            await super().on_event(event)

    async def settled(self) -> None:
        """Return when the last key has had all its effect, such as a panel that has the focus."""
        with suppress(ScreenStackError):
            await _reached(self)
            for node in (self.focused or self.screen).ancestors_with_self:
                await _reached(node)
            screen = None
            while screen is not self.screen:
                screen = self.screen
                await _reached(screen)
                await _reached(self)

    # The way out

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        self.leaving = True
        super().exit(result, return_code, message)

    async def action_leave(self) -> None:
        """Do what `q` does on the screen at hand; a palette is closed."""
        if isinstance(self.screen, HomeroomScreen):
            await self.screen.action_command("leave")
        else:
            self.screen.dismiss()

    def leave_now(self, code: int = 0) -> None:
        """End at once, each screen keeping first what must not be lost."""
        for screen in self.screen_stack:
            if isinstance(screen, HomeroomScreen):
                screen.before_leaving()
        self.leave_meeting()
        self.exit(return_code=code)

    # The world outside

    def open_link(self, url: str) -> None:
        """Open a web or mail address in the browser, showing it first."""
        if not _opens(url):
            self.say(f"Only web and mail addresses can be opened: {url}")
            return
        self.say(f"Opening {url}")
        self.run_worker(lambda: self._browse(url), thread=True, exit_on_error=False)

    def _browse(self, url: str) -> None:
        import webbrowser

        opened = False
        with suppress(webbrowser.Error, OSError):
            browser = webbrowser.get()
            # A text browser would write into this screen.
            if type(browser) is not webbrowser.GenericBrowser:
                opened = browser.open(url)
        if not opened:
            self.call_later(self.say, f"No browser could be opened. The address is {url}")

    def edit(self, path: Path) -> None:
        """Open a file in the user's editor while the screen waits; where it can't, say its path."""
        from textual.app import SuspendNotSupported

        from homeroom_tui import editor

        trouble = ""
        try:
            with self.suspend():
                # Textual comes back only where no error leaves this block.
                try:
                    editor.edit(path)
                except Exception as error:
                    trouble = str(error) or type(error).__name__
        except SuspendNotSupported:
            trouble = "No editor can be opened here"
        if trouble:
            self.say(f"{trouble}. The file is {path}", "warning")

    def copy(self, text: str, what: str) -> None:
        """Put a text on the clipboard, and say what is known: `what` it is, or the text itself.

        A terminal never tells whether it takes a text; a tool of the system does.
        """
        self.copy_to_clipboard(text)
        if self.is_headless:
            self.say(f"Copied {what}")
        else:
            self.run_worker(lambda: self._copy_by_tool(text, what), thread=True)

    def _copy_by_tool(self, text: str, what: str) -> None:
        if to_clipboard(text):
            said = f"Copied {what}"
        else:
            said = (
                f"Sent {what} to the terminal's clipboard. If it can't be pasted, select:\n{text}"
            )
        self.call_later(self.say, said)

    def say(self, message: str, severity: Severity = "information") -> None:
        """Show a short sentence at the edge of the screen, letter for letter, until the next."""
        self.clear_notifications()
        self.notify(visible(message, lines=True), severity=severity, markup=False)
