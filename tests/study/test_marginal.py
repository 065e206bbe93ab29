"""Counted evidence and its error on models whose evidence is known."""

import math

import numpy
import pytest

from tocsin.study.marginal import COUNTING, counted, never_together, order_for


@pytest.mark.parametrize(("a", "b"), [(2, 2), (0.2, 20), (1, 99)])
def test_intervals_of_the_log_evidence_cover(a, b):
    """1,000 repetitions: 95 % intervals cover 93–97 %."""
    rng = numpy.random.default_rng(1)
    sets, size, hits = 1000, 20, 0
    numbers = numpy.arange(sets * size) // size
    for _ in range(1000):
        matches = rng.random(sets * size) < numpy.repeat(rng.beta(a, b, sets), size)
        found = counted(matches, numbers)
        hits += abs(found.log_evidence - math.log(a / (a + b))) <= 1.96 * found.error
    assert 930 <= hits <= 970


def test_the_effect_of_shared_sets():
    rng = numpy.random.default_rng(2)
    matches = numpy.repeat(rng.random(2000) < 0.1, 20)
    assert counted(matches, numpy.arange(40_000) // 20).effect == pytest.approx(20, rel=0.01)
    alone = rng.random(40_000) < 0.1
    assert counted(alone, numpy.arange(40_000) // 20).effect == pytest.approx(1, rel=0.1)


def test_failed_histories_are_left_out():
    matches = numpy.array([True, False, False, False] * 50)
    failed = numpy.array([False, False, True, True] * 50)
    found = counted(matches, numpy.arange(200) // 20, failed)
    assert found.log_evidence == pytest.approx(math.log(0.5))
    assert (found.matches, found.histories, found.failed) == (50, 200, 100)


def test_nothing_matched():
    found = counted(numpy.zeros(2000, bool), numpy.arange(2000) // 20)
    assert found.log_evidence == -math.inf
    assert math.isnan(found.error)
    assert 0 < found.at_most < 0.05
    assert (found.method, found.matches, found.counting) == (COUNTING, 0, None)


def test_what_parameters_decide_comes_first():
    rng = numpy.random.default_rng(3)
    numbers = numpy.arange(20_000) // 20
    by_chance, by_both = rng.random(20_000) < 0.3, rng.random(20_000) < numpy.repeat(rng.random(1000), 20)
    by_parameters = numpy.repeat(rng.random(1000) < 0.3, 20)
    always = numpy.ones(20_000, bool)
    matched = numpy.stack([by_chance, by_both, by_parameters, always], axis=1)
    assert order_for(matched, numbers)[:2] == (2, 1)


def test_features_that_exclude_each_other_are_found():
    rng = numpy.random.default_rng(4)
    inside, fought = rng.random(20_000) < 0.5, rng.random(20_000) < 0.9
    matched = numpy.stack([inside, fought, ~inside, rng.random(20_000) < 0.0001], axis=1)
    [pair] = never_together(matched, ("inside", "fought", "outside", "rare"))
    assert pair.features == ("inside", "outside")
    assert pair.expected == pytest.approx(5000, rel=0.05)
    assert pair.histories == 20_000
