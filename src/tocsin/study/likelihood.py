"""Fitting: what a theory's free parameters are after the events of the fitting part, and what it then predicts.

The points of the parameters' priors are the particles of a posterior: Bayes with a prior uniform in quantiles. A
prediction is the mean probability over the posterior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

__all__ = ["Fitted", "Likelihood", "predicted"]

Floats = NDArray[numpy.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A free parameter after the fitting part.

    Attributes
    ----------
    parameter, unit : str
    low, median, high : float
        5, 50 and 95 % of its posterior.
    prior_low, prior_high : float
        5 and 95 % of its prior.
    """

    parameter: str
    unit: str
    low: float
    median: float
    high: float
    prior_low: float
    prior_high: float


class Likelihood:
    """Likelihood of the points of a theory's free parameters for any set of the events.

    Parameters
    ----------
    chances : ndarray, (patterns, points)
        Probabilities of success.
    rows : ndarray of int
        Pattern of each event.
    successes : ndarray of bool
        How each event ended.
    """

    def __init__(self, chances: Floats, rows: NDArray[numpy.int64], successes: NDArray[numpy.bool_]) -> None:
        self.chances, self.rows, self.successes = chances, rows, successes
        self.of_success = numpy.log(chances)
        self.of_failure = numpy.log1p(-chances)

    def weights(self, inside: NDArray[numpy.bool_] | None = None) -> Floats:
        """Posterior weights of the points, which add up to 1, given all events or those `inside`."""
        counted = numpy.ones(len(self.rows), bool) if inside is None else inside
        size = len(self.chances)
        won = numpy.bincount(self.rows[counted & self.successes], minlength=size)
        lost = numpy.bincount(self.rows[counted & ~self.successes], minlength=size)
        likelihood = won @ self.of_success + lost @ self.of_failure
        raw = numpy.exp(likelihood - likelihood.max())
        weights: Floats = raw / raw.sum()
        return weights


def predicted(chances: Floats, rows: NDArray[numpy.int64], weights: Floats) -> Floats:
    """Posterior mean probability of success of each event."""
    means: Floats = (chances @ weights)[rows]
    return means
