"""Combat: Lanchester's square law, αA² − βB² constant, and men who are killed but never made."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from tocsin.mechanisms.crisis.combat import lanchester
from tocsin.mechanisms.crisis.state import BEATEN, FIGHTS, GONE, JOINED, LOYAL, Balance, Ruler, Setting, Unit

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
    p = stage.parameters({"combat.column_effect": a, "combat.defence_effect": d, "combat.breaking": 0.05})
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


def test_people_under_arms_shoot_but_their_losses_are_not_counted(stage: Any) -> None:
    now = stage.crisis(column=stage.column(0.0, 2000.0), ruler=Ruler(guard=1000.0), balance=Balance(crowd_ruler=800.0))
    p = stage.parameters({"combat.column_effect": 0.02, "combat.defence_effect": 0.03, "combat.breaking": 0.05})
    for _ in stage.play(["combat"], now, Setting(), p, range(1)):
        pass
    pace = math.sqrt(0.02 * 0.03)
    lost = 1800.0 - (1800.0 * math.cosh(pace) - 2000.0 * math.sqrt(0.02 / 0.03) * math.sinh(pace))
    assert now.ruler.guard == pytest.approx(1000.0 - lost)
    assert now.column.killed == pytest.approx(
        2000.0 - (2000.0 * math.cosh(pace) - 1800.0 * math.sqrt(0.03 / 0.02) * math.sinh(pace))
    )


def test_a_broken_defence_fights_no_more(stage: Any) -> None:
    now = capital_fight(stage)
    p = stage.parameters({"combat.column_effect": 0.05, "combat.defence_effect": 0.01, "combat.breaking": 0.8})
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
