"""The march: an unopposed column needs distance / speed hours; what slows it does so by the factor stated."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tocsin.mechanisms.crisis.march import march
from tocsin.mechanisms.crisis.state import BEATEN, FIGHTS, HALTED, JOINED, MARCHING, City, Setting, Unit

MEN = 100.0
UNOPPOSED = {"march.assembly": 0.0, "march.fuel": 1e9, "march.block": 0.0, "march.talk": 0.0, "balance.inside": 30.0}


def hours_to_arrive(stage: Any, values: dict[str, float], **parts: Any) -> int:
    """Ticks in which the column was under way until it arrived."""
    now, p = stage.crisis(**parts), stage.parameters({**UNOPPOSED, **values})
    for tick in stage.play(["march"], now, Setting(), p, range(5000)):
        if now.column.position <= 0.0:
            assert now.course.arrival == tick
            assert now.course.nearest == 0.0
            return tick + 1
    raise AssertionError("the column never arrived")


@pytest.mark.parametrize(
    ("distance", "speed"), [(400.0, 40.0), (1070.0, 35.0), (599.0, 60.0), (10.0, 15.0), (780.0, 17.3)]
)
def test_an_unopposed_column_needs_distance_over_speed(stage: Any, distance: float, speed: float) -> None:
    hours = hours_to_arrive(stage, {"march.speed": speed}, column=stage.column(distance))
    assert hours == math.ceil(distance / speed)  # the tick counts whole hours


def test_it_keeps_its_speed_on_the_way(stage: Any) -> None:
    now, p = stage.crisis(column=stage.column(300.0)), stage.parameters({**UNOPPOSED, "march.speed": 21.5})
    for tick in stage.play(["march"], now, Setting(), p, range(13)):
        assert now.column.position == pytest.approx(300.0 - 21.5 * (tick + 1), abs=1e-9)


@pytest.mark.parametrize("ratio", [0.5, 2.0, 8.0])
@pytest.mark.parametrize("block", [0.05, 0.7])
def test_opponents_divide_its_speed_and_wear_its_morale_down(stage: Any, ratio: float, block: float) -> None:
    distance, speed, talk = 1000.0, 25.0, 0.01
    city = City(population=1e6, capital=1, on_road=1, organised_out=ratio * 1000.0)
    values = {
        "march.speed": speed,
        "march.block": block,
        "march.talk": talk,
        "march.contact": 1e12,
        "street.weight": 1.0,
    }
    column = stage.column(distance)
    hours = hours_to_arrive(stage, values, column=column, cities=[city])
    assert hours == math.ceil(distance * (1 + block * ratio) / speed - 1e-9)
    # n / (1 + n) rises from 0 to 1 with the opponents per man.
    assert column.morale == pytest.approx(math.exp(-talk * ratio / (1 + ratio) * hours), rel=1e-9)


def test_opponents_count_by_their_distance(stage: Any) -> None:
    city = City(population=1e6, capital=1, on_road=1, organised_out=5000.0)
    values = {**UNOPPOSED, "march.speed": 20.0, "march.block": 1.0, "march.contact": 100.0, "street.weight": 1.0}
    now = stage.crisis(column=stage.column(300.0), cities=[city])
    march(now, Setting(), stage.parameters(values), stage.draw("march"))
    assert 300.0 - now.column.position == pytest.approx(20.0 / (1 + 5 * math.exp(-300 / 100)))


def test_crowds_without_weight_slow_nobody(stage: Any) -> None:
    city = City(population=1e6, capital=1, on_road=1, organised_out=1e6)
    values = {"march.speed": 20.0, "march.block": 5.0, "march.talk": 1.0, "march.contact": 1e9, "street.weight": 0.0}
    column = stage.column(200.0)
    assert hours_to_arrive(stage, values, column=column, cities=[city]) == 10
    assert column.morale == 1.0


@pytest.mark.parametrize("refuel", [0.0, 0.5, 1.0, 1.7, 4.0])
@pytest.mark.parametrize(
    ("distance", "speed", "fuel"), [(1000.0, 30.0, 250.0), (1070.0, 55.0, 260.0), (900.0, 17.0, 400.0)]
)
def test_each_halt_adds_its_length(stage: Any, distance: float, speed: float, fuel: float, refuel: float) -> None:
    """Distance / speed + halts × length. A halt shorter than an hour may use up what is left of its hour."""
    values = {"march.speed": speed, "march.fuel": fuel, "march.refuel": refuel}
    hours = hours_to_arrive(stage, values, column=stage.column(distance))
    halts = math.ceil(distance / fuel) - 1
    exact = distance / speed + halts * refuel
    assert exact <= hours + 1e-9
    assert hours < exact + 1 + halts * max(1.0 - refuel, 0.0)


def test_it_assembles_for_an_exponential_time(stage: Any) -> None:
    p = stage.parameters({**UNOPPOSED, "march.assembly": 6.0, "march.speed": 10.0})
    departures = []
    for history in range(4000):
        now = stage.crisis()
        march(now, Setting(), p, stage.draw("march", tick=0, history=history))
        departures.append(now.memory.march_departure)
        assert (now.column.position < 500.0) == (departures[-1] <= 0.0)
    mean = sum(departures) / 4000
    assert abs(mean - 6.0) < 4 * 6.0 / math.sqrt(4000)
    assert abs(sum(d > 6.0 for d in departures) / 4000 - math.exp(-1)) < 4 * math.sqrt(0.368 * 0.632 / 4000)


def test_it_waits_until_it_has_assembled(stage: Any) -> None:
    p = stage.parameters({**UNOPPOSED, "march.assembly": 6.0, "march.speed": 10.0})
    for history in range(20):
        now = stage.crisis()
        for tick in stage.play(["march"], now, Setting(), p, range(40), history=history):
            under_way = max(0, tick + 1 - math.ceil(now.memory.march_departure))
            assert now.column.position == pytest.approx(500.0 - 10.0 * under_way)


def test_the_nearest_unit_that_fights_stops_it_where_it_stands(stage: Any) -> None:
    units = [
        Unit(distance=350.0, on_road=0, strength=MEN, stance=FIGHTS),
        Unit(distance=120.0, on_road=1, strength=MEN, stance=FIGHTS),
        Unit(distance=330.0, on_road=1, strength=MEN, stance=FIGHTS),
        Unit(distance=360.0, on_road=1),
    ]
    now, p = stage.crisis(column=stage.column(400.0), units=units), stage.parameters({**UNOPPOSED, "march.speed": 50.0})
    for _ in stage.play(["march"], now, Setting(), p, range(10)):
        pass
    assert (now.column.position, now.column.engaged, now.column.stance) == (330.0, 2, HALTED)
    units[2].stance = BEATEN
    for _ in stage.play(["march"], now, Setting(), p, range(10, 12)):
        assert now.column.stance == MARCHING
    assert now.column.position == 230.0


@pytest.mark.parametrize(("inside", "distance", "stops"), [
    (30.0, 70.0, True), (30.0, 30.5, True), (30.0, 30.0, False), (30.0, 5.0, False), (0.0, 0.5, True),
    (80.0, 70.0, False),
])  # fmt: skip
def test_only_outside_the_capital_s_zone_the_road_is_blocked(
    stage: Any, inside: float, distance: float, stops: bool
) -> None:
    now = stage.crisis(
        column=stage.column(200.0), units=[Unit(distance=distance, on_road=1, strength=50.0, stance=FIGHTS)]
    )
    p = stage.parameters({**UNOPPOSED, "march.speed": 40.0, "balance.inside": inside})
    for _ in stage.play(["march"], now, Setting(), p, range(20)):
        pass
    assert (now.column.position, now.column.engaged) == ((distance, 0) if stops else (0.0, -1))
    assert (now.column.stance, now.course.arrival) == ((HALTED, -1) if stops else (MARCHING, 4))


def test_less_than_a_man_blocks_no_road(stage: Any) -> None:
    units = [Unit(distance=70.0, on_road=1, strength=0.5, stance=FIGHTS)]
    assert hours_to_arrive(stage, {"march.speed": 50.0}, column=stage.column(100.0), units=units) == 2


@pytest.mark.parametrize("behind", [0.0, 25.0, 130.0])
def test_those_who_joined_catch_up_while_it_halts_and_then_keep_up(stage: Any, behind: float) -> None:
    """At the column's speed: no nearer while both move, 30 km an hour while it stands, never past it."""
    column, unit = stage.column(900.0), Unit(distance=900.0 + behind, strength=10.0, stance=JOINED)
    ahead = Unit(distance=450.0, strength=10.0, stance=JOINED)
    undecided = Unit(distance=900.0 + behind, strength=10.0)
    now = stage.crisis(column=column, units=[unit, ahead, undecided])
    p = stage.parameters({**UNOPPOSED, "march.speed": 30.0, "march.fuel": 90.0, "march.refuel": 2.0})
    gap, position, closed = behind, 900.0, 0
    for _ in stage.play(["march"], now, Setting(), p, range(70)):
        way, position = position - column.position, column.position
        gap = max(gap - (30.0 - way), 0.0)  # both go 30 km an hour at most, and it has gone `way`
        closed += gap < behind
        assert unit.distance == pytest.approx(position + gap, abs=1e-9)
        assert ahead.distance == pytest.approx(min(450.0, position), abs=1e-9)  # waits until it comes by
    assert (position, gap, undecided.distance) == (0.0, 0.0, 900.0 + behind)
    assert closed == 0 or behind > 0.0


