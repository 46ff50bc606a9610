"""The command palette: it finds the commands of the screen, and the themes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.theme import BUILTIN_THEMES
from textual.widgets import Input

from homeroom_tui.commands import SEARCH_ALIASES, key_label, keys_of
from homeroom_tui.tui.screens.base import BY_HEIGHT, HomeroomScreen
from homeroom_tui.tui.themes import THEMES

if TYPE_CHECKING:
    from homeroom_tui.tui.app import HomeroomApp


class Offer(Struct, frozen=True):
    """A line of the palette; `words` are also searched, but not shown."""

    name: str
    keys: str
    words: str
    do: Callable[[], Awaitable[None] | None]

    def line(self, name: Content) -> Content:
        """The offer as drawn, with its keys after the name."""
        return name + Content.styled(f"  {self.keys}", "$muted")


SAFE = "[^\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*"
"""A pattern for what may stand in the line: nothing that a terminal would obey."""


class Palette(CommandPalette):
    """Textual's own, with a cursor that does not blink, and all of a window of few rows."""

    CSS_PATH = "../panels.tcss"
    VERTICAL_BREAKPOINTS = BY_HEIGHT

    def on_mount(self) -> None:
        line = self.query_one(Input)
        line.cursor_blink = False
        line.restrict = SAFE


class CommandProvider(Provider):
    """Offers what applies now on the screen from which the palette was called."""

    def offers(self) -> Iterator[Offer]:
        screen = self.screen
        if not isinstance(screen, HomeroomScreen):
            return
        chosen = screen.homeroom.settings.keys
        for command in screen.commands_now():
            if command.id != "palette" and not command.moves:
                yield Offer(
                    command.help,
                    " or ".join(map(key_label, keys_of(command, chosen))),
                    f"{screen.label(command)} {command.group} {SEARCH_ALIASES.get(command.id, '')}",
                    partial(screen.action_command, command.id),
                )
        if not self.app.no_color:
            yield from self._themes(screen.homeroom)

    def _themes(self, app: HomeroomApp) -> Iterator[Offer]:
        for words, theme in THEMES.items():
            yield Offer(words, "", "theme", partial(app.choose_theme, theme.name))
        for name in sorted(BUILTIN_THEMES):
            words = f"Colors as in {name.replace('-', ' ')}"
            yield Offer(words, "", f"theme {name}", partial(app.choose_theme, name))

    async def discover(self) -> Hits:
        for offer in self.offers():
            yield DiscoveryHit(offer.line(Content(offer.name)), offer.do, offer.name)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        scored = [(_words_found(query, offer), offer) for offer in self.offers()]
        if not any(score for score, _ in scored):  # then perhaps it is misspelt
            scored = [
                (max(matcher.match(offer.name), matcher.match(offer.words)), offer)
                for _, offer in scored
            ]
        for score, offer in scored:
            if score > 0:
                line = offer.line(matcher.highlight(offer.name))
                yield Hit(score, line, offer.do, offer.name)


def _words_found(query: str, offer: Offer) -> float:
    """From 0 to 1: whether each word begins one of the offer's, how many of them one of its name.

    Letters here and there, as Textual looks for them, find half of all commands in any word.
    """
    name, others = (text.casefold().split() for text in (offer.name, offer.words))
    wanted = query.casefold().split()
    in_name = sum(any(word.startswith(start) for word in name) for start in wanted)
    if not all(any(word.startswith(start) for word in name + others) for start in wanted):
        return 0
    return (1 + in_name) / (1 + len(wanted))
