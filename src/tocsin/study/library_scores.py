"""Scores over the case library: each case is predicted by what the other cases teach (leave-one-out).

A theory's free parameters are common to all cases, as in scores over tables of events; everything else varies from case
to case. What is predicted is the set of outcomes that the record supports.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy

from tocsin.evidence.covariates import Generic
from tocsin.mechanisms.crisis.state import OUTCOMES
from tocsin.simulate.executors import Workers
from tocsin.study.library_histories import Counted, record_of
from tocsin.study.library_predictions import Predicted, happened, of_base_rates, of_theory
from tocsin.study.scores import Difference, brier_of_outcomes, clustered
from tocsin.study.simulated import free_parameters
from tocsin.study.surface import Floats
from tocsin.theory.case import Case
from tocsin.theory.theory import Theory

__all__ = ["BASE_RATES", "CasePrediction", "LibraryScore", "LibraryScores", "library_scores"]

BASE_RATES = "base-rates"
THIN = 5
"""Histories that end as the case did below which a theory's probability of it is hardly known."""
DRAWS = 10_000
"""Of what the counts may be, for the intervals of the theories' probabilities."""


@dataclass(frozen=True, slots=True)
class LibraryScore:
    """One theory over all cases; scores are losses, so that lower is better.

    Attributes
    ----------
    theory : str
    split : str
        ``loo``: each case by what the others teach.
    n : int
        Cases.
    log_score, brier : float
        Means over the cases: −ln of the probability that the theory gave to what happened, and `brier_of_outcomes`.
    log_score_error : float
        Standard error of the log score from counting histories; 0 where nothing was counted.
    vs_base_rates : Difference
        Log score less that of `BASE_RATES`, clustered by country: below 0 it is better.
    log_evidence, log_evidence_error : float
        Of the outcomes of all cases together; its standard error.
    probability, probability_low, probability_high : float
        Of the theory among those scored, equally probable beforehand; 95 % interval of the counting.
    """

    theory: str
    split: str
    n: int
    log_score: float
    log_score_error: float
    brier: float
    vs_base_rates: Difference
    log_evidence: float
    log_evidence_error: float
    probability: float
    probability_low: float
    probability_high: float


@dataclass(frozen=True, slots=True)
class CasePrediction:
    """One case: what happened, and what each theory gave it by what the other cases teach.

    Attributes
    ----------
    case, country : str
    reviewed_by : str or None
        Who has checked the case against its sources.
    observed : tuple of str
        Outcomes that the record supports.
    chances, errors : dict of str to float
        By theory the probability of what happened, and the standard error of its logarithm from counting.
    outcomes : dict of str to dict
        By theory the probability of each outcome.
    counts : dict of str to (int, int)
        By theory that was simulated the histories that ended so, and all that count.
    """

    case: str
    country: str
    reviewed_by: str | None
    observed: tuple[str, ...]
    chances: dict[str, float]
    errors: dict[str, float]
    outcomes: dict[str, dict[str, float]]
    counts: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class LibraryScores:
    """What `score` finds over the case library; `points` histories a theory and case, more where the record is rare."""

    seed: int
    points: int
    histories: int
    failed: int
    scores: tuple[LibraryScore, ...]
    cases: tuple[CasePrediction, ...]
    free: dict[str, tuple[str, ...]]

    def of(self, theory: str) -> LibraryScore:
        """The line of one theory."""
        return next(score for score in self.scores if score.theory == theory)

    def thin(self) -> tuple[tuple[str, str, int, int], ...]:
        """Case, theory, matches and histories where fewer than `THIN` histories ended as the case did."""
        return tuple(
            (case.case, theory, matches, histories)
            for case in self.cases
            for theory, (matches, histories) in case.counts.items()
            if matches < THIN
        )


