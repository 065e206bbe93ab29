"""From a rising to power: whether the ruler falls, and whether the rising's own power takes his place."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import hazard_probability
from tocsin.mechanisms.crisis.state import CIVIL_WAR, UNRESOLVED
from tocsin.mechanisms.declaration import Event, mechanism, parameter
from tocsin.mechanisms.world.chances import logistic, whole_hazard
from tocsin.mechanisms.world.state import (
    BUREAUCRATIC,
    NEVER,
    RISING,
    WORKERS,
    Country,
    Draws,
    Parameters,
    Setting,
    Worlds,
    note,
)
from tocsin.mechanisms.world.succession import bring_down, change_order
from tocsin.theory.quantity import Prior

FALLS, POLITICAL, SOCIAL = range(3)
DRAW_FALL, DRAW_POWER = 0, 1
# The rising and the country for which `power_base` and `fall_base` are the log odds.
REFERENCE_ORGANISED = 0.02
REFERENCE_EXPERIENCE = 0.2
REFERENCE_CAPACITY = 0.5
REFERENCE_DEVELOPMENT = 0.5
REFERENCE_FORCE = 0.05
LEAST = 1e-6
"""Share below which the logarithm of those organised is not followed: one in a million."""

power_base = parameter(
    "power_base", "log odds that a fall ends in the rising's own power, at the reference values", "logit", -20, 20,
    Prior.uniform(-4, -1.5),
    judgement="from one in fifty to one in five at an organised share of one in fifty, from a prototype adjusted with "
    "the record in view",
)  # fmt: skip
organisation = parameter(
    "organisation", "rise of these log odds when e times as many are organised", "logit", -20, 20,
    Prior.uniform(0.3, 1.5), "tilly-1978", judgement="from a prototype adjusted with the record in view",
)  # fmt: skip
experience = parameter(
    "experience", "rise of these log odds from leaders without to leaders with full experience", "logit", -50, 50,
    Prior.uniform(0, 4), "editorial-2023",
    judgement="from nothing to what makes the unlikely likely, from a prototype adjusted with the record in view",
)  # fmt: skip
capacity = parameter(
    "capacity", "fall of these log odds from no capacity of the state to full capacity, after defections", "logit",
    -50, 50, Prior.uniform(0, 3), "skocpol-1979", judgement="from a prototype adjusted with the record in view",
)  # fmt: skip
fading = parameter(
    "fading", "share of dual power that is gone after a month", "share", 0.001, 1, Prior.uniform(0.05, 0.2),
    "trotsky-1932", judgement="eight months between February and October 1917: about a tenth a month",
)  # fmt: skip
fall_base = parameter(
    "fall_base", "log odds that a rising undecided after 14 days brings the ruler down, at the reference values",
    "logit", -20, 20, Prior.uniform(-2.4, -0.8),
    judgement="from one in twelve to one in three, from a prototype adjusted with the record in view",
)  # fmt: skip
fall_size = parameter(
    "fall_size", "rise of these log odds when e times as many are out or organised", "logit", -20, 20,
    Prior.uniform(0, 2), "chenoweth-stephan-2011", judgement="from a prototype adjusted with the record in view",
)  # fmt: skip
fall_capacity = parameter(
    "fall_capacity", "fall of these log odds from no capacity of the state to full capacity, after defections",
    "logit", -50, 50, Prior.uniform(1, 4), "skocpol-1979", "chenoweth-stephan-2011",
    judgement="from a prototype adjusted with the record in view; it weighed too much there",
)  # fmt: skip
fall_development = parameter(
    "fall_development", "fall of these log odds from no output to the leading country's output a head", "logit",
    -50, 50, Prior.uniform(0.3, 1.5), "goldstone-1991", judgement="from a prototype adjusted with the record in view",
)  # fmt: skip


@mechanism(
    "revolution.conversion", step=140,
    parameters=(power_base, organisation, experience, capacity, fading, fall_base, fall_size, fall_capacity,
                fall_development),
    sources=("trotsky-1932", "skocpol-1979", "tilly-1978", "chenoweth-stephan-2011"),
    claims=("world-crisis/K14", "world-crisis/K20", "world-crisis/K21", "officers-coordinate/O9",
            "hidden-preferences/H11"),
    events=(
        Event("ruler-falls-late", "The ruler of {country} falls after weeks of a rising of {value:.1%} of the people."),
        Event("political-revolution", "A political revolution in {country}: the ruling group goes, the order stays."),
        Event("social-revolution", "A social revolution in {country}: a workers' order."),
    ),
)  # fmt: skip
def conversion(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Decide whether a rising that is still going on brings the ruler down, and whether dual power becomes power.

    Stage one belongs to the crisis clock for 14 days. A rising undecided then (unresolved, or fighting on) brings the
    ruler down with the log odds fall_base + fall_size × ln((out + O) / .05) − fall_capacity × (κ (1 − defected) − .5) −
    fall_development × (development − .5).
    Stage two lasts for the dual power that follows a fall. With a country that stands still the rising's own power
    takes over with the log odds power_base + organisation × ln(O / .02) + experience × (E − .2) − capacity ×
    (κ (1 − defected) − .5), the chance spread over months as dual power fades by `fading` a month (in
    `world.aftermath`).
    Against a bureaucratic order the revolution is political: the ruling group goes and degeneration is undone, while
    property stays what it was, so that the order counts as a workers' order again; against any other it is social.
    Nothing of this happens after nuclear use.
    """
    for number, country in enumerate(now.countries):
        if country.exists == 1 and now.world.nuclear == 0:
            undecided = country.outcome == UNRESOLVED or country.outcome == CIVIL_WAR
            if country.crisis == RISING and undecided:
                odds = logistic(fall_score(country, p))
                if draw.uniform(number, DRAW_FALL) < odds:
                    bring_down(now, country, draw.tick)
                    note(now, draw, FALLS, number, country.size)
            if country.dual_power > 0.0:
                _contend(now, case, p, draw, number)


