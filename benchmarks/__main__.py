"""Measures homeroom beside what others cost, prints the tables and writes the figures as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import cohort, growth, room, room_faults, room_second, screens, truth
from benchmarks.measuring import Table

LONG = ("hour", "shared-hour", "room-faults")
"""The measurements that run only if they are named."""

BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def main() -> None:
    """`python -m benchmarks [NAME…]`; without a name all but the long ones."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="start, idle, truth, keys, …")
    parser.add_argument("--quick", action="store_true", help="a minute or two, to see that it runs")
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
    parser.add_argument(
        "--before",
        type=Path,
        metavar="FOLDER",
        help="another checkout of homeroom, with its .venv: start and idle are measured there too",
    )
    options = parser.parse_args()
    beside = {"others": options.others, "tree": options.before}
    measures: dict[str, Callable[..., Table]] = {
        "start": partial(screens.start, **beside),
        "idle": partial(screens.idle, **beside),
        "truth": truth.truth,
        "keys": screens.keys,
        "growth": growth.growth,
        "check": growth.check,
        "room": room.room,
        "cohort": cohort.cohort,
        "room-second": room_second.same_second,
        "room-crowd": room_second.crowded,
        "room-faults": room_faults.faults,
        "hour": truth.hour,
        "shared-hour": room_second.shared_hour,
    }
    if unknown := set(options.names) - set(measures):
        parser.error(f"{', '.join(unknown)}? There are: {', '.join(measures)}.")
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    about = (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load before {load}."
    )
    print(f"{about}\n")
    tables = {}
    for name in options.names or [name for name in measures if name not in LONG]:
        tables[name] = measures[name](quick=options.quick)
        print(f"{tables[name]}\n", flush=True)
    found = {"machine": about, **{name: table.as_json() for name, table in tables.items()}}
    options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if options.page is not None:
        text = options.page.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        measured = "\n\n".join(map(str, (about, *tables.values())))
        page = f"{before}{BEGIN}\n\n{measured}\n\n{END}{rest.split(END)[1]}"
        options.page.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