def library_scores(
    cases: Sequence[Case], theories: Sequence[Theory], generic: Generic, points: int, seed: int, directory: Path,
    *, workers: Workers = None, progress: Callable[[int, int], None] | None = None,
) -> LibraryScores:  # fmt: skip
    """Score theories over cases.

    Parameters
    ----------
    cases : sequence of Case
        Those whose record holds an outcome.
    theories : sequence of Theory
        `BASE_RATES` among them.
    generic : Generic
        Says which parameters every theory leaves free.
    points : int
        Points of the free parameters, a power of two; a history a point and case. A case whose record turns up in
        hardly any of them gets up to 16 times as many.
    seed : int
    directory : Path
        Folder below which outcomes are kept by content.
    workers : int or Executor, optional
        Where histories run; no effect on the results.
    progress : callable, optional
        Called with (histories done, histories in all as far as is known).
    """
    simulated = [theory for theory in theories if theory.id != BASE_RATES]
    free = {theory.id: free_parameters(theory, generic) for theory in simulated}
    least = len(simulated) * len(cases) * points
    counted: dict[str, dict[str, Counted]] = {}
    found: dict[str, Predicted] = {}
    before = 0
    for number, theory in enumerate(simulated):
        later = least // len(simulated) * (len(simulated) - number - 1) if simulated else 0

        def told(done: int, total: int, before: int = before, later: int = later) -> None:
            if progress:
                progress(before + done, before + total + later)

        found[theory.id], counted[theory.id] = of_theory(
            cases, theory, free[theory.id], points, seed, directory, workers=workers, progress=told
        )
        before += sum(len(one.codes) for one in counted[theory.id].values())
    found = {theory.id: found.get(theory.id) or of_base_rates(theory, cases, seed) for theory in theories}
    return _scored(cases, found, counted, free, points, seed)


def _probabilities(found: dict[str, Predicted], seed: int) -> tuple[Floats, Floats]:
    """Probabilities of the theories, equal beforehand; ends of their 95 % intervals from counting, (theories, 2)."""

    def shares(logs: Floats) -> Floats:
        raw = numpy.exp(logs - logs.max(axis=0))
        found: Floats = raw / raw.sum(axis=0)
        return found

    rng = numpy.random.default_rng([seed, len(found)])
    drawn = shares(numpy.stack([one.evidences(DRAWS, rng) for one in found.values()]))
    best = shares(numpy.array([[one.log_evidence] for one in found.values()]))[:, 0]
    return best, numpy.quantile(drawn, [0.025, 0.975], axis=1).T


def _scored(
    cases: Sequence[Case], found: dict[str, Predicted], counted: dict[str, dict[str, Counted]],
    free: dict[str, tuple[str, ...]], points: int, seed: int,
) -> LibraryScores:  # fmt: skip
    records = [record_of(case) for case in cases]
    predicted = {name: happened(one.outcomes, records) for name, one in found.items()}
    probabilities, ranges = _probabilities(found, seed)
    countries = [zlib.crc32(case.country.encode()) for case in cases]
    base = -numpy.log(predicted[BASE_RATES])
    scores = []
    for (name, one), probability, (low, high) in zip(found.items(), probabilities.tolist(), ranges.tolist(), strict=True):  # fmt: skip  # noqa: E501
        losses = -numpy.log(predicted[name])
        brier = [
            brier_of_outcomes(row, [code - 1 for code in record])
            for row, record in zip(one.outcomes, records, strict=True)
        ]
        scores.append(
            LibraryScore(
                name, "loo", len(cases), float(losses.mean()), float(numpy.sqrt((one.errors**2).sum())) / len(cases),
                float(numpy.mean(brier)), clustered(losses - base, countries), one.log_evidence, one.evidence_error(),
                probability, low, high,
            )
        )  # fmt: skip
    told = tuple(
        CasePrediction(
            case.id, case.country, case.reviewed_by, tuple(str(value) for value in case.observed("outcome")),
            {name: float(values[i]) for name, values in predicted.items()},
            {name: float(one.errors[i]) for name, one in found.items()},
            {name: dict(zip(OUTCOMES, one.outcomes[i].tolist(), strict=True)) for name, one in found.items()},
            {name: (of[case.id].matches, of[case.id].histories) for name, of in counted.items()},
        )
        for i, case in enumerate(cases)
    )  # fmt: skip
    everything = [one for of in counted.values() for one in of.values()]
    histories = sum(len(one.codes) for one in everything)
    failed = histories - sum(one.histories for one in everything)
    ranked = tuple(sorted(scores, key=lambda score: score.log_score))
    return LibraryScores(seed, points, histories, failed, ranked, told, free)
