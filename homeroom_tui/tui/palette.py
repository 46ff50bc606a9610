"""What the command palette finds: the commands of the screen, and the colours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.theme import BUILTIN_THEMES
from textual.widgets import Input

from homeroom_tui.tui.commands import key_label, keys_of
from homeroom_tui.tui.look import THEMES
from homeroom_tui.tui.screens.base import HomeroomScreen

if TYPE_CHECKING:
    from homeroom_tui.tui.app import HomeroomApp


class Offer(NamedTuple):
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
    """Textual's own, with a cursor that does not blink."""

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
                    f"{screen.label(command)} {command.group}",
                    partial(screen.action_command, command.id),
                )
        if not self.app.no_color:
            yield from self._themes(screen.homeroom)

    def _themes(self, app: HomeroomApp) -> Iterator[Offer]:
        for words, theme in THEMES.items():
            yield Offer(words, "", "theme", partial(app.choose_theme, theme.name))
        for name in sorted(BUILTIN_THEMES):
            words = f"Colours as in {name.replace('-', ' ')}"
            yield Offer(words, "", f"theme {name}", partial(app.choose_theme, name))

    async def discover(self) -> Hits:
        for offer in self.offers():
            yield DiscoveryHit(offer.line(Content(offer.name)), offer.do, offer.name)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for offer in self.offers():
            score = max(matcher.match(offer.name), matcher.match(offer.words))
            if score > 0:
                line = offer.line(matcher.highlight(offer.name))
                yield Hit(score, line, offer.do, offer.name)
