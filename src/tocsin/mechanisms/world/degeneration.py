"""A workers' order left alone grows a bureaucracy."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.state import (
    BUREAUCRATIC,
    NEVER,
    WORKERS,
    Draws,
    Parameters,
    Setting,
    Worlds,
    note,
)
from tocsin.mechanisms.world.succession import change_order
from tocsin.theory.quantity import Prior

DEGENERATES = 0

isolation = parameter(
    "isolation", "monthly rate of degeneration alone in the world, one step of development short of abundance",
    "per month", 0, 10, Prior.uniform(0.01, 0.05), "trotsky-1937",
    judgement="the 1920s: years, not months and not decades; from a prototype adjusted with the record in view",
)  # fmt: skip
abundance = parameter(
    "abundance", "development, in units of the leading country's, beyond which isolation would do no harm", "ratio",
    0.1, 10, Prior.uniform(1.1, 1.7), "trotsky-1937",
    judgement="above all there is: the argument holds that want anywhere breeds the gendarme; a prototype's 1.4 lies "
    "in the middle",
)  # fmt: skip
support = parameter(
    "support", "monthly rate at which full support undoes degeneration", "per month", 0, 10, Prior.uniform(0, 0.1),
    "editorial-2023", judgement="from nothing to within a year, from a prototype adjusted with the record in view",
)  # fmt: skip
threshold = parameter(
    "threshold", "degeneration beyond which the order counts as bureaucratic", "share", 0.01, 1,
    Prior.uniform(0.5, 0.8), judgement="more than half of the way, from a prototype adjusted with the record in view",
)  # fmt: skip
coexistence = parameter(
    "coexistence", "coexistence policy of a bureaucratic order whose rulers fear revolution as the theory says",
    "share", 0, 1, Prior.uniform(0.3, 0.9), "trotsky-1937",
    judgement="the larger part of what policy can do, seldom all",
)  # fmt: skip


def approach(value: float, up: float, down: float) -> float:
    """Where a month brings D under dD/dt = up × (1 − D) − down × D: the exponential approach to up / (up + down)."""
    rate = up + down
    if rate <= 0.0:
        return value
    rest = up / rate
    return rest + (value - rest) * math.exp(-rate)


@mechanism(
    "revolution.degeneration", step=170, parameters=(isolation, abundance, support, threshold, coexistence),
    sources=("trotsky-1937", "editorial-2023"), claims=("world-crisis/K13", "world-crisis/K15"),
    events=(Event("order-degenerates", "The workers' order in {country} has become a bureaucratic one."),),
)  # fmt: skip
def degeneration(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let a workers' order degenerate by isolation and want, and recover by support.

    dD/dt = isolation × (1 − support) × (abundance − development) × (1 − D) − support rate × support × D. Past the
    threshold the order is bureaucratic, and its policy towards the other bloc becomes coexistence.
    """
    for number, country in enumerate(now.countries):
        if country.exists == 1 and country.order == WORKERS:
            want = max(p.degeneration.abundance - country.development, 0.0)
            up = p.degeneration.isolation * (1.0 - country.support) * want
            country.degeneration = approach(country.degeneration, up, p.degeneration.support * country.support)
            if country.degeneration > p.degeneration.threshold:
                change_order(country, BUREAUCRATIC, draw.tick)
                country.coexistence = p.degeneration.coexistence
                now.course.degenerations += 1
                if country.degenerated == NEVER:
                    country.degenerated = draw.tick
                note(now, draw, DEGENERATES, number)
