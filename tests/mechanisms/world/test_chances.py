"""Formulas of chance against their definitions."""

from __future__ import annotations

import math

import pytest
from scipy import special, stats

from tocsin.mechanisms.world.chances import kept_a_month, logistic, poisson_count, settle, share, whole_hazard


@pytest.mark.parametrize("score", [-700.0, -30.0, -2.0, -1e-9, 0.0, 0.4, 5.0, 40.0, 700.0])
def test_log_odds_become_probabilities_and_hazards(score: float) -> None:
    assert logistic(score) == pytest.approx(special.expit(score), rel=1e-14)
    assert whole_hazard(score) == pytest.approx(special.log1p(math.exp(score)) if score < 30 else score, rel=1e-9)
    assert -math.expm1(-whole_hazard(score)) == pytest.approx(special.expit(score), rel=1e-9)


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.7, 3.0, 20.0])
def test_counts_are_poisson(mean: float) -> None:
    for step in range(1, 400):
        u = (step - 0.5) / 400
        assert poisson_count(mean, u) == stats.poisson(mean).ppf(u)


def test_what_settles_nears_its_target_exponentially() -> None:
    value = 2.0
    for _ in range(30):
        value = settle(value, -1.0, kept_a_month(7.0))
    assert value == pytest.approx(-1.0 + 3.0 * math.exp(-30.0 / 7.0), rel=1e-12)


def test_shares_stay_shares() -> None:
    assert [share(x) for x in (-0.1, 0.0, 0.3, 1.0, 1.7)] == [0.0, 0.0, 0.3, 1.0, 1.0]
