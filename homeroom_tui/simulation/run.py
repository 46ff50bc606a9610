"""Run many meetings of one session through the app's own plan, and count how many end on time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import asdict, replace

from homeroom_tui.agenda.model import MINUTE, Reserve, Session, TimeRange
from homeroom_tui.escaping import visible
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting import plan
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.outlook import Outlook, TieStatus, tie_instant
from homeroom_tui.meeting.state import State, new_state
from homeroom_tui.meeting.transitions import advance, settle
from homeroom_tui.simulation.model import CannotSimulate, Model, needs, takes_target, time_taken
from homeroom_tui.wording import minutes, short

RUNS = 10_000
MAX_RUNS = 1_000_000

ON_TIME = MINUTE
"""Seconds past the hard end that still count as on time in a simulation."""


class Policy(StrEnum):
    """The ways to plan that are compared."""

    ELASTIC = "elastic"
    ELASTIC_FIT = "elastic_fit"
    FIXED = "fixed"
    FITTED = "fitted"


class BlockFigures(Struct, frozen=True):
    """Means of one block over all meetings, in seconds.

    `beyond` is the need past the target; the group took part of it, and `unmet` is the rest.
    """

    title: str
    need: float
    target: float
    took: float
    beyond: float
    unmet: float


class TieFigures(Struct, frozen=True):
    """The share of meetings in which a tied block began on time, and its mean lateness."""

    title: str
    on_time: float
    mean_late: float


class Figures(Struct, frozen=True):
    """The results of a policy: `on_time` is a share of the meetings, the others are seconds.

    `mean_late` and `p95_late` (95 of 100 meetings are no later) count an early end as zero;
    `unmet` is the mean over meetings of the time needed and not given.
    """

    on_time: float
    mean_late: float
    p95_late: int
    unmet: float
    blocks: tuple[BlockFigures, ...]
    ties: tuple[TieFigures, ...] = ()


class Result(Struct, frozen=True):
    """The results of each policy over the same `runs` meetings. Lengths are whole seconds.

    `minimum` is the sum of the blocks' minimums.
    """

    title: str
    duration: int
    minimum: int
    runs: int
    seed: int
    policies: dict[Policy, Figures]


def simulate(
    session: Session,
    runs: int = RUNS,
    seed: int = 1,
    model: Model | None = None,
    policies: Sequence[Policy] = tuple(Policy),
    reserve: Reserve | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Run `runs` meetings of `session` under each policy, the same needs under each.

    `reserve` is that of the series or the group, for a session without its own. `progress` is
    called before each meeting with the number of meetings done and that of all. Raises
    CannotSimulate.
    """
    model = model or Model()
    if not 1 <= runs <= MAX_RUNS:
        raise CannotSimulate(f"The number of runs is from 1 to {MAX_RUNS:,}, not {runs:,}.")
    start = new_state(session, reserve)
    if start.duration is None:
        raise CannotSimulate(
            "This session has no duration, so that no end can be late: write `duration: 60 min`."
        )
    blocks = [b.block for b in start.blocks]
    if len(model.learned) not in (0, len(blocks)):
        raise CannotSimulate("The needs that history knows are not those of this session's blocks.")

    def told(place: int, drawn: Iterator[list[int]]) -> Iterator[list[int]]:
        for done, need_of in enumerate(drawn, place * runs):
            if progress is not None:
                progress(done, len(policies) * runs)
            yield need_of

    return Result(
        title=session.title,
        duration=start.duration,
        minimum=sum(b.duration.min for b in blocks),
        runs=runs,
        seed=seed,
        policies={
            policy: _figures(
                Simulator(_planned(session, policy, reserve), policy is Policy.ELASTIC_FIT),
                start,
                told(place, needs(blocks, model, runs, seed)),
                model.cut,
            )
            for place, policy in enumerate(policies)
        },
    )


def _planned(session: Session, policy: Policy, reserve: Reserve | None) -> State:
    """Return the meeting before its start. In a fixed plan no block has a range."""
    start = new_state(session, reserve)
    ranges = [b.range for b in start.blocks]
    if policy is Policy.FIXED:
        fixed = [int(plan.midpoint(r)) for r in ranges]
    elif policy is Policy.FITTED:
        fixed = plan.allocate(ranges, start.duration or 0)
    else:
        return start
    blocks = tuple(
        b.block if b.range.is_rest else replace(b.block, duration=TimeRange(target, target))
        for b, target in zip(start.blocks, fixed, strict=True)
    )
    return new_state(replace(session, blocks=blocks, reserve=Reserve(share=0)))


class BlockTime(NamedTuple):
    """The target of a block in one meeting, what it took, and when it began after the start.

    In seconds; zero if it was left out.
    """

    target: int = 0
    took: int = 0
    began: int = 0


class BlockStart(Struct, frozen=True):
    """The block at `place` has just begun, in a meeting whose state is `state`."""

    state: State
    place: int
    target: int
    began: int
    takes_target: bool
    fitted: bool


