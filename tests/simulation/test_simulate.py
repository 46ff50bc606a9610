"""Simulated meetings with the app's own plan."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec.structs import replace
from rich.console import Console

from homeroom_tui.agenda.model import Reserve, Session, TimeRange
from homeroom_tui.meeting import events as ev
from homeroom_tui.meeting.events import CommandRejected
from homeroom_tui.meeting.state import new_state
from homeroom_tui.output import simulation as output
from homeroom_tui.output.tables import table
from homeroom_tui.simulation.model import (
    CannotSimulate,
    Model,
    Need,
    PastBlock,
    learn,
    needs,
    takes_target,
    time_taken,
)
from homeroom_tui.simulation.run import (
    BlockTime,
    Figures,
    Policy,
    Result,
    Simulator,
    advice,
    as_json,
    figures_for_advice,
    simulate,
)
from tests.meeting.scenario import (
    WEEK_1,
    WEEK_3,
    WEEK_4,
    WEEK_5,
    after,
    begun,
    block,
    rest,
    session,
    tied_sessions,
)
from tests.meeting.scenario import sessions as any_sessions

ELASTIC, ELASTIC_FIT, FIXED, FITTED = Policy
NO_RESERVE = Reserve(share=0.0)
CERTAIN = Model(Need(mean=1.0, spread=0.0))


def alone(what: Session, policy: Policy = ELASTIC, runs: int = 500, **more: object) -> Figures:
    return simulate(what, runs, policies=[policy], **more).policies[policy]  # type: ignore[arg-type]


def printed(result: Result, width: int = 100) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(table(*output.policies(result)))
        console.print(table(*output.blocks(figures_for_advice(result))))
    return capture.get()


# What is claimed.


@pytest.mark.parametrize("week", [WEEK_1, WEEK_3], ids=["week 1", "week 3"])
def test_elastic_time_is_more_often_on_time(week: Session) -> None:
    found = simulate(week).policies
    assert found[ELASTIC].on_time >= 1.6 * found[FIXED].on_time
    assert found[ELASTIC].mean_late <= found[FIXED].mean_late / 3
    assert found[ELASTIC_FIT].on_time >= 0.8
    assert found[FIXED].on_time < found[FITTED].on_time < found[ELASTIC].on_time


def test_the_reserve_trades_given_time_for_punctuality() -> None:
    without = alone(WEEK_1, runs=1000, reserve=NO_RESERVE)
    default = alone(WEEK_1, runs=1000)
    assert default.on_time > without.on_time + 0.15
    assert 0 < default.unmet - without.unmet < 90


# The simulation is the app.


def lived(what: Session, need_of: list[int], cut: float, fits: bool) -> list[BlockTime]:
    """The meeting as the app runs it, command by command."""
    wednesday = begun(what)
    given = [BlockTime()] * len(need_of)
    while (place := wednesday.state.present) is not None:
        if fits and (wednesday.view.ending.slack or 0) < 0:
            with suppress(CommandRejected):
                wednesday.do(ev.Fit)
        target = wednesday.here.full_target or 0
        ends_itself = takes_target(wednesday.here.block)
        took = target if ends_itself else time_taken(need_of[place], target, cut)
        given[place] = BlockTime(target, took, int(wednesday.now))
        wednesday.wait(took)
        if wednesday.state.present == place and (here := wednesday.view.present) is not None:
            wednesday.wait(here.to_tie)
        if wednesday.state.present == place:
            wednesday.do(ev.Next if wednesday.view.next else ev.Finish)
    assert wednesday.state.finished == max((some.began + some.took for some in given), default=0)
    return given


meetings = some.lists(some.lists(some.integers(0, 2400), min_size=6, max_size=6), max_size=4)
cuts = some.sampled_from([0.0, 0.7, 1.0])


@settings(max_examples=100, deadline=None)
@given(any_sessions, some.integers(60, 7200), meetings, cuts, some.booleans())
def test_a_simulated_meeting_matches_the_app(
    what: Session, duration: int, drawn: list[list[int]], cut: float, fits: bool
) -> None:
    what = replace(what, duration=duration)
    simulator = Simulator(new_state(what), fits)
    for six in drawn:
        need_of = six[: max(len(what.blocks), 1)]
        assert simulator.meeting(need_of, cut) == lived(what, need_of, cut, fits)


@settings(max_examples=60, deadline=None)
@given(tied_sessions(), some.integers(60, 7200), meetings, cuts, some.booleans())
def test_a_simulated_group_waits_for_a_block_that_is_tied(
    what: Session, duration: int, drawn: list[list[int]], cut: float, fits: bool
) -> None:
    what = replace(what, duration=duration)
    simulator = Simulator(new_state(what), fits)
    for six in drawn:
        need_of = six[: max(len(what.blocks), 1)]
        assert simulator.meeting(need_of, cut) == lived(what, need_of, cut, fits)


def test_the_share_on_time_is_told_for_each_tie_too() -> None:
    guest = session(
        block("Talk", 20, 30), block("Guest", 20, at=after(40)), block("Study", 20, 30), minutes=90
    )
    found = simulate(guest, 500).policies
    (tie,) = found[ELASTIC].ties
    assert tie.title == "Guest"
    assert tie.on_time > 0.9
    assert found[FIXED].ties[0].on_time <= tie.on_time + 0.05
    assert as_json(simulate(guest, 50))["elastic"]["ties"][0]["title"] == "Guest"
    assert simulate(WEEK_1, 20).policies[ELASTIC].ties == ()


@pytest.mark.parametrize("fits", [False, True])
@pytest.mark.parametrize("week", [WEEK_1, WEEK_3, WEEK_4], ids=["week 1", "week 3", "week 4"])
def test_the_weeks_too_with_the_needs_that_the_simulation_draws(week: Session, fits: bool) -> None:
    simulator = Simulator(new_state(week), fits)
    for need_of in needs(week.blocks, Model(), runs=50, seed=7):
        assert simulator.meeting(need_of, 0.7) == lived(week, need_of, 0.7, fits)


# The model.


def test_a_group_cuts_its_need_past_the_target() -> None:
    assert time_taken(need=800, target=900, cut=0.7) == 800
    assert time_taken(need=1000, target=900, cut=0.7) == 930


def test_the_mean_need_is_above_the_midpoint() -> None:
    drawn = list(needs(WEEK_1.blocks, Model(), runs=4000, seed=3))
    for place, middle in enumerate([900, 1050, 1050, 750]):
        mean = sum(meeting[place] for meeting in drawn) / len(drawn)
        assert mean == pytest.approx(1.1 * middle, rel=0.02)


def test_the_seed_decides_the_needs() -> None:
    once, again = simulate(WEEK_1, 200, seed=5), simulate(WEEK_1, 200, seed=5)
    assert once == again
    assert once != simulate(WEEK_1, 200, seed=6)
    assert len({tuple(b.need for b in f.blocks) for f in once.policies.values()}) == 1


def test_a_group_that_needs_what_was_planned_is_never_late() -> None:
    figures = alone(session(block("A", 20, 40), block("B", 20, 40)), FIXED, model=CERTAIN)
    assert figures.on_time == 1.0
    assert figures.mean_late == figures.p95_late == figures.unmet == 0


def test_on_time_is_up_to_a_minute_late() -> None:
    for needed, on_time in ((1, 1.0), (30.0, 1.0), (31.0, 1.0), (31 + 1 / 60, 0.0)):
        what = session(block("Talk", needed), minutes=30)
        assert alone(what, runs=1, model=CERTAIN).on_time == on_time


def test_breaks_and_rests_take_their_target() -> None:
    what = session(block("Talk", 30), block("Break", 5, advance="auto"), rest())
    for policy in Policy:
        figures = alone(what, policy, model=Model(Need(mean=0.5, spread=0.0)))
        assert [b.took for b in figures.blocks] == [900, 300, 2400]
        assert figures.unmet == 0


def test_fixed_plans_keep_nothing_back_from_a_rest() -> None:
    what = session(block("Talk", 15), rest(), block("Close", 15))
    assert [b.target for b in alone(what, FIXED, model=CERTAIN).blocks] == [900, 1800, 900]


def test_a_draft_is_one_block_of_its_length() -> None:
    result = simulate(WEEK_5, 100)
    assert result.duration == 3600
    assert [b.target for b in result.policies[ELASTIC].blocks] == [3600]


def test_a_group_that_fits_an_impossible_plan_is_less_late() -> None:
    what = session(block("A", 30), block("B", 30), block("C", 30))
    assert alone(what, ELASTIC_FIT).mean_late < alone(what, ELASTIC).mean_late / 3


# What history knows.


def test_without_history_the_model_stays_as_it_is() -> None:
    learned = learn(Model(), WEEK_1.blocks, [[]] * 4)
    assert simulate(WEEK_1, 200, model=learned) == simulate(WEEK_1, 200)


def test_one_meeting_changes_little_and_many_change_all() -> None:
    talk = [block("Talk", 20)]
    twice = PastBlock(target=2400, took=2400)
    (few,) = learn(Model(), talk, [[twice]]).learned
    (many,) = learn(Model(), talk, [[twice] * 100]).learned
    assert few.mean == pytest.approx(1.28)
    assert few.spread == pytest.approx(0.25)
    assert many.mean == pytest.approx(2, rel=0.02)
    assert many.spread < 0.06


def test_what_a_group_cut_counts_as_needed() -> None:
    talk = [block("Talk", 20)]
    cut_short = PastBlock(target=1200, took=time_taken(need=1800, target=1200, cut=0.7))
    whole = PastBlock(target=1800, took=1800)
    assert learn(Model(), talk, [[cut_short]]) == learn(Model(), talk, [[whole]])


def test_progress_is_told_through_all_policies() -> None:
    told: list[tuple[int, int]] = []
    result = simulate(WEEK_1, 100, progress=lambda done, whole: told.append((done, whole)))
    assert told == [(done, 400) for done in range(400)]
    assert result == simulate(WEEK_1, 100)


@given(some.lists(some.builds(PastBlock, some.integers(0, 9000), some.floats(0, 1e6)), max_size=5))
def test_no_history_however_odd_makes_a_model_that_cannot_be(past: list[PastBlock]) -> None:
    for cut in (0.0, 0.7, 1.0):
        (need,) = learn(Model(cut=cut), [block("Talk", 20)], [past]).learned
        assert 0.2 <= need.mean <= 5
        assert 0 <= need.spread <= 2


# What is said about it.


def test_the_advice_names_the_block_that_runs_over() -> None:
    said = advice(simulate(WEEK_1, 500))
    assert said.startswith("About 7 of 10 meetings end on time; block 2, “Career roadmap”, is the")
    assert said.endswith("or cut a question.")


def test_a_group_that_takes_the_advice_ends_on_time() -> None:
    before = simulate(WEEK_1, 1000)
    assert "give it 5 minutes more, and the session 9 minutes more," in advice(before)
    norms, _, *others = WEEK_1.blocks
    changed = session(norms, block("Career roadmap", 20, 25), *others, minutes=69)
    assert alone(changed, runs=1000).on_time > before.policies[ELASTIC].on_time + 0.1


def test_where_there_is_room_only_the_block_gets_longer() -> None:
    varied = Model(Need(mean=1.0, spread=0.6))
    said = advice(simulate(session(block("A", 10), block("B", 40), minutes=53), 500, model=varied))
    assert "block 2, “B”" in said
    assert "the session" not in said


def test_the_advice_judges_the_plan() -> None:
    assert advice(simulate(WEEK_1, 200, model=CERTAIN)).startswith(
        "The plan is realistic: about 10"
    )
    over = session(block("A", 32), block("B", 32))
    assert advice(simulate(over, 200)) == (
        "The minimums alone are 4 minutes too much: skip a block, shorten one, "
        "or give the session 4 minutes more."
    )


def test_json_has_the_runs_and_four_figures_for_each_policy() -> None:
    found = as_json(simulate(WEEK_1, 100))
    assert list(found) == ["runs", "elastic", "elastic_fit", "fixed", "fitted"]
    assert found["runs"] == 100
    assert list(found["elastic"]) == ["on_time", "mean_late", "p95_late", "unmet"]


def test_the_table_shows_every_policy_and_every_block() -> None:
    shown = printed(simulate(WEEK_1, 100))
    for words in (
        "elastic, with fit",
        "fixed midpoints",
        "1 Revisit norms",
        "4 As a group discuss",
    ):
        assert words in shown
    assert max(map(len, printed(simulate(WEEK_1, 100), 60).splitlines())) <= 60


def test_an_authors_words_are_never_markup_nor_control_sequences() -> None:
    result = simulate(session(block("[/x] [red]chat \x1b[2J", 90)), 50)
    assert "[/x] [red]chat" in printed(result)
    assert "\x1b" not in printed(result) + advice(result)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: simulate(session(block("A", 5), minutes=None)), "write `duration: 60 min`"),
        (lambda: simulate(WEEK_1, 0), "from 1 to 1,000,000, not 0"),
        (lambda: simulate(WEEK_1, 10_000_000), "not 10,000,000"),
        (lambda: Model(cut=1.5), "a share from 0 to 1, not 1.5"),
        (lambda: Need(mean=0), "above 0 and at most 10, not 0"),
        (lambda: Need(spread=float("nan")), "from 0 to 2, not nan"),
        (lambda: simulate(WEEK_1, 1, model=Model(learned=(Need(),))), "not those of this session"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_words(wrong: object, words: str) -> None:
    with pytest.raises(CannotSimulate, match=words):
        wrong()  # type: ignore[operator]


@given(some.integers(0, 600), some.integers(0, 600))
@settings(max_examples=25, deadline=None)
def test_any_range_at_all_can_be_simulated(low: int, flex: int) -> None:
    what = session(block("A", 5), replace(block("B", 1), duration=TimeRange(low, low + flex)))
    for figures in simulate(what, 3).policies.values():
        assert 0 <= figures.on_time <= 1
        assert figures.unmet >= 0
        assert figures.p95_late >= 0
