"""Scores: against scoringrules and by hand; intervals that hold; reliability."""

import math

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.study.scores import Difference, brier_of_outcomes, brier_scores, clustered, log_scores, reliability

WON = numpy.array([True, False, True, False])
CHANCES = numpy.array([0.9, 0.2, 0.5, 0.75])


def test_scores_by_hand() -> None:
    assert log_scores(WON, CHANCES) == pytest.approx([-math.log(0.9), -math.log(0.8), math.log(2), math.log(4)])
    assert brier_scores(WON, CHANCES) == pytest.approx([0.01, 0.04, 0.25, 0.5625])


def test_scores_are_those_of_scoringrules() -> None:
    rules = pytest.importorskip("scoringrules")
    chances = numpy.random.default_rng(1).uniform(0.01, 0.99, 200)
    won = numpy.random.default_rng(2).random(200) < 0.5
    assert log_scores(won, chances) == pytest.approx(rules.log_score(won.astype(float), chances))
    assert brier_scores(won, chances) == pytest.approx(rules.brier_score(won.astype(float), chances))


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_scores_are_proper(truth: float, stated: float) -> None:
    """Nobody does better on average than by stating the truth."""
    for scores in (log_scores, brier_scores):
        loss = [scores(numpy.array([True, False]), numpy.array([chance, chance])) for chance in (truth, stated)]
        honest, other = (one @ [truth, 1 - truth] for one in loss)
        assert honest <= other + 1e-12


SHARES = st.lists(st.floats(0.01, 1.0), min_size=4, max_size=4).map(lambda raw: numpy.array(raw) / sum(raw))
RECORDS = [[[0], [1], [2], [3]], [[0, 1], [1], [2], [3]], [[0, 2, 3], [1], [0, 1], [3]]]


@given(SHARES, SHARES, st.sampled_from(RECORDS))
def test_the_score_of_several_outcomes_is_proper(
    often: numpy.ndarray, stated: numpy.ndarray, records: list[list[int]]
) -> None:
    """Four outcomes, and records that may hold several of them, overlapping; `often` is how often each comes."""
    truth = numpy.zeros(4)
    for share, record in zip(often, records, strict=True):
        truth[record] += share / len(record)
    honest, other = (
        sum(share * brier_of_outcomes(said, record) for share, record in zip(often, records, strict=True))
        for said in (truth, stated)
    )
    assert honest <= other + 1e-12


def test_squared_distance_from_what_happened_alone_is_not_proper() -> None:
    """What a score must not do: (1 - p)² of what happened rewards whoever exaggerates the most frequent of three."""
    truth, stated = numpy.array([0.5, 0.25, 0.25]), numpy.array([0.6, 0.2, 0.2])
    assert truth @ (1 - stated) ** 2 < truth @ (1 - truth) ** 2
    honest, other = (sum(truth[i] * brier_of_outcomes(said, [i]) for i in range(3)) for said in (truth, stated))
    assert honest < other


def test_the_score_of_several_outcomes_by_hand() -> None:
    said = numpy.array([0.5, 0.3, 0.1, 0.1])
    assert brier_of_outcomes(said, [0]) == pytest.approx(0.25 + 0.09 + 0.01 + 0.01)
    assert brier_of_outcomes(said, [0, 1]) == pytest.approx(0.0 + 0.04 + 0.01 + 0.01)
    assert brier_of_outcomes(numpy.array([0.0, 1.0]), [0]) == 2


def test_intervals_by_hand() -> None:
    """Three countries: sums of the deviations from 1 are −1, 0 and 1; t with 2 degrees of freedom is 4.3027."""
    found = clustered(numpy.array([0.0, 1.0, 1.0, 2.0]), [1, 2, 2, 3])
    error = math.sqrt(3 / 2 * 2) / 4
    assert found.difference == 1
    assert (found.low, found.high) == pytest.approx((1 - 4.302653 * error, 1 + 4.302653 * error), rel=1e-5)


def test_intervals_hold_the_truth_for_clusters_that_move_together() -> None:
    rng = numpy.random.default_rng(1)
    countries = numpy.repeat(numpy.arange(40), 6)
    inside = 0
    for _ in range(400):
        found = clustered(rng.normal(size=40)[countries] + rng.normal(size=240), countries.tolist())
        inside += found.low <= 0 <= found.high
    assert 0.91 <= inside / 400 <= 0.99


def test_an_interval_of_nothing_and_of_one_country() -> None:
    assert clustered(numpy.zeros(3), [1, 2, 3]) == Difference(0, 0, 0)
    assert math.isnan(clustered(numpy.ones(3), [1, 1, 1]).low)


def test_reliability_by_hand() -> None:
    bins = reliability(numpy.array([True, False, False, True]), numpy.array([0.05, 0.09, 0.51, 1.0]), [1, 2, 2, 3])
    assert [(part.low, part.high, part.n, part.observed) for part in bins] == [
        (0.0, 0.1, 2, 0.5), (0.5, 0.6, 1, 0.0), (0.9, 1.0, 1, 1.0)]  # fmt: skip
    assert bins[0].predicted == pytest.approx(0.07)
    assert bins[1].observed_low == 0 < bins[1].observed_high < 1
    assert 0 < bins[2].observed_low < bins[2].observed_high == 1


def test_a_bin_s_interval_is_that_of_its_countries() -> None:
    """Forty attempts of four countries that each go one way tell no more than four; of forty countries more."""
    won, chances = numpy.repeat([True, False, True, False], 10), numpy.full(40, 0.5)
    (alike,) = reliability(won, chances, numpy.repeat([1, 2, 3, 4], 10).tolist())
    (apart,) = reliability(won, chances, list(range(40)))
    assert alike.observed == apart.observed == 0.5
    assert apart.observed_high - apart.observed_low == pytest.approx(0.30, abs=0.02)
    assert alike.observed_high - alike.observed_low > 0.7
