"""The base of screens with a list, and beside it the content of the row under the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.widgets.base import Layout, LineInput, WrappedText
from homeroom_tui.tui.widgets.header_footer import Footer, Header
from homeroom_tui.tui.widgets.session_list import SessionList


class PanesScreen(HomeroomScreen[None]):
    """A list with a cursor, a pane that can be scrolled beside it, and a field to find rows by."""

    CSS_PATH = "../panes.tcss"
    FIND_HINT = ""
    OPENS = ""
    """The command for a row that was clicked on, or found: Enter was pressed in the field."""

    def __init__(self) -> None:
        super().__init__()
        self.query_text = ""

    def compose(self) -> ComposeResult:
        yield Header()
        with Container(id="panes"):
            yield SessionList()
            with VerticalScroll(id="pane", can_focus=False):
                yield WrappedText()
        yield Container(id="find")
        yield from self.below()
        yield Footer()

    def below(self) -> Iterable[Widget]:
        """Widgets between the panes and the footer."""
        return ()

    def show_pane(self, lay: Layout) -> None:
        """Show this text beside the list, from its beginning."""
        self.query_one("#pane WrappedText", WrappedText).show(lay)
        self.query_one("#pane").scroll_home(animate=False)

    def show_rows(self) -> None:
        """List the rows in which the words of `query_text` are found."""
        raise NotImplementedError

    def show_pointed(self) -> None:
        """Show what the row under the cursor stands for."""
        raise NotImplementedError

    def on_session_list_pointed(self) -> None:
        self.show_pointed()
        self.refresh_bindings()

    @on(SessionList.Chosen)
    @on(Input.Submitted)
    async def open_pointed(self) -> None:
        await self.action_command(self.OPENS)

    @property
    def wanted(self) -> list[str]:
        """The words to find, case folded."""
        return self.query_text.casefold().split()

    # Finding

    @property
    def field(self) -> Input | None:
        """The field to find rows by, while it is there."""
        return next(iter(self.query(Input)), None)

    async def do_find(self) -> None:
        if (field := self.field) is None:
            field = LineInput(placeholder=self.FIND_HINT)
            await self.query_one("#find").mount(field)
        field.focus()

    async def do_unfind(self) -> None:
        self.sessions.focus()
        await self.query_one("#find").remove_children()
        self.query_text = ""
        self.show_rows()

    def on_input_changed(self, message: Input.Changed) -> None:
        self.query_text = message.value
        self.show_rows()

    # Moving the cursor and the pane

    @property
    def sessions(self) -> SessionList:
        """The list."""
        return self.query_one(SessionList)

    @property
    def pointed(self) -> Any:
        """The key of the row under the cursor; None: there is no row."""
        row = self.sessions.row
        return row.key if row else None

    def do_cursor_up(self) -> None:
        self.sessions.move(-1)

    def do_cursor_down(self) -> None:
        self.sessions.move(1)

    def do_page_up(self) -> None:
        self.sessions.move(-self.sessions.size.height)

    def do_page_down(self) -> None:
        self.sessions.move(self.sessions.size.height)

    def do_preview_up(self) -> None:
        self.query_one("#pane").scroll_up(animate=False)

    def do_preview_down(self) -> None:
        self.query_one("#pane").scroll_down(animate=False)

    def do_first(self) -> None:
        self.sessions.point(0)

    def do_last(self) -> None:
        self.sessions.point(self.sessions.count - 1)
