"""Past meetings: a list of them, and beside it the minutes of each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from homeroom_tui.agenda.lengths import length
from homeroom_tui.storage.history import mentions
from homeroom_tui.storage.minutes import Minutes, of_record
from homeroom_tui.storage.replay import Recording
from homeroom_tui.tui.screens.minutes import MinutesScreen, copy_minutes, minutes_text, save_minutes
from homeroom_tui.tui.screens.panes import PanesScreen
from homeroom_tui.tui.text import literal, visible
from homeroom_tui.tui.widgets.header_footer import Header
from homeroom_tui.tui.widgets.session_list import SessionRow

NONE_YET = "No meeting has been recorded yet"


class Kept(Struct, frozen=True):
    """The record of a meeting, and its minutes."""

    record: Recording
    minutes: Minutes


class HistoryScreen(PanesScreen):
    """Lists what is kept, newest first, with the minutes of the meeting under the cursor."""

    PLACE = "history"
    OPENS = "open_minutes"
    FIND_HINT = "a word of the title, or of what was noted"

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, Kept] = {}
        self._nothing = ""

    def on_mount(self) -> None:
        title = literal(self.homeroom.library.series().title or "homeroom").stylize("bold")
        self.query_one(Header).show(title, "Past meetings")
        self.sessions.focus()
        self._look()

    def _look(self) -> None:
        """Read what is kept, in a thread."""
        archive = self.homeroom.store.archive
        assert archive is not None

        def read() -> None:
            records = archive.meetings().newest_first
            self.call_later(self._list, [Kept(r, of_record(r)) for r in records])

        self.run_worker(read, thread=True)

    def _list(self, found: Sequence[Kept]) -> None:
        self._kept = {kept.minutes.meeting: kept for kept in found}
        self._nothing = NONE_YET
        self.show_rows()
        self.show_pointed()

    def show_rows(self) -> None:
        rows = [
            _row(name, kept)
            for name, kept in self._kept.items()
            if mentions(kept.record, self.query_text)
        ]
        nothing = f"No meeting has “{visible(self.query_text)}” in it"
        self.sessions.show_rows(rows, nothing if self.wanted else self._nothing)
        self.refresh_bindings()

    @property
    def _minutes(self) -> Minutes | None:
        """The minutes of the meeting under the cursor."""
        return None if self.pointed is None else self._kept[self.pointed].minutes

    def show_pointed(self) -> None:
        self.show_pane(partial(minutes_text, self._minutes, self.homeroom.times().hours))

    # Commands

    def can(self, command: str) -> bool:
        match command:
            case "open_minutes" | "minutes" | "copy_result":
                return self.pointed is not None
            case "delete_meeting":
                name = self.pointed
                return name is not None and not self._kept[name].record.is_meeting
        return super().can(command)

    def do_open_minutes(self) -> None:
        if (kept := self._minutes) is not None:
            self.app.push_screen(MinutesScreen(kept))

    def do_minutes(self) -> None:
        if (kept := self._minutes) is not None:
            save_minutes(self, kept)

    def do_copy_result(self) -> None:
        if (kept := self._minutes) is not None:
            copy_minutes(self, kept)

    def do_delete_meeting(self) -> None:
        self.homeroom.store.ask_to_delete(self._kept[self.pointed].record, self._look)

    async def do_close(self) -> None:
        if self.field is not None:
            await self.do_unfind()
        else:
            self.do_leave()


def _row(name: str, kept: Kept) -> SessionRow:
    date, title = kept.minutes.date.isoformat(), visible(kept.record.name)
    if kept.record.is_meeting:
        return SessionRow(name, date, title, length(kept.minutes.took))
    why = "left at once" if kept.record.started else "not started"
    return SessionRow(name, date, f"({why}) {title}", muted=True)
