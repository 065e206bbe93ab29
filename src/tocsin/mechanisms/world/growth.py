"""The organisation that is ready to take power, and the experience of those who lead it."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import mechanism, parameter
from tocsin.mechanisms.world.chances import kept_a_month, share
from tocsin.mechanisms.world.state import NEVER, WORKERS, Draws, Parameters, Setting, Worlds
from tocsin.theory.quantity import Prior

recruitment = parameter(
    "recruitment", "monthly growth of a small organisation by recruits if all workers held the rule a wrong",
    "per month", 0, 1, Prior.uniform(0.02, 0.1), "tilly-1978",
    judgement="doubling within months to years in unrest, from a prototype adjusted with the record in view",
)  # fmt: skip
repression = parameter(
    "repression", "monthly loss to a state at full capacity, half way between democracy and autocracy", "per month",
    0, 1, Prior.uniform(0.005, 0.03), "tilly-1978",
    judgement="arrests, bans and fatigue take a few in a hundred a month at most, from a prototype adjusted with the "
    "record in view",
)  # fmt: skip
ceiling = parameter(
    "ceiling", "share of the people beyond whom such an organisation finds no more recruits", "share", 0.01, 1,
    Prior.uniform(0.15, 0.35), judgement="a quarter, give or take: even mass parties organised no more than that",
)  # fmt: skip
learning = parameter(
    "learning", "share of the experience still lacking that one rising gives to its leaders", "share", 0, 1,
    Prior.uniform(0.05, 0.5), "editorial-2023",
    judgement="1905 is held to have been a rehearsal for 1917; how much one teaches nobody measured",
)  # fmt: skip
fading = parameter(
    "fading", "mean time over which experience is lost with those who had it", "months", 1, 1200,
    Prior.uniform(60, 180), judgement="five to fifteen years, from a prototype adjusted with the record in view",
)  # fmt: skip

STEADY = 1e-9
"""Net growth a month below which growth is taken for none, to keep the quotient's digits."""


def logistic_step(value: float, rate: float, crowding: float) -> float:
    """Where a month brings `value` under dO/dt = rate × O − crowding × O²: the exact solution, for any sign of rate.

    Source: Verhulst (1838).
    """
    stretch = 1.0
    if abs(rate) > STEADY:
        stretch = math.expm1(rate) / rate
    return value * math.exp(rate) / (1.0 + crowding * value * stretch)


@mechanism(
    "organisation.growth", step=80, parameters=(recruitment, repression, ceiling, learning, fading),
    sources=("verhulst-1838", "tilly-1978"), claims=("world-crisis/K14", "world-crisis/K21"),
)  # fmt: skip
def growth(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let organisations recruit among the aggrieved and be cut down by the state; let experience fade.

    O' = O [recruitment × G (1 − O / ceiling) − repression × (½ + autocracy) × κ]: a logistic curve while G and κ stand
    still. A workers' order does not cut its own organisation down. Experience grows by a share of what is lacking in
    each rising (`world.aftermath` adds it) and fades at the rate 1 / fading. Interventions may seed every country with
    a least organised share, or a least experience, at its start, and may hold experience throughout.
    """
    kept = kept_a_month(p.growth.fading)
    for country in now.countries:
        if country.exists == 1:
            begins = draw.tick == 0 or (country.born != NEVER and country.born == draw.tick - 1)
            if begins and case.seeded >= 0.0:
                country.organised = max(country.organised, case.seeded)
            if begins and case.experience_seeded >= 0.0:
                country.experience = max(country.experience, case.experience_seeded)
            recruits = p.growth.recruitment * country.grievance
            losses = p.growth.repression * (0.5 + country.autocracy) * country.capacity
            if country.order == WORKERS:
                losses = 0.0
            country.organised = share(logistic_step(country.organised, recruits - losses, recruits / p.growth.ceiling))
            country.experience *= kept
            if case.experience_fixed >= 0.0:
                country.experience = case.experience_fixed
