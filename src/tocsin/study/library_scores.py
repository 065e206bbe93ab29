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
from tocsin.simulate.design import FAILED, Design, outcomes_of_each
from tocsin.simulate.executors import Workers
from tocsin.simulate.model import Model
from tocsin.study.scores import Difference, clustered
from tocsin.study.simulated import PARTICLES, free_parameters, sobol
from tocsin.study.surface import Floats, fitted_surface
from tocsin.theory.case import Case
from tocsin.theory.theory import Theory

__all__ = ["BASE_RATES", "CasePrediction", "LibraryScore", "LibraryScores", "library_scores"]

BASE_RATES = "base-rates"
_ODDS = tuple(f"base_rates.{outcome}" for outcome in OUTCOMES)


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
        Means over the cases: −ln p, and (1 − p)², of the probability p that the theory gave to what happened.
    vs_base_rates : Difference
        Log score less that of `BASE_RATES`, clustered by country: below 0 it is better.
    log_evidence : float
        Of the outcomes of all cases together.
    probability : float
        Of the theory among those scored, equally probable beforehand.
    """

    theory: str
    split: str
    n: int
    log_score: float
    brier: float
    vs_base_rates: Difference
    log_evidence: float
    probability: float


@dataclass(frozen=True, slots=True)
class CasePrediction:
    """One case: what happened, and the probability that each theory gave to it."""

    case: str
    country: str
    observed: tuple[str, ...]
    chances: dict[str, float]


@dataclass(frozen=True, slots=True)
class LibraryScores:
    """What `score` finds over the case library; `points` histories a theory and case."""

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
        Points of the free parameters, a power of two; a history a point and case.
    seed : int
    directory : Path
        Folder below which outcomes are kept by content.
    workers : int or Executor, optional
        Where histories run; no effect on the results.
    progress : callable, optional
        Called with (histories done, histories in all).
    """
    simulated = [theory for theory in theories if theory.id != BASE_RATES]
    free = {theory.id: free_parameters(theory, generic) for theory in simulated}
    questions, tasks = [], []
    for theory in simulated:
        for case in cases:
            address = zlib.crc32(case.id.encode())
            places = sobol(len(free[theory.id]), points, [seed, address])
            design = Design(free[theory.id], places[:, None, :], 1, first=address // points * points)
            questions.append((Model(theory, case), design))
            tasks.append((theory.id, case.id))
    codes: dict[tuple[str, str], numpy.typing.NDArray[numpy.int8]] = {}
    failed = 0
    for done, (number, ended) in enumerate(outcomes_of_each(questions, seed, directory, workers=workers), 1):
        codes[tasks[number]] = ended[:, 0, 0]
        failed += int((ended == FAILED).sum())
        if progress:
            progress(done * points, len(tasks) * points)
    chances = {}
    for theory in theories:
        if theory.id == BASE_RATES:
            chances[theory.id] = _shares(theory, cases, seed)
            continue
        asked = sobol(len(free[theory.id]), PARTICLES, [seed])
        own = [
            question[1].quantiles[:, 0] for question, task in zip(questions, tasks, strict=True) if task[0] == theory.id
        ]
        # A surface a case: what happened in one has nothing in common with what happened in another.
        surfaces = [
            fitted_surface([()], quantiles[None], _happened(case, codes[theory.id, case.id])[None], asked)[0]
            for case, quantiles in zip(cases, own, strict=True)
        ]
        chances[theory.id] = numpy.stack(surfaces)
    return _scored(cases, chances, free, points, seed, points * len(tasks), failed)


def _happened(case: Case, ended: numpy.typing.NDArray[numpy.int8]) -> numpy.typing.NDArray[numpy.int8]:
    """1 where a history ends as the case did, 0 where not, -1 where it failed."""
    seen = [1 + OUTCOMES.index(str(value)) for value in case.observed("outcome")]
    return numpy.where(ended == FAILED, -1, numpy.isin(ended, seen)).astype(numpy.int8)


def _shares(theory: Theory, cases: Sequence[Case], seed: int) -> Floats:
    """Chances of what happened where outcomes come at common shares, at draws of the shares; (cases, draws)."""
    quantiles = sobol(len(_ODDS), PARTICLES, [seed])
    odds = numpy.stack([theory.parameters[name].draw(quantiles[:, i]) for i, name in enumerate(_ODDS)])
    shares = odds / odds.sum(axis=0)
    seen = [[OUTCOMES.index(str(value)) for value in case.observed("outcome")] for case in cases]
    return numpy.stack([shares[places].sum(axis=0) for places in seen])


def left_out(chances: Floats) -> tuple[Floats, float]:
    """Chance of each case by what the others teach, and the log evidence of all.

    Parameters
    ----------
    chances : ndarray, (cases, particles)
        Probability of what happened in each case; particles of equal prior weight.
    """
    logs = numpy.log(numpy.clip(chances, 1e-300, 1.0))
    total = logs.sum(axis=0)
    raw = numpy.exp((total - logs) - (total - logs).max(axis=1, keepdims=True))
    predicted = (raw * chances).sum(axis=1) / raw.sum(axis=1)
    return predicted, float(numpy.log(numpy.exp(total - total.max()).mean()) + total.max())


def _scored(
    cases: Sequence[Case], chances: dict[str, Floats], free: dict[str, tuple[str, ...]], points: int, seed: int,
    histories: int, failed: int,
) -> LibraryScores:  # fmt: skip
    found = {name: left_out(table) for name, table in chances.items()}
    evidence = numpy.array([log for _, log in found.values()])
    probability = numpy.exp(evidence - evidence.max()) / numpy.exp(evidence - evidence.max()).sum()
    countries = [zlib.crc32(case.country.encode()) for case in cases]
    base = -numpy.log(found[BASE_RATES][0])
    scores = []
    for (name, (predicted, log)), share in zip(found.items(), probability.tolist(), strict=True):
        losses = -numpy.log(predicted)
        against = clustered(losses - base, countries)
        brier = float(((1.0 - predicted) ** 2).mean())
        scores.append(LibraryScore(name, "loo", len(cases), float(losses.mean()), brier, against, log, share))
    told = tuple(
        CasePrediction(
            case.id, case.country, tuple(str(value) for value in case.observed("outcome")),
            {name: float(predicted[i]) for name, (predicted, _) in found.items()},
        )
        for i, case in enumerate(cases)
    )  # fmt: skip
    return LibraryScores(
        seed, points, histories, failed, tuple(sorted(scores, key=lambda score: score.log_score)), told, free
    )
