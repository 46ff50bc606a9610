"""Runs the parts of the stress tests in the time it is given, prints a table and writes JSON."""

from __future__ import annotations

import argparse
import json
import platform
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.stress import faults, fuzz, kills, meeting_walk, program, room, screen_walk
from tests.stress.runner import Part, Result, run

PARTS: dict[str, tuple[Part, float, str]] = {
    "fuzz": (fuzz.part, 0.20, "any file is read, or explained in a line that exists"),
    "meeting": (meeting_walk.part, 0.15, "any commands, clocks, edits and ends: the plan holds"),
    "room": (room.part, 0.10, "anything at all that is sent to a follower is read, or refused"),
    "screens": (screen_walk.part, 0.25, "any keys, clicks, sizes, clocks and edits: they stand"),
    "kills": (kills.part, 0.10, "a journal whose process is killed keeps what was acknowledged"),
    "program": (program.part, 0.10, "the program in its terminal is killed, and goes on"),
    "faults": (faults.part, 0.10, "a disk that fails loses nothing, and is told of in a sentence"),
}
"""Each part with its share of the time, and what it holds."""

COLUMNS = ("cases", "steps", "kills", "faults")


def main(words: Sequence[str] | None = None) -> int:
    """`python -m tests.stress [PART…]`; without a name all of them. 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--seconds", type=float, default=60, help="for all parts together")
    parser.add_argument("--seed", type=int, help="a number: the same one makes the same cases")
    parser.add_argument(
        "--case", type=int, help="only this case of a part, made as small as it still fails"
    )
    parser.add_argument("--json", type=Path, default=Path("stress.json"), metavar="FILE")
    options = parser.parse_args(words)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"{', '.join(sorted(unknown))}? There are: {', '.join(PARTS)}.")
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}."
    print(f"Seed {seed}. {machine}\n", flush=True)
    names = [name for name in PARTS if name in (options.parts or PARTS)]
    whole = sum(PARTS[name][1] for name in names)
    results = []
    for name in names:
        part, share, _ = PARTS[name]
        if options.case is None:
            result = run(name, part, seed, seconds=options.seconds * share / whole)
        else:
            only = range(options.case, options.case + 1)
            result = run(name, part, seed, cases=only, shrink=True)
        results.append(result)
        for failure in result.failures.values():
            print(f"FAILED {name}: {failure.what}", flush=True)
    found = {"seed": seed, "machine": machine, "parts": {r.part: r.as_json() for r in results}}
    options.json.write_text(f"{json.dumps(found, indent=1)}\n", encoding="utf-8")
    print("\n".join([table(results), "", *report(results)]))
    return int(any(result.failures for result in results))


def table(results: Sequence[Result]) -> str:
    """The figures, as a Markdown table."""
    head = ["part", *COLUMNS, "seconds", "failures"]
    rows = [head, ["---"] + ["---:"] * (len(head) - 1)]
    for result in results:
        counted = [f"{result.counts[c]:,}" if result.counts[c] else "" for c in COLUMNS]
        rows.append([result.part, *counted, f"{result.seconds:.0f}", str(len(result.failures))])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def report(results: Sequence[Result]) -> list[str]:
    """Say what broke and how to make it again, or that nothing did."""
    lines = []
    for result in results:
        for failure in result.failures.values():
            lines += [f"## {result.part}, {failure.times} times: {failure.what}", ""]
            lines += [f"Again: {result.again(failure)}", "", failure.trace]
    return lines or ["Nothing broke."]


if __name__ == "__main__":
    sys.exit(main())
