"""Paired differences: how far the same history moves when something is held otherwise, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

Numbers = NDArray[numpy.float64]

LEAST_SETS = 2
"""From one set alone nothing can be said about how sets differ."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A share (or a mean between 0 and 1) as it is and under an intervention, on the same histories.

    Attributes
    ----------
    name : str
        An outcome, an event or a measure.
    base, do : float
        Share or mean as it is and under the intervention; not a number where no pair is left.
    difference : float
        `do` − `base`.
    low, high : float
        95% interval of the difference, paired history by history and clustered by parameter set: how well it was
        computed. Not a number where no pair is left, −1 to 1 where all pairs are of one set.
    prior_low, prior_high : float
        5–95% range of the difference over parameter sets, corrected for the noise of small sets: how much the theory
        leaves open. Not a number where sets are too small to tell.
    changed : int
        Pairs in which the two histories differ in this.
    """

    name: str
    base: float
    do: float
    difference: float
    low: float
    high: float
    prior_low: float
    prior_high: float
    changed: int


def effect(
    name: str, base: Numbers, do: Numbers, sets: NDArray[numpy.int64], identical: bool = False, looks: int = 1
) -> Effect:
    """The effect on one thing.

    Parameters
    ----------
    name : str
    base, do : ndarray of float, shape (pairs,)
        What it is in each history without and with the intervention: 0 or 1 for an event, or a number between.
    sets : ndarray of int, shape (pairs,)
        Number of the parameter set of each pair.
    identical : bool
        Whether both arms are the same model: then the effect is 0 by construction, without an error of computing.
    looks : int
        For so many effects at once the interval is to hold (Bonferroni).
    """
    if not len(base):
        nan = math.nan
        return Effect(name, nan, nan, nan, nan, nan, nan, nan, 0)
    differences = do - base
    binary = bool(((base == 0) | (base == 1)).all() and ((do == 0) | (do == 1)).all())
    # Where nothing has changed in any pair, what can be said is how seldom something changes at most.
    counts = binary or not differences.any()
    low, high = (0.0, 0.0) if identical else paired_interval(differences, sets, counts, looks)
    prior_low, prior_high = (0.0, 0.0) if identical else difference_over_sets(differences, sets)
    return Effect(
        name, float(base.mean()), float(do.mean()), float(differences.mean()), low, high, prior_low, prior_high,
        int((differences != 0).sum()),
    )  # fmt: skip


def effect_on_measure(
    name: str, base: Numbers, do: Numbers, sets: NDArray[numpy.int64], identical: bool = False
) -> Effect:
    """The effect on a mean in a unit of its own, such as how many a history; arguments as in `effect`."""
    unit = max(float(numpy.abs(do - base).max(initial=0.0)), 1.0)
    found = effect(name, base / unit, do / unit, sets, identical)
    return Effect(
        name, unit * found.base, unit * found.do, unit * found.difference, unit * found.low, unit * found.high,
        unit * found.prior_low, unit * found.prior_high, found.changed,
    )  # fmt: skip


def paired_interval(
    differences: Numbers, sets: NDArray[numpy.int64], counts: bool = True, looks: int = 1
) -> tuple[float, float]:
    """95% interval of a mean of paired differences between −1 and 1, clustered by set, with Student's t.

    The variance between sets is that of a ratio estimator: sets differ in size where histories failed or do not match.
    Differences of things that either happen or do not get the interval of Agresti & Min (2005) for paired shares at
    the effective number of pairs (Kish 1965), which stays honest where few histories or none have changed; it is never
    taken for less than the sets themselves are worth. Other numbers get Student's interval.

    Parameters
    ----------
    differences : ndarray of float, shape (pairs,)
    sets : ndarray of int, shape (pairs,)
    counts : bool
        Whether the differences are of events, −1, 0 or 1.
    looks : int
        For so many of them at once the interval is to hold.
    """
    from scipy import special

    totals, sizes = _by_set(differences, sets)
    pairs, number = float(sizes.sum()), len(sizes)
    if number < LEAST_SETS:
        return (-1.0, 1.0) if pairs else (math.nan, math.nan)
    mean = float(totals.sum()) / pairs
    squares = (totals - mean * sizes) ** 2
    variance = float(squares.sum()) * number / (number - 1) / pairs**2
    t = float(special.stdtrit(_freedom(squares), 1 - 0.025 / looks))
    centre, half = mean, t * math.sqrt(variance)
    if counts:
        least = pairs**2 / float((sizes**2).sum())
        moved = float((differences**2).mean())
        effective = least
        if variance > 0:
            effective = min(max((moved - mean**2) / variance, least), pairs)
        enlarged = effective + 2.0
        centre = mean * effective / enlarged
        half = t * math.sqrt(moved * effective + 1.0 - (mean * effective) ** 2 / enlarged) / enlarged
    return max(-1.0, centre - half), min(1.0, centre + half)


def _freedom(squares: Numbers) -> float:
    """Degrees of freedom of a variance that few sets make out: 2 / its relative variance (Satterthwaite 1946).

    With n sets whose residuals have kurtosis k these are 2n/(k − 1); n − 1 at most, as for normal residuals.
    """
    number, sum_squares = len(squares), float(squares.sum())
    if sum_squares == 0.0:
        return number - 1.0
    kurtosis = number * float((squares**2).sum()) / sum_squares**2
    return min(max(2.0 * number / max(kurtosis - 1.0, 1e-9), 1.0), number - 1.0)


def difference_over_sets(differences: Numbers, sets: NDArray[numpy.int64]) -> tuple[float, float]:
    """5–95% range of the set's mean difference over sets, the noise within sets taken out.

    One-way analysis of variance gives the variance within and between sets. The sets' means are then drawn together
    around the common mean until they vary as much as their true values do (constrained empirical Bayes, Louis 1984),
    which keeps the shape of their distribution. Sets count by their pairs: under a condition, the more of a set's
    histories meet it, the likelier are its parameters. Not a number where sets vary no more than noise: that tells of
    small sets, not of a theory that leaves nothing open; a point only where all pairs differ alike, as when nothing
    changes.
    """
    totals, sizes = _by_set(differences, sets)
    pairs, number = float(sizes.sum()), len(sizes)
    if number < LEAST_SETS or pairs == number:
        return math.nan, math.nan
    means, mean = totals / sizes, float(totals.sum()) / pairs
    within = max(float((differences**2).sum() - (sizes * means**2).sum()), 0.0) / (pairs - number)
    worth = (pairs - float((sizes**2).sum()) / pairs) / (number - 1)
    between = (float((sizes * (means - mean) ** 2).sum()) / (number - 1) - within) / worth
    if (differences == differences[0]).all():
        return mean, mean
    if between <= 1e-12:
        return math.nan, math.nan
    drawn = between / (between + within / sizes) * (means - mean)
    spread = float((sizes * drawn**2).sum()) / pairs
    places = mean + math.sqrt(between / spread) * drawn
    # Nothing lies beyond what was seen: where no set moves one way, neither does the range.
    places = numpy.clip(places, means.min(), means.max())
    low, high = _weighted_quantiles(places, sizes, (0.05, 0.95))
    return low, high


def _by_set(differences: Numbers, sets: NDArray[numpy.int64]) -> tuple[Numbers, Numbers]:
    """Sum of the differences and number of pairs of each set."""
    _, place = numpy.unique(sets, return_inverse=True)
    totals = numpy.bincount(place, weights=differences).astype(float)
    sizes = numpy.bincount(place).astype(float)
    return totals, sizes


def _weighted_quantiles(values: Numbers, weights: Numbers, levels: tuple[float, ...]) -> list[float]:
    order = numpy.argsort(values, kind="stable")
    reached = (numpy.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    return [float(value) for value in numpy.interp(levels, reached, values[order])]
