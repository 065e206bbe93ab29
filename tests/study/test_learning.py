"""What a record teaches of a parameter, held against its prior: known, not known, and held by hand."""

import math
from dataclasses import replace

import numpy
import pytest

from tocsin.study.arms import Arm
from tocsin.study.hierarchy import shared
from tocsin.study.implication import log_odds_shift
from tocsin.study.learning import (
    Sides,
    asked_parameter,
    factor_of_sides,
    learnt,
    learnt_over_cases,
    probability_interval,
)
from tocsin.study.marginal import Draws
from tocsin.study.posterior import Posterior
from tocsin.theory.claim import Implication
from tocsin.theory.quantity import Prior, Quantity, Source

FEAR = Quantity(
    "ruler.fear_ratio", "fear", "ratio", 0.0, 1000.0, Prior.lognormal(1.0, math.log(3)), Source(judgement="a test")
)
ASKED = Implication(estimand="posterior", event="fear_ratio_above_one", scale="level", expect="positive")


def posterior(uniform, clusters=None, weights=None):
    number = len(uniform)
    draws = Draws(
        numpy.asarray(uniform)[:, None],
        numpy.full(number, 1 / max(number, 1)) if weights is None else weights,
        numpy.arange(number) if clusters is None else clusters,
    )
    return Posterior("a-case", "a-theory", ("outcome",), (FEAR,), draws)


def test_what_is_asked():
    assert asked_parameter(ASKED, {FEAR.name: FEAR}) == (FEAR.name, 1.0)
    own = Implication(estimand="posterior", parameter=FEAR.name, scale="level", expect="positive")
    assert asked_parameter(own, {FEAR.name: FEAR}) == (FEAR.name, pytest.approx(1.0))


@pytest.mark.parametrize(
    ("above", "holds"),
    [(0.5, None), (0.6, None), (0.95, True), (0.05, False)],
)
def test_it_takes_odds_that_surely_moved(above, holds):
    uniform = numpy.where(numpy.arange(1000) < 1000 * above, 0.75, 0.25)
    found = learnt(ASKED, FEAR, 1.0, posterior(uniform))
    assert found.estimate == pytest.approx(above)
    assert found.reference == pytest.approx(0.5, abs=1e-3)
    assert found.low < above < found.high
    assert found.holds is holds
    assert found.cases == ("a-case",)


@pytest.mark.parametrize("number", range(4, 21))
@pytest.mark.parametrize("side", [0.25, 0.75])
def test_a_few_draws_that_all_lie_on_one_side_are_not_certainty(number, side):
    """Against even odds a log Bayes factor of 1 needs a probability of 73 %, which 12 draws leave open."""
    found = learnt(ASKED, FEAR, 1.0, posterior(numpy.full(number, side)))
    assert found.estimate == pytest.approx(float(side > 0.5))
    exact = 1 - 0.025 ** (1 / number)  # Clopper & Pearson (1934)
    assert found.high - found.low == pytest.approx(exact, rel=0.3)
    assert found.holds is (None if number <= 12 else side > 0.5)


@pytest.mark.parametrize(("truth", "size"), [(0.5, 1), (0.8, 1), (0.95, 1), (0.8, 5), (0.95, 5)])
@pytest.mark.parametrize("clusters", [5, 10, 40])
def test_the_interval_of_a_probability_covers(truth, size, clusters):
    """Clusters whose own probabilities differ (correlation ½ within them), or single draws."""
    rng, held = numpy.random.default_rng(1), 0
    for _ in range(400):
        own = rng.beta(truth, 1 - truth, clusters) if size > 1 else numpy.full(clusters, truth)
        above = rng.random((clusters, size)) < own[:, None]
        cluster = numpy.repeat(numpy.arange(clusters), size)
        draws = posterior(numpy.where(above.ravel(), 0.75, 0.25), cluster).draws
        low, high = probability_interval(above.ravel().astype(float), draws)
        held += low <= truth <= high
    assert held >= 0.93 * 400


