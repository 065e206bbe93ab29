"""Response surface: a probability over a theory's free parameters, smooth, from one simulated history a point.

For each pattern of covariates points of the free parameters' priors are simulated, a history each. A logistic
regression on Legendre polynomials of the parameters takes the noise of single histories out: every level of a
covariate has coefficients of its own, and every pattern a height of its own, so that no interaction between
covariates is assumed away.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import combinations

import numpy
from numpy.typing import NDArray

from tocsin.evidence.covariates import Pattern

__all__ = ["fitted_surface", "one_thread", "polynomials"]

Floats = NDArray[numpy.float64]

COMMON, LEVELS, BENDS, HEIGHTS = 0.01, 4.0, 50.0, 50.0
"""Precisions of the normal priors on the coefficients: of those that all patterns share; of what a level adds to the
constant and to slopes; of what it adds to bends; of the height of a single pattern (an interaction between levels).
Little beside thousands of histories, they keep the chance of few from passing for an effect."""
STEPS = 50
CLOSE = 1e-6


def polynomials(quantiles: Floats) -> Floats:
    """Legendre polynomials to the third degree of each parameter, and products of each two; (points, terms)."""
    x = 2.0 * quantiles - 1.0
    columns = [numpy.ones(len(x))]
    for i in range(x.shape[1]):
        columns += [x[:, i], 1.5 * x[:, i] ** 2 - 0.5, 2.5 * x[:, i] ** 3 - 1.5 * x[:, i]]
    columns += [x[:, i] * x[:, j] for i, j in combinations(range(x.shape[1]), 2)]
    return numpy.stack(columns, axis=1)


def fitted_surface(
    patterns: Sequence[Pattern], quantiles: Floats, codes: NDArray[numpy.int8], asked: Floats, slopes: float = COMMON
) -> Floats:
    """Smooth probability of success of each pattern at each of the points that are asked for.

    Parameters
    ----------
    patterns : sequence of tuple of str
    quantiles : ndarray, (patterns, points, parameters)
        Where in their priors the free parameters stood.
    codes : ndarray of int8, (patterns, points)
        1 where the history succeeded, 0 where not, -1 where it failed and says nothing.
    asked : ndarray, (points, parameters)
        Where they are to stand.
    slopes : float
        Precision of the prior on what all patterns share, the constant apart.

    Returns
    -------
    ndarray of float, (patterns, asked points)
    """
    levels = _levels(patterns)
    size, width = polynomials(quantiles[0]).shape[1], levels.shape[1]
    heights = size * width
    coefficients = numpy.zeros(heights + len(patterns))
    ridge = numpy.full(len(coefficients), LEVELS)
    ridge[:heights].reshape(width, size)[:, ~_straight(quantiles.shape[2], size)] = BENDS
    ridge[:size], ridge[0], ridge[heights:] = slopes, COMMON, HEIGHTS
    for _ in range(STEPS):
        gradient = -ridge * coefficients
        curvature = numpy.diag(ridge)
        for k in range(len(patterns)):
            terms = polynomials(quantiles[k])
            weight = (codes[k] >= 0).astype(float)
            chance = _chance(terms, levels[k], coefficients[heights + k], coefficients[:heights].reshape(width, size))
            score = terms.T @ (weight * (codes[k] - chance))
            spread = (terms * (weight * chance * (1.0 - chance))[:, None]).T @ terms
            active = numpy.flatnonzero(levels[k])
            places = (active[:, None] * size + numpy.arange(size)).ravel()
            gradient[places] += numpy.tile(score, len(active))
            curvature[numpy.ix_(places, places)] += numpy.tile(spread, (len(active), len(active)))
            # The height goes with the constant term, which is the first.
            gradient[heights + k] += score[0]
            curvature[heights + k, heights + k] += spread[0, 0]
            across = numpy.tile(spread[0], len(active))
            curvature[heights + k, places] += across
            curvature[places, heights + k] += across
        step = numpy.linalg.solve(curvature, gradient)
        largest = float(numpy.abs(step).max())
        coefficients += step * min(1.0, 2.0 / max(largest, 1e-300))
        if largest < CLOSE:
            break
    table = coefficients[:heights].reshape(width, size)
    terms = polynomials(asked)
    chances = numpy.empty((len(patterns), len(asked)))
    for k in range(len(patterns)):
        chances[k] = _chance(terms, levels[k], coefficients[heights + k], table)
    return chances


def one_thread() -> AbstractContextManager[object]:
    """Keep the linear algebra to one thread: matrices are small, and threads that wait for each other cost minutes."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return nullcontext()
    limits: AbstractContextManager[object] = threadpool_limits(1, "blas")
    return limits


def _straight(parameters: int, terms: int) -> NDArray[numpy.bool_]:
    """Which terms of `polynomials` are the constant and the slopes."""
    straight = numpy.zeros(terms, bool)
    straight[[0, *(1 + 3 * i for i in range(parameters))]] = True
    return straight


def _chance(terms: Floats, levels: Floats, height: float, table: Floats) -> Floats:
    logit = terms @ (levels @ table) + height
    chance: Floats = 1.0 / (1.0 + numpy.exp(-numpy.clip(logit, -30.0, 30.0)))
    return chance


def _levels(patterns: Sequence[Pattern]) -> Floats:
    """A constant and, for each level of each covariate that occurs, whether a pattern has it; (patterns, columns)."""
    known = sorted({(place, level) for pattern in patterns for place, level in enumerate(pattern)})
    columns = [[1.0] + [float(pattern[place] == level) for place, level in known] for pattern in patterns]
    return numpy.array(columns).reshape(len(patterns), 1 + len(known))
