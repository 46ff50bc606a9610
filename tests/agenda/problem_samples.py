"""Every problem that the reader can report, each with a small file that has it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from homeroom_tui.agenda.model import Group, Series, Session


class Sample(NamedTuple):
    """A heading and the file under it: `content` is its bytes, `model` what it should be."""

    about: str
    content: bytes
    name: str = "week-2.yaml"
    model: type[Struct] = Session


def _session(about: str, text: str) -> Sample:
    return Sample(about, text.encode())


def _block(about: str, lines: str) -> Sample:
    """A session of 30 minutes around one block's lines."""
    indented = "".join(f"    {line}\n" for line in lines.splitlines()).replace("    ", "  - ", 1)
    return _session(about, f"title: Networking\nduration: 30 min\nblocks:\n{indented}")


FIELDS = (
    _session("A title is missing", "week: 2\nduration: 30 min\n"),
    _session("A text is empty", 'title: ""\n'),
    _block("A block has no duration", "title: Share\nprompts:\n  - What did you learn?"),
    _block("A block has no title", "duration: 5 min"),
    _session(
        "A field is not known, and is near one that is",
        "title: Networking\nblocks:\n  - title: Share\n    duration: 5 min\n    promts: []\n",
    ),
    _session("A field is not known at all", "title: Networking\ncolour: blue\n"),
    _session("A field is there twice", "title: Networking\nweek: 2\ntitle: Your network\n"),
    _session("The name of a field is not a word", "title: Networking\n[week]: 2\n"),
    _session("A week is not a number", "title: Networking\nweek: two\n"),
    _session("The blocks are not a list", "title: Networking\nblocks: Share\n"),
    _session("A block is only a text", "title: Networking\nblocks:\n  - Share (5 min)\n"),
    _session("Blocks are a title and a duration", "title: Networking\nblocks:\n  - Share: 5 min\n"),
    _session(
        "Blocks are fields of the session", "title: A\nblocks:\n  Share: 5 min\n  Plan: 9 min\n"
    ),
    _session(
        "The blocks have no hyphens", "title: A\nblocks:\n  title: Share\n  duration: 5 min\n"
    ),
    _session(
        "Another block begins without its hyphen",
        "title: Networking\nblocks:\n  - title: Share\n    duration: 5 min\n"
        "    title: Plan\n    duration: 9 min\n",
    ),
    _block("A field has another name", "name: Share\nminutes: 30"),
    _block("An advance is not known", "title: A break\nduration: 30 min\nadvance: yes"),
    _block("A show is not known", "title: Norms\nduration: 30 min\nshow: norm"),
    _block("Turns are not understood", "title: Share\nduration: 30 min\nturns: maybe"),
    _block("An id is more than a word", "title: Share\nduration: 30 min\nid: the second share"),
    _session(
        "Two blocks have one id",
        "title: Networking\nblocks:\n"
        "  - {title: Share, duration: 5 min, id: share}\n"
        "  - {title: Plan, duration: 5 min, id: share}\n",
    ),
    _session("The file is a list", "- Share\n- Prepare\n"),
    _session("The file is one text", "Networking\n"),
    _session("There are only comments", "# title: Networking\n# blocks:\n"),
    _session("The file is a Markdown page", "# Networking\n\n1. Share (10 min)\n2. Prepare\n"),
)

DURATIONS = (
    _block("The time of a block is none", "title: Lunch\nduration: 30 min\nat: noon"),
    _session(
        "Blocks stand in another order than their times",
        "title: Networking\nblocks:\n"
        "  - {title: Norms, duration: 10 min}\n"
        "  - {title: Lunch, duration: 30 min, at: 12:30}\n"
        "  - {title: Guest, duration: 20 min, at: 12:15}\n",
    ),
    _block("A duration can't be read", "title: Share\nduration: half an hour"),
    _block("A duration is negative", "title: Share\nduration: -5 min"),
    _block("A duration is zero", "title: Share\nduration: 0"),
    _block("A duration is longer than a day", "title: Share\nduration: 25 h"),
    _block("A duration has no end", "title: Share\nduration: 99999999999999999999"),
    _block("Times of day stand for a duration", "title: Share\nduration: 12:45 - 1:30"),
    _block("A range is upside down", "title: Share\nduration: 20-15 min"),
    _block("Only one side of a range has a unit", "title: Share\nduration: 1-1h30"),
    _block("A part after a colon is too large", "title: Share\nduration: 1:75"),
    _block("A duration has parts of seconds", "title: Share\nduration: 1.333"),
    _block("A duration is endless talk", "title: Share\nduration: as long as it takes " + "x" * 40),
    _session("A duration stands in curly quotes", "title: Networking\nduration: “60 min”\n"),
    _session("A session's duration can't be read", "title: Networking\nduration: an hour\n"),
    _session("A session has a range", "title: Networking\nduration: 25-30 min\n"),
    _session("A session takes the rest", "title: Networking\nduration: rest\n"),
    _session("A reserve can't be read", "title: Networking\nreserve: some\n"),
    _session("A reserve is a range", "title: Networking\nreserve: 2-3 min\n"),
    _session("A reserve is more than all", "title: Networking\nreserve: 120%\n"),
)

