"""Scores of theories over tables of events: fitted, cross-validated, and on events that were held out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy

from tocsin.errors import InputError, Problem
from tocsin.evidence.covariates import Generic
from tocsin.simulate.executors import Workers
from tocsin.study.likelihood import Fitted
from tocsin.study.predictions import (
    BASE_RATES,
    REGRESSION,
    Booleans,
    Floats,
    Part,
    Predictions,
    baseline_predictions,
    theory_predictions,
)
from tocsin.study.scores import Bin, Difference, brier_scores, clustered, log_scores, reliability
from tocsin.study.simulated import simulate
from tocsin.theory.theory import Theory

__all__ = ["Dropped", "EventScores", "Fit", "Prediction", "Score", "score_events"]

LEAST = 10
"""Events that a fitting part needs."""


@dataclass(frozen=True, slots=True)
class Score:
    """Scores of one theory on one part; both are losses, so that lower is better.

    Attributes
    ----------
    theory : str
    split : str
        ``fit``: the events that it was fitted on; ``cv``: each fold by what the other folds teach; ``test``.
    n : int
        Events.
    log_score, brier : float
        Means over the events.
    vs_base_rates, vs_logistic_regression : Difference
        Log score less that of the baseline, event by event: below 0 it is better than the baseline.
    """

    theory: str
    split: str
    n: int
    log_score: float
    brier: float
    vs_base_rates: Difference
    vs_logistic_regression: Difference


@dataclass(frozen=True, slots=True)
class Fit:
    """What a theory's free parameters are after the fitting part; `points` is the effective number of points."""

    theory: str
    parameters: tuple[Fitted, ...]
    points: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """An event that is not scored because a case of the library is about it."""

    country: str
    day: str
    case: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """One event: where and when, what was known before, and the probability of success by each theory."""

    country: str
    day: str
    split: str
    levels: dict[str, str]
    chances: dict[str, float]


@dataclass(frozen=True, slots=True)
class EventScores:
    """What `score` finds over tables of events.

    Attributes
    ----------
    seed, points, histories, failed : int
        `points` histories a pattern of covariates and theory.
    theories : tuple of str
        Those simulated.
    chosen : str or None
        The theory with the best cross-validated log score on the fitting part.
    judged : str
        The split that it is judged on: ``test``, or ``cv`` where there is no test part.
    scores : tuple of Score
    reliability : mapping of (theory, split) to tuple of Bin
    fits : tuple of Fit
    dropped : tuple of Dropped
    incomplete : int
        Rows left out because day or outcome is missing.
    known : mapping of (covariate, level) to (events of the fitting part, of the test part)
    predictions : tuple of Prediction
        For the judged split.
    """

    seed: int
    points: int
    histories: int
    failed: int
    theories: tuple[str, ...]
    chosen: str | None
    judged: str
    scores: tuple[Score, ...]
    reliability: Mapping[tuple[str, str], tuple[Bin, ...]]
    fits: tuple[Fit, ...]
    dropped: tuple[Dropped, ...]
    incomplete: int
    known: Mapping[tuple[str, str], tuple[int, int]]
    predictions: tuple[Prediction, ...]

    def of(self, theory: str, split: str | None = None) -> Score:
        """Score of a theory on a split; on the judged one by default."""
        wanted = split or self.judged
        return next(score for score in self.scores if (score.theory, score.split) == (theory, wanted))


