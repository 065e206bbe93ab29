"""A crisis inside one country: from the country's state to the crisis clock's, and back.

What the world clock knows of a country takes the place of the generic crisis's wide priors; everything else of a
generic crisis stays as it was drawn.
"""

from __future__ import annotations

from tocsin.mechanisms.crisis.state import (
    ABANDONED,
    ASIDE,
    BARGAIN,
    CIVIL_WAR,
    COUP,
    CRUSHED,
    JOINED,
    REPRESS,
    REVOLUTION,
    RULER_FLEES,
    SETTLEMENT,
    UNRESOLVED,
)
from tocsin.mechanisms.world.chances import share
from tocsin.mechanisms.world.state import NEVER, RISING, Country, Draws, Parameters, Setting, Worlds

REFERENCE_COHESION = 0.7
"""Cohesion at which units are as loyal as the generic crisis has them: where elite.defection reads its base off."""
FORMATION_MOST = 0.9
"""Share of all armed men beyond which a formation outside the chain of command would be the army."""


def prepare(now: Worlds, case: Setting, p: Parameters, draw: Draws, number: int) -> None:
    """Make the generic crisis in `now.crisis` that of the country with this number.

    - Grievance and organised share of every group are the country's G and O: it has one number for all its people, and
      cities still differ by the crisis's own spread. O counts those ready to take power, who can act apart from the
      state at any rate.
    - Fear of coming out is autocracy × capacity: it takes both the will to punish and the means.
    - Units' loyalty falls by `crises.loyalty` × (.7 − cohesion): officers see whom the ruler still has behind him.
    - A commander's column is at least as large a share of all armed men as the formations outside the chain of command
      are: the generic units stand for the armed men within reach. Without such formations it is any attempt's.
    - A hostile power has forces near if the country is at war with a neighbour or with a major power: a neighbour's
      are at the border, a major power's go anywhere.
    - A mediator can offer a refuge if an ally exists with which the country is not at war (or as an intervention says).
    - The ruler's fear of revolution, against that of a coup, is the theory's times the country's φ.
    - A rising has no challenger and no column, nobody who wants one to win, and people out from the first hour: a share
      of the aggrieved.
    """
    country = now.countries[number]
    fear = share(country.autocracy * country.capacity)
    rises = country.crisis == RISING
    for group in now.crisis.groups:
        group.grievance = share(country.grievance)
        group.organised = share(country.organised)
        group.fear = fear
        if rises:
            group.sympathy = 0.0
            group.expressed = 0.0
    armed = 0.0
    for unit in now.crisis.units:
        unit.loyalty -= p.crises.loyalty * (REFERENCE_COHESION - country.cohesion)
        armed += unit.strength
    now.crisis.setting.fear_factor = country.fear
    now.crisis.setting.hostile_power = enemy_near(now, number)
    now.crisis.setting.mediator_present = ally_at_peace(now, number)
    if case.mediator_fixed >= 0.0:
        now.crisis.setting.mediator_present = case.mediator_fixed
    if rises:
        now.crisis.setting.challenger_present = 0.0
        now.crisis.setting.spark = share(p.crises.spark * country.grievance)
        now.crisis.column.strength = 0.0
        now.crisis.column.initial = 0.0
    else:
        now.crisis.setting.challenger_present = 1.0
        now.crisis.setting.spark = 0.0
        formation = min(country.formation, FORMATION_MOST)
        men = max(now.crisis.column.strength, armed * formation / (1.0 - formation))
        now.crisis.column.strength = men
        now.crisis.column.initial = men


def occasion(draw: Draws, number: int, occasions: int) -> int:
    """Number of the occasion that a crisis in this country starts from; each is as likely as any other."""
    return min(int(draw.uniform(number) * occasions), occasions - 1)


def take_over(now: Worlds, case: Setting, p: Parameters, draw: Draws, number: int) -> None:
    """Write what the crisis in `now.crisis` came to into the country with this number.

    The outcome (or the one that an intervention forces), the largest share of the people out for themselves, the share
    of armed strength that stood aside or joined the challenger when it had to choose, and whether the ruler fell: by a
    revolution, by flight, or by a coup. People whom the ruler called out against a commander and who turn on him count
    as out for themselves. A rising met with force or with a bargain first is counted as such, and so are
    one that faded unanswered and a foreign intervention. If the crisis failed, the history did.
    """
    country = now.countries[number]
    course = now.crisis.course
    if course.failed_hour >= 0 and now.course.failed_month == NEVER:
        now.course.failed_month = draw.tick
    rises = country.crisis == RISING
    country.outcome = course.outcome
    if rises and case.rising_outcome >= 0.0:
        country.outcome = int(case.rising_outcome)
    if not rises and case.commander_outcome >= 0.0:
        country.outcome = int(case.commander_outcome)
    if rises or country.outcome == REVOLUTION:
        country.size = course.turnout_themselves
        if not rises:
            country.size = max(course.turnout_themselves, course.turnout_ruler)
        country.defected = defected_share(now)
    country.fell = ruler_fell(country)
    now.course.interventions += course.intervention
    if not rises:
        _count(now, country.outcome)
        now.course.risk_90 += course.risk_90
        now.course.risk_90_social += course.risk_90_social
        if course.fighting_hours > 0:
            now.course.fighting_in_capital += 1
    if rises and course.responses == 0 and country.fell == 0:
        now.course.unanswered += 1
    if rises and course.response_1 == REPRESS:
        now.course.repressed += 1
    if rises and course.response_1 == BARGAIN:
        now.course.conceded += 1


def _count(now: Worlds, outcome: int) -> None:
    """Count how a commander's crisis ended."""
    if outcome == SETTLEMENT:
        now.course.settlement += 1
    elif outcome == ABANDONED:
        now.course.abandoned += 1
    elif outcome == CRUSHED:
        now.course.crushed += 1
    elif outcome == COUP:
        now.course.coup += 1
    elif outcome == CIVIL_WAR:
        now.course.civil_war += 1
    elif outcome == REVOLUTION:
        now.course.revolution += 1
    elif outcome == RULER_FLEES:
        now.course.ruler_flees += 1
    elif outcome == UNRESOLVED:
        now.course.unresolved += 1


def ruler_fell(country: Country) -> int:
    """1 if the crisis's outcome says that the ruler lost power, else 0."""
    if country.outcome == REVOLUTION or country.outcome == RULER_FLEES or country.outcome == COUP:
        return 1
    return 0


def defected_share(now: Worlds) -> float:
    """Share of the armed strength of hour 0 that, when it had to choose, stood aside or joined the challenger."""
    armed = 0.0
    away = 0.0
    for unit in now.crisis.units:
        armed += unit.initial
        if unit.stance == ASIDE or unit.stance == JOINED:
            away += unit.initial
    return away / max(armed, 1.0)


def enemy_near(now: Worlds, number: int) -> float:
    """1.0 if the country is at war with a neighbour or with a major power, else 0.0."""
    near = 0.0
    for pair in now.pairs:
        if pair.war == 1 and (pair.first == number or pair.second == number):
            enemy = pair.first + pair.second - number
            if pair.contiguous == 1 or now.countries[enemy].major == 1:
                near = 1.0
    return near


def ally_at_peace(now: Worlds, number: int) -> float:
    """1.0 if the country has an existing ally with which it is not at war, else 0.0."""
    found = 0.0
    for pair in now.pairs:
        ours = pair.first == number or pair.second == number
        if ours and pair.allied == 1 and pair.war == 0 and now.countries[pair.first + pair.second - number].exists == 1:
            found = 1.0
    return found
