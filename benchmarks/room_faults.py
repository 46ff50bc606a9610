"""Shared meetings whose broker, facilitator, messages or clocks fail: when all is right again."""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import Table
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.clock import Moment
from homeroom_tui.meeting.meeting import Meeting
from homeroom_tui.room.document import encode
from homeroom_tui.room.envelope import MessageKind, Received, RoomKeys
from homeroom_tui.room.follower import Condition
from homeroom_tui.room.following import Following
from homeroom_tui.room.link import topic
from homeroom_tui.room.wire import Wire
from tests.meeting.scenario import WEEK_1
from tests.room.conftest import Mosquitto, Shared, program

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROUNDS = 5
Process = subprocess.Popen[bytes]
LIMIT = 60.0
"""Seconds for anything to happen."""

MINUTE = 60.0
RIGHT = 0.1
"""Seconds by which a countdown may be off, and is right."""


class Clock:
    """A facilitator's clock whose time of day can be set."""

    def __init__(self, step: float = 0.0) -> None:
        self.speed, self.step, self._origin = 1.0, step, time.monotonic()

    def now(self) -> Moment:
        return Moment(time.monotonic() - self._origin, time.time() + self.step)


class Watched:
    """A follower in a terminal, without its screen. It notices if it ever goes back."""

    def __init__(self, link: Any) -> None:
        self.step = 0.0
        self.last, self.back = (-1, -1), 0
        self.following = Following(link, now=self.now, changed=self._look)
        self.following.start()

    def now(self) -> float:
        return time.time() + self.step

    def _look(self) -> None:
        self.back += self.following.order < self.last
        self.last = max(self.last, self.following.order)

    def shows(self, number: int) -> bool:
        found = self.following.document
        return found is not None and found.here is not None and found.here.number == number

    def is_(self, condition: Condition) -> bool:
        return self.following.condition() is condition

    def off(self, made: Shared) -> float:
        """Seconds by which the countdown differs from the facilitator's."""
        found = self.following.document
        if found is None or found.here is None or found.here.zero is None:
            return MINUTE
        here = made.document.here
        assert here is not None
        assert here.zero is not None
        theirs: float = self.following.time() - found.here.zero
        ours: float = made.clock.now().utc - here.zero
        return abs(theirs - ours)


class Browser:
    """The same in the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.last, self.back = [-1, -1], 0

    def look(self) -> tuple[int, str]:
        """The number of the block that is shown, and what is said of the connection."""
        order, block, status = self.page.evaluate(
            "() => [room.order, room.document?.here?.number ?? -1,"
            " document.getElementById('status').textContent]"
        )
        self.back += order < self.last
        self.last = max(order, self.last)
        return block, status

    def shows(self, number: int) -> bool:
        return self.look()[0] == number

    def is_(self, condition: Condition) -> bool:
        said = self.look()[1]
        words = {Condition.LIVE: "live", Condition.GONE: "the facilitator"}
        return said.startswith(words.get(condition, "no connection"))


@dataclass
class Scene:
    """A shared meeting, and those who follow it."""

    broker: Mosquitto
    made: Shared
    terminals: list[Watched]
    browser: Browser
    stack: ExitStack

    @property
    def everybody(self) -> list[Watched | Browser]:
        return [*self.terminals, self.browser]

    def until(self, right: Callable[[Watched | Browser], bool]) -> tuple[float, float]:
        """Seconds until this is so of the last terminal, and of the page."""
        began, took = time.monotonic(), dict[Watched | Browser, float]()
        while len(took) < len(self.everybody):
            now = time.monotonic() - began
            if now > LIMIT:
                raise SystemExit("Some follower is not right again in time.")
            for one in self.everybody:
                if one not in took and right(one):
                    took[one] = now
            time.sleep(0.005)
        return max(took[one] for one in self.terminals), took[self.browser]

    def until_live(self, number: int) -> tuple[float, float]:
        return self.until(lambda one: one.shows(number) and one.is_(Condition.LIVE))

    def follow(self) -> Watched:
        """One more follower in a terminal."""
        one = Watched(self.made.link)
        self.stack.callback(one.following.stop)
        return one

    def stranger(self, heard: Callable[[Received], None] = lambda message: None) -> Wire:
        """Somebody else who knows the broker's password."""
        up: list[bool] = []
        wire = Wire(
            self.broker.broker,
            [topic(self.made.link.room, "state")],
            login=self.broker.login,
            on_connect=lambda: up.append(True),
            on_message=heard,
        )
        wire.start()
        self.stack.callback(wire.stop)
        until(lambda: bool(up))
        return wire

    def flood(self, wire: Wire, messages: list[bytes]) -> None:
        """Publish all of them, each when the one before has been sent."""
        for data in messages:
            wire.publish(topic(self.made.link.room, "state"), data, retain=True)
            time.sleep(0.002)


