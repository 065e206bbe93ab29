"""Formulas of chance that several mechanisms of the world clock share. Plain `math`, one number in, one number out."""

from __future__ import annotations

import math

from tocsin.mechanisms.crisis.formulas import hazard_probability

COUNT_AT_MOST = 60
"""Events that one country can have of one kind in one month; a mean of 20 is above it once in 10¹² months."""


def logistic(score: float) -> float:
    """Probability of a log odds: logit⁻¹."""
    if score >= 0.0:
        return 1.0 / (1.0 + math.exp(-score))
    odds = math.exp(score)
    return odds / (1.0 + odds)


def whole_hazard(score: float) -> float:
    """Hazard, added up over all time, under which an event happens at last with the probability logit⁻¹(score).

    −ln(1 − logit⁻¹(score)) = ln(1 + e^score), without loss of digits at either end.
    """
    return max(score, 0.0) - math.log(logistic(abs(score)))


def poisson_count(mean: float, u: float) -> int:
    """Poisson number of this mean, by inversion of a uniform `u`."""
    if u < 1.0 - mean - 1e-12:  # below e^(−mean), which is no less than 1 − mean: none, as in most months
        return 0
    term = math.exp(-mean)
    below = term
    count = 0
    for number in range(1, COUNT_AT_MOST + 1):
        if u < below:
            break
        count = number
        term *= mean / number
        below += term
    return count


def happens(u: float, hazard: float) -> bool:
    """Whether an event of this hazard happens within a month, by a uniform `u`: whether u < 1 − e^(−hazard)."""
    if u >= hazard:  # then above the probability too, which is never more than the hazard
        return False
    return u < hazard_probability(hazard)


def kept_a_month(months: float) -> float:
    """Share of a deviation left after a month of what nears its target at the rate 1/`months`."""
    return math.exp(-1.0 / months)


def settle(value: float, target: float, kept: float) -> float:
    """Where a month brings `value` that nears `target`, the share `kept` of the distance left: exact at rest."""
    return target + (value - target) * kept


def share(value: float) -> float:
    """The value, held to [0, 1]."""
    return min(max(value, 0.0), 1.0)
