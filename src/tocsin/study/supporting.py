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
from tocsin.study.marginal import Estimate
from tocsin.study.question import Booleans
from tocsin.study.shares import clustered_interval
from tocsin.study.verdict import support

__all__ = ["BOUND", "COUNTED", "ENOUGH", "IDENTICAL", "STAGED", "LogBayesFactor", "counted_factor", "is_clear",
           "log_ratio", "staged_factor"]  # fmt: skip

IDENTICAL, COUNTED, BOUND, STAGED = "identical", "counting", "bound", "stages"
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
        interval tells enough; with half a match added to both. `STAGED`: see `tocsin.study.bridging`.
    matches : pair of int
        Histories that match the record, by the claim and by its contrast.
    counted, histories : int
        Pairs of histories counted, and histories simulated in stages.
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
        estimate, error = log_ratio(hits[0], hits[1], claim.sets[both])
        return LogBayesFactor(estimate, error, *_around(estimate, error), COUNTED, counts, size)
    ends = [_bounds(hit, claim.sets[both]) for hit in hits]
    low, high = _log(ends[0][0]) - _log(ends[1][1]), _log(ends[0][1]) - _log(ends[1][0])
    if not any(counts):
        return LogBayesFactor(math.nan, math.nan, -math.inf, math.inf, BOUND, counts, size)
    estimate = math.log((counts[0] + 0.5) / (counts[1] + 0.5))
    error = math.sqrt(1 / (counts[0] + 0.5) + 1 / (counts[1] + 0.5))
    return LogBayesFactor(estimate, error, low, high, BOUND, counts, size)


def log_ratio(first: Booleans, second: Booleans, sets: numpy.typing.NDArray[numpy.int64]) -> tuple[float, float]:
    """Log of the ratio of two counts on paired histories, and its standard error clustered by set.

    The error is that of the difference of both logarithms, covariance and all (delta method). It is never less than
    what one match more or less would make of it.

    Parameters
    ----------
    first, second : ndarray of bool, (pairs,)
        Both with at least one match.
    sets : ndarray of int, (pairs,)
    """
    ones, others = int(first.sum()), int(second.sum())
    influence = first / ones - second / others
    _, place = numpy.unique(sets, return_inverse=True)
    by_set = numpy.bincount(place, weights=influence)
    number = len(by_set)
    variance = float((by_set**2).sum()) * number / max(number - 1, 1)
    return math.log(ones / others), max(math.sqrt(variance), 1 / min(ones, others))


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
        estimate, error, *_around(estimate, error), STAGED, counted.matches, counted.counted, histories
    )


def is_clear(found: LogBayesFactor) -> bool:
    """Whether more effort would change nothing of what is said: it is counted, or its bounds tell already."""
    return found.method in (IDENTICAL, COUNTED) or support(found.low, found.high) != "does not tell"


def _around(estimate: float, error: float) -> tuple[float, float]:
    return estimate - 1.96 * error, estimate + 1.96 * error


def _bounds(hits: Booleans, sets: numpy.typing.NDArray[numpy.int64]) -> tuple[float, float]:
    """95% interval of a share; reaches to 0 where nothing matched."""
    place = numpy.unique(sets, return_inverse=True)[1]
    counts = numpy.bincount(place, weights=hits).astype(float)
    low, high = clustered_interval(counts, numpy.bincount(place).astype(float))
    return (low if hits.any() else 0.0), high


def _log(share: float) -> float:
    return math.log(share) if share > 0 else -math.inf
