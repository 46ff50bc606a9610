"""Walks at random through the whole App: keys, mouse, sizes, files, clocks, ends and new starts."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, chdir, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from textual import events
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from homeroom_tui.agenda.library import Library
from homeroom_tui.commands import COMMANDS, commands_of
from homeroom_tui.config import Config
from homeroom_tui.files import CannotWrite, write_whole
from homeroom_tui.meeting.clock import Moment, on_grid
from homeroom_tui.storage.archive import Archive
from homeroom_tui.tui.app import HomeroomApp
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.screens.meeting_base import StepsScreen
from homeroom_tui.tui.screens.menu import MenuScreen
from tests.stress import invariants as truths
from tests.stress.fuzz import GROUP_FILE
from tests.stress.mutations import SMALL, mangled
from tests.stress.outcome import SESSIONS, Case, Tally, at_most, must
from tests.tui.driving import QuickPilot

STEPS = 60
"""Steps of one sitting at most: then another begins, or the walk is over."""

LONGEST = 60.0
"""Seconds that one step may take before it is thought to hang."""

NOVEMBER_25 = 1_795_615_200.0
"""Unix time: Wednesday 25 November 2026, 14:00 UTC."""

KEYS = sorted({key for command in COMMANDS for key in command.keys})
OTHER_KEYS = (
    *"abcxyzABCXYZ0123456789.,;:!#%&/()[]{}<>*'\"@$^~|\\`", "tab", "shift+tab", "backspace",
    "delete", "home", "end", "ctrl+a", "ctrl+c", "ctrl+d", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+v",
    "ctrl+w", "ctrl+x", "ctrl+y", "ctrl+z", "f1", "f12", "insert", "shift+up", "shift+down",
    "ctrl+left", "ctrl+right", "ctrl+s", "escape", "enter", "ä", "自", "👍",
)  # fmt: skip
WORDS = (
    "said", "a: do it", "10", "15-20 min", "3:00 PM", "-5", "rest", "[/x] [b]", "自己紹介",
    "👩‍👩‍👧 🎉", "red \x1b[31m", "\u202egpj.exe", "x" * 300, "one\ntwo\n\nthree", "**not closed",
    "\ud800", " ", "Zoë",
)  # fmt: skip
SIZES = ((1, 1), (2, 3), (20, 5), (40, 8), (59, 17), (80, 24), (89, 30), (100, 30), (300, 100))

SPANS = (0.25, 1.0, 1.0, 30.0, 60.5, 300.0, 899.75, 1_200.0, 3_600.0, 40_000.0)
"""Seconds that pass, seen or slept through."""


class Clock:
    """Both clocks stand still until they are moved, together or apart."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self.at, self.utc = 0.0, NOVEMBER_25

    def now(self) -> Moment:
        return Moment(self.at, self.utc)

    def move(self, seconds: float) -> None:
        self.at, self.utc = on_grid(self.at + seconds), self.utc + seconds


@contextmanager
def part() -> Iterator[Case]:
    """A home of its own, and an App that neither naps nor reaches the world outside."""
    with ExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        roles = {
            f"XDG_{role}_HOME": f"{home}/{role.lower()}" for role in ("STATE", "DATA", "CONFIG")
        }
        stack.enter_context(patch.dict(os.environ, {"HOME": home, "TZ": "UTC", **roles}))
        stack.enter_context(chdir(home))
        time.tzset()
        stack.callback(time.tzset)

        def put(name: str, value: object) -> None:
            stack.enter_context(patch(name, value))

        put("homeroom_tui.tui.system.EditedFile.start", lambda _: None)
        put("homeroom_tui.tui.screens.menu.INTERVAL", 24 * 60 * 60)
        put("webbrowser.get", _no_browser)
        put("homeroom_tui.tui.screens.minutes.write_whole", _only_within(Path(home)))
        before = gc.get_threshold()
        gc.set_threshold(50_000, 20, 50)
        stack.callback(gc.set_threshold, *before)

        def case(number: int, dice: Random, tally: Tally) -> None:
            with TemporaryDirectory(dir=home) as folder:
                asyncio.run(_walk(Path(folder), dice, tally))

        yield case


