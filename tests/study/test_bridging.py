"""A bridge between two models whose evidence is known, and what stops it."""

import math

import numpy
import pytest

from tocsin.study.bridging import bridged
from tocsin.study.marginal import Draws
from tocsin.study.question import Question
from tocsin.study.splitting import rehearsed, replicate

PARAMETERS, TRIALS, PARTICLES = 3, 3, 200


def matches(question):
    """Matches in stages, three features a stage."""
    sweeps, _ = rehearsed(question, (3, 6, 9), PARTICLES, 1, 64)
    found = [replicate(question, (3, 6, 9), sweeps, PARTICLES, 1, number) for number in range(8)]
    weights = numpy.repeat([one.evidence for one in found], [len(one.uniform) for one in found])
    clusters = numpy.repeat(numpy.arange(8), [len(one.uniform) for one in found])
    numbers = numpy.concatenate([one.numbers for one in found])
    return Draws(numpy.concatenate([one.uniform for one in found]), weights / weights.sum(), clusters, numbers)


@pytest.fixture(scope="module")
def first(toys):
    """Each of three parameters is the probability of three features of its own: evidence (1/4)³."""
    question = toys.beta_bernoulli(PARAMETERS, TRIALS)
    return question, matches(question)


def held_at(question, value):
    """The same with the first parameter held: evidence value³ · (1/4)²."""

    def simulate(uniform, numbers):
        return question.simulate(numpy.column_stack([numpy.full(len(uniform), value), uniform]), numbers)

    return Question(simulate, 2, question.features, question.observed)


@pytest.mark.parametrize("value", [0.9, 0.5, 0.3])
def test_the_bayes_factor_is_the_known_one(first, value):
    second = held_at(first[0], value)
    found = bridged(first[0], second, (1, 2), first[1], matches(second), 1)
    assert found.error < 0.35
    assert found.log_ratio == pytest.approx(math.log(1 / (TRIALS + 1) / value**TRIALS), abs=3 * found.error)


def test_a_model_and_itself(first):
    found = bridged(first[0], first[0], (0, 1, 2), first[1], first[1], 1)
    assert (found.log_ratio, found.there, found.back) == pytest.approx((0, 1, 1))
    assert found.error < 1e-12


def test_without_common_matches_there_is_no_bridge(first):
    second = held_at(first[0], 0.0)
    assert bridged(first[0], second, (1, 2), first[1], matches(held_at(first[0], 0.9)), 1) is None
    counted = Draws(first[1].uniform, first[1].weights, first[1].clusters)
    assert bridged(first[0], first[0], (0, 1, 2), counted, first[1], 1) is None
