"""People against forces in the streets: Lanchester's square law, and who fires, yields, breaks or goes home."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.mechanisms.crisis.confrontation import stands_in
from tocsin.mechanisms.crisis.state import (
    BARGAIN,
    BEATEN,
    FIGHTS,
    FLEE,
    JOINED,
    LOYAL,
    REPRESS,
    WAITS,
    Balance,
    City,
    Group,
    Ruler,
    Setting,
    Unit,
)

RISING = Setting(challenger_present=0.0)
VALUES = {"combat.column_effect": 0.004, "combat.defence_effect": 0.01, "combat.breaking": 0.05, "combat.assault": 0.0,
          "combat.yielding": 0.0, "balance.crowd": 0.002, "balance.arms": 0.2, "balance.inside": 30.0,
          "balance.decisiveness": 1.0, "street.weight": 1.0}  # fmt: skip


def streets(stage: Any, *, out: float = 0.5, men: float = 800.0, response: int = REPRESS, **parts: Any) -> Any:
    """A million of whom a share `out` is out, worth 2 men a thousand, against `men` of one unit in the capital."""
    cities = parts.pop("cities", [City(population=1e6, capital=1, out_themselves=out)])
    groups = parts.pop("groups", [Group(size=1e6, out_themselves=out, organised=0.25)])
    units = [Unit(distance=5.0, strength=men, initial=men, stance=FIGHTS), *parts.pop("units", [])]
    parts.setdefault("ruler", Ruler(response=response))
    return stage.crisis(cities=cities, groups=groups, units=units, notes=20, **parts)


def fight(stage: Any, now: Any, hours: int = 1, case: Setting = RISING, **values: float) -> Any:
    values = {name.replace("__", "."): value for name, value in values.items()}
    for _ in stage.play(["confrontation"], now, case, stage.parameters({**VALUES, **values}), range(hours)):
        pass
    return now


@pytest.mark.parametrize(("out", "men"), [(0.5, 800.0), (0.2, 3000.0), (1.0, 300.0)])
def test_the_square_law_holds_from_hour_to_hour(stage: Any, out: float, men: float) -> None:
    now, people = streets(stage, out=out, men=men), out * 2000.0
    start = 0.004 * people**2 - 0.01 * men**2
    p = stage.parameters(VALUES)
    hours = 0
    for _ in stage.play(["confrontation"], now, RISING, p, range(200)):
        if now.cities[0].attack_at_start == 0.0:
            break
        left, soldiers = 2000.0 * now.groups[0].out_themselves, now.units[0].strength
        assert 0.004 * left**2 - 0.01 * soldiers**2 == pytest.approx(start, abs=1e-9 * 0.004 * people**2)
        assert now.cities[0].out_themselves == pytest.approx(now.groups[0].out_themselves)
        hours += 1
    assert hours > 3
    won = start > 0
    assert (now.units[0].stance == BEATEN) == won
    assert (now.groups[0].out_themselves > 0.0) == won


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0.0, 1.0), st.floats(0.0, 1e5), st.floats(0.05, 0.95), st.floats(0.0, 1.0), st.floats(0.0, 1.0),
       st.sampled_from([WAITS, REPRESS, BARGAIN, FLEE]), st.floats(0.0, 1.0), st.floats(0.0, 5e3))  # fmt: skip
def test_people_and_men_are_lost_but_never_made(
    stage: Any, out: float, men: float, breaking: float, assault: float, yielding: float, response: int, armed: float,
    guard: float,
) -> None:  # fmt: skip
    now = streets(stage, out=out, men=men, balance=Balance(armed=armed),
                  ruler=Ruler(response=response, guard=guard))  # fmt: skip
    p = stage.parameters(
        {**VALUES, "combat.breaking": breaking, "combat.assault": assault, "combat.yielding": yielding}
    )
    before = (out, men, guard)
    for _ in stage.play(["confrontation"], now, RISING, p, range(30)):
        after = (now.cities[0].out_themselves, now.units[0].strength, now.ruler.guard)
        assert all(0.0 <= left <= had for left, had in zip(after, before, strict=True))
        before = after
        assert now.course.fighting_now <= (armed > 0.0)


def test_people_below_the_breaking_share_all_go_home_and_come_out_again_only_by_the_street(stage: Any) -> None:
    joined = Unit(distance=5.0, strength=100.0, initial=100.0, stance=JOINED)
    now = fight(stage, streets(stage, out=0.2, men=3000.0, units=[joined]), 60, combat__breaking=0.8)
    assert now.cities[0].out_themselves == now.groups[0].out_themselves == now.cities[0].attack_at_start == 0.0
    assert now.units[1].stance == BEATEN
    assert now.units[0].stance == FIGHTS
    assert now.course.news == now.course.events == 2  # begun, and cleared
    assert 0 < now.cities[0].cleared_hour < 59


@pytest.mark.parametrize("response", [WAITS, BARGAIN, REPRESS])
@pytest.mark.parametrize("assault", [0.0, 0.3, 0.7, 1.0])
def test_forces_fire_on_order_from_some_odds_on_and_people_from_the_same(
    stage: Any, response: int, assault: float
) -> None:
    now = fight(stage, streets(stage, out=0.5, men=1000.0, response=response), combat__assault=assault)  # even odds
    assert (now.cities[0].cleared_hour == 0) == (assault <= 0.5)
    alone = fight(stage, streets(stage, out=0.125, men=1000.0, response=response), combat__assault=assault)  # one in 5
    clash = assault <= 0.2 or (assault <= 0.8 and response == REPRESS)
    assert (alone.cities[0].cleared_hour == 0) == clash
    assert (alone.units[0].strength < 1000.0) == clash


def test_an_order_withdrawn_stops_the_fire(stage: Any) -> None:
    now = fight(stage, streets(stage, out=0.1, men=1000.0), 1, combat__assault=0.5)
    assert now.cities[0].attack_at_start == pytest.approx(200.0)
    now.ruler.response = BARGAIN
    out = now.cities[0].out_themselves
    fight(stage, now, 5, combat__assault=0.5)
    assert (now.cities[0].attack_at_start, now.cities[0].out_themselves) == (0.0, out)


def test_forces_yield_below_some_odds_before_a_shot(stage: Any) -> None:
    for yielding, yields in ((0.09, False), (0.11, True)):  # 100 men against people worth 900
        now = streets(stage, out=0.45, men=80.0, ruler=Ruler(response=REPRESS, guard=20.0))
        fight(stage, now, combat__yielding=yielding)
        assert (now.units[0].stance == BEATEN) == yields
        assert (now.ruler.guard == 0.0) == yields
        assert (now.cities[0].cleared_hour == -1) == yields


def test_only_arms_on_both_sides_make_it_fighting_in_the_capital(stage: Any) -> None:
    """And a guard whose ruler is off has nothing to fight for."""
    assert fight(stage, streets(stage)).course.fighting_hours == 0
    assert fight(stage, streets(stage, balance=Balance(armed=0.1))).course.fighting_hours == 1
    joined = Unit(distance=5.0, strength=50.0, initial=50.0, stance=JOINED)
    assert fight(stage, streets(stage, units=[joined])).course.fighting_now == 1
    away = streets(stage, men=0.0, ruler=Ruler(response=FLEE, guard=500.0))
    assert fight(stage, away).cities[0].cleared_hour == -1
    assert away.ruler.guard == 500.0
    assert fight(stage, streets(stage, units=[joined]), case=Setting()).course.fighting_hours == 0  # a challenger


def test_each_city_is_cleared_by_the_units_that_stand_in_it(stage: Any) -> None:
    cities = [
        City(population=1e6, capital=1, out_themselves=0.3),
        City(population=1e6, distance=200.0, out_themselves=0.3),
    ]
    for unit_city, distance, where in ((0, 10.0, 0), (1, 10.0, 0), (1, 200.0, 1), (0, 200.0, None)):
        unit = Unit(city=unit_city, distance=distance, strength=900.0, initial=900.0, stance=FIGHTS)
        assert [stands_in(unit, city, number, 30.0) for number, city in enumerate(cities)] == [where == 0, where == 1]
        groups = [Group(city=c, size=1e6, out_themselves=0.3) for c in range(2)]
        own = [City(population=1e6, capital=1, out_themselves=0.3), City(population=1e6, out_themselves=0.3)]
        now = fight(stage, streets(stage, men=0.0, cities=own, groups=groups, units=[unit]))
        assert [city.out_themselves < 0.3 for city in now.cities] == [where == 0, where == 1]


def test_organised_people_with_arms_weigh_more_and_undecided_units_do_not_fight(stage: Any) -> None:
    weak = fight(stage, streets(stage)).units[0].strength
    strong = fight(stage, streets(stage, balance=Balance(armed=0.5))).units[0].strength
    # 1,000 men's worth of bare hands; with arms .2 × .25 × .5 more a person of half a million.
    assert 800.0 - weak == pytest.approx(0.004 * 1000.0, rel=0.05)
    assert 800.0 - strong == pytest.approx(0.004 * (1000.0 + 5e5 * 0.025), rel=0.05)
    idle = streets(stage)
    idle.units[0].stance = LOYAL
    assert fight(stage, idle).cities[0].out_themselves == 0.5
