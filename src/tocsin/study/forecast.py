"""Forecast: how probable a theory and its rivals make what only the future can settle, with both uncertainties."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from tocsin.study.arms import Arm
from tocsin.study.shares import clustered_interval, range_over_sets
from tocsin.theory.claim import Implication

__all__ = ["Forecast", "forecast"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one theory says.

    Attributes
    ----------
    theory : str
    estimate, low, high : float
        Share of the completed histories in which it happens, and 95 % interval of the computing; not a number where
        all failed.
    prior_low, prior_high : float
        5 to 95 % of that share over what the theory leaves open; not a number where it happens in no history, which
        says nothing of single parameter sets.
    count, of : int
        Histories in which it happens, of so many.
    """

    theory: str
    estimate: float
    low: float
    high: float
    prior_low: float
    prior_high: float
    count: int
    of: int


def forecast(what: Implication, arm: Arm) -> Forecast:
    """Count what a claim expects of the future in the histories of one theory.

    Parameters
    ----------
    what : Implication
        The probability of an event, without a condition.
    arm : Arm
    """
    values, sets = arm.met(what.event)[arm.done], arm.sets[arm.done]
    theory = arm.model.theory.id
    if not len(values):
        return Forecast(theory, math.nan, 0.0, 1.0, math.nan, math.nan, 0, 0)
    place = numpy.unique(sets, return_inverse=True)[1]
    counts = numpy.bincount(place, weights=values).astype(float)
    sizes = numpy.bincount(place).astype(float)
    count, of = int(values.sum()), len(values)
    low, high = clustered_interval(counts, sizes)
    over = range_over_sets(counts, sizes) if count else (math.nan, math.nan)
    return Forecast(theory, count / of, low, high, *over, count, of)
