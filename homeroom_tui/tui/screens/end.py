"""The end: planned against actual, block by block, and whether it was on time."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from homeroom_tui.agenda.model import MINUTE
from homeroom_tui.meeting import words
from homeroom_tui.meeting.state import Playback, Standing
from homeroom_tui.meeting.view import View
from homeroom_tui.tui.rows import COLUMNS, ROOM_FOR_COLUMNS, actual_row, offset, title_of
from homeroom_tui.tui.screens.steps import StepsScreen
from homeroom_tui.tui.text import visible
from homeroom_tui.tui.widgets.agenda import Agenda
from homeroom_tui.tui.widgets.drawn import Drawn
from homeroom_tui.tui.widgets.footer import Footer
from homeroom_tui.tui.widgets.header import Header, date_text


def ended(view: View, times: words.TimeOfDay) -> str:
    """`Ended 2:59 PM, on time`, `Ended 3:04 PM, 4 minutes late`."""
    said = f"Ended {times(view.ending.expected)}"
    if view.ending.hard is None:
        return said
    late = view.ending.expected - view.ending.hard
    if late > words.NO_ONE_MINDS:
        return f"{said}, {words.minutes(int(late))} late"
    early = int(-late // MINUTE)
    return f"{said}, on time" + (f", {words.minutes(early * MINUTE)} early" if early > 0 else "")


def planned_and_actual(view: View) -> tuple[int, int]:
    """Seconds that the blocks were planned to take in all, and that they took."""
    planned = sum(line.planned or 0 for line in view.blocks)
    return planned, sum(line.elapsed for line in view.blocks)


class Ended(Drawn[View]):
    """When the meeting ended, and what it took in all."""

    def __init__(self, times: words.TimeOfDay) -> None:
        super().__init__()
        self._times = times

    def draw(self, value: View, width: int, height: int) -> Content:
        said = Content.styled(ended(value, self._times), "bold")
        return said + "\n" + Content.styled(took(value), "$muted")


def took(view: View) -> str:
    """`Planned 55:00 · took 57:10, 2:10 behind · paused 1:00`."""
    planned, actual = planned_and_actual(view)
    parts = [f"planned {words.span(planned)}"]
    parts.append(f"took {words.span(actual)}, {offset(actual - planned)}")
    if view.paused:
        parts.append(f"paused {words.span(view.paused)}")
    return " · ".join(parts)


class Columns(Drawn[bool]):
    """The heads of the columns, where there is room for columns."""

    def draw(self, value: bool, width: int, height: int) -> Content:
        heads = COLUMNS.format("planned", "actual", "difference")
        said = f"{heads} ".rjust(width) if width >= ROOM_FOR_COLUMNS else ""
        return Content.styled(said, "$muted")


class EndScreen(StepsScreen):
    """Shows how the meeting went; undo brings it back."""

    PLACE = "end"
    CSS_PATH = "../meeting.tcss"
    PLAYBACKS = (Playback.FINISHED,)

    def compose(self) -> ComposeResult:
        yield Header()
        yield Ended(self.running.times)
        yield Columns()
        yield Agenda(actual_row)
        yield Footer()

    def draw(self, view: View) -> None:
        day = date_text(self.running.times.at(view.ending.expected))
        self.query_one(Header).show(self.heading(), day)
        self.query_one(Ended).show(view)
        self.query_one(Columns).show(True)
        self.query_one(Agenda).show(view.blocks)

    def do_menu(self) -> None:
        self.do_leave()

    def do_copy_result(self) -> None:
        lines = [ended(self.view, self.running.times), took(self.view)]
        for line in self.view.blocks:
            mark = "×" if line.standing is Standing.SKIPPED else "•"
            planned = "" if line.planned is None else f", planned {words.span(line.planned)}"
            actual = words.span(line.elapsed)
            lines.append(f"{mark} {title_of(line.block)}: {actual}{planned}")
        self.homeroom.copy(visible("\n".join(lines), lines=True), "planned against actual")
