"""How a crisis ends: one row a way to end, and which goes before which."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from tocsin.mechanisms.crisis.ending import ending
from tocsin.mechanisms.crisis.state import (
    ABANDONED,
    ASIDE,
    BARGAIN,
    CIVIL_WAR,
    COUP,
    CRUSHED,
    FIGHTS,
    GONE,
    HOURS_AT_MOST,
    JOINED,
    LOYAL,
    OUTCOMES,
    QUITS,
    REPRESS,
    REVOLUTION,
    RULER_FLEES,
    RUNNING,
    SETTLEMENT,
    UNRESOLVED,
    Balance,
    Challenger,
    City,
    Column,
    Course,
    Ruler,
    Setting,
    Unit,
)

VALUES = {"ending.superiority": 3.0, "ending.consolidation": 6.0, "ending.flight": 6.0, "ending.melted": 0.25,
          "balance.inside": 30.0}  # fmt: skip

# What brings each ending about, in the order in which they go before one another.
CAUSES: list[tuple[int, dict[str, Any]]] = [
    (REVOLUTION, {"course.outcome": REVOLUTION}),
    (RULER_FLEES, {"ruler.flight": 6.0}),
    (CRUSHED, {"column.stance": GONE}),
    (ABANDONED, {"challenger.answer": QUITS}),
    (CRUSHED, {"column.strength": 200.0, "column.killed": 800.0}),
    (COUP, {"column.position": 0.0, "course.capital_hours": 5}),
    (UNRESOLVED, {"tick": HOURS_AT_MOST}),
]


def end(stage: Any, changes: dict[str, Any], units: tuple[Unit, ...] = (), values: Mapping[str, float] = VALUES) -> Any:
    now = stage.crisis(
        column=Column(position=300.0, strength=1000.0, initial=1000.0),
        balance=Balance(attack=4000.0, hold=3000.0),
        ruler=Ruler(guard=1000.0),
        challenger=Challenger(),
        course=Course(),
        units=units,
        notes=2,
    )
    tick = 10
    for name, value in changes.items():
        if name == "tick":
            tick = value
        else:
            part, field = name.split(".")
            setattr(getattr(now, part), field, value)
    ending(now, Setting(), stage.parameters(values), stage.draw("ending", tick=tick))
    assert now.course.hours == tick
    assert now.course.events == (now.course.outcome != RUNNING)
    return now.course


@pytest.mark.parametrize(("outcome", "changes"), CAUSES)
def test_each_way_to_end(stage: Any, outcome: int, changes: dict[str, Any]) -> None:
    assert end(stage, {}).outcome == RUNNING
    assert end(stage, changes).outcome == outcome


@pytest.mark.parametrize("later", range(len(CAUSES)))
@pytest.mark.parametrize("earlier", range(len(CAUSES)))
def test_the_earlier_goes_before_the_later(stage: Any, earlier: int, later: int) -> None:
    if earlier > later:
        earlier, later = later, earlier
    assert end(stage, {**CAUSES[later][1], **CAUSES[earlier][1]}).outcome == CAUSES[earlier][0]


def test_a_settlement_stands_whatever_else_happens(stage: Any) -> None:
    everything = {name: value for _, changes in CAUSES[1:] for name, value in changes.items()}
    assert end(stage, {**everything, "course.outcome": SETTLEMENT}).outcome == SETTLEMENT


@pytest.mark.parametrize(("killed", "outcome"), [(501.0, CRUSHED), (500.0, ABANDONED), (0.0, ABANDONED)])
def test_a_column_melts_below_a_quarter_of_its_strength_times_morale(stage: Any, killed: float, outcome: int) -> None:
    for strength, morale, gone in (
        (1000.0, 0.251, False),
        (1000.0, 0.249, True),
        (490.0, 0.5, True),
        (499.0, 0.51, False),
    ):
        changes = {"column.strength": strength, "column.morale": morale, "column.killed": killed}
        assert end(stage, changes).outcome == (outcome if gone else RUNNING)


@pytest.mark.parametrize("melted", [0.1, 0.4, 0.75])
def test_where_it_melts_is_a_parameter(stage: Any, melted: float) -> None:
    for morale, gone in ((melted + 0.001, False), (melted - 0.001, True)):
        course = end(stage, {"column.morale": morale}, values={**VALUES, "ending.melted": melted})
        assert course.outcome == (ABANDONED if gone else RUNNING)


@pytest.mark.parametrize("hours", [3.0, 7.5, 20.0])
def test_flight_consolidation_and_superiority_are_parameters(stage: Any, hours: float) -> None:
    for passed, over in ((math.ceil(hours) - 1, False), (math.ceil(hours), True)):
        fled = end(stage, {"ruler.flight": float(passed)}, values={**VALUES, "ending.flight": hours})
        assert fled.outcome == (RULER_FLEES if over else RUNNING)
        taken = {"column.position": 0.0, "course.capital_hours": passed - 1}
        course = end(stage, taken, values={**VALUES, "ending.consolidation": hours})
        assert course.outcome == (COUP if over else RUNNING)
    for ratio, counts in ((3.99, True), (4.0, False), (5.0, False)):  # 4,000 against a guard of 1,000
        changes = {"column.position": 0.0, "course.capital_hours": 5}
        course = end(stage, changes, values={**VALUES, "ending.superiority": ratio})
        assert course.outcome == (COUP if counts else RUNNING)


@pytest.mark.parametrize("inside", [0.0, 15.0, 60.0])
def test_units_in_the_zone_are_engaged_and_others_are_not(stage: Any, inside: float) -> None:
    for distance in (0.0, 14.0, 15.0, 16.0, 60.0, 61.0):
        unit = Unit(distance=distance, strength=400.0, stance=FIGHTS)
        changes = {"column.position": 0.0, "course.capital_hours": 5}
        course = end(stage, changes, (unit,), values={**VALUES, "balance.inside": inside})
        assert course.outcome == (RUNNING if distance <= inside else COUP)


@pytest.mark.parametrize(
    ("changes", "units", "counts"),
    [
        ({}, (), True),
        ({"column.position": 1.0}, (), False),
        ({"course.fighting_now": 1}, (), False),
        ({"balance.attack": 2999.0, "balance.hold": 10.0}, (), False),  # not three times the guard of 1,000
        ({"balance.hold": 4000.0}, (), False),  # taking is not holding
        ({"balance.crowd_ruler": 400.0}, (), False),
        ({}, (Unit(distance=30.0, strength=400.0, stance=FIGHTS),), False),
        ({}, (Unit(distance=31.0, strength=9e9, stance=FIGHTS),), True),
        ({}, (Unit(distance=0.0, strength=9e9, stance=JOINED),), True),
    ],
)
def test_a_coup_takes_hours_unopposed_with_the_upper_hand(
    stage: Any, changes: dict[str, Any], units: tuple[Unit, ...], counts: bool
) -> None:
    changes = {"column.position": 0.0, **changes}
    assert end(stage, {**changes, "course.capital_hours": 3}, units).capital_hours == (4 if counts else 0)
    course = end(stage, {**changes, "course.capital_hours": 5}, units)
    assert course.outcome == (COUP if counts else RUNNING)


@pytest.mark.parametrize("fighting", [0, 1])
@pytest.mark.parametrize("position", [0.0, 200.0])
def test_at_the_horizon_fighting_in_the_capital_is_civil_war(stage: Any, fighting: int, position: float) -> None:
    changes = {"column.position": position, "course.fighting_now": fighting}
    assert end(stage, {**changes, "tick": HOURS_AT_MOST - 1}).outcome == RUNNING
    assert end(stage, {**changes, "tick": HOURS_AT_MOST}).outcome == (CIVIL_WAR if fighting else UNRESOLVED)


def test_every_outcome_has_its_row() -> None:
    assert {outcome for outcome, _ in CAUSES} | {SETTLEMENT, CIVIL_WAR} == set(range(1, len(OUTCOMES) + 1))


def test_the_path_of_the_hour_is_written_down(stage: Any) -> None:
    cities = [
        City(population=3e6, capital=1, out_ruler=0.1, out_themselves=0.4),
        City(population=1e6, out_challenger=0.2),
    ]
    now = stage.crisis(cities=cities, traces=5, balance=Balance(attack=7.0, fighting=1.0, crowd_ruler=2.0, hold=3.0),
                       ruler=Ruler(response=2, guard=4.0), challenger=Challenger(value=0.6))  # fmt: skip
    for tick in (3, 9):  # the second is past what is kept
        ending(now, Setting(), stage.parameters(VALUES), stage.draw("ending", tick=tick))
    line = now.traces[3]
    assert (line.position, line.strength, line.morale) == (500.0, 1000.0, 1.0)
    assert (line.attack, line.defence, line.response, line.value) == (7.0, 10.0, 2, 0.6)
    assert (line.out_ruler, line.out_challenger, line.out_themselves) == pytest.approx((0.075, 0.05, 0.3))


RISING = Setting(challenger_present=0.0)


def end_of_rising(
    stage: Any, *, out: float = 0.2, tick: int = 10, units: tuple[Unit, ...] = (), forced: float = 0.0, **changes: Any
) -> Any:
    """People out for themselves, at their most .4 of all, against a guard of 1,000 in a capital that 3,000 men hold."""
    course = {name: value for name, value in changes.items() if name in Course.__slots__}
    now = stage.crisis(
        column=Column(position=0.0),
        cities=[City(population=1e6, capital=1, out_themselves=out, cleared_hour=changes.get("cleared_hour", -1))],
        balance=Balance(attack=changes.get("attack", 4000.0), hold=3000.0),
        ruler=Ruler(guard=changes.get("guard", 1000.0), response=changes.get("response", 0),
                    flight=changes.get("flight", 0.0)),
        course=Course(turnout_themselves=0.4, **course),
        units=units,
    )  # fmt: skip
    now.memory.ending_forced = forced
    ending(now, RISING, stage.parameters(VALUES), stage.draw("ending", tick=tick))
    return now.course


@pytest.mark.parametrize(
    ("outcome", "changes"),
    [
        (RUNNING, {}),
        (REVOLUTION, {"outcome": REVOLUTION, "flight": 6.0}),
        (RULER_FLEES, {"flight": 6.0, "capital_hours": 5}),
        (REVOLUTION, {"capital_hours": 5, "out": 0.01}),
        (RUNNING, {"capital_hours": 4}),
        (ABANDONED, {"out": 0.1, "attack": 100.0}),
        (RUNNING, {"out": 0.101, "attack": 100.0}),
        (RUNNING, {"out": 0.0, "attack": 100.0, "fighting_now": 1}),
        (RUNNING, {"out": 0.0}),  # whoever went home, somebody has the upper hand
        (CRUSHED, {"out": 0.1, "attack": 100.0, "cleared_hour": 10}),
        (CRUSHED, {"out": 0.1, "attack": 100.0, "forced": 3.0}),
        (CRUSHED, {"out": 0.1, "attack": 100.0, "forced": 9.0, "offer_hour": 7}),
        (SETTLEMENT, {"out": 0.1, "attack": 100.0, "forced": 8.0, "offer_hour": 7}),
        (SETTLEMENT, {"out": 0.1, "attack": 100.0, "offer_hour": 0}),
        (UNRESOLVED, {"tick": HOURS_AT_MOST}),
        (CIVIL_WAR, {"tick": HOURS_AT_MOST, "fighting_now": 1}),
        (ABANDONED, {"tick": HOURS_AT_MOST, "out": 0.0, "attack": 100.0}),
    ],
)
def test_each_way_for_a_rising_to_end(stage: Any, outcome: int, changes: dict[str, Any]) -> None:
    assert end_of_rising(stage, **changes).outcome == outcome


@pytest.mark.parametrize(
    ("stance", "distance", "strength", "held"),
    [
        (LOYAL, 30.0, 400.0, False),
        (FIGHTS, 30.0, 400.0, False),
        (LOYAL, 30.0, 300.0, True),  # 4,000 against 1,300
        (LOYAL, 31.0, 9e9, True),
        (ASIDE, 0.0, 9e9, True),
        (JOINED, 0.0, 9e9, True),
    ],
)
def test_the_people_hold_the_capital_only_against_all_who_might_obey(
    stage: Any, stance: int, distance: float, strength: float, held: bool
) -> None:
    course = end_of_rising(
        stage, units=(Unit(stance=stance, distance=distance, strength=strength),), capital_hours=5, guard=1000.0
    )
    assert course.outcome == (REVOLUTION if held else RUNNING)
    assert course.risk_90 == (1.0 if held else 0.0)
    assert course.risk_90_social == (stage.parameters().turn.social if held else 0.0)


def test_a_unit_that_fights_under_an_order_is_force(stage: Any) -> None:
    unit = Unit(stance=FIGHTS, distance=200.0, strength=10.0)
    for response, outcome in ((REPRESS, CRUSHED), (BARGAIN, ABANDONED)):
        course = end_of_rising(stage, units=(unit,), out=0.0, attack=100.0, response=response)
        assert course.outcome == outcome
