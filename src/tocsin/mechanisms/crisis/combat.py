"""Fighting: on the road against a unit that blocks it, and in the capital."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import nearness
from tocsin.mechanisms.crisis.state import BEATEN, FIGHTS, GONE, JOINED, Crisis, Draws, Parameters, Setting, note
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

UNIT_BEATEN, COLUMN_BEATEN, FIGHTING_STARTS, DEFENCE_BREAKS = range(4)
column_effect = parameter(
    "column_effect", "opponents put out of action by one man of the column in an hour", "per hour", 1e-5, 1,
    Prior.log_uniform(0.0005, 0.05), "lanchester-1916", "dupuy-1990",
    judgement="from the one to three in a hundred a day that engaged divisions lost in 1939-45 to half a side in a day",
)  # fmt: skip
defence_effect = parameter(
    "defence_effect", "men of the column put out of action by one defender in an hour", "per hour", 1e-5, 1,
    Prior.log_uniform(0.0005, 0.05), "lanchester-1916", "dupuy-1990", judgement="as for the column",
)  # fmt: skip
breaking = parameter(
    "breaking", "share of its men left at which a side gives way", "share", 0.05, 0.95, Prior.uniform(0.4, 0.9),
    judgement="units seldom fight to half their strength; mutineers and hesitant troops give way earlier",
)  # fmt: skip


def lanchester(attack: float, defence: float, attack_effect: float, defence_effect: float, hours: float) -> float:
    """Attackers left after `hours` of aimed fire: the exact solution of Lanchester's square law.

    attack_effect × attack² − defence_effect × defence² stays constant until one side is gone; what is then left of the
    other loses no more. Never below 0. Source: Lanchester (1916).
    """
    pace = math.sqrt(attack_effect * defence_effect) * hours
    ratio = math.sqrt(defence_effect / attack_effect)
    if defence * ratio * math.cosh(pace) <= attack * math.sinh(pace):
        return math.sqrt(max(attack * attack - ratio * ratio * defence * defence, 0.0))
    return max(attack * math.cosh(pace) - defence * ratio * math.sinh(pace), 0.0)


@mechanism(
    "crisis.combat", step=30, parameters=(column_effect, defence_effect, breaking), sources=("lanchester-1916",),
    claims=("counterbalanced-army/C1", "counterbalanced-army/C4", "counterbalanced-army/C5"),
    events=(
        Event("unit-beaten", "Beaten, with {value:.0f} men left: {unit}."),
        Event("column-beaten", "The column gives way with {value:.0f} men left."),
        Event("fighting-in-capital", "Fighting begins in the capital; {value:.0f} men defend it."),
        Event("defence-breaks", "The defence of the capital gives way with {value:.0f} men left."),
    ),
    memory={"defence_at_start": "people"},
)  # fmt: skip
def combat(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Fight where column and defenders meet, by Lanchester's square law, until one side gives way.

    On the road the column meets the unit that blocks it; in the capital it meets the guard, the units there that
    fight, and people under arms. The column gives way when too few of those who set out are left, the defence when too
    few of those who began this fight are.
    """
    now.course.fighting_now = 0
    attack = now.column.strength * now.column.morale + now.balance.joined
    in_capital = now.column.position <= 0.0
    if in_capital:
        defence = now.ruler.guard
        for unit in now.units:
            if unit.stance == FIGHTS and unit.distance <= p.balance.inside:
                defence += unit.strength
        support = now.balance.crowd_ruler  # people shoot too; their losses are not counted
    elif now.column.engaged >= 0 and now.units[now.column.engaged].stance == FIGHTS:
        defence = now.units[now.column.engaged].strength
        support = 0.0
    else:
        defence = 0.0
        support = 0.0
    if defence < 1.0 or attack < 1.0:
        now.memory.combat_defence_at_start = 0.0
        return
    if now.memory.combat_defence_at_start <= 0.0:
        now.memory.combat_defence_at_start = defence
        if in_capital and now.course.fighting_hours == 0:
            note(now, draw, FIGHTING_STARTS, -1, defence)
            now.course.news += 1
    if in_capital:
        now.course.fighting_now = 1
        now.course.fighting_hours += 1

    attack_left = lanchester(attack, defence + support, p.combat.column_effect, p.combat.defence_effect, 1.0)
    defence_left = max(
        lanchester(defence + support, attack, p.combat.defence_effect, p.combat.column_effect, 1.0) - support, 0.0
    )
    lost = 1.0 - attack_left / attack
    now.column.killed += now.column.strength * lost
    now.column.strength *= 1.0 - lost
    for unit in now.units:
        if unit.stance == JOINED:
            unit.strength *= 1.0 - lost * nearness(unit.distance - now.column.position, p.balance.reach)
        elif unit.stance == FIGHTS and in_capital and unit.distance <= p.balance.inside:
            unit.strength *= defence_left / defence
    if in_capital:
        now.ruler.guard *= defence_left / defence
    else:
        now.units[now.column.engaged].strength = defence_left

    if now.column.strength < p.combat.breaking * now.column.initial:
        now.column.stance = GONE
        note(now, draw, COLUMN_BEATEN, -1, now.column.strength)
    elif defence_left < max(p.combat.breaking * now.memory.combat_defence_at_start, 1.0):
        now.memory.combat_defence_at_start = 0.0
        now.course.news += 1
        if in_capital:
            now.ruler.guard = 0.0
            for unit in now.units:
                if unit.stance == FIGHTS and unit.distance <= p.balance.inside:
                    unit.stance = BEATEN
            note(now, draw, DEFENCE_BREAKS, -1, defence_left)
        else:
            now.units[now.column.engaged].stance = BEATEN
            note(now, draw, UNIT_BEATEN, now.column.engaged, defence_left)
