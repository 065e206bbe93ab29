"""Implications from made-up arms: levels, differences and ratios, what is open, what is built in."""

import math

import numpy
import pytest

import tocsin
from tocsin.study.arms import NAMES, Arm
from tocsin.study.implication import ENOUGH_MOVED, NOTHING, Size, implied, judged, size_of
from tocsin.theory.claim import Implication

COUP, SETTLEMENT = 3, 0


@pytest.fixture(scope="module")
def model():
    return tocsin.build("march-on-moscow-2023")


@pytest.fixture
def arm(model):
    def made(coups, **columns):
        codes = numpy.zeros((len(coups), len(NAMES)), numpy.int64)
        codes[:, NAMES.index("outcome")] = numpy.where(coups, COUP, SETTLEMENT)
        return Arm(model, numpy.arange(len(coups)) // 20, codes, columns)

    return made


def asked(**changes):
    settings = {"estimand": "probability", "event": "coup", "do": {"column.stake": 1}, "scale": "difference"}
    return Implication(**(settings | {"expect": "positive"} | changes))


@pytest.mark.parametrize(
    ("expect", "scale", "low", "high", "holds"),
    [
        ("positive", "difference", 0.1, 0.2, True),
        ("positive", "difference", -0.2, -0.1, False),
        ("positive", "difference", -0.1, 0.2, None),
        ("negative", "difference", -0.2, -0.1, True),
        ("negative", "ratio", 0.5, 0.9, True),
        ("negative", "ratio", 1.1, 1.9, False),
        ("positive", "ratio", 0.9, 1.9, None),
        ("zero", "difference", -NOTHING / 2, NOTHING / 2, True),
        ("zero", "difference", 0.1, 0.2, False),
        ("zero", "difference", -0.1, 0.2, None),
        ("zero", "ratio", 0.95, 1.05, True),
        ("zero", "ratio", 1.2, 1.3, False),
        ("size", "difference", 0.1, 0.2, None),
        ("positive", "difference", math.nan, math.nan, None),
    ],
)
def test_where_an_interval_lies(expect, scale, low, high, holds):
    assert judged(expect, scale, low, high) is holds


def test_a_difference_is_paired(arm):
    rng = numpy.random.default_rng(1)
    base = rng.random(4000) < 0.3
    do = base.copy()
    do[rng.choice(numpy.flatnonzero(~base), 200, replace=False)] = True
    do[rng.choice(numpy.flatnonzero(base), 40, replace=False)] = False
    found = implied(asked(), arm(do), arm(base))
    assert found.estimate == pytest.approx(0.04)
    assert found.low < 0.04 < found.high
    assert found.high - found.low < 0.022  # apart, the difference is known to ± 0.02 only
    assert (found.moved, found.against, found.holds, found.built_in) == (240, 40, True, False)
    other = implied(asked(expect="negative"), arm(do), arm(base))
    assert (other.holds, other.against) == (False, 200)


def test_what_no_history_contradicts_is_built_in(arm):
    base = numpy.zeros(4000, bool)
    do = base.copy()
    do[: ENOUGH_MOVED + 1] = True
    found = implied(asked(), arm(do), arm(base))
    assert found.built_in
    assert "not one changes the other way" in found.reason
    do[ENOUGH_MOVED - 1 :] = False  # too few to say so
    assert not implied(asked(), arm(do), arm(base)).built_in
    assert not implied(asked(expect="negative"), arm(do), arm(base)).built_in


def test_a_claim_of_nothing_is_built_in_where_nothing_changes(arm):
    base = numpy.arange(4000) % 7 == 0
    assert implied(asked(expect="zero"), arm(base), arm(base)).built_in
    other = base.copy()
    other[0] = ~other[0]
    found = implied(asked(expect="zero"), arm(other), arm(base))
    assert not found.built_in
    assert found.holds is True


def test_one_arm_against_itself_is_no_difference(arm):
    same = arm(numpy.arange(400) % 3 == 0)
    found = implied(asked(), same, same)
    assert (found.estimate, found.low, found.high, found.holds, found.built_in) == (0, 0, 0, None, False)
    assert implied(asked(scale="ratio"), same, same).estimate == 1


def test_sizes_are_stated_by_the_file_to_be_built_in(arm):
    found = implied(asked(expect="size", scale="level", do={}), arm(numpy.arange(400) % 4 == 0), None)
    assert found.estimate == 0.25
    assert found.built_in
    assert found.holds is None


def test_a_condition_is_counted_with_its_own_size(arm):
    fighting = (numpy.arange(4000) % 2 == 0).astype(float)
    intervention = (numpy.arange(4000) % 10 == 0).astype(float)
    one = arm(numpy.zeros(4000, bool), fighting_hours=fighting, intervention=intervention)
    level = asked(event="intervention", given="fighting_in_capital", scale="level", do={}, expect="size")
    found = implied(level, one, None)
    assert found.estimate == pytest.approx(0.2)
    assert [round(size.estimate, 3) for size in found.sizes] == [0.5, 0.1]
    less = arm(numpy.zeros(4000, bool), fighting_hours=fighting, intervention=intervention * 0)
    apart = implied(asked(event="intervention", given="fighting_in_capital"), one, less)
    assert apart.estimate == pytest.approx(0.2)
    assert (apart.low, apart.high) == pytest.approx((0.2, 0.2))  # every set alike
    never = arm(numpy.zeros(400, bool), fighting_hours=numpy.zeros(400), intervention=numpy.zeros(400))
    nothing = implied(level, never, None)
    assert math.isnan(nothing.estimate)
    assert nothing.holds is None


def test_none_of_so_many_is_bounded_by_their_number(arm):
    """Few sets, and in none of their histories anything: bounds of the number of histories, not of Student's t."""
    nothing = numpy.zeros(160, bool)
    fighting = numpy.ones(160)
    level = asked(event="intervention", given="fighting_in_capital", scale="level", do={}, expect="size")
    found = size_of("left", implied(level, arm(nothing, fighting_hours=fighting, intervention=fighting * 0), None))
    assert (found.estimate, found.low, found.high) == (0, 0, 3 / 160)
    assert (found.count, found.of) == (0, 160)
    still = size_of("left", implied(asked(), arm(nothing), arm(nothing.copy())))
    assert (still.estimate, still.low, still.high, still.count, still.of) == (0, -3 / 160, 3 / 160, 0, 160)
    moved = nothing.copy()
    moved[:2] = True
    plain = implied(asked(), arm(moved), arm(nothing))
    assert size_of("left", plain) == Size("left", plain.estimate, plain.low, plain.high, scale="difference")


def test_what_more_histories_would_leave_open(arm):
    """Between its inverse and 1.1, or within a point: the theory implies next to nothing. Wider: too few histories."""
    rng = numpy.random.default_rng(5)
    base = rng.random(20_000) < 0.3
    other = numpy.where(rng.random(20_000) < 0.001, ~base, base)
    assert implied(asked(), arm(other), arm(base)).settled
    assert not implied(asked(), arm(other[:400] ^ (rng.random(400) < 0.2)), arm(base[:400])).settled
    assert not implied(asked(scale="level", do={}), arm(base), None).settled


def test_ratios_and_intervals_of_measures_cover(arm):
    rng = numpy.random.default_rng(4)
    held = {"ratio": 0, "difference": 0}
    for _ in range(200):
        level = rng.gamma(2.0, 10.0, 100).repeat(20)
        base, do = (level * rng.uniform(0.5, 1.5, 2000) * way for way in (1.0, 1.5))
        arms = [arm(numpy.zeros(2000, bool), hours=hours) for hours in (do, base)]
        for scale, truth in (("ratio", 1.5), ("difference", 10.0)):
            found = implied(asked(estimand="mean", event="hours", scale=scale), *arms)
            held[scale] += found.low <= truth <= found.high
    assert all(0.9 * 200 <= count <= 0.99 * 200 for count in held.values()), held


def test_one_thing_by_another_is_counted_over_all_histories(arm):
    """Interventions for each hour of fighting: a ratio of sums, which a mean of ratios would miss."""
    fought, came = numpy.tile([1.0, 10.0], 1000), numpy.tile([1.0, 2.0], 1000)
    one, twice = (arm(numpy.zeros(2000, bool), hours=fought, risk_90=came * n) for n in (1, 2))
    level = asked(estimand="mean", event="risk_90", per="hours", scale="level", do={}, expect="size")
    found = implied(level, one, None)
    assert found.estimate == pytest.approx(3 / 11)
    assert found.low <= found.estimate <= found.high
    for scale, expected in (("ratio", 2.0), ("difference", 3 / 11)):
        both = implied(asked(estimand="mean", event="risk_90", per="hours", scale=scale), twice, one)
        assert both.estimate == pytest.approx(expected)
    never = arm(numpy.zeros(400, bool), hours=numpy.zeros(400), risk_90=numpy.zeros(400))
    assert math.isnan(implied(level, never, None).estimate)
