"""Profit rates: Ornstein–Uhlenbeck with variance 1 and correlation ρ; interventions; shares of output."""

from __future__ import annotations

import math
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tocsin.mechanisms.world.cycle import COMMON, cycle, depth, held
from tocsin.mechanisms.world.state import Country, Setting, World

ALONE = {"cycle.spread": 0.0, "cycle.growth": 0.0, "cycle.destruction": 0.0}


def run(
    stage: Any, now: Any, p: Any, months: int, case: Setting | None = None, history: int = 0, first: int = 0
) -> numpy.ndarray:
    """Profit rates, (months, countries)."""
    profits = []
    for tick in range(first, first + months):
        cycle(now, case or Setting(), p, stage.draw("cycle", tick, history))
        profits.append([country.profit for country in now.countries])
    return numpy.array(profits)


@pytest.mark.parametrize("common_share", [0.0, 0.3, 0.7, 1.0])
def test_uncoupled_profit_rates_have_variance_one_and_the_declared_correlation(stage: Any, common_share: float) -> None:
    months, reversion = 3000, 12.0
    p = stage.parameters({**ALONE, "cycle.reversion": reversion, "cycle.common_share": common_share})
    profits = run(stage, stage.worlds(), p, months)[12:]
    # Draws a month apart are correlated by e⁻¹; the error of a variance of correlated normals follows.
    carry = math.exp(-2 * reversion / 12)
    error = 4 * math.sqrt(2 * (1 + carry) / (1 - carry) / months)
    assert numpy.abs(profits.var(axis=0) - 1.0).max() < error
    assert abs(numpy.mean(profits[:, 0] * profits[:, 1]) - common_share) < error
    assert numpy.abs(profits.mean(axis=0)).max() < 4 * math.sqrt(2.2 / months)


@pytest.mark.parametrize("reversion", [0.3, 6.0])
def test_what_is_left_of_a_deviation_falls_exponentially(stage: Any, reversion: float) -> None:
    """Mean e^(−kt) × start and variance 1 − e^(−2kt) after t years, over histories, at every length of the steps."""
    p = stage.parameters({**ALONE, "cycle.reversion": reversion, "cycle.common_share": 0.5})
    ends = []
    for history in range(800):
        now = stage.worlds([Country(output=1.0, own_shock=2.0)], world=World(shock=2.0))
        ends.append(run(stage, now, p, 6, history=history, first=1)[-1, 0])
    left = math.exp(-reversion / 2)
    variance = 1 - left**2
    assert abs(numpy.mean(ends) - left * 2 * math.sqrt(2)) < 4 * math.sqrt(variance / 800)
    assert abs(numpy.var(ends) / variance - 1) < 4 * math.sqrt(2 / 800)


def test_a_history_begins_anywhere_in_the_cycle(stage: Any) -> None:
    """In its first month as in any other: variance 1, correlation ρ, a fifth of countries in a downturn."""
    p = stage.parameters({**ALONE, "cycle.reversion": 0.3, "cycle.common_share": 0.5})
    first = []
    for history in range(2000):
        now = stage.worlds()
        first.append([*run(stage, now, p, 1, history=history)[0], now.countries[0].downturn > 0])
    one, two, down = numpy.array(first).T
    assert abs(one.var() - 1) < 4 * math.sqrt(2 / 2000)
    assert abs(numpy.mean(one * two) - 0.5) < 4 * math.sqrt(1.25 / 2000)
    assert abs(down.mean() - stats.norm.cdf(-0.8)) < 4 * math.sqrt(0.17 / 2000)


def test_the_world_s_profit_is_the_mean_by_output_and_spreads(stage: Any) -> None:
    p = stage.parameters({"cycle.spread": 0.4, "cycle.common_share": 0.5})
    for before in (-1.0, 0.0, 2.0):
        countries = [Country(output=0.3), Country(output=0.2)]
        now = stage.worlds(countries, world=World(rest=0.5, profit=before))
        shares = [0.3, 0.2]
        cycle(now, Setting(), p, stage.draw("cycle"))
        shared = math.sqrt(0.5) * now.world.shock + 0.4 * before
        assert all(c.profit == pytest.approx(shared + math.sqrt(0.5) * c.own_shock) for c in countries)
        mean = 0.5 * shared + sum(s * c.profit for s, c in zip(shares, countries, strict=True))
        assert now.world.profit == pytest.approx(mean)


def test_war_costs_profit(stage: Any) -> None:
    p = stage.parameters({"cycle.war_weight": 1.5})
    profits = []
    for cost in (0.0, 0.4):
        now = stage.worlds([Country(output=1.0, war_cost=cost)])
        profits.append(run(stage, now, p, 1)[0, 0])
    assert profits[0] - profits[1] == pytest.approx(0.6)


@pytest.mark.parametrize(("profit", "expected"), [
    (1.0, 0.0), (-0.8, 0.0), (-1.0, 0.2), (-2.5, 1.7), (-2.8, 2.0), (-9.0, 2.0),
])  # fmt: skip
def test_the_depth_of_a_downturn(profit: float, expected: float) -> None:
    assert depth(profit) == pytest.approx(expected)


