"""Compare sizes of the reserve: print the tables and draw the picture of docs/elastic-time.md."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import NormalDist

from msgspec.structs import replace

from benchmarks.line_chart import Line, Mark, Panel, svg
from homeroom_tui.agenda.model import MINUTE, Block, Reserve, Session, Tie, TimeRange
from homeroom_tui.agenda.reader import read_session
from homeroom_tui.meeting import plan
from homeroom_tui.simulation.model import Model, Need, needs, time_taken
from homeroom_tui.simulation.run import ON_TIME, Figures, Policy, simulate

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "reserve-sweep.svg"
SEED = 1
MODEL = Model()
SHARES = [s / 100 for s in range(0, 21, 2)]
SOME_SHARES = [0, 0.04, 0.08, 0.12, 0.16, 0.22, 0.3]
LEVELS = (60, 70, 75, 80, 85)
DEFAULT = 0.08
COLOURS = ["#0b6e99", "#c0392b", "#2e7d32", "#8e44ad", "#b9770e"]

Rule = Callable[[int, int], int]
"""The target of the block at a place that begins so many seconds after the start."""

Outcome = tuple[float, float, float]
"""On time (a share), mean lateness and the time not given, both in minutes."""


def week(number: int) -> Session:
    file = ROOT / "sessions" / f"week-{number}.yaml"
    return read_session(file.read_text(encoding="utf-8"), file.name).get()


def made_up(duration: int, *blocks: tuple[int, int]) -> Session:
    """A session of so many minutes; like Weeks 1 and 3 it has room for a third of its flex."""
    return Session(
        f"{len(blocks)} blocks",
        duration * MINUTE,
        blocks=tuple(
            Block(f"Block {i}", TimeRange(low * MINUTE, high * MINUTE))
            for i, (low, high) in enumerate(blocks, 1)
        ),
    )


def sessions() -> dict[str, Session]:
    eight = [(5, 5), (5, 9), (8, 12), (10, 10), (5, 9), (6, 10), (5, 9), (8, 12)]
    six = [(5, 5), (5, 8), (5, 8), (10, 13), (5, 8), (10, 13)]
    four = [(5, 5), (4, 7), (5, 8), (7, 10)]
    return {
        "Week 1": week(1),
        "Week 3": week(3),
        "8 blocks": made_up(60, *eight),
        "12 blocks": made_up(90, *six * 2),
        "20 blocks": made_up(120, *four * 5),
    }


def tied() -> Session:
    """A morning with a guest and a lunch, each of which comes at its time."""
    blocks = [("Prepare", 15, 25, 0), ("Share", 15, 25, 0), ("Guest", 25, 35, 45)]
    blocks += [("Learn", 15, 25, 0), ("Lunch", 30, 30, 105), ("Plan", 20, 30, 0)]
    return Session(
        "A guest and a lunch",
        165 * MINUTE,
        blocks=tuple(
            Block(
                title,
                TimeRange(low * MINUTE, high * MINUTE),
                at=Tie(after=at * MINUTE) if at else None,
            )
            for title, low, high, at in blocks
        ),
    )


def tie_of(block: Block) -> int:
    """The seconds after the start before which a block does not begin."""
    return 0 if block.at is None else block.at.after or 0


def together(session: Session, runs: int, part: float) -> Iterator[list[int]]:
    """Needs of groups that are slow or quick in every block: `part` of the variance is shared."""
    random, spread = Random(SEED), MODEL.need.spread
    for _ in range(runs):
        shared = math.sqrt(part) * random.gauss(0, spread)
        yield [
            round(
                plan.midpoint(b.duration)
                * MODEL.need.mean
                * math.exp(shared + math.sqrt(1 - part) * random.gauss(0, spread) - spread**2 / 2)
            )
            for b in session.blocks
        ]


def outcome(figures: Figures) -> Outcome:
    return figures.on_time, figures.mean_late / MINUTE, figures.unmet / MINUTE


def by_app(session: Session, runs: int, reserve: Reserve) -> tuple[Outcome, Outcome]:
    """Return the results of the app's own plan, without and with `fit`."""
    kept = replace(session, reserve=reserve)
    found = simulate(kept, runs, SEED, MODEL, (Policy.ELASTIC, Policy.ELASTIC_FIT)).policies
    return outcome(found[Policy.ELASTIC]), outcome(found[Policy.ELASTIC_FIT])


