"""Restoration and overthrow: hazards as declared, exponential waiting times, and which orders they concern."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from scipy import stats

from tocsin.mechanisms.world.restoration import overthrow_hazard, restoration, restoration_hazard
from tocsin.mechanisms.world.state import BUREAUCRATIC, CAPITALIST, JUNTA, RESTORED, WORKERS, Country, Setting

VALUES = {
    "restoration.base": 0.01, "restoration.steepness": 10.0, "restoration.threshold": 0.4,
    "restoration.order_overthrow": 0.04, "restoration.order_size": 0.5, "restoration.order_support": 2.0,
    "restoration.order_settling": 25.0, "restoration.order_floor": 0.0005,
}  # fmt: skip
OVERTHROW_OFF = {"restoration.order_overthrow": 0.0, "restoration.order_floor": 0.0}


def step(now: Any, p: Any, draw: Any) -> bool:
    restoration(now, Setting(), p, draw)
    return bool(now.countries[0].order == RESTORED)


def wait(stage: Any, p: Any, state: Country, horizon: int, history: int) -> int:
    """Month of the first change of order, or the horizon."""
    now = stage.worlds([state])
    ticks = (tick for tick in range(horizon) if step(now, p, stage.draw("restoration", tick, history)))
    return next(ticks, horizon)


def test_the_hazard_of_a_restoration_turns_at_the_threshold(stage: Any) -> None:
    p = stage.parameters(VALUES)

    def hazard(capacity: float) -> float:
        return restoration_hazard(Country(order=BUREAUCRATIC, capacity=capacity), p)

    assert hazard(0.4) == pytest.approx(0.01)
    assert hazard(0.6) == pytest.approx(0.02 / (1 + math.exp(2)))
    assert hazard(0.0) == pytest.approx(0.02 / (1 + math.exp(-4)))
    flat = stage.parameters({**VALUES, "restoration.steepness": 0.0})
    assert restoration_hazard(Country(order=BUREAUCRATIC, capacity=0.05), flat) == 0.01


@pytest.mark.parametrize(("order", "fronts", "possible"), [
    (BUREAUCRATIC, 0, True), (BUREAUCRATIC, 1, True), (WORKERS, 1, True), (WORKERS, 0, False),
    (CAPITALIST, 1, False), (JUNTA, 1, False), (RESTORED, 1, False),
])  # fmt: skip
def test_which_orders_can_be_restored(stage: Any, order: int, fronts: int, possible: bool) -> None:
    state = Country(order=order, fronts=fronts, capacity=0.0)
    assert (restoration_hazard(state, stage.parameters(VALUES)) > 0.0) == possible


@pytest.mark.parametrize(("base", "capacity"), [(0.02, 0.4), (0.1, 0.55)])
def test_months_to_a_restoration_are_exponential(stage: Any, base: float, capacity: float) -> None:
    p, histories = stage.parameters({**VALUES, **OVERTHROW_OFF, "restoration.base": base}), 500
    hazard = restoration_hazard(Country(order=BUREAUCRATIC, capacity=capacity), p)
    horizon = math.ceil(1.5 / hazard)
    waits = [wait(stage, p, Country(order=BUREAUCRATIC, capacity=capacity), horizon, h) for h in range(histories)]
    cuts = [0, *(math.ceil(-math.log(1 - share) / hazard) for share in (0.2, 0.4, 0.6)), horizon]
    counts = [sum(low <= month < high for month in waits) for low, high in pairwise(cuts)] + [waits.count(horizon)]
    left = [math.exp(-hazard * month) for month in cuts]
    expected = [histories * (a - b) for a, b in pairwise(left)] + [histories * left[-1]]
    assert stats.chisquare(counts, expected).pvalue > 0.001


def test_the_hazard_of_an_overthrow(stage: Any) -> None:
    p = stage.parameters(VALUES)

    def hazard(age: float = 0.0, **values: Any) -> float:
        return overthrow_hazard(Country(**{"order": WORKERS, "strength": 0.05, **values}), age, p) - 0.0005

    assert hazard() == pytest.approx(0.04)
    assert hazard(strength=0.2) == pytest.approx(0.02)
    assert hazard(strength=0.0125) == pytest.approx(0.08)
    assert math.isfinite(hazard(strength=0.0))
    assert hazard(support=0.5) == pytest.approx(0.04 * math.exp(-1))
    assert hazard(age=50.0) == pytest.approx(0.04 * math.exp(-2))
    for order in (CAPITALIST, BUREAUCRATIC, JUNTA, RESTORED):
        assert overthrow_hazard(Country(order=order), 0.0, p) == 0.0


def test_a_workers_order_survives_with_the_probability_of_its_integrated_hazard(stage: Any) -> None:
    p, histories, months = stage.parameters(VALUES), 600, 60
    lasted = [wait(stage, p, Country(order=WORKERS, strength=0.02, support=0.3), months, h) for h in range(histories)]
    state = Country(order=WORKERS, strength=0.02, support=0.3)
    survival = math.exp(-sum(overthrow_hazard(state, float(age), p) for age in range(months)))
    share = lasted.count(months) / histories
    assert abs(share - survival) < 4 * math.sqrt(survival * (1 - survival) / histories)


def test_at_the_contrasts_nothing_is_restored_or_overthrown(stage: Any) -> None:
    p = stage.parameters({**VALUES, **OVERTHROW_OFF, "restoration.base": 0.0})
    for history in range(50):
        assert wait(stage, p, Country(order=WORKERS, fronts=1, capacity=0.0), 50, history) == 50


@pytest.mark.parametrize(("order", "values", "kind"), [
    (BUREAUCRATIC, {**OVERTHROW_OFF, "restoration.base": 1.0}, 0), (WORKERS, {"restoration.order_overthrow": 1.0}, 1),
])  # fmt: skip
def test_a_change_of_order_is_written_down(stage: Any, order: int, values: dict[str, float], kind: int) -> None:
    state = Country(order=order, capacity=0.1, strength=0.001, degeneration=0.7, coexistence=0.9)
    now = stage.worlds([state], notes=2)
    p = stage.parameters({**VALUES, **values})
    month = next(tick for tick in range(99) if step(now, p, stage.draw("restoration", tick)))
    assert (state.order, state.order_since, state.fell, state.insecurity) == (RESTORED, month, 1, 1.0)
    assert (state.degeneration, state.coexistence, state.support) == (0.0, 0.0, 0.0)
    assert (now.course.restorations, now.course.overthrows) == (1 - kind, kind)
    assert (state.restored, state.overthrown) == ((month, -1) if kind == 0 else (-1, month))
    assert [(line.kind, line.actor) for line in now.notes[: now.course.events]] == [(kind, 0)]


def test_a_state_that_does_not_exist_has_no_order_to_lose(stage: Any) -> None:
    p = stage.parameters({**VALUES, "restoration.base": 1.0})
    assert wait(stage, p, Country(exists=0, order=BUREAUCRATIC, capacity=0.0), 50, 0) == 50
