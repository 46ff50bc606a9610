"""A board on a full screen: how the groups of a cohort are getting on, and saying something."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.content import Content
from textual.strip import Strip

from homeroom_tui import wording as words
from homeroom_tui.agenda.clock_times import until
from homeroom_tui.config import Config, read_config
from homeroom_tui.room import board
from homeroom_tui.room.board import GroupRow, GroupStanding
from homeroom_tui.room.say import MAX_TEXT, Say
from homeroom_tui.room.watching import Watching
from homeroom_tui.tui.listening import ListeningApp
from homeroom_tui.tui.screens.base import FormField
from homeroom_tui.tui.screens.panes import PanesScreen
from homeroom_tui.tui.text import hang, literal, shorten, visible
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.header_footer import Footer, Header
from homeroom_tui.tui.widgets.session_list import SessionList, SessionRow
from homeroom_tui.wording import TimeOfDay

if TYPE_CHECKING:
    from textual.screen import Screen

    from homeroom_tui.room.envelope import RoomKeys
    from homeroom_tui.room.link import Link, Place

NAME_CELLS = 28
"""Cells that a group's name may take at most."""

ROOM_FOR_SPEAKER = 84
"""Cells of width from which it is told who speaks."""

ROOM_FOR_WEEK = 64
SPEAKER_CELLS = 16

KINDS = {
    GroupStanding.ASKS: "late",
    GroupStanding.SILENT: "late",
    GroupStanding.PAST: "late",
    GroupStanding.LATE: "late",
    GroupStanding.OVERTIME: "near",
    GroupStanding.ON_TIME: "fine",
}


