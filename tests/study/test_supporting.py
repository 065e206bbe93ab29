"""Log Bayes factors: exact where nothing differs, right where the answer is known, honest where it is not counted."""

import math

import numpy
import pytest

import tocsin
from tocsin.study.arms import NAMES, Arm
from tocsin.study.bridging import Bridge
from tocsin.study.marginal import Estimate
from tocsin.study.supporting import (
    BOUND,
    COUNTED,
    IDENTICAL,
    STAGED,
    counted_factor,
    is_clear,
    log_ratio,
    staged_factor,
)

OUTCOME = ("outcome",)


@pytest.fixture(scope="module")
def model():
    return tocsin.build("march-on-moscow-2023")


def arm(model, hits):
    """Histories that end as the record did (settlement) or not, 20 a set."""
    codes = numpy.ones((len(hits), len(NAMES)), numpy.int64)
    codes[:, NAMES.index("outcome")] = numpy.where(hits, 0, 3)
    return Arm(model, numpy.arange(len(hits)) // 20, codes, {})


def test_one_model_against_itself(model):
    same = arm(model, numpy.arange(400) % 2 == 0)
    found = counted_factor(same, same, OUTCOME, identical=True)
    assert (found.estimate, found.error, found.low, found.high, found.method) == (0, 0, 0, 0, IDENTICAL)


def test_what_both_sides_share_drops_out(model):
    rng = numpy.random.default_rng(1)
    first = rng.random(4000) < 0.3
    second = first.copy()
    second[numpy.flatnonzero(first)[:30]] = False
    found = counted_factor(arm(model, first), arm(model, second), OUTCOME)
    assert found.method == COUNTED
    assert found.estimate == pytest.approx(math.log(first.sum() / second.sum()))
    apart = math.hypot(first.sum() ** -0.5, second.sum() ** -0.5)
    assert found.error < 0.5 * apart


def test_nothing_differing_is_known_no_better_than_a_match():
    hits = numpy.arange(1000) < 100
    assert log_ratio(hits, hits, numpy.arange(1000) // 20) == (0.0, 0.01, 4.0)  # in five sets


@pytest.mark.parametrize("alike", [0.17, 0.67, 0.95])
@pytest.mark.parametrize("share", [0.002, 0.005, 0.2])
def test_the_interval_is_honest(model, share, alike):
    """Paired, and clustered with such correlations within sets: of 200 repetitions 95 % hold the known ratio.

    Rare records match in so few sets that the error itself is known badly; an interval of normal errors would hold
    the ratio in three cases of four.
    """
    rng = numpy.random.default_rng(3)
    held = made = 0
    while made < 200:
        chance = rng.beta(share * (1 / alike - 1), (1 - share) * (1 / alike - 1), 1000).repeat(20)
        draw = rng.random(20_000)
        found = counted_factor(arm(model, draw < chance), arm(model, draw < 0.7 * chance), OUTCOME)
        made += found.method == COUNTED
        held += found.method == COUNTED and found.low < math.log(1 / 0.7) < found.high
    assert held >= 0.92 * 200
    if share == 0.2:
        assert held <= 0.98 * 200


@pytest.mark.parametrize("alike", [0.17, 0.67])
def test_the_bound_is_honest(model, alike):
    """Fewer matches than can be counted."""
    rng = numpy.random.default_rng(4)
    held = made = 0
    while made < 100:
        chance = rng.beta(0.004 * (1 / alike - 1), 0.996 * (1 / alike - 1), 200).repeat(20)
        draw = rng.random(4000)
        found = counted_factor(arm(model, draw < chance), arm(model, draw < 0.3 * chance), OUTCOME)
        usable = found.method == BOUND and math.isfinite(found.estimate)
        made += usable
        held += usable and found.low < math.log(1 / 0.3) < found.high
    assert held >= 0.92 * 100


def test_none_against_many_is_not_compared_with_the_number_of_sets(model):
    """41 matches in 30 sets and none at the contrast, of 2,000 histories."""
    hits = numpy.zeros(2000, bool)
    hits[numpy.arange(30) * 60] = True
    hits[numpy.arange(11) * 60 + 1] = True
    found = counted_factor(arm(model, hits), arm(model, numpy.zeros(2000, bool)), OUTCOME)
    assert found.matches == (41, 0)
    assert found.low > 1
    assert math.isinf(found.high)


def test_a_side_that_never_matches_gives_a_bound(model):
    often = arm(model, numpy.arange(8000) % 2 == 0)
    never = arm(model, numpy.zeros(8000, bool))
    found = counted_factor(often, never, OUTCOME)
    assert found.method == BOUND
    assert math.isinf(found.high)
    assert 1 < found.low < found.estimate
    assert is_clear(found)
    assert counted_factor(never, often, OUTCOME).estimate == -found.estimate
    nothing = counted_factor(never, never, OUTCOME)
    assert (nothing.low, nothing.high) == (-math.inf, math.inf)
    assert math.isnan(nothing.estimate)
    assert not is_clear(nothing)


def test_stages_are_told_apart_from_what_they_could_not_find(model):
    counted = counted_factor(arm(model, numpy.zeros(400, bool)), arm(model, numpy.zeros(400, bool)), OUTCOME)
    claim, contrast = (Estimate(log, error, 1e-3, "stages", 1.0, 0, 500) for log, error in ((-9, 0.3), (-10, 0.4)))
    found = staged_factor((claim, contrast), None, counted)
    assert (found.method, found.estimate, found.error) == (STAGED, 1.0, 0.5)
    assert (found.counted, found.histories) == (400, 1000)
    over = staged_factor((claim, contrast), Bridge(0.8, 0.1, 0.2, 0.5, 300), counted)
    assert (over.estimate, over.error, over.histories) == (0.8, 0.1, 1300)
    assert staged_factor((claim, contrast), Bridge(0.8, 0.7, 0.2, 0.5, 300), counted).estimate == 1.0
    assert staged_factor((claim, contrast), Bridge(0.8, math.nan, 0.2, 0.5, 300), counted).estimate == 1.0
    lost = Estimate(-math.inf, math.nan, 1e-3, "stages", 1.0, 0, 500)
    assert staged_factor((claim, lost), None, counted) == counted
