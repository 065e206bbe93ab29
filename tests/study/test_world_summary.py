"""What a run of a world says: means with both uncertainties, countries, fans."""

from __future__ import annotations

import math

import numpy
import polars
import pytest

from tocsin.study.world_summary import _mean


def sets_of(number: int, size: int) -> polars.Series:
    return polars.Series("set", numpy.arange(number).repeat(size))


def test_the_interval_of_a_mean_covers_and_is_clustered_by_set() -> None:
    """Counts whose rate differs from set to set: histories counted one by one would give half the width."""
    rng = numpy.random.default_rng(1)
    held, wide = 0, []
    for _ in range(400):
        values = rng.poisson(rng.gamma(4.0, 1.0, 60).repeat(20)).astype(float)
        found = _mean(sets_of(60, 20), values)
        held += found.low <= 4.0 <= found.high
        wide.append((found.high - found.low) / (2 * 1.96 * values.std() / math.sqrt(len(values))))
    assert 0.93 <= held / 400 <= 0.98
    assert numpy.mean(wide) > 2


def test_the_range_over_the_priors_is_that_of_the_rates() -> None:
    rng = numpy.random.default_rng(2)
    rates = rng.gamma(4.0, 1.0, 3000)
    found = _mean(sets_of(3000, 20), rng.poisson(rates.repeat(20)).astype(float))
    low, high = numpy.quantile(rates, (0.05, 0.95))
    assert found.prior_low == pytest.approx(low, abs=0.25)
    assert found.prior_high == pytest.approx(high, abs=0.25)
    assert found.least <= found.prior_low < found.prior_high <= found.most


def test_what_one_set_or_no_history_cannot_say_is_not_a_number() -> None:
    one = _mean(sets_of(1, 20), numpy.arange(20.0))
    assert one.mean == 9.5
    assert all(math.isnan(value) for value in (one.low, one.high, one.prior_low, one.prior_high))
    assert math.isnan(_mean(sets_of(0, 0), numpy.empty(0)).mean)


def test_what_never_happened_is_bounded_by_how_many_histories_there_are() -> None:
    few, many = (_mean(sets_of(number, 20), numpy.zeros(20 * number)) for number in (10, 1000))
    assert (few.mean, few.low, few.prior_low, few.prior_high) == (0, 0, 0, 0)
    assert 0 < many.high < few.high < 0.3
