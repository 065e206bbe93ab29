"""Combat: Lanchester's square law, αA² − βB² constant, and men who are killed but never made."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from tocsin.mechanisms.crisis.combat import lanchester
from tocsin.mechanisms.crisis.formulas import win_probability
from tocsin.mechanisms.crisis.state import (
    BARGAIN,
    BEATEN,
    FIGHTS,
    FLEE,
    GONE,
    JOINED,
    LOYAL,
    REPRESS,
    Balance,
    Ruler,
    Setting,
    Unit,
)

# (attackers, defenders, effect of one attacker, effect of one defender), per hour
FIGHTS_TO_SEE = [
    (5000.0, 4000.0, 0.01, 0.01),
    (3000.0, 6000.0, 0.05, 0.004),
    (20000.0, 800.0, 0.002, 0.05),
    (900.0, 1000.0, 0.03, 0.03),
    (2000.0, 1000.0, 0.01, 0.04),  # a draw: neither side is ever gone
]


def road_fight(
    stage: Any, attack: float, defence: float, a: float, d: float, breaking: float = 0.05, **column: Any
) -> Any:
    unit = Unit(distance=100.0, on_road=1, strength=defence, initial=defence, stance=FIGHTS)
    now = stage.crisis(column=stage.column(100.0, attack, **column), units=[unit])
    now.column.engaged = 0
    p = stage.parameters(
        {"combat.column_effect": a, "combat.defence_effect": d, "combat.breaking": breaking, "balance.reach": 1e9}
    )
    return now, p


@pytest.mark.parametrize(("attack", "defence", "a", "d"), FIGHTS_TO_SEE)
def test_the_square_law_holds_from_hour_to_hour(stage: Any, attack: float, defence: float, a: float, d: float) -> None:
    now, p = road_fight(stage, attack, defence, a, d)
    hours = 0
    for _ in stage.play(["combat"], now, Setting(), p, range(400)):
        invariant = a * now.column.strength**2 - d * now.units[0].strength ** 2
        assert invariant == pytest.approx(a * attack**2 - d * defence**2, abs=1e-9 * a * attack**2)
        hours += 1
        if now.column.stance == GONE or now.units[0].stance == BEATEN:
            break
    assert hours > 5


@pytest.mark.parametrize(("attack", "defence", "a", "d"), FIGHTS_TO_SEE)
def test_losses_are_those_of_the_differential_equation(
    stage: Any, attack: float, defence: float, a: float, d: float
) -> None:
    now, p = road_fight(stage, attack, defence, a, d)
    solution = solve_ivp(lambda _, y: [-d * y[1], -a * y[0]], (0, 6), [attack, defence], rtol=1e-10, atol=1e-6)
    for _ in stage.play(["combat"], now, Setting(), p, range(6)):
        pass
    assert [now.column.strength, now.units[0].strength] == pytest.approx(list(solution.y[:, -1]), rel=1e-6)


@pytest.mark.parametrize("breaking", [0.3, 0.6, 0.85])
@pytest.mark.parametrize(("attack", "defence", "a", "d"), FIGHTS_TO_SEE)
def test_a_side_gives_way_in_the_hour_in_which_too_few_are_left(
    stage: Any, attack: float, defence: float, a: float, d: float, breaking: float
) -> None:
    pace = math.sqrt(a * d)

    def left(time: float) -> float:  # of the side that loses, in shares
        ours = math.cosh(pace * time) - defence / attack * math.sqrt(d / a) * math.sinh(pace * time)
        theirs = math.cosh(pace * time) - attack / defence * math.sqrt(a / d) * math.sinh(pace * time)
        return min(ours, theirs) - breaking

    time = brentq(left, 0, 1000)
    now, p = road_fight(stage, attack, defence, a, d, breaking)
    hours = 0
    for _ in stage.play(["combat"], now, Setting(), p, range(1000)):
        hours += 1
        if now.column.stance == GONE or now.units[0].stance == BEATEN:
            break
    assert hours == math.ceil(time)
    column_weaker = a * attack**2 / (d * defence**2) < 1
    if not math.isclose(a * attack**2, d * defence**2):
        # The side with the smaller αA² loses the larger share of its men, so it is the first to break.
        assert (now.column.stance == GONE) == column_weaker


@pytest.mark.parametrize("defence", [1.5, 20.0, 200.0])
@pytest.mark.parametrize(("a", "d"), [(0.05, 0.002), (0.05, 0.05), (0.9, 0.2)])
def test_once_the_defenders_are_gone_nobody_is_lost_or_made(stage: Any, defence: float, a: float, d: float) -> None:
    """A small unit is wiped out within the hour; what is left of the column is √(A² − (β/α) B²), not more."""
    now, p = road_fight(stage, 25000.0, defence, a, d)
    for _ in stage.play(["combat"], now, Setting(), p, range(60)):
        assert now.column.killed >= 0.0
        assert now.column.strength + now.column.killed == pytest.approx(25000.0, rel=1e-12)
        if now.units[0].stance == BEATEN:
            break
    assert now.units[0].strength <= 0.05 * defence
    least = math.sqrt(25000.0**2 - d / a * defence**2)
    assert least * (1 - 1e-12) <= now.column.strength <= 25000.0


def test_the_exact_solution_stops_at_annihilation() -> None:
    assert lanchester(5000.0, 10.0, 0.05, 0.002, 1.0) == pytest.approx(math.sqrt(5000.0**2 - 0.04 * 100), rel=1e-12)
    assert lanchester(10.0, 5000.0, 0.002, 0.05, 1.0) == 0.0
    assert lanchester(0.0, 100.0, 0.01, 0.01, 1.0) == 0.0
    assert lanchester(100.0, 0.0, 0.01, 0.01, 1.0) == 100.0


INSIDE = {"balance.inside": 30.0, "combat.assault": 0.0, "combat.yielding": 0.0}  # whoever meets fights


def capital_fight(stage: Any, morale: float = 0.8) -> Any:
    units = [
        Unit(distance=20.0, on_road=1, strength=900.0, initial=900.0, stance=FIGHTS),
        Unit(distance=5.0, on_road=0, strength=600.0, initial=600.0, stance=FIGHTS),
        Unit(distance=31.0, on_road=1, strength=5000.0, initial=5000.0, stance=FIGHTS),
        Unit(distance=300.0, on_road=1, strength=700.0, initial=700.0, stance=JOINED),
        Unit(distance=10.0, on_road=1, strength=400.0, initial=400.0, stance=LOYAL),
    ]
    return stage.crisis(column=stage.column(0.0, 4000.0, morale), units=units, ruler=Ruler(guard=1500.0), notes=20)


def test_in_the_capital_all_who_fight_there_share_the_losses(stage: Any) -> None:
    a, d, morale = 0.02, 0.03, 0.8
    now = capital_fight(stage, morale)
    now.units[3].distance = 0.0  # has caught up with the column
    p = stage.parameters({**INSIDE, "combat.column_effect": a, "combat.defence_effect": d, "combat.breaking": 0.05})
    attack = 4000.0 * morale + 700.0
    for tick in stage.play(["balance", "combat"], now, Setting(), p, range(8)):
        ours = now.column.strength * morale + now.units[3].strength
        theirs = now.ruler.guard + now.units[0].strength + now.units[1].strength
        assert a * ours**2 - d * theirs**2 == pytest.approx(a * attack**2 - d * 3000.0**2, rel=1e-9)
        # In proportion: nobody's share of the men left differs.
        assert now.units[3].strength / 700.0 == pytest.approx(now.column.strength / 4000.0)
        assert now.units[0].strength / 900.0 == pytest.approx(now.ruler.guard / 1500.0)
        assert now.column.strength + now.column.killed == pytest.approx(4000.0)
        assert (now.course.fighting_now, now.course.fighting_hours) == (1, tick + 1)
    assert (now.units[2].strength, now.units[4].strength) == (5000.0, 400.0)
    assert [line.kind for line in now.notes[: now.course.events]] == [2]  # fighting begins, told once


def test_far_joined_units_fight_and_lose_by_their_nearness(stage: Any) -> None:
    """Hour by hour by hand: 300 km away with a reach of 150, e⁻² of the 700 men stands in the fight."""
    a, d, near = 0.02, 0.03, math.exp(-2.0)
    now = capital_fight(stage, 0.8)
    p = stage.parameters({**INSIDE, "combat.column_effect": a, "combat.defence_effect": d, "combat.breaking": 0.05,
                          "balance.reach": 150.0})  # fmt: skip
    column, joined, defence = 4000.0, 700.0, 3000.0
    pace, ratio = math.sqrt(a * d), math.sqrt(d / a)
    for _ in stage.play(["balance", "combat"], now, Setting(), p, range(5)):
        attack = 0.8 * column + near * joined
        lost = 1.0 - (attack * math.cosh(pace) - ratio * defence * math.sinh(pace)) / attack
        defence = defence * math.cosh(pace) - attack / ratio * math.sinh(pace)
        column, joined = column * (1.0 - lost), joined * (1.0 - near * lost)
        assert (now.column.strength, now.units[3].strength) == pytest.approx((column, joined), rel=1e-10)
        assert now.ruler.guard + now.units[0].strength + now.units[1].strength == pytest.approx(defence, rel=1e-10)
    assert now.column.killed == pytest.approx(4000.0 - column)


@pytest.mark.parametrize("breaking", [0.4, 0.7, 0.9])
@pytest.mark.parametrize("lost_before", [0.0, 0.05, 0.09])
def test_a_column_that_has_lost_men_gives_way_earlier(stage: Any, breaking: float, lost_before: float) -> None:
    """By the square law at equal effects: A cosh t − D sinh t falls below breaking × those who set out, not of A."""
    effect, left, defence = 0.03, 4000.0 * (1.0 - lost_before), 5000.0
    now, p = road_fight(stage, left, defence, effect, effect, breaking)
    now.column.initial, now.column.killed = 4000.0, 4000.0 * lost_before
    time = brentq(lambda t: left * math.cosh(t) - defence * math.sinh(t) - breaking * 4000.0, 0.0, 3.0) / effect
    hours = 0
    for _ in stage.play(["combat"], now, Setting(), p, range(300)):
        hours += 1
        if now.column.stance == GONE:
            break
    assert hours == math.ceil(time)
    fresh = brentq(lambda t: left * (math.cosh(t) - breaking) - defence * math.sinh(t), 0.0, 3.0) / effect
    assert (math.ceil(time) < math.ceil(fresh)) == (lost_before > 0.0)


def test_losses_of_one_fight_count_in_the_next(stage: Any) -> None:
    """The same unit twice: who has won the first fight at a loss breaks in the second, having set out with as many."""
    p = stage.parameters({"combat.column_effect": 0.03, "combat.defence_effect": 0.03, "combat.breaking": 0.75,
                          "balance.reach": 1e9, **INSIDE})  # fmt: skip
    units = [Unit(distance=at, on_road=1, strength=3000.0, initial=3000.0, stance=FIGHTS) for at in (200.0, 100.0)]
    now, fights = stage.crisis(column=stage.column(200.0, 4000.0), units=units, notes=9), []
    for number in range(2):
        now.column.engaged, now.column.position, before = number, units[number].distance, now.column.strength
        for _ in stage.play(["balance", "combat"], now, Setting(), p, range(200)):
            if now.column.stance == GONE or units[number].stance == BEATEN:
                break
        fights.append(now.column.strength / before)
    # The share lost in the first is less than a quarter; of the second's own start it would not have given way.
    assert 0.75 < fights[0] < 1.0
    assert 0.75 < fights[1] < 1.0
    assert fights[0] * fights[1] < 0.75
    assert (now.column.stance, units[0].stance, units[1].stance) == (GONE, BEATEN, FIGHTS)
    assert [line.kind for line in now.notes[: now.course.events]] == [0, 1]


def test_no_unit_worn_down_to_less_than_a_man_holds_out(stage: Any) -> None:
    """Three men of whom an hour's fire takes most: they are beaten, though one in twenty of them is left."""
    now, p = road_fight(stage, 40.0, 3.0, 0.06, 0.002, breaking=0.05)
    for _ in stage.play(["combat"], now, Setting(), p, range(3)):
        pass
    assert 0.05 * 3.0 < now.units[0].strength < 1.0
    assert now.units[0].stance == BEATEN


