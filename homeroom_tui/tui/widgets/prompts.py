"""The prompts of the present block, with the present one marked and the notes on each."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from homeroom_tui.agenda.details import with_duration
from homeroom_tui.agenda.model import Prompt, counted
from homeroom_tui.tui.text import LINK, hang, inline, stack
from homeroom_tui.tui.widgets.base import Request
from homeroom_tui.tui.widgets.notes import Annotations, hint_line, norms_lines, note_lines

MEASURE = 74
"""Cells: lines longer than this are hard to read."""

INDENT = 3
"""Cells before a nested prompt."""


class Prompts(ScrollView, can_focus=False):
    """Shows prompts below each other and keeps the present one in sight; a click asks for one."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"prompts--present"}

    class PromptRequested(Request[int]):
        """A prompt was clicked on; counted from zero, nested ones included."""

    def __init__(self, base_url: str | None) -> None:
        super().__init__()
        self._base_url = base_url
        self._prompts: tuple[Prompt, ...] = ()
        self._present = 0
        self._noted = Annotations()
        self._strips: list[Strip] = []
        self._owners: list[int | None] = []
        self._laid_out: int | None = None

    def show(self, prompts: tuple[Prompt, ...], present: int, noted: Annotations) -> None:
        """Show these prompts; `present` is the one that is talked about."""
        others = (prompts, noted) != (self._prompts, self._noted)
        if others or present != self._present:
            self._prompts, self._present, self._noted = prompts, present, noted
            self._lay_out()
            if others:  # the mark moves from line to line, and nothing else does
                self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        self._lay_out_for(width)
        return len(self._strips)

    def on_resize(self) -> None:
        self._keep_in_sight()

    def watch_show_vertical_scrollbar(self) -> None:
        self._lay_out()  # there is other room beside it

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._lay_out()

    def _lay_out(self) -> None:
        self._laid_out = None
        self._keep_in_sight()
        self.refresh()

    def _keep_in_sight(self) -> None:
        width = self.scrollable_content_region.width
        self._lay_out_for(width)
        self.virtual_size = Size(width, len(self._strips))
        if self._present in self._owners:
            first = self._owners.index(self._present)
            height = self._owners.count(self._present)
            self.scroll_to_region(Region(0, first, 1, height), animate=False)

    def _lay_out_for(self, width: int) -> None:
        if width == self._laid_out:
            return
        self._laid_out = width
        self._strips, self._owners = [], []
        if not width:
            return
        measure = min(width, MEASURE)
        noted, prompts = self._noted, list(counted(self._prompts))
        for hint in noted.hints:
            self._add(None, hint_line(hint, measure), width)
        for number, (depth, prompt) in enumerate(prompts):
            if not depth:
                self._gap(width)
            self._add(number, self._line(number, depth, with_duration(prompt), measure), width)
            for note in noted.below(number):
                self._add(None, note_lines(note, measure, " " * (depth * INDENT + 2)), width)
        for number, note in enumerate(noted.on_block(len(prompts))):
            if not number:
                self._gap(width)
            self._add(None, note_lines(note, measure), width)
        if noted.norms is not None:
            self._gap(width)
            self._add(None, norms_lines(noted.norms, measure), width)

    def _gap(self, width: int) -> None:
        if self._strips:
            self._add(None, Content(" "), width)

    def _line(self, number: int, depth: int, text: str, width: int) -> Content:
        mark = "▸ " if number == self._present else "  " if not depth else "· "
        content = inline(text, self._base_url)
        if self.styles.text_align == "center":  # for a shared screen: by its rows, not as a list
            return stack((content if mark.isspace() else Content(mark) + content).wrap(width))
        return hang(content, width, " " * (depth * INDENT) + mark)

    def _add(self, owner: int | None, content: Content, width: int) -> None:
        present = owner is not None and owner == self._present
        style = self.get_visual_style("prompts--present") if present else self.visual_style
        strips = Visual.to_strips(self, content, width, None, style, pad=True)
        self._strips += strips
        self._owners += [owner] * len(strips)

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.scroll_offset.y
        owner = self._owners[line] if line < len(self._owners) else None
        if owner is not None and LINK not in event.style.meta:
            self.post_message(self.PromptRequested(owner))

    def render_lines(self, crop: Region) -> list[Strip]:
        self._lay_out_for(self.scrollable_content_region.width)  # the first time before `on_resize`
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        line, width = y + self.scroll_offset.y, self.size.width
        if line >= len(self._strips):
            return Strip.blank(width, self.rich_style)
        return self._strips[line].crop_extend(0, width, self.rich_style)