def by_rule(
    session: Session, runs: int, rule: Rule, drawn: Iterable[list[int]] | None = None
) -> Outcome:
    """Return the results of a rule that the app does not have, or of its own with other needs."""
    return by_rule_with_ties(session, runs, rule, drawn)[0]


def by_rule_with_ties(
    session: Session, runs: int, rule: Rule, drawn: Iterable[list[int]] | None = None
) -> tuple[Outcome, list[float]]:
    """Return the results of a rule, and the share of meetings on time at each tie."""
    known: dict[tuple[int, int], int] = {}
    on_time, late, unmet = 0, 0, 0
    ties = [tie_of(block) for block in session.blocks]
    held = {place: 0 for place, tie in enumerate(ties) if tie}
    for meeting in drawn or needs(session.blocks, MODEL, runs, SEED):
        now = 0
        for place, need in enumerate(meeting):
            if place in held:
                held[place] += now <= ties[place] + ON_TIME
                now = max(now, ties[place])
            key = (place, now)
            if key not in known:
                known[key] = rule(place, now)
            took = time_taken(need, known[key], MODEL.cut)
            unmet += need - took
            now += took
        past = max(now - (session.duration or 0), 0)
        on_time += past <= ON_TIME
        late += past
    found = on_time / runs, late / runs / MINUTE, unmet / runs / MINUTE
    return found, [count / runs for count in held.values()]


def with_reserve(session: Session, kept: Callable[[Sequence[TimeRange]], float]) -> Rule:
    """Elastic time with another reserve: `kept` gives it, in seconds, for the blocks to come."""
    ranges = [b.duration for b in session.blocks]
    duration = session.duration or 0

    def rule(place: int, now: int) -> int:
        coming = ranges[place:]
        return plan.allocate(coming, duration - now - round(kept(coming)))[0]

    return rule


def middles(ranges: Sequence[TimeRange]) -> float:
    return sum(plan.midpoint(r) for r in ranges)


def root(ranges: Sequence[TimeRange]) -> float:
    """The root of the sum of squares: how the spread of a sum of independent needs grows."""
    return math.sqrt(sum(plan.midpoint(r) ** 2 for r in ranges))


def other_reserves(session: Session, share: float) -> dict[str, Rule]:
    """Other ways to keep the same reserve at the start: they differ in how it is released."""
    ranges = [b.duration for b in session.blocks]
    whole = share * middles(ranges)
    flex = sum((r.max or 0) - r.min for r in ranges)
    return {
        "in proportion to midpoints": with_reserve(session, lambda some: share * middles(some)),
        "root of the sum of squares": with_reserve(
            session, lambda some: whole * root(some) / root(ranges)
        ),
        "in proportion to flex": with_reserve(
            session, lambda some: whole * sum((r.max or 0) - r.min for r in some) / flex
        ),
        "kept whole to the end": with_reserve(session, lambda some: whole),
        "all given to the last block": with_reserve(
            session, lambda some: whole if len(some) > 1 else 0
        ),
    }


GRID = 15


