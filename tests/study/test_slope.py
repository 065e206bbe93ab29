"""A parameter's slope on organisation: closed form, calibration and coverage where the slope is known."""

import numpy
import pytest
from scipy import special, stats

from tocsin.study.organisation import Organisation
from tocsin.study.slope import Points, case_surface, points_of, slope, weighed

LN3 = numpy.log(3)
DRAWS = (numpy.arange(400) + 0.5) / 400
EVEN = numpy.full(400, 1 / 400)


def gaussian(y, noise):
    """Posterior of x ~ N(0, 1) given y = x + N(0, noise²), as evenly spaced quantiles of the prior."""
    mean, sd = y / (1 + noise**2), noise / numpy.hypot(1, noise)
    return special.ndtr(mean + sd * special.ndtri(DRAWS))


def posterior_of_slope(ys, zs, noise, points, unknown=0.0):
    """Weights of the points; z is known up to an error that the record tells nothing of."""
    spread = unknown * special.ndtri(numpy.random.default_rng(0).permutation(DRAWS))
    return weighed([case_surface(gaussian(y, noise), EVEN[None], z + spread) for y, z in zip(ys, zs, strict=True)],
                   points)[0]  # fmt: skip


def test_known_division_is_a_linear_regression():
    """m ~ N(0, s_m), b ~ N(0, s_b), y_c = m + b z_c + N(0, s_e + noise²): normal, with the precision matrix added."""
    rng = numpy.random.default_rng(3)
    z, noise, (s_m, s_b, s_e) = numpy.linspace(-1.5, 1.5, 15), 0.6, (0.3, 0.4, 0.3)
    y = 0.4 - 0.5 * z + rng.normal(size=15) * numpy.hypot(noise, s_e**0.5)
    normal = special.ndtri(stats.qmc.Sobol(2, rng=numpy.random.default_rng(1)).random(2**13))
    fixed = [numpy.full(2**13, value) for value in (s_m, s_b, s_e)]
    weights = posterior_of_slope(y, z, noise, Points(s_m**0.5 * normal[:, 0], s_b**0.5 * normal[:, 1], *fixed))
    design = numpy.stack([numpy.ones(15), z], axis=1)
    precision = design.T @ design / (s_e + noise**2) + numpy.diag([1 / s_m, 1 / s_b])
    mean = numpy.linalg.solve(precision, design.T @ y / (s_e + noise**2))
    b = s_b**0.5 * normal[:, 1]
    found = weights @ b
    assert found == pytest.approx(mean[1], abs=0.02)
    assert (weights @ (b - found) ** 2) ** 0.5 == pytest.approx(numpy.linalg.inv(precision)[1, 1] ** 0.5, rel=0.06)


def test_prior_of_a_case_of_average_organisation_is_the_theorys():
    points = points_of(2**14)
    rng = numpy.random.default_rng(1)
    z, error = rng.normal(size=(2, 2**14))
    x = points.m + points.b * z + numpy.sqrt(points.own) * error
    assert x.mean() == pytest.approx(0, abs=0.03)
    assert x.var() == pytest.approx(1, abs=0.04)
    for part in (points.common, points.along, points.own):
        assert part.mean() == pytest.approx(1 / 3, abs=0.002)
    assert (points.b > 0).mean() == pytest.approx(0.5, abs=0.002)


def test_simulation_based_calibration():
    """Slopes drawn from the prior rank uniformly among the posterior they lead to, organisation being uncertain too."""
    rng = numpy.random.default_rng(2)
    points, ranks = points_of(2**10), []
    for _ in range(100):
        share = rng.dirichlet([1, 1, 1])
        m, b = rng.normal(size=2) * numpy.sqrt(share[:2])
        known = rng.normal(size=12)  # what the sources say of each case
        z = known + 0.4 * rng.normal(size=12)
        x = m + b * z + share[2] ** 0.5 * rng.normal(size=12)
        weights = posterior_of_slope(x + 0.5 * rng.normal(size=12), known, 0.5, points, unknown=0.4)
        ranks.append(float(weights @ (points.b < b)))
    assert stats.kstest(ranks, "uniform").pvalue > 0.01
    inside = numpy.mean([0.05 < rank < 0.95 for rank in ranks])
    assert inside == pytest.approx(0.9, abs=0.08)


def several(true, seed, cases=24, spread=LN3, noise=0.4):
    """`slope` of cases whose parameter follows their organisation; ln of the share has standard deviation 1."""
    rng = numpy.random.default_rng(seed)
    known = -2.5 + rng.normal(size=cases)
    x = (true * (known + 2.5) + 0.4 * rng.normal(size=cases)) / spread
    prior = [Organisation(z + 0.3 * special.ndtri(DRAWS), z + 0.3 * special.ndtri(rng.permutation(DRAWS)))
             for z in known]  # fmt: skip
    drawn = [gaussian(each + noise * rng.normal(), noise) for each in x]
    names = [f"case {number}" for number in range(cases)]
    return slope(names, drawn, [EVEN] * cases, [numpy.arange(400)] * cases, prior, spread)


@pytest.mark.parametrize("true", [-1.0, 1.0])
def test_a_known_slope_is_found(true):
    found = several(true, 5)
    assert found.low < true < found.high
    assert found.high - found.low < 0.8 * (found.prior_high - found.prior_low)
    assert (found.above > 0.99) == (true > 0)
    assert found.organisation > 1 / 3
    assert found.reference == pytest.approx(numpy.exp(-2.5), rel=0.7)
    assert found.median_error < 0.05


def test_without_a_slope_no_sign_is_found():
    """Where the parameter has nothing to do with organisation, 90 % intervals hold 0 as they should."""
    found = [several(0, seed, cases=8) for seed in range(6)]
    assert sum(one.low < 0 < one.high for one in found) >= 4
    assert abs(numpy.mean([one.above for one in found]) - 0.5) < 0.25
    assert all(0.01 < one.above < 0.99 for one in found)


def test_records_that_say_nothing_leave_the_prior():
    flat = Organisation(numpy.linspace(-5, -1, 400), numpy.linspace(-5, -1, 400))
    shifted = [Organisation(flat.prior + shift, flat.draws + shift) for shift in (0, 0.5, 1)]
    # Quantiles in an order of their own, so that parameter and organisation have nothing to do with each other.
    drawn = numpy.random.default_rng(1).permutation(DRAWS)
    found = slope(list("abc"), [drawn] * 3, [EVEN] * 3, [numpy.arange(400)] * 3, shifted, LN3)
    assert found.median == pytest.approx(0, abs=0.06)
    assert found.narrowed == pytest.approx(1, abs=0.06)
    assert found.above == pytest.approx(0.5, abs=0.05)
    assert found.common == pytest.approx(1 / 3, abs=0.03)
    case = found.cases[0]
    assert (case.low, case.median, case.high) == pytest.approx(tuple(numpy.exp([-4.8, -3, -1.2])), rel=0.01)
    assert case.after == pytest.approx(numpy.exp(-3), rel=0.02)


def test_too_few_or_all_alike_have_no_slope():
    alike = Organisation(numpy.full(400, -2.0), numpy.full(400, -2.0))
    apart = Organisation(numpy.full(400, -1.0), numpy.full(400, -1.0))
    assert slope(list("ab"), [DRAWS] * 2, [EVEN] * 2, [numpy.arange(400)] * 2, [alike, apart], LN3) is None
    assert slope(list("abc"), [DRAWS] * 3, [EVEN] * 3, [numpy.arange(400)] * 3, [alike] * 3, LN3) is None
