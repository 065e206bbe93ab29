"""Calibration: how often what was said to be so probable happened, over all outcomes of all cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tocsin.study.library_scores import CasePrediction
from tocsin.study.shares import score_interval

__all__ = ["EDGES", "Said", "calibration"]

EDGES = (0.0, 0.05, 0.15, 0.35, 0.65, 1.0)
"""Of the bins of what was said; most of eight outcomes are improbable, so that the first are narrow."""


@dataclass(frozen=True, slots=True)
class Said:
    """Forecasts of one bin.

    Attributes
    ----------
    forecast, frequency : float
        Mean of what was said, and share of them that happened.
    low, high : float
        95 % interval of the share, as wide as so many cases allow: outcomes of one case hang together.
    n, cases : int
        Forecasts, and cases that they are of.
    """

    forecast: float
    frequency: float
    low: float
    high: float
    n: int
    cases: int


def calibration(cases: Sequence[CasePrediction], theory: str) -> tuple[Said, ...]:
    """Bins of a theory's forecasts, those that hold any.

    Every outcome of every case is one forecast; where the record supports several outcomes, each has happened in equal
    part.
    """
    found = [
        (chance, (outcome in case.observed) / len(case.observed), case.case)
        for case in cases
        for outcome, chance in case.outcomes[theory].items()
    ]
    bins = []
    for low, high in pairwise(EDGES):
        inside = [one for one in found if low <= one[0] < high or (high == EDGES[-1] and one[0] == high)]
        if not inside:
            continue
        said = sum(chance for chance, _, _ in inside) / len(inside)
        seen = sum(happened for _, happened, _ in inside) / len(inside)
        different = len({case for _, _, case in inside})
        freedom = max(different - 1, 1) if different > 1 else math.inf
        bins.append(Said(said, seen, *score_interval(seen, different, freedom), len(inside), different))
    return tuple(bins)
