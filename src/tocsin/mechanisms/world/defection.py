"""A commander, or a part of the ruling group, rebels."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.chances import happens
from tocsin.mechanisms.world.state import COMMANDER, NO_CRISIS, Country, Draws, Parameters, Setting, Worlds, note
from tocsin.theory.quantity import Prior

REBELS = 0
DRAW_REBELLION = 0
# The country for which `base` is the hazard: these values, no downturn, no war, nobody outside the chain of command.
REFERENCE_COHESION = 0.7
REFERENCE_AUTOCRACY = 0.3
REFERENCE_DEVELOPMENT = 0.25
POOREST = 0.01
"""Development below which the logarithm is not followed: no state's is under a hundredth of the first's."""

base = parameter(
    "base", "monthly hazard of a coup attempt or mutiny in a country at the reference values", "per month", 0, 10,
    Prior.log_uniform(0.0004, 0.0015), "powell-thyne-2011",
    judgement="one in 55 to 210 years, from a prototype adjusted with the record in view",
)  # fmt: skip
cohesion = parameter(
    "cohesion", "rise of its logarithm from full cohesion of the ruling group to none", "ratio", 0, 20,
    Prior.uniform(2, 6), "svolik-2012",
    judgement="a split group rebels ten or a hundred times as often as a united one, from a prototype adjusted with "
    "the record in view",
)  # fmt: skip
recession = parameter(
    "recession", "rise of its logarithm by a downturn one standard deviation deep", "ratio", 0, 20,
    Prior.uniform(0, 1), "powell-jonathan-2012", "londregan-poole-1990",
    judgement="from nothing to nearly three times, from a prototype adjusted with the record in view",
)  # fmt: skip
development = parameter(
    "development", "fall of its logarithm when output a head is e times as high", "ratio", 0, 20,
    Prior.uniform(0.3, 0.9), "londregan-poole-1990",
    judgement="poverty is what coups have in common; the size from a prototype adjusted with the record in view",
)  # fmt: skip
war = parameter(
    "war", "rise of its logarithm under the full cost of war, apart from what war does to cohesion", "ratio", 0, 20,
    Prior.uniform(0, 1), "editorial-2023",
    judgement="defeats and losses move commanders even where the group holds; at most nearly three times",
)  # fmt: skip
autocracy = parameter(
    "autocracy", "rise of its logarithm from full democracy to full autocracy", "ratio", 0, 20, Prior.uniform(0, 1.5),
    "powell-jonathan-2012", judgement="up to four times, from a prototype adjusted with the record in view",
)  # fmt: skip
absorption = parameter(
    "absorption", "rise of its logarithm by the threat to absorb, were all armed men outside the chain of command",
    "ratio", 0, 50, Prior.uniform(0, 15), "editorial-2023", "quinlivan-1999", "de-bruin-2020",
    judgement="formations of a tenth of the armed men at war would rebel up to some ten times as often; a prototype "
    "had a yes or no here with up to one and a half",
)  # fmt: skip
insecurity = parameter(
    "insecurity", "rise of its logarithm under a ruler who came to power a moment ago", "ratio", 0, 20,
    Prior.uniform(0, 1.6), "londregan-poole-1990",
    judgement="a coup leaves more coups behind; a prototype's .8 lies in the middle",
)  # fmt: skip


@mechanism(
    "elite.defection", step=110,
    parameters=(base, cohesion, recession, development, war, autocracy, absorption, insecurity),
    sources=("londregan-poole-1990", "powell-jonathan-2012", "editorial-2023"),
    claims=("world-crisis/K1", "world-crisis/K4", "officers-coordinate/O7", "officers-coordinate/O8",
            "bargain-within-the-state/B9", "counterbalanced-army/C6"),
    events=(Event("commander-rebels", "Part of the ruling group rebels in {country}."),),
)  # fmt: skip
def defection(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let a commander or a faction rebel, at a hazard that rises as the ruling group comes apart: it starts a crisis.

    Hazard = base × exp(cohesion (.7 − H) + recession × downturn − development × ln(output a head / reference) + war ×
    war cost + autocracy (a − .3) + absorption × threat + insecurity × insecurity). The threat to absorb the formations
    outside the chain of command is their share of the armed men × (1 + war cost): the more of them, and the more the
    war takes, the less can a ruler leave them outside.
    """
    for number, country in enumerate(now.countries):
        asked = country.exists == 1 and now.world.nuclear == 0 and country.crisis == NO_CRISIS
        if asked and happens(draw.uniform(number, DRAW_REBELLION), rebellion_hazard(country, p)):
            country.crisis = COMMANDER
            note(now, draw, REBELS, number)


def rebellion_hazard(country: Country, p: Parameters) -> float:
    """Monthly hazard of a rebellion."""
    threat = country.formation * (1.0 + country.war_cost)
    wealth = math.log(max(country.development, POOREST) / REFERENCE_DEVELOPMENT)
    hazard: float = p.defection.base * math.exp(
        p.defection.cohesion * (REFERENCE_COHESION - country.cohesion)
        + p.defection.recession * country.downturn
        - p.defection.development * wealth
        + p.defection.war * country.war_cost
        + p.defection.autocracy * (country.autocracy - REFERENCE_AUTOCRACY)
        + p.defection.absorption * threat
        + p.defection.insecurity * country.insecurity
    )
    return hazard