def test_people_under_arms_shoot_but_their_losses_are_not_counted(stage: Any) -> None:
    now = stage.crisis(column=stage.column(0.0, 2000.0), ruler=Ruler(guard=1000.0), balance=Balance(crowd_ruler=800.0))
    p = stage.parameters(
        {**INSIDE, "combat.column_effect": 0.02, "combat.defence_effect": 0.03, "combat.breaking": 0.05}
    )
    for _ in stage.play(["combat"], now, Setting(), p, range(1)):
        pass
    pace = math.sqrt(0.02 * 0.03)
    lost = 1800.0 - (1800.0 * math.cosh(pace) - 2000.0 * math.sqrt(0.02 / 0.03) * math.sinh(pace))
    assert now.ruler.guard == pytest.approx(1000.0 - lost)
    assert now.column.killed == pytest.approx(
        2000.0 - (2000.0 * math.cosh(pace) - 1800.0 * math.sqrt(0.03 / 0.02) * math.sinh(pace))
    )


def test_people_out_for_the_challenger_count_with_his_men(stage: Any) -> None:
    now = stage.crisis(
        column=stage.column(0.0, 1000.0), ruler=Ruler(guard=2000.0), balance=Balance(crowd_challenger=800.0)
    )
    p = stage.parameters(
        {**INSIDE, "combat.column_effect": 0.02, "combat.defence_effect": 0.03, "combat.breaking": 0.05}
    )
    for _ in stage.play(["combat"], now, Setting(), p, range(1)):
        pass
    pace = math.sqrt(0.02 * 0.03)
    lost = 1800.0 - (1800.0 * math.cosh(pace) - 2000.0 * math.sqrt(0.03 / 0.02) * math.sinh(pace))
    assert now.column.killed == pytest.approx(lost)
    left = 2000.0 * math.cosh(pace) - 1800.0 * math.sqrt(0.02 / 0.03) * math.sinh(pace)
    assert now.ruler.guard == pytest.approx(left)


