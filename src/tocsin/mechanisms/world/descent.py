"""What a new ruling group inherits of the old one's fear of revolution, and what the fear does."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.chances import kept_a_month, settle, share
from tocsin.mechanisms.world.state import BUREAUCRATIC, Draws, Parameters, Setting, Worlds, note
from tocsin.theory.quantity import Prior

INHERITS = 0
DRAW_FEAR = 0

inheritance = parameter(
    "inheritance", "share of the logarithm of the fear ratio that comes down from one ruling group to the next",
    "share", 0, 1, Prior.uniform(0, 1), "editorial-2023",
    judgement="from nothing to all: staffs, archives and training pass on, and no record measures the fear",
)  # fmt: skip
spread = parameter(
    "spread", "standard deviation of that logarithm among ruling groups", "ratio", 0, 5, Prior.uniform(0.3, 1.1),
    judgement="ruling groups differ by less than what is not known of any (ln 3)",
)  # fmt: skip
relaxation = parameter(
    "relaxation", "mean time in which policy towards the other bloc follows who rules and what they fear", "months",
    1, 240, Prior.uniform(6, 24), judgement="treaties and line take half a year to two years to turn",
)  # fmt: skip


def next_fear(fear: float, inheritance: float, spread: float, normal: float) -> float:
    """Fear ratio of the next ruling group: log φ is an AR(1) whose standard deviation stays `spread`."""
    own = spread * math.sqrt(1.0 - inheritance * inheritance) * normal
    return math.exp(inheritance * math.log(fear) + own)


def policy_of_fear(fear: float, policy: float) -> float:
    """Coexistence policy at a fear ratio relative to the theory's: `policy` at 1, up to twice it, none without fear."""
    return share(policy * 2.0 * fear / (1.0 + fear))


@mechanism(
    "elite.descent", step=190, parameters=(inheritance, spread, relaxation), sources=("editorial-2023",),
    claims=("world-crisis/K16", "world-crisis/K17"),
    events=(Event("fear-inherited", "New rulers in {country}: fear of revolution {value:.2f} of the theory's."),),
)  # fmt: skip
def descent(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let a new ruling group inherit part of the old one's fear of revolution; let policy follow the fear.

    When the ruling group changes (a ruler falls, an order degenerates, is restored or overthrown) log φ' = inheritance
    × log φ + √(1 − inheritance²) × spread × ε. Where a rising took power nothing comes down. φ acts on the crisis clock
    (the fear factor of the country's rulers) and on the coexistence policy of a bureaucratic order, which nears
    degeneration.coexistence × 2φ / (1 + φ); in other orders policy follows the wing that wants terms.
    """
    kept = kept_a_month(p.descent.relaxation)
    for number, country in enumerate(now.countries):
        if country.exists == 1:
            passes = country.degenerated == draw.tick or country.restored == draw.tick
            passes = passes or country.overthrown == draw.tick or country.fell == 1
            if passes or country.took_power == 1:
                inherited = p.descent.inheritance
                if country.took_power == 1:
                    inherited = 0.0
                normal = draw.normal(number, DRAW_FEAR)
                country.fear = next_fear(country.fear, inherited, p.descent.spread, normal)
                note(now, draw, INHERITS, number, country.fear)
            policy = country.accommodation
            if country.order == BUREAUCRATIC:
                policy = policy_of_fear(country.fear, p.degeneration.coexistence)
            country.coexistence = settle(country.coexistence, policy, kept)
            if case.coexistence_fixed >= 0.0:
                country.coexistence = case.coexistence_fixed
