"""Marginal likelihood of a record under a model, on the log scale with its Monte Carlo error: counted, or in stages."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy

from tocsin.study.question import Booleans, Floats
from tocsin.study.shares import clustered_interval
from tocsin.study.splitting import Replicate

__all__ = ["COUNTING", "FEW", "STAGES", "Apart", "Draws", "Estimate", "Spread", "Stage", "counted", "in_stages",
           "never_together", "order_for", "stages_for"]  # fmt: skip

COUNTING, STAGES = "counting", "stages"
FEW = 50
"""Fewer matches than these are not counted: the evidence is estimated in stages."""
EASY = 0.2
"""A stage is closed when no more than this passes it."""
SURPRISING = 20
"""So many histories expected, and none seen, is no chance."""
HEAVY = 0.3
"""A replicate that carries more than this of the evidence says that others have missed what it found."""
KNOWN = 20
"""With fewer matches than these left in a pilot nothing is known of what passes: each step is a stage of its own."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Features asked for in one stage, and the share that passes among those that passed the stages before."""

    features: tuple[str, ...]
    share: float
    error: float


@dataclass(frozen=True)
class Draws:
    """Draws from a posterior.

    Attributes
    ----------
    uniform : ndarray, (draws, parameters)
        Quantiles of the priors.
    weights : ndarray, (draws,)
        Sum to 1.
    clusters : ndarray of int, (draws,)
        Draws of one cluster hang together: a set of histories, or a replicate.
    numbers : ndarray of int, (draws,), optional
        From stages: what addresses the histories' draws.
    """

    uniform: Floats
    weights: Floats
    clusters: numpy.typing.NDArray[numpy.int64]
    numbers: numpy.typing.NDArray[numpy.int64] | None = None


