"""The burden of war and downturn: what it costs, who is made to pay, and what is left of the state."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import mechanism, parameter
from tocsin.mechanisms.world.chances import share
from tocsin.mechanisms.world.state import Draws, Parameters, Setting, Worlds
from tocsin.theory.quantity import Prior

LEADING = 1.5
"""A war takes 1.5 − development of the declared capacity: half as much again in the poorest, half in the richest."""

cost_relaxation = parameter(
    "cost_relaxation", "mean time in which the cost of a war is felt, and forgotten after it", "months", 0.1, 120,
    Prior.uniform(1.5, 5), judgement="a season; a prototype's .3 a month lies in the middle",
)  # fmt: skip
standing = parameter(
    "standing", "cost of being at war with all one's strength and losing none of it", "share", 0, 1,
    Prior.uniform(0.25, 0.75), "broadberry-harrison-2005",
    judgement="mobilisation alone takes hands and output; a prototype's half lies in the middle",
)  # fmt: skip
full_loss = parameter(
    "full_loss", "share of its strength lost in a month at which a war costs a country the utmost", "share", 1e-4, 1,
    Prior.log_uniform(0.01, 0.04),
    judgement="a tenth to two fifths a year; a prototype's .02 lies in the middle",
)  # fmt: skip
recession_to_grievance = parameter(
    "recession_to_grievance", "rise of grievance by a downturn one standard deviation deep", "share", 0, 1,
    Prior.uniform(0.02, 0.15), "editorial-2023",
    judgement="from a prototype adjusted with the record in view",
)  # fmt: skip
war_to_grievance = parameter(
    "war_to_grievance", "rise of grievance under the full cost of war", "share", 0, 1, Prior.uniform(0.2, 0.8),
    "editorial-2023", judgement="from a fifth to most of the scale, from a prototype adjusted with the record in view",
)  # fmt: skip
relaxation_grievance = parameter(
    "relaxation_grievance", "mean time in which grievance follows its causes", "months", 0.1, 240,
    Prior.uniform(6, 24), judgement="half a year to two years, from a prototype adjusted with the record in view",
)  # fmt: skip
war_to_capacity = parameter(
    "war_to_capacity", "capacity lost under the full cost of war, at half the leading country's output a head",
    "share", 0, 1, Prior.uniform(0.2, 0.7), "broadberry-harrison-2005",
    judgement="poorer powers broke first, the poorest of all; from a prototype adjusted with the record in view",
)  # fmt: skip
insecurity_to_capacity = parameter(
    "insecurity_to_capacity", "capacity lost under a ruler whose hold is not settled at all", "share", 0, 1,
    Prior.uniform(0, 0.5), judgement="orders are obeyed less; a prototype's .25 lies in the middle",
)  # fmt: skip
relaxation_capacity = parameter(
    "relaxation_capacity", "mean time in which a state's capacity follows its causes", "months", 0.1, 240,
    Prior.uniform(12, 60),
    judgement="states wear down and are rebuilt over years; from a prototype adjusted with the record in view",
)  # fmt: skip


def war_cost(effort: float, loss: float, p: Parameters) -> float:
    """What a war costs a country that goes on like this month, 0 to 1: by the strength it takes up and what is lost."""
    share_lost: float = min(1.0, loss / p.burden.full_loss)
    cost: float = p.burden.standing + (1.0 - p.burden.standing) * share_lost
    return effort * cost


@mechanism(
    "war.burden", step=60,
    parameters=(cost_relaxation, standing, full_loss, recession_to_grievance, war_to_grievance, relaxation_grievance,
                war_to_capacity, insecurity_to_capacity, relaxation_capacity),
    sources=("editorial-2023", "broadberry-harrison-2005"),
    claims=("world-crisis/K1", "world-crisis/K3", "world-crisis/K19"),
)  # fmt: skip
def burden(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Pass the cost of war and downturns on to people's grievance, and take it out of the state's capacity.

    The cost nears effort × (standing + (1 − standing) × min(1, loss / full loss)); grievance nears G₀ + recession ×
    downturn + war × cost; capacity nears κ₀ − war × (1.5 − development) × cost − insecurity's part: linear differential
    equations, each exact for a month, with targets held to [0, 1]. An intervention can hold the cost of war.
    """
    cost_kept = math.exp(-1.0 / p.burden.cost_relaxation)
    grievance_kept = math.exp(-1.0 / p.burden.relaxation_grievance)
    capacity_kept = math.exp(-1.0 / p.burden.relaxation_capacity)
    for country in now.countries:
        if country.exists == 1:
            cost = war_cost(country.effort, country.loss, p)
            country.war_cost = cost + (country.war_cost - cost) * cost_kept
            if case.war_cost_fixed >= 0.0:
                country.war_cost = case.war_cost_fixed
            grievance = share(
                country.grievance_normal
                + p.burden.recession_to_grievance * country.downturn
                + p.burden.war_to_grievance * country.war_cost
            )
            country.grievance = grievance + (country.grievance - grievance) * grievance_kept
            capacity = share(
                country.capacity_normal
                - p.burden.war_to_capacity * (LEADING - country.development) * country.war_cost
                - p.burden.insecurity_to_capacity * country.insecurity
            )
            country.capacity = capacity + (country.capacity - capacity) * capacity_kept
