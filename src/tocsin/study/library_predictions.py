"""What a theory says of the library's cases: each by what the others teach of its parameters, and all together.

A case is simulated until what happened has been seen often enough, in histories that the other cases speak for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from scipy.special import polygamma

from tocsin.mechanisms.crisis.state import OUTCOMES
from tocsin.simulate.executors import Workers
from tocsin.study.library_histories import Codes, Counted, ended, record_of
from tocsin.study.simulated import PARTICLES, sobol
from tocsin.study.surface import Floats, one_thread
from tocsin.theory.case import Case
from tocsin.theory.theory import Theory

__all__ = ["Predicted", "happened", "log_evidence", "of_base_rates", "of_counts", "of_theory", "others"]

ENOUGH = 10
"""Histories, as weighed by what the other cases teach, that end as the case did: below, more are simulated. The error
of a count of 10 is a third."""
MORE = (1, 4, 16)
"""Times the points asked for that a case gets, one after the other."""

_ODDS = tuple(f"base_rates.{outcome}" for outcome in OUTCOMES)


@dataclass(frozen=True)
class Predicted:
    """What a theory says: of each case by what the others teach, and of all cases together.

    Parameters
    ----------
    outcomes : ndarray, (cases, outcomes)
        Probability of each outcome.
    errors : ndarray, (cases,)
        Standard errors of the logarithm of the probability of what happened, from counting.
    log_evidence : float
    levels : ndarray, (cases, 2)
        Parameters of the Beta distributions of the records' probabilities over the whole prior; not-a-number where
        nothing was counted.
    effective : float
        Points of the prior that the log evidence is as good as.
    """

    outcomes: Floats
    errors: Floats
    log_evidence: float
    levels: Floats
    effective: float

    def evidence_error(self) -> float:
        """Standard error of the log evidence, from counting and from the points."""
        variance = _log_variance(self.levels[:, 0], self.levels.sum(axis=1)).sum() if self.counts() else 0.0
        return float(numpy.sqrt(variance + 1.0 / self.effective))

    def counts(self) -> bool:
        """Whether anything was counted."""
        return not bool(numpy.isnan(self.levels).any())

    def evidences(self, size: int, rng: numpy.random.Generator) -> Floats:
        """The log evidence as it may be, given what was counted."""
        drawn = rng.normal(self.log_evidence, self.effective**-0.5, size)
        if not self.counts():
            return drawn
        won, lost = self.levels[:, 0], self.levels[:, 1]
        levels = rng.beta(won, lost, (size, len(won)))
        moved: Floats = (numpy.log(numpy.maximum(levels, 1e-300)) - numpy.log(won / (won + lost))).sum(axis=1)
        return drawn + moved


def _log_variance(part: Floats, whole: Floats) -> Floats:
    """Variance of the logarithm of a share under a Beta or Dirichlet distribution."""
    found: Floats = polygamma(1, part) - polygamma(1, whole)
    return found


def of_theory(
    cases: Sequence[Case], theory: Theory, free: Sequence[str], points: int, seed: int, directory: Path,
    *, workers: Workers = None, progress: Callable[[int, int], None] | None = None,
) -> tuple[Predicted, dict[str, Counted]]:  # fmt: skip
    """Simulate all cases under a theory and count.

    That rare cases get more histories than others moves no expectation: how long one looks says nothing of what there
    is to be seen, and the Beta and Dirichlet distributions of the shares are the same.

    Parameters
    ----------
    cases : sequence of Case
    theory : Theory
    free : sequence of str
        Its free parameters.
    points : int
        Histories a case to begin with, a power of two.
    seed : int
    directory : Path
    workers : int or Executor, optional
    progress : callable, optional
        Called with (histories done, histories asked for so far).

    Returns
    -------
    Predicted
    dict of str to Counted
        By id of the case.
    """
    places = sobol(len(free), MORE[-1] * points, [seed])
    codes: dict[str, dict[int, Codes]] = {case.id: {} for case in cases}
    wanted, done, total = list(cases), 0, 0
    for times in MORE:
        parts = [(case, number * points) for case in wanted for number in range(len(codes[case.id]), times)]
        total += len(parts) * points
        for name, start, new in ended(parts, points, theory, free, places, seed, directory, workers=workers):
            codes[name][start] = new
            done += points
            if progress:
                progress(done, total)
        counted = {
            case.id: Counted(
                numpy.concatenate([codes[case.id][start] for start in sorted(codes[case.id])]), record_of(case)
            )
            for case in cases
        }
        found, seen = of_counts(list(counted.values()), places)
        wanted = [case for case, number in zip(cases, seen.tolist(), strict=True) if number < ENOUGH]
        if not wanted:
            break
    return found, counted


def of_counts(counted: Sequence[Counted], places: Floats) -> tuple[Predicted, Floats]:
    """What counts say, and in how many histories each record was seen as the other cases weigh them."""
    with one_thread():
        chances = numpy.stack([one.surface(places) for one in counted])
    weights = others(chances)
    told = [one.shares(weights[i, : len(one.codes)]) for i, one in enumerate(counted)]
    shares, seen = numpy.stack([one for one, _ in told]), numpy.array([number for _, number in told])
    errors = numpy.sqrt(_log_variance(seen, seen / happened(shares, [one.record for one in counted])))
    evidence, effective = log_evidence(chances)
    levels = numpy.array([one.level() for one in counted])
    return Predicted(shares, errors, evidence, levels, effective), seen


def of_base_rates(theory: Theory, cases: Sequence[Case], seed: int) -> Predicted:
    """Outcomes come at common shares, of which the prior is known: nothing is simulated."""
    quantiles = sobol(len(_ODDS), PARTICLES, [seed])
    odds = numpy.stack([theory.parameters[name].draw(quantiles[:, i]) for i, name in enumerate(_ODDS)])
    shares = odds / odds.sum(axis=0)
    chances = numpy.stack([shares[[code - 1 for code in record_of(case)]].sum(axis=0) for case in cases])
    evidence, effective = log_evidence(chances)
    nothing = numpy.full((len(cases), 2), numpy.nan)
    return Predicted(others(chances) @ shares.T, numpy.zeros(len(cases)), evidence, nothing, effective)


def happened(outcomes: Floats, records: Sequence[Sequence[int]]) -> Floats:
    """Sum over the outcomes that each case's record supports; (cases,) of (cases, outcomes)."""
    pairs = zip(outcomes, records, strict=True)
    return numpy.array([row[[code - 1 for code in record]].sum() for row, record in pairs])


def others(chances: Floats) -> Floats:
    """Weights of particles of equal prior weight by what the other cases teach.

    Parameters
    ----------
    chances : ndarray, (cases, particles)
        Probability of what happened in each case.

    Returns
    -------
    ndarray, (cases, particles)
        They add up to 1 for each case.
    """
    logs = numpy.log(numpy.clip(chances, 1e-300, 1.0))
    rest = logs.sum(axis=0) - logs
    raw = numpy.exp(rest - rest.max(axis=1, keepdims=True))
    weights: Floats = raw / raw.sum(axis=1, keepdims=True)
    return weights


def log_evidence(chances: Floats) -> tuple[float, float]:
    """Log evidence of all cases together, and how many particles it is as good as; arguments as in `others`."""
    total = numpy.log(numpy.clip(chances, 1e-300, 1.0)).sum(axis=0)
    raw = numpy.exp(total - total.max())
    return float(numpy.log(raw.mean()) + total.max()), float(raw.sum() ** 2 / (raw**2).sum())
