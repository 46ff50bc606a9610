"""Measure how far apart the facilitator, a terminal and the page show one second of a meeting."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from benchmarks.measuring import MS, Goal, Table, homeroom, number, percentile
from benchmarks.screens import RUN, start_meeting
from benchmarks.truth import TARGET, elapsed
from homeroom_tui.wording import span
from tests.room.conftest import Mosquitto, program
from tests.terminal import Terminal, private_home

MAX_APART = 100
"""Milliseconds within which 99 of 100 seconds should change everywhere."""

RECORD = """() => {
  window.seen = {};
  const count = document.getElementById('count');
  new MutationObserver(() => { window.seen[count.textContent] ??= Date.now(); })
    .observe(count, {childList: true, characterData: true, subtree: true});
}"""


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
            self.at[second] = self._terminal.shows(elapsed(second), timeout=120).utc


def same_second(*, quick: bool = False) -> Table:
    """Share Week 1 from a terminal for a minute, to `homeroom follow` and a real browser."""
    from playwright.sync_api import sync_playwright

    count = 10 if quick else 60
    with (
        TemporaryDirectory() as folder,
        private_home() as settings,
        private_home() as others,
        sync_playwright() as playwright,
    ):
        Path(folder).chmod(0o755)
        broker = Mosquitto(Path(folder))
        chromium = playwright.chromium.launch(
            executable_path=program("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            settings |= {
                "HOMEROOM_BROKER": str(broker.broker),
                "HOMEROOM_PAGE": broker.page,
                "HOMEROOM_BROKER_PASSWORD": broker.plan.password,
            }
            with Terminal((*RUN, "--share"), settings, 160, 50) as facilitator:
                facilitator.until(lambda screen: re.search(r"#[\w-]{22}\.[\w-]{22}", str(screen)))
                found = re.search(r"http://\S+#[\w-]{22}\.[\w-]{22}", str(facilitator.screen))
                assert found is not None
                link = found[0]
                began = time.time()
                start_meeting(facilitator)
                page = chromium.new_page()
                page.goto(link)
                with Terminal(homeroom("follow", link), others) as follower:
                    follower.shows("elapsed", "following")
                    first = int(time.time() - began) + 4
                    seconds = range(first, first + count)
                    page.evaluate(RECORD)
                    terminals = [Seen(one, seconds) for one in (facilitator, follower)]
                    page.wait_for_timeout((count + 6) * MS)
                    for one in terminals:
                        one.thread.join(10)
                    seen = page.evaluate("() => window.seen")
        finally:
            chromium.close()
            broker.kill()
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