def _no_browser(*_: object) -> None:
    raise webbrowser.Error("none here")


def _only_within(home: Path) -> Callable[[Path, bytes], None]:
    def write(path: Path, data: bytes) -> None:
        if home not in path.absolute().parents:
            raise CannotWrite("outside of the walk's own home")
        write_whole(path, data)

    return write


async def _walk(folder: Path, dice: Random, tally: Tally) -> None:
    """Up to three sittings, one after the other, with the same files."""
    shutil.copytree(SESSIONS, folder / "sessions")
    (folder / "sessions" / "group.yaml").write_bytes(GROUP_FILE)
    clock = Clock(60.0 if dice.random() < 0.08 else 1.0)
    lost: list[threading.ExceptHookArgs] = []
    with patch("threading.excepthook", lost.append):
        for _ in range(dice.randint(1, 3)):
            await _sit(folder, clock, dice, tally)
            clock.move(dice.choice((0.0, 1.0, 482.25, 5_000.0, 50_000.0)))
    must(not lost, f"in a thread: {[one.exc_value for one in lost]}")


async def _sit(folder: Path, clock: Clock, dice: Random, tally: Tally) -> None:
    library = Library(folder / "sessions")
    weeks = [entry for entry in library.entries() if library.load(entry).session is not None]
    week = dice.choice(weeks) if weeks and dice.random() < 0.7 else None
    settings = Config(
        hours=dice.choice((12, 24)),
        motion=dice.random() < 0.3,
        bell=dice.random() < 0.5,
        theme=dice.choice((None, "dark", "light", "contrast", "terminal")),
    )
    places: dict[str, Any] = {
        "archive": Archive(folder / "meetings"),
        "norms_file": folder / "norms.md",
        "theme_file": folder / "theme",
    }
    app = HomeroomApp(library, clock, settings, week=week, **places)
    size = dice.choice(SIZES[4:])
    tally.log.append(f"begin with {week and week.name} at {size}")
    async with app.run_test(size=size, notifications=True):
        walker = Walker(QuickPilot(app), app, folder, clock, dice, tally)
        await walker.settle()
        for number in range(dice.randint(STEPS // 3, STEPS)):
            if app._exit:
                break
            began = time.perf_counter()
            with at_most(LONGEST, "A step"):
                await walker.step()
                if not app._exit:
                    walker.check(whole=number % 12 == 11)
            tally.counts["steps"] += 1
            tally.timed(tally.log[-1][:60], time.perf_counter() - began)
        must(app._exception is None, f"an exception on the screen: {app._exception!r}")
        if running := walker.running:
            truths.journal_holds(running)
        if not app._exit and dice.random() < 0.5:
            app.leave_now()
    app.store.last_words()


@dataclass
class Walker:
    """Somebody who does not know what the keys are for."""

    pilot: Pilot[None]
    app: HomeroomApp
    folder: Path
    clock: Clock
    dice: Random
    tally: Tally
    lossy: bool = False
    """Whether a file was changed, so that blocks may have gone with the time they had."""

    @property
    def running(self) -> Any:
        """The meeting on the screens, if there is one."""
        screens = [s for s in self.app.screen_stack if isinstance(s, StepsScreen)]
        return screens[-1].controller if screens else None

    async def settle(self) -> None:
        """Wait for all that follows from what was done."""
        await self.pilot.pause()
        while any(not worker.is_finished for worker in self.app.workers) and not self.app._exit:
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def step(self) -> None:
        """Do something."""
        does = self.dice.choices((*_STEPS,), [*_STEPS.values()])[0]
        await does(self)
        await self.settle()

    def check(self, *, whole: bool) -> None:
        """See that all is as it must be; now and then with what is on disk."""
        must(self.app._exception is None, f"an exception on the screen: {self.app._exception!r}")
        truths.screen_holds(self.app)
        if (running := self.running) is None:
            return
        truths.meeting_holds(running)
        if not self.lossy:
            truths.spent_adds_up(running)
        if whole and truths.journal_holds(running):
            self.tally.counts["journals replayed"] += 1

    def did(self, what: str) -> None:
        """For the report, before it is done."""
        self.tally.log.append(what)

    async def command(self) -> None:
        """A key that means something here, most often."""
        screen, dice = self.app.screen, self.dice
        place = screen.PLACE if isinstance(screen, HomeroomScreen) else ""
        here = [key for command in commands_of(place) for key in command.keys]
        key = dice.choice(here if here and dice.random() < 0.85 else KEYS)
        if key == "q" and dice.random() < 0.8:
            key = "space"
        self.did(f"press {key} on {place or screen}")
        await self.pilot.press(key)

    async def other_key(self) -> None:
        key = self.dice.choice(OTHER_KEYS)
        self.did(f"press {key}")
        await self.pilot.press(key)

    async def type(self) -> None:
        text = self.dice.choice(WORDS)
        self.did(f"paste {text[:20]!r}")
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()
        if self.dice.random() < 0.4:
            await self.pilot.press(self.dice.choice(("enter", "escape")))

    def somewhere(self) -> tuple[int, int]:
        width, height = self.app.screen.size
        return self.dice.randrange(max(width, 1)), self.dice.randrange(max(height, 1))

    async def click(self) -> None:
        at, times = self.somewhere(), self.dice.choice((1, 1, 1, 2))
        self.did(f"click {times} at {at}")
        if all(self.app.screen.size):
            await self.pilot.click(offset=at, times=times)

    async def wheel(self) -> None:
        at = self.somewhere()
        kind = self.dice.choice((events.MouseScrollDown, events.MouseScrollUp, events.MouseMove))
        self.did(f"{kind.__name__} at {at}")
        if all(self.app.screen.size):
            await self.pilot._post_mouse_events([kind], offset=at)

    async def resize(self) -> None:
        dice = self.dice
        size = (
            dice.choice(SIZES)
            if dice.random() < 0.6
            else (dice.randint(1, 300), dice.randint(1, 100))
        )
        self.did(f"resize to {size}")
        await self.pilot.resize_terminal(*size)

    async def time_passes(self) -> None:
        dice = self.dice
        seconds = dice.choice(
            (0.25, 1.0, 1.0, 30.0, 60.5, 300.0, 899.75, 1_200.0, 3_600.0, 40_000.0)
        )
        self.did(f"{seconds} s pass")
        self.clock.move(seconds)
        self.app._tick()

    async def wall_clock_set(self) -> None:
        by = self.dice.choice((-86_400.0, -3_600.0, -1.5, 0.3, 20.0, 3_600.0, 86_400.0))
        self.did(f"the wall clock is set by {by} s")
        self.clock.utc += by
        self.app._tick()

    async def edit_file(self) -> None:
        """Save, break or delete a file; the screens see it at once."""
        dice, folder = self.dice, self.folder / "sessions"
        bundled = sorted(SESSIONS.glob("*.yaml"))
        edited = self.app._edited
        path = (
            edited.entry.path
            if edited and dice.random() < 0.7
            else folder / dice.choice(bundled).name
        )
        texts = [one.read_bytes() for one in bundled]
        how = dice.choice(("whole", "other", "small", "small", "mangled", "gone"))
        self.did(f"{path.name}: {how}")
        self.lossy = True
        if how == "gone":
            path.unlink(missing_ok=True)
        elif how == "whole":
            path.write_bytes((SESSIONS / path.name).read_bytes())
        elif how == "other":
            path.write_bytes(dice.choice(texts))
        elif how == "small":
            own = path.read_bytes() if path.exists() else dice.choice(texts)
            path.write_bytes(dice.choice(SMALL)(own, texts, dice))
        else:
            path.write_bytes(mangled(texts, dice)[0])
        if edited is not None:
            edited.look()
        if isinstance(self.app.screen, MenuScreen):
            self.app.screen._follow()


_STEPS = {
    Walker.command: 48, Walker.other_key: 6, Walker.type: 7, Walker.click: 9, Walker.wheel: 3,
    Walker.resize: 5, Walker.time_passes: 15, Walker.wall_clock_set: 2, Walker.edit_file: 5,
}  # fmt: skip
