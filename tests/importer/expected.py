"""Pages with what is expected of them, and how far a reading agrees with that.

The files in `data/authors` hold pages one after another, each between its name and what is expected
of it: `title`, `week`, `total` (minutes) and `blocks`, of which `t` is the beginning of a title,
`d` the minutes from and to (null for what is left), `p` the number of list items under it,
`prompts` their texts. A page of several sessions has a list of `sessions`, or tells their blocks
one after another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from homeroom_tui.agenda.model import Block
from homeroom_tui.importer.inline_text import folded
from homeroom_tui.importer.markdown_page import Page
from homeroom_tui.importer.sessions import LINE_FOR_PROMPT


@dataclass
class Agreement:
    """The numbers of blocks that are expected, right and too many, and the differences."""

    expected: int
    right: int
    surplus: int
    differences: list[str]


def read_pages(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the name of each page in a file, its text, and what is expected of it."""
    _, *parts = re.split(r"(?m)^%%%% ", path.read_text(encoding="utf-8"))
    for page, expected in zip(parts[::2], parts[1::2], strict=True):
        name, _, text = page.partition("\n")
        yield name, text, yaml.safe_load(expected.removeprefix("expected\n"))


def compare(page: Page, expected: dict[str, Any]) -> Agreement:
    """Compare the sessions of a page with what is expected of them."""
    sessions = expected.get("sessions") or [expected]
    differences: list[str] = []
    if len(sessions) == len(page.sessions):
        for wanted, session in zip(sessions, page.sessions, strict=True):
            total = None if session.duration is None else session.duration / 60
            if "total" in wanted and wanted["total"] != total:
                differences.append(f"{wanted['title']}: total {wanted['total']}, not {total}")
            if session.week != wanted.get("week", session.week):
                differences.append(f"{wanted['title']}: week {wanted['week']}, not {session.week}")
            if not session.title.startswith(str(wanted["title"])):
                differences.append(f"title {wanted['title']!r}, not {session.title!r}")
    elif "sessions" in expected:
        differences.append(f"{len(sessions)} sessions, not {len(page.sessions)}")
    wanted_blocks = [block for wanted in sessions for block in wanted["blocks"] or []]
    found = [
        (block, _lines(page, at, number))
        for at, session in enumerate(page.sessions)
        for number, block in enumerate(session.blocks)
    ]
    right = 0
    place = 0
    used: set[int] = set()
    for wanted_block in wanted_blocks:
        at = next(
            (i for i in range(place, len(found)) if _same_title(wanted_block, found[i][0])), None
        )
        if at is None:
            differences.append(f"missing: {wanted_block['t']}")
            continue
        used.add(at)
        place = at + 1
        wrong = _wrong(wanted_block, *found[at])
        right += not wrong
        differences += [f"{wanted_block['t']}: {difference}" for difference in wrong]
    surplus = [block.title for at, (block, _) in enumerate(found) if at not in used]
    differences += [f"too many: {title}" for title in surplus]
    return Agreement(len(wanted_blocks), right, len(surplus), differences)


def _lines(page: Page, session: int, block: int) -> int:
    """Return how many prompts of a block are lines that were only taken for such."""
    return sum(
        guess.session == session and guess.block == block and guess.guess == LINE_FOR_PROMPT
        for guess in page.guesses
    )


def _same_title(wanted: dict[str, Any], block: Block) -> bool:
    title = str(wanted["t"])
    return block.title.startswith(title) or folded(block.title).startswith(folded(title))


def _wrong(wanted: dict[str, Any], block: Block, lines: int) -> list[str]:
    length = (
        None
        if block.duration.is_rest
        else [block.duration.min / 60, (block.duration.max or 0) / 60]
    )
    wrong = [] if length == wanted.get("d", length) else [f"{wanted['d']} min, not {length}"]
    prompts = sum(1 + len(prompt.prompts) for prompt in block.prompts)
    texts = [prompt.text for prompt in block.prompts]
    if texts != wanted.get("prompts", texts):
        wrong.append(f"prompts {wanted['prompts']}, not {texts}")
    if "p" in wanted and not prompts - lines <= wanted["p"] <= prompts:
        wrong.append(f"{wanted['p']} prompts, not {prompts} with {lines} lines")
    return wrong
