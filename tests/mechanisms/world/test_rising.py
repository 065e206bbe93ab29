"""Risings: exponential waiting times at a constant hazard; those inspired from elsewhere told apart."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from scipy import stats

from tocsin.mechanisms.world.rising import own_hazard, rising
from tocsin.mechanisms.world.state import COMMANDER, NO_CRISIS, RISING, WORKERS, Country, Setting, World


def rises(stage: Any, p: Any, country: Country, tick: int, history: int = 0, world: World | None = None) -> Any:
    now = stage.worlds([country], world=world)
    rising(now, Setting(), p, stage.draw("rising", tick, history))
    return now if country.crisis == RISING else None


@pytest.mark.parametrize(("own", "inspired"), [(0.05, 0.0), (0.0, 0.05), (0.04, 0.08)])
def test_waiting_times_are_exponential(stage: Any, own: float, inspired: float) -> None:
    """In the sum of the two hazards, and shared out between them."""
    p, histories, hazard = stage.parameters({"rising.base": own}), 700, own + inspired
    waits, by_example = [], 0
    for history in range(histories):
        for tick in range(5000):
            now = rises(stage, p, Country(inspiration=inspired), tick, history)
            if now:
                waits.append(tick)
                by_example += now.course.risings_inspired
                break
    edges = [0, *(math.ceil(-math.log(1 - share) / hazard) for share in (0.3, 0.5, 0.7, 0.85)), 5000]
    counts = [sum(low <= wait < high for wait in waits) for low, high in pairwise(edges)]
    expected = [histories * (math.exp(-hazard * low) - math.exp(-hazard * high)) for low, high in pairwise(edges)]
    assert stats.chisquare(counts, expected).pvalue > 0.001
    # Of those in a month, the inspired are those where the people's own draw did not start one.
    share = math.exp(-own) * -math.expm1(-inspired) / -math.expm1(-hazard)
    assert abs(by_example / histories - share) <= 4.0 * math.sqrt(share * (1.0 - share) / histories)


@pytest.mark.parametrize(("name", "size", "fields", "log_ratio"), [
    ("grievance", 8.0, {"grievance": 0.45}, 8.0 * 0.2),
    ("capacity", 2.0, {"capacity": 0.3, "capacity_normal": 0.8}, 2.0 * 0.5),
    ("dual_power", 1.5, {"dual_power": 0.6}, 1.5 * 0.6),
])  # fmt: skip
def test_each_cause_multiplies_the_hazard_and_can_be_cut(
    stage: Any, name: str, size: float, fields: dict[str, float], log_ratio: float
) -> None:
    others = {"rising.base": 0.001, "rising.grievance": 0.0, "rising.capacity": 0.0, "rising.dual_power": 0.0}
    with_it, without = stage.parameters({**others, f"rising.{name}": size}), stage.parameters(others)
    assert own_hazard(Country(grievance=0.25), with_it) == pytest.approx(0.001)
    assert own_hazard(Country(**{"grievance": 0.25, **fields}), with_it) == pytest.approx(0.001 * math.exp(log_ratio))
    assert own_hazard(Country(**{"grievance": 0.25, **fields}), without) == 0.001


def test_examples_change_no_rising_of_ones_own(stage: Any) -> None:
    p = stage.parameters({"rising.base": 0.1})
    more = 0
    for tick in range(600):
        alone, inspired = rises(stage, p, Country(), tick), rises(stage, p, Country(inspiration=0.1), tick)
        if alone:
            assert inspired.course.risings_inspired == 0
        elif inspired:
            assert inspired.course.risings_inspired == 1
            more += 1
    assert more > 0


def test_no_rising_beside_a_commander_s_or_against_a_workers_order_or_after_nuclear_use(stage: Any) -> None:
    p = stage.parameters({"rising.base": 10.0})
    assert rises(stage, p, Country(inspiration=10.0), 0)
    assert not rises(stage, p, Country(inspiration=10.0), 0, world=World(nuclear=1))
    assert not rises(stage, p, Country(inspiration=10.0, order=WORKERS), 0)
    commander = Country(inspiration=10.0, crisis=COMMANDER)
    assert not rises(stage, p, commander, 0)
    assert commander.crisis == COMMANDER


def test_nobody_rises_without_a_hazard(stage: Any) -> None:
    country = Country(grievance=1.0, capacity=0.0, dual_power=1.0)
    assert not any(rises(stage, stage.parameters({"rising.base": 0.0}), country, tick) for tick in range(500))
    assert country.crisis == NO_CRISIS
