"""Measure how far apart all who see a shared meeting show its seconds, for a minute or an hour."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from resource import RLIMIT_NOFILE, getrlimit, setrlimit
from select import select
from subprocess import PIPE
from tempfile import TemporaryDirectory
from threading import Thread
from typing import NamedTuple

from benchmarks.measuring import MS, Goal, Table, homeroom, number, percentile, python
from benchmarks.room import Readers
from benchmarks.screens import RUN, start_meeting
from benchmarks.truth import COLUMNS, HOUR, MAX_LATE, TARGET, began, elapsed, observed
from homeroom_tui.room.link import Broker, parse_link
from homeroom_tui.wording import span
from tests.room.conftest import Mosquitto, program
from tests.terminal import ROOT, Late, Terminal, private_home

MAX_APART = 100
"""Milliseconds within which 99 of 100 seconds should change everywhere."""

RECORD = """() => {
  window.seen = {};
  const count = document.getElementById('count');
  new MutationObserver(() => { window.seen[count.textContent] ??= Date.now(); })
    .observe(count, {childList: true, characterData: true, subtree: true});
}"""


LONGEST = 8
"""Seconds that a second may stay away before it is missed; the first one is waited for as well."""

FOLLOWERS = 10

Instants = dict[int, float]
"""The Unix time at which each second was shown."""


class Seen:
    """When a terminal shows each second of a meeting, in Unix time; read in a thread of its own."""

    def __init__(self, terminal: Terminal, seconds: Sequence[int]) -> None:
        self.at: Instants = {}
        self._terminal, self._seconds = terminal, seconds
        self.thread = Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        for second in self._seconds:
            with suppress(Late):
                self.at[second] = self._terminal.shows(elapsed(second), timeout=LONGEST).utc


class Shared(NamedTuple):
    """Week 1, shared and begun on a terminal at the Unix time `start`."""

    facilitator: Terminal
    link: str
    start: float
    broker: Broker


@contextmanager
def shared_meeting() -> Iterator[Shared]:
    with TemporaryDirectory() as folder, private_home() as settings, ExitStack() as stack:
        Path(folder).chmod(0o755)
        broker = Mosquitto(Path(folder))
        stack.callback(broker.kill)
        settings |= {
            "HOMEROOM_BROKER": str(broker.broker),
            "HOMEROOM_PAGE": broker.page,
            "HOMEROOM_BROKER_PASSWORD": broker.plan.password,
        }
        facilitator = stack.enter_context(Terminal((*RUN, "--share"), settings, 160, 50))
        facilitator.until(lambda screen: re.search(r"#[\w-]{22}\.[\w-]{22}", str(screen)))
        found = re.search(r"http://\S+#[\w-]{22}\.[\w-]{22}", str(facilitator.screen))
        assert found is not None
        start_meeting(facilitator)
        yield Shared(facilitator, found[0], began(settings), broker.broker)


def shared_hour(*, quick: bool = False) -> Table:
    """Share Week 1 from a terminal for an hour (quick: half a minute) to ten that follow."""
    count = 30 if quick else HOUR
    with shared_meeting() as (facilitator, link, start, _), ExitStack() as stack:
        followers = []
        for _ in range(FOLLOWERS):
            others = stack.enter_context(private_home())
            followers.append(stack.enter_context(Terminal(homeroom("follow", link), others)))
            followers[-1].shows("elapsed", "following")
        first = int(time.time() - start) + 4
        seconds = range(first, first + count)
        before = [one.usage() for one in (facilitator, *followers)]
        mine, *theirs = [Seen(one, seconds) for one in (facilitator, *followers)]
        for one in (mine, *theirs):
            one.thread.join(count + 60)
        after = [one.usage() for one in (facilitator, *followers)]
    made = Table(
        f"A shared meeting of {count} real seconds: how late each is shown, in ms",
        ["", "seconds", "missed", "p50", "p99", "latest"],
    )
    late = [at - start - second for second, at in mine.at.items()]
    apart = [abs(one.at[s] - mine.at[s]) for one in theirs for s in one.at if s in mine.at]
    missed = sum(count - len(one.at) for one in theirs)
    rows = (("facilitator", late, count - len(mine.at)), (f"{FOLLOWERS} followers", apart, missed))
    for name, found, gone in rows:
        figures = [number(percentile(found, percent) * MS) for percent in (50, 99, 100)]
        made.rows.append((name, str(len(found)), str(gone), *figures))
        made.raw[name] = found
    made.goals.append(Goal("followers, p99, ms", percentile(apart, 99) * MS, MAX_APART))
    cpu = [(new.cpu - old.cpu) / count * 100 for old, new in zip(before, after, strict=True)]
    grown = [(new.memory - old.memory) / 2**20 for old, new in zip(before, after, strict=True)]
    made.notes = [
        "The followers' figures are the difference from the facilitator's screen.",
        f"Processor: facilitator {number(cpu[0])} % of a core, a follower at most"
        f" {number(max(cpu[1:]))} %. Memory grew by {number(grown[0])} MiB, and by at most"
        f" {number(max(grown[1:]))} MiB.",
    ]
    return made


def crowd(host: str, port: int, room: str, count: int) -> None:
    """Take from the network what so many followers of a room would, until standard input ends."""
    readers = Readers(Broker("mqtt", host, port), room, count)
    print("ready", flush=True)
    while not select([sys.stdin], [], [], 0)[0]:
        readers.drain(1)


def crowded(*, quick: bool = False) -> Table:
    """Measure the facilitator's seconds while 2,000 (quick: 100) follow."""
    count, seconds = (100, 10) if quick else (2000, 180)
    most = getrlimit(RLIMIT_NOFILE)[1]  # Mosquitto and the crowd inherit it
    setrlimit(RLIMIT_NOFILE, (most, most))
    table = Table(f"Truth while {count} follow: how late each shown second comes", COLUMNS)
    with shared_meeting() as (facilitator, link, start, broker):
        where = (broker.host, broker.port, parse_link(link).room, count)
        code = f"from benchmarks.room_second import crowd; crowd(*{where!r})"
        with subprocess.Popen(python(code), stdin=PIPE, stdout=PIPE, cwd=ROOT) as followers:
            assert followers.stdin is not None
            assert followers.stdout is not None
            assert followers.stdout.readline() == b"ready\n"
            found = observed(facilitator, start, seconds)
            followers.stdin.close()
    table.rows.append(found.row("facilitator"))
    table.raw["late"] = found.late
    table.goals.append(Goal("p99, ms", percentile(found.late, 99) * MS, MAX_LATE))
    return table


