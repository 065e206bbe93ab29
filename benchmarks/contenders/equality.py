"""Do two contenders run the same model? Tests that respect that histories come in sets with common parameters."""

from __future__ import annotations

import numpy
from scipy import stats

from contenders.reduced import Integers, Result
from tocsin.simulate.chunk import SET_SIZE


def same_shares(one: Integers, other: Integers) -> float:
    """p-value of equal shares of categories, given the set: the generalised Cochran-Mantel-Haenszel test.

    A set is a stratum. Within it both contenders draw from the same distribution if they run the same model, so that
    the difference of counts summed over strata has mean 0 and the sum of their multivariate hypergeometric covariances.
    Histories beyond the shorter of the two are left out. Source: Mantel & Haenszel (1959), Birch (1965).
    """
    histories = min(len(one), len(other)) // SET_SIZE * SET_SIZE
    names = numpy.unique(numpy.concatenate([one[:histories], other[:histories]]))
    if len(names) == 1:
        return 1.0
    first, second = (
        (values[:histories].reshape(-1, SET_SIZE, 1) == names).sum(axis=1).astype(numpy.float64)
        for values in (one, other)
    )
    both, size = first + second, 2.0 * SET_SIZE
    shares = both / size
    covariance = numpy.einsum("so,op->op", shares, numpy.eye(len(names))) - numpy.einsum("so,sp->op", shares, shares)
    covariance *= SET_SIZE * SET_SIZE / (size - 1.0)
    difference = (first - both / 2.0).sum(axis=0)
    # The last category follows from the others.
    distance = difference[:-1] @ numpy.linalg.solve(covariance[:-1, :-1], difference[:-1])
    return float(stats.chi2.sf(distance, len(names) - 1))


def same_mean(one: numpy.ndarray, other: numpy.ndarray) -> float:
    """p-value of equal means: the paired t-test over the means of sets."""
    histories = min(len(one), len(other)) // SET_SIZE * SET_SIZE
    first, second = (values[:histories].reshape(-1, SET_SIZE).mean(axis=1) for values in (one, other))
    if numpy.array_equal(first, second):
        return 1.0
    return float(stats.ttest_rel(first, second).pvalue)


def compare(one: Result, other: Result) -> dict[str, float]:
    """p-values of all that the contenders hand back."""
    return {
        "outcome": same_shares(one.outcome, other.outcome),
        "first response": same_shares(one.response, other.response),
        "hours": same_mean(one.hours, other.hours),
        "nearest": same_mean(one.nearest, other.nearest),
        "turnout ruler": same_mean(one.turnout[0], other.turnout[0]),
        "turnout challenger": same_mean(one.turnout[1], other.turnout[1]),
        "turnout themselves": same_mean(one.turnout[2], other.turnout[2]),
    }
