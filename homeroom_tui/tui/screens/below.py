"""What lies below a week that is opened at once: nothing yet, and the menu when it is wanted."""

from __future__ import annotations

from textual.screen import Screen


class BelowScreen(Screen[None]):
    """Gives way to the menu as soon as nothing stands above it."""

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self._give_way)

    def _give_way(self) -> None:
        if self.is_current:
            from homeroom_tui.tui.screens.menu import MenuScreen

            self.app.switch_screen(MenuScreen())
