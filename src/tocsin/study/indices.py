"""Sobol' indices of a probability that is known from a few histories a point only.

Points come in rows: A, then A with one group of quantities at a time taken from B, then B (Saltelli et al. 2010). The
points of a row share the draws of their histories; every product below is taken over two *different* histories of a
row, so that noise multiplies noise nowhere and the indices are those of the probability itself, not of the noisy share.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

Numbers = NDArray[numpy.float64]

BLOCKS = 16
"""Independent parts of a sample, from which the error of its indices is told."""
LEAST_HISTORIES = 2
"""Fewer histories a point leave no way to tell the probability's variance from noise."""


@dataclass(frozen=True, slots=True)
class Index:
    """How much of the variance of an outcome's probability over the priors goes with one quantity or group.

    Attributes
    ----------
    outcome, quantity : str
    first, first_low, first_high : float
        Share of the variance that knowing the quantity alone would take away, with its 95% interval.
    total, total_low, total_high : float
        Share that would be left if all but the quantity were known: its own part and all its interactions.
    """

    outcome: str
    quantity: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True, slots=True)
class Variance:
    """An outcome's probability over the priors.

    Attributes
    ----------
    outcome : str
    mean, standard_deviation : float
        Of the probability over the priors, the noise of finite histories taken out.
    low : float
        Lower end of the variance's one-sided 97.5% interval, as a standard deviation; 0 where the variance cannot be
        told from none, and indices mean nothing.
    """

    outcome: str
    mean: float
    standard_deviation: float
    low: float


def sobol_indices(
    outcome: str, groups: tuple[str, ...], values: Numbers, blocks: int = BLOCKS
) -> tuple[Variance, tuple[Index, ...]]:
    """First and total indices with their 95% intervals.

    Each index is a ratio of two means over rows. Its interval is Student's, from how the linearised ratio (delta
    method) differs between blocks of rows: rows of one block may be spread more evenly than chance (one scrambled
    quasi-random sequence), blocks are independent.

    Parameters
    ----------
    outcome : str
        What the values are of.
    groups : tuple of str
        Names of the quantities, or groups of quantities, in the order of the positions.
    values : ndarray of float, shape (rows, groups + 2, histories)
        What each history gives, 0 or 1 for an event; positions A, A with each group from B, B.
    blocks : int
        Number of blocks of equal size (they differ by one row where that does not come out even); at least 2.

    Returns
    -------
    (Variance, tuple of Index)
        Indices are not numbers where the probability has no variance that could be shared out.
    """
    rows, positions, histories = values.shape
    if rows < blocks or blocks < 2 or histories < LEAST_HISTORIES or positions != len(groups) + 2:
        raise ValueError("two histories a point and two blocks of rows at least, and a position a group beside A and B")
    mean = float(values[:, [0, -1]].mean())
    centred = values - mean
    a, mixed, b = centred[:, 0], centred[:, 1:-1], centred[:, -1]
    gain = mixed - a[:, None]
    squares = (_product(a, a) + _product(b, b)) / 2
    variance = float(squares.mean())
    low = variance - float(_half_width(squares[:, None], blocks)[0])
    told = Variance(outcome, mean, math.sqrt(max(variance, 0.0)), math.sqrt(max(low, 0.0)))
    if low <= 0.0:
        return told, tuple(Index(outcome, name, *[math.nan] * 6) for name in groups)
    ends = [_interval(part, squares, blocks) for part in (_product(b[:, None], gain), _product(gain, gain) / 2)]
    return told, tuple(Index(outcome, name, *ends[0][number], *ends[1][number]) for number, name in enumerate(groups))


def _interval(terms: Numbers, squares: Numbers, blocks: int) -> list[list[float]]:
    """Ratio of the means of `terms` (rows, groups) and `squares` (rows), and its interval: three numbers a group."""
    found = terms.mean(axis=0) / squares.mean()
    half = _half_width(terms - found * squares[:, None], blocks) / squares.mean()
    lines: list[list[float]] = numpy.column_stack([found, found - half, found + half]).tolist()
    return lines


def _half_width(terms: Numbers, blocks: int) -> Numbers:
    """Half of the 95% interval of the mean of `terms` (rows, groups), from the means of independent blocks of rows."""
    from scipy import special

    means = numpy.array([block.mean(axis=0) for block in numpy.array_split(terms, blocks)])
    half: Numbers = special.stdtrit(blocks - 1, 0.975) * means.std(axis=0, ddof=1) / math.sqrt(blocks)
    return half


def _product(left: Numbers, right: Numbers) -> Numbers:
    """Unbiased product of two means of paired histories: the mean of products over pairs of different histories."""
    histories = left.shape[-1]
    twice = left.sum(axis=-1) * right.sum(axis=-1) - (left * right).sum(axis=-1)
    product: Numbers = twice / (histories * (histories - 1))
    return product


def squared_steps(values: Numbers) -> Numbers:
    """Mean squared effect of each step of a walk, the noise of finite histories taken out.

    Parameters
    ----------
    values : ndarray of float, shape (walks, steps + 1, histories)

    Returns
    -------
    ndarray of float, shape (walks, steps)
        Unbiased: it can be negative, and is exactly 0 where no history changed.
    """
    change = numpy.diff(values, axis=1)
    return _product(change, change)
