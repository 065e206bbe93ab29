"""Scores of predicted probabilities: log score and Brier score, differences with intervals, reliability.

Both scores are losses: lower is better (as scoringrules has them; a test holds the two together). Events of one country
are not independent, so that intervals are clustered by country.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from tocsin.study.shares import clustered_interval

__all__ = ["Bin", "Difference", "brier_of_outcomes", "brier_scores", "clustered", "log_scores", "reliability"]

Floats = NDArray[numpy.float64]
Booleans = NDArray[numpy.bool_]

BINS = 10
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean difference of log scores (below 0: better than the baseline) with its 95 % interval."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Events whose predictions lie in [`low`, `high`): how many, what was predicted, what happened, 95 % interval."""

    low: float
    high: float
    n: int
    predicted: float
    observed: float
    observed_low: float
    observed_high: float


def log_scores(successes: Booleans, chances: Floats) -> Floats:
    """Log score of each event: −ln of the probability given to what happened."""
    scores: Floats = -numpy.log(numpy.where(successes, chances, 1.0 - chances))
    return scores


def brier_scores(successes: Booleans, chances: Floats) -> Floats:
    """Brier score of each event: squared distance of the probability from 1 (success) or 0."""
    scores: Floats = (chances - successes) ** 2
    return scores


def brier_of_outcomes(chances: Floats, happened: Sequence[int]) -> float:
    """Brier score of probabilities of several outcomes (Brier 1950): squared distances from what happened, 0 to 2.

    A record that supports several outcomes counts as an equal part of each: what is scored is the probability of the
    outcome that a draw among those supported gives. The score is proper whatever records there can be: nobody expects
    a lower one than by stating these probabilities. To take the outcomes of a record together as one would not be:
    what is taken together would hang on what happened.

    Parameters
    ----------
    chances : ndarray, (outcomes,)
    happened : sequence of int
        Places of the outcomes that the record supports.
    """
    record = numpy.zeros(len(chances))
    record[list(happened)] = 1.0 / len(happened)
    return float(((chances - record) ** 2).sum())


def clustered(values: Floats, clusters: Sequence[int]) -> Difference:
    """Mean of values with a 95 % interval clustered by country: Student's t with the number of clusters less one."""
    from scipy.special import stdtrit

    mean = float(values.mean())
    names, places = numpy.unique(numpy.asarray(clusters), return_inverse=True)
    count = len(names)
    if not values.any():
        return Difference(0.0, 0.0, 0.0)
    if count < 2:
        return Difference(mean, float("nan"), float("nan"))
    sums = numpy.bincount(places, weights=values - mean)
    error = float(numpy.sqrt(count / (count - 1) * (sums**2).sum())) / len(values)
    reach = float(stdtrit(count - 1, 0.5 + LEVEL / 2)) * error
    return Difference(mean, mean - reach, mean + reach)


def reliability(successes: Booleans, chances: Floats, countries: Sequence[int]) -> tuple[Bin, ...]:
    """The reliability diagram: ten bins of predictions, those that hold any; intervals clustered by country."""
    clusters = numpy.unique(numpy.asarray(countries), return_inverse=True)[1]
    places = numpy.minimum((chances * BINS).astype(int), BINS - 1)
    bins = []
    for place in sorted(set(places.tolist())):
        inside = places == place
        sizes = numpy.bincount(clusters[inside]).astype(float)
        counts = numpy.bincount(clusters[inside & successes], minlength=len(sizes)).astype(float)
        low, high = clustered_interval(counts[sizes > 0], sizes[sizes > 0])
        n, won = int(inside.sum()), int(successes[inside].sum())
        bins.append(Bin(place / BINS, (place + 1) / BINS, n, float(chances[inside].mean()), won / n, low, high))
    return tuple(bins)