def until(happened: Callable[[], bool]) -> float:
    """Seconds until it happened."""
    began = time.monotonic()
    while not happened():
        if time.monotonic() - began > LIMIT:
            raise SystemExit("It did not happen in time.")
        time.sleep(0.005)
    return time.monotonic() - began


@contextmanager
def scene(page: Page, **more: Any) -> Iterator[Scene]:
    """Week 1 under way on a broker of its own, with three terminals and the page."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)
        broker = Mosquitto(Path(folder))
        stack.callback(broker.kill)
        made = Shared(broker, **more)
        stack.callback(made.sharing.stop)
        made.do(ev.Start)
        links = (made.link, made.link, made.sharing.link)
        terminals = [Watched(link) for link in links]
        for terminal in terminals:
            stack.callback(terminal.following.stop)
        page.goto("about:blank")
        page.goto(str(made.sharing.link))
        found = Scene(broker, made, terminals, Browser(page), stack)
        found.until(lambda one: one.shows(0))
        yield found
        assert not any(one.back for one in found.everybody), "a follower went back"


Times = tuple[float, float]
"""Seconds of the last of the terminals, and of the page."""


@dataclass
class Outcome:
    """Seconds until followers said what was the matter, and until all was right."""

    right: list[Times] = field(default_factory=list)
    said: list[Times] = field(default_factory=list)


Fault = Callable[["Page", Outcome], None]


def broker_killed(page: Page, found: Outcome) -> None:
    with scene(page) as it:
        it.broker.kill()
        found.said.append(it.until(lambda one: one.is_(Condition.LOST)))
        it.made.do(ev.Next)
        time.sleep(1)
        it.broker.start()
        found.right.append(it.until_live(1))


def broker_frozen(page: Page, found: Outcome) -> None:
    with scene(page) as it:
        it.broker.send_signal(signal.SIGSTOP)
        it.made.do(ev.Next)
        time.sleep(5)
        it.broker.send_signal(signal.SIGCONT)
        found.right.append(it.until_live(1))


def broker_frozen_long(page: Page, found: Outcome) -> None:
    with scene(page) as it:
        it.broker.send_signal(signal.SIGSTOP)
        it.made.do(ev.Next)
        found.said.append(it.until(lambda one: not one.is_(Condition.LIVE)))
        it.broker.send_signal(signal.SIGCONT)
        found.right.append(it.until_live(1))


@contextmanager
def facilitator(broker: Mosquitto, keys: RoomKeys, seed: bytes) -> Iterator[Process]:
    """A facilitator in a process of its own, two seconds ahead of this one's clock."""
    words = [str(broker.broker), broker.plan.password, seed.hex(), keys.key.hex(), "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.room.facilitator", *words], stdin=subprocess.PIPE
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.communicate()


