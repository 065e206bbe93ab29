"""Hostility between pairs of countries: raised by downturns, lowered by a policy of coexistence."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import mechanism, parameter
from tocsin.mechanisms.world.chances import share
from tocsin.mechanisms.world.state import Country, Draws, Pair, Parameters, Setting, Worlds
from tocsin.mechanisms.world.wars import note_orders
from tocsin.theory.quantity import Prior

recession_raises = parameter(
    "recession_raises", "rise of hostility if the deeper downturn of the two is one standard deviation deep", "share",
    0, 1, Prior.uniform(0, 0.2),
    judgement="from nothing to a fifth of the scale, from a prototype adjusted with the record in view",
)  # fmt: skip
policy_lowers = parameter(
    "policy_lowers", "fall of hostility if both follow a policy of coexistence to the full", "share", 0, 1,
    Prior.uniform(0, 0.4),
    judgement="from nothing to two fifths of the scale, from a prototype adjusted with the record in view",
)  # fmt: skip
relaxation = parameter(
    "relaxation", "mean time in which hostility follows its causes", "months", 0.1, 240, Prior.uniform(6, 36),
    judgement="half a year to three years, from a prototype adjusted with the record in view",
)  # fmt: skip


def policy(pair: Pair, first: Country, second: Country, case: Setting) -> float:
    """Coexistence policy between the two, 0 to 1: the mean of theirs across a divide of alliance or order, else 0."""
    if pair.opposed == 0 and first.ally_of_new == second.ally_of_new:
        return 0.0
    if case.coexistence_fixed >= 0.0:
        return case.coexistence_fixed
    return 0.5 * (first.coexistence + second.coexistence)


@mechanism(
    "war.coexistence", step=20, parameters=(recession_raises, policy_lowers, relaxation),
    sources=("richardson-1960", "editorial-2023"), claims=("world-crisis/K17",),
)  # fmt: skip
def coexistence(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Move the hostility of every pair towards what downturns and policies of coexistence make of its normal level.

    The target is h₀ + recession_raises × the deeper downturn of the two − policy_lowers × their policy, held to
    [0, 1]; a linear differential equation of the kind that Richardson wrote for arms, exact for a month. The policy
    counts between opposed alliances and between a capitalist order and another.
    """
    note_orders(now)
    kept = math.exp(-1.0 / p.coexistence.relaxation)
    for pair in now.pairs:
        first = now.countries[pair.first]
        second = now.countries[pair.second]
        if first.exists == 1 and second.exists == 1:
            raised = p.coexistence.recession_raises * max(first.downturn, second.downturn)
            lowered = p.coexistence.policy_lowers * policy(pair, first, second, case)
            target = share(pair.hostility_normal + raised - lowered)
            pair.hostility = target + (pair.hostility - target) * kept
