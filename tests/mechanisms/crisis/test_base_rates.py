"""No mechanism: outcomes at the shares of the odds, and with gamma odds at the means of a Dirichlet distribution."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy
from scipy import stats

from tocsin.mechanisms.crisis.base_rates import base_rates
from tocsin.mechanisms.crisis.state import OUTCOMES, Setting
from tocsin.theory.quantity import Prior

HISTORIES = 4000


def outcome(stage: Any, odds: dict[str, float], history: int) -> str:
    now = stage.crisis()
    p = stage.parameters({f"base_rates.{name}": value for name, value in odds.items()})
    base_rates(now, Setting(), p, stage.draw("base_rates", history=history))
    return OUTCOMES[now.course.outcome - 1]


def test_shares_are_those_of_the_odds(stage: Any) -> None:
    odds = dict(zip(OUTCOMES, (5.0, 3.0, 40.0, 20.0, 2.0, 7.0, 1.5, 0.0), strict=True))
    counts = Counter(outcome(stage, odds, history) for history in range(HISTORIES))
    assert counts["unresolved"] == 0
    expected = [HISTORIES * odds[name] / sum(odds.values()) for name in OUTCOMES[:-1]]
    assert stats.chisquare([counts[name] for name in OUTCOMES[:-1]], expected).pvalue > 0.001


def test_gamma_odds_make_dirichlet_shares(stage: Any) -> None:
    """Odds drawn from gammas with one rate, a set of odds a history: outcomes at the Dirichlet means a / Σa."""
    shapes = (1.2, 1.5, 6.0, 4.0, 0.8, 2.0, 0.9, 0.5)
    sets = numpy.random.default_rng(5).random((HISTORIES, 8))
    drawn = numpy.column_stack([Prior.gamma(a, 0.7).quantile(sets[:, i]) for i, a in enumerate(shapes)])
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    total = sum(shapes)
    for index, a in enumerate(shapes):  # the marginal of a Dirichlet distribution is a beta
        assert stats.kstest(shares[:, index], stats.beta(a, total - a).cdf).pvalue > 0.001
    counts = Counter(
        outcome(stage, dict(zip(OUTCOMES, map(float, odds), strict=True)), history)
        for history, odds in enumerate(drawn)
    )
    expected = [HISTORIES * a / total for a in shapes]
    assert stats.chisquare([counts[name] for name in OUTCOMES], expected).pvalue > 0.001


def test_certain_odds_give_each_outcome(stage: Any) -> None:
    for name in OUTCOMES:
        odds = {other: float(other == name) for other in OUTCOMES}
        assert {outcome(stage, odds, history) for history in range(40)} == {name}
