"""Which block of a changed file is which of the meeting's: by titles, then by position."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

MAX_COMPARISONS = 1_000_000
"""Comparisons; beyond it the exact longest common sequence gives way to a quick near one."""


def match(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """For each of the `new` titles the place of the same block among the `old`, or None.

    The longest common sequence of titles stays; between two matches what is left on both sides
    is taken to be renamed, in order, so that inserting, removing or renaming one keeps the rest.
    """
    pairs = _common(old, new)
    found: list[int | None] = [None] * len(new)
    done_old = done_new = 0
    for i, j in [*pairs, (len(old), len(new))]:
        for renamed, place in zip(range(done_new, j), range(done_old, i), strict=False):
            found[renamed] = place
        if j < len(new):
            found[j] = i
        done_old, done_new = i + 1, j + 1
    return found


def _common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The places of a longest common sequence, in order."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    stop = 0
    while stop < min(len(old), len(new)) - start and old[-1 - stop] == new[-1 - stop]:
        stop += 1
    inner_old = old[start : len(old) - stop]
    inner_new = new[start : len(new) - stop]
    if len(inner_old) * len(inner_new) > MAX_COMPARISONS:
        blocks = SequenceMatcher(None, inner_old, inner_new, autojunk=False).get_matching_blocks()
        inner = [(b.a + k, b.b + k) for b in blocks for k in range(b.size)]
    else:
        inner = _longest(inner_old, inner_new)
    return [
        *((k, k) for k in range(start)),
        *((i + start, j + start) for i, j in inner),
        *((len(old) - k, len(new) - k) for k in range(stop, 0, -1)),
    ]


def _longest(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    lengths = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            same = old[i] == new[j]
            lengths[i][j] = (
                lengths[i + 1][j + 1] + 1 if same else max(lengths[i + 1][j], lengths[i][j + 1])
            )
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
