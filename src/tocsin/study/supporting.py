"""Supporting: how far a record speaks for a claim against its contrast, as a log Bayes factor with its error.

The claim's side marginalises over its priors, the contrast's holds the parameters that make the claim false. Both sides
are counted on the same histories, so that what both have in common drops out of the error of the difference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from tocsin.study.arms import Arm, paired
from tocsin.study.bridging import Bridge
from tocsin.study.implication import log_odds_shift
from tocsin.study.marginal import Estimate
from tocsin.study.question import Booleans, Floats
from tocsin.study.shares import score_interval
from tocsin.study.verdict import CERTAIN, support

__all__ = ["BOUND", "COUNTED", "ENOUGH", "IDENTICAL", "SIDES", "STAGED", "LogBayesFactor", "counted_factor", "is_clear",
           "log_ratio", "staged_factor"]  # fmt: skip

IDENTICAL, COUNTED, BOUND, STAGED, SIDES = "identical", "counting", "bound", "stages", "sides"
ENOUGH = 20
"""With fewer matches on one side the error of a count is not known well enough."""


@dataclass(frozen=True, slots=True)
class LogBayesFactor:
    """Claim against contrast on a record.

    Attributes
    ----------
    estimate, error : float
        Natural logarithm, above 0 for the claim, and its Monte Carlo standard error; not a number where neither side
        ever matched the record.
    low, high : float
        95% interval; one end is infinite where one side never matched the record.
    method : str
        `IDENTICAL`: both sides are one model. `COUNTED`. `BOUND`: one side matched too seldom to count, but the
        interval tells enough; with half a match added to both. `STAGED`: see `tocsin.study.bridging`. `SIDES`: of an
        inequality against its opposite, by draws from the posterior, with half a draw added to both.
    matches : pair of int
        Histories that match the record, by the claim and by its contrast; of `SIDES` draws on either side.
    counted, histories : int
        Pairs of histories counted (of `SIDES` draws), and histories simulated in stages.
    """

    estimate: float
    error: float
    low: float
    high: float
    method: str
    matches: tuple[int, int]
    counted: int
    histories: int = 0


def counted_factor(claim: Arm, contrast: Arm, features: tuple[str, ...], identical: bool = False) -> LogBayesFactor:
    """Count on paired histories.

    Parameters
    ----------
    claim, contrast : Arm
        Of the same seed and size.
    features : tuple of str
        What of the record is compared on.
    identical : bool
        Whether both are one model: then the answer is 0 without an error.
    """
    both = paired(claim, contrast)
    hits = [arm.agrees(features)[both] for arm in (claim, contrast)]
    counts = (int(hits[0].sum()), int(hits[1].sum()))
    size = len(hits[0])
    if identical:
        return LogBayesFactor(0.0, 0.0, 0.0, 0.0, IDENTICAL, counts, size)
    if min(counts) >= ENOUGH:
        estimate, error, freedom = log_ratio(hits[0], hits[1], claim.sets[both])
        return LogBayesFactor(estimate, error, *_around(estimate, error, freedom), COUNTED, counts, size)
    if not any(counts):
        return LogBayesFactor(math.nan, math.nan, -math.inf, math.inf, BOUND, counts, size)
    estimate = math.log((counts[0] + 0.5) / (counts[1] + 0.5))
    error = math.sqrt(1 / (counts[0] + 0.5) + 1 / (counts[1] + 0.5))
    return LogBayesFactor(estimate, error, *_bounds(hits[0], hits[1], claim.sets[both]), BOUND, counts, size)


def log_ratio(first: Booleans, second: Booleans, sets: numpy.typing.NDArray[numpy.int64]) -> tuple[float, float, float]:
    """Log of the ratio of two counts on paired histories, its standard error clustered by set, and its freedom.

    The error is that of the difference of both logarithms, covariance and all (delta method). It is never less than
    what one match more or less would make of it. Where few sets hold the matches, it is itself known badly: the degrees
    of freedom of Student's t are one less than the effective number of sets (Kish 1965), by their matches or by what
    they add to the variance, whichever is less, and at least 1.

    Parameters
    ----------
    first, second : ndarray of bool, (pairs,)
        Both with at least one match.
    sets : ndarray of int, (pairs,)
    """
    ones, others = int(first.sum()), int(second.sum())
    _, place = numpy.unique(sets, return_inverse=True)
    squares = numpy.square(numpy.bincount(place, weights=first / ones - second / others)).astype(float)
    matches = numpy.bincount(place, weights=first.astype(float) + second).astype(float)
    number = len(squares)
    variance = float(squares.sum()) * number / max(number - 1, 1)
    worth = min(_worth(matches), _worth(squares)) if variance > 0 else _worth(matches)
    return math.log(ones / others), max(math.sqrt(variance), 1 / min(ones, others)), max(worth - 1, 1.0)


def _worth(weights: Floats) -> float:
    """Effective number of sets, by what each holds."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def staged_factor(apart: tuple[Estimate, Estimate], bridge: Bridge | None, counted: LogBayesFactor) -> LogBayesFactor:
    """From matches found in stages on both sides: over the bridge between them, or the two evidences as they are.

    Parameters
    ----------
    apart : pair of Estimate
        By the claim and at its contrast.
    bridge : Bridge, optional
        Counts where its error is the smaller one.
    counted : LogBayesFactor
        From `counted_factor`; stays where stages found no match either.
    """
    claim, contrast = apart
    estimate, error = claim.log_evidence - contrast.log_evidence, math.hypot(claim.error, contrast.error)
    histories = claim.histories + contrast.histories + (bridge.histories if bridge else 0)
    if bridge is not None and math.isfinite(bridge.error) and not bridge.error >= error:
        estimate, error = bridge.log_ratio, bridge.error
    if not (math.isfinite(estimate) and math.isfinite(error)):
        return counted
    return LogBayesFactor(
        estimate, error, *_around(estimate, error, math.inf), STAGED, counted.matches, counted.counted, histories
    )


def is_clear(found: LogBayesFactor) -> bool:
    """Whether more effort would change nothing of what is said: it is counted, or its bounds tell already."""
    return found.method in (IDENTICAL, COUNTED) or support(found.low, found.high) != "does not tell"


def _around(estimate: float, error: float, freedom: float) -> tuple[float, float]:
    from scipy import special

    t = float(special.stdtrit(freedom, 0.975)) if math.isfinite(freedom) else CERTAIN
    return estimate - t * error, estimate + t * error


def _bounds(first: Booleans, second: Booleans, sets: numpy.typing.NDArray[numpy.int64]) -> tuple[float, float]:
    """95% interval of the log of the ratio of two counts, however few; reaches to infinity where one is 0.

    From the share of the first among the matches of both, in the sets that hold any: that histories are many in which
    neither matches does not widen it.
    """
    _, place = numpy.unique(sets, return_inverse=True)
    ones, others = (numpy.bincount(place, weights=hits).astype(float) for hits in (first, second))
    sizes = ones + others
    held = sizes > 0
    share = float(ones.sum() / sizes.sum())
    effective = least = _worth(sizes[held])
    residuals = float(((ones - share * sizes) ** 2).sum())
    if 0 < share < 1 and residuals > 0 and held.sum() > 1:
        variance = residuals * held.sum() / (held.sum() - 1) / sizes.sum() ** 2
        effective = min(max(share * (1 - share) / variance, least), float(sizes.sum()))
    low, high = score_interval(share, effective, max(least - 1, 1.0))
    return (log_odds_shift(low, 0.5) if ones.any() else -math.inf), (
        log_odds_shift(high, 0.5) if others.any() else math.inf
    )
