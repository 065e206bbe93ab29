"""Predictions for events: of theories with fitted parameters, of the share of success, of a logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from tocsin.evidence.attempts import Attempt
from tocsin.evidence.covariates import Covariate, Pattern
from tocsin.study.baselines import fold_of, one_hot, regression, share
from tocsin.study.likelihood import Likelihood, predicted
from tocsin.study.simulated import Simulated

__all__ = ["BASE_RATES", "REGRESSION", "Part", "Predictions", "baseline_predictions", "theory_predictions"]

Floats = NDArray[numpy.float64]
Booleans = NDArray[numpy.bool_]

BASE_RATES, REGRESSION = "base-rates", "logistic-regression"
"""Names of the baselines among the theories."""


@dataclass(frozen=True)
class Part:
    """Events to fit or to test on.

    Parameters
    ----------
    events : tuple of Attempt
    patterns : tuple of tuple of str
        Levels of the covariates of each.
    successes : ndarray of bool
        How each ended.
    """

    events: tuple[Attempt, ...]
    patterns: tuple[Pattern, ...]
    successes: Booleans

    @property
    def countries(self) -> tuple[int, ...]:
        """Country of each event."""
        return tuple(event.country for event in self.events)

    def where(self, chosen: Booleans) -> Part:
        """Return the events that are chosen."""
        places = numpy.flatnonzero(chosen).tolist()
        return Part(
            tuple(self.events[i] for i in places), tuple(self.patterns[i] for i in places), self.successes[chosen]
        )

    def folds(self) -> NDArray[numpy.int64]:
        """Fold of each event: all of a country are in one."""
        return numpy.array([fold_of(country) for country in self.countries], numpy.int64)


@dataclass(frozen=True)
class Predictions:
    """Probabilities of success that one theory gives: fitted on all, on the other folds, and to the test part.

    `weights` are the posterior weights of the points of a theory's free parameters; empty for a baseline.
    """

    fit: Floats
    cv: Floats
    test: Floats
    weights: Floats


def theory_predictions(simulated: Simulated, fit: Part, test: Part | None) -> Predictions:
    """Fit a theory's free parameters on the fitting part and predict; test events have no bearing on the fit."""
    known, rows = _numbered(fit.patterns)
    chances = simulated.chances(known)
    likelihood = Likelihood(chances, rows, fit.successes)
    weights = likelihood.weights()
    held_out = numpy.empty(len(rows))
    folds = fit.folds()
    for fold in sorted(set(folds.tolist())):
        inside = folds != fold
        held_out[~inside] = predicted(chances, rows[~inside], likelihood.weights(inside))
    asked = numpy.empty(0)
    if test is not None and test.patterns:
        new, places = _numbered(test.patterns)
        asked = predicted(simulated.chances(new), places, weights)
    return Predictions(predicted(chances, rows, weights), held_out, asked, weights)


def _numbered(patterns: Sequence[Pattern]) -> tuple[list[Pattern], NDArray[numpy.int64]]:
    """Each pattern once, and the number of each event's."""
    known = list(dict.fromkeys(patterns))
    places = {pattern: number for number, pattern in enumerate(known)}
    return known, numpy.array([places[pattern] for pattern in patterns], numpy.int64)


def baseline_predictions(name: str, fit: Part, test: Part | None, covariates: Sequence[Covariate]) -> Predictions:
    """Fit a baseline on the fitting part and predict."""
    features = one_hot(fit.patterns, covariates)
    asked = one_hot(test.patterns if test else (), covariates)
    countries = numpy.array(fit.countries)

    def chances(inside: Booleans, wanted: Floats) -> Floats:
        if name == BASE_RATES or not len(wanted):
            return numpy.full(len(wanted), share(fit.successes[inside]))
        return regression(features[inside], fit.successes[inside], countries[inside].tolist(), wanted)

    everything = numpy.ones(len(features), bool)
    held_out = numpy.empty(len(features))
    folds = fit.folds()
    for fold in sorted(set(folds.tolist())):
        held_out[folds == fold] = chances(folds != fold, features[folds == fold])
    return Predictions(chances(everything, features), held_out, chances(everything, asked), numpy.empty(0))
