"""One command that runs all parts in the time it is given, prints a table and writes the JSON."""

from __future__ import annotations

import argparse
import json
import platform
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.stress import faults, fuzz, kills, program, walk
from tests.stress.outcome import Part, Tally, run

PARTS: dict[str, tuple[Part, float, str]] = {
    "fuzz": (fuzz.part, 0.25, "any file is read, or told of in a line that exists"),
    "walk": (walk.part, 0.40, "any keys, clicks, sizes, clocks and edits, and the App stands"),
    "kills": (kills.part, 0.12, "a journal whose process is killed keeps what was acknowledged"),
    "program": (program.part, 0.11, "the program in its terminal is killed, and goes on"),
    "faults": (faults.part, 0.12, "a disk that fails loses nothing, and is told of in a sentence"),
}
"""Each part with its share of the time, and what it holds."""

COLUMNS = ("cases", "steps", "kills", "faults")


def main(words: Sequence[str] | None = None) -> int:
    """`python -m tests.stress [PART…]`; without a name all of them. 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--seconds", type=float, default=60, help="for all parts together")
    parser.add_argument("--seed", type=int, help="a number: the same one makes the same cases")
    parser.add_argument("--case", type=int, help="only this case of the parts")
    parser.add_argument("--json", type=Path, default=Path("stress.json"), metavar="FILE")
    options = parser.parse_args(words)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"{', '.join(sorted(unknown))}? There are: {', '.join(PARTS)}.")
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    print(f"Seed {seed}. {machine()}\n", flush=True)
    names = [name for name in PARTS if name in (options.parts or PARTS)]
    whole = sum(PARTS[name][1] for name in names)
    tallies = []
    for name in names:
        part, share, _ = PARTS[name]
        if options.case is None:
            tallies.append(run(name, part, seed, seconds=options.seconds * share / whole))
        else:
            tallies.append(run(name, part, seed, cases=range(options.case, options.case + 1)))
        for failure in tallies[-1].failures.values():
            print(f"FAILED {name}: {failure.what}", flush=True)
    print(f"{table(tallies)}\n")
    found = {"seed": seed, "machine": machine(), "parts": {t.part: t.json() for t in tallies}}
    options.json.write_text(f"{json.dumps(found, indent=1)}\n", encoding="utf-8")
    print("\n".join(report(tallies)))
    return int(any(tally.failures for tally in tallies))


def machine() -> str:
    """What it runs on."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}."


def table(tallies: Sequence[Tally]) -> str:
    """The figures, as a Markdown table."""
    head = ["part", *COLUMNS, "seconds", "slowest", "failures"]
    rows = [head, ["---"] + ["---:"] * (len(head) - 1)]
    for tally in tallies:
        counted = [f"{tally.counts[c]:,}" if tally.counts[c] else "" for c in COLUMNS]
        slowest = f"{tally.slowest:.2f} s ({tally.slowest_what})" if tally.slowest else ""
        found = str(len(tally.failures))
        rows.append([tally.part, *counted, f"{tally.seconds:.0f}", slowest, found])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def report(tallies: Sequence[Tally]) -> list[str]:
    """What broke, and how to make it again; or that nothing did."""
    lines = []
    for tally in tallies:
        for failure in tally.failures.values():
            lines += [f"## {tally.part}, {failure.times} times: {failure.what}", ""]
            lines += [f"Again: {tally.again(failure)}", "", failure.trace]
            if failure.log:
                lines += ["What was done last:", *(f"  {step}" for step in failure.log), ""]
    return lines or ["Nothing broke."]


if __name__ == "__main__":
    sys.exit(main())
