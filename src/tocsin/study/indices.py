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

Z = 1.959964
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


def sobol_indices(outcome: str, groups: tuple[str, ...], values: Numbers) -> tuple[Variance, tuple[Index, ...]]:
    """First and total indices with their 95% intervals.

    Rows are independent, so that each index is a ratio of two means over rows; its interval is normal, from the
    linearised ratio (delta method). For rows of a quasi-random sequence, which are more even than chance, it is on the
    safe side.

    Parameters
    ----------
    outcome : str
        What the values are of.
    groups : tuple of str
        Names of the quantities, or groups of quantities, in the order of the positions.
    values : ndarray of float, shape (rows, groups + 2, histories)
        What each history gives, 0 or 1 for an event; positions A, A with each group from B, B.

    Returns
    -------
    (Variance, tuple of Index)
        Indices are not numbers where the probability has no variance that could be shared out.
    """
    rows, positions, histories = values.shape
    if rows < 2 or histories < LEAST_HISTORIES or positions != len(groups) + 2:
        raise ValueError("two rows and two histories a point at least, and one position a group beside A and B")
    mean = float(values[:, [0, -1]].mean())
    centred = values - mean
    a, mixed, b = centred[:, 0], centred[:, 1:-1], centred[:, -1]
    gain = mixed - a[:, None]
    squares = (_product(a, a) + _product(b, b)) / 2
    variance = float(squares.mean())
    low = variance - Z * float(squares.std(ddof=1)) / math.sqrt(rows)
    told = Variance(outcome, mean, math.sqrt(max(variance, 0.0)), math.sqrt(max(low, 0.0)))
    if low <= 0.0:
        return told, tuple(Index(outcome, name, *[math.nan] * 6) for name in groups)
    ends = [_interval(part, squares) for part in (_product(b[:, None], gain), _product(gain, gain) / 2)]
    return told, tuple(Index(outcome, name, *ends[0][number], *ends[1][number]) for number, name in enumerate(groups))


def _interval(terms: Numbers, squares: Numbers) -> list[list[float]]:
    """Ratio of the means of `terms` (rows, groups) and `squares` (rows), and its interval: three numbers a group."""
    variance = squares.mean()
    found = terms.mean(axis=0) / variance
    error = (terms - found * squares[:, None]).std(axis=0, ddof=1) / (variance * math.sqrt(len(squares)))
    lines: list[list[float]] = numpy.column_stack([found, found - Z * error, found + Z * error]).tolist()
    return lines


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
