"""The App: leaving by every key and signal, links, copying, the palette, the one timer."""

from __future__ import annotations

import os
import signal
import webbrowser

import pytest
from textual.command import CommandPalette

from homeroom_tui.config import Config
from homeroom_tui.tui.app import SOONEST
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.screens.menu import MenuScreen
from tests.tui.driving import settled, shown


class Browser(webbrowser.BaseBrowser):
    """Remembers what it was asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        self.opened.append(url)
        return True


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    browser = Browser()
    monkeypatch.setattr(webbrowser, "get", lambda: browser)
    return browser


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
async def test_each_of_these_keys_leaves_the_menu(run, key):
    async with run() as pilot:
        await pilot.press(key)
        assert not pilot.app.is_running
        assert not pilot.app.return_code


async def test_ctrl_c_leaves_the_screen_on_top(run):
    async with run() as pilot:
        await pilot.press("g", "?", "ctrl+c", "ctrl+c")
        assert isinstance(pilot.app.screen, MenuScreen)
        assert pilot.app.is_running


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows sends no such signals")
@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
async def test_a_signal_ends_the_app_cleanly(run, name, code):
    number = getattr(signal, name)
    kept: list[str] = []

    class Careful(HomeroomScreen[None]):
        def before_leaving(self) -> None:
            kept.append("kept")

    async with run() as pilot:
        pilot.app.push_screen(Careful())
        await pilot.pause()
        os.kill(os.getpid(), number)
        await pilot.pause()
        assert kept == ["kept"]
        assert pilot.app.return_code == code


async def test_a_link_is_shown_and_opened(run, browser):
    async with run() as pilot:
        await pilot.press("g", "o")
        await settled(pilot)
        assert browser.opened == ["https://example.org/norms"]
        assert "Opening https://example.org/norms" in shown(pilot)


async def test_a_click_opens_the_link_under_the_mouse(run, browser):
    async with run() as pilot:
        await pilot.press("g")
        lines = shown(pilot).splitlines()
        y = next(number for number, line in enumerate(lines) if "our norms" in line)
        await pilot.click(offset=(lines[y].index("norms") + 1, y))
        await settled(pilot)
        assert browser.opened == ["https://example.org/norms"]


async def test_without_a_browser_the_address_is_there_to_copy(run, monkeypatch):
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("lynx"))
    async with run() as pilot:
        await pilot.press("g", "o")
        await settled(pilot)
        assert "No browser could be opened" in shown(pilot)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "//x", "http://[x"])
async def test_nothing_but_web_and_mail_is_opened(run, browser, url):
    async with run() as pilot:
        pilot.app.open_link(url)
        await settled(pilot)
        assert browser.opened == []
        assert "Only web and mail addresses" in shown(pilot)


async def test_a_link_is_copied(run):
    async with run() as pilot:
        await pilot.press("g", "y")
        assert pilot.app.clipboard == "https://example.org/norms"


async def test_the_palette_finds_a_command_by_its_words(run):
    async with run() as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CommandPalette)
        await pilot.press(*"guidel")
        await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "We meet on Wednesdays" in shown(pilot)


async def test_the_palette_changes_the_colors_and_has_nothing_foreign(run):
    async with run() as pilot:
        await pilot.press("ctrl+p")
        await settled(pilot)
        text = shown(pilot)
        assert "Light colors" in text
        assert "Screenshot" not in text
        await pilot.press(*"light")
        await settled(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.theme == "homeroom-light"


async def test_ctrl_c_closes_the_palette(run):
    async with run() as pilot:
        await pilot.press("ctrl+p", "ctrl+c")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MenuScreen)


async def test_keys_can_be_chosen(run):
    async with run(settings=Config(keys={"guidelines": ("x",), "help": ("f1",)})) as pilot:
        assert "x Guidelines" in shown(pilot)
        await pilot.press("g")
        assert isinstance(pilot.app.screen, MenuScreen)
        await pilot.press("x")
        assert "We meet on" in shown(pilot)


class Counting(HomeroomScreen[None]):
    """Shows something new after a time that the test sets."""

    def __init__(self, due: float | None) -> None:
        super().__init__()
        self.due, self.ticks = due, 0

    def seconds_until_due(self) -> float | None:
        return self.due

    def tick(self) -> None:
        self.ticks += 1
        self.due = None


async def ticked(pilot, screen: Counting) -> None:
    """The screen is asked for a new view, by a real timer."""
    for _ in range(1000):
        if screen.ticks:
            return
        await pilot.pause(SOONEST)
    pytest.fail("nobody asked")


async def test_a_screen_draws_a_new_view_only_when_due(run):
    async with run() as pilot:
        screen = Counting(due=0)
        pilot.app.push_screen(screen)
        await ticked(pilot, screen)
        await pilot.pause(2 * SOONEST)
        ticks = screen.ticks
        await pilot.pause(4 * SOONEST)
        assert screen.ticks == ticks


async def test_a_screen_goes_on_counting_beneath_a_panel(run):
    async with run() as pilot:
        screen = Counting(due=None)
        pilot.app.push_screen(screen)
        await pilot.press("ctrl+p")
        screen.due = 0
        pilot.app.schedule_tick()
        await ticked(pilot, screen)
