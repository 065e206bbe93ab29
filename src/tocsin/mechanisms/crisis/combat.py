"""Fighting: on the road against a unit that blocks it, and in the capital."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import nearness, win_probability
from tocsin.mechanisms.crisis.state import (
    BEATEN,
    FIGHTS,
    FLEE,
    GONE,
    JOINED,
    REPRESS,
    Crisis,
    Draws,
    Parameters,
    Setting,
    note,
)
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

UNIT_BEATEN, COLUMN_BEATEN, FIGHTING_STARTS, DEFENCE_BREAKS, DEFENCE_YIELDS, JOINED_BEATEN = range(6)
column_effect = parameter(
    "column_effect", "opponents put out of action by one man of the column in an hour", "per hour", 1e-5, 1,
    Prior.log_uniform(0.0005, 0.05), "lanchester-1916", "dupuy-1990",
    judgement="from the one to three in a hundred a day that engaged divisions lost in 1939-45 (that the book cited "
    "has it so was not checked) to seven in ten of a side in a day; the lower end was set after no fight for a "
    "capital had lasted two weeks in any history",
)  # fmt: skip
defence_effect = parameter(
    "defence_effect", "men of the column put out of action by one defender in an hour", "per hour", 1e-5, 1,
    Prior.log_uniform(0.0005, 0.05), "lanchester-1916", "dupuy-1990", judgement="as for the column",
)  # fmt: skip
breaking = parameter(
    "breaking", "share of its men left at which a side gives way", "share", 0.05, 0.95, Prior.uniform(0.4, 0.9),
    judgement="units seldom fight to half their strength; mutineers and hesitant troops give way earlier",
)  # fmt: skip


assault = parameter(
    "assault", "least odds at which men in the capital open fire, the ruler's only if he orders it", "share",
    0, 1, Prior.uniform(0, 1), "luttwak-1968", "singh-2014",
    judgement="soldiers shun firing on their own; from those who fire at any odds to those who never do",
)  # fmt: skip
yielding = parameter(
    "yielding", "odds of those who hold the capital below which they give way before a shot is fired", "share", 0, 1,
    Prior.uniform(0, 0.5), "luttwak-1968", "singh-2014",
    judgement="from those who fight at any odds to those who want even ones",
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
    "crisis.combat", step=30, parameters=(column_effect, defence_effect, breaking, assault, yielding),
    sources=("lanchester-1916",),
    claims=("counterbalanced-army/C1", "counterbalanced-army/C4", "counterbalanced-army/C5"),
    events=(
        Event("unit-beaten", "Beaten, with {value:.0f} men left: {unit}."),
        Event("column-beaten", "The column gives way with {value:.0f} men left."),
        Event("fighting-in-capital", "Fighting begins in the capital; {value:.0f} men defend it."),
        Event("defence-breaks", "The defence of the capital gives way with {value:.0f} men left."),
        Event("defence-yields", "Those who hold the capital give way without a fight; they see odds of {value:.0%}."),
        Event("joined-beaten", "Beaten in the capital, with {value:.0f} men left: those who had gone over."),
    ),
    memory={"road_at_start": "people", "capital_at_start": "people"},
)  # fmt: skip
def combat(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Fight where the two sides meet, by Lanchester's square law, until one gives way.

    On the road the column meets the unit that blocks it. In the capital the column, or before it arrives the units
    there that have joined, meets the guard (as long as the ruler stays) and the units there that fight. People out for
    either side count with it, in men's worth, and their own losses are not counted. There nobody has to fire: the
    challenger's men do from some odds on, those who hold it from the same odds on where the ruler has ordered force;
    below some odds they yield; and else both stand and wait. The column gives way when too few of those who set out
    are left, the defence when too few of those who began this fight are. A rising has no
    column: how it is met is the business of `crisis.confrontation`.
    """
    now.course.fighting_now = 0
    if case.challenger_present == 0.0:
        return
    _on_road(now, p, draw)
    _in_capital(now, p, draw)


def _on_road(now: Crisis, p: Parameters, draw: Draws) -> None:
    attack = now.column.strength * now.column.morale + now.balance.joined
    number = now.column.engaged
    defence = 0.0
    if now.column.position > 0.0 and number >= 0 and now.units[number].stance == FIGHTS:
        defence = now.units[number].strength
    if defence < 1.0 or attack < 1.0:
        now.memory.combat_road_at_start = 0.0
        return
    if now.memory.combat_road_at_start <= 0.0:
        now.memory.combat_road_at_start = defence
    left = _exchange(now, p, draw, attack, defence, 0.0, 0.0)
    now.units[number].strength = left
    if now.column.stance != GONE and left < max(p.combat.breaking * now.memory.combat_road_at_start, 1.0):
        now.memory.combat_road_at_start = 0.0
        now.course.news += 1
        now.units[number].stance = BEATEN
        note(now, draw, UNIT_BEATEN, number, left)


