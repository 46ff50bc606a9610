"""Any keys, clicks, sizes, clocks and saved files, while the App runs: the screens stand."""

from __future__ import annotations

import asyncio
import inspect
import os
import shutil
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, chdir, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from textual import events
from textual.screen import Screen
from textual.worker import WorkerCancelled

from homeroom_tui.agenda.library import Library
from homeroom_tui.commands import COMMANDS, commands_of
from homeroom_tui.config import Config
from homeroom_tui.controller import Controller
from homeroom_tui.files import CannotWrite, write_whole
from homeroom_tui.storage.archive import Archive
from homeroom_tui.tui.app import FirstMeeting, HomeroomApp
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.screens.meeting_base import MeetingBase
from homeroom_tui.tui.screens.menu import MenuScreen
from tests.conftest import FakeClock
from tests.stress import invariants
from tests.stress.bad_files import bad_files, small_changes
from tests.stress.fuzz import GROUP_FILE, SESSIONS
from tests.stress.meeting_walk import JUMPS, SPANS, WORDS
from tests.stress.runner import COUNTS, Case, at_most, walks_of
from tests.tui.driving import QuickPilot

STEPS = 50
WALKS = 2
"""Of one case."""

MAX_SECONDS = 60.0
"""For one step, before it is thought to hang."""

KEYS = sorted({key for command in COMMANDS for key in command.keys})
OTHER_KEYS = (
    *"abcxyzABCXYZ0123456789.,;:!#%&/()[]{}<>*'\"@$^~|\\`", "tab", "shift+tab", "backspace",
    "delete", "home", "end", "ctrl+a", "ctrl+c", "ctrl+d", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+v",
    "ctrl+w", "ctrl+x", "ctrl+y", "ctrl+z", "f1", "f12", "insert", "shift+up", "shift+down",
    "ctrl+left", "ctrl+right", "ctrl+s", "escape", "enter", "ä", "自", "👍",
)  # fmt: skip
PASTED = (*WORDS, "10", "15-20 min", "3:00 PM", "-5", "rest", "\ud800")
SIZES = ((1, 1), (2, 3), (20, 5), (40, 8), (59, 17), (80, 24), (89, 30), (100, 30), (300, 100))
THEMES = (None, "dark", "light", "contrast", "terminal")
MOUSE = (events.MouseScrollDown, events.MouseScrollUp, events.MouseMove)

WEEK_6 = b"""\
title: Ties, warnings and timers
week: 6
duration: 60 min
warn: [5 min, 30 s]
blocks:
  - title: Write
    duration: 10-20 min
    materials: [Paper]
    prompts: [{text: In silence, duration: 2 min}, Read it out]
  - title: Guest
    duration: 15 min
    at: +25 min
    warn: [1 min]
  - {title: Share, duration: 5-10 min}
  - {title: Together, duration: 5 min, at: "7:50"}
  - {title: Close, duration: rest}
"""

bundled = [path.read_bytes() for path in sorted(SESSIONS.glob("*.yaml"))]


@contextmanager
def part() -> Iterator[Case]:
    """A home of its own, and an App that does not reach the world outside."""
    with ExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        roles = {f"XDG_{r}_HOME": f"{home}/{r.lower()}" for r in ("STATE", "DATA", "CONFIG")}
        stack.enter_context(patch.dict(os.environ, {"HOME": home, "TZ": "UTC", **roles}))
        stack.enter_context(chdir(home))
        time.tzset()
        stack.callback(time.tzset)
        for name, value in {
            "homeroom_tui.tui.system.EditedFile.start": lambda _: None,
            "homeroom_tui.tui.screens.menu.INTERVAL": 24 * 60 * 60,
            "homeroom_tui.tui.screens.minutes.write_whole": _only_within(Path(home)),
            "homeroom_tui.sound.play_wav": lambda _: False,
            "webbrowser.get": _no_browser,
        }.items():
            stack.enter_context(patch(name, value))
        yield walks_of(ScreensMachine, WALKS, STEPS)


def _no_browser(*_: object) -> None:
    raise webbrowser.Error("none here")