class BoardList(SessionList):
    """The groups, those who need help most first. The cursor stays on its group once moved."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "board-list--late",
        "board-list--near",
        "board-list--fine",
    }

    def __init__(self, times: TimeOfDay) -> None:
        super().__init__()
        self._times = times
        self._groups: dict[str, GroupRow] = {}
        self._name_cells = 0
        self.chosen = False

    @property
    def group(self) -> GroupRow | None:
        """The group under the cursor."""
        return None if self.row is None else self._groups[self.row.key]

    def show_groups(self, rows: Sequence[GroupRow]) -> None:
        """Show these groups."""
        self._groups = {row.id: row for row in rows}
        names = (cell_len(visible(row.name)) for row in rows)
        self._name_cells = min(NAME_CELLS, max(names, default=0))
        self.show_rows([SessionRow(row.id, row.name) for row in rows])
        if not self.chosen:
            self.point(0)

    def move(self, by: int) -> None:
        self.chosen = True
        super().move(by)

    def _strip(self, row: SessionRow, width: int, cursor: bool) -> Strip:
        group = self._groups[row.key]
        week = f"W{group.week}" if group.week is not None else ""
        speaks = group.view.round.name if group.view.round else ""
        kind = KINDS.get(group.standing, "muted")
        name = min(self._name_cells, max(width // 3, 8))
        head = [
            (f"{'▸' if cursor else ' '} {board.MARKS[group.standing]} ", kind),
            (_cell(group.name, name), "title"),
            (f"  {week:<4}" if width >= ROOM_FOR_WEEK else " ", "muted"),
            (f"{board.block(group):>5}", "muted"),
            (f" {board.left(group):>8}  ", "title"),
        ]
        tail = []
        if width >= ROOM_FOR_SPEAKER and speaks:
            tail = [(_cell(f"▸ {speaks}", SPEAKER_CELLS), "muted")]
        room = max(width - sum(cell_len(text) for text, _ in [*head, *tail]), 0)
        state = (_cell(board.state(group, self._times), room), kind)
        base = self.get_component_rich_style("session-list--cursor") if cursor else self.rich_style
        segments = [Segment(text, base + self._style(kind)) for text, kind in [*head, state, *tail]]
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, kind: str) -> Style:
        prefix = "session-list" if kind in ("title", "muted") else "board-list"
        return self.get_component_rich_style(f"{prefix}--{kind}", partial=True)


def _cell(text: str, cells: int) -> str:
    return set_cell_size(shorten(visible(text), cells), cells)


class BoardScreen(PanesScreen):
    """Lists the groups, those who need help most first, with a summary above them."""

    PLACE = "board"
    OPENS = "say_group"
    CSS_PATH: ClassVar[list[str]] = ["panes.tcss", "board.tcss"]  # type: ignore[assignment]

    def __init__(self, watching: Watching) -> None:
        super().__init__()
        self._watching = watching
        self._rows: tuple[GroupRow, ...] = ()

    def compose(self) -> ComposeResult:
        yield Header()
        yield WrappedText(id="summary")
        yield BoardList(self.homeroom.times())
        yield WrappedText(id="said")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(BoardList).focus()
        self.tick()

    def seconds_until_due(self) -> float | None:
        return 1.0 if self._watching.settled else 0.2

    def tick(self) -> None:
        self._rows = self._watching.rows()
        title = Content.styled("Board", "bold")
        self.query_one(Header).show(title, self.homeroom.times()(time.time()))
        trouble, summary = self._watching.trouble, board.summarized(self._rows)
        said = literal(f"! {trouble}").stylize("$warning") if trouble else literal(summary)
        self.query_one("#summary", WrappedText).show(
            lambda width: hang(said.stylize("bold"), width)
        )
        self.query_one(BoardList).show_groups(self._rows)
        self._show_said()
        self.refresh_bindings()

    def _show_said(self) -> None:
        found = self._watching.said()
        line = self.query_one("#said", WrappedText)
        line.display = found is not None
        if found is not None:
            left = None if found.at is None else found.at - time.time()
            sentence = words.said(f"To {self._name_of(found)}", found.text, left)
            answered = board.answered(self._rows, found)
            said = literal(f"{sentence} · {answered}" if answered else sentence)
            line.show(lambda width: hang(said.stylize("bold $phase-closing"), width, "● "))

    def _name_of(self, said: Say) -> str:
        name = next((row.name for row in self._rows if row.id == said.to), "one group")
        return name if said.to else "all"

    # Commands

    def can(self, command: str) -> bool:
        match command:
            case "say_all":
                return self._watching.speaks
            case "say_group":
                return self._watching.speaks and bool(self._rows)
            case "take_back":
                return self._watching.speaks and self._watching.said() is not None
        return super().can(command)

    def do_first(self) -> None:
        self.query_one(BoardList).chosen = False
        super().do_first()

    def do_last(self) -> None:
        self.query_one(BoardList).chosen = True
        super().do_last()

    def do_say_all(self) -> None:
        self._say("all groups", "")

    def do_say_group(self) -> None:
        group = self.query_one(BoardList).group
        if group is not None:
            self._say(group.name, group.id)

    def show_pointed(self) -> None:
        """There is no pane here."""

    def _say(self, name: str, to: str) -> None:
        zone = self.homeroom.times().zone
        fields = [
            FormField("What", "", read_sentence),
            FormField(
                "When, as 2:50 or 2 min (empty: no time)",
                "",
                lambda text: until(text, time.time(), zone) if text.strip() else None,
            ),
        ]

        def say(sentence: str, at: float | None) -> None:
            self._watching.speak(sentence, at, to)
            self.tick()

        self.homeroom.enter(f"Say to {name}", fields, say)

    def do_take_back(self) -> None:
        found = self._watching.said()
        if found is not None:
            self._watching.take_back(found)
            self.say(f"Taken back: {found.text}")
            self.tick()

    def do_leave(self) -> None:
        self.app.exit()


def read_sentence(text: str) -> str:
    """Raises ValueError for nothing, and for more than can be said at once."""
    if not text.strip():
        raise ValueError("Write a sentence, for example Back in the main room.")
    if len(text) > MAX_TEXT:
        raise ValueError(f"That is {len(text)} characters; {MAX_TEXT} can be said at once.")
    return text


class BoardApp(ListeningApp):
    """homeroom that shows the board of one cohort."""

    SHEETS = ("panes.tcss", "board.tcss")

    def __init__(
        self,
        link: Link,
        place: Place,
        keys: RoomKeys | None,
        settings: Config,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """With `keys` it may speak. `now` gives Unix time."""
        super().__init__(settings)
        self.watching = self.source = Watching(link, place, keys=keys, now=now, changed=self.heard)

    def get_default_screen(self) -> Screen[None]:
        return BoardScreen(self.watching)


def board_on_screen(link: Link, place: Place, keys: RoomKeys | None) -> int:
    """Show a board on the terminal's screen until it is left; the exit status."""
    app = BoardApp(link, place, keys, read_config().config)
    app.run()
    return app.return_code or 0