@dataclass(frozen=True, slots=True)
class Apart:
    """Two features of a record that come out as recorded each on its own, and never in one history.

    Attributes
    ----------
    features : pair of str
    expected : float
        Histories that would have had both, had the two nothing to do with each other.
    histories : int
        Counted, of which none had both.
    """

    features: tuple[str, str]
    expected: float
    histories: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How the evidence in stages is spread over replicates.

    Attributes
    ----------
    replicates, empty : int
        How many there are, and in how many nothing matched.
    heaviest : float
        Share of the evidence that the heaviest carries.
    """

    replicates: int
    empty: int
    heaviest: float

    @property
    def uneven(self) -> bool:
        """Whether their standard error is likely too small: what misses a rare part of the evidence comes out low."""
        return self.empty > 0 or self.heaviest > HEAVY


@dataclass(frozen=True)
class Estimate:
    """The evidence of one model for one set of features.

    Attributes
    ----------
    log_evidence : float
        Natural logarithm; minus infinity where nothing matched.
    error : float
        Its standard error; not-a-number where nothing matched.
    at_most : float
        Upper end of a 95% interval of the evidence itself from counting, which holds even where nothing matched.
    method : str
        `COUNTING` or `STAGES`.
    effect : float
        How many times the variance of the count is that of histories that do not share sets.
    matches, histories, failed : int
        Matches among the histories counted, all histories simulated for it, and those that failed.
    stages : tuple of Stage
    counting : pair of float, optional
        Log evidence and error by counting, where that gives a number, to set beside that in stages.
    apart : tuple of Apart
        Features that each come out as recorded, but never in one history; only where no history matched.
    spread : Spread, optional
        In stages.
    """

    log_evidence: float
    error: float
    at_most: float
    method: str
    effect: float
    matches: int
    histories: int
    failed: int = 0
    stages: tuple[Stage, ...] = ()
    counting: tuple[float, float] | None = None
    draws: Draws | None = field(default=None, repr=False, compare=False)
    apart: tuple[Apart, ...] = ()
    spread: Spread | None = None


def counted(matches: Booleans, sets: numpy.typing.NDArray[numpy.int64], failed: Booleans | None = None) -> Estimate:
    """Evidence as the share of histories that match, its error clustered by parameter set.

    Parameters
    ----------
    matches : ndarray of bool, (histories,)
    sets : ndarray of int, (histories,)
        Number of each history's set, from 0.
    failed : ndarray of bool, (histories,), optional
        Histories to leave out.
    """
    done = numpy.ones(len(matches), numpy.bool_) if failed is None else ~failed
    sizes = numpy.bincount(sets[done]).astype(float)
    counts = numpy.bincount(sets[done], weights=matches[done], minlength=len(sizes)).astype(float)
    counts, sizes = counts[sizes > 0], sizes[sizes > 0]
    total, hits, number = float(sizes.sum()), int(counts.sum()), len(sizes)
    high = clustered_interval(counts, sizes)[1]
    lost = int((~done).sum())
    if not hits:
        return Estimate(-math.inf, math.nan, high, COUNTING, 1.0, 0, len(matches), lost)
    share = hits / total
    # Residuals of a ratio estimator: sets may differ in size where histories failed.
    variance = float(((counts - share * sizes) ** 2).sum()) / total**2
    variance = variance * number / (number - 1) if number > 1 else share * (1 - share) / total
    error = math.sqrt(variance) / share
    effect = variance / (share * (1 - share) / total) if share < 1 else 1.0
    return Estimate(
        math.log(share), error, high, COUNTING, effect, hits, len(matches), lost, counting=(math.log(share), error)
    )


def never_together(matched: Booleans, features: tuple[str, ...]) -> tuple[Apart, ...]:
    """Pairs of features that a model seems unable to bring about in one history, the most surprising first.

    Parameters
    ----------
    matched : ndarray of bool, (histories, features)
    features : tuple of str
    """
    numbers = matched.astype(float)
    both, single = numbers.T @ numbers, numbers.sum(axis=0)
    total = len(matched)
    found = [
        Apart((features[i], features[j]), float(single[i] * single[j] / total), total)
        for i in range(len(features))
        for j in range(i + 1, len(features))
        if both[i, j] == 0 and single[i] * single[j] >= SURPRISING * total
    ]
    return tuple(sorted(found, key=lambda one: -one.expected))


def order_for(matched: Booleans, sets: numpy.typing.NDArray[numpy.int64]) -> tuple[int, ...]:
    """An order of features for stages: first those that the parameters decide, last those that chance decides.

    Early stages are passed at all later ones. Where parameters decided them, a history can still be given new draws
    later on; where chance did, its draws are as good as frozen.

    Parameters
    ----------
    matched : ndarray of bool, (histories, features)
        A pilot.
    sets : ndarray of int, (histories,)

    Returns
    -------
    tuple of int
        Columns by the correlation between histories of one set (Donner & Koval 1980), the highest first.
    """
    sizes = numpy.bincount(sets)
    size, number = len(sets) / len(sizes), len(sizes)
    means = numpy.stack([numpy.bincount(sets, weights=column) / sizes for column in matched.T])
    total = matched.mean(axis=0)
    between = size * means.var(axis=1) * number / max(number - 1, 1)
    within = (total * (1 - total) - means.var(axis=1)) * size / max(size - 1, 1)
    variance = between + (size - 1) * within
    alike = numpy.divide(between - within, variance, out=numpy.zeros(len(total)), where=variance > 0)
    return tuple(numpy.argsort(-alike, kind="stable").tolist())


def stages_for(matched: Booleans) -> tuple[int, ...]:
    """Cut steps in their order into stages that are neither too easy to be worth one nor too hard.

    Parameters
    ----------
    matched : ndarray of bool, (histories, steps)
        A pilot.

    Returns
    -------
    tuple of int
        Number of steps at the end of each stage.
    """
    cumulative = numpy.logical_and.accumulate(matched, axis=1).sum(axis=0).tolist()
    stages, before = [], len(matched)
    for number, count in enumerate(cumulative, 1):
        following = cumulative[number] if number < len(cumulative) else 0
        hard = count < KNOWN or count <= EASY * before
        # A hard step is taken from where all steps before it have been taken.
        if hard or (following <= EASY * before and following < count):
            stages.append(number)
            before = count
    return tuple(stages)


def in_stages(
    replicates: list[Replicate], features: tuple[str, ...], stages: tuple[int, ...], pilot: Estimate
) -> Estimate:
    """Evidence from replicates in stages; its error is what they differ by.

    Parameters
    ----------
    replicates : list of Replicate
        At least 2.
    features : tuple of str
    stages : tuple of int
        As they were asked for.
    pilot : Estimate
        By counting.
    """
    found = numpy.array([one.evidence for one in replicates])
    histories = pilot.histories + sum(one.histories for one in replicates)
    told = _told(replicates, features, stages)
    mean = float(found.mean())
    heaviest = float(found.max() / found.sum()) if mean > 0 else math.nan
    spread = Spread(len(found), int((found == 0).sum()), heaviest)
    nothing = Estimate(
        -math.inf, math.nan, pilot.at_most, STAGES, pilot.effect, pilot.matches, histories, pilot.failed, told,
        pilot.counting, spread=spread,
    )  # fmt: skip
    if mean == 0:
        return nothing
    error = float(found.std(ddof=1)) / mean / math.sqrt(len(found))
    weights = numpy.repeat(found, [len(one.uniform) for one in replicates])
    draws = Draws(
        numpy.concatenate([one.uniform for one in replicates]),
        weights / weights.sum(),
        numpy.repeat(numpy.arange(len(found)), [len(one.uniform) for one in replicates]),
        numpy.concatenate([one.numbers for one in replicates]),
    )
    return replace(nothing, log_evidence=math.log(mean), error=error, draws=draws)


def _told(replicates: list[Replicate], features: tuple[str, ...], stages: tuple[int, ...]) -> tuple[Stage, ...]:
    result = []
    for number, (start, stop) in enumerate(zip((0, *stages), stages, strict=False)):
        shares = numpy.array([one.shares[number] for one in replicates if len(one.shares) > number])
        mean = float(shares.mean()) if len(shares) else math.nan
        error = float(shares.std(ddof=1)) / math.sqrt(len(shares)) if len(shares) > 1 else math.nan
        result.append(Stage(features[start:stop], mean, error))
    return tuple(result)
