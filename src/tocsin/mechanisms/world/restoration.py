"""Restoration: orders that are not capitalist brought down, backed from outside, or before they have settled."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import hazard_probability
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.chances import logistic
from tocsin.mechanisms.world.state import (
    BUREAUCRATIC,
    NEVER,
    RESTORED,
    WORKERS,
    Country,
    Draws,
    Parameters,
    Setting,
    Worlds,
    note,
)
from tocsin.theory.quantity import Prior

RESTORATION, OVERTHROW = range(2)
DRAW_RESTORATION, DRAW_OVERTHROW = range(2)
STRENGTH = 0.05
"""Share of the world's military capability at which the hazard of an overthrow is the declared one."""
LEAST_STRENGTH = 1e-4
"""Strength below which a state is as easily overthrown as at it."""

base = parameter(
    "base", "hazard of a restoration at the capacity where it turns", "per month", 0, 1, Prior.log_uniform(0.001, 0.01),
    "editorial-2023",
    judgement="once in eight to eighty years of such weakness, from a prototype adjusted with the record in view",
)  # fmt: skip
steepness = parameter(
    "steepness", "how sharply the hazard of a restoration rises as capacity falls", "log ratio", 0, 100,
    Prior.uniform(4, 16),
    judgement="from a slope over most of the scale to a threshold, from a prototype adjusted with the record in view",
)  # fmt: skip
threshold = parameter(
    "threshold", "capacity at which the hazard of a restoration turns", "share", 0, 1, Prior.uniform(0.25, 0.5),
    judgement="states that can do half or less of what they must, from a prototype adjusted with the record in view",
)  # fmt: skip
order_overthrow = parameter(
    "order_overthrow", "hazard that a new workers' order without support is overthrown, at a twentieth of the world's "
    "military capability", "per month", 0, 1, Prior.log_uniform(0.01, 0.08),
    judgement="most such orders of 1918-19 lasted weeks to months, the largest stayed; from a prototype adjusted with "
    "the record in view",
)  # fmt: skip
order_size = parameter(
    "order_size", "power of its military capability that divides that hazard", "exponent", 0, 5, Prior.uniform(0.2, 1),
    judgement="small ones fell to a neighbour's army; from a prototype adjusted with the record in view",
)  # fmt: skip
order_support = parameter(
    "order_support", "fall of the log of that hazard from no support from abroad to the utmost", "log ratio", 0, 20,
    Prior.uniform(0.5, 3), "editorial-2023", judgement="from a prototype adjusted with the record in view",
)  # fmt: skip
order_settling = parameter(
    "order_settling", "time in which that hazard falls to 1/e as the order settles", "months", 1, 1200,
    Prior.uniform(15, 40), judgement="about the length of a civil war; a prototype's .04 a month lies in the middle",
)  # fmt: skip
order_floor = parameter(
    "order_floor", "hazard of an overthrow that never goes away", "per month", 0, 1, Prior.log_uniform(0.0002, 0.001),
    judgement="once in one to four centuries; a prototype's .0005 lies in the middle",
)  # fmt: skip


def restoration_hazard(country: Country, p: Parameters) -> float:
    """Monthly hazard of a restoration: none for a capitalist order, nor for a workers' order at peace."""
    if country.order == BUREAUCRATIC or (country.order == WORKERS and country.fronts > 0):
        weakness = p.restoration.steepness * (p.restoration.threshold - country.capacity)
        base_hazard: float = p.restoration.base
        return 2.0 * base_hazard * logistic(weakness)
    return 0.0


def overthrow_hazard(country: Country, age: float, p: Parameters) -> float:
    """Monthly hazard that a workers' order of this age (months) is overthrown, from within or without."""
    if country.order != WORKERS:
        return 0.0
    size = math.pow(max(country.strength, LEAST_STRENGTH) / STRENGTH, -p.restoration.order_size)
    settled = p.restoration.order_support * country.support + age / p.restoration.order_settling
    hazard: float = p.restoration.order_overthrow * size * math.exp(-settled) + p.restoration.order_floor
    return hazard


@mechanism(
    "war.restoration", step=180,
    parameters=(base, steepness, threshold, order_overthrow, order_size, order_support, order_settling, order_floor),
    sources=("editorial-2023",), claims=("world-crisis/K3", "world-crisis/K13"),
    events=(
        Event("restoration", "A capitalist order is restored in {country}, at a capacity of {value:.2f}."),
        Event("overthrow", "The workers' order in {country} is overthrown after {value:.0f} months."),
    ),
)  # fmt: skip
def restoration(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let weakened orders that are not capitalist give way to one that is, and new workers' orders be overthrown.

    A restoration, of a bureaucratic order at any time and of a workers' order at war, has the hazard 2 × base ×
    logit⁻¹(steepness × (threshold − capacity)). An overthrow of a workers' order has the hazard order_overthrow ×
    (strength / .05)^−order_size × exp(−order_support × support − age / order_settling) + order_floor. Either ends the
    ruling group's hold and with it the policy of coexistence that was its own.
    """
    for number, country in enumerate(now.countries):
        if country.exists == 1:
            restores = restoration_hazard(country, p)
            age = float(draw.tick - country.order_since)
            overthrows = overthrow_hazard(country, age, p)
            if restores > 0.0 and draw.uniform(number, DRAW_RESTORATION) < hazard_probability(restores):
                now.course.restorations += 1
                if country.restored == NEVER:
                    country.restored = draw.tick
                note(now, draw, RESTORATION, number, country.capacity)
                _restore(country, draw.tick)
            elif overthrows > 0.0 and draw.uniform(number, DRAW_OVERTHROW) < hazard_probability(overthrows):
                now.course.overthrows += 1
                if country.overthrown == NEVER:
                    country.overthrown = draw.tick
                note(now, draw, OVERTHROW, number, age)
                _restore(country, draw.tick)


def _restore(country: Country, month: int) -> None:
    country.order = RESTORED
    country.order_since = month
    country.degeneration = 0.0
    country.support = 0.0
    country.coexistence = 0.0
    country.dual_power = 0.0
    country.insecurity = 1.0
    country.fell = 1
