"""Baselines: the share by hand, a regression that finds coefficients, folds that keep a country together."""

import numpy
import pytest

from tocsin.evidence.covariates import generic
from tocsin.study.baselines import FOLDS, fold_of, one_hot, regression, share


def test_the_share_by_hand() -> None:
    assert share(numpy.array([True, True, False])) == pytest.approx(2.5 / 4)
    assert share(numpy.zeros(0, bool)) == 0.5


def test_folds_are_of_countries_and_all_in_use() -> None:
    folds = [fold_of(country) for country in range(1000)]
    assert folds == [fold_of(country) for country in range(1000)]
    assert all(150 < folds.count(fold) < 250 for fold in range(FOLDS))


def test_every_level_has_a_column() -> None:
    covariates = generic().covariates
    pattern = tuple(covariate.names()[0] for covariate in covariates)
    found = one_hot([pattern], covariates)
    assert found.shape == (1, sum(len(covariate.names()) for covariate in covariates))
    assert found.sum() == len(covariates)


def test_the_regression_finds_what_made_the_events() -> None:
    rng = numpy.random.default_rng(1)
    level = rng.integers(0, 2, 4000)
    features = numpy.stack([level == 0, level == 1], axis=1).astype(float)
    won = rng.random(4000) < numpy.where(level == 0, 0.2, 0.7)
    found = regression(features, won, rng.integers(0, 60, 4000).tolist(), numpy.eye(2))
    assert found == pytest.approx([0.2, 0.7], abs=0.03)


def test_the_regression_on_coin_flips_says_little() -> None:
    rng = numpy.random.default_rng(1)
    features = numpy.eye(20)[rng.integers(0, 20, 300)]
    found = regression(features, rng.random(300) < 0.5, rng.integers(0, 60, 300).tolist(), numpy.eye(20))
    assert numpy.abs(found - 0.5).max() < 0.15


def test_where_all_succeed_it_is_the_share() -> None:
    assert regression(numpy.eye(3), numpy.ones(3, bool), [1, 2, 3], numpy.eye(3)) == pytest.approx([3.5 / 4] * 3)
