"""Measures homeroom beside what others cost, prints the tables and writes the figures as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import checking, growth, idle, keys, start, truth
from benchmarks.figures import Table

BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def main() -> None:
    """`python -m benchmarks [NAME…]`; without a name all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="start, idle, truth, keys, …")
    parser.add_argument("--quick", action="store_true", help="a minute or two, to see that it runs")
    parser.add_argument("--hour", action="store_true", help="a meeting of an hour besides")
    parser.add_argument("--json", type=Path, default=Path("benchmarks.json"), metavar="FILE")
    parser.add_argument(
        "--page",
        type=Path,
        metavar="FILE",
        help=f"a page that shall show the tables, between {BEGIN} and {END}",
    )
    parser.add_argument(
        "--others",
        type=Path,
        metavar="FOLDER",
        help="a virtual environment with other timers: termdown, countdown-cli, timer-cli, pydoro",
    )
    options = parser.parse_args()
    measures: dict[str, Callable[..., Table]] = {
        "start": partial(start.measure, others=options.others),
        "idle": partial(idle.measure, others=options.others),
        "truth": truth.measure,
        "keys": keys.measure,
        "growth": growth.measure,
        "check": checking.measure,
    }
    if unknown := set(options.names) - set(measures):
        parser.error(f"{', '.join(unknown)}? There are: {', '.join(measures)}.")
    tables = {}
    about = machine()
    print(f"{about}\n")
    for name in options.names or measures:
        tables[name] = measures[name](quick=options.quick)
        print(f"{tables[name]}\n", flush=True)
    if options.hour:
        tables["hour"] = truth.long(60 * 60)
        print(f"{tables['hour']}\n")
    found = {"machine": about, **{name: table.json() for name, table in tables.items()}}
    options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if options.page is not None:
        show_on(options.page, "\n\n".join(map(str, (about, *tables.values()))))


def show_on(page: Path, measured: str) -> None:
    """Put what was measured where the page has it."""
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{END}{after}", encoding="utf-8")


def machine() -> str:
    """Return what it was measured on, and how busy that was with other things."""
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load before {load}."
    )


if __name__ == "__main__":
    main()
