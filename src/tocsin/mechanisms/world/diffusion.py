"""What a success sets going elsewhere."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.state import WORKERS, Draws, Parameters, Setting, Worlds, note
from tocsin.theory.quantity import Prior

INSPIRES = 0

strength = parameter(
    "strength", "monthly hazard of a rising that a success adds in a neighbouring country like it, if all workers "
    "there held the rule a wrong", "per month", 0, 10, Prior.log_uniform(0.003, 0.1), "weyland-2009",
    judgement="with a handful of neighbours and half a score of others, from next to nothing to about three further "
    "risings a success",
)  # fmt: skip
fading = parameter(
    "fading", "monthly rate at which a success is forgotten", "per month", 0.001, 10, Prior.uniform(0.03, 0.15),
    "weyland-2009",
    judgement="1848 spread within weeks, 1917 to 1923 over years: seven months to three years",
)  # fmt: skip
likeness = parameter(
    "likeness", "fall of the effect, in units of e, from two countries alike to two at the ends of the scales of "
    "development and of autocracy", "ratio", 0, 20, Prior.uniform(0, 3), "weyland-2009",
    judgement="people infer from examples that look like their own country; how strictly is open",
)  # fmt: skip
far = parameter(
    "far", "effect in a country that is no neighbour, in units of that in a neighbour", "ratio", 0, 1,
    Prior.uniform(0.05, 0.6), "weyland-2009", judgement="news travels everywhere, people and papers sooner next door",
)  # fmt: skip

fall = parameter(
    "fall", "effect of a ruler brought down by a rising that does not take power in the same month, in units of one "
    "that does", "ratio", 0, 1, Prior.fixed(0), "editorial-2023",
    judgement="the argument's waves start where a rising takes power; theories that hold otherwise say so",
)  # fmt: skip


@mechanism(
    "revolution.diffusion", step=90, parameters=(strength, fading, likeness, far, fall),
    sources=("weyland-2009", "harris-1963"), claims=("world-crisis/K12", "hidden-preferences/H10"),
    events=(Event("success-inspires", "The success in {country} raises hopes elsewhere, by {value:.2f} a month."),),
)  # fmt: skip
def diffusion(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let last month's successes inspire risings elsewhere, less with time, distance and difference.

    A success adds strength × nearness × e^(−likeness × (|Δ development| + |Δ autocracy|) / 2) × G to the monthly hazard
    of a rising in each other country, G its workers' grievance and nearness 1 for a neighbour, `far` for others; what
    was added fades at the rate `fading`. All told a success causes that sum / (1 − e^(−fading)) further risings on
    average, which with the probability that a rising succeeds is the reproduction number of a branching process.
    A ruler's fall to a rising inspires `fall` times as much. A country under a workers' order is inspired to none.
    """
    kept = math.exp(-p.diffusion.fading)
    for country in now.countries:
        country.inspiration *= kept
    for number, country in enumerate(now.countries):
        if country.exists == 1 and draw.tick > 0:
            weight = 0.0
            if country.last_success == draw.tick - 1:
                weight = 1.0
            elif country.last_fall == draw.tick - 1:
                weight = p.diffusion.fall
            if weight > 0.0:
                note(now, draw, INSPIRES, number, _inspire(now, p, number, weight))


def _inspire(now: Worlds, p: Parameters, source: int, weight: float) -> float:
    """Add what the success in `source` does elsewhere; return the sum of hazards added."""
    added = 0.0
    origin = now.countries[source]
    for number, country in enumerate(now.countries):
        if country.exists == 1 and number != source and country.order != WORKERS:
            difference = 0.5 * (
                abs(country.development - origin.development) + abs(country.autocracy - origin.autocracy)
            )
            hazard = (
                weight
                * p.diffusion.strength
                * (p.diffusion.far + (1.0 - p.diffusion.far) * _borders(now, source, number))
                * math.exp(-p.diffusion.likeness * difference)
                * country.grievance
            )
            country.inspiration += hazard
            added += hazard
    return added


def _borders(now: Worlds, one: int, other: int) -> float:
    """1 if the two share a border or a strait, else 0."""
    first = min(one, other)
    second = max(one, other)
    for pair in now.pairs:
        if pair.first == first and pair.second == second and pair.contiguous == 1:
            return 1.0
    return 0.0
