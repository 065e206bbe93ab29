"""Intervals on models whose answer is known."""

import numpy
import polars
import pytest

from tocsin.study.shares import clustered_interval, outcome_shares, range_over_sets, share


def beta_binomial(rng, a, b, sets, size):
    return rng.binomial(size, rng.beta(a, b, sets)).astype(float), numpy.full(sets, float(size))


@pytest.mark.parametrize(("a", "b", "sets"), [(2, 2, 50), (0.5, 0.5, 50), (1, 9, 100), (50, 50, 50), (2, 5, 12)])
def test_clustered_interval_covers(a, b, sets):
    """1,000 repetitions: 95 % intervals cover 93–97 %."""
    rng = numpy.random.default_rng(1)
    hits = 0
    for _ in range(1000):
        low, high = clustered_interval(*beta_binomial(rng, a, b, sets, 20))
        hits += low <= a / (a + b) <= high
    assert 930 <= hits <= 975


def test_a_plain_binomial_interval_would_not_cover():
    """The clustering matters: taking 1,000 histories of 50 sets for independent covers far too seldom."""
    rng = numpy.random.default_rng(2)
    hits = 0
    for _ in range(300):
        counts, sizes = beta_binomial(rng, 1, 1, 50, 20)
        p, n = counts.sum() / sizes.sum(), sizes.sum()
        hits += abs(p - 0.5) <= 1.96 * (p * (1 - p) / n) ** 0.5
    assert hits < 0.6 * 300


@pytest.mark.parametrize(("a", "b"), [(2, 2), (1, 4), (20, 30)])
def test_range_over_sets_finds_the_latent_range(a, b):
    from scipy import stats

    rng = numpy.random.default_rng(3)
    found = numpy.array([range_over_sets(*beta_binomial(rng, a, b, 500, 20)) for _ in range(50)])
    assert found.mean(axis=0) == pytest.approx(stats.beta(a, b).ppf([0.05, 0.95]), abs=0.02)


def test_range_over_sets_without_a_difference_is_narrow_or_unknown():
    rng = numpy.random.default_rng(4)
    widths = numpy.array([
        numpy.diff(range_over_sets(rng.binomial(20, 0.3, 500).astype(float), numpy.full(500, 20.0)))[0]
        for _ in range(100)
    ])  # fmt: skip
    # Half the time they vary less than noise would: no range is told then, and never a point.
    assert 0.3 < numpy.isnan(widths).mean() < 0.7
    # Uncorrected, the 5-95 % range of the sets' shares would be 0.35 wide.
    assert numpy.nanmin(widths) > 0.0
    assert numpy.median(numpy.nan_to_num(widths)) < 0.08
    assert numpy.nanmedian(widths) < 0.12


def test_never_and_always():
    sizes = numpy.full(100, 20.0)
    low, high = clustered_interval(numpy.zeros(100), sizes)
    assert low == 0
    assert 0 < high < 0.05
    low, high = clustered_interval(sizes, sizes)
    assert 0.95 < low < 1
    assert high == 1
    assert range_over_sets(numpy.zeros(100), sizes) == (0, 0)


def table(outcomes, failed=()):
    status = ["failed" if i in failed else "ok" for i in range(len(outcomes))]
    outcome = [None if i in failed else o for i, o in enumerate(outcomes)]
    return polars.DataFrame({"set": [i // 2 for i in range(len(outcomes))], "status": status, "outcome": outcome})


def test_failed_histories_are_left_out_of_the_shares():
    found = {
        line.outcome: line for line in outcome_shares(table(["coup", "coup", "crushed", "coup"], {1, 3}), ("coup",))
    }
    assert found["coup"].count == 1
    assert found["coup"].share == 0.5
    assert found["coup"].observed
    assert not found["crushed"].observed
    assert sum(line.share for line in found.values()) == pytest.approx(1)


def test_share_of_an_expression():
    assert share(polars.col("outcome") == "coup", table(["coup", "crushed"] * 10)).share == 0.5


def test_no_history_completed():
    lines = outcome_shares(table(["coup", "coup"], {0, 1}))
    assert all(line.count == 0 for line in lines)
