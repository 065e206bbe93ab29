"""Degeneration: the exponential approach, and the order past the threshold."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy.integrate import solve_ivp

from tocsin.mechanisms.world.degeneration import approach, degeneration
from tocsin.mechanisms.world.state import BUREAUCRATIC, CAPITALIST, NEVER, WORKERS, Country, Setting

VALUES = {
    "degeneration.isolation": 0.03,
    "degeneration.abundance": 1.4,
    "degeneration.support": 0.05,
    "degeneration.threshold": 1.0,
    "degeneration.coexistence": 0.6,
}


def path(stage: Any, months: int, values: dict[str, float] | None = None, **fields: float) -> Any:
    now = stage.worlds([Country(**{"order": WORKERS, **fields})], notes=1)
    for tick in range(months):
        degeneration(now, Setting(), stage.parameters({**VALUES, **(values or {})}), stage.draw("degeneration", tick))
    return now


@pytest.mark.parametrize("months", [1, 24, 120, 2000])
@pytest.mark.parametrize(("support", "development"), [(0.0, 0.2), (0.4, 0.2), (0.4, 0.9), (1.0, 0.3)])
@pytest.mark.parametrize("start", [0.0, 0.3])
def test_it_nears_its_fixed_point_exponentially(
    stage: Any, months: int, support: float, development: float, start: float
) -> None:
    up, down = 0.03 * (1.0 - support) * (1.4 - development), 0.05 * support
    rest = up / (up + down)
    now = path(stage, months, support=support, development=development, degeneration=start)
    closed = rest + (start - rest) * math.exp(-(up + down) * months)
    assert now.countries[0].degeneration == pytest.approx(closed, rel=1e-9, abs=1e-12)


def test_it_solves_the_equation_that_it_states(stage: Any) -> None:
    up, down = 0.03 * 0.7 * 1.1, 0.05 * 0.3
    solved = solve_ivp(lambda _, d: up * (1.0 - d) - down * d, (0.0, 60.0), [0.1], rtol=1e-10, atol=1e-12).y[0, -1]
    now = path(stage, 60, support=0.3, development=0.3, degeneration=0.1)
    assert now.countries[0].degeneration == pytest.approx(solved, rel=1e-7)


def test_without_isolation_or_want_nothing_degenerates(stage: Any) -> None:
    assert path(stage, 200, {"degeneration.isolation": 0.0}).countries[0].degeneration == 0.0
    assert path(stage, 200, development=1.5).countries[0].degeneration == 0.0
    assert path(stage, 200, support=1.0).countries[0].degeneration == 0.0
    assert approach(0.4, 0.0, 0.0) == 0.4


def test_past_the_threshold_the_order_is_bureaucratic_and_its_policy_coexistence(stage: Any) -> None:
    rate = 0.03 * (1.4 - 0.2)
    month = math.ceil(-math.log(1.0 - 0.6) / rate) - 1  # tick in which 1 − e^(−rate (tick + 1)) first exceeds .6
    for months, over in ((month, False), (month + 1, True), (month + 50, True)):
        now = path(stage, months, {"degeneration.threshold": 0.6}, development=0.2)
        country = now.countries[0]
        assert country.order == (BUREAUCRATIC if over else WORKERS)
        assert (country.degenerated, country.order_since) == ((month, month) if over else (NEVER, 0))
        assert country.coexistence == (0.6 if over else 0.0)
        assert (now.course.degenerations, now.course.events) == (int(over), int(over))


def test_other_orders_have_nothing_to_lose(stage: Any) -> None:
    for order in (CAPITALIST, BUREAUCRATIC):
        now = path(stage, 100, order=order, degeneration=0.9)
        assert (now.countries[0].degeneration, now.countries[0].order) == (0.9, order)
        assert now.course.degenerations == 0