def fall_score(country: Country, p: Parameters) -> float:
    """Log odds that an undecided rising brings the ruler down."""
    force = math.log(max(country.size + country.organised, LEAST) / REFERENCE_FORCE)
    kept = country.capacity * (1.0 - country.defected)
    score: float = (
        p.conversion.fall_base
        + p.conversion.fall_size * force
        - p.conversion.fall_capacity * (kept - REFERENCE_CAPACITY)
        - p.conversion.fall_development * (country.development - REFERENCE_DEVELOPMENT)
    )
    return score


def power_score(country: Country, p: Parameters) -> float:
    """Log odds that dual power, left to run its time in a country that stands still, becomes power."""
    kept = country.capacity * (1.0 - country.defected)
    score: float = (
        p.conversion.power_base
        + p.conversion.organisation * math.log(max(country.organised, LEAST) / REFERENCE_ORGANISED)
        + p.conversion.experience * (country.experience - REFERENCE_EXPERIENCE)
        - p.conversion.capacity * (kept - REFERENCE_CAPACITY)
    )
    return score


def _contend(now: Worlds, case: Setting, p: Parameters, draw: Draws, number: int) -> None:
    """Spend a month of dual power: it becomes power, or not yet."""
    country = now.countries[number]
    # Shares f, f(1 − f), f(1 − f)², … of the whole hazard, month by month, add up to all of it.
    hazard = whole_hazard(power_score(country, p)) * p.conversion.fading * country.dual_power
    takes = draw.uniform(number, DRAW_POWER) < hazard_probability(hazard)
    if country.conversion_fixed >= 0.0:
        takes = country.conversion_fixed > 0.5
    if takes:
        note(now, draw, _take_power(now, country, draw.tick), number)


def _take_power(now: Worlds, country: Country, month: int) -> int:
    """Give power to the rising; return which kind of revolution it was."""
    kind = SOCIAL
    if country.order == BUREAUCRATIC:
        kind = POLITICAL
        country.political += 1
        now.course.political += 1
    else:
        country.social += 1
        now.course.social += 1
    country.took_power = 1
    country.dual_power = 0.0
    country.degeneration = 0.0
    country.last_success = month
    if country.converted == NEVER:
        country.converted = month
    now.course.conversions += 1
    if now.course.first_conversion == NEVER:
        now.course.first_conversion = month
    change_order(country, WORKERS, month)
    return kind