def score_events(
    fit: Part,
    test: Part | None,
    theories: Sequence[Theory],
    generic: Generic,
    seed: int,
    directory: Path,
    *,
    points: int,
    scored: Booleans | None = None,
    dropped: Sequence[Dropped] = (),
    incomplete: int = 0,
    workers: Workers = None,
    progress: Callable[[int, int], None] | None = None,
) -> EventScores:
    """Fit theories and baselines on one part, cross-validate them there, and judge them on another.

    Parameters
    ----------
    fit : Part
    test : Part, optional
        Without it the cross-validation is what theories are judged on.
    theories : sequence of Theory
        The baselines are added.
    generic : Generic
        The case that stands for any attempt, and its covariates.
    seed : int
    directory : Path
        Where histories are kept.
    points : int
        Histories a pattern and theory, a power of two.
    scored : ndarray of bool, optional
        Which events of the fitting part count in the cross-validation; all by default.
    dropped, incomplete
        For the result to say it.
    workers, progress
        As in `simulate`.

    Raises
    ------
    InputError
        If the fitting part is too small to fit anything.
    """
    if len(fit.events) < LEAST:
        problem = f"the fitting part has {len(fit.events)} events that can be used"
        raise InputError([Problem(problem, "score", expected=f"at least {LEAST}")])
    patterns = tuple(dict.fromkeys([*fit.patterns, *(test.patterns if test else ())]))
    simulated = simulate(theories, patterns, generic, points, seed, directory, workers=workers, progress=progress)
    found: dict[str, Predictions] = {name: theory_predictions(result, fit, test) for name, result in simulated.items()}
    for name in (BASE_RATES, REGRESSION):
        found[name] = baseline_predictions(name, fit, test, generic.covariates)
    counted = numpy.ones(len(fit.events), bool) if scored is None else scored
    splits = [
        _Split("fit", fit, {name: one.fit for name, one in found.items()}),
        _Split("cv", fit.where(counted), {name: one.cv[counted] for name, one in found.items()}),
    ]
    if test is not None:
        splits.append(_Split("test", test, {name: one.test for name, one in found.items()}))
    splits = [split for split in splits if split.part.events]
    scores = [score for split in splits for score in _scores(split)]
    crossed = [score for score in scores if score.split == "cv" and score.theory in simulated]
    last = splits[-1]
    return EventScores(
        seed=seed,
        points=points,
        histories=sum(result.histories() for result in simulated.values()),
        failed=sum(result.failed() for result in simulated.values()),
        theories=tuple(simulated),
        chosen=min(crossed, key=lambda score: score.log_score).theory if crossed else None,
        judged=last.name,
        scores=tuple(scores),
        reliability={
            (name, split.name): reliability(split.part.successes, chances)
            for split in splits
            for name, chances in split.chances.items()
        },
        fits=tuple(
            Fit(name, result.fitted(found[name].weights), float(1.0 / (found[name].weights ** 2).sum()))
            for name, result in simulated.items()
        ),
        dropped=tuple(dropped),
        incomplete=incomplete,
        known=_known(fit, test, generic),
        predictions=_predictions(last, generic),
    )


def _one_thread() -> AbstractContextManager[object]:
    """Keep the linear algebra to one thread: matrices are small, and threads that wait for each other cost minutes."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return nullcontext()
    limits: AbstractContextManager[object] = threadpool_limits(1, "blas")
    return limits


@dataclass(frozen=True)
class _Split:
    """Events with the probabilities that each theory gives them."""

    name: str
    part: Part
    chances: dict[str, Floats]


def _scores(split: _Split) -> list[Score]:
    successes, countries = split.part.successes, split.part.countries
    losses = {name: log_scores(successes, chances) for name, chances in split.chances.items()}
    return [
        Score(
            theory=name,
            split=split.name,
            n=len(successes),
            log_score=float(losses[name].mean()),
            brier=float(brier_scores(successes, chances).mean()),
            vs_base_rates=clustered(losses[name] - losses[BASE_RATES], countries),
            vs_logistic_regression=clustered(losses[name] - losses[REGRESSION], countries),
        )
        for name, chances in split.chances.items()
    ]


def _known(fit: Part, test: Part | None, generic: Generic) -> dict[tuple[str, str], tuple[int, int]]:
    parts = [fit.patterns, test.patterns if test else ()]
    return {
        (covariate.id, level): (
            sum(pattern[place] == level for pattern in parts[0]),
            sum(pattern[place] == level for pattern in parts[1]),
        )
        for place, covariate in enumerate(generic.covariates)
        for level in covariate.names()
    }


def _predictions(split: _Split, generic: Generic) -> tuple[Prediction, ...]:
    names = [covariate.id for covariate in generic.covariates]
    return tuple(
        Prediction(
            country=event.name,
            day=event.day.isoformat(),
            split=split.name,
            levels=dict(zip(names, pattern, strict=True)),
            chances={name: float(chances[i]) for name, chances in split.chances.items()},
        )
        for i, (event, pattern) in enumerate(zip(split.part.events, split.part.patterns, strict=True))
    )
