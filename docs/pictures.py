"""Make the pictures of the docs with the real program.

    python docs/pictures.py [--folder FOLDER] [NAME…]

The clock moves only where a scene moves it, and no file outside the repository is read, so that
everybody gets the same pictures.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

import msgspec
from msgspec.structs import replace
from rich.segment import Segment
from screen_svg import Lines, picture
from textual.app import App
from textual.pilot import Pilot

from homeroom_tui.agenda.library import Library
from homeroom_tui.config import Config
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.room.cohort import Answer, Answered, summary
from homeroom_tui.room.document import Document, document, encode
from homeroom_tui.room.envelope import MessageKind, Received, RoomKeys
from homeroom_tui.room.following import Following
from homeroom_tui.room.link import Broker, Link, Place
from homeroom_tui.room.say import new_say
from homeroom_tui.room.sharing import REPLACED
from homeroom_tui.room.watching import Watching
from homeroom_tui.tui.app import HomeroomApp
from homeroom_tui.tui.board import BoardApp
from homeroom_tui.tui.follow import FollowApp
from homeroom_tui.tui.screens.base import HomeroomScreen
from homeroom_tui.tui.screens.meeting import MeetingScreen
from homeroom_tui.tui.screens.meeting_base import MeetingBase
from homeroom_tui.tui.share import gave_way

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


def prepared(scene: Scene, folder: Path) -> tuple[HomeroomApp, StandingClock]:
    """Return the program as it starts in this scene, with sessions in `folder`."""
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
    return app, clock


async def take(scene: Scene, folder: Path) -> str:
    """Return the scene as an SVG picture."""
    app, clock = prepared(scene, folder)
    async with app.run_test(size=scene.size) as pilot:
        await follow(pilot, clock, scene.steps)
        frames = [seen(app)]
        for steps in scene.frames:
            await follow(pilot, clock, steps)
            frames.append(seen(app))
        return svg(app, *frames[:-1])


def svg(app: App[Any], *frames: Lines) -> str:
    """Return the frames and then what the program shows as an SVG picture."""
    colors = app.theme_variables
    return picture([*frames, seen(app)], colors["background"], colors["foreground"], seconds=2.5)


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


def seen(app: App[Any]) -> Lines:
    """Return the screen as lines of colored text."""
    return [
        list(Segment.simplify(strip)) for strip in app.screen._compositor.render_strips(app.size)
    ]


# A shared meeting: the facilitator, two terminals and a browser at the same instant


class NoNetwork:
    """The sharing of the facilitator's screen, without a connection."""

    def __init__(self, link: Link) -> None:
        self.sharing, self.link, self.trouble, self.said = self, link, "", None

    def is_of(self, controller: object) -> bool:
        return True

    def show(self, controller: object) -> None:
        """There is nobody to show it to."""

    start = leave = show


KEYS = RoomKeys(bytes(range(32)), bytes(range(16)))
LINK = Link(
    "https://hr.example.org/", Broker("wss", "hr.example.org", 443, "/mqtt"), KEYS.room, KEYS.key
)


async def facilitate(steps: Sequence[Step], folder: Path) -> tuple[str, Document, float]:
    """Return the facilitator's screen after these steps, what followers see then, and the time."""
    app, clock = prepared(Scene(), folder)
    vars(app)["share"] = NoNetwork(LINK)
    async with app.run_test(size=(100, 30)) as pilot:
        await follow(pilot, clock, steps)
        assert isinstance(app.screen, MeetingScreen)
        controller = app.screen.controller
        found = document(controller.view(), clock.now(), controller.session, controller.base_url)
        return svg(app), found, clock.utc


async def take_shared(folder: Path) -> str:
    """Return one picture of all who see the same meeting."""
    screen, found, now = await facilitate(TURNS, folder)
    screens = [screen]
    with patch.object(Following, "start"), patch.object(Following, "stop"):
        for size, theme in (((80, 24), "dark"), ((60, 20), "light")):
            screens.append(await take_follower(found, now, size, theme))
    return beside(screens, browser(found, now, (390, 780), "light"))


async def take_page(folder: Path) -> bytes:
    """Return the page on a large screen."""
    _, found, now = await facilitate(OVER, folder)
    return browser(found, now, (1120, 630), "dark")


async def take_follower(
    found: Document, now: float, size: tuple[int, int], theme: Literal["dark", "light"]
) -> str:
    """Return the screen of a terminal that follows."""
    app = FollowApp(LINK, Config(hours=12, theme=theme), now=lambda: now)
    async with app.run_test(size=size) as pilot:
        app.following._connected()
        sealed = KEYS.seal(MessageKind.STATE, 1, 1, now, encode(found))
        app.following._received(Received("hr/1/x/state", sealed, False))
        await pilot.pause()
        app.redraw()
        await pilot.pause()
        return svg(app)


def browser(found: Document, now: float, size: tuple[int, int], theme: str) -> bytes:
    """Return the page as a PNG picture, made with the system's Chromium."""
    with ThreadPoolExecutor(1) as outside_the_loop:
        return outside_the_loop.submit(_shot, found, now, size, theme).result()


def _shot(found: Document, now: float, size: tuple[int, int], theme: Any) -> bytes:
    from playwright.sync_api import sync_playwright

    path = HERE.parent / "homeroom_tui" / "room" / "page" / "index.html"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(
            viewport={"width": size[0], "height": size[1]}, timezone_id="UTC", color_scheme=theme
        )
        page.clock.install(time=now)
        page.clock.pause_at(now)
        page.goto(path.as_uri())
        page.evaluate(
            """text => { room.document = readDocument(text); room.order = [1, 1]; room.up = true;
               room.offset = 0; draw(); }""",
            encode(found).decode(),
        )
        shot: bytes = page.screenshot()
        chromium.close()
    return shot


