"""`check` beside the YAML library that it reads with: the same files, each in a process."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import growth
from benchmarks.figures import MS, Goal, Table, ratio, ratios, spread
from benchmarks.programs import HOMEROOM, python
from tests.terminal import private_home

FILES = 1_000
GOAL = 2
"""At most so many times what the library takes to load the same files."""

LOAD = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
"""
LOAD_SLOWLY = LOAD.replace("CSafeLoader", "SafeLoader")


def took(command: Sequence[str], settings: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=settings, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def measure(*, quick: bool = False) -> Table:
    """`homeroom check`, `yaml.load` in C and in Python, in turn."""
    rounds = 2 if quick else 12
    table = Table(f"Check: {FILES} files", ["", "ms in all", "÷ yaml.load"])
    with TemporaryDirectory() as parent, private_home() as settings:
        folder = growth.library(Path(parent) / "sessions", FILES)
        commands = {
            "homeroom check": (HOMEROOM, "check", str(folder)),
            "yaml.load, CSafeLoader": python(LOAD, str(folder)),
            "yaml.load, SafeLoader": python(LOAD_SLOWLY, str(folder)),
        }
        found: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(rounds + 1):
            for name, command in commands.items():
                if number or name != "yaml.load, SafeLoader":
                    seconds = took(command, settings)
                    if number:
                        found[name].append(seconds)
    theirs = found["yaml.load, CSafeLoader"]
    table.rows = [[n, spread(mine, MS), ratios(mine, theirs)] for n, mine in found.items()]
    table.goals.append(Goal("check ÷ yaml.load", ratio(found["homeroom check"], theirs), GOAL))
    table.notes.append("`yaml.load` knows no lines, takes the last of two equal keys, checks none.")
    table.raw = found
    return table
