"""Texts to be read on the whole screen: the guidelines of the series, and a block."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from homeroom_tui import wording as words
from homeroom_tui.agenda.details import Place, details
from homeroom_tui.agenda.inline import Link, links
from homeroom_tui.agenda.model import Block, Series
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.text import (
    MEASURE,
    hang,
    inline,
    links_in,
    literal,
    plain_title,
    prose,
    short_title,
    stack,
)
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.header_footer import Footer, Header


class PageScreen(HomeroomScreen[None]):
    """Shows a text below a title; `right` is homeroom's own word beside it."""

    PLACE = "guidelines"
    CSS_PATH = "../panels.tcss"

    def __init__(self, title: Content, right: str) -> None:
        super().__init__()
        self._title = title
        self._right = right

    def lay(self, width: int) -> Content:
        """The text laid out for `width` cells."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield Header()
        with VerticalScroll():
            yield WrappedText(self.lay)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Header).show(self._title, self._right)
        self.query_one(VerticalScroll).focus()


class GuidelinesScreen(PageScreen):
    """Shows the guidelines as prose, with who wrote them beneath."""

    def __init__(self, series: Series) -> None:
        super().__init__(literal(series.title), "Guidelines")
        self._series = series

    def lay(self, width: int) -> Content:
        series, width = self._series, min(width, MEASURE)
        source = "\n\n".join(filter(None, (series.attribution, series.license)))
        guidelines = prose(series.guidelines, width, series.base_url)
        return guidelines + "\n\n\n" + prose(source, width).stylize("$muted")

    def links(self) -> tuple[Link, ...]:
        return links(self._series.guidelines, self._series.base_url)


class BlockScreen(PageScreen):
    """Shows one block with its details, to be read before the meeting."""

    def __init__(self, block: Block, base_url: str | None) -> None:
        title = Content(plain_title(block.title)).stylize("bold")
        super().__init__(title, words.range_of(block.duration))
        self._block = block
        self._base_url = base_url

    def lay(self, width: int) -> Content:
        width = min(width, MEASURE)
        lines = [hang(short_title(self._block.title, self._base_url).stylize("bold"), width)]
        for detail in details(self._block, Place.LOBBY):
            mark = f"{'  ' * detail.depth}• "
            lines.append(hang(inline(detail.line, self._base_url), width, mark))
        return stack(lines)

    def links(self) -> Sequence[Link]:
        shown = [self._block.title, *(d.text for d in details(self._block, Place.LOBBY))]
        return links_in(shown, self._base_url)
