"""Elastic time: compute targets from ranges and the time left. Pure functions of whole seconds."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from homeroom_tui.agenda.model import MINUTE, Reserve, TimeRange


def allocate(ranges: Sequence[TimeRange], available: int) -> list[int]:
    """Return a target for each range: its minimum, and the rest in proportion to its flex.

    The flex of a range is its maximum less its minimum. The targets add up to `available` if the
    ranges allow it, otherwise to the nearest sum that they allow. A rest range gets what is left
    when all others have their maximum; several share it equally.
    """
    low = sum(r.min for r in ranges)
    flexes = [0 if r.max is None else r.max - r.min for r in ranges]
    flex = sum(flexes)
    spare = min(max(available - low, 0), flex)
    # spare / flex is λ; rounded by largest remainder, in integers
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
    """Return the middle of a range in seconds; zero for a rest."""
    return 0.0 if duration.max is None else (duration.min + duration.max) / 2


def open_target(duration: TimeRange) -> int | None:
    """Return the target without a hard end: the midpoint, or None (counts up) for a rest."""
    return None if duration.max is None else int(midpoint(duration))


def less(duration: TimeRange, spent: int) -> TimeRange:
    """Return what is left of a range after `spent` seconds of it."""
    return TimeRange(
        max(duration.min - spent, 0),
        None if duration.max is None else max(duration.max - spent, 0),
    )


def more(duration: TimeRange, spent: int) -> TimeRange:
    """Return the range of which `duration` is left after `spent` seconds; inverse of `less`."""
    return TimeRange(duration.min + spent, None if duration.max is None else duration.max + spent)


def reserve_share(reserve: Reserve, durations: Sequence[TimeRange]) -> float:
    """Return the reserve as a share of midpoints. A reserve in seconds is converted."""
    if reserve.seconds is None:
        return reserve.share or 0.0
    whole = sum(midpoint(d) for d in durations)
    return reserve.seconds / whole if whole else 0.0


HALF_MINUTE = 30


class CannotFit(Exception):
    """The floors alone exceed the time available by `too_much` seconds."""

    def __init__(self, too_much: int) -> None:
        super().__init__(f"{too_much} s too much at the floors")
        self.too_much = too_much


class Fitted(Struct, frozen=True):
    """The result of `fit`: the present block's remainder, the ranges, and the factor."""

    present: int
    ranges: tuple[TimeRange, ...]
    factor: float


def least(ranges: Sequence[TimeRange], *, present: int = 0, pinned: int = 0) -> int:
    """Return the shortest time, in seconds, to which `fit` can scale a plan."""
    return pinned + sum(_floor(v) for v in (present, *(r.min for r in ranges)))


def _floor(seconds: int) -> int:
    return min(MINUTE, seconds)


def fit(
    ranges: Sequence[TimeRange],
    available: int,
    *,
    share: float,
    spent: Sequence[int] = (),
    present: int = 0,
    gone: int = 0,
    weight: float = 0.0,
    pinned: int = 0,
) -> Fitted:
    """Scale minimums, maximums and the `present` remainder by one factor, so that they fit.

    Nothing is scaled below its floor: a minute, or itself if that is less. `pinned` seconds are
    not scaled. The reserve, `share` of the scaled midpoints (`weight` is the present block's), is
    kept back unless the floors leave no room for it. With what was `spent` before (`gone` in the
    present block) everything comes to half minutes where it can. Raises CannotFit if the floors
    do not fit.
    """
    spare = available - least(ranges, present=present, pinned=pinned)
    if spare < 0:
        raise CannotFit(-spare)
    minimums = [present, *(r.min for r in ranges)]
    before = [gone, *(spent or [0] * len(ranges))]

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
    remainder, *lows = _half_minutes(scaled(factor), minimums, before, room)
    return Fitted(
        present=remainder,
        ranges=tuple(
            TimeRange(low, None if r.max is None else max(low, half_below(factor * r.max, gone)))
            for low, r, gone in zip(lows, ranges, before[1:], strict=True)
        ),
        factor=factor,
    )


def _half_minutes(
    values: Sequence[float], most: Sequence[int], before: Sequence[int], total: int
) -> list[int]:
    """Round each of `values` so that it is a half minute with what was `before`.

    Each is rounded down, not below its floor, and then as many up as the `total` allows, none
    beyond its `most`.
    """
    pairs = list(zip(values, before, strict=True))
    found = [max(half_below(v, b), _floor(m)) for (v, b), m in zip(pairs, most, strict=True)]
    left = total - sum(found)
    for i in sorted(range(len(values)), key=lambda i: found[i] - values[i]):
        step = min(found[i] + HALF_MINUTE, most[i]) - found[i]
        if found[i] < values[i] and step <= left:
            found[i] += step
            left -= step
    return found


def half_below(value: float, before: int) -> int:
    """The greatest whole second up to `value` that is a half minute with what was `before`."""
    return (int(value) + before) // HALF_MINUTE * HALF_MINUTE - before


def whole(values: Sequence[float], total: int) -> list[int]:
    """Round each of `values` up or down to whole seconds, so that the sum is near to `total`."""
    found = [int(v) for v in values]
    broken = [i for i, v in enumerate(values) if v > found[i]]
    broken.sort(key=lambda i: found[i] - values[i])
    for i in broken[: max(total - sum(found), 0)]:
        found[i] += 1
    return found
