"""A parameter shared over cases, against the closed form for Gaussian likelihoods."""

from dataclasses import replace

import numpy
import pytest
from scipy import special, stats

from tocsin.study.hierarchy import likelihood_curve, posterior_of_common, shared
from tocsin.study.marginal import Draws
from tocsin.study.organisation import Organisation
from tocsin.study.posterior import Posterior
from tocsin.theory.quantity import Prior, Quantity, Source

PHI = Quantity("phi", "a test", "ratio", 1e-6, 1e6, Prior.lognormal(1, 1.0986), Source(judgement="a test"))


def gaussian_curve(at, noise, bins=400):
    """Likelihood N(at; x, noise²) by bin of equal prior mass."""
    edges = special.ndtri(numpy.linspace(0, 1, bins + 1))
    posterior_sd = noise / numpy.hypot(1, noise)
    posterior_mean = at / (1 + noise**2)
    return numpy.diff(special.ndtr((edges - posterior_mean) / posterior_sd)) * bins


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_gaussian_closed_form(share):
    """m ~ N(0, ρ), x_c ~ N(m, 1 − ρ), y_c ~ N(x_c, s²): m given y is normal with the precisions added."""
    at, noise = numpy.array([0.8, 1.5, -0.2, 1.1]), 0.7
    common, weights = posterior_of_common([gaussian_curve(y, noise) for y in at], numpy.array([share]))
    precision = 1 / share + len(at) / (1 - share + noise**2)
    mean = at.sum() / (1 - share + noise**2) / precision
    found = float((weights * common).sum())
    assert found == pytest.approx(mean, abs=0.01)
    assert float((weights * (common - found) ** 2).sum()) == pytest.approx(1 / precision, rel=0.03)


def test_records_that_say_nothing_leave_the_prior():
    common, weights = posterior_of_common([numpy.ones(20)] * 5)
    assert weights == pytest.approx(numpy.full(weights.shape, 1 / weights.size))
    assert float((weights * common**2).sum()) == pytest.approx(0.5, rel=0.02)  # the mean of ρ


def test_curve_of_uniform_draws_is_flat():
    uniform = (numpy.arange(1000) + 0.5) / 1000
    assert likelihood_curve(uniform, numpy.full(1000, 0.001)) == pytest.approx(numpy.ones(20))


def posterior(case, uniform):
    draws = Draws(uniform[:, None], numpy.full(len(uniform), 1 / max(len(uniform), 1)), numpy.arange(len(uniform)))
    return Posterior(case, "theory", ("outcome",), (PHI,), draws)


def test_cases_that_agree_tell_more_than_one():
    rng = numpy.random.default_rng(1)
    high = [posterior(f"case {i}", rng.beta(3, 1, 500)) for i in range(5)]
    one, five = shared("phi", high[:1]), shared("phi", high)
    assert 0.5 < one.above < five.above
    assert five.above_error < 0.05
    assert five.threshold == pytest.approx(1)
    assert 1 < five.median < five.high
    assert len(five.curves) == 5
    assert five.commonness > one.commonness == pytest.approx(0.5, abs=0.01)


def test_draws_that_say_nothing_leave_the_prior():
    """Draws from the prior itself, few or many: the error says that nothing was learnt."""
    rng, errors, missed = numpy.random.default_rng(5), [], 0
    for number in (8, 400):
        found = [shared("phi", [posterior(f"case {i}", rng.random(number)) for i in range(5)]) for _ in range(12)]
        assert numpy.mean([one.above for one in found]) == pytest.approx(0.5, abs=0.15)
        missed += sum(not one.above_low <= 0.5 <= one.above_high for one in found)
        errors.append(numpy.mean([one.above_high - one.above_low for one in found]))
    assert missed <= 4
    assert errors[1] < 0.4 * errors[0]


@pytest.mark.parametrize(("number", "cases"), [(4, 2), (8, 5), (40, 5)])
def test_the_error_of_the_common_value_covers(number, cases):
    """The answer that infinitely many draws would give lies in 95 % of the intervals, not far more often than that."""
    edges = numpy.linspace(0, 1, 21)
    exact = [numpy.diff(stats.beta(1.5, 1).cdf(edges)) * 20] * cases
    common, weights = posterior_of_common(exact)
    truth = float(weights[common > 1e-12].sum() + weights[abs(common) <= 1e-12].sum() / 2)
    rng, held, near = numpy.random.default_rng(7), 0, 0
    for _ in range(40):
        found = shared("phi", [posterior(f"case {i}", rng.beta(1.5, 1, number)) for i in range(cases)])
        held += found.above_low <= truth <= found.above_high
        near += abs(found.above - truth) <= 1.96 * found.above_error
    assert held >= 34  # of 40 intervals that each hold it with 95 %, in 997 of 1,000 cases
    if number >= 40:
        assert near >= 33


def test_no_draws():
    assert shared("phi", [posterior("case", numpy.empty(0))]) is None
    assert shared("other", [posterior("case", numpy.full(5, 0.5))]) is None


def test_it_says_how_the_parameter_goes_with_organisation():
    """Cases of three kinds: the more organised, the higher the parameter; of unknown organisation nothing is said."""
    rng = numpy.random.default_rng(1)
    cases = []
    for number in range(9):
        place = number % 3
        uniform = rng.beta(1 + 3 * place, 7 - 3 * place, 400)
        organised = Organisation(rng.normal(place - 3, 0.2, 500), rng.normal(place - 3, 0.2, 400))
        cases.append(replace(posterior(f"case {number}", uniform), organisation=organised))
    found = shared("phi", cases).organisation
    assert found.above > 0.95
    assert [case.case for case in found.cases] == [case.case for case in cases]
    assert shared("phi", [replace(case, organisation=None) for case in cases]).organisation is None
    assert shared("phi", cases[:2]).organisation is None


def test_a_parameter_without_a_logarithm_has_no_slope():
    flat = replace(PHI, prior=Prior.uniform(0, 2))
    organised = Organisation(numpy.linspace(-3, -1, 200), numpy.linspace(-3, -1, 200))
    uniform = (numpy.arange(200) + 0.5) / 200
    cases = [replace(posterior(f"{n}", uniform), quantities=(flat,), organisation=organised) for n in range(4)]
    assert shared("phi", cases).organisation is None


def test_too_few_draws_are_left_out():
    enough, few = posterior("enough", numpy.full(5, 0.5)), posterior("few", numpy.full(3, 0.5))
    assert shared("phi", [few]) is None
    assert [curve.case for curve in shared("phi", [few, enough]).curves] == ["enough"]