class Simulator:
    """The meetings that one plan can lead to. A group waits for a block that is tied to a time.

    Until `fit` changes the ranges, what follows depends only on which block begins when. So each
    such place and second is computed once, and not for each meeting.
    """

    def __init__(self, start: State, takes_fit: bool) -> None:
        """With `takes_fit` `fit` is used when a block begins if the meeting would end late."""
        self._takes_fit = takes_fit
        self._known: dict[tuple[int, int], BlockStart | None] = {}
        self._first = self._stop(advance(start, ev.Start(0.0), 0), 0, fitted=False)

    def meeting(self, need_of: Sequence[int], cut: float) -> list[BlockTime]:
        """Return one meeting of a group with this need, in seconds, for each block."""
        given = [BlockTime()] * len(need_of)
        stop = self._first
        while stop is not None:
            target = stop.target
            took = target if stop.takes_target else time_taken(need_of[stop.place], target, cut)
            given[stop.place] = BlockTime(target, took, stop.began)
            stop = self._after(stop, stop.began + took)
        return given

    def _after(self, stop: BlockStart, now: int) -> BlockStart | None:
        """Begin the next block `now` seconds after the start; None after the last."""
        if stop.fitted:
            return self._next(stop, now)
        key = (stop.place, now)
        if key not in self._known:
            self._known[key] = self._next(stop, now)
        return self._known[key]

    def _next(self, stop: BlockStart, now: int) -> BlockStart | None:
        tie = Outlook(stop.state, now).next_tie
        now = now if tie is None else max(now, math.ceil(tie))
        state = settle(stop.state, now)
        if state.visit == stop.state.visit:  # no automatic step was due
            if state.next_place() is None:
                return None
            state = advance(state, ev.Next(now), state.visit.event + 1)
        return self._stop(state, now, stop.fitted)

    def _stop(self, state: State, now: int, fitted: bool) -> BlockStart | None:
        state = settle(state, now)
        in_hand = Outlook(state, now).slack
        if self._takes_fit and in_hand is not None and in_hand < 0:
            # where the floors do not fit, the group goes on as it is
            with suppress(CommandRejected):
                state = advance(state, ev.Fit(now), state.visit.event + 1)
                fitted = True
        if state.present is None:
            return None
        here = state.here
        target = here.full_target or 0
        return BlockStart(state, state.present, target, now, takes_target(here.block), fitted)


def _figures(simulator: Simulator, start: State, drawn: Iterator[list[int]], cut: float) -> Figures:
    sums = [[0, 0, 0, 0, 0] for _ in start.blocks]
    begun = advance(start, ev.Start(0.0), 0)
    cuts = (p for p, tie in Outlook(begun, 0.0).ties.items() if tie is TieStatus.CUTS)
    ties = {place: math.ceil(tie_instant(begun, place, 0.0) or 0) for place in cuts}
    late, late_at = list[int](), {place: list[int]() for place in ties}
    for need_of in drawn:
        end = 0
        given = simulator.meeting(need_of, cut)
        for place, instant in ties.items():
            late_at[place].append(max(given[place].began - instant, 0))
        for total, need, (target, took, began) in zip(sums, need_of, given, strict=True):
            end = max(end, began + took)
            total[0] += need
            total[1] += target
            total[2] += took
            if need > target:
                total[3] += need - target
                total[4] += need - took
        late.append(max(end - (start.duration or 0), 0))
    late.sort()
    runs = len(late)
    means = [[seconds / runs for seconds in total] for total in sums]
    return Figures(
        on_time=sum(seconds <= ON_TIME for seconds in late) / runs,
        mean_late=sum(late) / runs,
        p95_late=late[math.ceil(0.95 * runs) - 1],
        unmet=sum(total[4] for total in sums) / runs,
        blocks=tuple(
            BlockFigures(b.block.title, *some) for b, some in zip(start.blocks, means, strict=True)
        ),
        ties=tuple(
            TieFigures(
                start.blocks[place].block.title,
                on_time=sum(seconds <= ON_TIME for seconds in some) / runs,
                mean_late=sum(some) / runs,
            )
            for place, some in late_at.items()
        ),
    )


def figures_for_advice(result: Result) -> Figures:
    """Return the results that the advice is about: those of the elastic plan, if they are there.

    Raises KeyError if the result has no policy at all.
    """
    return result.policies.get(Policy.ELASTIC) or next(iter(result.policies.values()))


def advice(result: Result) -> str:
    """Return one sentence on whether the plan is realistic, and what would make it so."""
    figures = figures_for_advice(result)
    too_much = result.minimum - result.duration
    if too_much > 0:
        return (
            f"The minimums alone are {minutes(too_much)} too much: skip a block, shorten one, "
            f"or give the session {minutes(too_much)} more."
        )
    tenths = round(10 * figures.on_time)
    share = (
        f"about {tenths} of 10 meetings end on time" if tenths else "hardly a meeting ends on time"
    )
    if figures.on_time >= 0.9:
        return f"The plan is realistic: {share}."
    place, worst = max(enumerate(figures.blocks, 1), key=lambda numbered: numbered[1].beyond)
    more = minutes(math.ceil(worst.beyond))
    missing = math.ceil(sum(b.need for b in figures.blocks)) - result.duration
    longer = f", and the session {minutes(missing)} more," if missing > 0 else ""
    return (
        f"{share.capitalize()}; block {place}, “{visible(short(worst.title))}”, is the one that "
        f"runs over: give it {more} more{longer} or cut a question."
    )


def as_json(result: Result) -> dict[str, Any]:
    """Return what `--json` prints: `runs`, and the four results of each policy by name."""
    return {
        "runs": result.runs,
        **{
            policy.value: {
                "on_time": figures.on_time,
                "mean_late": figures.mean_late,
                "p95_late": figures.p95_late,
                "unmet": figures.unmet,
                **({"ties": [asdict(tie) for tie in figures.ties]} if figures.ties else {}),
            }
            for policy, figures in result.policies.items()
        },
    }
