"""Simulated chances: how often attempts of each pattern succeed under a theory, over its free parameters."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from numpy.typing import NDArray
from scipy.stats import qmc

from tocsin.evidence.covariates import UNKNOWN, Generic, Pattern
from tocsin.mechanisms.crisis.state import OUTCOMES
from tocsin.simulate.design import FAILED, Design, outcomes_of_each
from tocsin.simulate.executors import Workers
from tocsin.simulate.model import Model
from tocsin.study.likelihood import Fitted
from tocsin.study.surface import Floats, fitted_surface
from tocsin.theory.prior import Prior
from tocsin.theory.quantity import Quantity, Source
from tocsin.theory.theory import Theory

__all__ = ["PARTICLES", "Simulated", "free_parameters", "simulate", "sobol"]


TRUST = "covariates.trust"
"""How far the levels of the covariates are to be trusted: fitted like a parameter, for every theory."""
PARTICLES = 2**16
"""Points of the free parameters that the posterior is made of."""


@dataclass(frozen=True)
class Simulated:
    """Histories of all patterns under one theory: how each ended, at the points of the free parameters.

    Parameters
    ----------
    theory : Theory
    free : tuple of str
        Names of the free parameters.
    points : mapping of pattern to ndarray, (points, parameters)
        Where in their priors the free parameters stood.
    asked : ndarray, (particles, parameters + 1)
        Where probabilities are asked for: many more points, the same for all patterns. The last column is `TRUST`.
    codes : mapping of pattern to ndarray of int8, (points,)
        1 success, 0 none, -1 a failed history.
    """

    theory: Theory
    free: tuple[str, ...]
    points: dict[Pattern, Floats]
    asked: Floats
    codes: dict[Pattern, NDArray[numpy.int8]]

    def chances(self, patterns: Sequence[Pattern]) -> Floats:
        """Smooth probability of success of these patterns; (patterns, particles).

        It lies between that of the pattern and that of an attempt of which nothing is known, as far as the levels are
        trusted.
        """
        nothing = (UNKNOWN,) * len(patterns[0])
        every = [*(pattern for pattern in patterns if pattern != nothing), nothing]
        codes = numpy.stack([self.codes[pattern] for pattern in every])
        points = numpy.stack([self.points[pattern] for pattern in every])
        surface = fitted_surface(every, points, codes, self.asked[:, :-1])
        trust = self.asked[:, -1]
        surface[:-1] *= trust
        surface[:-1] += (1.0 - trust) * surface[-1]
        return surface[[every.index(pattern) for pattern in patterns]]

    def histories(self) -> int:
        """How many histories there are."""
        return sum(len(codes) for codes in self.codes.values())

    def failed(self) -> int:
        """How many histories failed."""
        return sum(int((codes < 0).sum()) for codes in self.codes.values())

    def fitted(self, weights: Floats) -> tuple[Fitted, ...]:
        """What the free parameters are under posterior weights of the points."""
        found = []
        for column, name in enumerate((*self.free, TRUST)):
            quantity = self.theory.parameters[name] if name != TRUST else _trust()
            order = numpy.argsort(self.asked[:, column])
            reached = numpy.cumsum(weights[order])
            places = order[numpy.minimum(numpy.searchsorted(reached, [0.05, 0.5, 0.95]), len(order) - 1)]
            low, median, high = quantity.draw(self.asked[places, column]).tolist()
            prior_low, prior_high = quantity.draw(numpy.array([0.05, 0.95])).tolist()
            found.append(Fitted(name, quantity.unit, low, median, high, prior_low, prior_high))
        return tuple(found)


def _trust() -> Quantity:
    reason = "what a level changes is a judgement: it holds for no attempt, for all, or for anything in between"
    meaning = "share of attempts for which what the levels change holds; nothing is known of the others"
    return Quantity(TRUST, meaning, "share", 0.0, 1.0, Prior.uniform(0, 1), Source(judgement=reason))


def free_parameters(theory: Theory, generic: Generic) -> tuple[str, ...]:
    """The parameters that are fitted: those for every theory and the theory's own, as far as they are uncertain."""
    names = dict.fromkeys((*generic.fitted, *theory.fitted))
    return tuple(name for name in names if not theory.parameters[name].is_fixed)


def simulate(
    theories: Sequence[Theory],
    patterns: Sequence[Pattern],
    generic: Generic,
    points: int,
    seed: int,
    directory: Path,
    *,
    workers: Workers = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Simulated]:
    """Simulate all patterns under all theories; what `directory` holds already is read instead of run.

    Each pattern has points and draws of its own, addressed by the names of its levels: chance that all patterns had in
    common would bend the surface as if it were the theory's. Theories share them, so that chance does not decide
    between these.

    Parameters
    ----------
    theories : sequence of Theory
    patterns : sequence of tuple of str
    generic : Generic
    points : int
        Points of the free parameters, a power of two; a history a point and pattern.
    seed : int
    directory : Path
        A file a theory and pattern, by content.
    workers : int or executor, optional
        Threads, or a cluster; no effect on the results.
    progress : callable, optional
        Called with (histories done, histories in all).
    """
    free = {theory.id: free_parameters(theory, generic) for theory in theories}
    nothing = (UNKNOWN,) * len(generic.covariates)
    cases = {pattern: generic.case_of(pattern) for pattern in (*patterns, nothing)}
    results = {
        theory.id: Simulated(theory, free[theory.id], {}, sobol(len(free[theory.id]) + 1, PARTICLES, [seed]), {})
        for theory in theories
    }
    tasks = [(theory, pattern) for theory in theories for pattern in cases]
    questions = []
    for theory, pattern in tasks:
        address = zlib.crc32(" ".join(pattern).encode())
        places = sobol(len(free[theory.id]), points, [seed, address])
        results[theory.id].points[pattern] = places
        design = Design(free[theory.id], places[:, None, :], 1, first=address // points * points)
        questions.append((Model(theory, cases[pattern]), design))
    success = [1 + OUTCOMES.index(name) for name in generic.success]
    total, done = len(tasks) * points, 0
    if progress:
        progress(0, total)
    for number, ended in outcomes_of_each(questions, seed, directory, workers=workers):
        theory, pattern = tasks[number]
        codes = numpy.where(ended == FAILED, -1, numpy.isin(ended, success))[:, 0, 0]
        results[theory.id].codes[pattern] = codes.astype(numpy.int8)
        done += points
        if progress:
            progress(done, total)
    return results


def sobol(parameters: int, points: int, seed: list[int]) -> Floats:
    """A scrambled Sobol' sequence in [0, 1]; (points, parameters)."""
    if parameters == 0:
        return numpy.empty((points, 0))
    sequence: Floats = qmc.Sobol(parameters, rng=numpy.random.default_rng(seed)).random(points)
    return sequence