@given(st.floats(-5, 5), st.floats(0, 2))
def test_a_held_downturn_has_the_depth_that_it_is_held_at(profit: float, fixed: float) -> None:
    assert depth(held(profit, fixed)) == pytest.approx(fixed, abs=1e-12)
    assert held(profit, -1.0) == profit


def test_the_world_s_downturn_and_the_own_one_are_held_apart(stage: Any) -> None:
    p = stage.parameters({"cycle.common_share": 0.5, "cycle.reversion": 12.0})

    def months(case: Setting) -> tuple[list[float], list[float], list[float]]:
        now = stage.worlds()
        world, own, shocks = [], [], []
        for tick in range(150):
            cycle(now, case, p, stage.draw("cycle", tick))
            world.append(now.world.downturn)
            own.append(now.countries[0].downturn)
            shocks.append(now.countries[0].own_shock + now.world.shock)
        return world, own, shocks

    free = months(Setting())
    deep, calm = months(Setting(downturn_world=1.5)), months(Setting(downturn_world=0.0))
    assert deep[0] == pytest.approx([1.5] * 150)
    assert set(calm[0]) == {0.0}
    assert sum(deep[1]) > sum(free[1]) > sum(calm[1])  # it comes down to the countries
    assert max(calm[1]) > 0.0  # which still have their own
    own = months(Setting(downturn_own=0.7))
    assert own[1] == pytest.approx([0.7] * 150)
    assert own[0] == free[0]  # the world's is as it was
    both = months(Setting(downturn_world=1.5, downturn_own=0.0))
    assert (both[0], set(both[1])) == (deep[0], {0.0})
    # What is held changes nothing about what would have been.
    assert free[2] == deep[2] == calm[2] == own[2] == both[2]


def test_at_the_contrast_the_world_does_not_reach_a_country(stage: Any) -> None:
    p = stage.parameters({"cycle.common_share": 0.0, "cycle.spread": 0.0})
    runs = [
        run(stage, stage.worlds(world=World(shock=shock, profit=shock)), p, 24, Setting(downturn_world=fixed))
        for shock, fixed in ((0.0, -1.0), (3.0, -1.0), (0.0, 2.0))
    ]
    assert (runs[0] == runs[1]).all()
    assert (runs[0] == runs[2]).all()


def test_shares_of_output_grow_by_profit_and_shrink_by_war(stage: Any) -> None:
    values = {"cycle.growth": 0.12, "cycle.destruction": 0.24, "cycle.war_weight": 0.0, "cycle.common_share": 1.0}
    p = stage.parameters({**values, "cycle.spread": 0.0})
    countries = [Country(output=0.3), Country(output=0.3, war_cost=0.5)]
    now = stage.worlds(countries, world=World(rest=0.4))
    cycle(now, Setting(), p, stage.draw("cycle"))
    assert countries[0].output / now.world.rest == pytest.approx(0.75)  # the same profit, the same growth
    assert countries[1].output / countries[0].output == pytest.approx(math.exp(-0.01))
    p = stage.parameters({**values, "cycle.common_share": 0.0, "cycle.spread": 0.0, "cycle.destruction": 0.0})
    countries = [Country(output=0.3), Country(output=0.3)]
    now = stage.worlds(countries, world=World(rest=0.4))
    cycle(now, Setting(), p, stage.draw("cycle"))
    gap = countries[1].profit - countries[0].profit
    assert countries[1].output / countries[0].output == pytest.approx(math.exp(0.01 * gap))


@pytest.mark.parametrize("rest", [0.0, 0.6])
@pytest.mark.parametrize("history", range(3))
def test_shares_add_up_to_one(stage: Any, rest: float, history: int) -> None:
    weights = [0.01, 0.2, 0.4, 1.0]
    total = sum(weights) + rest
    countries = [Country(output=w / total, war_cost=0.3 * (i % 2)) for i, w in enumerate(weights)]
    countries.append(Country(exists=0))
    now = stage.worlds(countries, world=World(rest=rest / total))
    p = stage.parameters({"cycle.growth": 0.5, "cycle.destruction": 1.0})
    run(stage, now, p, 120, history=history)
    assert sum(c.output for c in now.countries) + now.world.rest == pytest.approx(1.0, abs=1e-12)
    assert all(c.output >= 0.0 for c in now.countries)


def test_a_state_that_does_not_exist_has_no_economy_and_draws_nothing(stage: Any) -> None:
    p = stage.parameters()
    dormant = Country(exists=0)
    now = stage.worlds([Country(output=1.0), dormant])
    run(stage, now, p, 12)
    assert dormant == Country(exists=0)

    class Counting:
        def __init__(self, draw: Any) -> None:
            self.draw, self.tick, self.mechanism, self.asked = draw, draw.tick, draw.mechanism, []

        def normal(self, entity: int, index: int) -> float:
            self.asked.append(entity)
            return float(self.draw.normal(entity, index))

    counting = Counting(stage.draw("cycle", 12))
    cycle(now, Setting(), p, counting)
    assert counting.asked == [COMMON, 0]


def test_downturns_of_the_world_are_told_once_each(stage: Any) -> None:
    now, p = stage.worlds(notes=500), stage.parameters()
    run(stage, now, p, 240)
    kinds = [line.kind for line in now.notes[: now.course.events]]
    assert len(kinds) > 2
    assert kinds == [number % 2 for number in range(len(kinds))]