def same_second(*, quick: bool = False) -> Table:
    """Share Week 1 from a terminal for a minute, to `homeroom follow` and a real browser."""
    from playwright.sync_api import sync_playwright

    count = 10 if quick else 60
    with (
        shared_meeting() as (facilitator, link, start, _),
        private_home() as others,
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=program("chromium"), args=["--no-sandbox", "--disable-gpu"]
        ) as chromium,
    ):
        page = chromium.new_page()
        page.goto(link)
        with Terminal(homeroom("follow", link), others) as follower:
            follower.shows("elapsed", "following")
            first = int(time.time() - start) + 4
            seconds = range(first, first + count)
            page.evaluate(RECORD)
            terminals = [Seen(one, seconds) for one in (facilitator, follower)]
            page.wait_for_timeout((count + 6) * MS)
            for one in terminals:
                one.thread.join(10)
            seen = page.evaluate("() => window.seen")
    in_page = {second: seen.get(span(TARGET - second), 0) / MS for second in seconds}
    return table(terminals[0].at, terminals[1].at, in_page)


def table(
    facilitator: dict[int, float], terminal: dict[int, float], page: dict[int, float]
) -> Table:
    """The differences in the instants at which the same seconds are shown."""
    made = Table(
        "The same second: how far apart it is shown, in ms",
        ["", "seconds", "p50", "p99", "most"],
    )
    whole = [s for s in facilitator if s in terminal and page.get(s)]
    pairs = {
        "facilitator and terminal": [abs(terminal[s] - facilitator[s]) for s in whole],
        "facilitator and page": [abs(page[s] - facilitator[s]) for s in whole],
        "first and last of the three": [
            max(facilitator[s], terminal[s], page[s]) - min(facilitator[s], terminal[s], page[s])
            for s in whole
        ],
    }
    for name, apart in pairs.items():
        figures = [number(percentile(apart, percent) * MS) for percent in (50, 99, 100)]
        made.rows.append((name, str(len(apart)), *figures))
        made.raw[name] = apart
    worst = percentile(pairs["first and last of the three"], 99) * MS
    made.goals.append(Goal("p99 of all three, ms", worst, MAX_APART))
    return made
