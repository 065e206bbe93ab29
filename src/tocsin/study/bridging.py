"""Bridging: a Bayes factor of two nearby models on a record that is too rare to count under either.

The same parameters and draws run under both models. Of the histories that match the record under the first, a share a
matches under the second as well; of those that match under the second, a share b under the first. Both shares have the
same numerator, the probability of matching under both, so that the evidence of the first stands to that of the second
as b to a (the acceptance ratio, Bennett 1976; Meng & Wong 1996). What both evidences have in common drops out, where
two evidences estimated apart differ by their noise. The matches under each come from stages of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from tocsin.study.marginal import Draws
from tocsin.study.posterior import cluster_error, widened
from tocsin.study.question import Floats, Question, all_of

__all__ = ["Bridge", "bridged"]

LEAST_SHARED = 20
"""Histories that match under both, from either side; with fewer there is no bridge."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """Log evidence of the first model minus that of the second.

    Attributes
    ----------
    log_ratio, error : float
        And its standard error over clusters of draws, wider where few of them carry the weight.
    there, back : float
        Share of matches under the first that match under the second, and the other way round.
    histories : int
        Simulated for it.
    """

    log_ratio: float
    error: float
    there: float
    back: float
    histories: int


def bridged(
    first: Question, second: Question, columns: tuple[int, ...], ours: Draws, theirs: Draws, seed: int
) -> Bridge | None:
    """The Bayes factor of two models, from matches under each.

    Parameters
    ----------
    first, second : Question
        Of the same features, simulated with the same seed. The second may hold fixed what the first leaves open.
    columns : tuple of int
        Where each parameter of the second stands among those of the first.
    ours, theirs : Draws
        Matches under the first and under the second from stages, with their numbers.
    seed : int
        Of parameters that the second does not have.

    Returns
    -------
    Bridge or None
        None where too few match under both.
    """
    if ours.numbers is None or theirs.numbers is None:
        return None
    chosen = list(columns)
    whole = numpy.random.Generator(numpy.random.Philox(seed)).random((len(theirs.weights), first.dimension))
    whole[:, chosen] = theirs.uniform
    there = all_of(second.ask(ours.uniform[:, chosen], ours.numbers)).astype(float)
    back = all_of(first.ask(whole, theirs.numbers)).astype(float)
    if min(there.sum(), back.sum()) < LEAST_SHARED:
        return None
    (a, error_a), (b, error_b) = _share(there, ours), _share(back, theirs)
    error = math.hypot(error_a / a, error_b / b)
    return Bridge(math.log(b / a), error, a, b, len(there) + len(back))


def _share(matches: Floats, draws: Draws) -> tuple[float, float]:
    error = cluster_error(matches, draws.weights, draws.clusters)
    return float(draws.weights @ matches), widened(error, draws.weights, draws.clusters)
