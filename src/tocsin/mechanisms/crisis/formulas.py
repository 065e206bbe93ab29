"""Formulas that several mechanisms of the crisis clock share. Plain `math`, one number in, one number out."""

from __future__ import annotations

import math


def normal_share(z: float) -> float:
    """Share of a standard normal population below `z`; beyond seven deviations none or all, to within 10⁻¹¹."""
    if z < -7.0:
        return 0.0
    if z > 7.0:
        return 1.0
    return 0.5 * math.erfc(-z * 0.7071067811865476)


def win_probability(attack: float, defence: float, decisiveness: float) -> float:
    """Odds that the attack prevails: the ratio-form contest success function.

    Source: Tullock (1980), Hirshleifer (1989). `decisiveness` is the exponent on strength.
    """
    if attack <= 0.0:
        return 0.0
    if defence <= 0.0:
        return 1.0
    return 1.0 / (1.0 + math.pow(defence / attack, decisiveness))


def nearness(distance: float, reach: float) -> float:
    """Weight of a force or an event at a distance (km): a loss-of-strength gradient (the idea: Boulding 1962)."""
    if distance == 0.0:
        return 1.0
    return math.exp(-abs(distance) / reach)


def hazard_probability(rate: float) -> float:
    """Probability that an event of constant hazard `rate` (per tick) happens within one tick."""
    return -math.expm1(-rate)


def expected_share(in_favour: float, against: float) -> float:
    """Mean of a Beta belief with these pseudo-counts."""
    return in_favour / (in_favour + against)


def fighting_weight(organised: float, armed: float, crowd: float, arms: float) -> float:
    """Men that one person in a crowd is worth, unarmed `crowd`, with arms in organised hands `arms` more."""
    return crowd + arms * organised * armed