def best_possible(session: Session, price: float) -> Rule:
    """The rule that loses least, by dynamic programming: unmet seconds, and `price` if late.

    `price` is for being late at the end and at each tie. It knows the model, which a plan cannot;
    no rule does better by more than the grid's rounding.
    """
    duration = session.duration or 0
    quantiles = [NormalDist().inv_cdf((i + 0.5) / 100) for i in range(100)]
    instants = range(0, duration + 60 * MINUTE, GRID)
    chosen: list[list[int]] = []
    later: list[float] = []
    for block in reversed(session.blocks):
        low, high = block.duration.min, block.duration.max or 0
        mu = math.log(plan.midpoint(block.duration) * MODEL.need.mean) - MODEL.need.spread**2 / 2
        drawn = [round(math.exp(mu + MODEL.need.spread * q)) for q in quantiles]
        options = []
        for target in range(low, high + 1, GRID):
            took = [time_taken(need, target, MODEL.cut) for need in drawn]
            options.append((target, took, (sum(drawn) - sum(took)) / len(drawn)))

        def then(at: int, later: list[float] = later) -> float:
            if not later:
                return price if at > duration + ON_TIME else 0.0
            place, odd = divmod(at, GRID)
            here, there = (later[min(place + i, len(later) - 1)] for i in (0, 1))
            return here + (there - here) * odd / GRID

        tie = tie_of(block)
        costs: list[tuple[float, int]] = []
        for now in instants:
            if now and now <= tie:  # it waits
                costs.append(costs[0])
                continue
            begins = max(now, tie)
            least = min(
                (unmet + sum(then(begins + t) for t in took) / len(took), target)
                for target, took, unmet in options
            )
            fee = price if tie and now > tie + ON_TIME else 0
            costs.append((least[0] + fee, least[1]))
        later = [cost for cost, _ in costs]
        chosen.insert(0, [target for _, target in costs])
    return lambda place, now: chosen[place][min(round(now / GRID), len(instants) - 1)]


def unmet_at(level: float, found: Sequence[Outcome]) -> str:
    """The unmet minutes at a share of meetings on time, between two outcomes; a dash if none."""
    for (low, _, less), (high, _, more) in pairwise(found):
        if low <= level <= high:
            part = (level - low) / (high - low) if high > low else 0
            return f"{less + part * (more - less):.2f}"
    return "–"