def facilitator_stopped(page: Page, found: Outcome, number: signal.Signals) -> None:
    seed, key = os.urandom(32), os.urandom(16)
    keys = RoomKeys(seed, key)
    with scene(page, keys=keys) as it:
        it.made.sharing.leave()
        with facilitator(it.broker, keys, seed) as process:
            epoch = it.made.sharing.epoch
            it.until(lambda one: newer(one, epoch) and one.is_(Condition.LIVE))
            process.send_signal(number)
            found.said.append(it.until(lambda one: one.is_(Condition.GONE)))
            if number is signal.SIGKILL:
                again = Shared(it.broker, keys, now=lambda: time.time() + 4)
                it.stack.callback(again.sharing.stop)
                again.do(ev.Start)
                again.do(ev.Next)
                found.right.append(it.until_live(1))
            else:
                process.send_signal(signal.SIGCONT)
                found.right.append(it.until_live(0))


def newer(one: Watched | Browser, epoch: int) -> bool:
    if isinstance(one, Browser):
        one.look()
        return one.last[0] > epoch
    return one.following.order[0] > epoch


def facilitator_killed(page: Page, found: Outcome) -> None:
    facilitator_stopped(page, found, signal.SIGKILL)


def facilitator_frozen(page: Page, found: Outcome) -> None:
    facilitator_stopped(page, found, signal.SIGSTOP)


def old_facilitator(page: Page, found: Outcome) -> None:
    """Another took over; the old one's messages go on, with its key and its greater numbers."""
    keys = RoomKeys(os.urandom(32), os.urandom(16))
    with scene(page, keys=keys) as it:
        old = it.made
        later = Shared(it.broker, keys, clock=old.clock, now=lambda: time.time() + 2)
        it.stack.callback(later.sharing.stop)
        later.do(ev.Start)
        later.do(ev.Next)
        found.said.append((until(lambda: bool(old.sharing.trouble)),) * 2)
        it.until_live(1)
        sealed = encode(old.document)
        it.flood(
            it.stranger(),
            [
                keys.seal(MessageKind.STATE, old.sharing.epoch, 10_000 + n, time.time(), sealed)
                for n in range(300)
            ],
        )
        found.right.append(it.until_live(1))
        late = it.follow()
        until(lambda: late.shows(1))


def blanked(page: Page, found: Outcome) -> None:
    with scene(page) as it:
        wire = it.stranger()
        wire.publish(topic(it.made.link.room, "state"), b"", retain=True)
        found.said.append(it.until(lambda one: not one.is_(Condition.LIVE)))
        found.right.append(it.until_live(0))


def longer(heard: list[bytes], before: int) -> bool:
    return len(heard) > before


def hostile(page: Page, found: Outcome) -> None:
    """Real messages again, twice, in any order, cut, and with a bit that is flipped."""
    heard: list[bytes] = []
    with scene(page) as it:
        wire = it.stranger(lambda message: heard.append(message.payload))
        for step in (*(ev.Next, ev.Back) * 3, ev.Next):
            heard_before = len(heard)
            it.made.do(step)
            until(partial(longer, heard, heard_before))
        it.until_live(1)
        rng, genuine, messages = random.Random(len(heard)), list(heard), []
        for _ in range(200):
            data = rng.choice(genuine)
            place = rng.randrange(len(data))
            changed = bytes([data[place] ^ 1 << rng.randrange(8)])
            messages += [data, data, data[:place], data[:place] + changed + data[place + 1 :]]
        rng.shuffle(messages)
        it.flood(wire, messages)
        found.right.append(it.until_live(1))
        shown = {one.following.document for one in it.terminals}
        assert shown == {it.made.sharing.shown}, "a follower shows something else"


def clock_set(page: Page, found: Outcome, step: float) -> None:
    clock = Clock()
    with scene(page, clock=clock, meeting=Meeting(WEEK_1)) as it:
        clock.step = step
        found.right.append(it.until(partial(counts_right, it.made)))


