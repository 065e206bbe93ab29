"""A rising in the streets: risen people, and units that have joined them, against those who fight for the ruler."""

from __future__ import annotations

from tocsin.mechanisms.crisis.combat import lanchester
from tocsin.mechanisms.crisis.formulas import fighting_weight, win_probability
from tocsin.mechanisms.crisis.state import (
    BEATEN,
    FIGHTS,
    FLEE,
    JOINED,
    REPRESS,
    City,
    Crisis,
    Draws,
    Parameters,
    Setting,
    Unit,
    note,
)
from tocsin.mechanisms.declaration import Event, mechanism

FIGHT_STARTS, CLEARED, FORCES_YIELD, FORCES_BREAK = range(4)


@mechanism(
    "crisis.confrontation", step=35, sources=("lanchester-1916",),
    events=(
        Event("force-in-the-streets", "Forces and people who have risen clash in {city}; {value:.0f} men are sent in."),
        Event("streets-cleared", "The streets are cleared in {city}, of {value:.1%} of its people."),
        Event("forces-yield", "Forces in {city} give way to the people without a fight; they see odds of {value:.0%}."),
        Event("forces-break", "Forces in {city} give way to the people with {value:.0f} men left."),
    ),
)  # fmt: skip
def confrontation(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let forces clear the streets of a rising, or give way to it, city by city, by Lanchester's square law.

    As in `crisis.combat`, with its parameters, and with the people's worth in men in the place of the column's men:
    nobody has to fight; forces do where force is ordered, from some odds on, people from the same odds on; forces yield
    below some odds. What a person is worth in men (`balance.crowd`, `balance.arms`) holds for what people do to forces
    and for what it takes to drive them off: those driven off are home and come out again if the company they see is
    enough (`crisis.street`). People who have fallen below a share of the strength with which this fight began all go
    home, and units that had joined them are beaten; forces that have are beaten. In the capital the guard fights as
    long as the ruler stays. It counts as fighting in the capital only where both sides have arms.
    """
    if case.challenger_present > 0.0:
        return
    now.course.fighting_now = 0
    for number, city in enumerate(now.cities):
        _clash(now, p, draw, city, number)


def stands_in(unit: Unit, city: City, number: int, inside: float) -> bool:
    """Whether a unit fights in this city: in the capital if it stands near enough, else where it is stationed."""
    if city.capital == 1:
        return unit.distance <= inside
    return unit.city == number and unit.distance > inside


def _clash(now: Crisis, p: Parameters, draw: Draws, city: City, number: int) -> None:
    people, support = _crowds(now, p, city)
    guard = 0.0
    if city.capital == 1 and now.ruler.response != FLEE:
        guard = now.ruler.guard
    joined = 0.0
    defence = guard
    for unit in now.units:
        if stands_in(unit, city, number, p.balance.inside):
            if unit.stance == JOINED:
                joined += unit.strength
            elif unit.stance == FIGHTS:
                defence += unit.strength
    attack = people + joined
    if attack < 1.0 or defence < 1.0:
        city.attack_at_start = 0.0
        return
    odds = win_probability(attack, defence + support, p.balance.decisiveness)
    if city.attack_at_start <= 0.0 and 1.0 - odds < p.combat.yielding:
        _forces_lose(now, p, city, number)
        note(now, draw, FORCES_YIELD, number, 1.0 - odds)
        return
    ordered = now.ruler.response == REPRESS and 1.0 - odds >= p.combat.assault
    if odds < p.combat.assault and not ordered:
        city.attack_at_start = 0.0
        return
    if city.attack_at_start <= 0.0:
        city.attack_at_start = attack
        city.defence_at_start = defence
        now.course.news += 1
        note(now, draw, FIGHT_STARTS, number, defence)
    city.cleared_hour = draw.tick
    if city.capital == 1 and (joined >= 1.0 or now.balance.armed > 0.0):
        now.course.fighting_now = 1
        now.course.fighting_hours += 1

    attack_left = lanchester(attack, defence + support, p.combat.column_effect, p.combat.defence_effect, 1.0)
    left = lanchester(defence + support, attack, p.combat.defence_effect, p.combat.column_effect, 1.0) - support
    left = max(left, 0.0)
    out = city.out_themselves
    _weaken(now, p, city, number, attack_left / attack, left / defence)
    if attack_left < p.combat.breaking * city.attack_at_start:
        _people_lose(now, p, city, number)
        note(now, draw, CLEARED, number, out)
    elif left < max(p.combat.breaking * city.defence_at_start, 1.0):
        _forces_lose(now, p, city, number)
        note(now, draw, FORCES_BREAK, number, left)


def _crowds(now: Crisis, p: Parameters, city: City) -> tuple[float, float]:
    """What people out in a city for themselves, and for the ruler, are worth in men."""
    people = 0.0
    support = 0.0
    armed = 0.0
    if city.capital == 1:
        armed = now.balance.armed
    for index in range(city.groups_from, city.groups_to):
        group = now.groups[index]
        weight = fighting_weight(group.organised, armed, p.balance.crowd, p.balance.arms)
        people += group.size * group.out_themselves * weight
        weight = fighting_weight(group.organised, now.ruler.armed, p.balance.crowd, p.balance.arms)
        support += group.size * group.out_ruler * weight
    return p.street.weight * people, p.street.weight * support


def _weaken(now: Crisis, p: Parameters, city: City, number: int, people_kept: float, forces_kept: float) -> None:
    for index in range(city.groups_from, city.groups_to):
        now.groups[index].out_themselves *= people_kept
    city.out_themselves *= people_kept
    for unit in now.units:
        if stands_in(unit, city, number, p.balance.inside):
            if unit.stance == JOINED:
                unit.strength *= people_kept
            elif unit.stance == FIGHTS:
                unit.strength *= forces_kept
    if city.capital == 1 and now.ruler.response != FLEE:
        now.ruler.guard *= forces_kept


def _people_lose(now: Crisis, p: Parameters, city: City, number: int) -> None:
    """Everybody there goes home."""
    city.attack_at_start = 0.0
    now.course.news += 1
    for index in range(city.groups_from, city.groups_to):
        now.groups[index].out_themselves = 0.0
    city.out_themselves = 0.0
    for unit in now.units:
        if unit.stance == JOINED and stands_in(unit, city, number, p.balance.inside):
            unit.stance = BEATEN


def _forces_lose(now: Crisis, p: Parameters, city: City, number: int) -> None:
    """Nobody is left there who fights for the ruler."""
    city.attack_at_start = 0.0
    now.course.news += 1
    if city.capital == 1:
        now.ruler.guard = 0.0
    for unit in now.units:
        if unit.stance == FIGHTS and stands_in(unit, city, number, p.balance.inside):
            unit.stance = BEATEN
