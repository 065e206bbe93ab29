"""Models whose evidence and posterior are known in closed form, in the shape that the estimators ask for."""

import math

import numpy
from scipy import special

from tocsin.simulate import random
from tocsin.study.question import Question


def draws(numbers, stream, seed=0):
    """Uniform numbers addressed by the history's number, as the simulator's own are."""
    counter = numpy.asarray(numpy.mod(numbers, 2**32), dtype=numpy.uint64)
    fixed = numpy.zeros_like(counter)
    key = numpy.uint64(seed)
    return random.uniform(counter, fixed + numpy.uint64(stream), fixed, fixed, key, numpy.uint64(0))


def beta_bernoulli(parameters, trials, seed=0):
    """Each parameter is the probability of `trials` features of its own; all of them are observed.

    Evidence (1 / (trials + 1)) ^ parameters; the posterior of each parameter is Beta(trials + 1, 1).
    """

    def simulate(uniform, numbers):
        columns = [
            draws(numbers, p * trials + t, seed) < uniform[:, p] for p in range(parameters) for t in range(trials)
        ]
        return numpy.stack(columns, axis=1).astype(numpy.int64)

    features = tuple(f"{p}.{t}" for p in range(parameters) for t in range(trials))
    return Question(simulate, parameters, features, ((1,),) * len(features))


def beta_bernoulli_evidence(parameters, trials):
    return (1 / (trials + 1)) ** parameters


def gaussian(edges, noise, seed=0):
    """x = θ + noise, θ standard normal; the features are whether x is above each of the edges."""

    def simulate(uniform, numbers):
        x = special.ndtri(uniform[:, 0]) + noise * special.ndtri(draws(numbers, 0, seed))
        return (x[:, None] > numpy.array(edges)).astype(numpy.int64)

    return Question(simulate, 1, tuple(f"above {edge}" for edge in edges), ((1,),) * len(edges))


def gaussian_evidence(edge, noise):
    return float(special.ndtr(-edge / math.hypot(1, noise)))
