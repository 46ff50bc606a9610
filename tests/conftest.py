"""Fixtures of all tests: a clock moved by hand, a small library, and golden screens."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from homeroom_tui.agenda.library import Library
from homeroom_tui.meeting.clock import Moment
from tests.texts import UNTRUSTED

# A busy machine is no fault. On a CI server the examples are the same each time, so that a change
# is not held up by what another has done; everywhere else they are new.
settings.register_profile("homeroom", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("homeroom")

GOLDEN = Path(__file__).parent / "golden"

if find_spec("pty") is None:  # Windows has no terminal that a test could be the other side of
    collect_ignore = [
        "plain/test_plain_pipe.py",
        "stress",
        "test_alerts_terminal.py",
        "test_kill_and_resume.py",
        "tui/test_on_a_terminal.py",
    ]

NOVEMBER_25 = 1_795_615_200.0
"""Unix time: Wednesday 25 November 2026, 14:00 in the zone of the tests, UTC."""


@dataclass
class FakeClock:
    """A clock that stands still until it is moved."""

    at: float = 0.0
    utc: float = NOVEMBER_25
    speed: float = 1.0

    def now(self) -> Moment:
        return Moment(self.at, self.utc)

    def move(self, seconds: float) -> None:
        self.at, self.utc = self.at + seconds, self.utc + seconds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def untrusted() -> dict[str, str]:
    """The texts by name."""
    return UNTRUSTED


WEEK_1 = """\
title: Norms and plans
week: 1
duration: 60 min
blocks:
  - title: Revisit norms
    duration: 15 min
    prompts:
      - What was helpful?
      - What do you want to keep doing?
  - title: Work on the [roadmap](/roadmap)
    duration: 15-20 min
  - title: Take turns sharing
    duration: 15-20 min
    turns: true
  - title: As a group discuss
    duration: 10-15 min
    prompts:
      - text: What stood out?
        prompts:
          - And what surprised you?
"""
WEEK_2 = """\
title: Networking
week: 2
duration: 30 min
blocks:
  - title: Revisit norms
    duration: 5 min
  - title: Discuss your **progress**
    duration: 25 min
"""
WEEK_3 = """\
title: Not yet written
week: 3
duration: 60 min
"""
WEEK_4 = """\
title: Broken
week: 4
duration: sixty
"""
SERIES = """\
title: A small series
meets: Wednesday
base_url: https://example.org
guidelines: |
  We meet on **Wednesdays**.

  - Come on time
  - Listen, as our [norms](/norms) say
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Two weeks, a draft and a broken file, in a series."""
    files = {"week-1": WEEK_1, "week-2": WEEK_2, "week-3": WEEK_3, "week-4": WEEK_4}
    for name, text in {**files, "series": SERIES}.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Library(tmp_path)


Golden = Callable[[str, str], None]


@pytest.fixture
def golden() -> Golden:
    """Compares a screen's text with `tests/golden/NAME.txt`; HOMEROOM_GOLDEN=write rewrites it."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        if os.environ.get("HOMEROOM_GOLDEN") == "write":
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return compare


def _takes_all_files(memory: Path) -> bool:
    """Whether there is room for what all tests write, of which some are programs."""
    if not memory.is_dir() or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        return False
    return os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30


# The tests write and delete some ten thousand files, for which a disk takes up to a minute.
if "TMPDIR" not in os.environ and _takes_all_files(Path("/dev/shm")):
    os.environ["TMPDIR"], tempfile.tempdir = "/dev/shm", None

# Where this is set, each of the many programs that the tests start would compile all of homeroom.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three workers on two cores: a third of the time is waiting, for brokers and processes.

    None where files are written anew, of which several tests may write parts.
    """
    if os.environ.get("HOMEROOM_GOLDEN") == "write":
        return 0
    cores = os.cpu_count() or 1
    return cores + (cores + 1) // 2


def pytest_collection_finish() -> None:
    """Collect garbage less often, and leave out what libraries and tests hold all the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
