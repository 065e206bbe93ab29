"""The balance: who stands on which side, weighed by distance, and the odds that follow."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.mechanisms.crisis.balance import balance
from tocsin.mechanisms.crisis.formulas import expected_share, hazard_probability, normal_share, win_probability
from tocsin.mechanisms.crisis.state import (
    ASIDE,
    BEATEN,
    FIGHTS,
    JOINED,
    LOYAL,
    City,
    Group,
    Ruler,
    Setting,
    Unit,
)

VALUES = {"balance.hold": 2.0, "balance.reach": 100.0, "balance.crowd": 0.01, "balance.arms": 0.2, "street.weight": 1.0}


def weigh(stage: Any, **values: float) -> Any:
    cities = [City(population=1e6, capital=1), City(population=4e5, distance=300.0)]
    groups = [
        Group(city=0, size=2e5, organised=0.5, out_ruler=0.1, out_challenger=0.2, out_themselves=0.9),
        Group(city=1, size=1e5, organised=1.0, out_ruler=1.0, out_challenger=1.0),
    ]
    units = [
        Unit(distance=0.0, strength=10.0, stance=LOYAL),
        Unit(distance=200.0, strength=1000.0, stance=LOYAL),
        Unit(distance=50.0, strength=300.0, stance=FIGHTS),
        Unit(distance=400.0, strength=70.0, stance=JOINED),
        Unit(distance=0.0, strength=5000.0, stance=ASIDE),
        Unit(distance=0.0, strength=5000.0, stance=BEATEN),
    ]
    now = stage.crisis(
        column=stage.column(500.0, 2000.0, 0.75), cities=cities, groups=groups, units=units, ruler=Ruler(armed=0.3)
    )
    balance(now, Setting(capital_population=1e6), stage.parameters({**VALUES, **values}), stage.draw("balance"))
    return now.balance


def test_each_side_is_added_up(stage: Any) -> None:
    found = weigh(stage)
    assert found.undecided == pytest.approx(10.0 + 1000.0 * math.exp(-2.0))
    assert found.fighting == pytest.approx(300.0 * math.exp(-0.5))
    assert found.joined == pytest.approx(70.0 * math.exp(-1.0))  # 100 km from the column, wherever the capital is
    assert found.hold == pytest.approx(2000.0)
    # Only people of the capital count; arms only in organised hands on the ruler's side.
    assert found.crowd_ruler == pytest.approx(2e5 * 0.1 * (0.01 + 0.2 * 0.5 * 0.3))
    assert found.crowd_challenger == pytest.approx(2e5 * 0.2 * 0.01)
    assert found.attack == pytest.approx(2000.0 * 0.75 + 70.0 * math.exp(-1.0) + 2e5 * 0.2 * 0.01)


def test_crowds_without_weight_do_not_enter(stage: Any) -> None:
    found = weigh(stage, **{"street.weight": 0.0})
    assert (found.crowd_ruler, found.crowd_challenger) == (0.0, 0.0)
    assert found.attack == pytest.approx(1500.0 + 70.0 * math.exp(-1.0))


@pytest.mark.parametrize("distance", [0.0, 180.0, 500.0, 640.0, 1300.0])
def test_a_joined_unit_counts_by_its_way_to_the_column(stage: Any, distance: float) -> None:
    """In full beside it, less by e every 100 km of reach, ahead as behind; the capital's distance is nothing to it."""
    unit = Unit(distance=distance, strength=800.0, stance=JOINED)
    now = stage.crisis(column=stage.column(500.0, 2000.0), units=[unit])
    balance(now, Setting(), stage.parameters(VALUES), stage.draw("balance"))
    assert now.balance.joined == pytest.approx(800.0 / math.e ** (abs(distance - 500.0) / 100.0), rel=1e-12)
    assert now.balance.attack == pytest.approx(2000.0 + now.balance.joined, rel=1e-12)
    assert (now.balance.fighting, now.balance.undecided) == (0.0, 0.0)


strength = st.floats(1e-3, 1e7)


@given(strength, strength, st.floats(0.25, 8))
def test_the_contest_success_function_is_a_share_of_powers(attack: float, defence: float, decisiveness: float) -> None:
    """Tullock's A^γ / (A^γ + D^γ): log odds are γ × the log ratio, and one side's odds are the other's risk."""
    odds = win_probability(attack, defence, decisiveness)
    assert 0.0 <= odds <= 1.0
    assert odds + win_probability(defence, attack, decisiveness) == pytest.approx(1.0)
    if 1e-9 < odds < 1 - 1e-9:
        logit = math.log(odds) - math.log1p(-odds)
        assert logit == pytest.approx(decisiveness * math.log(attack / defence), rel=1e-5, abs=1e-6)


def test_an_empty_side_has_no_odds() -> None:
    assert win_probability(0.0, 10.0, 1.0) == win_probability(0.0, 0.0, 1.0) == 0.0
    assert win_probability(10.0, 0.0, 1.0) == 1.0


@given(st.floats(-30, 30))
def test_the_normal_share_is_the_normal_distribution(z: float) -> None:
    from scipy.stats import norm

    assert normal_share(z) == pytest.approx(norm.cdf(z), abs=1e-11)


@given(st.floats(0, 50))
def test_an_hourly_hazard_is_a_probability(rate: float) -> None:
    assert hazard_probability(rate) == pytest.approx(1.0 - math.exp(-rate), abs=1e-15)


def test_the_mean_of_a_beta_belief() -> None:
    from scipy.stats import beta

    assert expected_share(2.5, 4.0) == pytest.approx(beta(2.5, 4.0).mean())


def rising(stage: Any, tick: int = 0, **changes: Any) -> Any:
    group = Group(size=2e5, organised=0.5, sympathy=0.3, out_ruler=0.1, out_themselves=0.4)
    units = [
        Unit(distance=0.0, strength=300.0, initial=400.0, stance=JOINED),
        Unit(distance=20.0, strength=600.0, initial=600.0, stance=FIGHTS),
        Unit(distance=50.0, strength=900.0, initial=900.0, stance=JOINED),
    ]
    now = stage.crisis(cities=[City(population=1e6, capital=1)], groups=[group], units=units, ruler=Ruler(armed=0.9))
    now.balance.armed = changes.get("armed", 0.0)
    values = {**VALUES, "balance.inside": 30.0, "ruler.arming_time": 10.0}
    balance(now, Setting(challenger_present=0.0), stage.parameters(values), stage.draw("balance", tick=tick))
    return now


def test_in_a_rising_the_attack_is_that_of_the_people_and_of_who_joined_them(stage: Any) -> None:
    now = rising(stage)
    found = now.balance
    armed = 0.1 * 300.0 / 1000.0  # a tenth an hour of the arms of those in the capital that have joined
    assert found.armed == pytest.approx(armed)
    assert found.crowd_themselves == pytest.approx(2e5 * 0.4 * (0.01 + 0.2 * 0.5 * armed))
    assert found.attack == pytest.approx(300.0 + 900.0 * math.exp(-0.5) + found.crowd_themselves)
    assert found.fighting == pytest.approx(600.0 * math.exp(-0.2))
    # There never was a column, and nobody who wanted it to win.
    assert (now.column.strength, now.column.position, now.course.nearest, now.groups[0].sympathy) == (
        0.0,
        0.0,
        0.0,
        0.0,
    )


def test_arms_once_handed_out_stay(stage: Any) -> None:
    assert rising(stage, armed=0.5).balance.armed == 0.5


def test_with_a_challenger_people_out_for_themselves_are_not_his(stage: Any) -> None:
    assert weigh(stage).crowd_themselves == weigh(stage).armed == 0.0