def counts_right(made: Shared, one: Watched | Browser) -> bool:
    made.show()  # as each second of a meeting does
    return (page_off(one, made) if isinstance(one, Browser) else one.off(made)) < RIGHT


def own_clock_set(page: Page, found: Outcome) -> None:
    """The clocks of all followers are set; they hear of it with the next sign of life."""
    with scene(page) as it:
        for one in it.terminals:
            one.step = MINUTE
        page.evaluate("() => { const now = Date.now; Date.now = () => now() + 60000; }")
        found.right.append(it.until(partial(counts_right, it.made)))


def page_off(one: Browser, made: Shared) -> float:
    """Seconds by which the page's countdown differs from the facilitator's."""
    here = made.document.here
    assert here is not None
    assert here.zero is not None
    theirs: float = one.page.evaluate("() => room.now(Date.now()) - room.document.here.zero")
    ours: float = made.clock.now().utc - here.zero
    return abs(theirs - ours)


def clock_forward(page: Page, found: Outcome) -> None:
    clock_set(page, found, MINUTE)


def clock_back(page: Page, found: Outcome) -> None:
    clock_set(page, found, -MINUTE)


def clock_wrong(page: Page, found: Outcome) -> None:
    """A facilitator whose clock is a minute ahead; a new follower has the retained message only."""
    clock = Clock(MINUTE)
    with scene(page, clock=clock, meeting=Meeting(WEEK_1)) as it:
        time.sleep(3)  # so that the retained message has an age
        late = it.follow()
        until(lambda: late.following.document is not None)
        found.said.append((late.off(it.made), page_off(it.browser, it.made)))
        took = until(lambda: late.off(it.made) < RIGHT)
        found.right.append((took, 0.0))


FAULTS: dict[str, Fault] = {
    "broker killed, started again empty after a second": broker_killed,
    "broker frozen for 5 s": broker_frozen,
    "broker frozen until it was said": broker_frozen_long,
    "facilitator killed, and resumed": facilitator_killed,
    "facilitator frozen until it was said": facilitator_frozen,
    "an old facilitator goes on: 300 messages": old_facilitator,
    "another client blanks the room": blanked,
    "800 messages repeated, out of order, cut or changed": hostile,
    "facilitator's clock set forward by a minute": clock_forward,
    "facilitator's clock set back by a minute": clock_back,
    "followers' clocks set forward by a minute": own_clock_set,
}


def seconds(times: list[Times], side: int) -> str:
    """The median and the worst, of the terminals or of the page."""
    if not times:
        return "–"
    found = [both[side] for both in times]
    return f"{statistics.median(found):.2f} s ({max(found):.2f})"


def faults(*, quick: bool = False) -> Table:
    """Cause each fault some times, with three terminals and the page following."""
    from playwright.sync_api import sync_playwright

    table = Table(
        "Faults of a shared meeting: median and worst",
        ["", "terminals say so", "right again", "the page says so", "right again"],
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page()
        for name, fault in FAULTS.items():
            found = Outcome()
            for _ in range(1 if quick else ROUNDS):
                fault(page, found)
            table.rows.append((
                name, seconds(found.said, 0), seconds(found.right, 0),
                seconds(found.said, 1), seconds(found.right, 1),
            ))  # fmt: skip
            table.raw[name] = {"said": found.said, "right": found.right}
            print(table.rows[-1], file=sys.stderr, flush=True)
        wrong = Outcome()
        for _ in range(1 if quick else ROUNDS):
            clock_wrong(page, wrong)
        chromium.close()
    off, took = [one for one, _ in wrong.said], [one for one, _ in wrong.right]
    table.raw["a clock that is a minute ahead"] = {"off": off, "right": took}
    table.notes.append(
        "A facilitator's clock that is a minute ahead: who comes later is off by at most"
        f" {max(off):.2f} s at first, and right within {max(took):.2f} s."
    )
    table.notes.append("No follower went back, or showed what was not signed.")
    return table
