"""The guidelines of the series, to read before or during a meeting."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from homeroom_tui.agenda.inline import Link, links
from homeroom_tui.agenda.model import Series
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.text import literal, prose
from homeroom_tui.tui.widgets.base import WrappedText
from homeroom_tui.tui.widgets.header_footer import Footer, Header

MEASURE = 76
"""Cells: lines longer than this are hard to read."""


class GuidelinesScreen(HomeroomScreen[None]):
    """Shows the guidelines as prose, with who wrote them beneath."""

    PLACE = "guidelines"
    CSS_PATH = "../guidelines.tcss"

    def __init__(self, series: Series) -> None:
        super().__init__()
        self._series = series

    def compose(self) -> ComposeResult:
        series = self._series
        source = "\n\n".join(filter(None, (series.attribution, series.licence)))
        yield Header()
        with VerticalScroll():
            yield WrappedText(
                lambda width: prose(series.guidelines, min(width, MEASURE), series.base_url)
            )
            yield WrappedText(lambda width: prose(source, min(width, MEASURE)), id="source")
        yield Footer()

    def links(self) -> tuple[Link, ...]:
        return links(self._series.guidelines, self._series.base_url)

    def on_mount(self) -> None:
        self.query_one(Header).show(literal(self._series.title), "Guidelines")
        self.query_one(VerticalScroll).focus()
