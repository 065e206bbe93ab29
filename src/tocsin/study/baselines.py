"""Baselines: the share of success, and a logistic regression on the same covariates."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy
from numpy.typing import NDArray

from tocsin.errors import TocsinError
from tocsin.evidence.covariates import Covariate, Pattern

__all__ = ["FOLDS", "fold_of", "one_hot", "regression", "share"]

Floats = NDArray[numpy.float64]
Booleans = NDArray[numpy.bool_]

FOLDS = 5
PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Inverse strengths of the penalty to choose from."""


def fold_of(country: int, salt: str = "") -> int:
    """Fold of a country: all its events are in one, whatever else the table holds."""
    return int.from_bytes(hashlib.sha256(f"{salt}{country}".encode()).digest()[:8], "big") % FOLDS


def share(successes: Booleans) -> float:
    """Expected share of success under the prior Beta(1/2, 1/2) (Jeffreys)."""
    return float((successes.sum() + 0.5) / (len(successes) + 1.0))


def one_hot(patterns: Sequence[Pattern], covariates: Sequence[Covariate]) -> Floats:
    """Whether each event has each level of each covariate, the unknown included; (events, levels)."""
    columns = [(place, level) for place, covariate in enumerate(covariates) for level in covariate.names()]
    rows = [[float(pattern[place] == level) for place, level in columns] for pattern in patterns]
    return numpy.array(rows).reshape(len(patterns), len(columns))


def regression(features: Floats, successes: Booleans, countries: Sequence[int], asked: Floats) -> Floats:
    """Probability of success of events by a logistic regression with an L2 penalty.

    Parameters
    ----------
    features : ndarray, (events, levels)
        Of the fitting part.
    successes : ndarray of bool
        Of the fitting part.
    countries : sequence of int
        Of the fitting part; the penalty is chosen by cross-validation over them, within the fitting part.
    asked : ndarray, (events, levels)
        What is to be predicted.

    Raises
    ------
    TocsinError
        If scikit-learn is not installed.
    """
    if successes.all() or not successes.any():
        return numpy.full(len(asked), share(successes))
    folds = numpy.array([fold_of(country, "inner") for country in countries])
    strength = min(PENALTIES, key=lambda penalty: _loss(features, successes, folds, penalty))
    return _predicted(_model(features, successes, strength), asked)


def _loss(features: Floats, successes: Booleans, folds: NDArray[Any], strength: float) -> float:
    total = 0.0
    for fold in sorted(set(folds.tolist())):
        inside = folds != fold
        if not inside.any() or successes[inside].all() or not successes[inside].any():
            continue
        chance = _predicted(_model(features[inside], successes[inside], strength), features[~inside])
        total -= float(numpy.log(numpy.where(successes[~inside], chance, 1.0 - chance)).sum())
    return total


def _model(features: Floats, successes: Booleans, strength: float) -> Any:
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise TocsinError(f"score needs scikit-learn, which is not installed ({error}): "
                          "pip install 'tocsin[score]'") from None  # fmt: skip
    return LogisticRegression(C=strength, solver="newton-cholesky", max_iter=1000, tol=1e-8).fit(features, successes)


def _predicted(model: Any, asked: Floats) -> Floats:
    chance: Floats = model.predict_proba(asked)[:, 1]
    return numpy.clip(chance, 1e-9, 1.0 - 1e-9)
