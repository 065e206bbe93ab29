"""Rebellion: exponential waiting times at a constant hazard, and what moves the hazard."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from scipy import stats

from tocsin.mechanisms.world.defection import defection, rebellion_hazard
from tocsin.mechanisms.world.state import COMMANDER, NO_CRISIS, RISING, Country, Setting, World

REFERENCE = {"cohesion": 0.7, "autocracy": 0.3, "development": 0.25}


def rebels(stage: Any, p: Any, country: Country, tick: int, history: int = 0, world: World | None = None) -> bool:
    now = stage.worlds([country], world=world)
    defection(now, Setting(), p, stage.draw("defection", tick, history))
    return country.crisis == COMMANDER


@pytest.mark.parametrize("hazard", [0.02, 0.3])
def test_waiting_times_are_exponential(stage: Any, hazard: float) -> None:
    """Chi-square over the months waited against e^(−hazard t) at the ends of the months."""
    p, histories = stage.parameters({"defection.base": hazard}), 800
    waits = []
    for history in range(histories):
        months = (tick for tick in range(5000) if rebels(stage, p, Country(**REFERENCE), tick, history))
        waits.append(next(months))
    edges = [0, *(math.ceil(-math.log(1 - share) / hazard) for share in (0.3, 0.5, 0.7, 0.85)), 5000]
    counts = [sum(low <= wait < high for wait in waits) for low, high in pairwise(edges)]
    expected = [histories * (math.exp(-hazard * low) - math.exp(-hazard * high)) for low, high in pairwise(edges)]
    assert stats.chisquare(counts, expected).pvalue > 0.001


@pytest.mark.parametrize(("name", "size", "fields", "log_ratio"), [
    ("cohesion", 4.0, {"cohesion": 0.4}, 4.0 * 0.3),
    ("recession", 0.6, {"downturn": 1.5}, 0.6 * 1.5),
    ("development", 0.7, {"development": 0.05}, 0.7 * math.log(5.0)),
    ("war", 0.8, {"war_cost": 0.5}, 0.8 * 0.5),
    ("autocracy", 1.2, {"autocracy": 0.9}, 1.2 * 0.6),
    ("absorption", 6.0, {"formation": 0.1}, 6.0 * 0.1),
    ("absorption", 6.0, {"formation": 0.1, "war_cost": 0.5}, 6.0 * 0.15),
    ("insecurity", 0.8, {"insecurity": 1.0}, 0.8),
])  # fmt: skip
def test_each_cause_multiplies_the_hazard_and_can_be_cut(
    stage: Any, name: str, size: float, fields: dict[str, float], log_ratio: float
) -> None:
    causes = ("cohesion", "recession", "development", "war", "autocracy", "absorption", "insecurity")
    others = {f"defection.{cause}": 0.0 for cause in causes}
    moved = Country(**{**REFERENCE, **fields})
    with_it = stage.parameters({**others, f"defection.{name}": size, "defection.base": 0.001})
    without = stage.parameters({**others, "defection.base": 0.001})
    assert rebellion_hazard(Country(**REFERENCE), with_it) == pytest.approx(0.001)
    assert rebellion_hazard(moved, with_it) == pytest.approx(0.001 * math.exp(log_ratio))
    assert rebellion_hazard(moved, without) == 0.001


def test_no_crisis_starts_beside_another_or_after_nuclear_use(stage: Any) -> None:
    p = stage.parameters({"defection.base": 10.0})
    assert rebels(stage, p, Country(**REFERENCE), 0)
    assert not rebels(stage, p, Country(**REFERENCE), 0, world=World(nuclear=1))
    rising = Country(**REFERENCE, crisis=RISING)
    assert not rebels(stage, p, rising, 0)
    assert rising.crisis == RISING


def test_nobody_rebels_without_a_hazard(stage: Any) -> None:
    p, country = stage.parameters({"defection.base": 0.0}), Country(cohesion=0.0, formation=1.0, war_cost=1.0)
    assert not any(rebels(stage, p, country, tick) for tick in range(500))
    assert country.crisis == NO_CRISIS
