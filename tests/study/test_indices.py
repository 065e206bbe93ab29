"""Sobol' indices against closed forms, with and without the noise of few histories a point."""

import math

import numpy
import pytest

from tocsin.study.indices import sobol_indices, squared_steps

NAMES = ("x1", "x2", "x3")


def ishigami(u):
    """Ishigami & Homma (1990) with a = 7, b = 0.1, of places in [0, 1]."""
    x = (2 * u - 1) * numpy.pi
    return numpy.sin(x[..., 0]) + 7 * numpy.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * numpy.sin(x[..., 0])


def closed_form():
    first = 0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2
    second = 49 / 8
    both = 0.01 * math.pi**8 * (1 / 18 - 1 / 50)
    total = first + second + both
    return numpy.array([first, second, 0]) / total, numpy.array([first + both, second, both]) / total


def saltelli(rng, rows):
    points = numpy.repeat(rng.uniform(size=(rows, 1, 3)), 5, axis=1)
    other = rng.uniform(size=(rows, 3))
    points[:, 4] = other
    for column in range(3):
        points[:, column + 1, column] = other[:, column]
    return points


def noisy(rng, rows, histories):
    probability = (ishigami(saltelli(rng, rows)) + 11) / 29
    return (rng.uniform(size=(rows, 1, histories)) < probability[..., None]).astype(float)


def estimates(indices):
    return numpy.array([[index.first for index in indices], [index.total for index in indices]])


def test_ishigami_without_noise_and_the_same_as_salib():
    from SALib.analyze import sobol

    points = saltelli(numpy.random.default_rng(1), 4096)
    values = ishigami(points)
    variance, indices = sobol_indices("coup", NAMES, numpy.repeat(values[..., None], 2, axis=2), blocks=512)
    assert estimates(indices) == pytest.approx(numpy.array(closed_form()), abs=0.05)
    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[0, 1]] * 3}
    theirs = sobol.analyze(problem, values.ravel(), calc_second_order=False, seed=1)
    assert estimates(indices) == pytest.approx(numpy.array([theirs["S1"], theirs["ST"]]), abs=0.01)
    width = [
        [index.first_high - index.first for index in indices],
        [index.total_high - index.total for index in indices],
    ]
    assert numpy.array(width) == pytest.approx(numpy.array([theirs["S1_conf"], theirs["ST_conf"]]), rel=0.25)
    assert variance.standard_deviation == pytest.approx(values[:, [0, 4]].std(), rel=1e-6)


def test_noise_of_few_histories_is_taken_out():
    """Ten histories a point: the variance of the shares is 2.4 times that of the probability, the indices are right."""
    rng = numpy.random.default_rng(2)
    found, naive, deviations = [], [], []
    for _ in range(40):
        values = noisy(rng, 1024, 10)
        variance, indices = sobol_indices("coup", NAMES, values)
        found.append(estimates(indices))
        deviations.append(variance.standard_deviation)
        shares = values.mean(axis=2)
        naive.append(shares[:, [0, 4]].std())
    assert numpy.mean(found, axis=0) == pytest.approx(numpy.array(closed_form()), abs=0.03)
    assert numpy.mean(deviations) == pytest.approx(math.sqrt(13.8446) / 29, rel=0.02)
    assert numpy.mean(naive) > 1.3 * numpy.mean(deviations)


def test_intervals_cover():
    """The full 1,000 repetitions are in benchmarks/validation."""
    rng = numpy.random.default_rng(3)
    truth = numpy.array(closed_form())
    hits, tries = numpy.zeros((2, 3)), 300
    for _ in range(tries):
        _, indices = sobol_indices("coup", NAMES, noisy(rng, 512, 10))
        low = numpy.array([[i.first_low for i in indices], [i.total_low for i in indices]])
        high = numpy.array([[i.first_high for i in indices], [i.total_high for i in indices]])
        hits += (low <= truth) & (truth <= high)
    assert hits.mean() / tries == pytest.approx(0.95, abs=0.02)
    assert (hits > 0.91 * tries).all()


def test_what_does_nothing_has_exactly_no_total_index_with_paired_draws():
    rng = numpy.random.default_rng(4)
    points = saltelli(rng, 256)
    values = (rng.uniform(size=(256, 1, 8)) < points[..., 0][..., None]).astype(float)
    _, indices = sobol_indices("coup", NAMES, values)
    assert [index.total for index in indices[1:]] == [0, 0]
    assert indices[0].total == pytest.approx(1, abs=0.15)


def test_without_variance_there_are_no_indices():
    rng = numpy.random.default_rng(5)
    values = (rng.uniform(size=(256, 1, 8)) < 0.3).astype(float) * numpy.ones((1, 5, 1))
    independent = (rng.uniform(size=(256, 5, 8)) < 0.3).astype(float)
    for case in (numpy.zeros((64, 5, 4)), values, independent):
        variance, indices = sobol_indices("coup", NAMES, case)
        assert variance.low == 0 or variance.standard_deviation < 0.1
        if variance.low == 0:
            assert all(math.isnan(index.first) and math.isnan(index.total_high) for index in indices)


def test_wrong_shapes_are_refused():
    for shape in ((32, 5, 1), (32, 4, 3), (8, 5, 3)):
        with pytest.raises(ValueError, match="two"):
            sobol_indices("coup", NAMES, numpy.zeros(shape))


def test_squared_steps_are_unbiased():
    rng = numpy.random.default_rng(6)
    values = (rng.uniform(size=(20_000, 3, 4)) < numpy.array([0.2, 0.5, 0.5])[None, :, None]).astype(float)
    assert squared_steps(values).mean(axis=0) == pytest.approx([0.09, 0], abs=0.005)
    still = numpy.repeat(values[:, :1], 3, axis=1)
    assert (squared_steps(still) == 0).all()
