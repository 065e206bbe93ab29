"""What an observation would tell: closed forms, the bias of few histories, and the names of tests."""

import math

import numpy
import pytest

import tocsin
from tocsin.study.arms import NAMES, Arm
from tocsin.study.telling import _jackknifed, information, label, most_telling, telling, telling_of_sides


def arm(column, sets=None, feature="turnout_ruler"):
    codes = numpy.zeros((len(column), len(NAMES)), numpy.int64)
    codes[:, NAMES.index(feature)] = column
    numbers = numpy.arange(len(column)) // 20 if sets is None else sets
    return Arm(tocsin.build("march-on-moscow-2023"), numbers, codes, {})


def entropy(*shares):
    return -sum(p * math.log(p) for p in shares if p)


def test_information_is_known():
    assert information(numpy.array([[5.0, 5.0], [5.0, 5.0]])) == 0
    assert information(numpy.array([[7.0, 0.0], [0.0, 3.0]])) == pytest.approx(math.log(2))
    found = information(numpy.array([[90.0, 10.0], [20.0, 80.0]]))
    assert found == pytest.approx(entropy(0.55, 0.45) - (entropy(0.9, 0.1) + entropy(0.2, 0.8)) / 2)


def test_the_bias_of_few_histories_is_taken_out():
    """Two arms that are the same, drawn apart: 0 on average, where the plain estimate is (K - 1) / 4n too high."""
    rng = numpy.random.default_rng(1)
    plain, corrected, errors = [], [], []
    for _ in range(200):
        counts = rng.multinomial(50, [1 / 8] * 8, size=(2, 40)).astype(float)
        plain.append(information(counts.sum(axis=1)))
        value, error = _jackknifed(counts)
        corrected.append(value)
        errors.append(error)
    bias = 7 / (4 * 2000)
    assert numpy.mean(plain) == pytest.approx(bias, rel=0.15)
    # Negative values are cut off at 0, so that a third of the bias stays at most.
    assert numpy.mean(corrected) < 0.4 * bias
    assert numpy.mean(errors) < 2 * bias


def test_the_error_covers_histories_that_hang_together():
    """Sets that come out one way as a whole: the error is that of sets, not of histories."""
    rng = numpy.random.default_rng(2)
    truth = information(numpy.array([[60.0, 40.0], [40.0, 60.0]]))
    misses, alone = 0, []
    for _ in range(100):
        columns = [(rng.random(200) < p).repeat(20).astype(int) for p in (0.4, 0.6)]
        found = telling("turnout_ruler", arm(columns[0]), arm(columns[1]))
        misses += abs(found.expected_log_bayes_factor - truth) > 2.5 * found.error
        alone.append(found.expected_log_bayes_factor)
    assert misses <= 8
    assert numpy.mean(alone) == pytest.approx(truth, rel=0.1)


def test_the_most_telling_value_is_the_one_that_differs():
    counts = numpy.array([[50.0, 30.0, 20.0], [50.0, 49.0, 1.0]])
    assert most_telling(counts) == (2, pytest.approx(0.2), pytest.approx(0.01))
    # Of two values that tell the same, the one that the claim expects.
    assert most_telling(numpy.array([[3.0, 7.0], [8.0, 2.0]]))[0] == 1
    assert most_telling(numpy.array([[8.0, 2.0], [3.0, 7.0]]))[0] == 0


@pytest.mark.parametrize(
    ("p", "q", "name"),
    [
        (0.5, 0.5, "straw in the wind"),
        (0.6, 0.3, "straw in the wind"),
        (0.5, 0.04, "smoking gun"),  # seldom seen unless the claim is true
        (0.04, 0.5, "hoop"),  # that it is not seen is expected; seeing it speaks strongly against the claim
        (0.99, 0.5, "hoop"),  # hardly ever missing if the claim is true
        (0.5, 0.99, "smoking gun"),
        (0.99, 0.05, "doubly decisive"),
        (0.05, 0.99, "doubly decisive"),
        (1.0, 0.0, "doubly decisive"),
        (0.0, 0.0, "straw in the wind"),
        (1.0, 1.0, "straw in the wind"),
    ],
)
def test_labels(p, q, name):
    assert label(p, q) == name


def test_the_side_that_speaks_for_the_claim_is_named():
    """A value that is likelier at the contrast: not seeing it is what the claim expects."""
    rng = numpy.random.default_rng(1)
    claim, contrast = (arm(rng.choice(3, 4000, p=shares)) for shares in ([0.5, 0.49, 0.01], [0.2, 0.2, 0.6]))
    assert telling("turnout_ruler", contrast, claim).seen
    turned = telling("turnout_ruler", claim, contrast)
    assert turned.p_claim < turned.p_contrast
    assert not turned.seen
    assert turned.label == "hoop"


def test_an_inequality_is_told_from_its_opposite():
    """Sets above a value see a crowd in 80 of 100 histories, sets below in 20; the same as two arms drawn apart."""
    rng = numpy.random.default_rng(2)
    above = (rng.random(400) < 0.5).repeat(20)
    one = arm((rng.random(8000) < numpy.where(above, 0.8, 0.2)).astype(int))
    found = telling_of_sides("turnout_ruler", one, above)
    truth = information(numpy.array([[20.0, 80.0], [80.0, 20.0]]))
    assert abs(found.expected_log_bayes_factor - truth) < 3 * found.error < 0.05
    assert (found.p_claim, found.p_contrast) == (pytest.approx(0.8, abs=0.03), pytest.approx(0.2, abs=0.03))
    assert telling_of_sides("turnout_ruler", one, numpy.ones(8000, bool)) is None
    few = telling_of_sides("turnout_ruler", arm(one.codes[:40, NAMES.index("turnout_ruler")]), numpy.arange(40) < 20)
    assert math.isfinite(few.expected_log_bayes_factor)
    assert math.isnan(few.error)
    assert not few.beyond_error


def test_pairs_that_failed_are_left_out():
    good, bad = arm(numpy.tile([0, 1], 200)), arm(numpy.tile([0, 1], 200))
    bad.codes[:399] = -1
    found = telling("turnout_ruler", good, bad)
    assert (found.p_claim, found.p_contrast) in ((1.0, 1.0), (0.0, 0.0))
    bad.codes[:] = -1
    assert telling("turnout_ruler", good, bad) is None
