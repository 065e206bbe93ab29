"""What a crisis leaves behind in the country that it shook."""

from __future__ import annotations

from tocsin.mechanisms.crisis.formulas import hazard_probability
from tocsin.mechanisms.crisis.state import CIVIL_WAR, COUP, REVOLUTION, RULER_FLEES, UNRESOLVED
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.chances import kept_a_month
from tocsin.mechanisms.world.fission import fresh_rate
from tocsin.mechanisms.world.state import (
    BUREAUCRATIC,
    CAPITALIST,
    COMMANDER,
    JUNTA,
    NEVER,
    NO_CRISIS,
    RISING,
    WORKERS,
    Country,
    Draws,
    Parameters,
    Setting,
    Worlds,
    note,
)
from tocsin.mechanisms.world.succession import DEFECTION, bring_down, change_order, unsettle
from tocsin.theory.quantity import Prior

SPENT = 1e-3
"""Dual power below which it has ended: the hazard left is a thousandth of what there was."""
TAKES_POWER, FALLS, HOLDS, RETURNS = range(4)
DRAW_RETURN = 0
YEAR = 12

settling = parameter(
    "settling", "mean time in which a new ruler's hold settles", "months", 1, 240, Prior.uniform(12, 60),
    "londregan-poole-1990", judgement="coups beget coups for one to some years",
)  # fmt: skip
shock = parameter(
    "shock", "share of its cohesion that a ruling group loses by a crisis", "share", 0, 1, Prior.uniform(0, 0.3),
    "editorial-2023", judgement="from a crisis that only unites to one that costs a third",
)  # fmt: skip
terms = parameter(
    "terms", "share of the rest of its ruling group that a commander's crisis turns to those who want terms with the "
    "foreign powers", "share", 0, 1, Prior.uniform(0, 0.2), "editorial-2023",
    judgement="from nobody to one in five of those who did not want them before",
)  # fmt: skip
outside = parameter(
    "outside", "share of the formations outside the chain of command that stay outside after a commander's crisis",
    "share", 0, 1, Prior.uniform(0, 0.5),
    judgement="taken into the army, disarmed, or beaten, whichever way it ended: at most half are left",
)  # fmt: skip
junta = parameter(
    "junta", "mean time until a junta hands over", "months", 1, 1200, Prior.uniform(60, 144), "geddes-1999",
    judgement="military regimes last for years, less long than other autocracies: five to twelve",
)  # fmt: skip


@mechanism(
    "world.aftermath", step=130, parameters=(settling, shock, terms, outside, junta), switchable=False,
    sources=("londregan-poole-1990", "geddes-1999"), claims=("world-crisis/K10", "officers-coordinate/O8"),
    events=(
        Event("coup", "The ruler of {country} is brought down by a part of his own."),
        Event("ruler-falls", "The ruler of {country} is brought down by a rising of {value:.1%} of the people."),
        Event("ruler-holds", "The ruler of {country} has held."),
        Event("junta-returns", "The junta in {country} hands over."),
    ),
)  # fmt: skip
def aftermath(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Count what this month's crises came to, and let a crisis unsettle the ruling group that it shook.

    A ruler brought down leaves an unsettled successor; one brought down by a rising leaves dual power too, which fades.
    A coup in a capitalist order makes it a junta's, which hands over after a mean time; one in a workers' order
    overthrows that order and makes it a junta's too; in a bureaucratic order one part of the ruling group follows
    another and the order stays. Every crisis takes a share of the group's cohesion and sets off conflicts within it
    (`fission.kick`); one that a commander began turns some to those who want terms with the foreign powers; every
    rising teaches its leaders (`growth.learning`). A crisis that a commander began but the
    people ended counts as a rising as well.
    """
    kept = kept_a_month(p.aftermath.settling)
    for number, country in enumerate(now.countries):
        if country.exists == 1:
            country.insecurity *= kept
            country.dual_power *= 1.0 - p.conversion.fading
            if country.dual_power < SPENT:
                country.dual_power = 0.0
            if country.order == JUNTA and draw.uniform(number, DRAW_RETURN) < hazard_probability(
                1.0 / p.aftermath.junta
            ):
                change_order(country, CAPITALIST, draw.tick)
                note(now, draw, RETURNS, number)
            if country.crisis != NO_CRISIS:
                _shake(now, case, p, draw, number)


def _shake(now: Worlds, case: Setting, p: Parameters, draw: Draws, number: int) -> None:
    country = now.countries[number]
    by_people = country.crisis == RISING or country.outcome == REVOLUTION
    down = country.outcome == REVOLUTION or country.outcome == RULER_FLEES or country.outcome == COUP
    if country.crisis == COMMANDER:
        country.attempts += 1
        now.course.attempts += 1
        if country.fronts > 0:
            now.course.attempts_at_war += 1
        if country.last_attempt != NEVER and draw.tick - country.last_attempt <= YEAR:
            now.course.attempts_again += 1
        country.last_attempt = draw.tick
        country.formation *= p.aftermath.outside
        country.accommodation += p.aftermath.terms * (1.0 - country.accommodation)
    if by_people:
        country.risings += 1
        now.course.risings += 1
        if country.defected >= DEFECTION:
            now.course.risings_defected += 1
        if country.first_rising == NEVER:
            country.first_rising = draw.tick
        if case.experience_fixed < 0.0:
            country.experience += p.growth.learning * (1.0 - country.experience)
    country.cohesion *= 1.0 - p.aftermath.shock
    country.strife += fresh_rate(p.fission.kick, p.fission.decay)
    if down and by_people:
        bring_down(now, country, draw.tick)
        note(now, draw, FALLS, number, country.size)
    elif down:
        _seize(now, country, draw.tick)
        note(now, draw, TAKES_POWER, number)
    elif country.outcome != UNRESOLVED and country.outcome != CIVIL_WAR:
        note(now, draw, HOLDS, number)


def _seize(now: Worlds, country: Country, month: int) -> None:
    """Record that a commander or a faction took power."""
    unsettle(country)
    country.dual_power = 0.0
    country.coups += 1
    now.course.coups += 1
    if country.first_coup == NEVER:
        country.first_coup = month
    if country.order == WORKERS:
        now.course.overthrows += 1
        if country.overthrown == NEVER:
            country.overthrown = month
    if country.order != BUREAUCRATIC:
        change_order(country, JUNTA, month)
