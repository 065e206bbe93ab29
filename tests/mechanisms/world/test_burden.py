"""The burden: fixed points of three linear differential equations and the exponential ways there."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tocsin.mechanisms.world.burden import burden, war_cost
from tocsin.mechanisms.world.state import Country, Setting

VALUES = {
    "burden.cost_relaxation": 3.0, "burden.standing": 0.4, "burden.full_loss": 0.02,
    "burden.recession_to_grievance": 0.1, "burden.war_to_grievance": 0.5, "burden.relaxation_grievance": 12.0,
    "burden.war_to_capacity": 0.4, "burden.insecurity_to_capacity": 0.25, "burden.relaxation_capacity": 30.0,
}  # fmt: skip
COST = 0.8 * (0.4 + 0.6 * 0.5)


def country(**values: Any) -> Country:
    given = {"effort": 0.8, "loss": 0.01, "downturn": 0.5, "development": 0.6, "insecurity": 0.4}
    return Country(**{**given, **values})


def play(stage: Any, state: Country, months: int, values: dict[str, float] | None = None) -> Country:
    now, p = stage.worlds([state]), stage.parameters({**VALUES, **(values or {})})
    for tick in range(months):
        burden(now, Setting(), p, stage.draw("burden", tick))
    return state


def test_the_three_settle_at_their_fixed_points(stage: Any) -> None:
    state = play(stage, country(), 3000)
    assert state.war_cost == pytest.approx(COST)
    assert state.grievance == pytest.approx(0.25 + 0.1 * 0.5 + 0.5 * COST)
    assert state.capacity == pytest.approx(0.8 - 0.4 * 0.9 * COST - 0.25 * 0.4)


@pytest.mark.parametrize("months", [1, 3, 40])
def test_the_way_there_is_exponential(stage: Any, months: int) -> None:
    assert play(stage, country(), months).war_cost == pytest.approx(COST * -math.expm1(-months / 3))
    # With the cost at its fixed point already, grievance and capacity have targets that stand still.
    state = play(stage, country(war_cost=COST), months)
    target = 0.25 + 0.05 + 0.5 * COST
    assert state.grievance == pytest.approx(target + (0.25 - target) * math.exp(-months / 12))
    target = 0.8 - 0.4 * 0.9 * COST - 0.1
    assert state.capacity == pytest.approx(target + (0.8 - target) * math.exp(-months / 30))


def test_war_costs_by_effort_and_losses_up_to_the_utmost(stage: Any) -> None:
    p = stage.parameters(VALUES)
    assert war_cost(0.0, 0.5, p) == 0.0
    assert war_cost(1.0, 0.0, p) == pytest.approx(0.4)
    assert war_cost(1.0, 0.02, p) == war_cost(1.0, 0.9, p) == pytest.approx(1.0)


def test_after_the_war_all_comes_back(stage: Any) -> None:
    state = country(effort=0.0, loss=0.0, downturn=0.0, insecurity=0.0, war_cost=0.9, grievance=0.9, capacity=0.1)
    play(stage, state, 3000)
    assert (state.war_cost, state.grievance, state.capacity) == (
        pytest.approx(0.0, abs=1e-12),
        pytest.approx(0.25),
        pytest.approx(0.8),
    )


def test_poorer_states_lose_more_capacity(stage: Any) -> None:
    lost = [0.7 - play(stage, country(development=d), 3000).capacity for d in (0.0, 0.5, 1.0)]
    assert lost == pytest.approx([0.4 * 1.5 * COST, 0.4 * 1.0 * COST, 0.4 * 0.5 * COST])


@pytest.mark.parametrize(("name", "expected"), [
    ("recession_to_grievance", (0.25 + 0.5 * COST, 0.7 - 0.36 * COST)),
    ("war_to_grievance", (0.3, 0.7 - 0.36 * COST)),
    ("war_to_capacity", (0.3 + 0.5 * COST, 0.7)),
    ("insecurity_to_capacity", (0.3 + 0.5 * COST, 0.8 - 0.36 * COST)),
])  # fmt: skip
def test_the_contrasts_cut_their_link(stage: Any, name: str, expected: tuple[float, float]) -> None:
    state = play(stage, country(), 3000, {f"burden.{name}": 0.0})
    assert (state.grievance, state.capacity) == pytest.approx(expected)


def test_grievance_and_capacity_stay_on_their_scales(stage: Any) -> None:
    values = {"burden.war_to_grievance": 1.0, "burden.war_to_capacity": 1.0}
    state = play(stage, country(effort=1.0, loss=0.5, downturn=2.0, development=0.0), 3000, values)
    assert (state.war_cost, state.grievance, state.capacity) == (
        pytest.approx(1.0),
        pytest.approx(1.0),
        pytest.approx(0.0, abs=1e-9),
    )


def test_a_state_that_does_not_exist_bears_nothing(stage: Any) -> None:
    assert play(stage, country(exists=0), 24) == country(exists=0)


def test_an_intervention_holds_the_cost_of_war_and_what_follows_from_it(stage: Any) -> None:
    now, p = stage.worlds([country(effort=0.0, loss=0.0)]), stage.parameters(VALUES)
    for tick in range(3000):
        burden(now, Setting(war_cost_fixed=0.5), p, stage.draw("burden", tick))
    state = now.countries[0]
    assert state.war_cost == 0.5
    assert state.grievance == pytest.approx(0.25 + 0.1 * 0.5 + 0.5 * 0.5)
    assert state.capacity == pytest.approx(0.8 - 0.4 * 0.9 * 0.5 - 0.25 * 0.4)
    burden(now, Setting(war_cost_fixed=0.0), p, stage.draw("burden", 0))
    assert state.war_cost == 0.0