TEXTS = (
    _block(
        "A prompt has a colon", "title: Share\nduration: 30 min\nprompts:\n  - Ask: who is next?"
    ),
    _session("A title has two colons", "title: Week 2: Networking: how\n"),
    _session("A title begins with a bracket", "title: [Warm up] chat\nweek: 2\n"),
    _session("A title stands in brackets", "title: [Warm up]\nweek: 2\n"),
    _session("A bracket is never closed", "title: [Warm up\nweek: 2\n"),
    _session("A text begins with a star", "title: **Networking** at Turing\n"),
    _session("A text refers to nothing", "title: *networking\n"),
    _session("A text begins with a backtick", "title: `git` for a team\n"),
    _session("A text begins with !", "title: !important Networking\n"),
    _block("A prompt begins with #", "title: Share\nduration: 30 min\nprompts:\n  - #general"),
    _block(
        "A # cuts a prompt off", "title: Share\nduration: 30 min\nprompts:\n  - Write in #general"
    ),
    _session("A quote is never closed", 'title: "Networking\nweek: 2\n'),
    _session("A quote is closed by the next one", 'title: "Your network\nintro: "Hello"\n'),
    _session("A quote is closed within a text", 'title: "Your network\nintro: ": Hello"\n'),
    _session("A text goes on after its quote", "title: 'It's time'\nweek: 2\n"),
    _session("A backslash stands in double quotes", 'title: "C:\\data"\n'),
    _session("A long text begins too early", "title: Networking\nintro: | Bring your\n  resume.\n"),
    _session("A text has fields of its own", "title:\n  week: 2\n  name: Networking\n"),
    _session("A text is a list", "title:\n  - Networking\n"),
    _session("A long text is a list", "title: Networking\nintro:\n  - Bring your resume.\n"),
    _block(
        "A prompt has a list under it",
        "title: Share\nduration: 30 min\nprompts:\n  - Who is next?:\n    - You?",
    ),
    _block(
        "Prompts nest too deep",
        "title: Share\nduration: 30 min\nprompts:\n"
        "  - text: Who?\n    prompts:\n      - text: You?\n        prompts: [Me?]",
    ),
    _block(
        "A prompt without a text", "title: Share\nduration: 30 min\nprompts:\n  - prompts: [Me?]"
    ),
)

LAYOUT = (
    _session("A tab indents a line", "title: Networking\nblocks:\n\t- title: Share\n"),
    _session(
        "A tab stands in a line", "title: Networking\nblocks:\n  - title: A\n  \tduration: 5\n"
    ),
    _session(
        "A line does not line up",
        "title: Networking\nblocks:\n  - title: Share\n   duration: 5 min\n",
    ),
    _session("A line is indented for no reason", "title: Networking\n  week: 2\n"),
    _session("A space is missing after a colon", "title:Networking\nweek: 2\n"),
    _session("A line is neither field nor item", "title: Networking\nmore to come\nweek: 2\n"),
    _session("A colon is missing", "title: Networking\nduration 60 min\nweek: 2\n"),
    _session(
        "A space is missing after a hyphen",
        "title: Networking\nblocks:\n  -title: Share\n   duration: 5 min\n",
    ),
    _session(
        "An item begins with another sign than a hyphen",
        "title: Networking\nblocks:\n  – title: Share\n    duration: 5 min\n",
    ),
    _block(
        "All items begin with another sign",
        "title: Share\nduration: 30 min\nprompts:\n  • What now?\n  • What next?",
    ),
    _session(
        "Spaces are no-break spaces",
        "title: Networking\nblocks:\n\u00a0\u00a0- title: Share\n\u00a0\u00a0  duration: 5 min\n",
    ),
    _session(
        "A text under a bar is not indented",
        "title: Networking\nintro: |\nBring your resume.\nAnd a pen.\nweek: 2\n",
    ),
    _session(
        "A block has no hyphen",
        "title: Networking\nblocks:\n  - title: Share\n    duration: 5 min\n"
        "  title: Plan\n    duration: 5 min\n",
    ),
    _session(
        "Two fields stand on one line",
        "title: Networking\nblocks:\n  - title: Share, duration: 5 min\n",
    ),
    _session(
        "Several texts have a colon",
        "title: Career: one\nblocks:\n"
        "  - title: Network: how\n    duration: 5 min\n"
        "  - title: Resume: what\n    duration: soon\n",
    ),
    _session("A list begins on the line of its field", "title: Networking\nblocks: - title: A\n"),
    _session("A second document begins", "title: Networking\n---\ntitle: Your network\n"),
    _session("An anchor holds itself", "title: Networking\nblocks: &all\n  - *all\n"),
    _session("Lists within lists within lists", "title: " + "[" * 50 + "\n"),
    _session(
        "A little that stands for a lot",
        "title: &a ["
        + "x, " * 60
        + "x]\nweek: &b ["
        + "*a, " * 60
        + "*a]\nintro: ["
        + "*b, " * 60
        + "*b]\n",
    ),
    Sample("The file is empty", b""),
    Sample("The file is written in UTF-16", "title: Networking\n".encode("utf-16")),
    Sample("The file is not UTF-8", "title: Café\n".encode("latin-1")),
    Sample("The file has a character that is none", b"title: Net\0working\n"),
)

