"""Match the blocks of a changed file to those of the meeting. Pure.

In this order, and each block once:

1. by the `id` that the author gave; two different ids are never one block;
2. by title; blocks of one title by what is in them, by their neighbours, then by their order;
3. by equal prompts, where only one block on either side has them: it was moved and renamed;
4. by place: blocks without an id that are left between matched neighbours were renamed, in order.

A block that stands in no file any more, `removed`, can come back by 1 to 3.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence

from homeroom_tui.agenda.model import Block

MAX_COMPARISONS = 10_000
"""Pairs of blocks of one title; beyond it they are matched by their order alone."""


def match(
    old: Sequence[Block], new: Sequence[Block], removed: frozenset[int] = frozenset()
) -> list[int | None]:
    """Return for each of the `new` blocks the place of the same one among the `old`, or None.

    `removed` has the places of the old blocks that stood in the file only before.
    """
    matching = _Matching(old, new, removed)
    matching.pair_equal(lambda block: block.id)
    matching.pair_titles()
    matching.pair_equal(lambda block: block.prompts or None)
    matching.pair_places()
    return matching.found


class _Matching:
    def __init__(self, old: Sequence[Block], new: Sequence[Block], removed: frozenset[int]) -> None:
        self.old = old
        self.new = new
        self.removed = removed
        self.found: list[int | None] = [None] * len(new)
        self.taken = [False] * len(old)

    def pair(self, i: int, j: int) -> None:
        self.found[j], self.taken[i] = i, True

    def may_be(self, i: int, j: int) -> bool:
        """Return whether the ids allow that these two are one block."""
        before, after = self.old[i].id, self.new[j].id
        return before is None or after is None or before == after

    def _left(
        self, key: Callable[[Block], Hashable | None]
    ) -> Iterator[tuple[list[int], list[int]]]:
        """The places, old and new, of unmatched blocks that have the same key."""
        places: defaultdict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for i, block in enumerate(self.old):
            if not self.taken[i] and (value := key(block)) is not None:
                places[value][0].append(i)
        for j, block in enumerate(self.new):
            if self.found[j] is None and (value := key(block)) is not None:
                places[value][1].append(j)
        return iter(places.values())

    def pair_equal(self, key: Callable[[Block], Hashable | None]) -> None:
        """Match the blocks whose key only one has on either side."""
        for olds, news in self._left(key):
            if len(olds) == len(news) == 1 and self.may_be(olds[0], news[0]):
                self.pair(olds[0], news[0])

    def pair_titles(self) -> None:
        for olds, news in self._left(lambda block: block.title):
            if len(olds) * len(news) > MAX_COMPARISONS:
                pairs = list(zip(olds, news, strict=False))
            else:
                pairs = [
                    (i, j)
                    for *_, i, j in sorted(
                        (i in self.removed, -self._likeness(i, j), abs(n - m), n, i, j)
                        for n, i in enumerate(olds)
                        for m, j in enumerate(news)
                    )
                ]
            for i, j in pairs:
                if not self.taken[i] and self.found[j] is None and self.may_be(i, j):
                    self.pair(i, j)

    def _likeness(self, i: int, j: int) -> int:
        """Return how likely two blocks of one title are the same; what is in them says the most."""
        before, after = self.old[i], self.new[j]
        mine, others = _neighbours(self.old, i), _neighbours(self.new, j)
        return (
            16 * (before == after)
            + 8 * (bool(before.prompts) and before.prompts == after.prompts)
            + 2 * sum(title in others for title in mine if title is not None)
            + sum(a == b for a, b in zip(mine, others, strict=True) if a is not None)
        )

    def pair_places(self) -> None:
        for run in self._runs():
            last = -1 if run.start == 0 else self.found[run.start - 1]
            following = len(self.old) if run.stop == len(self.new) else self.found[run.stop]
            assert last is not None
            assert following is not None
            free = list(self._free(last + 1, +1)) or list(self._free(following - 1, -1))[::-1]
            renamed = [j for j in run if self.new[j].id is None]
            for i, j in zip(free, renamed, strict=False):
                self.pair(i, j)

    def _runs(self) -> Iterator[range]:
        """The stretches of new blocks that are not matched."""
        start = 0
        for j in range(len(self.new) + 1):
            if j == len(self.new) or self.found[j] is not None:
                if start < j:
                    yield range(start, j)
                start = j + 1

    def _free(self, i: int, step: int) -> Iterator[int]:
        """The old blocks from `i` on that may be renamed, up to the next that is matched."""
        while 0 <= i < len(self.old) and not self.taken[i]:
            if i not in self.removed and self.old[i].id is None:
                yield i
            i += step


def _neighbours(blocks: Sequence[Block], place: int) -> tuple[str | None, str | None]:
    """The titles of the blocks beside this one; None at the edge."""
    return (
        blocks[place - 1].title if place else None,
        blocks[place + 1].title if place + 1 < len(blocks) else None,
    )
