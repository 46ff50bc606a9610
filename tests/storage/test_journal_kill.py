"""A meeting whose process is killed at any moment comes back with all that anybody saw of it."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stress import kills

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


@pytest.fixture(scope="module")
def nursery() -> Iterator[kills.Nursery]:
    with kills.nursery() as meetings:
        yield meetings


def test_killed_from_outside_while_events_are_made(nursery: kills.Nursery, tmp_path: Path) -> None:
    dice = random.Random(41)
    for number in range(150):
        folder = tmp_path / str(number)
        process = nursery.meeting(folder, number)
        shown = nursery.shown(dice.randint(0, 12))
        os.kill(process, signal.SIGKILL)
        kills.nothing_is_lost(folder, shown + nursery.shown())


def test_killed_in_the_middle_of_any_call_to_the_system(
    nursery: kills.Nursery, tmp_path: Path
) -> None:
    for number in range(150):
        folder, call = tmp_path / str(number), 1 + number // 2
        nursery.meeting(folder, number, call)
        kills.nothing_is_lost(folder, nursery.shown())
