"""Scores of theories over tables of events: fitted, cross-validated, and on events that were held out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy

from tocsin.errors import InputError, Problem
from tocsin.evidence.covariates import Generic
from tocsin.simulate.executors import Workers
from tocsin.study.event_results import Dropped, EventScores, Fit, Prediction, Score
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
from tocsin.study.scores import brier_scores, clustered, log_scores, reliability
from tocsin.study.simulated import simulate
from tocsin.study.surface import one_thread
from tocsin.theory.theory import Theory

__all__ = ["Dropped", "EventScores", "Fit", "Prediction", "Score", "score_events"]

LEAST = 10
"""Events that a fitting part needs."""
FITTING = 0.15
"""A theory's fit takes about so many times as long as its histories (measured on the public table)."""


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
    repeated: int = 0,
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
    dropped, incomplete, repeated
        For the result to say it.
    workers
        As in `simulate`.
    progress : callable, optional
        Called with (work done, work in all), in histories; a fit counts as those that take as long.

    Raises
    ------
    InputError
        If the fitting part is too small to fit anything.
    """
    if len(fit.events) < LEAST:
        problem = f"the fitting part has {len(fit.events)} events that can be used"
        raise InputError([Problem(problem, "score", expected=f"at least {LEAST}")])
    patterns = tuple(dict.fromkeys([*fit.patterns, *(test.patterns if test else ())]))
    share = 0.0  # of the histories of one theory, for its fit

    def told(done: int, total: int) -> None:
        nonlocal share
        share = FITTING * total / max(len(theories), 1)
        if progress:
            progress(done, total + int(share * len(theories)))

    simulated = simulate(theories, patterns, generic, points, seed, directory, workers=workers, progress=told)
    histories = sum(result.histories() for result in simulated.values())
    found: dict[str, Predictions] = {}
    with one_thread():
        for number, (name, result) in enumerate(simulated.items(), 1):
            found[name] = theory_predictions(result, fit, test)
            if progress:
                progress(histories + int(share * number), histories + int(share * len(simulated)))
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
        histories=histories,
        failed=sum(result.failed() for result in simulated.values()),
        theories=tuple(simulated),
        chosen=min(crossed, key=lambda score: score.log_score).theory if crossed else None,
        judged=last.name,
        scores=tuple(scores),
        reliability={
            (name, split.name): reliability(split.part.successes, chances, split.part.countries)
            for split in splits
            for name, chances in split.chances.items()
        },
        fits=tuple(
            Fit(name, result.fitted(found[name].weights), float(1.0 / (found[name].weights ** 2).sum()))
            for name, result in simulated.items()
        ),
        dropped=tuple(dropped),
        incomplete=incomplete,
        repeated=repeated,
        known=_known(fit, test, generic),
        succeeded=_succeeded(fit, generic),
        seen=generic.seen,
        predictions=_predictions(last, generic),
    )


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


def _succeeded(fit: Part, generic: Generic) -> dict[tuple[str, str], int]:
    won = [pattern for pattern, success in zip(fit.patterns, fit.successes, strict=True) if success]
    return {
        (covariate.id, level): sum(pattern[place] == level for pattern in won)
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