def test_a_broken_defence_fights_no_more(stage: Any) -> None:
    now = capital_fight(stage)
    now.units[3].distance = 0.0
    p = stage.parameters(
        {**INSIDE, "combat.column_effect": 0.05, "combat.defence_effect": 0.01, "combat.breaking": 0.8}
    )
    for _ in stage.play(["balance", "combat"], now, Setting(), p, range(30)):
        pass
    assert now.ruler.guard == 0.0
    assert [unit.stance for unit in now.units] == [BEATEN, BEATEN, FIGHTS, JOINED, LOYAL]
    assert now.course.fighting_now == 0
    assert 0 < now.course.fighting_hours < 30
    assert [line.kind for line in now.notes[: now.course.events]] == [2, 3]


def test_there_is_no_fight_without_an_opponent(stage: Any) -> None:
    for position in (0.0, 100.0):
        now = stage.crisis(column=stage.column(position))
        for _ in stage.play(["combat"], now, Setting(), stage.parameters(), range(5)):
            assert now.course.fighting_now == 0
        assert (now.column.strength, now.column.killed, now.course.fighting_hours) == (1000.0, 0.0, 0)


@pytest.mark.parametrize("attack", [100.0, 700.0, 1000.0, 1600.0, 9000.0])
@pytest.mark.parametrize("assault", [0.0, 0.3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("yielding", [0.0, 0.2, 0.5])
@pytest.mark.parametrize("ordered", [False, True])
def test_in_the_capital_they_fire_from_some_odds_on_and_yield_below_some(
    stage: Any, attack: float, assault: float, yielding: float, ordered: bool
) -> None:
    """Odds A^γ / (A^γ + D^γ): yields iff 1 − odds < yielding, else fights iff odds ≥ assault, else both wait.

    Under an order to use force those who hold the capital open fire at their own odds.
    """
    ruler = Ruler(guard=1000.0, response=REPRESS if ordered else BARGAIN)
    now = stage.crisis(column=stage.column(0.0, attack), ruler=ruler, notes=9)
    values = {"combat.assault": assault, "combat.yielding": yielding, "balance.decisiveness": 1.5}
    for _ in stage.play(["combat"], now, Setting(), stage.parameters(values), range(1)):
        pass
    odds = attack**1.5 / (attack**1.5 + 1000.0**1.5)
    yields = 1.0 - odds < yielding
    fights = not yields and (odds >= assault or (ordered and 1.0 - odds >= assault))
    assert now.course.fighting_now == fights
    assert (now.ruler.guard == 0.0) == yields
    if not fights:
        assert (now.column.killed, now.course.fighting_hours) == (0.0, 0)


def test_a_fight_once_begun_goes_on_at_worse_odds(stage: Any) -> None:
    now = stage.crisis(column=stage.column(0.0, 1000.0), ruler=Ruler(guard=1000.0))
    p = stage.parameters({"combat.assault": 0.45, "combat.yielding": 0.0, "combat.column_effect": 0.002,
                          "combat.defence_effect": 0.04, "combat.breaking": 0.1})  # fmt: skip
    for _ in stage.play(["combat"], now, Setting(), p, range(10)):
        assert now.course.fighting_now == 1
    assert win_probability(now.column.strength, now.ruler.guard, p.balance.decisiveness) < 0.45


def test_a_guard_whose_ruler_is_off_defends_nothing(stage: Any) -> None:
    now = stage.crisis(column=stage.column(0.0, 1000.0), ruler=Ruler(guard=1000.0, response=FLEE))
    for _ in stage.play(["combat"], now, Setting(), stage.parameters(INSIDE), range(3)):
        assert now.course.fighting_now == 0
    assert (now.ruler.guard, now.column.strength) == (1000.0, 1000.0)


def test_units_in_the_capital_that_have_gone_over_fight_there_before_the_column_arrives(stage: Any) -> None:
    """The square law between them and the guard; the column, 400 km off, loses nobody."""
    a, d = 0.02, 0.03
    units = [
        Unit(distance=5.0, strength=900.0, initial=900.0, stance=JOINED),
        Unit(distance=12.0, strength=300.0, initial=300.0, stance=FIGHTS),
        Unit(distance=200.0, strength=5000.0, initial=5000.0, stance=JOINED),
    ]
    now = stage.crisis(column=stage.column(400.0, 4000.0), units=units, ruler=Ruler(guard=500.0), notes=9)
    p = stage.parameters({**INSIDE, "combat.column_effect": a, "combat.defence_effect": d, "combat.breaking": 0.1})
    for tick in stage.play(["combat"], now, Setting(), p, range(6)):
        theirs = now.ruler.guard + units[1].strength
        assert a * units[0].strength ** 2 - d * theirs**2 == pytest.approx(a * 900.0**2 - d * 800.0**2, rel=1e-9)
        assert now.course.fighting_hours == tick + 1
    assert (now.column.strength, now.column.killed, units[2].strength) == (4000.0, 0.0, 5000.0)


def test_those_who_have_gone_over_and_are_beaten_fight_no_more(stage: Any) -> None:
    unit = Unit(distance=5.0, strength=300.0, initial=300.0, stance=JOINED)
    now = stage.crisis(column=stage.column(400.0), units=[unit], ruler=Ruler(guard=2000.0), notes=9)
    p = stage.parameters(
        {**INSIDE, "combat.column_effect": 0.02, "combat.defence_effect": 0.03, "combat.breaking": 0.5}
    )
    for _ in stage.play(["combat"], now, Setting(), p, range(20)):
        pass
    assert unit.stance == BEATEN
    assert unit.strength < 150.0
    assert now.course.fighting_now == 0
    assert now.ruler.guard > 1900.0
    assert [line.kind for line in now.notes[: now.course.events]] == [2, 5]