def test_one_replicate_with_all_the_weight_knows_nothing():
    weights = numpy.where(numpy.arange(1000) < 125, 7.9, 0.1)
    found = learnt(
        ASKED, FEAR, 1.0, posterior(numpy.full(1000, 0.9), numpy.arange(1000) // 125, weights / weights.sum())
    )
    assert (found.low, found.high, found.holds) == (0, 1, None)


def test_no_draws_and_no_prior():
    nothing = learnt(ASKED, FEAR, 1.0, posterior(numpy.empty(0)))
    assert math.isnan(nothing.estimate)
    assert nothing.holds is None
    held = learnt(ASKED, FEAR.fixed_at(2.0, Source(judgement="by hand")), 1.0, posterior(numpy.empty(0)))
    assert (held.estimate, held.built_in) == (1.0, True)
    assert "held fixed" in held.reason


def test_cases_that_agree_teach_more_together():
    rng = numpy.random.default_rng(1)
    posteriors = [replace(posterior(rng.beta(4, 1, 2000)), case=f"case-{number}") for number in range(4)]
    found = learnt_over_cases(ASKED, shared(FEAR.name, posteriors))
    alone = learnt_over_cases(ASKED, shared(FEAR.name, posteriors[:1]))
    assert found.cases == ("case-0", "case-1", "case-2", "case-3")
    assert found.estimate > alone.estimate > found.reference == 0.5
    assert found.low < found.estimate < found.high
    assert found.holds is True


def test_cases_with_few_draws_are_not_judged():
    """Four draws each, all on one side: what they say together is open."""
    posteriors = [replace(posterior([0.6, 0.7, 0.8, 0.9]), case=f"case-{number}") for number in range(2)]
    found = learnt_over_cases(ASKED, shared(FEAR.name, posteriors))
    assert found.low < 0.7 < found.high
    assert found.holds is None


def test_the_shift_of_odds():
    assert log_odds_shift(0.75, 0.5) == pytest.approx(math.log(3))
    assert log_odds_shift(0.75, 0.75) == 0
    assert (log_odds_shift(1.0, 0.5), log_odds_shift(0.0, 0.5)) == (math.inf, -math.inf)
    assert math.isnan(log_odds_shift(math.nan, 0.5))


def test_an_inequality_is_weighed_against_its_opposite():
    """Draws above as three to one: the odds triple; against the border itself the whole prior would have been held."""
    found = factor_of_sides((numpy.arange(4000) % 4 > 0).astype(float), posterior(numpy.zeros(4000)).draws, 0.5)
    assert found.estimate == pytest.approx(math.log(3), abs=1e-3)
    assert found.error == pytest.approx((1 / 3000 + 1 / 1000) ** 0.5, rel=0.01)
    assert found.low < math.log(3) < found.high
    assert (found.method, found.matches, found.counted) == ("sides", (3000, 1000), 4000)
    few = factor_of_sides(numpy.ones(4), posterior(numpy.zeros(4)).draws, 0.5)
    assert (few.low < 1, few.high) == (True, math.inf)
    assert 0 < few.estimate < 3
    none = factor_of_sides(numpy.empty(0), posterior(numpy.empty(0)).draws, 0.5)
    assert (none.low, none.high) == (-math.inf, math.inf)


def test_a_claim_that_expects_less_is_weighed_the_other_way():
    draws = posterior(numpy.where(numpy.arange(400) % 4 > 0, 0.75, 0.25))
    more, less = (Sides(asked, FEAR, 1.0, 1) for asked in (ASKED, ASKED.model_copy(update={"expect": "negative"})))
    assert more.weighed(draws).estimate == pytest.approx(-less.weighed(draws).estimate, abs=1e-3)
    arm = Arm(None, numpy.arange(400) // 20, numpy.zeros((400, 1), int), {})
    assert (more.holds(arm) != less.holds(arm)).all()
    assert len(set(more.holds(arm)[:20])) == 1  # a set shares its draw
    assert 0.2 < more.holds(arm).mean() < 0.8


def test_what_the_record_settles_and_what_few_draws_leave_open():
    half = numpy.where(numpy.arange(2000) % 2, 0.75, 0.25)
    assert learnt(ASKED, FEAR, 1.0, posterior(half)).settled
    assert not learnt(ASKED, FEAR, 1.0, posterior(half[:6])).settled
