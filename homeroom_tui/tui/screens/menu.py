"""The menu: the list of weeks, and beside it the content of the one under the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.content import Content
from textual.widget import Widget
from textual.worker import get_current_worker

from homeroom_tui import paths
from homeroom_tui.agenda.lengths import count, date_text, length
from homeroom_tui.agenda.library import INTERVAL, Entry, LibraryWatch, SessionFile, week_order
from homeroom_tui.agenda.model import Group, Series, counted
from homeroom_tui.commands import Command
from homeroom_tui.tui.screens.base import FormField
from homeroom_tui.tui.screens.panes import PanesScreen
from homeroom_tui.tui.text import hang, literal, plain_title, visible
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.header_footer import Header
from homeroom_tui.tui.widgets.preview import last_run, preview
from homeroom_tui.tui.widgets.session_list import SessionRow

if TYPE_CHECKING:
    from pathlib import Path

    from homeroom_tui.meeting.schedule import ThisMeeting
    from homeroom_tui.storage.archive import Offer, Resumable
    from homeroom_tui.storage.replay import Recording


def row_of(file: SessionFile) -> SessionRow:
    """Return how a file that was read stands in the list."""
    session = file.session
    if session is None:
        errors = sum(problem.severity == "error" for problem in file.problems)
        broken = f"can't be read: {count(errors, 'problem')}"
        return SessionRow(file.entry, visible(file.entry.name), broken=broken)
    label = f"Week {session.week}" if session.week is not None else visible(file.entry.name)
    title = "(no blocks yet)" if session.draft else plain_title(session.title)
    duration = length(session.duration) if session.duration is not None else ""
    return SessionRow(file.entry, label, title, duration, muted=session.draft)


def words_of(file: SessionFile) -> str:
    """All that can be found of a file, case folded: its name, titles and prompts."""

    words = [file.entry.name]
    if (session := file.session) is not None:
        words += [f"week {session.week}", session.title]
        for block in session.blocks:
            words += [block.title, *(prompt.text for _, prompt in counted(block.prompts))]
    return "\n".join(words).casefold()


BATCH = 16
"""Files read between two looks at what is in view."""

USUAL = 16 * 1024
"""Bytes. No session that a person wrote is larger, and to read one takes a millisecond."""


def _minutes(text: str) -> int:
    if not (text.strip().isdecimal() and len(text.strip()) <= 4 and 5 <= int(text) <= 24 * 60):
        raise ValueError("Write a number of minutes, from 5 on.")
    return int(text)


class MenuScreen(PanesScreen):
    """Shows at once which files there are, and fills in their titles as they are read.

    It follows the folder: a file that comes, changes or goes shows within a second, and the
    cursor stays on its week.
    """

    PLACE = "menu"
    OPENS = "open"
    FIND_HINT = "a word of the title or of a prompt"

    def __init__(self) -> None:
        super().__init__()
        self.series = Series()
        self.group = Group()
        self._this_week: ThisMeeting | None = None
        self._looked: date | None = None
        self._moved = False
        self._watch = LibraryWatch(self.homeroom.library)
        self._looking = False
        self._entries: Sequence[Entry] = ()
        self._files: dict[Entry, SessionFile] = {}
        self._rows: dict[Entry, SessionRow] = {}
        self._words: dict[Entry, str] = {}
        self._in_view: Sequence[Entry] = ()
        self._nothing = ""
        self._records: Sequence[Recording] = ()
        self._unfinished: Sequence[Resumable] = ()
        self._finished: Sequence[Resumable] = ()

    def below(self) -> Iterator[Widget]:
        yield WrappedText(self._first_hint, id="hint")

    def on_mount(self) -> None:
        library, unread = self.homeroom.library, self._watch.look() or []
        self.series, self.group = library.series(), library.group()
        self._list(self._watch.entries, self._watch.trouble)
        # So the first paint has titles, and no second one is needed for most libraries.
        first = [entry for entry in unread[:BATCH] if self._watch.size(entry) <= USUAL]
        self._take_in([library.load(entry) for entry in first])
        self._show_header()
        self.sessions.focus()
        self.call_after_refresh(self._follow, [entry for entry in unread if entry not in first])

    def _first_hint(self, width: int) -> Content:
        """Shown as long as no meeting is kept."""
        key = self.names
        said = (
            f"{key('open')} opens a week, {key('start')} starts it, {key('help')} shows all keys."
        )
        return hang(Content(f"First time here? {said}"), width)

    # Following the folder, in a thread

    def _follow(self, unread: list[Entry] | None = None) -> None:
        if not self._looking:
            self._looking = True
            self.run_worker(lambda: self._look(unread), thread=True)

    def _look(self, unread: list[Entry] | None) -> None:
        try:
            worker = get_current_worker()
            library = self.homeroom.library
            series, group = library.series(), library.group()
            if (series, group) != (self.series, self.group):
                self.call_later(self._take_in_series, series, group)
            if unread is None:
                unread = self._watch.look()
                if unread is None:
                    return
                self.call_later(self._list_anew, self._watch.entries, self._watch.trouble)
            waiting = dict.fromkeys(unread)
            while waiting and not worker.is_cancelled:
                batch = [entry for entry in self._in_view if entry in waiting][:BATCH]
                batch = batch or list(islice(waiting, BATCH))
                for entry in batch:
                    del waiting[entry]
                self.call_later(self._take_in, [library.load(entry) for entry in batch])
        finally:
            self._looking = False

    # What is kept of past meetings, in a thread

    def on_screen_resume(self) -> None:
        self._show_header()
        if self.homeroom.store.keeps:
            self.call_after_refresh(lambda: self.run_worker(self._remember, thread=True))

    def _remember(self) -> None:
        store = self.homeroom.store
        self.call_later(self._show_past, store.records(), store.resumable())

    def _show_past(self, records: Sequence[Recording], offer: Offer | None) -> None:
        """Take in the past meetings, newest first, and those that can be gone on with."""
        self._records = records
        if offer is not None:
            self._unfinished, self._finished = offer.meetings, offer.finished
        self.set_class(not records, "-first")
        self.refresh_bindings()
        self.show_pointed()
        if self.is_active and not self.homeroom.store.asked:
            self.homeroom.store.ask(self._unfinished)

    def do_resume(self) -> None:
        self.homeroom.store.ask([*self._unfinished, *self._finished])

    def _take_in_series(self, series: Series, group: Group) -> None:
        self.series, self.group = series, group
        self._find_this_week()
        self._show_header()
        self.show_pointed()

    def _list_anew(self, entries: Sequence[Entry], trouble: str) -> None:
        self._list(entries, trouble)
        self.show_rows()

    def _list(self, entries: Sequence[Entry], trouble: str) -> None:
        self._entries = entries
        self._nothing = visible(trouble) or "No sessions here"
        there = set(entries)
        for gone in [entry for entry in self._files if entry not in there]:
            del self._files[gone], self._rows[gone], self._words[gone]

    def _take_in(self, files: Sequence[SessionFile]) -> None:
        for file in files:
            self._files[file.entry] = file
            self._rows[file.entry] = row_of(file)
            self._words[file.entry] = words_of(file)
        self._find_this_week()
        self.show_rows()
        self.show_pointed()

    def _find_this_week(self) -> None:
        """Once all weeks are known; the cursor goes there, unless it was moved before."""
        if not self._entries or len(self._files) < len(self._entries):
            return
        now, self._looked = self.homeroom.clock.now().utc, self._today().date()
        self._this_week = self._this_meeting(now)
        there = next((entry for entry in self._files if self._is_this_week(entry)), None)
        if there is not None and not self._moved:
            self._moved = True
            self.show_rows()
            self.sessions.point_to(there)
        self._show_header()

    def _this_meeting(self, now: float) -> ThisMeeting | None:
        """Return the meeting that it is time for by the group's first one, if that is known."""
        if self.group.first_meeting is None:
            return None
        from homeroom_tui.meeting.schedule import this_meeting

        sessions = [file.session for file in self._files.values() if file.session is not None]
        weeks = [session.week for session in sessions if session.week is not None]
        return this_meeting(self.group, self.series.meets, weeks, now)

    def _is_this_week(self, entry: Entry) -> bool:
        file = self._files.get(entry)
        session = file.session if file else None
        return bool(self._this_week and session and session.week == self._this_week.week)

    async def action_command(self, command: str) -> None:
        self._moved = True
        await super().action_command(command)

    # What is shown

    def tick(self) -> None:
        if self._looked not in (None, self._today().date()):
            self._find_this_week()
            self.show_rows()
        self._show_header()
        self._follow()

    def _show_header(self) -> None:
        speed = self.homeroom.next_speed
        mark = "" if speed == 1 else f"REHEARSAL ×{speed:g} · "
        title = Content.styled(mark, "bold $warning")
        title += literal(self.series.title or "homeroom").stylize("bold")
        right = date_text(self._today())
        if self._this_week is not None:
            from homeroom_tui.wording import this_week

            now = self.homeroom.clock.now().utc
            right += f" · {this_week(self._this_week, now, self.homeroom.times())}"
        self.query_one(Header).show(title, right)

    def seconds_until_due(self) -> float:
        return INTERVAL

    def _today(self) -> datetime:
        return datetime.fromtimestamp(self.homeroom.clock.now().utc)

    def show_rows(self) -> None:
        wanted = self.wanted
        rows = [
            self._row(entry)
            for entry in sorted(self._entries, key=lambda e: week_order(e, self._files.get(e)))
            if all(word in self._words.get(entry, entry.name.casefold()) for word in wanted)
        ]
        nothing = f"No week has “{visible(self.query_text)}” in it" if wanted else self._nothing
        self.sessions.show_rows(rows, nothing)
        self._in_view = [row.key for row in self.sessions.rows_in_view]

    def _row(self, entry: Entry) -> SessionRow:
        row = self._rows.get(entry) or SessionRow(entry, visible(entry.name), muted=True)
        return replace(row, this=self._is_this_week(entry))

    def show_pointed(self) -> None:
        entry = self.pointed
        file = self._files.get(entry) if entry else None
        last = last_run(self._records, file, self._today()) if file else ""
        self.show_pane(partial(preview, file, self.series.base_url, last))

    # Commands

    def can(self, command: str) -> bool:
        match command:
            case "open" | "edit":
                return self.sessions.row is not None
            case "resume":
                return bool(self._unfinished or self._finished)
            case "history":
                return self.homeroom.store.keeps
            case "unfind":
                return self.field is not None
            case "guidelines":
                return bool(self.series.guidelines)
        return super().can(command)

    def label(self, command: Command) -> str:
        return "Quit" if command.id == "leave" else super().label(command)

    def do_open(self) -> None:
        if (entry := self.pointed) is None:
            return
        file = self._files.get(entry) or self.homeroom.library.load(entry)
        if file.session is None:
            self.say("This file has errors: see the list beside it.")
        else:
            self.homeroom.open_week(file)

    def do_edit(self) -> None:
        if (entry := self.pointed) is not None:
            self._edit(self.homeroom.own_file(entry))

    def _edit(self, path: Path | None) -> None:
        if path is not None:
            self.homeroom.edit(path)
            self._follow()

    def do_history(self) -> None:
        from homeroom_tui.tui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen())

    def do_group(self) -> None:
        """Edit the group's file; where there is none yet, one that explains what may be in it."""
        from homeroom_tui.agenda.new_files import begin_group

        path = self.homeroom.library.group_file()
        self._edit(path or self.homeroom.written(lambda: begin_group(paths.group_file())))

    def do_new(self) -> None:
        fields = (
            FormField("Name, for example week-6", "", str.strip),
            FormField("Length in minutes", "60", _minutes),
        )
        self.homeroom.enter("A new week", fields, self._make)

    def _make(self, name: str, minutes: int) -> None:
        from homeroom_tui.agenda.new_files import new_session

        library = self.homeroom.library
        self._edit(self.homeroom.written(lambda: new_session(library, name, minutes=minutes)))

    def do_leave(self) -> None:
        self.app.exit()
