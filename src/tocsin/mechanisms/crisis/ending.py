"""How a crisis ends, in a fixed order of precedence."""

from __future__ import annotations

from tocsin.mechanisms.crisis.rising import share_out
from tocsin.mechanisms.crisis.state import (
    ABANDONED,
    CIVIL_WAR,
    COUP,
    CRUSHED,
    FIGHTS,
    FLEE,
    GONE,
    HOURS_AT_MOST,
    LOYAL,
    QUITS,
    REPRESS,
    REVOLUTION,
    RULER_FLEES,
    RUNNING,
    SETTLEMENT,
    UNRESOLVED,
    Crisis,
    Draws,
    Parameters,
    Setting,
    note,
)
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.theory.quantity import Prior

ENDS = 0

superiority = parameter(
    "superiority", "ratio of attack to the engaged defence at which the capital counts as taken", "ratio", 1, 10,
    Prior.uniform(2, 5), judgement="about the three-to-one rule of thumb for an attack",
)  # fmt: skip
consolidation = parameter(
    "consolidation", "hours unopposed in the capital after which power has changed hands", "h", 1, 168,
    Prior.log_uniform(3, 168),
    judgement="from the time to seize and announce to the week in office that event tables ask for",
)  # fmt: skip
flight = parameter(
    "flight", "hours in flight after which the ruler has gone", "h", 1, 168, Prior.uniform(3, 24),
    judgement="the time to leave the capital and for it to be known",
)  # fmt: skip


melted = parameter(
    "melted", "share of its strength × morale at hour 0 below which there is no column any more", "share", 0.01, 0.9,
    Prior.uniform(0.1, 0.4), judgement="a quarter, give or take: below it nobody follows orders",
)  # fmt: skip


@mechanism(
    "crisis.ending", step=110, parameters=(superiority, consolidation, flight, melted), switchable=False,
    sources=("powell-thyne-2011",), events=(Event("ends", "The crisis ends: {outcome}."),),
    memory={"forced": "hour + 1"},
)  # fmt: skip
def ending(now: Crisis, case: Setting, p: Parameters, draw: Draws) -> None:
    """Decide whether the crisis has ended, and how; exactly one outcome a history.

    In this order: revolution and settlement (set by their mechanisms), flight of the ruler, giving up, a column that is
    beaten (crushed) or has melted away (abandoned), a coup (unopposed in the capital with the upper hand and the men
    to hold it), and at the horizon civil war if the capital is fought over, else unresolved.

    A rising ends in this order: revolution (`crisis.turn`), flight of the ruler, revolution as well if the people hold
    the capital as a column would have to, and no unit there still awaits orders; people gone home, when those out have
    fallen to the share `melted` of the most that were: crushed, by settlement or abandoned as force, a concession or
    neither came last before it; and at the horizon as above.
    """
    now.course.hours = draw.tick
    now.course.killed = now.column.killed
    if case.challenger_present > 0.0:
        _end_of_march(now, p, draw)
    else:
        _end_of_rising(now, p, draw)
    if draw.tick < len(now.traces):
        _trace(now, draw)
    if now.course.outcome != RUNNING:
        note(now, draw, ENDS, now.course.outcome)


def _end_of_march(now: Crisis, p: Parameters, draw: Draws) -> None:
    effort = now.column.strength * now.column.morale
    unopposed = now.column.position <= 0.0 and now.course.fighting_now == 0
    engaged = now.ruler.guard + now.balance.crowd_ruler
    if unopposed:
        for unit in now.units:
            if unit.stance == FIGHTS:
                engaged += unit.strength * (unit.distance <= p.balance.inside)
    if unopposed and now.balance.attack > p.ending.superiority * engaged and now.balance.attack > now.balance.hold:
        now.course.capital_hours += 1
    else:
        now.course.capital_hours = 0

    if now.course.outcome != RUNNING:
        pass
    elif now.ruler.flight >= p.ending.flight:
        now.course.outcome = RULER_FLEES
    elif now.column.stance == GONE:
        now.course.outcome = CRUSHED
    elif now.challenger.answer == QUITS:
        now.course.outcome = ABANDONED
    elif effort < p.ending.melted * now.column.initial * now.column.initial_morale:
        if now.column.killed > 0.5 * now.column.initial:
            now.course.outcome = CRUSHED
        else:
            now.course.outcome = ABANDONED
    elif now.course.capital_hours >= p.ending.consolidation:
        now.course.outcome = COUP
    elif draw.tick >= HOURS_AT_MOST:
        if now.course.fighting_now == 1:
            now.course.outcome = CIVIL_WAR
        else:
            now.course.outcome = UNRESOLVED


def _end_of_rising(now: Crisis, p: Parameters, draw: Draws) -> None:
    """As a coup, a revolution takes hours unopposed with the upper hand and the men to hold the capital.

    A column forces every unit in the capital to decide; people do not. So units there that have not been ordered to
    use force stand against the people with all their men: as long as the army might obey, power has not changed hands.
    """
    engaged = now.balance.crowd_ruler
    if now.ruler.response != FLEE:
        engaged += now.ruler.guard
    ordered = now.ruler.response == REPRESS
    for unit in now.units:
        if unit.distance <= p.balance.inside and (unit.stance == FIGHTS or unit.stance == LOYAL):
            engaged += unit.strength
        if ordered and unit.stance == FIGHTS:
            now.memory.ending_forced = draw.tick + 1.0
    for city in now.cities:
        if city.cleared_hour == draw.tick:
            now.memory.ending_forced = draw.tick + 1.0
    upper_hand = now.balance.attack > p.ending.superiority * engaged and now.balance.attack > now.balance.hold
    if upper_hand and now.course.fighting_now == 0:
        now.course.capital_hours += 1
    else:
        now.course.capital_hours = 0

    at_home = share_out(now) <= p.ending.melted * now.course.turnout_themselves
    if now.course.outcome != RUNNING:
        pass
    elif now.ruler.flight >= p.ending.flight:
        now.course.outcome = RULER_FLEES
    elif now.course.capital_hours >= p.ending.consolidation:
        now.course.outcome = REVOLUTION
        now.course.risk_90 = 1.0
        now.course.risk_90_social = p.turn.social
    elif at_home and now.course.fighting_now == 0 and now.course.capital_hours == 0:
        if now.memory.ending_forced > now.course.offer_hour + 1.0:
            now.course.outcome = CRUSHED
        elif now.course.offer_hour >= 0:
            now.course.outcome = SETTLEMENT
        else:
            now.course.outcome = ABANDONED
    elif draw.tick >= HOURS_AT_MOST:
        if now.course.fighting_now == 1:
            now.course.outcome = CIVIL_WAR
        else:
            now.course.outcome = UNRESOLVED


def _trace(now: Crisis, draw: Draws) -> None:
    line = now.traces[draw.tick]
    line.position = now.column.position
    line.strength = now.column.strength
    line.morale = now.column.morale
    line.attack = now.balance.attack
    line.defence = now.balance.fighting + now.ruler.guard + now.balance.crowd_ruler + now.balance.hold
    line.response = now.ruler.response
    line.value = now.challenger.value
    people = 0.0
    ruler = 0.0
    challenger = 0.0
    themselves = 0.0
    for city in now.cities:
        people += city.population
        ruler += city.out_ruler * city.population
        challenger += city.out_challenger * city.population
        themselves += city.out_themselves * city.population
    people = max(people, 1.0)
    line.out_ruler = ruler / people
    line.out_challenger = challenger / people
    line.out_themselves = themselves / people
