"""What lies below a week that is opened at once: nothing yet, and the menu when it is wanted."""

from __future__ import annotations

from textual.screen import Screen


class BelowScreen(Screen[None]):
    """Puts the menu above it when nothing stands there any more."""

    _covered = False

    def on_screen_suspend(self) -> None:
        self._covered = True

    def on_screen_resume(self) -> None:
        if self._covered and self.is_active:
            self.show_menu()

    def show_menu(self) -> None:
        from homeroom_tui.tui.screens.menu import MenuScreen

        self.app.push_screen(MenuScreen())  # the first screen of all cannot be switched
