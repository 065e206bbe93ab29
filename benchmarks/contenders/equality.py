"""Do two contenders run the same model? Tests that respect that histories come in sets with common parameters."""

from __future__ import annotations

import numpy
from scipy import stats

from contenders.reduced import Floats, Integers, Result


def same_shares(one: Integers, one_set: Integers, other: Integers, other_set: Integers) -> float:
    """p-value of equal shares of categories, given the set: the generalised Cochran-Mantel-Haenszel test.

    A set is a stratum. Within it both contenders draw from the same distribution if they run the same model, so that
    what the first has more of each category than its part of the stratum, summed over strata, has mean 0 and the sum of
    multivariate hypergeometric covariances. Sets that only one of them ran are left out. Source: Mantel & Haenszel
    (1959), Birch (1965).
    """
    sets = numpy.intersect1d(one_set, other_set)
    names = numpy.unique(numpy.concatenate([one, other]))
    first, second = (
        numpy.stack([_sums(values == name, number, sets) for name in names], axis=1)
        for values, number in ((one, one_set), (other, other_set))
    )
    both = first + second
    size, part = both.sum(axis=1), first.sum(axis=1)
    shares = both / size[:, None]
    scale = part * (size - part) / (size - 1.0)
    covariance = numpy.diag(scale @ shares) - numpy.einsum("s,so,sp->op", scale, shares, shares)
    surplus = (first - shares * part[:, None]).sum(axis=0)
    seen = numpy.diag(covariance) > 0.0
    if seen.sum() < 2:
        return 1.0
    # One of the categories follows from the others.
    surplus, covariance = surplus[seen][1:], covariance[seen][:, seen][1:, 1:]
    return float(stats.chi2.sf(surplus @ numpy.linalg.solve(covariance, surplus), len(surplus)))


def same_mean(one: Floats, one_set: Integers, other: Floats, other_set: Integers) -> float:
    """p-value of equal means: the paired t-test over the means of the sets that both ran."""
    sets = numpy.intersect1d(one_set, other_set)
    first, second = (
        _sums(values, number, sets) / _sums(numpy.ones(len(values)), number, sets)
        for values, number in ((one, one_set), (other, other_set))
    )
    return 1.0 if numpy.array_equal(first, second) else float(stats.ttest_rel(first, second).pvalue)


def _sums(values: Floats, number: Integers, sets: Integers) -> Floats:
    known = numpy.isin(number, sets)
    return numpy.bincount(numpy.searchsorted(sets, number[known]), values[known].astype(float), len(sets))


def compare(one: Result, other: Result) -> dict[str, float]:
    """p-values of all that the contenders hand back."""
    shares = {"outcome": lambda r: r.outcome, "first response": lambda r: r.response}
    means = {
        "hours": lambda r: r.hours,
        "nearest distance": lambda r: r.nearest,
        "turnout for the ruler": lambda r: r.turnout[0],
        "turnout for the challenger": lambda r: r.turnout[1],
        "turnout for themselves": lambda r: r.turnout[2],
    }
    return {name: same_shares(of(one), one.set, of(other), other.set) for name, of in shares.items()} | {
        name: same_mean(of(one), one.set, of(other), other.set) for name, of in means.items()
    }
