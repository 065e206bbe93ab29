"""Conflicts within a ruling group: clusters of mean size 1 / (1 − n)."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
from scipy import stats

from tocsin.mechanisms.world.fission import fission, fresh_rate
from tocsin.mechanisms.world.state import Country, Setting

HISTORIES = 1200


def cluster(stage: Any, p: Any, direct: float, history: int) -> int:
    """Number of conflicts that follow from what sets off `direct` of them, with none of their own."""
    country = Country(strife=fresh_rate(direct, p.fission.decay))
    now = stage.worlds([country])
    for tick in range(5000):
        fission(now, Setting(), p, stage.draw("fission", tick, history))
        if country.strife < 1e-6:
            assert now.course.conflicts == country.conflicts
            return country.conflicts
    raise AssertionError("the cluster does not end")


@pytest.mark.parametrize(("branching", "decay"), [(0.3, 0.6), (0.6, 0.6), (0.6, 0.2)])
def test_a_cluster_has_one_over_one_less_n_on_average(stage: Any, branching: float, decay: float) -> None:
    """And its size is Borel's (Hawkes & Oakes 1974): a branching process with Poisson offspring."""
    p = stage.parameters({"fission.base": 0.0, "fission.branching": branching, "fission.decay": decay})
    sizes = [1 + cluster(stage, p, branching, history) for history in range(HISTORIES)]
    deviation = math.sqrt(branching / (1.0 - branching) ** 3 / HISTORIES)
    assert abs(sum(sizes) / HISTORIES - 1.0 / (1.0 - branching)) < 4.0 * deviation
    shares = [math.exp(-branching * k) * (branching * k) ** (k - 1) / math.factorial(k) for k in (1, 2, 3)]
    counts = Counter(min(size, 4) for size in sizes)
    expected = [HISTORIES * s for s in shares] + [HISTORIES * (1.0 - sum(shares))]
    assert stats.chisquare([counts[k] for k in (1, 2, 3, 4)], expected).pvalue > 0.001


def test_a_crisis_sets_off_its_kick_times_the_cluster(stage: Any) -> None:
    p = stage.parameters({"fission.base": 0.0, "fission.branching": 0.5, "fission.decay": 0.5})
    counts = [cluster(stage, p, 1.2, history) for history in range(HISTORIES)]
    variance = 1.2 / (1.0 - 0.5) ** 3  # compound Poisson of Borel sizes
    assert abs(sum(counts) / HISTORIES - 1.2 / 0.5) < 4.0 * math.sqrt(variance / HISTORIES)
    assert sum(cluster(stage, p, 0.0, history) for history in range(50)) == 0


def test_the_long_run_rate_is_base_over_one_less_n(stage: Any) -> None:
    p = stage.parameters({"fission.base": 0.1, "fission.branching": 0.5, "fission.decay": 0.4})
    countries, months = [Country() for _ in range(60)], 400
    now = stage.worlds(countries)
    for tick in range(months):
        fission(now, Setting(), p, stage.draw("fission", tick))
    mean = now.course.conflicts / (60 * months)
    deviation = math.sqrt(0.1 / (1.0 - 0.5) ** 3 / (60 * months))
    assert abs(mean - 0.1 / (1.0 - 0.5)) < 4.0 * deviation


def test_each_conflict_costs_cohesion(stage: Any) -> None:
    values = {"fission.base": 3.0, "fission.branching": 0.0, "fission.splitting": 0.1}
    now = stage.worlds([Country(cohesion=0.8), Country(cohesion=0.8)], notes=9)
    fission(now, Setting(), stage.parameters(values), stage.draw("fission"))
    for country in now.countries:
        assert country.conflicts > 0
        assert country.cohesion == pytest.approx(0.8 * 0.9**country.conflicts)
    fission(now, Setting(), stage.parameters({**values, "fission.splitting": 0.0}), stage.draw("fission", 1))
    assert now.course.conflicts > now.countries[0].conflicts
