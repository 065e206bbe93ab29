"""Cohesion: the fixed point, and the way to it."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tocsin.mechanisms.world.cohesion import cohesion
from tocsin.mechanisms.world.state import Country, Setting

VALUES = {
    "cohesion.normal": 0.85,
    "cohesion.autocracy_lowers": 0.1,
    "cohesion.war_lowers": 0.3,
    "cohesion.capacity_lowers": 0.4,
    "cohesion.recession_lowers": 0.05,
    "cohesion.relaxation": 9.0,
    "cohesion.accommodation_normal": 0.1,
    "cohesion.accommodation_war": 0.5,
}
STRAINED = {"autocracy": 0.5, "war_cost": 0.6, "capacity_normal": 0.8, "capacity": 0.5, "downturn": 1.2}
FIXED_POINT = 0.85 - 0.1 * 0.5 - 0.3 * 0.6 - 0.4 * 0.3 - 0.05 * 1.2


def after(stage: Any, months: int, values: dict[str, float] | None = None, **fields: float) -> Country:
    now, p = stage.worlds([Country(**fields)]), stage.parameters({**VALUES, **(values or {})})
    for tick in range(months):
        cohesion(now, Setting(), p, stage.draw("cohesion", tick))
    return now.countries[0]


@pytest.mark.parametrize("start", [0.0, FIXED_POINT, 1.0])
def test_it_settles_at_its_fixed_point(stage: Any, start: float) -> None:
    country = after(stage, 1000, cohesion=start, accommodation=start, **STRAINED)
    assert country.cohesion == pytest.approx(FIXED_POINT, abs=1e-12)
    assert country.accommodation == pytest.approx(0.1 + 0.5 * 0.6, abs=1e-12)


@pytest.mark.parametrize("months", [1, 5, 30])
def test_it_nears_it_at_the_rate_stated(stage: Any, months: int) -> None:
    country = after(stage, months, cohesion=0.9, accommodation=0.0, **STRAINED)
    left = math.exp(-months / 9.0)
    assert country.cohesion == pytest.approx(FIXED_POINT + (0.9 - FIXED_POINT) * left, rel=1e-12)
    assert country.accommodation == pytest.approx(0.4 * (1.0 - left), rel=1e-12)


@pytest.mark.parametrize(("cut", "strain"), [
    ("war_lowers", {"war_cost": 1.0}),
    ("capacity_lowers", {"capacity": 0.1}),
    ("recession_lowers", {"downturn": 2.0}),
    ("autocracy_lowers", {"autocracy": 1.0}),
])  # fmt: skip
def test_each_link_can_be_cut_exactly(stage: Any, cut: str, strain: dict[str, float]) -> None:
    calm = {"autocracy": 0.0}
    rested = after(stage, 50, **calm).cohesion
    assert after(stage, 50, **{**calm, **strain}).cohesion < rested - 0.01
    assert after(stage, 50, {f"cohesion.{cut}": 0.0}, **{**calm, **strain}).cohesion == rested


def test_the_wing_that_wants_terms_grows_only_by_the_link(stage: Any) -> None:
    cut = {"cohesion.accommodation_war": 0.0}
    assert after(stage, 50, cut, war_cost=1.0).accommodation == after(stage, 50, cut).accommodation


def test_it_stays_a_share(stage: Any) -> None:
    worst = {"cohesion.war_lowers": 1.0, "cohesion.capacity_lowers": 1.0, "cohesion.accommodation_war": 1.0}
    country = after(stage, 500, worst, war_cost=1.0, capacity=0.0, downturn=2.0, autocracy=1.0)
    assert (country.cohesion, country.accommodation) == (pytest.approx(0.0, abs=1e-9), pytest.approx(1.0))