def test_a_joined_unit_counts_in_full_once_it_has_caught_up(stage: Any) -> None:
    """Of 1,000 men 240 km behind a column that assembles, e⁻²·⁴ at first and all after eight hours, for good."""
    unit = Unit(distance=740.0, strength=1000.0, stance=JOINED)
    now = stage.crisis(units=[unit], column=stage.column(500.0))
    p = stage.parameters({**UNOPPOSED, "march.speed": 30.0, "balance.reach": 100.0})
    now.memory.march_departure, now.column.fuel = 12.0, 1e9
    for tick in stage.play(["balance", "march"], now, Setting(), p, range(1, 20)):
        gap = max(240.0 - 30.0 * (tick - 1), 0.0)
        assert now.balance.joined == pytest.approx(1000.0 * math.exp(-gap / 100.0))
    assert now.column.position == 500.0 - 8 * 30.0


def test_a_unit_in_the_capital_is_fought_there(stage: Any) -> None:
    units = [Unit(distance=0.0, on_road=1, strength=MEN, stance=FIGHTS)]
    assert hours_to_arrive(stage, {"march.speed": 50.0}, column=stage.column(100.0), units=units) == 2


def test_it_passes_each_city_on_its_road_once(stage: Any) -> None:
    cities = [
        City(population=1e6, on_road=1, capital=1),
        City(population=1e5, on_road=1, distance=200.0),
        City(population=1e5, on_road=0, distance=150.0),
    ]
    now = stage.crisis(column=stage.column(400.0), cities=cities, notes=9)
    for _ in stage.play(["march"], now, Setting(), stage.parameters({**UNOPPOSED, "march.speed": 60.0}), range(9)):
        pass
    assert [city.passed for city in cities] == [1, 1, 0]
    assert [(line.kind, line.actor, line.hour) for line in now.notes[: now.course.events]] == [(0, 1, 3), (2, -1, 6)]
