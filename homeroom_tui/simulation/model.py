"""The model of a simulation: the time that blocks need and groups take, adjusted by history."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from homeroom_tui.agenda.model import Block
from homeroom_tui.errors import UserError
from homeroom_tui.meeting import plan

PRIOR = 4
"""Number of past meetings that the model's own need of a block counts as."""


class CannotSimulate(UserError):
    """The session can't be simulated, or a parameter is out of range; the message says which."""

    wrong_use = True


class Need(Struct, frozen=True):
    """The time that a block needs: lognormal, `mean` times its midpoint, `spread` of the log."""

    mean: float = 1.1
    spread: float = 0.25

    def __post_init__(self) -> None:
        if not 0 < self.mean <= 10:
            raise CannotSimulate(f"The mean of a need is above 0 and at most 10, not {self.mean}.")
        if not 0 <= self.spread <= 2:
            raise CannotSimulate(f"The spread of a need is from 0 to 2, not {self.spread}.")


class Model(Struct, frozen=True):
    """The behavior of a group: the need of its blocks, and the share of the rest that it cuts.

    A block that reaches its target with `n` seconds of its need left takes `(1 - cut) * n` more.
    `learned` has the need of each block from past meetings; empty without them.
    """

    need: Need = Need()
    cut: float = 0.7
    learned: tuple[Need, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.cut <= 1:
            raise CannotSimulate(f"The cut is a share from 0 to 1, not {self.cut}.")


class PastBlock(Struct, frozen=True):
    """The target of a block in a past meeting and the time that it took, in seconds."""

    target: int
    took: float


def needs(blocks: Sequence[Block], model: Model, runs: int, seed: int) -> Iterator[list[int]]:
    """Yield the need of each block in whole seconds, meeting by meeting.

    A rest block needs nothing; a block that ends by itself needs its midpoint.
    """
    random = Random(seed)
    drawn: list[tuple[float, float] | int] = []
    for place, block in enumerate(blocks):
        need = model.learned[place] if model.learned else model.need
        middle = plan.midpoint(block.duration)
        if takes_target(block) or not middle:
            drawn.append(int(middle))
        else:
            # the mean of a lognormal is exp(mu + sigma² / 2)
            drawn.append((math.log(middle * need.mean) - need.spread**2 / 2, need.spread))
    for _ in range(runs):
        yield [b if isinstance(b, int) else round(random.lognormvariate(*b)) for b in drawn]


def takes_target(block: Block) -> bool:
    """Return whether the block takes its target whatever the group needs: a rest or a break."""
    return block.duration.is_rest or block.advance == "auto"


def time_taken(need: int, target: int, cut: float) -> int:
    """Return the seconds that a group takes for a block."""
    return need if need <= target else target + round((need - target) * (1 - cut))


def learn(model: Model, blocks: Sequence[Block], past: Sequence[Sequence[PastBlock]]) -> Model:
    """Return the model with the need of each block adjusted to past meetings.

    `past` has for each block the times of earlier meetings. What the group cut is added back. A few
    meetings change the model little.
    """
    return replace(
        model,
        learned=tuple(_learned(model, b, some) for b, some in zip(blocks, past, strict=True)),
    )


def _learned(model: Model, block: Block, past: Sequence[PastBlock]) -> Need:
    middle = plan.midpoint(block.duration)
    ratios = []
    for some in past:
        beyond = max(some.took - some.target, 0)
        need = some.took if model.cut == 1 else some.took + beyond * model.cut / (1 - model.cut)
        if need > 0 and middle:
            ratios.append(min(max(need / middle, 0.2), 5.0))  # a wrong key is not a need
    if not ratios:
        return model.need
    logs = [math.log(r) for r in ratios]
    center = sum(logs) / len(logs)
    squares = sum((x - center) ** 2 for x in logs)
    return Need(
        mean=(PRIOR * model.need.mean + sum(ratios)) / (PRIOR + len(ratios)),
        spread=math.sqrt((PRIOR * model.need.spread**2 + squares) / (PRIOR + len(ratios) - 1)),
    )
