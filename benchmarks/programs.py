"""The programs that are measured: homeroom, bare Textual apps, other timers if installed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
HOMEROOM = str(Path(PYTHON).with_name("homeroom"))
TITLES = ("Norms and your career roadmap", "Networking", "Career story and LinkedIn")
"""What the menu says of its first weeks."""

PLANNED = ("Revisit norms for", "10:00")
"""What a lobby says of Week 1: its first block, and the length of its last."""

OPEN = ("What was helpful last mod?",)
"""What a meeting says of Week 1: its first prompt."""


@dataclass(frozen=True)
class Program:
    """A command, and the texts of its first useful screen; none: anything that can be read.

    `counts` is whether it does so from the start.
    """

    name: str
    command: Sequence[str]
    shows: Sequence[str] = ()
    counts: bool = True


def python(code: str, *arguments: str) -> Sequence[str]:
    return (PYTHON, "-c", code, *arguments)


def homeroom(*words: str) -> Sequence[str]:
    return (HOMEROOM, "--sessions", str(ROOT / "sessions"), *words)


def bare(name: str) -> Sequence[str]:
    """The bare app of that name in `benchmarks.bare`, garbage treated as homeroom treats it."""
    run = f"from benchmarks.bare import {name}; app = {name}(); gc.freeze(); app.run()"
    return python(f"import gc; gc.disable(); {run}")


def rivals(folder: Path | None) -> tuple[list[Program], list[str]]:
    """The other timers of the virtual environment `folder`, and a word on each that is missing."""
    known = [
        Program("termdown", ("termdown", "60m")),
        Program("countdown-cli", ("countdown", "60m")),
        Program("timer-cli", ("timer", "60m")),
        Program("pydoro", ("pydoro",), counts=False),
    ]
    found, missing = [], []
    for program in known:
        path = None if folder is None else folder / "bin" / program.command[0]
        if path is not None and path.exists():
            found.append(replace(program, command=(str(path), *program.command[1:])))
        else:
            missing.append(f"{program.name} is not installed in --others: left out.")
    return found, missing


def started(command: Sequence[str], settings: dict[str, str], **more: int) -> Terminal:
    return Terminal(command, settings, **more)