WARNINGS = (
    _session(
        "Times to which blocks are tied come too late",
        "title: Networking\nduration: 30 min\nblocks:\n"
        "  - {title: Norms, duration: 10 min, at: 9:00}\n"
        "  - {title: Share, duration: 20 min, at: +30 min}\n",
    ),
    _session(
        "The blocks need more than the session has",
        "title: Networking\nduration: 30 min\nblocks:\n"
        "  - {title: Norms, duration: 10 min}\n  - {title: Share, duration: 25-30 min}\n",
    ),
    _session(
        "The blocks can't fill the session",
        "title: Networking\nduration: 60 min\nblocks:\n"
        "  - {title: Norms, duration: 10 min}\n  - {title: Share, duration: 25-30 min}\n",
    ),
    _session("The blocks are not there yet", "title: Networking\nblocks:\n"),
    _session("A session is very short", "title: Networking\nduration: 1:30\n"),
    _block("A block is shorter than a minute", "title: Share\nduration: 0.5\n"),
    _session(
        "Times of day stand for durations",
        "title: Networking\nblocks:\n"
        "  - {title: Norms, duration: 9:00-9:10}\n"
        "  - {title: Share, duration: 9:10 to 9:30}\n",
    ),
    _session(
        "Hours and minutes are read as minutes and seconds",
        "title: Networking\nduration: 3 h\nblocks:\n"
        "  - {title: Norms, duration: 0:40}\n"
        "  - {title: Share, duration: 2:20}\n"
        "  - {title: Plan, duration: rest}\n",
    ),
    _session("Most of the time is kept back", "title: Talk\nduration: 1 h\nreserve: 70 min\n"),
    _session("A share of the time was meant", "title: Networking\nreserve: 0.1\n"),
    _block(
        "An item is taken into the one above",
        "title: Share\nduration: 30 min\nprompts:\n  - What next?\n    - Who?",
    ),
    _block(
        "A prompt is repeated",
        "title: Share\nduration: 30 min\nprompts:\n  - What next?\n  - Who?\n  - What next?",
    ),
)

OTHERS = (
    Sample("The base is not a web site", b"base_url: careerdev\n", "series.yaml", Series),
    Sample("A weekday is misspelt", b"meets: Wensday\n", "series.yaml", Series),
    Sample("A date is none", b"first_meeting: 5 November\n", "group.yaml", Group),
    Sample("Dates stand on one line", b"no_meeting: 2025-11-26, 2025-12-24\n", "group.yaml", Group),
    Sample("People stand on one line", b"people: Ana, Ben\n", "group.yaml", Group),
    Sample("A time is none", b"time: 25:00\n", "group.yaml", Group),
    Sample("A zone is misspelt", b"zone: America/Denvr\n", "group.yaml", Group),
    Sample("A zone is unknown", b"zone: here\n", "group.yaml", Group),
    Sample("A person is there twice", b"people: [Ana, Ben, Ana]\n", "group.yaml", Group),
    Sample("A switch is neither on nor off", b"air_time: maybe\n", "group.yaml", Group),
)


BESIDE: dict[str, dict[str, str]] = {
    "Two files are for one week": {
        "week-1.yaml": "title: Networking\nweek: 1\n",
        "week-2.yaml": "title: Your network\nweek: 1\n",
    },
    "Two files have a week's number in their names": {
        "week-1.yaml": "title: Networking\n",
        "week-01.yaml": "title: Your network\n",
    },
    "Two files have one name": {
        "intro.yaml": "title: Networking\n",
        "intro.yml": "title: Your network\n",
    },
    "A relative link has no site": {
        "week-2.yaml": "title: Networking\nintro: Read the [guidelines](/guidelines) first.\n",
    },
    "A day without a meeting is not a meeting day": {
        "week-2.yaml": "title: Networking\n",
        "series.yaml": "meets: Wednesday\n",
        "group.yaml": "first_meeting: 2025-11-05\nno_meeting: [2025-11-26, 2026-01-01]\n",
    },
    "A file has another ending": {"week-2.txt": "title: Networking\n"},
}
"""Folders by what is wrong in them: what is in each file."""


def _large(path: Path) -> None:
    path.write_bytes(b"#" * (1024 * 1024 + 1))


FILES: dict[str, Callable[[Path], object]] = {
    "There is no file": lambda path: None,
    "A folder has the name of a file": lambda path: path.mkdir(),
    "A pipe has the name of a file": lambda path: os.mkfifo(path),
    "A link leads nowhere": lambda path: path.symlink_to("nowhere.yaml"),
    "A link leads to itself": lambda path: path.symlink_to(path),
    "A file is far too large": _large,
}

CHAPTERS = {
    "Fields": FIELDS,
    "Durations": DURATIONS,
    "Texts": TEXTS,
    "Layout": LAYOUT,
    "Warnings": WARNINGS,
    "Series and group": OTHERS,
}
