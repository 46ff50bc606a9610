"""Make the pictures of the docs with the real program.

    python docs/pictures.py [--folder FOLDER] [NAME…]

The clock moves only where a scene moves it, and no file outside the repository is read, so that
everybody gets the same pictures.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from rich.segment import Segment
from screen_svg import Lines, picture
from textual.pilot import Pilot

from homeroom_tui.agenda.library import Library
from homeroom_tui.config import Config
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.tui.app import HomeroomApp
from homeroom_tui.tui.screens.base import HomeroomScreen

HERE = Path(__file__).parent
SESSIONS = HERE.parent / "sessions"

MINUTE = 60
WEDNESDAY = 1_795_615_200.0
"""Unix time: Wednesday 25 November 2026, 2 PM in UTC."""

GROUP = """\
name: The quiet ones
people: [Ana, Ben, Chidi, Dee]
first_meeting: 2026-11-25
"""


@dataclass
class StandingClock:
    """A clock that stands still until a scene moves it."""

    at: float = 0.0
    utc: float = WEDNESDAY
    speed: float = 1.0

    def now(self) -> Moment:
        return Moment(self.at, self.utc)

    def move(self, seconds: float) -> None:
        self.at, self.utc = self.at + seconds, self.utc + seconds


Step = str | float
"""A key to press, or a number of seconds to wait."""


@dataclass(frozen=True)
class Scene:
    """The steps before the picture; with `frames`, the steps before each further picture."""

    steps: Sequence[Step] = ()
    week: str | None = "1"
    size: tuple[int, int] = (100, 30)
    theme: Literal["dark", "light"] = "dark"
    frames: Sequence[Sequence[Step]] = field(default_factory=tuple)


def through(*minutes: float) -> list[Step]:
    """Return the steps that start a meeting and let its first blocks take so many minutes each."""
    steps: list[Step] = ["space"]
    for each in minutes:
        steps += [each * MINUTE, "right"]
    return steps


TURNS = [*through(16, 14.5), "t", 2.9 * MINUTE, "t", 4 * MINUTE, "t", 1.4 * MINUTE]
OVER = [*through(15, 15, 15), "down", 8 * MINUTE, 6 * MINUTE + 12]

SCENES = {
    "menu": Scene(week=None),
    "lobby": Scene(),
    "meeting": Scene(TURNS),
    "over": Scene(OVER),
    "too-much": Scene(through(27)),
    "projector": Scene([*through(15, 15, 15), "down", 4 * MINUTE + 21, "z"], size=(120, 36)),
    "light": Scene(TURNS, theme="light"),
    "narrow": Scene([*through(15, 15, 15), "down", 4 * MINUTE], size=(60, 20)),
    "help": Scene(["space", 4 * MINUTE, "?"]),
    "end": Scene([*through(16, 14, 18, 11), "y"]),
    "demo": Scene(
        size=(90, 28),
        frames=[
            ["space"],
            [5 * MINUTE],
            ["down", 4 * MINUTE],
            ["down", 5.5 * MINUTE],
            [2 * MINUTE],
            ["right"],
            [16 * MINUTE],
            ["right", 12 * MINUTE],
            ["right", 2 * MINUTE],
            [8.5 * MINUTE, "right", "y"],
        ],
    ),
}


async def take(scene: Scene, folder: Path) -> str:
    """Return the scene as an SVG picture."""
    (folder / "group.yaml").write_text(GROUP, encoding="utf-8")
    for file in SESSIONS.glob("*.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    library, clock = Library(folder), StandingClock()
    app = HomeroomApp(
        library,
        clock,
        Config(hours=12, theme=scene.theme),
        week=library.find(scene.week) if scene.week else None,
    )
    async with app.run_test(size=scene.size) as pilot:
        await follow(pilot, clock, scene.steps)
        frames = [seen(app)]
        for steps in scene.frames:
            await follow(pilot, clock, steps)
            frames.append(seen(app))
        colors = app.theme_variables
    ground, text = colors["background"], colors["foreground"]
    return picture(frames, ground, text, seconds=2.5)


async def follow(pilot: Pilot[None], clock: StandingClock, steps: Sequence[Step]) -> None:
    """Press the keys, and move the clock second by second, as it moves on the screen."""
    await pilot.pause()
    for step in steps:
        if isinstance(step, str):
            await pilot.press(step)
        else:
            for _ in range(round(step)):
                clock.move(1)
                for screen in pilot.app.screen_stack:
                    if isinstance(screen, HomeroomScreen):
                        screen.tick()
        await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def seen(app: HomeroomApp) -> Lines:
    """Return the screen as lines of colored text."""
    return [
        list(Segment.simplify(strip)) for strip in app.screen._compositor.render_strips(app.size)
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SCENES))
    parser.add_argument("--folder", type=Path, default=HERE / "pictures")
    options = parser.parse_args()
    os.environ["TZ"] = "UTC"
    time.tzset()
    options.folder.mkdir(exist_ok=True)
    for name in options.names or SCENES:
        with tempfile.TemporaryDirectory() as folder:
            svg = asyncio.run(take(SCENES[name], Path(folder)))
        path = options.folder / f"{name}.svg"
        path.write_text(svg, encoding="utf-8")
        print(f"{path}  {len(svg) // 1000} kB")


if __name__ == "__main__":
    main()
