"""The ruling group: how far it holds together, and how much of it wants terms with the foreign powers."""

from __future__ import annotations

from tocsin.mechanisms.declaration import mechanism, parameter
from tocsin.mechanisms.world.chances import kept_a_month, settle, share
from tocsin.mechanisms.world.state import Draws, Parameters, Setting, Worlds
from tocsin.theory.quantity import Prior

normal = parameter(
    "normal", "cohesion of a ruling group in a full democracy at peace and out of any downturn", "share", 0, 1,
    Prior.uniform(0.7, 0.9), judgement="the scale's own upper part: no ruling group is of one mind",
)  # fmt: skip
autocracy_lowers = parameter(
    "autocracy_lowers", "cohesion lost from full democracy to full autocracy", "share", 0, 1, Prior.uniform(0, 0.25),
    "svolik-2012", judgement="power-sharing without a third party to enforce it; a prototype's .12 lies in the middle",
)  # fmt: skip
war_lowers = parameter(
    "war_lowers", "cohesion lost under the full cost of war", "share", 0, 1, Prior.uniform(0.1, 0.5), "editorial-2023",
    judgement="from a tenth of the scale to more than half of what there is, from a prototype adjusted with the record "
    "in view",
)  # fmt: skip
capacity_lowers = parameter(
    "capacity_lowers", "cohesion lost if the state lost all its capacity", "share", 0, 1, Prior.uniform(0.1, 0.6),
    "skocpol-1979", judgement="as for the cost of war, from a prototype adjusted with the record in view",
)  # fmt: skip
recession_lowers = parameter(
    "recession_lowers", "cohesion lost by a downturn one standard deviation deep", "share", 0, 1,
    Prior.uniform(0, 0.1), "geddes-1999",
    judgement="rents to share out shrink with profits; less than a war at any depth that a downturn reaches",
)  # fmt: skip
relaxation = parameter(
    "relaxation", "mean time in which a ruling group takes in what has changed", "months", 1, 240,
    Prior.uniform(6, 24), judgement="half a year to two years, from a prototype adjusted with the record in view",
)  # fmt: skip
accommodation_normal = parameter(
    "accommodation_normal", "share of a ruling group that wants terms with the foreign powers in peace", "share", 0, 1,
    Prior.uniform(0.05, 0.2), judgement="a wing, not a half; nobody counted it",
)  # fmt: skip
accommodation_war = parameter(
    "accommodation_war", "rise of that share under the full cost of war", "share", 0, 1, Prior.uniform(0.1, 0.6),
    "editorial-2023", judgement="at most a majority of the group together with those who want terms anyway",
)  # fmt: skip


@mechanism(
    "elite.cohesion", step=70,
    parameters=(normal, autocracy_lowers, war_lowers, capacity_lowers, recession_lowers, relaxation,
                accommodation_normal, accommodation_war),
    sources=("svolik-2012", "skocpol-1979", "geddes-1999"),
    claims=("world-crisis/K1", "world-crisis/K4", "officers-coordinate/O7"),
)  # fmt: skip
def cohesion(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let a ruling group come apart under the cost of war, lost capacity and lost rents, and close ranks without them.

    Cohesion nears normal − autocracy_lowers × autocracy − war_lowers × war cost − capacity_lowers × (κ₀ − κ) −
    recession_lowers × downturn, and the wing that wants terms nears accommodation_normal + accommodation_war × war
    cost, both at the rate 1 / relaxation a month.
    """
    kept = kept_a_month(p.cohesion.relaxation)
    for country in now.countries:
        if country.exists == 1:
            target = (
                p.cohesion.normal
                - p.cohesion.autocracy_lowers * country.autocracy
                - p.cohesion.war_lowers * country.war_cost
                - p.cohesion.capacity_lowers * (country.capacity_normal - country.capacity)
                - p.cohesion.recession_lowers * country.downturn
            )
            wing = p.cohesion.accommodation_normal + p.cohesion.accommodation_war * country.war_cost
            country.cohesion = settle(country.cohesion, share(target), kept)
            country.accommodation = settle(country.accommodation, share(wing), kept)
