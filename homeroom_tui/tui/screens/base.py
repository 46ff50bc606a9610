"""The base of all screens: commands from the table, footer, layout and dialogs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, cast

from msgspec import Struct
from textual import events, on
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingsMap, BindingType
from textual.content import Content
from textual.css.query import NoMatches
from textual.screen import Screen, ScreenResultType

from homeroom_tui.commands import Command, KeyNames, Keys, commands_of, key_label, keys_of
from homeroom_tui.tui.text import COMMAND, LINK, hang, in_rows, stack
from homeroom_tui.tui.widgets.header_footer import Footer, FooterItem

if TYPE_CHECKING:
    from homeroom_tui.agenda.inline import Link
    from homeroom_tui.agenda.library import SessionFile
    from homeroom_tui.controller import Controller
    from homeroom_tui.tui.app import HomeroomApp
    from homeroom_tui.tui.meeting_store import Severity

BY_WIDTH = [(0, "-tiny"), (40, "-small"), (60, "-narrow"), (90, "-wide")]
BY_HEIGHT = [(0, "-flat"), (8, "-low"), (18, "-short"), (28, "-tall")]
"""The classes of a screen from so many columns, and from so many rows, on."""

TALL_SOONER = [*BY_HEIGHT[:-1], (24, "-tall")]


class Choice(Struct, frozen=True):
    """An answer: the `value` handed back, its `label`, and a letter that chooses it at once."""

    value: str
    label: str
    key: str = ""


YES = "yes"
YES_OR_NO = (Choice(YES, "Yes", "y"), Choice("no", "No", "n"))


class FormField(Struct, frozen=True):
    """Something to type; `read` makes a value of it, or raises ValueError with a sentence.

    `begun` is whether the `text` is what is being typed, not one that typing replaces.
    """

    label: str
    text: str
    read: Callable[[str], Any]
    begun: bool = False


def needed(sentence: str) -> Callable[[str], str]:
    """Return what reads a line without the spaces around it; of an empty one it says this."""

    def read(text: str) -> str:
        if not text.strip():
            raise ValueError(sentence)
        return text.strip()

    return read


def bindings(screen: str, chosen: Keys) -> list[Binding]:
    """A screen's key bindings; each runs the screen's action `command('<id>')`."""
    return [
        Binding(
            "comma" if key == "," else key,  # Textual takes a comma for the end of a key
            f"command('{command.id}')",
            command.label,
            key_display=key_label(key),
            tooltip=command.help,
            id=command.id,
        )
        for command in commands_of(screen)
        for key in keys_of(command, chosen)
    ]


class HomeroomScreen(Screen[ScreenResultType], Generic[ScreenResultType]):
    """A screen that answers the commands of the table named for its `PLACE`.

    For each of them it has a method `do_<id>`, plain or async, called when the command is asked
    for by key, footer, palette or click, and only while `can(id)` is true. When what applies may
    have changed, call `refresh_bindings()`: the footer follows.
    """

    PLACE: ClassVar[str] = ""
    """The name of this screen in the command table."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "app.suspend_process", "Suspend", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = BY_WIDTH
    VERTICAL_BREAKPOINTS = BY_HEIGHT
    ALLOW_SELECT = False

    _following = False

    def __init__(self) -> None:
        # Textual sets these classes only after a first drawing, and then reads all styles again.
        across, down = self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS
        width, height = self.app.size
        super().__init__(classes=f"{_class_at(width, across)} {_class_at(height, down)}")
        ours = BindingsMap(bindings(self.PLACE, self.homeroom.settings.keys))
        self._bindings = BindingsMap.merge([ours, self._bindings])

    @property
    def homeroom(self) -> HomeroomApp:
        """The App, by its own type: it is built above the screens, so imported for types alone."""
        return cast("HomeroomApp", self.app)

    # Commands

    def can(self, command: str) -> bool:
        """Return whether the command of this id applies now. To be narrowed by each screen."""
        return command not in ("open_link", "copy_link") or bool(self.links())

    def label(self, command: Command) -> str:
        """The command's word for the footer at this moment."""
        return command.label

    def priority(self, command: Command) -> int:
        """Return the command's priority in the footer at this moment; 0 leaves it out."""
        return command.priority

    @property
    def names(self) -> KeyNames:
        """Return how sentences on this screen name commands: by the keys that the user has."""
        return KeyNames(self.homeroom.settings.keys)

    def key_line(
        self, said: Mapping[str, str], width: int, before: str = "", after: str = ""
    ) -> Content:
        """`Enter: edit · d: delete`: what is said of these commands, as far as they apply now.

        With words of homeroom's own before and after it.
        """
        keys = (f"{self.names(each)}: {what}" for each, what in said.items() if self.can(each))
        parts = map(Content, filter(None, (before, *keys, after)))
        return stack(hang(row, width) for row in in_rows(parts, width, " · "))

    def commands_now(self) -> Iterator[Command]:
        """The commands that apply now, in the table's order."""
        return (command for command in commands_of(self.PLACE) if self.can(command.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "command":
            return self.can(str(parameters[0]))
        return super().check_action(action, parameters)

    async def action_command(self, command: str) -> None:
        """Do the command of this id, if it applies now."""
        if self.can(command):
            done = getattr(self, f"do_{command}")()
            if isawaitable(done):
                await done
            self.refresh_bindings()

    def refresh_bindings(self) -> None:
        """Have the footer follow what applies now: once, however often it was asked for."""
        if not self._following:
            self._following = True
            self.call_next(self._follow_bindings)

    def _follow_bindings(self) -> None:
        self._following = False
        super().refresh_bindings()

    # Screens are imported when they are first asked for, here and below: the first shows sooner.

    def do_help(self) -> None:
        from homeroom_tui.tui.screens.help import HelpScreen

        self.homeroom.show(HelpScreen(self.commands_now()), self.action_command)

    def do_palette(self) -> None:
        from homeroom_tui.tui.screens.palette import Palette

        self.app.push_screen(Palette())

    def do_guidelines(self) -> None:
        from homeroom_tui.tui.screens.page import GuidelinesScreen

        self.app.push_screen(GuidelinesScreen(self.homeroom.library.series()))

    def links(self) -> Sequence[Link]:
        """The links that this screen shows now, for `open_link` and `copy_link`."""
        return ()

    def do_open_link(self) -> None:
        self._choose_link("Open which link?", self.homeroom.open_link)

    def do_copy_link(self) -> None:
        self._choose_link("Copy which link?", lambda url: self.homeroom.copy(url, url))

    def _choose_link(self, question: str, use: Callable[[str], None]) -> None:
        links = self.links()
        if len(links) == 1:
            use(links[0].url)
        else:
            choices = [Choice(link.url, f"{link.text} ({link.url})") for link in links]
            self.homeroom.ask(question, use, choices=choices)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave this screen, with a result; a second time, or under a panel, nothing happens."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def do_close(self) -> Awaitable[None] | None:
        self.do_leave()
        return None

    def do_leave(self) -> None:
        """Leave this screen: `q`, and wherever it is Ctrl+C and Ctrl+Q."""
        self.dismiss()

    def before_leaving(self) -> None:
        """Called when the program must end at once: keep here what must not be lost."""

    def file_saved(self, controller: Controller, file: SessionFile) -> None:
        """Called when the file of a meeting's session was saved."""

    # Time

    def tick(self) -> None:
        """Show what is true now. Called when `seconds_until_due` has passed."""

    def seconds_until_due(self) -> float | None:
        """Real seconds until this screen will show something else by itself; None: never."""
        return None

    # What all screens show

    def say(self, message: str, *, severity: Severity = "information") -> None:
        """A short sentence at the edge of the screen, letter for letter."""
        self.homeroom.say(message, severity)

    async def on_event(self, event: events.Event) -> None:
        try:
            await super().on_event(event)
        except NoMatches:
            # A signal may end all before the widgets of a screen are there.
            if self.app.return_code is None:
                raise

    def on_mount(self) -> None:
        self.bindings_updated_signal.subscribe(self, self._show_commands)

    def on_screen_resume(self) -> None:
        self._show_commands()
        self.homeroom.schedule_tick()

    @on(events.Click)
    async def clicked(self, event: events.Click) -> None:
        if not self.is_active:  # the click has closed it
            return
        meta = event.style.meta
        if COMMAND in meta:
            await self.action_command(meta[COMMAND])
        elif LINK in meta:
            self.homeroom.open_link(meta[LINK])
        elif event.widget is self and self.is_modal:
            self.do_close()  # a click beside a panel

    def on_screen_suspend(self) -> None:
        self._show_commands()

    def _show_commands(self, _screen: object = None) -> None:
        items = list(self._items()) if self.is_active else []  # not under a panel
        for footer in self.query(Footer):
            footer.show_items(items)

    def _items(self) -> Iterator[FooterItem]:
        for command in self.commands_now():
            keys = [key for key in keys_of(command, self.homeroom.settings.keys) if self._free(key)]
            priority = self.priority(command)
            if priority and keys:
                label = self.label(command)
                yield FooterItem(command.id, key_label(keys[0]), label, command.help, priority)

    def _free(self, key: str) -> bool:
        """Return whether a key is not text for the field that has the focus."""
        character = key if len(key) == 1 else None
        return self.focused is None or not self.focused.check_consume_key(key, character)


def _class_at(cells: int, breakpoints: list[tuple[int, str]]) -> str:
    """The class of a screen of so many columns, or rows."""
    return max(point for point in breakpoints if cells >= point[0])[1]