def _only_within(home: Path) -> Callable[..., None]:
    def write(path: Path, data: bytes, **more: Any) -> None:
        if home not in path.absolute().parents:
            raise CannotWrite("outside of the walk's own home")
        write_whole(path, data, **more)

    return write


class ScreensMachine(RuleBasedStateMachine):
    """Somebody who does not know what the keys are for, in sittings one after the other."""

    @initialize(speed=st.sampled_from((1.0, 1.0, 1.0, 60.0)), data=st.data())
    def begin(self, speed: float, data: st.DataObject) -> None:
        COUNTS["cases"] += 1
        self.home = TemporaryDirectory(dir=os.environ["HOME"], ignore_cleanup_errors=True)
        self.folder = Path(self.home.name)
        shutil.copytree(SESSIONS, self.folder / "sessions")
        (self.folder / "sessions" / "group.yaml").write_bytes(GROUP_FILE)
        (self.folder / "sessions" / "week-6.yaml").write_bytes(WEEK_6)
        self.clock, self.speed = FakeClock(), speed
        self.lost: list[threading.ExceptHookArgs] = []
        self.hook, threading.excepthook = threading.excepthook, self.lost.append
        self.steps = 0
        self.loop = asyncio.Runner()
        self._open(data)

    def _open(self, data: st.DataObject) -> None:
        """Start the App, at a week or with the menu."""
        library = Library(self.folder / "sessions")
        weeks = [entry for entry in library.entries() if library.load(entry).session is not None]
        self.app = HomeroomApp(
            library,
            self.clock,
            Config(
                hours=data.draw(st.sampled_from((12, 24))),
                motion=data.draw(st.booleans()),
                bell=data.draw(st.booleans()),
                sound=data.draw(st.sampled_from(("off", "chime"))),
                theme=data.draw(st.sampled_from(THEMES)),
            ),
            week=data.draw(st.sampled_from([*weeks, *weeks, None])),
            first=FirstMeeting(speed=self.speed),
            archive=Archive(self.folder / "meetings"),
            norms_file=self.folder / "norms.md",
            theme_file=self.folder / "theme",
        )
        size = data.draw(st.sampled_from(SIZES[4:]))
        self.running = self.app.run_test(size=size, notifications=True)
        self.pilot = QuickPilot(self.app)
        self.do(self.running.__aenter__)
        # Whether a file was changed, so that blocks may have gone with the time they had.
        self.lossy = False

    def do(self, act: Callable[..., Any], *arguments: Any, **more: Any) -> None:
        """Do something in the App's event loop, and wait for everything that follows from it."""

        async def done() -> None:
            doing = act(*arguments, **more)
            if inspect.isawaitable(doing):
                await doing
            await self.pilot.pause()
            while self.open and any(not worker.is_finished for worker in self.app.workers):
                with suppress(WorkerCancelled):
                    await self.app.workers.wait_for_complete()
                await self.pilot.pause()

        COUNTS["steps"] += 1
        self.steps += 1
        with at_most(MAX_SECONDS, "A step"):
            self.loop.run(done())

    @property
    def open(self) -> bool:
        return not self.app._exit

    @property
    def meeting(self) -> Controller | None:
        """The meeting on the screens, if there is one."""
        screens = [s for s in self.app.screen_stack if isinstance(s, MeetingBase)]
        return screens[-1].controller if screens else None

    @invariant()
    def it_holds(self) -> None:
        assert self.app._exception is None, f"an exception on the screen: {self.app._exception!r}"
        assert not self.lost, f"in a thread: {[one.exc_value for one in self.lost]}"
        if not self.open:
            return
        self.loop.run(self._screen_holds())
        if (meeting := self.meeting) is not None:
            invariants.meeting_holds(meeting)
            if not self.lossy:
                invariants.spent_adds_up(meeting)
            if self.steps % 12 == 0:
                invariants.journal_holds(meeting)

    async def _screen_holds(self) -> None:
        # In the App's own context: a widget that is not yet drawn asks for its App.
        invariants.screen_holds(self.app)

    opened = precondition(lambda self: self.open)

    @opened
    @rule(data=st.data(), count=st.integers(1, 6))
    def press_keys_that_mean_something(self, data: st.DataObject, count: int) -> None:
        for _ in range(count):
            screen = self.app.screen
            place = screen.PLACE if isinstance(screen, HomeroomScreen) else ""
            here = [key for command in commands_of(place) for key in command.keys]
            key = data.draw(st.sampled_from(here or KEYS), place)
            if key == "q" and data.draw(st.booleans()):
                key = "space"
            self.do(self.pilot.press, key)
            if not self.open:
                return

    @opened
    @rule(key=st.sampled_from((*OTHER_KEYS, *KEYS)))
    def press_another_key(self, key: str) -> None:
        self.do(self.pilot.press, key)

    @opened
    @rule(text=st.sampled_from(PASTED), end=st.sampled_from((None, "enter", "escape")))
    def paste(self, text: str, end: str | None) -> None:
        self.do(self.app.post_message, events.Paste(text))
        self.do(self.pilot.press, *([end] if end and self.open else []))

    @opened
    @rule(x=st.floats(0, 0.999), y=st.floats(0, 0.999), times=st.sampled_from((1, 1, 2)))
    def click(self, x: float, y: float, times: int) -> None:
        width, height = self.app.screen.size
        if width and height:
            self.do(self.pilot.click, offset=(int(x * width), int(y * height)), times=times)

    @opened
    @rule(kind=st.sampled_from(MOUSE), x=st.floats(0, 0.999), y=st.floats(0, 0.999))
    def mouse(self, kind: type[events.MouseEvent], x: float, y: float) -> None:
        width, height = self.app.screen.size
        if width and height:
            at = (int(x * width), int(y * height))
            self.do(self.pilot._post_mouse_events, [kind], offset=at)

    @opened
    @rule(
        size=st.one_of(st.sampled_from(SIZES), st.tuples(st.integers(1, 300), st.integers(1, 100)))
    )
    def resize(self, size: tuple[int, int]) -> None:
        self.do(self.pilot.resize_terminal, *size)

    @opened
    @rule(seconds=st.sampled_from(SPANS))
    def time_passes(self, seconds: float) -> None:
        self.clock.move(seconds)
        self.do(self.app.redraw)

    @opened
    @rule(by=st.sampled_from(JUMPS))
    def wall_clock_is_set(self, by: float) -> None:
        self.clock.utc += by
        self.do(self.app.redraw)

    @opened
    @rule(
        text=st.one_of(
            st.sampled_from((None, *bundled)), bad_files(bundled), small_changes(bundled)
        ),
        name=st.sampled_from((None, *(path.name for path in sorted(SESSIONS.glob("*.yaml"))))),
    )
    def save_a_file(self, text: Any, name: str | None) -> None:
        """Save, break or delete a file, that of the meeting if there is one; it is seen at once."""
        edited = self.app._edited
        path = self.folder / "sessions" / (name or "week-1.yaml")
        if edited is not None and name is None:
            path = edited.entry.path
        if callable(text):
            text = text(path.read_bytes() if path.exists() else bundled[0])
        note(f"{path.name}: {text!r}")
        self.lossy = True
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(text)
        if edited is not None:
            self.do(edited.look)
        menu: Screen[Any] = self.app.screen
        if isinstance(menu, MenuScreen):
            self.do(menu._follow)

    @rule(data=st.data(), away=st.sampled_from((0.0, 1.0, 482.25, 5_000.0, 50_000.0)))
    def end_and_begin_again(self, data: st.DataObject, away: float) -> None:
        self._end()
        self.clock.move(away)
        self._open(data)

    def _end(self) -> None:
        if (meeting := self.meeting) is not None:
            invariants.journal_holds(meeting)
        if self.open:
            self.app.leave_now()
        self.loop.run(self.running.__aexit__(None, None, None))
        self.app.store.last_words()

    def teardown(self) -> None:
        if hasattr(self, "running"):
            try:
                self._end()
                self.it_holds()
            finally:
                self.loop.close()
                threading.excepthook = self.hook
                self.home.cleanup()
