"""The people rise."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.chances import happens
from tocsin.mechanisms.world.state import (
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
from tocsin.theory.quantity import Prior

RISES, INSPIRED = range(2)
DRAW_OWN, DRAW_INSPIRED = 0, 1
REFERENCE_GRIEVANCE = 0.25
"""The share of workers who hold the rule a wrong at which `base` is the hazard."""

base = parameter(
    "base", "monthly hazard of a rising at a quarter of workers aggrieved and normal capacity", "per month", 0, 10,
    Prior.log_uniform(0.0004, 0.0015), "chenoweth-shay-2020-navco-1-3",
    judgement="one in 55 to 210 years, from a prototype adjusted with the record in view",
)  # fmt: skip
grievance = parameter(
    "grievance", "rise of its logarithm from no grievance to full grievance", "ratio", 0, 50, Prior.uniform(6, 11),
    "gurr-1970", judgement="doubled by one worker in ten who changes his mind, from a prototype adjusted with the "
    "record in view",
)  # fmt: skip
capacity = parameter(
    "capacity", "rise of its logarithm if the state lost all its capacity", "ratio", 0, 20, Prior.uniform(0.5, 3),
    "skocpol-1979", judgement="states that break down are risen against, from a prototype adjusted with the record in "
    "view",
)  # fmt: skip
dual_power = parameter(
    "dual_power", "rise of its logarithm under full dual power", "ratio", 0, 20, Prior.uniform(0.5, 2.5),
    "trotsky-1932", judgement="a prototype's 1.5 lies in the middle: July and October 1917 followed February",
)  # fmt: skip


@mechanism(
    "revolution.rising", step=120, parameters=(base, grievance, capacity, dual_power),
    sources=("gurr-1970", "skocpol-1979"), claims=("world-crisis/K1", "world-crisis/K12", "world-crisis/K19"),
    events=(
        Event("people-rise", "The people rise in {country}."),
        Event("inspired-rising", "The people rise in {country} after a success elsewhere."),
    ),
)  # fmt: skip
def rising(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let the people rise, of their own accord or inspired by a success elsewhere: it starts a crisis.

    Hazard of their own = base × exp(grievance (G − ¼) + capacity (κ₀ − κ) + dual_power × dual power + stress.rising ×
    ln Ψ, where `structural.stress` runs); to it comes the inspiration from elsewhere. The two are drawn apart, so that
    a rising of their own is the same one with or without successes elsewhere. Against a workers' order there are none:
    what overthrows one is war.restoration's business.
    Where a commander rebels this month, no rising starts.
    """
    for number, country in enumerate(now.countries):
        can = country.exists == 1 and now.world.nuclear == 0 and country.crisis == NO_CRISIS
        if can and country.order != WORKERS:
            if happens(draw.uniform(number, DRAW_OWN), own_hazard(country, p)):
                country.crisis = RISING
                note(now, draw, RISES, number)
            elif country.inspiration > 0.0 and happens(draw.uniform(number, DRAW_INSPIRED), country.inspiration):
                country.crisis = RISING
                now.course.risings_inspired += 1
                note(now, draw, INSPIRED, number)


def own_hazard(country: Country, p: Parameters) -> float:
    """Monthly hazard of a rising without any example elsewhere."""
    hazard: float = p.rising.base * math.exp(
        p.rising.grievance * (country.grievance - REFERENCE_GRIEVANCE)
        + p.rising.capacity * (country.capacity_normal - country.capacity)
        + p.rising.dual_power * country.dual_power
        + p.stress.rising * country.stress
    )
    return hazard
