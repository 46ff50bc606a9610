"""Runs the cases of a part for so long, counts what they did, and says how each failure came."""

from __future__ import annotations

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

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

MAX_FAILURES = 5
"""A part that has failed so often stops."""

CASES_OF_A_SEED = 1_000_000

COUNTS: Counter[str] = Counter()
"""The counts of what the cases of the present part did."""

Case = Callable[[int], None]
"""One case of a part; its number decides everything that happens in it."""

Part = Callable[[], AbstractContextManager[Case]]
"""The resources of a part while it runs, and its cases."""


class TooSlow(AssertionError):
    """Something took longer than anybody would wait."""


class _Alarm(BaseException):
    """Nothing that catches all errors may catch it."""


@dataclass
class Failure:
    """A failure: first in `case`, and so many times."""

    case: int
    what: str
    trace: str
    times: int = 1


@dataclass
class Result:
    """The result of one part."""

    part: str
    seed: int
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    failures: dict[str, Failure] = field(default_factory=dict)

    def again(self, failure: Failure) -> str:
        """The command that makes a failure again."""
        return f"python -m tests.stress {self.part} --seed {self.seed} --case {failure.case}"

    def as_json(self) -> dict[str, Any]:
        failures = [
            {"what": f.what, "times": f.times, "again": self.again(f), "trace": f.trace}
            for f in self.failures.values()
        ]
        return {"counts": dict(self.counts), "seconds": self.seconds, "failures": failures}


def run(
    name: str,
    part: Part,
    seed: int,
    *,
    seconds: float | None = None,
    cases: range | None = None,
    shrink: bool = False,
) -> Result:
    """Run cases until the seconds are over, or those of the range.

    Case 3 of seed 5 is the same in each run, whatever ran before it. With `shrink` Hypothesis takes
    up to five minutes to make an example that fails smaller.
    """
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    settings.register_profile("stress", deadline=None, phases=phases)
    result = Result(name, seed)
    COUNTS.clear()
    began = time.perf_counter()
    with part() as case:
        for number in count() if cases is None else cases:
            late = seconds is not None and time.perf_counter() - began >= seconds
            if late or sum(f.times for f in result.failures.values()) >= MAX_FAILURES:
                break
            try:
                case(seed * CASES_OF_A_SEED + number)
            except Exception as error:
                _failed(result, number, error)
    result.seconds = round(time.perf_counter() - began, 1)
    result.counts.update(COUNTS)
    return result


def _failed(result: Result, case: int, error: Exception) -> None:
    where = [
        f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    same = f"{type(error).__name__} {where[-1]} {re.sub('[0-9]+', '', str(error))[:30]}"
    if same in result.failures:
        result.failures[same].times += 1
    else:
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        trace = "".join(traceback.format_exception(error))
        result.failures[same] = Failure(case, what, trace)


BUSY = 5
"""Times as long may anything take where the machine does other things too."""


@contextmanager
def at_most(seconds: float, what: str) -> Iterator[None]:
    """Raise TooSlow for what takes more time of the processor, or waits without an end.

    The latter where the system can interrupt it.
    """
    used = time.process_time()
    with _interrupted(BUSY * seconds, what):
        yield
    if (took := time.process_time() - used) > seconds:
        raise TooSlow(f"{what} took {took:.1f} s, and not {seconds:g}")


@contextmanager
def _interrupted(seconds: float, what: str) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise _Alarm

    before, begun = signal.signal(signal.SIGALRM, ring), time.monotonic()
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)  # of the limit that each test has
    try:
        yield
    except _Alarm as alarm:
        raise TooSlow(f"{what} took more than {seconds:g} s") from alarm
    finally:
        left = max(left - (time.monotonic() - begun), 0.01) if left else 0
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, left)


@contextmanager
def memory_at_most(more: int) -> Iterator[None]:
    """Have what needs more bytes than this fail with MemoryError, where there is such a limit."""
    held = Path("/proc/self/statm")
    if not held.exists():
        yield
        return
    import resource  # not on Windows

    before = resource.getrlimit(resource.RLIMIT_AS)
    now = int(held.read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + more, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _settings(examples: int, **more: Any) -> settings:
    return settings(
        settings.get_profile("stress"),
        max_examples=examples,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        **more,
    )


def examples_of(
    strategy: st.SearchStrategy[Any], check: Callable[[Any], None], examples: int
) -> Case:
    """A case in which Hypothesis has so many examples of the strategy checked."""

    def case(number: int) -> None:
        @seed(number)
        @_settings(examples)
        @given(strategy)
        def checked(example: Any) -> None:
            COUNTS["cases"] += 1
            check(example)

        checked()

    return case


def walks_of(machine: type[RuleBasedStateMachine], walks: int, steps: int) -> Case:
    """A case in which Hypothesis has a state machine walk so often, so many steps at most."""

    def case(number: int) -> None:
        run_state_machine_as_test(
            seed(number)(machine), settings=_settings(walks, stateful_step_count=steps)
        )

    return case
