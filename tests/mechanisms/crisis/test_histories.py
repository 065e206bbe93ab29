"""Whole histories, interpreted, under any parameters: what must hold in every hour of every one of them."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.mechanisms import declared
from tocsin.mechanisms.crisis.state import (
    BEATEN,
    COUP,
    FLEE,
    HOURS_AT_MOST,
    JOINED,
    LOYAL,
    OUTCOMES,
    RUNNING,
    WAITS,
    City,
    Column,
    Course,
    Crisis,
    Group,
    Ruler,
    Setting,
    Unit,
)
from tocsin.mechanisms.declaration import Mechanism
from tocsin.theory.quantity import CHOICE, Quantity

RUNNING_MECHANISMS = [mechanism for mechanism in declared("crisis") if mechanism.key != "base_rates"]
SWITCHABLE = [mechanism.key for mechanism in RUNNING_MECHANISMS if mechanism.switchable]
QUANTITIES = [quantity for mechanism in RUNNING_MECHANISMS for quantity in mechanism.parameters]
SHARES = {
    Column: ("morale",),
    Ruler: ("armed",),
    City: ("out_ruler", "out_challenger", "out_themselves", "expressed"),
    Group: ("grievance", "fear", "sympathy", "organised", "expressed", "out_ruler", "out_challenger", "out_themselves"),
    Course: (
        "turnout_ruler",
        "turnout_challenger",
        "turnout_themselves",
        "win_probability",
        "risk_90",
        "risk_90_social",
    ),
}
ROUNDING = 1e-9


def anywhere(quantity: Quantity) -> st.SearchStrategy[float]:
    """The whole declared range, its ends and the prior's own middle included."""
    if quantity.unit == CHOICE:
        return st.integers(int(quantity.low), int(quantity.high)).map(float)
    return st.one_of(
        st.just(quantity.median()),
        st.floats(quantity.low, quantity.high),
        st.sampled_from([quantity.low, quantity.high]),
    )


share = st.one_of(st.floats(0.0, 1.0), st.sampled_from([0.0, 1.0]))
men = st.floats(1.0, 1e5)
parameters = st.fixed_dictionaries({quantity.name: anywhere(quantity) for quantity in QUANTITIES})
at_their_medians = st.just({})
people = st.builds(Group, size=st.floats(1.0, 1e6), grievance=share, fear=share, sympathy=share, organised=share)
units = st.lists(
    st.builds(
        lambda strength, **rest: Unit(strength=strength, initial=strength, **rest),
        strength=men, distance=st.floats(0.0, 900.0), on_road=st.integers(0, 1),
        loyalty=st.floats(-3.0, 3.0), affinity=st.floats(-3.0, 3.0),
    ),
    max_size=6,
)  # fmt: skip
columns = st.builds(
    lambda strength, morale, position: Column(
        position=position, strength=strength, initial=strength, morale=morale, initial_morale=morale
    ),
    men, st.floats(0.05, 1.0), st.floats(1.0, 1500.0),
)  # fmt: skip
switch = st.sampled_from([0.0, 1.0])
cases = st.builds(
    Setting, organised_appeal=share, stake=share, city_spread=st.floats(0.0, 3.0), mediator_present=switch,
    mediator_credibility=share, hostile_power=switch, response_fixed=st.sampled_from([-1.0, -1.0, 1.0, 2.0, 3.0, 4.0]),
    challenger_present=switch, fear_factor=st.floats(0.1, 10.0), spark=share,
)  # fmt: skip


def check_hour(now: Crisis, tick: int, before: dict[str, float], population: float) -> dict[str, float]:
    for thing in [now.column, now.ruler, now.course, *now.cities, *now.groups]:
        for name in SHARES.get(type(thing), ()):
            assert -ROUNDING <= getattr(thing, name) <= 1.0 + ROUNDING, (type(thing).__name__, name)
    for group in now.groups:  # nobody is out for two causes
        assert group.out_ruler + group.out_challenger + group.out_themselves <= 1.0 + ROUNDING
    # People and men: none made, none lost but those counted as killed.
    assert sum(group.size for group in now.groups) == population
    assert now.column.strength + now.column.killed <= now.column.initial * (1 + ROUNDING)
    assert math.isclose(now.column.strength + now.column.killed, now.column.initial, rel_tol=1e-9)
    assert 0.0 <= now.column.strength <= before["strength"]
    assert all(0.0 <= unit.strength <= unit.initial for unit in now.units)
    assert 0.0 <= now.ruler.guard <= before["guard"]
    decided = now.course.units_joined + now.course.units_fought + now.course.units_aside
    assert decided == sum(unit.stance != LOYAL for unit in now.units)
    # Those who are beaten fought, on either side.
    beaten = sum(unit.stance == BEATEN for unit in now.units)
    assert (
        now.course.units_joined - beaten <= sum(unit.stance == JOINED for unit in now.units) <= now.course.units_joined
    )
    assert beaten <= now.course.units_fought + now.course.units_joined
    # Time and place go one way.
    assert now.course.hours == tick
    assert 0.0 <= now.column.position <= before["position"]
    assert now.course.nearest == now.column.position
    assert before["fighting_hours"] <= now.course.fighting_hours <= before["fighting_hours"] + 1
    assert now.course.news >= before["news"]
    assert WAITS <= now.ruler.response <= FLEE
    assert all(
        a.hour <= b.hour for a, b in zip(now.notes[: now.course.events], now.notes[1 : now.course.events], strict=False)
    )
    return {"strength": now.column.strength, "guard": now.ruler.guard, "position": now.column.position,
            "fighting_hours": now.course.fighting_hours, "news": now.course.news}  # fmt: skip


def play(stage: Any, now: Crisis, case: Setting, p: Any, off: set[str], history: int) -> None:
    running: list[Mechanism] = [m for m in RUNNING_MECHANISMS if m.key not in off]
    population = sum(group.size for group in now.groups)
    before = {"strength": math.inf, "guard": math.inf, "position": math.inf, "fighting_hours": 0, "news": 0}
    for tick in stage.play([m.key for m in running], now, case, p, range(HOURS_AT_MOST + 1), history=history):
        before = check_hour(now, tick, before, population)
    assert RUNNING < now.course.outcome <= len(OUTCOMES)
    assert now.course.hours <= HOURS_AT_MOST
    if case.challenger_present == 0.0:
        assert now.course.outcome != COUP
        assert (now.course.arrival, now.course.killed, now.course.turnout_challenger) == (-1, 0.0, 0.0)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.one_of(at_their_medians, parameters), cases, columns, st.lists(people, min_size=1, max_size=3), units,
    st.floats(0.0, 1e5), st.sets(st.sampled_from(SWITCHABLE), max_size=3), st.integers(0, 1000),
)  # fmt: skip
def test_what_holds_in_every_hour(
    stage: Any, values: dict[str, float], case: Setting, column: Column, groups: list[Group], formations: list[Unit],
    guard: float, off: set[str], history: int,
) -> None:  # fmt: skip
    capital, other = groups[::2], groups[1::2]
    for group in other:
        group.city = 1
    cities = [City(population=sum(group.size for group in capital) * 1.5, on_road=1, capital=1)]
    cities.append(City(population=sum(group.size for group in other) + 10.0, on_road=1, distance=150.0))
    case.capital_population = cities[0].population
    now = stage.crisis(
        column=column, cities=cities, groups=groups, units=formations, ruler=Ruler(guard=guard), notes=400, traces=10
    )
    play(stage, now, case, stage.parameters(values), off, history)
