"""Elastic time in numbers: everybody the minimum, the rest one pot, and fit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom_tui.agenda.model import REST, Reserve, TimeRange
from homeroom_tui.meeting import plan
from tests.meeting.scenario import WEEK_1, WEEK_3, ranges, session

MANY = settings(max_examples=400)
plans = st.lists(ranges, max_size=8)
bounded = st.lists(ranges.filter(lambda r: r.max is not None), max_size=8)
available = st.integers(-3600, 3 * 3600)


def durations(of):
    return [b.duration for b in of.blocks]


# allocate


def test_week_1_in_an_hour_less_the_reserve():
    assert plan.allocate(durations(WEEK_1), 3600 - 300) == [900, 900, 900, 600]


def test_week_3_in_an_hour_less_the_reserve():
    assert plan.allocate(durations(WEEK_3), 3600 - 300) == [300, 600, 900, 900, 600]


def test_what_is_over_goes_out_in_proportion_to_the_flex():
    assert plan.allocate([TimeRange(0, 100), TimeRange(0, 300)], 100) == [25, 75]


def test_largest_remainders_get_the_odd_seconds():
    assert plan.allocate([TimeRange(0, 10)] * 3, 11) == [4, 4, 3]


def test_rest_gets_what_the_maximums_leave():
    assert plan.allocate([TimeRange(60, 120), REST], 100) == [100, 0]
    assert plan.allocate([TimeRange(60, 120), REST], 500) == [120, 380]


def test_two_rests_share_equally():
    assert plan.allocate([REST, TimeRange(60, 60), REST], 161) == [51, 60, 50]


def test_nothing_to_share_out_among_nobody():
    assert plan.allocate([], 100) == []


@MANY
@given(plans, available)
def test_each_target_lies_within_its_range(rs, time):
    for r, target in zip(rs, plan.allocate(rs, time), strict=True):
        assert r.min <= target
        assert r.max is None or target <= r.max


@MANY
@given(plans, available)
def test_targets_add_up_to_the_time_if_ranges_allow(rs, time):
    low = sum(r.min for r in rs)
    high = time if any(r.is_rest for r in rs) else sum(r.max for r in rs)
    assert sum(plan.allocate(rs, time)) == max(low, min(time, high))


@MANY
@given(plans, available, st.integers(0, 1200))
def test_more_time_never_gives_a_block_less(rs, time, more):
    before, after = plan.allocate(rs, time), plan.allocate(rs, time + more)
    assert all(a >= b - 1 for a, b in zip(after, before, strict=True))


@MANY
@given(plans, available, st.randoms(use_true_random=False))
def test_order_does_not_matter_but_for_a_rounding_second(rs, time, random):
    order = list(range(len(rs)))
    random.shuffle(order)
    straight = plan.allocate(rs, time)
    shuffled = plan.allocate([rs[i] for i in order], time)
    assert all(abs(straight[i] - got) <= 1 for i, got in zip(order, shuffled, strict=True))


@given(plans, available)
def test_the_same_flex_gives_the_same_share(rs, time):
    first, *_, last = plan.allocate([TimeRange(60, 120), *rs, TimeRange(60, 120)], time)
    assert abs(first - last) <= 1


# the reserve


def test_the_reserve_of_week_1_is_five_minutes():
    share = plan.reserve_share(Reserve(share=0.08), durations(WEEK_1))
    assert round(share * sum(map(plan.midpoint, durations(WEEK_1)))) == 300


def test_a_reserve_in_minutes_is_for_the_whole_session():
    share = plan.reserve_share(Reserve(seconds=240), durations(WEEK_1))
    assert round(share * sum(map(plan.midpoint, durations(WEEK_1)))) == 240


def test_a_session_of_rest_blocks_has_no_reserve():
    assert plan.reserve_share(Reserve(seconds=240), [REST]) == 0.0
    assert plan.reserve_share(Reserve(share=0.0), durations(WEEK_1)) == 0.0


# fit


def test_fit_scales_everything_by_one_factor():
    fitted = plan.fit([TimeRange(600, 1200), TimeRange(300, 300)], 450, share=0.0)
    assert fitted.ranges == (TimeRange(300, 600), TimeRange(150, 150))
    assert fitted.factor == pytest.approx(0.5)


def test_fit_scales_the_remainder_of_the_present_block_too():
    fitted = plan.fit([TimeRange(600, 600)], 600, share=0.0, present=600)
    assert (fitted.present, fitted.ranges) == (300, (TimeRange(300, 300),))


def test_fit_stops_at_a_minute_and_takes_from_the_others():
    fitted = plan.fit([TimeRange(90, 90), TimeRange(900, 900)], 180, share=0.0)
    assert fitted.ranges == (TimeRange(60, 60), TimeRange(120, 120))


def test_a_block_shorter_than_a_minute_keeps_what_it_has():
    fitted = plan.fit([TimeRange(30, 30), TimeRange(900, 900)], 330, share=0.0)
    assert fitted.ranges[0] == TimeRange(30, 30)
    # the odd seconds of a remainder must not lengthen it either
    fitted = plan.fit([TimeRange(30, 30)], 331, share=0.0, present=601)
    assert fitted.ranges[0] == TimeRange(30, 30)


def test_fit_keeps_the_reserve_out():
    fitted = plan.fit([TimeRange(600, 600)] * 2, 1080, share=0.08)
    assert [r.min for r in fitted.ranges] == [510, 480], "1000 less what makes no half minute"


def test_fit_gives_half_minutes_with_what_was_spent_before():
    ranges = [TimeRange(900, 1200), TimeRange(600, 900)]
    fitted = plan.fit(ranges, 1500, share=0.08, spent=[0, 73], present=300, gone=1207)
    assert (1207 + fitted.present) % 30 == 0
    for new, spent in zip(fitted.ranges, [0, 73], strict=True):
        assert (new.min + spent) % 30 == (new.max + spent) % 30 == 0


def test_where_floors_leave_no_room_the_reserve_gives_way():
    fitted = plan.fit([TimeRange(600, 600)] * 2, 125, share=0.5)
    assert [r.min for r in fitted.ranges] == [60, 60]


def test_fit_says_by_how_much_the_floors_do_not_fit():
    with pytest.raises(plan.CannotFit) as caught:
        plan.fit([TimeRange(600, 600)] * 3, 100, share=0.08, pinned=30, present=20)
    assert caught.value.too_much == 130


@MANY
@given(
    bounded,
    st.integers(-60, 2 * 3600),
    st.sampled_from([0.0, 0.08, 0.3]),
    st.integers(0, 1800),
    st.integers(0, 1200),
)
def test_fit_ends_the_plan_at_the_hard_end_less_the_reserve(rs, time, share, present, pinned):
    floors = [min(60, r.min) for r in rs]
    least = sum(floors) + min(60, present) + pinned
    if least > time:
        with pytest.raises(plan.CannotFit):
            plan.fit(rs, time, share=share, present=present, weight=present, pinned=pinned)
        return
    fitted = plan.fit(rs, time, share=share, present=present, weight=present, pinned=pinned)

    assert min(60, present) <= fitted.present <= present
    for r, floor, new in zip(rs, floors, fitted.ranges, strict=True):
        assert floor <= new.min <= r.min, "only downward, and not below the floor"
        assert new.min <= new.max <= r.max

    used = fitted.present + pinned + sum(r.min for r in fitted.ranges)
    reserve = share * (
        fitted.factor * present + pinned + sum(plan.midpoint(r) for r in fitted.ranges)
    )
    assert used <= time
    if fitted.factor < 0.999 and used > least + 30:
        assert time - used - reserve <= 35 + 15 * len(rs), "the rest makes no half minute"
    for r, new in zip(rs, fitted.ranges, strict=True):
        assert new.min % 30 == 0 or new.min in (min(60, r.min), r.min)


def test_fit_loses_no_seconds_to_rounding():
    fitted = plan.fit([TimeRange(1000, 1000)] * 7, 3600, share=0.0)
    assert sum(r.min for r in fitted.ranges) == 3600


def test_sessions_of_the_page_add_up():
    assert sum(r.min for r in durations(WEEK_1)) == 55 * 60
    assert sum(r.max or 0 for r in durations(WEEK_1)) == 70 * 60
    assert session(minutes=None).duration is None
