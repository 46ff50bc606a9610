"""Elastic time: ranges and the time left become targets. Pure functions of whole seconds."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from homeroom_tui.agenda.model import MINUTE, Reserve, TimeRange


def allocate(ranges: Sequence[TimeRange], available: int) -> list[int]:
    """Share `available` seconds out: everybody the minimum, the rest in proportion to the flex.

    Each target lies within its range; their sum is `available` where the ranges allow it, and
    the nearest sum that they do allow otherwise. A rest range gets what is left when all others
    have their maximum; several share it equally.
    """
    low = sum(r.min for r in ranges)
    flexes = [0 if r.max is None else r.max - r.min for r in ranges]
    flex = sum(flexes)
    spare = min(max(available - low, 0), flex)
    # spare / flex is λ; whole seconds go out by largest remainder, without a float in between
    parts = [divmod(spare * f, flex) if flex else (0, 0) for f in flexes]
    targets = [r.min + whole for r, (whole, _) in zip(ranges, parts, strict=True)]
    left = spare - sum(whole for whole, _ in parts)
    for i in sorted(range(len(parts)), key=lambda i: -parts[i][1])[:left]:
        targets[i] += 1
    rests = [i for i, r in enumerate(ranges) if r.max is None]
    over = max(available - low - flex, 0)
    for place, i in enumerate(rests):
        targets[i] += over // len(rests) + (place < over % len(rests))
    return targets


def midpoint(duration: TimeRange) -> float:
    """The middle of a range in seconds; zero for a rest, which promises nothing."""
    return 0.0 if duration.max is None else (duration.min + duration.max) / 2


def open_target(duration: TimeRange) -> int | None:
    """The target where there is no hard end: the midpoint, and None (counts up) for a rest."""
    return None if duration.max is None else int(midpoint(duration))


def less(duration: TimeRange, spent: int) -> TimeRange:
    """What is left of a range when `spent` seconds of it are gone."""
    return TimeRange(
        max(duration.min - spent, 0),
        None if duration.max is None else max(duration.max - spent, 0),
    )


def more(duration: TimeRange, spent: int) -> TimeRange:
    """The other way round: the whole range of which `duration` is left after `spent` seconds."""
    return TimeRange(duration.min + spent, None if duration.max is None else duration.max + spent)


def reserve_share(reserve: Reserve, durations: Sequence[TimeRange]) -> float:
    """The reserve as a share of midpoints: minutes become one, so that they go in proportion."""
    if reserve.seconds is None:
        return reserve.share or 0.0
    whole = sum(midpoint(d) for d in durations)
    return reserve.seconds / whole if whole else 0.0


class CannotFit(Exception):
    """The floors alone are `too_much` seconds more than there is."""

    def __init__(self, too_much: int) -> None:
        super().__init__(f"{too_much} s too much at the floors")
        self.too_much = too_much


class Fitted(Struct, frozen=True):
    """What `fit` makes of a plan: the present block's remainder, the ranges, and the factor."""

    present: int
    ranges: tuple[TimeRange, ...]
    factor: float


def least(ranges: Sequence[TimeRange], *, present: int = 0, pinned: int = 0) -> int:
    """The least that `fit` can make of a plan, in seconds."""
    return pinned + sum(_floor(v) for v in (present, *(r.min for r in ranges)))


def _floor(seconds: int) -> int:
    return min(MINUTE, seconds)


def fit(
    ranges: Sequence[TimeRange],
    available: int,
    *,
    share: float,
    present: int = 0,
    weight: float = 0.0,
    pinned: int = 0,
) -> Fitted:
    """Scale minimums, maximums and the `present` remainder by one factor, so that they fit.

    Nothing is scaled below its floor: a minute, or itself if that is less. `pinned` seconds are
    not scaled. The reserve, `share` of the scaled midpoints (`weight` is the present block's),
    stays out, unless floors leave no room for it. Raises CannotFit where the floors do not fit.
    """
    spare = available - least(ranges, present=present, pinned=pinned)
    if spare < 0:
        raise CannotFit(-spare)
    minimums = [present, *(r.min for r in ranges)]

    def scaled(k: float) -> list[float]:
        return [max(_floor(v), k * v) for v in minimums]

    def reserve(k: float) -> float:
        lows = zip(scaled(k)[1:], ranges, strict=True)
        middles = [(low + max(low, k * r.max)) / 2 for low, r in lows if r.max is not None]
        return share * (k * weight + pinned + sum(middles))

    def total(k: float) -> float:
        return pinned + sum(scaled(k)) + reserve(k)

    factor, above = 0.0, 1.0
    for _ in range(50):
        middle = (factor + above) / 2
        factor, above = (middle, above) if total(middle) <= available else (factor, middle)
    room = available - pinned - min(round(reserve(factor)), spare)
    remainder, *lows = _whole(scaled(factor), room)
    return Fitted(
        present=remainder,
        ranges=tuple(
            TimeRange(low, None if r.max is None else max(low, round(factor * r.max)))
            for low, r in zip(lows, ranges, strict=True)
        ),
        factor=factor,
    )


def _whole(values: Sequence[float], total: int) -> list[int]:
    """`values` in whole seconds, as near to the sum `total` as rounding each up or down comes."""
    whole = [int(v) for v in values]
    broken = [i for i, v in enumerate(values) if v > whole[i]]
    broken.sort(key=lambda i: whole[i] - values[i])
    for i in broken[: max(total - sum(whole), 0)]:
        whole[i] += 1
    return whole