def beside(screens: Sequence[str], phone: bytes) -> str:
    """Return one picture: the first screen over two smaller ones, and the phone at their right."""
    parts = placed(screens, [(0, 0, 700), (0, 466, 400), (420, 466, 280)])
    data = base64.b64encode(phone).decode()
    place = 'x="724" y="0" width="365" height="730"'
    parts.append(f'<image {place} href="data:image/png;base64,{data}"/>')
    return framed(parts, 1089, 730)


def placed(screens: Sequence[str], places: Sequence[tuple[int, int, int]]) -> list[str]:
    """Return screens as parts of a picture, each at its place, and so wide."""
    parts = []
    for screen, (x, y, width) in zip(screens, places, strict=True):
        _, _, rest = screen.partition(" viewBox=")
        place = f'x="{x}" y="{y}" width="{width}" height="{width}" preserveAspectRatio="xMidYMin"'
        parts.append(f"<svg {place} viewBox={rest}")
    return parts


def framed(parts: Sequence[str], width: int, height: int) -> str:
    """Return a picture of these parts."""
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', *parts, "</svg>\n"])


async def take_hand_over(folder: Path) -> str:
    """Return the screen of who took a meeting over, and that of who gave way."""
    taker, _, _ = await facilitate(TURNS, folder)
    app, _ = prepared(Scene(week=None), folder)
    async with app.run_test(size=(100, 30)) as pilot:
        path = "~/.local/state/homeroom/meetings/2026-11-25-1359-7f3a.jsonl"
        kept = f"What was said here is kept: {path}"
        app.push_screen(gave_way(REPLACED.format("bens-laptop"), kept, str(LINK)))
        await pilot.pause()
        return framed(placed([taker, svg(app)], [(0, 0, 640), (660, 0, 640)]), 1300, 430)


# The board of a cohort

COHORT = replace(LINK, page="https://hr.example.org/board.html", cohort=True)
MEETINGS: Mapping[str, tuple[str, Sequence[Step]]] = {
    "The Kestrels": ("1", [*through(27), 3 * MINUTE]),
    "The Owls": ("1", [*through(15), 11 * MINUTE, "space", 4 * MINUTE]),
    "The Herons": ("2", [*through(12), "t", 18 * MINUTE]),
    "The Wrens": ("3", [*through(10, 14), 6 * MINUTE]),
    "The Finches": ("1", [*through(16), 14 * MINUTE]),
    "The Cranes": ("4", [30 * MINUTE]),
}
"""The groups of the board: each with its week, and its steps in half an hour."""


async def take_board(folder: Path) -> str:
    """Return a board of six groups, to whom something was said."""
    groups, now = list[tuple[str, Document]](), WEDNESDAY
    for name, (week, steps) in MEETINGS.items():
        app, clock = prepared(Scene(week=week), folder)
        async with app.run_test(size=(100, 30)) as pilot:
            await follow(pilot, clock, steps)
            assert isinstance(app.screen, MeetingBase)
            controller, now = app.screen.controller, clock.utc
            groups.append((name, document(controller.view(), clock.now(), controller.session)))
    said = new_say("Back in the main room", now, now + 2 * MINUTE)
    with patch.object(Watching, "start"), patch.object(Watching, "stop"), patch("time.time") as at:
        at.return_value = now
        board = BoardApp(COHORT, Place(COHORT.broker), KEYS, Config(hours=12), now=lambda: now)
        async with board.run_test(size=(100, 20)) as pilot:
            board.watching._connected()
            says = KEYS.seal(MessageKind.SAY, 1, 1, now, msgspec.json.encode((said,)))
            topic = f"hr/1/{COHORT.room}"
            board.watching._heard(Received(f"{topic}/say", says, False))
            answers: list[Answer] = ["", "coming", "coming", "need 5 minutes", "coming", ""]
            for number, ((name, found), answer) in enumerate(zip(groups, answers, strict=True)):
                keys = RoomKeys(bytes([number]) * 32, COHORT.key)
                made = msgspec.json.encode(summary(found, name, Answered(said.id, answer)))
                sealed = keys.seal(MessageKind.GROUP, 1, 1, now, made)
                board.watching._heard(Received(f"{topic}/g/{keys.room}", sealed, False))
            board.redraw()
            await pilot.pause()
            return svg(board)


OF_ROOMS: dict[str, Callable[[Path], Coroutine[None, None, str | bytes]]] = {
    "shared": take_shared,
    "room-page": take_page,
    "hand-over": take_hand_over,
    "board": take_board,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*SCENES, *OF_ROOMS]))
    parser.add_argument("--folder", type=Path, default=HERE / "pictures")
    options = parser.parse_args()
    os.environ["TZ"] = "UTC"
    time.tzset()
    options.folder.mkdir(exist_ok=True)
    for name in options.names or [*SCENES, *OF_ROOMS]:
        with tempfile.TemporaryDirectory() as folder:
            taken = OF_ROOMS.get(name) or partial(take, SCENES[name])
            made = asyncio.run(taken(Path(folder)))
        path = options.folder / f"{name}.{'svg' if isinstance(made, str) else 'png'}"
        path.write_bytes(made.encode() if isinstance(made, str) else made)
        print(f"{path}  {len(made) // 1000} kB")


if __name__ == "__main__":
    main()