def row(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |")


def head(*cells: str) -> None:
    print()
    row(*cells)
    row(*("---" for _ in cells))


def cells(found: Outcome) -> list[str]:
    return [f"{100 * found[0]:.1f} %", f"{found[1]:.1f}", f"{found[2]:.1f}"]


def short_cells(found: Sequence[Outcome]) -> list[str]:
    return [f"{100 * on_time:.0f} % · {unmet:.1f}" for on_time, _, unmet in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    runs = parser.parse_args().runs
    everything = sessions()

    head("session", "policy", "on time", "mean late", "unmet")
    for name in ("Week 1", "Week 3"):
        for policy, figures in simulate(everything[name], runs, SEED, MODEL).policies.items():
            row(name, policy.value, *cells(outcome(figures)))

    head("Week 1, mean need", "cut", *Policy)
    for mean in (0.9, 1.0, 1.1, 1.2):
        for cut in (0.4, 0.7):
            model = Model(Need(mean), cut)
            some = simulate(everything["Week 1"], runs, SEED, model).policies.values()
            row(
                f"{mean} × midpoint",
                f"{100 * cut:.0f} %",
                *(f"{100 * f.on_time:.0f} %" for f in some),
            )

    swept = {
        name: [by_app(session, runs, Reserve(share=s)) for s in SHARES]
        for name, session in everything.items()
    }
    for title, fit in (("elastic", 0), ("elastic, `fit` taken", 1)):
        print(f"\n{title}: on time · unmet minutes")
        head("reserve", *everything)
        for i, share in enumerate(SHARES):
            found = [swept[name][i][fit] for name in everything]
            row(f"{100 * share:.0f} %", *short_cells(found))

    print("\nelastic, the reserve in minutes: on time · unmet minutes")
    head("reserve", *everything)
    for kept in (0, 2, 4, 5, 6, 8, 10):
        found = [
            by_app(session, runs, Reserve(seconds=kept * MINUTE))[0]
            for session in everything.values()
        ]
        row(f"{kept} min", *short_cells(found))

    print("\nunmet minutes at which a reserve ends so many meetings on time")
    head("session", "the reserve is", *(f"{level} %" for level in LEVELS))
    for name, session in everything.items():
        for kind in other_reserves(session, DEFAULT):
            found = [by_rule(session, runs, other_reserves(session, s)[kind]) for s in SOME_SHARES]
            row(name, kind, *(unmet_at(level / 100, found) for level in LEVELS))
        own = by_rule(session, runs, with_reserve(session, lambda some: DEFAULT * middles(some)))
        app = by_app(session, runs, Reserve(share=DEFAULT))[0]
        assert all(map(math.isclose, own, app)), "the script's rule is not the app's"

    first = everything["Week 1"]
    head("Week 1, the least unmet", "on time", "mean late", "unmet")
    best = []
    for price in (0, 5, 10, 12, 13, 14, 15, 20, 30, 60):
        best.append(by_rule(first, runs, best_possible(first, price * MINUTE)))
        row(f"a late end costs {price} min", *cells(best[-1]))

    print("\na guest and a lunch at their times")
    head("plan", "guest", "lunch", "on time", "mean late", "unmet")
    morning = tied()
    for policy, figures in simulate(morning, runs, SEED, MODEL).policies.items():
        held = [f"{100 * tie.on_time:.1f} %" for tie in figures.ties]
        row(policy.value, *held, *cells(outcome(figures)))
    for price in (5, 10, 15, 20, 30, 60):
        rule = best_possible(morning, price * MINUTE)
        ended, shares = by_rule_with_ties(morning, runs, rule)
        held = [f"{100 * share:.1f} %" for share in shares]
        row(f"best, if late costs {price} min", *held, *cells(ended))

    elastic = with_reserve(first, lambda some: DEFAULT * middles(some))
    fixed = [int(plan.midpoint(b.duration)) for b in first.blocks]
    head("Week 1, variance shared", "plan", "on time", "mean late", "unmet")
    for part in (0, 0.25, 0.5, 0.75):
        rules: dict[str, Rule] = {"elastic": elastic, "fixed": lambda place, now: fixed[place]}
        for kind, rule in rules.items():
            worth = by_rule(first, runs, rule, together(first, runs, part))
            row(f"{100 * part:.0f} %", kind, *cells(worth))

    PICTURE.write_text(picture(first, runs, swept, best), encoding="utf-8")


def picture(
    first: Session,
    runs: int,
    swept: dict[str, list[tuple[Outcome, Outcome]]],
    best: Sequence[Outcome],
) -> str:
    def trade(found: Sequence[Outcome]) -> list[tuple[float, float]]:
        return [(unmet, 100 * on_time) for on_time, _, unmet in found]

    fixed = simulate(first, runs, SEED, MODEL, (Policy.FIXED, Policy.FITTED)).policies
    default = SHARES.index(DEFAULT)
    own, fitting = ([pair[i] for pair in swept["Week 1"]] for i in (0, 1))
    left = Panel(
        "The reserve and the end",
        "reserve, % of the midpoints",
        "% of meetings on time",
        (0, 20, 4),
        (40, 100, 10),
        [
            Line(
                name,
                [(100 * s, 100 * pair[0][0]) for s, pair in zip(SHARES, pairs, strict=True)],
                color,
                shift=shift,
            )
            for (name, pairs), color, shift in zip(
                swept.items(), COLOURS, (6, -3, 0, 6, -3), strict=True
            )
        ],
        [Mark("8 %", (100 * DEFAULT, 100 * own[default][0]), COLOURS[0], below=True)],
    )
    right = Panel(
        "Week 1: what an end on time costs",
        "minutes needed and not given",
        "% of meetings on time",
        (4, 11, 1),
        (20, 100, 10),
        [
            Line("with fit", trade(fitting), COLOURS[2]),
            Line("elastic", trade(own), COLOURS[0]),
            Line("best possible", trade(best), "#777777", dashed=True, named_at=1),
        ],
        [
            Mark("fixed", trade([outcome(fixed[Policy.FIXED])])[0], COLOURS[1]),
            Mark("fitted", trade([outcome(fixed[Policy.FITTED])])[0], COLOURS[1]),
            Mark("8 %", trade([own[default]])[0], COLOURS[0], below=True),
        ],
    )
    return svg([left, right])


if __name__ == "__main__":
    main()
