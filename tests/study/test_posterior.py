"""Posteriors against closed forms, and their calibration."""

import math

import numpy
import pytest
from scipy import special, stats

from tocsin.study.marginal import Draws
from tocsin.study.posterior import BINS, Posterior, cluster_error
from tocsin.study.question import all_of
from tocsin.theory.quantity import Prior, Quantity, Source


def quantity(name, prior, low=-1e6, high=1e6):
    return Quantity(name, "a test", "ratio", low, high, prior, Source(judgement="a test"))


def posterior(uniform, quantities, clusters=None, weights=None):
    count = len(uniform)
    given = Draws(
        uniform,
        numpy.full(count, 1 / max(count, 1)) if weights is None else weights,
        numpy.arange(count) if clusters is None else clusters,
    )
    return Posterior("case", "theory", ("outcome",), tuple(quantities), given)


def matching(question, histories, seed):
    uniform = numpy.random.default_rng(seed).random((histories, question.dimension))
    return uniform[all_of(question.ask(uniform, numpy.arange(histories)))]


def test_beta_posterior(toys):
    """Three successes of three under a uniform prior: Beta(4, 1)."""
    draws = matching(toys.beta_bernoulli(1, 3), 40_000, 1)
    row = posterior(draws, [quantity("x", Prior.uniform(0, 1), 0, 1)]).parameters()[0]
    exact = stats.beta(4, 1)
    assert row.posterior.mean == pytest.approx(exact.mean(), abs=4 * row.error)
    assert row.posterior.sd == pytest.approx(exact.std(), abs=0.01)
    assert (row.posterior.low, row.posterior.high) == pytest.approx(tuple(exact.ppf([0.05, 0.95])), abs=0.01)
    masses = numpy.diff(exact.cdf(numpy.linspace(0, 1, BINS + 1)))
    assert row.divergence == pytest.approx(float((masses * numpy.log(masses * BINS)).sum()), abs=0.03)
    assert row.overlap == pytest.approx(float(numpy.minimum(masses, 1 / BINS).sum()), abs=0.02)
    assert row.moved
    assert row.prior.mean == pytest.approx(0.5, abs=1e-6)
    assert row.prior.sd == pytest.approx(1 / math.sqrt(12), abs=1e-3)


def test_weights_count():
    uniform = numpy.array([[0.1], [0.9]])
    row = posterior(
        uniform, [quantity("x", Prior.uniform(0, 1), 0, 1)], weights=numpy.array([0.25, 0.75])
    ).parameters()[0]
    assert row.posterior.mean == pytest.approx(0.7)


def test_what_the_record_says_nothing_of_is_seldom_said_to_have_moved():
    rng = numpy.random.default_rng(2)
    names = [quantity(f"x{i}", Prior.uniform(0, 1), 0, 1) for i in range(50)]
    rows = [row for _ in range(40) for row in posterior(rng.random((300, 50)), names).parameters()]
    assert sum(row.moved for row in rows) <= 6  # 5 % of 40 posteriors
    assert numpy.mean([row.divergence for row in rows]) < 0.02


def test_clusters_widen_the_error():
    rng = numpy.random.default_rng(3)
    values, weights = numpy.repeat(rng.random(100), 20), numpy.full(2000, 1 / 2000)
    together = cluster_error(values, weights, numpy.repeat(numpy.arange(100), 20))
    alone = cluster_error(values, weights, numpy.arange(2000))
    assert together == pytest.approx(alone * math.sqrt(20), rel=0.02)
    assert together == pytest.approx(1 / math.sqrt(12 * 100), rel=0.2)


@pytest.mark.parametrize(
    ("text", "middle", "spread"),
    [
        ("half the spread", 0.0, 0.5),
        ("a third more spread", 0.0, 4 / 3),
        ("half a standard deviation lower", -0.5, 1.0),
        ("half a standard deviation higher", 0.5, 1.0),
    ],
)
def test_other_priors_have_the_evidence_of_the_closed_form(toys, text, middle, spread):
    """x = θ + noise above 1, for θ ~ N(middle, spread²)."""
    draws = matching(toys.gaussian((1.0,), 0.5), 200_000, 4)
    found = posterior(draws, [quantity("x", Prior.normal(0, 1))])
    shift = next(one for one in found.prior_shifts() if one.prior == text)
    under = special.ndtr((middle - 1) / math.hypot(spread, 0.5))
    exact = math.log(under / toys.gaussian_evidence(1.0, 0.5))
    assert shift.error < 0.03
    assert abs(shift.change - exact) < 4 * shift.error


def test_no_draws_no_rows():
    empty = posterior(numpy.empty((0, 1)), [quantity("x", Prior.uniform(0, 1), 0, 1)])
    assert empty.parameters() == []
    assert empty.prior_shifts() == []
    assert empty.effective == 0


def test_simulation_based_calibration(toys):
    """Ranks of true parameters among posterior draws are uniform (Talts et al. 2018)."""
    rng = numpy.random.default_rng(5)
    question = toys.beta_bernoulli(1, 4)
    pool = rng.random((60_000, 1))
    codes = question.simulate(pool, numpy.arange(60_000))
    truths = rng.random((1000, 1))
    records = question.simulate(truths, numpy.arange(60_000, 61_000))
    ranks = []
    for truth, record in zip(truths[:, 0], records, strict=True):
        draws = rng.choice(pool[(codes == record).all(axis=1), 0], 19, replace=False)
        ranks.append(int((draws < truth).sum()))
    assert stats.chisquare(numpy.bincount(ranks, minlength=20)).pvalue > 0.001


def test_few_clusters_that_carry_the_weight_make_an_error_wider():
    from tocsin.study.posterior import widened

    many, ten = numpy.arange(1000), numpy.arange(1000) // 100
    even = numpy.full(1000, 1 / 1000)
    assert widened(0.1, even, many) == pytest.approx(0.1, rel=0.01)
    assert widened(0.1, even, ten) == pytest.approx(0.1 * 2.262 / 1.96, rel=0.01)
    uneven = numpy.where(many < 500, 1.9, 0.1) / 1000
    assert widened(0.1, uneven, ten) > widened(0.1, even, ten)
    # One replicate in ten that has all the weight knows nothing of its own error.
    assert math.isnan(widened(0.001, numpy.where(many < 100, 9.1, 0.1) / 1000, ten))