def _in_capital(now: Crisis, p: Parameters, draw: Draws) -> None:
    arrived = now.column.position <= 0.0
    inside = 0.0
    inside_at_first = 0.0
    guard = now.ruler.guard
    if now.ruler.response == FLEE:
        guard = 0.0  # whoever guards a ruler has nothing to hold once he is off
    defence = guard
    for unit in now.units:
        if unit.distance <= p.balance.inside:
            if unit.stance == FIGHTS:
                defence += unit.strength
            elif unit.stance == JOINED:
                inside += unit.strength
                inside_at_first += unit.initial
    attack = inside
    if arrived:
        attack = now.column.strength * now.column.morale + now.balance.joined
    support = now.balance.crowd_ruler
    backing = now.balance.crowd_challenger
    if defence < 1.0 or attack < 1.0:
        now.memory.combat_capital_at_start = 0.0
        return
    if now.memory.combat_capital_at_start <= 0.0:
        odds = win_probability(attack + backing, defence + support, p.balance.decisiveness)
        if 1.0 - odds < p.combat.yielding:
            _lose_capital(now, p)
            note(now, draw, DEFENCE_YIELDS, -1, 1.0 - odds)
            return
        ordered = now.ruler.response == REPRESS and 1.0 - odds >= p.combat.assault
        if odds < p.combat.assault and not ordered:
            return
        now.memory.combat_capital_at_start = defence
        if now.course.fighting_hours == 0:
            note(now, draw, FIGHTING_STARTS, -1, defence)
            now.course.news += 1
    now.course.fighting_now = 1
    now.course.fighting_hours += 1
    if arrived:
        left = _exchange(now, p, draw, attack, defence, backing, support)
    else:
        left = _defenders_left(p, attack + backing, defence, support)
        kept = _attackers_left(p, attack, defence + support, backing) / attack
        for unit in now.units:
            if unit.stance == JOINED and unit.distance <= p.balance.inside:
                unit.strength *= kept
        if inside * kept < p.combat.breaking * inside_at_first:
            for unit in now.units:
                if unit.stance == JOINED and unit.distance <= p.balance.inside:
                    unit.stance = BEATEN
            now.memory.combat_capital_at_start = 0.0
            now.course.news += 1
            note(now, draw, JOINED_BEATEN, -1, inside * kept)
    for unit in now.units:
        if unit.stance == FIGHTS and unit.distance <= p.balance.inside:
            unit.strength *= left / defence
    if guard > 0.0:
        now.ruler.guard *= left / defence
    if now.column.stance != GONE and left < max(p.combat.breaking * now.memory.combat_capital_at_start, 1.0):
        _lose_capital(now, p)
        note(now, draw, DEFENCE_BREAKS, -1, left)


def _exchange(
    now: Crisis, p: Parameters, draw: Draws, attack: float, defence: float, backing: float, support: float
) -> float:
    """One hour of fire between the column, with those near it who have joined, and defenders; return who is left."""
    lost = 1.0 - _attackers_left(p, attack, defence + support, backing) / attack
    now.column.killed += now.column.strength * lost
    now.column.strength *= 1.0 - lost
    for unit in now.units:
        if unit.stance == JOINED:
            unit.strength *= 1.0 - lost * nearness(unit.distance - now.column.position, p.balance.reach)
    if now.column.strength < p.combat.breaking * now.column.initial:
        now.column.stance = GONE
        note(now, draw, COLUMN_BEATEN, -1, now.column.strength)
    return _defenders_left(p, attack + backing, defence, support)


def _attackers_left(p: Parameters, attack: float, defence: float, backing: float) -> float:
    left: float = lanchester(attack + backing, defence, p.combat.column_effect, p.combat.defence_effect, 1.0) - backing
    return max(left, 0.0)


def _defenders_left(p: Parameters, attack: float, defence: float, support: float) -> float:
    left: float = lanchester(defence + support, attack, p.combat.defence_effect, p.combat.column_effect, 1.0) - support
    return max(left, 0.0)


def _lose_capital(now: Crisis, p: Parameters) -> None:
    """Nobody holds the capital any more."""
    now.memory.combat_capital_at_start = 0.0
    now.course.news += 1
    now.ruler.guard = 0.0
    for unit in now.units:
        if unit.stance == FIGHTS and unit.distance <= p.balance.inside:
            unit.stance = BEATEN
