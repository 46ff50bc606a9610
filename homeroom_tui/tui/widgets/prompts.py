"""The prompts of the present block, with the present one marked and the notes on each."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region

from homeroom_tui.agenda.details import with_duration
from homeroom_tui.agenda.model import Prompt, counted
from homeroom_tui.tui.text import LINK, hang, height_of, inline, stack
from homeroom_tui.tui.widgets.base import Request, WrappedText
from homeroom_tui.tui.widgets.notes import Annotations, hint_line, norms_lines, note_lines

MEASURE = 74
"""Cells: lines longer than this are hard to read."""

INDENT = 3
"""Cells before a nested prompt."""


class Prompts(VerticalScroll, can_focus=False):
    """Shows prompts below each other and keeps the present one in sight; a click asks for one."""

    class PromptRequested(Request[int]):
        """A prompt was clicked on; counted from zero, nested ones included."""

    def __init__(self, base_url: str | None) -> None:
        super().__init__()
        self._base_url = base_url
        self._shown: tuple[tuple[Prompt, ...], int, Annotations] = (), 0, Annotations()
        self._owners: list[int | None] = []
        self._text = WrappedText(self._lay)

    def compose(self) -> ComposeResult:
        yield self._text

    def show(self, prompts: tuple[Prompt, ...], present: int, noted: Annotations) -> None:
        """Show these prompts; `present` is the one that is talked about."""
        if (prompts, present, noted) != self._shown:
            self._shown = prompts, present, noted
            self._text.show(self._lay)
            self.call_after_refresh(self._keep_in_sight)

    def on_resize(self) -> None:
        self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        _, present, _ = self._shown
        if present in self._owners:
            first, height = self._owners.index(present), self._owners.count(present)
            self.scroll_to_region(Region(0, first, 1, height), animate=False)

    def _lay(self, width: int) -> Content:
        parts = list(self._parts(min(width, MEASURE)))
        self._owners = [owner for owner, part in parts for _ in range(height_of(part))]
        return stack(part for _, part in parts)

    def _parts(self, width: int) -> Iterator[tuple[int | None, Content]]:
        """Yield the lines of each prompt with its number, and between them all else."""
        prompts, present, noted = self._shown
        numbered = list(counted(prompts))
        gap = None, Content("")
        for hint in noted.hints:
            yield None, hint_line(hint, width)
        for number, (depth, prompt) in enumerate(numbered):
            if not depth and (number or noted.hints):
                yield gap
            line = self._line(number == present, depth, with_duration(prompt), width)
            yield number, line.stylize_before("bold $foreground") if number == present else line
            for note in noted.below(number):
                yield None, note_lines(note, width, " " * (depth * INDENT + 2))
        for at, note in enumerate(noted.on_block(len(numbered))):
            if not at and (numbered or noted.hints):
                yield gap
            yield None, note_lines(note, width)
        if noted.norms is not None:
            if numbered or noted.hints or noted.notes:
                yield gap
            yield None, norms_lines(noted.norms, width)

    def _line(self, present: bool, depth: int, text: str, width: int) -> Content:
        mark = "▸ " if present else "  " if not depth else "· "
        content = inline(text, self._base_url)
        if self._text.styles.text_align == "center":  # for a shared screen: by its rows
            return stack((content if mark.isspace() else Content(mark) + content).wrap(width))
        return hang(content, width, " " * (depth * INDENT) + mark)

    def on_click(self, event: events.Click) -> None:
        owner = self._owners[event.y] if event.y < len(self._owners) else None
        if owner is not None and LINK not in event.style.meta:
            self.post_message(self.PromptRequested(owner))
