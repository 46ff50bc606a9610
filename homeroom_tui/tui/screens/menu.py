"""The menu: the weeks at the left, and at the right what is in the one under the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from homeroom_tui.agenda.library import Entry, LibraryError, SessionFile
from homeroom_tui.agenda.model import Prompt, Series
from homeroom_tui.tui.commands import Command
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.text import literal, visible
from homeroom_tui.tui.widgets.footer import Footer
from homeroom_tui.tui.widgets.header import Header, date_text
from homeroom_tui.tui.widgets.preview import Preview
from homeroom_tui.tui.widgets.session_list import Row, SessionList

BATCH = 16
"""Files read between two looks at what is in view."""


def row_of(key: int, file: SessionFile) -> Row:
    """How a file that was read stands in the list."""
    from homeroom_tui.agenda.inline import plain
    from homeroom_tui.meeting.words import length

    session = file.session
    if session is None:
        count = sum(problem.severity == "error" for problem in file.problems)
        broken = "can't be read: " + ("1 problem" if count == 1 else f"{count} problems")
        return Row(key, visible(file.entry.name), broken=broken)
    label = f"Week {session.week}" if session.week is not None else visible(file.entry.name)
    title = "(no blocks yet)" if session.draft else visible(plain(session.title))
    duration = length(session.duration) if session.duration is not None else ""
    return Row(key, label, title, duration, muted=session.draft)


def words_of(file: SessionFile) -> str:
    """All that can be found of a file, case folded: its name, titles and prompts."""

    def texts(prompts: Sequence[Prompt]) -> Iterator[str]:
        for prompt in prompts:
            yield prompt.text
            yield from texts(prompt.prompts)

    words = [file.entry.name]
    if (session := file.session) is not None:
        words += [f"week {session.week}", session.title]
        for block in session.blocks:
            words += [block.title, *texts(block.prompts)]
    return "\n".join(words).casefold()


class MenuScreen(HomeroomScreen[None]):
    """Shows at once which files there are, and fills in their titles as they are read."""

    PLACE = "menu"

    @dataclass
    class Loaded(Message):
        """Some files were read: their place among the entries, and what was in them."""

        files: Sequence[tuple[int, SessionFile]]

    @dataclass
    class SeriesRead(Message):
        series: Series

    def __init__(self) -> None:
        super().__init__()
        self.series = Series()
        self._entries: Sequence[Entry] = ()
        self._rows: list[Row] = []
        self._files: dict[int, SessionFile] = {}
        self._words: dict[int, str] = {}
        self._in_view: Sequence[int] = ()
        self._query = ""
        self._nothing = "No sessions here"

    def compose(self) -> ComposeResult:
        yield Header()
        with Container(id="panes"):
            yield SessionList()
            yield Preview()
        yield Container(id="find")
        yield Footer()

    def on_mount(self) -> None:
        try:
            self._entries = self.homeroom.library.entries()
        except LibraryError as error:
            self._nothing = visible(str(error))
        self._rows = [
            Row(at, visible(entry.name), muted=True) for at, entry in enumerate(self._entries)
        ]
        self._show_rows()
        self.tick()
        self.query_one(SessionList).focus()
        self.call_after_refresh(self.run_worker, self._read_files, thread=True)

    # Reading, in a thread

    def _read_files(self) -> None:
        worker = get_current_worker()
        library = self.homeroom.library
        self.post_message(self.SeriesRead(library.series()))
        unread = dict.fromkeys(range(len(self._entries)))
        while unread and not worker.is_cancelled:
            batch = [at for at in self._in_view if at in unread][:BATCH]
            batch = batch or list(islice(unread, BATCH))
            for at in batch:
                del unread[at]
            self.post_message(self.Loaded([(at, library.load(self._entries[at])) for at in batch]))

    def on_menu_screen_series_read(self, message: SeriesRead) -> None:
        self.series = message.series
        self.tick()

    def on_menu_screen_loaded(self, message: Loaded) -> None:
        for at, file in message.files:
            self._files[at] = file
            self._rows[at] = row_of(at, file)
            self._words[at] = words_of(file)
        self._show_rows()

    # What is shown

    def tick(self) -> None:
        title = literal(self.series.title or "homeroom").stylize("bold")
        self.query_one(Header).show(title, date_text(self._today()))

    def seconds_until_due(self) -> float:
        today = self._today()
        midnight = today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return (midnight - today).total_seconds() / self.homeroom.clock.speed

    def _today(self) -> datetime:
        return datetime.fromtimestamp(self.homeroom.clock.now().utc)

    def _show_rows(self) -> None:
        wanted = self._query.casefold().split()
        rows = [
            row
            for row in self._rows
            if all(word in self._words.get(row.key, row.label.casefold()) for word in wanted)
        ]
        nothing = f"No week has “{visible(self._query)}” in it" if wanted else self._nothing
        sessions = self.query_one(SessionList)
        sessions.show_rows(rows, nothing)
        self._in_view = [row.key for row in sessions.rows_in_view]

    def on_session_list_pointed(self, message: SessionList.Pointed) -> None:
        file = self._files.get(message.row.key) if message.row else None
        self.query_one(Preview).show(file, self.series.base_url)
        self.refresh_bindings()

    def on_session_list_chosen(self) -> None:
        self.do_open()

    # Finding

    def _field(self) -> Input | None:
        return next(iter(self.query(Input)), None)

    async def do_find(self) -> None:
        if (field := self._field()) is None:
            field = Input(placeholder="a word of the title or of a prompt", compact=True)
            await self.query_one("#find").mount(field)
        field.focus()

    async def do_unfind(self) -> None:
        self.query_one(SessionList).focus()
        await self.query_one("#find").remove_children()
        self._query = ""
        self._show_rows()

    def on_input_changed(self, message: Input.Changed) -> None:
        self._query = message.value
        self._show_rows()

    def on_input_submitted(self) -> None:
        self.do_open()

    # Commands

    def can(self, command: str) -> bool:
        match command:
            case "open":
                return self.query_one(SessionList).row is not None
            case "unfind":
                return self._field() is not None
            case "guidelines":
                return bool(self.series.guidelines)
        return super().can(command)

    def label(self, command: Command) -> str:
        return "Quit" if command.id == "leave" else super().label(command)

    def do_open(self) -> None:
        row = self.query_one(SessionList).row
        if row is None:
            return
        file = self._files.get(row.key) or self.homeroom.library.load(self._entries[row.key])
        if file.session is None:
            self.say("This file can't be opened as it is. What is wrong with it stands beside.")
        else:
            self.homeroom.open_week(file)

    def do_cursor_up(self) -> None:
        self.query_one(SessionList).move(-1)

    def do_cursor_down(self) -> None:
        self.query_one(SessionList).move(1)

    def do_page_up(self) -> None:
        self.query_one(SessionList).move(-self.query_one(SessionList).size.height)

    def do_page_down(self) -> None:
        self.query_one(SessionList).move(self.query_one(SessionList).size.height)

    def do_preview_up(self) -> None:
        self.query_one(Preview).scroll_up(animate=False)

    def do_preview_down(self) -> None:
        self.query_one(Preview).scroll_down(animate=False)

    def do_first(self) -> None:
        self.query_one(SessionList).point(0)

    def do_last(self) -> None:
        self.query_one(SessionList).point(len(self._rows) - 1)

    def do_leave(self) -> None:
        self.app.exit()
