"""What a part of the stress tests counted and what it found, and how each finding is made again."""

from __future__ import annotations

import random
import re
import signal
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SESSIONS = ROOT / "sessions"

MOST_FAILURES = 20
"""A part that has found so many different ones stops."""


class Broken(AssertionError):
    """Something that should always be true was not; the message says what."""


class TooSlow(BaseException):
    """A case took longer than anybody would wait. Nothing that catches all errors may catch it."""


@dataclass
class Failure:
    """One kind of failure: `case` is the first in which it was seen, `times` how often it was."""

    case: int
    what: str
    trace: str
    log: tuple[str, ...]
    times: int = 1


@dataclass
class Tally:
    """What one part did: the counts, the slowest case and the failures."""

    part: str
    seed: int
    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_what: str = ""
    seconds: float = 0.0
    failures: dict[str, Failure] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    """What the present case has done so far, for the report of a failure."""

    def timed(self, what: str, seconds: float) -> None:
        """Remember the slowest."""
        if seconds > self.slowest:
            self.slowest, self.slowest_what = seconds, what

    def failed(self, case: int, error: BaseException) -> None:
        """Note a failure; those of the same kind in the same place are one."""
        trace = "".join(traceback.format_exception(error))
        where = [f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)]
        kind = re.sub(r"[0-9]+", "", str(error))[:30] if isinstance(error, Broken) else ""
        same = f"{type(error).__name__} {where[-1] if where else ''} {kind}"
        if same in self.failures:
            self.failures[same].times += 1
        else:
            what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
            self.failures[same] = Failure(case, what, trace, tuple(self.log[-40:]))

    def again(self, failure: Failure) -> str:
        """The command that makes a failure again."""
        return f"python -m tests.stress {self.part} --seed {self.seed} --case {failure.case}"

    def json(self) -> dict[str, Any]:
        return {
            "counts": dict(self.counts),
            "seconds": round(self.seconds, 1),
            "slowest": {"seconds": round(self.slowest, 4), "what": self.slowest_what},
            "failures": [
                {"what": f.what, "times": f.times, "again": self.again(f), "log": f.log}
                for f in self.failures.values()
            ],
        }


Case = Callable[[int, random.Random, Tally], None]
"""One case of a part: its number and the dice decide all that happens in it."""

Part = Callable[[], AbstractContextManager[Case]]
"""What a part needs while it runs, and its cases."""


def run(
    name: str, part: Part, seed: int, *, seconds: float | None = None, cases: range | None = None
) -> Tally:
    """Run cases until the seconds are over, or just those of the range."""
    tally = Tally(name, seed)
    began = time.perf_counter()
    with part() as case:
        for number in count() if cases is None else cases:
            gone = time.perf_counter() - began
            late = seconds is not None and gone >= seconds
            if late or len(tally.failures) >= MOST_FAILURES:
                break
            tally.log.clear()
            tally.counts["cases"] += 1
            try:
                case(number, random.Random(f"{seed}/{name}/{number}"), tally)
            except (Exception, TooSlow) as error:
                tally.failed(number, error)
    tally.seconds = time.perf_counter() - began
    return tally


@contextmanager
def at_most(seconds: float, what: str) -> Iterator[None]:
    """Raise TooSlow in what takes longer, where the system can interrupt it."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"{what} took more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def must(true: object, what: str) -> None:
    """Raise Broken with these words unless it is true."""
    if not true:
        raise Broken(what)
