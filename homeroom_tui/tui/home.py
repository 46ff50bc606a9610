"""What the screens may ask of the App: it is built above them, and this is all they know of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from homeroom_tui.tui.dialogs import YES_OR_NO, Choice, Field
from homeroom_tui.tui.meeting_store import Keeper, Shelf

if TYPE_CHECKING:
    from homeroom_tui.agenda.library import SessionFile
    from homeroom_tui.alerts import Alert
    from homeroom_tui.commands import Command
    from homeroom_tui.controller import Running
    from homeroom_tui.meeting.state import Playback
    from homeroom_tui.meeting.view import View


class Home(Keeper, Protocol):
    """The App, as a screen's `homeroom`; what its methods do is said in `app` and in `doors`."""

    shelf: Shelf

    # Panels above a screen, and the screens of a meeting

    def ask(
        self,
        question: str,
        then: Callable[[str], object],
        *,
        text: str = "",
        choices: Sequence[Choice] = YES_OR_NO,
        cursor: int = 0,
    ) -> None: ...

    def confirm(self, question: str, then: Callable[[], object], *, text: str = "") -> None: ...

    def enter(
        self, question: str, fields: Sequence[Field], then: Callable[[list[Any]], object]
    ) -> None: ...

    def show_help(
        self, commands: Iterable[Command], then: Callable[[str], Awaitable[None]]
    ) -> None: ...

    def show_palette(self) -> None: ...

    def show_guidelines(self) -> None: ...

    def show_people(self, below: WithPeople) -> None: ...

    def show_notes(self, running: Running) -> None: ...

    def write_note(self, running: Running, block: str | None, prompt: int | None) -> None: ...

    def write_norms(self, running: Running) -> None: ...

    def go_to(self, playback: Playback, running: Running) -> None: ...

    # The rest

    def open_week(self, file: SessionFile) -> None: ...

    def edit_session(self, running: Running) -> None: ...

    def edit(self, path: Path) -> None: ...

    def alert(self, running: Running, alert: Alert) -> None: ...

    def open_link(self, url: str) -> None: ...

    def copy(self, text: str, what: str) -> None: ...

    def choose_theme(self, name: str) -> None: ...

    def schedule_tick(self) -> None: ...


class WithPeople(Protocol):
    """A screen of a meeting whose people can be changed above it."""

    running: Running
    view: View

    def take(self, kind: Callable[..., Any], *, ago: int = 0, **what: Any) -> bool: ...

    def toggle_person(self, person: str) -> None: ...
