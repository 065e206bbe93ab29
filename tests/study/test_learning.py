"""What a record teaches of a parameter, held against its prior: known, not known, and held by hand."""

import math
from dataclasses import replace

import numpy
import pytest

from tocsin.study.hierarchy import shared
from tocsin.study.learning import asked_parameter, learnt, learnt_over_cases
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
