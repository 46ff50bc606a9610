"""Words about the meeting: facts beside the countdown, the last signal, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from homeroom_tui import wording as words
from homeroom_tui.meeting.state import Playback
from homeroom_tui.meeting.view import Ending, Present, Verdict, View
from homeroom_tui.tui.text import height_of, in_rows, shorten, stack, visible
from homeroom_tui.tui.themes import phase_color
from homeroom_tui.tui.widgets.base import CachedWidget

ROWS = 3
BETWEEN = " · "


class ShownView(Struct, frozen=True):
    """A view, and whether it is told in figures that count."""

    view: View
    counting: bool = True


class Facts(CachedWidget[ShownView]):
    """Three rows, or one with as much of them as there is room for."""

    def __init__(self, times: words.TimeOfDay) -> None:
        super().__init__()
        self._times = times

    def draw(self, value: ShownView, width: int, height: int) -> Content:
        view, counting = value.view, value.counting
        here = view.present
        if here is None:
            return Content("")
        first = Content("")
        if view.playback is Playback.PAUSED:
            first = pause(view, counting)
        elif here.timer is not None:
            first = timer(here.timer.left(here.elapsed), counting)
        now = phase(here, counting)
        by = Content.styled(words.move_on(view, self._times), "$foreground")
        one_row = height < ROWS
        beside = len(BETWEEN) + by.cell_length if one_row else 0
        if now.cell_length + beside > width:
            now = phase(here, counting=False)
        if one_row:
            return in_one_row([first or now, by, *of_target(here, "target")], width)
        lead = "target" if first else "left of" if (here.remaining or 0) >= 0 else "over"
        rows = [in_one_row([first, *of_target(here, lead)], width), *filter(None, [now, by])]
        return stack(row.truncate(width, ellipsis=True) for row in rows)


def in_one_row(parts: Iterable[Content], width: int) -> Content:
    """The parts that there are beside each other, the first one whatever the width."""
    said = Content("")
    for part in filter(None, parts):
        longer = said + Content.styled(BETWEEN, "$muted") + part if said else part
        if not said or longer.cell_length <= width:
            said = longer
    return said.truncate(width, ellipsis=True)


def of_target(here: Present, lead: str) -> list[Content]:
    """`left of 15 min`, `1 min more` and `15–20 min`, where there are these.

    `lead` joins the target to what stands before it, such as the countdown.
    """
    parts = ["counting up" if here.target is None else f"{lead} {words.length(here.target)}"]
    if here.added:
        change = "more" if here.added > 0 else "less"
        parts.append(f"{words.length(abs(here.added))} {change}")
    if not here.line.range.fixed:
        parts.append(words.range_of(here.line.range))
    return [Content.styled(part, "$muted") for part in parts]


def pause(view: View, counting: bool) -> Content:
    """`‖ paused 2:10`."""
    length = f" {words.span(view.pausing)}" if counting else ""
    return Content.styled(f"‖ paused{length}", "bold $foreground")


def timer(left: int, counting: bool) -> Content:
    """`timer 1:30`, `timer 0:12 over`."""
    over = " over" if left < 0 else ""
    figure = f" {words.span(abs(left))}" if counting else ""
    return Content.styled(f"timer{figure}{over}", "bold $accent")


def phase(here: Present, counting: bool) -> Content:
    """The phase, in mark, words and color; empty where the countdown says all of it."""
    said = words.phase(here, counting=counting)
    mark = f"{words.PHASE_MARKS[here.phase]} {said}" if said else ""
    return Content.styled(mark, f"bold {phase_color(here.phase)}")


LEAD = "──"


class SignalLine(CachedWidget[str]):
    """A rule across the screen with a sentence in it, if there is one."""

    def draw(self, value: str, width: int, height: int) -> Content:
        said = shorten(f" ● {visible(value)} ", max(width - 2 * len(LEAD), 0)) if value else ""
        rest = "─" * max(width - len(LEAD) - cell_len(said), 0)
        return (
            Content.styled(LEAD[:width], "$rule")
            + Content.styled(said, "bold $phase-closing")
            + Content.styled(rest, "$rule")
        )


VERDICT_MARKS = {
    Verdict.OPEN: ("○", "$muted"),
    Verdict.IN_HAND: ("✓", "$phase-enough"),
    Verdict.NO_TIME_IN_HAND: ("✓", "$phase-enough"),
    Verdict.TOO_MUCH: ("!", "$phase-overtime"),
    Verdict.PAST_THE_END: ("‼", "$phase-overtime"),
}
TITLES = range(40, 6, -2)
"""Characters left of the titles in a sentence, to be tried one after the other until it fits."""


MAX_ROWS = 2
"""Rows of a verdict with what would mend the plan."""


class Told(Struct, frozen=True):
    """A verdict, and how its remedies name the commands that carry them out."""

    ending: Ending
    name: words.CommandName


class VerdictLine(CachedWidget[Told]):
    """One or two rows, always in sight."""

    def __init__(self, times: words.TimeOfDay) -> None:
        super().__init__()
        self._times = times

    def show(self, value: Told) -> None:
        before = height_of(self._content)
        super().show(value)
        if height_of(self._content) != before:
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        value = self._value
        return 1 if value is None else height_of(self.draw(value, width, 0))

    def draw(self, value: Told, width: int, height: int) -> Content:
        if self.styles.height is not None and self.styles.height.is_auto:
            height = MAX_ROWS
        mark, color = VERDICT_MARKS[value.ending.verdict]
        first, *others = words.verdict(value.ending, self._times)
        head = f"{mark} {first}"
        if words.remedies(value.ending, self._times):
            rows = with_remedies(value, self._times, head, width, height)
        else:
            rows = _rows([head, *others], width, BETWEEN)
            if any(row.cell_length > width for row in rows):
                rows = _rows([*head.split(", "), *others], width, ", ")
        return stack(rows).stylize(f"bold {color}", 0, len(head))


def with_remedies(
    told: Told, times: words.TimeOfDay, head: str, width: int, height: int
) -> list[Content]:
    """The verdict and what would mend the plan: titles cut, ways left out, until it fits."""
    rows: list[Content] = []
    count = len(words.remedies(told.ending, times, told.name))  # the last is to end later
    heads = (f"{head}. {words.CHOOSE}", f"{head}:")
    for first, begin, most in product(range(max(count - 1, 1)), heads, TITLES):
        *ways, last = map(visible, words.remedies(told.ending, times, told.name, most)[first:])
        rows = _rows([begin, *(f"{way}," for way in ways), last], width)
        if len(rows) <= height and all(row.cell_length <= width for row in rows):
            break
    return rows


def _rows(parts: Iterable[str], width: int, between: str = " ") -> list[Content]:
    return in_rows(map(Content, parts), width, between, "  ")
